package import ReadinessModel

/// How wrong the value of an indicator may be.
package struct InputError: Hashable, Sendable {
    /// Half the width of the interval around the value.
    package var halfWidth: HalfWidth
    /// How likely the values of the interval are.
    package var shape: Shape

    /// Half the width of an interval.
    package enum HalfWidth: Hashable, Sendable {
        /// A share of the value: 0.05 is 5 %.
        case relative(Double)
        /// In the unit of the value; of an indicator that has only scores, on the scale of 0 to 1.
        case absolute(Double)
    }

    /// How likely the values of the interval are.
    package enum Shape: String, CaseIterable, Sendable {
        /// All alike.
        case uniform
        /// Normal; the interval holds 95 % of it.
        case normal
        /// Rising from both ends to the value.
        case triangular
    }

    /// Makes an error.
    package init(_ halfWidth: HalfWidth, shape: Shape = .uniform) {
        self.halfWidth = halfWidth
        self.shape = shape
    }

    /// 5 % either way, all values alike.
    package static let usual = InputError(.relative(0.05))

    /// A value that may be in place of `value`.
    func draw(around value: Double, _ random: inout SplitMix64) -> Double {
        let half =
            switch halfWidth {
            case .relative(let share): abs(value) * share
            case .absolute(let width): width
            }
        switch shape {
        case .uniform: return value + half * random.symmetric()
        case .triangular: return value + half * (random.share() - random.share())
        // 95 % of a normal distribution lie within 1.96 standard deviations.
        case .normal: return value + half / 1.959963984540054 * random.normal()
        }
    }
}

/// How the weights of a node's children may differ from the declared ones.
package enum WeightError: Hashable, Sendable {
    /// A Dirichlet distribution whose mean are the declared weights; the larger the concentration the nearer to them.
    case dirichlet(concentration: Double)
    /// Each weight up or down by at most this share, below 1, all alike; then the weights are as they are: only their
    /// proportions count.
    case relative(Double)

    /// Weights that may be in place of `weights`; all above 0.
    func draw(around weights: [Double], _ random: inout SplitMix64) -> [Double] {
        switch self {
        case .relative(let share): return weights.map { $0 * max(1e-12, 1 + share * random.symmetric()) }
        case .dirichlet(let concentration):
            let total = weights.reduce(0, +)
            let drawn = weights.map { max(.leastNormalMagnitude, random.gamma(concentration * $0 / total)) }
            let sum = drawn.reduce(0, +)
            return drawn.map { max(1e-12, $0 / sum) }
        }
    }
}

/// What may be otherwise than it is, and how that is tried out.
package struct UncertaintyOptions: Sendable {
    /// The error of each indicator, by its node, where it is not `otherInputs`.
    package var inputs: [NodeID: InputError] = [:]
    /// The error of all other indicators; nil leaves them as they are.
    package var otherInputs: InputError? = .usual
    /// How the weights of every node's children may differ; nil leaves them as they are.
    package var weights: WeightError?
    /// By node, the methods of which each draw takes one, all alike likely.
    package var methods: [NodeID: [Aggregate]] = [:]
    /// How many draws are made, at least 1.
    package var draws = 10_000
    /// Where the random numbers begin; the same seed gives the same result, bit for bit.
    package var seed: UInt64 = 1
    /// A score, 0 to 1, the probability of reaching which is asked for.
    package var target: Double?

    /// The usual options: every value may be wrong by 5 %, weights and methods are as declared.
    package init() {}
}
