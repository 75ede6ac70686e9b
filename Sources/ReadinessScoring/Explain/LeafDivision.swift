import ReadinessModel

/// The change of an indicator by its value, divided among the terms of leaf entities; no score counts 0.
struct LeafDivision {
    struct Part {
        /// The place of the term among those of the indicator; nil where the leaf entity is not divided further.
        var term: Int?
        /// The leaf entity; nil for all peers of a relative normalisation together.
        var entity: Int?
        var amount: Double
    }

    var parts: [Part] = []
    /// How the parts were found.
    var method = AttributionMethod.shapley
    /// What is due neither to readings of its own nor to peers: weights by a measure, and gates below.
    var other = 0.0
    /// The change; no score counts 0.
    var change = 0.0
    /// Whether both sides have a score.
    var hasBoth = true
    /// How far a part may lie from its Shapley value, roughly; 0 where it is that.
    var error = 0.0

    /// The sum of the sizes of the parts.
    var size: Double { parts.reduce(abs(other)) { $0 + abs($1.amount) } }

    /// Adds what was found for a part of this one, scaled to `amount`.
    mutating func add(_ below: LeafDivision, scaledTo amount: Double) {
        guard amount != 0 else { return }
        if below.method != .shapley { method = below.method }
        let isScalable = below.hasBoth && below.change != 0 && abs(amount) <= 100 * abs(below.change)
        let size = below.size
        guard isScalable || size > 0 else {
            other += amount
            return
        }
        let factor = isScalable ? amount / below.change : amount / size
        for part in below.parts {
            let amount = isScalable ? part.amount * factor : abs(part.amount) * factor
            parts.append(Part(term: part.term, entity: part.entity, amount: amount))
        }
        other += isScalable ? below.other * factor : abs(below.other) * factor
        error = Swift.max(error, below.error * abs(factor))
    }
}

extension LeafDivision {
    /// Divides the change of terms pooled over leaf entities: by Shapley values over the entities that changed, then
    /// over the terms of each; beyond 12 entities over the terms first, then linearly over the entities.
    init(pooled leaves: [LeafTerms], of indicator: IndicatorPlan) {
        let changed = leaves.indices.filter { leaves[$0].isChanged }
        var place = [Int](repeating: -1, count: leaves.count)
        for (player, leaf) in changed.enumerated() { place[leaf] = player }
        let before = indicator.pool(leaves) { _ in false }
        let after = indicator.pool(leaves) { place[$0] >= 0 }
        change = (after.map(indicator.score) ?? 0) - (before.map(indicator.score) ?? 0)
        hasBoth = before != nil && after != nil
        if changed.count <= Shapley.exactLimit {
            divideExactly(leaves, changed, place, indicator)
        } else if let before, let after {
            divideLinearly(leaves, changed, before, after, indicator)
            measureError(leaves, changed, indicator)
        }
        if size == 0 { divideEqually(leaves, changed) }
    }

    private mutating func divideExactly(
        _ leaves: [LeafTerms],
        _ changed: [Int],
        _ place: [Int],
        _ indicator: IndicatorPlan
    ) {
        let shapley = Shapley(changed.count, cost: leaves.count) { isChanged in
            indicator.score(leaves) { place[$0] >= 0 && isChanged[place[$0]] }
        }
        if !shapley.isExact {
            method = .sampledShapley
            error = shapley.errors.max() ?? 0
        }
        for (player, leaf) in changed.enumerated() {
            let amount = shapley.amounts[player]
            var below = LeafDivision()
            below.divideTerms(of: leaves, leaf, indicator)
            if amount != 0, below.size == 0 {
                parts.append(Part(term: nil, entity: leaves[leaf].entity, amount: amount))
            } else {
                add(below, scaledTo: amount)
            }
        }
    }

    /// The score as such is no other (a score of 0 comes or goes), or many entities at once make it come or go: each did
    /// as much as any other. The amounts are shares of 1.
    private mutating func divideEqually(_ leaves: [LeafTerms], _ changed: [Int]) {
        hasBoth = false
        method = .linear
        let moving = changed.filter { leaves[$0].isPresentBefore != leaves[$0].isPresentAfter }
        let counted = moving.isEmpty ? changed : moving
        for leaf in counted {
            var below = LeafDivision()
            below.divideMissing(leaves[leaf])
            add(below, scaledTo: 1 / Double(counted.count))
        }
    }

