import ReadinessModel
import ReadinessScoring
import Testing

/// Which reading moved the number of an entity above.
@Suite struct ExplainReadingTests {
    private func model(entities: Int, rollUp: RollUp = .pool) throws -> Model {
        var builder = ModelBuilder()
        builder.entity("top")
        for index in 0..<entities { builder.entity("e\(index)", in: "top", weight: index == 0 ? 3 : 1) }
        builder.measure("have")
        builder.measure("need")
        try builder.indicator("fill", "have / need") { $0.rollUp = rollUp }
        return builder.build(Tree(id: "root", children: [.indicator("fill")]))
    }

    private func explain(_ model: Model, _ before: [(Double, Double)], _ after: [(Double, Double)]) throws
        -> ExplainedChange
    {
        var bench = Bench(model, at: 1_000_000)
        for (index, values) in before.enumerated() {
            try bench.read("e\(index)", "have", values.0, at: 999_000)
            try bench.read("e\(index)", "need", values.1, at: 999_000)
        }
        let earlier = ScoringState(plan: ScoringPlan(model), store: bench.store)
        bench.advance(to: 1_100_000)
        for (index, values) in after.enumerated() {
            if values.0 != before[index].0 { try bench.read("e\(index)", "have", values.0, at: 1_050_000) }
            if values.1 != before[index].1 { try bench.read("e\(index)", "need", values.1, at: 1_050_000) }
        }
        var explainer = ChangeExplainer(
            from: earlier,
            to: ScoringState(plan: ScoringPlan(model), store: bench.store)
        )
        return explainer.explain(NodeID(0), at: EntityID(0), readingsPerRow: 100)
    }

    /// 18/50 to 16/30: e0 did the mean of -0.04 and -0.0667, e1 that of 0.24 and 0.2133.
    @Test func pooledByShapleyValues() throws {
        let change = try explain(try model(entities: 2), [(8, 10), (10, 40)], [(6, 10), (10, 20)])
        let row = try #require(change.rows.first)
        #expect(change.rows.count == 1 && row.readingsMethod == .shapley && row.readingsError == 0)
        #expect(abs(row.amount - (16.0 / 30 - 0.36)) < 1e-12)
        #expect(row.readings.map(\.entity) == [EntityID(2), EntityID(1)])
        #expect(row.readings.map { $0.term?.measure } == [MeasureID(1), MeasureID(0)])
        #expect(abs(row.readings[0].amount - (0.24 + 16.0 / 30 - 0.32) / 2) < 1e-12)
        #expect(abs(row.readings[1].amount - (-0.04 + 16.0 / 30 - 0.6) / 2) < 1e-12)
        #expect(row.readings[0].before == 40 && row.readings[0].after == 20)
        #expect(row.readings[0].timeBefore == Timestamp(nanoseconds: 999_000 * 1_000_000_000))
        #expect(row.readings[0].timeAfter == Timestamp(nanoseconds: 1_050_000 * 1_000_000_000))
        #expect(abs(row.otherReadings) < 1e-12)
    }

    /// A mean of scores with weights 3 and 1: by weights, down to the readings.
    @Test func scoresByWeights() throws {
        let change = try explain(
            try model(entities: 2, rollUp: .scores),
            [(8, 10), (10, 40)],
            [(6, 10), (20, 40)]
        )
        let row = try #require(change.rows.first)
        #expect(abs(row.amount - (-0.15 + 0.0625)) < 1e-12)
        #expect(row.readings.map(\.entity) == [EntityID(1), EntityID(2)])
        #expect(abs(row.readings[0].amount + 0.15) < 1e-12 && abs(row.readings[1].amount - 0.0625) < 1e-12)
        #expect(abs(row.otherReadings) < 1e-12)
    }

    /// Beyond 12 entities linear, the sum exact and the distance from one-at-a-time stated.
    @Test func manyEntitiesLinearly() throws {
        var random = SplitMix64(state: 5)
        let before = (0..<40).map { _ in
            (Double.random(in: 1...9, using: &random), Double.random(in: 10...12, using: &random))
        }
        let after = before.map { ($0.0 + Double.random(in: -1...1, using: &random), $0.1) }
        let change = try explain(try model(entities: 40), before, after)
        let row = try #require(change.rows.first)
        #expect(row.readingsMethod == .linear && row.readings.count == 40)
        // Only numerators moved: the score is linear in them, so nothing is lost.
        #expect(row.readingsError < 1e-12)
        let need = after.reduce(0) { $0 + $1.1 }
        for reading in row.readings {
            let index = try #require(reading.entity).index - 1
            #expect(abs(reading.amount - (after[index].0 - before[index].0) / need) < 1e-12, "seed 5")
        }
        let both = before.map { ($0.0 + 0.5, $0.1 + Double.random(in: 0...3, using: &random)) }
        let other = try #require(try explain(try model(entities: 40), before, both).rows.first)
        #expect(other.readingsError > 0 && abs(other.otherReadings) < 1e-12)
    }
}
