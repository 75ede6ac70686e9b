/// Sobol indices: which share of a result's variance each factor causes, alone and together with others.
///
/// Saltelli's design: two independent matrices A and B of `samples` rows, and for each factor the rows of A with that
/// factor from B; `samples x (factors + 2)` evaluations. Estimators of Jansen (1999): first order
/// `1 - E[(f(B) - f(AB))^2] / 2V`, total order `E[(f(A) - f(AB))^2] / 2V`. Intervals by bootstrap over rows.
package struct Sobol: Hashable, Sendable {
    /// What is asked of the analysis.
    package struct Options: Hashable, Sendable {
        /// The rows of each matrix, at least 2.
        package var samples = 4096
        /// Where the random numbers begin; the same seed gives the same result, bit for bit.
        package var seed: UInt64 = 1
        /// How many times rows are drawn anew for the intervals.
        package var resamples = 200

        /// The usual options.
        package init() {}
    }

    /// A share of the variance, with the interval that holds 95 % of the resampled ones.
    package struct Share: Hashable, Sendable {
        /// The estimate; from sampling error it may lie a little outside 0 to 1.
        package let estimate: Double
        /// The lower end of the interval.
        package let low: Double
        /// The upper end of the interval.
        package let high: Double
    }

    /// The share of each factor alone.
    package let first: [Share]
    /// The share of each factor together with all others.
    package let total: [Share]
    /// The mean of the result.
    package let mean: Double
    /// The variance of the result; where it is 0 all shares are 0.
    package let variance: Double
    /// Rows left out because the result had no value in one of their evaluations.
    package let discarded: Int

    /// Analyses a function of `factors` independent factors, each given as a random number of 64 bits: a seed, or by
    /// `Sobol.share` a uniform number.
    package init(factors: Int, options: Options = Options(), of function: ([UInt64]) -> Double) {
        var random = SplitMix64(seed: options.seed)
        var rows: [Row] = []
        let samples = max(2, options.samples)
        for _ in 0..<samples {
            let a = (0..<factors).map { _ in random.next() }
            let b = (0..<factors).map { _ in random.next() }
            var row = Row(a: function(a), b: function(b), mixed: [])
            row.mixed = (0..<factors).map { factor in
                var mixed = a
                mixed[factor] = b[factor]
                return function(mixed)
            }
            if row.isWhole { rows.append(row) }
        }
        discarded = samples - rows.count
        let estimates = Estimates(rows, rows.indices, factors: factors)
        mean = estimates.mean
        variance = estimates.variance
        let resampled = (0..<max(0, options.resamples)).map { _ in
            Estimates(rows, rows.indices.map { _ in random.place(below: rows.count) }, factors: factors)
        }
        first = (0..<factors).map { Share(estimates.first[$0], resampled.map(\.first), $0) }
        total = (0..<factors).map { Share(estimates.total[$0], resampled.map(\.total), $0) }
    }

    /// The uniform number, 0 to below 1, of 64 random bits.
    package static func share(_ bits: UInt64) -> Double { Double(bits >> 11) * 0x1p-53 }
}

extension Sobol.Share {
    fileprivate init(_ estimate: Double, _ resampled: [[Double]], _ factor: Int) {
        let sorted = resampled.map { $0[factor] }.sorted()
        self.estimate = estimate
        low = sorted.quantile(0.025) ?? estimate
        high = sorted.quantile(0.975) ?? estimate
    }
}

/// The results of one row of A, of B, and of A with each factor from B.
private struct Row {
    var a: Double
    var b: Double
    var mixed: [Double]

    var isWhole: Bool { a.isFinite && b.isFinite && mixed.allSatisfy(\.isFinite) }
}

/// The estimates from some rows.
private struct Estimates {
    var mean = 0.0
    var variance = 0.0
    var first: [Double]
    var total: [Double]

    init(_ rows: [Row], _ chosen: some Collection<Int>, factors: Int) {
        first = Array(repeating: 0, count: factors)
        total = first
        guard !chosen.isEmpty else { return }
        let count = Double(chosen.count)
        for row in chosen { mean += rows[row].a + rows[row].b }
        mean /= 2 * count
        for row in chosen {
            let (a, b) = (rows[row].a - mean, rows[row].b - mean)
            variance += a * a + b * b
        }
        variance /= 2 * count
        guard variance > 0 else { return }
        for factor in 0..<factors {
            var (fromB, fromA) = (0.0, 0.0)
            for row in chosen {
                let (toB, toA) = (rows[row].b - rows[row].mixed[factor], rows[row].a - rows[row].mixed[factor])
                fromB += toB * toB
                fromA += toA * toA
            }
            first[factor] = 1 - fromB / count / (2 * variance)
            total[factor] = fromA / count / (2 * variance)
        }
    }
}
