import ReadinessModel
import Testing

@testable import ReadinessConfiguration

@Suite struct UnitTests {
    @Test(arguments: [
        ("items", "items"), ("EUR/h", "EUR/h"), ("items * hours", "h*items"), ("1/h", "1/h"), ("h/items/h", "1/items"),
        ("m^2", "m^2"), ("m*m", "m^2"), ("m^2/m", "m"), ("1", "a ratio"), ("share", "a ratio"), ("%", "percent"),
        ("percent/percent", "a ratio"), ("days", "d"), ("minutes", "min"), ("PPP USD of 2017", "PPP USD of 2017"),
        // What has no form of a unit is a unit all the same.
        ("EUR/", "EUR/"), ("*h", "*h"), ("m^x", "m^x"), ("m^0", "m^0"), ("", "a ratio"),
    ])
    func isRead(_ text: String, _ expected: String) {
        #expect(Unit(text).description == expected)
    }

    @Test func whatIsWrittenOtherwiseIsEqual() {
        #expect(Unit("EUR*h/items") == Unit("h/items*EUR"))
        #expect(Unit("fraction") == .ratio)
        #expect(Unit("EUR/h") != Unit("h/EUR"))
        #expect(Unit("percent") != .ratio)
        #expect(Unit("h") != Unit("min"))
    }

    @Test func unitsCountOneAnother() {
        #expect(Unit("h").count(of: Unit("min")) == 60)
        #expect(Unit("d").count(of: Unit("h")) == 24)
        #expect(Unit.ratio.count(of: Unit("percent")) == 100)
        #expect(Unit("items/s").count(of: Unit("items/h")) == 3600)
        #expect(Unit("h^2").count(of: Unit("min^2")) == 3600)
        #expect(Unit("EUR").count(of: Unit("USD")) == nil)
        #expect(Unit("h").count(of: .ratio) == nil)
    }

    /// Measures: persons, items, EUR, hours and minutes, a percentage, a fraction, and one without a unit.
    private static func model(_ value: String, unit: String?) -> String {
        """
        entities: [{id: e}]
        measures:
          p: {unit: persons}
          q: {unit: persons}
          made: {kind: counter, unit: items}
          plan: {unit: items}
          cost: {kind: event, unit: EUR}
          hours: {unit: h}
          minutes: {unit: min}
          rate: {unit: items/h}
          percent: {unit: percent}
          part: {unit: fraction}
          any: {}
        indicators:
          i:
            value: "\(value)"
            normalize: {goalposts: [0, 1]}
        \(unit.map { "    unit: \"\($0)\"" } ?? "")
        index: {id: root, children: [i]}
        """
    }

    @Test(
        arguments: [
            // A bare number agrees with any unit, and so does a measure without one.
            ("plan + 10", "items"), ("max(p, 1)", "persons"), ("if(p > 5, p, 0)", "persons"), ("any + p", "persons"),
            ("any * p", "anything"), ("(any + 5) * p + plan", nil), ("(5 + any) * p + plan", nil),
            ("p - any > plan * any", nil), ("5", "EUR"), ("2 * 3", "EUR"),
            ("clamp(p, 0, q)", nil),
            // Products and quotients combine.
            ("p / q", "1"), ("sum(cost[1d]) / hours", "EUR/h"), ("plan * hours", "items*h"),
            ("plan / hours + rate", nil),
            ("p * q / p - q", "persons"), ("1 / hours", "1/h"), ("sqrt(p * q) + p", "persons"),
            ("abs(p - q)", "persons"),
            ("ln(p / q)", "ratio"), ("exp(-p / q)", "ratio"), ("ln(5)", nil), ("exp(part)", nil), ("-p + q", "persons"),
            // Windows.
            ("increase(made[7d]) / plan", "share"), ("rate(made[7d])", "items/s"), ("rate(made[7d]) * 3600", "items/h"),
            ("count(cost[7d]) / 5 + part", "1"), ("avg(p[7d]) - q", "persons"), ("min(p[7d]) + min(p, q)", "persons"),
            // Conversions that are written out.
            ("60 * hours + minutes", "min"), ("hours + minutes / 60", "h"), ("3600 * hours + 60 * minutes", "s"),
            ("hours / 24", "d"), ("100 * p / q", "percent"), ("p / q * 100", "%"), ("100 * (1 - p / q)", "percent"),
            ("100 - 100 * p / q", "percent"), ("100 * p / q + percent", "percent"),
            ("percent / 100 + part", "fraction"),
            ("-100 * p / q", "percent"), ("100 * part", "fraction"), ("ln(percent / 100)", nil),
            // Conditions are ratios and ask nothing of what they join.
            ("(p > q) + (plan > 5)", "1"), ("p and plan or not hours", nil), ("(p > q) * plan", "items"),
        ] as [(String, String?)]
    )
    func agrees(_ value: String, _ unit: String?) {
        #expect(diagnostics(Self.model(value, unit: unit)).filter { $0.contains("error") } == [])
    }

    @Test(
        arguments: [
            ("p + plan", nil), ("plan - p", nil), ("p == plan", nil), ("hours + minutes", nil), ("percent + part", nil),
            ("percent > p / q", nil), ("p / q", "percent"), ("percent", "fraction"), ("hours", "min"), ("p", "items"),
            ("50 * p / q", "percent"), ("ln(p)", nil), ("exp(plan)", nil), ("ln(percent)", nil), ("sqrt(p)", nil),
            ("rate(made[7d]) + rate", nil), ("rate(made[7d]) * 60 + rate", nil), ("count(cost[1d]) + p", nil),
            ("if(any, p, plan)", nil), ("max(p, 1, plan)", nil), ("clamp(part, 0, percent)", nil),
            ("24 * hours", "min"), ("p * p + p", nil), ("1 / hours + hours", nil), ("minutes * 60 + hours", nil),
        ] as [(String, String?)]
    )
    func disagrees(_ value: String, _ unit: String?) {
        let errors = diagnostics(Self.model(value, unit: unit)).filter { $0.contains("error") }
        #expect(errors.count == 1, "\(errors)")
    }

    /// Whatever is built of one unit by sums, choices and ratios fits together.
    @Test func expressionsOfOneUnitAgree() {
        var generator = SplitMix64(seed: 11)
        for _ in 0..<500 {
            let value = Self.persons(depth: 4, &generator)
            let errors = diagnostics(Self.model(value, unit: "persons")).filter { $0.contains("error") }
            #expect(errors == [], "\(value), seed 11")
        }
    }

    private static func persons(depth: Int, _ generator: inout SplitMix64) -> String {
        func next() -> String { persons(depth: depth - 1, &generator) }
        guard depth > 0 else { return ["p", "q", "7", "any"].randomElement(using: &generator) ?? "p" }
        switch Int.random(in: 0..<7, using: &generator) {
        case 0: return "(\(next()) + \(next()))"
        case 1: return "(\(next()) - p)"
        case 2: return "max(\(next()), \(next()), q)"
        case 3: return "if(\(next()) > \(next()), \(next()), p)"
        case 4: return "p * (q + \(next())) / (q + \(next()))"
        case 5: return "clamp(\(next()), 0, \(next()))"
        default: return "abs(-\(next()))"
        }
    }
}
