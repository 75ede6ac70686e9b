package import ReadinessModel

/// A source of readings.
///
/// A collector is asked for one run at a time. Whatever goes wrong in it costs only that run; the supervisor asks again.
package protocol Collector: AnyObject, Sendable {
    /// What the collector was told.
    var specification: CollectorSpecification { get }

    /// Whether a delivery that was not acknowledged comes again with the next run, because the input is still there.
    var deliversAgain: Bool { get }

    /// Runs once. Cancelling the task ends the run within a second, its processes killed.
    ///
    /// - Throws: when the run brought nothing. A line that cannot be used is no failure: it is counted and left out.
    func collect(_ run: CollectorRun) async throws(CollectorError) -> Delivery

    /// Learns that the last delivery is durable.
    func acknowledge() async

    /// Begins to tell when there is something new to collect; nil where only the interval can tell.
    ///
    /// - Parameter changed: called from any thread, while what is returned lives.
    func watch(_ changed: @escaping @Sendable () -> Void) -> AnyObject?

    /// Ends what goes on between runs.
    ///
    /// - Returns: what was brought and not yet fetched; nil for nothing.
    func finish() async -> Delivery?
}

extension Collector {
    package func finish() async -> Delivery? { nil }

    package func watch(_ changed: @escaping @Sendable () -> Void) -> AnyObject? { nil }
}

/// One run of a collector.
package struct CollectorRun: Sendable {
    /// The wall-clock time of the start.
    package var time: Timestamp
    /// When the run is cancelled.
    package var deadline: ContinuousClock.Instant
    /// Whether what became of every foreign sample is kept in the delivery.
    package var explains: Bool
    /// Whether no other follows, so that a program that runs on is waited for until the deadline.
    package var isOnly: Bool
    /// Told how far the run has come, 0 to 1, by a source that knows.
    package var advance: @Sendable (Double) -> Void = { _ in }

    /// Makes a run that starts at `time`.
    package init(
        time: Timestamp,
        deadline: ContinuousClock.Instant,
        explains: Bool = false,
        isOnly: Bool = false
    ) {
        self.explains = explains
        self.isOnly = isOnly
        self.time = time
        self.deadline = deadline
    }
}

extension Delivery {
    /// The delivery, unless every line of it was rejected: a source that writes garbage is not healthy.
    func refusingGarbage() throws(CollectorError) -> Self {
        guard readings.isEmpty, ignored == 0, let first = rejects.first else { return self }
        let count = rejectCounts.total
        // Rows of entities with others below are well formed and belong nowhere: left out with a warning.
        guard rejectCounts[.notALeaf] < count else { return self }
        var error = CollectorError(
            .garbage,
            place: first.line == 0 ? origin : "\(origin):\(first.line)",
            cause: "\(count == 1 ? "the only line is not" : "none of \(count) lines is") usable: \(first.message)",
            advice: "compare the line with the format of the collector"
                + (first.excerpt.isEmpty ? "" : "; it reads '\(first.excerpt)'")
        )
        error.rejectCounts = rejectCounts
        throw error
    }
}
