import Testing

@testable import ReadinessCollecting

/// Decimal numbers are rounded as the standard library rounds them, bit for bit.
struct DecimalNumberTests {
    private func parse(_ text: String, _ grammar: DecimalNumber.Grammar = .plain) -> Double? {
        var text = text
        return text.withUTF8 { DecimalNumber.parse($0, grammar) }
    }

    @Test func randomSpellings() {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SplitMix64(state: seed)
        for _ in 0..<50_000 {
            let digits = { (count: Int) in String((0..<count).map { _ in Character("\(random.next() % 10)") }) }
            var text = ["", "-", "+"][Int(random.next() % 3)] + digits(Int(random.next() % 20) + 1)
            if random.next() % 3 > 0 { text += "." + digits(Int(random.next() % 20)) }
            if random.next() % 3 == 0 { text += "e\(Int(random.next() % 640) - 330)" }
            let expected = Double(text).flatMap { $0.isFinite ? $0 : nil }
            guard parse(text)?.bitPattern != expected?.bitPattern else { continue }
            Issue.record("\(text), seed \(seed)")
        }
    }

    @Test func shortestSpellingsComeBack() {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SplitMix64(state: seed)
        for _ in 0..<25_000 {
            let value = Double(bitPattern: random.next())
            guard value.isFinite else { continue }
            for grammar in [DecimalNumber.Grammar.plain, .json]
            where parse("\(value)", grammar)?.bitPattern != value.bitPattern {
                Issue.record("\(value), seed \(seed)")
            }
        }
    }

    @Test(arguments: [
        ("9007199254740993", 9007199254740992.0), ("9007199254740992.999", 9007199254740992.0),
        ("9007199254740993.0000000000001", 9007199254740994.0), ("1e23", 1e23), ("8.5e-1", 0.85), ("-0", -0.0),
        ("2.2250738585072011e-308", Double(bitPattern: 0x000F_FFFF_FFFF_FFFF)), ("4.9e-324", .leastNonzeroMagnitude),
        ("1e-400", 0),
        ("1.7976931348623157e308", .greatestFiniteMagnitude), ("123456789012345678901234567890", 1.2345678901234568e29),
    ])
    func hardCases(_ text: String, _ value: Double) {
        #expect(parse(text)?.bitPattern == value.bitPattern)
    }

    @Test(arguments: [
        "", "-", "+", ".", "e1", "1e", "1e+", "1.2.3", "1 ", " 1", "1_0", "0x1", "nan", "inf", "1e309", "--1", "١",
    ])
    func noNumbers(_ text: String) {
        #expect(parse(text) == nil)
        #expect(parse(text, .json) == nil)
    }
}
