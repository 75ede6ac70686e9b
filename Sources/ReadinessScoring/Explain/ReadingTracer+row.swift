import ReadinessModel

extension ReadingTracer {
    /// Completes a row of data with the readings behind it, the `limit` largest by name.
    func trace(_ row: inout ChangeRow, of indicator: IndicatorPlan, limit: Int) {
        var scaled = LeafDivision()
        scaled.add(divide(indicator, at: row.entity.index), scaledTo: row.amount)
        // Where the value as such is the same, what moved is a cap or a weight below.
        var merged: [Key: Double] = [:]
        for part in scaled.parts { merged[Key(term: part.term, entity: part.entity), default: 0] += part.amount }
        let parts = merged.sorted { left, right in
            abs(left.value) != abs(right.value) ? abs(left.value) > abs(right.value) : left.key < right.key
        }
        row.readings = parts.prefix(limit).map { reading($0.key, indicator, amount: $0.value) }
        row.otherReadings = row.amount - row.readings.reduce(0) { $0 + $1.amount }
        row.readingsMethod = scaled.method
        row.readingsError = scaled.error
    }

    private struct Key: Hashable, Comparable {
        let term: Int?
        let entity: Int?

        static func < (left: Self, right: Self) -> Bool {
            (left.entity ?? -1, left.term ?? -1) < (right.entity ?? -1, right.term ?? -1)
        }
    }

    private func reading(_ key: Key, _ indicator: IndicatorPlan, amount: Double) -> ReadingChange {
        let plan = step.after.plan
        guard let entity = key.entity, let term = key.term else {
            return ReadingChange(term: nil, entity: key.entity.map(EntityID.init), amount: amount)
        }
        let column = indicator.terms[term]
        let measure = plan.terms[column].term.measure.index
        let (before, after) = (steps.terms.earlier[column].values[entity], steps.terms.later[column].values[entity])
        let times = (steps.carried.columns[measure].times[entity], later.columns[measure].times[entity])
        return ReadingChange(
            term: plan.terms[column].term,
            entity: EntityID(entity),
            before: before.isNaN ? nil : before,
            after: after.isNaN ? nil : after,
            timeBefore: times.0 == .min ? nil : Timestamp(nanoseconds: times.0),
            timeAfter: times.1 == .min ? nil : Timestamp(nanoseconds: times.1),
            amount: amount
        )
    }
}
