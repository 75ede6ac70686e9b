extension ScoringPlan {
    /// The weight of an entity among its siblings, measured where it is by a measure.
    func weight(of entity: Int, in store: ReadingStore) -> Double {
        guard let weight = measuredWeights.first(where: { $0.entity == entity }) else { return entityWeights[entity] }
        return measured(weight, in: store)
    }
}
