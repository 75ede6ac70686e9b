/// Paths as text.
enum FilePath {
    /// `path` seen from `base`, without empty and `.` components; an absolute `path` stands for itself.
    static func join(_ base: String, _ path: String) -> String {
        let joined = path.hasPrefix("/") ? path : "\(base)/\(path)"
        let parts = joined.split(separator: "/").filter { $0 != "." }
        if joined.hasPrefix("/") { return "/" + parts.joined(separator: "/") }
        return parts.isEmpty ? "." : parts.joined(separator: "/")
    }

    /// The last component.
    static func baseName(_ path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }

    /// The path without its last component; `.` where there is no other.
    static func parent(_ path: String) -> String {
        let parts = path.split(separator: "/").dropLast()
        if path.hasPrefix("/") { return "/" + parts.joined(separator: "/") }
        return parts.isEmpty ? "." : parts.joined(separator: "/")
    }

    /// The absolute form of a path seen from the working directory.
    static func absolute(_ path: String) -> String { join(FileSystem.workingDirectory, path) }
}
