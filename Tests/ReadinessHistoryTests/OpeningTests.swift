import GRDB
import Glibc
import ReadinessModel
import Testing

@testable import ReadinessHistory

/// What files the history accepts, refuses and replaces.
@Suite struct OpeningTests {
    let directory: TemporaryDirectory
    let path: String
    let time = Timestamp.seconds(1_767_225_600)

    init() throws {
        directory = try TemporaryDirectory()
        path = directory.file("history.sqlite")
    }

    private func failure(_ path: String? = nil) async -> HistoryError? {
        do {
            _ = try await SQLiteHistory.open(path: path ?? self.path, at: time)
            return nil
        } catch {
            return error
        }
    }

    @Test func secondOwnerIsRefusedUntilTheFirstCloses() async throws {
        let first = try await SQLiteHistory.open(path: path, at: time)
        let error = await failure()
        #expect(error?.code == .locked)
        #expect(error?.cause == "the history is in use by process \(getpid())")
        await first.close()
        #expect(await failure() == nil)
    }

    @Test func rubbishIsMovedAside() async throws {
        try write(Array(repeating: UInt8(ascii: "x"), count: 5000), to: path)
        let store = try await SQLiteHistory.open(path: path, at: time)
        let replacement = try #require(store.replacement)
        #expect(replacement.path == path + ".corrupt-2026-01-01T00:00:00Z")
        #expect(replacement.cause.contains("not a database"))
        #expect(try contents(replacement.path) == Array(repeating: UInt8(ascii: "x"), count: 5000))
        let history = try await store.lastScores()
        #expect(history.isEmpty)
    }

    @Test func secondDamageOfTheSameSecondKeepsBothFiles() async throws {
        for _ in 0..<2 {
            try write(Array("rubbish, long enough to be looked at".utf8), to: path)
            let store = try await SQLiteHistory.open(path: path, at: time)
            #expect(store.replacement != nil)
            await store.close()
        }
        #expect(directory.names.filter { $0.contains("corrupt") }.count == 2)
    }

    @Test func damageMetWhileRunningIsRepairedByTheNextStart() async throws {
        let model = Model.plain(entities: 50, measures: 1)
        let history = try await BoundHistory(path, model)
        for series in 0..<50 {
            let readings = (0..<200).map { Reading(series: SeriesID(series), time: .seconds(Int64($0)), value: 1) }
            _ = try await history.append("a", readings)
        }
        await history.store.close()
        // Every page but the first thirty, which hold the tables' roots and the series.
        var bytes = try contents(path)
        for index in bytes.indices.dropFirst(30 * 4096) { bytes[index] = 0xa5 }
        try write(bytes, to: path)
        let damaged = try await BoundHistory(path, model)
        #expect(damaged.store.replacement == nil)
        await #expect { try await damaged.everything() } throws: { ($0 as? HistoryError)?.code == .corrupt }
        await damaged.store.close()
        let repaired = try await BoundHistory(path, model)
        #expect(repaired.store.replacement != nil)
        #expect(try await repaired.everything() == [])
        #expect(!directory.names.contains("history.sqlite.suspect"))
    }

    @Test func unfoundedSuspicionKeepsTheFile() async throws {
        let history = try await BoundHistory(path, .plain(entities: 1, measures: 1))
        let reading = try history.reading("e0", "m0", 1, 1)
        _ = try await history.append("a", [reading])
        await history.store.close()
        try write([], to: path + ".suspect")
        let again = try await BoundHistory(path, history.model)
        #expect(again.store.replacement == nil)
        #expect(try await again.everything() == [reading])
        #expect(!directory.names.contains("history.sqlite.suspect"))
    }

    @Test func newerSchemaIsRefusedAndLeftAlone() async throws {
        let store = try await SQLiteHistory.open(path: path, at: time)
        try await store.writer.perform { database, _ in
            try database.execute(sql: "INSERT INTO grdb_migrations VALUES ('7')")
        }
        await store.close()
        let before = try contents(path)
        let error = await failure()
        #expect(error?.code == .newerSchema)
        #expect(error?.cause == "the file has schema 7, this readinessd knows schemas up to 4")
        #expect(try contents(path) == before)
    }

    @Test func databaseOfAnotherProgramIsRefusedAndLeftAlone() async throws {
        let queue = try DatabaseQueue(path: path)
        try await queue.write { try $0.execute(sql: "CREATE TABLE recipe (name TEXT)") }
        try queue.close()
        let before = try contents(path)
        #expect(await failure()?.code == .foreign)
        #expect(try contents(path) == before)
    }

    @Test func missingDirectoryIsToldWithItsPath() async throws {
        let missing = directory.file("nowhere/history.sqlite")
        let error = await failure(missing)
        #expect(error?.code == .cannotOpen)
        #expect("\(try #require(error))".contains(missing))
    }

    @Test(.enabled(if: getuid() != 0, "root writes everywhere"))
    func directoryThatCannotBeWrittenIsTold() async throws {
        chmod(directory.path, 0o500)
        defer { chmod(directory.path, 0o700) }
        #expect(await failure()?.code == .readOnly)
    }

    @Test func fullDiskFailsTheWriteAndKeepsWhatWasAcknowledged() async throws {
        let history = try await BoundHistory(path, .plain(entities: 2, measures: 1))
        let kept = try history.reading("e0", "m0", 0, 1)
        _ = try await history.append("a", [kept])
        let limit = try await history.store.writer.perform { database, _ in
            try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
        }
        try await history.store.writer.perform { database, _ in
            try database.execute(sql: "PRAGMA max_page_count = \(limit)")
        }
        let flood = try (1..<2000).map { try history.reading("e1", "m0", $0, 2) }
        await #expect { try await history.append("b", flood) } throws: { ($0 as? HistoryError)?.code == .diskFull }
        #expect(try await history.everything() == [kept])
        try await history.store.writer.perform { database, _ in
            try database.execute(sql: "PRAGMA max_page_count = 1000000")
        }
        // The series of the failed write is as new: it belongs to whoever delivers it first.
        #expect(try await history.append("a", flood) == AppendOutcome(changed: flood))
        #expect(try await history.everything() == [kept] + flood)
    }
}
