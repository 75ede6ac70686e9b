import GRDB

/// The tables, as numbered migrations. A published migration never changes: a new one is added.
enum Schema {
    /// Marks the file as a history of readinessd: "RDNS".
    static let applicationID = 0x5244_4e53

    /// The migrations, in order.
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1", foreignKeyChecks: .immediate) { database in
            try database.execute(sql: first)
        }
        migrator.registerMigration("2", foreignKeyChecks: .immediate) { database in
            try database.execute(sql: overrides)
        }
        migrator.registerMigration("3", foreignKeyChecks: .immediate) { database in
            try database.execute(sql: readings)
        }
        migrator.registerMigration("4", foreignKeyChecks: .immediate) { database in
            try database.execute(sql: notes)
        }
        return migrator
    }

    /// Times are nanoseconds since the epoch; scores, coverage and bounds are 0 to 1. The views are for people.
    private static let first = """
        PRAGMA application_id = \(applicationID);
        CREATE TABLE meta (
            key TEXT NOT NULL PRIMARY KEY,
            value TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        INSERT INTO meta VALUES ('created', strftime('%Y-%m-%dT%H:%M:%SZ', 'now'));

        CREATE TABLE series (
            id INTEGER NOT NULL PRIMARY KEY,
            entity TEXT NOT NULL,
            measure TEXT NOT NULL,
            source TEXT NOT NULL,
            UNIQUE (entity, measure)
        ) STRICT;
        CREATE TABLE observation (
            series INTEGER NOT NULL,
            time INTEGER NOT NULL,
            value REAL NOT NULL,
            PRIMARY KEY (series, time)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE model (
            id INTEGER NOT NULL PRIMARY KEY,
            name TEXT NOT NULL,
            version TEXT NOT NULL,
            hash TEXT NOT NULL,
            UNIQUE (name, version, hash)
        ) STRICT;
        CREATE TABLE subject (
            id INTEGER NOT NULL PRIMARY KEY,
            entity TEXT NOT NULL,
            node TEXT NOT NULL,
            UNIQUE (entity, node)
        ) STRICT;
        CREATE TABLE score_change (
            id INTEGER NOT NULL PRIMARY KEY,
            time INTEGER NOT NULL,
            subject INTEGER NOT NULL,
            told_before INTEGER NOT NULL,
            previous_score REAL,
            previous_band TEXT,
            score REAL,
            band TEXT,
            coverage REAL,
            low REAL,
            high REAL,
            model INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX score_change_by_subject ON score_change (subject, time);
        CREATE INDEX score_change_by_time ON score_change (time);
        CREATE TABLE last_score (
            subject INTEGER NOT NULL PRIMARY KEY,
            time INTEGER NOT NULL,
            score REAL,
            band TEXT,
            coverage REAL,
            low REAL,
            high REAL,
            model INTEGER NOT NULL
        ) STRICT;

        CREATE VIEW readable_observation AS
            SELECT strftime('%Y-%m-%dT%H:%M:%SZ', time / 1000000000, 'unixepoch') AS time, entity, measure, source, value
            FROM observation JOIN series ON series.id = series;
        CREATE VIEW readable_score_change AS
            SELECT strftime('%Y-%m-%dT%H:%M:%SZ', time / 1000000000, 'unixepoch') AS time, entity, node,
                round(previous_score * 100, 2) AS previous_score, previous_band, round(score * 100, 2) AS score, band,
                coverage, round(low * 100, 2) AS low, round(high * 100, 2) AS high, name AS model, version, hash
            FROM score_change JOIN subject ON subject.id = subject JOIN model ON model.id = model;
        """
}
