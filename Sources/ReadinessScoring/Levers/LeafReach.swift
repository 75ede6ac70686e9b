import ReadinessModel

/// How an indicator at the leaf entities below one reaches its score there, and through it the score asked about.
struct LeafReach {
    private let search: LeverSearch
    private let indicator: IndicatorPlan
    private let entity: Int
    /// The place of the indicator among the inputs of the cone.
    private let place: Int
    /// The rise of the score asked about per rise of the indicator's score at the entity.
    private let gain: Double
    /// The leaf entities below that it applies to.
    private let leaves: [Int]
    /// By term, the values at every entity; NaN when missing.
    private let terms: [[Double]]

    /// Nil at a leaf entity, and where the indicator does not roll up.
    init?(_ indicator: IndicatorPlan, below entity: Int, of search: LeverSearch, place: Int, gain: Double) {
        let plan = search.plan
        guard !plan.isLeaf[entity], indicator.rollUp != .none else { return nil }
        self.search = search
        self.indicator = indicator
        self.entity = entity
        self.place = place
        self.gain = gain
        let last = entity + plan.model.entities[entity].descendantCount
        leaves = (entity...last).filter { plan.isLeaf[$0] && plan.applicable[indicator.node * plan.entityCount + $0] }
        terms = indicator.terms.map { index in
            var column = TermColumn(plan.terms[index], entityCount: plan.entityCount)
            column.refresh(plan.terms[index], from: search.store)
            return column.values
        }
    }

    func levers() -> [LeafLever] {
        let levers = indicator.rollUp == .pool ? pooled() : averaged()
        return levers.sorted { left, right in
            let (leftGain, rightGain) = (abs(left.slope ?? left.gain ?? 0), abs(right.slope ?? right.gain ?? 0))
            return leftGain == rightGain ? left.entity < right.entity : leftGain > rightGain
        }
    }

    private func lever(_ leaf: Int, slope: Double?, gain: Double?, input: Double?) -> LeafLever {
        let cell = indicator.node * search.plan.entityCount + leaf
        let value = search.scores.value[cell]
        let score = search.scores.entityCell(indicator.node, at: leaf, plan: search.plan).raw
        let target = input.map { search.target(place, $0) } ?? .nan
        return LeafLever(
            entity: EntityID(leaf),
            value: value.isNaN ? nil : value,
            score: score.isNaN ? nil : score,
            slope: slope.flatMap { $0.isFinite ? $0 : nil },
            gain: gain.flatMap { $0.isFinite ? $0 : nil },
            gainAtBest: search.base.isNaN || target.isNaN ? nil : target - search.base
        )
    }

    // MARK: - Pooled terms

    private func pooled() -> [LeafLever] {
        let participants = leaves.filter { leaf in terms.allSatisfy { !$0[leaf].isNaN } }
        let whole = pool(participants)
        let present = Set(participants)
        let scale = indicator.normalisation
        let slopeHere = scale.slope(at: indicator.program.value(of: whole)) ?? 0
        return leaves.map { leaf in
            let own = terms.map { $0[leaf] }
            guard present.contains(leaf), let driver = indicator.program.driver(own) else {
                return lever(leaf, slope: nil, gain: nil, input: nil)
            }
            let share = poolSlope(driver, leaf, participants, whole)
            let reach = slope(of: driver, whole) * share / slope(of: driver, own)
            let slope = gain * slopeHere * reach
            let value = indicator.program.value(of: own)
            let ownSlope = scale.slope(at: value) ?? 0
            return lever(
                leaf,
                slope: slope,
                gain: ownSlope == 0 ? nil : slope / ownSlope,
                input: inputAtBest(driver, leaf, own, participants, whole)
            )
        }
    }

