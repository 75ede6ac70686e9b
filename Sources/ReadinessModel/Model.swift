/// What is measured and how it is judged: entities, measures, indicators and the index tree, all checked.
///
/// Identifiers are indices into the arrays here. Entities and nodes stand in preorder: whatever lies below one follows
/// it directly.
package struct Model: Sendable {
    /// The model's own identifier, such as `self-reliance`.
    package var id: String
    /// The name for people.
    package var title: String
    /// The version as the author writes it.
    package var version: String
    /// The organisation, in preorder. Several entities may stand at the top.
    package var entities: [Entity]
    /// What collectors deliver.
    package var measures: [Measure]
    /// The indicators, in order of declaration.
    package var indicators: [Indicator]
    /// The index tree in preorder, then the indicators that stand in no index.
    package var nodes: [Node]
    /// The gates, in order of declaration.
    package var gates: [Gate]
    /// The bands, of rising lower edge; empty when the model has none.
    package var bands: [Band]
    /// Where scores are to go, in order of declaration.
    package var roadmap: [RoadmapGoal]

    /// Makes a model of parts that are consistent with one another.
    package init(
        id: String = "empty",
        title: String = "No model",
        version: String = "0",
        entities: [Entity] = [],
        measures: [Measure] = [],
        indicators: [Indicator] = [],
        nodes: [Node] = [],
        gates: [Gate] = [],
        bands: [Band] = [],
        roadmap: [RoadmapGoal] = []
    ) {
        self.id = id
        self.title = title
        self.version = version
        self.entities = entities
        self.measures = measures
        self.indicators = indicators
        self.nodes = nodes
        self.gates = gates
        self.bands = bands
        self.roadmap = roadmap
    }

    /// The number of series the model can hold: every measure at every entity.
    package var seriesCount: Int { entities.count * measures.count }

    /// The series of a measure at an entity.
    package func series(_ measure: MeasureID, at entity: EntityID) -> SeriesID {
        SeriesID(measure.index * entities.count + entity.index)
    }

    /// The measure of a series.
    package func measure(of series: SeriesID) -> MeasureID { MeasureID(series.index / entities.count) }

    /// The entity of a series.
    package func entity(of series: SeriesID) -> EntityID { EntityID(series.index % entities.count) }

    /// The entities directly below one, in order.
    package func children(of entity: EntityID) -> [EntityID] {
        var children: [EntityID] = []
        var next = entity.index + 1
        let end = next + entities[entity.index].descendantCount
        while next < end {
            children.append(EntityID(next))
            next += 1 + entities[next].descendantCount
        }
        return children
    }

    /// The entities at the top, in order.
    package var topEntities: [EntityID] {
        entities.indices.filter { entities[$0].parent == nil }.map(EntityID.init)
    }

    /// The root of the index tree; nil when the model has none.
    package var rootNode: NodeID? {
        guard let first = nodes.first, case .index = first.content else { return nil }
        return NodeID(0)
    }

    /// The band of a score of 0 to 1: the last whose lower edge is at most the score.
    package func band(of score: Double) -> Band? {
        bands.last { $0.from <= score } ?? bands.first
    }
}
