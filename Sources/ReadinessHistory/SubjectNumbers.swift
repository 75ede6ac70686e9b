import GRDB

/// The numbers under which the places of scores are stored, as far as they were asked for.
struct SubjectNumbers: Sendable {
    /// The most numbers kept; beyond, they are found in the database each time.
    private static let limit = 4_000_000

    private var entities: [String: Int] = [:]
    private var nodes: [String: Int] = [:]
    /// By entity and then by node, 0 for one that is not known: most nodes apply to most entities, so that a table takes
    /// 8 bytes a place, where a dictionary holds both names of each.
    private var numbers: [[Int64]] = []
    private var count = 0

    /// The number of the place of a score, made when it is new.
    mutating func number(of change: ScoreChange, in database: Database) throws -> Int64 {
        if let entity = entities[change.entity], let node = nodes[change.node], node < numbers[entity].count,
            numbers[entity][node] != 0
        {
            return numbers[entity][node]
        }
        let number = try Self.number(
            insert: "INSERT INTO subject (entity, node) VALUES (?, ?) ON CONFLICT DO NOTHING",
            find: "SELECT id FROM subject WHERE entity = ? AND node = ?",
            [change.entity, change.node],
            in: database
        )
        keep(number, of: change)
        return number
    }

    private mutating func keep(_ number: Int64, of change: ScoreChange) {
        let node = nodes[change.node] ?? nodes.count
        let entity = entities[change.entity] ?? numbers.count
        let known = entity < numbers.count ? numbers[entity].count : 0
        count += max(0, node + 1 - known)
        guard count <= Self.limit else { return }
        nodes[change.node] = node
        if entity == numbers.count {
            entities[change.entity] = entity
            numbers.append([])
        }
        if node >= known { numbers[entity] += Array(repeating: 0, count: node + 1 - known) }
        numbers[entity][node] = number
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
