public import NIOCore
import NIOPosix
import Synchronization

/// A Varlink service.
///
///     let server = try Server(identity: identity, interfaces: [status])
///     try await server.listen(at: .path("/run/example/status"))
///     // ...
///     await server.shutdown()
///
/// `org.varlink.service` is built in. All connections live on one event loop unless another group is given.
public final class Server: Sendable {
    /// What the service says about itself.
    public struct Identity: Sendable, Hashable {
        /// Who makes the service.
        public var vendor: String
        /// The name of the service.
        public var product: String
        /// The version of the service.
        public var version: String
        /// Where to read about the service.
        public var url: String

        /// An identity with these words.
        public init(vendor: String, product: String, version: String, url: String) {
            self.vendor = vendor
            self.product = product
            self.version = version
            self.url = url
        }
    }

    private let shared: SharedState
    private let group: any EventLoopGroup
    private let ownsGroup: Bool
    private let state = Mutex(State())

    private struct State {
        var listeners: [(channel: any Channel, socket: ListeningSocket)] = []
        var isShutDown = false
        /// Calls of `listen` and `serve` that are about to add a channel.
        var opening = 0
    }

    /// A server that does not listen yet.
    /// - Parameters:
    ///   - checksReplies: check every reply against its description and report mismatches to the observer. Costs
    ///     time; meant for tests.
    ///   - eventLoopGroup: where connections live; nil makes one event loop of the server's own.
    ///   - observer: hears of what an administrator may want to read; called on the event loop, so it must be quick.
    /// - Throws: ``ServerError`` with code `invalidInterface`.
    public init(
        identity: Identity,
        interfaces: [Interface],
        limits: Limits = Limits(),
        checksReplies: Bool = false,
        eventLoopGroup: (any EventLoopGroup)? = nil,
        observer: (@Sendable (ServerEvent) -> Void)? = nil
    ) throws(ServerError) {
        let router = try Router(interfaces, identity: identity)
        shared = SharedState(router: router, limits: limits, checksReplies: checksReplies, observer: observer)
        ownsGroup = eventLoopGroup == nil
        group = eventLoopGroup ?? MultiThreadedEventLoopGroup(numberOfThreads: 1)
    }

    /// What was done so far.
    public var counters: Counters { shared.snapshot }

    /// Begins to serve the connections that arrive at an address. Returns as soon as they can.
    /// - Parameter opening: takes every connection over at once, for a protocol that is not Varlink; its output is not
    ///   sent. Limits of connections hold for these, too.
    /// - Throws: ``ServerError`` with code `addressInUse`, `cannotListen` or `isShutDown`.
    public func listen(
        at address: ListenAddress,
        opening: (@Sendable (Peer) throws -> Upgrade)? = nil
    ) async throws(ServerError) {
        try beginOpening(address)
        defer { state.withLock { $0.opening -= 1 } }
        let socket = try ListeningSocket.open(address)
        do {
            let channel = try await ServerBootstrap(group: group)
                // As many as systemd's own sockets let wait, so that a burst of clients is not turned away.
                .serverChannelOption(.backlog, value: 4096)
                .serverChannelOption(.maxMessagesPerRead, value: 16)
                .childChannelOption(.allowRemoteHalfClosure, value: true)
                .childChannelOption(.writeBufferWaterMark, value: waterMark)
                .childChannelInitializer { [shared] in shared.admit($0, opening: opening) }
                .withBoundSocket(socket.descriptor)
                .get()
            state.withLock { $0.listeners.append((channel, socket)) }
        } catch {
            socket.removeNode()
            throw ServerError(.cannotListen, "\(address): cannot listen (\(error))")
        }
    }

    /// Serves one socket that is connected already, as a program started for one client has it. The server closes it.
    /// - Returns: when the connection is closed.
    /// - Throws: ``ServerError`` with code `cannotListen` when it is no connected socket, or `isShutDown`.
    public func serve(connectedDescriptor descriptor: Int32) async throws(ServerError) {
        try await serve(.descriptor(descriptor)) { [self] in
            try await ClientBootstrap(group: group)
                .channelOption(.allowRemoteHalfClosure, value: true)
                .channelOption(.writeBufferWaterMark, value: waterMark)
                .channelInitializer { [shared] in shared.admit($0) }
                .withConnectedSocket(descriptor)
                .get()
        }
    }

