import ReadinessModel

/// The evaluation of one indicator at every entity.
struct IndicatorPass {
    let plan: ScoringPlan
    let indicator: IndicatorPlan
    let terms: [TermColumn]
    let store: ReadingStore
    let scratch: Scratch.Columns
    let cells: ScoreColumns
    /// The caps on the indicator; nil when it has none.
    let gates: GatePass?
    /// What is set instead of computed; nil when nothing is.
    let settings: CellSettings?

    private var count: Int { plan.entityCount }
    private var base: Int { indicator.node * plan.entityCount }

    func run() {
        let isComplete = gather()
        if plan.hasParents, indicator.rollUp == .pool {
            if let settings { pool(with: settings) } else { pool(isComplete: isComplete) }
        }
        computeValues()
        gatherEvidence()
        if settings == nil, isComplete, indicator.rollUp == .pool, finishComplete() {
            gates?.run()
            return
        }
        finishLeaves()
        if plan.hasParents { finishParents() } else { gates?.run() }
    }

    /// Copies the terms of the leaf entities that have every one of them, and marks those as participants.
    ///
    /// - Returns: whether every leaf entity it applies to takes part.
    private func gather() -> Bool {
        let participants = scratch.participants
        let base = base
        plan.leafApplicable.withUnsafeBufferPointer { applies in
            for entity in 0..<count { participants[entity] = applies[base + entity] }
        }
        for index in indicator.terms {
            terms[index].values.withUnsafeBufferPointer { values in
                for entity in 0..<count { participants[entity] = values[entity].isNaN ? 0 : participants[entity] }
            }
        }
        for (place, index) in indicator.terms.enumerated() {
            let neutral = indicator.pools[place].neutral
            let pooled = scratch.pooled + place * count
            terms[index].values.withUnsafeBufferPointer { values in
                for entity in 0..<count { pooled[entity] = participants[entity] > 0 ? values[entity] : neutral }
            }
        }
        var present = 0.0
        for entity in 0..<count { present += participants[entity] }
        return present == indicator.leafCount
    }

    /// Combines the terms of participants into the entities above them.
    private func pool(isComplete: Bool) {
        for (place, pool) in indicator.pools.enumerated() {
            let column = scratch.pooled + place * count
            plan.climb { child, parent in
                switch pool {
                case .sum, .mean: column[parent] += column[child]
                case .min: column[parent] = Swift.min(column[parent], column[child])
                case .max: column[parent] = Swift.max(column[parent], column[child])
                }
            }
        }
        let participants = scratch.participants
        plan.climb { child, parent in participants[parent] += participants[child] }
        for (place, pool) in indicator.pools.enumerated() where pool == .mean {
            let column = scratch.pooled + place * count
            for entity in 0..<count where !plan.isLeaf[entity] { column[entity] /= participants[entity] }
        }
    }

    /// Applies the expression and the normalisation to every entity at once.
    private func computeValues() {
        let values = cells.value + base
        if indicator.program.isSingleTerm {
            values.update(from: scratch.pooled, count: count)
        } else {
            let columns = indicator.terms.indices.map { UnsafePointer(scratch.pooled + $0 * count) }
            indicator.program.run(terms: columns, count: count, stack: scratch.stack, output: values)
        }
        for entity in 0..<count { values[entity] = scratch.participants[entity] == 0 ? .nan : values[entity] }
        if let settings { setValues(settings) }
        indicator.normalisation.apply(values, count: count, scores: cells.score + base)
        if let settings { setScores(settings) }
    }

    /// The time of the oldest among the newest readings used, here and in the entities above.
    private func gatherEvidence() {
        let evidence = cells.evidence + base
        evidence.update(repeating: .max, count: count)
        for measure in indicator.measures {
            store.columns[measure].times.withUnsafeBufferPointer { times in
                for entity in 0..<count {
                    let time = times[entity] == .min ? .max : times[entity]
                    evidence[entity] = Swift.min(evidence[entity], time)
                }
            }
        }
        plan.leafApplicable.withUnsafeBufferPointer { applies in
            for entity in 0..<count where applies[base + entity] == 0 { evidence[entity] = .max }
        }
        plan.climb { child, parent in evidence[parent] = Swift.min(evidence[parent], evidence[child]) }
    }

    /// The short way when no leaf is missing: coverage is 1 and the bounds are the score.
    ///
    /// - Returns: false, with nothing finished, when some entity has no score after all or something is held.
    private func finishComplete() -> Bool {
        guard indicator.heldAfter == nil else { return false }
        let scores = cells.score + base
        var sum = 0.0
        plan.applicable.withUnsafeBufferPointer { applies in
            for entity in 0..<count { sum += applies[base + entity] ? scores[entity] : 0 }
        }
        guard !sum.isNaN else { return false }
        (cells.low + base).update(from: scores, count: count)
        (cells.high + base).update(from: scores, count: count)
        (cells.remarks + base).update(repeating: 0, count: count)
        let (coverage, reasons) = (cells.coverage + base, cells.reasons + base)
        plan.applicable.withUnsafeBufferPointer { applies in
            for entity in 0..<count {
                coverage[entity] = applies[base + entity] ? 1 : .nan
                reasons[entity] = applies[base + entity] ? Reason.none.rawValue : Reason.notApplicable.rawValue
            }
            guard indicator.leafCount < plan.totalLeafCount else { return }
            for entity in 0..<count where !applies[base + entity] { cells.setNotApplicable(base + entity) }
        }
        return true
    }
}

