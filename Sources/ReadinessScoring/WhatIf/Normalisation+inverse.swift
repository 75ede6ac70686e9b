import ReadinessModel

extension Normalisation {
    /// The score of one value; NaN without one. Not for relative normalisers, which need the peers.
    func score(of value: Double) -> Double {
        var score = Double.nan
        withUnsafePointer(to: value) { value in
            withUnsafeMutablePointer(to: &score) { apply(value, count: 1, scores: $0) }
        }
        return score
    }

    /// A value with this score; where several have it, the one nearest to `current`.
    ///
    /// For steps the edge of the first step that reaches the score. Nil where no value has it, and for relative
    /// normalisers.
    func value(scoring score: Double, near current: Double) -> Double? {
        if !current.isNaN, !isRelative, self.score(of: current) == score { return current }
        switch self {
        case .goalposts(let worst, let best, _): return worst + (best - worst) * score
        case .logGoalposts(let worst, let best, _):
            let low = naturalLogarithm(worst)
            return exponential(low + (naturalLogarithm(best) - low) * score)
        case .table(let points): return Self.value(scoring: score, near: current, in: points)
        case .steps(let steps):
            let reached = steps.filter { $0.score >= score }.map(\.x)
            return reached.min { abs($0 - current) < abs($1 - current) }
        case .target(let low, let best, let high):
            let isAbove = current > best
            return isAbove ? high - (high - best) * score : low + (best - low) * score
        case .zScore, .percentileRank, .peerMinMax: return nil
        }
    }

    private static func value(scoring score: Double, near current: Double, in points: [ScalePoint]) -> Double? {
        var found: [Double] = []
        for (left, right) in zip(points, points.dropFirst()) {
            let range = min(left.score, right.score)...max(left.score, right.score)
            guard range.contains(score) else { continue }
            let share = left.score == right.score ? 0 : (score - left.score) / (right.score - left.score)
            found.append(left.x + (right.x - left.x) * share)
        }
        guard !current.isNaN else { return found.first }
        return found.min { abs($0 - current) < abs($1 - current) }
    }
}
