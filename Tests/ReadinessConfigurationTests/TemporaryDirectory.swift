import Glibc

/// A directory of real files that is removed in the end.
final class TemporaryDirectory {
    let path: String

    init() throws {
        var template = Array("/tmp/readiness-configuration-XXXXXX\0".utf8CString)
        guard let pointer = mkdtemp(&template) else { throw TemporaryDirectoryError(errno: errno) }
        path = String(cString: pointer)
    }

    deinit { Self.remove(path) }

    /// Writes a file, with the directories it needs.
    func write(_ name: String, _ text: String) throws {
        try make(name)
        let descriptor = open("\(path)/\(name)", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw TemporaryDirectoryError(errno: errno) }
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count else {
            throw TemporaryDirectoryError(errno: errno)
        }
    }

    /// Makes a symbolic link, with the directories it needs.
    func link(_ name: String, to target: String) throws {
        try make(name)
        guard symlink(target, "\(path)/\(name)") == 0 else { throw TemporaryDirectoryError(errno: errno) }
    }

    /// Makes a named pipe, with the directories it needs.
    func pipe(_ name: String) throws {
        try make(name)
        guard mkfifo("\(path)/\(name)", 0o644) == 0 else { throw TemporaryDirectoryError(errno: errno) }
    }

    /// Makes the directories above a name.
    func make(_ name: String) throws {
        var parent = path
        for part in name.split(separator: "/").dropLast() {
            parent += "/\(part)"
            guard mkdir(parent, 0o755) == 0 || errno == EEXIST else { throw TemporaryDirectoryError(errno: errno) }
        }
    }

    private static func remove(_ path: String) {
        guard let stream = opendir(path) else {
            unlink(path)
            return
        }
        var names: [String] = []
        while let entry = readdir(stream) {
            names.append(
                withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            )
        }
        closedir(stream)
        for name in names where name != "." && name != ".." {
            var status = stat()
            let child = "\(path)/\(name)"
            if lstat(child, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { remove(child) } else { unlink(child) }
        }
        rmdir(path)
    }
}

struct TemporaryDirectoryError: Error {
    var errno: Int32
}
