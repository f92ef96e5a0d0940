// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/aiida_nodes.h"

#include "core/utf8.h"

#include <math.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

/*
 * What https://www.sqlite.org/security.html advises for databases of strangers.
 */

enum {
    MAX_NODES = 5000000,
    MAX_LINKS = 20000000,
    MAX_OBJECTS = 10000,  // files of one node
    STEPS_A_CALL = 10000, // of SQLite's machine, between two looks at the clock
    MAX_LABEL = 200,
};

/** Steps that a query may take; reading all of an honest file needs some of this. */
typedef struct budget {
    const kkr_job *job;
    double calls;
} budget;

static int count_steps(void *user)
{
    budget *b = user;
    return --b->calls < 0 || (b->job && kkr_job_cancelled(b->job));
}

static void set_limits(sqlite3 *db, size_t length)
{
    size_t longest = length < 1000000000 ? length + 1000 : 1000000000;
    sqlite3_limit(db, SQLITE_LIMIT_LENGTH, (int)longest);
    sqlite3_limit(db, SQLITE_LIMIT_SQL_LENGTH, 100000);
    sqlite3_limit(db, SQLITE_LIMIT_COLUMN, 200);
    sqlite3_limit(db, SQLITE_LIMIT_EXPR_DEPTH, 30);
    sqlite3_limit(db, SQLITE_LIMIT_COMPOUND_SELECT, 3);
    sqlite3_limit(db, SQLITE_LIMIT_VDBE_OP, 25000);
    sqlite3_limit(db, SQLITE_LIMIT_FUNCTION_ARG, 8);
    sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, 0);
    sqlite3_limit(db, SQLITE_LIMIT_TRIGGER_DEPTH, 1);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)0);
    sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, (int *)0);
    sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, (int *)0);
    sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, (int *)0);
    sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, (int *)0);
}

static bool fail(sqlite3 *db, const char *path, kkr_error *err)
{
    int code = db ? sqlite3_errcode(db) : SQLITE_NOMEM;
    if (code == SQLITE_INTERRUPT)
        return kkr_fail(err, KKR_ERROR_FORMAT,
                        "%s: the database takes longer to read than one of its size "
                        "does: not read",
                        path);
    char why[200]; // it may quote what it found
    kkr_utf8_copy(why, sizeof why, db ? sqlite3_errmsg(db) : "no memory");
    return kkr_fail(err, KKR_ERROR_FORMAT,
                    "%s: the database is damaged or no AiiDA's (%s)", path, why);
}

sqlite3 *kkr_aiida_database_new(size_t length, const char *path, kkr_error *err)
{
    sqlite3 *db = NULL;
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY | SQLITE_OPEN_NOMUTEX |
                      SQLITE_OPEN_PRIVATECACHE;
    if (sqlite3_open_v2(":memory:", &db, flags, NULL) != SQLITE_OK) {
        fail(db, path, err);
        kkr_aiida_database_close(db);
        return NULL;
    }
    set_limits(db, length);
    return db;
}

void kkr_aiida_database_close(sqlite3 *db)
{
    sqlite3_close(db);
}

/** What a query of ours may do: look into the two tables and into JSON. */
static int permit(void *user, int action, const char *a, const char *b,
                  const char *database, const char *origin)
{
    static const char *const tables[] = { "db_dbnode", "db_dblink", "sqlite_master",
                                          "json_each" };
    static const char *const functions[] = { "json_extract", "json_valid", "json_each",
                                             "json_type", "lower" };
    const char *const *words = tables;
    size_t n = sizeof tables / sizeof *tables;
    (void)user;
    (void)database;
    (void)origin;
    if (action == SQLITE_SELECT)
        return SQLITE_OK;
    if (action == SQLITE_FUNCTION) {
        words = functions;
        n = sizeof functions / sizeof *functions;
        a = b;
    } else if (action != SQLITE_READ) {
        return SQLITE_DENY;
    }
    for (size_t i = 0; a && i < n; i++)
        if (strcmp(a, words[i]) == 0)
            return SQLITE_OK;
    return SQLITE_DENY;
}

