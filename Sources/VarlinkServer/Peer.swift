import Glibc
import NIOCore
public import Varlink

/// Who is at the other end of a connection, as the kernel vouches for it.
public struct Peer: Sendable, Hashable, CustomStringConvertible {
    /// The user who connected.
    public let userID: UInt32
    /// The primary group of that user at that time.
    public let groupID: UInt32
    /// The process that connected. It may have ended since; its number may belong to another one.
    public let processID: Int32

    /// A peer with these numbers.
    public init(userID: UInt32, groupID: UInt32, processID: Int32) {
        self.userID = userID
        self.groupID = groupID
        self.processID = processID
    }

    /// This process itself, for connections whose other end the kernel does not name.
    static var own: Peer { Peer(userID: geteuid(), groupID: getegid(), processID: getpid()) }

    /// Whether the peer may use privileged methods: it is root, or the user this service runs as.
    public var isPrivileged: Bool { userID == 0 || userID == geteuid() }

    /// Does nothing for a privileged peer.
    /// - Throws: ``Varlink/ErrorReply/permissionDenied`` for any other.
    public func requirePrivilege() throws(ErrorReply) {
        guard isPrivileged else { throw .permissionDenied }
    }

    /// Process and user on one line.
    public var description: String { "process \(processID) of user \(userID)" }
}

extension Peer {
    /// The kernel's `struct ucred`.
    private struct Credentials: Sendable {
        var processID: Int32 = 0
        var userID: UInt32 = 0
        var groupID: UInt32 = 0
    }

    /// Asks the kernel who is at the other end of the socket. Completes at once on the channel's event loop.
    static func ask(_ channel: any Channel) -> EventLoopFuture<Peer> {
        guard let provider = channel as? any SocketOptionProvider else {
            return channel.eventLoop.makeSucceededFuture(.own)
        }
        let credentials: EventLoopFuture<Credentials> = provider.unsafeGetSocketOption(
            level: NIOBSDSocket.OptionLevel(rawValue: SOL_SOCKET),
            name: NIOBSDSocket.Option(rawValue: SO_PEERCRED)
        )
        return credentials.map { Peer(userID: $0.userID, groupID: $0.groupID, processID: $0.processID) }
    }
}
