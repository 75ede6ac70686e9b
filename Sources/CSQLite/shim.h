#pragma once

#include <sqlite3.h>

// Swift takes no functions with a variable number of arguments.
static inline int readiness_sqlite3_defend(sqlite3 *database) {
    return sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)0);
}
