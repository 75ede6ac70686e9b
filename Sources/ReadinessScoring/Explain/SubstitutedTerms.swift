import ReadinessModel

/// The terms of an evaluation that is neither the earlier nor the later one: of some indicators at some leaf entities
/// the later readings count, of all others the earlier ones.
struct SubstitutedTerms {
    let plan: ScoringPlan
    /// The terms of the earlier readings, under the plan.
    let earlier: [TermColumn]
    /// The terms of the later ones.
    let later: [TermColumn]

    init(plan: ScoringPlan, earlier: ReadingStore, later: ReadingStore) {
        self.plan = plan
        self.earlier = plan.terms.map { $0.column(in: earlier, entityCount: plan.entityCount) }
        self.later = plan.terms.map { $0.column(in: later, entityCount: plan.entityCount) }
    }

    /// Evaluates the plan by the engine's own passes, with the earlier weights of entities.
    ///
    /// - Parameter isLater: by indicator, the leaf entities whose later readings count.
    func evaluate(_ store: ReadingStore, isLater: [Int: [Bool]]) -> Scores {
        var scores = Scores(for: plan)
        let widest = plan.indicators.map { $0.terms.count }.max() ?? 0
        let deepest = plan.indicators.map(\.program.depth).max() ?? 0
        var scratch = Scratch(entityCount: plan.entityCount, terms: widest, depth: deepest)
        var terms = earlier
        let weights = plan.entityWeights(in: store)
        scratch.withColumns { scratch in
            for entity in 0..<plan.entityCount { scratch.weights[entity] = weights[entity] }
            scores.withColumns { columns in
                for step in plan.steps {
                    switch step {
                    case .indicator(let place):
                        let indicator = plan.indicators[place]
                        let changed = isLater[indicator.node]
                        if let changed { for term in indicator.terms { terms[term] = mixed(term, changed) } }
                        IndicatorPass(
                            plan: plan,
                            indicator: indicator,
                            terms: terms,
                            store: store,
                            scratch: scratch,
                            cells: columns,
                            gates: plan.gatePass(indicator.node, columns),
                            settings: nil
                        ).run()
                        if changed != nil { for term in indicator.terms { terms[term] = earlier[term] } }
                    case .node(let place):
                        NodePass(plan: plan, node: plan.nodes[place], scratch: scratch, cells: columns).run()
                        plan.gatePass(plan.nodes[place].node, columns)?.run()
                    }
                }
            }
        }
        return scores
    }

    private func mixed(_ term: Int, _ isLater: [Bool]) -> TermColumn {
        var values = earlier[term].values
        for entity in values.indices where isLater[entity] { values[entity] = later[term].values[entity] }
        return TermColumn(values: values)
    }
}

extension TermPlan {
    func column(in store: ReadingStore, entityCount: Int) -> TermColumn {
        var column = TermColumn(self, entityCount: entityCount)
        column.refresh(self, from: store)
        return column
    }
}

extension ScoringPlan {
    /// The weight of each entity among its siblings.
    func entityWeights(in store: ReadingStore) -> [Double] {
        var weights = entityWeights
        for weight in measuredWeights { weights[weight.entity] = measured(weight, in: store) }
        return weights
    }
}
