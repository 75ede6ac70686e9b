package import ReadinessModel

/// A score that changed enough to be told.
package struct ScoreChange: Sendable, Hashable {
    /// The time the new score was evaluated at.
    package var time: Timestamp
    /// The entity's identifier.
    package var entity: String
    /// The identifier of the node or indicator.
    package var node: String
    /// The score told before; nil when none was.
    package var previous: Score?
    /// The new score.
    package var score: Score
    /// The weighted share of what is applicable that delivered, 0 to 1; nil when nothing is applicable.
    package var coverage: Double?
    /// The score if everything missing were worst, 0 to 1.
    package var low: Double?
    /// The score if everything missing were best, 0 to 1.
    package var high: Double?
    /// The model that gave the new score.
    package var model: ModelStamp

    /// A score with its band.
    package struct Score: Sendable, Hashable {
        /// The score, usually 0 to 1; nil when there is none.
        package var value: Double?
        /// The band's name; nil when there is no score or the model has no bands.
        package var band: String?

        /// Makes a score.
        package init(value: Double?, band: String? = nil) {
            self.value = value
            self.band = band
        }
    }

    /// Makes a change.
    package init(
        time: Timestamp,
        entity: String,
        node: String,
        previous: Score?,
        score: Score,
        coverage: Double?,
        low: Double?,
        high: Double?,
        model: ModelStamp
    ) {
        self.time = time
        self.entity = entity
        self.node = node
        self.previous = previous
        self.score = score
        self.coverage = coverage
        self.low = low
        self.high = high
        self.model = model
    }
}

/// The last published score of a node at an entity.
package struct StoredScore: Sendable, Hashable {
    /// The time it was evaluated at.
    package var time: Timestamp
    /// The entity's identifier.
    package var entity: String
    /// The identifier of the node or indicator.
    package var node: String
    /// The score and its band.
    package var score: ScoreChange.Score
    /// The weighted share of what is applicable that delivered, 0 to 1.
    package var coverage: Double?
    /// The score if everything missing were worst, 0 to 1.
    package var low: Double?
    /// The score if everything missing were best, 0 to 1.
    package var high: Double?
    /// The model that gave it.
    package var model: ModelStamp
}

/// Which model gave a score.
package struct ModelStamp: Sendable, Hashable {
    /// The model's identifier.
    package var id: String
    /// The version as the author writes it.
    package var version: String
    /// The hash of its canonical form, as text.
    package var hash: String

    /// Makes a stamp.
    package init(id: String, version: String, hash: String) {
        self.id = id
        self.version = version
        self.hash = hash
    }
}
