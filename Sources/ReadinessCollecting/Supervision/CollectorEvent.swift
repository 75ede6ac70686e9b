package import ReadinessModel

/// What happened to a collector that is worth an entry in the journal.
package enum CollectorEvent: Sendable {
    /// It fails from now on; told once, however often it fails again.
    case failed(CollectorError)
    /// It works again.
    case recovered(Recovery)
    /// Lines could not be used; told once per content.
    case badInput(BadInput)
    /// A line the program wrote to standard error.
    case errorLine(String)
    /// So many more lines of one run on standard error were left out.
    case errorLinesSuppressed(Int)
}

/// How long a collector had failed.
package struct Recovery: Hashable, Sendable {
    /// The time of the first failure.
    package var since: Timestamp
    /// How many runs failed in a row.
    package var failures: Int
}

/// Lines of one delivery that could not be used.
package struct BadInput: Hashable, Sendable {
    /// The file or the program.
    package var origin: String
    /// The first such line.
    package var first: Reject
    /// How many there were.
    package var count: Int
    /// How many deliveries with bad lines went unreported since the last report.
    package var unreported: Int
}
