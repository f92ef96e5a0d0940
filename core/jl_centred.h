// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/jl_environment.h"
#include "core/jl_settings.h"

/**
 * The atom-centred variant of Jacobi-Legendre features: the third body sits at an
 * atom i instead of at the point x. With r_i = |x - R_i|, v_i its direction seen from
 * the atom:
 *
 *     X_n        = sum_{i in A} R_n(r_i)
 *     X_n1n2l    = sum_{i in A} R_n1(r_i) sum_m B^i_n2lm C_lm(v_i),   1 <= l <= l_max
 *     B^i_n2lm   = sum_{j in B, j != i} R_n2(r_ij) C_lm(u_ij)
 *
 * so that a sum of features is sum_L V_L(r) Y_L around the atoms, with the angular
 * functions that their surroundings allow. l = 0 would repeat X_n. A proposal made in
 * a talk, not a published model.
 *
 * Of the settings, n_max[0] counts R_n1 and n_max[1] R_n2; both vanish at rcut only,
 * so single_vanishing and `reference` say nothing here. Near a nucleus terms with l > 0
 * depend on the direction.
 *
 * Threads: never changes once made.
 */
typedef struct kkr_jl_centred kkr_jl_centred;

/**
 * `centres` has bit k set where atoms of species k are centres; at least one. Fails
 * as kkr_jl_new() does. Atoms of a case must be known within 2 rcut of all points:
 * ask kkr_jl_environment_around() with twice the rcut.
 */
kkr_jl_centred *kkr_jl_centred_new(const kkr_jl_settings *settings, unsigned centres,
                                   const kkr_jl_environment *environment,
                                   kkr_error *err);
void kkr_jl_centred_free(kkr_jl_centred *jl);
KKR_DEFINE_AUTO(kkr_jl_centred)

/**
 * How many columns: by centre species n1 one-body functions each; then by centre
 * species A and neighbour species B: n1, n2, l fastest.
 */
int kkr_jl_centred_n_features(const kkr_jl_settings *settings, unsigned centres);

/** "imp@n3", "imp-host@n3_n1_l4" into text[size]. */
void kkr_jl_centred_label(const kkr_jl_settings *settings, unsigned centres, int f,
                          char *text, size_t size);

/** Features of n points into out[n][n_features], as kkr_jl_features() does. */
bool kkr_jl_centred_features(const kkr_jl_centred *jl, const kkr_vec3 *x, size_t n,
                             double *out, const kkr_job *job, kkr_error *err);