sqlite3 *kkr_aiida_database_open(char *bytes, size_t length, const char *path,
                                 kkr_error *err)
{
    if (length < 512 || memcmp(bytes, "SQLite format 3", 16) != 0) {
        kkr_fail(err, KKR_ERROR_FORMAT, "%s: db.sqlite3 in it is no SQLite database",
                 path);
        return NULL;
    }
    // the versions of its format: 2 would be a write-ahead log, in another file
    bytes[18] = bytes[19] = 1;
    sqlite3 *db = kkr_aiida_database_new(length, path, err);
    if (!db)
        return NULL;
    if (sqlite3_deserialize(db, "main", (unsigned char *)bytes, (sqlite3_int64)length,
                            (sqlite3_int64)length,
                            SQLITE_DESERIALIZE_READONLY) != SQLITE_OK ||
        sqlite3_exec(db, "PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0", NULL,
                     NULL, NULL) != SQLITE_OK) {
        fail(db, path, err);
        kkr_aiida_database_close(db);
        return NULL;
    }
    return db;
}

// ------------------------------------------------------------- texts

/** NULL for nothing. */
static char *copy_text(sqlite3_stmt *query, int column, size_t longest)
{
    const char *text = (const char *)sqlite3_column_text(query, column);
    if (!text)
        return NULL;
    char *copy = kkr_alloc(longest + 1, 1);
    kkr_utf8_copy(copy, longest + 1, text);
    return kkr_realloc(copy, strlen(copy) + 1, 1);
}

