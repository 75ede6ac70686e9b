import GRDB
import ReadinessModel

extension SQLiteHistory {
    package func append(_ batches: [AppendBatch]) async throws(HistoryError) -> [AppendOutcome] {
        let cost = batches.reduce(0) { $0 + $1.readings.count }
        guard cost > 0 else { return batches.map { _ in AppendOutcome() } }
        let filing = filing
        return try await writer.perform(cost: cost) { database, registry in
            let storage = ReadingStorage(database: database, filing: filing)
            let outcomes = try batches.map { try Self.store($0, in: storage, &registry) }
            if registry.latest.pending ?? .max >= filing.limit(series: registry.count) {
                try storage.file(&registry.latest)
            }
            return outcomes
        }
    }

    /// Stores a batch: what is new in its series as an arrival, everything else where it belongs.
    private static func store(
        _ batch: AppendBatch,
        in storage: ReadingStorage,
        _ registry: inout SeriesRegistry
    ) throws -> AppendOutcome {
        // Of a series whose last reading is not known yet, nothing may wait unfiled.
        if registry.latest.pending == nil { try storage.file(&registry.latest) }
        let source = registry.number(of: batch.source)
        var arrivals = PackedArrivals(capacity: batch.readings.count)
        var late: [(place: Int, series: Int32)] = []
        var outcome = AppendOutcome()
        var refused: Set<SeriesID> = []
        for (place, reading) in batch.readings.enumerated() {
            guard reading.value.isFinite else {
                outcome.rejected += 1
                continue
            }
            guard let stored = try registry.claim(reading.series, of: batch.binding, for: source, in: storage.database)
            else {
                outcome.rejected += 1
                if refused.insert(reading.series).inserted {
                    let owner = registry.owner(of: reading.series, in: batch.binding) ?? ""
                    outcome.conflicts.append(SourceConflict(series: reading.series, owner: owner))
                }
                continue
            }
            var latest = registry.latest[stored]
            if latest == LatestTimes.unknown { latest = try storage.latest(of: stored) }
            let time = reading.time.nanoseconds
            if time > latest {
                registry.latest[stored] = time
                arrivals.append(series: stored, time: time, value: reading.value)
            } else {
                registry.latest[stored] = latest
                late.append((place, stored))
            }
        }
        outcome.conflicts.sort { $0.series < $1.series }
        try storage.append(arrivals, &registry.latest)
        guard !late.isEmpty else {
            outcome.changed =
                outcome.rejected == 0
                ? batch.readings : batch.readings.filter { $0.value.isFinite && !refused.contains($0.series) }
            return outcome
        }
        try storage.file(&registry.latest)
        return try store(late, of: batch, in: storage, refused, outcome)
    }

    private static func store(
        _ late: [(place: Int, series: Int32)],
        of batch: AppendBatch,
        in storage: ReadingStorage,
        _ refused: Set<SeriesID>,
        _ outcome: AppendOutcome
    ) throws -> AppendOutcome {
        var outcome = outcome
        var isChange = batch.readings.map { $0.value.isFinite && !refused.contains($0.series) }
        var readings = LateReadings(storage)
        // Rows of a series lie together on disk: taking them in turns would load and spill a page for every row. The
        // standard library's sort is stable, but does not promise it.
        for (place, series) in late.sorted(by: { ($0.series, $0.place) < ($1.series, $1.place) }) {
            let reading = batch.readings[place]
            let time = reading.time.nanoseconds
            isChange[place] = try readings.store(series: series, time: time, value: reading.value)
            outcome.unchanged += isChange[place] ? 0 : 1
        }
        outcome.changed = batch.readings.indices.filter { isChange[$0] }.map { batch.readings[$0] }
        return outcome
    }
}
