import ReadinessModel
import ReadinessScoring
import Testing

/// Small random models over everything the model language has, and random readings for them.
struct ExplainRandomModel {
    private(set) var random: SplitMix64
    private var builder = ModelBuilder()
    private var entities: [String] = []
    private var free: [String] = []
    private var nodeCount = 0

    init(seed: UInt64) { random = SplitMix64(state: seed) }

    /// Returns true with the given chance.
    mutating func chance(_ share: Double) -> Bool { Double.random(in: 0..<1, using: &random) < share }

    mutating func pick<T>(_ values: [T]) -> T { values[Int.random(in: 0..<values.count, using: &random)] }

    mutating func number(_ range: ClosedRange<Double>) -> Double {
        // Round numbers make ties, ends and zeros likely.
        chance(0.4)
            ? (Double.random(in: range, using: &random) * 4).rounded() / 4 : Double.random(in: range, using: &random)
    }

    mutating func whole(_ range: ClosedRange<Int64>) -> Int64 { Int64.random(in: range, using: &random) }

    mutating func weight() -> Fraction {
        chance(0.5) ? Fraction(whole: whole(1...4)) : Fraction(whole(1...40), over: 7) ?? Fraction(whole: 1)
    }

    /// A model of a few entities, indicators and nodes; `widest` bounds the children of a node.
    mutating func model(widest: Int = 5, hasParents: Bool? = nil) throws -> Model {
        makeEntities(hasParents: hasParents ?? chance(0.7))
        let measures = ["g0", "g1", "g2", "g3", "n0", "n1", "e0", "c0"]
        for name in measures {
            let kind: MeasureKind = name.hasPrefix("e") ? .event : name.hasPrefix("c") ? .counter : .gauge
            let pool = name.hasPrefix("n") ? pick([Pool.min, .max, .mean]) : pick([.sum, .sum, .mean])
            builder.measure(name, kind, pool: pool)
        }
        let indicatorCount = Int.random(in: 2...max(3, widest + 3), using: &random)
        for index in 0..<indicatorCount { try makeIndicator("i\(index)") }
        free = (0..<indicatorCount).map { "i\($0)" }
        var roots: [Tree] = []
        while !free.isEmpty { roots.append(tree(depth: 2, widest: widest)) }
        var model = builder.build(index("root", roots))
        makeGates(&model)
        return model
    }

    private mutating func makeEntities(hasParents: Bool) {
        guard hasParents else {
            for index in 0..<Int.random(in: 1...3, using: &random) { addEntity("a\(index)", in: nil) }
            return
        }
        addEntity("top", in: nil)
        for region in 0..<Int.random(in: 1...3, using: &random) {
            let isLeaf = chance(0.4)
            addEntity("r\(region)", in: "top")
            guard !isLeaf else { continue }
            for plant in 0..<Int.random(in: 1...4, using: &random) { addEntity("p\(region)\(plant)", in: "r\(region)") }
        }
    }

    private mutating func addEntity(_ id: String, in parent: String?) {
        builder.entity(id, in: parent, kind: pick(["plant", "depot"]), weight: whole(1...3))
        entities.append(id)
    }

    private mutating func makeIndicator(_ id: String) throws {
        let texts = [
            "g0", "g1", "g2", "g3", "n0", "g0 / g1", "g0 / (g0 + g2)", "g1 - g3 / 2", "n1 * g2", "min(g0, g3)",
            "sum(e0[1h])", "sum(e0[1h]) / g1", "increase(c0[1h]) / 4", "avg(g3[30m])", "if(g0 > 1, g1, g2)",
        ]
        let normalisation = normaliser()
        let rollUp = normalisation.isRelative ? pick([RollUp.scores, .none]) : pick([.pool, .pool, .scores, .scores])
        let missing = pick([MissingPolicy.drop, .drop, .drop, .hold, .worst, .fail])
        let appliesTo: [String]? = chance(0.2) ? [pick(["plant", "depot"])] : nil
        let stale: TimeSpan? = chance(0.4) ? .seconds(whole(600...7200)) : nil
        try builder.indicator(id, pick(texts), normalisation) {
            $0.rollUp = rollUp
            $0.missing = missing
            $0.appliesTo = appliesTo
            $0.staleAfter = stale
        }
    }

    mutating func normaliser() -> Normalisation {
        let low = number(0...1)
        let high = low + number(0.5...3) + 0.1
        switch Int.random(in: 0..<12, using: &random) {
        case 0: return .logGoalposts(worst: low + 0.2, best: high + 0.2, truncate: true)
        case 1: return .table([ScalePoint(x: low, score: 0.1), ScalePoint(x: high, score: 0.9)])
        case 2: return .steps([ScalePoint(x: low, score: 0), ScalePoint(x: high, score: 0.6)])
        case 3: return .target(low: low - 1, best: low, high: high)
        case 4: return .goalposts(worst: high, best: low, truncate: true)
        case 5: return .goalposts(worst: low, best: high, truncate: false)
        case 6: return .percentileRank
        case 7: return .zScore(mean: 0.5, step: 0.2)
        case 8: return .peerMinMax(low: 0, high: 1)
        default: return .goalposts(worst: low - 0.25, best: high, truncate: true)
        }
    }

