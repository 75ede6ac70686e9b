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
///
/// A value: what is computed later changes no copy. Copies share their memory, and evaluators keep what nobody reads any
/// more for the next evaluation, so that publishing costs no copying of cells that did not change.
package struct Scores: Sendable {
    /// The number of entities: the length of one node's run in every column.
    package let entityCount: Int
    var storage: ScoreStorage

    /// Scores of a plan before any evaluation: none anywhere.
    init(for plan: ScoringPlan) {
        entityCount = plan.entityCount
        storage = ScoreStorage(
            nodes: plan.model.nodes.count,
            gatedNodes: plan.gatedNodes.count,
            entities: plan.entityCount
        )
    }

    /// The scores; NaN without one.
    package internal(set) var score: [Double] {
        get { storage.columns.score }
        _modify {
            makeOwn()
            yield &storage.columns.score
        }
    }
    /// The published coverage, 0 to 1; NaN where not applicable.
    package var coverage: [Double] { storage.columns.coverage }
    /// The score if everything missing were worst; NaN where not applicable.
    package internal(set) var low: [Double] {
        get { storage.columns.low }
        _modify {
            makeOwn()
            yield &storage.columns.low
        }
    }
    /// The score if everything missing were best; NaN where not applicable.
    package internal(set) var high: [Double] {
        get { storage.columns.high }
        _modify {
            makeOwn()
            yield &storage.columns.high
        }
    }
    /// The value of indicators before normalisation; NaN for nodes and without a value.
    package var value: [Double] { storage.columns.value }
    /// The time of the oldest of the newest readings used, nanoseconds; `Int64.max` where there is none.
    package var evidence: [Int64] { storage.columns.evidence }
    var reasons: [UInt8] { storage.columns.reasons }
    var remarks: [UInt8] { storage.columns.remarks }
    /// The scores before the caps, a run of entities for each node with gates.
    var raw: [Double] { storage.columns.raw }

    /// Makes the memory this value's own, before something else than an evaluator writes.
    private mutating func makeOwn() {
        if !isKnownUniquelyReferenced(&storage) { storage = ScoreStorage(copying: storage) }
        // No update goes on from what was computed otherwise.
        storage.stamp = Stamp.next()
        storage.columns.isPlain = Array(repeating: false, count: storage.columns.isPlain.count)
    }

    /// The place of a node at an entity in every column.
    package func cell(_ node: NodeID, at entity: EntityID) -> Int { node.index * entityCount + entity.index }

    /// Why the cell has no score.
    package func reason(_ cell: Int) -> Reason { Reason(rawValue: storage.columns.reasons[cell]) ?? .none }

    /// What is worth saying about the cell.
    package func remarks(_ cell: Int) -> Remarks { Remarks(rawValue: storage.columns.remarks[cell]) }
}
