import Glibc
import Testing
import Varlink
import VarlinkServer

@Suite struct WireTests {
    private static let echo = #"{"method":"io.example.Test.Echo","parameters":{"text":"a"}}"# + "\0"
    private static let reply = #"{"parameters":{"text":"a"}}"#

    @Test func byteByByte() async throws {
        try await withServer { _, path in
            try await onThread {
                let socket = try RawSocket(path)
                for byte in Array(Self.echo.utf8) {
                    socket.send([byte])
                    usleep(100)
                }
                #expect(try socket.message() == Self.reply)
            }
        }
    }

    /// Slow calls between fast ones: the answers come in the order of the calls all the same.
    @Test func pipelinedCallsAreAnsweredInOrder() async throws {
        try await withServer { server, path in
            try await onThread {
                let socket = try RawSocket(path)
                var text = ""
                for number in 0..<3000 {
                    text += #"{"method":"io.example.Test.Echo","parameters":{"text":"\#(number)"}}"# + "\0"
                    if number % 500 == 0 {
                        text += #"{"method":"io.example.Test.Slow","parameters":{"milliseconds":5}}"# + "\0"
                    }
                }
                let bytes = Array(text.utf8)
                let sender = RawSender(socket.descriptor, bytes)
                sender.start()
                for number in 0..<3000 {
                    #expect(try socket.message() == #"{"parameters":{"text":"\#(number)"}}"#)
                    if number % 500 == 0 { #expect(try socket.message() == #"{"parameters":{"done":true}}"#) }
                }
            }
            #expect(server.counters.calls == 3006)
        }
    }

    @Test(arguments: [
        "garbage\0", "\0", "[]\0", "{}\0", "{\"method\":\"io.example.Test.Echo\",\"extra\":1}\0",
        "{\"method\":\"io.example.Test.Echo\",\"more\":true,\"oneway\":true}\0", "\u{0}\u{0}", "{\"method\":1}\0",
        "\u{16}\u{3}\u{1}\0",
    ])
    func aBrokenMessageEndsTheConnection(text: String) async throws {
        let journal = Journal()
        try await withServer(journal: journal) { server, path in
            try await onThread {
                let socket = try RawSocket(path)
                // What came before is answered, what comes after is not.
                socket.send(Self.echo + text + Self.echo)
                #expect(try socket.messages() == [Self.reply])
                #expect(try Client(.unix(path)).call("io.example.Test.Encoded") == ["blob": "ready"])
            }
            #expect(server.counters.protocolViolations == 1)
            #expect(journal.all.filter { $0.hasPrefix("violation") }.count == 1)
        }
    }

    @Test func anOversizedMessageEndsTheConnection() async throws {
        var limits = Limits()
        limits.messageBytes = 1000
        try await withServer(limits: limits) { server, path in
            try await onThread {
                let socket = try RawSocket(path)
                socket.send(Self.echo)
                #expect(try socket.message() == Self.reply)
                socket.send([UInt8](repeating: 0x20, count: 1001))
                #expect(socket.receive() == nil)
            }
            #expect(server.counters.protocolViolations == 1)
        }
    }

    @Test func aHalfClosedConnectionIsAnsweredThenClosed() async throws {
        try await withServer { server, path in
            try await onThread {
                let socket = try RawSocket(path)
                socket.send(#"{"method":"io.example.Test.Slow","parameters":{"milliseconds":30}}"# + "\0" + Self.echo)
                socket.send(#"{"method":"io.example.Test.Large","parameters":{"bytes":1000000}}"# + "\0")
                socket.endSending()
                let messages = try socket.messages()
                #expect(messages.prefix(2) == [#"{"parameters":{"done":true}}"#, Self.reply])
                #expect(messages.last?.utf8.count == 1_000_026)
            }
            #expect(server.counters.protocolViolations == 0)
            #expect(server.counters.slowReadersClosed == 0)
        }
    }

    @Test func aMessageWithoutAnEndIsAViolation() async throws {
        try await withServer { server, path in
            try await onThread {
                let socket = try RawSocket(path)
                socket.send(String(Self.echo.dropLast()))
                socket.endSending()
                #expect(try socket.messages() == [])
            }
            #expect(server.counters.protocolViolations == 1)
        }
    }

    /// Peers that ask and leave at once: the server writes into closed sockets and must not be killed by SIGPIPE.
    @Test func peersThatLeaveAtOnceHarmNobody() async throws {
        try await withServer { server, path in
            try await onThread {
                for number in 0..<100 {
                    let socket = try RawSocket(path)
                    socket.send(#"{"method":"io.example.Test.Large","parameters":{"bytes":300000}}"# + "\0")
                    socket.send(#"{"method":"io.example.Test.Watch","more":true}"# + "\0")
                    if number % 2 == 0 { _ = socket.receive() }
                }
                #expect(try Client(.unix(path)).call("io.example.Test.Encoded") == ["blob": "ready"])
            }
        }
    }

    /// Valid calls with bytes changed, dropped and doubled: each connection is answered or closed, the server lives.
    @Test func randomDamage() async throws {
        let seed = UInt64.random(in: .min ... .max)
        try await withServer { server, path in
            try await onThread {
                var generator = Generator(state: seed)
                for _ in 0..<300 {
                    var bytes = Array(Self.echo.utf8)
                    for _ in 0..<Int.random(in: 1...3, using: &generator) {
                        let place = Int.random(in: 0..<bytes.count, using: &generator)
                        switch Int.random(in: 0..<3, using: &generator) {
                        case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
                        case 1: bytes.remove(at: place)
                        default: bytes.insert(bytes[place], at: place)
                        }
                    }
                    let socket = try RawSocket(path)
                    socket.send(bytes)
                    socket.endSending()
                    for message in try socket.messages() {
                        #expect(throws: Never.self, "seed \(seed)") { try Reply(decoding: Array(message.utf8)) }
                    }
                }
                #expect(try Client(.unix(path)).call("io.example.Test.Encoded") == ["blob": "ready"], "seed \(seed)")
            }
        }
    }

    @Test func deepNestingIsRefused() async throws {
        try await withServer { server, path in
            try await onThread {
                let socket = try RawSocket(path)
                socket.send(String(repeating: "[", count: 1_000_000) + "\0")
                #expect(try socket.messages() == [])
            }
            #expect(server.counters.protocolViolations == 1)
        }
    }
}

/// Sends from a thread of its own, so that a test can read meanwhile.
final class RawSender: Sendable {
    private let descriptor: Int32
    private let bytes: [UInt8]

    init(_ descriptor: Int32, _ bytes: [UInt8]) {
        self.descriptor = descriptor
        self.bytes = bytes
    }

    func start() {
        Task {
            try await onThread { [self] in
                var sent = 0
                while sent < bytes.count {
                    let count = bytes.withUnsafeBytes {
                        Glibc.send(descriptor, $0.baseAddress.map { $0 + sent }, bytes.count - sent, 0x4000)
                    }
                    guard count > 0 else { return }
                    sent += count
                }
            }
        }
    }
}
