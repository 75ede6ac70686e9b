/// Where a server listens.
public enum ListenAddress: Sendable, Hashable, CustomStringConvertible {
    /// A path, or `@name` for a name in the abstract namespace. A socket left over at the path is replaced when nobody
    /// listens there. The mode is that of the socket in the file system.
    case path(String, mode: UInt32 = 0o666)
    /// A listening socket that was inherited, as by socket activation. The server closes it.
    case descriptor(Int32)

    /// The address for the log.
    public var description: String {
        switch self {
        case .path(let path, _): path
        case .descriptor(let descriptor): "descriptor \(descriptor)"
        }
    }
}
