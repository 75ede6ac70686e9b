/// A word of the expression language with its place.
struct ExpressionToken: Hashable {
    enum Kind: Hashable {
        case number(Double)
        /// A name, or one of `and or not`.
        case word
        case symbol
        /// A span inside brackets, such as `7d`.
        case end
    }

    var kind: Kind
    var text: String
    var offset: Int

    var length: Int { max(1, text.utf8.count) }
}

/// Splits an expression into tokens.
struct ExpressionLexer {
    private let bytes: [UInt8]
    private var position = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    /// The tokens of the whole text, the last being `.end`.
    ///
    /// - Throws: `ExpressionError` at the first byte that begins no token.
    static func tokens(of text: String) throws(ExpressionError) -> [ExpressionToken] {
        var lexer = Self(text)
        var tokens: [ExpressionToken] = []
        repeat { tokens.append(try lexer.next()) } while tokens.last?.kind != .end
        return tokens
    }

    private mutating func next() throws(ExpressionError) -> ExpressionToken {
        while position < bytes.count, [0x20, 0x09, 0x0a, 0x0d].contains(bytes[position]) { position += 1 }
        guard position < bytes.count else { return ExpressionToken(kind: .end, text: "", offset: bytes.count) }
        let start = position
        let byte = bytes[position]
        if Self.isDigit(byte) || byte == UInt8(ascii: ".") { return try number(from: start) }
        if Self.isLetter(byte) {
            while position < bytes.count, Self.isLetter(bytes[position]) || Self.isDigit(bytes[position]) {
                position += 1
            }
            return token(.word, from: start)
        }
        let two = position + 1 < bytes.count ? String(decoding: bytes[position...position + 1], as: UTF8.self) : ""
        if ["<=", ">=", "==", "!="].contains(two) {
            position += 2
            return token(.symbol, from: start)
        }
        if "+-*/()[],<>".utf8.contains(byte) {
            position += 1
            return token(.symbol, from: start)
        }
        throw unexpected(at: start)
    }

    /// A number, or a span such as `7d`, which begins like one and stands as a word.
    private mutating func number(from start: Int) throws(ExpressionError) -> ExpressionToken {
        while position < bytes.count, Self.isDigit(bytes[position]) || bytes[position] == UInt8(ascii: ".") {
            position += 1
        }
        if let power = exponentEnd() {
            position = power
        } else if position < bytes.count, Self.isLetter(bytes[position]) {
            while position < bytes.count,
                Self.isLetter(bytes[position]) || Self.isDigit(bytes[position]) || bytes[position] == UInt8(ascii: ".")
            {
                position += 1
            }
            return token(.word, from: start)
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        guard let value = Double(text), value.isFinite else {
            throw ExpressionError(offset: start, length: position - start, message: "'\(text)' is not a number")
        }
        return ExpressionToken(kind: .number(value), text: text, offset: start)
    }

    /// The end of `e5`, `E-3` at the current position, when one stands here and no letter follows.
    private func exponentEnd() -> Int? {
        guard position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") else { return nil }
        var end = position + 1
        if end < bytes.count, bytes[end] == UInt8(ascii: "+") || bytes[end] == UInt8(ascii: "-") { end += 1 }
        let digits = end
        while end < bytes.count, Self.isDigit(bytes[end]) { end += 1 }
        guard end > digits, end == bytes.count || !Self.isLetter(bytes[end]) else { return nil }
        return end
    }

    private func token(_ kind: ExpressionToken.Kind, from start: Int) -> ExpressionToken {
        ExpressionToken(kind: kind, text: String(decoding: bytes[start..<position], as: UTF8.self), offset: start)
    }

    private func unexpected(at start: Int) -> ExpressionError {
        var end = start + 1
        while end < bytes.count, bytes[end] & 0xc0 == 0x80 { end += 1 }
        let text = String(decoding: bytes[start..<end], as: UTF8.self)
        let hint =
            switch text {
            case "=": "; equality is written =="
            case "&": "; write and"
            case "|": "; write or"
            case "!": "; write not"
            case "%": "; write 0.5 for 50 percent"
            case "^": "; there is no power, write exp(y * ln(x))"
            default: ""
            }
        return ExpressionError(offset: start, length: end - start, message: "unexpected '\(text)'\(hint)")
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7a) || byte == 0x5f }
}
