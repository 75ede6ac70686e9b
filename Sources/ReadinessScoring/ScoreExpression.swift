import ReadinessModel

/// Expressions over scores, evaluated for one row.
enum ScoreExpression {
    /// The value of `expression`; NaN when it has none.
    ///
    /// A missing score makes the result missing, but `if` needs only the scores of its condition and of the branch taken.
    static func value(_ expression: Expression, _ score: (String) -> Double) -> Double {
        switch expression {
        case .number(let value): return value
        case .term: return .nan
        case .score(let node): return score(node)
        case .conditional(let condition, let then, let otherwise):
            let test = value(condition, score)
            if test.isNaN { return .nan }
            return value(test != 0 ? then : otherwise, score)
        case .unary(.minus, let operand): return -value(operand, score)
        case .unary(.not, let operand):
            return Operations.not(value(operand, score))
        case .binary(let operation, let left, let right):
            return Operations.apply(operation, value(left, score), value(right, score))
        case .call(let function, let operands):
            return operands.map { value($0, score) }.withUnsafeBufferPointer { values in
                guard let first = values.baseAddress else { return .nan }
                return Operations.apply(function, to: first, stride: 1, operands: values.count)
            }
        }
    }
}
