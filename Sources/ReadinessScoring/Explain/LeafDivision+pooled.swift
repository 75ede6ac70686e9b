import ReadinessModel

extension LeafDivision {
    /// Divides the change of terms pooled over leaf entities: by Shapley values over the entities that changed, then
    /// over the terms of each; beyond 12 entities over the terms first, then linearly over the entities.
    init(_ leaves: PooledLeaves, of indicator: IndicatorPlan) {
        let changed = leaves.changed
        let before = leaves.pool { _ in false }
        let after = leaves.pool { _ in true }
        change = indicator.score(after) - indicator.score(before)
        hasBoth = before.participants > 0 && after.participants > 0
        if changed.count <= Shapley.exactLimit {
            divideExactly(leaves, changed, indicator)
        } else if let before = before.values, let after = after.values {
            divideLinearly(leaves, changed, before, after, indicator)
            measureError(leaves, changed, indicator)
        }
        if size == 0 { divideEqually(leaves, changed) }
    }

    /// The score as such is no other (a score of 0 comes or goes), or many entities at once make it come or go: each did
    /// as much as any other. The amounts are shares of 1.
    private mutating func divideEqually(_ leaves: PooledLeaves, _ changed: [Int]) {
        hasBoth = false
        method = .linear
        let moving = changed.filter { leaves.isThere($0, isLater: false) != leaves.isThere($0, isLater: true) }
        let counted = moving.isEmpty ? changed : moving
        for leaf in counted {
            var below = LeafDivision()
            below.divideMissing(leaf, of: leaves)
            add(below, scaledTo: 1 / Double(counted.count))
        }
    }

    private mutating func divideExactly(_ leaves: PooledLeaves, _ changed: [Int], _ indicator: IndicatorPlan) {
        // What does not change is pooled once.
        var rest = leaves.empty
        var next = 0
        for leaf in leaves.entities.indices {
            if next < changed.count, changed[next] == leaf {
                next += 1
            } else {
                leaves.add(leaf, isLater: false, to: &rest)
            }
        }
        let shapley = Shapley(changed.count) { isChanged in
            var pool = rest
            for (player, leaf) in changed.enumerated() { leaves.add(leaf, isLater: isChanged[player], to: &pool) }
            return indicator.score(pool)
        }
        for (player, leaf) in changed.enumerated() {
            var others = rest
            for other in changed where other != leaf { leaves.add(other, isLater: false, to: &others) }
            var below = LeafDivision()
            below.divideTerms(of: leaf, leaves, others, indicator)
            let amount = shapley.amounts[player]
            if amount != 0, below.size == 0 {
                parts.append(Part(term: nil, entity: leaves.entities[leaf], amount: amount))
            } else {
                add(below, scaledTo: amount)
            }
        }
    }

    /// Divides what one entity did among its terms, all other entities being as before.
    private mutating func divideTerms(
        of leaf: Int,
        _ leaves: PooledLeaves,
        _ others: PooledTerms,
        _ indicator: IndicatorPlan
    ) {
        guard leaves.isThere(leaf, isLater: false), leaves.isThere(leaf, isLater: true) else {
            divideMissing(leaf, of: leaves)
            return
        }
        let changed = leaves.changedTerms(leaf)
        guard changed.count > 1 else {
            change = 1
            for term in changed { parts.append(Part(term: term, entity: leaves.entities[leaf], amount: 1)) }
            return
        }
        var isLater = [Bool](repeating: false, count: leaves.width)
        let shapley = Shapley(changed.count) { isChanged in
            for (player, term) in changed.enumerated() { isLater[term] = isChanged[player] }
            var pool = others
            pool.participants += 1
            for term in 0..<leaves.width {
                pool.add(leaves.value(term, leaf, isLater: isLater[term]), to: term, leaves.kind(of: term))
            }
            return indicator.score(pool)
        }
        change = shapley.amounts.reduce(0, +)
        for (player, term) in changed.enumerated() {
            parts.append(Part(term: term, entity: leaves.entities[leaf], amount: shapley.amounts[player]))
        }
    }

    private mutating func divideLinearly(
        _ leaves: PooledLeaves,
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
        parts.reserveCapacity(changed.count * terms.count)
        for (player, term) in terms.enumerated() {
            let steps = changed.map { leaves.step($0, of: term, before[term], after[term]) }
            let total = steps.reduce(0, +)
            let amount = shapley.amounts[player]
            guard total != 0 else {
                other += amount
                continue
            }
            for (leaf, step) in zip(changed, steps) where step != 0 {
                parts.append(Part(term: term, entity: leaves.entities[leaf], amount: amount * step / total))
            }
        }
    }

    /// Compares the largest parts with what their entities do as the first and as the last to change.
    private mutating func measureError(_ leaves: PooledLeaves, _ changed: [Int], _ indicator: IndicatorPlan) {
        var amounts: [Int: Double] = [:]
        for part in parts { if let entity = part.entity { amounts[entity, default: 0] += part.amount } }
        var places: [(leaf: Int, amount: Double)] = []
        for leaf in changed {
            let amount = amounts[leaves.entities[leaf]] ?? 0
            guard places.count < 3 || abs(amount) > abs(places[places.count - 1].amount) else { continue }
            if places.count == 3 { places.removeLast() }
            places.append((leaf, amount))
            places.sort { abs($0.amount) > abs($1.amount) }
        }
        let start = indicator.score(leaves.pool { _ in false })
        let end = indicator.score(leaves.pool { _ in true })
        for (leaf, amount) in places {
            let first = indicator.score(leaves.pool { $0 == leaf }) - start
            let last = end - indicator.score(leaves.pool { $0 != leaf })
            error = Swift.max(error, abs(first - amount), abs(last - amount))
        }
    }
}

extension PooledLeaves {
    /// What an entity adds to the change of one pooled term, up to a common factor.
    fileprivate func step(_ leaf: Int, of term: Int, _ pooledBefore: Double, _ pooledAfter: Double) -> Double {
        let (wasThere, isThere) = (isThere(leaf, isLater: false), isThere(leaf, isLater: true))
        let x0 = wasThere ? value(term, leaf, isLater: false) : 0
        let x1 = isThere ? value(term, leaf, isLater: true) : 0
        switch kind(of: term) {
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
