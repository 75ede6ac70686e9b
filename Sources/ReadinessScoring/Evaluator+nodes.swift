import ReadinessModel

extension Evaluator {
    /// Evaluates one index node at every entity, from its children's cells.
    func evaluate(_ node: NodePlan, into scores: inout Scores) {
        let count = plan.entityCount
        for entity in 0..<count {
            let cell = node.node * count + entity
            guard plan.applicable[cell] else {
                scores.setNotApplicable(cell)
                continue
            }
            evaluate(node, entity: entity, cell: cell, into: &scores)
        }
    }

    private func evaluate(_ node: NodePlan, entity: Int, cell: Int, into scores: inout Scores) {
        let count = plan.entityCount
        var shares = Shares()
        var score = Mean(node.aggregate, floor: node.floor)
        var low = score
        var high = score
        var coverage = 0.0
        var evidence = Int64.max
        var remarks: UInt8 = 0
        for (place, child) in node.children.enumerated() {
            let childCell = child * count + entity
            guard plan.applicable[childCell] else { continue }
            let weight = node.weights[place]
            let childScore = scores.score[childCell]
            let hasScore = !childScore.isNaN
            shares.add(node.exactWeights[place], weight, hasScore: hasScore, isNeeded: node.isNeeded[place])
            coverage += weight * scores.coverage[childCell]
            evidence = min(evidence, scores.evidence[childCell])
            remarks |= scores.remarks[childCell]
            if hasScore { score.add(childScore, weight: weight) }
            low.add(hasScore ? scores.low[childCell] : 0, weight: weight)
            high.add(hasScore ? scores.high[childCell] : 1, weight: weight)
        }
        let reason = shares.reason(threshold: node.threshold)
        if reason == .none, score.usedFloor { remarks |= Remarks.floorUsed.rawValue }
        scores.score[cell] = reason == .none ? score.result : .nan
        scores.evidence[cell] = evidence
        scores.remarks[cell] = remarks
        scores.set(
            cell,
            coverage: coverage / shares.weight,
            low: low.result,
            high: high.result,
            reason: reason
        )
    }
}

/// The weights of a node's applicable children: of all, and of those with a score.
struct Shares {
    /// The sum of the applicable children's weights.
    private(set) var weight = 0.0
    private var applicable: Int64 = 0
    private var present: Int64 = 0
    private var isNeededMissing = false

    mutating func add(_ exact: Int64, _ weight: Double, hasScore: Bool, isNeeded: Bool) {
        self.weight += weight
        applicable += exact
        if hasScore { present += exact } else if isNeeded { isNeededMissing = true }
    }

    /// Whether there is a score; shares are compared exactly, and met exactly is met.
    func reason(threshold: Fraction) -> Reason {
        if isNeededMissing { return .requiredChild }
        let share = present.multipliedFullWidth(by: threshold.denominator)
        let needed = applicable.multipliedFullWidth(by: threshold.numerator)
        let isMet = share.high != needed.high ? share.high > needed.high : share.low >= needed.low
        return isMet && present > 0 ? .none : .coverage
    }
}

/// A weighted mean in the making.
struct Mean {
    private let aggregate: Aggregate
    private let floor: Double
    private var sum = 0.0
    private var weight = 0.0
    private var smallest = Double.infinity
    /// Whether some child counted as the floor.
    private(set) var usedFloor = false

    init(_ aggregate: Aggregate, floor: Double) {
        self.aggregate = aggregate
        self.floor = floor
    }

    mutating func add(_ score: Double, weight: Double) {
        self.weight += weight
        switch aggregate {
        case .arithmetic: sum += weight * score
        case .geometric: sum += weight * naturalLogarithm(raised(score))
        case .harmonic: sum += weight / raised(score)
        case .min: smallest = Swift.min(smallest, score)
        }
    }

    private mutating func raised(_ score: Double) -> Double {
        guard score < floor else { return score }
        usedFloor = true
        return floor
    }

    var result: Double {
        switch aggregate {
        case .arithmetic: sum / weight
        case .geometric: exponential(sum / weight)
        case .harmonic: weight / sum
        case .min: smallest
        }
    }
}
