// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/voronoi.h"

/**
 * Shape functions: how much of each sphere around an atom lies in its own cell.
 *
 *     Theta(r) = 1 inside the cell, 0 outside
 *              = sum_L Theta_L(|r|) Y_L(r/|r|)
 *
 *     |<--- r_in --->|             r <= r_in : Theta_00 = sqrt(4 pi), and
 *     o--------------+--------.                every other Theta_L = 0
 *    atom         nearest  farthest
 *                  face     corner r >= r_out: every Theta_L = 0
 *
 * Computed from the polyhedron at any radius, without quadrature, to some 1e-14
 * for every l: between the critical radii (kkr_voronoi_critical_radii) each
 * Theta_L is analytic, at them it bends. Lengths in bohr, lm = l*l + l + m from 0,
 * harmonics as in core/ylm.h. Method: docs/theory/shape-functions.md.
 *
 * Threads: never changes once made.
 */
typedef struct kkr_shape_function kkr_shape_function;

/**
 * The expansion of `cell`, which need not outlive it, for l <= l_max <= KKR_L_MAX.
 * Fails if the cell is open. A perpendicular may miss its face.
 */
kkr_shape_function *kkr_shape_function_new(const kkr_voronoi *cell, int l_max,
                                           kkr_error *err);

/** Does nothing for NULL. */
void kkr_shape_function_free(kkr_shape_function *shape);
KKR_DEFINE_AUTO(kkr_shape_function)

int kkr_shape_function_l_max(const kkr_shape_function *shape);

/**
 * Theta_L at `n` radii >= 0 in any order: theta[lm * n + i] for all
 * (l_max + 1)^2 components. A value depends on its radius alone, not on the others
 * nor on the number of threads. False if the job was cancelled.
 */
bool kkr_shape_function_values(const kkr_shape_function *shape, const double *radii,
                               int n, double *theta, const kkr_job *job,
                               kkr_error *err);

/**
 * Volume of the cell, bohr^3, from Theta_00 alone: the integral of
 * sqrt(4 pi) Theta_00 r^2. Equal to that of the polyhedron to 1e-12.
 */
double kkr_shape_function_volume(const kkr_shape_function *shape);
