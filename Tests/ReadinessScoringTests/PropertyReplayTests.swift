import ReadinessModel
import Testing

@testable import ReadinessScoring

/// Theorems about time: replay, order of arrival, age.
@Suite struct PropertyReplayTests {
    /// A store that lived through the log, and an evaluator that kept what it had computed, give at every step the
    /// scores that a replay of the log up to there gives: bit for bit.
    @Test func property13Replay() {
        let run = PropertyRun.cases("13") { random, run in
            let log = PropertyLog(&random)
            run.show(log)
            var live = ReadingStore(for: log.model, at: log.start)
            var evaluator = Evaluator(ScoringPlan(log.model))
            var scores = evaluator.makeScores()
            var delivered: [Reading] = []
            for step in log.steps(log.deliveries, &random) {
                live.perform(step)
                if case .arrival(let readings) = step { delivered += readings }
                // Every step is evaluated, so that the evaluator has something to keep; some are replayed.
                evaluator.evaluate(live, into: &scores)
                guard random.chance(0.1) || live.now == log.end else { continue }
                let replayed = PropertyCase.scores(of: log.model, delivered, at: live.now)
                run.check(scores.isSame(as: replayed), "differs at \(live.now)")
                run.tally("replays")
                run.tally("scores", if: scores.score.contains { !$0.isNaN })
            }
        }
        #expect(run.counts["scores", default: 0] > 5000)
    }

    /// The order of arrival is irrelevant, however the clock moves meanwhile: late, future and contradicting readings.
    ///
    /// Of contradicting readings of one series and time the last delivered counts: their order is kept here, and where
    /// it is turned round the scores do differ.
    @Test func property20OrderOfArrival() {
        let run = PropertyRun.cases("20") { random, run in
            let log = PropertyLog(&random)
            run.show(log)
            let expected = PropertyCase.scores(of: log.model, log.deliveries, at: log.end)
            var store = ReadingStore(for: log.model, at: log.start)
            for step in log.steps(log.reordered(&random), &random) { store.perform(step) }
            var evaluator = Evaluator(ScoringPlan(log.model))
            var scores = evaluator.makeScores()
            evaluator.evaluate(store, into: &scores)
            run.check(scores.isSame(as: expected), "differs")
            guard random.chance(0.1) else { return }
            let turned = PropertyCase.scores(of: log.model, log.deliveries.reversed(), at: log.end)
            run.tally("contradictions turned round differ", if: !turned.isSame(as: expected))
        }
        #expect(run.counts["contradictions turned round differ", default: 0] > 100)
    }

    /// A reading that is older raises neither coverage nor confidence and makes no evidence younger, anywhere.
    @Test func property14Age() {
        let run = PropertyRun.cases("14") { random, run in
            var made = PropertyScope().make(&random)
            for index in made.base.indicators.indices where random.chance(0.7) {
                made.base.indicators[index].staleAfter = random.tens(1...20)
                guard made.base.indicators[index].missing == .hold else { continue }
                made.base.indicators[index].expiresAfter = random.tens(10...30)
            }
            for index in made.readings.indices {
                made.readings[index].time = PropertyCase.now - random.tens(0...12)
            }
            run.show(made)
            guard !made.readings.isEmpty else { return }
            var older = made
            let index = random.whole(0...made.readings.count - 1)
            older.readings[index].time = made.readings[index].time - random.tens(0...20)
            let (before, after) = (made.evaluated().scores, older.evaluated().scores)
            let plan = ScoringPlan(made.model)
            let sure = Confidence(before, plan: plan, at: PropertyCase.now)
            let lessSure = Confidence(after, plan: plan, at: PropertyCase.now)
            for cell in before.score.indices {
                let (was, became) = (before.coverage[cell], after.coverage[cell])
                run.check(was.isNaN && became.isNaN || became <= was + 1e-12, "coverage \(was), then \(became)")
                run.check(after.evidence[cell] <= before.evidence[cell], "the evidence of cell \(cell) became younger")
                run.tally("coverage fell", if: became < was)
                let place = (NodeID(cell / plan.entityCount), EntityID(cell % plan.entityCount))
                guard let first = sure.of(place.0, at: place.1), let then = lessSure.of(place.0, at: place.1) else {
                    continue
                }
                run.check(then <= first + 1e-12, "confidence \(first), then \(then)")
                run.tally("confidence alone fell", if: then < first - 1e-9 && became == was)
            }
        }
        #expect(run.counts["coverage fell", default: 0] > 1000)
        #expect(run.counts["confidence alone fell", default: 0] > 1000)
    }
}
