package import ReadinessModel

/// How sure a score is: what becomes of it while inputs, weights and methods vary, by Monte Carlo.
package struct Uncertainty: Hashable, Sendable {
    /// The node.
    package let node: NodeID
    /// The entity.
    package let entity: EntityID
    /// The score as it is, 0 to 1; nil without one.
    package let point: Double?
    /// What was varied.
    package let factors: [UncertainFactor]
    /// How many draws were made.
    package let draws: Int
    /// The share of draws without a score; the numbers below are of the others.
    package let withoutScore: Double
    /// The mean; nil when no draw had a score, as are all the others.
    package let mean: Double?
    /// 5 % of the draws lie below (interpolated between neighbours).
    package let p5: Double?
    /// The median.
    package let p50: Double?
    /// 95 % of the draws lie below.
    package let p95: Double?
    /// The share of all draws in each band, in order of the model.
    package let bands: [BandShare]
    /// The share of all draws that reach the target; nil when none was given.
    package let reachesTarget: Double?

    /// The share of draws in one band.
    package struct BandShare: Hashable, Sendable {
        /// The band.
        package let band: Band
        /// The share of all draws, 0 to 1.
        package let share: Double
    }

    /// Varies what the options name.
    ///
    /// - Parameter scores: what the engine made of the readings under `plan`.
    package init(
        of node: NodeID,
        at entity: EntityID,
        plan: ScoringPlan,
        scores: Scores,
        options: UncertaintyOptions = UncertaintyOptions()
    ) {
        let score = UncertainScore(node, at: entity, plan: plan, scores: scores, options: options)
        let draws = max(1, options.draws)
        var random = SplitMix64(seed: options.seed)
        var drawn: [Double] = []
        drawn.reserveCapacity(draws)
        for _ in 0..<draws { drawn.append(score.score(score.factors.map { _ in random.next() })) }
        let present = drawn.filter { !$0.isNaN }.sorted()
        func share(_ count: Int) -> Double { Double(count) / Double(draws) }
        self.node = node
        self.entity = entity
        point = score.point.isNaN ? nil : score.point
        factors = score.factors
        self.draws = draws
        withoutScore = share(draws - present.count)
        mean = present.isEmpty ? nil : present.reduce(0, +) / Double(present.count)
        p5 = present.quantile(0.05)
        p50 = present.quantile(0.5)
        p95 = present.quantile(0.95)
        bands = plan.model.bands.map { band in
            BandShare(band: band, share: share(present.count { plan.model.band(of: $0) == band }))
        }
        reachesTarget = options.target.map { target in share(present.count { $0 >= target }) }
    }
}

extension [Double] {
    /// The quantile of sorted numbers, linear between neighbours (Hyndman and Fan's type 7); nil when there are none.
    func quantile(_ share: Double) -> Double? {
        guard let last else { return nil }
        let position = share * Double(count - 1)
        let below = Int(position)
        guard below + 1 < count else { return last }
        let (left, right) = (self[below], self[below + 1])
        return left == right ? left : left + (right - left) * (position - Double(below))
    }
}
