import ReadinessModel
import ReadinessScoring
import Testing

/// Levers against answers worked out by hand.
@Suite struct LeversTests {
    /// Plants p and q below top; output = done / planned (weight 3), people 0...10 (weight 1), a cap on output.
    private func levers(
        at entity: String,
        node: String = "root",
        cap: String? = nil,
        ranking: Levers.Ranking = .gain
    ) throws -> (levers: Levers, model: Model) {
        var builder = ModelBuilder()
        builder.entity("top")
        builder.entity("p", in: "top")
        builder.entity("q", in: "top")
        for measure in ["done", "planned", "staff"] {
            builder.measure(measure, pool: measure == "staff" ? .mean : .sum)
        }
        try builder.indicator("output", "done / planned") { $0.costPerUnit = 100 }
        try builder.indicator("people", "staff", .goalposts(worst: 0, best: 10, truncate: true)) { $0.costPerUnit = 1 }
        let tree = Tree(id: "root", children: [.indicator("output", weight: Fraction(whole: 3)), .indicator("people")])
        var model = builder.build(tree)
        model.bands = [Band(name: "red", from: 0), Band(name: "amber", from: 0.5), Band(name: "green", from: 0.75)]
        if let cap {
            let parsed = ExpressionParser.parse(cap, scoresOf: ["people"])
            model.gates = [Gate(node: NodeID(1), cap: try parsed.get(), capText: cap)]
        }
        var bench = Bench(model)
        for (place, done, planned, staff) in [("p", 20.0, 100.0, 4.0), ("q", 240, 300, 8)] {
            try bench.read(place, "done", done)
            try bench.read(place, "planned", planned)
            try bench.read(place, "staff", staff)
        }
        let plan = ScoringPlan(model)
        let place = try #require(model.entities.firstIndex { $0.id == entity })
        let index = try #require(model.nodes.firstIndex { $0.id == node })
        let levers = Levers(
            of: NodeID(index),
            at: EntityID(place),
            plan: plan,
            store: bench.store,
            scores: scores(plan, bench.store),
            ranking: ranking
        )
        return (levers, model)
    }

    private func isClose(_ left: Double?, _ right: Double) -> Bool { left.map { abs($0 - right) < 1e-12 } ?? false }

    @Test func aPlant() throws {
        let (levers, model) = try levers(at: "p")
        #expect(isClose(levers.score, 0.25))
        #expect(levers.nextBand?.name == "amber")
        #expect(levers.levers.map { model.nodes[$0.indicator.index].id } == ["output", "people"])
        let output = levers.levers[0]
        #expect(isClose(output.gain, 0.75) && isClose(output.slope, 0.75) && isClose(output.gainAtBest, 0.6))
        guard case .reached(let value, let score) = output.nextBand else {
            Issue.record("\(output.nextBand)")
            return
        }
        #expect(isClose(value, 0.4 / 0.75) && isClose(score, 0.4 / 0.75))
        #expect(isClose(output.costOfNextBand, (0.4 / 0.75 - 0.2) * 100))
        #expect(isClose(output.gainPerCost, 0.0075))
        let people = levers.levers[1]
        #expect(isClose(people.gain, 0.25) && isClose(people.slope, 0.025) && isClose(people.gainAtBest, 0.15))
        #expect(people.nextBand == .notAlone)
        #expect(people.costOfNextBand == nil && people.leaves.isEmpty)
    }

    @Test func perCost() throws {
        let (levers, model) = try levers(at: "p", ranking: .cost)
        #expect(levers.levers.map { model.nodes[$0.indicator.index].id } == ["people", "output"])
    }

