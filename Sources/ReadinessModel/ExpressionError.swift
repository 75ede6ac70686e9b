/// A mistake in an expression, with its place.
package struct ExpressionError: Error, Hashable, Sendable {
    /// Where the mistake begins, in UTF-8 bytes from the start of the expression.
    package var offset: Int
    /// How many bytes are wrong, at least 1.
    package var length: Int
    /// What is wrong, and what would be right.
    package var message: String

    /// Makes an error.
    package init(offset: Int, length: Int, message: String) {
        self.offset = offset
        self.length = Swift.max(1, length)
        self.message = message
    }
}