    mutating func aggregate(_ children: [String]) -> Aggregate {
        switch Int.random(in: 0..<14, using: &random) {
        case 0, 1: return .geometric
        case 2: return .harmonic
        case 3: return .power(pick([-2, 0.5, 2, 0, 3]))
        case 4: return .min
        case 5: return .max
        case 6: return .owa(children.map { _ in Double.random(in: 0.1...1, using: &random) })
        case 7: return .meanMin(alpha: number(0...1), beta: number(0...0.5))
        case 8: return .mpi(sign: pick([.positive, .negative]), ddof: pick([0, 1]))
        case 9: return .product
        case 10:
            let text =
                children.count > 1
                ? "0.5 * (score(\(children[0])) + score(\(children[1])))" : "score(\(children[0])) / 2"
            return .expression(parse(text, scoresOf: children), text: text)
        default: return .arithmetic
        }
    }

    /// An expression over the scores of nodes.
    private func parse(_ text: String, scoresOf nodes: [String]) -> Expression {
        guard case .success(let expression) = ExpressionParser.parse(text, scoresOf: Set(nodes)) else {
            Issue.record("\(text) does not parse")
            return .number(50)
        }
        return expression
    }

    private mutating func index(_ id: String, _ children: [Tree]) -> Tree {
        let threshold = pick([Fraction(whole: 0), Fraction(1, over: 2), Fraction(2, over: 3)]) ?? Fraction(whole: 0)
        var tree = Tree(id: id, children: children)
        tree.aggregate = aggregate(children.map(\.id))
        tree.coverage = threshold
        tree.floor = pick([0.01, 0.01, 0.05, 0])
        tree.weight = weight()
        tree.isRequired = chance(0.1)
        return tree
    }

    private mutating func tree(depth: Int, widest: Int) -> Tree {
        guard depth > 0, free.count > 1, chance(0.6) else {
            return .indicator(free.removeFirst(), weight: weight(), isRequired: chance(0.1))
        }
        var children: [Tree] = []
        let count = Int.random(in: 1...widest, using: &random)
        while children.count < count, !free.isEmpty { children.append(tree(depth: depth - 1, widest: widest)) }
        nodeCount += 1
        return index("n\(nodeCount)", children)
    }

    mutating func makeGates(_ model: inout Model) {
        for _ in 0..<Int.random(in: 0...2, using: &random) {
            let node = Int.random(in: 0..<model.nodes.count, using: &random)
            let other = pick(model.nodes.map(\.id))
            let text = pick([
                "score(\(other)) + 10", "if(score(\(other)) < 40, 60, 100)", "60", "score(\(other)) * 0.9 - 5",
            ])
            let cap = parse(text, scoresOf: [other])
            let gate = Gate(
                node: NodeID(node),
                cap: cap,
                capText: text,
                reads: pick([.here, .above]),
                unknown: pick([.noScore, .ignore, .zero])
            )
            model.gates.append(gate)
            if (try? model.evaluationOrder()) == nil { model.gates.removeLast() }
        }
    }

    /// Readings of most series up to `now` seconds; `missing` is the share of series without any.
    mutating func readings(_ model: Model, until now: Int64, missing: Double) -> [Reading] {
        var readings: [Reading] = []
        for measure in model.measures.indices {
            for entity in model.entities.indices where model.entities[entity].isLeaf {
                guard !chance(missing) else { continue }
                for _ in 0..<Int.random(in: 1...3, using: &random) {
                    let time = now - whole(0...6000)
                    let value = chance(0.1) ? 0 : number(0...4)
                    readings.append(
                        Reading(
                            series: model.series(MeasureID(measure), at: EntityID(entity)),
                            time: Timestamp(nanoseconds: time * 1_000_000_000),
                            value: value
                        )
                    )
                }
            }
        }
        return readings
    }
}

extension ExplainRandomModel {
    /// Changes some of what a model may change: method, weights, goalposts, gates, and the tree itself.
    mutating func change(_ model: inout Model) {
        if chance(0.4) { model.nodes[Int.random(in: 0..<model.nodes.count, using: &random)].weight = weight() }
        if chance(0.2), let entity = model.entities.indices.last {
            model.entities[entity].weight = .fixed(Fraction(whole: whole(1...5)))
        }
        if chance(0.4) {
            let index = Int.random(in: 0..<model.indicators.count, using: &random)
            let isRelative = model.indicators[index].normalisation.isRelative
            let other = normaliser()
            if other.isRelative == isRelative { model.indicators[index].normalisation = other }
        }
        if chance(0.4) {
            let index = Int.random(in: 0..<model.nodes.count, using: &random)
            if case .index(var content) = model.nodes[index].content {
                content.aggregate = aggregate(content.children.map { model.nodes[$0.index].id })
                if chance(0.5) { content.coverage = Fraction(whole: 1) }
                model.nodes[index].content = .index(content)
            }
        }
        if chance(0.3) {
            model.gates = []
            makeGates(&model)
        }
        if chance(0.3) { dropLastChild(&model) }
        if chance(0.2) {
            let indicator = Int.random(in: 0..<model.indicators.count, using: &random)
            model.indicators[indicator].missing = pick([.drop, .worst, .fail])
        }
    }

    /// Takes an indicator out of its index, as the last node of the model.
    private mutating func dropLastChild(_ model: inout Model) {
        guard let last = model.nodes.indices.last, let parent = model.nodes[last].parent,
            case .indicator = model.nodes[last].content, case .index(var content) = model.nodes[parent.index].content,
            content.children.count > 1, model.gates.isEmpty
        else { return }
        if case .expression = content.aggregate { return }
        content.children.removeAll { $0.index == last }
        if case .owa(let factors) = content.aggregate { content.aggregate = .owa(factors.dropLast()) }
        model.nodes[parent.index].content = .index(content)
        model.nodes[last].parent = nil
    }
}
