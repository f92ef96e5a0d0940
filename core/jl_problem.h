// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/case.h"
#include "core/fit_errors.h"
#include "core/fit_points.h"
#include "core/jacobi_legendre.h"
#include "core/least_squares.h"
#include "core/sampler.h"

/**
 * One embedding as a problem of least squares: points in its cells, what V - V0 is
 * there, and the Jacobi-Legendre features that shall reproduce it,
 *
 *     r_c (V - V0)(x) = sum_f w_f X_f(x),    r_c = distance from the impurity,
 *
 * one set of w for the cells of all sites. The factor r_c takes off the pole
 * -2 (Z - Z_host) / r, which no smooth function follows. Species are the roles
 * "host" and "imp", so that w of one impurity means something for the next. V and
 * V0 come from the sampler: in cell mode V itself, not V times the shape function.
 *
 * There may be several V0 (the host, the starting potential): targets 0, 1, ...
 * share the points and the features.
 *
 * Rows are made in blocks and forgotten: only a triangle (core/least_squares.h) is
 * kept. Values Ry, lengths bohr; settings in angstrom as everywhere for features.
 *
 * Threads: never changes once made.
 */
typedef struct kkr_jl_problem_params {
    // No species: host and imp. rcut 0: 4.5 A for one cell, 6 A for several, which
    // must be seen from the neighbours as well. [30, 3] with l <= 4.
    kkr_jl_settings features;
    bool only_impurity;       // points in the impurity's cell only [false]
    kkr_fit_counts impurity;  // training points of its cell [3000, 1500, 300]
    kkr_fit_counts neighbour; // of each other cell [350, 100, 50]
    kkr_fit_counts test[2];   // held out; impurity [4000, 1500, 0], other [500, 0, 0]
    double r_scored;          // bohr from the own nucleus: judged from here on [0.3 A]
    uint64_t seed;            // [1]; points are held out by another seed
} kkr_jl_problem_params;

kkr_jl_problem_params kkr_jl_problem_defaults(void);

/** Values at points, all [n] or [n][n_targets]; points without a value are left out. */
typedef struct kkr_jl_values {
    size_t n;
    kkr_vec3 *x;
    int *site;
    double *r;         // from the own nucleus
    double *r_imp;     // from the impurity's
    bool *scored;      // a volume point with r >= r_scored
    double *value;     // [n][n_targets] V - V0
    double *spherical; // [n][n_targets] its spherical part around the own site
    size_t n_dropped;  // V - V0 is not known there (beyond an ASA sphere, say)
} kkr_jl_values;

typedef struct kkr_jl_problem {
    kkr_jl_problem_params params; // with everything filled in
    char name[64];                // "Hg:Ag"
    double z, z_host;             // of the impurity and what it replaced; NaN: unknown
    kkr_jl *jl;
    kkr_vec3 impurity; // where it is
    int n_sites;       // of the case
    int n_targets, n_features;
    kkr_jl_values train, test;
    kkr_rows *rows;
    double seconds_rows; // what the features and the triangle took
} kkr_jl_problem;

/**
 * `object` is an embedding; `samplers[n_targets]` sample cases that differ from it in
 * V0 only. Fails if a cell or V - V0 is not known, and if cancelled.
 */
kkr_jl_problem *kkr_jl_problem_new(const kkr_case *object,
                                   const kkr_sampler *const *samplers, int n_targets,
                                   const kkr_jl_problem_params *params,
                                   const kkr_job *job, kkr_error *err);
void kkr_jl_problem_free(kkr_jl_problem *problem);
KKR_DEFINE_AUTO(kkr_jl_problem)

/**
 * Features with the roles or elements of an embedding as species, for points in the
 * cells of its first `n_sites` sites: one environment for all of them, so that a point
 * has the same features to the last bit in whatever list it stands.
 */
kkr_jl *kkr_jl_of_embedding(const kkr_case *object, kkr_jl_naming naming,
                            const kkr_jl_settings *settings, int n_sites,
                            kkr_error *err);

/**
 * What `count` sets of coefficients w[count][n_features] say at n points:
 * out[n][count] = sum_f w_f X_f / r_c. Bit-identical for any number of threads.
 */
bool kkr_jl_apply(const kkr_jl *jl, kkr_vec3 impurity, const kkr_vec3 *x, size_t n,
                  const double *w, int count, double *out, const kkr_job *job,
                  kkr_error *err);

/**
 * The columns of a smaller model inside `settings`, rising: n <= n1, n2 and l up to
 * these, one or both body orders. Returns how many; `columns` has room for all.
 */
int kkr_jl_columns(const kkr_jl_settings *settings, int n1, int n2, int l_max,
                   kkr_jl_body body, int *columns);
