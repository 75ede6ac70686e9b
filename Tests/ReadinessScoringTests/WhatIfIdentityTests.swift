import ReadinessModel
import ReadinessScoring
import Testing

/// Theorems about scenarios on random models.
@Suite struct WhatIfIdentityTests {
    /// The empty scenario, and every scenario that sets what is already so, is the base bit for bit (property 12).
    @Test(arguments: [11, 12, 13, 14] as [UInt64])
    func nothingChangedIsNothingDone(seed: UInt64) throws {
        print("seed \(seed)")
        var models = RandomModels(seed: seed)
        var others = 0
        for round in 0..<2500 {
            let sample = try models.next()
            let empty = try WhatIf(Scenario(), plan: sample.plan, store: sample.store)
            let base = scores(sample.plan, sample.store)
            #expect(empty.result.scores.isIdentical(to: base), "seed \(seed) round \(round)")
            #expect(empty.changes.isEmpty, "seed \(seed) round \(round)")
            let same = sameAgain(sample, base)
            others += same.changes.count
            let again = try WhatIf(same, plan: sample.plan, store: sample.store)
            #expect(again.result.scores.isIdentical(to: base), "seed \(seed) round \(round): \(same)")
        }
        #expect(others > 10_000)
    }

    private func sameAgain(_ sample: RandomModels.Case, _ base: Scores) -> Scenario {
        var changes: [Scenario.Change] = []
        let model = sample.model
        for entity in model.entities.indices where model.entities[entity].isLeaf {
            for measure in model.measures.indices {
                changes.append(.measure(MeasureID(measure), EntityID(entity), .multiply(1)))
            }
        }
        for (index, node) in model.nodes.enumerated() {
            changes.append(.weight(NodeID(index), node.weight))
            guard case .index(let content) = node.content else { continue }
            changes.append(.aggregate(NodeID(index), content.aggregate))
            changes.append(.coverage(NodeID(index), content.coverage))
        }
        for (index, indicator) in model.indicators.enumerated() {
            changes.append(.normalisation(IndicatorID(index), indicator.normalisation))
        }
        for gate in model.gates { changes.append(.cap(gate.node, gate.cap, text: gate.capText)) }
        return Scenario(
            changes.filter { change in
                guard case .measure(let measure, let entity, _) = change else { return true }
                return sample.store.latest(measure, at: entity) != nil
            }
        )
    }

    /// Setting the value of an indicator at a leaf does what setting its numerator does, at every entity above too.
    @Test(arguments: [21, 22, 23, 24] as [UInt64])
    func aValueIsSetThroughItsNumerator(seed: UInt64) throws {
        print("seed \(seed)")
        var models = RandomModels(seed: seed)
        var compared = 0
        for round in 0..<2500 {
            let sample = try models.next()
            let base = scores(sample.plan, sample.store)
            let model = sample.model
            let place = models.whole(0...model.indicators.count - 1)
            let node = try #require(model.nodes.firstIndex { $0.id == model.indicators[place].id })
            let leaves = model.entities.indices.filter { entity in
                model.entities[entity].isLeaf && !base.value[base.cell(NodeID(node), at: EntityID(entity))].isNaN
            }
            guard !leaves.isEmpty else { continue }
            let leaf = EntityID(models.one(of: leaves))
            let moved = Scenario([.measure(MeasureID(place * 2), leaf, .set(models.number(1...5)))])
            let first = try WhatIf(moved, plan: sample.plan, store: sample.store).result
            let value = try #require(first.cell(NodeID(node), at: leaf).value)
            let set = Scenario([.value(NodeID(node), leaf, .set(value))])
            let second = try WhatIf(set, plan: sample.plan, store: sample.store).result
            for cell in base.score.indices {
                let (left, right) = (first.scores.score[cell], second.scores.score[cell])
                // Steps and truncated logarithms may turn the last bit of a value into a jump.
                if case .steps = model.indicators[place].normalisation { continue }
                // A mean of powers of a number that is 0 but for rounding may have none.
                if first.scores.reason(cell) == .notFinite || second.scores.reason(cell) == .notFinite { continue }
                #expect(left.isNaN == right.isNaN, "seed \(seed) round \(round)")
                if !left.isNaN { #expect(abs(left - right) < 1e-9, "seed \(seed) round \(round) cell \(cell)") }
                #expect(first.scores.coverage[cell].bitPattern == second.scores.coverage[cell].bitPattern)
                compared += 1
            }
        }
        #expect(compared > 10_000)
    }
}
