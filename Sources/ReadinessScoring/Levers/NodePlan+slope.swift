import ReadinessModel

extension NodePlan {
    /// By how much the score before caps rises per rise of each child's score (method notes 1.5).
    ///
    /// - Parameters:
    ///   - scores: the children's scores by place; NaN for those without one, whose slope is 0.
    ///   - result: the node's score before caps.
    func slopes(_ scores: [Double], result: Double) -> [Double] {
        let counted = scores.indices.filter { !scores[$0].isNaN }
        guard !result.isNaN, !counted.isEmpty else { return scores.map { _ in 0 } }
        let total = counted.reduce(0) { $0 + weights[$1] }
        var slopes = scores.map { _ in 0.0 }
        let least = counted.min { scores[$0] < scores[$1] } ?? counted[0]
        let greatest = counted.first { scores[$0] == result }
        for place in counted {
            let (score, share) = (scores[place], weights[place] / total)
            switch aggregate {
            case .arithmetic: slopes[place] = share
            case .geometric: slopes[place] = score < floor ? 0 : share * result / score
            case .harmonic: slopes[place] = score < floor ? 0 : share * (result / score) * (result / score)
            case .power(let exponent):
                slopes[place] = exponent <= 0 && score < floor ? 0 : share * Self.ratio(result, score, 1 - exponent)
            case .min: slopes[place] = place == least ? 1 : 0
            case .max: slopes[place] = place == greatest ? 1 : 0
            case .product: slopes[place] = counted.reduce(1) { $1 == place ? $0 : $0 * scores[$1] }
            case .owa(let factors):
                // Ties take their ranks in order of declaration.
                let rank = counted.count { scores[$0] > score || (scores[$0] == score && $0 < place) }
                slopes[place] = factors[rank] / factors.reduce(0, +)
            case .meanMin, .mpi, .expression: break
            }
        }
        switch aggregate {
        case .meanMin(let alpha, let beta):
            return meanMinSlopes(scores, counted, least, alpha, beta)
        case .mpi(let sign, let ddof): return mazziottaSlopes(scores, counted, sign, ddof)
        case .expression(let expression, _): return expressionSlopes(expression, scores)
        default: return slopes
        }
    }

    /// `(result / score)^exponent`, with its limits where the score is 0.
    private static func ratio(_ result: Double, _ score: Double, _ exponent: Double) -> Double {
        if exponent == 0 || result == score { return 1 }
        if score == 0 { return exponent < 0 ? 0 : .infinity }
        return exponential(exponent * naturalLogarithm(result / score))
    }

    private func meanMinSlopes(
        _ scores: [Double],
        _ counted: [Int],
        _ least: Int,
        _ alpha: Double,
        _ beta: Double
    ) -> [Double] {
        let total = counted.reduce(0) { $0 + weights[$1] }
        let mean = counted.reduce(0) { $0 + weights[$1] * scores[$1] } / total
        let distance = mean - scores[least]
        let root = (distance * distance + beta * beta).squareRoot()
        // Equal children and no beta: raising one leaves the smallest where it is, unless it is the only one.
        let isFlat = root == 0
        let ratio = isFlat ? 1 : distance / root
        var slopes = scores.map { _ in 0.0 }
        for place in counted {
            let share = weights[place] / total
            let isLeast = place == least && (!isFlat || counted.count == 1)
            slopes[place] = share - alpha * ratio * (share - (isLeast ? 1 : 0))
        }
        return slopes
    }

    private func mazziottaSlopes(
        _ scores: [Double],
        _ counted: [Int],
        _ sign: Aggregate.PenaltySign,
        _ ddof: Int
    ) -> [Double] {
        let count = Double(counted.count)
        let mean = counted.reduce(0.0) { sum, place in sum + scores[place] } / count
        let freedom = count - Double(ddof)
        let squares = counted.reduce(0.0) { sum, place in sum + (scores[place] - mean) * (scores[place] - mean) }
        let variance = squares / freedom
        var slopes = scores.map { _ in 0.0 }
        guard mean != 0 else { return slopes }
        for place in counted {
            let penalty = 2 * (scores[place] - mean) / (freedom * mean) - variance / (count * mean * mean)
            slopes[place] = 1 / count - (sign == .positive ? penalty : -penalty)
        }
        return slopes
    }

    /// The slopes of an aggregate expression; flat where its result is cut to 0 or 100 points.
    private func expressionSlopes(_ expression: Expression, _ scores: [Double]) -> [Double] {
        scores.indices.map { place in
            let dual = Dual.evaluate(expression) { leaf in
                guard case .score(let name) = leaf, let read = childNames.firstIndex(of: name) else {
                    return Dual(.nan)
                }
                return Dual(scores[read] * 100, slope: read == place ? 1 : 0)
            }
            return dual.value >= 0 && dual.value < 100 ? dual.slope : 0
        }
    }
}
