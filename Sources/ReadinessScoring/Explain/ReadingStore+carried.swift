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
            for (entity, place) in entities.enumerated() {
                guard let place, other.entities[entity].isLeaf else { continue }
                carried.carry(measure, at: entity, from: self, (source, place))
            }
        }
        return carried
    }
}