    /// top: output 260 / 400, people 6; p has 100 and q 300 of the 400 planned.
    @Test func plantsBelow() throws {
        let (levers, _) = try levers(at: "top")
        #expect(isClose(levers.score, 0.75 * 0.65 + 0.15))
        let output = levers.levers[0]
        #expect(output.leaves.map(\.entity) == [EntityID(2), EntityID(1)])
        #expect(isClose(output.leaves[0].slope, 0.75 * 0.75) && isClose(output.leaves[0].gain, 0.75 * 0.75))
        #expect(isClose(output.leaves[1].slope, 0.75 * 0.25))
        #expect(isClose(output.leaves[0].gainAtBest, 0.75 * 60 / 400))
        #expect(isClose(output.leaves[1].gainAtBest, 0.75 * 80 / 400))
        let people = levers.levers[1]
        #expect(isClose(people.leaves[0].slope, 0.25 * 0.05) && isClose(people.leaves[0].gain, 0.125))
        #expect(isClose(people.leaves[0].gainAtBest, 0.25 * 0.3))
        #expect(isClose(people.leaves[1].gainAtBest, 0.25 * 0.1))
    }

    /// At q output 0.8 is capped at people 0.8 - 0.2.
    @Test func aGateThatBinds() throws {
        let (levers, model) = try levers(at: "q", cap: "score(people) - 20")
        #expect(isClose(levers.score, 0.75 * 0.6 + 0.2))
        #expect(levers.levers.map { model.nodes[$0.indicator.index].id } == ["people", "output"])
        #expect(isClose(levers.levers[0].gain, 0.75 + 0.25))
        #expect(isClose(levers.levers[0].gainAtBest, 0.2))
        #expect(levers.levers[1].gain == 0 && levers.levers[1].slope == 0 && levers.levers[1].gainAtBest == 0)
        let gate = try #require(levers.gates.first)
        #expect(levers.gates.count == 1 && gate.isBinding)
        #expect(isClose(gate.slack, -0.2) && isClose(gate.raw, 0.8) && isClose(gate.cap, 0.6))
        #expect(gate.ways.count == 1 && isClose(gate.ways[0].to, 1) && isClose(gate.ways[0].from, 0.8))
        let (tighter, _) = try self.levers(at: "q", cap: "score(people) / 2")
        #expect(tighter.gates[0].ways[0].to == nil, "not by this alone: 100 / 2 is less than 80")
        let (open, _) = try self.levers(at: "q", cap: "score(people) + 20")
        #expect(!open.gates[0].isBinding && isClose(open.gates[0].slack, 0.2) && open.gates[0].ways.isEmpty)
    }

    @Test func beyondTheGoalpostNothingIsGained() throws {
        var builder = ModelBuilder()
        builder.entity("a")
        for (index, normalisation) in [
            Normalisation.goalposts(worst: 0, best: 4, truncate: true), .goalposts(worst: 0, best: 10, truncate: false),
            .target(low: 0, best: 4, high: 10), .steps([ScalePoint(x: 0, score: 0), ScalePoint(x: 6, score: 1)]),
        ].enumerated() {
            builder.measure("m\(index)")
            try builder.indicator("i\(index)", "m\(index)", normalisation)
        }
        var model = builder.build(Tree(id: "root", children: (0..<4).map { .indicator("i\($0)") }))
        model.bands = [Band(name: "low", from: 0), Band(name: "high", from: 0.8)]
        var bench = Bench(model)
        for index in 0..<4 { try bench.read("a", "m\(index)", 5) }
        let plan = ScoringPlan(model)
        let levers = Levers(
            of: NodeID(0),
            at: EntityID(0),
            plan: plan,
            store: bench.store,
            scores: scores(plan, bench.store)
        )
        let slopes = levers.levers.sorted { $0.indicator < $1.indicator }.map(\.slope)
        #expect(slopes == [0, 0.25 / 10, -0.25 / 6, 0])
        // 1 + 0.5 + 5/6 + 0 over 4 is 0.583; one step more is 0.833.
        let step = try #require(levers.levers.first { $0.indicator == NodeID(4) }).nextBand
        #expect(step == .reached(value: 6, score: 1))
    }
}
