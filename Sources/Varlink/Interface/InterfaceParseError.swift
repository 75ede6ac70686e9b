extension InterfaceDescription {
    /// Why a definition text is not an interface, and where.
    public struct ParseError: Error, Sendable, Hashable, CustomStringConvertible {
        /// The line of the mistake, from 1.
        public let line: Int
        /// The column of the mistake in bytes, from 1.
        public let column: Int
        /// What is wrong, and what would be right where that helps.
        public let reason: String

        /// `line:column: reason`.
        public var description: String { "\(line):\(column): \(reason)" }
    }
}
