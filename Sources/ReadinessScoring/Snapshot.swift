package import ReadinessModel

/// What was computed at one moment: immutable, swapped whole.
package struct Snapshot: Sendable {
    private let plan: ScoringPlan
    /// The hash of that model (`Model.hash`), computed once by whoever prepared it; nil where nobody did.
    package let modelHash: String?
    /// The moment the scores are for.
    package let time: Timestamp
    /// Counts the snapshots of one run of the daemon, from 1.
    package let sequence: UInt64
    /// The scores.
    package let scores: Scores
    /// The weights of entities as they were; nil where all are declared.
    private let entityWeights: [Double]?
    /// What the overrides in force say beside the scores; nil when there are none.
    package let overrides: OverrideView?

    /// The model the scores were made with.
    package var model: Model { plan.model }
    /// Whether a node applies to an entity, as in `ScoringPlan`.
    package var applicable: [Bool] { plan.applicable }

    /// Makes a snapshot of what an evaluator computed.
    package init(
        plan: ScoringPlan,
        time: Timestamp,
        sequence: UInt64,
        scores: Scores,
        modelHash: String? = nil,
        entityWeights: [Double]? = nil,
        overrides: OverrideView? = nil
    ) {
        self.plan = plan
        self.modelHash = modelHash
        self.entityWeights = entityWeights
        self.overrides = overrides
        self.time = time
        self.sequence = sequence
        self.scores = scores
    }

    /// How far its scores can be relied on.
    package var confidence: Confidence {
        Confidence(scores, plan: plan, at: time, entityWeights: entityWeights)
    }

    /// One cell, as it is published.
    package func cell(_ node: NodeID, at entity: EntityID) -> ScoreCell {
        let index = scores.cell(node, at: entity)
        let score = scores.score[index].orNil
        let evidence = scores.evidence[index]
        return ScoreCell(
            entity: entity,
            node: node,
            score: score,
            coverage: scores.coverage[index].orNil,
            low: scores.low[index].orNil,
            high: scores.high[index].orNil,
            value: scores.value[index].orNil,
            band: score.flatMap { model.band(of: $0)?.name },
            evidence: evidence == .max ? nil : Timestamp(nanoseconds: evidence),
            reason: scores.reason(index),
            remarks: scores.remarks(index)
        )
    }

    /// The cells whose numbers or reason differ from those of an earlier snapshot of the same model.
    package func changedCells(since earlier: Snapshot) -> [(node: NodeID, entity: EntityID)] {
        let count = model.entities.count
        guard earlier.scores.score.count == scores.score.count, count > 0 else { return [] }
        var changed: [(node: NodeID, entity: EntityID)] = []
        for cell in scores.score.indices
        where scores.storage.differs(from: earlier.scores.storage, at: cell)
            || isOverriddenOtherwise(than: earlier, at: cell)
        {
            changed.append((NodeID(cell / count), EntityID(cell % count)))
        }
        return changed
    }
}

extension Snapshot {
    /// Whether the overrides say something else of a cell than they said before.
    private func isOverriddenOtherwise(than earlier: Snapshot, at cell: Int) -> Bool {
        if let overrides { return overrides.differs(from: earlier.overrides, at: cell, computed: scores.score[cell]) }
        return earlier.overrides?.differs(from: nil, at: cell, computed: earlier.scores.score[cell]) ?? false
    }
}

/// One node at one entity, as it is published: scores of 0 to 1.
package struct ScoreCell: Sendable {
    /// The entity.
    package let entity: EntityID
    /// The node or indicator.
    package let node: NodeID
    /// The score; nil without one.
    package let score: Double?
    /// The coverage, 0 to 1; nil where not applicable.
    package let coverage: Double?
    /// The score if everything missing were worst; nil where not applicable.
    package let low: Double?
    /// The score if everything missing were best; nil where not applicable.
    package let high: Double?
    /// The indicator's value before normalisation.
    package let value: Double?
    /// The band of the score.
    package let band: String?
    /// The time of the oldest of the newest readings used.
    package let evidence: Timestamp?
    /// Why there is no score.
    package let reason: Reason
    /// What is worth saying beside.
    package let remarks: Remarks

    /// The state by its name in the design, section 6.1: value, zero, not-applicable, missing, expired or held.
    package var state: String {
        switch reason {
        case .notApplicable: "not-applicable"
        case .expired: "expired"
        case .none where score == 0: "zero"
        case .none: remarks.contains(.held) ? "held" : "value"
        default: "missing"
        }
    }

    /// Why there is no score, in words for people; nil where there is one or the state says it all.
    package var explanation: String? { reason.explanation }
}

extension Reason {
    /// The reason in words for people; nil where there is a score or the state says it all.
    package var explanation: String? {
        switch self {
        case .none, .notApplicable: nil
        case .neverReported: "never reported"
        case .expired: "last reading too old"
        case .emptyWindow: "too few readings in the window"
        case .divisionByZero: "division by zero"
        case .notFinite: "no finite result"
        case .noPeers: "no differing peers to compare with"
        case .nothingPooled: "no entity below reports it"
        case .coverage: "too little of it is covered"
        case .requiredChild: "a required part has no score"
        case .gateUnknown: "what a gate reads has no score"
        }
    }
}

extension Double {
    /// The number; nil for NaN.
    fileprivate var orNil: Double? { isNaN ? nil : self }
}
