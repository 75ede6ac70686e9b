/// Decimal numbers from bytes, correctly rounded.
///
/// Common numbers, of at most 19 digits making at most 2^53 and a power of ten up to 22, are one exact operation on
/// two exact doubles, hence correctly rounded (Clinger 1990). All others go to the standard library.
enum DecimalNumber {
    /// How numbers may be spelt.
    enum Grammar {
        /// `[+-] (digits [. digits] | . digits | digits .) [e [+-] digits]`.
        case plain
        /// RFC 8259: no plus, no leading zero, digits on both sides of the point.
        case json
    }

    private static let powersOfTen: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22,
    ]

    /// The number these bytes spell, and nothing else.
    ///
    /// - Returns: nil when the bytes are no number of the grammar, or one beyond the range of doubles.
    static func parse(_ bytes: UnsafeBufferPointer<UInt8>, _ grammar: Grammar = .plain) -> Double? {
        guard let (value, length) = prefix(of: bytes, grammar), length == bytes.count else { return nil }
        return value
    }

    /// The number at the beginning of `bytes`, and how many bytes it takes.
    ///
    /// - Returns: nil when there is none, or one beyond the range of doubles.
    static func prefix(of bytes: UnsafeBufferPointer<UInt8>, _ grammar: Grammar) -> (value: Double, length: Int)? {
        let count = bytes.count
        var position = 0
        var isNegative = false
        if position < count, bytes[position] == 0x2D || (bytes[position] == 0x2B && grammar == .plain) {
            isNegative = bytes[position] == 0x2D
            position += 1
        }
        var mantissa: UInt64 = 0
        var exponent = 0
        let firstDigit = position
        while position < count, bytes[position] &- 0x30 < 10 {
            mantissa = mantissa &* 10 &+ UInt64(bytes[position] &- 0x30)
            position += 1
        }
        var digits = position - firstDigit
        if grammar == .json {
            guard digits == 1 || (digits > 1 && bytes[firstDigit] != 0x30) else { return nil }
        }
        if position < count, bytes[position] == 0x2E {
            let afterPoint = position + 1
            position = afterPoint
            while position < count, bytes[position] &- 0x30 < 10 {
                mantissa = mantissa &* 10 &+ UInt64(bytes[position] &- 0x30)
                position += 1
            }
            exponent = afterPoint - position
            digits -= exponent
            guard grammar == .plain || exponent < 0 else { return nil }
        }
        guard digits > 0 else { return nil }
        if position < count, bytes[position] | 0x20 == 0x65 {
            guard let (power, next) = power(in: bytes, from: position + 1) else { return nil }
            exponent += power
            position = next
        }
        if digits <= 19, mantissa <= 1 << 53, exponent >= -22, exponent <= 22 {
            let magnitude =
                exponent < 0
                ? Double(mantissa) / powersOfTen[-exponent] : Double(mantissa) * powersOfTen[exponent]
            return (isNegative ? -magnitude : magnitude, position)
        }
        // The spelling is checked, and the standard library knows no locale.
        guard let value = Double(String(decoding: bytes[..<position], as: UTF8.self)), value.isFinite else {
            return nil
        }
        return (value, position)
    }

    /// The digits of an exponent with their sign; beyond four digits the size no longer matters.
    private static func power(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> (value: Int, next: Int)? {
        var position = start
        var isNegative = false
        if position < bytes.count, bytes[position] == 0x2B || bytes[position] == 0x2D {
            isNegative = bytes[position] == 0x2D
            position += 1
        }
        let firstDigit = position
        var value = 0
        while position < bytes.count, bytes[position] &- 0x30 < 10 {
            if value < 100_000 { value = value * 10 + Int(bytes[position] &- 0x30) }
            position += 1
        }
        guard position > firstDigit else { return nil }
        return (isNegative ? -value : value, position)
    }
}
