package import ReadinessModel

/// Which series a source may bring, under the names of one model.
package struct PushPermit: Sendable {
    /// By the index of a measure; nil for all.
    private let measures: [Bool]?
    /// By the index of an entity; nil for all.
    private let entities: [Bool]?
    private let catalog: SeriesCatalog

    /// The permit of a source; names the model lacks permit nothing.
    package init(_ source: PushSource, model: Model, catalog: SeriesCatalog) {
        self.catalog = catalog
        measures = source.measures.map { names in
            let names = Set(names)
            return model.measures.map { names.contains($0.id) }
        }
        entities = source.entities.map { names in
            let names = Set(names)
            var allowed: [Bool] = []
            for entity in model.entities {
                // Entities stand in preorder, so the one above is decided already.
                allowed.append(names.contains(entity.id) || entity.parent.map { allowed[$0.index] } ?? false)
            }
            return allowed
        }
    }

    /// Whether every series is permitted.
    package var isOpen: Bool { measures == nil && entities == nil }

    /// Why a series is not permitted; nil where it is.
    package func objection(to series: SeriesID) -> String? {
        guard !isOpen else { return nil }
        let (measure, entity) = catalog.place(of: series)
        if measures.map({ !$0[measure.index] }) ?? false {
            return "the source may not bring measure '\(catalog.measureName(of: series))'"
        }
        if entities.map({ !$0[entity.index] }) ?? false {
            return "the source may bring nothing of entity '\(catalog.entityName(of: series))'"
        }
        return nil
    }
}
