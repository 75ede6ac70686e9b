import ReadinessModel
import ReadinessScoring
import Testing

/// Theorems about uncertainty on random models.
@Suite struct UncertaintyIdentityTests {
    /// Without any error every draw is the score of the engine, bit for bit, at every node and entity.
    @Test(arguments: [61, 62, 63, 64] as [UInt64])
    func noErrorNoSpread(seed: UInt64) throws {
        print("seed \(seed)")
        var models = RandomModels(seed: seed)
        var compared = 0
        for round in 0..<1000 {
            let sample = try models.next()
            let base = scores(sample.plan, sample.store)
            for node in sample.model.nodes.indices {
                let entity = EntityID(models.whole(0...sample.model.entities.count - 1))
                var options = UncertaintyOptions()
                options.otherInputs = InputError(.relative(0), shape: models.one(of: InputError.Shape.allCases))
                if case .index(let content) = sample.model.nodes[node].content {
                    options.methods = [NodeID(node): [content.aggregate]]
                }
                options.draws = 2
                let result = Uncertainty(
                    of: NodeID(node),
                    at: entity,
                    plan: sample.plan,
                    scores: base,
                    options: options
                )
                let score = base.score[base.cell(NodeID(node), at: entity)]
                compared += 1
                guard !score.isNaN else {
                    #expect(result.withoutScore == 1 && result.point == nil, "seed \(seed) round \(round)")
                    continue
                }
                for number in [result.point, result.p5, result.p50, result.p95] {
                    #expect(number?.bitPattern == score.bitPattern, "seed \(seed) round \(round) node \(node)")
                }
            }
        }
        print("seed \(seed): \(compared) compared")
        #expect(compared > 4000)
    }

    /// The interval shrinks to the point as the error of the inputs goes to 0 (property 17).
    @Test(arguments: [71, 72, 73, 74] as [UInt64])
    func theIntervalShrinksToThePoint(seed: UInt64) throws {
        print("seed \(seed)")
        var models = RandomModels(seed: seed, isSmooth: true)
        var compared = 0
        for round in 0..<2500 {
            let sample = try models.next()
            let base = scores(sample.plan, sample.store)
            let entity = EntityID(models.whole(0...sample.model.entities.count - 1))
            var widths: [Double] = []
            for error in [1e-2, 1e-4, 1e-6, 1e-8, 0] {
                var options = UncertaintyOptions()
                options.otherInputs = InputError(.relative(error))
                options.weights = .relative(error)
                options.draws = 10
                options.seed = seed
                let result = Uncertainty(of: NodeID(0), at: entity, plan: sample.plan, scores: base, options: options)
                guard let point = result.point, let p5 = result.p5, let p95 = result.p95 else { continue }
                widths.append(max(abs(p5 - point), abs(p95 - point)))
            }
            guard widths.count == 5 else { continue }
            compared += 1
            for (wider, narrower) in zip(widths, widths.dropFirst()) {
                // A hundredth of the error gives about a hundredth of the width, whatever the slope.
                #expect(narrower <= wider * 0.1 + 1e-13, "seed \(seed) round \(round): \(widths)")
            }
            #expect(widths[4] < 1e-14, "seed \(seed) round \(round): \(widths)")
        }
        #expect(compared > 2000)
    }
}
