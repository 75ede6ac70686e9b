import ReadinessModel
import ReadinessScoring
import Testing

/// Means and normalisers against hand-computed values and published ones.
@Suite struct AggregationTests {
    private func score(_ values: [Double], _ aggregate: Aggregate, weights: [Int64]? = nil) throws -> Double? {
        var builder = ModelBuilder()
        builder.entity("a")
        var children: [Tree] = []
        for index in values.indices {
            builder.measure("m\(index)")
            try builder.indicator("i\(index)", "m\(index)")
            children.append(.indicator("i\(index)", weight: Fraction(whole: weights?[index] ?? 1)))
        }
        var bench = Bench(builder.build(Tree(id: "root", aggregate: aggregate, children: children)))
        for index in values.indices { try bench.read("a", "m\(index)", values[index]) }
        return try bench.cell("a", "root").score
    }

    @Test func handCases() throws {
        #expect(try score([0.2, 0.8], .arithmetic) == 0.5)
        #expect(abs(try #require(try score([0.2, 0.8], .geometric)) - 0.4) < 1e-15)
        #expect(abs(try #require(try score([0.2, 0.8], .harmonic)) - 0.32) < 1e-15)
        #expect(try score([0.2, 0.8], .min) == 0.2)
        #expect(abs(try #require(try score([0.2, 0.8], .arithmetic, weights: [3, 1])) - 0.35) < 1e-15)
        #expect(abs(try #require(try score([0, 1], .geometric)) - 0.1) < 1e-15)  // the floor: sqrt(0.01 x 1)
        #expect(abs(try #require(try score([0, 1], .harmonic)) - 2 / 101) < 1e-15)
    }

    /// `min <= H <= G <= A <= max`, idempotence and permutation, on random children at or above the floor.
    @Test(arguments: [1, 2, 3] as [UInt64])
    func chainOfMeans(seed: UInt64) throws {
        var random = SplitMix64(state: seed)
        for _ in 0..<500 {
            let count = Int.random(in: 1...6, using: &random)
            let values = (0..<count).map { _ in Double.random(in: 0.01...1, using: &random) }
            let weights = (0..<count).map { _ in Int64.random(in: 1...9, using: &random) }
            let results = try [Aggregate.min, .harmonic, .geometric, .arithmetic].map {
                try #require(try score(values, $0, weights: weights))
            }
            for (left, right) in zip(results, results.dropFirst()) {
                #expect(left <= right + 1e-12, "seed \(seed): \(values) \(weights)")
            }
            #expect(results[3] <= (values.max() ?? 1) + 1e-12, "seed \(seed)")
            for aggregate in [Aggregate.arithmetic, .geometric, .harmonic, .min, .max, .power(2), .power(-3)] {
                let equal = try #require(
                    try score(Array(repeating: values[0], count: count), aggregate, weights: weights)
                )
                #expect(abs(equal - values[0]) < 1e-12, "seed \(seed): \(aggregate) of equal children")
                let turned = try #require(try score(values.reversed(), aggregate, weights: weights.reversed()))
                let straight = try #require(try score(values, aggregate, weights: weights))
                #expect(abs(turned - straight) < 1e-12, "seed \(seed): \(aggregate) permuted")
            }
        }
    }

    @Test(arguments: [
        (Normalisation.goalposts(worst: 20, best: 85, truncate: true), 52.5, 0.5),
        (.goalposts(worst: 20, best: 85, truncate: true), 90, 1),
        (.goalposts(worst: 20, best: 85, truncate: false), 98, 1.2),
        (.goalposts(worst: 10, best: 0, truncate: true), 2.5, 0.75),
        (.logGoalposts(worst: 1, best: 100, truncate: true), 10, 0.5),
        (.logGoalposts(worst: 100, best: 1, truncate: true), 1, 1),
        (.steps([ScalePoint(x: 0, score: 0), ScalePoint(x: 0.7, score: 0.4), ScalePoint(x: 0.9, score: 1)]), 0.7, 0.4),
        (.steps([ScalePoint(x: 0, score: 0.1), ScalePoint(x: 0.7, score: 0.4)]), -3, 0.1),
        (.table([ScalePoint(x: 0, score: 0), ScalePoint(x: 10, score: 1)]), 2.5, 0.25),
        (.table([ScalePoint(x: 0, score: 0.2), ScalePoint(x: 10, score: 1)]), -1, 0.2),
        (.target(low: 0, best: 10, high: 30), 20, 0.5),
        (.target(low: 0, best: 10, high: 30), 31, 0),
    ])
    func normalisers(normalisation: Normalisation, value: Double, expected: Double) throws {
        var builder = ModelBuilder()
        builder.entity("a")
        builder.measure("m")
        try builder.indicator("i", "m", normalisation)
        var bench = Bench(builder.build(Tree(id: "root", children: [.indicator("i")])))
        try bench.read("a", "m", value)
        #expect(abs(try #require(try bench.cell("a", "i").score) - expected) < 1e-12)
    }
}

/// A small generator whose sequence is fixed by its seed (Steele, Lea and Flood 2014).
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
