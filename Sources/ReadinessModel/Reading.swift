/// One number of one series at one time, interned: what travels from collectors to scores.
package struct Reading: Hashable, Sendable {
    /// The measure and the entity.
    package var series: SeriesID
    /// When it was so.
    package var time: Timestamp
    /// The number, finite.
    package var value: Double

    /// Makes a reading.
    package init(series: SeriesID, time: Timestamp, value: Double) {
        self.series = series
        self.time = time
        self.value = value
    }
}
