extension Schema {
    /// Migration 2: overrides in force, and a log of them that cannot be changed, only added to.
    static let overrides = """
        CREATE TABLE override (
            entity TEXT NOT NULL,
            node TEXT NOT NULL,
            score REAL NOT NULL,
            user INTEGER NOT NULL,
            name TEXT NOT NULL,
            why TEXT NOT NULL,
            until INTEGER NOT NULL,
            time INTEGER NOT NULL,
            PRIMARY KEY (entity, node)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE override_log (
            id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
            time INTEGER NOT NULL,
            action TEXT NOT NULL CHECK (action IN ('set', 'lifted', 'expired')),
            entity TEXT NOT NULL,
            node TEXT NOT NULL,
            score REAL NOT NULL,
            until INTEGER NOT NULL,
            set_time INTEGER NOT NULL,
            set_user INTEGER NOT NULL,
            set_name TEXT NOT NULL,
            set_why TEXT NOT NULL,
            user INTEGER,
            name TEXT,
            why TEXT
        ) STRICT;
        CREATE TRIGGER override_log_stays BEFORE UPDATE ON override_log
            BEGIN SELECT RAISE(ABORT, 'the log of overrides is never changed'); END;
        CREATE TRIGGER override_log_grows BEFORE DELETE ON override_log
            BEGIN SELECT RAISE(ABORT, 'the log of overrides is never shortened'); END;

        CREATE VIEW readable_override_log AS
            SELECT strftime('%Y-%m-%dT%H:%M:%SZ', time / 1000000000, 'unixepoch') AS time, action, entity, node,
                round(score * 100, 2) AS score,
                strftime('%Y-%m-%dT%H:%M:%SZ', until / 1000000000, 'unixepoch') AS until,
                coalesce(name, '') AS by, coalesce(why, '') AS why
            FROM override_log;
        """
}
