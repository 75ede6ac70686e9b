import Glibc
import Testing

@testable import Systemd

@Suite struct EnvironmentTests {
    @Test func credentials() throws {
        let directory = "/tmp/readiness-credentials-\(getpid())"
        try #require(mkdir(directory, 0o700) == 0)
        defer { _ = try? outputOfShell("rm -r \(directory)") }
        _ = try outputOfShell(
            """
            cd \(directory); echo secret >token; printf '' >empty; printf '\\377' >binary; ln -s token link; mkdir dir
            head -c 1048577 /dev/zero >large; head -c 1048576 /dev/zero >largest
            """
        )
        let credentials = Credentials(directory: directory)
        #expect(try credentials.text("token") == "secret")
        #expect(try credentials.text("empty") == "")
        #expect(try credentials.read("absent") == nil)
        #expect(try credentials.read("binary") == [0xFF])
        #expect(try credentials.read("largest")?.count == Credentials.maximumSize)
        for name in ["link", "dir", "large"] {
            let failure = #expect(throws: SystemdError.self) { try credentials.read(name) }
            #expect(failure?.code == .credentialUnreadable)
        }
        #expect(throws: SystemdError.self) { try credentials.text("binary") }
        for name in ["", ".", "..", "../token", "a/b", "a:b", "ä", "a\nb", String(repeating: "x", count: 256)] {
            let failure = #expect(throws: SystemdError.self) { try credentials.read(name) }
            #expect(failure?.code == .invalidName)
        }
        #expect(try Credentials(directory: nil).read("token") == nil)
    }

    @Test func directories() throws {
        let usual = try ServiceDirectories(environment: { _ in nil })
        #expect(usual.state == ["/var/lib/readinessd"])
        #expect(usual.runtime == ["/run/readinessd"])
        #expect(usual.cache == ["/var/cache/readinessd"])
        #expect(usual.logs == ["/var/log/readinessd"])
        #expect(usual.configuration == ["/etc/readinessd"])
        let made = try ServiceDirectories(environment: { $0 == "STATE_DIRECTORY" ? "/a:/b" : nil })
        #expect(made.state == ["/a", "/b"])
        for wrong in ["relative", "/a:b", ":"] {
            #expect(throws: SystemdError.self) {
                try ServiceDirectories(environment: { $0 == "STATE_DIRECTORY" ? wrong : nil })
            }
        }
    }

    @Test func theRun() {
        let identity = "0123456789abcdef0123456789abcdef"
        let run = ServiceEnvironment(environment: { ["INVOCATION_ID": identity, "DEBUG_INVOCATION": "1"][$0] })
        #expect(run.invocationID == identity)
        #expect(run.isDebugInvocation)
        let none = ServiceEnvironment(environment: { ["INVOCATION_ID": "x", "DEBUG_INVOCATION": "0"][$0] })
        #expect(none.invocationID == nil)
        #expect(!none.isDebugInvocation)
    }
}
