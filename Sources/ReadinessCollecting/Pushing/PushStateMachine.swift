package import ReadinessModel

/// Decides what a source that pushes may bring, and how it is: a value without clock and socket.
///
/// Moments are spans of a monotonic clock since the source began.
package struct PushStateMachine: Sendable {
    /// How the source is.
    package private(set) var health = CollectorHealth()
    private let source: PushSource
    private let name: String
    private var permit: PushPermit
    private var bucket: TokenBucket?
    private var series: Set<SeriesID> = []
    private var lastArrival: TimeSpan
    /// Why the unit of an isolated collector says that it fails.
    private var toldFailure: String?
    private var badInputReports = BadInputReports(isFile: false)

    /// What a source brought that is not taken in.
    package struct Refusal: Hashable, Sendable {
        /// The place of the reading in its delivery, from 0.
        package var index: Int
        /// Why.
        package var reason: RejectReason
        /// The same in words.
        package var message: String

        /// Makes a refusal.
        package init(index: Int, reason: RejectReason, message: String) {
            self.index = index
            self.reason = reason
            self.message = message
        }
    }

    /// Makes the machine of a source that has brought nothing yet.
    package init(_ name: String, _ source: PushSource, permit: PushPermit, at now: TimeSpan) {
        self.name = name
        self.source = source
        self.permit = permit
        bucket = source.rateLimit.map { TokenBucket(rate: $0, at: now) }
        lastArrival = now
    }

    /// Goes on under the names of another model.
    package mutating func adopt(_ permit: PushPermit) {
        self.permit = permit
        series = []
    }

    /// Takes out of a delivery what the source may not bring.
    ///
    /// - Returns: what was taken out, in order of the readings; the delivery counts it.
    package mutating func admit(_ delivery: inout Delivery, at now: TimeSpan) -> [Refusal] {
        guard !permit.isOpen || bucket != nil || source.seriesLimit != nil else { return [] }
        var refusals: [Refusal] = []
        var admitted: [Reading] = []
        admitted.reserveCapacity(delivery.readings.count)
        for (index, reading) in delivery.readings.enumerated() {
            if let objection = objection(to: reading, at: now) {
                refusals.append(Refusal(index: index, reason: objection.reason, message: objection.message))
                continue
            }
            admitted.append(reading)
        }
        delivery.readings = admitted
        return refusals
    }

    private mutating func objection(to reading: Reading, at now: TimeSpan) -> (reason: RejectReason, message: String)? {
        if let message = permit.objection(to: reading.series) { return (.notAllowed, message) }
        if let limit = source.seriesLimit, series.count >= limit, !series.contains(reading.series) {
            return (.seriesLimit, "the source brings \(limit) series already, which is its limit")
        }
        if let limit = source.rateLimit, bucket?.take(at: now) == false {
            return (.rateLimit, "the source may bring \(limit) readings a second; send it again later")
        }
        if source.seriesLimit != nil { series.insert(reading.series) }
        return nil
    }

    /// Counts a delivery that became durable; also one of which nothing was left.
    ///
    /// - Parameter refused: how many of its readings belong to other sources.
    /// - Returns: bad lines worth telling, and whether the source works again.
    package mutating func acknowledge(
        _ delivery: Delivery,
        refused: Int,
        at now: TimeSpan,
        wall: Timestamp
    ) -> (badInput: BadInput?, recovery: Recovery?) {
        health.counters.runs += 1
        health.counters.readings += delivery.readings.count - refused
        health.counters.refused += refused
        health.counters.rejects.add(delivery.rejectCounts)
        health.counters.ignored += delivery.ignored
        health.counters.bytes += delivery.bytes
        health.lastStart = wall
        health.badInput = BadInput(delivery)
        let badInput = badInputReports.report(delivery, at: now)
        guard delivery.readings.count > refused else { return (badInput, nil) }
        return (badInput, arrived(at: now, wall: wall))
    }

    /// The unit of an isolated collector tells how it is: that it works, or why it does not.
    ///
    /// - Returns: the change, when there is one.
    package mutating func told(
        failure: String?,
        at now: TimeSpan,
        wall: Timestamp
    ) -> CollectorStateMachine.Edge? {
        health.lastStart = wall
        toldFailure = failure
        guard let failure else { return arrived(at: now, wall: wall).map { .recovered($0) } }
        lastArrival = now
        let error = CollectorError(
            .isolated,
            place: name,
            cause: failure,
            advice: "see journalctl -u readinessd-collector@\(name)"
        )
        return fail(error, wall: wall)
    }

    /// Looks whether the source has been silent for too long.
    package mutating func tick(at now: TimeSpan, wall: Timestamp) -> CollectorStateMachine.Edge? {
        guard let limit = source.silenceLimit, now.nanoseconds - lastArrival.nanoseconds > limit.nanoseconds else {
            return nil
        }
        if case .failing(let failing) = health.state, failing.error.code == .silent { return nil }
        let error = CollectorError(
            .silent,
            place: name,
            cause: "it has brought nothing for \(limit)",
            advice: "see whether what pushes it still runs"
        )
        return fail(error, wall: wall)
    }

    private mutating func arrived(at now: TimeSpan, wall: Timestamp) -> Recovery? {
        lastArrival = now
        // Readings of an isolated collector that says that it fails are those of before.
        guard toldFailure == nil else { return nil }
        defer {
            health.state = .healthy
            health.lastSuccess = wall
        }
        guard case .failing(let failing) = health.state else { return nil }
        return Recovery(since: failing.since, failures: failing.consecutive)
    }

    private mutating func fail(_ error: CollectorError, wall: Timestamp) -> CollectorStateMachine.Edge? {
        health.counters.failures[error.code, default: 0] += 1
        var failing = CollectorHealth.Failing(since: wall, error: error, consecutive: 1)
        var edge: CollectorStateMachine.Edge? = .failed(error)
        if case .failing(let before) = health.state {
            failing.since = before.since
            failing.consecutive = before.consecutive + 1
            edge = nil
        }
        health.state = .failing(failing)
        return edge
    }
}
