import ReadinessCollecting
import ReadinessHistory
import ReadinessModel
import Synchronization

/// Takes what collectors deliver to the engine, under the names of one configuration.
final class EngineSink: DeliverySink {
    private let engine: Engine
    private let context: EngineContext
    private let events: EventReporter
    private let arrived: @Sendable () -> Void
    /// Collectors whose series belong to others, told once per configuration.
    private let told = Mutex<Set<String>>([])

    /// Makes a sink; `arrived` is called when readings count that did not before.
    init(_ engine: Engine, _ context: EngineContext, events: EventReporter, arrived: @escaping @Sendable () -> Void) {
        self.engine = engine
        self.context = context
        self.events = events
        self.arrived = arrived
    }

    func deliver(_ delivery: Delivery, from specification: CollectorSpecification) async throws -> Int {
        let outcome: AppendOutcome
        do {
            outcome = try await engine.take(delivery.readings, from: specification.name, interned: context)
        } catch {
            events.historyFailed(error)
            throw error
        }
        if !outcome.changed.isEmpty { arrived() }
        guard let conflict = outcome.conflicts.first else { return outcome.rejected }
        guard told.withLock({ $0.insert(specification.name).inserted }) else { return outcome.rejected }
        events.conflict(
            entity: context.catalog.entityName(of: conflict.series),
            measure: context.catalog.measureName(of: conflict.series),
            owner: conflict.owner,
            from: specification.name,
            count: outcome.conflicts.count
        )
        return outcome.rejected
    }
}
