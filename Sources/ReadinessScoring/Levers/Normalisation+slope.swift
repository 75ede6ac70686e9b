import ReadinessModel

extension Normalisation {
    /// By how much the score rises per rise of the value; where the slope jumps, that on the side of better scores.
    ///
    /// 0 at and beyond the best goalpost, beyond the worst, and on steps. Nil for relative normalisers, which need the
    /// peers, and without a value.
    func slope(at value: Double) -> Double? {
        guard !value.isNaN else { return nil }
        switch self {
        case .goalposts(let worst, let best, let truncate):
            let share = (value - worst) / (best - worst)
            return truncate && (share < 0 || share >= 1) ? 0 : 1 / (best - worst)
        case .logGoalposts(let worst, let best, let truncate):
            guard value > 0 else { return 0 }
            let range = naturalLogarithm(best) - naturalLogarithm(worst)
            let share = (naturalLogarithm(value) - naturalLogarithm(worst)) / range
            return truncate && (share < 0 || share >= 1) ? 0 : 1 / (value * range)
        case .table(let points):
            let sides = zip(points, points.dropFirst()).filter { $0.x <= value && value <= $1.x }.map {
                ($1.score - $0.score) / ($1.x - $0.x)
            }
            guard let left = sides.first, let right = sides.last else { return 0 }
            // At a point: up where that is better, else down where that is.
            return right > 0 ? right : left < 0 ? left : sides.count == 1 ? left : 0
        case .steps: return 0
        case .target(let low, let best, let high):
            if value < low || value > high || value == best { return 0 }
            return value < best ? 1 / (best - low) : -1 / (high - best)
        case .zScore, .percentileRank, .peerMinMax: return nil
        }
    }
}
