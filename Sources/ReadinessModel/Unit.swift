/// A unit of measure as the model declares it: named factors with whole exponents, such as `EUR/h`.
///
/// A name that is not known is a dimension of its own. Known are the ratios (`1`, `fraction`, `ratio`, `share`),
/// `percent`, and the times `ms s min h d w`; percent and fraction, hours and minutes, are different units whose
/// relation is known, and nothing is ever converted silently.
package struct Unit: Hashable, Sendable {
    /// The exponents of the factors, none of them 0, by name.
    private let exponents: [String: Int]

    /// The unit of a ratio.
    package static let ratio = Unit(exponents: [:])
    /// The second.
    package static let second = Unit(exponents: ["s": 1])

    /// Reads `items`, `EUR/h`, `items*h`, `1/h`, `m^2`; what has another form is one dimension of its own.
    package init(_ text: String) {
        exponents = Self.parse(text) ?? (text.isEmpty ? [:] : [text: 1])
    }

    private init(exponents: [String: Int]) { self.exponents = exponents.filter { $0.value != 0 } }

    /// The unit of a product.
    package func times(_ other: Unit) -> Unit {
        Unit(exponents: exponents.merging(other.exponents, uniquingKeysWith: +))
    }

    /// The unit of a quotient.
    package func over(_ other: Unit) -> Unit {
        times(Unit(exponents: other.exponents.mapValues { -$0 }))
    }

    /// The unit of the square root; nil when it has none.
    package var squareRoot: Unit? {
        guard exponents.values.allSatisfy({ $0 % 2 == 0 }) else { return nil }
        return Unit(exponents: exponents.mapValues { $0 / 2 })
    }

    /// How many of `other` one of this unit is: 60 for hours in minutes, 100 for a ratio in percent.
    ///
    /// - Returns: nil when one cannot be counted in the other.
    package func count(of other: Unit) -> Double? {
        let own = base
        let others = other.base
        return own.exponents == others.exponents ? own.scale / others.scale : nil
    }

    /// The same unit in seconds and ratios, and how many of that it is.
    private var base: (exponents: [String: Int], scale: Double) {
        var exponents: [String: Int] = [:]
        var scale = 1.0
        for (name, exponent) in self.exponents {
            let known = Self.known[name]
            for _ in 0..<abs(exponent) {
                if exponent > 0 { scale *= known?.scale ?? 1 } else { scale /= known?.scale ?? 1 }
            }
            if let name = known == nil ? name : known?.base { exponents[name, default: 0] += exponent }
        }
        return (exponents.filter { $0.value != 0 }, scale)
    }

    /// Units that count others: of what, nil for a ratio, and how many.
    private static let known: [String: (base: String?, scale: Double)] = [
        "percent": (nil, 0.01),
        "ms": ("s", 0.001), "s": ("s", 1), "min": ("s", 60), "h": ("s", 3600), "d": ("s", 86_400),
        "w": ("s", 604_800),
    ]

    /// Other spellings; an empty one is a ratio.
    private static let spellings: [String: String] = [
        "1": "", "fraction": "", "ratio": "", "share": "",
        "%": "percent", "pct": "percent",
        "second": "s", "seconds": "s", "minute": "min", "minutes": "min", "hour": "h", "hours": "h",
        "day": "d", "days": "d", "week": "w", "weeks": "w",
    ]

    private static func parse(_ text: String) -> [String: Int]? {
        var exponents: [String: Int] = [:]
        var rest = text[...]
        var sign = 1
        while true {
            let factor = rest.prefix { $0 != "*" && $0 != "/" }
            rest = rest.dropFirst(factor.count)
            guard let (name, exponent) = power(String(factor)) else { return nil }
            let spelled = spellings[name] ?? name
            if !spelled.isEmpty { exponents[spelled, default: 0] += sign * exponent }
            guard let operation = rest.popFirst() else { return exponents.filter { $0.value != 0 } }
            sign = operation == "*" ? 1 : -1
        }
    }

    /// A name with its exponent, 1 to 9, as in `m^2`.
    private static func power(_ text: String) -> (name: String, exponent: Int)? {
        let parts = text.split(separator: "^", omittingEmptySubsequences: false)
        let name = String(parts[0].filter { !$0.isWhitespace || $0 == " " }).trimmingSpaces
        guard !name.isEmpty, parts.count <= 2 else { return nil }
        guard parts.count == 2 else { return (name, 1) }
        guard let exponent = Int(parts[1]), (1...9).contains(exponent) else { return nil }
        return (name, exponent)
    }
}

extension Unit: CustomStringConvertible {
    /// The unit in words of a sentence: `EUR/h`, and `a ratio` for one without.
    package var description: String {
        let sorted = exponents.sorted { $0.key < $1.key }
        let above = sorted.filter { $0.value > 0 }.map { Self.text($0.key, $0.value) }.joined(separator: "*")
        let below = sorted.filter { $0.value < 0 }.map { "/" + Self.text($0.key, -$0.value) }.joined()
        if above.isEmpty, below.isEmpty { return "a ratio" }
        return (above.isEmpty ? "1" : above) + below
    }

    private static func text(_ name: String, _ exponent: Int) -> String {
        exponent == 1 ? name : "\(name)^\(exponent)"
    }
}

extension String {
    /// The text without spaces at both ends.
    fileprivate var trimmingSpaces: String {
        var text = drop { $0 == " " }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
