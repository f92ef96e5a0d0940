// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/evaluator.h"
#include "core/jl_environment.h"
#include "core/jl_settings.h"
#include "core/vec3.h"

/**
 * Jacobi-Legendre features: a point of space described by the atoms around it, the
 * same for every rotation about the point, shift, and exchange of equal atoms.
 *
 *     X_n^A      = sum_{i in A} R_n(r_i)                            one body
 *     X_n1n2l^AB = sum_{i in A} sum_{j in B, j != i}
 *                      R_n1(r_i) R_n2(r_j) P_l(u_i . u_j)           two bodies
 *
 * over atoms within rcut; u_i is the direction from the point to atom i. For A = B
 * every pair counts twice (once per order). core/jl_settings.h has the radial
 * functions R, the order of columns and their source.
 *
 * The double sum is never made: with A_nlm = sum_i R_n(r_i) C_lm(u_i) (Racah's
 * harmonics) it is sum_m A_n1lm A_n2lm minus the terms i = j. What cancels there is
 * not left to rounding: a species with one neighbour has exactly 0 with itself, one
 * with up to four is summed pair by pair.
 *
 * A nucleus on the point itself has no direction; it is given +z. Doubly vanishing
 * terms do not notice; singly vanishing ones depend on the direction there.
 *
 * Threads: never changes once made; any number of threads may ask.
 */
typedef struct kkr_jl kkr_jl;

/**
 * Atoms whose species is not in the settings are not seen; a species without atoms
 * has zeros. Fails for bad settings and if lattice images within rcut would be more
 * than ten million. Both arguments are copied.
 */
kkr_jl *kkr_jl_new(const kkr_jl_settings *settings,
                   const kkr_jl_environment *environment, kkr_error *err);
void kkr_jl_free(kkr_jl *jl);
KKR_DEFINE_AUTO(kkr_jl)

const kkr_jl_settings *kkr_jl_settings_of(const kkr_jl *jl);

/** Not above kkr_simd_best() [that]. Features differ in rounding only. */
void kkr_jl_set_simd(kkr_jl *jl, kkr_simd simd);

/**
 * Features of n points (in the environment's unit of length) into
 * out[n][kkr_jl_n_features()]. Bit-identical for any number of threads; a point's
 * values depend on the point only. Fails for a point that sees beyond what the
 * environment knows, one that is not finite, and if cancelled.
 */
bool kkr_jl_features(const kkr_jl *jl, const kkr_vec3 *x, size_t n, double *out,
                     const kkr_job *job, kkr_error *err);

/**
 * The same, without keeping them: `take` gets the features of points first ..
 * first + count - 1 as rows [count][n_features], in no order, from several threads
 * (`thread` as in core/parallel.h). `count` is at most KKR_JL_BATCH and `first` a
 * multiple of it.
 */
enum { KKR_JL_BATCH = 64 };
typedef void (*kkr_jl_take)(void *user, size_t first, int count, const double *features,
                            int thread);
bool kkr_jl_stream(const kkr_jl *jl, const kkr_vec3 *x, size_t n, kkr_jl_take take,
                   void *user, const kkr_job *job, kkr_error *err);

/** An atom that a point sees. */
typedef struct kkr_jl_neighbour {
    int species;
    double r;   // angstrom
    kkr_vec3 u; // direction from the point
} kkr_jl_neighbour;

/** All within rcut of x, nearest first; the caller frees with free(). */
bool kkr_jl_neighbours(const kkr_jl *jl, kkr_vec3 x, kkr_jl_neighbour **neighbours,
                       int *n, kkr_error *err);
