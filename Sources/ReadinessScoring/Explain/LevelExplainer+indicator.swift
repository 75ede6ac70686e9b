import ReadinessModel

extension LevelExplainer {
    /// How an indicator's value at an entity became its score, and what it is made of.
    func indicator(_ indicator: IndicatorPlan, _ entity: Int, limit: Int) -> ExplainedIndicator {
        let value = state.scores.value[indicator.node * plan.entityCount + entity]
        let isMean = indicator.rollUp == .scores && !plan.isLeaf[entity]
        return ExplainedIndicator(
            value: value.isNaN ? nil : value,
            valueText: declared(indicator)?.valueText ?? "",
            normalisation: indicator.normalisation,
            rollUp: indicator.rollUp,
            terms: isMean ? [] : termsPooled(indicator, entity, limit: limit),
            entities: isMean ? shares(indicator, entity) : []
        )
    }

    private func declared(_ indicator: IndicatorPlan) -> Indicator? {
        guard case .indicator(let id) = plan.model.nodes[indicator.node].content else { return nil }
        return plan.model.indicators[id.index]
    }

    private func termsPooled(_ indicator: IndicatorPlan, _ entity: Int, limit: Int) -> [ExplainedTerm] {
        let last = entity + plan.model.entities[entity].descendantCount
        let base = indicator.node * plan.entityCount
        let applicable = (entity...last).filter { plan.leafApplicable[base + $0] > 0 }
        let leaves = PooledLeaves(indicator, applicable, earlier: terms, later: terms) { _ in (true, true) }
        let pool = leaves.pool { _ in true }
        return indicator.terms.indices.map { place in
            let column = indicator.terms[place]
            let measure = plan.terms[column].term.measure.index
            let readings = largest(leaves, place, limit).map { leaf in
                let value = leaves.value(place, leaf, isLater: true)
                let time = state.store.columns[measure].times[leaves.entities[leaf]]
                return ExplainedReading(
                    entity: EntityID(leaves.entities[leaf]),
                    value: value.isNaN ? nil : value,
                    time: time == .min ? nil : Timestamp(nanoseconds: time),
                    takesPart: leaves.isThere(leaf, isLater: true)
                )
            }
            return ExplainedTerm(
                term: plan.terms[column].term,
                value: pool.values?[place],
                pool: indicator.pools[place],
                participants: Int(pool.participants),
                readings: readings
            )
        }
    }

    /// The places of the leaves of the largest values of a term, missing ones last, ties in order.
    private func largest(_ leaves: PooledLeaves, _ term: Int, _ limit: Int) -> [Int] {
        var listed: [(leaf: Int, value: Double)] = []
        for leaf in leaves.entities.indices {
            let value = leaves.value(term, leaf, isLater: true)
            let key = value.isNaN ? -.infinity : value
            guard listed.count < limit || limit > 0 && key > listed[listed.count - 1].value else { continue }
            if listed.count == limit { listed.removeLast() }
            let place = listed.firstIndex { $0.value < key } ?? listed.count
            listed.insert((leaf, key), at: place)
        }
        return listed.map(\.leaf)
    }

    private func shares(_ indicator: IndicatorPlan, _ entity: Int) -> [EntityShare] {
        let base = indicator.node * plan.entityCount
        let children = plan.model.children(of: EntityID(entity)).filter { plan.applicable[base + $0.index] }
        let scores = state.scores.score
        var total = 0.0
        for child in children where !scores[base + child.index].isNaN { total += entityWeights[child.index] }
        return children.map { child in
            let (score, weight) = (scores[base + child.index], entityWeights[child.index])
            return EntityShare(
                entity: child,
                score: score.isNaN ? nil : score,
                weight: weight,
                contribution: score.isNaN ? nil : weight * score / total
            )
        }
    }
}
