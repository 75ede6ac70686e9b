import GRDB

extension HistoryError {
    /// The failure that an error of GRDB stands for.
    init(_ error: any Error, path: String) {
        switch error {
        case let error as HistoryError: self = error
        case let error as DatabaseError:
            self.init(
                code: Code(error),
                path: path,
                cause: error.message ?? "SQLite error \(error.resultCode.rawValue)"
            )
        default:
            self.init(code: .database, path: path, cause: "\(error)")
        }
    }
}

extension HistoryError.Code {
    /// The kind of failure behind SQLite's result code.
    init(_ error: DatabaseError) {
        self =
            switch error.resultCode {
            case .SQLITE_FULL: .diskFull
            case .SQLITE_READONLY: .readOnly
            case .SQLITE_CANTOPEN, .SQLITE_PERM: .cannotOpen
            case .SQLITE_BUSY, .SQLITE_LOCKED: .locked
            case .SQLITE_CORRUPT, .SQLITE_NOTADB: .corrupt
            case .SQLITE_IOERR: .inputOutput
            // GRDB's own misuse code after `close`.
            case .SQLITE_MISUSE: .closed
            default: .database
            }
    }
}
