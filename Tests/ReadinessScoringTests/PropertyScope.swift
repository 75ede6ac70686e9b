import ReadinessModel
import ReadinessScoring

/// What random models may hold: a theorem leaves out what it excepts.
struct PropertyScope {
    /// A way to combine children.
    enum Method: CaseIterable {
        case arithmetic, geometric, harmonic, power, min, max, ordered, meanMin, mpi, product, formula
    }
    /// A way from a value to a score.
    enum Scale: CaseIterable { case goalposts, logarithmic, table, steps, target, zScore, rank, peers }

    var methods: Set<Method> = Set(Method.allCases)
    var scales: Set<Scale> = Set(Scale.allCases)
    /// Whether goalposts may leave 0...1.
    var isTruncated = false
    /// Whether there are gates.
    var hasGates = true
    /// The roll-ups of scales that are not relative.
    var rollUps: [RollUp] = [.pool, .pool, .scores, .none]
    var policies: [MissingPolicy] = [.drop, .drop, .hold, .worst, .fail]
    /// The share of readings that are missing.
    var missing = 0.15
    /// Whether some indicators apply only to some leaf entities.
    var hasApplicability = true

    /// Without what can fall when an input rises: two-sided and relative scales, and the Mazziotta-Pareto index.
    static var monotone: PropertyScope {
        var scope = PropertyScope()
        scope.methods.remove(.mpi)
        scope.scales.subtract([.target, .zScore, .rank, .peers])
        return scope
    }
}

extension PropertyScope {
    /// A random case.
    func make(_ random: inout SplitMix64) -> PropertyCase {
        var made = PropertyCase()
        made.base.entities = Self.organisation(&random)
        let count = random.whole(2...4)
        for number in 0..<count { addIndicator(number, to: &made, &random) }
        made.tree = tree("top", 0..<count, depth: 0, &random)
        if hasGates, random.chance(0.5) { addGate(to: &made, &random) }
        addReadings(to: &made, &random)
        return made
    }

    /// One of three small organisations.
    static func organisation(_ random: inout SplitMix64) -> [Entity] {
        func entity(_ id: String, _ parent: Int?, below: Int = 0, kind: String? = nil) -> Entity {
            Entity(
                id: id,
                kind: kind,
                parent: parent.map(EntityID.init),
                descendantCount: below,
                weight: .fixed(random.weight())
            )
        }
        return switch random.whole(0...3) {
        case 0: [entity("plant", nil, kind: "a")]
        case 1: [entity("plant", nil, kind: "a"), entity("depot", nil, kind: "b")]
        case 2: [entity("all", nil, below: 2), entity("plant", 0, kind: "a"), entity("depot", 0, kind: "b")]
        default:
            [
                entity("all", nil, below: 4), entity("region", 0, below: 2), entity("plant", 1, kind: "a"),
                entity("depot", 1, kind: "b"), entity("other", 0, kind: "b"),
            ]
        }
    }

    /// Indicator `i<number>`: a measure of its own, sometimes per unit of a second one.
    private func addIndicator(_ number: Int, to made: inout PropertyCase, _ random: inout SplitMix64) {
        let pool = random.one(of: [Pool.mean, .sum, .min, .max])
        let measure = MeasureID(made.base.measures.count)
        made.base.measures.append(Measure(id: "m\(number)", pool: pool))
        var value = Expression.term(Term(measure: measure))
        if random.chance(0.3) {
            made.base.measures.append(Measure(id: "n\(number)", pool: pool))
            value = .binary(.divide, value, .term(Term(measure: MeasureID(measure.index + 1))))
        }
        let scale = random.one(of: Scale.allCases.filter(scales.contains))
        let normalisation = normalisation(scale, &random)
        made.base.indicators.append(
            Indicator(
                id: "i\(number)",
                value: value,
                valueText: "",
                normalisation: normalisation,
                appliesTo: hasApplicability && random.chance(0.15) ? [random.one(of: ["a", "b"])] : nil,
                missing: random.one(of: policies),
                rollUp: normalisation.isRelative ? random.one(of: [.scores, .none]) : random.one(of: rollUps)
            )
        )
    }

