import ReadinessModel
import ReadinessScoring
import Testing

/// Overrides beside computed scores: counted above, applied in `adjusted`, and never touching what is computed.
@Suite struct OverrideTests {
    /// An enterprise of two plants with a pooled and a rolled-up indicator; quality is capped by supply.
    private func model() throws -> Model {
        var builder = ModelBuilder()
        builder.entity("enterprise")
        builder.entity("east", in: "enterprise", weight: 3)
        builder.entity("west", in: "enterprise")
        builder.measure("made")
        builder.measure("planned")
        builder.measure("grade")
        try builder.indicator("output", "made / planned")
        try builder.indicator("quality", "grade") { $0.rollUp = .scores }
        var model = builder.build(
            Tree(
                id: "root",
                children: [
                    Tree(id: "production", weight: Fraction(whole: 3), children: [.indicator("output")]),
                    .indicator("quality"),
                ]
            )
        )
        let cap = ExpressionParser.parse("score(production) + 30", scoresOf: ["production"])
        let quality = try #require(model.nodes.firstIndex { $0.id == "quality" })
        model.gates = [Gate(node: NodeID(quality), cap: try cap.get(), capText: "score(production) + 30")]
        return model
    }

    private func override(_ entity: String, _ node: String, _ score: Double, until second: Int64 = 2_000_000)
        -> Override
    {
        Override(
            entity: entity,
            node: node,
            score: score,
            who: Override.Person(userID: 0, name: "root"),
            why: "test",
            until: Timestamp(nanoseconds: second * 1_000_000_000),
            at: Timestamp(nanoseconds: 0)
        )
    }

    /// A bench with output 0.5 at the east and 0.75 at the west, quality 0.6 and 0.2.
    private func bench() throws -> Bench {
        var bench = Bench(try model())
        try bench.read("east", "made", 50)
        try bench.read("east", "planned", 100)
        try bench.read("west", "made", 75)
        try bench.read("west", "planned", 100)
        try bench.read("east", "grade", 0.6)
        try bench.read("west", "grade", 0.2)
        return bench
    }

    private struct Seen {
        let view: OverrideView
        let plan: ScoringPlan

        private func cell(_ entity: String, _ node: String) throws -> Int {
            let place = try #require(plan.model.entities.firstIndex { $0.id == entity })
            let row = try #require(plan.model.nodes.firstIndex { $0.id == node })
            return row * plan.model.entities.count + place
        }

        func adjusted(_ entity: String, _ node: String) throws -> Double? { view.adjusted(try cell(entity, node)) }
        func count(_ entity: String, _ node: String) throws -> Int { view.count(try cell(entity, node)) }
    }

