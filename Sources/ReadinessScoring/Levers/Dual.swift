import ReadinessModel

/// A number and its slope: forward differentiation of expressions, exact but for rounding.
///
/// Where a slope jumps (`min`, `abs`, conditions) it is that of the branch the value is taken from; comparisons and
/// logic are flat.
struct Dual {
    var value: Double
    var slope: Double

    init(_ value: Double, slope: Double = 0) {
        self.value = value
        self.slope = slope
    }

    /// The value and slope of an expression; `leaf` gives those of terms and scores.
    static func evaluate(_ expression: Expression, _ leaf: (Expression) -> Dual) -> Dual {
        switch expression {
        case .number(let value): return Dual(value)
        case .term, .score: return leaf(expression)
        case .unary(.minus, let operand):
            let operand = evaluate(operand, leaf)
            return Dual(-operand.value, slope: -operand.slope)
        case .unary(.not, let operand): return Dual(Operations.not(evaluate(operand, leaf).value))
        case .conditional(let condition, let then, let otherwise):
            let test = evaluate(condition, leaf).value
            return test.isNaN ? Dual(.nan) : evaluate(test != 0 ? then : otherwise, leaf)
        case .binary(let operation, let left, let right):
            return apply(operation, evaluate(left, leaf), evaluate(right, leaf))
        case .call(let function, let operands): return apply(function, operands.map { evaluate($0, leaf) })
        }
    }

    private static func apply(_ operation: BinaryOperator, _ left: Dual, _ right: Dual) -> Dual {
        let value = Operations.apply(operation, left.value, right.value)
        switch operation {
        case .add: return Dual(value, slope: left.slope + right.slope)
        case .subtract: return Dual(value, slope: left.slope - right.slope)
        case .multiply: return Dual(value, slope: left.slope * right.value + left.value * right.slope)
        case .divide: return Dual(value, slope: (left.slope - value * right.slope) / right.value)
        default: return Dual(value)
        }
    }

    private static func apply(_ function: Function, _ operands: [Dual]) -> Dual {
        let first = operands[0]
        switch function {
        case .abs: return first.value < 0 ? Dual(-first.value, slope: -first.slope) : first
        case .ln: return Dual(first.value > 0 ? naturalLogarithm(first.value) : .nan, slope: first.slope / first.value)
        case .exp:
            let value = exponential(first.value)
            return Dual(value, slope: first.slope * value)
        case .sqrt:
            let root = first.value.squareRoot()
            return Dual(root, slope: first.slope == 0 ? 0 : first.slope / (2 * root))
        case .min: return extreme(operands) { $1.value < $0.value }
        case .max: return extreme(operands) { $1.value > $0.value }
        case .clamp:
            let upper = extreme([first, operands[2]]) { $1.value < $0.value }
            return extreme([upper, operands[1]]) { $1.value > $0.value }
        }
    }

    private static func extreme(_ operands: [Dual], replaces: (Dual, Dual) -> Bool) -> Dual {
        if operands.contains(where: \.value.isNaN) { return Dual(.nan) }
        return operands.dropFirst().reduce(operands[0]) { replaces($0, $1) ? $1 : $0 }
    }
}
