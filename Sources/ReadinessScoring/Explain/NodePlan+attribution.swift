import ReadinessModel

extension NodePlan {
    /// Divides the node's change, before its caps, among its children and the change of its own rule.
    ///
    /// Arithmetic means by weights, geometric means by the logarithmic mean divisia index (Ang 2005), the rest by
    /// Shapley values. No score counts 0.
    ///
    /// - Parameters:
    ///   - earlier: the rule before; its children are those of this rule, place by place.
    ///   - isOwnChange: whether the rule itself changed.
    func attribute(
        from earlier: NodePlan,
        isOwnChange: Bool,
        before: ChildScores,
        after: ChildScores,
        score0: Double,
        score1: Double
    ) -> ChildAttribution {
        let count = after.scores.count
        var result = ChildAttribution(
            amounts: Array(repeating: 0, count: count),
            errors: Array(repeating: 0, count: count),
            slopes: Array(repeating: 0, count: count),
            method: .linear
        )
        let hasBoth = !score0.isNaN && !score1.isNaN
        let changed = (0..<count).filter { !after.isSame(before, at: $0) }
        let isSameMethod = earlier.aggregate == aggregate && earlier.floor == floor
        if hasBoth, isSameMethod, aggregate == .arithmetic {
            divideMean(earlier, before, after, scale: 1, ends: (score0, score1), into: &result) { $0 }
        } else if hasBoth, isSameMethod, aggregate == .geometric {
            divideGeometric(earlier, before, after, score0: score0, score1: score1, into: &result)
        } else if !changed.isEmpty || isOwnChange {
            divideByShapley(earlier, isOwnChange, changed, before, after, into: &result)
            return result
        }
        // The scores as published are met to the last bit.
        var all = result.amounts + [result.own]
        all.spreadResidual(to: score1 - score0)
        if hasBoth {
            result.own = all.removeLast()
            result.amounts = all
        }
        return result
    }

    /// A mean of `transform(score)`: with `N = sum w x` and `W = sum w`, `dS = sum (d(w x) - S dw) / W`, means of both
    /// sides standing for `S` and `W`: exact, also where a child appears or a weight changes.
    private func divideMean(
        _ earlier: NodePlan,
        _ before: ChildScores,
        _ after: ChildScores,
        scale: Double,
        ends: (Double, Double),
        into result: inout ChildAttribution,
        transform: (Double) -> Double
    ) {
        var total = 0.0
        for place in after.scores.indices {
            if !before.scores[place].isNaN { total += earlier.weights[place] / 2 }
            if !after.scores[place].isNaN { total += weights[place] / 2 }
        }
        guard total > 0 else { return }
        let mean = (ends.0 + ends.1) / 2
        for place in after.scores.indices {
            let (isBefore, isAfter) = (!before.scores[place].isNaN, !after.scores[place].isNaN)
            let x0 = isBefore ? transform(before.scores[place]) : 0
            let x1 = isAfter ? transform(after.scores[place]) : 0
            let (w0, w1) = (earlier.weights[place], weights[place])
            guard isBefore, isAfter else {
                // A child that appears comes with its weight, one that disappears takes it along.
                let amount = (isAfter ? w1 * (x1 - mean) : 0) - (isBefore ? w0 * (x0 - mean) : 0)
                result.amounts[place] = scale * amount / total
                continue
            }
            result.amounts[place] = scale * (w0 + w1) / 2 * (x1 - x0) / total
            result.own += scale * (w1 - w0) * ((x0 + x1) / 2 - mean) / total
            result.slopes[place] = scale * (w0 + w1) / 2 / total
        }
    }

    private func divideGeometric(
        _ earlier: NodePlan,
        _ before: ChildScores,
        _ after: ChildScores,
        score0: Double,
        score1: Double,
        into result: inout ChildAttribution
    ) {
        result.method = .logarithmicMean
        guard score0 > 0, score1 > 0 else {
            if score0 != score1 {
                divideZero(earlier, before, after, isZeroBefore: score0 <= 0, score1 - score0, &result)
            }
            return
        }
        let ends = (naturalLogarithm(score0), naturalLogarithm(score1))
        let scale = logarithmicMean(score1, score0)
        divideMean(earlier, before, after, scale: scale, ends: ends, into: &result) { naturalLogarithm(raised($0)) }
        for place in after.scores.indices {
            let score = after.scores[place]
            result.slopes[place] = score > floor && score > 0 ? result.slopes[place] / score : 0
        }
    }

    /// One end is 0 (only with a floor of 0): in the limit the children that are 0 there take the whole change, by
    /// their weights (Wood and Lenzen 2006).
    private func divideZero(
        _ earlier: NodePlan,
        _ before: ChildScores,
        _ after: ChildScores,
        isZeroBefore: Bool,
        _ change: Double,
        _ result: inout ChildAttribution
    ) {
        let (side, rule) = isZeroBefore ? (before, earlier) : (after, self)
        let zeros = side.scores.indices.filter { !side.scores[$0].isNaN && rule.raised(side.scores[$0]) <= 0 }
        let total = zeros.reduce(0) { $0 + rule.weights[$1] }
        guard total > 0 else { return }
        for place in zeros { result.amounts[place] = change * rule.weights[place] / total }
    }

    private func divideByShapley(
        _ earlier: NodePlan,
        _ isOwnChange: Bool,
        _ changed: [Int],
        _ before: ChildScores,
        _ after: ChildScores,
        into result: inout ChildAttribution
    ) {
        var current = before
        let players = changed.count + (isOwnChange ? 1 : 0)
        let shapley = Shapley(players, cost: after.scores.count) { isChanged in
            for (player, place) in changed.enumerated() {
                let side = isChanged[player] ? after : before
                current.scores[place] = side.scores[place]
                current.applies[place] = side.applies[place]
            }
            let rule = isOwnChange && !isChanged[changed.count] ? earlier : self
            let score = rule.score(current.scores, applies: current.applies)
            return score.isNaN ? 0 : score
        }
        result.method = shapley.isExact ? .shapley : .sampledShapley
        for (player, place) in changed.enumerated() {
            result.amounts[place] = shapley.amounts[player]
            result.errors[place] = shapley.errors[player]
        }
        if isOwnChange { result.own = shapley.amounts[changed.count] }
    }
}
