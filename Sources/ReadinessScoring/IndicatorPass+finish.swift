import ReadinessModel

/// Coverage, bounds and reasons: what is said of an indicator beside its score.
extension IndicatorPass {
    /// Finishes a leaf entity.
    func finishLeaf(_ entity: Int) {
        let cell = indicator.base + entity
        guard frame.applicable[cell] else {
            cells.setNotApplicable(cell)
            return
        }
        cells.remarks[cell] = 0
        let score = cells.score[cell]
        guard score.isNaN else {
            cells.set(cell, coverage: 1, low: score, high: score, reason: .none)
            if isHeld(entity) { cells.remarks[cell] = Remarks.held.rawValue }
            return
        }
        cells.set(cell, coverage: 0, low: 0, high: 1, reason: reason(at: entity))
        if indicator.plan.missing == .worst { cells.countWorst(cell) }
    }

    /// Whether a reading it uses is older than fresh and only held.
    private func isHeld(_ entity: Int) -> Bool {
        guard let limit = indicator.plan.heldAfter else { return false }
        let start = frame.start(limit)
        for measure in 0..<indicator.heldSeries.count {
            let time = frame.times[indicator.heldSeries[measure] + entity]
            if time == .min || time < start { return true }
        }
        return false
    }

    private func reason(at entity: Int) -> Reason {
        for place in 0..<indicator.terms.count {
            let term = indicator.terms[place]
            guard frame.column(term)[entity].isNaN else { continue }
            let time = frame.times[frame.seriesStarts[term] + entity]
            if time == .min { return .neverReported }
            if let limit = indicator.limits[place], time < frame.start(limit) { return .expired }
            return .emptyWindow
        }
        let values = indicator.plan.terms.map { frame.column($0)[entity] }
        if indicator.plan.program.dividesByZero(terms: values) { return .divisionByZero }
        let hasValue = !cells.value[indicator.base + entity].isNaN
        return indicator.plan.normalisation.isRelative && hasValue ? .noPeers : .notFinite
    }

    /// Finishes an entity above from the cells of those directly below; with `scores`, its score too.
    func finishParent(_ entity: Int, slot: Int) {
        let (base, cell) = (indicator.base, indicator.base + entity)
        guard frame.applicable[cell] else {
            cells.setNotApplicable(cell)
            return
        }
        let isMean = indicator.plan.rollUp == .scores
        var sums = Sums()
        var held: UInt8 = 0
        tree.forEachChild(slot) { child in
            let (cell, weight) = (base + child, frame.weights[child])
            guard frame.applicable[cell] else { return }
            sums.weight += weight
            sums.coverage += weight * cells.coverage[cell]
            held |= cells.remarks[cell] & Remarks.held.rawValue
            guard isMean else { return }
            let hasScore = !cells.score[cell].isNaN
            sums.low += weight * (hasScore ? cells.low[cell] : 0)
            sums.high += weight * (hasScore ? cells.high[cell] : 1)
            guard hasScore else { return }
            sums.score += weight * cells.score[cell]
            sums.present += weight
        }
        cells.remarks[cell] = held
        let coverage = sums.weight > 0 ? sums.coverage / sums.weight : 0
        if isMean {
            let (low, high) = sums.weight > 0 ? (sums.low / sums.weight, sums.high / sums.weight) : (0, 1)
            let hasScore = sums.present > 0
            cells.score[cell] = hasScore ? sums.score / sums.present : .nan
            cells.value[cell] = .nan
            cells.set(cell, coverage: coverage, low: low, high: high, reason: hasScore ? .none : .nothingPooled)
        } else if cells.score[cell].isNaN {
            let reason = participants[slot] > 0 ? reasonAbove(slot) : .nothingPooled
            cells.set(cell, coverage: coverage, low: 0, high: 1, reason: reason)
        } else {
            let score = cells.score[cell]
            let low = coverage == 1 ? score : coverage * score
            let high = coverage == 1 ? score : coverage * score + (1 - coverage)
            cells.set(cell, coverage: coverage, low: low, high: high, reason: .none)
        }
        if cells.score[cell].isNaN, indicator.plan.missing == .worst { cells.countWorst(cell) }
    }

    /// What children add up to.
    private struct Sums {
        var weight = 0.0
        var coverage = 0.0
        var score = 0.0
        var low = 0.0
        var high = 0.0
        var present = 0.0
    }

    /// Why pooled terms give no score.
    private func reasonAbove(_ slot: Int) -> Reason {
        let values = indicator.plan.terms.indices.map { pooled($0, slot, participants[slot]) }
        return indicator.plan.program.dividesByZero(terms: values) ? .divisionByZero : .notFinite
    }
}
