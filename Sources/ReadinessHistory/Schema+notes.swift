extension Schema {
    /// Migration 4: who typed a reading and why, in a log that cannot be changed, only added to.
    static let notes = """
        CREATE TABLE reading_note (
            id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
            at INTEGER NOT NULL,
            entity TEXT NOT NULL,
            measure TEXT NOT NULL,
            time INTEGER NOT NULL,
            value REAL NOT NULL,
            source TEXT NOT NULL,
            user INTEGER NOT NULL,
            name TEXT NOT NULL,
            why TEXT NOT NULL
        ) STRICT;
        CREATE INDEX reading_note_by_series ON reading_note (entity, measure, time);
        CREATE TRIGGER reading_note_stays BEFORE UPDATE ON reading_note
            BEGIN SELECT RAISE(ABORT, 'the log of typed readings is never changed'); END;
        CREATE TRIGGER reading_note_grows BEFORE DELETE ON reading_note
            BEGIN SELECT RAISE(ABORT, 'the log of typed readings is never shortened'); END;

        CREATE VIEW readable_reading_note AS
            SELECT strftime('%Y-%m-%dT%H:%M:%SZ', at / 1000000000, 'unixepoch') AS at, entity, measure,
                strftime('%Y-%m-%dT%H:%M:%SZ', time / 1000000000, 'unixepoch') AS time, value, source, name AS by, why
            FROM reading_note;
        """
}
