// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/case.h"

/**
 * The KKR calculations in an archive that `verdi archive create` of AiiDA made, with
 * the plugin aiida-kkr: which of them are embeddings, which are their hosts, and which
 * files of the archive each consists of. Both forms of archives are read, that of
 * AiiDA 2 (zip with db.sqlite3) and of AiiDA 1 (zip or tar.gz with data.json).
 *
 *     kkr.voro --> kkr.kkr --> ... --> kkr.kkr --> kkr.kkr --> kkr.kkrimp --> ...
 *     shapefun                  the host's V0      Green       V   steps of one chain
 *                                                  function
 *
 * The last step of a chain is the entry; its host is what the run that wrote the Green
 * function started from. docs/formats/aiida.md has the rules.
 *
 * What is in such a file is not trusted: core/archive.h and core/aiida_nodes.h name the
 * limits. A file is handed out only with the SHA-256 that its archive names.
 *
 * Without libzip and SQLite (option `aiida`) every archive fails with a sentence.
 *
 * Threads: kkr_aiida_load() one at a time; the rest never changes once made.
 */
typedef enum kkr_aiida_use {
    KKR_AIIDA_EMBEDDING,
    KKR_AIIDA_HOST,
    KKR_AIIDA_STEP,     // a part of another one: `reason` says of which
    KKR_AIIDA_UNUSABLE, // `reason` says why
} kkr_aiida_use;

typedef struct kkr_aiida_file {
    const char *name; // "scoef"
    kkr_role role;    // KKR_ROLE_COUNT: another file needs it
    int member;       // of the archive
} kkr_aiida_file;

enum { KKR_AIIDA_FILES = 8 };

typedef struct kkr_aiida_case {
    kkr_aiida_use use;
    const char *uuid;    // of the calculation
    const char *process; // "kkr.kkrimp"
    const char *label;   // may be empty
    const char *state;   // "finished"
    double exit_status;  // NaN: unknown; 0: success
    char *name;          // what structure and impurity are called: "Cu/Ag", "Cu"
    char *reason;        // a sentence for STEP and UNUSABLE, else NULL
    int host;            // of an embedding: its host among the cases; -1: not here
    int n_files;
    kkr_aiida_file files[KKR_AIIDA_FILES];
    char *provenance; // lines "key value": where it comes from
} kkr_aiida_case;

typedef struct kkr_aiida {
    char *path;
    char *program; // "2.5.2"
    char *schema;  // "main_0001"
    int n_nodes;
    int n_cases;
    kkr_aiida_case *cases; // as the archive numbers them, hosts first
    int *by_uuid;          // [n_cases] cases in the order of their UUIDs
    struct kkr_aiida_nodes *nodes;
    struct kkr_archive *archive;
} kkr_aiida;

/** Fails if it is no archive of AiiDA, of a form not known, or damaged. */
kkr_aiida *kkr_aiida_open(const char *path, const kkr_job *job, kkr_error *err);
void kkr_aiida_free(kkr_aiida *aiida);
KKR_DEFINE_AUTO(kkr_aiida)

/** The calculation with this UUID, of which 6 digits or more do; -1: none, or two. */
int kkr_aiida_find(const kkr_aiida *aiida, const char *uuid);

/** A file of a case, with a zero behind it; the caller frees it. */
char *kkr_aiida_load(kkr_aiida *aiida, const kkr_aiida_file *file, size_t *length,
                     kkr_error *err);
