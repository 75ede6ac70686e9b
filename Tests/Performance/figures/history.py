"""A past for the history: hourly readings of every series, written straight into its database."""
import os
import sqlite3
import time

HOUR = 3_600_000_000_000


def fill(state, days):
    """Adds a reading per hour and series for so many days back; returns the number of rows.

    The daemon must have stored each series once, and must not run.
    """
    path = os.path.join(state, "history.sqlite")
    database = sqlite3.connect(path, isolation_level=None)
    # The rows are made up again by the next run: nothing here needs to survive a crash.
    for pragma in ("journal_mode = DELETE", "journal_mode = OFF", "synchronous = OFF", "cache_size = -65536"):
        database.execute(f"PRAGMA {pragma}").fetchall()
    count = database.execute("SELECT count(*) FROM series").fetchone()[0]
    if count == 0:
        raise SystemExit(f"{path} knows no series, so there is nothing to give a past to")
    now = time.time_ns()
    database.execute("BEGIN")
    database.execute(
        """
        WITH RECURSIVE hours(hour) AS (SELECT ?1 UNION ALL SELECT hour - 1 FROM hours WHERE hour > 1)
        INSERT INTO observation
        SELECT series.id, ?2 - hour * ?3, 50 + (random() % 4900) / 100.0
        FROM series CROSS JOIN hours ORDER BY series.id, hour DESC
        """,
        (days * 24, now, HOUR),
    )
    database.execute("COMMIT")
    rows = database.execute("SELECT count(*) FROM observation").fetchone()[0]
    database.execute("PRAGMA journal_mode = WAL").fetchall()
    database.close()
    return rows, os.path.getsize(path)
