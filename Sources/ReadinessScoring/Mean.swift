import ReadinessModel

/// A node's aggregate of one row in the making, child by child.
///
/// `NodeBlock` performs the same operations in the same order on columns: both give the same bits.
/// Formulas: method notes 1.5 (OECD handbook; Casadio Tarabusi and Guarini 2013; Mazziotta and Pareto).
struct Mean {
    private let node: NodePlan
    private var sum: Double
    private var weight = 0.0
    private var count = 0.0
    private var smallest = Double.infinity
    /// The mean and the sum of squared deviations so far (Welford), for the Mazziotta-Pareto index.
    private var average = 0.0
    private var squares = 0.0
    /// The largest score so far, the smallest for exponents below 0: what a power mean is computed relative to, so that
    /// no power overflows and exponents near 0 lose no digits.
    private var reference = Double.nan

    init(_ node: NodePlan) {
        self.node = node
        sum = node.start
    }

    mutating func add(_ score: Double, _ place: Int) {
        if case .power(let exponent) = node.aggregate { addPower(score, node.weights[place], exponent) }
        weight += node.weights[place]
        switch node.aggregate {
        case .geometric where !node.powers.isEmpty:
            for _ in 0..<node.powers[place] { sum *= node.raised(score) }
        case .min: sum = score < sum ? score : sum
        case .max: sum = score > sum ? score : sum
        case .product: sum *= score
        case .power: break
        case .meanMin:
            sum += node.weights[place] * score
            smallest = Swift.min(smallest, score)
        case .mpi:
            count += 1
            let distance = score - average
            average += distance / count
            squares += distance * (score - average)
        default: sum += node.term(score, weight: node.weights[place])
        }
    }

    /// Adds to the sum of `w ((s / reference)^exponent - 1)`.
    private mutating func addPower(_ score: Double, _ share: Double, _ exponent: Double) {
        let score = exponent > 0 ? (score < 0 ? .nan : score) : node.raised(score)
        if reference.isNaN, weight == 0 { reference = score }
        if exponent > 0 ? score > reference : score < reference {
            let step = Self.logarithm(reference, over: score) * exponent
            sum = sum * exponential(step) + weight * exponentialMinus1(step)
            reference = score
        }
        sum += share * exponentialMinus1(Self.logarithm(score, over: reference) * exponent)
    }

    private static func logarithm(_ score: Double, over reference: Double) -> Double {
        score == reference ? 0 : naturalLogarithm(score / reference)
    }

    /// The aggregate; NaN where the method has none, or none that is finite.
    var result: Double { Operations.finite(unchecked) }

    private var unchecked: Double {
        switch node.aggregate {
        case .power(let exponent):
            // A smallest child of 0 decides alone, and all children are 0 where the largest is.
            if reference == 0, !sum.isNaN { return 0 }
            return reference * exponential(logarithmOf1Plus(sum / weight) / exponent)
        case .meanMin(let alpha, let beta):
            let mean = sum / weight
            let distance = mean - smallest
            return mean - alpha * ((distance * distance + beta * beta).squareRoot() - beta)
        case .mpi(let sign, let ddof):
            let freedom = count - Double(ddof)
            guard freedom > 0 else { return .nan }
            guard average != 0 else { return 0 }
            let penalty = squares / freedom / average
            return sign == .positive ? average - penalty : average + penalty
        default: return node.finish(sum, weight: weight)
        }
    }
}

extension NodePlan {
    /// What an aggregate begins with.
    var start: Double {
        switch aggregate {
        case .geometric: powers.isEmpty ? 0 : 1
        case .product: 1
        case .min: .infinity
        case .max: -.infinity
        default: 0
        }
    }

    /// The score, or the floor where it is smaller.
    @inline(__always)
    func raised(_ score: Double) -> Double { score < floor ? floor : score }

    /// What a child adds to the sum of a mean.
    @inline(__always)
    func term(_ score: Double, weight: Double) -> Double {
        switch aggregate {
        case .geometric: weight * naturalLogarithm(raised(score))
        case .harmonic: weight / raised(score)
        default: weight * score
        }
    }

    /// From the sum over children of total weight `weight` to the aggregate.
    ///
    /// With whole weights the sum of a geometric mean is the product of the powers: one logarithm instead of many.
    func finish(_ sum: Double, weight: Double) -> Double {
        switch aggregate {
        case .geometric: Operations.finite(exponential((powers.isEmpty ? sum : naturalLogarithm(sum)) / weight))
        case .harmonic: Operations.finite(weight / sum)
        case .min, .max, .product: Operations.finite(sum)
        default: Operations.finite(sum / weight)
        }
    }
}
