package import ReadinessModel

/// How a collector is, at one moment.
package struct CollectorHealth: Hashable, Sendable {
    /// Whether it works.
    package var state = State.unknown
    /// What it does.
    package var activity = Activity.idle
    /// How far the run that goes on says it has come, 0 to 1; nil while none goes on, or it says nothing.
    package var progress: Double?
    /// When it starts next, by the wall clock; nil while it runs.
    package var nextStart: Timestamp?
    /// When the last run started.
    package var lastStart: Timestamp?
    /// When the last run that worked ended.
    package var lastSuccess: Timestamp?
    /// How long the last run took, delivery included.
    package var lastDuration: TimeSpan?
    /// How long the last runs took, at most `durationLimit` of them, in no order.
    package private(set) var durations: [TimeSpan] = []
    /// Whether a person has told it to rest.
    package var isPaused = false
    /// Lines of the present content that cannot be used.
    package var badInput: BadInput?
    /// What happened since the daemon started.
    package var counters = CollectorCounters()

    /// How many durations are kept.
    package static let durationLimit = 64

    /// Keeps the duration of a run that ended.
    mutating func add(_ duration: TimeSpan) {
        lastDuration = duration
        if durations.count < Self.durationLimit {
            durations.append(duration)
        } else {
            durations[counters.runs % Self.durationLimit] = duration
        }
    }

    /// Whether runs are let through: as an electrician would say.
    package enum Circuit: String, Hashable, Sendable {
        /// It runs by its interval.
        case closed
        /// It failed and rests.
        case open
        /// It failed, and a run tries whether it works again.
        case halfOpen = "half_open"
    }

    /// Whether runs are let through.
    package var circuit: Circuit {
        guard case .failing = state else { return .closed }
        return activity == .running ? .halfOpen : .open
    }

    /// Whether a collector works.
    package enum State: Hashable, Sendable {
        /// It has not run yet.
        case unknown
        /// Its last run worked.
        case healthy
        /// Its last run failed.
        case failing(Failing)
    }

    /// A failure that goes on.
    package struct Failing: Hashable, Sendable {
        /// When the first of the failed runs ended.
        package var since: Timestamp
        /// Why the last run failed.
        package var error: CollectorError
        /// How many runs failed in a row.
        package var consecutive: Int
    }

    /// What a collector does.
    package enum Activity: String, Hashable, Sendable {
        /// It waits for its next start.
        case idle
        /// It runs.
        case running
        /// It rests after a failure.
        case backingOff = "backing-off"
    }
}

/// What happened to a collector since the daemon started.
package struct CollectorCounters: Hashable, Sendable {
    /// Runs that ended.
    package var runs = 0
    /// Runs that failed, by kind.
    package var failures: [CollectorError.Code: Int] = [:]
    /// Starts left out because a run took longer than the interval.
    package var overruns = 0
    /// Runs that found their file unchanged.
    package var unchanged = 0
    /// Readings that became durable.
    package var readings = 0
    /// Lines that could not be used.
    package var rejects = RejectCounts()
    /// Readings of series that belong to other sources.
    package var refused = 0
    /// Samples that are none of the model's measures.
    package var ignored = 0
    /// Bytes read.
    package var bytes = 0
    /// Processor time of all runs.
    package var processor = TimeSpan(nanoseconds: 0)
    /// The largest resident size of any process of any run, in bytes.
    package var peakResident = 0

    mutating func add(_ cost: RunCost?) {
        guard let cost else { return }
        processor.nanoseconds += cost.processor.nanoseconds
        peakResident = max(peakResident, cost.peakResident)
    }
}
