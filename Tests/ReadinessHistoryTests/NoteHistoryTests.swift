import GRDB
import ReadinessModel
import Testing

@testable import ReadinessHistory

/// The log of who typed readings, and why.
struct NoteHistoryTests {
    private let directory: TemporaryDirectory
    private let path: String

    init() throws {
        directory = try TemporaryDirectory()
        path = directory.file("history.sqlite")
    }

    private func note(_ second: Int64, _ value: Double, _ who: Override.Person, _ why: String) -> ReadingNote {
        ReadingNote(
            entity: "plant",
            measure: "designs_own",
            time: .seconds(second),
            value: value,
            source: "annual-report",
            who: who,
            why: why,
            at: .seconds(second + 1000)
        )
    }

    @Test func whatWasTypedIsToldInItsOrder() async throws {
        let alice = Override.Person(userID: 1000, name: "alice")
        let gone = Override.Person(userID: 4_294_967_294, name: "")
        let first = note(10, 1.0 / 3, alice, "report, \"page\" 3; it's final")
        let second = note(10, 14, gone, "corrected")
        let third = note(5, -2, alice, "first quarter")
        do {
            let store = try await SQLiteHistory.open(path: path, at: .seconds(0))
            #expect(try await store.notes(limit: 10) == [])
            try await store.record(notes: [first, second])
            try await store.record(notes: [])
            await store.close()
        }
        let store = try await SQLiteHistory.open(path: path, at: .seconds(2000))
        try await store.record(notes: [third])
        #expect(try await store.notes(limit: 10) == [first, second, third])
        #expect(try await store.notes(limit: 2) == [second, third])
        #expect(try await store.notes(limit: -1) == [third])
        await store.close()
    }

    @Test(arguments: ["UPDATE reading_note SET why = 'nothing'", "DELETE FROM reading_note"])
    func theLogCannotBeChanged(_ sql: String) async throws {
        let store = try await SQLiteHistory.open(path: path, at: .seconds(0))
        let only = note(10, 1, Override.Person(userID: 0, name: "root"), "because")
        try await store.record(notes: [only])
        await store.close()
        let queue = try DatabaseQueue(path: path)
        await #expect(throws: DatabaseError.self) { try await queue.write { try $0.execute(sql: sql) } }
        try queue.close()
        let again = try await SQLiteHistory.open(path: path, at: .seconds(20))
        #expect(try await again.notes(limit: 10) == [only])
        await again.close()
    }
}
