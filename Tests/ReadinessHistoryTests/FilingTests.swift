import FoundationEssentials
import GRDB
import ReadinessModel
import Testing

@testable import ReadinessHistory

/// Readings that wait as they arrived, in blocks and in rows: one history all the same.
@Suite struct FilingTests {
    private let directory: TemporaryDirectory
    private let path: String

    init() throws {
        directory = try TemporaryDirectory()
        path = directory.file("history.sqlite")
    }

    private static var small: ReadingStorage.Filing {
        var filing = ReadingStorage.Filing()
        filing.least = 10
        filing.perSeries = 1
        filing.blockLimit = 4
        return filing
    }

    private func counts(_ history: BoundHistory) async throws -> [Int] {
        try await history.store.writer.perform { database, _ in
            try ["arrival", "block", "observation"].map {
                try Int.fetchOne(database, sql: "SELECT count(*) FROM \($0)") ?? 0
            }
        }
    }

    @Test func newReadingsWaitUntilThereAreEnough() async throws {
        let history = try await BoundHistory(path, .plain(entities: 2, measures: 1), filing: Self.small)
        for second in 0..<7 { _ = try await history.append("a", [try history.reading("e0", "m0", Int64(second), 1)]) }
        #expect(try await counts(history) == [7, 0, 0])
        for second in 0..<3 { _ = try await history.append("a", [try history.reading("e1", "m0", Int64(second), 1)]) }
        // Seven readings of one series are two blocks of at most four; three are too few for a block.
        #expect(try await counts(history) == [0, 2, 3])
    }

    @Test func closingFilesWhatWaits() async throws {
        var history = try await BoundHistory(path, .plain(entities: 1, measures: 1))
        let readings = try (0..<9).map { try history.reading("e0", "m0", $0, Double($0)) }
        _ = try await history.append("a", readings)
        #expect(try await counts(history) == [1, 0, 0])
        await history.store.close()
        history = try await BoundHistory(path, .plain(entities: 1, measures: 1))
        #expect(try await counts(history) == [0, 1, 0])
        #expect(try await history.everything() == readings)
    }

    @Test func aBlockTakesLateAndCorrectedReadings() async throws {
        let history = try await BoundHistory(path, .plain(entities: 1, measures: 1), filing: Self.small)
        var readings = try (0..<20).map { try history.reading("e0", "m0", $0 * 10, 1) }
        #expect(try await history.append("a", readings).changed == readings)
        #expect(try await counts(history) == [0, 5, 0])
        // The same again changes nothing and is not stored twice.
        #expect(try await history.append("a", readings) == AppendOutcome(unchanged: 20))
        let corrected = try history.reading("e0", "m0", 50, 2)
        let between = try (1..<9).map { try history.reading("e0", "m0", 120 + $0, 3) }
        #expect(try await history.append("a", [corrected] + between).changed == [corrected] + between)
        readings[5] = corrected
        readings = (readings + between).sorted { $0.time < $1.time }
        #expect(try await history.everything() == readings)
        // Between blocks there is room for rows.
        let gap = try history.reading("e0", "m0", 35, 4)
        _ = try await history.append("a", [gap])
        #expect(try await counts(history)[2] == 1)
        #expect(try await history.everything() == (readings + [gap]).sorted { $0.time < $1.time })
    }

    /// After a transaction that failed nothing of it is taken for stored.
    @Test func aFailedTransactionIsForgotten() async throws {
        let history = try await BoundHistory(path, .plain(entities: 2, measures: 1), filing: Self.small)
        let first = try history.reading("e0", "m0", 10, 1)
        _ = try await history.append("a", [first])
        let batch = history.batch("a", [try history.reading("e0", "m0", 20, 1), try history.reading("e1", "m0", 5, 1)])
        await #expect(throws: HistoryError.self) {
            try await history.store.writer.perform { database, registry in
                registry.latest[1] = Timestamp.seconds(30).nanoseconds
                try database.execute(sql: "INSERT INTO arrival (readings) VALUES (NULL)")
            }
        }
        let outcome = try #require(try await history.store.append([batch]).first)
        #expect(outcome.changed == batch.readings)
        #expect(try await history.everything() == [first] + batch.readings)
    }

    @Test(arguments: [
        "arrival (readings) VALUES (x'00')", "block (series, first, last, readings) VALUES (1, 0, 0, x'00')",
    ])
    func aDamagedRowIsTold(_ row: String) async throws {
        let history = try await BoundHistory(path, .plain(entities: 1, measures: 1))
        _ = try await history.append("a", [try history.reading("e0", "m0", 10, 1)])
        try await history.store.writer.perform { database, _ in try database.execute(sql: "INSERT INTO \(row)") }
        do {
            _ = try await history.everything()
            Issue.record("a damaged row was read")
        } catch let error as HistoryError {
            #expect(error.code == .corrupt)
        }
    }

    @Test func packedReadingsComeBack() throws {
        var random = SplitMix64(state: 7)
        let readings = (0..<1000).map { _ in
            (
                Int32.random(in: 0...(.max), using: &random), Int64.random(in: .min...(.max), using: &random),
                Double.random(in: -1e300...1e300, using: &random)
            )
        }
        var packed = PackedArrivals(capacity: readings.count)
        for (series, time, value) in readings { packed.append(series: series, time: time, value: value) }
        var found: [(Int32, Int64, Double)] = []
        try packed.withData { try PackedArrivals.forEach($0) { found.append(($0, $1, $2)) } }
        #expect(found.elementsEqual(readings, by: ==))
        let entries = readings.map { Block.Entry(time: $0.1, value: $0.2) }
        #expect(try Block(Block(entries).data).entries == entries)
    }
}
