import NIOCore
import ReadinessCollecting
import ReadinessHistory
import ReadinessModel
import VarlinkServer

/// A connection of a client that speaks collectd's text protocol. Values that are put are acknowledged when they are
/// durable. Bound to the channel's event loop.
final class CollectdHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = Never
    typealias OutboundOut = ByteBuffer

    private let peer: Peer
    private let board: IngestBoard
    private let values: CollectdValues
    private let eventLoop: any EventLoop
    private var context: ChannelHandlerContext?
    private var conversation: CollectdConversation?
    /// Whose values are put; nil for a peer that may only ask.
    private var source: IngestSource?
    private var route: IngestSource.Route?
    private var commands: [CollectdConversation.Command] = []
    private var isDelivering = false
    private var isReadHeld = false
    private var hasEnded = false

    init(_ peer: Peer, board: IngestBoard, values: CollectdValues, on eventLoop: any EventLoop) {
        self.peer = peer
        self.board = board
        self.values = values
        self.eventLoop = eventLoop
    }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !hasEnded else { return }
        followConfiguration()
        let bytes = Self.unwrapInboundIn(data)
        let found = bytes.withUnsafeReadableBytes { conversation?.feed($0) }
        guard let found else { return finish() }
        commands += found
    }

    func channelReadComplete(context: ChannelHandlerContext) { answer() }

    func read(context: ChannelHandlerContext) {
        if isDelivering { isReadHeld = true } else { context.read() }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard event as? ChannelEvent == .inputClosed else { return context.fireUserInboundEventTriggered(event) }
        hasEnded = true
        answer()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    /// Puts under the names in force: after a reload the conversation goes on under the new ones.
    private func followConfiguration() {
        if let source, let route, board.isCurrent(source, generation: route.generation) { return }
        let next = board.collectdSource(for: peer)
        if conversation != nil, source == nil, next == nil { return }
        // Commands that were read before are answered before more is read, so that nothing is under way here.
        source = next
        route = source?.route
        let mapping: MetricMapping
        if case .collectd(let configured)? = source?.specification.format {
            mapping = configured
        } else {
            mapping = MetricMapping(rules: [MappingRule(target: nil)])
        }
        let catalog = route?.catalog ?? SeriesCatalog(Model())
        conversation = try? CollectdConversation(
            mapping,
            catalog: catalog,
            origin: peer.origin,
            continuing: conversation
        )
    }

    private func answer() {
        guard !isDelivering else { return }
        guard !commands.isEmpty else { return hasEnded ? finish() : () }
        let commands = commands
        self.commands = []
        let puts = commands.contains {
            if case .put = $0 { return true }
            return false
        }
        let delivery = conversation?.take()
        guard puts, let delivery, let source, let route else {
            return write(commands, .all("this user may put no values; see 'users' of kind push"))
        }
        isDelivering = true
        let handler = NIOLoopBound(self, eventLoop: eventLoop)
        let eventLoop = eventLoop
        Task {
            let refused: Refused
            do throws(HistoryError) {
                refused = .some(try await source.take(delivery, through: route).refusals)
            } catch {
                refused = .all("\(error)")
            }
            eventLoop.execute { handler.value.delivered(commands, refused) }
        }
    }

    /// What was not stored.
    private enum Refused: Sendable {
        /// These readings of the delivery, in their order.
        case some([PushStateMachine.Refusal])
        /// Everything that was put.
        case all(String)

        /// Why some of these readings were not stored; nil when all were.
        func reason(_ readings: Range<Int>) -> String? {
            switch self {
            case .some(let refusals): refusals.first { readings.contains($0.index) }?.message
            case .all(let reason): reason
            }
        }
    }

    private func delivered(_ commands: [CollectdConversation.Command], _ refused: Refused) {
        isDelivering = false
        write(commands, refused)
        if isReadHeld {
            isReadHeld = false
            context?.read()
        }
        answer()
    }

    private func write(_ commands: [CollectdConversation.Command], _ refused: Refused) {
        var text = ""
        for command in commands {
            switch command {
            case .put(let identifier, let list, let count, let readings):
                if let reason = refused.reason(readings) {
                    text += "-1 \(reason)\n"
                    continue
                }
                values.put(identifier, list)
                text += "0 Success: \(count) \(count == 1 ? "value has" : "values have") been dispatched.\n"
            case .other(.getValue(let identifier)): text += values.answer(to: identifier)
            case .other(.listValues): text += values.listing()
            case .other(.getThreshold(let identifier)): text += "-1 No threshold found for identifier \(identifier)\n"
            case .other(.flush): text += "0 Done: 0 successful, 0 errors\n"
            case .other(.putNotification): text += "0 Success\n"
            case .other(.putValue): text += "-1 the values are missing\n"
            case .refused(let message): text += "-1 \(message)\n"
            }
        }
        context?.writeAndFlush(Self.wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
        if hasEnded { finish() }
    }

    private func finish() {
        hasEnded = true
        guard let context, context.channel.isActive, !isDelivering else { return }
        let promise = context.eventLoop.makePromise(of: Void.self)
        promise.futureResult.assumeIsolated().whenComplete { _ in context.close(promise: nil) }
        context.writeAndFlush(Self.wrapOutboundOut(ByteBuffer()), promise: promise)
    }
}
