/// How many lines were rejected, by reason.
package struct RejectCounts: Hashable, Sendable {
    private var counts: [RejectReason: Int] = [:]

    /// Makes counts of zero.
    package init() {}

    /// The number rejected for one reason.
    package subscript(reason: RejectReason) -> Int { counts[reason, default: 0] }

    /// The number rejected for any reason.
    package var total: Int { counts.values.reduce(0, +) }

    /// The reasons that occurred, in the order of `RejectReason`, with their counts.
    package var all: [(reason: RejectReason, count: Int)] {
        RejectReason.allCases.compactMap { reason in counts[reason].map { (reason, $0) } }
    }

    /// Counts one more.
    mutating func count(_ reason: RejectReason) { counts[reason, default: 0] += 1 }

    /// Adds the counts of another.
    mutating func add(_ other: Self) { counts.merge(other.counts, uniquingKeysWith: +) }
}
