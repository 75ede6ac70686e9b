import ReadinessModel
import ReadinessScoring
import Testing

/// What a scenario does to scores, and that it does nothing else.
@Suite struct WhatIfTests {
    /// `top` over plants p (weight 1) and q (weight 3); output = done / planned.
    private func plants() throws -> (plan: ScoringPlan, store: ReadingStore) {
        var builder = ModelBuilder()
        builder.entity("top")
        builder.entity("p", in: "top", kind: "plant")
        builder.entity("q", in: "top", kind: "plant", weight: 3)
        builder.measure("done")
        builder.measure("planned")
        builder.measure("staff", pool: .mean)
        try builder.indicator("output", "done / planned")
        try builder.indicator("people", "staff", .goalposts(worst: 0, best: 10, truncate: true))
        let tree = Tree(id: "root", children: [.indicator("output", weight: Fraction(whole: 3)), .indicator("people")])
        var bench = Bench(builder.build(tree))
        for (entity, done, staff) in [("p", 20.0, 4.0), ("q", 240, 8)] {
            try bench.read(entity, "done", done)
            try bench.read(entity, "planned", entity == "p" ? 100 : 300)
            try bench.read(entity, "staff", staff)
        }
        return (ScoringPlan(bench.model), bench.store)
    }

    private func result(_ texts: [String]) throws -> WhatIf {
        let (plan, store) = try plants()
        return try WhatIf(try ScenarioParser(plan.model).parse(texts), plan: plan, store: store)
    }

    private func score(_ texts: [String], _ entity: String, _ node: String) throws -> Double {
        let result = try result(texts).result
        let entityIndex = try #require(result.model.entities.firstIndex { $0.id == entity })
        let nodeIndex = try #require(result.model.nodes.firstIndex { $0.id == node })
        return try #require(result.cell(NodeID(nodeIndex), at: EntityID(entityIndex)).score)
    }

    /// Base: output p 0.2, q 0.8, top 260 / 400 = 0.65; people p 0.4, q 0.8, top 0.6; root 0.75 output + 0.25 people.
    @Test(arguments: [
        ([], "top", "root", 0.6375),
        (["done@p=60"], "p", "output", 0.6),
        (["done@p=60"], "top", "output", 0.75),
        (["done@p=*2"], "top", "output", 0.7),
        (["done@top=*0.5"], "top", "output", 0.325),
        (["done@p=+20", "done@p=*2"], "p", "output", 0.8),
        (["done@p=-10"], "p", "output", 0.1),
        (["done@p=-10%"], "p", "output", 0.18),
        (["output@p=0.6"], "top", "output", 0.75),
        (["output@p=*3"], "top", "output", 0.75),
        (["score:output@p=60"], "top", "output", 0.75),
        (["score:output@p=+40"], "top", "root", 0.75 * 0.75 + 0.15),
        (["output@top=1"], "top", "root", 0.9),
        (["output@top=1"], "p", "output", 0.2),
        (["people@p=10"], "top", "people", 0.9),
        (["people@top=1"], "top", "people", 0.1),
        (["weight:output=1"], "top", "root", 0.625),
        (["goalposts:output=0.2,0.7"], "top", "output", 0.9),
        (["cap:output=score(people) - 10"], "top", "output", 0.5),
        (["cap:root=50", "cap:root=none"], "top", "root", 0.6375),
        (["aggregate:root=min"], "top", "root", 0.6),
        (["aggregate:root=power(2)"], "top", "root", (0.75 * 0.65 * 0.65 + 0.25 * 0.36).squareRoot()),
        (["aggregate:root=expression(score(output) / 2)"], "top", "root", 0.325),
    ])
    func knownAnswers(texts: [String], entity: String, node: String, expected: Double) throws {
        #expect(abs(try score(texts, entity, node) - expected) < 1e-12, "\(texts)")
    }

    @Test func changedCellsStandBesideTheirBase() throws {
        let changes = try result(["done@p=60"]).changes
        let names = try changes.map { change in
            let model = try plants().plan.model
            return "\(model.entities[change.base.entity.index].id) \(model.nodes[change.base.node.index].id)"
        }
        #expect(names == ["top root", "top output", "p root", "p output"])
        #expect(changes[3].base.value == 0.2)
        #expect(changes[3].result.value == 0.6)
    }

    @Test func theBaseIsLeftAsItIs() throws {
        let (plan, store) = try plants()
        let before = scores(plan, store)
        let result = try WhatIf(try ScenarioParser(plan.model).parse(["done@p=60"]), plan: plan, store: store)
        #expect(result.base.scores.isIdentical(to: before))
        #expect(scores(plan, store).isIdentical(to: before))
        #expect(scores(result.plan, result.store).isIdentical(to: result.result.scores))
    }

    /// What was never reported, or is too old, counts when it is set.
    @Test func whatIsSetIsFresh() throws {
        var builder = ModelBuilder()
        builder.entity("a")
        builder.measure("m")
        builder.measure("n")
        for measure in ["m", "n"] {
            try builder.indicator("i\(measure)", measure, .goalposts(worst: 0, best: 100, truncate: true)) {
                $0.staleAfter = .seconds(60)
            }
        }
        var bench = Bench(builder.build(Tree(id: "root", children: [.indicator("im"), .indicator("in")])))
        try bench.read("a", "m", 50, at: 999_000)
        let parser = ScenarioParser(bench.model)
        let plan = ScoringPlan(bench.model)
        let set = try WhatIf(try parser.parse(["m@a=40", "n@a=60"]), plan: plan, store: bench.store)
        #expect(set.base.cell(NodeID(0), at: EntityID(0)).score == nil)
        #expect(set.result.cell(NodeID(0), at: EntityID(0)).score == 0.5)
        #expect(throws: ScenarioError.self) { try WhatIf(try parser.parse(["n@a=+1"]), plan: plan, store: bench.store) }
    }

    /// A factor on a counter scales the growth in its window.
    @Test func factorsReachThroughWindows() throws {
        var builder = ModelBuilder()
        builder.entity("a")
        builder.measure("made", .counter)
        try builder.indicator("i", "increase(made[1h])", .goalposts(worst: 0, best: 1000, truncate: true))
        var bench = Bench(builder.build(Tree(id: "root", children: [.indicator("i")])))
        for (minute, count) in [(0, 1000.0), (20, 1100), (40, 1300)] {
            try bench.read("a", "made", count, at: 1_000_000 - 3000 + Int64(minute) * 60)
        }
        let plan = ScoringPlan(bench.model)
        for (text, expected) in [("made@a=*1.5", 0.45), ("made@a=1400", 0.4), ("made@a=+50", 0.35)] {
            let result = try WhatIf(try ScenarioParser(bench.model).parse([text]), plan: plan, store: bench.store)
            #expect(
                abs(try #require(result.result.cell(NodeID(0), at: EntityID(0)).score) - expected) < 1e-12,
                "\(text)"
            )
        }
    }
}
