import FoundationEssentials
import GRDB

/// The tables of readings inside one transaction of the writer.
package struct ReadingStorage {
    /// When and how arrivals are filed by series.
    package struct Filing: Sendable, Hashable {
        /// So many readings wait at least before they are filed, ...
        package var least = 100_000
        /// ... or so many for each series, so that there are several of each, ...
        package var perSeries = 16
        /// ... but never more.
        package var most = 2_000_000
        /// From so many readings of a series on they make a block.
        package var blockMinimum = 4
        /// So many readings a block holds: a page of the file.
        package var blockLimit = 250

        /// Makes the default rules.
        package init() {}

        /// How many arrivals may wait when so many series are stored.
        func limit(series: Int) -> Int { min(most, max(least, perSeries * series)) }
    }

    let database: Database
    let filing: Filing
}

// MARK: - Arrivals

extension ReadingStorage {
    /// Appends readings, each later than all of its series.
    func append(_ arrivals: PackedArrivals, _ latest: inout LatestTimes) throws {
        guard arrivals.count > 0 else { return }
        let statement = try database.cachedStatement(sql: "INSERT INTO arrival (readings) VALUES (?)")
        try arrivals.withData { try statement.execute(arguments: [$0]) }
        latest.pending = latest.pending.map { $0 + arrivals.count }
    }

    /// Files by series what has arrived.
    func file(_ latest: inout LatestTimes) throws {
        guard latest.pending != 0 else { return }
        try write(try arrivals(expected: latest.pending ?? 0))
        try database.execute(sql: "DELETE FROM arrival")
        latest.pending = 0
    }

    /// What has arrived, by stored number.
    private func arrivals(expected: Int) throws -> (counts: [Int], entries: [Block.Entry]) {
        var series: [Int32] = []
        var waiting: [Block.Entry] = []
        series.reserveCapacity(expected)
        waiting.reserveCapacity(expected)
        var counts: [Int] = []
        let rows = try Row.fetchCursor(database, sql: "SELECT readings FROM arrival ORDER BY id")
        while let row = try rows.next() {
            try PackedArrivals.forEach(row[0]) { number, time, value in
                let index = Int(number)
                if index >= counts.count {
                    counts.append(contentsOf: repeatElement(0, count: index + 1 - counts.count))
                }
                counts[index] += 1
                series.append(number)
                waiting.append(Block.Entry(time: time, value: value))
            }
        }
        // Counting sort: stable, so each series stays in order of arrival, which is that of time.
        var places = [Int](repeating: 0, count: counts.count)
        for index in counts.indices.dropFirst() { places[index] = places[index - 1] + counts[index - 1] }
        var entries = waiting
        for (number, entry) in zip(series, waiting) {
            entries[places[Int(number)]] = entry
            places[Int(number)] += 1
        }
        return (counts, entries)
    }

    private func write(_ filed: (counts: [Int], entries: [Block.Entry])) throws {
        let row = try database.cachedStatement(
            sql: "INSERT INTO observation (series, time, value) VALUES (?, ?, ?)"
        )
        let block = try blockInsertion()
        var start = 0
        for (series, count) in filed.counts.enumerated() where count > 0 {
            let entries = filed.entries[start..<start + count]
            start += count
            if count >= filing.blockMinimum {
                try insert(entries, of: Int32(series), by: block)
            } else {
                for entry in entries {
                    row.setUncheckedArguments([series, entry.time, entry.value])
                    try row.execute()
                }
            }
        }
    }
}

// MARK: - Blocks

extension ReadingStorage {
    /// Stores readings in order of time as one or several blocks.
    func insert(_ entries: ArraySlice<Block.Entry>, of series: Int32) throws {
        try insert(entries, of: series, by: blockInsertion())
    }

    /// The statement that stores a block. Finding it takes longer than storing a short one.
    private func blockInsertion() throws -> Statement {
        try database.cachedStatement(sql: "INSERT INTO block (series, first, last, readings) VALUES (?, ?, ?, ?)")
    }

    private func insert(_ entries: ArraySlice<Block.Entry>, of series: Int32, by statement: Statement) throws {
        var rest = entries
        while let first = rest.first {
            let piece = rest.prefix(filing.blockLimit)
            rest = rest.dropFirst(piece.count)
            statement.setUncheckedArguments([
                series, first.time, piece[piece.endIndex - 1].time, Block.data(piece),
            ])
            try statement.execute()
        }
    }

    /// Deletes the block of a series that begins at a time.
    func delete(_ block: Block, of series: Int32) throws {
        try database.cachedStatement(sql: "DELETE FROM block WHERE series = ? AND first = ?")
            .execute(arguments: [series, block.entries[0].time])
    }

    /// The time of the last reading filed of a series, `LatestTimes.never` without one.
    func latest(of series: Int32) throws -> Int64 {
        let statement = try database.cachedStatement(
            sql: """
                SELECT max(
                    coalesce((SELECT max(time) FROM observation WHERE series = ?1), \(LatestTimes.never + 1)),
                    coalesce((SELECT last FROM block WHERE series = ?1 ORDER BY first DESC LIMIT 1),
                        \(LatestTimes.never + 1)))
                """
        )
        let time = try Int64.fetchOne(statement, arguments: [series]) ?? LatestTimes.never
        return time == LatestTimes.never + 1 ? LatestTimes.never : time
    }
}
