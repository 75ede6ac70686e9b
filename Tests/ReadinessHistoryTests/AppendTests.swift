import GRDB
import ReadinessModel
import Testing

@testable import ReadinessHistory

/// What becomes of readings that are stored.
@Suite struct AppendTests {
    let directory: TemporaryDirectory
    let path: String

    init() throws {
        directory = try TemporaryDirectory()
        path = directory.file("history.sqlite")
    }

    @Test func newReadingsAreChanges() async throws {
        let history = try await BoundHistory(path, .plain(entities: 2, measures: 2))
        let readings = [try history.reading("e0", "m0", 10, 1.5), try history.reading("e1", "m1", 11, -2)]
        let outcome = try await history.append("a", readings)
        #expect(outcome == AppendOutcome(changed: readings))
        #expect(try await history.everything() == readings)
    }

    @Test func sameIdentityTheLastDeliveredCounts() async throws {
        let history = try await BoundHistory(path, .plain(entities: 1, measures: 1))
        let first = try history.reading("e0", "m0", 10, 1)
        let second = try history.reading("e0", "m0", 10, 2)
        _ = try await history.append("a", [first])
        #expect(try await history.append("a", [second]) == AppendOutcome(changed: [second]))
        #expect(try await history.append("a", [second, second]) == AppendOutcome(changed: [], unchanged: 2))
        #expect(try await history.append("a", [first, second]) == AppendOutcome(changed: [first, second]))
        #expect(try await history.everything() == [second])
    }

    @Test func unchangedAmongChangedKeepsTheOrder() async throws {
        let history = try await BoundHistory(path, .plain(entities: 1, measures: 1))
        let readings = try (0..<5).map { try history.reading("e0", "m0", $0, Double($0)) }
        _ = try await history.append("a", [readings[1], readings[3]])
        let outcome = try await history.append("a", readings)
        #expect(outcome == AppendOutcome(changed: [readings[0], readings[2], readings[4]], unchanged: 2))
    }

    @Test func numbersThatAreNoneAreRefused() async throws {
        let history = try await BoundHistory(path, .plain(entities: 1, measures: 1))
        let good = try history.reading("e0", "m0", 3, 1)
        let outcome = try await history.append(
            "a",
            [try history.reading("e0", "m0", 1, .nan), try history.reading("e0", "m0", 2, .infinity), good]
        )
        #expect(outcome == AppendOutcome(changed: [good], rejected: 2))
        #expect(try await history.everything() == [good])
    }

    @Test func extremeTimesAndValuesReturnAsTheyWere() async throws {
        let history = try await BoundHistory(path, .plain(entities: 1, measures: 1))
        let values = [Double.leastNonzeroMagnitude, .greatestFiniteMagnitude, -0.1, 9_007_199_254_740_992]
        let times: [Int64] = [.min, -1, 0, .max]
        let series = try history.reading("e0", "m0", 0, 0).series
        let readings = zip(times, values).map {
            Reading(series: series, time: Timestamp(nanoseconds: $0.0), value: $0.1)
        }
        _ = try await history.append("a", readings)
        #expect(try await history.everything() == readings)
    }

    @Test func emptyBatchesHaveOutcomes() async throws {
        let history = try await BoundHistory(path, .plain(entities: 1, measures: 1))
        #expect(try await history.store.append([]) == [])
        let outcomes = try await history.store.append([history.batch("a", []), history.batch("b", [])])
        #expect(outcomes == [AppendOutcome(), AppendOutcome()])
    }

    @Test func manyCallersShareTransactionsAndEachGetsItsOutcome() async throws {
        let history = try await BoundHistory(path, .plain(entities: 50, measures: 1))
        let reading = try history.reading("e0", "m0", 0, 0)
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for entity in 0..<50 {
                for second in 0..<10 {
                    group.addTask {
                        var own = reading
                        own.series = SeriesID(entity)
                        own.time = .seconds(Int64(second))
                        return try await history.append("a", [own]) == AppendOutcome(changed: [own])
                    }
                }
            }
            for try await isRight in group { #expect(isRight) }
        }
        #expect(try await history.everything().count == 500)
    }

    @Test func workThatFailsInCompanyFailsAlone() async throws {
        let history = try await BoundHistory(path, .plain(entities: 1, measures: 1))
        let readings = try (0..<40).map { try history.reading("e0", "m0", $0, 1) }
        await withTaskGroup(of: Void.self) { group in
            for reading in readings {
                group.addTask {
                    let outcome = try? await history.append("a", [reading])
                    #expect(outcome?.changed == [reading])
                }
                group.addTask {
                    await #expect(throws: HistoryError.self) {
                        try await history.store.writer.perform { database, _ in
                            try database.execute(sql: "INSERT INTO observation VALUES (1, NULL, 1)")
                        }
                    }
                }
            }
        }
        #expect(try await history.everything() == readings)
    }

    @Test(arguments: [(SQLiteHistory.Settings().durability, 2), (.process, 1)])
    func durabilityIsAsSetAndAgainstLossOfPowerByDefault(_ durability: SQLiteHistory.Durability, _ level: Int)
        async throws
    {
        var settings = SQLiteHistory.Settings()
        settings.durability = durability
        let store = try await SQLiteHistory.open(path: path, settings: settings, at: .seconds(0))
        let found = try await store.writer.perform { database, _ in
            try Int.fetchOne(database, sql: "PRAGMA synchronous")
        }
        #expect(found == level)
    }

    @Test func closedHistoryRefuses() async throws {
        let history = try await BoundHistory(path, .plain(entities: 1, measures: 1))
        let reading = try history.reading("e0", "m0", 1, 1)
        _ = try await history.append("a", [reading])
        await history.store.close()
        await #expect { try await history.append("a", [reading]) } throws: { ($0 as? HistoryError)?.code == .closed }
        await #expect { try await history.everything() } throws: { ($0 as? HistoryError)?.code == .closed }
        #expect(directory.names == ["history.sqlite", "history.sqlite.lock"])
    }
}
