/// The words of a line of collectd's text protocol: separated by blanks, or in quotes with `\"` and `\\` in them.
struct CollectdWords {
    /// A word, quotes and escapes resolved. Valid as long as the line is.
    struct Word {
        /// The bytes as they stand in the line, or those of a word with escapes.
        private let bytes: UnsafeBufferPointer<UInt8>
        private let unescaped: [UInt8]?
        /// Where it begins in the line, from 0.
        let offset: Int
        let isQuoted: Bool

        fileprivate init(_ bytes: UnsafeBufferPointer<UInt8>, unescaped: [UInt8]? = nil, offset: Int, isQuoted: Bool) {
            self.bytes = bytes
            self.unescaped = unescaped
            self.offset = offset
            self.isQuoted = isQuoted
        }

        /// As text, for errors and names.
        var text: String { withBytes { String(decoding: $0, as: UTF8.self) } }

        /// Looks at the bytes, which are UTF-8.
        func withBytes<Result, Failure: Error>(
            _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
        ) throws(Failure) -> Result {
            guard let unescaped else { return try body(bytes) }
            return try unescaped.withUnsafeBufferPointer(body)
        }

        /// Whether it is this word, which is in capitals; small letters are as good.
        func isVerb(_ verb: StaticString) -> Bool {
            withBytes { bytes in
                guard bytes.count == verb.utf8CodeUnitCount else { return false }
                // Only letters: the bit that tells small ones from capitals is taken away.
                return bytes.indices.allSatisfy { bytes[$0] & 0xDF == verb.utf8Start[$0] }
            }
        }

        /// Whether it has this byte.
        func contains(_ byte: UInt8) -> Bool { withBytes { $0.contains(byte) } }
    }

    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    /// The next word; nil at the end of the line.
    mutating func next() throws(LineFault) -> Word? {
        while position < bytes.count, Self.isBlank(bytes[position]) { position += 1 }
        guard position < bytes.count else { return nil }
        let word = bytes[position] == 0x22 ? try quoted() : plain()
        let isUTF8 = word.withBytes { text in
            text.allSatisfy { $0 < 0x80 } || String(validating: text, as: UTF8.self) != nil
        }
        guard isUTF8 else { throw LineFault(.notUTF8, at: word.offset, "the word is not UTF-8") }
        return word
    }

    private mutating func plain() -> Word {
        let start = position
        while position < bytes.count, !Self.isBlank(bytes[position]) { position += 1 }
        return Word(UnsafeBufferPointer(rebasing: bytes[start..<position]), offset: start, isQuoted: false)
    }

    private mutating func quoted() throws(LineFault) -> Word {
        let start = position
        var text: [UInt8] = []
        position += 1
        while true {
            guard position < bytes.count else { throw LineFault(.malformed, at: start, "a quote is not closed") }
            var byte = bytes[position]
            position += 1
            if byte == 0x22 { break }
            if byte == 0x5C {
                guard position < bytes.count else { throw LineFault(.malformed, at: start, "a quote is not closed") }
                byte = bytes[position]
                position += 1
            }
            text.append(byte)
        }
        guard position == bytes.count || Self.isBlank(bytes[position]) else {
            throw LineFault(.malformed, at: position, "a blank is missing after a quote")
        }
        let whole = UnsafeBufferPointer(rebasing: bytes[start..<position])
        return Word(whole, unescaped: text, offset: start, isQuoted: true)
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}
