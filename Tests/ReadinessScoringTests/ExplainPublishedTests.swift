import ReadinessModel
import ReadinessScoring
import Testing

/// Viet Nam to Norway, human development index 2022 (method notes 1.7; data of the report of 2023/24).
@Suite struct ExplainPublishedTests {
    private static let countries: [[Double]] = [
        [74.58, 13.05294705, 8.455348794, 10813.98273],
        [83.393, 18.63846016, 13.06234279, 69189.76165],
    ]

    private func model(_ aggregate: Aggregate) throws -> Model {
        var builder = ModelBuilder()
        builder.entity("country")
        for name in ["life", "expected", "mean", "income"] { builder.measure(name) }
        try builder.indicator("health", "life", .goalposts(worst: 20, best: 85, truncate: true))
        try builder.indicator("expected-schooling", "expected", .goalposts(worst: 0, best: 18, truncate: true))
        try builder.indicator("mean-schooling", "mean", .goalposts(worst: 0, best: 15, truncate: true))
        try builder.indicator("income-index", "income", .logGoalposts(worst: 100, best: 75000, truncate: true))
        let education = Tree(
            id: "education",
            children: [.indicator("expected-schooling"), .indicator("mean-schooling")]
        )
        return builder.build(
            Tree(
                id: "hdi",
                aggregate: aggregate,
                children: [.indicator("health"), education, .indicator("income-index")]
            )
        )
    }

    private func change(_ aggregate: Aggregate) throws -> ExplainedChange {
        let model = try model(aggregate)
        let states = try Self.countries.map { values in
            var bench = Bench(model)
            for (name, value) in zip(["life", "expected", "mean", "income"], values) {
                try bench.read("country", name, value)
            }
            return ScoringState(plan: ScoringPlan(model), store: bench.store)
        }
        var explainer = ChangeExplainer(from: states[0], to: states[1])
        return explainer.explain(NodeID(0), at: EntityID(0))
    }

    private func check(_ change: ExplainedChange, _ expected: [Double], _ method: AttributionMethod) throws {
        #expect(abs(try #require(change.before) - 0.726103) < 5e-7)
        #expect(abs(try #require(change.after) - 0.965909) < 5e-7)
        #expect(abs(change.amount - 0.239806) < 5e-7)
        #expect(change.tree.methods == [method])
        let parts = change.tree.children.map { $0.toParent.reduce(0) { $0 + $1.amount } }
        #expect(parts.count == 3)
        for (part, wanted) in zip(parts, expected) { #expect(abs(part - wanted) < 5e-7, "\(part) for \(wanted)") }
        #expect(abs(parts.reduce(0, +) - change.amount) < 1e-15)
        #expect(abs(change.rows.reduce(0) { $0 + $1.amount } - change.amount) < 1e-15)
    }

    @Test func byLogarithmicMean() throws {
        try check(try change(.geometric), [0.041928, 0.104374, 0.093505], .logarithmicMean)
    }

    @Test func byShapleyValues() throws {
        let text = "exp((ln(score(health)) + ln(score(education)) + ln(score(income-index))) / 3)"
        let names: Set = ["health", "education", "income-index"]
        let expression = try ExpressionParser.parse(text, scoresOf: names).get()
        try check(try change(.expression(expression, text: text)), [0.041984, 0.104329, 0.093493], .shapley)
    }
}
