// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/case.h"
#include "core/file_kind.h"

/**
 * The files among which a case looks for its roles: everything in the given
 * folders, and what each of them is.
 *
 * Used by core/case_files.c. Threads: one at a time.
 */
typedef struct kkr_found {
    char *path;
    const char *name; // last part of path
    int folder;       // which of the given folders; -1: given as a file by itself
    kkr_file_kind kind;
    kkr_role role;            // KKR_ROLE_COUNT: none yet
    kkr_role told;            // the role it had when a data set was made; or COUNT
    kkr_potential *potential; // read on demand
    bool read_failed;
    kkr_error error; // why it could not be opened or read
} kkr_found;

typedef struct kkr_file_pool {
    int n;
    kkr_found *file;
    bool has_structure[2], has_cluster[2]; // per folder
    int n_folders;
} kkr_file_pool;

/**
 * Fills an empty pool from paths of folders (two at most), files, and entries of data
 * sets (core/place.h), which count as a host's and a cluster's folder. Files that
 * are empty or unknown stay in as KKR_KIND_OTHER. Fails if a path is not there,
 * or if nothing of KKR is among them and no role is forced.
 */
bool kkr_file_pool_fill(kkr_file_pool *pool, kkr_case *object, const char *const *paths,
                        int n_paths, const kkr_case_options *options, kkr_error *err);
void kkr_file_pool_clear(kkr_file_pool *pool);

/** A file that the user gave a role: false if it is not there. */
bool kkr_found_forced(kkr_found *file, const char *path, kkr_case *object,
                      kkr_error *err);

/**
 * The potential in a file, read once; NULL with file->error if it cannot be
 * read. KKRnano writes one file per atom, vpot.00001, vpot.00002, ...: the first
 * one stands for all of them.
 */
const kkr_potential *kkr_found_potential(const kkr_file_pool *pool, kkr_found *file);

/** The same for shape functions (KKRnano: shape.0000001, ...); the caller frees. */
kkr_shapefun *kkr_found_shapes(const kkr_file_pool *pool, const kkr_found *file,
                               kkr_error *err);

/** Does the name contain / end with / equal this, whatever the case of letters? */
bool kkr_found_has(const kkr_found *file, const char *part);
bool kkr_found_ends(const kkr_found *file, const char *end);
bool kkr_found_is(const kkr_found *file, const char *name);
