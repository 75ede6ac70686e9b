extension JSON.Parser {
    /// Takes a number. Without fraction and exponent it becomes an integer when it fits 64 bits; `-0` stays a number,
    /// since an integer would lose its sign.
    mutating func number() throws(JSON.ParseError) -> JSON {
        let start = offset
        let negative = take(UInt8(ascii: "-"))
        var whole: Int64? = 0
        guard let first = digit() else { throw error("expected a digit") }
        whole = negative ? -first : first
        if first == 0 {
            guard digit() == nil else { throw error("a number has no leading zeros", at: start) }
        } else {
            while let digit = digit() { whole = Self.extend(whole, by: negative ? -digit : digit) }
        }
        var isInteger = !(negative && first == 0)
        if take(UInt8(ascii: ".")) {
            isInteger = false
            try digits(after: "the decimal point")
        }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            isInteger = false
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            try digits(after: "the exponent sign")
        }
        if isInteger, let whole { return .integer(whole) }
        let spelled = String(decoding: text[start..<offset], as: UTF8.self)
        guard let value = Double(spelled), value.isFinite else {
            throw error("the number is beyond the range of a double", at: start)
        }
        return .number(value)
    }

    private static func extend(_ whole: Int64?, by digit: Int64) -> Int64? {
        guard let whole else { return nil }
        let (product, overflow) = whole.multipliedReportingOverflow(by: 10)
        let (sum, carry) = product.addingReportingOverflow(digit)
        return overflow || carry ? nil : sum
    }

    private mutating func digit() -> Int64? {
        guard let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
        offset += 1
        return Int64(byte - UInt8(ascii: "0"))
    }

    private mutating func digits(after place: String) throws(JSON.ParseError) {
        guard digit() != nil else { throw error("expected a digit after \(place)") }
        while digit() != nil {}
    }
}
