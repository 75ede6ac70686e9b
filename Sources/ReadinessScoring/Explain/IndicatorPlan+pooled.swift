import ReadinessModel

/// The terms of one indicator at one leaf entity on both sides of a step.
struct LeafTerms {
    let entity: Int
    /// The values before; NaN when missing.
    let before: [Double]
    /// The values after; NaN when missing.
    let after: [Double]

    /// Whether the entity had every term before.
    var isPresentBefore: Bool { !before.contains(where: \.isNaN) }
    /// Whether the entity has every term after.
    var isPresentAfter: Bool { !after.contains(where: \.isNaN) }
    /// Whether some value differs.
    var isChanged: Bool { !before.isIdentical(to: after) }
}

extension IndicatorPlan {
    /// The score of pooled terms, each leaf entity's before or after a step; none counts 0.
    func score(_ leaves: [LeafTerms], isLater: (Int) -> Bool) -> Double {
        let pooled = pool(leaves, isLater: isLater)
        return pooled.map(score) ?? 0
    }

    /// The score of terms already pooled; none counts 0.
    func score(_ pooled: [Double]) -> Double { normalisation.score(of: program.value(of: pooled)).orZero }

    /// The terms of the leaf entities that have every one of them, combined; nil where no entity has.
    func pool(_ leaves: [LeafTerms], isLater: (Int) -> Bool) -> [Double]? {
        var pooled = pools.map { pool -> Double in
            switch pool {
            case .sum, .mean: 0
            case .min: .infinity
            case .max: -.infinity
            }
        }
        var participants = 0.0
        for (place, leaf) in leaves.enumerated() {
            let values = isLater(place) ? leaf.after : leaf.before
            guard !values.contains(where: \.isNaN) else { continue }
            participants += 1
            for term in values.indices {
                switch pools[term] {
                case .sum, .mean: pooled[term] += values[term]
                case .min: pooled[term] = Swift.min(pooled[term], values[term])
                case .max: pooled[term] = Swift.max(pooled[term], values[term])
                }
            }
        }
        guard participants > 0 else { return nil }
        guard leaves.count > 1 else { return pooled }
        for term in pooled.indices where pools[term] == .mean { pooled[term] /= participants }
        return pooled
    }
}
