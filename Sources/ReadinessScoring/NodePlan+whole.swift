import ReadinessModel

extension NodePlan {
    /// The aggregate of one row by a method that reads every child, from their scores and ranges; nil where a child
    /// does not apply.
    func whole(_ scores: [Double], _ ranges: [Interval?]) -> (score: Double, low: Double, high: Double) {
        switch aggregate {
        case .owa(let factors):
            return (
                orderedAverage(scores, factors), orderedAverage(ranges.map { $0?.low ?? .nan }, factors),
                orderedAverage(ranges.map { $0?.high ?? .nan }, factors)
            )
        case .expression(let expression, _): return value(of: expression, scores, ranges)
        default: return (.nan, .nan, .nan)
        }
    }

    private func value(
        of expression: Expression,
        _ scores: [Double],
        _ ranges: [Interval?]
    ) -> (score: Double, low: Double, high: Double) {
        // Read or not on the branch taken: what does not apply takes the score, and every end, away.
        let places = expression.scores.compactMap(place)
        guard places.allSatisfy({ ranges[$0] != nil }) else { return (.nan, .nan, .nan) }
        let value = ScoreExpression.value(expression) { name in
            place(of: name).map { scores[$0] * 100 } ?? .nan
        }
        let range = Interval.evaluate(expression) { name in
            guard let place = place(of: name), let range = ranges[place] else { return .unbounded }
            return Interval(low: range.low * 100, high: range.high * 100)
        }
        let cut = { (points: Double) in points.isNaN ? .nan : Swift.max(0, Swift.min(100, points)) / 100 }
        return (cut(value), cut(range.low), cut(range.high))
    }
}

extension NodePlan {
    /// Whether the method has no score without every child.
    var needsEveryChild: Bool {
        switch aggregate {
        case .owa, .expression: true
        default: false
        }
    }

    /// Whether a child below the floor counts as the floor.
    var usesFloor: Bool {
        switch aggregate {
        case .geometric, .harmonic: true
        case .power(let exponent): exponent <= 0
        default: false
        }
    }

    /// The place among the children of a node's identifier.
    private func place(of name: String) -> Int? { childNames.firstIndex(of: name) }

    /// The factors applied to the scores sorted from best to worst; NaN when one is missing.
    private func orderedAverage(_ scores: [Double], _ factors: [Double]) -> Double {
        guard !scores.contains(where: \.isNaN), scores.count == factors.count else { return .nan }
        let sum = zip(scores.sorted(by: >), factors).reduce(0) { $0 + $1.0 * $1.1 }
        return sum / factors.reduce(0, +)
    }
}
