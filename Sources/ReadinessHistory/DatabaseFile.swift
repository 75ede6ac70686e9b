import GRDB
import Glibc
import ReadinessModel

/// The file before it is opened for writing: whose it is, and whether it can be trusted.
struct DatabaseFile {
    /// The database file.
    let path: String

    /// Exists while the last use met damage; makes the next start check the whole file.
    private var suspicion: String { path + ".suspect" }

    /// Looks at the file without changing it.
    ///
    /// - Throws: `corrupt`, `newerSchema`, `foreign` or what opening met. A file that is missing or empty is fine.
    func inspect() throws(HistoryError) {
        guard let length = size(of: path), length > 0 else { return }
        do {
            var configuration = Configuration()
            configuration.readonly = true
            configuration.busyMode = .timeout(5)
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.read { database in
                try checkOwner(database)
                if size(of: suspicion) != nil { try checkPages(database) }
            }
            try queue.close()
        } catch {
            throw HistoryError(error, path: path)
        }
    }

    private func checkOwner(_ database: Database) throws {
        let applicationID = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") ?? 0
        guard applicationID == Schema.applicationID || tables == 0 else {
            throw HistoryError(code: .foreign, path: path, cause: "the file is a database of another program")
        }
        guard tables > 0, try Schema.migrator.hasBeenSuperseded(database) else { return }
        let known = Schema.migrator.migrations
        let unknown = try Schema.migrator.appliedIdentifiers(database).subtracting(known).sorted()
        throw HistoryError(
            code: .newerSchema,
            path: path,
            cause:
                "the file has schema \(unknown.last ?? "?"), this readinessd knows schemas up to \(known.last ?? "0")"
        )
    }

    private func checkPages(_ database: Database) throws {
        let findings = try String.fetchAll(database, sql: "PRAGMA quick_check(1)")
        guard findings == ["ok"] else {
            throw HistoryError(code: .corrupt, path: path, cause: findings.first ?? "the file is damaged")
        }
    }

    /// Makes the next start check every page.
    func suspect() {
        let descriptor = open(suspicion, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        if descriptor >= 0 { Glibc.close(descriptor) }
    }

    /// Takes the suspicion back, after the file was found sound or moved away.
    func trust() { unlink(suspicion) }

    /// Renames the database and its write-ahead log to `PATH.corrupt-TIME`, and removes the index of the log.
    ///
    /// - Returns: the new name.
    /// - Throws: `cannotOpen` when the file cannot be renamed.
    func moveAside(at time: Timestamp) throws(HistoryError) -> String {
        var target = "\(path).corrupt-\(time)"
        var count = 1
        while size(of: target) != nil {
            count += 1
            target = "\(path).corrupt-\(time)-\(count)"
        }
        guard rename(path, target) == 0 else {
            let cause = "the damaged file cannot be renamed to \(target): \(String(cString: strerror(errno)))"
            throw HistoryError(code: .cannotOpen, path: path, cause: cause)
        }
        // SQLite finds the log of the renamed file under the renamed file's name.
        rename(path + "-wal", target + "-wal")
        unlink(path + "-shm")
        return target
    }

    private func size(of path: String) -> Int? {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : nil
    }
}
