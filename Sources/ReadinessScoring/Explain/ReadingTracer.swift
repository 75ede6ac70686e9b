import ReadinessModel

/// Traces what an indicator did back to the readings of leaf entities.
struct ReadingTracer {
    let steps: ChangeSteps
    let step: ChangeStep
    let later: ReadingStore

    private var plan: ScoringPlan { step.after.plan }

    /// Divides the change of the indicator's value in the step among readings.
    func divide(_ indicator: IndicatorPlan, at entity: Int) -> LeafDivision {
        if plan.isLeaf[entity] {
            return indicator.normalisation.isRelative
                ? divideAmongPeers(indicator, entity) : divideLeaf(indicator, entity)
        }
        switch indicator.rollUp {
        case .scores: return divideScores(indicator, entity)
        default:
            let last = entity + plan.model.entities[entity].descendantCount
            let base = indicator.node * plan.entityCount
            return dividePooled(indicator, (entity...last).filter { plan.leafApplicable[base + $0] > 0 })
        }
    }

    private func dividePooled(_ indicator: IndicatorPlan, _ entities: [Int]) -> LeafDivision {
        LeafDivision(leaves(indicator, entities), of: indicator)
    }

    /// One leaf entity; where one term only differs, nothing is left to divide.
    private func divideLeaf(_ indicator: IndicatorPlan, _ entity: Int) -> LeafDivision {
        let leaves = leaves(indicator, [entity])
        let changed = leaves.changedTerms(0)
        guard changed.count == 1 else { return LeafDivision(leaves, of: indicator) }
        let before = step.before.scores.rawScore(indicator.node, at: entity, plan: step.before.plan)
        let after = step.after.scores.rawScore(indicator.node, at: entity, plan: step.after.plan)
        var division = LeafDivision()
        division.hasBoth = !before.isNaN && !after.isNaN
        division.change = after.orZero - before.orZero
        let amount = division.change == 0 ? 1 : division.change
        if division.change == 0 { division.hasBoth = false }
        division.parts = [LeafDivision.Part(term: changed[0], entity: entity, amount: amount)]
        return division
    }

    /// The terms of leaf entities before and after this step: a leaf's own step is the only one that moves it.
    private func leaves(_ indicator: IndicatorPlan, _ entities: [Int]) -> PooledLeaves {
        let (arrived, expired) = (steps.arrived[indicator.node], steps.expired[indicator.node])
        let cause = step.cause
        return PooledLeaves(
            indicator,
            entities,
            earlier: steps.terms.earlier,
            later: steps.terms.later
        ) { leaf in
            let own: ChangeCause = arrived?[leaf] ?? false ? .arrived : expired?[leaf] ?? false ? .expired : .data
            if own == cause { return (false, true) }
            let isPast = own == .arrived || own == .expired && cause == .data
            return (isPast, isPast)
        }
    }

    /// A relative normalisation: what its own value did, and what its peers did.
    private func divideAmongPeers(_ indicator: IndicatorPlan, _ entity: Int) -> LeafDivision {
        let count = plan.entityCount
        let range = indicator.node * count..<(indicator.node + 1) * count
        let (before, after) = (Array(step.before.scores.value[range]), Array(step.after.scores.value[range]))
        let peers = (0..<count).filter { plan.isLeaf[$0] }
        let peersChanged = peers.contains { $0 != entity && before[$0].bitPattern != after[$0].bitPattern }
        let ownChanged = before[entity].bitPattern != after[entity].bitPattern
        let shapley = Shapley(2) { isChanged in
            let values = peers.map { leaf in
                isChanged[leaf == entity ? 0 : 1] ? after[leaf] : before[leaf]
            }
            guard let place = peers.firstIndex(of: entity) else { return 0 }
            return indicator.normalisation.scores(of: values)[place].orZero
        }
        var division = LeafDivision()
        division.change = shapley.amounts.reduce(0, +)
        division.hasBoth = !before[entity].isNaN && !after[entity].isNaN
        let changed = leaves(indicator, [entity]).changedTerms(0)
        if ownChanged {
            for term in changed {
                let amount = shapley.amounts[0] / Double(changed.count)
                division.parts.append(LeafDivision.Part(term: term, entity: entity, amount: amount))
            }
        }
        if peersChanged {
            division.parts.append(LeafDivision.Part(term: nil, entity: nil, amount: shapley.amounts[1]))
        }
        return division
    }

