package import ReadinessModel

/// Decides when a collector runs, when a run is cut short, and how the collector is.
///
/// A value without clock, thread or child: moments are spans of a monotonic clock since the supervisor began, and are
/// handed in. Starts keep a phase, so that the interval does not drift; runs never overlap; a collector that fails
/// rests longer and longer up to a cap, and is never given up.
package struct CollectorStateMachine: Sendable {
    /// How the collector is.
    package private(set) var health = CollectorHealth()
    private let interval: TimeSpan
    private let startPolicy: CollectorSpecification.StartPolicy
    private let deadline: TimeSpan
    private var phase: TimeSpan
    /// Whether a run was asked for beside the schedule.
    private var isAskedFor = false
    /// Whether there is something new since the last start.
    private var isChanged = false
    /// Whether the run began before its time, so that the start that falls within it is no start left out.
    private var isEarly = false
    /// How often a collector that may not be there was tried in vain.
    private var probes = 0
    private var state = State.waiting(until: TimeSpan(nanoseconds: 0))
    private var backOff: BackOff
    private var badInputReports: BadInputReports

    /// A moment that does not come, and that clocks can still be told: a century after the beginning.
    private static let never = TimeSpan(nanoseconds: 3_155_760_000_000_000_000)

    private enum State: Hashable {
        case waiting(until: TimeSpan)
        case running(since: TimeSpan, isExpired: Bool)
    }

    /// What to do now.
    package enum Action: Hashable, Sendable {
        /// Ask again at that moment.
        case wait(until: TimeSpan)
        /// Start a run, and call `expire` at that moment.
        case start(deadline: TimeSpan)
        /// A run goes on: call `expire` at its deadline and `finish` at its end.
        case none
    }

    /// A change worth telling, told once.
    package enum Edge: Hashable, Sendable {
        /// It fails from now on.
        case failed(CollectorError)
        /// It works again.
        case recovered(Recovery)
    }

    /// Makes a machine whose first run is due at once.
    ///
    /// - Parameters:
    ///   - specification: interval and deadline.
    ///   - seed: spreads phase and jitter; collectors should differ in it. The second start comes half an interval to
    ///     a whole one after the first, so that collectors started together do not go on together.
    package init(_ specification: CollectorSpecification, seed: UInt64) {
        startPolicy = specification.startPolicy
        interval = max(specification.interval, TimeSpan(nanoseconds: 1_000_000))
        deadline = min(specification.deadline, interval)
        let half = max(interval.nanoseconds / 2, 1)
        phase = TimeSpan(nanoseconds: half + Int64(seed % UInt64(half)))
        backOff = BackOff(interval: interval, seed: seed)
        badInputReports = BadInputReports(isFile: specification.kind == "file")
    }

    /// What to do at a moment.
    package mutating func next(at now: TimeSpan, wall: Timestamp) -> Action {
        guard case .waiting(let until) = state else { return .none }
        if !isAskedFor {
            guard !health.isPaused else { return .wait(until: Self.never) }
            // One that rests after a failure rests on.
            let isDue = now >= until || isChanged && health.activity == .idle
            guard isDue else { return .wait(until: until) }
        }
        isEarly = now < until
        isAskedFor = false
        isChanged = false
        state = .running(since: now, isExpired: false)
        health.activity = .running
        health.lastStart = wall
        health.nextStart = nil
        return .start(deadline: now.later(by: deadline))
    }

    /// Keeps the starts of an earlier machine with the same interval: a changed collector goes on in step.
    ///
    /// - Parameter earlier: its moments must count from the same beginning.
    package mutating func keepPhase(of earlier: Self) {
        guard earlier.interval == interval else { return }
        phase = earlier.phase
        health.isPaused = earlier.health.isPaused
    }

    /// Asks for a run at once, whatever the schedule says and also while paused; a run that goes on is one.
    package mutating func askForRun() {
        if case .waiting = state { isAskedFor = true }
    }

    /// There is something new: a run begins at once, or when the one that goes on has ended.
    package mutating func noticeChange() { isChanged = true }

    /// Lets no run begin by the schedule.
    package mutating func pause() {
        health.isPaused = true
        if case .waiting = state { health.nextStart = nil }
    }

    /// Lets runs begin by the schedule again, the next at once.
    package mutating func resume(at now: TimeSpan, wall: Timestamp) {
        guard health.isPaused else { return }
        health.isPaused = false
        guard case .waiting = state else { return }
        state = .waiting(until: now)
        health.nextStart = wall
    }

    /// Whether the run is to be cut short at a moment; says so once.
    package mutating func expire(at now: TimeSpan) -> Bool {
        guard case .running(let since, false) = state, now >= since.later(by: deadline) else { return false }
        state = .running(since: since, isExpired: true)
        return true
    }

    /// A run that goes on says how far it has come; what is no share is passed over.
    package mutating func advance(to share: Double) {
        guard case .running = state, share >= 0, share <= 1 else { return }
        health.progress = share
    }

    /// Counts a delivery that became durable.
    ///
    /// - Parameter refused: how many of its readings the sink refused.
    /// - Returns: its bad lines, when they are worth telling.
    package mutating func acknowledge(_ delivery: Delivery, refused: Int = 0, at now: TimeSpan) -> BadInput? {
        health.counters.readings += delivery.readings.count - refused
        health.counters.refused += refused
        health.counters.rejects.add(delivery.rejectCounts)
        health.counters.ignored += delivery.ignored
        health.counters.bytes += delivery.bytes
        health.counters.add(delivery.cost)
        guard !delivery.isUnchanged else {
            health.counters.unchanged += 1
            return nil
        }
        health.badInput = BadInput(delivery)
        return badInputReports.report(delivery, at: now)
    }

    /// Ends a run.
    ///
    /// - Parameters:
    ///   - error: why it failed; nil when it worked. A run that was cancelled because the daemon stops is no failure.
    ///   - now: the moment.
    ///   - wall: the same by the wall clock.
    /// - Returns: the change, when there is one.
    package mutating func finish(_ error: CollectorError?, at now: TimeSpan, wall: Timestamp) -> Edge? {
        guard case .running(let since, _) = state else { return nil }
        health.counters.runs += 1
        health.add(TimeSpan(nanoseconds: now.nanoseconds - since.nanoseconds))
        health.counters.overruns += max(0, skipped(since: since, until: now) - (isEarly ? 1 : 0))
        var next = nextTick(notBefore: now, after: since)
        var edge: Edge?
        health.activity = .idle
        health.progress = nil
        if let error, error.code != .cancelled {
            let consecutive = fail(error, wall, &edge)
            next = now.later(by: backOff.rest(afterFailures: consecutive))
            health.activity = .backingOff
        } else if error == nil {
            edge = succeed(wall)
        }
        state = .waiting(until: next)
        health.nextStart = health.isPaused ? nil : wall + TimeSpan(nanoseconds: next.nanoseconds - now.nanoseconds)
        return edge
    }

    private mutating func fail(_ error: CollectorError, _ wall: Timestamp, _ edge: inout Edge?) -> Int {
        health.counters.failures[error.code, default: 0] += 1
        health.counters.add(error.cost)
        health.counters.rejects.add(error.rejectCounts)
        if startPolicy == .probe, health.lastSuccess == nil {
            probes += 1
            return probes
        }
        if startPolicy == .ignore, health.lastSuccess == nil { health.isPaused = true }
        var failing = CollectorHealth.Failing(since: wall, error: error, consecutive: 1)
        if case .failing(let before) = health.state {
            failing.since = before.since
            failing.consecutive = before.consecutive + 1
        } else {
            edge = .failed(error)
        }
        health.state = .failing(failing)
        return failing.consecutive
    }

    private mutating func succeed(_ wall: Timestamp) -> Edge? {
        defer {
            health.state = .healthy
            health.lastSuccess = wall
        }
        guard case .failing(let failing) = health.state else { return nil }
        return .recovered(Recovery(since: failing.since, failures: failing.consecutive))
    }

    /// The first start of the phase that is not before `now` and after the last one.
    private func nextTick(notBefore now: TimeSpan, after last: TimeSpan) -> TimeSpan {
        let earliest = max(now.nanoseconds, last.nanoseconds + 1) - phase.nanoseconds
        guard earliest > 0 else { return phase }
        let ticks = (earliest + interval.nanoseconds - 1) / interval.nanoseconds
        return TimeSpan(nanoseconds: phase.nanoseconds + ticks * interval.nanoseconds)
    }

    /// How many starts of the phase fell within a run.
    private func skipped(since start: TimeSpan, until end: TimeSpan) -> Int {
        let first = nextTick(notBefore: start, after: start).nanoseconds
        guard first < end.nanoseconds else { return 0 }
        return Int((end.nanoseconds - 1 - first) / interval.nanoseconds) + 1
    }
}

extension TimeSpan {
    /// The moment `span` later.
    fileprivate func later(by span: TimeSpan) -> Self {
        let (sum, overflow) = nanoseconds.addingReportingOverflow(span.nanoseconds)
        return Self(nanoseconds: overflow ? .max : sum)
    }
}
