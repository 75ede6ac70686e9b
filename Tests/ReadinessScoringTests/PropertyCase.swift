import ReadinessModel
import ReadinessScoring

/// A random model with readings, in parts that a theorem may change before the model is put together.
struct PropertyCase {
    /// Entities, measures and indicators; the index and the gates are put in by `model`.
    var base = Model(id: "case")
    var tree = Tree(id: "top")
    var gates: [PropertyGate] = []
    var readings: [Reading] = []

    /// The moment everything is evaluated at.
    static let now = Timestamp(nanoseconds: 1_772_000_000_000_000_000)

    /// The whole model.
    var model: Model {
        var model = base
        tree.append(to: &model, parent: nil)
        let places = Dictionary(uniqueKeysWithValues: model.nodes.enumerated().map { ($0.element.id, $0.offset) })
        model.gates = gates.compactMap { gate in
            places[gate.node].map {
                Gate(node: NodeID($0), cap: gate.cap, capText: "", reads: gate.reads, unknown: gate.unknown)
            }
        }
        return model
    }

    /// The scores of its model over its readings.
    func evaluated() -> PropertyScores {
        let model = model
        return PropertyScores(names: model.nodes.map(\.id), scores: Self.scores(of: model, readings))
    }

    /// The scores of a model over readings, computed afresh.
    static func scores(of model: Model, _ readings: [Reading], at time: Timestamp = now) -> Scores {
        var store = ReadingStore(for: model, at: time)
        store.apply(readings)
        var evaluator = Evaluator(ScoringPlan(model))
        var scores = evaluator.makeScores()
        evaluator.evaluate(store, into: &scores)
        return scores
    }

    /// The leaf entities, the only ones with readings.
    var leaves: [EntityID] { base.entities.indices.filter { base.entities[$0].isLeaf }.map(EntityID.init) }
}

/// A cap by names.
struct PropertyGate {
    var node: String
    var cap: Expression
    var reads = Gate.Reads.here
    var unknown = Gate.Unknown.noScore
}

/// Scores that can be compared with those of another order of nodes.
struct PropertyScores {
    let names: [String]
    let scores: Scores

    /// Where this and other scores differ by more than a tolerance, in a score, a coverage or a bound; `renamed` gives
    /// the name there of a node here, nil for one that is not compared.
    func difference(
        from other: PropertyScores,
        to tolerance: Double = 1e-11,
        at entities: [EntityID]? = nil,
        renamed: (String) -> String? = { $0 }
    ) -> String? {
        let places = Dictionary(uniqueKeysWithValues: other.names.enumerated().map { ($0.element, $0.offset) })
        for (node, name) in names.enumerated() {
            guard let otherName = renamed(name) else { continue }
            guard let otherNode = places[otherName] else { return "\(name) is not in both" }
            for entity in entities ?? (0..<scores.entityCount).map(EntityID.init) {
                let here = scores.cell(NodeID(node), at: entity)
                let there = other.scores.cell(NodeID(otherNode), at: entity)
                let columns = [
                    ("score", scores.score[here], other.scores.score[there]),
                    ("coverage", scores.coverage[here], other.scores.coverage[there]),
                    ("low", scores.low[here], other.scores.low[there]),
                    ("high", scores.high[here], other.scores.high[there]),
                ]
                for (column, left, right) in columns where !agree(left, right, to: tolerance) {
                    return "\(column) of \(name) at \(entity.index): \(left), \(right)"
                }
            }
        }
        return nil
    }
}
