import ReadinessModel

/// Evaluates a model over readings: terms, then indicators, then nodes from the leaves of the index to its root.
///
/// Keeps scratch and what it computed from windows; the scores depend on the store alone.
package struct Evaluator: Sendable {
    /// The prepared model.
    package let plan: ScoringPlan
    var termColumns: [TermColumn]
    var scratch: Scratch

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
    package mutating func evaluate(_ store: ReadingStore, into scores: inout Scores) {
        guard plan.entityCount > 0 else { return }
        for index in termColumns.indices { termColumns[index].refresh(plan.terms[index], from: store) }
        scratch.weights = plan.entityWeights
        for weight in plan.measuredWeights { scratch.weights[weight.entity] = measured(weight, in: store) }
        for indicator in plan.indicators { evaluate(indicator, store: store, into: &scores) }
        for node in plan.nodes { evaluate(node, into: &scores) }
    }

    /// The latest values of the measure summed over the entity's leaves; the alternative where there are none.
    private func measured(_ weight: ScoringPlan.MeasuredWeight, in store: ReadingStore) -> Double {
        let last = weight.entity + plan.model.entities[weight.entity].descendantCount
        var sum = 0.0
        var found = false
        for entity in weight.entity...last where plan.isLeaf[entity] {
            let value = store.columns[weight.measure].values[entity]
            guard !value.isNaN else { continue }
            sum += value
            found = true
        }
        return found ? max(0, sum) : weight.otherwise
    }
}

/// Working memory of an evaluation, allocated once.
struct Scratch: Sendable {
    /// The weight of each entity among its siblings.
    var weights: [Double]
    /// Term columns after pooling, one run of entities per term.
    var pooled: [Double]
    /// The number of leaf entities that take part, per entity.
    var participants: [Double]
    /// The stack of the expression machine.
    var stack: [Double]
    /// Sums of weights, per entity.
    var totals: [Double]

    init(entityCount: Int, terms: Int, depth: Int) {
        weights = Array(repeating: 1, count: entityCount)
        pooled = Array(repeating: 0, count: entityCount * terms)
        participants = Array(repeating: 0, count: entityCount)
        stack = Array(repeating: 0, count: entityCount * max(1, depth))
        totals = Array(repeating: 0, count: entityCount)
    }
}
