import Glibc

/// Text files that commands write.
enum TextFile {
    /// A file that cannot be written.
    struct Failure: Error, CustomStringConvertible {
        let path: String
        let cause: String
        var description: String { "\(path): cannot be written: \(cause); give a path in a directory you may write to" }
    }

    /// Writes a file anew.
    static func write(_ text: String, to path: String) throws(Failure) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw Failure(path: path, cause: String(cString: strerror(errno))) }
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Failure(path: path, cause: String(cString: strerror(errno))) }
            written += count
        }
    }
}
