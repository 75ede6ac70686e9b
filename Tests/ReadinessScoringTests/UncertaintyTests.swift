import ReadinessModel
import ReadinessScoring
import Testing

/// Monte Carlo over a score: what is known of its answer in advance.
@Suite struct UncertaintyTests {
    /// One entity with indicators i0, i1, ... of the given values, all goalposts 0 to 1, below `root`.
    private func flat(_ values: [Double], _ aggregate: Aggregate = .arithmetic) throws -> (ScoringPlan, ReadingStore) {
        var builder = ModelBuilder()
        builder.entity("a")
        for index in values.indices {
            builder.measure("m\(index)")
            try builder.indicator("i\(index)", "m\(index)")
        }
        var model = builder.build(
            Tree(id: "root", aggregate: aggregate, children: values.indices.map { .indicator("i\($0)") })
        )
        model.bands = [Band(name: "low", from: 0), Band(name: "high", from: 0.5)]
        var bench = Bench(model)
        for (index, value) in values.enumerated() { try bench.read("a", "m\(index)", value) }
        return (ScoringPlan(model), bench.store)
    }

    private func run(_ sample: (plan: ScoringPlan, store: ReadingStore), _ options: UncertaintyOptions) -> Uncertainty {
        Uncertainty(
            of: NodeID(0),
            at: EntityID(0),
            plan: sample.plan,
            scores: scores(sample.plan, sample.store),
            options: options
        )
    }

    /// One input of 0.5 +- 0.1: quantiles, probabilities and mean of the three distributions.
    @Test(arguments: [
        (InputError.Shape.uniform, 0.41, 0.59, 0.75),
        (.triangular, 0.4316228, 0.5683772, 0.875),
        (.normal, 0.4160775, 0.5839225, 0.83645),
    ])
    func distributions(shape: InputError.Shape, p5: Double, p95: Double, below: Double) throws {
        var options = UncertaintyOptions()
        options.otherInputs = InputError(.absolute(0.1), shape: shape)
        options.draws = 40_000
        options.seed = 51
        options.target = 0.55
        let result = run(try flat([0.5]), options)
        #expect(result.point == 0.5 && result.withoutScore == 0)
        // The standard error of a quantile or share of 40,000 draws is at most 0.0025 here.
        #expect(abs(try #require(result.p5) - p5) < 0.003, "\(shape)")
        #expect(abs(try #require(result.p95) - p95) < 0.003, "\(shape)")
        #expect(abs(try #require(result.p50) - 0.5) < 0.003)
        #expect(abs(try #require(result.mean) - 0.5) < 0.002)
        #expect(abs(try #require(result.reachesTarget) - (1 - below)) < 0.01, "\(shape)")
        #expect(result.bands.map(\.band.name) == ["low", "high"])
        #expect(abs(result.bands[1].share - 0.5) < 0.01)
        #expect(result.bands.reduce(0) { $0 + $1.share } == 1)
    }

    /// Weights w1, w2 of Dirichlet(c/2, c/2) on scores 0 and 1: the score is w2 itself, a Beta(c/2, c/2).
    @Test(arguments: [(2.0, 0.05), (20, 0.32009), (200, 0.44197)])
    func dirichletWeights(concentration: Double, p5: Double) throws {
        var options = UncertaintyOptions()
        options.otherInputs = nil
        options.weights = .dirichlet(concentration: concentration)
        options.draws = 40_000
        options.seed = 52
        let result = run(try flat([0, 1]), options)
        #expect(abs(try #require(result.mean) - 0.5) < 0.005)
        #expect(result.factors == [.weights(NodeID(0))])
        // `p5` is the 5 % point of Beta(1, 1), Beta(10, 10), Beta(100, 100).
        #expect(abs(try #require(result.p5) - p5) < 0.006, "\(concentration)")
        #expect(abs(try #require(result.p95) - (1 - p5)) < 0.006, "\(concentration)")
    }

    @Test func relativeWeightsStayBetweenTheirEnds() throws {
        var options = UncertaintyOptions()
        options.otherInputs = nil
        options.weights = .relative(0.25)
        options.seed = 53
        let result = run(try flat([0, 1]), options)
        #expect(try #require(result.p5) > 0.75 / 2 && #require(result.p95) < 1.25 / 2)
        #expect(abs(try #require(result.mean) - 0.5) < 0.005)
    }

    /// Two methods, each half of the draws: 0.5 or 0.2.
    @Test func methodsAreDrawnAlike() throws {
        var options = UncertaintyOptions()
        options.otherInputs = nil
        options.methods = [NodeID(0): [.arithmetic, .min]]
        options.seed = 54
        let result = run(try flat([0.2, 0.8]), options)
        #expect(result.p5 == 0.2 && result.p95 == 0.5)
        #expect(abs(result.bands[1].share - 0.5) < 0.02)
    }

    /// The same seed gives the same result, bit for bit; another seed another one.
    @Test func theSeedDecides() throws {
        var options = UncertaintyOptions()
        options.weights = .dirichlet(concentration: 10)
        options.draws = 500
        let sample = try flat([0.3, 0.7, 0.9], .geometric)
        let first = run(sample, options)
        #expect(first == run(sample, options))
        options.seed = 2
        #expect(first != run(sample, options))
    }

    /// The numbers of one seed on every machine; those of `uniform` need nothing but exact arithmetic.
    @Test func theNumbersOfASeed() throws {
        var options = UncertaintyOptions()
        options.otherInputs = InputError(.absolute(0.125))
        options.draws = 1
        options.seed = 0
        let result = run(try flat([0.5]), options)
        // Worked out apart from this program: 0.5 + 0.125 (2u - 1), u from the generator seeded by its first number.
        #expect(result.p50 == 0.5381121215935081)
    }

    @Test func whatIsMissingStaysMissing() throws {
        var builder = ModelBuilder()
        builder.entity("a")
        builder.measure("m")
        builder.measure("n")
        try builder.indicator("i", "m")
        try builder.indicator("j", "n")
        var bench = Bench(
            builder.build(
                Tree(
                    id: "root",
                    coverage: Fraction(1, over: 2) ?? Fraction(whole: 0),
                    children: [.indicator("i"), .indicator("j")]
                )
            )
        )
        let plan = ScoringPlan(bench.model)
        #expect(run((plan, bench.store), UncertaintyOptions()).withoutScore == 1)
        try bench.read("a", "m", 0.5)
        let result = run((plan, bench.store), UncertaintyOptions())
        #expect(result.withoutScore == 0 && result.factors == [.input(NodeID(1), EntityID(0))])
    }

    @Test func elasticities() throws {
        let sample = try flat([0.25, 0.64], .geometric)
        let levers = Levers(
            of: NodeID(0),
            at: EntityID(0),
            plan: sample.0,
            store: sample.1,
            scores: scores(sample.0, sample.1)
        )
        // A geometric mean of two rises by half a per cent for each per cent of a part.
        #expect(levers.sensitivities.map(\.indicator).sorted() == [NodeID(1), NodeID(2)])
        for sensitivity in levers.sensitivities { #expect(abs(try #require(sensitivity.elasticity) - 0.5) < 1e-12) }
    }
}
