import Glibc
import ReadinessConfiguration
import ReadinessHistory
import ReadinessModel
import ReadinessScoring
import Systemd

/// The loop that makes and publishes snapshots: when readings arrived, and at least once per evaluation interval.
///
/// It also pings the watchdog, so that a ping vouches for what the daemon is for.
actor WorkLoop {
    /// How far the clock may lie behind the last evaluation before it counts as set back.
    private static let clockTolerance = TimeSpan.seconds(1)
    /// The shortest time from one evaluation to the next: readings that arrive together are evaluated together.
    private static let pause = Duration.milliseconds(20)
    /// The longest such time, however long an evaluation takes.
    private static let longestPause = Duration.seconds(1)

    /// A configuration that waits to be put in force.
    private struct Adoption {
        let context: EngineContext
        let restored: [Reading]
        let finished: CheckedContinuation<Void, Never>
    }

    private let engine: Engine
    private let published: Published
    private let fleet: CollectorFleet
    private let history: any HistoryStore
    private let events: EventReporter
    private let notify: Notify
    private let alarm: Alarm
    private let overrides: OverrideKeeper
    private var watchdog: Watchdog?
    private var reporter: ScoreReporter
    private var interval: TimeSpan
    private var stamp: ModelStamp
    private var waiting: Adoption?
    private var hasEnded = false
    /// Score changes the history has not taken yet.
    private var unrecorded: [ScoreChange] = []
    private var recording = RecordingPace()

    /// The most score changes kept while the history does not take them.
    private static let unrecordedLimit = 100_000

    init(
        engine: Engine,
        published: Published,
        fleet: CollectorFleet,
        history: any HistoryStore,
        events: EventReporter,
        notify: Notify,
        alarm: Alarm,
        overrides: OverrideKeeper,
        watchdog: Watchdog?,
        context: EngineContext,
        last: [StoredScore]
    ) {
        self.engine = engine
        self.published = published
        self.fleet = fleet
        self.history = history
        self.events = events
        self.notify = notify
        self.alarm = alarm
        self.overrides = overrides
        self.watchdog = watchdog
        reporter = ScoreReporter(
            step: context.configuration.settings.journal.scoreStep,
            model: context.model,
            last: last
        )
        interval = context.configuration.settings.evaluateEvery
        stamp = context.stamp
    }

    /// Runs until the alarm ends.
    func run() async {
        var isAwake = true
        while isAwake {
            await adoptWaiting()
            await overrides.expire(at: .now)
            let began = ContinuousClock.now
            await evaluate()
            ping()
            // In a flood of readings most of the time is left for taking them in.
            let spared = began.duration(to: .now) * 2
            try? await Task.sleep(for: min(max(Self.pause, spared), Self.longestPause))
            isAwake = await alarm.wait(atMost: await rest())
        }
        // Who waits for a configuration to come into force waits in vain.
        hasEnded = true
        waiting?.finished.resume()
        waiting = nil
        await settle()
    }

    /// Puts another configuration in force between two evaluations; returns when its first snapshot is published.
    func adopt(_ context: EngineContext, restored: [Reading]) async {
        guard !hasEnded else { return }
        await withCheckedContinuation { continuation in
            waiting = Adoption(context: context, restored: restored, finished: continuation)
            alarm.ring()
        }
    }

    /// Tells what the first snapshot of this run says that was not said before.
    func begin(with snapshot: Snapshot) async {
        let empty = ScoringPlan(Model())
        let nothing = Snapshot(plan: empty, time: snapshot.time, sequence: 0, scores: Evaluator(empty).makeScores())
        tell(SnapshotDifference(from: nothing, to: snapshot))
        await record()
    }

    private func evaluate() async {
        await followClock()
        let evaluation = await engine.evaluate(at: .now)
        let previous = published.swap(evaluation.snapshot)
        tell(SnapshotDifference(from: previous, to: evaluation))
        await record()
    }

    /// Goes back with a clock that was set back: what was latest may now lie ahead, and what was old may be fresh.
    ///
    /// The store itself only moves forward, so it is filled anew from the history.
    private func followClock() async {
        let now = Timestamp.now
        let last = await engine.time
        guard now + Self.clockTolerance < last else { return }
        let context = await engine.readings().context
        do {
            await engine.prepareToAdopt()
            let reach = context.model.reachOfMeasures
            let restored = try await history.restore(context.binding, reach: reach, at: now)
            await engine.adopt(context, restored: restored, at: now)
            let seconds = Points.fixed(Double(last.nanoseconds - now.nanoseconds) / 1e9, decimals: 0)
            events.send(
                "The clock went back by \(seconds) s; scores are made anew for the time it tells",
                .warning,
                nil
            )
        } catch {
            await engine.abandonAdoption()
            events.historyFailed(error)
        }
    }

    private func adoptWaiting() async {
        guard let adoption = waiting else { return }
        waiting = nil
        let settings = adoption.context.configuration.settings
        await engine.adopt(adoption.context, restored: adoption.restored, at: .now)
        reporter.adopt(adoption.context.model)
        reporter.step = settings.journal.scoreStep
        interval = settings.evaluateEvery
        stamp = adoption.context.stamp
        let snapshot = await engine.evaluate(at: .now).snapshot
        let previous = published.swap(snapshot)
        tell(SnapshotDifference(from: previous, to: snapshot))
        await record()
        adoption.finished.resume()
    }

    /// Tells the service manager how things are.
    func tellStatus() {
        let line = StatusLine.text(
            published.snapshot,
            fleet.health,
            configurationError: published.configurationError
        )
        send(.status(line))
    }

    /// Tells everybody what differs.
    private func tell(_ difference: SnapshotDifference) {
        published.feed.tell(difference)
        let report = reporter.report(difference, stamp: stamp, isRecording: recording.isOpen(at: .now))
        for entry in report.entries { events.sink.send(entry) }
        unrecorded += report.changes
        tellStatus()
    }

    /// Records at the end of a run what a flood has left unrecorded.
    private func settle() async {
        let unchanged = SnapshotDifference(
            from: published.snapshot,
            to: Evaluation(snapshot: published.snapshot, changed: [])
        )
        while reporter.owesRecord {
            unrecorded += reporter.report(unchanged, stamp: stamp).changes
            await record()
        }
    }

    private func record() async {
        guard !unrecorded.isEmpty else { return }
        let began = ContinuousClock.now
        defer { recording.hasRecorded(from: began, to: .now) }
        do {
            let changes = unrecorded
            try await history.record(changes)
            // A new array, because an emptied one keeps the room of the largest that ever was.
            unrecorded = Array(unrecorded.dropFirst(changes.count))
        } catch {
            events.historyFailed(error)
            if unrecorded.count > Self.unrecordedLimit {
                unrecorded.removeFirst(unrecorded.count - Self.unrecordedLimit)
            }
        }
    }

    private func ping() {
        guard watchdog?.isDue(at: .now) == true else { return }
        send(.watchdog)
    }

    /// How long to sleep: the interval, less when a reading becomes visible or a ping is due before.
    private func rest() async -> Duration {
        var rest = Duration.nanoseconds(interval.nanoseconds)
        if let arrival = await engine.nextArrival {
            rest = min(rest, .nanoseconds(max(0, arrival.nanoseconds - Timestamp.now.nanoseconds)))
        }
        let now = Timestamp.now
        if let end = await overrides.nextEnd(after: now) {
            rest = min(rest, .nanoseconds(end.nanoseconds - now.nanoseconds))
        }
        if let watchdog { rest = min(rest, watchdog.remaining(at: .now)) }
        if reporter.owesRecord { rest = min(rest, recording.remaining(at: .now)) }
        return max(rest, .milliseconds(1))
    }

    private func send(_ message: NotifyMessage) {
        do {
            try notify.send(message)
        } catch {
            events.send("\(error)", .warning, nil)
        }
    }
}

extension ModelStamp {
    /// The stamp of a model, with its hash computed anew.
    init(_ model: Model) { self.init(id: model.id, version: model.version, hash: model.hash) }
}
