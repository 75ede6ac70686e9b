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
    private let origin: ContinuousClock.Instant
    private let sleeper = Sleeper()
    /// Who waits for the end of a run.
    private let waiting = Mutex<[CheckedContinuation<RunReport, Never>]>([])

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
    ///   - earlier: the supervisor of the same collector before its configuration changed; it goes on in step.
    ///   - report: takes what is worth an entry in the journal; called from the supervisor's task.
    package init(
        _ collector: any Collector,
        sink: any DeliverySink,
        continuing earlier: CollectorSupervisor? = nil,
        report: @escaping @Sendable (CollectorSpecification, CollectorEvent) -> Void
    ) {
        specification = collector.specification
        route = Mutex(Route(collector: collector, sink: sink))
        self.report = report
        var machine = CollectorStateMachine(collector.specification, seed: .random(in: 0 ... .max))
        if let earlier { machine.keepPhase(of: earlier.machine.withLock { $0 }) }
        self.machine = Mutex(machine)
        origin = earlier?.origin ?? .now
    }

    /// What a run brought, for whoever asked for it.
    package struct RunReport: Sendable {
        /// Why it failed; nil when it worked.
        package var error: CollectorError?
        /// Readings that became durable.
        package var readings: Int
        /// Lines that could not be used, and readings refused.
        package var rejects: Int
    }

    /// Runs the collector now, and waits for the end of the run; a run that goes on is taken for it.
    package func runNow() async -> RunReport {
        await withCheckedContinuation { continuation in
            waiting.withLock { $0.append(continuation) }
            machine.withLock { $0.askForRun() }
            sleeper.wake()
        }
    }

    /// Lets no run begin until `resume`; one that goes on ends as it would.
    package func pause() {
        machine.withLock { $0.pause() }
        sleeper.wake()
    }

    /// Lets runs begin again.
    package func resume() {
        let now = now
        machine.withLock { $0.resume(at: now, wall: .now) }
        sleeper.wake()
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
        var watched: (collector: any Collector, watch: AnyObject?)?
        while !Task.isCancelled {
            let collector = route.withLock { $0.collector }
            if watched?.collector !== collector {
                watched = (collector, collector.watch { [weak self] in self?.noticeChange() })
            }
            let now = now
            switch machine.withLock({ $0.next(at: now, wall: .now) }) {
            case .wait(let until): await sleeper.sleep(until: instant(until))
            case .start(let deadline): await perform(until: instant(deadline))
            // Not reached: a run is awaited before the machine is asked again.
            case .none: return
            }
        }
        await end(route.withLock { $0 })
        await endReplaced()
        tellWaiting(RunReport(error: .cancelled(place: specification.name), readings: 0, rejects: 0))
    }

    private func noticeChange() {
        machine.withLock { $0.noticeChange() }
        sleeper.wake()
    }

    private func tellWaiting(_ result: RunReport) {
        let continuations = waiting.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
        continuations.forEach { $0.resume(returning: result) }
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
        let before = health.counters
        do throws(CollectorError) {
            if let (delivery, sink) = undelivered.withLock({ $0 }) {
                // Its readings have the names of the configuration they were read under.
                try await deliver(delivery, on: Route(collector: route.collector, sink: sink))
                undelivered.withLock { $0 = nil }
            }
            var run = CollectorRun(time: .now, deadline: deadline)
            run.advance = { [weak self] share in self?.machine.withLock { $0.advance(to: share) } }
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
        let after = health.counters
        tellWaiting(
            RunReport(
                error: failure,
                readings: after.readings - before.readings,
                rejects: after.rejects.total + after.refused - before.rejects.total - before.refused
            )
        )
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
        if !delivery.isUnchanged { await route.collector.acknowledge() }
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
