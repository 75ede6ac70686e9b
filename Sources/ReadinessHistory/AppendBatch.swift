package import ReadinessModel

/// Readings of one source, to be stored together.
package struct AppendBatch: Sendable {
    /// The binding that gave the readings their identifiers.
    package var binding: HistoryBinding
    /// The collector that delivered them.
    package var source: String
    /// The readings, in order of delivery.
    package var readings: [Reading]

    /// Makes a batch.
    package init(binding: HistoryBinding, source: String, readings: [Reading]) {
        self.binding = binding
        self.source = source
        self.readings = readings
    }
}

/// What became of a batch.
package struct AppendOutcome: Sendable, Equatable {
    /// The readings that are new or replaced another value, in order of delivery: what scores depend on.
    package var changed: [Reading] = []
    /// How many readings were stored already, with the same value.
    package var unchanged = 0
    /// How many readings were refused: of a series of another source, or not finite.
    package var rejected = 0
    /// The series refused because they belong to another source, each once, in order of series.
    package var conflicts: [SourceConflict] = []

    /// Makes an outcome.
    package init(changed: [Reading] = [], unchanged: Int = 0, rejected: Int = 0, conflicts: [SourceConflict] = []) {
        self.changed = changed
        self.unchanged = unchanged
        self.rejected = rejected
        self.conflicts = conflicts
    }
}

/// A series that a source delivered although it belongs to another.
package struct SourceConflict: Sendable, Hashable {
    /// The series.
    package var series: SeriesID
    /// The source it belongs to.
    package var owner: String

    /// Makes a conflict.
    package init(series: SeriesID, owner: String) {
        self.series = series
        self.owner = owner
    }
}
