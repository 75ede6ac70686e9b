import NIOCore

/// The protocol of the upgrade test: every byte comes back as a capital.
final class Shout: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let capitals = Self.unwrapInboundIn(data).readableBytesView.map { byte in
            (0x61...0x7A).contains(byte) ? byte - 0x20 : byte
        }
        context.writeAndFlush(Self.wrapOutboundOut(ByteBuffer(bytes: capitals)), promise: nil)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event as? ChannelEvent == .inputClosed { context.close(promise: nil) }
    }
}