/** 32 hexadecimal digits, with or without dashes. */
static bool read_uuid(const char *text, char uuid[KKR_AIIDA_UUID])
{
    static const char shape[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    for (int i = 0; i < KKR_AIIDA_UUID - 1; i++) {
        if (shape[i] == '-') {
            uuid[i] = '-';
            text += *text == '-';
            continue;
        }
        char c = *text++;
        c = c >= 'A' && c <= 'F' ? (char)(c - 'A' + 'a') : c;
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
            return false;
        uuid[i] = c;
    }
    uuid[KKR_AIIDA_UUID - 1] = '\0';
    return *text == '\0';
}

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

static bool ends(const char *text, const char *with)
{
    size_t n = strlen(text), m = strlen(with);
    return n >= m && strcmp(text + n - m, with) == 0;
}

/** "data.core.remote.RemoteData." of AiiDA 2 is "data.remote.RemoteData." of AiiDA 1. */
static kkr_aiida_kind kind_of(const char *type)
{
    static const struct {
        const char *end;
        kkr_aiida_kind kind;
    } kinds[] = {
        { ".FolderData.", KKR_AIIDA_FOLDER },
        { ".RemoteData.", KKR_AIIDA_REMOTE },
        { ".SinglefileData.", KKR_AIIDA_FILE },
        { ".Dict.", KKR_AIIDA_DICT },
        { ".StructureData.", KKR_AIIDA_STRUCTURE },
        { ".ParameterData.", KKR_AIIDA_DICT },
    };
    if (begins(type, "process.calculation.calcjob."))
        return KKR_AIIDA_CALCULATION;
    if (begins(type, "process."))
        return KKR_AIIDA_PROCESS;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (ends(type, kinds[i].end))
            return kinds[i].kind;
    return KKR_AIIDA_OTHER;
}

// ------------------------------------------------------------- attributes

/** Prepared once; each looks into the attributes or the file list of one node. */
typedef struct queries {
    sqlite3_stmt *nodes, *links, *process, *structure, *dict, *files;
} queries;

static sqlite3_stmt *look_into(sqlite3_stmt *query, sqlite3_stmt *node, int column)
{
    sqlite3_reset(query);
    sqlite3_bind_value(query, 1, sqlite3_column_value(node, column));
    return query;
}

static void read_process(kkr_aiida_node *node, sqlite3_stmt *query)
{
    if (sqlite3_step(query) != SQLITE_ROW)
        return;
    if (sqlite3_column_type(query, 0) == SQLITE_INTEGER)
        node->exit_status = sqlite3_column_double(query, 0);
    node->state = copy_text(query, 1, MAX_LABEL);
}

static void read_structure(kkr_aiida_node *node, sqlite3_stmt *query)
{
    char *all = kkr_strdup("");
    while (strlen(all) < MAX_LABEL && sqlite3_step(query) == SQLITE_ROW) {
        char *symbol = copy_text(query, 0, 8);
        char *more =
            kkr_strdup_printf("%s%s%s", all, *all ? " " : "", symbol ? symbol : "?");
        free(symbol);
        free(all);
        all = more;
    }
    node->elements = all;
}

static void read_dict(kkr_aiida_node *node, sqlite3_stmt *query)
{
    if (sqlite3_step(query) != SQLITE_ROW)
        return;
    node->is_real_axis = sqlite3_column_type(query, 0) == SQLITE_INTEGER &&
                         sqlite3_column_int(query, 0) == 0;
    for (int i = 1; i <= 2; i++) { // a number, or a list of them
        int type = sqlite3_column_type(query, i);
        if (type == SQLITE_INTEGER || type == SQLITE_FLOAT)
            node->z_impurity = sqlite3_column_double(query, i);
    }
}

static void add_object(kkr_aiida_node *node, const char *name, int member)
{
    int n = node->n_objects;
    if (n == MAX_OBJECTS)
        return;
    if ((n & (n - 1)) == 0)
        node->objects =
            kkr_realloc(node->objects, n ? 2 * (size_t)n : 1, sizeof *node->objects);
    node->objects[node->n_objects++] = (kkr_aiida_object){ kkr_strdup(name), member };
}

/** In {"o": {"scoef": {"k": "SHA-256"}, "a folder": {"o": ...}}} of AiiDA 2. */
static void read_objects(kkr_aiida_node *node, sqlite3_stmt *query,
                         const kkr_archive *archive)
{
    while (sqlite3_step(query) == SQLITE_ROW) {
        const char *name = (const char *)sqlite3_column_text(query, 0);
        const char *key = (const char *)sqlite3_column_text(query, 1);
        if (!name || !key || strlen(key) != 64)
            continue;
        char *path = kkr_strdup_printf("repo/%s", key);
        add_object(node, name, archive ? kkr_archive_find(archive, path) : -1);
        free(path);
    }
}

// ------------------------------------------------------------- nodes and links

static bool read_node(kkr_aiida_nodes *nodes, const queries *q,
                      const kkr_archive *archive, const char *path, kkr_error *err)
{
    const char *uuid = (const char *)sqlite3_column_text(q->nodes, 1);
    const char *type = (const char *)sqlite3_column_text(q->nodes, 2);
    if (nodes->n == MAX_NODES)
        return kkr_fail(err, KKR_ERROR_FORMAT, "%s: more than %d nodes: not read", path,
                        MAX_NODES);
    if ((nodes->n & (nodes->n - 1)) == 0)
        nodes->nodes = kkr_realloc(nodes->nodes, nodes->n ? 2 * (size_t)nodes->n : 1,
                                   sizeof *nodes->nodes);
    kkr_aiida_node *node = &nodes->nodes[nodes->n];
    *node = (kkr_aiida_node){ .id = (long)sqlite3_column_int64(q->nodes, 0),
                              .kind = type ? kind_of(type) : KKR_AIIDA_OTHER,
                              .exit_status = NAN,
                              .z_impurity = NAN };
    if (!uuid || !read_uuid(uuid, node->uuid))
        return kkr_fail(err, KKR_ERROR_FORMAT, "%s: node %ld has no UUID", path,
                        node->id);
    nodes->n++;
    char *process = copy_text(q->nodes, 3, MAX_LABEL);
    if (process) { // "aiida.calculations:kkr.kkrimp"
        const char *colon = begins(process, "aiida.") ? strchr(process, ':') : NULL;
        node->process = kkr_strdup(colon ? colon + 1 : process);
    }
    free(process);
    node->label = copy_text(q->nodes, 4, MAX_LABEL);
    node->time = copy_text(q->nodes, 5, 32);
    if (node->kind == KKR_AIIDA_CALCULATION || node->kind == KKR_AIIDA_PROCESS)
        read_process(node, look_into(q->process, q->nodes, 6));
    else if (node->kind == KKR_AIIDA_STRUCTURE)
        read_structure(node, look_into(q->structure, q->nodes, 6));
    else if (node->kind == KKR_AIIDA_DICT)
        read_dict(node, look_into(q->dict, q->nodes, 6));
    if (node->kind == KKR_AIIDA_CALCULATION || node->kind == KKR_AIIDA_FOLDER ||
        node->kind == KKR_AIIDA_FILE)
        read_objects(node, look_into(q->files, q->nodes, 7), archive);
    return true;
}

static int compare_id(const void *key, const void *node)
{
    long a = *(const long *)key, b = ((const kkr_aiida_node *)node)->id;
    return (a > b) - (a < b);
}

static int find_node(const kkr_aiida_nodes *nodes, long id)
{
    const kkr_aiida_node *found =
        nodes->n
            ? bsearch(&id, nodes->nodes, (size_t)nodes->n, sizeof *found, compare_id)
            : NULL;
    return found ? (int)(found - nodes->nodes) : -1;
}

/** A link to a node that was not exported leads nowhere; others are of no use here. */
static bool read_link(kkr_aiida_nodes *nodes, sqlite3_stmt *query, const char *path,
                      kkr_error *err)
{
    kkr_aiida_link link = {
        .from = find_node(nodes, (long)sqlite3_column_int64(query, 0)),
        .to = find_node(nodes, (long)sqlite3_column_int64(query, 1)),
    };
    char *label = copy_text(query, 2, sizeof link.label - 1);
    const char *type = (const char *)sqlite3_column_text(query, 3);
    memcpy(link.label, label ? label : "", label ? strlen(label) + 1 : 1);
    free(label);
    if (link.from < 0 || link.to < 0 || !type)
        return true;
    if (begins(type, "input_"))
        link.kind = KKR_AIIDA_INPUT;
    else if (strcmp(type, "create") == 0)
        link.kind = KKR_AIIDA_CREATE;
    else if (begins(type, "call_"))
        link.kind = KKR_AIIDA_CALL;
    else
        return true;
    int n = nodes->n_links;
    if (n == MAX_LINKS)
        return kkr_fail(err, KKR_ERROR_FORMAT, "%s: more than %d links: not read", path,
                        MAX_LINKS);
    if ((n & (n - 1)) == 0)
        nodes->links =
            kkr_realloc(nodes->links, n ? 2 * (size_t)n : 1, sizeof *nodes->links);
    nodes->links[nodes->n_links++] = link;
    return true;
}

static int by_end(const void *a, const void *b)
{
    const kkr_aiida_link *x = a, *y = b;
    if (x->to != y->to)
        return x->to < y->to ? -1 : 1;
    int label = strcmp(x->label, y->label);
    return label ? label : (x->from > y->from) - (x->from < y->from);
}

static void sort_links(kkr_aiida_nodes *nodes)
{
    if (nodes->n_links)
        qsort(nodes->links, (size_t)nodes->n_links, sizeof *nodes->links, by_end);
    nodes->first_link = kkr_alloc((size_t)nodes->n + 1, sizeof *nodes->first_link);
    for (int i = 0, k = 0; i <= nodes->n; i++) {
        while (k < nodes->n_links && nodes->links[k].to < i)
            k++;
        nodes->first_link[i] = k;
    }
}

/** Views and virtual tables of these names may do anything. */
static bool check_tables(sqlite3 *db, const char *path, kkr_error *err)
{
    static const char *const names[] = { "db_dbnode", "db_dblink" };
    sqlite3_stmt *query = NULL;
    bool good = sqlite3_prepare_v2(db,
                                   "SELECT type, rootpage FROM sqlite_master "
                                   "WHERE name = ?1",
                                   -1, &query, NULL) == SQLITE_OK ||
                fail(db, path, err);
    for (size_t i = 0; good && i < sizeof names / sizeof *names; i++) {
        sqlite3_reset(query);
        sqlite3_bind_text(query, 1, names[i], -1, SQLITE_STATIC);
        int code = sqlite3_step(query);
        const char *type =
            code == SQLITE_ROW ? (const char *)sqlite3_column_text(query, 0) : NULL;
        if (code != SQLITE_ROW && code != SQLITE_DONE)
            good = fail(db, path, err);
        else if (!type || strcmp(type, "table") != 0 ||
                 sqlite3_column_int(query, 1) <= 0)
            good = kkr_fail(err, KKR_ERROR_FORMAT,
                            "%s: its database has no table %s, expected an archive of "
                            "AiiDA",
                            path, names[i]);
    }
    sqlite3_finalize(query);
    return good;
}

static bool prepare(sqlite3 *db, queries *q)
{
    const struct {
        sqlite3_stmt **query;
        const char *sql;
    } all[] = {
        { &q->nodes, "SELECT id, uuid, node_type, process_type, label, ctime, "
                     "attributes, repository_metadata FROM db_dbnode ORDER BY id" },
        { &q->links, "SELECT input_id, output_id, label, type FROM db_dblink" },
        { &q->process, "SELECT json_extract(?1, '$.exit_status'), "
                       "json_extract(?1, '$.process_state') WHERE json_valid(?1)" },
        { &q->structure, "SELECT json_extract(value, '$.symbols[0]') FROM "
                         "json_each(?1, '$.kinds') WHERE json_valid(?1)" },
        { &q->dict, "SELECT json_extract(?1, '$.NPOL'), json_extract(?1, '$.Zimp'), "
                    "json_extract(?1, '$.Zimp[0]') WHERE json_valid(?1)" },
        { &q->files, "SELECT key, json_extract(value, '$.k') FROM "
                     "json_each(?1, '$.o') WHERE json_valid(?1) AND type = 'object'" },
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (sqlite3_prepare_v2(db, all[i].sql, -1, all[i].query, NULL) != SQLITE_OK)
            return false;
    return true;
}

static bool read_all(sqlite3 *db, const queries *q, const kkr_archive *archive,
                     const char *path, kkr_aiida_nodes *nodes, kkr_error *err)
{
    int code;
    while ((code = sqlite3_step(q->nodes)) == SQLITE_ROW)
        if (!read_node(nodes, q, archive, path, err))
            return false;
    if (code != SQLITE_DONE)
        return fail(db, path, err);
    for (int i = 1; i < nodes->n; i++)
        if (nodes->nodes[i].id <= nodes->nodes[i - 1].id)
            return kkr_fail(err, KKR_ERROR_FORMAT, "%s: two nodes have number %ld",
                            path, nodes->nodes[i].id);
    while ((code = sqlite3_step(q->links)) == SQLITE_ROW)
        if (!read_link(nodes, q->links, path, err))
            return false;
    if (code != SQLITE_DONE)
        return fail(db, path, err);
    sort_links(nodes);
    return true;
}

bool kkr_aiida_database_read(sqlite3 *db, kkr_archive *archive, const char *path,
                             const kkr_job *job, kkr_aiida_nodes *nodes, kkr_error *err)
{
    // a megabyte of rows takes some 1e5 steps
    double bytes = (double)sqlite3_limit(db, SQLITE_LIMIT_LENGTH, -1);
    budget b = { job, (2e7 + 20 * bytes) / STEPS_A_CALL };
    queries q = { 0 };
    // json_each is made when it is first used, which is more than a query may do
    sqlite3_exec(db, "SELECT 1 FROM json_each('[]')", NULL, NULL, NULL);
    sqlite3_set_authorizer(db, permit, NULL);
    sqlite3_progress_handler(db, STEPS_A_CALL, count_steps, &b);
    bool good = check_tables(db, path, err) &&
                (prepare(db, &q) || fail(db, path, err)) &&
                read_all(db, &q, archive, path, nodes, err);
    sqlite3_progress_handler(db, 0, NULL, NULL);
    sqlite3_stmt *all[] = { q.nodes, q.links, q.process, q.structure, q.dict, q.files };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        sqlite3_finalize(all[i]);
    if (!good && job && kkr_job_cancelled(job))
        kkr_fail(err, KKR_ERROR_CANCELLED, "cancelled");
    return good;
}
