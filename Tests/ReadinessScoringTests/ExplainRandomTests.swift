import ReadinessModel
import ReadinessScoring
import Testing

/// Explanations of changes between random states: everything adds up.
@Suite struct ExplainRandomTests {
    /// Two states, the later of another random model half of the time.
    struct Case {
        let model: Model
        let earlier: ScoringState
        let later: ScoringState

        init(seed: UInt64, widest: Int = 5) throws {
            var maker = ExplainRandomModel(seed: seed)
            let first = try maker.model(widest: widest)
            var second = first
            if maker.chance(0.5) { maker.change(&second) }
            model = second
            var readings = maker.readings(first, until: 1_000_000, missing: 0.15)
            var store = ReadingStore(for: first, at: Timestamp(nanoseconds: 1_000_000 * 1_000_000_000))
            store.apply(readings)
            earlier = ScoringState(plan: ScoringPlan(first), store: store)
            let later = 1_000_000 + maker.whole(0...7200)
            if maker.chance(0.3) { readings = maker.readings(second, until: later, missing: 0.5) }
            let share = maker.pick([0.0, 0.5, 0.9])
            let more = maker.readings(second, until: later, missing: share)
            var next = ReadingStore(for: second, at: Timestamp(nanoseconds: later * 1_000_000_000))
            next.apply(readings + more)
            self.later = ScoringState(plan: ScoringPlan(second), store: next)
        }
    }

    static func check(_ node: ChangedNode, _ place: String) -> Bool {
        guard node.before != nil || node.after != nil || !node.children.isEmpty else { return true }
        var sum = (node.own + node.throughGates).reduce(0) { $0 + $1.amount }
        for child in node.children { sum += child.toParent.reduce(0) { $0 + $1.amount } }
        guard abs(sum - node.amount) <= 1e-9 else {
            Issue.record("\(place): node \(node.node.index): \(sum) for \(node.amount)")
            return false
        }
        return node.children.allSatisfy { check($0, place) }
    }

    /// Sums by cause, by row and at every level: 12,000 explanations of 2,400 pairs of states.
    @Test(arguments: 1...40 as ClosedRange<UInt64>)
    func everythingAddsUp(seed: UInt64) throws {
        for round in 0..<60 as Range<UInt64> {
            let change = try Case(seed: seed * 1000 + round)
            var explainer = ChangeExplainer(from: change.earlier, to: change.later)
            var random = SplitMix64(state: seed ^ round << 32)
            for _ in 0..<5 {
                let entity = EntityID(Int.random(in: 0..<change.model.entities.count, using: &random))
                let node = NodeID(
                    Bool.random(using: &random) ? 0 : Int.random(in: 0..<change.model.nodes.count, using: &random)
                )
                let result = explainer.explain(node, at: entity, readingsPerRow: 100)
                Self.check(result, change.model, "seed \(seed), round \(round), \(node) at \(entity)")
            }
        }
    }

    /// Where only series without any reading get one, what arrived is the whole change, to the last bit of every score
    /// (else a step of data would remain); and the other way round what expired.
    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func arrivalsAreTheWholeChange(seed: UInt64) throws {
        var count = 0
        for round in 0..<10 as Range<UInt64> {
            var maker = ExplainRandomModel(seed: seed * 500 + round)
            let model = try maker.model()
            let all = maker.readings(model, until: 1_000_000, missing: 0.1)
            let silent = Set(all.map(\.series)).filter { _ in maker.chance(0.3) }
            let plan = ScoringPlan(model)
            let states = [all.filter { !silent.contains($0.series) }, all].map { readings in
                var store = ReadingStore(for: model, at: Timestamp(nanoseconds: 1_000_000 * 1_000_000_000))
                store.apply(readings)
                return ScoringState(plan: plan, store: store)
            }
            let forward = ChangeExplainer(from: states[0], to: states[1]).causes
            let backward = ChangeExplainer(from: states[1], to: states[0]).causes
            #expect(forward.allSatisfy { $0 == .arrived }, "seed \(seed), round \(round): \(forward)")
            #expect(backward.allSatisfy { $0 == .expired }, "seed \(seed), round \(round): \(backward)")
            count += forward.count
        }
        #expect(count > 0, "seed \(seed)")
    }

    private static func check(_ result: ExplainedChange, _ model: Model, _ place: String) {
        let spot = "\(place) (\(model.nodes[result.node.index].id))"
        let causes = result.causes.reduce(0) { $0 + $1.amount }
        #expect(abs(causes - result.amount) <= 1e-9, "\(spot): causes \(causes) for \(result.amount)")
        for cause in result.causes {
            let rows = result.rows.filter { $0.cause == cause.cause }.reduce(0) { $0 + $1.amount }
            #expect(abs(rows - cause.amount) <= 1e-9, "\(spot): \(cause) rows \(rows)")
        }
        for row in result.rows where row.readingsMethod != nil {
            let sum = row.readings.reduce(row.otherReadings) { $0 + $1.amount }
            #expect(abs(sum - row.amount) <= 1e-9, "\(spot): readings \(sum) for \(row)")
            guard case .indicator(let id) = model.nodes[row.node.index].content,
                model.indicators[id.index].rollUp == .pool
            else { continue }
            #expect(abs(row.otherReadings) <= 1e-9, "\(spot): unexplained \(row)")
        }
        #expect(check(result.tree, spot))
    }

    @Test(arguments: 1...10 as ClosedRange<UInt64>)
    func identicalStatesSayNothing(seed: UInt64) throws {
        let change = try Case(seed: seed)
        var explainer = ChangeExplainer(from: change.later, to: change.later)
        #expect(explainer.causes.isEmpty)
        for node in change.model.nodes.indices {
            let result = explainer.explain(NodeID(node), at: EntityID(0))
            #expect(result.rows.isEmpty && result.causes.isEmpty && result.amount == 0 && result.kind == .same)
            #expect(result.tree.children.isEmpty && result.tree.own.isEmpty)
        }
    }
}
