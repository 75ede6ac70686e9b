import FoundationEssentials
import GRDB

/// Stores readings that are not later than all of their series: again ones, corrected ones, and those that come late.
///
/// They should come series after series, in order of time, so that what is found for one serves the next.
struct LateReadings {
    private let storage: ReadingStorage
    private var found = Found.nothing

    /// What is known of the blocks around the last reading.
    private enum Found {
        case nothing
        /// A block of the series.
        case block(series: Int32, Block)
        /// No block of the series holds a time of the range.
        case gap(series: Int32, ClosedRange<Int64>)
    }

    init(_ storage: ReadingStorage) { self.storage = storage }

    /// Stores a reading. Nothing may wait in `arrival`.
    ///
    /// - Returns: whether it is new or replaced another value.
    mutating func store(series: Int32, time: Int64, value: Double) throws -> Bool {
        try find(series, time)
        guard case .block(_, var block) = found else { return try storeRow(series, time, value) }
        let place = block.place(of: time)
        if block.entries[place].time == time {
            guard block.entries[place].value != value else { return false }
            block.entries[place].value = value
        } else {
            block.entries.insert(Block.Entry(time: time, value: value), at: place)
        }
        if block.entries.count > 2 * storage.filing.blockLimit {
            try storage.delete(block, of: series)
            try storage.insert(block.entries[...], of: series)
            found = .nothing
        } else {
            let statement = try storage.database.cachedStatement(
                sql: "UPDATE block SET readings = ? WHERE series = ? AND first = ?"
            )
            statement.setUncheckedArguments([block.data, series, block.entries[0].time])
            try statement.execute()
            found = .block(series: series, block)
        }
        return true
    }

    private func storeRow(_ series: Int32, _ time: Int64, _ value: Double) throws -> Bool {
        let statement = try storage.database.cachedStatement(
            sql: """
                INSERT INTO observation (series, time, value) VALUES (?, ?, ?)
                ON CONFLICT (series, time) DO UPDATE SET value = excluded.value WHERE value <> excluded.value
                """
        )
        statement.setUncheckedArguments([series, time, value])
        try statement.execute()
        return storage.database.changesCount > 0
    }

    /// Finds the block that spans the time, or that there is none.
    private mutating func find(_ series: Int32, _ time: Int64) throws {
        switch found {
        case .block(series, let block) where block.spans(time): return
        case .gap(series, let range) where range.contains(time): return
        default: break
        }
        var start = Int64.min
        let before = try storage.database.cachedStatement(
            sql: "SELECT readings FROM block WHERE series = ? AND first <= ? ORDER BY first DESC LIMIT 1"
        )
        if let data = try Data.fetchOne(before, arguments: [series, time]) {
            let block = try Block(data)
            guard !block.spans(time) else {
                found = .block(series: series, block)
                return
            }
            start = block.entries[block.entries.count - 1].time + 1
        }
        let after = try storage.database.cachedStatement(
            sql: "SELECT min(first) FROM block WHERE series = ? AND first > ?"
        )
        let next = try Int64?.fetchOne(after, arguments: [series, time]) ?? nil
        found = .gap(series: series, start...(next.map { $0 - 1 } ?? .max))
    }
}

extension Block {
    /// Whether a time lies between the first reading and the last.
    func spans(_ time: Int64) -> Bool { entries[0].time <= time && time <= entries[entries.count - 1].time }
}
