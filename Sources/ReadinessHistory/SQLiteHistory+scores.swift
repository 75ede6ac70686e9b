import GRDB
package import ReadinessModel

extension SQLiteHistory {
    package func record(_ changes: [ScoreChange]) async throws(HistoryError) {
        guard !changes.isEmpty else { return }
        try await writer.perform(cost: changes.count * 2) { database, registry in
            let statements = try ScoreStatements(database)
            var models: [ModelStamp: Int64] = [:]
            for change in changes {
                let subject = try registry.subjects.number(of: change, in: database)
                let model = try models[change.model] ?? Self.number(of: change.model, in: database)
                models[change.model] = model
                try statements.record(change, subject: subject, model: model)
            }
        }
    }

    private static func number(of model: ModelStamp, in database: Database) throws -> Int64 {
        try SubjectNumbers.number(
            insert: "INSERT INTO model (name, version, hash) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            find: "SELECT id FROM model WHERE name = ? AND version = ? AND hash = ?",
            [model.id, model.version, model.hash],
            in: database
        )
    }

    package func lastScores() async throws(HistoryError) -> [StoredScore] {
        try await read { database in
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT time, entity, node, score, band, coverage, low, high, name, version, hash
                    FROM last_score JOIN subject ON subject.id = subject JOIN model ON model.id = model
                    ORDER BY entity, node
                    """
            )
            var scores: [StoredScore] = []
            while let row = try rows.next() {
                scores.append(
                    StoredScore(
                        time: Timestamp(nanoseconds: row[0]),
                        entity: row[1],
                        node: row[2],
                        score: ScoreChange.Score(value: row[3], band: row[4]),
                        coverage: row[5],
                        low: row[6],
                        high: row[7],
                        model: ModelStamp(id: row[8], version: row[9], hash: row[10])
                    )
                )
            }
            return scores
        }
    }

    package func scoreChanges(
        entity: String?,
        node: String?,
        since: Timestamp,
        limit: Int
    ) async throws(HistoryError) -> [ScoreChange] {
        try await read { database in
            let statement = try database.cachedStatement(
                sql: """
                    SELECT time, entity, node, told_before, previous_score, previous_band, score, band, coverage, low,
                        high, name, version, hash
                    FROM score_change JOIN subject ON subject.id = subject JOIN model ON model.id = model
                    WHERE (?1 IS NULL OR entity = ?1) AND (?2 IS NULL OR node = ?2) AND time >= ?3
                    ORDER BY time DESC, score_change.id DESC LIMIT ?4
                    """
            )
            let arguments: StatementArguments = [entity, node, since.nanoseconds, max(1, limit)]
            let rows = try Row.fetchCursor(statement, arguments: arguments)
            var changes: [ScoreChange] = []
            while let row = try rows.next() { changes.append(Self.change(row)) }
            return changes.reversed()
        }
    }

    private static func change(_ row: Row) -> ScoreChange {
        ScoreChange(
            time: Timestamp(nanoseconds: row[0]),
            entity: row[1],
            node: row[2],
            previous: row[3] ? ScoreChange.Score(value: row[4], band: row[5]) : nil,
            score: ScoreChange.Score(value: row[6], band: row[7]),
            coverage: row[8],
            low: row[9],
            high: row[10],
            model: ModelStamp(id: row[11], version: row[12], hash: row[13])
        )
    }
}

/// The statements that record a change of a score. Finding them takes as long as the change itself.
private struct ScoreStatements {
    private let append: Statement
    private let replace: Statement

    init(_ database: Database) throws {
        append = try database.cachedStatement(
            sql: """
                INSERT INTO score_change (time, subject, told_before, previous_score, previous_band, score, band,
                    coverage, low, high, model) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        )
        replace = try database.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO last_score (subject, time, score, band, coverage, low, high, model)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """
        )
    }

    func record(_ change: ScoreChange, subject: Int64, model: Int64) throws {
        // Checked by the tests, not a hundred thousand times a second.
        append.setUncheckedArguments([
            change.time.nanoseconds, subject, change.previous != nil, change.previous?.value, change.previous?.band,
            change.score.value, change.score.band, change.coverage, change.low, change.high, model,
        ])
        try append.execute()
        replace.setUncheckedArguments([
            subject, change.time.nanoseconds, change.score.value, change.score.band, change.coverage, change.low,
            change.high, model,
        ])
        try replace.execute()
    }
}
