/// A formula over measures, resolved and checked (the language is described in the design, section 6.6).
package indirect enum Expression: Hashable, Sendable {
    /// A constant.
    case number(Double)
    /// A reading or a window over readings.
    case term(Term)
    /// The score of a node or indicator in points; only in caps and aggregate expressions.
    case score(String)
    /// A sign or a negation.
    case unary(UnaryOperator, Expression)
    /// Two operands.
    case binary(BinaryOperator, Expression, Expression)
    /// `if(condition, then, else)`.
    case conditional(Expression, then: Expression, otherwise: Expression)
    /// A function of one or more operands.
    case call(Function, [Expression])

    /// The distinct terms, in order of first appearance.
    package var terms: [Term] {
        var found: [Term] = []
        visit { expression in
            if case .term(let term) = expression, !found.contains(term) { found.append(term) }
        }
        return found
    }

    /// The distinct nodes whose scores are read, in order of first appearance.
    package var scores: [String] {
        var found: [String] = []
        visit { expression in
            if case .score(let node) = expression, !found.contains(node) { found.append(node) }
        }
        return found
    }

    /// Calls `body` with this expression and every one inside it, outermost first.
    package func visit(_ body: (Expression) -> Void) {
        body(self)
        switch self {
        case .number, .term, .score: break
        case .unary(_, let operand): operand.visit(body)
        case .binary(_, let left, let right):
            left.visit(body)
            right.visit(body)
        case .conditional(let condition, let then, let otherwise):
            condition.visit(body)
            then.visit(body)
            otherwise.visit(body)
        case .call(_, let operands): operands.forEach { $0.visit(body) }
        }
    }
}

/// What an expression takes from readings of one measure at one entity.
package struct Term: Hashable, Sendable {
    /// The measure.
    package var measure: MeasureID
    /// The window and what is made of the readings inside; nil means the latest reading.
    package var window: Window?

    /// Makes a term.
    package init(measure: MeasureID, window: Window? = nil) {
        self.measure = measure
        self.window = window
    }
}

/// A window `(t - length, t]` and what is made of the readings inside.
package struct Window: Hashable, Sendable {
    /// What is made of the readings.
    package var function: WindowFunction
    /// How far the window reaches back.
    package var length: TimeSpan

    /// Makes a window.
    package init(function: WindowFunction, length: TimeSpan) {
        self.function = function
        self.length = length
    }
}

/// What is made of the readings of a window.
package enum WindowFunction: String, CaseIterable, Sendable {
    /// The growth of a counter, resets handled, nothing extrapolated.
    case increase
    /// The growth of a counter per second of the window.
    case rate
    /// The sum.
    case sum
    /// The arithmetic mean of the readings.
    case avg
    /// The smallest reading.
    case min
    /// The largest reading.
    case max
    /// The last reading.
    case last
    /// The number of readings.
    case count

    /// Whether the function may be applied to a measure of `kind`.
    package func accepts(_ kind: MeasureKind) -> Bool {
        switch self {
        case .increase, .rate: kind == .counter
        case .sum: kind == .event || kind == .gauge
        case .avg, .min, .max, .last, .count: true
        }
    }
}

/// An operator of one operand.
package enum UnaryOperator: String, Sendable {
    /// The sign.
    case minus = "-"
    /// 1 when the operand is 0, else 0.
    case not
}

/// An operator of two operands. Comparisons and logic give 1 or 0.
package enum BinaryOperator: String, Sendable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case equal = "=="
    case notEqual = "!="
    case and
    case or
}

/// A function of an expression.
package enum Function: String, CaseIterable, Sendable {
    /// The smallest operand.
    case min
    /// The largest operand.
    case max
    /// `clamp(x, low, high)`.
    case clamp
    /// The absolute value.
    case abs
    /// The natural logarithm.
    case ln
    /// The exponential.
    case exp
    /// The square root.
    case sqrt

    /// How many operands the function takes.
    package var arity: ClosedRange<Int> {
        switch self {
        case .min, .max: 1...64
        case .clamp: 3...3
        case .abs, .ln, .exp, .sqrt: 1...1
        }
    }
}
