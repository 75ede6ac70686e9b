package import ReadinessModel

extension ReadingStore {
    /// The latest reading of a measure at an entity that is visible now; nil when there is none.
    package func latest(_ measure: MeasureID, at entity: EntityID) -> Reading? {
        let column = columns[measure.index]
        guard column.times[entity.index] != .min else { return nil }
        return Reading(
            series: SeriesID(measure.index * column.times.count + entity.index),
            time: Timestamp(nanoseconds: column.times[entity.index]),
            value: column.values[entity.index]
        )
    }
}
