/// What one server takes from its peers at most.
public struct Limits: Sendable, Hashable {
    /// The longest call in bytes; a longer one closes its connection.
    public var messageBytes = 16 << 20
    /// Open connections; one more is closed at once.
    public var connections = 4096
    /// Open connections of one user; one more is closed at once.
    public var connectionsPerUser = 128
    /// Bytes of further calls that are read from a connection while one is performed. Beyond it the peer waits.
    public var pipelinedBytes = 64 << 10
    /// Bytes that wait for a peer to read before ``ReplyWriter/send(_:)`` waits, too.
    public var outboundHighWaterMark = 64 << 10
    /// Bytes that may wait for a peer to read when ``ReplyWriter/post(_:)`` adds to them; beyond it the peer is cut off.
    public var outboundBytes = 4 << 20
    /// How long a peer may read nothing of what waits for it before it is cut off.
    public var slowReaderTimeout = Duration.seconds(10)
    /// How long a connection may stay open without a complete call; nil for ever. Calls under way do not count.
    public var idleTimeout: Duration?

    /// The limits of systemd's own services, and 10 s for slow readers.
    public init() {}
}
