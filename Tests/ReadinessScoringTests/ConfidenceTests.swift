import ReadinessModel
import Testing

@testable import ReadinessScoring

/// Confidence is coverage, less what is held and what comes from sources of a lower grade.
struct ConfidenceTests {
    /// Two plants of weights 1 and 3 with one indicator held from one hour on, until three.
    private func bench(expires: Bool = true, grade: Double = 1) throws -> Bench {
        var builder = ModelBuilder()
        builder.entity("all")
        builder.entity("a", in: "all", weight: 1)
        builder.entity("b", in: "all", weight: 3)
        builder.measure("m")
        builder.measure("n")
        try builder.indicator("held", "m") { indicator in
            indicator.missing = .hold
            indicator.staleAfter = .seconds(3600)
            indicator.expiresAfter = expires ? .seconds(3 * 3600) : nil
        }
        try builder.indicator("plain", "n")
        var model = builder.build(
            Tree(id: "root", children: [.indicator("held", weight: Fraction(whole: 2)), .indicator("plain")])
        )
        model.measures[0].grade = grade
        return Bench(model)
    }

    private func confidence(_ bench: inout Bench, _ entity: String, _ node: String) throws -> Double? {
        let snapshot = bench.evaluated()
        let entityIndex = try #require(bench.model.entities.firstIndex { $0.id == entity })
        let nodeIndex = try #require(bench.model.nodes.firstIndex { $0.id == node })
        return snapshot.confidence.of(NodeID(nodeIndex), at: EntityID(entityIndex))
    }

    @Test func freshValuesAreRelieduponWholly() throws {
        var bench = try bench()
        for entity in ["a", "b"] {
            try bench.read(entity, "m", 0.5)
            try bench.read(entity, "n", 0.5)
        }
        #expect(try confidence(&bench, "all", "root") == 1)
        #expect(try confidence(&bench, "a", "held") == 1)
    }

    @Test func whatIsHeldLosesEvenlyUntilItExpires() throws {
        var bench = try bench()
        try bench.read("a", "m", 0.5, at: 1_000_000 - 2 * 3600)
        try bench.read("b", "m", 0.5)
        try bench.read("a", "n", 0.5)
        try bench.read("b", "n", 0.5)
        #expect(try bench.cell("a", "held").state == "held")
        // Two hours old, half of the way from one hour to three.
        #expect(try confidence(&bench, "a", "held") == 0.5)
        #expect(try confidence(&bench, "all", "held") == (0.5 + 3) / 4)
        #expect(try confidence(&bench, "all", "root") == (2 * (0.5 + 3) / 4 + 1) / 3)
        #expect(try confidence(&bench, "all", "plain") == 1)
        bench.advance(to: 1_000_000 + 3600)
        #expect(try confidence(&bench, "a", "held") == 0)
    }

    @Test func withoutAnEndWhatIsHeldLosesByItsAge() throws {
        var bench = try bench(expires: false)
        try bench.read("a", "m", 0.5, at: 1_000_000 - 4 * 3600)
        #expect(try confidence(&bench, "a", "held") == 0.25)
    }

    @Test func aGradeCountsAndSilenceIsNothing() throws {
        var bench = try bench(grade: 0.8)
        try bench.read("a", "m", 0.5)
        #expect(try confidence(&bench, "a", "held") == 0.8)
        #expect(try confidence(&bench, "b", "held") == 0)
        #expect(try confidence(&bench, "all", "held") == 0.8 / 4)
        #expect(try confidence(&bench, "b", "root") == 0)
    }

    /// Against the definition, written down plainly, on random models; and within 0 and the coverage.
    @Test(arguments: 0..<10)
    func randomModels(block: Int) throws {
        var differing = 0
        for index in 0..<100 {
            let seed = UInt64(block * 100 + index) &* 6_151 &+ 5
            var random = IncrementalModel(seed: seed)
            var model = try random.model()
            for index in model.measures.indices where random.chance(0.2) {
                model.measures[index].grade = random.pick([0.25, 0.5, 0.9])
            }
            let now = Timestamp(nanoseconds: 1_000_000_000_000_000)
            var store = ReadingStore(for: model, at: now)
            for _ in 0..<Int.random(in: 0...200, using: &random.random) {
                store.apply([random.reading(model, around: now, back: 9000)])
            }
            let state = ScoringState(plan: ScoringPlan(model), store: store)
            let weights = state.plan.entityWeights(in: store)
            let confidence = Confidence(state.scores, plan: state.plan, at: now, entityWeights: weights)
            for node in model.nodes.indices {
                for entity in model.entities.indices {
                    let found = confidence.of(NodeID(node), at: EntityID(entity))
                    let wanted = defined(node, entity, state, weights)
                    let comment = Comment(
                        rawValue: "seed \(seed): \(model.nodes[node].id) at \(model.entities[entity].id)"
                    )
                    #expect((found == nil) == (wanted == nil), comment)
                    guard let found, let wanted else { continue }
                    let coverage = state.scores.coverage[node * model.entities.count + entity]
                    #expect(abs(found - wanted) < 1e-12, comment)
                    #expect(found >= 0 && found <= coverage + 1e-12, comment)
                    if found < coverage - 1e-9 { differing += 1 }
                }
            }
        }
        #expect(differing > 100, "the models hold and grade enough for the test to tell something")
    }

    /// The definition: nil where not applicable.
    private func defined(_ node: Int, _ entity: Int, _ state: ScoringState, _ weights: [Double]) -> Double? {
        let model = state.plan.model
        let cell = node * model.entities.count + entity
        guard state.scores.reason(cell) != .notApplicable else { return nil }
        var parts: [(weight: Double, confidence: Double)] = []
        switch model.nodes[node].content {
        case .index(let index):
            for child in index.children {
                guard let confidence = defined(child.index, entity, state, weights) else { continue }
                parts.append((model.nodes[child.index].weight.value, confidence))
            }
        case .indicator(let id) where model.entities[entity].isLeaf:
            let indicator = model.indicators[id.index]
            guard state.scores.coverage[cell] == 1 else { return 0 }
            let grade = indicator.value.terms.map { model.measures[$0.measure.index].grade }.min() ?? 1
            guard state.scores.remarks(cell).contains(.held), let stale = indicator.staleAfter else { return grade }
            let age = Double(state.store.now.nanoseconds - state.scores.evidence[cell])
            let limit = Double(stale.nanoseconds)
            guard let expires = indicator.expiresAfter else { return grade * min(1, limit / age) }
            let end = Double(expires.nanoseconds)
            return age <= limit ? grade : grade * max(0, (end - age) / (end - limit))
        case .indicator:
            for child in model.children(of: EntityID(entity)) {
                guard let confidence = defined(node, child.index, state, weights) else { continue }
                parts.append((weights[child.index], confidence))
            }
        }
        let weight = parts.reduce(0) { $0 + $1.weight }
        return weight > 0 ? parts.reduce(0) { $0 + $1.weight * $1.confidence } / weight : 0
    }
}
