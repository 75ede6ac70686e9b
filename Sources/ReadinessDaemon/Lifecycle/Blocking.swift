import Dispatch
import Glibc

/// Work that blocks, done on a thread of its own kind: the pool that runs everything else has two.
enum Blocking {
    private static let queue = DispatchQueue(label: "io.readinessd.blocking")

    /// Performs `work` off the cooperative pool, one piece after another.
    static func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try work() }) }
        }
    }
}

/// Directories the daemon makes itself, where no unit made them.
enum Directory {
    /// Makes the directory a socket stands in, when it is missing.
    ///
    /// - Throws: `DirectoryError` with the cause.
    static func make(forSocket path: String) throws {
        guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return }
        let directory = String(path[..<slash])
        guard mkdir(directory, 0o755) != 0, errno != EEXIST else { return }
        throw DirectoryError(path: directory, cause: String(cString: strerror(errno)))
    }
}

/// A directory that cannot be made.
struct DirectoryError: Error, CustomStringConvertible {
    let path: String
    let cause: String

    var description: String {
        "\(path): cannot be made: \(cause); start by the unit's socket, or give another path by status-socket"
    }
}
