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
        if node.needsEveryChild {
            for entity in 0..<count { finish(entity, cell: base + entity) }
        } else {
            sumCoverage()
            node.combine(cells.score, count: count, into: scratch.sums.score)
            node.combine(cells.low, count: count, into: scratch.sums.low)
            node.combine(cells.high, count: count, into: scratch.sums.high)
            takeOver(base)
        }
        markFloor(base)
    }

    /// Takes over the rows in which nothing is missing; the others take the long way.
    private func takeOver(_ base: Int) {
        let (score, low, high, coverage) = scratch.sums
        for entity in 0..<count {
            // A child without a score leaves NaN in the sum.
            guard !(score[entity] + low[entity] + high[entity]).isNaN else {
                finish(entity, cell: base + entity)
                continue
            }
            cells.score[base + entity] = score[entity]
            cells.coverage[base + entity] = coverage[entity]
            cells.low[base + entity] = min(low[entity], high[entity])
            cells.high[base + entity] = max(low[entity], high[entity])
            cells.reasons[base + entity] = Reason.none.rawValue
        }
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
        guard node.usesFloor else { return }
        for child in node.children {
            let scores = cells.score + child * count
            for entity in 0..<count where scores[entity] < node.floor && !cells.score[base + entity].isNaN {
                cells.remarks[base + entity] |= Remarks.floorUsed.rawValue
            }
        }
    }

    /// The long way for one row: some child is missing or does not apply, or the method asks for every child.
    private func finish(_ entity: Int, cell: Int) {
        guard plan.applicable[cell] else {
            cells.setNotApplicable(cell)
            return
        }
        var shares = Shares()
        var coverage = 0.0
        for (place, child) in node.children.enumerated() where plan.applicable[child * count + entity] {
            shares.add(node, place, hasScore: !cells.score[child * count + entity].isNaN)
            coverage += node.weights[place] * cells.coverage[child * count + entity]
        }
        let result = node.needsEveryChild ? whole(entity) : mean(entity)
        var reason = shares.reason(threshold: node.threshold)
        if reason == .none, result.score.isNaN { reason = node.needsEveryChild ? .requiredChild : .notFinite }
        cells.score[cell] = reason == .none ? result.score : .nan
        // Where the method has no value at an end, anything is possible.
        let isOpen = result.low.isNaN || result.high.isNaN
        cells.set(
            cell,
            coverage: coverage / shares.weight,
            low: isOpen ? 0 : min(result.low, result.high),
            high: isOpen ? 1 : max(result.low, result.high),
            reason: reason
        )
    }

    private typealias Result = (score: Double, low: Double, high: Double)

    /// A mean over the applicable children: of those with a score, and of the ends of all.
    private func mean(_ entity: Int) -> Result {
        var (score, low, high) = (Mean(node), Mean(node), Mean(node))
        for (place, child) in node.children.enumerated() {
            let cell = child * count + entity
            guard plan.applicable[cell] else { continue }
            let hasScore = !cells.score[cell].isNaN
            if hasScore { score.add(cells.score[cell], place) }
            low.add(hasScore ? cells.low[cell] : 0, place)
            high.add(hasScore ? cells.high[cell] : 1, place)
        }
        return (score.result, low.result, high.result)
    }

    /// The methods that read every child: ordered weighted average, and expressions.
    ///
    /// A child that does not apply has no range: where it is read, the method has no value at any end.
    private func whole(_ entity: Int) -> Result {
        let cells = node.children.map { $0 * count + entity }
        let scores = cells.map { self.cells.score[$0] }
        let ranges = cells.map { cell -> Interval? in
            guard plan.applicable[cell] else { return nil }
            guard !self.cells.score[cell].isNaN else { return Interval(low: 0, high: 1) }
            return Interval(low: self.cells.low[cell], high: self.cells.high[cell])
        }
        return node.whole(scores, ranges)
    }
}

extension NodePlan {
    /// The aggregate of one row by a method that reads every child, from their scores and ranges; nil where a child
    /// does not apply.
    func whole(_ scores: [Double], _ ranges: [Interval?]) -> (score: Double, low: Double, high: Double) {
        switch aggregate {
        case .owa(let factors):
            return (
                orderedAverage(scores, factors), orderedAverage(ranges.map { $0?.low ?? .nan }, factors),
                orderedAverage(ranges.map { $0?.high ?? .nan }, factors)
            )
        case .expression(let expression, _): return value(of: expression, scores, ranges)
        default: return (.nan, .nan, .nan)
        }
    }

    private func value(
        of expression: Expression,
        _ scores: [Double],
        _ ranges: [Interval?]
    ) -> (score: Double, low: Double, high: Double) {
        // Read or not on the branch taken: what does not apply takes the score, and every end, away.
        let places = expression.scores.compactMap(place)
        guard places.allSatisfy({ ranges[$0] != nil }) else { return (.nan, .nan, .nan) }
        let value = ScoreExpression.value(expression) { name in
            place(of: name).map { scores[$0] * 100 } ?? .nan
        }
        let range = Interval.evaluate(expression) { name in
            guard let place = place(of: name), let range = ranges[place] else { return .unbounded }
            return Interval(low: range.low * 100, high: range.high * 100)
        }
        let cut = { (points: Double) in points.isNaN ? .nan : Swift.max(0, Swift.min(100, points)) / 100 }
        return (cut(value), cut(range.low), cut(range.high))
    }
}

extension NodePlan {
    /// Whether the method has no score without every child.
    var needsEveryChild: Bool {
        switch aggregate {
        case .owa, .expression: true
        default: false
        }
    }

    /// Whether a child below the floor counts as the floor.
    var usesFloor: Bool {
        switch aggregate {
        case .geometric, .harmonic: true
        case .power(let exponent): exponent <= 0
        default: false
        }
    }

    /// The place among the children of a node's identifier.
    private func place(of name: String) -> Int? { childNames.firstIndex(of: name) }

    /// The factors applied to the scores sorted from best to worst; NaN when one is missing.
    private func orderedAverage(_ scores: [Double], _ factors: [Double]) -> Double {
        guard !scores.contains(where: \.isNaN), scores.count == factors.count else { return .nan }
        let sum = zip(scores.sorted(by: >), factors).reduce(0) { $0 + $1.0 * $1.1 }
        return sum / factors.reduce(0, +)
    }
}
