import ReadinessCollecting
import ReadinessHistory
import ReadinessModel
import Synchronization
import VarlinkServer

/// A source that pushes: the clock, the sink and the journal around its state machine.
final class IngestSource: Sendable {
    /// What the source was told.
    let specification: CollectorSpecification
    /// What it may bring.
    let source: PushSource
    private let state: Mutex<State>
    private let origin = ContinuousClock.now
    private let report: @Sendable (CollectorSpecification, CollectorEvent) -> Void

    /// Where readings go, under the names of one configuration.
    struct Route: Sendable {
        /// The names.
        let catalog: SeriesCatalog
        /// Takes readings under these names.
        let sink: EngineSink
        /// Counts the configurations whose names differ.
        let generation: Int
    }

    private struct State {
        var machine: PushStateMachine
        var route: Route
        var access: AccessList
    }

    /// Makes a source; `access` says who may push as it.
    init(
        _ specification: CollectorSpecification,
        model: Model,
        route: Route,
        access: AccessList,
        report: @escaping @Sendable (CollectorSpecification, CollectorEvent) -> Void
    ) {
        self.specification = specification
        self.report = report
        source = specification.pushSource
        let permit = PushPermit(source, model: model, catalog: route.catalog)
        let machine = PushStateMachine(
            specification.name,
            source,
            permit: permit,
            at: TimeSpan(nanoseconds: 0)
        )
        state = Mutex(State(machine: machine, route: route, access: access))
    }

    /// How the source is now.
    var health: CollectorHealth { state.withLock { $0.machine.health } }

    /// Where readings go now.
    var route: Route { state.withLock { $0.route } }

    /// Whether a peer may push as the source.
    func admits(_ peer: Peer) -> Bool { state.withLock { $0.access.admits(peer) } }

    /// Knows users and groups anew.
    func adopt(_ access: AccessList) { state.withLock { $0.access = access } }

    /// Goes on under another configuration that leaves the source as it is.
    func adopt(_ route: Route, model: Model, isRenamed: Bool) {
        state.withLock { state in
            state.route = route
            guard isRenamed else { return }
            state.machine.adopt(PushPermit(source, model: model, catalog: route.catalog))
        }
    }

    /// What became of a delivery.
    struct Outcome: Sendable {
        /// Readings that are durable now.
        var accepted = 0
        /// Those of them that say something new.
        var changed = 0
        /// What the source may not bring, by the place of the reading in the delivery.
        var refusals: [PushStateMachine.Refusal] = []
    }

    /// Takes a delivery in; returns when it is durable.
    ///
    /// - Parameters:
    ///   - delivery: what was pushed.
    ///   - route: under whose names.
    ///   - line: the line of a reading of the delivery, by its place, for the account of what is refused; 0 where it is
    ///     not known, because a line may bring none or several.
    /// - Throws: `HistoryError`; nothing of the delivery counts then.
    func take(
        _ delivery: Delivery,
        through route: Route,
        line: (Int) -> Int = { _ in 0 }
    ) async throws(HistoryError) -> Outcome {
        var delivery = delivery
        let all = delivery.readings
        let now = now
        var outcome = Outcome()
        outcome.refusals = state.withLock { $0.machine.admit(&delivery, at: now) }
        for refusal in outcome.refusals {
            delivery.reject(
                Reject(reason: refusal.reason, line: line(refusal.index), excerpt: "", message: refusal.message)
            )
        }
        let stored = try await route.sink.take(delivery.readings, from: specification)
        outcome.accepted = stored.changed.count + stored.unchanged
        outcome.changed = stored.changed.count
        // Who watches sees what counts.
        var seen = delivery
        if !stored.conflicts.isEmpty {
            let refused = Set(outcome.refusals.map(\.index))
            let owners = Dictionary(stored.conflicts.map { ($0.series, $0.owner) }) { first, _ in first }
            for (index, reading) in all.enumerated() where !refused.contains(index) {
                guard let owner = owners[reading.series] else { continue }
                let message = "the series belongs to collector '\(owner)'"
                outcome.refusals.append(
                    PushStateMachine.Refusal(index: index, reason: .otherSource, message: message)
                )
            }
            outcome.refusals.sort { $0.index < $1.index }
            seen.readings.removeAll { owners[$0.series] != nil }
        }
        route.sink.tell(seen, from: specification)
        acknowledge(delivery, refused: stored.rejected)
        return outcome
    }

    /// The unit of an isolated collector tells how it is.
    func told(failure: String?) {
        let now = now
        tell(state.withLock { $0.machine.told(failure: failure, at: now, wall: .now) })
    }

    /// Looks whether the source has been silent for too long.
    func tick() {
        let now = now
        tell(state.withLock { $0.machine.tick(at: now, wall: .now) })
    }

    private func acknowledge(_ delivery: Delivery, refused: Int) {
        let now = now
        let (badInput, recovery) = state.withLock {
            $0.machine.acknowledge(delivery, refused: refused, at: now, wall: .now)
        }
        if let badInput { report(specification, .badInput(badInput)) }
        if let recovery { report(specification, .recovered(recovery)) }
    }

    private func tell(_ edge: CollectorStateMachine.Edge?) {
        switch edge {
        case .failed(let error): report(specification, .failed(error))
        case .recovered(let recovery): report(specification, .recovered(recovery))
        case nil: break
        }
    }

    private var now: TimeSpan { .since(origin) }
}

extension CollectorSpecification {
    /// Who pushes: of an isolated collector its own unit, which is heard of every few seconds.
    var pushSource: PushSource {
        if case .push(let source) = self.source { return source }
        // It is heard of between its runs, and a run takes as long as its deadline.
        let silence = deadline.nanoseconds + 60_000_000_000
        return PushSource(users: [AccessList.isolatedUser], silenceLimit: TimeSpan(nanoseconds: silence))
    }
}
