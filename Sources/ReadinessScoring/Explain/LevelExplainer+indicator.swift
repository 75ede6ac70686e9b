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
        let leaves = (entity...last).filter { plan.leafApplicable[base + $0] > 0 }.map { leaf in
            let values = indicator.terms.map { terms[$0].values[leaf] }
            return LeafTerms(entity: leaf, before: values, after: values)
        }
        let pooled = indicator.pool(leaves) { _ in true }
        return indicator.terms.indices.map { place in
            let column = indicator.terms[place]
            let measure = plan.terms[column].term.measure.index
            let listed = leaves.sorted { left, right in
                let (x, y) = (left.after[place], right.after[place])
                if x.isNaN != y.isNaN { return y.isNaN }
                return x.isNaN || x == y ? left.entity < right.entity : x > y
            }
            let readings = listed.prefix(limit).map { leaf in
                let time = state.store.columns[measure].times[leaf.entity]
                return ExplainedReading(
                    entity: EntityID(leaf.entity),
                    value: leaf.after[place].isNaN ? nil : leaf.after[place],
                    time: time == .min ? nil : Timestamp(nanoseconds: time),
                    takesPart: leaf.isPresentAfter
                )
            }
            return ExplainedTerm(
                term: plan.terms[column].term,
                value: pooled?[place],
                pool: indicator.pools[place],
                participants: leaves.count { $0.isPresentAfter },
                readings: readings
            )
        }
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
