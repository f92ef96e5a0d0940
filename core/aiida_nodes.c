// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/aiida_nodes.h"

#include "core/utf8.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_OBJECTS = 10000 }; // files of one node

// ------------------------------------------------------------- which form

/** The versions whose tables have what we ask for; of later ones we know nothing. */
static bool is_known(const char *schema)
{
    static const char *const known[] = {
        "0.4",        "0.5",       "0.6",       "0.7",       "0.8",       "0.9",
        "0.10",       "0.11",      "0.12",      "0.13",      "main_0000", "main_0000a",
        "main_0000b", "main_0001", "main_0002", "main_0003",
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(schema, known[i]) == 0)
            return true;
    return false;
}

/** SQLite reads the JSON: the text of a key, or "". */
static void read_key(sqlite3 *db, const char *text, size_t length, const char *key,
                     char *value, size_t size)
{
    sqlite3_stmt *query = NULL;
    const char *found = NULL;
    sqlite3_prepare_v2(db, "SELECT json_extract(?1, ?2) WHERE json_valid(?1)", -1,
                       &query, NULL);
    sqlite3_bind_text(query, 1, text, (int)length, SQLITE_STATIC);
    sqlite3_bind_text(query, 2, key, -1, SQLITE_STATIC);
    if (sqlite3_step(query) == SQLITE_ROW)
        found = (const char *)sqlite3_column_text(query, 0);
    kkr_utf8_copy(value, size, found ? found : "");
    sqlite3_finalize(query);
}

static bool read_metadata(kkr_archive *archive, const char *path,
                          kkr_aiida_nodes *nodes, kkr_error *err)
{
    int member = kkr_archive_find(archive, "metadata.json"), n;
    const kkr_archive_member *members = kkr_archive_members(archive, &n);
    if (member < 0)
        return kkr_fail(err, KKR_ERROR_FORMAT,
                        "%s: no metadata.json among its %d files, expected an archive "
                        "of AiiDA",
                        path, n);
    if (members[member].size > 100000000)
        return kkr_fail(err, KKR_ERROR_FORMAT,
                        "%s: its metadata.json has %.0f MB: not "
                        "read",
                        path, 1e-6 * (double)members[member].size);
    size_t length;
    char *text = kkr_archive_read(archive, member, &length, err);
    sqlite3 *db = text ? kkr_aiida_database_new(length, path, err) : NULL;
    if (db) {
        read_key(db, text, length, "$.export_version", nodes->schema,
                 sizeof nodes->schema);
        read_key(db, text, length, "$.aiida_version", nodes->program,
                 sizeof nodes->program);
        kkr_aiida_database_close(db);
    }
    free(text);
    if (!db)
        return false;
    if (!nodes->schema[0])
        return kkr_fail(err, KKR_ERROR_FORMAT,
                        "%s: metadata.json in it names no export_version, expected an "
                        "archive of AiiDA",
                        path);
    return is_known(nodes->schema) ||
           kkr_fail(err, KKR_ERROR_FORMAT,
                    "%s: an AiiDA archive of version %s, which this program does not "
                    "know (it knows 0.4 to 0.13 and main_0000 to main_0003); `verdi "
                    "archive migrate` may make one of it that it knows",
                    path, nodes->schema);
}

// ------------------------------------------------------------- files of AiiDA 1

typedef struct owner {
    char uuid[KKR_AIIDA_UUID];
    int node;
} owner;

static int by_uuid(const void *a, const void *b)
{
    return strcmp(((const owner *)a)->uuid, ((const owner *)b)->uuid);
}

/** "nodes/ab/cd/ef01-...": the UUID, and behind it a folder and the name in it. */
static const char *split_path(const char *path, char uuid[KKR_AIIDA_UUID])
{
    if (strncmp(path, "nodes/", 6) != 0 || strlen(path) < 46 || path[8] != '/' ||
        path[11] != '/' || path[44] != '/')
        return NULL;
    snprintf(uuid, KKR_AIIDA_UUID, "%.2s%.2s%.32s", path + 6, path + 9, path + 12);
    const char *rest = path + 45;
    if (strncmp(rest, "path/", 5) == 0)
        rest += 5;
    else if (strncmp(rest, "raw_input/", 10) == 0) // what a calculation was given
        rest += 10;
    else
        return NULL;
    return *rest && !strchr(rest, '/') ? rest : NULL;
}

