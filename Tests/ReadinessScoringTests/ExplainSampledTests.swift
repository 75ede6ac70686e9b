import ReadinessModel
import ReadinessScoring
import Testing

/// More than 12 changed children: Shapley values over orders drawn with a fixed seed.
@Suite struct ExplainSampledTests {
    private static let count = 20

    private func change(_ aggregate: Aggregate, from before: [Double], to after: [Double]) throws -> ExplainedChange {
        var builder = ModelBuilder()
        builder.entity("a")
        var children: [Tree] = []
        for index in before.indices {
            builder.measure("m\(index)")
            try builder.indicator("i\(index)", "m\(index)")
            children.append(.indicator("i\(index)"))
        }
        let model = builder.build(Tree(id: "root", aggregate: aggregate, children: children))
        let states = try [before, after].map { values in
            var bench = Bench(model)
            for (index, value) in values.enumerated() { try bench.read("a", "m\(index)", value) }
            return ScoringState(plan: ScoringPlan(model), store: bench.store)
        }
        var explainer = ChangeExplainer(from: states[0], to: states[1])
        return explainer.explain(NodeID(0), at: EntityID(0))
    }

    private static let aggregates: [Aggregate] = [
        .harmonic, .power(3), .min, .max, .product, .meanMin(alpha: 0.7, beta: 0.1), .mpi(sign: .positive, ddof: 1),
        .owa((0..<count).map { Double($0 + 1) }),
    ]

    /// The sum is exact, errors are stated, and the same question has the same answer.
    @Test(arguments: aggregates)
    func sumsAreExact(aggregate: Aggregate) throws {
        var random = SplitMix64(state: 11)
        let before = (0..<Self.count).map { _ in Double.random(in: 0.2...1, using: &random) }
        let after = (0..<Self.count).map { _ in Double.random(in: 0.2...1, using: &random) }
        let result = try change(aggregate, from: before, to: after)
        #expect(result.tree.methods == [.sampledShapley], "seed 11")
        #expect(abs(result.rows.reduce(0) { $0 + $1.amount } - result.amount) < 1e-12, "seed 11")
        #expect(result.rows.contains { $0.standardError > 0 }, "seed 11")
        let again = try change(aggregate, from: before, to: after)
        #expect(again.rows.map(\.amount) == result.rows.map(\.amount), "seed 11")
    }

    /// Children alike share alike: what was drawn lies within the stated error of that.
    @Test(arguments: aggregates.filter { $0.name != "owa" })
    func errorsAreHonest(aggregate: Aggregate) throws {
        let result = try change(
            aggregate,
            from: Array(repeating: 0.4, count: Self.count),
            to: Array(repeating: 0.7, count: Self.count)
        )
        let share = result.amount / Double(Self.count)
        #expect(result.rows.count == Self.count)
        for row in result.rows {
            #expect(
                abs(row.amount - share) <= 5 * row.standardError + 1e-12,
                "\(row.amount) +- \(row.standardError) for \(share)"
            )
        }
    }
}
