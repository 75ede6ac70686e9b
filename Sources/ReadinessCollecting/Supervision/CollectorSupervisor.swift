package import ReadinessModel
import Synchronization

/// Runs one collector for as long as its task lives: the clock, the sink and the journal around the state machine.
package final class CollectorSupervisor: Sendable {
    /// What the collector was told.
    package let specification: CollectorSpecification
    private let route: Mutex<Route>
    private let report: @Sendable (CollectorSpecification, CollectorEvent) -> Void
    private let machine: Mutex<CollectorStateMachine>
    /// What a program printed and the sink did not take; at most one delivery, since no other is fetched before.
    private let undelivered = Mutex<(delivery: Delivery, sink: any DeliverySink)?>(nil)
    /// Collectors that others took the place of, and where they delivered: ended before the next run.
    private let replaced = Mutex<[Route]>([])
    private let origin = ContinuousClock.now

    /// What is run, and where its deliveries go: both under the names of one configuration.
    private struct Route {
        let collector: any Collector
        let sink: any DeliverySink
    }

    /// Makes a supervisor.
    ///
    /// - Parameters:
    ///   - collector: what is run.
    ///   - sink: where deliveries go.
    ///   - report: takes what is worth an entry in the journal; called from the supervisor's task.
    package init(
        _ collector: any Collector,
        sink: any DeliverySink,
        report: @escaping @Sendable (CollectorSpecification, CollectorEvent) -> Void
    ) {
        specification = collector.specification
        route = Mutex(Route(collector: collector, sink: sink))
        self.report = report
        machine = Mutex(CollectorStateMachine(collector.specification, seed: .random(in: 0 ... .max)))
    }

    /// Takes over what a new configuration gives a collector that is configured as before, from its next run on. A run
    /// in flight goes on and delivers where it began; health, phase and rests go on, too.
    ///
    /// - Parameters:
    ///   - collector: takes the place of what is run; nil keeps it.
    ///   - sink: where deliveries of later runs go.
    package func adopt(_ collector: (any Collector)?, sink: any DeliverySink) {
        let before = route.withLock { route in
            defer { route = Route(collector: collector ?? route.collector, sink: sink) }
            return route
        }
        if collector != nil { replaced.withLock { $0.append(before) } }
    }

    /// How the collector is now.
    package var health: CollectorHealth { machine.withLock { $0.health } }

    /// Runs the collector by its interval until the task is cancelled; then a run in flight is ended within a second.
    package func run() async {
        while !Task.isCancelled {
            let now = now
            switch machine.withLock({ $0.next(at: now, wall: .now) }) {
            case .wait(let until): try? await Task.sleep(until: instant(until), clock: .continuous)
            case .start(let deadline): await perform(until: instant(deadline))
            // Not reached: a run is awaited before the machine is asked again.
            case .none: return
            }
        }
        await end(route.withLock { $0 })
        await endReplaced()
    }

    /// Ends what a collector does between runs, and delivers what it still had.
    private func end(_ route: Route) async {
        guard let delivery = await route.collector.finish() else { return }
        // What cannot be stored now is lost with the program that printed it; the failure is told by the sink.
        _ = try? await route.sink.deliver(delivery, from: specification)
    }

    private func endReplaced() async {
        let all = replaced.withLock { replaced in
            defer { replaced = [] }
            return replaced
        }
        for route in all { await end(route) }
    }

    private func perform(until deadline: ContinuousClock.Instant) async {
        var failure: CollectorError?
        await endReplaced()
        let route = route.withLock { $0 }
        do throws(CollectorError) {
            if let (delivery, sink) = undelivered.withLock({ $0 }) {
                // Its readings have the names of the configuration they were read under.
                try await deliver(delivery, on: Route(collector: route.collector, sink: sink))
                undelivered.withLock { $0 = nil }
            }
            let run = CollectorRun(time: .now, deadline: deadline)
            let delivery = try await route.collector.collect(run) { [self] in
                machine.withLock { $0.expire(at: self.now) }
            }
            try await deliver(delivery, on: route)
        } catch {
            failure = Task.isCancelled ? .cancelled(place: specification.name) : error
        }
        let now = now
        switch machine.withLock({ $0.finish(failure, at: now, wall: .now) }) {
        case .failed(let error): report(specification, .failed(error))
        case .recovered(let recovery): report(specification, .recovered(recovery))
        case nil: break
        }
    }

    private func deliver(_ delivery: Delivery, on route: Route) async throws(CollectorError) {
        var refused = 0
        if !delivery.readings.isEmpty {
            do {
                refused = try await route.sink.deliver(delivery, from: specification)
            } catch {
                if !route.collector.deliversAgain { undelivered.withLock { $0 = (delivery, route.sink) } }
                throw CollectorError(
                    .undelivered,
                    place: delivery.origin,
                    cause: "its \(delivery.readings.count) readings could not be stored: \(error)",
                    advice: "see why the history does not take them; they are delivered again"
                )
            }
        }
        if !delivery.isUnchanged { route.collector.acknowledge() }
        let now = now
        let count = refused
        if let bad = machine.withLock({ $0.acknowledge(delivery, refused: count, at: now) }) {
            report(specification, .badInput(bad))
        }
    }

    /// The moment for the machine.
    private var now: TimeSpan { .since(origin) }

    private func instant(_ moment: TimeSpan) -> ContinuousClock.Instant { origin + .nanoseconds(moment.nanoseconds) }
}
