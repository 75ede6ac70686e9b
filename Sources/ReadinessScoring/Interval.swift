import ReadinessModel

/// A range of numbers a quantity may take, its ends included; infinite where it is unbounded.
struct Interval: Hashable {
    var low: Double
    var high: Double

    /// Nothing is known.
    static let unbounded = Interval(low: -.infinity, high: .infinity)
    /// A condition that may hold or not.
    static let open = Interval(low: 0, high: 1)

    init(low: Double, high: Double) {
        self.low = low
        self.high = high
    }

    init(_ value: Double) { self.init(low: value, high: value) }

    /// The smallest range around numbers; unbounded when one of them is none.
    init(around values: Double...) {
        var range = Interval(low: .infinity, high: -.infinity)
        for value in values {
            guard !value.isNaN else {
                self = .unbounded
                return
            }
            range.low = Swift.min(range.low, value)
            range.high = Swift.max(range.high, value)
        }
        self = range
    }

    var contains0: Bool { low <= 0 && high >= 0 }
    private var is0: Bool { low == 0 && high == 0 }

    /// Whether it holds as a condition: false, open or true.
    var truth: Interval {
        if is0 { return Interval(0) }
        return contains0 ? .open : Interval(1)
    }

    func union(_ other: Interval) -> Interval {
        Interval(low: Swift.min(low, other.low), high: Swift.max(high, other.high))
    }
}

extension Interval {
    /// What an expression over scores may be while the scores lie in ranges.
    ///
    /// Each operation takes its smallest and largest value over its operands' ranges; what has no value at an end is
    /// unbounded. An open `if` takes both branches.
    static func evaluate(_ expression: Expression, _ score: (String) -> Interval) -> Interval {
        switch expression {
        case .number(let value): return Interval(value)
        case .term: return .unbounded
        case .score(let node): return score(node)
        case .unary(.minus, let operand):
            let range = evaluate(operand, score)
            return Interval(low: -range.high, high: -range.low)
        case .unary(.not, let operand):
            let truth = evaluate(operand, score).truth
            return Interval(low: 1 - truth.high, high: 1 - truth.low)
        case .binary(let operation, let left, let right):
            return apply(operation, evaluate(left, score), evaluate(right, score))
        case .conditional(let condition, let then, let otherwise):
            let truth = evaluate(condition, score).truth
            if truth.low == 1 { return evaluate(then, score) }
            if truth.high == 0 { return evaluate(otherwise, score) }
            return evaluate(then, score).union(evaluate(otherwise, score))
        case .call(let function, let operands):
            return apply(function, operands.map { evaluate($0, score) })
        }
    }

    private static func apply(_ operation: BinaryOperator, _ left: Interval, _ right: Interval) -> Interval {
        switch operation {
        case .add: return Interval(around: left.low + right.low, left.high + right.high)
        case .subtract: return Interval(around: left.low - right.high, left.high - right.low)
        case .multiply: return product(left, right)
        case .divide:
            guard !right.contains0 else { return .unbounded }
            return product(left, Interval(around: 1 / right.high, 1 / right.low), divisor: right)
        case .less: return compare(left.high < right.low, left.low >= right.high)
        case .lessOrEqual: return compare(left.high <= right.low, left.low > right.high)
        case .greater: return compare(left.low > right.high, left.high <= right.low)
        case .greaterOrEqual: return compare(left.low >= right.high, left.high < right.low)
        case .equal: return equality(left, right)
        case .notEqual:
            let equal = equality(left, right)
            return Interval(low: 1 - equal.high, high: 1 - equal.low)
        case .and:
            let (left, right) = (left.truth, right.truth)
            return Interval(low: Swift.min(left.low, right.low), high: Swift.min(left.high, right.high))
        case .or:
            let (left, right) = (left.truth, right.truth)
            return Interval(low: Swift.max(left.low, right.low), high: Swift.max(left.high, right.high))
        }
    }

    /// All products of ends; with `divisor` the quotients themselves, rounded once.
    private static func product(_ left: Interval, _ right: Interval, divisor: Interval? = nil) -> Interval {
        if let divisor {
            return Interval(
                around: left.low / divisor.low,
                left.low / divisor.high,
                left.high / divisor.low,
                left.high / divisor.high
            )
        }
        return Interval(
            around: left.low * right.low,
            left.low * right.high,
            left.high * right.low,
            left.high * right.high
        )
    }

    private static func compare(_ always: Bool, _ never: Bool) -> Interval {
        always ? Interval(1) : never ? Interval(0) : .open
    }

    /// Whether two ranges are equal is open unless both are points.
    private static func equality(_ left: Interval, _ right: Interval) -> Interval {
        guard left.low == left.high, right.low == right.high else { return .open }
        return Interval(left.low == right.low ? 1 : 0)
    }

    private static func apply(_ function: Function, _ operands: [Interval]) -> Interval {
        let first = operands[0]
        switch function {
        case .abs:
            let ends = Interval(around: abs(first.low), abs(first.high))
            return first.contains0 ? Interval(low: 0, high: ends.high) : ends
        case .ln:
            guard first.low > 0 else { return .unbounded }
            return Interval(around: naturalLogarithm(first.low), naturalLogarithm(first.high))
        case .exp:
            let (low, high) = (exponential(first.low), exponential(first.high))
            return high.isFinite || first.high == .infinity ? Interval(around: low, high) : .unbounded
        case .sqrt:
            guard first.low >= 0 else { return .unbounded }
            return Interval(around: first.low.squareRoot(), first.high.squareRoot())
        case .min:
            return operands.dropFirst().reduce(first) {
                Interval(low: Swift.min($0.low, $1.low), high: Swift.min($0.high, $1.high))
            }
        case .max:
            return operands.dropFirst().reduce(first) {
                Interval(low: Swift.max($0.low, $1.low), high: Swift.max($0.high, $1.high))
            }
        case .clamp:
            let upper = apply(.min, [first, operands[2]])
            return apply(.max, [upper, operands[1]])
        }
    }
}
