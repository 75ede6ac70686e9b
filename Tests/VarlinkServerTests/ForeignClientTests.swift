import Glibc
import Testing
import Varlink

/// A client that shares no code with this package: a few lines of Python, where Python is installed.
@Suite struct ForeignClientTests {
    private static let program = """
        import json, socket, sys
        peer = socket.socket(socket.AF_UNIX)
        peer.connect(sys.argv[1])
        stream = peer.makefile("rb")
        def ask(message):
            peer.sendall(json.dumps(message).encode() + b"\\0")
        def answer():
            text = b""
            while not text.endswith(b"\\0"):
                byte = stream.read(1)
                if not byte:
                    raise SystemExit("closed")
                text += byte
            return json.loads(text[:-1])
        ask({"method": "org.varlink.service.GetInfo"})
        assert answer()["parameters"]["interfaces"] == ["io.example.Test", "org.varlink.service"]
        ask({"method": "io.example.Test.Echo", "parameters": {"text": "gr\\u00fc\\u00df \\U0001f600"}})
        assert answer() == {"parameters": {"text": "gr\\u00fc\\u00df \\U0001f600"}}
        ask({"method": "io.example.Test.Count", "parameters": {"to": 3}, "more": True})
        assert [answer() for _ in range(3)] == [
            {"parameters": {"number": 1}, "continues": True},
            {"parameters": {"number": 2}, "continues": True},
            {"parameters": {"number": 3}},
        ]
        ask({"method": "io.example.Test.Echo", "parameters": {"wrong": 1}})
        assert answer() == {"error": "org.varlink.service.InvalidParameter", "parameters": {"parameter": "text"}}
        ask({"method": "io.example.Test.Echo", "parameters": {"text": ""}, "unknown": 1})
        assert stream.read(1) == b""
        """

    @Test(.enabled(if: access("/usr/bin/env", X_OK) == 0 && system("python3 -c '' 2>/dev/null") == 0))
    func aPythonClientIsServed() async throws {
        try await withServer { _, path in
            let status = try await onThread { () -> Int32 in
                var child: pid_t = 0
                let words: [String] = ["python3", "-c", Self.program, path]
                let arguments = words.map { strdup($0) }
                defer { for argument in arguments { free(argument) } }
                guard posix_spawnp(&child, "python3", nil, nil, arguments + [nil], environ) == 0 else { return -1 }
                var status: Int32 = -1
                waitpid(child, &status, 0)
                return status
            }
            #expect(status == 0)
        }
    }
}
