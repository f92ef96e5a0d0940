// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/aiida_nodes.h"

#include <limits.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

/*
 * data.json of AiiDA 1 (export versions 0.4 to 0.13):
 *
 *     {"export_data": {"Node": {"7": {"uuid": ..., "node_type": ..., ...}, ...}},
 *      "node_attributes": {"7": {...}, ...},
 *      "links_uuid": [{"input": uuid, "output": uuid, "label": ..., "type": ...}, ...]}
 */

static bool fail(sqlite3 *db, const char *path, kkr_error *err)
{
    const char *why = sqlite3_errmsg(db);
    // SQLite's reader of JSON goes 2000 levels deep and takes the next for nonsense
    return kkr_fail(err, KKR_ERROR_FORMAT, "%s: data.json in it cannot be read (%s)",
                    path,
                    strstr(why, "malformed") ? "no JSON, or nested too deeply" : why);
}

static bool run(sqlite3 *db, const char *sql, const char *text, size_t length)
{
    sqlite3_stmt *query = NULL;
    int code = sqlite3_prepare_v2(db, sql, -1, &query, NULL);
    if (code == SQLITE_OK) {
        if (text)
            sqlite3_bind_text(query, 1, text, (int)length, SQLITE_STATIC);
        code = sqlite3_step(query);
    }
    sqlite3_finalize(query);
    return code == SQLITE_DONE || code == SQLITE_ROW;
}

/** "7": {...} pairs are added one by one, for a join would look at all for each. */
static bool add_attributes(sqlite3 *db, const char *text, size_t length)
{
    sqlite3_stmt *pairs = NULL, *set = NULL;
    int code = sqlite3_prepare_v2(
        db, "SELECT key, value FROM json_each(?1, '$.node_attributes')", -1, &pairs,
        NULL);
    if (code == SQLITE_OK)
        code = sqlite3_prepare_v2(
            db, "UPDATE db_dbnode SET attributes = ?2 WHERE id = CAST(?1 AS INTEGER)",
            -1, &set, NULL);
    if (code == SQLITE_OK) {
        sqlite3_bind_text(pairs, 1, text, (int)length, SQLITE_STATIC);
        while ((code = sqlite3_step(pairs)) == SQLITE_ROW) {
            sqlite3_bind_value(set, 1, sqlite3_column_value(pairs, 0));
            sqlite3_bind_value(set, 2, sqlite3_column_value(pairs, 1));
            if (sqlite3_step(set) != SQLITE_DONE)
                break;
            sqlite3_reset(set);
        }
    }
    sqlite3_finalize(pairs);
    sqlite3_finalize(set);
    return code == SQLITE_DONE;
}

sqlite3 *kkr_aiida_json_tables(const char *text, size_t length, const char *path,
                               kkr_error *err)
{
    static const char *const tables[] = {
        "CREATE TABLE db_dbnode (id INTEGER PRIMARY KEY, uuid TEXT, node_type TEXT, "
        "process_type TEXT, label TEXT, ctime TEXT, attributes TEXT, "
        "repository_metadata TEXT)",
        "CREATE INDEX by_uuid ON db_dbnode (uuid)",
        "CREATE TABLE db_dblink (input_id INTEGER, output_id INTEGER, label TEXT, "
        "type TEXT)",
    };
    static const char nodes[] =
        "INSERT OR REPLACE INTO db_dbnode SELECT CAST(key AS INTEGER), "
        "json_extract(value, '$.uuid'), json_extract(value, '$.node_type'), "
        "json_extract(value, '$.process_type'), json_extract(value, '$.label'), "
        "json_extract(value, '$.ctime'), '{}', '{}' "
        "FROM json_each(?1, '$.export_data.Node') WHERE type = 'object'";
    static const char links[] =
        "INSERT INTO db_dblink SELECT a.id, b.id, json_extract(l.value, '$.label'), "
        "json_extract(l.value, '$.type') FROM json_each(?1, '$.links_uuid') l "
        "JOIN db_dbnode a ON a.uuid = json_extract(l.value, '$.input') "
        "JOIN db_dbnode b ON b.uuid = json_extract(l.value, '$.output') "
        "WHERE l.type = 'object'";
    if (length >= 1000000000) {
        kkr_fail(err, KKR_ERROR_FORMAT, "%s: data.json in it has %.0f MB: not read",
                 path, 1e-6 * (double)length);
        return NULL;
    }
    sqlite3 *db = kkr_aiida_database_new(length, path, err);
    if (!db)
        return NULL;
    bool good = true;
    for (size_t i = 0; i < sizeof tables / sizeof *tables && good; i++)
        good = run(db, tables[i], NULL, 0);
    good = good && run(db, nodes, text, length) && add_attributes(db, text, length) &&
           run(db, links, text, length);
    if (!good) {
        fail(db, path, err);
        kkr_aiida_database_close(db);
        return NULL;
    }
    return db;
}
