import ReadinessModel

/// The evaluation of one indicator: at every entity, or at some.
///
/// Both give the same bits: what is computed for a leaf depends on its own row alone, and entities above add their
/// direct children up in one order (`EntityTree.sum`).
struct IndicatorPass {
    let tree: EntityTree
    let indicator: IndicatorTables
    let frame: Frame
    /// The caps on the indicator; nil when it has none.
    let gates: GatePass?
    /// What is set instead of computed; nil when nothing is.
    let settings: CellSettings?

    var cells: ScoreColumns { frame.cells }
    private var count: Int { frame.count }
    private var base: Int { indicator.base }

    /// Evaluates the indicator at every entity.
    func run() {
        gatherEvidence()
        let isComplete = settings == nil && gatherComplete() || gather()
        let values = cells.value + base
        if let settings { setValues(settings) }
        indicator.plan.normalisation.apply(values, count: count, scores: cells.score + base)
        if let settings { setScores(settings) }
        if settings == nil, isComplete, finishComplete() {
            gates?.run()
            return
        }
        cells.isPlain[indicator.plan.node] = false
        for entity in 0..<count where tree.isLeaf(entity) {
            finishLeaf(entity)
            gates?.cap(entity)
        }
        for place in 0..<tree.parentCount {
            let entity = tree.upward[place]
            finishParent(entity, slot: tree.slots[entity])
            if let setting = settings?[entity] { finishSet(entity, setting) }
            // Before it counts above: what rolls up is the published score.
            gates?.cap(entity)
        }
    }

    /// Evaluates the indicator at one entity, those below being up to date. Not for relative normalisers.
    func run(_ entity: Int) {
        let slot = tree.slots[entity]
        if slot < 0 { gatherLeaf(entity) } else { gatherParent(entity, slot: slot) }
        let cell = base + entity
        indicator.plan.normalisation.apply(cells.value + cell, count: 1, scores: cells.score + cell)
        if slot < 0 { finishLeaf(entity) } else { finishParent(entity, slot: slot) }
        gates?.cap(entity)
        if cells.isPlain[indicator.plan.node], !cells.isPlain(cell) { cells.isPlain[indicator.plan.node] = false }
    }

    /// Whether a leaf entity takes part: it delivered every term.
    @inline(__always)
    private func takesPart(_ entity: Int) -> Bool {
        guard frame.applicable[base + entity] else { return false }
        for term in 0..<indicator.terms.count where frame.column(indicator.terms[term])[entity].isNaN { return false }
        return true
    }

    /// Where a term's sums over the leaves below are kept, by slot; after the last term the number of participants.
    @inline(__always)
    private func kept(_ place: Int) -> UnsafeMutablePointer<Double> {
        frame.pooled + indicator.pooled + place * tree.parentCount
    }

    var participants: UnsafeMutablePointer<Double> { kept(indicator.terms.count) }
}

// MARK: - Values of every entity

extension IndicatorPass {
    /// The time of the oldest among the newest readings used, here and in the entities below.
    private func gatherEvidence() {
        let evidence = cells.evidence + base
        evidence.update(repeating: .max, count: count)
        for measure in 0..<indicator.series.count {
            let times = frame.times + indicator.series[measure]
            for entity in 0..<count {
                evidence[entity] = Swift.min(evidence[entity], times[entity] == .min ? .max : times[entity])
            }
        }
        if !indicator.appliesToAll {
            for entity in 0..<count where !frame.applicable[base + entity] { evidence[entity] = .max }
        }
        for place in 0..<tree.parentCount {
            let entity = tree.upward[place]
            evidence[entity] = oldest(tree.slots[entity])
        }
    }

    @inline(__always)
    private func oldest(_ slot: Int) -> Int64 {
        let evidence = cells.evidence + base
        var oldest = Int64.max
        tree.forEachChild(slot) { oldest = Swift.min(oldest, evidence[$0]) }
        return oldest
    }

