import ReadinessModel

/// What has to be evaluated again when something changes; made once for a plan.
final class Dependencies: Sendable {
    /// A node capped by what another node's cells say.
    struct GateReader: Sendable {
        let step: Int
        let node: Int
        /// Whether entities below read it, too.
        let readsAbove: Bool
    }

    /// Per measure the terms whose value depends on its readings.
    let termsOfMeasure: [[Int]]
    /// Per measure the steps of the indicators that read it.
    let stepsOfMeasure: [[Int]]
    /// Per term the steps of the indicators that have it.
    let stepsOfTerm: [[Int]]
    /// Per measure the entities weighted by it, as places in `ScoringPlan.measuredWeights`.
    let weightsOfMeasure: [[Int]]
    /// Per step the step of the node above; -1 for none.
    let parentStep: Table<Int>
    /// Per step the nodes whose gates read it.
    let gateReaders: [[GateReader]]
    /// The steps that are indicators.
    let indicatorSteps: [Int]
    /// Per indicator its step.
    let stepOfIndicator: [Int]

    init(_ plan: PlanTables.Source, nodeOfStep: [Int]) {
        let model = plan.model
        var steps = [Int](repeating: -1, count: model.nodes.count)
        for (step, node) in nodeOfStep.enumerated() { steps[node] = step }
        parentStep = Table(nodeOfStep.map { node in model.nodes[node].parent.map { steps[$0.index] } ?? -1 })
        var readers = [[GateReader]](repeating: [], count: nodeOfStep.count)
        for (node, gates) in plan.gates {
            for gate in gates {
                for read in gate.reads.values {
                    let above = gate.gate.reads == .above
                    readers[steps[read]].append(GateReader(step: steps[node], node: node, readsAbove: above))
                }
            }
        }
        gateReaders = readers
        var termsOfMeasure = [[Int]](repeating: [], count: model.measures.count)
        for (place, term) in plan.terms.enumerated() {
            for measure in Set(term.eventMeasures + [term.term.measure.index]) {
                termsOfMeasure[measure].append(place)
            }
        }
        self.termsOfMeasure = termsOfMeasure
        var stepsOfMeasure = [[Int]](repeating: [], count: model.measures.count)
        var stepsOfTerm = [[Int]](repeating: [], count: plan.terms.count)
        for indicator in plan.indicators {
            for measure in indicator.measures { stepsOfMeasure[measure].append(steps[indicator.node]) }
            for term in Set(indicator.terms) { stepsOfTerm[term].append(steps[indicator.node]) }
        }
        self.stepsOfMeasure = stepsOfMeasure
        self.stepsOfTerm = stepsOfTerm
        stepOfIndicator = plan.indicators.map { steps[$0.node] }
        indicatorSteps = stepOfIndicator.sorted()
        var weightsOfMeasure = [[Int]](repeating: [], count: model.measures.count)
        for (place, weight) in plan.measuredWeights.enumerated() { weightsOfMeasure[weight.measure].append(place) }
        self.weightsOfMeasure = weightsOfMeasure
    }
}
