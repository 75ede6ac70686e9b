import ReadinessModel

/// A node's aggregate of one row in the making.
///
/// `NodePlan.combine` performs the same operations in the same order on whole columns: both give the same bits.
struct Mean {
    private let node: NodePlan
    private var sum: Double
    private var weight = 0.0

    init(_ node: NodePlan) {
        self.node = node
        sum = node.start
    }

    mutating func add(_ score: Double, _ place: Int) {
        weight += node.weights[place]
        switch node.aggregate {
        case .arithmetic: sum += node.weights[place] * score
        case .geometric:
            let raised = score < node.floor ? node.floor : score
            if node.powers.isEmpty {
                sum += node.weights[place] * naturalLogarithm(raised)
            } else {
                for _ in 0..<node.powers[place] { sum *= raised }
            }
        case .harmonic: sum += node.weights[place] / (score < node.floor ? node.floor : score)
        case .min: sum = score < sum ? score : sum
        }
    }

    var result: Double { node.finish(sum, weight: weight) }
}

extension NodePlan {
    /// What an aggregate begins with.
    fileprivate var start: Double {
        switch aggregate {
        case .arithmetic, .harmonic: 0
        case .geometric: powers.isEmpty ? 0 : 1
        case .min: .infinity
        }
    }

    /// From the sum over children of total weight `weight` to the aggregate.
    ///
    /// With whole weights the sum of a geometric mean is the product of the powers: one logarithm instead of many.
    fileprivate func finish(_ sum: Double, weight: Double) -> Double {
        switch aggregate {
        case .arithmetic: sum / weight
        case .geometric: exponential((powers.isEmpty ? sum : naturalLogarithm(sum)) / weight)
        case .harmonic: weight / sum
        case .min: sum
        }
    }

    /// The aggregate of every row over all children; NaN where a child is NaN.
    func combine(_ column: UnsafeMutablePointer<Double>, count: Int, into sums: UnsafeMutablePointer<Double>) {
        sums.update(repeating: start, count: count)
        for (place, child) in children.enumerated() {
            let scores = column + child * count
            let (weight, floor) = (weights[place], floor)
            switch aggregate {
            case .arithmetic:
                for row in 0..<count { sums[row] += weight * scores[row] }
            case .geometric where powers.isEmpty:
                for row in 0..<count {
                    sums[row] += weight * naturalLogarithm(scores[row] < floor ? floor : scores[row])
                }
            case .geometric:
                for _ in 0..<powers[place] {
                    for row in 0..<count { sums[row] *= scores[row] < floor ? floor : scores[row] }
                }
            case .harmonic:
                for row in 0..<count { sums[row] += weight / (scores[row] < floor ? floor : scores[row]) }
            case .min:
                for row in 0..<count {
                    sums[row] = scores[row] < sums[row] || scores[row].isNaN ? scores[row] : sums[row]
                }
            }
        }
        for row in 0..<count { sums[row] = finish(sums[row], weight: totalWeight) }
    }
}
