extension Schema {
    /// Migration 3: readings as they arrive, many in a row, and filed by series, many in a row.
    ///
    /// A row for each reading costs more than everything else that is done with it. What arrives in order of time is
    /// therefore appended whole to `arrival`, and now and then filed by series: much of a series into `block`, little
    /// of it into `observation`. See `PackedArrivals` and `Block` for what the columns `readings` hold.
    static let readings = """
        CREATE TABLE arrival (
            id INTEGER NOT NULL PRIMARY KEY,
            readings BLOB NOT NULL
        ) STRICT;
        CREATE TABLE block (
            id INTEGER NOT NULL PRIMARY KEY,
            series INTEGER NOT NULL,
            first INTEGER NOT NULL,
            last INTEGER NOT NULL,
            readings BLOB NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX block_by_series ON block (series, first);
        """
}
