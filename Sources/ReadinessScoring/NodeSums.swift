import ReadinessModel

/// What the children of one row of a node add up to.
struct NodeSums {
    /// The sums for the score, and for its bounds.
    var score: Double
    var low: Double
    var high: Double
    /// The weights of the children with a score, and of all that apply.
    var present = 0.0
    var applicable = 0.0
    var coverage = 0.0
    /// The same weights exactly.
    var exactPresent: Int64 = 0
    var exactApplicable: Int64 = 0
    /// Whether a child is missing without which there is no score.
    var isNeeded = false

    /// Writes what the sums make of a cell.
    @inline(__always)
    func publish(_ node: NodeTables, to cells: ScoreColumns, _ cell: Int) {
        let isAll = exactPresent == exactApplicable && exactPresent > 0
        var reason = Reason.none
        if isNeeded {
            reason = .requiredChild
        } else if !isAll, !Shares.isMet(exactPresent, of: exactApplicable, node.plan.threshold) {
            reason = .coverage
        }
        let value = reason == .none ? node.finish(score, weight: present) : .nan
        if reason == .none, value.isNaN { reason = .notFinite }
        cells.score[cell] = reason == .none ? value : .nan
        var (least, most) = (value, value)
        let isPoint = score.bitPattern == low.bitPattern && score.bitPattern == high.bitPattern
        if !isPoint || !isAll || reason != .none {
            least = node.finish(low, weight: applicable)
            most = node.finish(high, weight: applicable)
        }
        // Where the method has no value at an end, anything is possible.
        let isOpen = least.isNaN || most.isNaN
        cells.set(
            cell,
            coverage: coverage / applicable,
            low: isOpen ? 0 : Swift.min(least, most),
            high: isOpen ? 1 : Swift.max(least, most),
            reason: reason
        )
    }
}

extension NodeTables {
    /// Calls `body` with the way one child joins a sum.
    @inline(__always)
    func withOperation(_ place: Int, _ body: ((Double, Double) -> Double) -> Void) {
        let (weight, floor) = (weights[place], plan.floor)
        switch method {
        case .arithmetic: body { $0 + weight * $1 }
        case .geometric: body { $0 + weight * naturalLogarithm($1 < floor ? floor : $1) }
        case .product(ofPowers: true):
            let power = powers[place]
            if power == 1 {
                body { $0 * ($1 < floor ? floor : $1) }
            } else {
                body { sum, score in
                    var sum = sum
                    for _ in 0..<power { sum *= score < floor ? floor : score }
                    return sum
                }
            }
        case .product(ofPowers: false): body { $0 * $1 }
        case .harmonic: body { $0 + weight / ($1 < floor ? floor : $1) }
        case .min: body { $1 < $0 ? $1 : $0 }
        case .max: body { $1 > $0 ? $1 : $0 }
        case .byRow, .everyChild: break
        }
    }

    /// From a sum to the aggregate, as `NodePlan.finish`.
    @inline(__always)
    func finish(_ sum: Double, weight: Double) -> Double {
        let value =
            switch method {
            case .arithmetic: sum / weight
            case .geometric: exponential(sum / weight)
            case .product(ofPowers: true): exponential(naturalLogarithm(sum) / weight)
            case .harmonic: weight / sum
            case .product, .min, .max, .byRow, .everyChild: sum
            }
        return Operations.finite(value)
    }
}
