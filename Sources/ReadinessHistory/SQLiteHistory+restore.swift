import FoundationEssentials
import GRDB
package import ReadinessModel

extension SQLiteHistory {
    package func restore(
        _ binding: HistoryBinding,
        reach: [TimeSpan?],
        at time: Timestamp
    ) async throws(HistoryError) -> [Reading] {
        try await fileArrivals()
        return try await read { database in
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
                let entries = try Self.entries(of: number, from: start.nanoseconds, in: database)
                readings.append(
                    contentsOf: entries.lazy.map {
                        Reading(series: series, time: Timestamp(nanoseconds: $0.time), value: $0.value)
                    }
                )
            }
            return readings
        }
    }

    /// Files by series what has arrived, so that readers find it.
    func fileArrivals() async throws(HistoryError) {
        let filing = filing
        try await writer.perform { database, registry in
            try ReadingStorage(database: database, filing: filing).file(&registry.latest)
        }
    }

    /// The last reading of a series at or before `start` and all later ones, in order of time.
    static func entries(of number: Int64, from start: Int64, in database: Database) throws -> ArraySlice<Block.Entry> {
        var entries: [Block.Entry] = []
        let blocks = try Row.fetchCursor(
            try database.cachedStatement(
                sql: """
                    SELECT readings FROM block WHERE series = ?1 AND first >= coalesce(
                        (SELECT max(first) FROM block WHERE series = ?1 AND first <= ?2), -9223372036854775808)
                    ORDER BY first
                    """
            ),
            arguments: [number, start]
        )
        while let row = try blocks.next() { entries.append(contentsOf: try Block(row[0] as Data).entries) }
        let fromBlocks = entries.count
        let rows = try Row.fetchCursor(
            try database.cachedStatement(
                sql: """
                    SELECT time, value FROM observation WHERE series = ?1 AND time >= coalesce(
                        (SELECT max(time) FROM observation WHERE series = ?1 AND time <= ?2), -9223372036854775808)
                    ORDER BY time
                    """
            ),
            arguments: [number, start]
        )
        while let row = try rows.next() { entries.append(Block.Entry(time: row[0], value: row[1])) }
        if fromBlocks > 0, fromBlocks < entries.count { entries.sort { $0.time < $1.time } }
        let last = Block(entries).place(of: start)
        let isExact = last < entries.count && entries[last].time == start
        return entries[(isExact ? last : max(last - 1, 0))...]
    }
}
