package import ReadinessModel

/// Why a score changed between two states: amounts on the scale of 0 to 1 that add up to the change to 1e-9.
///
/// Where one side has no score it counts 0 in all amounts, and `kind` says so. Places are those of the later model.
package struct ExplainedChange: Sendable {
    /// What sort of change it is.
    package enum Kind: String, Sendable {
        /// Both sides have a score, another one.
        case changed
        /// Both sides have the same score, or neither has one.
        case same
        /// There was no score, now there is one.
        case appeared
        /// There was a score, now there is none.
        case disappeared
    }

    /// The node explained.
    package var node: NodeID
    /// The entity explained.
    package var entity: EntityID
    /// The moments of the two states.
    package var times: (earlier: Timestamp, later: Timestamp)
    /// The earlier score; nil without one or without the cell.
    package var before: Double?
    /// The later score; nil without one.
    package var after: Double?
    /// What sort of change it is.
    package var kind: Kind
    /// Why there was no score; `none` where there was one, or no such cell.
    package var reasonBefore: Reason
    /// Why there is no score; `none` where there is one.
    package var reasonAfter: Reason
    /// The causes in their fixed order; those that did nothing are left out.
    package var causes: [CauseTotal]
    /// What each cause did at each place, the largest first.
    package var rows: [ChangeRow]
    /// The node and everything below it that took part, level by level.
    package var tree: ChangedNode

    /// The change; no score counts 0.
    package var amount: Double { (after ?? 0) - (before ?? 0) }
}

/// What one cause did in all.
package struct CauseTotal: Hashable, Sendable {
    /// The cause.
    package var cause: ChangeCause
    /// What it did; no score counts 0.
    package var amount: Double
    /// Whether the score was absent on one side of this cause's step though the whole change may not show it.
    package var hasGap: Bool
}

/// What one cause did at one place: an indicator whose value or scale changed, or a node whose rule did.
package struct ChangeRow: Sendable {
    /// The cause.
    package var cause: ChangeCause
    /// The indicator or node at which the cause set in.
    package var node: NodeID
    /// The entity at which it set in: the explained one, or one above that a gate reads.
    package var entity: EntityID
    /// What it did to the explained score.
    package var amount: Double
    /// The part of `amount` that came through what gates read.
    package var throughGates: Double
    /// The standard error of `amount` where orders were drawn; 0 where it is exact.
    package var standardError: Double
    /// The readings behind it, the largest first; only for causes of data and for the largest rows.
    package var readings: [ReadingChange] = []
    /// What readings not listed did, and what is due to weights by a measure and to caps at entities below.
    package var otherReadings = 0.0
    /// How the readings' amounts were found; nil where none were traced.
    package var readingsMethod: AttributionMethod?
    /// How far a reading's amount may lie from its Shapley value: exact up to 12 changed entities, beyond them linear.
    package var readingsError = 0.0
}

/// What one reading, or one window over readings, did.
package struct ReadingChange: Sendable {
    /// The measure and window; nil for all peers together, of relative normalisations.
    package var term: Term?
    /// The leaf entity that reported; nil for all peers together.
    package var entity: EntityID?
    /// The value before; nil where it was missing.
    package var before: Double?
    /// The value after; nil where it is missing.
    package var after: Double?
    /// The time of the newest reading before; nil where there was none.
    package var timeBefore: Timestamp?
    /// The time of the newest reading after; nil where there is none.
    package var timeAfter: Timestamp?
    /// What it did to the explained score.
    package var amount: Double
}

/// A node in the account of a change, with what its children did to its own score.
package struct ChangedNode: Sendable {
    /// What one cause did at this level.
    package struct Share: Hashable, Sendable {
        /// The cause.
        package var cause: ChangeCause
        /// What it did.
        package var amount: Double
    }

    /// The node.
    package var node: NodeID
    /// The earlier score; nil without one.
    package var before: Double?
    /// The later score; nil without one.
    package var after: Double?
    /// Why there is no score later.
    package var reasonAfter: Reason
    /// What it did to the score of the node above it, by cause.
    package var toParent: [Share]
    /// What it did to the explained score by way of its parents, by cause.
    package var toTarget: [Share]
    /// What happened at this node itself, to its own score: its rule, its gates or, for an indicator, its value.
    package var own: [Share]
    /// What gates of the node did to its score by reading other scores.
    package var throughGates: [Share]
    /// How the change was divided among the children, by cause.
    package var methods: [AttributionMethod]
    /// The children that took part, in order.
    package var children: [ChangedNode]

    /// Its own change; no score counts 0.
    package var amount: Double { (after ?? 0) - (before ?? 0) }
}
