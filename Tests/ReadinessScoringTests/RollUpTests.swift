import ReadinessModel
import ReadinessScoring
import Testing

/// Pooling, applicability, coverage, bounds and thresholds: hand cases for the table of 6a.
@Suite struct RollUpTests {
    /// `top` over plants p and q (weight 3) and a depot d.
    private func organisation() -> ModelBuilder {
        var builder = ModelBuilder()
        builder.entity("top")
        builder.entity("p", in: "top", kind: "plant")
        builder.entity("q", in: "top", kind: "plant", weight: 3)
        builder.entity("d", in: "top", kind: "depot")
        builder.measure("done")
        builder.measure("planned")
        return builder
    }

    @Test func aPooledRatioIsARatioOfSumsOverThoseThatDelivered() throws {
        var builder = organisation()
        try builder.indicator("output", "done / planned") { $0.appliesTo = ["plant"] }
        var bench = Bench(builder.build(Tree(id: "root", children: [.indicator("output")])))
        try bench.read("p", "done", 10)
        try bench.read("p", "planned", 100)
        try bench.read("q", "done", 90)
        // q's plan is missing, so its 90 may not enter the numerator either.
        let half = try bench.cell("top", "output")
        #expect(half.score == 0.1)
        #expect(half.coverage == 0.25)
        #expect(half.low == 0.25 * 0.1)
        #expect(half.high == 0.25 * 0.1 + 0.75)
        try bench.read("q", "planned", 100)
        let whole = try bench.cell("top", "output")
        #expect(whole.score == 0.5)
        #expect(whole.coverage == 1)
        #expect(whole.low == 0.5 && whole.high == 0.5)
        let depot = try bench.cell("d", "output")
        #expect(depot.state == "not-applicable")
        #expect(depot.score == nil && depot.coverage == nil && depot.low == nil && depot.high == nil)
    }

    @Test(arguments: [(Pool.sum, 8.0), (.mean, 4.0), (.min, 2.0), (.max, 6.0)])
    func measuresPoolAsDeclared(pool: Pool, expected: Double) throws {
        var builder = ModelBuilder()
        builder.entity("top")
        builder.entity("a", in: "top")
        builder.entity("b", in: "top")
        builder.measure("m", pool: pool)
        try builder.indicator("i", "m + 1", .goalposts(worst: 0, best: 10, truncate: true))
        var bench = Bench(builder.build(Tree(id: "root", children: [.indicator("i")])))
        try bench.read("a", "m", 2)
        try bench.read("b", "m", 6)
        #expect(try bench.cell("top", "i").value == expected + 1)
    }

    @Test func scoresRollUpIsAWeightedMeanOfTheChildren() throws {
        var builder = organisation()
        try builder.indicator("i", "done", .goalposts(worst: 0, best: 100, truncate: true)) {
            $0.rollUp = .scores
            $0.appliesTo = ["plant"]
        }
        var bench = Bench(builder.build(Tree(id: "root", children: [.indicator("i")])))
        try bench.read("p", "done", 20)
        let partial = try bench.cell("top", "i")
        #expect(partial.score == 0.2)
        #expect(partial.coverage == 0.25)
        #expect(partial.low == 0.05)
        #expect(partial.high == 0.8)
        try bench.read("q", "done", 60)
        #expect(abs(try #require(try bench.cell("top", "i").score) - 0.5) < 1e-15)
    }

    @Test func rollUpNoneDoesNotApplyAbove() throws {
        var builder = organisation()
        try builder.indicator("i", "done") { $0.rollUp = .none }
        var bench = Bench(builder.build(Tree(id: "root", children: [.indicator("i")])))
        try bench.read("p", "done", 1)
        #expect(try bench.cell("p", "i").score == 1)
        #expect(try bench.cell("top", "i").state == "not-applicable")
        #expect(try bench.cell("top", "root").state == "not-applicable")
    }

    @Test func notApplicableLeavesTheDenominatorAndMissingDoesNot() throws {
        var builder = organisation()
        try builder.indicator("x", "done") { $0.appliesTo = ["plant"] }
        try builder.indicator("y", "planned")
        let tree = Tree(
            id: "root",
            coverage: try #require(Fraction("2/3")),
            children: [.indicator("x"), .indicator("y")]
        )
        var bench = Bench(builder.build(tree))
        try bench.read("d", "planned", 0.5)
        try bench.read("p", "planned", 0.5)
        #expect(try bench.cell("d", "root").score == 0.5)
        #expect(try bench.cell("d", "root").coverage == 1)
        let uncovered = try bench.cell("p", "root")
        #expect(uncovered.score == nil)
        #expect(uncovered.reason == .coverage)
        #expect(uncovered.coverage == 0.5)
        #expect(uncovered.low == 0.25)
        #expect(uncovered.high == 0.75)
    }

