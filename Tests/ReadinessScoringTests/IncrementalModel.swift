import ReadinessModel
import ReadinessScoring
import Testing

/// Random organisations, indicators and index trees over everything the model language has, and random readings.
struct IncrementalModel {
    var random: Numbers
    private var builder = ModelBuilder()
    private var entities: [String] = []
    private var free: [String] = []
    private var nodeCount = 0

    /// Random numbers that are the same in every run (SplitMix64).
    struct Numbers: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }

    init(seed: UInt64) { random = Numbers(state: seed) }

    mutating func chance(_ share: Double) -> Bool { Double.random(in: 0..<1, using: &random) < share }

    mutating func pick<T>(_ values: [T]) -> T { values[Int.random(in: 0..<values.count, using: &random)] }

    mutating func whole(_ range: ClosedRange<Int64>) -> Int64 { Int64.random(in: range, using: &random) }

    mutating func number(_ range: ClosedRange<Double>) -> Double {
        let number = Double.random(in: range, using: &random)
        // Round numbers make ties, ends and zeros likely.
        return chance(0.4) ? (number * 4).rounded() / 4 : number
    }

    private mutating func weight() -> Fraction {
        chance(0.5) ? Fraction(whole: whole(1...4)) : Fraction(whole(1...40), over: 7) ?? Fraction(whole: 1)
    }

    mutating func model() throws -> Model {
        makeEntities()
        for name in ["g0", "g1", "g2", "n0", "n1", "w0", "e0", "e1", "c0"] {
            let kind: MeasureKind = name.hasPrefix("e") ? .event : name.hasPrefix("c") ? .counter : .gauge
            let pool = name.hasPrefix("n") ? pick([Pool.min, .max, .mean]) : pick([.sum, .sum, .mean])
            builder.measure(name, kind, pool: pool)
        }
        let count = Int.random(in: 2...8, using: &random)
        for index in 0..<count { try makeIndicator("i\(index)") }
        free = (0..<count).map { "i\($0)" }
        var roots: [Tree] = []
        while !free.isEmpty, roots.isEmpty || chance(0.9) { roots.append(tree(depth: 2)) }
        var model = builder.build(index("root", roots))
        weighByMeasure(&model)
        makeGates(&model)
        return model
    }

    private mutating func makeEntities() {
        let tops = pick([0, 1, 1, 1, 2])
        guard tops > 0 else {
            for index in 0..<Int.random(in: 1...5, using: &random) { addEntity("a\(index)", in: nil) }
            return
        }
        for top in 0..<tops {
            addEntity("t\(top)", in: nil)
            for region in 0..<Int.random(in: 1...6, using: &random) {
                addEntity("t\(top)r\(region)", in: "t\(top)")
                guard chance(0.7) else { continue }
                for plant in 0..<Int.random(in: 1...7, using: &random) {
                    addEntity("t\(top)r\(region)p\(plant)", in: "t\(top)r\(region)")
                    guard chance(0.1) else { continue }
                    addEntity("t\(top)r\(region)p\(plant)x", in: "t\(top)r\(region)p\(plant)")
                }
            }
        }
        if chance(0.3) { addEntity("alone", in: nil) }
    }

    private mutating func addEntity(_ id: String, in parent: String?) {
        builder.entity(id, in: parent, kind: pick(["plant", "depot"]), weight: whole(1...3))
        entities.append(id)
    }

    private mutating func weighByMeasure(_ model: inout Model) {
        guard chance(0.4), let measure = model.measures.firstIndex(where: { $0.id == "w0" }) else { return }
        for index in model.entities.indices where chance(0.4) {
            model.entities[index].weight = .measured(MeasureID(measure), otherwise: weight())
        }
    }

    private mutating func makeIndicator(_ id: String) throws {
        let texts = [
            "g0", "g0", "g1", "g2", "n0", "g0 / g1", "g0 / (g0 + g2)", "g1 - g2 / 2", "n1 * g2", "min(g0, g2)", "-g0",
            "sum(e0[1h])", "sum(e0[1h]) / sum(e1[2h])", "increase(c0[1h]) / 4", "rate(c0[20m]) * 900", "avg(g2[30m])",
            "if(g0 > 1, g1, g2)", "count(e1[1h]) + last(g1[10m])", "max(g1[15m]) - min(g1[15m])", "ln(g1)", "2",
        ]
        let normalisation = normaliser()
        let rollUp = normalisation.isRelative ? pick([RollUp.scores, .none]) : pick([.pool, .pool, .scores, .none])
        let missing = pick([MissingPolicy.drop, .drop, .drop, .hold, .hold, .worst, .fail])
        let appliesTo: [String]? = chance(0.2) ? [pick(["plant", "depot"])] : nil
        let stale: TimeSpan? = chance(0.6) ? .seconds(whole(60...7200)) : nil
        let expires: TimeSpan? = chance(0.5) ? .seconds((stale.map { Int64($0.seconds) } ?? 60) + whole(0...5000)) : nil
        try builder.indicator(id, pick(texts), normalisation) {
            $0.rollUp = rollUp
            $0.missing = missing
            $0.appliesTo = appliesTo
            $0.staleAfter = stale
            $0.expiresAfter = missing == .hold ? expires : nil
        }
    }

    private mutating func normaliser() -> Normalisation {
        let low = number(0...1)
        let high = low + number(0.5...3) + 0.1
        switch Int.random(in: 0..<12, using: &random) {
        case 0: return .logGoalposts(worst: low + 0.2, best: high + 0.2, truncate: chance(0.5))
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

    private mutating func aggregate(_ children: [String]) -> Aggregate {
        switch Int.random(in: 0..<15, using: &random) {
        case 0, 1, 2: return .geometric
        case 3: return .harmonic
        case 4: return .power(pick([-2, 0.5, 2, 0, 3]))
        case 5: return .min
        case 6: return .max
        case 7: return .owa(children.map { _ in Double.random(in: 0.1...1, using: &random) })
        case 8: return .meanMin(alpha: number(0...1), beta: number(0...0.5))
        case 9: return .mpi(sign: pick([.positive, .negative]), ddof: pick([0, 1]))
        case 10: return .product
        case 11:
            let other = children.count > 1 ? children[1] : children[0]
            let text = "0.5 * (score(\(children[0])) + score(\(other)))"
            return (try? parse(text)).map { .expression($0, text: text) } ?? .arithmetic
        default: return .arithmetic
        }
    }

    private func parse(_ text: String) throws -> Expression {
        try ExpressionParser.parse(text, names: []) { _ in nil }.get()
    }

    private mutating func index(_ id: String, _ children: [Tree]) -> Tree {
        var tree = Tree(id: id, children: children)
        tree.aggregate = aggregate(children.map(\.id))
        tree.coverage = pick([Fraction(whole: 0), Fraction(1, over: 2), Fraction(2, over: 3)]) ?? Fraction(whole: 0)
        tree.floor = pick([0.01, 0.01, 0.05, 0])
        tree.weight = weight()
        tree.isRequired = chance(0.1)
        tree.appliesTo = chance(0.1) ? [pick(["plant", "depot"])] : nil
        return tree
    }

    private mutating func tree(depth: Int) -> Tree {
        guard depth > 0, free.count > 1, chance(0.6) else {
            return .indicator(free.removeFirst(), weight: weight(), isRequired: chance(0.1))
        }
        var children: [Tree] = []
        let count = Int.random(in: 1...4, using: &random)
        while children.count < count, !free.isEmpty { children.append(tree(depth: depth - 1)) }
        nodeCount += 1
        return index("n\(nodeCount)", children)
    }

    private mutating func makeGates(_ model: inout Model) {
        for _ in 0..<pick([0, 0, 1, 2, 3]) {
            let node = Int.random(in: 0..<model.nodes.count, using: &random)
            let other = pick(model.nodes.map(\.id))
            let text = pick([
                "score(\(other)) + 10", "if(score(\(other)) < 40, 60, 100)", "60", "score(\(other)) * 0.9 - 5",
            ])
            guard let cap = try? parse(text) else { continue }
            let (reads, unknown) = (pick([Gate.Reads.here, .above]), pick([Gate.Unknown.noScore, .ignore, .zero]))
            model.gates.append(Gate(node: NodeID(node), cap: cap, capText: text, reads: reads, unknown: unknown))
            if (try? model.evaluationOrder()) == nil { model.gates.removeLast() }
        }
    }

    /// A reading around `now`: often late, sometimes of the same time as another, sometimes ahead of its time.
    mutating func reading(_ model: Model, around now: Timestamp, back: Int64 = 4000) -> Reading {
        let leaves = model.entities.indices.filter { model.entities[$0].isLeaf }
        let age = chance(0.5) ? whole(0...20) : chance(0.1) ? -whole(1...600) : whole(0...back)
        return Reading(
            series: model.series(
                MeasureID(Int.random(in: 0..<model.measures.count, using: &random)),
                at: EntityID(pick(leaves))
            ),
            time: Timestamp(nanoseconds: now.nanoseconds - age * 1_000_000_000),
            value: chance(0.1) ? 0 : number(0...4)
        )
    }
}
