/// Something collectors deliver: a number with a unit, at an entity and a time.
package struct Measure: Hashable, Sendable {
    /// The identifier, unique among measures, used in expressions.
    package var id: String
    /// The name for people; the identifier when none is given.
    package var title: String
    /// How successive readings relate.
    package var kind: MeasureKind
    /// The unit as the model writes it, such as `items` or `EUR`; nil when not declared.
    package var unit: String?
    /// How readings of several entities become one.
    package var pool: Pool
    /// How late a reading may arrive; has no part in evaluation.
    package var lateness: TimeSpan?
    /// How far its source can be relied on, above 0 up to 1; part of confidence, not of scores.
    package var grade: Double

    /// Makes a measure.
    package init(
        id: String,
        title: String? = nil,
        kind: MeasureKind = .gauge,
        unit: String? = nil,
        pool: Pool = .sum,
        lateness: TimeSpan? = nil,
        grade: Double = 1
    ) {
        self.id = id
        self.title = title ?? id
        self.kind = kind
        self.unit = unit
        self.pool = pool
        self.lateness = lateness
        self.grade = grade
    }
}

/// How successive readings of a measure relate.
package enum MeasureKind: String, CaseIterable, Sendable {
    /// A level that holds until the next reading.
    case gauge
    /// A count that only grows, but for resets.
    case counter
    /// An amount that happened at its time.
    case event
}

/// How readings of several entities become one.
package enum Pool: String, CaseIterable, Sendable {
    /// The sum.
    case sum
    /// The mean, each entity counted once.
    case mean
    /// The smallest.
    case min
    /// The largest.
    case max
}
