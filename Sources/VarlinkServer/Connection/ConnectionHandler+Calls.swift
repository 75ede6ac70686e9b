import Glibc
import NIOCore
import Synchronization
import Varlink

/// Performing calls and writing their answers.
extension ConnectionHandler {
    func perform(_ call: Call, number: Int) {
        shared.counters.calls.increment()
        self.call = number
        method = call.method
        do {
            switch try shared.router.route(call) {
            case .encoded(let handler):
                finish(parameters: try handler(call, peer), call: number)
            case .sync(let handler):
                finish(parameters: try handler(call, peer).bytes, call: number)
            case .replies(let handler):
                finish(replies: try handler(call, peer), call: number)
            case .upgrade(let handler):
                try upgrade(try handler(call, peer), call: number)
            case .async(let handler):
                start(number) { [peer] _ in try await handler(call, peer).bytes }
            case .more(let handler):
                isStreaming = true
                start(number) { [peer] writer in
                    try await handler(call, peer, writer)
                    // A handler that ends because it was told to has nothing left to say.
                    try Task.checkCancellation()
                    return [0x7B, 0x7D]
                }
            }
        } catch {
            finish(throwing: error, call: number)
        }
    }

    /// Runs a handler in a task of its own and answers with what it returns, unless it has answered by itself.
    private func start(_ number: Int, _ body: @escaping @Sendable (ReplyWriter) async throws -> [UInt8]) {
        let eventLoop = self.eventLoop
        let writer = ReplyWriter(self, call: number, eventLoop: eventLoop)
        let connection = NIOLoopBound(self, eventLoop: eventLoop)
        shared.runningTasks.wrappingAdd(1, ordering: .relaxed)
        task = Task {
            do {
                let output = try await body(writer)
                eventLoop.execute { connection.value.finishTask(.success(output), call: number) }
            } catch {
                eventLoop.execute { connection.value.finishTask(.failure(error), call: number) }
            }
        }
    }

    private func finishTask(_ result: Result<[UInt8], any Error>, call: Int) {
        shared.runningTasks.wrappingSubtract(1, ordering: .relaxed)
        switch result {
        case .success(let output): finish(parameters: output, call: call)
        case .failure(let error): finish(throwing: error, call: call)
        }
        advance()
    }

    private func finish(parameters: [UInt8], call: Int) {
        check(parameters)
        if machine.answer(.last, to: call) == .write { write(parameters, continues: false) }
        endCall(call)
    }

    private func finish(replies: [JSON.Object], call: Int) {
        guard let last = replies.last else { return finish(throwing: ErrorReply.system(errno: ENODATA), call: call) }
        for reply in replies.dropLast() {
            let bytes = reply.bytes
            check(bytes)
            if machine.answer(.continued, to: call) == .write { write(bytes, continues: true) }
        }
        finish(parameters: last.bytes, call: call)
    }

    private func finish(throwing error: any Error, call: Int) {
        if error is CancellationError, machine.mayAbandonCalls {
            machine.abandon(call)
        } else {
            let reply = answer(for: error)
            shared.counters.errors.increment()
            if machine.answer(.last, to: call) == .write { write(message: Reply(.error(reply)).encoded) }
        }
        endCall(call)
    }

    private func answer(for error: any Error) -> ErrorReply {
        if let reply = error as? ErrorReply { return reply }
        if error is CancellationError { return .system(errno: ECANCELED) }
        shared.observe(.handlerFailed(peer, method: method ?? "", error))
        return .system(errno: EIO)
    }

    private func endCall(_ call: Int) {
        // A handler that has sent its last reply may return long after; by then another call may be under way.
        guard call == self.call, !machine.isRunning(call) else { return }
        method = nil
        task = nil
        isStreaming = false
    }

    private func upgrade(_ upgrade: Upgrade, call: Int) throws {
        guard let context else { return }
        guard machine.answer(.upgraded, to: call) == .write else { return endCall(call) }
        write(upgrade.output.bytes, continues: false)
        context.flush()
        do {
            try upgrade.takeOver(context.channel)
        } catch {
            shared.observe(.handlerFailed(peer, method: method ?? "", error))
            return context.close(promise: nil)
        }
        let rest = machine.takeRest()
        if !rest.isEmpty {
            context.fireChannelRead(Self.wrapInboundOut(ByteBuffer(bytes: rest)))
            context.fireChannelReadComplete()
        }
        if machine.hasInputEnded { context.fireUserInboundEventTriggered(ChannelEvent.inputClosed) }
        context.read()
        context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
    }

    /// A handler of a `more` call answers and waits until the peer has read most of it.
    func send(
        _ output: [UInt8],
        _ answer: ConnectionStateMachine.Answer,
        to call: Int,
        _ continuation: CheckedContinuation<Void, any Error>
    ) {
        check(output)
        guard machine.answer(answer, to: call) == .write, let context else {
            return continuation.resume(throwing: CancellationError())
        }
        write(output, continues: answer == .continued)
        context.flush()
        if answer == .last { endCall(call) }
        if answer == .last || context.channel.isWritable {
            continuation.resume()
        } else {
            waiting.append(continuation)
        }
        advance()
    }

    /// A handler of a `more` call answers without waiting.
    func post(_ output: [UInt8], to call: Int) {
        check(output)
        guard machine.answer(.continued, to: call) == .write, let context else { return }
        let unread = self.unread(context)
        if unread > 0, unread + output.count > shared.limits.outboundBytes { return cutOff() }
        write(output, continues: true)
        context.flush()
    }

    private func check(_ output: [UInt8]) {
        guard shared.checksReplies, let method else { return }
        let object = (try? JSON(parsing: output))?.object
        let reason = object.map { shared.router.mismatch(inReply: $0, to: method) } ?? "the output is no JSON object"
        if let reason { shared.observe(.invalidReply(method: method, reason: reason)) }
    }
}
