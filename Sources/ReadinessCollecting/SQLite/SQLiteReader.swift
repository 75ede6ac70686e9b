import CSQLite
import Glibc
import ReadinessModel

/// One connection to a database that can only be read, and one query over it.
///
/// The connection cannot write, attach other files or load extensions; a query that runs when the run is to end is
/// interrupted.
final class SQLiteReader {
    /// A value of a row.
    enum Value: Hashable, Sendable {
        case null
        case integer(Int64)
        case real(Double)
        case text([UInt8])
        case blob

        /// As CSV writes it: numbers so that they are read as the same.
        var bytes: [UInt8] {
            switch self {
            case .null, .blob: []
            case .integer(let number): Array("\(number)".utf8)
            case .real(let number): Array("\(number)".utf8)
            case .text(let bytes): bytes
            }
        }
    }

    private let database: OpaquePointer
    private let statement: OpaquePointer
    private let path: String
    /// The columns of the query, in order.
    let columns: [String]

    /// Opens the database and prepares the query.
    ///
    /// - Parameters:
    ///   - since: bound to `:since`; nil where the query has no such parameter.
    ///   - stop: interrupts the query; must outlive the reader.
    /// - Throws: `.missing`, `.unreadable` or `.configuration`.
    init(_ source: SQLiteSource, since: Value?, stop: StopSignal) throws(CollectorError) {
        path = source.path
        // SQLite itself waits for a writer of a named pipe, and makes nothing of a directory.
        var status = stat()
        guard stat(source.path, &status) == 0 else { throw OpenFile.unreadable(source.path, errno) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw CollectorError(
                .unreadable,
                place: source.path,
                cause: "this is no regular file",
                advice: "name the file of the database"
            )
        }
        var opened: OpaquePointer?
        let result = sqlite3_open_v2(source.path, &opened, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nil)
        guard result == SQLITE_OK, let opened else {
            let error = Self.error(opened, result, source.path)
            sqlite3_close_v2(opened)
            throw error
        }
        _ = readiness_sqlite3_defend(opened)
        sqlite3_extended_result_codes(opened, 1)
        sqlite3_limit(opened, SQLITE_LIMIT_ATTACHED, 0)
        // Writers are waited for as long as the run may take: the handler below ends it.
        sqlite3_busy_handler(
            opened,
            { context, _ in
                guard let context, !SQLiteReader.isRequested(context) else { return 0 }
                usleep(10_000)
                return 1
            },
            Unmanaged.passUnretained(stop).toOpaque()
        )
        sqlite3_progress_handler(
            opened,
            10_000,
            { context in context.map(SQLiteReader.isRequested) ?? false ? 1 : 0 },
            Unmanaged.passUnretained(stop).toOpaque()
        )
        var prepared: OpaquePointer?
        var tail: UnsafePointer<CChar>?
        let text = Array(source.query.utf8CString)
        let (preparing, rest) = text.withUnsafeBufferPointer { text in
            let result = sqlite3_prepare_v2(opened, text.baseAddress, Int32(text.count), &prepared, &tail)
            return (result, tail.map { String(cString: $0) } ?? "")
        }
        do throws(CollectorError) {
            guard preparing == SQLITE_OK else { throw Self.error(opened, preparing, source.path, isQuery: true) }
            guard let prepared else { throw Self.badQuery(source.path, "the query is empty") }
            guard rest.allSatisfy({ $0.isWhitespace || $0 == ";" }) else {
                throw Self.badQuery(source.path, "there is more than one statement")
            }
            guard sqlite3_stmt_readonly(prepared) != 0, sqlite3_column_count(prepared) > 0 else {
                throw Self.badQuery(source.path, "the statement does not only read")
            }
            try Self.bind(since, to: prepared, source)
        } catch {
            sqlite3_finalize(prepared)
            sqlite3_close_v2(opened)
            throw error
        }
        guard let prepared else { throw Self.badQuery(source.path, "the query is empty") }
        database = opened
        statement = prepared
        columns = (0..<sqlite3_column_count(prepared)).map {
            sqlite3_column_name(prepared, $0).map { String(cString: $0) } ?? ""
        }
    }

