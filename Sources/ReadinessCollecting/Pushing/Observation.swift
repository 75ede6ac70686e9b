package import ReadinessModel

/// A reading as it is handed over by name.
package struct Observation: Hashable, Sendable {
    /// Identifier of the entity.
    package var entity: String
    /// Identifier of the measure.
    package var measure: String
    /// The number, in the unit of the measure.
    package var value: Double
    /// When it was so, in microseconds since 1970-01-01 UTC; nil for now.
    package var timestamp: Int64?

    /// Makes an observation.
    package init(entity: String, measure: String, value: Double, timestamp: Int64? = nil) {
        self.entity = entity
        self.measure = measure
        self.value = value
        self.timestamp = timestamp
    }
}

extension Delivery {
    /// Interns observations. One that cannot be used is counted, with its place in the list from 1 as its line.
    ///
    /// - Parameters:
    ///   - observations: what was handed over.
    ///   - catalog: the names of the model.
    ///   - now: the time of those without one.
    ///   - origin: who handed it over.
    /// - Returns: the delivery, the place in the list of each of its readings, and what could not be used.
    package static func interning(
        _ observations: [Observation],
        catalog: SeriesCatalog,
        now: Timestamp,
        origin: String
    ) -> (delivery: Delivery, places: [Int], faults: [PushStateMachine.Refusal]) {
        var delivery = Delivery(origin: origin)
        var places: [Int] = []
        var faults: [PushStateMachine.Refusal] = []
        let context = ReadingContext(catalog: catalog, defaultTime: now, origin: origin)
        for (place, observation) in observations.enumerated() {
            do throws(LineFault) {
                let entity = try observation.entity.withBytes { bytes throws(LineFault) in
                    try context.entity(bytes, field: "entity")
                }
                let measure = try observation.measure.withBytes { bytes throws(LineFault) in
                    try context.measure(bytes, field: "measure")
                }
                guard observation.value.isFinite else {
                    throw LineFault(.badNumber, field: "value", "\(observation.value) is no reading")
                }
                var time = now
                if let timestamp = observation.timestamp {
                    guard let exact = Timestamp(exactMicroseconds: timestamp) else {
                        throw LineFault(.badTime, field: "timestamp", "the time lies beyond the years 1678 to 2261")
                    }
                    time = exact
                }
                let series = catalog.series(measure, at: entity)
                delivery.readings.append(
                    Reading(series: series, time: time, value: observation.value)
                )
                places.append(place)
            } catch {
                faults.append(PushStateMachine.Refusal(index: place, reason: error.reason, message: error.message))
                delivery.reject(
                    Reject(
                        reason: error.reason,
                        line: place + 1,
                        field: error.field,
                        excerpt: "",
                        message: error.message
                    )
                )
            }
        }
        return (delivery, places, faults)
    }
}
