import NIOCore
public import Varlink

/// Sends the replies of one call with `more`.
///
/// A peer that reads slowly slows the handler down (``send(_:)``) or is cut off (``post(_:)``, and after
/// ``Limits/slowReaderTimeout`` in any case). Other connections do not notice.
public struct ReplyWriter: Sendable {
    private let connection: NIOLoopBound<ConnectionHandler>
    private let call: Int
    private let eventLoop: any EventLoop

    init(_ connection: ConnectionHandler, call: Int, eventLoop: any EventLoop) {
        self.connection = NIOLoopBound(connection, eventLoop: eventLoop)
        self.call = call
        self.eventLoop = eventLoop
    }

    /// Sends a reply that others follow, and waits while much is left for the peer to read.
    /// - Throws: `CancellationError` when the peer is gone or the call is over.
    public func send(_ output: JSON.Object) async throws { try await send(encoded: output.bytes) }

    /// Like ``send(_:)``, for output that is JSON text already: one object.
    /// - Throws: `CancellationError` when the peer is gone or the call is over.
    public func send(encoded output: [UInt8]) async throws {
        try await write(output, .continued)
    }

    /// Sends the last reply.
    /// - Throws: `CancellationError` when the peer is gone or the call is over.
    public func finish(_ output: JSON.Object) async throws { try await finish(encoded: output.bytes) }

    /// Like ``finish(_:)``, for output that is JSON text already: one object.
    /// - Throws: `CancellationError` when the peer is gone or the call is over.
    public func finish(encoded output: [UInt8]) async throws {
        try await write(output, .last)
    }

    /// Sends a reply that others follow, without waiting. A peer with more than ``Limits/outboundBytes`` unread is cut
    /// off, and the handler's task is cancelled. For handing one message to many subscribers.
    public func post(_ output: JSON.Object) { post(encoded: output.bytes) }

    /// Like ``post(_:)``, for output that is JSON text already: one object.
    public func post(encoded output: [UInt8]) {
        eventLoop.execute { connection.value.post(output, to: call) }
    }

    private func write(_ output: [UInt8], _ answer: ConnectionStateMachine.Answer) async throws {
        try await withCheckedThrowingContinuation { continuation in
            eventLoop.execute { connection.value.send(output, answer, to: call, continuation) }
        }
    }
}
