import ReadinessModel

extension ReadingTracer {
    /// Completes a row of data with the readings behind it, the `limit` largest by name.
    func trace(_ row: inout ChangeRow, of indicator: IndicatorPlan, limit: Int) {
        var scaled = LeafDivision()
        scaled.add(divide(indicator, at: row.entity.index), scaledTo: row.amount)
        let listed = largest(of: scaled.parts, indicator, limit)
        row.readings = listed.map { reading($0, indicator) }
        row.otherReadings = row.amount - row.readings.reduce(0) { $0 + $1.amount }
        row.readingsMethod = scaled.method
        row.readingsError = scaled.error
    }

    /// The largest parts, those of one term at one entity taken together, ties in order.
    private func largest(of parts: [LeafDivision.Part], _ indicator: IndicatorPlan, _ limit: Int) -> [LeafDivision.Part]
    {
        let width = indicator.terms.count + 1
        var merged = [Double](repeating: 0, count: (step.after.plan.entityCount + 1) * width)
        for part in parts { merged[((part.entity ?? -1) + 1) * width + (part.term ?? -1) + 1] += part.amount }
        var places: [Int] = []
        for place in merged.indices where merged[place] != 0 {
            let size = abs(merged[place])
            guard places.count < limit || limit > 0 && size > abs(merged[places[places.count - 1]]) else { continue }
            if places.count == limit { places.removeLast() }
            places.insert(place, at: places.firstIndex { abs(merged[$0]) < size } ?? places.count)
        }
        return places.map { place in
            let (entity, term) = place.quotientAndRemainder(dividingBy: width)
            return LeafDivision.Part(
                term: term == 0 ? nil : term - 1,
                entity: entity == 0 ? nil : entity - 1,
                amount: merged[place]
            )
        }
    }

    private func reading(_ part: LeafDivision.Part, _ indicator: IndicatorPlan) -> ReadingChange {
        let plan = step.after.plan
        guard let entity = part.entity, let term = part.term else {
            return ReadingChange(term: nil, entity: part.entity.map(EntityID.init), amount: part.amount)
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
            amount: part.amount
        )
    }
}
