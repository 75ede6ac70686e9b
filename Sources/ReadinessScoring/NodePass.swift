import ReadinessModel

/// The evaluation of one index node at every entity, from its children's cells.
struct NodePass {
    let plan: ScoringPlan
    let node: NodePlan
    let scratch: Scratch.Columns
    let cells: ScoreColumns

    private var count: Int { plan.entityCount }

    func run() {
        let base = node.node * count
        (cells.value + base).update(repeating: .nan, count: count)
        gatherRemarks(base)
        sumCoverage()
        node.combine(cells.score, count: count, into: scratch.sums.score)
        node.combine(cells.low, count: count, into: scratch.sums.low)
        node.combine(cells.high, count: count, into: scratch.sums.high)
        let (score, low, high, coverage) = scratch.sums
        for entity in 0..<count {
            // A child without a score leaves NaN in the sum: its row takes the long way.
            guard !score[entity].isNaN else {
                finish(entity, cell: base + entity)
                continue
            }
            cells.score[base + entity] = score[entity]
            cells.coverage[base + entity] = coverage[entity]
            cells.low[base + entity] = low[entity]
            cells.high[base + entity] = high[entity]
            cells.reasons[base + entity] = Reason.none.rawValue
        }
        if node.aggregate == .geometric || node.aggregate == .harmonic { markFloor(base) }
    }

    /// Remarks are those of all children together, the evidence that of the oldest.
    private func gatherRemarks(_ base: Int) {
        let (evidence, remarks) = (cells.evidence + base, cells.remarks + base)
        evidence.update(repeating: .max, count: count)
        remarks.update(repeating: 0, count: count)
        for child in node.children {
            let (childEvidence, childRemarks) = (cells.evidence + child * count, cells.remarks + child * count)
            for entity in 0..<count {
                evidence[entity] = Swift.min(evidence[entity], childEvidence[entity])
                remarks[entity] |= childRemarks[entity]
            }
        }
    }

    private func sumCoverage() {
        let coverage = scratch.sums.coverage
        coverage.update(repeating: 0, count: count)
        for (place, child) in node.children.enumerated() {
            let (weight, childCoverage) = (node.weights[place], cells.coverage + child * count)
            for entity in 0..<count { coverage[entity] += weight * childCoverage[entity] }
        }
        for entity in 0..<count { coverage[entity] /= node.totalWeight }
    }

    /// Says where a child counted as the floor.
    private func markFloor(_ base: Int) {
        for child in node.children {
            let scores = cells.score + child * count
            for entity in 0..<count where scores[entity] < node.floor && !cells.score[base + entity].isNaN {
                cells.remarks[base + entity] |= Remarks.floorUsed.rawValue
            }
        }
    }

    /// The long way for one row: some child is missing or does not apply.
    private func finish(_ entity: Int, cell: Int) {
        guard plan.applicable[cell] else {
            cells.setNotApplicable(cell)
            return
        }
        var shares = Shares()
        var (score, low, high) = (Mean(node), Mean(node), Mean(node))
        var coverage = 0.0
        for (place, child) in node.children.enumerated() {
            let childCell = child * count + entity
            guard plan.applicable[childCell] else { continue }
            let hasScore = !cells.score[childCell].isNaN
            shares.add(node, place, hasScore: hasScore)
            coverage += node.weights[place] * cells.coverage[childCell]
            if hasScore { score.add(cells.score[childCell], place) }
            low.add(hasScore ? cells.low[childCell] : 0, place)
            high.add(hasScore ? cells.high[childCell] : 1, place)
        }
        let reason = shares.reason(threshold: node.threshold)
        cells.score[cell] = reason == .none ? score.result : .nan
        cells.set(cell, coverage: coverage / shares.weight, low: low.result, high: high.result, reason: reason)
    }
}

/// The weights of a node's applicable children: of all, and of those with a score.
struct Shares {
    /// The sum of the applicable children's weights.
    private(set) var weight = 0.0
    private var applicable: Int64 = 0
    private var present: Int64 = 0
    private var isNeededMissing = false

    mutating func add(_ node: NodePlan, _ place: Int, hasScore: Bool) {
        weight += node.weights[place]
        applicable += node.exactWeights[place]
        if hasScore {
            present += node.exactWeights[place]
        } else if node.isNeeded[place] {
            isNeededMissing = true
        }
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
