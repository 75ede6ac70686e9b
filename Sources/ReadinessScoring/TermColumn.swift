import ReadinessModel

/// The values of one term at every entity, at one moment.
struct TermColumn: Sendable {
    /// The values; NaN when missing.
    private(set) var values: [Double]

    init(_ plan: TermPlan, entityCount: Int) { values = Array(repeating: .nan, count: entityCount) }

    /// A column of given values.
    init(values: [Double]) { self.values = values }

    /// Computes the values at the store's time.
    mutating func refresh(_ plan: TermPlan, from store: ReadingStore) {
        let column = store.columns[plan.term.measure.index]
        let now = store.now.nanoseconds
        for entity in values.indices {
            if let window = plan.term.window {
                values[entity] =
                    column.histories[entity].evaluate(window, kind: column.kind, at: now, limit: plan.limit).value
            } else {
                let isUsed = plan.limit.map { column.isFresh(entity, now: now, limit: $0) } ?? true
                values[entity] = isUsed ? column.values[entity] : .nan
            }
        }
        guard plan.eventMeasures.count > 1, let function = plan.term.window?.function else { return }
        guard function == .sum || function == .count else { return }
        // An entity that reported another event of the expression had none of this one: 0, not missing.
        let others = plan.eventMeasures.map { store.columns[$0].times }
        for entity in values.indices where values[entity].isNaN {
            if others.contains(where: { $0[entity] != .min }) { values[entity] = 0 }
        }
    }
}
