/// Parses and checks an expression: over measures for an indicator's value, over scores for caps and aggregates.
///
/// From loosest to tightest: `or`, `and`, `not`, comparisons (not chained), `+ -`, `* /`, sign, parentheses and calls.
package struct ExpressionParser {
    /// Finds a measure by its identifier.
    package typealias MeasureLookup = (String) -> (id: MeasureID, kind: MeasureKind)?

    /// The deepest nesting accepted.
    private static let depthLimit = 100
    /// The most numbers, names and signs: a chain of operators nests as deep as it is long.
    private static let wordLimit = 2000

    private let text: [UInt8]
    private let tokens: [ExpressionToken]
    private let measures: MeasureLookup
    private let names: [String]
    /// The nodes `score(...)` may name; nil where scores may not stand.
    private let nodes: Set<String>?
    private var position = 0
    private var depth = 0
    /// Mistakes in the meaning, after which parsing goes on.
    private var errors: [ExpressionError] = []
    /// The places of operators and calls, each after those of its operands.
    private var places: [ExpressionPlace] = []

    /// Parses `text`, looking measures up with `lookup` and suggesting near misses among `names`.
    ///
    /// - Returns: the expression, or every mistake found: one of form, which ends parsing, or several of meaning.
    package static func parse(
        _ text: String,
        names: [String],
        lookup: @escaping MeasureLookup
    ) -> Result<Expression, ExpressionErrors> {
        locate(text, names: names, lookup: lookup).map(\.expression)
    }

    /// Parses as `parse(_:names:lookup:)` does and keeps the places of operators.
    ///
    /// - Returns: the expression, or every mistake found.
    package static func locate(
        _ text: String,
        names: [String],
        lookup: @escaping MeasureLookup
    ) -> Result<LocatedExpression, ExpressionErrors> {
        do {
            var parser = try Self(text, measures: lookup, names: names, nodes: nil)
            let expression = try parser.whole()
            guard parser.errors.isEmpty else { return .failure(ExpressionErrors(all: parser.errors)) }
            return .success(LocatedExpression(expression: expression, places: parser.places))
        } catch {
            return .failure(ExpressionErrors(all: [error]))
        }
    }

    /// Parses an expression over the scores of `nodes`, in which no measure may stand.
    ///
    /// - Returns: the expression, or every mistake found.
    package static func parse(_ text: String, scoresOf nodes: Set<String>) -> Result<Expression, ExpressionErrors> {
        do {
            var parser = try Self(text, measures: { _ in nil }, names: [], nodes: nodes)
            let expression = try parser.whole()
            guard parser.errors.isEmpty else { return .failure(ExpressionErrors(all: parser.errors)) }
            return .success(expression)
        } catch {
            return .failure(ExpressionErrors(all: [error]))
        }
    }

    private init(
        _ text: String,
        measures: @escaping MeasureLookup,
        names: [String],
        nodes: Set<String>?
    ) throws(ExpressionError) {
        self.text = Array(text.utf8)
        tokens = try ExpressionLexer.tokens(of: text)
        guard tokens.count <= Self.wordLimit else {
            let place = tokens[Self.wordLimit]
            let message = "the expression has more than \(Self.wordLimit) words; divide it into several indicators"
            throw ExpressionError(offset: place.offset, length: place.length, message: message)
        }
        self.measures = measures
        self.names = names
        self.nodes = nodes
    }

    private var token: ExpressionToken { tokens[position] }

    private mutating func whole() throws(ExpressionError) -> Expression {
        guard token.kind != .end else { throw error("the expression is empty") }
        let expression = try disjunction()
        guard token.kind == .end else {
            let isOperand = token.kind == .word || token.text == "("
            throw error(isOperand ? "an operator is missing before '\(token.text)'" : "unexpected '\(token.text)'")
        }
        return expression
    }

    private mutating func disjunction() throws(ExpressionError) -> Expression {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.depthLimit else { throw error("nested more than \(Self.depthLimit) deep") }
        var left = try conjunction()
        while take(word: "or") { left = binary(.or, left, at: last, try conjunction()) }
        return left
    }

    private mutating func conjunction() throws(ExpressionError) -> Expression {
        var left = try negation()
        while take(word: "and") { left = binary(.and, left, at: last, try negation()) }
        return left
    }

    private mutating func negation() throws(ExpressionError) -> Expression {
        var count = 0
        while take(word: "not") { count += 1 }
        var operand = try comparison()
        for _ in 0..<count { operand = .unary(.not, operand) }
        return operand
    }

    private mutating func comparison() throws(ExpressionError) -> Expression {
        let left = try sum()
        guard let comparison = comparisonHere() else { return left }
        position += 1
        let place = last
        let right = try sum()
        if comparisonHere() != nil {
            throw error("comparisons are not chained; write a < b and b < c")
        }
        return binary(comparison, left, at: place, right)
    }

    private func comparisonHere() -> BinaryOperator? {
        guard token.kind == .symbol, ["<", "<=", ">", ">=", "==", "!="].contains(token.text) else { return nil }
        return BinaryOperator(rawValue: token.text)
    }

    private mutating func sum() throws(ExpressionError) -> Expression {
        var left = try product()
        while true {
            if take("+") {
                left = binary(.add, left, at: last, try product())
            } else if take("-") {
                left = binary(.subtract, left, at: last, try product())
            } else {
                return left
            }
        }
    }

    private mutating func product() throws(ExpressionError) -> Expression {
        var left = try signed()
        while true {
            if take("*") {
                left = binary(.multiply, left, at: last, try signed())
            } else if take("/") {
                left = binary(.divide, left, at: last, try signed())
            } else {
                return left
            }
        }
    }

    private mutating func signed() throws(ExpressionError) -> Expression {
        var isNegative = false
        while token.kind == .symbol, token.text == "-" || token.text == "+" {
            isNegative = isNegative != (token.text == "-")
            position += 1
        }
        let operand = try primary()
        guard isNegative else { return operand }
        if case .number(let value) = operand { return .number(-value) }
        return .unary(.minus, operand)
    }

    private mutating func primary() throws(ExpressionError) -> Expression {
        let start = token
        if case .number(let value) = start.kind {
            position += 1
            return .number(value)
        }
        if take("(") {
            let inner = try disjunction()
            try expect(")", toClose: start)
            return inner
        }
        guard start.kind == .word else {
            throw error(
                start.kind == .end ? "an operand is missing at the end" : "an operand is missing before '\(start.text)'"
            )
        }
        if ["and", "or", "not"].contains(start.text) {
            throw error("an operand is missing before '\(start.text)'; in here put 'not ...' in parentheses")
        }
        position += 1
        guard take("(") else { return latest(of: start) }
        return try call(of: start)
    }
}

