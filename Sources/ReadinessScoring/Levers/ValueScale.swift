import ReadinessModel

/// From values of one indicator at one entity to scores, the peers of relative normalisers staying where they are.
struct ValueScale: Sendable {
    private let normalisation: Normalisation
    /// The values of the other leaf entities, for relative normalisers.
    private let peers: [Double]
    /// What a value without a score counts: 0 under `missing: worst`, else NaN.
    private let otherwise: Double
    /// The present value; NaN without one.
    let value: Double

    /// The scale of an indicator at an entity; nil where it has only scores: above the leaves under `scores` roll-up.
    init?(_ indicator: IndicatorPlan, at entity: Int, plan: ScoringPlan, scores: Scores) {
        guard plan.isLeaf[entity] || indicator.rollUp == .pool else { return nil }
        let base = indicator.node * plan.entityCount
        normalisation = indicator.normalisation
        otherwise = indicator.missing == .worst ? 0 : .nan
        value = scores.value[base + entity]
        guard normalisation.isRelative else {
            peers = []
            return
        }
        let others = (0..<plan.entityCount).filter { $0 != entity && plan.isLeaf[$0] }
        peers = others.map { scores.value[base + $0] }.filter { !$0.isNaN }
    }

    /// The score a value counts with; NaN without one.
    func score(of value: Double) -> Double {
        let score = ownScore(of: value)
        return score.isNaN ? otherwise : score
    }

    private func ownScore(of value: Double) -> Double {
        guard normalisation.isRelative, !value.isNaN else { return normalisation.score(of: value) }
        var scores = Array(repeating: Double.nan, count: peers.count + 1)
        (peers + [value]).withUnsafeBufferPointer { values in
            scores.withUnsafeMutableBufferPointer { scores in
                guard let values = values.baseAddress, let scores = scores.baseAddress else { return }
                normalisation.apply(values, count: peers.count + 1, scores: scores)
            }
        }
        return scores[peers.count]
    }

    /// By how much the score rises per rise of the value at the present one; for relative normalisers by a difference.
    var slope: Double? {
        guard !value.isNaN else { return nil }
        if let slope = normalisation.slope(at: value) { return slope }
        let range = (peers + [value]).reduce(0) { max($0, abs($1 - value)) }
        let step = max(range, abs(value) * 1e-3) * 1e-6
        let slope = (score(of: value + step) - score(of: value)) / step
        return slope.isFinite ? slope : nil
    }

    /// The nearest value with the best score, the end of the way to better scores; for relative normalisers that of
    /// the best peer. Nil where there is none.
    var best: Double? {
        let near = value.isNaN ? 0 : value
        switch normalisation {
        case .goalposts(_, let best, _), .logGoalposts(_, let best, _), .target(_, let best, _): return best
        case .table(let points), .steps(let points):
            let most = points.map(\.score).max() ?? 0
            return points.filter { $0.score == most }.map(\.x).min { abs($0 - near) < abs($1 - near) }
        case .percentileRank: return peers.max().map { $0.nextUp }
        case .zScore(_, let step): return step < 0 ? peers.min() : peers.max()
        case .peerMinMax(let low, let high): return low > high ? peers.min() : peers.max()
        }
    }
}
