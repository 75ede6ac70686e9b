/// An expression with the places of its operators and calls, for messages about them.
package struct LocatedExpression: Sendable {
    /// The expression.
    package var expression: Expression
    /// The places of binary operators, `if` and other calls, each after those of its operands.
    package var places: [ExpressionPlace]
}

/// Where an operator or the name of a function stands, in UTF-8 bytes from the start of the expression.
package struct ExpressionPlace: Hashable, Sendable {
    /// Where it begins.
    package var offset: Int
    /// How long it is, at least 1.
    package var length: Int
}
