// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/dataset.h"
#include "core/stored_file.h"

/**
 * Adds entries to a data set, or begins one.
 *
 * What was added is written to FILE.part beside the data set and becomes the data
 * set by a rename when it is committed. So at any moment, whatever kills the program,
 * FILE is a whole data set with everything that was ever committed; who has it open
 * goes on reading the old one. FILE.lock keeps a second writer out.
 *
 * Files that two entries have in common, like the shapes of a cluster, are stored
 * once and linked.
 *
 * Threads: one at a time; takes the lock of HDF5 by itself.
 */
typedef struct kkr_dataset_writer kkr_dataset_writer;

/** Files that belong together: those of an embedding, or of a host. */
typedef struct kkr_file_set {
    int n;
    kkr_stored_file **files; // [n]
    const char *provenance;  // lines "key value", borrowed; NULL: none
} kkr_file_set;

/** Fails if the place cannot be written, or if another program is writing there. */
kkr_dataset_writer *kkr_dataset_writer_new(const char *path, kkr_error *err);

/** Drops what was not committed. Does nothing for NULL. */
void kkr_dataset_writer_free(kkr_dataset_writer *writer);
KKR_DEFINE_AUTO(kkr_dataset_writer)

/** Is an entry with this hash there already? Its name, or NULL; borrowed. */
const char *kkr_dataset_writer_has(const kkr_dataset_writer *writer, const char *hash);

/** The name in /hosts of the host with this hash, or NULL; borrowed. */
const char *kkr_dataset_writer_host(const kkr_dataset_writer *writer, const char *hash);

/**
 * Adds a host under the name it wishes, or that with a number behind it: "Cu.2". The
 * name is borrowed; NULL on failure.
 */
const char *kkr_dataset_writer_add_host(kkr_dataset_writer *writer, const char *wish,
                                        const char *hash, const kkr_file_set *files,
                                        kkr_error *err);

/**
 * Adds an entry. Of `row` path and name are set here: "host/impurity", where that is
 * taken "host/impurity@SITES", then with ".2", ".3", ...
 */
bool kkr_dataset_writer_add(kkr_dataset_writer *writer, kkr_dataset_row *row,
                            const kkr_file_set *files, kkr_error *err);

/** All rows, for what is known only when all are there (core/core_trend.h). */
kkr_dataset_row *kkr_dataset_writer_rows(kkr_dataset_writer *writer, int *n);

/** Makes everything added so far part of the data set; more may be added. */
bool kkr_dataset_writer_commit(kkr_dataset_writer *writer, kkr_error *err);
