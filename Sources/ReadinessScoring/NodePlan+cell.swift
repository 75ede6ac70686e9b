import ReadinessModel

extension NodePlan {
    /// One row of the node before its caps, from its children's cells by node: as `NodePass` computes it.
    func cell(_ child: (Int) -> EntityCell) -> EntityCell {
        var shares = Shares()
        var coverage = 0.0
        var applies = false
        for (place, node) in children.enumerated() {
            let cell = child(node)
            guard cell.isApplicable else { continue }
            applies = true
            shares.add(self, place, hasScore: cell.hasScore)
            coverage += weights[place] * cell.coverage
        }
        guard applies else { return .notApplicable }
        let result = needsEveryChild ? whole(child) : mean(child)
        var reason = shares.reason(threshold: threshold)
        if reason == .none, result.score.isNaN { reason = needsEveryChild ? .requiredChild : .notFinite }
        // Where the method has no value at an end, anything is possible.
        let isOpen = result.low.isNaN || result.high.isNaN
        return EntityCell(
            score: reason == .none ? result.score : .nan,
            low: isOpen ? 0 : min(result.low, result.high),
            high: isOpen ? 1 : max(result.low, result.high),
            coverage: coverage / shares.weight,
            reason: reason
        )
    }

    private func mean(_ child: (Int) -> EntityCell) -> (score: Double, low: Double, high: Double) {
        var (score, low, high) = (Mean(self), Mean(self), Mean(self))
        for (place, node) in children.enumerated() {
            let cell = child(node)
            guard cell.isApplicable else { continue }
            if cell.hasScore { score.add(cell.score, place) }
            low.add(cell.hasScore ? cell.low : 0, place)
            high.add(cell.hasScore ? cell.high : 1, place)
        }
        return (score.result, low.result, high.result)
    }

    private func whole(_ child: (Int) -> EntityCell) -> (score: Double, low: Double, high: Double) {
        let cells = children.map(child)
        let ranges = cells.map { cell -> Interval? in
            guard cell.isApplicable else { return nil }
            return cell.hasScore ? Interval(low: cell.low, high: cell.high) : Interval(low: 0, high: 1)
        }
        return whole(cells.map(\.score), ranges)
    }

    /// The score alone, from the scores of the children by place, NaN for none; `applies` tells which count at all.
    func score(_ scores: [Double], applies: [Bool]) -> Double {
        var shares = Shares()
        var mean = Mean(self)
        for place in scores.indices where applies[place] {
            let hasScore = !scores[place].isNaN
            shares.add(self, place, hasScore: hasScore)
            if hasScore, !needsEveryChild { mean.add(scores[place], place) }
        }
        guard shares.reason(threshold: threshold) == .none else { return .nan }
        return needsEveryChild
            ? whole(scores, scores.indices.map { applies[$0] ? Interval(scores[$0]) : nil }).score : mean.result
    }

    /// The node with other weights; those of a model are taken exactly, others to 1 part in 10^15.
    init(_ base: NodePlan, weights: [Double], of model: Model) {
        let largest = weights.max() ?? 1
        let declared = base.children.map { model.nodes[$0].weight.value }
        node = base.node
        children = base.children
        childNames = base.childNames
        self.weights = weights
        totalWeight = weights.reduce(0, +)
        exactWeights =
            weights == declared
            ? Fraction.wholeProportions(of: base.children.map { model.nodes[$0].weight })
            : weights.map { max(1, Int64(($0 / largest * min(1e15, 4e18 / Double(weights.count))).rounded())) }
        threshold = base.threshold
        aggregate = base.aggregate
        floor = base.floor
        powers = Self.powers(of: exactWeights, weights: weights, aggregate: aggregate)
        isNeeded = base.isNeeded
    }
}
