/// Resolves the escapes of a JSON string; only strings that have some come here.
struct JSONStringDecoder {
    let bytes: UnsafeBufferPointer<UInt8>
    /// The first byte inside the quotes; afterwards the byte behind the closing one.
    var position: Int

    mutating func decode() throws(LineFault) -> [UInt8] {
        let start = position
        var text: [UInt8] = []
        while position < bytes.count, bytes[position] != 0x22 {
            let byte = bytes[position]
            guard byte >= 0x20 else { throw fault("a control character stands in a string") }
            if byte == 0x5C {
                try escape(into: &text)
            } else {
                text.append(byte)
                position += 1
            }
        }
        guard position < bytes.count else { throw fault("a string is not closed", at: start - 1) }
        position += 1
        guard String(validating: text, as: UTF8.self) != nil else {
            throw LineFault(.notUTF8, at: start, "a string is not UTF-8")
        }
        return text
    }

    private mutating func escape(into text: inout [UInt8]) throws(LineFault) {
        guard position + 1 < bytes.count else { throw fault("a string is not closed") }
        let letter = bytes[position + 1]
        switch letter {
        case 0x22, 0x5C, 0x2F: text.append(letter)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            text.append(contentsOf: Unicode.UTF8.encode(try scalar()) ?? Unicode.UTF8.encodedReplacementCharacter)
            return
        default: throw fault("an escape is unknown")
        }
        position += 2
    }

    /// `\u` and four hexadecimal digits, or two of them that make a pair.
    private mutating func scalar() throws(LineFault) -> Unicode.Scalar {
        let start = position
        let first = try unit()
        if let scalar = Unicode.Scalar(first) { return scalar }
        if first < 0xDC00, position + 1 < bytes.count, bytes[position] == 0x5C, bytes[position + 1] == UInt8(ascii: "u")
        {
            let second = try unit()
            if (0xDC00..<0xE000).contains(second),
                let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
            {
                return scalar
            }
        }
        throw fault("half a surrogate pair stands alone", at: start)
    }

    private mutating func unit() throws(LineFault) -> UInt32 {
        guard position + 6 <= bytes.count else { throw fault("'\\u' needs four hexadecimal digits") }
        var value: UInt32 = 0
        for byte in bytes[(position + 2)..<(position + 6)] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
                throw fault("'\\u' needs four hexadecimal digits")
            }
            value = value << 4 + UInt32(digit)
        }
        position += 6
        return value
    }

    private func fault(_ message: String, at offset: Int? = nil) -> LineFault {
        LineFault(.malformed, at: offset ?? position, message)
    }
}