    private func see(_ bench: Bench, _ overrides: [Override]) throws -> Seen {
        let plan = ScoringPlan(bench.model)
        var evaluator = OverrideEvaluator(plan)
        let view = evaluator.evaluate(overrides, bench.store)
        return Seen(view: try #require(view), plan: plan)
    }

    @Test func anIndicatorsOverrideRollsUp() throws {
        var bench = try bench()
        let before = try bench.cell("enterprise", "root").score
        let seen = try see(bench, [override("east", "output", 0.9)])
        #expect(try seen.adjusted("east", "output") == 0.9)
        #expect(abs((try seen.adjusted("east", "production") ?? 0) - 0.9) < 1e-12)
        // Pooled: (90 + 75) / 200.
        #expect(abs((try seen.adjusted("enterprise", "output") ?? 0) - 0.825) < 1e-12)
        // What is computed stays what it was.
        #expect(try bench.cell("enterprise", "root").score == before)
        #expect(try bench.cell("east", "output").score == 0.5)
        #expect(try seen.adjusted("west", "root") == bench.cell("west", "root").score)
    }

    @Test func underScoresTheWeightsCount() throws {
        let seen = try see(try bench(), [override("west", "quality", 1)])
        // East 0.6 with weight 3, west 1 with weight 1.
        #expect(abs((try seen.adjusted("enterprise", "quality") ?? 0) - 0.7) < 1e-12)
    }

    @Test func anIndexNodeStandsForItselfAndMovesItsCaps() throws {
        let bench = try bench()
        let seen = try see(bench, [override("east", "production", 0.1)])
        #expect(try seen.adjusted("east", "production") == 0.1)
        // Capped at 40 points now; root: (3 x 0.1 + 0.4) / 4.
        #expect(abs((try seen.adjusted("east", "quality") ?? 0) - 0.4) < 1e-12)
        #expect(abs((try seen.adjusted("east", "root") ?? 0) - 0.175) < 1e-12)
        // The enterprise is made of its own nodes.
        var computed = bench
        #expect(try seen.adjusted("enterprise", "production") == computed.cell("enterprise", "production").score)
    }

    @Test func anOverrideStandsAfterTheCaps() throws {
        let seen = try see(try bench(), [override("east", "production", 0.1), override("east", "quality", 0.95)])
        #expect(try seen.adjusted("east", "quality") == 0.95)
        #expect(abs((try seen.adjusted("east", "root") ?? 0) - (0.3 + 0.95) / 4) < 1e-12)
    }

    @Test func everyParentCounts() throws {
        let seen = try see(
            try bench(),
            [override("east", "output", 1), override("west", "quality", 1), override("enterprise", "root", 1)]
        )
        #expect(try seen.count("enterprise", "root") == 3)
        #expect(try seen.count("enterprise", "production") == 1)
        #expect(try seen.count("enterprise", "output") == 1)
        #expect(try seen.count("east", "root") == 1)
        #expect(try seen.count("west", "root") == 1)
        #expect(try seen.count("west", "output") == 0)
        #expect(try seen.adjusted("enterprise", "root") == 1)
    }

    /// What has no score may be claimed to have one; what is over, unknown or not applicable counts nowhere.
    @Test func missingScoresAndForeignPlaces() throws {
        var empty = Bench(try model())
        #expect(try empty.cell("east", "root").score == nil)
        let seen = try see(empty, [override("east", "output", 0.4)])
        #expect(try seen.adjusted("east", "output") == 0.4)
        #expect(try seen.adjusted("east", "quality") == nil)
        #expect(abs((try seen.adjusted("east", "root") ?? 0) - 0.4) < 1e-12)

        var evaluator = OverrideEvaluator(ScoringPlan(empty.model))
        let foreign = [
            override("east", "output", 1, until: 1_000_000), override("north", "output", 1),
            override("east", "speed", 1),
        ]
        let nothing = evaluator.evaluate(foreign, empty.store)
        #expect(nothing == nil)
        let none = evaluator.evaluate([], empty.store)
        #expect(none == nil)
    }

    /// Without an effect of its own an override changes no bit: it claims what is computed.
    @Test func claimingWhatIsComputedChangesNothing() throws {
        var bench = try bench()
        let computed = bench.evaluated()
        var evaluator = OverrideEvaluator(ScoringPlan(bench.model))
        let quality = try bench.cell("east", "quality").score
        let score = try #require(quality)
        let evaluated = evaluator.evaluate([override("east", "quality", score)], bench.store)
        let view = try #require(evaluated)
        for cell in computed.scores.score.indices {
            #expect(view.adjusted(cell) == (computed.scores.score[cell].isNaN ? nil : computed.scores.score[cell]))
        }
    }

    /// Subscribers hear of an override that is set, moved and lifted, though no computed score moves.
    @Test func aChangedOverrideIsAChange() throws {
        var bench = try bench()
        let plan = ScoringPlan(bench.model)
        let plain = bench.evaluated()
        var evaluator = OverrideEvaluator(plan)
        func with(_ score: Double) -> Snapshot {
            let view = evaluator.evaluate([override("east", "output", score)], bench.store)
            return Snapshot(plan: plan, time: plain.time, sequence: 2, scores: plain.scores, overrides: view)
        }
        let (first, second) = (with(0.9), with(0.8))
        func names(_ later: Snapshot, _ earlier: Snapshot) -> Set<String> {
            Set(
                later.changedCells(since: earlier).map {
                    "\(bench.model.entities[$0.entity.index].id) \(bench.model.nodes[$0.node.index].id)"
                }
            )
        }
        let touched: Set<String> = [
            "east output", "east production", "east root", "enterprise output", "enterprise production",
            "enterprise root",
        ]
        #expect(names(first, plain).isSuperset(of: touched))
        #expect(!names(first, plain).contains("west root"))
        #expect(names(second, first).isSuperset(of: touched))
        #expect(names(plain, second) == names(second, plain))
        #expect(names(first, first) == [])
    }

    /// What overrides did to a change stands apart from what the computed score did, and adds up with it.
    @Test func anOverrideIsACauseOfItsOwn() throws {
        var bench = try bench()
        let plan = ScoringPlan(bench.model)
        let earlier = ScoringState(plan: plan, store: bench.store)
        bench.advance(to: 1_000_100)
        try bench.read("east", "made", 80, at: 1_000_050)
        let later = ScoringState(plan: plan, store: bench.store)
        let root = try #require(bench.model.rootNode)
        func change(_ before: [Override], _ after: [Override]) -> OverriddenChange? {
            OverriddenChange(of: root, at: EntityID(0), from: (earlier, before), to: (later, after))
        }
        #expect(change([], []) == nil)
        let claimed = override("west", "output", 1)
        let came = try #require(change([], [claimed]))
        #expect(came.lines.map(\.fate) == [.came] && came.lines.map(\.override) == [claimed])
        let computed = later.scores.score[0] - earlier.scores.score[0]
        #expect(computed != 0 && came.effect > 0)
        let total = try #require(came.after) - (try #require(came.before))
        #expect(abs(total - computed - came.effect) < 1e-12)
        #expect(came.before == earlier.scores.score[0])
        let went = try #require(change([claimed], []))
        #expect(went.lines.map(\.fate) == [.went] && went.effect < 0 && went.after == later.scores.score[0])
        var lower = claimed
        lower.score = 0.9
        #expect(try #require(change([claimed], [lower])).lines.map(\.fate) == [.changed])
        #expect(try #require(change([claimed], [claimed])).lines.map(\.fate) == [.stays])
        // One whose time was over by then did nothing to the later score.
        #expect(
            try #require(change([override("west", "output", 1, until: 1_000_050)], [])).after == later.scores.score[0]
        )
    }

    @Test func theLogTellsWhatWasInForce() {
        let second = { (second: Int64) in Timestamp(nanoseconds: second * 1_000_000_000) }
        var first = override("east", "output", 0.5)
        first.at = second(10)
        var next = override("east", "output", 0.7, until: 90)
        next.at = second(20)
        let changes = [
            OverrideChange(action: .set, override: first, at: second(10)),
            OverrideChange(action: .set, override: next, at: second(20)),
            OverrideChange(action: .lifted, override: first, at: second(30)),
        ]
        #expect(changes.overrides(at: second(5)).isEmpty)
        #expect(changes.overrides(at: second(10)) == [first])
        #expect(changes.overrides(at: second(40)) == [next])
        #expect(changes.overrides(at: second(90)).isEmpty)
    }
}