// MARK: - Calls and measures

extension ExpressionParser {
    private mutating func call(of name: ExpressionToken) throws(ExpressionError) -> Expression {
        if let function = WindowFunction(rawValue: name.text), isWindowAhead() {
            return try window(function, of: name)
        }
        if name.text == "if" {
            let operands = try arguments(of: name, count: 3...3)
            places.append(place(of: name))
            return .conditional(operands[0], then: operands[1], otherwise: operands[2])
        }
        if let function = Function(rawValue: name.text) {
            let operands = try arguments(of: name, count: function.arity)
            places.append(place(of: name))
            return .call(function, operands)
        }
        if WindowFunction(rawValue: name.text) != nil {
            throw error("'\(name.text)' needs a window, as in \(name.text)(measure[7d])", at: name)
        }
        if name.text == "score" { return try score(of: name) }
        let functions = Function.allCases.map(\.rawValue) + WindowFunction.allCases.map(\.rawValue) + ["if"]
        let suggestion = name.text.nearest(in: functions).map { "; did you mean '\($0)'?" } ?? ""
        throw error("unknown function '\(name.text)'\(suggestion)", at: name)
    }

    /// `score(node)`: the name is all between the parentheses, hyphens and dots included.
    private mutating func score(of name: ExpressionToken) throws(ExpressionError) -> Expression {
        guard let nodes else {
            throw error("score(node) may stand only in caps and aggregate expressions", at: name)
        }
        let start = token
        while token.kind != .end, token.text != ")" { position += 1 }
        let bytes = text[start.offset..<max(start.offset, token.offset)]
        let node = String(decoding: bytes, as: UTF8.self).filter { !$0.isWhitespace }
        try expect(")", toClose: name)
        guard !node.isEmpty else { throw error("score() needs a node, as in score(design)", at: name) }
        if !nodes.contains(node) {
            let suggestion = node.nearest(in: nodes.sorted()).map { "; did you mean '\($0)'?" } ?? ""
            let place = ExpressionToken(kind: .word, text: node, offset: start.offset)
            record("unknown node '\(node)'\(suggestion)", at: place)
        }
        return .score(node)
    }

