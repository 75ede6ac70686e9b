import ReadinessModel

/// One node at one entity as numbers: scores of 0 to 1, NaN for none.
package struct EntityCell: Hashable, Sendable {
    /// The score; NaN without one.
    package var score: Double
    /// The score if everything missing were worst; NaN where not applicable.
    package var low: Double
    /// The score if everything missing were best; NaN where not applicable.
    package var high: Double
    /// The coverage, 0 to 1; NaN where not applicable.
    package var coverage: Double
    /// Whether the node applies to the entity at all.
    package var isApplicable: Bool
    /// Why there is no score.
    package var reason: Reason
    /// The score before the caps; the score where there are no gates.
    package var raw: Double

    /// Makes a cell; without `raw` no cap is at work.
    package init(
        score: Double,
        low: Double,
        high: Double,
        coverage: Double,
        isApplicable: Bool = true,
        reason: Reason = .none,
        raw: Double? = nil
    ) {
        self.score = score
        self.low = low
        self.high = high
        self.coverage = coverage
        self.isApplicable = isApplicable
        self.reason = reason
        self.raw = raw ?? score
    }

    /// A score that is known: covered, without any width.
    package static func known(_ score: Double) -> Self { Self(score: score, low: score, high: score, coverage: 1) }

    /// Applicable, but without a score.
    package static let missing = Self(score: .nan, low: 0, high: 1, coverage: 0, reason: .neverReported)

    /// Not applicable.
    package static let notApplicable = Self(
        score: .nan,
        low: .nan,
        high: .nan,
        coverage: .nan,
        isApplicable: false,
        reason: .notApplicable
    )

    /// Whether it has a score.
    package var hasScore: Bool { !score.isNaN }
}

extension EntityCell {
    /// Equal bit for bit in all that is published: NaN equals NaN.
    package func isIdentical(to other: Self) -> Bool {
        score.bitPattern == other.score.bitPattern && low.bitPattern == other.low.bitPattern
            && high.bitPattern == other.high.bitPattern && coverage.bitPattern == other.coverage.bitPattern
            && isApplicable == other.isApplicable && reason == other.reason && raw.bitPattern == other.raw.bitPattern
    }
}

extension Scores {
    /// One node at one entity, as it is published, with its score before the caps.
    func entityCell(_ node: Int, at entity: Int, plan: ScoringPlan) -> EntityCell {
        let cell = node * entityCount + entity
        let slot = plan.gates[node] == nil ? nil : plan.gatedNodes.firstIndex(of: node)
        return EntityCell(
            score: score[cell],
            low: low[cell],
            high: high[cell],
            coverage: coverage[cell],
            isApplicable: plan.applicable[cell],
            reason: reason(cell),
            raw: slot.map { raw[$0 * entityCount + entity] }
        )
    }

    /// An indicator at an entity before its caps.
    ///
    /// Bounds before the caps are kept nowhere: they are made again from the score and the coverage, but for
    /// `scores` roll-up, where those after the caps stand in.
    func uncapped(_ indicator: IndicatorPlan, at entity: Int, plan: ScoringPlan) -> EntityCell {
        var cell = entityCell(indicator.node, at: entity, plan: plan)
        guard plan.gates[indicator.node] != nil, cell.isApplicable else { return cell }
        cell.score = cell.raw
        if cell.reason == .gateUnknown { cell.reason = .none }
        let isScores = indicator.rollUp == .scores && !plan.isLeaf[entity]
        guard !isScores else { return cell }
        let isOpen = cell.score.isNaN || cell.reason != .none
        let coverage = cell.coverage
        cell.low = isOpen ? 0 : coverage == 1 ? cell.score : coverage * cell.score
        cell.high = isOpen ? 1 : coverage == 1 ? cell.score : coverage * cell.score + (1 - coverage)
        return cell
    }
}