static void take_files(kkr_aiida_nodes *nodes, const kkr_archive *archive)
{
    owner *owners = kkr_alloc((size_t)nodes->n + 1, sizeof *owners), key;
    for (int i = 0; i < nodes->n; i++) {
        memcpy(owners[i].uuid, nodes->nodes[i].uuid, sizeof owners[i].uuid);
        owners[i].node = i;
    }
    qsort(owners, (size_t)nodes->n, sizeof *owners, by_uuid);
    int n;
    const kkr_archive_member *members = kkr_archive_members(archive, &n);
    for (int i = 0; i < n; i++) {
        const char *name = split_path(members[i].name, key.uuid);
        const owner *found =
            name ? bsearch(&key, owners, (size_t)nodes->n, sizeof *owners, by_uuid)
                 : NULL;
        if (!found)
            continue;
        kkr_aiida_node *node = &nodes->nodes[found->node];
        if (node->n_objects == MAX_OBJECTS)
            continue;
        node->objects = kkr_realloc(node->objects, (size_t)node->n_objects + 1,
                                    sizeof *node->objects);
        node->objects[node->n_objects++] = (kkr_aiida_object){ kkr_strdup(name), i };
    }
    free(owners);
}

// ------------------------------------------------------------- all of it

static sqlite3 *open_tables(kkr_archive *archive, const char *path, bool is_old,
                            char **text, kkr_error *err)
{
    const char *name = is_old ? "data.json" : "db.sqlite3";
    int member = kkr_archive_find(archive, name);
    size_t length;
    if (member < 0) {
        kkr_fail(err, KKR_ERROR_FORMAT, "%s: an AiiDA archive without its %s", path,
                 name);
        return NULL;
    }
    *text = kkr_archive_read(archive, member, &length, err);
    if (!*text)
        return NULL;
    return is_old ? kkr_aiida_json_tables(*text, length, path, err)
                  : kkr_aiida_database_open(*text, length, path, err);
}

kkr_aiida_nodes *kkr_aiida_nodes_read(kkr_archive *archive, const char *path,
                                      const kkr_job *job, kkr_error *err)
{
    KKR_AUTO(kkr_aiida_nodes) nodes = kkr_alloc(1, sizeof *nodes);
    if (!read_metadata(archive, path, nodes, err))
        return NULL;
    bool is_old = nodes->schema[0] == '0';
    char *text = NULL;
    sqlite3 *db = open_tables(archive, path, is_old, &text, err);
    bool good = db && kkr_aiida_database_read(db, archive, path, job, nodes, err);
    kkr_aiida_database_close(db);
    free(text);
    if (good && is_old)
        take_files(nodes, archive);
    return good ? KKR_STEAL(nodes) : NULL;
}

void kkr_aiida_nodes_free(kkr_aiida_nodes *nodes)
{
    if (!nodes)
        return;
    for (int i = 0; i < nodes->n; i++) {
        kkr_aiida_node *node = &nodes->nodes[i];
        for (int k = 0; k < node->n_objects; k++)
            free(node->objects[k].name);
        free(node->objects);
        free(node->process);
        free(node->label);
        free(node->time);
        free(node->state);
        free(node->elements);
    }
    free(nodes->nodes);
    free(nodes->links);
    free(nodes->first_link);
    free(nodes);
}

int kkr_aiida_nodes_source(const kkr_aiida_nodes *nodes, int node,
                           kkr_aiida_link_kind kind, const char *label)
{
    for (int k = nodes->first_link[node]; k < nodes->first_link[node + 1]; k++)
        if (nodes->links[k].kind == kind &&
            (!label || strcmp(nodes->links[k].label, label) == 0))
            return nodes->links[k].from;
    return -1;
}

int kkr_aiida_node_file(const kkr_aiida_node *node, const char *name)
{
    for (int i = 0; i < node->n_objects; i++)
        if (strcmp(node->objects[i].name, name) == 0)
            return node->objects[i].member;
    return -2;
}
