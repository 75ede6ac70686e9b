/// Decimal numbers as the files write them.
enum Decimal {
    /// A finite number: digits, a point, an exponent; neither hexadecimal nor `inf` nor `nan`.
    static func number(_ text: String) -> Double? {
        guard text.utf8.allSatisfy({ "0123456789+-.eE".utf8.contains($0) }) else { return nil }
        guard let value = Double(text), value.isFinite else { return nil }
        return value
    }

    /// Points as a score: a hundredth, correctly rounded, so that `33.3` is exactly what 0.333 is.
    static func points(_ text: String) -> Double? {
        guard number(text) != nil else { return nil }
        let parts = text.split(separator: "e", omittingEmptySubsequences: false).flatMap { $0.split(separator: "E") }
        guard let mantissa = parts.first, let exponent = parts.count > 1 ? Int(parts[1]) : 0 else { return nil }
        let (shifted, overflow) = exponent.subtractingReportingOverflow(2)
        return overflow ? nil : number("\(mantissa)e\(shifted)")
    }

    /// A score as points, in digits that `points(_:)` turns back into it: the decimal point moves, nothing is computed.
    static func pointsText(_ score: Double) -> String {
        let parts = "\(score)".split(separator: "e")
        if parts.count > 1 { return "\(parts[0])e\((Int(parts[1]) ?? 0) + 2)" }
        let halves = parts[0].split(separator: ".")
        let fraction = (halves.count > 1 ? String(halves[1]) : "") + "00"
        var whole = (halves[0] + fraction.prefix(2))[...]
        while whole.count > 1, whole.first == "0" { whole = whole.dropFirst() }
        var rest = fraction.dropFirst(2)
        while rest.last == "0" { rest = rest.dropLast() }
        return rest.isEmpty ? String(whole) : "\(whole).\(rest)"
    }

    /// A number in its shortest exact form, whole numbers without a point.
    static func text(_ value: Double) -> String {
        let text = "\(value)"
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}

/// Numbers of bytes as the files write them: `4096`, `64KiB`, `16MiB`, `1GiB`.
enum ByteCount {
    private static let units = [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10), ("", 1)]

    /// The number; nil when the text is none.
    static func parse(_ text: String) -> Int? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let name = text.dropFirst(digits.count)
        guard let amount = Int(digits), let unit = units.first(where: { $0.0 == name })?.1 else { return nil }
        let (product, overflow) = amount.multipliedReportingOverflow(by: unit)
        return overflow ? nil : product
    }

    /// The number in the largest unit that divides it.
    static func text(_ count: Int) -> String {
        for (name, unit) in units where count >= unit && count % unit == 0 { return "\(count / unit)\(name)" }
        return "\(count)"
    }
}
