import Glibc
import Testing
import Varlink
import VarlinkServer

@Suite struct CallTests {
    @Test func everyKindOfHandlerAnswers() async throws {
        let journal = Journal()
        try await withServer(journal: journal, checksReplies: true) { server, path in
            try await onThread {
                let client = try Client(.unix(path))
                #expect(try client.call("io.example.Test.Echo", ["text": "a\0é"]) == ["text": "a\0é"])
                #expect(try client.call("io.example.Test.Encoded") == ["blob": "ready"])
                #expect(try client.call("io.example.Test.Slow", ["milliseconds": 1]) == ["done": true])
                var rows = try client.callMore("io.example.Test.List", ["count": 3])
                #expect(try rows.collect().map { $0["row"]?["key"] } == ["k0", "k1", "k2"])
                var numbers = try client.callMore("io.example.Test.Count", ["to": 200])
                #expect(try numbers.collect().map { $0["number"]?.int } == Array(1...200))
                #expect(try client.call("io.example.Test.Echo", ["text": "still here"])["text"] == "still here")
                #expect(
                    try client.call("io.example.Test.Large", ["bytes": 1_000_000])["blob"]?.string?.utf8.count
                        == 1_000_000
                )
            }
            #expect(server.counters.calls == 7)
            #expect(journal.all.filter { $0.hasPrefix("invalid") } == [])
        }
    }

    @Test func describesItself() async throws {
        try await withServer { _, path in
            try await onThread {
                let client = try Client(.unix(path))
                let info = try client.call("org.varlink.service.GetInfo")
                #expect(info["interfaces"] == ["io.example.Test", "org.varlink.service"])
                #expect(info["vendor"] == "Example")
                try InterfaceDescription.service.check(output: info, of: "GetInfo")
                let description = try client.call(
                    "org.varlink.service.GetInterfaceDescription",
                    ["interface": "io.example.Test"]
                )
                #expect(description["description"]?.string == testInterface)
            }
        }
    }

    @Test(
        arguments: [
            ("io.example.Test.Echo", [:], ErrorReply.invalidParameter("text")),
            ("io.example.Test.Echo", ["text": 1], .invalidParameter("text")),
            ("io.example.Test.Echo", ["text": "a", "more": 1], .invalidParameter("more")),
            ("io.example.Test.Nothing", [:], .methodNotFound("io.example.Test.Nothing")),
            ("io.example.Test.Missing", [:], .methodNotImplemented("io.example.Test.Missing")),
            ("io.example.Other.Echo", [:], .interfaceNotFound("io.example.Other")),
            ("Echo", [:], .methodNotFound("Echo")),
            ("io.example.Test.List", ["count": 1], .expectedMore),
            ("io.example.Test.Watch", [:], .expectedMore),
            ("io.example.Test.Upgrade", [:], .expectedUpgrade),
            ("io.example.Test.Fail", ["how": "own"], ErrorReply("io.example.Test.Own", ["why": "asked"])),
            ("io.example.Test.Fail", ["how": "other"], .system(errno: EIO)),
            ("io.example.Test.Fail", ["how": "cancel"], .system(errno: ECANCELED)),
            ("org.varlink.service.GetInterfaceDescription", ["interface": "a.b"], .interfaceNotFound("a.b")),
        ] as [(String, JSON.Object, ErrorReply)]
    )
    func answersWithErrors(method: String, parameters: JSON.Object, reply: ErrorReply) async throws {
        try await withServer { server, path in
            try await onThread {
                let client = try Client(.unix(path))
                let error = #expect(throws: VarlinkError.self) { try client.call(method, parameters) }
                #expect(error?.code == .remote)
                #expect(error?.reply == reply)
                #expect(try client.call("io.example.Test.Echo", ["text": "next"])["text"] == "next")
            }
            #expect(server.counters.errors == 1)
        }
    }

    @Test func anUpgradeOfAnOrdinaryMethodIsRefused() async throws {
        try await withServer { _, path in
            try await onThread {
                let client = try Client(.unix(path))
                let error = #expect(throws: VarlinkError.self) {
                    try client.upgrade("io.example.Test.Echo", ["text": "a"])
                }
                #expect(error?.reply == .methodNotImplemented("io.example.Test.Echo"))
            }
        }
    }

    @Test func moreOnAnOrdinaryMethodHasOneReply() async throws {
        try await withServer { _, path in
            try await onThread {
                let client = try Client(.unix(path))
                var replies = try client.callMore("io.example.Test.Echo", ["text": "a"])
                #expect(try replies.collect() == [["text": "a"]])
            }
        }
    }

    @Test func aReplyThatDoesNotFitIsReported() async throws {
        let journal = Journal()
        try await withServer(journal: journal, checksReplies: true) { _, path in
            try await onThread { _ = try Client(.unix(path)).call("io.example.Test.Wrong") }
            #expect(journal.all.contains("invalid: io.example.Test.Wrong number: expected int, found string"))
        }
    }

    @Test func onewayHasNoReplyAtAll() async throws {
        let journal = Journal()
        try await withServer(journal: journal) { server, path in
            try await onThread {
                let client = try Client(.unix(path))
                try client.callOneway("io.example.Test.Echo", ["text": "silent"])
                try client.callOneway("io.example.Test.Echo")
                try client.callOneway("io.example.Test.Fail", ["how": "other"])
                try client.callOneway("io.example.Test.List", ["count": 2])
                #expect(try client.call("io.example.Test.Echo", ["text": "heard"]) == ["text": "heard"])
                try client.callOneway("io.example.Test.Slow", ["milliseconds": 30])
                try client.callOneway("io.example.Test.Echo", ["text": "after the end"])
            }
            // The client is gone, but what it ordered is done.
            #expect(await journal.waitFor("slow ends"))
            #expect(await journal.waitFor("echo after the end"))
            #expect(server.counters.calls == 7)
        }
    }

    @Test func upgradeHandsTheConnectionOver() async throws {
        try await withServer { server, path in
            try await onThread {
                let socket = try RawSocket(path)
                socket.send("{\"method\":\"io.example.Test.Upgrade\",\"upgrade\":true}\0early")
                #expect(try socket.message() == #"{"parameters":{"agreed":true}}"#)
                #expect(try socket.received(5) == Array("EARLY".utf8))
                socket.send("late\0r")
                #expect(try socket.received(6) == Array("LATE\0R".utf8))

                let client = try Client(.unix(path))
                let (output, descriptor) = try client.upgrade("io.example.Test.Upgrade")
                #expect(output == ["agreed": true])
                _ = fcntl(descriptor, F_SETFL, 0)
                #expect(write(descriptor, "abc", 3) == 3)
                var answer = [UInt8](repeating: 0, count: 3)
                #expect(read(descriptor, &answer, 3) == 3)
                #expect(answer == Array("ABC".utf8))
            }
        }
    }
}
