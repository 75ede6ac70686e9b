import Glibc

/// The few questions put to the file system. Calls block; they touch regular files and directories only.
enum FileSystem {
    /// The most bytes read from one file.
    static let sizeLimit = 16 * 1024 * 1024

    /// What stands at a path, links followed.
    enum Item: Hashable {
        case file(size: Int)
        case directory
        /// `/dev/null`, or a link to it.
        case null
        case other
    }

    /// Why a file or directory could not be read.
    struct Failure: Error {
        /// `ENOENT` and the like; 0 where the file itself is the reason.
        var number: Int32
        /// The reason, in words.
        var message: String

        fileprivate init(_ number: Int32) {
            self.number = number
            message = String(cString: strerror(number))
        }

        fileprivate init(_ message: String) {
            number = 0
            self.message = message
        }

        /// Whether nothing stands at the path.
        var isAbsence: Bool { number == ENOENT || number == ENOTDIR }
    }

    /// What stands at `path`.
    static func item(at path: String) throws(Failure) -> Item {
        var status = stat()
        guard stat(path, &status) == 0 else { throw Failure(errno) }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return .file(size: Int(status.st_size))
        case S_IFDIR: return .directory
        case S_IFCHR where status.st_rdev == nullDevice: return .null
        default: return .other
        }
    }

    private static var nullDevice: dev_t {
        var status = stat()
        return stat("/dev/null", &status) == 0 ? status.st_rdev : 0
    }

    /// Whether a symbolic link stands at `path`, wherever it leads.
    static func isLink(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
    }

    /// The bytes of a regular file.
    static func read(_ path: String) throws(Failure) -> [UInt8] {
        // Without O_NONBLOCK a named pipe would hold up the daemon for ever.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { throw Failure(errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Failure(errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw Failure("it is not a regular file") }
        guard status.st_size <= sizeLimit else { throw Failure("it is larger than \(ByteCount.text(sizeLimit))") }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count == 0 { return bytes }
            if count < 0 {
                guard errno == EINTR else { throw Failure(errno) }
                continue
            }
            bytes.append(contentsOf: chunk[..<count])
            guard bytes.count <= sizeLimit else { throw Failure("it is larger than \(ByteCount.text(sizeLimit))") }
        }
    }

    /// The names in a directory, sorted by their bytes.
    static func names(in directory: String) throws(Failure) -> [String] {
        guard let stream = opendir(directory) else { throw Failure(errno) }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// The working directory; the root where it was removed.
    static var workingDirectory: String {
        guard let pointer = getcwd(nil, 0) else { return "/" }
        defer { free(pointer) }
        return String(cString: pointer)
    }
}
