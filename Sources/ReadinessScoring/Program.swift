import ReadinessModel

/// An expression as instructions for a stack machine, applied to whole columns.
///
/// Missing is NaN: it passes through every operation, and every result that is not finite becomes NaN.
struct Program: Sendable {
    enum Instruction: Sendable {
        case constant(Double)
        /// Pushes the column of the term with this index.
        case term(Int)
        case unary(UnaryOperator)
        case binary(BinaryOperator)
        /// Pops else, then and condition.
        case select
        /// Pops the operands and applies the function.
        case call(Function, operands: Int)
    }

    let instructions: [Instruction]
    /// The most columns on the stack at once.
    let depth: Int

    /// Compiles `expression`; its terms are numbered by their place in `terms`.
    init(_ expression: Expression, terms: [Term]) {
        var instructions: [Instruction] = []
        Self.append(expression, terms: terms, to: &instructions)
        self.instructions = instructions
        depth = Self.depth(of: instructions)
    }

    private static func append(_ expression: Expression, terms: [Term], to instructions: inout [Instruction]) {
        switch expression {
        case .number(let value): instructions.append(.constant(value))
        case .term(let term): instructions.append(.term(terms.firstIndex(of: term) ?? 0))
        // The parser lets scores stand only in caps and aggregates, which `ScoreExpression` evaluates.
        case .score: instructions.append(.constant(.nan))
        case .unary(let operation, let operand):
            append(operand, terms: terms, to: &instructions)
            instructions.append(.unary(operation))
        case .binary(let operation, let left, let right):
            append(left, terms: terms, to: &instructions)
            append(right, terms: terms, to: &instructions)
            instructions.append(.binary(operation))
        case .conditional(let condition, let then, let otherwise):
            for part in [condition, then, otherwise] { append(part, terms: terms, to: &instructions) }
            instructions.append(.select)
        case .call(let function, let operands):
            for operand in operands { append(operand, terms: terms, to: &instructions) }
            instructions.append(.call(function, operands: operands.count))
        }
    }

    private static func depth(of instructions: [Instruction]) -> Int {
        var height = 0
        var depth = 0
        for instruction in instructions {
            switch instruction {
            case .constant, .term: height += 1
            case .unary: break
            case .binary: height -= 1
            case .select: height -= 2
            case .call(_, let operands): height -= operands - 1
            }
            depth = max(depth, height)
        }
        return depth
    }

    /// Whether the program is one term and nothing else.
    var isSingleTerm: Bool {
        if instructions.count == 1, case .term = instructions[0] { return true }
        return false
    }
}
