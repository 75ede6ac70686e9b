/// Cuts a definition text into tokens and collects the comments between them.
struct InterfaceLexer {
    enum Token: Hashable {
        /// Letters, digits and the signs that names may hold.
        case word(String)
        case open, close, comma, colon, question, arrow
        /// `[]` and `[string]`.
        case array, map
        case end
    }

    private let text: [UInt8]
    private var offset = 0
    private var lineStart = 0
    private(set) var line = 1
    private(set) var token = Token.end
    /// The column of `token`, from 1.
    private(set) var column = 1
    /// The comment lines directly above `token`, joined by line feeds.
    private(set) var comment = ""

    init(_ text: String) throws(InterfaceDescription.ParseError) {
        self.text = Array(text.utf8)
        try advance()
    }

    /// The error at the current token.
    func error(_ reason: String) -> InterfaceDescription.ParseError {
        InterfaceDescription.ParseError(line: line, column: column, reason: reason)
    }

    /// Steps to the next token.
    mutating func advance() throws(InterfaceDescription.ParseError) {
        skipSpaceAndComments()
        column = offset - lineStart + 1
        guard offset < text.count else { return token = .end }
        switch text[offset] {
        case UInt8(ascii: "("): take(1, .open)
        case UInt8(ascii: ")"): take(1, .close)
        case UInt8(ascii: ","): take(1, .comma)
        case UInt8(ascii: ":"): take(1, .colon)
        case UInt8(ascii: "?"): take(1, .question)
        case UInt8(ascii: "-") where follows("->"): take(2, .arrow)
        case UInt8(ascii: "[") where follows("[]"): take(2, .array)
        case UInt8(ascii: "[") where follows("[string]"): take(8, .map)
        case UInt8(ascii: "["): throw error("expected [] or [string]")
        case let byte where InterfaceNames.isLetter(byte): takeWord()
        default: throw error("unexpected character")
        }
    }

    private mutating func take(_ length: Int, _ token: Token) {
        offset += length
        self.token = token
    }

    private func follows(_ sign: StaticString) -> Bool {
        sign.withUTF8Buffer { text[offset...].starts(with: $0) }
    }

    private mutating func takeWord() {
        let start = offset
        while offset < text.count, isWordByte(text[offset]), !follows("->") { offset += 1 }
        token = .word(String(decoding: text[start..<offset], as: UTF8.self))
    }

    private func isWordByte(_ byte: UInt8) -> Bool {
        InterfaceNames.isLetterOrDigit(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
            || byte == UInt8(ascii: "-")
    }

    /// An empty line parts a comment from what follows, so that a text's own header is not taken for documentation.
    private mutating func skipSpaceAndComments() {
        var lines: [String] = []
        var lineIsEmpty = false
        while offset < text.count {
            switch text[offset] {
            case UInt8(ascii: "\n"):
                if lineIsEmpty { lines = [] }
                offset += 1
                line += 1
                lineStart = offset
                lineIsEmpty = true
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"):
                offset += 1
            case UInt8(ascii: "#"):
                lineIsEmpty = false
                lines.append(takeCommentLine())
            default:
                return comment = lines.joined(separator: "\n")
            }
        }
        comment = lines.joined(separator: "\n")
    }

    private mutating func takeCommentLine() -> String {
        let end = text[offset...].firstIndex(of: UInt8(ascii: "\n")) ?? text.count
        var content = text[(offset + 1)..<end]
        if content.first == UInt8(ascii: " ") { content.removeFirst() }
        if content.last == UInt8(ascii: "\r") { content.removeLast() }
        offset = end
        return String(decoding: content, as: UTF8.self)
    }
}