    /// The short way to the values of an indicator of one term that no leaf entity misses.
    ///
    /// - Returns: false, with nothing of use done, when it is not so.
    private func gatherComplete() -> Bool {
        guard indicator.isSingleTerm, indicator.appliesToAll, indicator.plan.rollUp == .pool else { return false }
        let values = cells.value + base
        values.update(from: frame.column(indicator.terms[0]), count: count)
        let (pool, sums, participants) = (indicator.plan.pools[0], kept(0), participants)
        for place in 0..<tree.parentCount {
            let entity = tree.upward[place]
            let slot = tree.slots[entity]
            let sum: Double
            if tree.leafRuns[slot] >= 0 {
                sum = tree.pool(pool, slot) { values[$0] }
            } else {
                sum = tree.pool(pool, slot) { child in
                    let slot = tree.slots[child]
                    return slot < 0 ? values[child] : sums[slot]
                }
            }
            sums[slot] = sum
            participants[slot] = Double(tree.leavesBelow[slot])
            values[entity] = pool == .mean ? sum / participants[slot] : sum
        }
        guard pool == .sum || pool == .mean else { return !hasMissing(values, count) }
        for place in 0..<tree.tops.count where values[tree.tops[place]].isNaN { return false }
        return true
    }

    /// Values with gaps, or of more than one term.
    ///
    /// - Returns: whether every leaf entity it applies to takes part.
    private func gather() -> Bool {
        let (present, applicable) = (frame.present, frame.applicable + base)
        for entity in 0..<count { present[entity] = tree.slots[entity] < 0 && applicable[entity] ? 1 : 0 }
        for place in 0..<indicator.terms.count {
            let values = frame.column(indicator.terms[place])
            for entity in 0..<count { present[entity] = values[entity].isNaN ? 0 : present[entity] }
        }
        var presentCount = 0
        for entity in 0..<count { presentCount += present[entity] > 0 ? 1 : 0 }
        for place in 0..<indicator.terms.count {
            let (values, neutral) = (frame.column(indicator.terms[place]), indicator.plan.pools[place].neutral)
            let column = frame.columns + place * count
            for entity in 0..<count { column[entity] = present[entity] > 0 ? values[entity] : neutral }
        }
        if indicator.plan.rollUp == .pool {
            if let settings {
                pool(with: settings)
            } else {
                for place in 0..<tree.parentCount { pool(tree.upward[place]) }
            }
            divideMeans()
        }
        let values = cells.value + base
        if indicator.isSingleTerm {
            values.update(from: frame.columns, count: count)
        } else {
            indicator.plan.program.run(
                terms: frame.columns,
                apart: count,
                count: count,
                stack: frame.stack,
                output: values
            )
        }
        for entity in 0..<count { values[entity] = present[entity] == 0 ? .nan : values[entity] }
        return presentCount == indicator.plan.leafCount
    }

    /// Combines the terms of the entities directly below one.
    func pool(_ entity: Int) {
        let slot = tree.slots[entity]
        for place in 0..<indicator.terms.count {
            let column = frame.columns + place * count
            column[entity] = tree.pool(indicator.plan.pools[place], slot) { column[$0] }
            kept(place)[slot] = column[entity]
        }
        let present = frame.present
        present[entity] = tree.sum(slot) { present[$0] }
        participants[slot] = present[entity]
    }

    /// Means are sums until all are in.
    func divideMeans() {
        for (place, pool) in indicator.plan.pools.enumerated() where pool == .mean {
            let column = frame.columns + place * count
            for place in 0..<tree.parentCount { column[tree.upward[place]] /= frame.present[tree.upward[place]] }
        }
    }

    private var allWeigh: Bool {
        for slot in 0..<tree.parentCount {
            var sum = 0.0
            tree.forEachChild(slot) { sum += frame.weights[$0] }
            guard sum > 0 else { return false }
        }
        return true
    }

