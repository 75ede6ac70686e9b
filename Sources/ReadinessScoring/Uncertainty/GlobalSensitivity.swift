package import ReadinessModel

/// Which of the uncertain inputs, weights and methods cause the spread of a score: Sobol indices of its factors.
package struct GlobalSensitivity: Hashable, Sendable {
    /// What was varied.
    package let factors: [UncertainFactor]
    /// The score as it is, 0 to 1; nil without one.
    package let point: Double?
    /// The indices, in the order of `factors`.
    package let indices: Sobol

    /// Analyses the score of a node at an entity; of `uncertainty` the errors and methods count, not draws and seed.
    package init(
        of node: NodeID,
        at entity: EntityID,
        plan: ScoringPlan,
        scores: Scores,
        uncertainty: UncertaintyOptions = UncertaintyOptions(),
        options: Sobol.Options = Sobol.Options()
    ) {
        let score = UncertainScore(node, at: entity, plan: plan, scores: scores, options: uncertainty)
        factors = score.factors
        point = score.point.isNaN ? nil : score.point
        indices = Sobol(factors: score.factors.count, options: options) { score.score($0) }
    }

    /// How many factors an analysis would have: it takes the square of it in time.
    package static func factorCount(
        of node: NodeID,
        at entity: EntityID,
        plan: ScoringPlan,
        scores: Scores,
        uncertainty: UncertaintyOptions
    ) -> Int {
        UncertainScore(node, at: entity, plan: plan, scores: scores, options: uncertainty).factors.count
    }
}
