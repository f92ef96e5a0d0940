// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/jl_ensemble.h"

/**
 * Everything that is said about a fit: the model, what it is worth at held-out
 * points beside the baselines, how it changes with its size, which columns carry
 * it, and, of several embeddings, what some say about the others. What the verb
 * prints, the figures draw and the window shows.
 *
 * Threads: never changes once made.
 */

/** Guesses of V that need no fit; each judged like the model. */
typedef enum kkr_jl_baseline {
    KKR_JL_BASELINE_HOST,      // V_host: V - V_host is zero
    KKR_JL_BASELINE_SPHERICAL, // V0 + the spherical part of V - V0 around each site
    KKR_JL_BASELINE_START,     // V_start
    KKR_JL_BASELINE_COUNT
} kkr_jl_baseline;

/** "V_host", "spherical part", "V_start". */
const char *kkr_jl_baseline_name(kkr_jl_baseline baseline);

/** A smaller model from the same rows: a point of the learning curves. */
typedef struct kkr_jl_size {
    int n1, n2, l_max; // n2 = 0: one-body terms only
    int n_active;
    double training_rms; // of r_c (V - V0), Ry bohr
    kkr_fit_errors errors[KKR_JL_REGION_COUNT];
} kkr_jl_size;

/** Columns that belong together. */
typedef struct kkr_jl_block {
    char name[48];     // "host", "host-imp"
    int body, a, b;    // as kkr_jl_column
    double importance; // standard deviation of its part of V - V0 at test points, Ry
} kkr_jl_block;

typedef struct kkr_jl_fit_params {
    kkr_jl_problem_params problem;
    kkr_jl_model_params model;
    int target; // of the ensemble: 0 V - V_host, 1 V - V_start
    bool brief; // of one embedding: no smaller models, no coefficients [false]
} kkr_jl_fit_params;

typedef struct kkr_jl_fit {
    kkr_jl_ensemble *ensemble;
    kkr_jl_model *models[2]; // by target of the ensemble; [1] may be NULL
    int target;              // the one that is meant

    // of the first embedding at its test points
    double *prediction; // [test.n] V - V0
    kkr_fit_errors baseline[KKR_JL_BASELINE_COUNT][KKR_JL_REGION_COUNT]; // n = 0: none
    double condition; // largest over smallest singular value of the scaled columns
    int n_active;
    double seconds; // features, triangle and solution

    // of one embedding, unless brief
    int n_sizes;
    kkr_jl_size *sizes;       // one-body by n1, then by n2 and l
    double ridge, ridge_rmse; // of the fit whose coefficients are shown; Ry
    double *effects;          // [n_features] w_f rms(X_f) of it, Ry bohr
    int n_blocks;
    kkr_jl_block *blocks;

    // of several
    kkr_jl_left_out *left_out; // NULL for one
    int n_curves;
    kkr_element_rule curve_rule[3];
    int n_points[3];
    kkr_jl_learning *curve[3];
} kkr_jl_fit;

/**
 * `sources` as for kkr_jl_ensemble_new(), of which some may be left out. Fails if
 * target 1 is asked for and an embedding has no starting potential.
 */
kkr_jl_fit *kkr_jl_fit_new(const kkr_jl_source *sources, int n,
                           const kkr_case_options *options, kkr_sampler_params sampler,
                           const kkr_jl_fit_params *params, const kkr_job *job,
                           kkr_error *err);
/**
 * The same of an embedding that is open already: `samplers[n_targets]` sample it with
 * V_host and, if it has one, V_start as V0, all as `sampler` says.
 */
kkr_jl_fit *kkr_jl_fit_of(const kkr_case *object, const kkr_sampler *const *samplers,
                          int n_targets, kkr_sampler_params sampler,
                          const kkr_jl_fit_params *params, const kkr_job *job,
                          kkr_error *err);
void kkr_jl_fit_free(kkr_jl_fit *fit);
KKR_DEFINE_AUTO(kkr_jl_fit)

/** The model that is meant. */
const kkr_jl_model *kkr_jl_fit_model(const kkr_jl_fit *fit);

/** A model at another embedding. */
typedef struct kkr_jl_trial {
    char name[64];
    double z;
    bool exact;      // the model knows this element
    bool other_host; // then it means nothing
    bool known;      // false: `why` says why not
    char why[200];
    kkr_fit_errors errors[KKR_JL_REGION_COUNT];    // Ry
    kkr_fit_errors untouched[KKR_JL_REGION_COUNT]; // of V0 itself
} kkr_jl_trial;

/** Tries `model` on every embedding of an ensemble made with its settings. */
bool kkr_jl_try(const kkr_jl_model *model, const kkr_jl_ensemble *ensemble,
                kkr_jl_trial *trials, const kkr_job *job, kkr_error *err);
