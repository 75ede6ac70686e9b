/// A length of time in nanoseconds, as the model writes it: `36h`, `7d`, `1d12h`. `y` is 365 days, `w` 7 days.
package struct TimeSpan: Hashable, Comparable, Sendable {
    /// Nanoseconds; never negative when parsed.
    package var nanoseconds: Int64

    /// A span of `nanoseconds`.
    package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// A span of `seconds`.
    package static func seconds(_ seconds: Int64) -> Self { Self(nanoseconds: seconds * 1_000_000_000) }

    /// The span in seconds.
    package var seconds: Double { Double(nanoseconds) / 1e9 }

    package static func < (left: Self, right: Self) -> Bool { left.nanoseconds < right.nanoseconds }

    /// The units of the model language, largest first, in nanoseconds.
    private static let units: [(name: String, nanoseconds: Int64)] = [
        ("y", 365 * 86_400_000_000_000),
        ("w", 7 * 86_400_000_000_000),
        ("d", 86_400_000_000_000),
        ("h", 3_600_000_000_000),
        ("m", 60_000_000_000),
        ("s", 1_000_000_000),
        ("ms", 1_000_000),
    ]

    /// Parses `7d`, `1d12h`, `1.5h`: numbers, each followed by its unit (`ms s m h d w y`), largest unit first.
    ///
    /// - Returns: nil when the text is not a span, is zero, or lies beyond 292 years.
    package init?(_ text: some StringProtocol) {
        var total: Int64 = 0
        var lastUnit = Int64.max
        var rest = Substring(text)
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let number = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            rest = rest.dropFirst(number.count)
            let name = rest.prefix { $0.isASCII && $0.isLetter }
            rest = rest.dropFirst(name.count)
            guard let unit = Self.units.first(where: { $0.name == name })?.nanoseconds, unit < lastUnit else {
                return nil
            }
            guard let amount = Self.amount(number, of: unit) else { return nil }
            let (sum, overflow) = total.addingReportingOverflow(amount)
            guard !overflow else { return nil }
            total = sum
            lastUnit = unit
        }
        guard total > 0 else { return nil }
        nanoseconds = total
    }

    private static func amount(_ number: Substring, of unit: Int64) -> Int64? {
        if let whole = Int64(number) {
            let (product, overflow) = whole.multipliedReportingOverflow(by: unit)
            return overflow ? nil : product
        }
        guard number.first != ".", number.last != ".", let value = Double(number) else { return nil }
        return Int64(exactly: (value * Double(unit)).rounded())
    }
}

extension TimeSpan: CustomStringConvertible {
    /// The shortest compound form: `1d12h`.
    package var description: String {
        var rest = nanoseconds
        var text = ""
        for unit in Self.units where rest >= unit.nanoseconds {
            text += "\(rest / unit.nanoseconds)\(unit.name)"
            rest %= unit.nanoseconds
        }
        return text.isEmpty ? "0s" : text
    }
}
