// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/dataset_index.h"

/**
 * A data set: thousands of embeddings in one HDF5 file, each with the files of its
 * KKR codes, hosts once. Made by core/pack.h; format: docs/formats/dataset.md.
 *
 *     /index            one row an embedding                 core/dataset_index.h
 *     /hosts/Hg         inputcard, potential, shapefun
 *     /embeddings/0     scoef, potential_imp, ...            core/stored_file.h
 *
 * A file is never changed in place: whoever adds entries puts a new file there. So an
 * open data set stays as it was when it was opened.
 *
 * What is damaged is missing, with a note, and the rest stays readable.
 *
 * Threads: may be shared; reading takes the one lock of HDF5.
 */
typedef struct kkr_dataset {
    char *path;
    hid_t file;
    int n_rows;
    kkr_dataset_row *rows; // [n_rows]
    int n_hosts;
    char **hosts; // [n_hosts] by name
    int n_notes;
    char **notes; // what is damaged, sentences
    int *by_name; // [n_rows] rows in the order of their names
} kkr_dataset;

/** Fails if it is no data set of ours, or of a later version. */
kkr_dataset *kkr_dataset_open(const char *path, kkr_error *err);
void kkr_dataset_free(kkr_dataset *dataset);
KKR_DEFINE_AUTO(kkr_dataset)

/** By a look at its first bytes: could this be a data set (any HDF5 file)? */
bool kkr_dataset_is_one(const char *path);

/** The row with a name like "Hg/Ag"; -1: there is none. */
int kkr_dataset_find(const kkr_dataset *dataset, const char *name);
/** Is there a host of this name? */
bool kkr_dataset_has_host(const kkr_dataset *dataset, const char *name);

/** A file of an entry or host: its name, and its role or KKR_ROLE_COUNT. */
typedef struct kkr_dataset_file {
    char *name;
    kkr_role role;
} kkr_dataset_file;

/** The files in a group ("/embeddings/0", "/hosts/Hg"); -1 on failure. */
int kkr_dataset_files(const kkr_dataset *dataset, const char *group,
                      kkr_dataset_file **files, kkr_error *err);
void kkr_dataset_files_free(int n, kkr_dataset_file *files);

/** The text of one of them, terminated; the caller frees it. */
char *kkr_dataset_load(const kkr_dataset *dataset, const char *group, const char *name,
                       size_t *length, kkr_error *err);

/**
 * Where an entry or host came from, as lines "key value" (core/aiida.h tells them); the
 * caller frees it. NULL: nothing was told.
 */
char *kkr_dataset_provenance(const kkr_dataset *dataset, const char *group);

/**
 * Writes the files in a group as they were into a folder, which is made. Existing
 * files are replaced.
 */
bool kkr_dataset_unpack(const kkr_dataset *dataset, const char *group,
                        const char *folder, kkr_error *err);
