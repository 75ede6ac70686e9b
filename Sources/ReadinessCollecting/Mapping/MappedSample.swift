package import ReadinessModel

/// What became of a foreign sample, for people who write a mapping.
package struct MappedSample: Hashable, Sendable {
    /// The name and labels as they stood in the input.
    package var sample: String
    /// The rule that took it: `map[0]`, `metrics.NAME`, or `name`; nil where none did.
    package var rule: String?
    /// The series it became; nil where it was passed over.
    package var series: SeriesID?
    /// What its number is multiplied by.
    package var scale: Double
    /// The number as it stood in the input.
    package var value: Double
}

extension ReadingContext {
    /// Keeps what became of a sample, where that is asked for.
    @inline(__always)
    func note(
        _ mapper: SampleMapper,
        _ place: Int,
        _ key: UnsafeBufferPointer<UInt8>,
        _ value: Double,
        into delivery: inout Delivery
    ) {
        guard explains else { return }
        let target = mapper.target(place)
        delivery.mapped.append(
            MappedSample(
                sample: Excerpt.text(of: key, limit: 400),
                rule: mapper.rule(place),
                series: target?.series,
                scale: target?.scale ?? 1,
                value: value
            )
        )
    }
}
