import ReadinessCollecting
import ReadinessConfiguration
import ReadinessModel
import Synchronization
import Systemd
import Varlink
import VarlinkServer

/// The sources that push, of the configuration in force.
final class IngestBoard: Sendable {
    private struct State {
        var sources: [String: IngestSource] = [:]
        var generation = 0
        var lastLookup = ContinuousClock.now
    }

    /// How often names of users are looked up anew because someone was not admitted.
    private static let lookupPause = Duration.seconds(5)

    private let state = Mutex(State())
    private let events: EventReporter

    init(events: EventReporter) { self.events = events }

    /// How a source is; nil when none of that name pushes.
    func health(of name: String) -> CollectorHealth? { state.withLock { $0.sources[name] }?.health }

    /// Puts the sources of a configuration in force. One that is configured as before goes on.
    func adopt(_ context: EngineContext, sink: EngineSink, isRenamed: Bool) async {
        let specifications = context.configuration.collectors.filter(\.isPushed)
        let lists = await Self.lookUp(specifications)
        for (specification, access) in zip(specifications, lists) where !access.unknown.isEmpty {
            if specification.isIsolated, access.unknown == [AccessList.isolatedUser] { continue }
            events.send(
                "Collector \(specification.name): this machine knows no \(access.unknown.joined(separator: ", ")); "
                    + "make the user or group, or correct 'users' and 'groups'",
                .warning,
                nil
            )
        }
        let events = events
        state.withLock { state in
            if isRenamed { state.generation += 1 }
            let route = IngestSource.Route(catalog: context.catalog, sink: sink, generation: state.generation)
            var sources: [String: IngestSource] = [:]
            for (specification, access) in zip(specifications, lists) {
                if let known = state.sources[specification.name], known.specification == specification {
                    known.adopt(route, model: context.model, isRenamed: isRenamed)
                    known.adopt(access)
                    sources[specification.name] = known
                } else {
                    sources[specification.name] = IngestSource(
                        specification,
                        model: context.model,
                        route: route,
                        access: access
                    ) { events.collector($0, $1) }
                }
            }
            state.sources = sources
        }
    }

    /// Whether a source is still the one in force, under the names of the given generation.
    func isCurrent(_ source: IngestSource, generation: Int) -> Bool {
        state.withLock { $0.sources[source.specification.name] === source && $0.generation == generation }
    }

    /// The source a peer pushes as.
    ///
    /// - Parameter name: as the peer says; nil for the only one it may push as.
    /// - Throws: the error the peer is to get.
    func source(_ name: String?, for peer: Peer) throws(ErrorReply) -> IngestSource {
        let sources = state.withLock { $0.sources }
        if let name {
            guard let source = sources[name] else {
                throw ErrorReply("io.readinessd.Ingest.NoSuchSource", ["source": .string(name)])
            }
            guard source.admits(peer) else { throw Self.notAllowed(name, peer) }
            return source
        }
        let possible = sources.values.filter { $0.admits(peer) && !$0.source.isManual && !$0.specification.isIsolated }
        let names = possible.map(\.specification.name).sorted()
        guard let only = possible.first else { throw Self.notAllowed("", peer) }
        guard possible.count == 1 else {
            throw ErrorReply("io.readinessd.Ingest.SourceNeeded", ["sources": .array(names.map(JSON.string))])
        }
        return only
    }

    /// The first source by name that a peer may put values of collectd as; nil for none.
    func collectdSource(for peer: Peer) -> IngestSource? {
        let sources = state.withLock { $0.sources.values.filter { $0.admits(peer) } }
        return sources.filter {
            if case .collectd = $0.specification.format { return !$0.source.isManual && !$0.specification.isIsolated }
            return false
        }.min { $0.specification.name < $1.specification.name }
    }

    /// Like `source(_:for:)`, and looks users and groups up again before it refuses: they may be new.
    func sourceLookingUp(_ name: String?, for peer: Peer) async throws(ErrorReply) -> IngestSource {
        do throws(ErrorReply) {
            return try source(name, for: peer)
        } catch {
            guard error.name == "io.readinessd.Ingest.NotAllowed" else { throw error }
            let sources = state.withLock { state -> [IngestSource] in
                guard .now - state.lastLookup > Self.lookupPause else { return [] }
                state.lastLookup = .now
                return Array(state.sources.values)
            }
            guard !sources.isEmpty else { throw error }
            let lists = await Self.lookUp(sources.map(\.specification))
            for (source, list) in zip(sources, lists) { source.adopt(list) }
            return try source(name, for: peer)
        }
    }

    /// Whether some source may not be silent for ever.
    var hasSilenceLimits: Bool { state.withLock { $0.sources.values.contains { $0.source.silenceLimit != nil } } }

    /// Looks for sources that have been silent for too long.
    func tick() {
        for source in state.withLock({ Array($0.sources.values) }) { source.tick() }
    }

    private static func lookUp(_ specifications: [CollectorSpecification]) async -> [AccessList] {
        let sources = specifications.map(\.pushSource)
        return (try? await Blocking.run { sources.map { AccessList($0) } })
            ?? sources.map { _ in AccessList(PushSource()) }
    }

    private static func notAllowed(_ name: String, _ peer: Peer) -> ErrorReply {
        ErrorReply(
            "io.readinessd.Ingest.NotAllowed",
            ["source": .string(name), "userID": .integer(Int64(peer.userID))]
        )
    }
}
