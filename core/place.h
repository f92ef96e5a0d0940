// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/case.h"

/**
 * Places inside data sets, written like paths. Wherever a file or a case is expected
 * they may stand: kkr_text_read(), kkr_sha256_file() and kkr_case_open() know them.
 *
 *     FILE.h5::Hg/Ag                  an entry
 *     FILE.h5#12                      the twelfth entry
 *     FILE.h5::Hg                     a host
 *     FILE.h5::Hg/Ag/potential_imp    a file of an entry
 *     FILE.h5::Hg/inputcard           a file of a host
 *
 * and inside archives of AiiDA (core/aiida.h), where a calculation is named by its UUID
 * or the beginning of it:
 *
 *     FILE.aiida::16a8249f            an embedding, or a host
 *     FILE.aiida::16a8249f/scoef      a file of it
 *     FILE.aiida#2                    the second embedding, or host behind the last one
 *
 * A few data sets and archives stay open for the next request; one that has been replaced on the
 * disk is opened anew.
 *
 * Threads: any.
 */

/** True if an existing file stands before "::" or "#" and a number. */
bool kkr_place_is(const char *path);

/** The text of a file, terminated; the caller frees it. */
char *kkr_place_load(const char *path, size_t *length, kkr_error *err);

/** True if there is such a file; only asks the lists. */
bool kkr_place_exists(const char *path);

typedef struct kkr_place_file {
    char *path;    // "FILE.h5::Hg/inputcard"
    kkr_role role; // KKR_ROLE_COUNT: none
    bool is_host;
} kkr_place_file;

/** All files of an entry and its host, or of a host; -1 on failure. */
int kkr_place_files(const char *path, kkr_place_file **files, kkr_error *err);
void kkr_place_files_free(int n, kkr_place_file *files);

/** The data set before "::" or "#"; the caller frees it. NULL: it is no place. */
char *kkr_place_dataset(const char *path);

/**
 * Where an entry or host came from, as lines "key value", if its data set or archive
 * tells; the caller frees it. NULL: nothing is told.
 */
char *kkr_place_provenance(const char *path);
