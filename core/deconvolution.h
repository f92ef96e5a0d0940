// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/gaunt.h"
#include "core/shapefun.h"

/**
 * From V Theta back to V: at every radius beyond the muffin tin the file holds
 *
 *     S_L = sum_L' M_LL' V_L',   M_LL'(r) = sum_L'' C(L, L', L'') Theta_L''(r),
 *
 * M being the Gram matrix of the Y_L on the part of the sphere that lies inside
 * the cell: symmetric, positive, and nearly singular where little of the sphere
 * is left. The system is solved on the stored L only, with the Theta of the file.
 *
 * Threads: pure functions. Theory: docs/theory/potential.md.
 */

/** Where the smallest eigenvalue of M falls below this, V is not in the file. */
extern const double kkr_deconvolution_lambda_min; // 1e-6

/**
 * Solves in place: s[n_mesh][n_lm] holds S on the points of `shape` for the
 * components lm_index[n_lm]. Returns the number of points, from the first on,
 * where the smallest eigenvalue stays above the limit; the others are untouched.
 * `gaunt` must reach the l of every component.
 */
int kkr_deconvolution_solve(const kkr_shape_cell *shape, const kkr_gaunt *gaunt,
                            const int *lm_index, int n_lm, double *s);
