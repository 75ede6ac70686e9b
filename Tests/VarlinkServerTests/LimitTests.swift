import Glibc
import Testing
import Varlink
import VarlinkServer

@Suite(.serialized) struct LimitTests {
    @Test func aThousandConnectionsAtOnce() async throws {
        // Both ends live in this process; the usual limit of descriptors is 1024.
        var descriptors = rlimit()
        getrlimit(__rlimit_resource_t(7), &descriptors)
        descriptors.rlim_cur = max(descriptors.rlim_cur, min(descriptors.rlim_max, 8192))
        setrlimit(__rlimit_resource_t(7), &descriptors)
        var limits = Limits()
        limits.connectionsPerUser = 2000
        try await withServer(limits: limits) { server, path in
            try await onThread {
                let sockets = try (0..<1000).map { _ in try RawSocket(path) }
                for (number, socket) in sockets.enumerated() {
                    socket.send(#"{"method":"io.example.Test.Echo","parameters":{"text":"\#(number)"}}"# + "\0")
                }
                for (number, socket) in sockets.enumerated() {
                    #expect(try socket.message() == #"{"parameters":{"text":"\#(number)"}}"#)
                }
                #expect(server.counters.connectionsOpen == 1000)
            }
            for _ in 0..<1000 where server.counters.connectionsOpen > 0 { try await Task.sleep(for: .milliseconds(5)) }
            #expect(server.counters.connectionsOpen == 0)
            #expect(server.counters.connectionsAccepted == 1000)
        }
    }

    @Test func oneConnectionMoreThanAUserMayHaveIsClosed() async throws {
        let journal = Journal()
        try await withServer(journal: journal) { server, path in
            try await onThread {
                var clients = try (0..<128).map { _ in try Client(.unix(path)) }
                for client in clients { _ = try client.call("io.example.Test.Encoded") }
                let surplus = try RawSocket(path)
                #expect(surplus.receive() == nil)
                _ = try clients[0].call("io.example.Test.Encoded")
                clients.removeLast()
                // The place is free as soon as the server has seen the end.
                for attempt in 1...200 {
                    if (try? Client(.unix(path)).call("io.example.Test.Encoded")) != nil { break }
                    #expect(attempt < 200)
                    usleep(5000)
                }
            }
            #expect(server.counters.connectionsRefused >= 1)
            #expect(journal.all.contains("refused: 128 connections per user"))
        }
    }

    @Test func oneConnectionMoreThanAllMayHaveIsClosed() async throws {
        var limits = Limits()
        limits.connections = 2
        try await withServer(limits: limits) { server, path in
            try await onThread {
                let clients = try (0..<2).map { _ in try Client(.unix(path)) }
                for client in clients { _ = try client.call("io.example.Test.Encoded") }
                #expect(try RawSocket(path).receive() == nil)
            }
            #expect(server.counters.connectionsRefused == 1)
        }
    }

    /// A subscriber that reads nothing is cut off, whichever way its handler sends, and nobody else waits for it.
    @Test(arguments: [true, false])
    func aSlowReaderIsCutOff(post: Bool) async throws {
        let journal = Journal()
        var limits = Limits()
        limits.outboundBytes = 1 << 20
        limits.slowReaderTimeout = post ? .seconds(60) : .milliseconds(300)
        try await withServer(limits: limits, journal: journal) { server, path in
            try await onThread {
                let slow = try RawSocket(path)
                slow.send(#"{"method":"io.example.Test.Flood","parameters":{"post":\#(post)},"more":true}"# + "\0")
                let client = try Client(.unix(path))
                var slowest = Duration.zero
                let start = ContinuousClock.now
                while server.counters.slowReadersClosed == 0, start.duration(to: .now) < .seconds(10) {
                    let took = try ContinuousClock().measure { _ = try client.call("io.example.Test.Encoded") }
                    slowest = max(slowest, took)
                    usleep(1000)
                }
                #expect(server.counters.slowReadersClosed == 1)
                #expect(slowest < .seconds(1))
                withExtendedLifetime(slow) {}
            }
            #expect(await journal.waitFor("slow reader: io.example.Test.Flood"))
            if post { #expect(await journal.waitFor("flood cancelled")) }
        }
    }

    /// A caller that asks and asks but never reads is not cut off by its own pace, only made to wait.
    @Test func aCallerThatDoesNotReadIsHeldBack() async throws {
        var limits = Limits()
        limits.slowReaderTimeout = .seconds(60)
        try await withServer(limits: limits) { server, path in
            try await onThread {
                let socket = try RawSocket(path)
                let call = #"{"method":"io.example.Test.Large","parameters":{"bytes":100000}}"# + "\0"
                RawSender(socket.descriptor, Array(String(repeating: call, count: 60).utf8)).start()
                usleep(300_000)
                #expect(server.counters.calls < 20)
                for _ in 0..<60 { #expect(try socket.message()?.utf8.count == 100_026) }
            }
            #expect(server.counters.calls == 60)
            #expect(server.counters.slowReadersClosed == 0)
        }
    }

    @Test func anIdleConnectionIsClosed() async throws {
        var limits = Limits()
        limits.idleTimeout = .milliseconds(400)
        try await withServer(limits: limits) { server, path in
            try await onThread {
                let idle = try RawSocket(path)
                idle.send("{")
                let busy = try Client(.unix(path))
                #expect(try busy.call("io.example.Test.Slow", ["milliseconds": 900]) == ["done": true])
                #expect(idle.receive() == nil)
            }
            #expect(server.counters.idleClosed >= 1)
        }
    }
}
