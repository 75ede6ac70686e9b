/// A query over a database of SQLite.
package struct SQLiteSource: Hashable, Sendable {
    /// The path of the database, absolute.
    package var path: String
    /// One statement that only reads.
    package var query: String
    /// The column whose greatest value so far is given to the next query as `:since`; nil where every run asks for all.
    package var incremental: String?
    /// The most bytes of rows accepted from one run.
    package var outputLimit: Int

    /// Makes a source.
    package init(path: String, query: String, incremental: String? = nil, outputLimit: Int = 16 * 1024 * 1024) {
        self.path = path
        self.query = query
        self.incremental = incremental
        self.outputLimit = outputLimit
    }
}