    /// The score here if the indicator at the leaf had the score 100; nil when its driver cannot bring it there.
    private func inputAtBest(
        _ driver: Int,
        _ leaf: Int,
        _ own: [Double],
        _ participants: [Int],
        _ whole: [Double]
    ) -> Double? {
        let value = indicator.program.value(of: own)
        guard let best = indicator.normalisation.value(scoring: 1, near: value),
            let moved = indicator.program.solve(for: driver, own, giving: best)
        else { return nil }
        var terms = whole
        switch indicator.pools[driver] {
        case .sum: terms[driver] += moved - own[driver]
        case .mean: terms[driver] += (moved - own[driver]) / Double(participants.count)
        case .min, .max:
            let values = participants.map { $0 == leaf ? moved : self.terms[driver][$0] }
            terms[driver] = combine(values, indicator.pools[driver])
        }
        let score = indicator.normalisation.score(of: indicator.program.value(of: terms))
        return score.isNaN ? nil : score
    }

    /// The terms combined over the participants.
    private func pool(_ participants: [Int]) -> [Double] {
        indicator.pools.enumerated().map { place, pool in combine(participants.map { terms[place][$0] }, pool) }
    }

    private func combine(_ values: [Double], _ pool: Pool) -> Double {
        switch pool {
        case .sum: values.reduce(0, +)
        case .mean: values.reduce(0, +) / Double(values.count)
        case .min: values.min() ?? .nan
        case .max: values.max() ?? .nan
        }
    }

    /// By how much the pooled term rises per rise of the leaf's; of equal extremes the first leaf's counts.
    private func poolSlope(_ driver: Int, _ leaf: Int, _ participants: [Int], _ whole: [Double]) -> Double {
        switch indicator.pools[driver] {
        case .sum: 1
        case .mean: 1 / Double(participants.count)
        case .min, .max: participants.first { terms[driver][$0] == whole[driver] } == leaf ? 1 : 0
        }
    }

    /// By how much the value rises per rise of a term.
    private func slope(of place: Int, _ values: [Double]) -> Double {
        guard case .indicator(let id) = search.plan.model.nodes[indicator.node].content else { return .nan }
        let expression = search.plan.model.indicators[id.index].value
        let known = expression.terms
        return Dual.evaluate(expression) { leaf in
            guard case .term(let term) = leaf, let read = known.firstIndex(of: term) else { return Dual(.nan) }
            return Dual(values[read], slope: read == place ? 1 : 0)
        }.slope
    }

    // MARK: - Means of scores

    private func averaged() -> [LeafLever] {
        leaves.map { leaf in
            let share = shareOfMean(leaf)
            let cell = indicator.node * search.plan.entityCount + leaf
            let score = search.scores.score[cell]
            guard !score.isNaN else { return lever(leaf, slope: nil, gain: nil, input: nil) }
            let scale = ValueScale(indicator, at: leaf, plan: search.plan, scores: search.scores)
            let rise = gain * share
            return lever(
                leaf,
                slope: scale?.slope.map { $0 == 0 ? 0 : $0 * rise },
                gain: rise,
                input: search.inputs[place] + share * (1 - score)
            )
        }
    }

    /// The part of the mean here that a leaf makes up, through every entity between; 0 where a cap on the indicator
    /// holds it down on the way.
    private func shareOfMean(_ leaf: Int) -> Double {
        let plan = search.plan
        var share = 1.0
        var child = leaf
        while child != entity {
            let cell = search.scores.entityCell(indicator.node, at: child, plan: plan)
            guard !cell.score.isNaN, cell.score >= cell.raw || cell.raw.isNaN else { return 0 }
            let parent = plan.parents[child]
            let siblings = plan.model.children(of: EntityID(parent)).map(\.index).filter {
                !search.scores.score[indicator.node * plan.entityCount + $0].isNaN
            }
            let total = siblings.reduce(0) { $0 + plan.weight(of: $1, in: search.store) }
            share *= plan.weight(of: child, in: search.store) / total
            child = parent
        }
        return share
    }
}
