import ReadinessModel
import Testing

@testable import ReadinessScoring

/// What depends on a change is evaluated again, and nothing else need be: the same bits as an evaluation of everything.
struct IncrementalTests {
    @Test(arguments: 0..<20)
    func updatesGiveTheBitsOfAFullEvaluation(block: Int) throws {
        for index in 0..<40 {
            let seed = UInt64(block * 40 + index) &* 7_919 &+ 13
            try check(seed: seed)
        }
    }

    private func check(seed: UInt64) throws {
        var random = IncrementalModel(seed: seed)
        let model = try random.model()
        var now = Timestamp(nanoseconds: 1_000_000_000_000_000)
        var store = ReadingStore(for: model, at: now)
        let plan = ScoringPlan(model)
        var evaluator = Evaluator(plan)
        var scores = evaluator.makeScores()
        for _ in 0..<Int.random(in: 0...150, using: &random.random) {
            store.apply([random.reading(model, around: now, back: 9000)])
        }
        evaluator.evaluate(store, into: &scores)
        var kept: [(snapshot: Snapshot, bits: [[UInt64]])] = []
        for step in 0..<25 {
            let comment = Comment(rawValue: "seed \(seed) step \(step)")
            let before = Snapshot(plan: plan, time: now, sequence: UInt64(step), scores: scores)
            if random.chance(0.6) {
                let seconds = random.chance(0.2) ? random.whole(0...3000) : random.whole(0...30)
                now = Timestamp(nanoseconds: now.nanoseconds + seconds * 1_000_000_000)
                store.advance(to: now)
            }
            for _ in 0..<random.pick([0, 1, 1, 1, 2, 5, 40]) { store.apply([random.reading(model, around: now)]) }
            let changed = evaluator.update(store, changed: store.takeChanges(), into: &scores)
            let after = Snapshot(plan: plan, time: now, sequence: UInt64(step) + 1, scores: scores)

            var fresh = Evaluator(plan)
            var expected = fresh.makeScores()
            fresh.evaluate(store, into: &expected)
            for (column, (found, wanted)) in zip(scores.bits, expected.bits).enumerated() {
                let place = zip(found, wanted).enumerated().first { $0.element.0 != $0.element.1 }
                guard let place else { continue }
                let (node, entity) = (place.offset / plan.entityCount, place.offset % plan.entityCount)
                Issue.record(
                    """
                    seed \(seed) step \(step): column \(column) of \(model.nodes[node].id) at \(model.entities[entity].id): \
                    \(Double(bitPattern: place.element.0)), in full \(Double(bitPattern: place.element.1))
                    """
                )
                return
            }
            let differing = after.changedCells(since: before)
            #expect(changed.map(\.node) == differing.map(\.node), comment)
            #expect(changed.map(\.entity) == differing.map(\.entity), comment)
            // Snapshots that are read while others are made stay what they were.
            if random.chance(0.3) { kept.append((before, before.scores.bits)) }
            if random.chance(0.2), !kept.isEmpty { kept.removeFirst() }
            for (snapshot, bits) in kept { #expect(snapshot.scores.bits == bits, comment) }
        }
    }
}

extension Scores {
    /// Every column, bit for bit.
    fileprivate var bits: [[UInt64]] {
        [score, coverage, low, high, value, raw].map { $0.map(\.bitPattern) }
            + [evidence.map { UInt64(bitPattern: $0) }, reasons.map(UInt64.init), remarks.map(UInt64.init)]
    }
}
