/// Who typed a reading, and why: a line of the audit log, which only ever grows.
package struct ReadingNote: Hashable, Sendable {
    /// The entity's identifier.
    package var entity: String
    /// The measure's identifier.
    package var measure: String
    /// The time of the reading.
    package var time: Timestamp
    /// The number.
    package var value: Double
    /// The source it was typed as.
    package var source: String
    /// Who typed it.
    package var who: Override.Person
    /// Why, or where the number comes from.
    package var why: String
    /// When it was typed.
    package var at: Timestamp

    /// Makes a note.
    package init(
        entity: String,
        measure: String,
        time: Timestamp,
        value: Double,
        source: String,
        who: Override.Person,
        why: String,
        at: Timestamp
    ) {
        self.entity = entity
        self.measure = measure
        self.time = time
        self.value = value
        self.source = source
        self.who = who
        self.why = why
        self.at = at
    }
}
