import ReadinessCollecting
import ReadinessHistory
import ReadinessModel
import Synchronization

/// Takes what collectors deliver to the engine, under the names of one configuration.
final class EngineSink: DeliverySink {
    private let engine: Engine
    private let context: EngineContext
    private let events: EventReporter
    private let tap: TapFeed
    private let arrived: @Sendable () -> Void
    /// Collectors whose series belong to others, told once per configuration.
    private let told = Mutex<Set<String>>([])

    /// Makes a sink; `arrived` is called when readings count that did not before.
    init(
        _ engine: Engine,
        _ context: EngineContext,
        events: EventReporter,
        tap: TapFeed,
        arrived: @escaping @Sendable () -> Void
    ) {
        self.tap = tap
        self.engine = engine
        self.context = context
        self.events = events
        self.arrived = arrived
    }

    func deliver(_ delivery: Delivery, from specification: CollectorSpecification) async throws -> Int {
        let rejected = try await take(delivery.readings, from: specification).rejected
        tell(delivery, from: specification)
        return rejected
    }

    /// Takes readings in; returns when they are durable.
    ///
    /// - Returns: what became of them.
    func take(
        _ readings: [Reading],
        from specification: CollectorSpecification
    ) async throws(HistoryError) -> AppendOutcome {
        let outcome: AppendOutcome
        do {
            outcome = try await engine.take(readings, from: specification.name, interned: context)
        } catch {
            events.historyFailed(error)
            throw error
        }
        if !outcome.changed.isEmpty { arrived() }
        guard let conflict = outcome.conflicts.first else { return outcome }
        guard told.withLock({ $0.insert(specification.name).inserted }) else { return outcome }
        events.conflict(
            entity: context.catalog.entityName(of: conflict.series),
            measure: context.catalog.measureName(of: conflict.series),
            owner: conflict.owner,
            from: specification.name,
            count: outcome.conflicts.count
        )
        return outcome
    }

    /// Shows what arrived to those who watch.
    func tell(_ delivery: Delivery, from specification: CollectorSpecification) {
        tap.tell(delivery, from: specification.name, catalog: context.catalog)
    }
}
