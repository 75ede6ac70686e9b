/// A rule that no score of a node may exceed a cap, however good the rest is.
package struct Gate: Hashable, Sendable {
    /// The node or indicator whose score is capped.
    package var node: NodeID
    /// The cap in points, an expression over `score(node)`.
    package var cap: Expression
    /// The cap as the model writes it.
    package var capText: String
    /// Why there is the gate, for people; nil when not given.
    package var reason: String?
    /// Where the scores it reads are taken from.
    package var reads: Reads
    /// What holds while the cap has no value.
    package var unknown: Unknown

    /// Where a gate reads.
    package enum Reads: String, CaseIterable, Sendable {
        /// At the entity whose score is capped.
        case here
        /// At the nearest entity, this one or above, where what it reads is applicable.
        case above
    }

    /// What holds while the cap has no value.
    package enum Unknown: String, CaseIterable, Sendable {
        /// The node has no score.
        case noScore = "no-score"
        /// The gate is passed over; the low bound is capped all the same.
        case ignore
        /// A score it reads and that is missing counts 0.
        case zero
    }

    /// Makes a gate.
    package init(
        node: NodeID,
        cap: Expression,
        capText: String,
        reason: String? = nil,
        reads: Reads = .here,
        unknown: Unknown = .noScore
    ) {
        self.node = node
        self.cap = cap
        self.capText = capText
        self.reason = reason
        self.reads = reads
        self.unknown = unknown
    }
}
