import FoundationEssentials
import GRDB
package import ReadinessModel

extension SQLiteHistory {
    package func prune(before time: Timestamp) async throws(HistoryError) -> Int {
        try await fileArrivals()
        let numbers = try await read { try Int64.fetchAll($0, sql: "SELECT id FROM series") }
        let filing = filing
        var count = 0
        // A transaction for each series: nobody who appends waits long.
        for number in numbers {
            count += try await writer.perform { database, _ in
                try ReadingStorage(database: database, filing: filing)
                    .prune(Int32(number), before: time.nanoseconds)
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

extension ReadingStorage {
    /// Deletes the readings of a series before a time, but for the last of them.
    ///
    /// - Returns: how many.
    fileprivate func prune(_ series: Int32, before time: Int64) throws -> Int {
        // What arrived since the others were filed is newer than all of its series and may stay, but then the last
        // reading before the time may be among it, and an older one stays too until the next time.
        guard let last = try lastTime(of: series, before: time) else { return 0 }
        try database.cachedStatement(sql: "DELETE FROM observation WHERE series = ? AND time < ?")
            .execute(arguments: [series, last])
        var count = database.changesCount
        let old = try Row.fetchAll(
            try database.cachedStatement(
                sql: "SELECT readings FROM block WHERE series = ? AND first < ? ORDER BY first"
            ),
            arguments: [series, last]
        )
        for row in old {
            let block = try Block(row[0] as Data)
            let place = block.place(of: last)
            count += place
            try delete(block, of: series)
            try insert(block.entries[place...], of: series)
        }
        return count
    }

    /// The time of the last reading of a series before another time; nil without one.
    private func lastTime(of series: Int32, before time: Int64) throws -> Int64? {
        let row = try Int64?.fetchOne(
            try database.cachedStatement(sql: "SELECT max(time) FROM observation WHERE series = ? AND time < ?"),
            arguments: [series, time]
        )
        let data = try Data.fetchOne(
            try database.cachedStatement(
                sql: "SELECT readings FROM block WHERE series = ? AND first < ? ORDER BY first DESC LIMIT 1"
            ),
            arguments: [series, time]
        )
        let block = try data.map { try Block($0) }
        let inBlock = block.map { $0.entries[$0.place(of: time) - 1].time }
        return [row ?? nil, inBlock].compactMap(\.self).max()
    }
}
