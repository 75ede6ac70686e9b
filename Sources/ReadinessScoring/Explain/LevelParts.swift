import ReadinessModel

/// What the children of a node are to its score at one entity, by place; nil where they do not apply.
struct LevelParts {
    private(set) var parts: [LevelPart?] = []
    private(set) var method: AttributionMethod?
    private(set) var base = 0.0

    init(_ rule: NodePlan, at entity: Int, state: ScoringState, raw: Double, effectiveWeight: Double?) {
        let plan = state.plan
        let cells = rule.children.map { state.scores.entityCell($0, at: entity, plan: plan) }
        let scores = ChildScores(scores: cells.map(\.score), applies: cells.map(\.isApplicable))
        var zeros = scores
        for place in zeros.scores.indices where !zeros.scores[place].isNaN { zeros.scores[place] = 0 }
        let division: ChildAttribution?
        if raw.isNaN {
            division = nil
        } else {
            let start = rule.score(zeros.scores, applies: zeros.applies)
            base = start.orZero
            division = rule.attribute(
                from: rule,
                isOwnChange: false,
                before: zeros,
                after: scores,
                score0: start,
                score1: raw
            )
            method = division?.method
        }
        var present = 0.0
        for (place, cell) in cells.enumerated() where cell.hasScore { present += rule.weights[place] }
        let bounds = BoundsWidth(rule, cells)
        parts = cells.enumerated().map { place, cell in
            guard cell.isApplicable else { return nil }
            let share = cell.hasScore && present > 0 ? rule.weights[place] / present : nil
            let isExact = cell.hasScore && cell.low == cell.high
            let pinned = EntityCell.known(cell.hasScore ? cell.score : raw.isNaN ? 0.5 : raw)
            return LevelPart(
                weight: rule.weights[place],
                share: share,
                effectiveWeight: share.flatMap { share in effectiveWeight.map { $0 * share } },
                contribution: cell.hasScore ? division?.amounts[place] : nil,
                standardError: division?.errors[place] ?? 0,
                isRaisedToFloor: rule.usesFloor && cell.hasScore && cell.score < rule.floor,
                boundsWidth: isExact ? 0 : bounds.open - bounds.width(knowing: place, as: pinned),
                isRequired: rule.isNeeded[place]
            )
        }
    }
}

/// The width of a node's bounds before the caps while one child's score is taken as known.
private struct BoundsWidth {
    let rule: NodePlan
    let cells: [EntityCell]
    private let places: [Int: Int]
    /// The width as it is.
    private(set) var open = 0.0

    init(_ rule: NodePlan, _ cells: [EntityCell]) {
        self.rule = rule
        self.cells = cells
        places = Dictionary(rule.children.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        open = width(knowing: nil, as: .missing)
    }

    func width(knowing known: Int?, as cell: EntityCell) -> Double {
        let node = rule.cell { child in
            let place = places[child] ?? 0
            return place == known ? cell : cells[place]
        }
        return node.high - node.low
    }
}