    private func normalisation(_ scale: Scale, _ random: inout SplitMix64) -> Normalisation {
        let ends = random.chance(0.3) ? (12.0, 2.0) : (2.0, 12.0)
        let truncate = isTruncated || random.chance(0.7)
        switch scale {
        case .goalposts: return .goalposts(worst: ends.0, best: ends.1, truncate: truncate)
        case .logarithmic: return .logGoalposts(worst: ends.0, best: ends.1, truncate: truncate)
        case .table: return .table(points(&random))
        case .steps: return .steps(points(&random))
        case .target: return .target(low: 2, best: random.number(3...11), high: 12)
        case .zScore: return .zScore(mean: 0.5, step: random.one(of: [0.1, -0.1]))
        case .rank: return .percentileRank
        case .peers: return random.chance(0.5) ? .peerMinMax(low: 0, high: 1) : .peerMinMax(low: 1, high: 0.01)
        }
    }

    /// Three points of rising x and score, sometimes of falling score.
    private func points(_ random: inout SplitMix64) -> [ScalePoint] {
        var scores = (0..<3).map { _ in random.number(0...1) }.sorted()
        if random.chance(0.3) { scores.reverse() }
        return zip([2, random.number(3...11), 12], scores).map { ScalePoint(x: $0, score: $1) }
    }

    /// A node over a run of indicators, some of them in nodes of their own.
    private func tree(_ id: String, _ run: Range<Int>, depth: Int, _ random: inout SplitMix64) -> Tree {
        var children: [Tree] = []
        var rest = run
        while let first = rest.first {
            let size = depth < 2 && random.chance(0.5) ? random.whole(1...rest.count) : 0
            if size > 0, size < run.count {
                children.append(tree("\(id).\(first)", first..<first + size, depth: depth + 1, &random))
            } else {
                children.append(.indicator("i\(first)"))
            }
            children[children.count - 1].weight = random.weight()
            children[children.count - 1].isRequired = random.chance(0.1)
            rest = rest.dropFirst(max(1, size < run.count ? size : 0))
        }
        return Tree(
            id: id,
            aggregate: aggregate(children.map(\.id), &random),
            coverage: Fraction(Int64(random.one(of: [0, 3, 4, 6])), over: 6) ?? Fraction(whole: 0),
            floor: random.one(of: [0.01, 0.01, 0, 0.1]),
            children: children
        )
    }

    private func aggregate(_ children: [String], _ random: inout SplitMix64) -> Aggregate {
        switch random.one(of: Method.allCases.filter(methods.contains)) {
        case .arithmetic: .arithmetic
        case .geometric: .geometric
        case .harmonic: .harmonic
        case .power: .randomPower(&random)
        case .min: .min
        case .max: .max
        case .ordered: .randomOrdered(&random, count: children.count)
        case .meanMin: .meanMin(alpha: random.number(0...1), beta: random.one(of: [0, 0.1]))
        case .mpi: .randomMazziottaPareto(&random)
        case .product: .product
        case .formula: .randomFormula(children, &random)
        }
    }

    /// A cap on one child of the root by a later one, which cannot make a circle, or by a number.
    private func addGate(to made: inout PropertyCase, _ random: inout SplitMix64) {
        let children = made.tree.children.map(\.id)
        guard children.count > 1 else { return }
        let place = random.whole(0...children.count - 2)
        let other = Expression.score(children[random.whole(place + 1...children.count - 1)])
        let caps: [Expression] = [
            .number(random.number(10...90)), .binary(.add, other, .number(random.number(-10...30))),
            .conditional(.binary(.less, other, .number(40)), then: .number(60), otherwise: .number(100)),
        ]
        made.gates.append(
            PropertyGate(
                node: children[place],
                cap: random.one(of: caps),
                reads: random.one(of: Gate.Reads.allCases),
                unknown: random.one(of: Gate.Unknown.allCases)
            )
        )
    }

    private func addReadings(to made: inout PropertyCase, _ random: inout SplitMix64) {
        for measure in made.base.measures.indices {
            for leaf in made.leaves where !random.chance(missing) {
                let isDivisor = made.base.measures[measure].id.hasPrefix("n")
                let value = isDivisor ? random.number(0.8...1.2) : random.number(1...13)
                let series = made.base.series(MeasureID(measure), at: leaf)
                made.readings.append(Reading(series: series, time: PropertyCase.now, value: value))
            }
        }
    }
}
