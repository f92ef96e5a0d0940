// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/jl_model.h"
#include "core/jl_problem.h"

/**
 * Many embeddings of one host as problems with equal settings, and what can be
 * learned from some of them about the others.
 *
 * Threads: never changes once made.
 */
typedef struct kkr_jl_source { // what kkr_case_open() wants
    const char *path[2];
    int n_paths;
    const char *hash; // of all their contents; NULL: not known
} kkr_jl_source;

typedef struct kkr_jl_ensemble {
    int n;
    kkr_jl_problem **problem; // [n] by rising Z
    char (*sha256)[KKR_SHA256_HEX];
    int n_targets;    // 0: V - V_host; 1: V - V_start, if all have a starting potential
    bool same_points; // one geometry: all have the same points
    int n_notes;
    char **notes; // sources that were left out, and why
} kkr_jl_ensemble;

/**
 * Opens, samples and forgets one source after the other. Sources that cannot be
 * used are left out and named in the notes. Fails if none is left, if the hosts
 * differ, and if cancelled. `options` and `sampler` as for a single case; what V0
 * is follows from the targets.
 */
kkr_jl_ensemble *kkr_jl_ensemble_new(const kkr_jl_source *sources, int n,
                                     const kkr_case_options *options,
                                     kkr_sampler_params sampler,
                                     const kkr_jl_problem_params *params,
                                     const kkr_job *job, kkr_error *err);
/**
 * The one embedding that is open already; samplers[n_targets] as for
 * kkr_jl_problem_new(). Fails if it is a crystal.
 */
kkr_jl_ensemble *kkr_jl_ensemble_of(const kkr_case *object,
                                    const kkr_sampler *const *samplers, int n_targets,
                                    const kkr_jl_problem_params *params,
                                    const kkr_job *job, kkr_error *err);
void kkr_jl_ensemble_free(kkr_jl_ensemble *ensemble);
KKR_DEFINE_AUTO(kkr_jl_ensemble)

/** A way to guess V of an impurity that was left out. */
typedef struct kkr_jl_predictor {
    const char *name; // "V_host", "dV, table", "V - V_start, gp-block", ...
    int target;       // of what is added to V_host (0) or V_start (1)
    bool nothing;     // nothing is added: the starting guess itself
    bool pointwise;   // combines the training fields themselves, not their models
    kkr_element_rule rule;
} kkr_jl_predictor;

extern const kkr_jl_predictor kkr_jl_predictors[];
extern const int kkr_jl_n_predictors;

/**
 * What each predictor makes of each embedding when that one is left out, and how it
 * does with fewer embeddings.
 */
typedef struct kkr_jl_left_out {
    int n, n_predictors;    // embeddings; columns
    kkr_fit_errors *errors; // [n][n_predictors] Ry; n = 0: not possible
    bool *suspicious;       // [n]
    double *suspect_rmse;   // [n] when it was found out, Ry; NaN: never suspected
} kkr_jl_left_out;

/**
 * `models[t]` is fitted to target t of all embeddings. Of 8 or more with starting
 * potentials those are suspicious that V - V_start, gp-block misses by more than four
 * times what V_start itself misses in the median: the worst is taken out of the
 * training of the others and the search begins anew, for one wrong entry damages its
 * neighbourhood. The errors are those with all suspicious ones out of training (and
 * still judged).
 */
kkr_jl_left_out *kkr_jl_left_out_new(const kkr_jl_ensemble *ensemble,
                                     const kkr_jl_model *const *models,
                                     const kkr_job *job, kkr_error *err);
void kkr_jl_left_out_free(kkr_jl_left_out *table);
KKR_DEFINE_AUTO(kkr_jl_left_out)

/** A column of the table: median and quartiles over embeddings not suspicious, Ry. */
typedef struct kkr_jl_summary {
    int n;
    double rmse[3], shape[3]; // lower quartile, median, upper quartile; NaN for n = 0
} kkr_jl_summary;

kkr_jl_summary kkr_jl_left_out_summary(const kkr_jl_left_out *table, int predictor);

/** One point of a learning curve over the number of embeddings. */
typedef struct kkr_jl_learning {
    int n_training;
    kkr_jl_summary summary; // over random subsets, scored on the rest
} kkr_jl_learning;

/**
 * Learning curve of one rule and target: training sets of 4, 8, 16, ... and all but
 * one, `repeats` random subsets each. Suspicious embeddings take no part. Returns
 * how many points; *points is the caller's.
 */
int kkr_jl_learning_new(const kkr_jl_ensemble *ensemble, const kkr_jl_model *model,
                        int target, const kkr_jl_left_out *table, kkr_element_rule rule,
                        int repeats, kkr_jl_learning **points, const kkr_job *job,
                        kkr_error *err);
