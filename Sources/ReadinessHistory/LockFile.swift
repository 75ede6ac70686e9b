import Glibc

/// An exclusive lock beside the database, held as long as the value lives and released by the kernel at any death.
///
/// SQLite's own locks are too fine for this: two daemons could take turns on one history without noticing.
final class LockFile: Sendable {
    private let descriptor: CInt

    /// Takes the lock at `path + ".lock"`.
    ///
    /// - Throws: `locked` when another process, or another store of this one, holds it; `readOnly` or `cannotOpen`.
    init(for path: String) throws(HistoryError) {
        let name = path + ".lock"
        let descriptor = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            let number = errno
            throw HistoryError(
                code: number == EROFS || number == EACCES ? .readOnly : .cannotOpen,
                path: path,
                cause: "the lock file \(name) cannot be opened: \(String(cString: strerror(number)))"
            )
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let holder = Self.holder(descriptor)
            Glibc.close(descriptor)
            throw HistoryError(code: .locked, path: path, cause: "the history is in use\(holder)")
        }
        self.descriptor = descriptor
        let process = "\(getpid())\n"
        // The number is for people; the lock itself does not depend on it.
        if ftruncate(descriptor, 0) == 0 { _ = pwrite(descriptor, process, process.utf8.count, 0) }
    }

    deinit {
        // Closing alone is not enough: a child just forked holds a copy of the descriptor until it executes a program.
        flock(descriptor, LOCK_UN)
        Glibc.close(descriptor)
    }

    private static func holder(_ descriptor: CInt) -> String {
        var process: pid_t = 0
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 16) { buffer in
            let count = pread(descriptor, buffer.baseAddress, buffer.count, 0)
            for byte in buffer.prefix(max(0, count)) where byte >= 0x30 && byte <= 0x39 {
                process = process &* 10 &+ pid_t(byte - 0x30)
            }
        }
        return process > 0 ? " by process \(process)" : " by another process"
    }
}
