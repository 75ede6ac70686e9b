import ReadinessModel

/// One side of a step: a plan, the scores it gave, and the weights of the entities.
///
/// A class so that passing a step around costs nothing.
final class ChangeSide: Sendable {
    let plan: ScoringPlan
    let scores: Scores
    let entityWeights: [Double]

    init(plan: ScoringPlan, scores: Scores, store: ReadingStore) {
        self.plan = plan
        self.scores = scores
        entityWeights = plan.entityWeights(in: store)
    }
}

/// Two evaluations that differ by one cause only.
struct ChangeStep {
    let cause: ChangeCause
    let before: ChangeSide
    let after: ChangeSide
    /// The place before of each node after, -1 where there was none; nil where the trees are the same.
    var nodes: [Int]?
    /// The place before of each entity after, -1 where there was none; nil where the trees are the same.
    var entities: [Int]?

    /// The place of a node before; nil where there was none.
    func nodeBefore(_ node: Int) -> Int? {
        guard let nodes else { return node }
        return nodes[node] >= 0 ? nodes[node] : nil
    }

    /// The place of an entity before; nil where there was none.
    func entityBefore(_ entity: Int) -> Int? {
        guard let entities else { return entity }
        return entities[entity] >= 0 ? entities[entity] : nil
    }

    /// The score of a cell before; NaN without one or where the cell did not exist.
    func scoreBefore(_ node: Int, _ entity: Int) -> Double {
        guard let node = nodeBefore(node), let entity = entityBefore(entity) else { return .nan }
        return before.scores.score[node * before.plan.entityCount + entity]
    }

    /// The score of a cell after; NaN without one.
    func scoreAfter(_ node: Int, _ entity: Int) -> Double {
        after.scores.score[node * after.plan.entityCount + entity]
    }

    /// Whether the cell existed and applied before.
    func appliedBefore(_ node: Int, _ entity: Int) -> Bool {
        guard let node = nodeBefore(node), let entity = entityBefore(entity) else { return false }
        return before.plan.applicable[node * before.plan.entityCount + entity]
    }

    /// Whether the cell applies after.
    func appliesAfter(_ node: Int, _ entity: Int) -> Bool {
        after.plan.applicable[node * after.plan.entityCount + entity]
    }
}
