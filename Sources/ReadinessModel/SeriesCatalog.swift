/// The names of a model, ready for interning what collectors read.
package struct SeriesCatalog: Sendable {
    /// From entity identifiers to indices.
    package let entities: NameTable
    /// From measure identifiers to indices.
    package let measures: NameTable
    private let entityCount: Int
    private let leaves: [Bool]
    private let entityNames: [String]
    private let measureNames: [String]
    private let units: [String?]

    /// The catalog of a model's entities and measures.
    package init(_ model: Model) {
        entityNames = model.entities.map(\.id)
        measureNames = model.measures.map(\.id)
        units = model.measures.map(\.unit)
        entities = NameTable(entityNames)
        measures = NameTable(measureNames)
        entityCount = model.entities.count
        leaves = model.entities.map(\.isLeaf)
    }

    /// The entity with these UTF-8 bytes as its identifier.
    package func entity(_ name: UnsafeBufferPointer<UInt8>) -> EntityID? { entities.index(of: name).map(EntityID.init) }

    /// The measure with these UTF-8 bytes as its identifier.
    package func measure(_ name: UnsafeBufferPointer<UInt8>) -> MeasureID? {
        measures.index(of: name).map(MeasureID.init)
    }

    /// The entity with this identifier.
    package func entity(_ name: String) -> EntityID? { entities.index(of: name).map(EntityID.init) }

    /// The measure with this identifier.
    package func measure(_ name: String) -> MeasureID? { measures.index(of: name).map(MeasureID.init) }

    /// The unit of a measure as the model writes it; nil where it declares none.
    package func unit(of measure: MeasureID) -> String? { units[measure.index] }

    /// Whether readings belong to the entity.
    package func isLeaf(_ entity: EntityID) -> Bool { leaves[entity.index] }

    /// The series of a measure at an entity.
    package func series(_ measure: MeasureID, at entity: EntityID) -> SeriesID {
        SeriesID(measure.index * entityCount + entity.index)
    }

    /// The measure and the entity of a series.
    package func place(of series: SeriesID) -> (measure: MeasureID, entity: EntityID) {
        let (measure, entity) = series.index.quotientAndRemainder(dividingBy: entityCount)
        return (MeasureID(measure), EntityID(entity))
    }

    /// The entity identifier of a series.
    package func entityName(of series: SeriesID) -> String { entityNames[series.index % entityCount] }

    /// The measure identifier of a series.
    package func measureName(of series: SeriesID) -> String { measureNames[series.index / entityCount] }
}
