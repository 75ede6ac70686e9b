import Dispatch
import GRDB
package import ReadinessModel
import Synchronization

/// The history in one SQLite file beside its write-ahead log.
package final class SQLiteHistory: HistoryStore {
    /// How the file is used.
    package struct Settings: Sendable {
        /// When a write counts as durable.
        package var durability = Durability.power
        /// How long to wait for another program that holds the file, in seconds.
        package var busyTimeout = 5.0
        /// When readings are filed by series.
        package var filing = ReadingStorage.Filing()

        /// Makes the default settings.
        package init() {}
    }

    /// What a durable write survives.
    package enum Durability: Sendable {
        /// The death of the process: written to the kernel (`synchronous=NORMAL`).
        case process
        /// The loss of power: written to the disk before `append` returns (`synchronous=FULL`).
        case power
    }

    /// A damaged file that was replaced by a new one when the history was opened.
    package struct Replacement: Sendable, Hashable {
        /// Where the damaged file is now.
        package var path: String
        /// What was found.
        package var cause: String
        /// How to get back what can still be read, a sentence for the administrator.
        package var advice: String { "salvage what is readable by: sqlite3 '\(path)' .recover" }
    }

    /// The database file.
    package let path: String
    /// Set when the file was damaged and a new history was begun: to be told loudly.
    package let replacement: Replacement?

    private let file: DatabaseFile
    private let lock: Mutex<LockFile?>
    private let pool: DatabasePool
    /// When readings are filed by series.
    let filing: ReadingStorage.Filing
    private let readQueue = DispatchQueue(label: "io.readinessd.history.reader")
    private let generations = Atomic<Int>(0)
    let writer: HistoryWriter

    /// Opens the history at `path`, makes it when it is missing, and brings its tables up to date.
    ///
    /// - Parameter time: the present, for the name of a damaged file that is moved aside.
    /// - Throws: `locked` when another process uses it, `newerSchema`, `foreign`, or what the file system met. A
    ///   damaged file is no error: it is moved aside, see `replacement`.
    package static func open(
        path: String,
        settings: Settings = Settings(),
        at time: Timestamp
    ) async throws(HistoryError) -> SQLiteHistory {
        let queue = DispatchQueue(label: "io.readinessd.history.open")
        return try await queue.result(path: path) {
            try SQLiteHistory(path: path, settings: settings, time: time)
        }
    }

    private init(path: String, settings: Settings, time: Timestamp) throws(HistoryError) {
        let file = DatabaseFile(path: path)
        let lock = try LockFile(for: path)
        var replacement: Replacement?
        var opened: (pool: DatabasePool, registry: SeriesRegistry)
        do {
            opened = try Self.openDatabase(file, settings)
        } catch {
            guard error.code == .corrupt else { throw error }
            replacement = Replacement(path: try file.moveAside(at: time), cause: error.cause)
            opened = try Self.openDatabase(file, settings)
        }
        file.trust()
        self.path = path
        self.file = file
        self.lock = Mutex(lock)
        self.replacement = replacement
        filing = settings.filing
        pool = opened.pool
        writer = HistoryWriter(opened.pool, file: file, registry: opened.registry)
    }

    private static func openDatabase(
        _ file: DatabaseFile,
        _ settings: Settings
    ) throws(HistoryError) -> (pool: DatabasePool, registry: SeriesRegistry) {
        try file.inspect()
        do {
            var configuration = Configuration()
            configuration.label = "io.readinessd.history"
            configuration.foreignKeysEnabled = false
            configuration.maximumReaderCount = 1
            configuration.busyMode = .timeout(settings.busyTimeout)
            let pool = try DatabasePool(path: file.path, configuration: configuration)
            try Schema.migrator.migrate(pool)
            // After opening: GRDB itself sets NORMAL with the write-ahead log.
            let registry = try pool.writeWithoutTransaction { database in
                let level = settings.durability == .power ? "FULL" : "NORMAL"
                try database.execute(
                    sql:
                        "PRAGMA synchronous = \(level); PRAGMA journal_size_limit = 16777216; PRAGMA temp_store = MEMORY"
                )
                return try SeriesRegistry(database)
            }
            return (pool, registry)
        } catch {
            throw HistoryError(error, path: file.path)
        }
    }

    package func bind(
        _ model: Model,
        catalog: SeriesCatalog,
        sources: Set<String>
    ) async throws(HistoryError) -> HistoryBinding {
        let generation = generations.add(1, ordering: .relaxed).newValue
        let binding = HistoryBinding(generation: generation, model: model, catalog: catalog)
        return try await writer.perform { database, registry in
            try registry.bind(binding, sources: sources, in: database)
            return binding
        }
    }

    package func close() async {
        // What cannot be filed now is filed by the next start.
        try? await fileArrivals()
        await writer.close()
        // Readers still under way finish first; what fails here is repaired by the next start.
        _ = try? await readQueue.result(path: path) {
            // So that the file alone is the whole history while nobody uses it: a copy of it is a backup.
            _ = try self.pool.writeWithoutTransaction { try $0.checkpoint(.truncate) }
            try self.pool.close()
        }
        lock.withLock { $0 = nil }
    }

    /// Reads on a thread of its own, in a transaction of its own.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(HistoryError) -> Value {
        do {
            return try await readQueue.result(path: path) { try self.pool.read(body) }
        } catch {
            if error.code == .corrupt { file.suspect() }
            throw error
        }
    }
}

extension DispatchQueue {
    /// Runs blocking work on the queue.
    fileprivate func result<Value: Sendable>(
        path: String,
        _ work: @escaping @Sendable () throws -> Value
    ) async throws(HistoryError) -> Value {
        let result: Result<Value, HistoryError> = await withCheckedContinuation { continuation in
            async {
                let result = Result { try work() }.mapError { HistoryError($0, path: path) }
                continuation.resume(returning: result)
            }
        }
        return try result.get()
    }
}
