import GRDB
package import ReadinessModel

extension SQLiteHistory {
    package func record(notes: [ReadingNote]) async throws(HistoryError) {
        guard !notes.isEmpty else { return }
        try await writer.perform(cost: notes.count) { database, _ in
            let append = try database.cachedStatement(
                sql: """
                    INSERT INTO reading_note (at, entity, measure, time, value, source, user, name, why)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """
            )
            for note in notes {
                try append.execute(arguments: [
                    note.at.nanoseconds, note.entity, note.measure, note.time.nanoseconds, note.value, note.source,
                    note.who.userID, note.who.name, note.why,
                ])
            }
        }
    }

    package func notes(limit: Int) async throws(HistoryError) -> [ReadingNote] {
        try await read { database in
            let sql = """
                SELECT entity, measure, time, value, source, user, name, why, at
                FROM reading_note ORDER BY id DESC LIMIT ?
                """
            return try Row.fetchAll(database, sql: sql, arguments: [max(1, limit)]).reversed().map { row in
                ReadingNote(
                    entity: row[0],
                    measure: row[1],
                    time: Timestamp(nanoseconds: row[2]),
                    value: row[3],
                    source: row[4],
                    who: Override.Person(userID: row[5], name: row[6]),
                    why: row[7],
                    at: Timestamp(nanoseconds: row[8])
                )
            }
        }
    }
}
