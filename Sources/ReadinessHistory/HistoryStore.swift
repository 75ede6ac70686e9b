package import ReadinessModel

/// Where observations and score changes outlive the process.
///
/// Names are what is stored; dense identifiers live only as long as a binding. A reading is identified by entity,
/// measure and time; of several with the same identity the last delivered counts. Every series has one source.
package protocol HistoryStore: Sendable {
    /// Binds the identifiers of a model to what is stored.
    ///
    /// Call it again after a reload: batches of an earlier binding that are still under way are stored correctly.
    /// Observations of entities and measures that the model does not name stay as they are.
    ///
    /// - Parameter sources: the names of the configured collectors. A series whose owner is not among them passes to
    ///   the first of them that delivers it.
    func bind(_ model: Model, catalog: SeriesCatalog, sources: Set<String>) async throws(HistoryError) -> HistoryBinding

    /// Stores batches, all in one transaction, durably before it returns.
    ///
    /// - Returns: an outcome for each batch, in order.
    func append(_ batches: [AppendBatch]) async throws(HistoryError) -> [AppendOutcome]

    /// What scoring needs at start: for each series its last reading at or before `time - reach`, and all later ones,
    /// those after `time` included. Whether a series was ever seen follows from whether it has readings here.
    ///
    /// - Parameter reach: how far back the windows over each measure reach, by the index of the measure; nil, or nothing
    ///   at that index, where only the latest reading is used.
    /// - Returns: readings in order of series, then time.
    func restore(
        _ binding: HistoryBinding,
        reach: [TimeSpan?],
        at time: Timestamp
    ) async throws(HistoryError) -> [Reading]

    /// Appends score changes and makes them the last published scores, all or none.
    func record(_ changes: [ScoreChange]) async throws(HistoryError)

    /// The last published score of every entity and node ever recorded, ordered by entity, then node.
    func lastScores() async throws(HistoryError) -> [StoredScore]

    /// The newest score changes, oldest first.
    ///
    /// - Parameters:
    ///   - entity: only this entity; nil means all.
    ///   - node: only this node; nil means all.
    ///   - since: only changes at or after this time.
    ///   - limit: at most so many, at least 1.
    func scoreChanges(
        entity: String?,
        node: String?,
        since: Timestamp,
        limit: Int
    ) async throws(HistoryError) -> [ScoreChange]

    /// Makes changes of overrides durable, all or none: they are appended to the log, and what is in force follows.
    func record(overrides changes: [OverrideChange]) async throws(HistoryError)

    /// The overrides neither lifted nor expired by a recorded change, ordered by entity, then node.
    func overrides() async throws(HistoryError) -> [Override]

    /// The newest changes of overrides, oldest first: at most `limit`, at least 1.
    func overrideChanges(limit: Int) async throws(HistoryError) -> [OverrideChange]

    /// Makes durable who typed readings and why: the notes are appended to the log.
    func record(notes: [ReadingNote]) async throws(HistoryError)

    /// The newest notes, oldest first: at most `limit`, at least 1.
    func notes(limit: Int) async throws(HistoryError) -> [ReadingNote]

    /// Deletes score changes and observations before a time. The last observation of each series stays: it is the
    /// series' latest reading, or the start of a window that begins at `time`.
    ///
    /// - Returns: the number of deleted rows.
    func prune(before time: Timestamp) async throws(HistoryError) -> Int

    /// Finishes what was begun and closes the store; everything after it throws `closed`.
    func close() async
}