    @Test func aThresholdMetExactlyIsMet() throws {
        // 0.1 + 0.2 of 0.6 is one half; in binary floating point the sum is larger and the quotient not exact.
        var builder = ModelBuilder()
        builder.entity("a")
        for name in ["m", "n", "o"] {
            builder.measure(name)
            try builder.indicator("i\(name)", name)
        }
        let weights = try ["0.1", "0.2", "0.3"].map { try #require(Fraction($0)) }
        let children = zip(["im", "in", "io"], weights).map { Tree.indicator($0, weight: $1) }
        var tree = Tree(id: "root", coverage: try #require(Fraction("1/2")), children: children)
        var met = Bench(builder.build(tree))
        try met.read("a", "m", 1)
        try met.read("a", "n", 1)
        #expect(try met.cell("a", "root").score == 1)
        tree.coverage = try #require(Fraction("0.500000001"))
        var unmet = Bench(builder.build(tree))
        try unmet.read("a", "m", 1)
        try unmet.read("a", "n", 1)
        #expect(try unmet.cell("a", "root").score == nil)
    }

    @Test func requiredAndFailTakeTheScoreAway() throws {
        var builder = ModelBuilder()
        builder.entity("a")
        builder.measure("m")
        builder.measure("n")
        try builder.indicator("x", "m")
        try builder.indicator("y", "n")
        try builder.indicator("z", "n") { $0.missing = .fail }
        let required = Tree(id: "r", children: [.indicator("x"), .indicator("y", isRequired: true)])
        let failing = Tree(id: "f", children: [.indicator("z")])
        var bench = Bench(builder.build(Tree(id: "root", children: [required, failing])))
        try bench.read("a", "m", 1)
        #expect(try bench.cell("a", "r").reason == .requiredChild)
        #expect(try bench.cell("a", "f").reason == .requiredChild)
        try bench.read("a", "n", 0)
        #expect(try bench.cell("a", "r").score == 0.5)
        #expect(try bench.cell("a", "f").state == "zero")
    }

    @Test func worstCountsZeroButNotAsCovered() throws {
        var builder = ModelBuilder()
        builder.entity("a")
        builder.measure("m")
        try builder.indicator("i", "m") { $0.missing = .worst }
        var bench = Bench(builder.build(Tree(id: "root", coverage: Fraction(whole: 1), children: [.indicator("i")])))
        let cell = try bench.cell("a", "root")
        #expect(cell.score == 0)
        #expect(cell.coverage == 0)
        #expect(cell.low == 0 && cell.high == 1)
    }

    @Test func heldReadingsStayUntilTheyExpire() throws {
        var builder = ModelBuilder()
        builder.entity("a")
        builder.measure("m")
        try builder.indicator("i", "m") {
            $0.missing = .hold
            $0.staleAfter = TimeSpan.seconds(10)
            $0.expiresAfter = TimeSpan.seconds(100)
        }
        var bench = Bench(builder.build(Tree(id: "root", children: [.indicator("i")])), at: 1000)
        try bench.read("a", "m", 1, at: 990)
        #expect(try bench.cell("a", "i").state == "value")
        bench.advance(to: 1001)
        #expect(try bench.cell("a", "i").state == "held")
        bench.advance(to: 1091)
        #expect(try bench.cell("a", "i").state == "expired")
    }

    @Test func divisionByZeroIsMissingWithItsReason() throws {
        var builder = organisation()
        try builder.indicator("i", "done / planned")
        var bench = Bench(builder.build(Tree(id: "root", children: [.indicator("i")])))
        try bench.read("p", "done", 1)
        try bench.read("p", "planned", 0)
        #expect(try bench.cell("p", "i").reason == .divisionByZero)
        // It has every term, so it takes part above.
        try bench.read("q", "done", 1)
        try bench.read("q", "planned", 4)
        #expect(try bench.cell("top", "i").value == 0.5)
    }
}
