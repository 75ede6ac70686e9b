import ReadinessModel

/// The terms of one indicator at leaf entities on both sides of a step.
struct PooledLeaves {
    /// The leaf entities.
    let entities: [Int]
    /// The number of terms.
    let width: Int
    private let pools: [Pool]
    /// Leaf by leaf, the values of the terms; NaN when missing.
    private var before: [Double] = []
    private var after: [Double] = []
    private var isThereBefore: [Bool] = []
    private var isThereAfter: [Bool] = []

    /// Reads the terms of leaf entities from columns.
    ///
    /// - Parameter side: which of the two columns counts before and which after: by leaf entity, later or not.
    init(
        _ indicator: IndicatorPlan,
        _ entities: [Int],
        earlier: [TermColumn],
        later: [TermColumn],
        side: (Int) -> (before: Bool, after: Bool)
    ) {
        self.entities = entities
        width = indicator.terms.count
        pools = indicator.pools
        before.reserveCapacity(entities.count * width)
        after.reserveCapacity(entities.count * width)
        for entity in entities {
            let side = side(entity)
            var isThere = (true, true)
            for term in indicator.terms {
                let (early, late) = (earlier[term].values[entity], later[term].values[entity])
                let values = (side.before ? late : early, side.after ? late : early)
                before.append(values.0)
                after.append(values.1)
                isThere = (isThere.0 && !values.0.isNaN, isThere.1 && !values.1.isNaN)
            }
            isThereBefore.append(isThere.0)
            isThereAfter.append(isThere.1)
        }
    }

    /// The value of a term at a leaf, by their places.
    @inline(__always)
    func value(_ term: Int, _ leaf: Int, isLater: Bool) -> Double {
        isLater ? after[leaf * width + term] : before[leaf * width + term]
    }

    /// Whether a leaf has every term.
    func isThere(_ leaf: Int, isLater: Bool) -> Bool { isLater ? isThereAfter[leaf] : isThereBefore[leaf] }

    /// The terms of a leaf that differ.
    func changedTerms(_ leaf: Int) -> [Int] {
        (0..<width).filter { before[leaf * width + $0].bitPattern != after[leaf * width + $0].bitPattern }
    }

    /// The leaves of which some term differs.
    var changed: [Int] {
        entities.indices.filter { leaf in
            (leaf * width..<(leaf + 1) * width).contains { before[$0].bitPattern != after[$0].bitPattern }
        }
    }

    /// The values a pool begins with.
    var empty: PooledTerms { PooledTerms(pools) }

    /// Adds a leaf to a pool if it has every term; `replacing` gives values that count instead of its own.
    func add(_ leaf: Int, isLater: Bool, to pool: inout PooledTerms) {
        guard isThere(leaf, isLater: isLater) else { return }
        pool.participants += 1
        for term in 0..<width { pool.add(value(term, leaf, isLater: isLater), to: term, pools[term]) }
    }

    /// All leaves, each before or after.
    func pool(isLater: (Int) -> Bool) -> PooledTerms {
        var pool = empty
        for leaf in entities.indices { add(leaf, isLater: isLater(leaf), to: &pool) }
        return pool
    }

    /// How a term is pooled.
    func kind(of term: Int) -> Pool { pools[term] }
}

/// Terms combined over leaf entities.
struct PooledTerms {
    /// The number of entities that take part.
    var participants = 0.0
    private var sums: [Double]
    private let means: [Int]

    init(_ pools: [Pool]) {
        sums = pools.map { pool in
            switch pool {
            case .sum, .mean: 0
            case .min: .infinity
            case .max: -.infinity
            }
        }
        means = pools.indices.filter { pools[$0] == .mean }
    }

    @inline(__always)
    mutating func add(_ value: Double, to term: Int, _ pool: Pool) {
        switch pool {
        case .sum, .mean: sums[term] += value
        case .min: sums[term] = Swift.min(sums[term], value)
        case .max: sums[term] = Swift.max(sums[term], value)
        }
    }

    /// The values; nil where no entity takes part.
    var values: [Double]? {
        guard participants > 0 else { return nil }
        var values = sums
        for term in means { values[term] /= participants }
        return values
    }
}

extension IndicatorPlan {
    /// The score of terms already pooled; none counts 0.
    func score(_ pooled: [Double]) -> Double { normalisation.score(of: program.value(of: pooled)).orZero }

    /// The score of pooled terms; none counts 0.
    func score(_ pooled: PooledTerms) -> Double { pooled.values.map(score) ?? 0 }
}
