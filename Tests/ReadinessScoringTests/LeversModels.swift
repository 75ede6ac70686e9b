import ReadinessModel
import ReadinessScoring

/// Random small models with readings, for the tests of what-if, levers and uncertainty.
struct RandomModels {
    /// The source of everything random.
    var random: SplitMix64
    /// Whether scores are smooth near the readings: no steps, no peers, no minimum, nothing missing.
    var isSmooth = false
    /// The moment of every reading and of evaluation.
    static let now = Timestamp(nanoseconds: 1_000_000_000_000_000)

    /// A model ready for evaluation and its readings.
    struct Case {
        var plan: ScoringPlan
        var store: ReadingStore
        var model: Model { plan.model }
    }

    init(seed: UInt64, isSmooth: Bool = false) {
        random = SplitMix64(state: seed)
        self.isSmooth = isSmooth
    }

    mutating func whole(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
    mutating func number(_ range: ClosedRange<Double>) -> Double { Double.random(in: range, using: &random) }
    mutating func chance(_ share: Double) -> Bool { number(0...1) < share }
    mutating func one<Element>(of elements: [Element]) -> Element { elements[whole(0...elements.count - 1)] }

    mutating func next() throws -> Case {
        var builder = ModelBuilder()
        let parts = organisation(&builder)
        let count = whole(2...6)
        let split = whole(1...count - 1)
        // The second group at one part of the organisation only, so that gates elsewhere read it above.
        let isRestricted = chance(0.3)
        for index in 0..<count {
            let pools: [Pool] = isSmooth ? [.sum, .mean] : [.sum, .mean, .min, .max]
            builder.measure("a\(index)", pool: one(of: pools))
            builder.measure("b\(index)", pool: one(of: pools))
            let value = one(of: ["a\(index)", "a\(index) / b\(index)", "1 - a\(index) / b\(index)"])
            let normalisation = normalisation(value)
            let rollUp: RollUp = normalisation.isRelative || chance(0.3) ? .scores : .pool
            let restriction = parts > 0 ? "e0" : "top"
            let missing = one(of: [MissingPolicy.drop, .drop, .worst])
            try builder.indicator("i\(index)", value, normalisation) {
                $0.rollUp = rollUp
                $0.missing = missing
                if isRestricted, index >= split { $0.appliesTo = [restriction] }
            }
        }
        var model = builder.build(index(count, split: split))
        addGates(to: &model)
        var store = ReadingStore(for: model, at: Self.now)
        for series in 0..<model.seriesCount {
            let entity = model.entity(of: SeriesID(series))
            guard model.entities[entity.index].isLeaf, isSmooth || chance(0.9) else { continue }
            let isNumerator = model.measures[series / model.entities.count].id.hasPrefix("a")
            let value = number(isNumerator ? 1...5 : 5...10)
            store.apply([Reading(series: SeriesID(series), time: Self.now, value: value)])
        }
        return Case(plan: ScoringPlan(model), store: store)
    }

    /// Up to three parts below `top`, some with leaves of their own; returns how many.
    private mutating func organisation(_ builder: inout ModelBuilder) -> Int {
        builder.entity("top")
        let parts = whole(0...3)
        for place in 0..<parts {
            builder.entity("e\(place)", in: "top", weight: Int64(whole(1...5)))
            guard chance(0.5) else { continue }
            for leaf in 0..<whole(1...2) {
                builder.entity("e\(place)-\(leaf)", in: "e\(place)", weight: Int64(whole(1...5)))
            }
        }
        return parts
    }

    private mutating func normalisation(_ value: String) -> Normalisation {
        let (low, high) = value.contains("/") ? (0.0, 1.1) : (0.5, 6)
        let scale = [ScalePoint(x: low, score: 0), ScalePoint(x: high / 2, score: 0.7), ScalePoint(x: high, score: 1)]
        switch whole(0...(isSmooth ? 2 : 7)) {
        case 0: return .goalposts(worst: low, best: high, truncate: true)
        case 1: return .goalposts(worst: high, best: low, truncate: chance(0.5))
        case 2: return .logGoalposts(worst: max(low, 0.01), best: high, truncate: true)
        case 3: return .table(scale)
        case 4: return .steps(scale)
        case 5: return .target(low: low, best: high / 2, high: high)
        case 6: return .zScore(mean: 0.5, step: 0.2)
        default: return .peerMinMax(low: 0.1, high: 0.9)
        }
    }

    mutating func aggregate(_ children: Int) -> Aggregate {
        let factors = (0..<children).map { _ in number(0.1...1) }
        let penalty = one(of: [Aggregate.PenaltySign.positive, .negative])
        let smooth: [Aggregate] = [
            .arithmetic, .geometric, .harmonic, .power(2), .power(-2), .power(0.5), .product,
            .meanMin(alpha: 0.6, beta: 0.1), .mpi(sign: penalty, ddof: 0), .owa(factors),
        ]
        return one(of: isSmooth ? smooth : smooth + [.min, .max])
    }

    private mutating func index(_ count: Int, split: Int) -> Tree {
        let groups = [Array(0..<split), Array(split..<count)].enumerated().map { place, members in
            Tree(
                id: "n\(place)",
                weight: Fraction(whole: Int64(whole(1...4))),
                aggregate: aggregate(members.count),
                coverage: Fraction(1, over: Int64(whole(1...3))) ?? Fraction(whole: 0),
                children: members.map { .indicator("i\($0)", weight: Fraction(whole: Int64(whole(1...4)))) }
            )
        }
        return Tree(id: "root", aggregate: aggregate(2), children: groups)
    }

    private mutating func addGates(to model: inout Model) {
        guard chance(0.6), let node = model.nodes.firstIndex(where: { $0.id == "n0" }) else { return }
        let texts = [
            "score(n1) + 10", "score(n1) * 0.9", "60", "if(score(n1) < 50, 40, 100)", "clamp(score(n1), 20, 80)",
        ]
        let text = one(of: isSmooth ? Array(texts.prefix(3)) : texts)
        guard case .success(let cap) = ExpressionParser.parse(text, scoresOf: ["n1"]) else { return }
        model.gates.append(
            Gate(
                node: NodeID(node),
                cap: cap,
                capText: text,
                reads: one(of: [.here, .above]),
                unknown: one(of: [.noScore, .ignore, .zero])
            )
        )
    }
}

extension Scores {
    /// Whether all that is published is equal, bit for bit.
    func isIdentical(to other: Scores) -> Bool {
        func same(_ left: [Double], _ right: [Double]) -> Bool { left.map(\.bitPattern) == right.map(\.bitPattern) }
        return same(score, other.score) && same(coverage, other.coverage) && same(low, other.low)
            && same(high, other.high) && same(value, other.value) && evidence == other.evidence
            && score.indices.allSatisfy { reason($0) == other.reason($0) && remarks($0) == other.remarks($0) }
    }
}

/// The scores of a plan over readings, computed by the engine.
func scores(_ plan: ScoringPlan, _ store: ReadingStore) -> Scores {
    var evaluator = Evaluator(plan)
    var scores = evaluator.makeScores()
    evaluator.evaluate(store, into: &scores)
    return scores
}
