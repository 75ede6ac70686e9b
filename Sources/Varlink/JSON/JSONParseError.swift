extension JSON {
    /// Why a text is not the JSON it should be, and where.
    public struct ParseError: Error, Sendable, Hashable, CustomStringConvertible {
        /// What is wrong, and what would be right where that helps.
        public let reason: String
        /// Bytes before the place of the mistake.
        public let offset: Int

        /// One line: place and reason.
        public var description: String { "byte \(offset): \(reason)" }
    }

    /// The deepest nesting of arrays and objects that is read.
    public static let depthLimit = 64

    /// Reads one value from UTF-8 text.
    ///
    /// The reading is strict: RFC 8259 to the letter, no byte order mark, no two members with one name, valid UTF-8,
    /// surrogates in pairs, nothing but white space after the value, at most ``depthLimit`` levels.
    /// - Throws: ``ParseError`` with the offset of the mistake.
    public init(parsing bytes: [UInt8]) throws(ParseError) {
        let result = bytes.withUnsafeBufferPointer { text in Parser.parse(text) }
        self = try result.get()
    }

    /// Reads one value from a string; otherwise like ``init(parsing:)-([UInt8])``.
    /// - Throws: ``ParseError`` with the offset of the mistake in the string's UTF-8.
    public init(parsing text: String) throws(ParseError) {
        try self.init(parsing: Array(text.utf8))
    }
}
