/// The Shapley value: what each of several changes did, as the average over all orders in which they could happen.
///
/// Amounts add up to `value(all changed) - value(nothing changed)`, always.
struct Shapley {
    /// What each player did.
    private(set) var amounts: [Double]
    /// The standard error of each amount; zeros when every order was counted.
    private(set) var errors: [Double]
    /// Whether every order was counted.
    private(set) var isExact = true

    /// Up to this many players every order is counted.
    static let exactLimit = 12
    /// The seed of the orders drawn beyond.
    static let seed: UInt64 = 0x5EED_0F54_A91E

    /// Computes the values of `count` players.
    ///
    /// - Parameters:
    ///   - cost: how much one evaluation costs, in children looked at: bounds the number of orders drawn.
    ///   - value: the value while the players marked true have changed; never NaN.
    init(_ count: Int, cost: Int = 1, value: ([Bool]) -> Double) {
        amounts = Array(repeating: 0, count: count)
        errors = amounts
        switch count {
        case 0: break
        case 1: amounts[0] = value([true]) - value([false])
        case ...Self.exactLimit: countAllOrders(value)
        default: drawOrders(cost: cost, value)
        }
        spreadResidual(value)
    }

    private mutating func countAllOrders(_ value: ([Bool]) -> Double) {
        let count = amounts.count
        var isChanged = [Bool](repeating: false, count: count)
        let values = (0..<(1 << count)).map { mask in
            for player in 0..<count { isChanged[player] = mask >> player & 1 == 1 }
            return value(isChanged)
        }
        // The share of orders in which exactly a given set of `size` players comes before a given player.
        var shares = [1 / Double(count)]
        for size in 1..<count { shares.append(shares[size - 1] * Double(size) / Double(count - size)) }
        for mask in values.indices {
            let share = shares[min(mask.nonzeroBitCount, count - 1)]
            for player in 0..<count where mask >> player & 1 == 0 {
                amounts[player] += share * (values[mask | 1 << player] - values[mask])
            }
        }
    }

    /// Orders drawn with a fixed seed, each with its reverse: pairs vary less than single orders.
    private mutating func drawOrders(cost: Int, _ value: ([Bool]) -> Double) {
        isExact = false
        let count = amounts.count
        let pairs = Swift.max(4, Swift.min(128, 600_000 / (2 * count * Swift.max(1, cost))))
        var random = FixedSequence(state: Self.seed)
        var order = Array(0..<count)
        var squares = amounts
        for _ in 0..<pairs {
            order.shuffle(using: &random)
            var drawn = [Double](repeating: 0, count: count)
            for order in [order, order.reversed()] {
                var isChanged = [Bool](repeating: false, count: count)
                var before = value(isChanged)
                for player in order {
                    isChanged[player] = true
                    let after = value(isChanged)
                    drawn[player] += (after - before) / 2
                    before = after
                }
            }
            for player in 0..<count {
                amounts[player] += drawn[player]
                squares[player] += drawn[player] * drawn[player]
            }
        }
        let size = Double(pairs)
        for player in 0..<count {
            amounts[player] /= size
            let variance = Swift.max(0, squares[player] / size - amounts[player] * amounts[player])
            errors[player] = (variance / (size - 1)).squareRoot()
        }
    }

    /// What rounding left over goes to the players by the size of their amounts, so that the sum is exact.
    private mutating func spreadResidual(_ value: ([Bool]) -> Double) {
        guard amounts.count > 1 else { return }
        let total =
            value(Array(repeating: true, count: amounts.count)) - value(Array(repeating: false, count: amounts.count))
        amounts.spreadResidual(to: total)
    }
}

extension [Double] {
    /// Adjusts the numbers, each by its size, so that they add up to `total`.
    mutating func spreadResidual(to total: Double) {
        let residual = total - reduce(0, +)
        let size = reduce(0) { $0 + abs($1) }
        guard residual != 0, size > 0 else { return }
        for index in indices { self[index] += residual * abs(self[index]) / size }
    }
}

/// A generator whose sequence is fixed by its state (SplitMix64: Steele, Lea and Flood 2014).
struct FixedSequence: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