    private func hasMissing(_ values: UnsafePointer<Double>, _ count: Int) -> Bool {
        // What is finite gives 0, anything else stays missing.
        var sums = SIMD8<Double>()
        var row = 0
        while row + 8 <= count {
            sums += UnsafeRawPointer(values + row).loadUnaligned(as: SIMD8<Double>.self) * 0
            row += 8
        }
        while row < count {
            sums[0] += values[row] * 0
            row += 1
        }
        return sums.sum().isNaN
    }

    /// The short way when no leaf is missing: coverage is 1 and the bounds are the score.
    ///
    /// - Returns: false, with nothing finished, when some entity has no score after all or something may be held.
    private func finishComplete() -> Bool {
        guard indicator.plan.heldAfter == nil, indicator.appliesToAll, indicator.plan.rollUp == .pool else {
            return false
        }
        // Where all children weigh nothing, nothing is covered.
        guard !tree.hasMeasuredWeights || allWeigh else { return false }
        let scores = cells.score + base
        guard !hasMissing(scores, count) else { return false }
        (cells.low + base).update(from: scores, count: count)
        (cells.high + base).update(from: scores, count: count)
        cells.makePlain(indicator.plan.node, cells: base..<base + count)
        if indicator.hasGates { cells.isPlain[indicator.plan.node] = false }
        return true
    }
}

// MARK: - Values of one entity

extension IndicatorPass {
    private func gatherLeaf(_ entity: Int) {
        let cell = base + entity
        var oldest = Int64.max
        if frame.applicable[cell] {
            for measure in 0..<indicator.series.count {
                let time = frame.times[indicator.series[measure] + entity]
                oldest = Swift.min(oldest, time == .min ? .max : time)
            }
        }
        cells.evidence[cell] = oldest
        guard takesPart(entity) else {
            cells.value[cell] = .nan
            return
        }
        cells.value[cell] = value { frame.column(indicator.terms[$0])[entity] }
    }

    private func gatherParent(_ entity: Int, slot: Int) {
        let cell = base + entity
        cells.evidence[cell] = oldest(slot)
        cells.value[cell] = .nan
        guard indicator.plan.rollUp == .pool else { return }
        let participants = participants
        for place in 0..<indicator.terms.count {
            let (sums, column) = (kept(place), frame.column(indicator.terms[place]))
            let pool = indicator.plan.pools[place]
            let neutral = pool.neutral
            if indicator.isSingleTerm, indicator.appliesToAll, tree.leafRuns[slot] >= 0 {
                sums[slot] = tree.pool(pool, slot) { column[$0].isNaN ? neutral : column[$0] }
                continue
            }
            sums[slot] = tree.pool(pool, slot) { child in
                let slot = tree.slots[child]
                return slot >= 0 ? sums[slot] : takesPart(child) ? column[child] : neutral
            }
        }
        // Numbers of entities add up exactly in any order.
        var count = 0.0
        tree.forEachChild(slot) { child in
            let slot = tree.slots[child]
            count += slot >= 0 ? participants[slot] : takesPart(child) ? 1 : 0
        }
        participants[slot] = count
        let present = participants[slot]
        guard present > 0 else { return }
        cells.value[cell] = value { pooled($0, slot, present) }
    }

    /// A pooled term.
    func pooled(_ place: Int, _ slot: Int, _ present: Double) -> Double {
        indicator.plan.pools[place] == .mean ? kept(place)[slot] / present : kept(place)[slot]
    }

    /// The expression applied to one row of terms.
    private func value(_ term: (Int) -> Double) -> Double {
        if indicator.isSingleTerm { return term(0) }
        for place in 0..<indicator.terms.count { frame.columns[place] = term(place) }
        var value = Double.nan
        indicator.plan.program.run(terms: frame.columns, apart: 1, count: 1, stack: frame.stack, output: &value)
        return value
    }
}

extension Pool {
    /// What an entity that takes no part adds.
    var neutral: Double {
        switch self {
        case .sum, .mean: 0
        case .min: .infinity
        case .max: -.infinity
        }
    }
}
