// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/dataset.h"
#include "core/sha256.h"

/**
 * The same work for many entries of data sets: which ones, which of them are the part
 * of one task of a job array, what their files are called, and which are there
 * already. One that fails does not stop the others.
 *
 * A line in the file .kkrscope-done (.kkrscope-done-3-16 of the third of sixteen
 * shards) in the folder of the outputs tells what each output was made from: a digest
 * of the work and of the entry's contents, and size and time of the output. An output
 * that is still as such a line says needs not be made again.
 *
 * Threads: one batch belongs to one thread; kkr_batch_run() uses several itself.
 */
typedef struct kkr_batch_item {
    char *path; // "all.h5::Hg/Ag"
    int number; // in its data set, from 1
    const kkr_dataset_row *row;
    char *output;             // of kkr_batch_name(); NULL: none
    char key[KKR_SHA256_HEX]; // of kkr_batch_key(); empty: never the same
    bool is_done;             // there already
} kkr_batch_item;

typedef struct kkr_batch {
    int n_sets;
    kkr_dataset **sets;
    int n_all; // before it was sharded
    int n;
    kkr_batch_item *items;
    int shard, n_shards; // from 1; 1, 1: all
    char *folder;        // of the outputs, where the lines stand
    int n_failed;
    char **failed; // [n_failed] "Hg/Ag: ...", by kkr_batch_run()
} kkr_batch;

/**
 * Entries of the data sets at `paths` that fit the query (core/dataset_query.h; NULL:
 * all), in the order of the sets and of their rows. A path may be a single entry.
 * Fails if there is none.
 */
kkr_batch *kkr_batch_new(const char *const *paths, int n_paths, const char *query,
                         kkr_error *err);
void kkr_batch_free(kkr_batch *batch);
KKR_DEFINE_AUTO(kkr_batch)

/** True if a path names a whole data set: what it means is many cases. */
bool kkr_batch_is_meant(const char *const *paths, int n_paths);

/** "I/N", I from 1 to N. */
bool kkr_batch_parse_shard(const char *text, int *shard, int *n_shards, kkr_error *err);

/** True if `pattern` has a {placeholder}. */
bool kkr_batch_is_pattern(const char *pattern);

/**
 * A pattern with the item's values: {index} is the entry's number, any other one a
 * column of its table: {host} {impurity} {name} {n_sites} ... {name} is "Hg/Ag", two
 * folders. The caller frees it. NULL: no such column, or a value that cannot be part
 * of a path.
 */
char *kkr_batch_expand(const kkr_batch_item *item, const char *pattern, kkr_error *err);

/** Sets the outputs. Fails if two items had the same one. Before kkr_batch_shard(). */
bool kkr_batch_name(kkr_batch *batch, const char *pattern, kkr_error *err);

/** Keeps items shard - 1, shard - 1 + n_shards, ...; fails if none is left. */
bool kkr_batch_shard(kkr_batch *batch, int shard, int n_shards, kkr_error *err);

/** Sets the keys: of the work (any digest) and of what each entry holds. */
void kkr_batch_key(kkr_batch *batch, const char *work);

/** Makes the folders of all outputs; marks what is there already unless `force`. */
bool kkr_batch_begin(kkr_batch *batch, bool force, kkr_error *err);

typedef struct kkr_batch_work {
    /**
     * Makes an item, several at once, each with a job of its own that uses few
     * threads. What is left in *product goes to put().
     */
    bool (*make)(void *user, const kkr_batch_item *item, const kkr_job *job,
                 void **product, kkr_error *err);
    /**
     * One after the other, in the order of the items; NULL: nothing to do. If it fails
     * with KKR_ERROR_FILE all ends, else only that item has failed.
     */
    bool (*put)(void *user, const kkr_batch_item *item, void *product, kkr_error *err);
    /** Releases a product, whether put or not; NULL: there is none. */
    void (*drop)(void *product);
    void *user;
    const char *doing; // "converting", for the progress
    bool one_by_one;   // not several at once; make() runs in the calling thread
} kkr_batch_work;

/**
 * Does all items that are not there already. One that fails is named in `failed`, and
 * the others go on. False if cancelled or ended by put(); what is complete is kept.
 */
bool kkr_batch_run(kkr_batch *batch, const kkr_batch_work *work, const kkr_job *job,
                   kkr_error *err);

/** How many were there already. */
int kkr_batch_n_done(const kkr_batch *batch);
