// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/archive.h"
#include "core/base.h"

/**
 * What core/aiida.c wants to know of an AiiDA archive's provenance graph: nodes, the
 * links between them, and the files of a node. Read from db.sqlite3 (AiiDA 2,
 * core/aiida_database.c) or data.json (AiiDA 1, core/aiida_json.c makes the same tables
 * of it, in memory). Both are SQLite's work, its JSON functions included.
 *
 * The database comes from strangers: it is read from memory and never written, views,
 * triggers, virtual tables, extensions and functions other than those for JSON are
 * refused, and a query that takes longer than its size can explain is stopped.
 *
 * Threads: one at a time.
 */
typedef enum kkr_aiida_kind {
    KKR_AIIDA_OTHER,
    KKR_AIIDA_CALCULATION, // a program that ran: process_type tells which
    KKR_AIIDA_PROCESS,     // work chain, calculation function
    KKR_AIIDA_FOLDER,      // files that came back from a calculation
    KKR_AIIDA_REMOTE,      // the place where it ran; no files here
    KKR_AIIDA_FILE,
    KKR_AIIDA_STRUCTURE,
    KKR_AIIDA_DICT,
} kkr_aiida_kind;

/** A file of a node; only those of its first level. */
typedef struct kkr_aiida_object {
    char *name;
    int member; // of the archive; -1: not in it
} kkr_aiida_object;

enum { KKR_AIIDA_UUID = 37 };

typedef struct kkr_aiida_node {
    long id;
    kkr_aiida_kind kind;
    char uuid[KKR_AIIDA_UUID]; // 8-4-4-4-12 lower-case hexadecimal digits
    char *process;             // "kkr.kkrimp", "kkr.imp_sub", ...; NULL: data
    char *label, *time;
    char *state;        // "finished", "excepted", ...; NULL: unknown
    double exit_status; // NaN: unknown
    char *elements;     // of a structure: "Cu", "Ga As"; NULL
    double z_impurity;  // of the first impurity that a dictionary names; NaN
    bool is_real_axis;  // a dictionary with NPOL = 0: for densities of states
    int n_objects;
    kkr_aiida_object *objects;
} kkr_aiida_node;

typedef enum kkr_aiida_link_kind {
    KKR_AIIDA_INPUT,  // data -> process
    KKR_AIIDA_CREATE, // process -> data
    KKR_AIIDA_CALL,   // process -> process
} kkr_aiida_link_kind;

typedef struct kkr_aiida_link {
    int from, to; // nodes by index
    kkr_aiida_link_kind kind;
    char label[40]; // "parent_folder"; a longer one is cut
} kkr_aiida_link;

typedef struct kkr_aiida_nodes {
    int n;
    kkr_aiida_node *nodes; // by id
    int n_links;
    kkr_aiida_link *links; // by `to`
    int *first_link;       // [n + 1] of those that go to a node
    char program[32];      // "2.5.2", the AiiDA that wrote it
    char schema[32];       // "main_0001" or "0.9"
} kkr_aiida_nodes;

/** Fails if the archive is no AiiDA's, of a form that we do not know, or damaged. */
kkr_aiida_nodes *kkr_aiida_nodes_read(kkr_archive *archive, const char *path,
                                      const kkr_job *job, kkr_error *err);
void kkr_aiida_nodes_free(kkr_aiida_nodes *nodes);
KKR_DEFINE_AUTO(kkr_aiida_nodes)

/** Where it came into `node` by this link and label, the other end; -1: no such link. */
int kkr_aiida_nodes_source(const kkr_aiida_nodes *nodes, int node,
                           kkr_aiida_link_kind kind, const char *label);

/** The file of this name; its member of the archive, -1 if it is not in the archive,
 *  -2 if the node has no such file. */
int kkr_aiida_node_file(const kkr_aiida_node *node, const char *name);

typedef struct sqlite3 sqlite3;

/**
 * core/aiida_json.c: the tables db_dbnode and db_dblink of a data.json in a database
 * in memory. `path` is for messages. NULL on failure.
 */
sqlite3 *kkr_aiida_json_tables(const char *text, size_t length, const char *path,
                               kkr_error *err);

/**
 * core/aiida_database.c: nodes and links of such tables. Without an archive (NULL) no
 * file is in it.
 */
bool kkr_aiida_database_read(sqlite3 *db, kkr_archive *archive, const char *path,
                             const kkr_job *job, kkr_aiida_nodes *nodes,
                             kkr_error *err);

/**
 * The database in `bytes`, which must live longer and is taken for untrusted. `bytes`
 * may be changed: a write-ahead log that is not there is forgotten.
 */
sqlite3 *kkr_aiida_database_open(char *bytes, size_t length, const char *path,
                                 kkr_error *err);

/** A database in memory, empty, with every limit set for inputs of `length` bytes. */
sqlite3 *kkr_aiida_database_new(size_t length, const char *path, kkr_error *err);

void kkr_aiida_database_close(sqlite3 *db);
