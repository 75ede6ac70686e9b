import ReadinessModel

extension Normalisation {
    /// Turns `count` values into scores of 0 to 1 (beyond, where not truncated); NaN stays NaN.
    func apply(_ values: UnsafePointer<Double>, count: Int, scores: UnsafeMutablePointer<Double>) {
        switch self {
        case .goalposts(let worst, let best, let truncate):
            let range = best - worst
            if truncate {
                for row in 0..<count { scores[row] = Self.truncated((values[row] - worst) / range) }
            } else {
                for row in 0..<count { scores[row] = Operations.finite((values[row] - worst) / range) }
            }
        case .logGoalposts(let worst, let best, let truncate):
            let low = naturalLogarithm(worst)
            let range = naturalLogarithm(best) - low
            for row in 0..<count {
                guard values[row] > 0 else {
                    scores[row] = .nan
                    continue
                }
                let score = (naturalLogarithm(values[row]) - low) / range
                scores[row] = truncate ? Self.truncated(score) : Operations.finite(score)
            }
        case .table(let points):
            for row in 0..<count { scores[row] = Self.interpolate(values[row], points) }
        case .steps(let steps):
            for row in 0..<count {
                let value = values[row]
                scores[row] = value.isNaN ? .nan : (steps.last { $0.x <= value } ?? steps[0]).score
            }
        case .target(let low, let best, let high):
            for row in 0..<count {
                let value = values[row]
                scores[row] = Self.truncated(
                    value <= best ? (value - low) / (best - low) : (high - value) / (high - best)
                )
            }
        case .zScore, .percentileRank, .peerMinMax:
            PeerGroup(values, count: count).apply(self, values, scores: scores)
        }
    }

    /// Cut to 0 and 1; NaN stays NaN.
    @inline(__always)
    private static func truncated(_ score: Double) -> Double { score < 0 ? 0 : score > 1 ? 1 : score }

    private static func interpolate(_ value: Double, _ points: [ScalePoint]) -> Double {
        guard !value.isNaN else { return .nan }
        guard let upper = points.firstIndex(where: { $0.x >= value }) else { return points[points.count - 1].score }
        guard upper > 0, points[upper].x != value else { return points[upper].score }
        let (left, right) = (points[upper - 1], points[upper])
        return left.score + (right.score - left.score) * (value - left.x) / (right.x - left.x)
    }
}
