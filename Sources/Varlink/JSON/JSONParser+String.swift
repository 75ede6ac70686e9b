extension JSON.Parser {
    /// Takes a string whose opening quote comes next.
    mutating func string() throws(JSON.ParseError) -> String {
        let start = offset
        offset += 1
        var bits: UInt8 = 0
        let plain = try run(&bits)
        if take(UInt8(ascii: "\"")) {
            let bytes = UnsafeBufferPointer(rebasing: text[plain])
            // Text of ASCII alone is valid; asking costs more than reading it.
            if bits < 0x80 { return String(decoding: bytes, as: UTF8.self) }
            guard let string = String(validating: bytes, as: UTF8.self) else { throw invalidText(from: start + 1) }
            return string
        }
        var unescaped = Array(text[plain])
        while true {
            guard take(UInt8(ascii: "\\")) else { throw error("a string has no end", at: start) }
            try escape(into: &unescaped)
            unescaped.append(contentsOf: text[try run(&bits)])
            guard take(UInt8(ascii: "\"")) else { continue }
            guard let string = String(validating: unescaped, as: UTF8.self) else { throw invalidText(from: start + 1) }
            return string
        }
    }

    /// Takes bytes up to a quote, a backslash or the end, and adds all their bits to `bits`.
    private mutating func run(_ bits: inout UInt8) throws(JSON.ParseError) -> Range<Int> {
        let start = offset
        while let byte = next, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
            guard byte >= 0x20 else { throw error("a control character in a string must be escaped") }
            bits |= byte
            offset += 1
        }
        return start..<offset
    }

    /// Takes what follows a backslash.
    private mutating func escape(into bytes: inout [UInt8]) throws(JSON.ParseError) {
        let start = offset - 1
        guard let letter = next else { throw error("a string has no end") }
        offset += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): bytes.append(letter)
        case UInt8(ascii: "b"): bytes.append(0x08)
        case UInt8(ascii: "f"): bytes.append(0x0C)
        case UInt8(ascii: "n"): bytes.append(0x0A)
        case UInt8(ascii: "r"): bytes.append(0x0D)
        case UInt8(ascii: "t"): bytes.append(0x09)
        case UInt8(ascii: "u"): bytes.append(contentsOf: UTF8.encode(try scalar(from: start)) ?? .init())
        default: throw error("unknown escape, one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u is allowed", at: start)
        }
    }

    /// Takes the hexadecimal digits after `\u`, and a second escape when they are the first half of a pair.
    private mutating func scalar(from start: Int) throws(JSON.ParseError) -> Unicode.Scalar {
        let first = try hexadecimal()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xDC00, take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
            throw error("half of a surrogate pair stands alone", at: start)
        }
        let second = try hexadecimal()
        guard (0xDC00...0xDFFF).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw error("half of a surrogate pair stands alone", at: start) }
        return scalar
    }

    private mutating func hexadecimal() throws(JSON.ParseError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            let digit: UInt32
            switch next {
            case .some(let byte) where (0x30...0x39).contains(byte): digit = UInt32(byte) - 0x30
            case .some(let byte) where (0x41...0x46).contains(byte): digit = UInt32(byte) - 0x37
            case .some(let byte) where (0x61...0x66).contains(byte): digit = UInt32(byte) - 0x57
            default: throw error("expected four hexadecimal digits after \\u")
            }
            value = value << 4 | digit
            offset += 1
        }
        return value
    }

    /// The error for bytes that are no UTF-8, at the first of them. Only called when there are some.
    private func invalidText(from start: Int) -> JSON.ParseError {
        var decoder = UTF8()
        var bytes = text[start..<offset].makeIterator()
        var place = start
        while case .scalarValue(let scalar) = decoder.decode(&bytes) { place += UTF8.width(scalar) }
        return error("the string is not valid UTF-8", at: place)
    }
}
