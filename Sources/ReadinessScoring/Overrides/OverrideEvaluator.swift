package import ReadinessModel

/// Evaluates what scores would be with the overrides in force, beside the computed ones and without touching them.
///
/// An indicator's override counts as a set score: it rolls up over entities as a what-if of the same score would. An
/// index node's stands for itself: entities above are made of their own nodes. Either stands in place of what is
/// published, so after the caps. Costs an evaluation; nothing while there are no overrides.
package struct OverrideEvaluator: Sendable {
    private let plan: ScoringPlan
    private var evaluator: Evaluator
    private var scores: Scores
    private let entities: NameTable
    private let nodes: NameTable
    /// Whether some gate reads at entities above.
    private let readsAbove: Bool

    /// Makes an evaluator for a prepared model.
    package init(_ plan: ScoringPlan) {
        self.plan = plan
        evaluator = Evaluator(plan)
        scores = evaluator.makeScores()
        entities = NameTable(plan.model.entities.map(\.id))
        nodes = NameTable(plan.model.nodes.map(\.id))
        readsAbove = plan.model.gates.contains { $0.reads == .above }
    }

    /// What the overrides say at the store's time; nil when none is in force that the model has a place for.
    package mutating func evaluate(_ overrides: [Override], _ store: ReadingStore) -> OverrideView? {
        var byCell: [Int: Override] = [:]
        for override in overrides where override.until > store.now {
            guard let entity = entities.index(of: override.entity), let node = nodes.index(of: override.node) else {
                continue
            }
            let cell = node * plan.entityCount + entity
            if plan.applicable[cell] { byCell[cell] = override }
        }
        guard !byCell.isEmpty else { return nil }
        var settings = IndicatorSettings()
        for (cell, override) in byCell {
            let (node, entity) = cell.quotientAndRemainder(dividingBy: plan.entityCount)
            guard case .indicator = plan.model.nodes[node].content else { continue }
            settings.set(NodeID(node), at: EntityID(entity), .score(override.score))
        }
        evaluator.evaluate(store, into: &scores, settings: settings)
        apply(byCell)
        return OverrideView(byCell, plan: plan, adjusted: scores.score)
    }

    /// Puts the overrides in place and evaluates the index tree anew where they are, from the top of the organisation
    /// down, for gates may read above.
    private mutating func apply(_ overrides: [Int: Override]) {
        let count = plan.entityCount
        var byEntity: [Int: [(node: Int, score: Double)]] = [:]
        for (cell, override) in overrides {
            byEntity[cell % count, default: []].append((cell / count, override.score))
        }
        var isTouched = [Bool](repeating: false, count: count)
        for entity in 0..<count {
            let isBelow = readsAbove && plan.parents[entity] >= 0 && isTouched[plan.parents[entity]]
            guard byEntity[entity] != nil || isBelow else { continue }
            isTouched[entity] = true
            var evaluation = EntityEvaluation(plan: plan, entity: EntityID(entity), scores: scores)
            for (node, score) in byEntity[entity] ?? [] { evaluation.setScore(NodeID(node), score) }
            evaluation.evaluate()
            for node in plan.model.nodes.indices {
                scores.score[node * count + entity] = evaluation[NodeID(node)].score
                scores.low[node * count + entity] = evaluation[NodeID(node)].low
                scores.high[node * count + entity] = evaluation[NodeID(node)].high
            }
        }
    }
}
