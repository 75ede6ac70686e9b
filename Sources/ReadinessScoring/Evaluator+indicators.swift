import ReadinessModel

extension Evaluator {
    /// Evaluates one indicator at every entity.
    mutating func evaluate(_ plan: IndicatorPlan, store: ReadingStore, into scores: inout Scores) {
        let base = plan.node * self.plan.entityCount
        gather(plan, base: base)
        if self.plan.hasParents, plan.rollUp == .pool { pool(plan) }
        computeValues(plan, base: base, into: &scores)
        finishLeaves(plan, base: base, store: store, into: &scores)
        if self.plan.hasParents { finishParents(plan, base: base, into: &scores) }
    }

    /// Copies the terms of the leaf entities that have every one of them, and marks those as participants.
    private mutating func gather(_ indicator: IndicatorPlan, base: Int) {
        let count = plan.entityCount
        for entity in 0..<count {
            var takesPart = plan.isLeaf[entity] && plan.applicable[base + entity]
            for term in indicator.terms where termColumns[term].values[entity].isNaN { takesPart = false }
            scratch.participants[entity] = takesPart ? 1 : 0
        }
        for (place, term) in indicator.terms.enumerated() {
            let neutral: Double =
                switch indicator.pools[place] {
                case .sum, .mean: 0
                case .min: .infinity
                case .max: -.infinity
                }
            for entity in 0..<count {
                let value = termColumns[term].values[entity]
                scratch.pooled[place * count + entity] = scratch.participants[entity] > 0 ? value : neutral
            }
        }
    }

    /// Combines the terms of participants into the entities above them.
    private mutating func pool(_ indicator: IndicatorPlan) {
        let count = plan.entityCount
        for (place, pool) in indicator.pools.enumerated() {
            let base = place * count
            for entity in stride(from: count - 1, to: 0, by: -1) {
                let parent = plan.parents[entity]
                guard parent >= 0 else { continue }
                let value = scratch.pooled[base + entity]
                switch pool {
                case .sum, .mean: scratch.pooled[base + parent] += value
                case .min: scratch.pooled[base + parent] = Swift.min(scratch.pooled[base + parent], value)
                case .max: scratch.pooled[base + parent] = Swift.max(scratch.pooled[base + parent], value)
                }
            }
        }
        for entity in stride(from: count - 1, to: 0, by: -1) where plan.parents[entity] >= 0 {
            scratch.participants[plan.parents[entity]] += scratch.participants[entity]
        }
        for (place, pool) in indicator.pools.enumerated() where pool == .mean {
            for entity in 0..<count where !plan.isLeaf[entity] {
                scratch.pooled[place * count + entity] /= scratch.participants[entity]
            }
        }
    }

    /// Applies the expression and the normalisation to every entity at once.
    private mutating func computeValues(_ indicator: IndicatorPlan, base: Int, into scores: inout Scores) {
        let count = plan.entityCount
        let participants = scratch.participants
        scratch.stack.withUnsafeMutableBufferPointer { stack in
            scratch.pooled.withUnsafeBufferPointer { pooled in
                scores.value.withUnsafeMutableBufferPointer { values in
                    guard let stack = stack.baseAddress, let values = values.baseAddress else { return }
                    let terms = indicator.terms.indices.compactMap { pooled.baseAddress?.advanced(by: $0 * count) }
                    indicator.program.run(terms: terms, count: count, stack: stack, output: values + base)
                    for entity in 0..<count where participants[entity] == 0 { values[base + entity] = .nan }
                }
            }
        }
        scores.value.withUnsafeBufferPointer { values in
            scores.score.withUnsafeMutableBufferPointer { results in
                guard let values = values.baseAddress, let results = results.baseAddress else { return }
                indicator.normalisation.apply(values + base, count: count, scores: results + base)
            }
        }
    }

    /// Coverage, bounds, reasons and evidence of the leaf entities.
    private func finishLeaves(_ indicator: IndicatorPlan, base: Int, store: ReadingStore, into scores: inout Scores) {
        for entity in 0..<plan.entityCount where plan.isLeaf[entity] {
            let cell = base + entity
            scores.remarks[cell] = 0
            scores.evidence[cell] = evidence(indicator, at: entity, in: store)
            guard plan.applicable[cell] else {
                scores.setNotApplicable(cell)
                continue
            }
            guard scores.score[cell].isNaN else {
                scores.set(cell, coverage: 1, low: scores.score[cell], high: scores.score[cell], reason: .none)
                let age = store.now.nanoseconds.subtractingReportingOverflow(scores.evidence[cell]).partialValue
                if let limit = indicator.heldAfter, scores.evidence[cell] != .max, age > limit {
                    scores.remarks[cell] = Remarks.held.rawValue
                }
                continue
            }
            scores.set(cell, coverage: 0, low: 0, high: 1, reason: reason(indicator, at: entity, in: store))
            if indicator.missing == .worst { scores.countWorst(cell) }
        }
    }

    /// The time of the oldest among the newest readings of the measures the indicator reads.
    private func evidence(_ indicator: IndicatorPlan, at entity: Int, in store: ReadingStore) -> Int64 {
        var oldest = Int64.max
        for measure in indicator.measures {
            let time = store.columns[measure].times[entity]
            if time != .min { oldest = min(oldest, time) }
        }
        return oldest
    }

