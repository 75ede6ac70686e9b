import ReadinessModel

/// One row: the operations of `NodeBlock`, in the same order, without memory for sums.
extension NodePass {
    /// The short way where no child misses anything: one number for score and bounds.
    ///
    /// - Returns: false, with nothing finished, when the method has no value or a child counts as the floor.
    func runPlain(_ entity: Int) -> Bool {
        let (cells, count, cell) = (frame.cells, frame.count, base + entity)
        var sum = node.plan.start
        var lowest = Double.infinity
        var evidence = Int64.max
        for place in 0..<node.children.count {
            let child = node.children[place] * count + entity
            let score = cells.score[child]
            node.withOperation(place) { sum = $0(sum, score) }
            lowest = Swift.min(lowest, score)
            evidence = Swift.min(evidence, cells.evidence[child])
        }
        if node.usesFloor, lowest < node.plan.floor { return false }
        let score = node.finish(sum, weight: node.plan.totalWeight)
        guard !score.isNaN else { return false }
        cells.score[cell] = score
        cells.low[cell] = score
        cells.high[cell] = score
        cells.evidence[cell] = evidence
        guard !cells.isPlain[node.plan.node] else { return true }
        cells.coverage[cell] = 1
        cells.reasons[cell] = Reason.none.rawValue
        cells.remarks[cell] = 0
        return true
    }

    /// The row whatever is missing: each child joins the sums it belongs to.
    func runAny(_ entity: Int) {
        let (cells, count, cell, start) = (frame.cells, frame.count, base + entity, node.plan.start)
        guard frame.applicable[cell] else {
            cells.setNotApplicable(cell)
            return
        }
        var sums = NodeSums(score: start, low: start, high: start)
        var evidence = Int64.max
        var remarks: UInt8 = 0
        var isBelow = false
        for place in 0..<node.children.count {
            let child = node.children[place] * count + entity
            guard frame.applicable[child] else { continue }
            let score = cells.score[child]
            let (weight, exactWeight) = (node.weights[place], node.exactWeights[place])
            evidence = Swift.min(evidence, cells.evidence[child])
            remarks |= cells.remarks[child]
            sums.applicable += weight
            sums.exactApplicable += exactWeight
            sums.coverage += weight * cells.coverage[child]
            if score.isNaN {
                sums.isNeeded = sums.isNeeded || node.isNeeded[place]
                node.withOperation(place) { operation in
                    sums.low = operation(sums.low, 0)
                    sums.high = operation(sums.high, 1)
                }
            } else {
                sums.present += weight
                sums.exactPresent += exactWeight
                isBelow = isBelow || score < node.plan.floor
                node.withOperation(place) { operation in
                    sums.score = operation(sums.score, score)
                    sums.low = operation(sums.low, cells.low[child])
                    sums.high = operation(sums.high, cells.high[child])
                }
            }
        }
        cells.evidence[cell] = evidence
        cells.remarks[cell] = remarks
        sums.publish(node, to: cells, cell)
        if node.usesFloor, isBelow, !cells.score[cell].isNaN { cells.remarks[cell] |= Remarks.floorUsed.rawValue }
    }
}
