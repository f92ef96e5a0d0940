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
 * Made from an entry of a file in one of three modes (product.md), and, since a
 * difference of two such sums is a sum again, also for V - V0: never subtract
 * values of V, -2Z/r would cancel the digits.
 *
 * Values lie point by point, values[ir * n_lm + j], so that one interpolation
 * reads six short contiguous rows.
 *
 * Ry and bohr. Threads: never changes once made.
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
    kkr_radial_mesh *mesh; // own; with extra panel borders at ir_min and r_cut
    double z;              // of -2 z / r; a difference for V - V0
    int n_lm;
    int *lm_index;  // [n_lm] rising, lm_index[0] = 0
    int l_max;      // of lm_index
    double *values; // [n_r][n_lm]
    double r_mt;
    double r_max; // beyond it there is no value (mt mode: r_mt)
    double r_cut; // deconvolution is exact up to here, extrapolated beyond
    double kappa; // factor of 2Z/r that the writer used (kkr.md 6.4)
    kkr_content content;
} kkr_expansion;

/** What the entry holds; `mesh` as made from entry and shape. */
kkr_content kkr_expansion_content(const kkr_potential_entry *entry,
                                  const kkr_shape_cell *shape,
                                  const kkr_radial_mesh *mesh);

/** "convoluted", "unconvoluted", "voronoi start potential", "ASA", "wrong shape". */
const char *kkr_content_name(kkr_content content);

/**
 * Makes an expansion. `shape` NULL: ASA. `gaunt` must reach the l of the entry's
 * LPOT (kkr_gaunt_new(l_pot)); it is only needed in cell mode, else may be NULL.
 * Fails for an entry with a defect or NaN. A shape that does not belong to the
 * entry degrades to content MISFIT: exponential mesh and r_max = r_mt.
 */
kkr_expansion *kkr_expansion_new(const kkr_potential_entry *entry,
                                 const kkr_shape_cell *shape, kkr_mode mode,
                                 const kkr_gaunt *gaunt, kkr_error *err);
void kkr_expansion_free(kkr_expansion *expansion);
KKR_DEFINE_AUTO(kkr_expansion)

/**
 * p * a + q * b component by component, -2z/r included: V - V0 is (1, -1),
 * the spin average (0.5, 0.5). Meshes may differ: then b is interpolated onto a's
 * points, allowed in cell and mt mode, refused in stored mode when the
 * muffin-tin radii or cells differ (V Theta of two cells cannot be compared).
 */
kkr_expansion *kkr_expansion_combine(double p, const kkr_expansion *a, double q,
                                     const kkr_expansion *b, kkr_mode mode,
                                     kkr_error *err);

/**
 * The value at x relative to the site; x = 0 gives the r -> 0 limit of the
 * electronic part and +-inf for the rest. `nuclear` adds -2 z / r. No test
 * whether x lies in the cell; NaN beyond r_max (+ 1e-9).
 */
double kkr_expansion_value(const kkr_expansion *expansion, kkr_vec3 x, bool nuclear);

/** f_j(r) for every j into out[n_lm]. */
void kkr_expansion_radial(const kkr_expansion *expansion, double r, double *out);
