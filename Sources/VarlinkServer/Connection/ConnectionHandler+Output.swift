import NIOCore
import Varlink

/// How fast a peer reads.
struct OutputPacing: Sendable {
    /// Bytes handed to the channel.
    var written = 0
    /// Bytes that had left the channel when the slow reader timer last looked.
    var sentAtLastLook = 0
}

/// Writing, and what happens when the peer does not read.
extension ConnectionHandler {
    func write(_ parameters: [UInt8], continues: Bool) {
        guard let context else { return }
        var buffer = context.channel.allocator.buffer(capacity: parameters.count + 34)
        buffer.writeStaticString(#"{"parameters":"#)
        buffer.writeBytes(parameters)
        buffer.writeStaticString(continues ? #","continues":true}"# : "}")
        buffer.writeInteger(UInt8(0))
        pacing.written += buffer.readableBytes
        context.write(Self.wrapOutboundOut(buffer), promise: nil)
    }

    func write(message: [UInt8]) {
        guard let context else { return }
        pacing.written += message.count
        context.write(Self.wrapOutboundOut(ByteBuffer(bytes: message)), promise: nil)
    }

    /// Bytes that wait for the peer to read.
    func unread(_ context: ChannelHandlerContext) -> Int {
        (try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
    }

    func outputChanged(_ context: ChannelHandlerContext) {
        let isWritable = context.channel.isWritable
        machine.setOutput(blocked: !isWritable)
        if isWritable {
            slowReaderTimer?.cancel()
            slowReaderTimer = nil
            resumeWaiting(throwing: nil)
        } else if slowReaderTimer == nil {
            watchSlowReader(context)
        }
    }

    /// Looks again after the timeout; a peer that has read nothing in between is cut off.
    private func watchSlowReader(_ context: ChannelHandlerContext) {
        pacing.sentAtLastLook = pacing.written - unread(context)
        let timeout = TimeAmount(shared.limits.slowReaderTimeout)
        slowReaderTimer = context.eventLoop.assumeIsolated().scheduleTask(in: timeout) {
            let hasRead = self.pacing.written - self.unread(context) > self.pacing.sentAtLastLook
            if hasRead { self.watchSlowReader(context) } else { self.cutOff() }
        }
    }

    /// Closes without waiting for what the peer does not read.
    func cutOff() {
        guard let context, context.channel.isActive else { return }
        shared.counters.slowReadersClosed.increment()
        shared.observe(.slowReaderClosed(peer, method: method))
        context.close(promise: nil)
    }

    func resumeWaiting(throwing error: (any Error)?) {
        let resumed = waiting
        waiting = []
        for continuation in resumed {
            if let error { continuation.resume(throwing: error) } else { continuation.resume() }
        }
    }
}