    /// An entity that comes or goes as a whole does so by the terms that were or are missing, all alike.
    private mutating func divideMissing(_ leaf: LeafTerms) {
        hasBoth = false
        change = 1
        let changed = leaf.before.indices.filter { leaf.before[$0].bitPattern != leaf.after[$0].bitPattern }
        let moving = changed.filter { leaf.before[$0].isNaN != leaf.after[$0].isNaN }
        let terms = moving.isEmpty ? changed : moving
        for term in terms { parts.append(Part(term: term, entity: leaf.entity, amount: 1 / Double(terms.count))) }
    }

    /// Divides what one entity did among its terms.
    private mutating func divideTerms(of leaves: [LeafTerms], _ leaf: Int, _ indicator: IndicatorPlan) {
        let (before, after) = (leaves[leaf].before, leaves[leaf].after)
        guard leaves[leaf].isPresentBefore, leaves[leaf].isPresentAfter else {
            divideMissing(leaves[leaf])
            return
        }
        let divided = before.indices.filter { before[$0].bitPattern != after[$0].bitPattern }
        var mixed = leaves
        let shapley = Shapley(divided.count, cost: leaves.count) { isChanged in
            var values = before
            for (player, term) in divided.enumerated() where isChanged[player] { values[term] = after[term] }
            mixed[leaf] = LeafTerms(entity: leaves[leaf].entity, before: values, after: values)
            return indicator.score(mixed) { _ in false }
        }
        change = shapley.amounts.reduce(0, +)
        for (player, term) in divided.enumerated() {
            parts.append(Part(term: term, entity: leaves[leaf].entity, amount: shapley.amounts[player]))
        }
    }

    private mutating func divideLinearly(
        _ leaves: [LeafTerms],
        _ changed: [Int],
        _ before: [Double],
        _ after: [Double],
        _ indicator: IndicatorPlan
    ) {
        method = .linear
        let terms = before.indices.filter { before[$0].bitPattern != after[$0].bitPattern }
        let shapley = Shapley(terms.count) { isChanged in
            var values = before
            for (player, term) in terms.enumerated() where isChanged[player] { values[term] = after[term] }
            return indicator.score(values)
        }
        for (player, term) in terms.enumerated() {
            let steps = changed.map { leaves[$0].step(of: term, indicator.pools[term], before[term], after[term]) }
            let total = steps.reduce(0, +)
            let amount = shapley.amounts[player]
            guard total != 0 else {
                other += amount
                continue
            }
            for (leaf, step) in zip(changed, steps) where step != 0 {
                parts.append(Part(term: term, entity: leaves[leaf].entity, amount: amount * step / total))
            }
        }
    }

    /// Compares the largest parts with what their entities do as the first and as the last to change.
    private mutating func measureError(_ leaves: [LeafTerms], _ changed: [Int], _ indicator: IndicatorPlan) {
        var amounts: [Int: Double] = [:]
        for part in parts { if let entity = part.entity { amounts[entity, default: 0] += part.amount } }
        let largest = changed.sorted { abs(amounts[leaves[$0].entity] ?? 0) > abs(amounts[leaves[$1].entity] ?? 0) }
        let isChanged = Set(changed)
        let start = indicator.score(leaves) { _ in false }
        let end = indicator.score(leaves) { isChanged.contains($0) }
        for leaf in largest.prefix(3) {
            let amount = amounts[leaves[leaf].entity] ?? 0
            let first = indicator.score(leaves) { $0 == leaf } - start
            let last = end - indicator.score(leaves) { $0 != leaf && isChanged.contains($0) }
            error = Swift.max(error, abs(first - amount), abs(last - amount))
        }
    }
}

extension LeafTerms {
    /// What an entity adds to the change of one pooled term, up to a common factor.
    fileprivate func step(of term: Int, _ pool: Pool, _ pooledBefore: Double, _ pooledAfter: Double) -> Double {
        let (wasThere, isThere) = (isPresentBefore, isPresentAfter)
        let (x0, x1) = (wasThere ? before[term] : 0, isThere ? after[term] : 0)
        switch pool {
        case .sum: return x1 - x0
        case .mean:
            let middle = (pooledBefore + pooledAfter) / 2
            return (isThere ? x1 - middle : 0) - (wasThere ? x0 - middle : 0)
        case .min, .max:
            // Only those that were or are the extreme matter; they share it.
            return (wasThere && x0 == pooledBefore) != (isThere && x1 == pooledAfter) ? 1 : 0
        }
    }
}
