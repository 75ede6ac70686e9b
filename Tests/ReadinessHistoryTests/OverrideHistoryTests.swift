import GRDB
import ReadinessModel
import Testing

@testable import ReadinessHistory

/// Overrides in force, and the log of all that was done to them.
@Suite struct OverrideHistoryTests {
    let directory: TemporaryDirectory
    let path: String

    init() throws {
        directory = try TemporaryDirectory()
        path = directory.file("history.sqlite")
    }

    private let alice = Override.Person(userID: 1000, name: "alice")
    private let bob = Override.Person(userID: 4_294_967_294, name: "")

    private func override(_ entity: String, _ node: String, _ score: Double, at second: Int64) -> Override {
        Override(
            entity: entity,
            node: node,
            score: score,
            who: alice,
            why: "audit pending; \"quoted\" 'so'",
            until: .seconds(second + 100),
            at: .seconds(second)
        )
    }

    private func set(_ override: Override) -> OverrideChange {
        OverrideChange(action: .set, override: override, at: override.at, who: override.who, why: override.why)
    }

    @Test func whatIsInForceOutlivesTheProcess() async throws {
        let first = override("plant", "root", 1.0 / 3, at: 10)
        let second = override("depot", "root", 1, at: 11)
        let replaced = override("plant", "root", 0, at: 12)
        let lifted = OverrideChange(action: .lifted, override: second, at: .seconds(20), who: bob, why: "done")
        do {
            let store = try await SQLiteHistory.open(path: path, at: .seconds(0))
            #expect(try await store.overrides() == [])
            try await store.record(overrides: [set(first)])
            try await store.record(overrides: [set(second), set(replaced)])
            #expect(try await store.overrides() == [second, replaced])
            try await store.record(overrides: [lifted])
            try await store.record(overrides: [])
            await store.close()
        }
        let store = try await SQLiteHistory.open(path: path, at: .seconds(30))
        #expect(try await store.overrides() == [replaced])
        #expect(try await store.overrideChanges(limit: 100) == [set(first), set(second), set(replaced), lifted])
        #expect(try await store.overrideChanges(limit: 1) == [lifted])
        let expired = OverrideChange(action: .expired, override: replaced, at: .seconds(112))
        try await store.record(overrides: [expired])
        #expect(try await store.overrides() == [])
        #expect(try await store.overrideChanges(limit: 1) == [expired])
        await store.close()
    }

    /// An expiry that comes after a new override of the same place ends the old one only.
    @Test func theEndOfAnOldOverrideSparesTheNew() async throws {
        let store = try await SQLiteHistory.open(path: path, at: .seconds(0))
        let (old, new) = (override("plant", "root", 0.5, at: 10), override("plant", "root", 0.6, at: 50))
        try await store.record(overrides: [
            set(old), set(new), OverrideChange(action: .expired, override: old, at: .seconds(110)),
        ])
        #expect(try await store.overrides() == [new])
        await store.close()
    }

    @Test func theLogCannotBeChanged() async throws {
        let store = try await SQLiteHistory.open(path: path, at: .seconds(0))
        try await store.record(overrides: [set(override("plant", "root", 0.5, at: 10))])
        await store.close()
        let queue = try DatabaseQueue(path: path)
        for sql in ["UPDATE override_log SET why = 'nothing'", "DELETE FROM override_log"] {
            await #expect(throws: DatabaseError.self, "\(sql)") { try await queue.write { try $0.execute(sql: sql) } }
        }
        let rows = try await queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM readable_override_log") }
        #expect(rows == 1)
    }

    /// A history of the version before gets the new tables and keeps what it holds.
    @Test func anOlderHistoryIsExtended() async throws {
        do {
            let queue = try DatabaseQueue(path: path)
            try Schema.migrator.migrate(queue, upTo: "1")
            try await queue.write { database in
                try database.execute(sql: "INSERT INTO series (entity, measure, source) VALUES ('e0', 'm0', 'a')")
                try database.execute(sql: "INSERT INTO observation VALUES (1, 5000000000, 7)")
            }
            try queue.close()
        }
        let history = try await BoundHistory(path, .plain(entities: 1, measures: 1))
        #expect(try await history.everything() == [try history.reading("e0", "m0", 5, 7)])
        try await history.store.record(overrides: [set(override("e0", "root", 0.5, at: 10))])
        #expect(try await history.store.overrides().count == 1)
        await history.store.close()
    }
}
