/// Something that an administrator may want to read about in the log.
public enum ServerEvent: Sendable {
    /// A connection was closed at once because of a limit.
    case refused(Peer, limit: String)
    /// A connection was closed because its peer did not read what waited for it.
    case slowReaderClosed(Peer, method: String?)
    /// A connection was closed because its peer broke the protocol.
    case protocolViolation(Peer, reason: String)
    /// A handler threw something that is no answer; the caller got `io.systemd.System`.
    case handlerFailed(Peer, method: String, any Error)
    /// A reply does not fit the interface's description. Only with ``Server/Configuration/checksReplies``.
    case invalidReply(method: String, reason: String)
}
