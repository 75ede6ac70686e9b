import Glibc
import Testing
import Varlink
import VarlinkServer

@Suite struct StreamTests {
    @Test func aSubscriptionEndsWithItsPeer() async throws {
        let journal = Journal()
        try await withServer(journal: journal) { server, path in
            try await onThread {
                let client = try Client(.unix(path))
                var ticks = try client.callMore("io.example.Test.Watch")
                for expected in 1...5 { #expect(try ticks.next()?["tick"]?.int == expected) }
                let error = #expect(throws: VarlinkError.self) { try client.call("io.example.Test.Encoded") }
                #expect(error?.code == .busy)
            }
            #expect(await journal.waitFor("watch ends"))
        }
    }

    @Test func aSlowCallEndsWithItsPeer() async throws {
        let journal = Journal()
        try await withServer(journal: journal) { server, path in
            try await onThread {
                let client = try Client(.unix(path))
                let error = #expect(throws: VarlinkError.self) {
                    try client.call("io.example.Test.Slow", ["milliseconds": 60_000], timeout: .milliseconds(50))
                }
                #expect(error?.code == .timedOut)
                let again = #expect(throws: VarlinkError.self) { try client.call("io.example.Test.Encoded") }
                #expect(again?.code == .timedOut)
            }
            #expect(await journal.waitFor("slow cancelled"))
        }
    }

    @Test func shutdownFinishesCallsAndEndsStreams() async throws {
        let journal = Journal()
        let path = try await withServer(journal: journal) { server, path in
            async let call = onThread {
                try Client(.unix(path)).call("io.example.Test.Slow", ["milliseconds": 100])
            }
            async let stream = onThread {
                var ticks = try Client(.unix(path)).callMore("io.example.Test.Watch")
                return #expect(throws: VarlinkError.self) { while try ticks.next() != nil {} }?.code
            }
            async let idle = onThread { try RawSocket(path).receive() }
            #expect(await journal.waitFor("slow begins"))
            #expect(await journal.waitFor("watch begins"))
            let took = await ContinuousClock().measure { await server.shutdown() }
            // Below 0.4 s by itself; every other test runs beside it.
            #expect(took < .seconds(5))
            let (answer, ending, silence) = try await (call, stream, idle)
            #expect(answer == ["done": true])
            #expect(ending == .disconnected)
            #expect(silence == nil)
            #expect(await journal.waitFor("watch ends"))
            #expect(server.counters.connectionsOpen == 0)
            return path
        }
        #expect(access(path, F_OK) != 0)
    }

    /// A service's own task is often cancelled before it comes to shut its server down.
    @Test func shutdownWorksInACancelledTask() async throws {
        let journal = Journal()
        try await withServer(journal: journal) { server, path in
            async let call = onThread {
                try Client(.unix(path)).call("io.example.Test.Slow", ["milliseconds": 100])
            }
            #expect(await journal.waitFor("slow begins"))
            let ending = Task { await server.shutdown() }
            ending.cancel()
            await ending.value
            let answer = try await call
            #expect(answer == ["done": true])
        }
    }

    @Test func shutdownCutsOffWhatTakesTooLong() async throws {
        let journal = Journal()
        try await withServer(journal: journal) { server, path in
            async let call = onThread {
                #expect(throws: VarlinkError.self) {
                    try Client(.unix(path)).call("io.example.Test.Slow", ["milliseconds": 60_000])
                }?.code
            }
            #expect(await journal.waitFor("slow begins"))
            let took = await ContinuousClock().measure { await server.shutdown() }
            // The grace is 0.3 s, the call would take a minute; every other test runs beside it.
            #expect(took < .seconds(5))
            let ending = try await call
            #expect(ending == .disconnected)
            #expect(await journal.waitFor("slow cancelled"))
        }
    }
}
