import NIOCore
import ReadinessCollecting
import ReadinessHistory
import ReadinessModel
import Varlink

/// A connection that pushes lines: reads and parses on its event loop, delivers batches one after the other, and
/// acknowledges each when it is durable. Bound to the channel's event loop.
///
/// While a batch is being made durable the next one gathers; when much has gathered the peer is not read.
final class StreamHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = Never
    typealias OutboundOut = ByteBuffer

    /// The most readings that gather while a batch is under way.
    private static let readingLimit = 200_000
    /// How many lines are a flood, whose memory is given back when the connection ends.
    private static let flood = 100_000

    private let source: IngestSource
    private let route: IngestSource.Route
    private let board: IngestBoard
    private let eventLoop: any EventLoop
    private var stream: PushedStream
    private var context: ChannelHandlerContext?
    private var isDelivering = false
    private var isReadHeld = false
    private var hasEnded = false
    private var totals = (lines: 0, readings: 0, refused: 0)

    init(
        _ source: IngestSource,
        route: IngestSource.Route,
        stream: PushedStream,
        board: IngestBoard,
        on eventLoop: any EventLoop
    ) {
        self.source = source
        self.route = route
        self.stream = stream
        self.board = board
        self.eventLoop = eventLoop
    }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        if totals.lines >= Self.flood { Memory.returnFreePieces() }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !hasEnded else { return }
        let bytes = Self.unwrapInboundIn(data)
        guard board.isCurrent(source, generation: route.generation) else {
            return end(error: "the configuration has changed; connect again and send what was not acknowledged")
        }
        do throws(CollectorError) {
            try bytes.withUnsafeReadableBytes { bytes throws(CollectorError) in try stream.feed(bytes) }
        } catch {
            end(error: "\(error.cause)")
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) { deliver() }

    func read(context: ChannelHandlerContext) {
        if stream.readingCount < Self.readingLimit { context.read() } else { isReadHeld = true }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard event as? ChannelEvent == .inputClosed else { return context.fireUserInboundEventTriggered(event) }
        if !hasEnded {
            end(error: stream.hasPartialLine ? "the last line has no end; it was not taken" : nil)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private var finalError: String?

    /// Takes nothing more; what was taken is delivered first.
    private func end(error: String?) {
        hasEnded = true
        finalError = error
        deliver()
    }

    private func deliver() {
        guard !isDelivering else { return }
        guard !stream.isEmpty else { return finishIfEnded() }
        isDelivering = true
        let lines = stream.lines
        let delivery = stream.take()
        let (source, route) = (source, route)
        let handler = NIOLoopBound(self, eventLoop: eventLoop)
        let eventLoop = eventLoop
        Task {
            let result: Result<IngestSource.Outcome, HistoryError>
            do throws(HistoryError) {
                result = .success(try await source.take(delivery, through: route))
            } catch {
                result = .failure(error)
            }
            eventLoop.execute { handler.value.delivered(delivery, lines: lines, result) }
        }
    }

    private func delivered(
        _ delivery: Delivery,
        lines: Int,
        _ result: Result<IngestSource.Outcome, HistoryError>
    ) {
        isDelivering = false
        switch result {
        case .failure(let error):
            // What gathered meanwhile must not be taken where what came before was not.
            write(["error": .string("\(error); send again what was not acknowledged")])
            return close()
        case .success(let outcome):
            totals.lines = lines
            totals.readings += outcome.accepted
            totals.refused += delivery.rejectCounts.total + outcome.refusals.count
            for reject in delivery.rejects {
                var line: JSON.Object = [
                    "line": .integer(Int64(reject.line)), "reason": .string(reject.reason.rawValue),
                    "message": .string(reject.message),
                ]
                if let column = reject.column { line["column"] = .integer(Int64(column)) }
                write(line)
            }
            for refusal in outcome.refusals.prefix(Delivery.rejectLimit) {
                write(["reason": .string(refusal.reason.rawValue), "message": .string(refusal.message)])
            }
            write([
                "lines": .integer(Int64(totals.lines)), "readings": .integer(Int64(totals.readings)),
                "refused": .integer(Int64(totals.refused)),
            ])
            context?.flush()
        }
        if isReadHeld, stream.readingCount < Self.readingLimit {
            isReadHeld = false
            context?.read()
        }
        deliver()
    }

    private func finishIfEnded() {
        guard hasEnded, !isDelivering else { return }
        if let finalError { write(["error": .string(finalError)]) }
        close()
    }

    private func write(_ object: JSON.Object) {
        guard let context else { return }
        context.write(Self.wrapOutboundOut(ByteBuffer(bytes: object.bytes + [0x0A])), promise: nil)
    }

    private func close() {
        hasEnded = true
        guard let context, context.channel.isActive else { return }
        let promise = context.eventLoop.makePromise(of: Void.self)
        promise.futureResult.assumeIsolated().whenComplete { _ in context.close(promise: nil) }
        context.writeAndFlush(Self.wrapOutboundOut(ByteBuffer()), promise: promise)
    }
}
