import NIOCore
import Synchronization
import Varlink

/// What all connections of one server share. Usable from any event loop.
final class SharedState: Sendable {
    let router: Router
    let limits: Limits
    let checksReplies: Bool
    let counters = AtomicCounters()
    /// Handlers that run in tasks now. While there are any the event loop must not end.
    let runningTasks = Atomic<Int>(0)
    private let observer: (@Sendable (ServerEvent) -> Void)?
    private let connections = Mutex(ConnectionTable())

    init(
        router: Router,
        limits: Limits,
        checksReplies: Bool,
        observer: (@Sendable (ServerEvent) -> Void)?
    ) {
        self.router = router
        self.limits = limits
        self.checksReplies = checksReplies
        self.observer = observer
    }

    func observe(_ event: ServerEvent) { observer?(event) }

    var snapshot: Counters { counters.snapshot(connectionsOpen: connections.withLock { $0.count }) }

    /// Makes a fresh channel a connection, unless a limit stands against it.
    /// - Parameters:
    ///   - known: who is at the other end, where the kernel cannot tell.
    ///   - opening: takes the channel over instead of Varlink.
    func admit(
        _ channel: any Channel,
        known: Peer? = nil,
        opening: (@Sendable (Peer) throws -> Upgrade)? = nil
    ) -> EventLoopFuture<Void> {
        let peer = known.map { channel.eventLoop.makeSucceededFuture($0) } ?? Peer.ask(channel)
        return peer.flatMapThrowing { peer in
            let key = ObjectIdentifier(channel)
            let refusal = self.connections.withLock { $0.admit(channel, key: key, user: peer.userID, self.limits) }
            if let refusal {
                self.counters.connectionsRefused.increment()
                self.observe(.refused(peer, limit: refusal))
                throw Refusal()
            }
            self.counters.connectionsAccepted.increment()
            channel.closeFuture.whenComplete { _ in
                self.connections.withLock { $0.remove(key: key, user: peer.userID) }
            }
            if let opening { return try opening(peer).takeOver(channel) }
            let handler = ConnectionHandler(shared: self, peer: peer, eventLoop: channel.eventLoop)
            try channel.pipeline.syncOperations.addHandler(handler)
        }
    }

    /// All open connections.
    var channels: [any Channel] { connections.withLock { Array($0.channels.values) } }

    /// Refuses every connection from now on.
    func stopAdmitting() { connections.withLock { $0.isShuttingDown = true } }

    /// Thrown to make NIO close the channel.
    private struct Refusal: Error {}
}

/// The open connections, counted by user.
struct ConnectionTable {
    private(set) var channels: [ObjectIdentifier: any Channel] = [:]
    private var users: [UInt32: Int] = [:]
    var isShuttingDown = false

    var count: Int { channels.count }

    /// - Returns: nil, or the limit that stands against one more connection.
    mutating func admit(_ channel: any Channel, key: ObjectIdentifier, user: UInt32, _ limits: Limits) -> String? {
        if isShuttingDown { return "shutting down" }
        if channels.count >= limits.connections { return "\(limits.connections) connections" }
        if users[user, default: 0] >= limits.connectionsPerUser {
            return "\(limits.connectionsPerUser) connections per user"
        }
        channels[key] = channel
        users[user, default: 0] += 1
        return nil
    }

    mutating func remove(key: ObjectIdentifier, user: UInt32) {
        guard channels.removeValue(forKey: key) != nil else { return }
        let left = users[user, default: 1] - 1
        users[user] = left > 0 ? left : nil
    }
}
