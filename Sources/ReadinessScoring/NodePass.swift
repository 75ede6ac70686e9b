import ReadinessModel

/// The evaluation of one index node from its children's cells, at every entity or at some: the same bits either way,
/// for a row depends on nothing beside it.
struct NodePass {
    let node: NodeTables
    let frame: Frame

    /// How many rows are computed at a time, so that their sums stay close to the processor.
    private static let blockLength = 128

    private var count: Int { frame.count }
    var base: Int { node.plan.node * frame.count }
    private var cells: ScoreColumns { frame.cells }

    /// Evaluates the node at every entity.
    func run() {
        (cells.value + base).update(repeating: .nan, count: count)
        cells.isPlain[node.plan.node] = run(0..<count) && !node.hasGates
    }

    /// Evaluates the node at one entity.
    func run(_ entity: Int) {
        switch node.method {
        case .byRow, .everyChild:
            _ = run(entity..<entity + 1)
        default:
            if node.isUniform, childrenArePlain, runPlain(entity) { return }
            runAny(entity)
        }
        cells.isPlain[node.plan.node] = false
    }

    /// Evaluates the node at entities that follow one another.
    ///
    /// - Returns: whether nothing is missing or remarkable there.
    private func run(_ rows: Range<Int>) -> Bool {
        switch node.method {
        case .byRow, .everyChild:
            gatherRemarks(rows)
            for row in rows { finish(row, cell: base + row) }
            markFloor(rows)
            return false
        default:
            let size = NodeBlock.size(min(rows.count, Self.blockLength))
            return withUnsafeTemporaryAllocation(of: Double.self, capacity: size) { memory in
                guard let memory = memory.baseAddress else { return false }
                return run(rows, memory)
            }
        }
    }

    private func run(_ rows: Range<Int>, _ memory: UnsafeMutablePointer<Double>) -> Bool {
        let isPlain = node.isUniform && childrenArePlain
        var staysPlain = isPlain
        var first = rows.lowerBound
        while first < rows.upperBound {
            let block = first..<min(first + Self.blockLength, rows.upperBound)
            let sums = NodeBlock(node: node, frame: frame, rows: block, memory: memory)
            if !isPlain || !sums.runPlain() {
                staysPlain = false
                gatherRemarks(block)
                sums.run()
                markFloor(block)
            }
            first = block.upperBound
        }
        return staysPlain
    }

    private var childrenArePlain: Bool {
        for place in 0..<node.children.count where !cells.isPlain[node.children[place]] { return false }
        return true
    }

    /// Remarks are those of all children together, the evidence that of the oldest.
    private func gatherRemarks(_ rows: Range<Int>) {
        let first = base + rows.lowerBound
        let (evidence, remarks) = (cells.evidence + first, cells.remarks + first)
        evidence.update(repeating: .max, count: rows.count)
        remarks.update(repeating: 0, count: rows.count)
        for place in 0..<node.children.count {
            let first = node.children[place] * count + rows.lowerBound
            let (childEvidence, childRemarks) = (cells.evidence + first, cells.remarks + first)
            for row in 0..<rows.count {
                evidence[row] = Swift.min(evidence[row], childEvidence[row])
                remarks[row] |= childRemarks[row]
            }
        }
    }

    /// Says where a child counted as the floor.
    private func markFloor(_ rows: Range<Int>) {
        guard node.usesFloor else { return }
        let (scores, remarks) = (cells.score + base, cells.remarks + base)
        for place in 0..<node.children.count {
            let childScores = cells.score + node.children[place] * count
            for row in rows where childScores[row] < node.plan.floor && !scores[row].isNaN {
                remarks[row] |= Remarks.floorUsed.rawValue
            }
        }
    }
}

// MARK: - Row by row

extension NodePass {
    /// One row of a method that does not go column by column.
    private func finish(_ entity: Int, cell: Int) {
        guard frame.applicable[cell] else {
            cells.setNotApplicable(cell)
            return
        }
        let plan = node.plan
        var shares = Shares()
        var coverage = 0.0
        for (place, child) in plan.children.enumerated() where frame.applicable[child * count + entity] {
            shares.add(plan, place, hasScore: !cells.score[child * count + entity].isNaN)
            coverage += plan.weights[place] * cells.coverage[child * count + entity]
        }
        let result = plan.needsEveryChild ? whole(entity) : mean(entity)
        var reason = shares.reason(threshold: plan.threshold)
        if reason == .none, result.score.isNaN { reason = plan.needsEveryChild ? .requiredChild : .notFinite }
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

    /// A mean over the applicable children: of those with a score, and of the ends of all.
    private func mean(_ entity: Int) -> (score: Double, low: Double, high: Double) {
        var (score, low, high) = (Mean(node.plan), Mean(node.plan), Mean(node.plan))
        for (place, child) in node.plan.children.enumerated() {
            let cell = child * count + entity
            guard frame.applicable[cell] else { continue }
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
    private func whole(_ entity: Int) -> (score: Double, low: Double, high: Double) {
        let cells = node.plan.children.map { $0 * count + entity }
        let scores = cells.map { self.cells.score[$0] }
        let ranges = cells.map { cell -> Interval? in
            guard frame.applicable[cell] else { return nil }
            guard !self.cells.score[cell].isNaN else { return Interval(low: 0, high: 1) }
            return Interval(low: self.cells.low[cell], high: self.cells.high[cell])
        }
        return node.plan.whole(scores, ranges)
    }
}
