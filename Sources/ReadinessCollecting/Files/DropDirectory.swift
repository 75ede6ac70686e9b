import Glibc
import ReadinessModel

/// What is done in a directory into which files are dropped.
struct DropDirectory: Sendable {
    /// How long a file must have rested to count as written to its end, in nanoseconds, where nobody saw its end.
    static let settling: Int64 = 1_000_000_000

    let source: DropSource

    /// A file that is ripe.
    struct Ripe: Hashable, Sendable {
        var name: String
        var version: FileVersion
    }

    /// Whether a file of this name is to be read: it matches, and is neither hidden nor unfinished by its name.
    func wants(_ name: String) -> Bool {
        let unfinished = [".tmp", ".part", ".new", ".swp", "~", ".why"]
        return !name.hasPrefix(".") && !unfinished.contains { name.hasSuffix($0) }
            && fnmatch(source.pattern, name, 0) == 0
    }

    /// The files to read, oldest first.
    ///
    /// - Parameter closed: names of which it is known that nobody writes them any more.
    /// - Throws: `.missing` or `.unreadable` for the directory.
    func ripe(at now: Timestamp, closed: Set<String>) throws(CollectorError) -> [Ripe] {
        guard let listing = opendir(source.directory) else { throw OpenFile.unreadable(source.directory, errno) }
        defer { closedir(listing) }
        var found: [Ripe] = []
        while let entry = readdir(listing) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard wants(name), let version = try? OpenFile(path: path(name)).version(),
                closed.contains(name) || now.nanoseconds - version.modified.nanoseconds >= Self.settling
            else { continue }
            found.append(Ripe(name: name, version: version))
        }
        return found.sorted { ($0.version.modified, $0.name) < ($1.version.modified, $1.name) }
    }

    /// The path of a file.
    func path(_ name: String) -> String { "\(source.directory)/\(name)" }

    /// Moves a file to a directory beside it, which is made; one of the same name there stays.
    ///
    /// - Parameter why: written beside it; nil for nothing.
    /// - Throws: `.unreadable` when it cannot be moved.
    func move(_ name: String, to directory: String, why: String? = nil) throws(CollectorError) {
        let target = "\(source.directory)/\(directory)"
        if mkdir(target, 0o755) != 0, errno != EEXIST { throw cannotWrite(errno) }
        var free = name
        var number = 1
        while access("\(target)/\(free)", F_OK) == 0 {
            number += 1
            free = "\(name).\(number)"
        }
        guard rename(path(name), "\(target)/\(free)") == 0 else { throw cannotWrite(errno) }
        guard let why, let file = fopen("\(target)/\(free).why", "we") else { return }
        fputs(why, file)
        fclose(file)
    }

    /// Deletes a file.
    ///
    /// - Throws: `.unreadable` when it cannot be deleted.
    func delete(_ name: String) throws(CollectorError) {
        guard unlink(path(name)) == 0 || errno == ENOENT else { throw cannotWrite(errno) }
    }

    private func cannotWrite(_ number: Int32) -> CollectorError {
        CollectorError(
            .unreadable,
            place: source.directory,
            cause: "what was read cannot be taken away: \(String(cString: strerror(number)))",
            advice:
                "let the service write there: ReadWritePaths= by systemctl edit readinessd, and the directory's owner; "
                + "or write after: keep"
        )
    }
}
