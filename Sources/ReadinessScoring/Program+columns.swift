import ReadinessModel

extension Program {
    typealias Columns = UnsafeMutablePointer<Double>

    /// Computes `count` rows from the term columns, which stand `apart` from one another, into `output`.
    ///
    /// `stack` is scratch of `depth x count` doubles.
    func run(terms: UnsafePointer<Double>, apart: Int, count: Int, stack: Columns, output: Columns) {
        var top = stack
        for instruction in instructions {
            Self.execute(instruction, terms: terms, apart: apart, count: count, top: &top)
        }
        output.update(from: stack, count: count)
    }

    /// Whether evaluating these values of the terms divides something by zero.
    func dividesByZero(terms: [Double]) -> Bool {
        withUnsafeTemporaryAllocation(of: Double.self, capacity: max(1, depth) + 1) { stack in
            terms.withUnsafeBufferPointer { values in
                guard let stack = stack.baseAddress else { return false }
                var top = stack
                for instruction in instructions {
                    if case .binary(.divide) = instruction, (top - 1).pointee == 0 { return true }
                    // A program without terms still needs a place to point at.
                    let terms = values.baseAddress ?? UnsafePointer(stack)
                    Self.execute(instruction, terms: terms, apart: 1, count: 1, top: &top)
                }
                return false
            }
        }
    }

    private static func execute(
        _ instruction: Instruction,
        terms: UnsafePointer<Double>,
        apart: Int,
        count: Int,
        top: inout Columns
    ) {
        switch instruction {
        case .constant(let value):
            top.update(repeating: value, count: count)
            top += count
        case .term(let index):
            top.update(from: terms + index * apart, count: count)
            top += count
        case .unary(let operation):
            apply(operation, to: top - count, count: count)
        case .binary(let operation):
            top -= count
            apply(operation, top - count, top, count: count)
        case .select:
            top -= 2 * count
            let condition = top - count
            for row in 0..<count {
                let test = condition[row]
                condition[row] = test.isNaN ? .nan : test != 0 ? top[row] : top[count + row]
            }
        case .call(let function, let operands):
            top -= (operands - 1) * count
            apply(function, operands: operands, at: top - count, count: count)
        }
    }

    private static func apply(_ operation: UnaryOperator, to column: Columns, count: Int) {
        switch operation {
        case .minus: for row in 0..<count { column[row] = -column[row] }
        case .not: for row in 0..<count { column[row] = Operations.not(column[row]) }
        }
    }

    private static func apply(_ operation: BinaryOperator, _ left: Columns, _ right: Columns, count: Int) {
        switch operation {
        case .add: for row in 0..<count { left[row] = Operations.finite(left[row] + right[row]) }
        case .subtract: for row in 0..<count { left[row] = Operations.finite(left[row] - right[row]) }
        case .multiply: for row in 0..<count { left[row] = Operations.finite(left[row] * right[row]) }
        case .divide: for row in 0..<count { left[row] = Operations.finite(left[row] / right[row]) }
        default: for row in 0..<count { left[row] = Operations.apply(operation, left[row], right[row]) }
        }
    }

    private static func apply(_ function: Function, operands: Int, at column: Columns, count: Int) {
        for row in 0..<count {
            column[row] = Operations.apply(function, to: column + row, stride: count, operands: operands)
        }
    }
}
