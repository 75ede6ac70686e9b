import ReadinessModel
import Testing

/// The grammar of expressions and the places of mistakes.
@Suite struct ExpressionParserTests {
    private static let measures: [String: (MeasureID, MeasureKind)] = [
        "a": (MeasureID(0), .gauge), "b": (MeasureID(1), .gauge), "c": (MeasureID(2), .counter),
        "e": (MeasureID(3), .event), "produced": (MeasureID(4), .counter),
    ]

    private func parse(_ text: String) -> Result<Expression, ExpressionErrors> {
        ExpressionParser.parse(text, names: Array(Self.measures.keys)) { Self.measures[$0].map { ($0.0, $0.1) } }
    }

    private let a = Expression.term(Term(measure: MeasureID(0)))
    private let b = Expression.term(Term(measure: MeasureID(1)))

    @Test func precedence() throws {
        #expect(try parse("a + b * 2").get() == .binary(.add, a, .binary(.multiply, b, .number(2))))
        #expect(try parse("(a + b) * 2").get() == .binary(.multiply, .binary(.add, a, b), .number(2)))
        #expect(try parse("a - b - 2").get() == .binary(.subtract, .binary(.subtract, a, b), .number(2)))
        #expect(try parse("-a * b").get() == .binary(.multiply, .unary(.minus, a), b))
        #expect(try parse("not a < b").get() == .unary(.not, .binary(.less, a, b)))
        #expect(
            try parse("a < 1 and b > 2 or a").get()
                == .binary(.or, .binary(.and, .binary(.less, a, .number(1)), .binary(.greater, b, .number(2))), a)
        )
        #expect(
            try parse("if(a > 0, a / b, 1e-3)").get()
                == .conditional(
                    .binary(.greater, a, .number(0)),
                    then: .binary(.divide, a, b),
                    otherwise: .number(0.001)
                )
        )
    }

    @Test func windows() throws {
        let window = Window(function: .increase, length: try #require(TimeSpan("1d12h")))
        #expect(try parse("increase(c[1d12h])").get() == .term(Term(measure: MeasureID(2), window: window)))
        #expect(try parse("min(a, b)").get() == .call(.min, [a, b]))
        let minimum = Window(function: .min, length: .seconds(60))
        #expect(try parse("min(a[1m])").get() == .term(Term(measure: MeasureID(0), window: minimum)))
    }

    @Test(arguments: [
        ("", 0, "the expression is empty"),
        ("a +", 3, "an operand is missing at the end"),
        ("a b", 2, "an operator is missing before 'b'"),
        ("a < b < 1", 6, "comparisons are not chained; write a < b and b < c"),
        ("a = b", 2, "unexpected '='; equality is written =="),
        ("(a", 2, "expected ')' after '(', found the end"),
        ("prduced", 0, "unknown measure 'prduced'; did you mean 'produced'?"),
        ("increase(a[7d])", 0, "increase takes a counter, but 'a' is of kind gauge"),
        ("sum(c[7d])", 0, "sum takes a gauge or event, but 'c' is of kind counter"),
        ("e", 0, "'e' is an event measure and needs a window, as in sum(e[365d])"),
        ("avg(a[7])", 6, "'7' is not a window; write a span such as 7d, 36h or 1d12h"),
        ("summ(a[7d])", 0, "unknown function 'summ'; did you mean 'sum'?"),
        ("clamp(a)", 0, "'clamp' takes 3 operands, not 1"),
        ("score(x)", 0, "score(node) may stand only in caps and aggregate expressions"),
        ("a % b", 2, "unexpected '%'; write 0.5 for 50 percent"),
    ])
    func mistakes(text: String, offset: Int, message: String) throws {
        guard case .failure(let errors) = parse(text) else {
            Issue.record("'\(text)' was accepted")
            return
        }
        #expect(errors.all.first?.message == message)
        #expect(errors.all.first?.offset == offset)
    }

    @Test func everyUnknownMeasureIsReported() throws {
        guard case .failure(let errors) = parse("x + y") else {
            Issue.record("accepted")
            return
        }
        #expect(errors.all.map(\.offset) == [0, 4])
    }

    @Test func deepNestingIsRefused() {
        let text = String(repeating: "(", count: 100_000)
        guard case .failure = parse(text) else {
            Issue.record("accepted")
            return
        }
    }
}
