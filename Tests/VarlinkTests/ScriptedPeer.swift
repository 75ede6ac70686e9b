import Glibc
import Synchronization
import Varlink

/// A listener on a thread of its own that takes one call and sends what it was told, piece by piece.
final class ScriptedPeer: Sendable {
    let path: String
    private let received = Mutex<[UInt8]>([])
    private let isReleased = Atomic<Bool>(false)

    /// - Parameters:
    ///   - answers: the pieces to send after the first call, one write each.
    ///   - staysOpen: keep the connection open until ``release()``, else close after the last piece.
    init(answers: [[UInt8]], staysOpen: Bool = false) throws {
        path = "/tmp/varlink-peer-\(getpid())-\(UInt32.random(in: 0 ... .max))"
        let listener = try UnixSocket.make()
        try UnixSocket.bind(listener, to: path)
        listen(listener, 5)
        _ = fcntl(listener, F_SETFL, 0)
        Task { [self] in
            try await onThread { [self] in
                defer { close(listener) }
                serve(accept(listener, nil, nil), answers, staysOpen: staysOpen)
            }
        }
    }

    deinit { unlink(path) }

    func release() { isReleased.store(true, ordering: .relaxed) }

    func receivedCall() throws -> Call {
        try Call(decoding: Array(received.withLock { $0.prefix { $0 != 0 } }))
    }

    private func serve(_ connection: Int32, _ answers: [[UInt8]], staysOpen: Bool) {
        defer { close(connection) }
        var buffer = [UInt8](repeating: 0, count: 4096)
        while received.withLock({ !$0.contains(0) }) {
            let count = read(connection, &buffer, buffer.count)
            guard count > 0 else { return }
            received.withLock { $0.append(contentsOf: buffer[..<count]) }
        }
        for piece in answers {
            _ = send(connection, piece, piece.count, 0x4000)
            usleep(200)
        }
        while staysOpen, !isReleased.load(ordering: .relaxed) { usleep(2000) }
        // Closing with calls unread would reset the connection before the peer has read everything.
        usleep(20_000)
    }
}
