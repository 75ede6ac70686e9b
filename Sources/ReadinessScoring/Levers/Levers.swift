package import ReadinessModel

/// What would raise the score of one node at one entity most.
package struct Levers: Sendable {
    /// How levers are ranked.
    package enum Ranking: String, CaseIterable, Sendable {
        /// By marginal gain: the rise of the node's score per rise of the indicator's score.
        case gain
        /// By the gain if the indicator alone went to 100.
        case best
        /// By the rise of the node's score per unit of cost; indicators without a cost come last.
        case cost
    }

    /// The node.
    package let node: NodeID
    /// The entity.
    package let entity: EntityID
    /// Its score, 0 to 1; nil without one.
    package let score: Double?
    /// The band above its own; nil when there is none.
    package let nextBand: Band?
    /// The indicators it depends on, the best lever first; ties by the other gain and then in order of the model.
    package let levers: [Lever]
    /// The gates at work on it and on what it is made of.
    package let gates: [GateLever]

    /// Looks for levers.
    ///
    /// - Parameter scores: what the engine made of `store` under `plan`.
    package init(
        of node: NodeID,
        at entity: EntityID,
        plan: ScoringPlan,
        store: ReadingStore,
        scores: Scores,
        ranking: Ranking = .gain
    ) {
        self.node = node
        self.entity = entity
        let search = LeverSearch(node, entity, plan: plan, store: store, scores: scores)
        score = search.base.isNaN ? nil : search.base
        nextBand = search.nextBand
        levers = search.levers().sorted { ranking.isBetter($0, $1) }
        gates = search.gates()
    }
}

extension Levers.Ranking {
    /// Whether a lever stands before another; neither does when they are equal.
    fileprivate func isBetter(_ left: Lever, _ right: Lever) -> Bool {
        for key in keys {
            let (leftKey, rightKey) = (key(left) ?? -.infinity, key(right) ?? -.infinity)
            if leftKey != rightKey { return leftKey > rightKey }
        }
        return (left.indicator, left.entity) < (right.indicator, right.entity)
    }

    private var keys: [(Lever) -> Double?] {
        switch self {
        case .gain: [\.gain, \.gainAtBest]
        case .best: [\.gainAtBest, \.gain]
        case .cost: [\.gainPerCost, \.gain, \.gainAtBest]
        }
    }
}
