import ReadinessModel
import ReadinessScoring
import Testing

/// Changes whose account is known by hand: each cause alone, and together.
@Suite struct ExplainChangeTests {
    /// A model of indicators x and y at an entity a (and b, below top, if asked for), and readings for it.
    private struct Side {
        var model: Model
        var bench: Bench

        init(
            _ aggregate: Aggregate = .arithmetic,
            weights: [Int64] = [1, 1],
            normalisation: Normalisation = .goalposts(worst: 0, best: 1, truncate: true),
            cap: String? = nil,
            reading values: [String: Double],
            at seconds: Int64 = 1_000_000,
            stale: TimeSpan? = nil
        ) throws {
            var builder = ModelBuilder()
            builder.entity("a")
            for name in ["x", "y"] {
                builder.measure(name)
                let plain = Normalisation.goalposts(worst: 0, best: 1, truncate: true)
                try builder.indicator(name, name, name == "x" ? normalisation : plain) { $0.staleAfter = stale }
            }
            let children = zip(["x", "y"], weights).map { Tree.indicator($0, weight: Fraction(whole: $1)) }
            model = builder.build(Tree(id: "root", aggregate: aggregate, children: children))
            if let cap {
                let expression = try ExpressionParser.parse(cap, scoresOf: ["x", "y"]).get()
                model.gates = [Gate(node: NodeID(0), cap: expression, capText: cap)]
            }
            bench = Bench(model, at: seconds)
            for (name, value) in values { try bench.read("a", name, value) }
        }

        var state: ScoringState { ScoringState(plan: ScoringPlan(model), store: bench.store) }
    }

    private func explain(_ earlier: Side, _ later: Side) -> ExplainedChange {
        var explainer = ChangeExplainer(from: earlier.state, to: later.state)
        return explainer.explain(NodeID(0), at: EntityID(0))
    }

    private func expect(
        _ change: ExplainedChange,
        _ rows: [(ChangeCause, Int, Double)],
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let found = change.rows.sorted { ($0.cause.rawValue, $0.node) < ($1.cause.rawValue, $1.node) }
        let wanted = rows.sorted { ($0.0.rawValue, $0.1) < ($1.0.rawValue, $1.1) }
        #expect(found.map(\.cause) == wanted.map(\.0), sourceLocation: sourceLocation)
        #expect(found.map(\.node.index) == wanted.map(\.1), sourceLocation: sourceLocation)
        for (left, right) in zip(found, wanted) {
            #expect(abs(left.amount - right.2) < 1e-12, "\(left.cause) \(left.amount)", sourceLocation: sourceLocation)
        }
    }

    @Test func dataAlone() throws {
        let change = try explain(Side(reading: ["x": 0.2, "y": 0.8]), Side(reading: ["x": 0.6, "y": 0.7]))
        expect(change, [(.data, 1, 0.2), (.data, 2, -0.05)])
        #expect(change.kind == .changed && change.causes.map(\.cause) == [.data])
        let reading = try #require(change.rows.first?.readings.first)
        #expect(reading.before == 0.2 && reading.after == 0.6 && reading.entity == EntityID(0))
        #expect(abs(reading.amount - 0.2) < 1e-12 && abs(change.rows[0].otherReadings) < 1e-12)
        #expect(change.tree.methods == [.linear])
    }

    @Test func weightAlone() throws {
        let values = ["x": 0.2, "y": 0.8]
        let change = try explain(Side(reading: values), Side(weights: [3, 1], reading: values))
        expect(change, [(.weight, 0, -0.15)])
    }

    @Test func methodAlone() throws {
        let values = ["x": 0.2, "y": 0.8]
        let change = try explain(Side(reading: values), Side(.geometric, reading: values))
        expect(change, [(.method, 0, -0.1)])
        let other = try explain(
            Side(reading: values),
            Side(normalisation: .steps([ScalePoint(x: 0, score: 0.5)]), reading: values)
        )
        expect(other, [(.method, 1, 0.15)])
    }

    @Test func goalpostAlone() throws {
        let values = ["x": 0.2, "y": 0.8]
        let change = try explain(
            Side(reading: values),
            Side(normalisation: .goalposts(worst: 0, best: 0.5, truncate: true), reading: values)
        )
        expect(change, [(.goalpost, 1, 0.1)])
    }

    @Test func gateAlone() throws {
        let values = ["x": 0.2, "y": 0.8]
        expect(try explain(Side(reading: values), Side(cap: "40", reading: values)), [(.gate, 0, -0.1)])
        expect(try explain(Side(cap: "40", reading: values), Side(reading: values)), [(.gate, 0, 0.1)])
    }

    @Test func arrivedAndExpired() throws {
        let arrived = try explain(Side(reading: ["x": 0.2]), Side(reading: ["x": 0.2, "y": 0.8]))
        expect(arrived, [(.arrived, 2, 0.3)])
        #expect(arrived.rows[0].readings.first?.before == nil && arrived.rows[0].readings.first?.after == 0.8)
        var later = try Side(reading: ["x": 0.2, "y": 0.8], stale: .seconds(3600))
        let earlier = later
        later.bench.advance(to: 1_003_000)
        try later.bench.read("a", "x", 0.2, at: 1_003_000)
        later.bench.advance(to: 1_004_000)
        let expired = explain(earlier, later)
        expect(expired, [(.expired, 2, -0.3)])
        #expect(expired.tree.children.first?.reasonAfter == .expired)
    }

    @Test func twoCausesAtOnce() throws {
        let change = try explain(
            Side(reading: ["x": 0.2, "y": 0.8]),
            Side(weights: [3, 1], reading: ["x": 0.6, "y": 0.8])
        )
        expect(change, [(.weight, 0, -0.15), (.data, 1, 0.3)])
        let four = try explain(
            Side(reading: ["x": 0.2]),
            Side(
                normalisation: .goalposts(worst: 0, best: 0.5, truncate: true),
                cap: "50",
                reading: ["x": 0.3, "y": 0.9]
            )
        )
        // 0.2, goalposts 0.4, no effect of the cap yet, y arrives: min(0.65, 0.5), x rises behind the cap: no effect.
        #expect(four.causes.map(\.cause) == [.goalpost, .arrived])
        #expect(abs(four.causes[0].amount - 0.2) < 1e-12 && abs(four.causes[1].amount - 0.1) < 1e-12)
    }

    @Test func appearedAndDisappeared() throws {
        let change = try explain(Side(reading: [:]), Side(reading: ["x": 0.4]))
        #expect(change.kind == .appeared && change.before == nil && change.reasonBefore == .coverage)
        expect(change, [(.arrived, 1, 0.4)])
        let back = try explain(Side(reading: ["x": 0.4]), Side(reading: [:]))
        #expect(back.kind == .disappeared && back.reasonAfter == .coverage)
        expect(back, [(.expired, 1, -0.4)])
    }

    /// A cap that reads y: what y did to the score came through the gate.
    @Test func gateBindsOtherwiseBecauseOfData() throws {
        let change = try explain(
            Side(.max, cap: "score(y) + 10", reading: ["x": 0.9, "y": 0.3]),
            Side(.max, cap: "score(y) + 10", reading: ["x": 0.9, "y": 0.5])
        )
        expect(change, [(.data, 2, 0.2)])
        #expect(abs(change.rows[0].throughGates - 0.2) < 1e-12)
        #expect(change.tree.throughGates.first?.cause == .data)
    }
}
