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
        let scores = Scores(for: plan)
        var memory = WorkingMemory(plan.tables.memory)
        scores.storage.columns.withColumns { cells in
            memory.withFrame(plan, store, cells) { frame in
                for (entity, weight) in plan.entityWeights(in: store).enumerated() { frame.weights[entity] = weight }
                for (term, column) in earlier.enumerated() { frame.set(term, column.values) }
                for step in plan.steps {
                    var terms: [Int] = []
                    if case .indicator(let place) = step, let changed = isLater[plan.indicators[place].node] {
                        terms = plan.indicators[place].terms
                        for term in terms { frame.set(term, mixed(term, changed).values) }
                    }
                    frame.run(step, plan, settings: IndicatorSettings())
                    for term in terms { frame.set(term, earlier[term].values) }
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
    package func entityWeights(in store: ReadingStore) -> [Double] {
        var weights = entityWeights
        for weight in measuredWeights { weights[weight.entity] = measured(weight, in: store) }
        return weights
    }
}