    private func isWindowAhead() -> Bool {
        token.kind == .word && tokens[position + 1].text == "["
    }

    private mutating func window(_ function: WindowFunction, of name: ExpressionToken) throws(ExpressionError)
        -> Expression
    {
        let measure = token
        position += 2
        let span = token
        position += span.kind == .end ? 0 : 1
        guard let length = TimeSpan(span.text) else {
            throw error("'\(span.text)' is not a window; write a span such as 7d, 36h or 1d12h", at: span)
        }
        try expect("]", toClose: span)
        try expect(")", toClose: name)
        guard let found = find(measure) else { return .number(0) }
        if !function.accepts(found.kind) {
            let wanted = MeasureKind.allCases.filter(function.accepts).map(\.rawValue).joined(separator: " or ")
            record(
                "\(function.rawValue) takes a \(wanted), but '\(measure.text)' is of kind \(found.kind.rawValue)",
                at: name
            )
        }
        return .term(Term(measure: found.id, window: Window(function: function, length: length)))
    }

    private mutating func latest(of name: ExpressionToken) -> Expression {
        guard let found = find(name) else { return .number(0) }
        if found.kind == .event {
            record("'\(name.text)' is an event measure and needs a window, as in sum(\(name.text)[365d])", at: name)
        }
        if token.text == "[" {
            record("a window stands inside a function, as in avg(\(name.text)[7d])", at: token)
            while token.kind != .end, token.text != "]" { position += 1 }
            _ = take("]")
        }
        return .term(Term(measure: found.id))
    }

    private mutating func find(_ name: ExpressionToken) -> (id: MeasureID, kind: MeasureKind)? {
        guard nodes == nil else {
            record("'\(name.text)': only scores may stand here, as in score(\(name.text))", at: name)
            return nil
        }
        if let found = measures(name.text) { return found }
        let suggestion = name.text.nearest(in: names).map { "; did you mean '\($0)'?" } ?? ""
        record("unknown measure '\(name.text)'\(suggestion)", at: name)
        return nil
    }

    private mutating func arguments(of name: ExpressionToken, count: ClosedRange<Int>) throws(ExpressionError)
        -> [Expression]
    {
        var operands: [Expression] = []
        if !take(")") {
            repeat { operands.append(try disjunction()) } while take(",")
            try expect(")", toClose: name)
        }
        guard count.contains(operands.count) else {
            let wanted = count.count == 1 ? "\(count.lowerBound)" : "at least \(count.lowerBound)"
            throw error("'\(name.text)' takes \(wanted) operands, not \(operands.count)", at: name)
        }
        return operands
    }

    /// The token before this one.
    private var last: ExpressionToken { tokens[position - 1] }

    /// Joins two operands; the place is that of the operator.
    private mutating func binary(
        _ operation: BinaryOperator,
        _ left: Expression,
        at token: ExpressionToken,
        _ right: Expression
    ) -> Expression {
        places.append(place(of: token))
        return .binary(operation, left, right)
    }

    private func place(of token: ExpressionToken) -> ExpressionPlace {
        ExpressionPlace(offset: token.offset, length: token.length)
    }

    private mutating func take(_ symbol: String) -> Bool {
        guard token.kind == .symbol, token.text == symbol else { return false }
        position += 1
        return true
    }

    private mutating func take(word: String) -> Bool {
        guard token.kind == .word, token.text == word else { return false }
        position += 1
        return true
    }

    private mutating func expect(_ symbol: String, toClose opening: ExpressionToken) throws(ExpressionError) {
        guard take(symbol) else {
            let found = token.kind == .end ? "the end" : "'\(token.text)'"
            throw error("expected '\(symbol)' after '\(opening.text)', found \(found)")
        }
    }

    private func error(_ message: String, at place: ExpressionToken? = nil) -> ExpressionError {
        let place = place ?? token
        return ExpressionError(offset: place.offset, length: place.length, message: message)
    }

    private mutating func record(_ message: String, at place: ExpressionToken) {
        errors.append(error(message, at: place))
    }
}

/// Every mistake found in one expression, at least one.
package struct ExpressionErrors: Error, Hashable, Sendable {
    /// The mistakes, in order of their places.
    package var all: [ExpressionError]
}
