import ReadinessModel
import ReadinessScoring
import Testing

/// One entity evaluated from its indicators: the bits of the engine.
@Suite struct EntityEvaluationTests {
    /// Every node at every entity of random models, as the engine has it.
    @Test(arguments: 1...40 as ClosedRange<UInt64>)
    func sameBitsAsTheEngine(seed: UInt64) throws {
        for round in 0..<25 as Range<UInt64> {
            var maker = ExplainRandomModel(seed: seed * 1000 + round)
            let model = try maker.model()
            var bench = Bench(model)
            bench.apply(maker.readings(model, until: 1_000_000, missing: 0.2))
            let snapshot = bench.evaluated()
            let plan = ScoringPlan(model)
            for entity in model.entities.indices {
                let evaluation = EntityEvaluation(plan: plan, entity: EntityID(entity), scores: snapshot.scores)
                for node in model.nodes.indices {
                    let cell = evaluation[NodeID(node)]
                    let place = snapshot.scores.cell(NodeID(node), at: EntityID(entity))
                    let expected = EntityCell(
                        score: snapshot.scores.score[place],
                        low: snapshot.scores.low[place],
                        high: snapshot.scores.high[place],
                        coverage: snapshot.scores.coverage[place],
                        isApplicable: snapshot.applicable[place],
                        reason: snapshot.scores.reason(place),
                        raw: cell.raw
                    )
                    #expect(
                        cell.isIdentical(to: expected),
                        "seed \(seed), round \(round), \(model.nodes[node].id) at \(model.entities[entity].id): \(cell) \(expected)"
                    )
                }
            }
        }
    }

    @Test func substitutedIndicatorsAndWeights() throws {
        var builder = ModelBuilder()
        builder.entity("a")
        builder.measure("m")
        try builder.indicator("x", "m")
        try builder.indicator("y", "m")
        let model = builder.build(
            Tree(id: "root", children: [.indicator("x", weight: Fraction(whole: 3)), .indicator("y")])
        )
        var evaluation = EntityEvaluation(plan: ScoringPlan(model), entity: EntityID(0))
        evaluation.evaluate()
        #expect(evaluation.score(NodeID(0)) == nil)
        #expect(evaluation[NodeID(0)].reason == .coverage)
        evaluation.setIndicator(NodeID(1), .known(0.5))
        evaluation.evaluate()
        #expect(evaluation.score(NodeID(0)) == 0.5)
        #expect(evaluation[NodeID(0)].low == 0.375 && evaluation[NodeID(0)].high == 0.625)
        evaluation.setIndicator(NodeID(2), .known(0.9))
        evaluation.evaluate()
        #expect(evaluation.score(NodeID(0)) == 0.6)
        evaluation.setWeight(NodeID(1), 1)
        evaluation.evaluate()
        #expect(evaluation.score(NodeID(0)) == 0.7)
        evaluation.setIndicator(NodeID(1), .notApplicable)
        evaluation.evaluate()
        #expect(evaluation.score(NodeID(0)) == 0.9)
        #expect(evaluation[NodeID(0)].coverage == 1)
    }
}
