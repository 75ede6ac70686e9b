import ReadinessModel

/// The values of one term at every entity, with what is needed to know which are outdated.
struct TermColumn: Sendable {
    /// The values; NaN when missing.
    private(set) var values: [Double]
    /// Per entity, the first moment at which a window's value may differ; empty without a window.
    private var validUntil: [Int64]
    /// Per entity, the revision of the readings a window's value was made of.
    private var revisions: [UInt32]

    init(_ plan: TermPlan, entityCount: Int) {
        values = Array(repeating: .nan, count: entityCount)
        let isWindow = plan.term.window != nil
        validUntil = isWindow ? Array(repeating: .min, count: entityCount) : []
        revisions = isWindow ? Array(repeating: 0, count: entityCount) : []
    }

    /// A column of given values, which nothing refreshes.
    init(values: [Double]) {
        self.values = values
        validUntil = []
        revisions = []
    }

    /// Brings the column up to the store's time.
    mutating func refresh(_ plan: TermPlan, from store: ReadingStore) {
        let column = store.columns[plan.term.measure.index]
        let now = store.now.nanoseconds
        if let window = plan.term.window {
            refresh(window, plan, from: column, now: now)
        } else if let limit = plan.limit {
            for entity in values.indices {
                values[entity] = column.isFresh(entity, now: now, limit: limit) ? column.values[entity] : .nan
            }
        } else {
            values = column.values
        }
        guard plan.eventMeasures.count > 1, let function = plan.term.window?.function else { return }
        guard function == .sum || function == .count else { return }
        // An entity that reported another event of the expression had none of this one: 0, not missing.
        for entity in values.indices where values[entity].isNaN {
            let isSeen = plan.eventMeasures.contains { store.columns[$0].times[entity] != .min }
            if isSeen { values[entity] = 0 }
        }
    }

    private mutating func refresh(_ window: Window, _ plan: TermPlan, from column: ReadingStore.Column, now: Int64) {
        for entity in values.indices {
            if now < validUntil[entity], revisions[entity] == column.revisions[entity] { continue }
            let result = column.histories[entity].evaluate(window, kind: column.kind, at: now, limit: plan.limit)
            values[entity] = result.value
            validUntil[entity] = result.validUntil
            revisions[entity] = column.revisions[entity]
        }
    }
}

extension ReadingStore.Column {
    /// Whether the latest reading is at most `limit` old.
    func isFresh(_ entity: Int, now: Int64, limit: Int64) -> Bool {
        guard times[entity] != .min else { return false }
        // Ages beyond the range of the clock are too old, whatever the limit.
        let (age, overflow) = now.subtractingReportingOverflow(times[entity])
        return !overflow && age <= limit
    }
}
