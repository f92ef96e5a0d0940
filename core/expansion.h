// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/gaunt.h"
#include "core/potential.h"
#include "core/radial_mesh.h"
#include "core/shapefun.h"
#include "core/vec3.h"

/**
 * A potential around one site, ready to be evaluated:
 *
 *     V(x) = -2 z / r + sum_j f_j(r) Y_lm(j)(x / r)
 *
 * with f of the electronic part in the plain normalisation: f_0 = sqrt(4 pi) v0.
 * Made from an entry of a file in one of three modes, and, since a difference of
 * two such sums is a sum again, also for V - V0: never subtract values of V,
 * -2Z/r would cancel the digits.
 *
 * Values lie point by point, values[ir * n_lm + j], so that one interpolation
 * reads six short contiguous rows. Evaluate with the mesh's stencils (they stay
 * inside a panel and never read point 0) and only up to r_max.
 *
 * Ry and bohr. Theory: docs/theory/potential.md. Threads: never changes once made.
 */
typedef enum kkr_mode {
    KKR_MODE_CELL,   // V itself inside the exact cell: deconvoluted beyond r_MT
    KKR_MODE_STORED, // what the file holds: V times the shape function
    KKR_MODE_MT,     // inside the muffin-tin sphere only
} kkr_mode;

/** What an entry holds beyond r_MT; found by kkr_expansion_content(). */
typedef enum kkr_content {
    KKR_CONTENT_CONVOLUTED,   // V Theta: KKRhost, KKRimp, KKRnano output
    KKR_CONTENT_UNCONVOLUTED, // V: some start potentials
    KKR_CONTENT_PLACEHOLDER,  // voronoi start: V_L = Theta_L is no potential
    KKR_CONTENT_ASA,          // spheres: no cell shape at all
    KKR_CONTENT_MISFIT,       // shape does not belong to it: only r <= r_MT is usable
} kkr_content;

typedef struct kkr_expansion {
    kkr_radial_mesh *mesh; // own; with borders of its own at ir_min and r_cut
    double z;              // of -2 z / r; a difference for V - V0
    int n_lm;
    int *lm_index;  // [n_lm] rising, lm_index[0] = 0
    int l_max;      // of lm_index
    double *values; // [n_r][n_lm]; zero below ir_min for lm > 0
    double r_mt;
    double r_max;     // beyond it there is no value (mt mode: r_mt)
    double r_cut;     // deconvolution is exact up to here, continued linearly beyond
    double kappa;     // factor of 2Z/r that the writer used: 1, KKRimp 1 + 3.004e-8
    bool unconverged; // V explodes beyond r_cut: not self-consistent, or another shape
    kkr_content content;
} kkr_expansion;

/**
 * What the entry holds; `mesh` as made from entry and shape. If either is NULL,
 * ASA for a spherical entry and MISFIT for a full potential.
 */
kkr_content kkr_expansion_content(const kkr_potential_entry *entry,
                                  const kkr_shape_cell *shape,
                                  const kkr_radial_mesh *mesh);

/** "convoluted", "unconvoluted", "voronoi start potential", "ASA", "wrong shape". */
const char *kkr_content_name(kkr_content content);

/**
 * Makes an expansion. `shape` NULL: ASA. In cell mode `gaunt` must reach the l of
 * the entry's LPOT (kkr_gaunt_new(l_pot)); else it may be NULL. Fails for an
 * entry with a defect or NaN, or an l beyond KKR_L_MAX or, in cell mode, that of
 * `gaunt`. A shape that does not belong to the entry degrades
 * to content MISFIT: exponential mesh and r_max = r_mt.
 *
 * In cell mode a convoluted entry is deconvoluted up to r_cut, and of a voronoi
 * start potential only the spherical part remains. A normal r_cut is 0.86 to 0.99
 * of r_max; it is smaller if `unconverged`.
 */
kkr_expansion *kkr_expansion_new(const kkr_potential_entry *entry,
                                 const kkr_shape_cell *shape, kkr_mode mode,
                                 const kkr_gaunt *gaunt, kkr_error *err);
void kkr_expansion_free(kkr_expansion *expansion);
KKR_DEFINE_AUTO(kkr_expansion)

/**
 * p * a + q * b component by component, -2z/r included: V - V0 is (1, -1),
 * the spin average (0.5, 0.5). The sets of components may differ, and so may the
 * meshes: then b is interpolated onto a's points. With equal meshes every value
 * is the exact combination of two stored ones. r_max is a's if b reaches at least
 * nine tenths of it in cell mode (b is continued linearly), else the smaller one.
 *
 * `mode` is the one of both. Refused in stored mode when the muffin-tin radii,
 * cells or contents differ (V Theta of two cells cannot be compared).
 */
kkr_expansion *kkr_expansion_combine(double p, const kkr_expansion *a, double q,
                                     const kkr_expansion *b, kkr_mode mode,
                                     kkr_error *err);

/**
 * The value at x relative to the site; x = 0 gives the r -> 0 limit of the
 * spherical electronic part, and -+inf with `nuclear`, which adds -2 z / r. No
 * test whether x lies in the cell; NaN beyond r_max (+ 1e-9).
 */
double kkr_expansion_value(const kkr_expansion *expansion, kkr_vec3 x, bool nuclear);

/**
 * The value and its gradient, to the last digit that of the interpolation. Beyond
 * r_max every f_j goes on along a straight line, so there is a value everywhere but
 * at x = 0, where the gradient is zero.
 */
double kkr_expansion_gradient(const kkr_expansion *expansion, kkr_vec3 x, bool nuclear,
                              kkr_vec3 *gradient);

/** f_j(r) for every j into out[n_lm]; beyond r_max the last panel goes on. */
void kkr_expansion_radial(const kkr_expansion *expansion, double r, double *out);
