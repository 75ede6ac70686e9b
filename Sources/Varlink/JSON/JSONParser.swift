extension JSON {
    /// A recursive descent over bytes in memory. `offset` is the next byte not yet taken.
    struct Parser {
        let text: UnsafeBufferPointer<UInt8>
        var offset = 0
        private var depth = 0

        private init(_ text: UnsafeBufferPointer<UInt8>) { self.text = text }

        static func parse(_ text: UnsafeBufferPointer<UInt8>) -> Result<JSON, ParseError> {
            var parser = Parser(text)
            do throws(ParseError) {
                let value = try parser.value()
                parser.skipSpace()
                guard parser.offset == text.count else {
                    throw parser.error("expected the end after the value")
                }
                return .success(value)
            } catch {
                return .failure(error)
            }
        }

        func error(_ reason: String, at offset: Int? = nil) -> ParseError {
            ParseError(reason: reason, offset: offset ?? self.offset)
        }

        /// The next byte, or nil at the end.
        var next: UInt8? { offset < text.count ? text[offset] : nil }

        mutating func skipSpace() {
            while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { offset += 1 }
        }

        /// Takes the byte when it comes next.
        mutating func take(_ byte: UInt8) -> Bool {
            guard next == byte else { return false }
            offset += 1
            return true
        }

        mutating func value() throws(ParseError) -> JSON {
            skipSpace()
            switch next {
            case UInt8(ascii: "{"): return .object(try object())
            case UInt8(ascii: "["): return .array(try array())
            case UInt8(ascii: "\""): return .string(try string())
            case UInt8(ascii: "t"): return try word("true", .bool(true))
            case UInt8(ascii: "f"): return try word("false", .bool(false))
            case UInt8(ascii: "n"): return try word("null", .null)
            case nil: throw error("expected a value, found the end")
            case .some(let byte) where byte == 0x2D || (0x30...0x39).contains(byte): return try number()
            default: throw error("expected a value")
            }
        }

        private mutating func word(_ word: StaticString, _ value: JSON) throws(ParseError) -> JSON {
            let length = word.utf8CodeUnitCount
            let matches = word.withUTF8Buffer { $0.elementsEqual(text[offset..<min(offset + length, text.count)]) }
            guard matches else { throw error("expected \(word)") }
            offset += length
            return value
        }

        /// Enters an array or object whose opening byte comes next.
        private mutating func descend() throws(ParseError) {
            guard depth < JSON.depthLimit else { throw error("nested deeper than \(JSON.depthLimit) levels") }
            depth += 1
            offset += 1
            skipSpace()
        }

        private mutating func array() throws(ParseError) -> [JSON] {
            try descend()
            defer { depth -= 1 }
            var elements: [JSON] = []
            if take(UInt8(ascii: "]")) { return elements }
            while true {
                elements.append(try value())
                skipSpace()
                if take(UInt8(ascii: "]")) { return elements }
                guard take(UInt8(ascii: ",")) else { throw error("expected , or ] in an array") }
            }
        }

        private mutating func object() throws(ParseError) -> Object {
            try descend()
            defer { depth -= 1 }
            var members = Object()
            if take(UInt8(ascii: "}")) { return members }
            while true {
                skipSpace()
                guard next == UInt8(ascii: "\"") else { throw error("expected a name in quotes") }
                let nameOffset = offset
                let name = try string()
                skipSpace()
                guard take(UInt8(ascii: ":")) else { throw error("expected : after a name") }
                guard members.insert(name, try value()) else {
                    throw error("the name \(JSON.string(name)) stands twice in one object", at: nameOffset)
                }
                skipSpace()
                if take(UInt8(ascii: "}")) { return members }
                guard take(UInt8(ascii: ",")) else { throw error("expected , or } in an object") }
            }
        }
    }
}
