package import ReadinessModel

/// The identifiers of one model, bound to what a store holds. Made by `HistoryStore.bind`.
package struct HistoryBinding: Sendable {
    /// Counts the bindings of a store, from 1; later bindings have larger numbers.
    package let generation: Int
    /// The number of series the model can hold.
    package let seriesCount: Int
    /// The names behind the identifiers.
    package let catalog: SeriesCatalog
    /// How many entities the model has: the stride of series identifiers.
    let entityCount: Int

    /// Makes a binding; for stores.
    package init(generation: Int, model: Model, catalog: SeriesCatalog) {
        self.generation = generation
        self.catalog = catalog
        seriesCount = model.seriesCount
        entityCount = model.entities.count
    }

    /// The series of a stored pair of names; nil when the model does not name both.
    func series(entity: String, measure: String) -> SeriesID? {
        guard let entity = catalog.entity(entity), let measure = catalog.measure(measure) else { return nil }
        return catalog.series(measure, at: entity)
    }

    /// The measure of a series.
    func measure(of series: SeriesID) -> MeasureID { MeasureID(series.index / entityCount) }
}