    /// Serves one peer on a pair of pipes, as on standard input and output (`SYSTEMD_VARLINK_LISTEN=-`). The peer
    /// counts as this process's own user, who started it. The server closes both.
    /// - Returns: when the connection is closed.
    /// - Throws: ``ServerError`` with code `cannotListen` when these are no pipes or sockets, or `isShutDown`.
    public func serve(input: Int32, output: Int32) async throws(ServerError) {
        try await serve(.descriptor(input)) { [self] in
            try await NIOPipeBootstrap(group: group)
                .channelOption(.allowRemoteHalfClosure, value: true)
                .channelOption(.writeBufferWaterMark, value: waterMark)
                .channelInitializer { [shared] in shared.admit($0, known: .own) }
                .takingOwnershipOfDescriptors(input: input, output: output)
                .get()
        }
    }

    private func serve(
        _ address: ListenAddress,
        _ open: () async throws -> any Channel
    ) async throws(ServerError) {
        try beginOpening(address)
        let channel: any Channel
        do {
            defer { state.withLock { $0.opening -= 1 } }
            channel = try await open()
        } catch {
            throw ServerError(.cannotListen, "\(address): cannot serve (\(error))")
        }
        try? await channel.closeFuture.get()
    }

    /// An event loop that has ended takes no more work, so the end waits for whoever passed here.
    private func beginOpening(_ address: ListenAddress) throws(ServerError) {
        let isShutDown = state.withLock { state in
            if !state.isShutDown { state.opening += 1 }
            return state.isShutDown
        }
        if isShutDown { throw ServerError(.isShutDown, "\(address): the server was shut down") }
    }

    private var waterMark: ChannelOptions.Types.WriteBufferWaterMark {
        let high = max(shared.limits.outboundHighWaterMark, 2)
        return ChannelOptions.Types.WriteBufferWaterMark(low: high / 2, high: high)
    }

    /// Stops: accepts nothing more, ends streams, lets other calls under way finish, closes. Sockets that this server
    /// made in the file system are removed.
    /// - Parameter grace: how long calls under way may take; what is left then is cut off.
    public func shutdown(grace: Duration = .milliseconds(300)) async {
        state.withLock { $0.isShutDown = true }
        while state.withLock({ $0.opening > 0 }) { await Self.pause() }
        let listeners = state.withLock { state in
            defer { state.listeners = [] }
            return state.listeners
        }
        for (channel, socket) in listeners {
            socket.removeNode()
            try? await channel.close()
        }
        shared.stopAdmitting()
        await drain(until: .now + grace)
        // Handlers that were cancelled need a moment to see it. Where one does not, the event loop outlives the server.
        let isQuiet = await wait(until: .now + .milliseconds(100)) { $0.runningTasks.load(ordering: .relaxed) == 0 }
        if ownsGroup, isQuiet { try? await group.shutdownGracefully() }
    }

    /// Looks every other millisecond whether the condition holds.
    /// - Returns: whether it did before the deadline.
    private func wait(
        until deadline: ContinuousClock.Instant,
        for condition: (SharedState) -> Bool
    ) async -> Bool {
        while !condition(shared) {
            guard .now < deadline else { return false }
            await Self.pause()
        }
        return true
    }

    /// Waits two milliseconds, also where the caller's task was cancelled, as shutting down often is.
    private static func pause() async {
        await Task { try? await Task.sleep(for: .milliseconds(2)) }.value
    }

    private func drain(until deadline: ContinuousClock.Instant) async {
        for channel in shared.channels {
            channel.eventLoop.execute {
                // Upgraded connections have no such handler; their protocol has until the deadline.
                let handler = try? channel.pipeline.syncOperations.handler(type: ConnectionHandler.self)
                handler?.beginShutdown()
            }
        }
        _ = await wait(until: deadline) { $0.channels.isEmpty }
        for channel in shared.channels { try? await channel.close() }
    }
}
