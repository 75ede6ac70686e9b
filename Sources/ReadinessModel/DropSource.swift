/// A directory into which files are dropped.
package struct DropSource: Hashable, Sendable {
    /// What becomes of a file whose readings are durable.
    package enum After: String, CaseIterable, Hashable, Sendable {
        /// It stays, and is not read again while it stays the same.
        case keep
        /// It is deleted.
        case delete
        /// It is moved to the directory `processed` beside it.
        case move
    }

    /// The directory, absolute.
    package var directory: String
    /// Which files of it, with `*` for anything.
    package var pattern: String
    /// What becomes of a file that was read.
    package var after: After

    /// Makes a source.
    package init(directory: String, pattern: String, after: After = .keep) {
        self.directory = directory
        self.pattern = pattern
        self.after = after
    }
}
