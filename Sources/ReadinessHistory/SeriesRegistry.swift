import GRDB
import ReadinessModel

/// Which series are stored, under which number, and to whom they belong.
///
/// A value: a transaction works on what is lent to it, which takes effect when it is committed.
struct SeriesRegistry: Sendable {
    private var sources: [String] = []
    private var sourceNumbers: [String: Int32] = [:]
    /// The source of each stored series, by its number in the database.
    private var owners: [Int32] = []
    /// The sources that may keep their series; nil before the first binding, when all may.
    private var configured: Set<Int32>?
    /// From series to stored number, 0 where nothing is known, for the newest bindings.
    private var numbers: [Int: [Int32]] = [:]
    /// How far the readings of each series go.
    var latest = LatestTimes()
    /// The places of scores.
    var subjects = SubjectNumbers()

    /// How many series are stored, about.
    var count: Int { owners.count }

    /// Takes out what a transaction works on, and keeps what holds again when it fails.
    mutating func lend() -> Self {
        defer {
            latest = LatestTimes()
            subjects = SubjectNumbers()
        }
        return self
    }

    /// Reads all owners.
    init(_ database: Database) throws {
        let rows = try Row.fetchCursor(database, sql: "SELECT id, source FROM series")
        while let row = try rows.next() { setOwner(number(of: row[1] as String), of: row[0]) }
    }

    /// Begins a binding, which becomes the one whose sources count.
    mutating func bind(_ binding: HistoryBinding, sources: Set<String>, in database: Database) throws {
        configured = Set(sources.map { number(of: $0) })
        numbers = numbers.filter { $0.key >= binding.generation - 1 }
        numbers[binding.generation] = try Self.storedNumbers(binding, in: database)
    }

    private static func storedNumbers(_ binding: HistoryBinding, in database: Database) throws -> [Int32] {
        var numbers = [Int32](repeating: 0, count: binding.seriesCount)
        let rows = try Row.fetchCursor(database, sql: "SELECT id, entity, measure FROM series")
        while let row = try rows.next() {
            guard let series = binding.series(entity: row[1], measure: row[2]) else { continue }
            numbers[series.index] = row[0]
        }
        return numbers
    }

    /// The stored number of a series for a source, made when it is new.
    ///
    /// - Returns: nil when the series belongs to another source.
    mutating func claim(
        _ series: SeriesID,
        of binding: HistoryBinding,
        for source: Int32,
        in database: Database
    ) throws -> Int32? {
        if numbers[binding.generation] == nil {
            numbers[binding.generation] = try Self.storedNumbers(binding, in: database)
        }
        let known = numbers[binding.generation]?[series.index] ?? 0
        let stored = known > 0 ? known : try insert(series, of: binding, source: source, in: database)
        guard owners[Int(stored)] != source else { return stored }
        guard let configured, configured.contains(source), !configured.contains(owners[Int(stored)]) else { return nil }
        try database.cachedStatement(sql: "UPDATE series SET source = ? WHERE id = ?")
            .execute(arguments: [sources[Int(source)], stored])
        setOwner(source, of: stored)
        return stored
    }

    private mutating func insert(
        _ series: SeriesID,
        of binding: HistoryBinding,
        source: Int32,
        in database: Database
    ) throws -> Int32 {
        let entity = binding.catalog.entityName(of: series)
        let measure = binding.catalog.measureName(of: series)
        let sql = "INSERT INTO series (entity, measure, source) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
        try database.cachedStatement(sql: sql).execute(arguments: [entity, measure, sources[Int(source)]])
        let isNew = database.changesCount > 0
        let find = try database.cachedStatement(sql: "SELECT id FROM series WHERE entity = ? AND measure = ?")
        guard let stored = try Int32.fetchOne(find, arguments: [entity, measure]) else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "a series just stored is not found")
        }
        if isNew { setOwner(source, of: stored) }
        numbers[binding.generation]?[series.index] = stored
        return stored
    }

    /// The number of a source.
    mutating func number(of source: String) -> Int32 {
        if let number = sourceNumbers[source] { return number }
        let number = Int32(sources.count)
        sources.append(source)
        sourceNumbers[source] = number
        return number
    }

    /// The name of the source a series belongs to; nil when nothing is stored for it.
    func owner(of series: SeriesID, in binding: HistoryBinding) -> String? {
        guard let stored = numbers[binding.generation]?[series.index], stored > 0 else { return nil }
        return sources[Int(owners[Int(stored)])]
    }

    private mutating func setOwner(_ source: Int32, of stored: Int32) {
        let missing = Int(stored) + 1 - owners.count
        if missing > 0 { owners.append(contentsOf: repeatElement(-1, count: missing)) }
        owners[Int(stored)] = source
    }
}
