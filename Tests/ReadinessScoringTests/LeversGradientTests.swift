import ReadinessModel
import ReadinessScoring
import Testing

/// Marginal gains against central differences by the whole engine (property 11), and steps to the next band.
@Suite struct LeversGradientTests {
    /// One model with a changed indicator, evaluated by the engine.
    private struct Probe {
        let sample: RandomModels.Case
        let node: NodeID
        let entity: EntityID

        func score(_ indicator: NodeID, _ place: EntityID, _ setting: IndicatorSettings.Setting) -> Double {
            var settings = IndicatorSettings()
            settings.set(indicator, at: place, setting)
            var evaluator = Evaluator(sample.plan)
            var scores = evaluator.makeScores()
            evaluator.evaluate(sample.store, into: &scores, settings: settings)
            return scores.score[scores.cell(node, at: entity)]
        }

        /// The central difference, nil where the sides differ: at a kink, or where a score is lost.
        func slope(_ step: Double, _ value: Double, _ body: (Double) -> Double) -> Double? {
            let (left, middle, right) = (body(value - step), body(value), body(value + step))
            let (before, after) = ((middle - left) / step, (right - middle) / step)
            guard abs(before - after) < 1e-4 * max(1, abs(before)) else { return nil }
            return (right - left) / (2 * step)
        }
    }

    private func levers(_ sample: RandomModels.Case, _ node: NodeID, _ entity: EntityID) -> Levers {
        Levers(of: node, at: entity, plan: sample.plan, store: sample.store, scores: scores(sample.plan, sample.store))
    }

    @Test(arguments: [31, 32, 33, 34] as [UInt64])
    func gainsAreCentralDifferences(seed: UInt64) throws {
        print("seed \(seed)")
        var models = RandomModels(seed: seed, isSmooth: true)
        var (compared, kinks, wholeWays) = (0, 0, 0)
        for round in 0..<600 {
            let sample = try models.next()
            let entity = EntityID(models.whole(0...sample.model.entities.count - 1))
            let probe = Probe(sample: sample, node: NodeID(0), entity: entity)
            func check(_ gain: Double?, _ slope: Double?, _ what: String) {
                guard let gain else { return }
                guard let slope else {
                    kinks += 1
                    return
                }
                compared += 1
                let isRight = abs(gain - slope) <= 1e-6 * max(1, abs(slope))
                #expect(isRight, "seed \(seed) round \(round) \(what): \(gain), \(slope)")
            }
            let found = levers(sample, NodeID(0), entity)
            for lever in found.levers {
                let (indicator, place) = (lever.indicator, lever.entity)
                if let score = lever.score, (1e-3...0.999).contains(score) {
                    // Under `pool` a set score would also move what the entities above pool, but nothing here.
                    check(lever.gain, probe.slope(1e-5, score) { probe.score(indicator, place, .score($0)) }, "score")
                }
                if let value = lever.value {
                    let step = 1e-5 * max(1, abs(value))
                    check(lever.slope, probe.slope(step, value) { probe.score(indicator, place, .value($0)) }, "value")
                }
                for leaf in lever.leaves {
                    guard let value = leaf.value else { continue }
                    let step = 1e-5 * max(1, abs(value))
                    let slope = probe.slope(step, value) { probe.score(indicator, leaf.entity, .value($0)) }
                    check(leaf.slope, slope, "leaf \(leaf.entity.index)")
                    guard let best = leaf.gainAtBest, let base = found.score else { continue }
                    let there = probe.score(indicator, leaf.entity, .score(1))
                    wholeWays += 1
                    #expect(abs(there - base - best) < 1e-9, "seed \(seed) round \(round) leaf \(leaf.entity.index)")
                }
            }
        }
        print("seed \(seed): \(compared) compared, \(kinks) kinks")
        #expect(compared > 2500 && wholeWays > 1000)
        #expect(kinks < compared / 10)
    }

    /// The step to the next band gets there by the engine, and a little less does not.
    @Test(arguments: [41, 42] as [UInt64])
    func stepsReachTheNextBand(seed: UInt64) throws {
        print("seed \(seed)")
        var models = RandomModels(seed: seed)
        var (reached, notAlone) = (0, 0)
        for round in 0..<1000 {
            var sample = try models.next()
            var model = sample.model
            model.bands = (0..<10).map { Band(name: "b\($0)", from: Double($0) / 10) }
            sample.plan = ScoringPlan(model)
            let entity = EntityID(models.whole(0...model.entities.count - 1))
            let probe = Probe(sample: sample, node: NodeID(0), entity: entity)
            let found = levers(sample, NodeID(0), entity)
            guard let edge = found.nextBand?.from, let score = found.score else { continue }
            for lever in found.levers {
                switch lever.nextBand {
                case .none: Issue.record("seed \(seed) round \(round): there is a band")
                case .notAlone:
                    notAlone += 1
                    // Not by the best score either; but for methods that fall again, and for values no score turns back.
                    guard let best = lever.gainAtBest, lever.value == nil else { continue }
                    #expect(score + best < edge, "seed \(seed) round \(round)")
                case .reached(let value?, _):
                    reached += 1
                    let there = probe.score(lever.indicator, lever.entity, .value(value))
                    #expect(there >= edge, "seed \(seed) round \(round): \(there) at \(value)")
                    let present = try #require(lever.value)
                    let less = present + (value - present) * (1 - 1e-9)
                    #expect(
                        probe.score(lever.indicator, lever.entity, .value(less)) < edge,
                        "seed \(seed) round \(round)"
                    )
                case .reached(nil, let score):
                    reached += 1
                    #expect(
                        probe.score(lever.indicator, lever.entity, .score(score)) >= edge,
                        "seed \(seed) round \(round)"
                    )
                }
            }
        }
        print("seed \(seed): \(reached) reached, \(notAlone) not alone")
        #expect(reached > 300 && notAlone > 300)
    }
}
