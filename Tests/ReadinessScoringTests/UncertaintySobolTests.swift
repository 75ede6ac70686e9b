import ReadinessModel
import ReadinessScoring
import Testing

/// Sobol indices against functions whose indices are known exactly.
@Suite struct UncertaintySobolTests {
    private func sine(_ x: Double) -> Double {
        // The series suffices to 1e-13 on -pi...pi.
        var (term, sum) = (x, x)
        for index in 1..<14 {
            term *= -x * x / Double((2 * index) * (2 * index + 1))
            sum += term
        }
        return sum
    }

    /// Ishigami, a = 7, b = 0.1: S1 .3139 .4424 0, ST .5576 .4424 .2437 (method notes, feature 16).
    @Test func ishigami() {
        var options = Sobol.Options()
        options.samples = 1 << 16
        options.seed = 81
        options.resamples = 50
        print("seed \(options.seed)")
        let result = Sobol(factors: 3, options: options) { bits in
            let x = bits.map { (2 * Sobol.share($0) - 1) * Double.pi }
            let (first, second, third) = (sine(x[0]), sine(x[1]), x[2])
            return first + 7 * second * second + 0.1 * third * third * third * third * first
        }
        let expected = [(0.3139, 0.5576), (0.4424, 0.4424), (0, 0.2437)]
        for (factor, (first, total)) in expected.enumerated() {
            #expect(abs(result.first[factor].estimate - first) < 0.02, "S1 of \(factor): \(result.first[factor])")
            #expect(abs(result.total[factor].estimate - total) < 0.02, "ST of \(factor): \(result.total[factor])")
            #expect(result.total[factor].low < total + 0.005 && result.total[factor].high > total - 0.005)
            #expect(result.first[factor].low < first + 0.01 && result.first[factor].high > first - 0.01)
        }
        #expect(abs(result.variance - 13.8446) < 0.2 && abs(result.mean - 3.5) < 0.05)
        #expect(result.discarded == 0)
    }

    /// The g-function of Sobol with a = 0, 1, 4.5, 9: first order V_i / V with V_i = 1 / (3 (1 + a)^2).
    @Test func productFunction() {
        let a = [0.0, 1, 4.5, 9]
        let parts = a.map { 1 / (3 * (1 + $0) * (1 + $0)) }
        let variance = parts.reduce(1) { $0 * (1 + $1) } - 1
        var options = Sobol.Options()
        options.samples = 1 << 15
        options.seed = 82
        options.resamples = 20
        print("seed \(options.seed)")
        let result = Sobol(factors: 4, options: options) { bits in
            zip(bits, a).reduce(1) { $0 * (abs(4 * Sobol.share($1.0) - 2) + $1.1) / (1 + $1.1) }
        }
        for factor in 0..<4 {
            let total =
                parts[factor] * parts.enumerated().reduce(1) { $1.offset == factor ? $0 : $0 * (1 + $1.element) }
            #expect(abs(result.first[factor].estimate - parts[factor] / variance) < 0.03)
            #expect(abs(result.total[factor].estimate - total / variance) < 0.02)
        }
    }

    /// An arithmetic mean of two inputs with weights 3 and 1 and equal errors: 0.9 and 0.1 of the variance, alone and
    /// in total; and the same seed gives the same bits.
    @Test func aWeightedMean() throws {
        var builder = ModelBuilder()
        builder.entity("a")
        builder.measure("m")
        builder.measure("n")
        try builder.indicator("i", "m")
        try builder.indicator("j", "n")
        let tree = Tree(id: "root", children: [.indicator("i", weight: Fraction(whole: 3)), .indicator("j")])
        var bench = Bench(builder.build(tree))
        for measure in ["m", "n"] { try bench.read("a", measure, 0.5) }
        let plan = ScoringPlan(bench.model)
        var uncertainty = UncertaintyOptions()
        uncertainty.otherInputs = InputError(.absolute(0.1))
        func analyse() -> GlobalSensitivity {
            GlobalSensitivity(
                of: NodeID(0),
                at: EntityID(0),
                plan: plan,
                scores: scores(plan, bench.store),
                uncertainty: uncertainty
            )
        }
        let result = analyse()
        #expect(result == analyse())
        #expect(result.factors == [.input(NodeID(1), EntityID(0)), .input(NodeID(2), EntityID(0))])
        for (factor, share) in [0.9, 0.1].enumerated() {
            #expect(abs(result.indices.first[factor].estimate - share) < 0.04)
            #expect(abs(result.indices.total[factor].estimate - share) < 0.03)
            #expect(result.indices.total[factor].low <= result.indices.total[factor].estimate)
        }
    }

    /// A choice between two methods far apart outweighs small errors of inputs and weights.
    @Test func methodsAndWeightsAreFactors() throws {
        var builder = ModelBuilder()
        builder.entity("a")
        for measure in ["m", "n"] { builder.measure(measure) }
        try builder.indicator("i", "m")
        try builder.indicator("j", "n")
        var bench = Bench(builder.build(Tree(id: "root", children: [.indicator("i"), .indicator("j")])))
        try bench.read("a", "m", 0.2)
        try bench.read("a", "n", 0.9)
        let plan = ScoringPlan(bench.model)
        var uncertainty = UncertaintyOptions()
        uncertainty.otherInputs = InputError(.relative(0.01))
        uncertainty.weights = .relative(0.05)
        uncertainty.methods = [NodeID(0): [.arithmetic, .min]]
        var options = Sobol.Options()
        options.samples = 1000
        let result = GlobalSensitivity(
            of: NodeID(0),
            at: EntityID(0),
            plan: plan,
            scores: scores(plan, bench.store),
            uncertainty: uncertainty,
            options: options
        )
        #expect(result.factors.suffix(2) == [.weights(NodeID(0)), .method(NodeID(0))])
        #expect(result.indices.first[3].estimate > 0.95 && result.indices.total[3].estimate > 0.95)
        #expect(result.indices.total.prefix(3).allSatisfy { $0.estimate < 0.02 })
        #expect(result.indices.total[2].estimate > 0)
    }

    @Test func aConstantHasNoShares() {
        let result = Sobol(factors: 2) { _ in 3 }
        #expect(result.variance == 0 && result.mean == 3)
        #expect(result.first.allSatisfy { $0.estimate == 0 } && result.total.allSatisfy { $0.estimate == 0 })
        let nothing = Sobol(factors: 1) { _ in .nan }
        #expect(nothing.discarded == 4096 && nothing.variance == 0)
    }
}
