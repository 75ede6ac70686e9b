import GRDB

/// The numbers under which the places of scores are stored, as far as they were asked for.
struct SubjectNumbers: Sendable {
    private struct Place: Hashable {
        var entity: String
        var node: String
    }

    /// The most numbers kept; beyond, they are found in the database each time.
    private static let limit = 1_000_000

    private var numbers: [Place: Int64] = [:]

    /// The number of the place of a score, made when it is new.
    mutating func number(of change: ScoreChange, in database: Database) throws -> Int64 {
        let place = Place(entity: change.entity, node: change.node)
        if let known = numbers[place] { return known }
        let number = try Self.number(
            insert: "INSERT INTO subject (entity, node) VALUES (?, ?) ON CONFLICT DO NOTHING",
            find: "SELECT id FROM subject WHERE entity = ? AND node = ?",
            [change.entity, change.node],
            in: database
        )
        if numbers.count < Self.limit { numbers[place] = number }
        return number
    }

    /// The number of a row of names, made when it is new.
    static func number(
        insert: String,
        find: String,
        _ names: StatementArguments,
        in database: Database
    ) throws -> Int64 {
        if let number = try Int64.fetchOne(database.cachedStatement(sql: find), arguments: names) { return number }
        try database.cachedStatement(sql: insert).execute(arguments: names)
        return database.lastInsertedRowID
    }
}