    private static func isRequested(_ stop: UnsafeMutableRawPointer) -> Bool {
        Unmanaged<StopSignal>.fromOpaque(stop).takeUnretainedValue().isRequested
    }

    deinit {
        sqlite3_finalize(statement)
        sqlite3_close_v2(database)
    }

    private static func bind(
        _ since: Value?,
        to statement: OpaquePointer,
        _ source: SQLiteSource
    ) throws(CollectorError) {
        let place = sqlite3_bind_parameter_index(statement, ":since")
        guard sqlite3_bind_parameter_count(statement) == (place > 0 ? 1 : 0) else {
            throw badQuery(source.path, "it has parameters other than ':since'")
        }
        guard source.incremental != nil else {
            guard place == 0 else { throw badQuery(source.path, "':since' needs 'incremental' beside it") }
            return
        }
        guard place > 0 else { throw badQuery(source.path, "it does not ask for ':since'") }
        switch since ?? .null {
        // Before all numbers, which are before all texts.
        case .null, .blob: sqlite3_bind_int64(statement, place, .min)
        case .integer(let number): sqlite3_bind_int64(statement, place, number)
        case .real(let number): sqlite3_bind_double(statement, place, number)
        case .text(let bytes):
            bytes.withUnsafeBytes { bytes in
                // The text is copied: -1 is SQLITE_TRANSIENT.
                let copies = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
                let start = bytes.bindMemory(to: CChar.self).baseAddress
                _ = sqlite3_bind_text(statement, place, start, Int32(bytes.count), copies)
            }
        }
    }

    /// The next row; nil after the last.
    func next() throws(CollectorError) -> [Value]? {
        switch sqlite3_step(statement) {
        case SQLITE_ROW: return columns.indices.map { value(Int32($0)) }
        case SQLITE_DONE: return nil
        case let result: throw Self.error(database, result, path)
        }
    }

    private func value(_ column: Int32) -> Value {
        switch sqlite3_column_type(statement, column) {
        case SQLITE_INTEGER: return .integer(sqlite3_column_int64(statement, column))
        case SQLITE_FLOAT: return .real(sqlite3_column_double(statement, column))
        case SQLITE_TEXT:
            guard let text = sqlite3_column_text(statement, column) else { return .null }
            let count = Int(sqlite3_column_bytes(statement, column))
            return .text(Array(UnsafeBufferPointer(start: text, count: count)))
        case SQLITE_BLOB: return .blob
        default: return .null
        }
    }

    private static func badQuery(_ path: String, _ cause: String) -> CollectorError {
        CollectorError(
            .configuration,
            place: path,
            cause: "the query cannot be used: \(cause)",
            advice: "write one SELECT; with 'incremental: COLUMN' it compares the column with ':since'"
        )
    }

    private static func error(
        _ database: OpaquePointer?,
        _ result: Int32,
        _ path: String,
        isQuery: Bool = false
    ) -> CollectorError {
        let message = database.map { String(cString: sqlite3_errmsg($0)) } ?? String(cString: sqlite3_errstr(result))
        switch result & 0xFF {
        case SQLITE_INTERRUPT: return .cancelled(place: path)
        case SQLITE_BUSY, SQLITE_LOCKED:
            return CollectorError(
                .deadline,
                place: path,
                cause: "a writer held the database all the time: \(message)",
                advice: "let writers be brief, or set journal_mode to WAL, with which they do not stand in the way"
            )
        case SQLITE_ERROR where isQuery, SQLITE_AUTH: return badQuery(path, message)
        case SQLITE_NOTADB, SQLITE_CORRUPT:
            return CollectorError(
                .unreadable,
                place: path,
                cause: message,
                advice: "see whether this is a database of SQLite; if it was, restore it"
            )
        default:
            return CollectorError(
                .unreadable,
                place: path,
                cause: message,
                advice: "let the daemon's user read the file and its -wal, and pass its directories"
            )
        }
    }
}
