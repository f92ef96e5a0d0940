// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/fit_points.h"
#include "core/jl_ensemble.h"
#include "core/jl_environment.h"
#include "core/jl_settings.h"
#include "core/sampler.h"

/**
 * Features and V - V0 of many points of many embeddings in one HDF5 file, for other
 * programs to learn from: docs/formats/export.md.
 *
 * Rows are made in blocks and appended in chunks; no more than a block is ever in
 * memory. Each embedding is complete before the next one begins, and the file, called
 * PATH.part meanwhile, can be taken up again after an interruption. A job array shares
 * the work by shards, each a file, which kkr_jl_export_join() presents as one.
 *
 * Threads: one export at a time in a process; it uses several itself.
 */
typedef struct kkr_jl_export_params {
    kkr_jl_settings features; // with species
    kkr_jl_naming naming;
    bool only_impurity;       // points in the impurity's cell only
    kkr_fit_counts impurity;  // points of its cell; used if spacing is 0
    kkr_fit_counts neighbour; // of each other cell
    double spacing;           // bohr; > 0: a cubic grid in all cells instead
    double r_min;             // bohr; no grid point nearer to a nucleus
    uint64_t seed;
    int shard, n_shards; // embeddings shard - 1, shard - 1 + n_shards, ...; 1, 1: all
    bool anew;           // whatever is there
} kkr_jl_export_params;

typedef struct kkr_jl_export_result {
    int n_cases, n_resumed; // written; of these there already
    size_t n_rows;
    int n_notes;
    char **notes; // embeddings that were left out, and why
} kkr_jl_export_result;

/**
 * Writes PATH. Continues PATH.part if that was begun with the same sources and
 * parameters, else begins anew; a PATH that was is left alone if all sources have a
 * hash, so that they are known to be the same. Embeddings that cannot be used are left out and named.
 * An interruption leaves PATH.part; other failures too, as long as it holds anything.
 */
bool kkr_jl_export(const kkr_jl_source *sources, int n, const kkr_case_options *options,
                   kkr_sampler_params sampler, const kkr_jl_export_params *params,
                   const char *path, kkr_jl_export_result *result, const kkr_job *job,
                   kkr_error *err);
void kkr_jl_export_result_clear(kkr_jl_export_result *result);

/**
 * Makes PATH a file whose arrays are those of the shards one after the other (HDF5
 * virtual data sets: nothing is copied, and the shards must stay where they are). All
 * must have the same columns and be complete.
 */
bool kkr_jl_export_join(const char *const *shards, int n, const char *path,
                        size_t *n_rows, kkr_error *err);