    private func reason(_ indicator: IndicatorPlan, at entity: Int, in store: ReadingStore) -> Reason {
        for index in indicator.terms where termColumns[index].values[entity].isNaN {
            let term = plan.terms[index]
            let column = store.columns[term.term.measure.index]
            if column.times[entity] == .min { return .neverReported }
            if let limit = term.limit, !column.isFresh(entity, now: store.now.nanoseconds, limit: limit) {
                return .expired
            }
            return .emptyWindow
        }
        let terms = indicator.terms.map { termColumns[$0].values[entity] }
        return indicator.program.dividesByZero(terms: terms) ? .divisionByZero : .notFinite
    }

    /// Coverage, bounds and reasons of the entities above the leaves.
    private mutating func finishParents(_ indicator: IndicatorPlan, base: Int, into scores: inout Scores) {
        let count = plan.entityCount
        for entity in 0..<count where !plan.isLeaf[entity] {
            scores.coverage[base + entity] = 0
            scores.evidence[base + entity] = .max
            scores.remarks[base + entity] = 0
            scratch.totals[entity] = 0
            if indicator.rollUp == .scores { scores.set(base + entity, score: 0, low: 0, high: 0) }
            scratch.participants[entity] = indicator.rollUp == .scores ? 0 : scratch.participants[entity]
        }
        for entity in stride(from: count - 1, through: 0, by: -1) {
            let cell = base + entity
            if !plan.isLeaf[entity] { finishParent(indicator, entity: entity, cell: cell, into: &scores) }
            let parent = plan.parents[entity]
            guard parent >= 0, plan.applicable[cell] else { continue }
            let weight = scratch.weights[entity]
            scratch.totals[parent] += weight
            scores.coverage[base + parent] += weight * scores.coverage[cell]
            scores.evidence[base + parent] = min(scores.evidence[base + parent], scores.evidence[cell])
            scores.remarks[base + parent] |= scores.remarks[cell] & Remarks.held.rawValue
            guard indicator.rollUp == .scores else { continue }
            let hasScore = !scores.score[cell].isNaN
            scores.low[base + parent] += weight * (hasScore ? scores.low[cell] : 0)
            scores.high[base + parent] += weight * (hasScore ? scores.high[cell] : 1)
            if hasScore {
                scores.score[base + parent] += weight * scores.score[cell]
                scratch.participants[parent] += weight
            }
        }
    }

    /// Turns the sums an entity received from its children into its coverage, bounds and, with `scores`, its score.
    private func finishParent(_ indicator: IndicatorPlan, entity: Int, cell: Int, into scores: inout Scores) {
        guard plan.applicable[cell] else {
            scores.setNotApplicable(cell)
            return
        }
        let total = scratch.totals[entity]
        let coverage = total > 0 ? scores.coverage[cell] / total : 0
        if indicator.rollUp == .scores {
            let present = scratch.participants[entity]
            let (low, high) = (scores.low[cell] / total, scores.high[cell] / total)
            scores.score[cell] = present > 0 ? scores.score[cell] / present : .nan
            scores.value[cell] = .nan
            scores.set(cell, coverage: coverage, low: total > 0 ? low : 0, high: total > 0 ? high : 1, reason: .none)
            if present <= 0 { scores.setMissing(cell, reason: .nothingPooled) }
        } else if scores.score[cell].isNaN {
            let reason: Reason = scratch.participants[entity] > 0 ? .notFinite : .nothingPooled
            scores.set(cell, coverage: coverage, low: 0, high: 1, reason: reason)
        } else {
            let score = scores.score[cell]
            let low = coverage == 1 ? score : coverage * score
            let high = coverage == 1 ? score : coverage * score + (1 - coverage)
            scores.set(cell, coverage: coverage, low: low, high: high, reason: .none)
        }
        if scores.score[cell].isNaN, indicator.missing == .worst { scores.countWorst(cell) }
    }
}

extension Scores {
    mutating func setNotApplicable(_ cell: Int) {
        score[cell] = .nan
        value[cell] = .nan
        evidence[cell] = .max
        set(cell, coverage: .nan, low: .nan, high: .nan, reason: .notApplicable)
    }

    mutating func setMissing(_ cell: Int, reason: Reason) {
        score[cell] = .nan
        low[cell] = 0
        high[cell] = 1
        reasons[cell] = reason.rawValue
    }

    /// Scores a missing value 0, keeping its bounds and coverage open.
    mutating func countWorst(_ cell: Int) {
        score[cell] = 0
        low[cell] = 0
        high[cell] = 1
        remarks[cell] |= Remarks.countedWorst.rawValue
    }

    mutating func set(_ cell: Int, score: Double, low: Double, high: Double) {
        self.score[cell] = score
        self.low[cell] = low
        self.high[cell] = high
    }

    mutating func set(_ cell: Int, coverage: Double, low: Double, high: Double, reason: Reason) {
        self.coverage[cell] = coverage
        self.low[cell] = low
        self.high[cell] = high
        reasons[cell] = reason.rawValue
    }
}
