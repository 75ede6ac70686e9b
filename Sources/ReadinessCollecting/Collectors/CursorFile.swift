import Glibc

/// How far a collector has come, kept over restarts: one line that says what it belongs to, and the place.
///
/// Losing it is harmless: what was read is read again, and known readings change nothing.
struct CursorFile: Sendable {
    private let path: String?
    private let owner: String

    /// A file of the collector `name` below `directory`, or none.
    ///
    /// - Parameter owner: what the place is a place in; one kept for something else does not count.
    init(directory: String?, name: String, owner: String) {
        path = directory.map { "\($0)/cursor-\(name)" }
        self.owner = owner.split(separator: "\n").joined(separator: " ")
    }

    /// The place kept; nil for none.
    func load() -> String? {
        guard let path, let file = fopen(path, "re") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 64 * 1024)
        let count = fread(&bytes, 1, bytes.count, file)
        guard let text = String(validating: bytes[..<count], as: UTF8.self) else { return nil }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count == 3, lines[0] == owner, lines[2].isEmpty else { return nil }
        return String(lines[1])
    }

    /// Keeps a place, one line; what was kept before stays when that fails.
    func store(_ place: String) {
        guard let path, !place.contains("\n") else { return }
        let new = path + ".new"
        guard let file = fopen(new, "we") else { return }
        let isWritten = fputs("\(owner)\n\(place)\n", file) >= 0
        guard fclose(file) == 0, isWritten else { return }
        rename(new, path)
    }
}