// MARK: - The long way

extension IndicatorPass {
    /// Coverage, bounds and reasons of the leaf entities.
    private func finishLeaves() {
        for entity in 0..<count where plan.isLeaf[entity] {
            let cell = base + entity
            guard plan.applicable[cell] else {
                cells.setNotApplicable(cell)
                continue
            }
            cells.remarks[cell] = 0
            let score = cells.score[cell]
            guard score.isNaN else {
                cells.set(cell, coverage: 1, low: score, high: score, reason: .none)
                if isHeld(entity) { cells.remarks[cell] = Remarks.held.rawValue }
                continue
            }
            cells.set(cell, coverage: 0, low: 0, high: 1, reason: reason(at: entity))
            if indicator.missing == .worst { cells.countWorst(cell) }
        }
    }

    /// Whether a reading it uses is older than fresh and only held.
    private func isHeld(_ entity: Int) -> Bool {
        guard let limit = indicator.heldAfter else { return false }
        return indicator.measures.contains { measure in
            let column = store.columns[measure]
            return column.kind != .event && !column.isFresh(entity, now: store.now.nanoseconds, limit: limit)
        }
    }

    private func reason(at entity: Int) -> Reason {
        for index in indicator.terms where terms[index].values[entity].isNaN {
            let term = plan.terms[index]
            let column = store.columns[term.term.measure.index]
            if column.times[entity] == .min { return .neverReported }
            if let limit = term.limit, column.kind != .event,
                !column.isFresh(entity, now: store.now.nanoseconds, limit: limit)
            {
                return .expired
            }
            return .emptyWindow
        }
        let values = indicator.terms.map { terms[$0].values[entity] }
        if indicator.program.dividesByZero(terms: values) { return .divisionByZero }
        return indicator.normalisation.isRelative && !cells.value[base + entity].isNaN ? .noPeers : .notFinite
    }

    /// Coverage, bounds and reasons of the entities above the leaves; with `scores`, their scores too.
    private func finishParents() {
        let isMean = indicator.rollUp == .scores
        for entity in 0..<count where !plan.isLeaf[entity] {
            let cell = base + entity
            cells.coverage[cell] = 0
            cells.remarks[cell] = 0
            scratch.totals[entity] = 0
            guard isMean else { continue }
            cells.score[cell] = 0
            cells.low[cell] = 0
            cells.high[cell] = 0
            scratch.participants[entity] = 0
        }
        for entity in stride(from: count - 1, through: 0, by: -1) {
            let cell = base + entity
            if !plan.isLeaf[entity] { finishParent(entity) }
            if !plan.isLeaf[entity], let setting = settings?[entity] { finishSet(entity, setting) }
            // Before it counts above: what rolls up is the published score.
            gates?.cap(entity)
            let parent = plan.parents[entity]
            guard parent >= 0, plan.applicable[cell] else { continue }
            let weight = scratch.weights[entity]
            scratch.totals[parent] += weight
            cells.coverage[base + parent] += weight * cells.coverage[cell]
            cells.remarks[base + parent] |= cells.remarks[cell] & Remarks.held.rawValue
            guard isMean else { continue }
            let hasScore = !cells.score[cell].isNaN
            cells.low[base + parent] += weight * (hasScore ? cells.low[cell] : 0)
            cells.high[base + parent] += weight * (hasScore ? cells.high[cell] : 1)
            if hasScore {
                cells.score[base + parent] += weight * cells.score[cell]
                scratch.participants[parent] += weight
            }
        }
    }

    /// Turns the sums an entity received from its children into its coverage, bounds and, with `scores`, its score.
    private func finishParent(_ entity: Int) {
        let cell = base + entity
        guard plan.applicable[cell] else {
            cells.setNotApplicable(cell)
            return
        }
        let total = scratch.totals[entity]
        let coverage = total > 0 ? cells.coverage[cell] / total : 0
        let present = scratch.participants[entity]
        if indicator.rollUp == .scores {
            let (low, high) = total > 0 ? (cells.low[cell] / total, cells.high[cell] / total) : (0, 1)
            cells.score[cell] = present > 0 ? cells.score[cell] / present : .nan
            cells.value[cell] = .nan
            cells.set(cell, coverage: coverage, low: low, high: high, reason: present > 0 ? .none : .nothingPooled)
        } else if cells.score[cell].isNaN {
            cells.set(
                cell,
                coverage: coverage,
                low: 0,
                high: 1,
                reason: present > 0 ? reasonAbove(entity) : .nothingPooled
            )
        } else {
            let score = cells.score[cell]
            let low = coverage == 1 ? score : coverage * score
            let high = coverage == 1 ? score : coverage * score + (1 - coverage)
            cells.set(cell, coverage: coverage, low: low, high: high, reason: .none)
        }
        if cells.score[cell].isNaN, indicator.missing == .worst { cells.countWorst(cell) }
    }

    /// Why pooled terms give no score.
    private func reasonAbove(_ entity: Int) -> Reason {
        let values = indicator.terms.indices.map { scratch.pooled[$0 * count + entity] }
        return indicator.program.dividesByZero(terms: values) ? .divisionByZero : .notFinite
    }
}

extension Pool {
    /// What an entity that takes no part adds.
    fileprivate var neutral: Double {
        switch self {
        case .sum, .mean: 0
        case .min: .infinity
        case .max: -.infinity
        }
    }
}
