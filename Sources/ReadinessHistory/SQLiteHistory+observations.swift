import GRDB
package import ReadinessModel

extension SQLiteHistory {
    package func append(_ batches: [AppendBatch]) async throws(HistoryError) -> [AppendOutcome] {
        let cost = batches.reduce(0) { $0 + $1.readings.count }
        guard cost > 0 else { return batches.map { _ in AppendOutcome() } }
        return try await writer.perform(cost: cost) { database, registry in
            try batches.map { try Self.store($0, in: database, &registry) }
        }
    }

    private static func store(
        _ batch: AppendBatch,
        in database: Database,
        _ registry: inout SeriesRegistry
    ) throws -> AppendOutcome {
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO observation (series, time, value) VALUES (?, ?, ?)
                ON CONFLICT (series, time) DO UPDATE SET value = excluded.value WHERE value <> excluded.value
                """
        )
        let source = registry.number(of: batch.source)
        let readings = batch.readings
        var outcome = AppendOutcome()
        var refused: Set<SeriesID> = []
        var isChange = [Bool](repeating: false, count: readings.count)
        for place in batch.placesBySeries {
            let reading = readings[place]
            if !reading.value.isFinite {
                outcome.rejected += 1
            } else if let stored = try registry.claim(reading.series, of: batch.binding, for: source, in: database) {
                statement.setUncheckedArguments([stored, reading.time.nanoseconds, reading.value])
                try statement.execute()
                isChange[place] = database.changesCount > 0
                outcome.unchanged += isChange[place] ? 0 : 1
            } else {
                outcome.rejected += 1
                if refused.insert(reading.series).inserted {
                    let owner = registry.owner(of: reading.series, in: batch.binding) ?? ""
                    outcome.conflicts.append(SourceConflict(series: reading.series, owner: owner))
                }
            }
        }
        let isWhole = outcome.unchanged == 0 && outcome.rejected == 0
        outcome.changed = isWhole ? readings : readings.indices.filter { isChange[$0] }.map { readings[$0] }
        return outcome
    }

    package func restore(
        _ binding: HistoryBinding,
        reach: [TimeSpan?],
        at time: Timestamp
    ) async throws(HistoryError) -> [Reading] {
        try await read { database in
            var stored: [(series: SeriesID, number: Int64)] = []
            let rows = try Row.fetchCursor(database, sql: "SELECT id, entity, measure FROM series")
            while let row = try rows.next() {
                guard let series = binding.series(entity: row[1], measure: row[2]) else { continue }
                stored.append((series, row[0]))
            }
            stored.sort { $0.series < $1.series }
            var readings: [Reading] = []
            for (series, number) in stored {
                let measure = binding.measure(of: series).index
                let span = measure < reach.count ? reach[measure] : nil
                let start = span.map { time - $0 } ?? time
                try Self.append(series, number, from: start, to: &readings, in: database)
            }
            return readings
        }
    }

    /// Appends the last reading at or before `start` and all later ones.
    private static func append(
        _ series: SeriesID,
        _ number: Int64,
        from start: Timestamp,
        to readings: inout [Reading],
        in database: Database
    ) throws {
        let statement = try database.cachedStatement(
            sql: """
                SELECT time, value FROM observation WHERE series = ?1 AND time >= coalesce(
                    (SELECT max(time) FROM observation WHERE series = ?1 AND time <= ?2), -9223372036854775808)
                ORDER BY time
                """
        )
        let rows = try Row.fetchCursor(statement, arguments: [number, start.nanoseconds])
        while let row = try rows.next() {
            readings.append(Reading(series: series, time: Timestamp(nanoseconds: row[0]), value: row[1]))
        }
    }

    package func prune(before time: Timestamp) async throws(HistoryError) -> Int {
        let numbers = try await read { try Int64.fetchAll($0, sql: "SELECT id FROM series") }
        var count = 0
        // A transaction for each series: nobody who appends waits long.
        for number in numbers {
            count += try await writer.perform { database, _ in
                let statement = try database.cachedStatement(
                    sql: """
                        DELETE FROM observation WHERE series = ?1 AND time < (
                            SELECT max(time) FROM observation WHERE series = ?1 AND time < ?2)
                        """
                )
                try statement.execute(arguments: [number, time.nanoseconds])
                return database.changesCount
            }
        }
        while true {
            let deleted = try await writer.perform { database, _ in
                try database.execute(
                    sql: """
                        DELETE FROM score_change WHERE id IN (
                            SELECT id FROM score_change WHERE time < ? ORDER BY time LIMIT 10000)
                        """,
                    arguments: [time.nanoseconds]
                )
                return database.changesCount
            }
            count += deleted
            guard deleted > 0 else { return count }
        }
    }
}

extension AppendBatch {
    /// The places of the readings, series after series, in order of delivery within each.
    ///
    /// Rows of a series lie together on disk: taking them in turns would load and spill a page for every row.
    fileprivate var placesBySeries: [Int] {
        let places = Array(readings.indices)
        let isSorted = zip(readings, readings.dropFirst()).allSatisfy { $0.series <= $1.series }
        // The standard library's sort is stable, but does not promise it.
        return isSorted ? places : places.sorted { (readings[$0].series, $0) < (readings[$1].series, $1) }
    }
}