    /// A weighted mean of child entities, by weights; then what each of them is made of.
    private func divideScores(_ indicator: IndicatorPlan, _ entity: Int) -> LeafDivision {
        let children = plan.model.children(of: EntityID(entity)).map(\.index).filter {
            plan.applicable[indicator.node * plan.entityCount + $0]
        }
        let cells = children.map { child in
            (
                before: step.scoreBefore(indicator.node, child), after: step.scoreAfter(indicator.node, child),
                weights: (step.before.entityWeights[child], step.after.entityWeights[child])
            )
        }
        func sums(_ score: (Int) -> Double, _ weight: (Int) -> Double) -> (weight: Double, mean: Double) {
            let present = cells.indices.filter { !score($0).isNaN }
            let total = present.reduce(0) { $0 + weight($1) }
            return (total, present.reduce(0) { $0 + weight($1) * score($1) } / total)
        }
        let first = sums({ cells[$0].before }, { cells[$0].weights.0 })
        let last = sums({ cells[$0].after }, { cells[$0].weights.1 })
        var division = LeafDivision()
        division.method = .linear
        division.hasBoth = first.weight > 0 && last.weight > 0
        division.change = last.mean.orZero - first.mean.orZero
        let weight = division.hasBoth ? (first.weight + last.weight) / 2 : first.weight + last.weight
        let mean = division.hasBoth ? (first.mean + last.mean) / 2 : 0
        guard weight > 0 else { return division }
        for (child, cell) in zip(children, cells) {
            let (isBefore, isAfter) = (!cell.before.isNaN, !cell.after.isNaN)
            var amount = (isAfter ? cell.weights.1 * (cell.after - mean) : 0) / weight
            amount -= (isBefore ? cell.weights.0 * (cell.before - mean) : 0) / weight
            let isChanged = cell.before.bitPattern != cell.after.bitPattern
            guard isChanged else {
                division.other += amount
                continue
            }
            let below = divideGated(indicator, child, isAfter ? cell.after.orZero - cell.before.orZero : -cell.before)
            if isBefore, isAfter, cell.weights.0 != cell.weights.1 {
                let byWeight = (cell.weights.1 - cell.weights.0) * ((cell.before + cell.after) / 2 - mean) / weight
                division.other += byWeight
                amount -= byWeight
            }
            division.add(below, scaledTo: amount)
        }
        return division
    }

    /// A child entity's indicator as it is published: what caps took away or gave counts as other.
    private func divideGated(_ indicator: IndicatorPlan, _ entity: Int, _ published: Double) -> LeafDivision {
        var division = divide(indicator, at: entity)
        guard plan.gates[indicator.node] != nil else { return division }
        let caps = CapAttribution(step, indicator.node, entity).divide()
        var gated = LeafDivision()
        gated.method = division.method
        gated.hasBoth = division.hasBoth
        gated.add(division, scaledTo: caps.raw)
        gated.other += published - caps.raw
        gated.change = published
        division = gated
        return division
    }
}

extension Normalisation {
    /// The scores of values among one another.
    fileprivate func scores(of values: [Double]) -> [Double] {
        guard !values.isEmpty else { return [] }
        return [Double](unsafeUninitializedCapacity: values.count) { scores, count in
            count = values.count
            values.withUnsafeBufferPointer { values in
                guard let values = values.baseAddress, let scores = scores.baseAddress else { return }
                apply(values, count: count, scores: scores)
            }
        }
    }
}
