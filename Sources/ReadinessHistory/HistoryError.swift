/// Why the history cannot do what was asked.
package struct HistoryError: Error, Sendable, Hashable {
    /// What kind of failure it is.
    package var code: Code
    /// The database file.
    package var path: String
    /// The cause, as the system or SQLite puts it.
    package var cause: String

    /// The kinds of failure.
    package enum Code: String, Sendable {
        /// No space is left for the file.
        case diskFull
        /// The file or its directory cannot be written.
        case readOnly
        /// The file or its directory cannot be opened.
        case cannotOpen
        /// Another process holds the history.
        case locked
        /// The file is damaged.
        case corrupt
        /// A newer readinessd wrote the file.
        case newerSchema
        /// The file is a database of something else.
        case foreign
        /// Reading or writing failed below SQLite.
        case inputOutput
        /// The store was closed before.
        case closed
        /// Anything else SQLite reports.
        case database
    }

    /// Makes an error.
    package init(code: Code, path: String, cause: String) {
        self.code = code
        self.path = path
        self.cause = cause
    }

    /// What to do about it, a sentence for the administrator.
    package var advice: String {
        switch code {
        case .diskFull: "free space on the file system of \(path); nothing acknowledged is lost"
        case .readOnly: "make \(path) and its directory writable for the service"
        case .cannotOpen: "check that the directory of \(path) exists and that the service may use it"
        case .locked: "stop the other process, or give this one a path of its own by history.path"
        case .corrupt: "restart the service: it moves the damaged file aside and begins a new one"
        case .newerSchema: "install the newer readinessd again, or move \(path) away to begin a new history"
        case .foreign: "give another path by history.path; this file was left as it is"
        case .inputOutput: "check the disk and the kernel's messages about it"
        case .closed: "nothing: the service is stopping"
        case .database: "report this with the cause"
        }
    }
}

extension HistoryError: CustomStringConvertible {
    /// The path, the cause and what to do, in one line.
    package var description: String { "\(path): \(cause); \(advice)" }
}
