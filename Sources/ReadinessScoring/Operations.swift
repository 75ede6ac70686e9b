import ReadinessModel

/// The operations of expressions on numbers. Missing is NaN: it passes through, and what is not finite becomes NaN.
enum Operations {
    /// The value when it is finite, else NaN.
    @inline(__always)
    static func finite(_ value: Double) -> Double { value - value == 0 ? value : .nan }

    /// 1 for 0, 0 for anything else.
    static func not(_ value: Double) -> Double { value.isNaN ? .nan : value == 0 ? 1 : 0 }

    /// An operator of two operands.
    static func apply(_ operation: BinaryOperator, _ left: Double, _ right: Double) -> Double {
        if left.isNaN || right.isNaN { return .nan }
        switch operation {
        case .add: return finite(left + right)
        case .subtract: return finite(left - right)
        case .multiply: return finite(left * right)
        case .divide: return finite(left / right)
        case .less: return left < right ? 1 : 0
        case .lessOrEqual: return left <= right ? 1 : 0
        case .greater: return left > right ? 1 : 0
        case .greaterOrEqual: return left >= right ? 1 : 0
        case .equal: return left == right ? 1 : 0
        case .notEqual: return left != right ? 1 : 0
        case .and: return left != 0 && right != 0 ? 1 : 0
        case .or: return left != 0 || right != 0 ? 1 : 0
        }
    }

    /// A function of `operands` numbers that stand `stride` apart.
    static func apply(
        _ function: Function,
        to values: UnsafePointer<Double>,
        stride: Int,
        operands: Int
    ) -> Double {
        let first = values[0]
        switch function {
        case .abs: return abs(first)
        case .ln: return first > 0 ? finite(naturalLogarithm(first)) : .nan
        case .exp: return finite(exponential(first))
        case .sqrt: return first.squareRoot()
        case .min: return extreme(values, stride: stride, operands) { $1 < $0 }
        case .max: return extreme(values, stride: stride, operands) { $1 > $0 }
        case .clamp:
            let (low, high) = (values[stride], values[2 * stride])
            return low.isNaN || high.isNaN || first.isNaN ? .nan : max(low, min(high, first))
        }
    }

    /// The extreme of `operands` values; NaN when any is.
    private static func extreme(
        _ values: UnsafePointer<Double>,
        stride: Int,
        _ operands: Int,
        replaces: (Double, Double) -> Bool
    ) -> Double {
        var best = values[0]
        for operand in 1..<max(1, operands) {
            let value = values[operand * stride]
            if value.isNaN || best.isNaN { best = .nan } else if replaces(best, value) { best = value }
        }
        return best
    }
}
