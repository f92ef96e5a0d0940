// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/evaluator.h"
#include "core/jl_settings.h"
#include "core/vec3.h"

/**
 * The inner loops of core/jacobi_legendre.h. A block of neighbouring points, one per
 * lane of a vector register, shares one list of atoms; a lane masks the atoms that
 * its own point does not see. A lane's numbers depend on its own point only, not on
 * its neighbours or on atoms that nobody sees.
 *
 * Built like core/evaluator.h for AVX-512 (8 lanes), AVX2 (4) and any processor (2).
 *
 * Threads: pure functions.
 */
enum { KKR_JL_LANES_MAX = 8 };

/** What does not depend on the points. */
typedef struct kkr_jl_plan {
    double unit; // angstrom per unit of the coordinates
    double rcut; // angstrom
    int n_species, n_features;
    int n_one, n_two;            // radial functions of each body order, 0: none
    int l_max;                   // of the two-body terms
    int first_same, first_cross; // columns
    kkr_jl_radial radial[2];
    // Racah's C_lm = Q_l^m(u_z) (u_x + i u_y)^m: Q_m^m, then
    // Q_l^m = up u_z Q_{l-1}^m - down Q_{l-2}^m
    double q[KKR_JL_L_MAX + 1];
    double q_up[KKR_JL_L_MAX + 1][KKR_JL_L_MAX + 1]; // [m][l]
    double q_down[KKR_JL_L_MAX + 1][KKR_JL_L_MAX + 1];
} kkr_jl_plan;

kkr_jl_plan kkr_jl_plan_of(const kkr_jl_settings *settings, double unit);

/** C_lm of a unit vector into c[(l_max + 1)^2], index l l + l + m. */
void kkr_jl_harmonics(const kkr_jl_plan *plan, kkr_vec3 u, double *c);

/** Atoms that some point of a block may see, by species. */
typedef struct kkr_jl_candidates {
    double *x, *y, *z; // room for a few more than there are
    const int *first;  // [n_species + 1]
} kkr_jl_candidates;

typedef struct kkr_jl_kernel {
    int lanes;
    /** Bytes of scratch memory that a thread needs, aligned to 64. */
    size_t (*scratch)(const kkr_jl_plan *plan, int n_candidates);
    /**
     * Features of `lanes` points p[3][lanes] into out[n_features][lanes], and how many
     * atoms of each species each sees into count[n_species][lanes]. All points lie
     * within `radius` of `center`.
     */
    void (*block)(const kkr_jl_plan *plan, const kkr_jl_candidates *atoms,
                  const double *p, const double center[3], double radius, void *scratch,
                  double *out, double *count);
    /** out[n_features][lanes] into rows[n][n_features], n <= lanes. */
    void (*rows)(const double *out, int n_features, int n, double *rows);
} kkr_jl_kernel;

/** `simd` must not be above kkr_simd_best(). */
const kkr_jl_kernel *kkr_jl_kernel_for(kkr_simd simd);
