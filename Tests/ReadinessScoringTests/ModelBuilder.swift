import ReadinessModel
import ReadinessScoring
import Testing

/// Builds small models in a test, by name.
struct ModelBuilder {
    private var model = Model(id: "test")

    /// Adds an entity below `parent`; parents come before their children, siblings directly after one another.
    mutating func entity(_ id: String, in parent: String? = nil, kind: String? = nil, weight: Int64 = 1) {
        let parentID = parent.flatMap { name in model.entities.firstIndex { $0.id == name } }.map(EntityID.init)
        model.entities.append(
            Entity(id: id, kind: kind, parent: parentID, weight: .fixed(Fraction(whole: weight)))
        )
        var next = parentID
        while let above = next {
            model.entities[above.index].descendantCount += 1
            next = model.entities[above.index].parent
        }
    }

    mutating func measure(_ id: String, _ kind: MeasureKind = .gauge, pool: Pool = .sum) {
        model.measures.append(Measure(id: id, kind: kind, pool: pool))
    }

    /// Adds an indicator; `change` adjusts what has a default.
    mutating func indicator(
        _ id: String,
        _ value: String,
        _ normalisation: Normalisation = .goalposts(worst: 0, best: 1, truncate: true),
        change: (inout Indicator) -> Void = { _ in }
    ) throws {
        let measures = model.measures
        let parsed = ExpressionParser.parse(value, names: measures.map(\.id)) { name in
            measures.firstIndex { $0.id == name }.map { (MeasureID($0), measures[$0].kind) }
        }
        var indicator = Indicator(id: id, value: try parsed.get(), valueText: value, normalisation: normalisation)
        change(&indicator)
        model.indicators.append(indicator)
    }

    /// The finished model with the index tree `root`.
    func build(_ root: Tree) -> Model {
        var model = model
        root.append(to: &model, parent: nil)
        for index in model.indicators.indices
        where !model.nodes.contains(where: { $0.id == model.indicators[index].id }) {
            model.nodes.append(Node(id: model.indicators[index].id, content: .indicator(IndicatorID(index))))
        }
        return model
    }
}

/// An index tree in a test: an indicator by name, or an index over children.
struct Tree {
    var id: String
    var weight = Fraction(whole: 1)
    var isRequired = false
    var aggregate = Aggregate.arithmetic
    var coverage = Fraction(whole: 0)
    var floor = 0.01
    var appliesTo: [String]?
    var children: [Tree] = []

    static func indicator(_ id: String, weight: Fraction = Fraction(whole: 1), isRequired: Bool = false) -> Tree {
        Tree(id: id, weight: weight, isRequired: isRequired)
    }

    func append(to model: inout Model, parent: NodeID?) {
        let place = NodeID(model.nodes.count)
        if children.isEmpty, let indicator = model.indicators.firstIndex(where: { $0.id == id }) {
            model.nodes.append(
                Node(
                    id: id,
                    parent: parent,
                    weight: weight,
                    isRequired: isRequired,
                    appliesTo: appliesTo,
                    content: .indicator(IndicatorID(indicator))
                )
            )
            return
        }
        var index = Node.Index(aggregate: aggregate, coverage: coverage, floor: floor, children: [])
        model.nodes.append(
            Node(
                id: id,
                parent: parent,
                weight: weight,
                isRequired: isRequired,
                appliesTo: appliesTo,
                content: .index(index)
            )
        )
        for child in children {
            index.children.append(NodeID(model.nodes.count))
            child.append(to: &model, parent: place)
        }
        model.nodes[place.index].content = .index(index)
    }
}

/// A model under evaluation, addressed by names and seconds.
struct Bench {
    let model: Model
    private(set) var store: ReadingStore
    private var evaluator: Evaluator
    private var scores: Scores

    init(_ model: Model, at seconds: Int64 = 1_000_000) {
        self.model = model
        store = ReadingStore(for: model, at: Timestamp(nanoseconds: seconds * 1_000_000_000))
        evaluator = Evaluator(ScoringPlan(model))
        scores = evaluator.makeScores()
    }

    mutating func read(_ entity: String, _ measure: String, _ value: Double, at seconds: Int64 = 1_000_000) throws {
        let catalog = SeriesCatalog(model)
        let series = catalog.series(try #require(catalog.measure(measure)), at: try #require(catalog.entity(entity)))
        store.apply([Reading(series: series, time: Timestamp(nanoseconds: seconds * 1_000_000_000), value: value)])
    }

    mutating func apply(_ readings: [Reading]) { store.apply(readings) }

    mutating func advance(to seconds: Int64) { store.advance(to: Timestamp(nanoseconds: seconds * 1_000_000_000)) }

    mutating func cell(_ entity: String, _ node: String) throws -> ScoreCell {
        let snapshot = evaluated()
        let entityIndex = try #require(model.entities.firstIndex { $0.id == entity })
        let nodeIndex = try #require(model.nodes.firstIndex { $0.id == node })
        return snapshot.cell(NodeID(nodeIndex), at: EntityID(entityIndex))
    }

    mutating func evaluated() -> Snapshot {
        evaluator.evaluate(store, into: &scores)
        return Snapshot(plan: evaluator.plan, time: store.now, sequence: 1, scores: scores)
    }
}
