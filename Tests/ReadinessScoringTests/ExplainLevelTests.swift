import ReadinessModel
import ReadinessScoring
import Testing

/// Explanations of a level: contributions, gates, bounds, readings.
@Suite struct ExplainLevelTests {
    /// Every node at every entity: base and contributions make the score before the caps, caps the published one.
    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func contributionsAddUp(seed: UInt64) throws {
        for round in 0..<20 as Range<UInt64> {
            let change = try ExplainRandomTests.Case(seed: seed * 1000 + round)
            let explainer = LevelExplainer(change.later)
            for entity in change.model.entities.indices {
                for node in change.model.nodes.indices {
                    let level = explainer.explain(NodeID(node), at: EntityID(entity), depth: 1)
                    let spot = "seed \(seed), round \(round), \(change.model.nodes[node].id) at \(entity)"
                    if let binding = level.gates.first(where: \.binds) {
                        let isUnknown = !level.cell.hasScore
                        #expect(isUnknown || binding.cap == level.cell.score, "\(spot)")
                    } else if level.cell.hasScore {
                        #expect(level.cell.score == level.cell.raw, "\(spot)")
                    }
                    guard level.aggregate != nil, !level.cell.raw.isNaN else { continue }
                    let sum = level.children.reduce(level.base) { $0 + ($1.part?.contribution ?? 0) }
                    #expect(abs(sum - level.cell.raw) <= 1e-12, "\(spot): \(sum) for \(level.cell.raw)")
                    let shares = level.children.reduce(0) { $0 + ($1.part?.share ?? 0) }
                    #expect(abs(shares - 1) <= 1e-12, "\(spot)")
                }
            }
        }
    }

    @Test func arithmeticWithMissingChildAndGate() throws {
        var builder = ModelBuilder()
        builder.entity("a")
        for name in ["x", "y", "z"] {
            builder.measure(name)
            try builder.indicator(name, name)
        }
        var model = builder.build(
            Tree(
                id: "root",
                children: [.indicator("x", weight: Fraction(whole: 2)), .indicator("y"), .indicator("z")]
            )
        )
        let cap = try ExpressionParser.parse("score(y) + 10", scoresOf: ["y"]).get()
        model.gates = [Gate(node: NodeID(0), cap: cap, capText: "score(y) + 10", reason: "because")]
        var bench = Bench(model)
        try bench.read("a", "x", 0.9, at: 999_000)
        try bench.read("a", "y", 0.3)
        let scores = bench.evaluated().scores
        let level = LevelExplainer(ScoringState(plan: ScoringPlan(model), store: bench.store, scores: scores))
            .explain(NodeID(0), at: EntityID(0))
        #expect(abs(level.cell.raw - 0.7) < 1e-15)
        #expect(abs(level.cell.score - 0.4) < 1e-15)
        #expect(level.method == .linear && level.base == 0)
        let parts = level.children.compactMap(\.part)
        #expect(parts.map(\.weight) == [2, 1, 1])
        #expect(abs(try #require(parts[0].contribution) - 0.6) < 1e-15)
        #expect(abs(try #require(parts[1].contribution) - 0.1) < 1e-15)
        #expect(parts[2].contribution == nil && parts[2].share == nil)
        #expect(abs(parts[2].boundsWidth - 0.25) < 1e-15 && parts[0].boundsWidth == 0)
        let gate = try #require(level.gates.first)
        #expect(gate.binds && gate.reason == "because")
        #expect(abs(try #require(gate.slack) + 0.3) < 1e-15)
        #expect(gate.reads.map(\.node) == [NodeID(2)] && gate.reads.map(\.score) == [0.3])
        let term = try #require(level.children[0].indicator?.terms.first)
        #expect(term.value == 0.9 && term.participants == 1)
        #expect(term.readings.first?.time == Timestamp(nanoseconds: 999_000 * 1_000_000_000))
        #expect(level.children[2].indicator?.terms.first?.value == nil)
        #expect(level.children[2].cell.reason == .neverReported)
    }

    /// Geometric: the base is the floor, each child adds `L(S, floor) w ln(s / floor)`; one below the floor nothing.
    @Test func geometricBaseIsTheFloor() throws {
        var builder = ModelBuilder()
        builder.entity("a")
        for name in ["x", "y"] {
            builder.measure(name)
            try builder.indicator(name, name)
        }
        let model = builder.build(
            Tree(id: "root", aggregate: .geometric, children: [.indicator("x"), .indicator("y")])
        )
        var bench = Bench(model)
        try bench.read("a", "x", 1)
        try bench.read("a", "y", 0)
        let scores = bench.evaluated().scores
        let level = LevelExplainer(ScoringState(plan: ScoringPlan(model), store: bench.store, scores: scores))
            .explain(NodeID(0), at: EntityID(0))
        #expect(level.method == .logarithmicMean)
        #expect(abs(level.base - 0.01) < 1e-15)
        #expect(abs(try #require(level.children[0].part?.contribution) - 0.09) < 1e-12)
        #expect(level.children[1].part?.contribution == 0)
        #expect(level.children[1].part?.isRaisedToFloor == true && level.children[0].part?.isRaisedToFloor == false)
        #expect(level.remarks.contains(.floorUsed))
    }

    @Test func parentsShowPooledTermsAndWorstEntities() throws {
        var builder = ModelBuilder()
        builder.entity("top")
        for name in ["a", "b", "c"] { builder.entity(name, in: "top") }
        builder.measure("have")
        builder.measure("need")
        try builder.indicator("fill", "have / need")
        try builder.indicator("mean", "have / need") { $0.rollUp = .scores }
        let model = builder.build(Tree(id: "root", children: [.indicator("fill"), .indicator("mean")]))
        var bench = Bench(model)
        for (entity, have, need) in [("a", 8.0, 10.0), ("b", 10, 40)] {
            try bench.read(entity, "have", have)
            try bench.read(entity, "need", need)
        }
        try bench.read("c", "have", 5)
        let scores = bench.evaluated().scores
        let explainer = LevelExplainer(ScoringState(plan: ScoringPlan(model), store: bench.store, scores: scores))
        let level = explainer.explain(NodeID(0), at: EntityID(0), limit: 2)
        let fill = level.children[0]
        #expect(abs(fill.cell.score - 0.36) < 1e-15)
        #expect(fill.worst.map(\.entity) == [EntityID(2), EntityID(1)])
        #expect(fill.leaves == (3, 2))
        let terms = try #require(fill.indicator?.terms)
        #expect(terms.map(\.value) == [18, 50] && terms.map(\.participants) == [2, 2])
        #expect(terms[0].readings.map(\.entity) == [EntityID(2), EntityID(1)])
        let shares = try #require(level.children[1].indicator?.entities)
        #expect(shares.map(\.score) == [0.8, 0.25, nil])
        #expect(shares.map(\.contribution) == [0.4, 0.125, nil])
    }
}
