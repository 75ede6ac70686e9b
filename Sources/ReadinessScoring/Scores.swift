package import ReadinessModel

/// Why a cell has no score.
package enum Reason: UInt8, Sendable {
    /// It has one.
    case none
    /// The indicator or node does not apply to the entity.
    case notApplicable
    /// Some term never had a reading.
    case neverReported
    /// A reading it needs is older than allowed.
    case expired
    /// A window it needs has too few readings.
    case emptyWindow
    /// The expression divides by zero.
    case divisionByZero
    /// A logarithm or root of a number that has none, or a result that is not finite.
    case notFinite
    /// There are no peers to compare with, or all are equal.
    case noPeers
    /// No entity below delivered every term.
    case nothingPooled
    /// The share of children with a score is below the threshold.
    case coverage
    /// A child it cannot do without has no score.
    case requiredChild
    /// What a gate reads has no score.
    case gateUnknown
}

/// What is worth saying about a cell beside its numbers.
package struct Remarks: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8

    /// Makes remarks of raw bits.
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The declared floor stood in for a smaller child in a geometric or harmonic mean.
    package static let floorUsed = Remarks(rawValue: 1)
    /// A reading older than `stale-after` was held.
    package static let held = Remarks(rawValue: 2)
    /// The value is missing and counted as worst.
    package static let countedWorst = Remarks(rawValue: 4)
}

/// The scores of every node at every entity: columns of `node x entityCount + entity`, scores of 0 to 1, NaN for none.
package struct Scores: Sendable {
    /// The number of entities: the length of one node's run in every column.
    package let entityCount: Int
    /// The scores; NaN without one.
    package internal(set) var score: [Double]
    /// The published coverage, 0 to 1; NaN where not applicable.
    package internal(set) var coverage: [Double]
    /// The score if everything missing were worst; NaN where not applicable.
    package internal(set) var low: [Double]
    /// The score if everything missing were best; NaN where not applicable.
    package internal(set) var high: [Double]
    /// The value of indicators before normalisation; NaN for nodes and without a value.
    package internal(set) var value: [Double]
    /// The time of the oldest of the newest readings used, nanoseconds; `Int64.max` where there is none.
    package internal(set) var evidence: [Int64]
    var reasons: [UInt8]
    var remarks: [UInt8]
    /// The scores before the caps, a run of entities for each node with gates.
    var raw: [Double]

    /// Scores of a plan before any evaluation: none anywhere.
    init(for plan: ScoringPlan) {
        let count = plan.model.nodes.count * plan.entityCount
        entityCount = plan.entityCount
        score = Array(repeating: .nan, count: count)
        coverage = score
        low = score
        high = score
        value = score
        evidence = Array(repeating: .max, count: count)
        reasons = Array(repeating: 0, count: count)
        remarks = Array(repeating: 0, count: count)
        raw = Array(repeating: .nan, count: plan.gatedNodes.count * plan.entityCount)
    }

    /// The place of a node at an entity in every column.
    package func cell(_ node: NodeID, at entity: EntityID) -> Int { node.index * entityCount + entity.index }

    /// Why the cell has no score.
    package func reason(_ cell: Int) -> Reason { Reason(rawValue: reasons[cell]) ?? .none }

    /// What is worth saying about the cell.
    package func remarks(_ cell: Int) -> Remarks { Remarks(rawValue: remarks[cell]) }
}
