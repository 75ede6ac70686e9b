import Glibc
import ReadinessModel

/// What tells one content of a file from another without reading it.
struct FileVersion: Hashable, Sendable {
    var device: UInt
    var inode: UInt
    var size: Int
    var modified: Timestamp
}

/// A regular file opened to be read once.
struct OpenFile: ~Copyable {
    let descriptor: Int32
    private let path: String

    /// Opens the file; never waits, as opening a named pipe would.
    init(path: String) throws(CollectorError) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        self.path = path
        guard descriptor >= 0 else { throw Self.unreadable(path, errno) }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// The file as it is now.
    func version() throws(CollectorError) -> FileVersion {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Self.unreadable(path, errno) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw CollectorError(
                .unreadable,
                place: path,
                cause: "this is no regular file",
                advice: "name a file; output of a program is read by an 'exec' collector"
            )
        }
        let modified = Timestamp(seconds: Int64(status.st_mtim.tv_sec), nanoseconds: Int64(status.st_mtim.tv_nsec))
        return FileVersion(
            device: UInt(status.st_dev),
            inode: UInt(status.st_ino),
            size: Int(status.st_size),
            modified: modified ?? Timestamp(nanoseconds: 0)
        )
    }

    static func unreadable(_ path: String, _ number: Int32) -> CollectorError {
        if number == ENOENT || number == ENOTDIR {
            return CollectorError(
                .missing,
                place: path,
                cause: "there is no such file",
                advice: "let its producer write it, or correct the path; it is read as soon as it appears"
            )
        }
        let advice =
            number == EACCES || number == EPERM
            ? "let the daemon's user read the file and pass its directories" : "see the file system's log"
        return CollectorError(.unreadable, place: path, cause: String(cString: strerror(number)), advice: advice)
    }
}

extension FileVersion {
    /// Whether a write at this moment would give the file another time of modification. That time ticks coarsely, so
    /// a file written just now may be written once more without a sign.
    var isSettled: Bool {
        let age = Timestamp.now.nanoseconds.subtractingReportingOverflow(modified.nanoseconds)
        return age.overflow || age.partialValue.magnitude > 50_000_000
    }
}

extension Timestamp {
    /// The wall-clock time.
    static var now: Self {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Self(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }
}
