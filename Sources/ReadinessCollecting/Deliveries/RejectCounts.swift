/// How many lines were rejected, by reason.
package struct RejectCounts: Hashable, Sendable {
    private var counts = [Int](repeating: 0, count: RejectReason.allCases.count)

    /// Makes counts of zero.
    package init() {}

    /// The number rejected for one reason.
    package subscript(reason: RejectReason) -> Int { counts[reason.index] }

    /// The number rejected for any reason.
    package var total: Int { counts.reduce(0, +) }

    /// The reasons that occurred, in the order of `RejectReason`, with their counts.
    package var all: [(reason: RejectReason, count: Int)] {
        RejectReason.allCases.map { ($0, self[$0]) }.filter { $0.1 > 0 }
    }

    /// Counts one more.
    mutating func count(_ reason: RejectReason) { counts[reason.index] += 1 }

    /// Adds the counts of another.
    mutating func add(_ other: Self) {
        for index in counts.indices { counts[index] += other.counts[index] }
    }
}
