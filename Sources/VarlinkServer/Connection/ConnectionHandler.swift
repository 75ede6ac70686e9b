import NIOCore
import Varlink

/// The shell around ``ConnectionStateMachine`` on a NIO channel. Bound to the channel's event loop.
final class ConnectionHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = Never
    typealias OutboundOut = ByteBuffer

    let shared: SharedState
    let peer: Peer
    let eventLoop: any EventLoop
    var machine: ConnectionStateMachine
    var context: ChannelHandlerContext?

    /// The number of the call under way, or of the last one.
    var call = 0
    /// The task of the call under way.
    var task: Task<Void, Never>?
    /// The full name of the method under way, for the log.
    var method: String?
    /// Whether the call under way streams; such calls end at once when the server shuts down.
    var isStreaming = false
    /// Handlers that wait until the peer has read.
    var waiting: [CheckedContinuation<Void, any Error>] = []

    private var isReadHeld = false
    private var isAdvancing = false
    private var isAskedAgain = false
    private var isClosing = false
    var pacing = OutputPacing()
    private var lastCall = NIODeadline.now()
    private var idleTimer: Scheduled<Void>?
    var slowReaderTimer: Scheduled<Void>?

    init(shared: SharedState, peer: Peer, eventLoop: any EventLoop) {
        self.shared = shared
        self.peer = peer
        self.eventLoop = eventLoop
        machine = ConnectionStateMachine(
            messageBytes: shared.limits.messageBytes,
            pipelinedBytes: shared.limits.pipelinedBytes
        )
    }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) {
        idleTimer?.cancel()
        slowReaderTimer?.cancel()
        self.context = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        if let timeout = shared.limits.idleTimeout { watchForIdleness(context, timeout: TimeAmount(timeout)) }
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = Self.unwrapInboundIn(data)
        machine.receive(bytes.readableBytesSpan)
        advance()
    }

    func read(context: ChannelHandlerContext) {
        if machine.wantsToRead { context.read() } else { isReadHeld = true }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        outputChanged(context)
        advance()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard event as? ChannelEvent == .inputClosed else { return context.fireUserInboundEventTriggered(event) }
        machine.endInput()
        advance()
    }

    func channelInactive(context: ChannelHandlerContext) {
        if machine.losePeer() { task?.cancel() }
        resumeWaiting(throwing: CancellationError())
        advance()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // Socket errors only: the peer is gone one way or the other.
        context.close(promise: nil)
    }

    /// The server stops: finish the call under way, or end it when it streams, then close.
    func beginShutdown() {
        machine.beginShutdown()
        if isStreaming { task?.cancel() }
        advance()
    }

    /// Performs calls until one is under way in a task, or there is no other. After a number of calls in a row the
    /// other connections have their turn first.
    func advance() {
        guard !isClosing else { return }
        guard !isAdvancing else { return isAskedAgain = true }
        isAdvancing = true
        defer { isAdvancing = false }
        for _ in 0..<64 {
            isAskedAgain = false
            switch machine.next() {
            case .perform(let call, let number):
                lastCall = .now()
                perform(call, number: number)
            case .wait:
                context?.flush()
                // What went out just now may have made room for the next call.
                if !isAskedAgain { return resumeReading() }
            case .close(let reason):
                return close(reason)
            }
        }
        context?.flush()
        eventLoop.assumeIsolated().execute { self.advance() }
    }

    private func resumeReading() {
        guard isReadHeld, machine.wantsToRead, let context else { return }
        isReadHeld = false
        context.read()
    }

    private func close(_ reason: ConnectionStateMachine.CloseReason) {
        isClosing = true
        if case .violation(let reason) = reason {
            shared.counters.protocolViolations.increment()
            shared.observe(.protocolViolation(peer, reason: reason))
        }
        guard let context, context.channel.isActive else { return }
        // What was written before must go out first; closing drops what has not.
        let promise = context.eventLoop.makePromise(of: Void.self)
        promise.futureResult.assumeIsolated().whenComplete { _ in context.close(promise: nil) }
        context.writeAndFlush(Self.wrapOutboundOut(ByteBuffer()), promise: promise)
    }

    private func watchForIdleness(_ context: ChannelHandlerContext, timeout: TimeAmount) {
        idleTimer = context.eventLoop.assumeIsolated().scheduleTask(deadline: lastCall + timeout) {
            // A call under way counts as activity.
            if self.method != nil { self.lastCall = .now() }
            guard .now() >= self.lastCall + timeout else {
                return self.watchForIdleness(context, timeout: timeout)
            }
            self.shared.counters.idleClosed.increment()
            context.close(promise: nil)
        }
    }
}
