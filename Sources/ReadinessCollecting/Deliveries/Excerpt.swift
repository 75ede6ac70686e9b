/// Foreign bytes made fit for a journal entry or a terminal: cut, and without anything that could steer it.
enum Excerpt {
    /// The beginning of `bytes` as text.
    ///
    /// - Parameters:
    ///   - bytes: any bytes; what is not UTF-8 becomes U+FFFD.
    ///   - limit: the most bytes taken; `...` follows where some were left.
    static func text(of bytes: UnsafeBufferPointer<UInt8>, limit: Int = 80) -> String {
        var end = min(bytes.count, limit)
        // Do not cut within a character: step back over its continuation bytes.
        if end < bytes.count {
            while end > max(0, limit - 4), bytes[end] & 0xC0 == 0x80 { end -= 1 }
        }
        var text = ""
        for scalar in String(decoding: bytes[..<end], as: UTF8.self).unicodeScalars {
            text += escaped(scalar)
        }
        return end < bytes.count ? text + "..." : text
    }

    /// The beginning of a string, likewise.
    static func text(of string: String, limit: Int = 80) -> String {
        var string = string
        return string.withUTF8 { text(of: $0, limit: limit) }
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar.value {
        case 0x09: "\\t"
        case 0x0A: "\\n"
        case 0x0D: "\\r"
        case 0x5C: "\\\\"
        case 0..<0x20, 0x7F: "\\x" + hexadecimal(scalar.value, width: 2)
        // C1 controls, line separators and marks that turn the direction of writing.
        case 0x80..<0xA0, 0x2028...0x202E, 0x2066...0x2069, 0x200E, 0x200F, 0xFEFF:
            "\\u{" + hexadecimal(scalar.value, width: 4) + "}"
        default: String(Character(scalar))
        }
    }

    private static func hexadecimal(_ value: UInt32, width: Int) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
