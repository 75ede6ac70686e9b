import GRDB
package import ReadinessModel

extension SQLiteHistory {
    package func record(overrides changes: [OverrideChange]) async throws(HistoryError) {
        guard !changes.isEmpty else { return }
        try await writer.perform(cost: changes.count * 2) { database, _ in
            for change in changes { try Self.record(change, in: database) }
        }
    }

    private static func record(_ change: OverrideChange, in database: Database) throws {
        let override = change.override
        let append = try database.cachedStatement(
            sql: """
                INSERT INTO override_log (time, action, entity, node, score, until, set_time, set_user, set_name, set_why,
                    user, name, why) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        )
        try append.execute(arguments: [
            change.at.nanoseconds, change.action.rawValue, override.entity, override.node, override.score,
            override.until.nanoseconds, override.at.nanoseconds, override.who.userID, override.who.name, override.why,
            change.who?.userID, change.who?.name, change.why,
        ])
        guard change.action == .set else {
            // Only the very override: one set in its place meanwhile stays.
            let remove = try database.cachedStatement(
                sql: "DELETE FROM override WHERE entity = ? AND node = ? AND time = ?"
            )
            try remove.execute(arguments: [override.entity, override.node, override.at.nanoseconds])
            return
        }
        let replace = try database.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO override (entity, node, score, user, name, why, until, time)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """
        )
        try replace.execute(arguments: [
            override.entity, override.node, override.score, override.who.userID, override.who.name, override.why,
            override.until.nanoseconds, override.at.nanoseconds,
        ])
    }

    package func overrides() async throws(HistoryError) -> [Override] {
        try await read { database in
            let sql = """
                SELECT entity, node, score, user, name, why, until, time FROM override ORDER BY entity, node
                """
            return try Row.fetchAll(database, sql: sql).map { Self.override($0) }
        }
    }

    package func overrideChanges(limit: Int) async throws(HistoryError) -> [OverrideChange] {
        try await read { database in
            let sql = """
                SELECT entity, node, score, set_user, set_name, set_why, until, set_time, action, time, user, name, why
                FROM override_log ORDER BY id DESC LIMIT ?
                """
            let rows = try Row.fetchAll(database, sql: sql, arguments: [max(1, limit)])
            return rows.reversed().compactMap { row in
                guard let action = OverrideChange.Action(rawValue: row[8]) else { return nil }
                let user: UInt32? = row[10]
                return OverrideChange(
                    action: action,
                    override: Self.override(row),
                    at: Timestamp(nanoseconds: row[9]),
                    who: user.map { Override.Person(userID: $0, name: row[11] ?? "") },
                    why: row[12]
                )
            }
        }
    }

    /// The override in the first eight columns.
    private static func override(_ row: Row) -> Override {
        Override(
            entity: row[0],
            node: row[1],
            score: row[2],
            who: Override.Person(userID: row[3], name: row[4]),
            why: row[5],
            until: Timestamp(nanoseconds: row[6]),
            at: Timestamp(nanoseconds: row[7])
        )
    }
}
