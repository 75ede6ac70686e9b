import ReadinessModel

/// Some rows of a node under evaluation, child by child: the operations of `Mean` and `Shares`, in the same order, on
/// all rows at once.
struct NodeBlock {
    let node: NodeTables
    let frame: Frame
    private let first: Int
    private let length: Int
    /// The sums for the score, and for its bounds.
    private let score: UnsafeMutablePointer<Double>
    private let low: UnsafeMutablePointer<Double>
    private let high: UnsafeMutablePointer<Double>
    /// The weights of the children with a score, and of all that apply.
    private let present: UnsafeMutablePointer<Double>
    private let applicable: UnsafeMutablePointer<Double>
    private let coverage: UnsafeMutablePointer<Double>
    /// The same weights exactly, and whether a child is missing without which there is no score.
    private let exactPresent: UnsafeMutablePointer<Int64>
    private let exactApplicable: UnsafeMutablePointer<Int64>
    private let isNeeded: UnsafeMutablePointer<Int64>

    /// The scratch that `rows` rows take.
    static func size(_ rows: Int) -> Int { 9 * rows }

    init(node: NodeTables, frame: Frame, rows: Range<Int>, memory: UnsafeMutablePointer<Double>) {
        self.node = node
        self.frame = frame
        first = rows.lowerBound
        length = rows.count
        score = memory
        low = memory + length
        high = memory + 2 * length
        present = memory + 3 * length
        applicable = memory + 4 * length
        coverage = memory + 5 * length
        let whole = UnsafeMutableRawPointer(memory + 6 * length).bindMemory(to: Int64.self, capacity: 3 * length)
        exactPresent = whole
        exactApplicable = whole + length
        isNeeded = whole + 2 * length
    }
}

// MARK: - Nothing missing

extension NodeBlock {
    /// The short way where no child misses anything: one number for score and bounds.
    ///
    /// - Returns: false, with nothing finished, when the method has no value somewhere or a child counts as the floor.
    func runPlain() -> Bool {
        score.update(repeating: node.plan.start, count: length)
        var isBelow: UInt64 = 0
        for place in 0..<node.children.count {
            let scores = frame.cells.score + node.children[place] * frame.count + first
            node.withOperation(place) { operation in
                for row in 0..<length { score[row] = operation(score[row], scores[row]) }
            }
            guard node.usesFloor else { continue }
            let floor = node.plan.floor
            for row in 0..<length { isBelow |= scores[row] < floor ? 1 : 0 }
        }
        guard isBelow == 0 else { return false }
        let weight = node.plan.totalWeight
        var isMissing: UInt64 = 0
        for row in 0..<length {
            score[row] = node.finish(score[row], weight: weight)
            isMissing |= score[row].isNaN ? 1 : 0
        }
        guard isMissing == 0 else { return false }
        publishPlain()
        return true
    }

    private func publishPlain() {
        let cells = frame.cells
        let base = node.plan.node * frame.count + first
        (cells.score + base).update(from: score, count: length)
        (cells.low + base).update(from: score, count: length)
        (cells.high + base).update(from: score, count: length)
        let evidence = cells.evidence + base
        evidence.update(repeating: .max, count: length)
        for place in 0..<node.children.count {
            let child = cells.evidence + node.children[place] * frame.count + first
            for row in 0..<length { evidence[row] = Swift.min(evidence[row], child[row]) }
        }
        guard !cells.isPlain[node.plan.node] else { return }
        (cells.coverage + base).update(repeating: 1, count: length)
        (cells.reasons + base).update(repeating: Reason.none.rawValue, count: length)
        (cells.remarks + base).update(repeating: 0, count: length)
    }
}

// MARK: - Anything missing

extension NodeBlock {
    /// The rows whatever is missing: each child joins the sums it belongs to.
    func run() {
        score.update(repeating: node.plan.start, count: length)
        low.update(repeating: node.plan.start, count: length)
        high.update(repeating: node.plan.start, count: length)
        // The weights and the coverage, then the exact weights and what is needed.
        present.update(repeating: 0, count: 3 * length)
        exactPresent.update(repeating: 0, count: 3 * length)
        for place in 0..<node.children.count {
            node.withOperation(place) { add(place, $0) }
        }
        let base = node.plan.node * frame.count + first
        for row in 0..<length {
            if frame.applicable[base + row] {
                finish(row, cell: base + row)
            } else {
                frame.cells.setNotApplicable(base + row)
            }
        }
    }

    @inline(__always)
    private func add(_ place: Int, _ operation: (Double, Double) -> Double) {
        let child = node.children[place] * frame.count + first
        let cells = frame.cells
        let (scores, lows, highs) = (cells.score + child, cells.low + child, cells.high + child)
        let (coverages, applies) = (cells.coverage + child, frame.applicable + child)
        let (weight, exactWeight) = (node.weights[place], node.exactWeights[place])
        let neededWhenMissing: Int64 = node.isNeeded[place] ? 1 : 0
        for row in 0..<length {
            // What does not apply has no score.
            let hasScore = !scores[row].isNaN
            score[row] = hasScore ? operation(score[row], scores[row]) : score[row]
            present[row] = hasScore ? present[row] + weight : present[row]
            exactPresent[row] += hasScore ? exactWeight : 0
            let (lowEnd, highEnd) = (hasScore ? lows[row] : 0, hasScore ? highs[row] : 1)
            low[row] = applies[row] ? operation(low[row], lowEnd) : low[row]
            high[row] = applies[row] ? operation(high[row], highEnd) : high[row]
            applicable[row] = applies[row] ? applicable[row] + weight : applicable[row]
            exactApplicable[row] += applies[row] ? exactWeight : 0
            coverage[row] = applies[row] ? coverage[row] + weight * coverages[row] : coverage[row]
            isNeeded[row] |= applies[row] && !hasScore ? neededWhenMissing : 0
        }
    }

    private func finish(_ row: Int, cell: Int) {
        let sums = NodeSums(
            score: score[row],
            low: low[row],
            high: high[row],
            present: present[row],
            applicable: applicable[row],
            coverage: coverage[row],
            exactPresent: exactPresent[row],
            exactApplicable: exactApplicable[row],
            isNeeded: isNeeded[row] != 0
        )
        sums.publish(node, to: frame.cells, cell)
    }
}
