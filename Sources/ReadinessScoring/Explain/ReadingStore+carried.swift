import ReadinessModel

extension ReadingStore {
    /// The readings of this store under another model: measures and entities are those of equal name and kind.
    ///
    /// What windows of the other model reach beyond what this store kept is not there.
    func carried(from model: Model, to other: Model) -> ReadingStore {
        var carried = ReadingStore(for: other, at: now)
        let entities = other.entities.map { entity in model.entities.firstIndex { $0.id == entity.id } }
        for (measure, declared) in other.measures.enumerated() {
            guard let source = model.measures.firstIndex(where: { $0.id == declared.id && $0.kind == declared.kind })
            else { continue }
            let column = columns[source]
            for (entity, source) in entities.enumerated() {
                guard let source, other.entities[entity].isLeaf, column.times[source] != .min else { continue }
                carried.columns[measure].times[entity] = column.times[source]
                carried.columns[measure].values[entity] = column.values[source]
                guard carried.columns[measure].reach != nil else { continue }
                if column.histories.isEmpty {
                    carried.columns[measure].histories[entity]
                        .insert(time: column.times[source], value: column.values[source])
                } else {
                    carried.columns[measure].histories[entity] = column.histories[source]
                }
                carried.columns[measure].revisions[entity] += 1
            }
        }
        return carried
    }
}
