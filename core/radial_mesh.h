// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/potential.h"
#include "core/shapefun.h"

/**
 * The radial points of one potential entry, in panels, and interpolation on them.
 *
 * Panel 0 is exponential, r(i) = b (exp(a i) - 1), up to the muffin-tin radius;
 * the others are the panels of the shape function. Every border is a double
 * point: the last of a panel and the first of the next have one radius, and the
 * potential may differ between them, so nothing is ever interpolated across
 * (kkr.md 1.8, 6.2). Radii in bohr.
 *
 * Threads: never changes once made.
 */
typedef struct kkr_radial_panel {
    int first, last; // points, both included; neighbours made by _split share one
} kkr_radial_panel;

typedef struct kkr_radial_mesh {
    int n_r;
    double *r;   // [n_r]
    double a, b; // of panel 0; b recomputed from r_mt as the codes do
    int i_mt;    // last point of panel 0: r[i_mt] = r_mt
    int n_panels;
    kkr_radial_panel *panels;
    int n_exponential; // the first so many panels lie on the exponential part
} kkr_radial_mesh;

/**
 * The mesh of an entry. `shape` is NULL for ASA (then all points are
 * exponential). `alat` is the potential's, or, where that is 0, one made from
 * RMTNEW / XRN(1). Fails with both numbers if the shape does not belong to the
 * entry (NR, or the muffin-tin radius by more than 1e-6 relative).
 */
kkr_radial_mesh *kkr_radial_mesh_new(const kkr_potential_entry *entry,
                                     const kkr_shape_cell *shape, kkr_error *err);
kkr_radial_mesh *kkr_radial_mesh_copy(const kkr_radial_mesh *mesh);
void kkr_radial_mesh_free(kkr_radial_mesh *mesh);
KKR_DEFINE_AUTO(kkr_radial_mesh)

/** Splits the panel that holds point `ir` strictly inside at that point. */
void kkr_radial_mesh_split(kkr_radial_mesh *mesh, int ir);

/** True if both have the same points to 1e-12 relative. */
bool kkr_radial_mesh_equal(const kkr_radial_mesh *a, const kkr_radial_mesh *b);

enum { KKR_STENCIL = 6 };

/** f(r) = sum_k weight[k] f[first + k], k < n <= KKR_STENCIL, within one panel. */
typedef struct kkr_stencil {
    int panel, first, n;
    double weight[KKR_STENCIL];
} kkr_stencil;

/**
 * Six-point Lagrange in the index coordinate, inside the panel that holds r
 * (upper borders belong to the lower panel, relative tolerance 1e-12; a border
 * made by _split at ir_min to the upper one). Point 0 (r = 0) is never used:
 * below r[1] the line through points 1 and 2. Beyond the last radius the last
 * panel is extrapolated: the caller decides whether that is allowed.
 */
kkr_stencil kkr_radial_mesh_stencil(const kkr_radial_mesh *mesh, double r);

/** Integral of f(r) r^2 dr from point `first` to `last`, panel by panel. */
double kkr_radial_mesh_integrate_r2(const kkr_radial_mesh *mesh, const double *f,
                                    int first, int last);
