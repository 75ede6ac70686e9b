import ReadinessModel

/// Evaluates a model over readings: terms, then indicators, then nodes from the leaves of the index to its root.
///
/// Works column by column: one node at every entity at a time. Rows with nothing missing take short cuts that give the
/// same bits as the long way. Keeps scratch and what it computed from windows; the scores depend on the store alone.
package struct Evaluator: Sendable {
    /// The prepared model.
    package let plan: ScoringPlan
    private var termColumns: [TermColumn]
    private var scratch: Scratch

    /// Makes an evaluator for a prepared model.
    package init(_ plan: ScoringPlan) {
        self.plan = plan
        termColumns = plan.terms.map { TermColumn($0, entityCount: plan.entityCount) }
        let widest = plan.indicators.map { $0.terms.count }.max() ?? 0
        let deepest = plan.indicators.map(\.program.depth).max() ?? 0
        scratch = Scratch(entityCount: plan.entityCount, terms: widest, depth: deepest)
    }

    /// Empty scores of the right shape, to be reused from one evaluation to the next.
    package func makeScores() -> Scores { Scores(for: plan) }

    /// Evaluates everything at the store's time into `scores`.
    ///
    /// - Parameter settings: values and scores of indicators to be taken as given instead of computed.
    package mutating func evaluate(
        _ store: ReadingStore,
        into scores: inout Scores,
        settings: IndicatorSettings = IndicatorSettings()
    ) {
        guard plan.entityCount > 0 else { return }
        for index in termColumns.indices { termColumns[index].refresh(plan.terms[index], from: store) }
        let (plan, terms) = (plan, termColumns)
        scratch.withColumns { scratch in
            for entity in 0..<plan.entityCount { scratch.weights[entity] = plan.entityWeights[entity] }
            for weight in plan.measuredWeights { scratch.weights[weight.entity] = plan.measured(weight, in: store) }
            scores.withColumns { columns in
                for step in plan.steps {
                    switch step {
                    case .indicator(let place):
                        let indicator = plan.indicators[place]
                        IndicatorPass(
                            plan: plan,
                            indicator: indicator,
                            terms: terms,
                            store: store,
                            scratch: scratch,
                            cells: columns,
                            gates: plan.gatePass(indicator.node, columns),
                            settings: settings[indicator.node]
                        ).run()
                    case .node(let place):
                        let node = plan.nodes[place]
                        NodePass(plan: plan, node: node, scratch: scratch, cells: columns).run()
                        plan.gatePass(node.node, columns)?.run()
                    }
                }
            }
        }
    }
}

extension ScoringPlan {
    /// The caps on a node; nil when it has none.
    func gatePass(_ node: Int, _ cells: ScoreColumns) -> GatePass? {
        guard let gates = gates[node], let slot = gatedNodes.firstIndex(of: node), let raw = cells.raw else {
            return nil
        }
        return GatePass(plan: self, node: node, gates: gates, cells: cells, raw: raw + slot * entityCount)
    }

    /// The latest values of the measure summed over the entity's leaves; the alternative where there are none.
    func measured(_ weight: MeasuredWeight, in store: ReadingStore) -> Double {
        let last = weight.entity + model.entities[weight.entity].descendantCount
        var sum = 0.0
        var found = false
        for entity in weight.entity...last where isLeaf[entity] {
            let value = store.columns[weight.measure].values[entity]
            guard !value.isNaN else { continue }
            sum += value
            found = true
        }
        return found ? max(0, sum) : weight.otherwise
    }
}
