// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/potential.h"
#include "core/shapefun.h"

/**
 * The radial points of one potential entry, in panels, and interpolation on them.
 *
 *     r = 0                       r_mt                              r_out
 *     |-- panel 0, exponential ----||-- panel 1 --||-- 2 --||-- 3 --|
 *
 * Panel 0 is r(i) = b (exp(a i) - 1) up to the muffin-tin radius; the others are
 * the equidistant panels of the shape function. Every border is a double point:
 * the last of a panel and the first of the next have one radius, and functions
 * may jump (at r_mt) or bend (at the critical radii of the cell) there, so
 * nothing is ever interpolated across. Radii in bohr; docs/theory/potential.md.
 *
 * Threads: never changes once made; _split belongs to the making.
 */
typedef struct kkr_radial_panel {
    int first, last; // points, both included
} kkr_radial_panel;

typedef struct kkr_radial_mesh {
    int n_r;
    double *r;   // [n_r] rising
    double a, b; // of panel 0; b recomputed from r_mt as the codes do
    int i_mt;    // last exponential point: r[i_mt] = r_mt
    int n_panels;
    kkr_radial_panel *panels;
    int n_exponential; // the first so many panels lie on the exponential part
} kkr_radial_mesh;

/**
 * The mesh of an entry. Without a shape (NULL) all points are exponential: up to
 * the last one for ASA, up to the muffin-tin radius for a full potential. The
 * lattice constant is the potential's, or, where that is 0, RMTNEW / XRN(1).
 * Fails with both numbers if the shape does not belong to the entry (number of
 * points, or the muffin-tin radius by more than 1e-6 relative), and if the
 * numbers make no mesh.
 */
kkr_radial_mesh *kkr_radial_mesh_new(const kkr_potential_entry *entry,
                                     const kkr_shape_cell *shape, kkr_error *err);
kkr_radial_mesh *kkr_radial_mesh_copy(const kkr_radial_mesh *mesh);
void kkr_radial_mesh_free(kkr_radial_mesh *mesh);
KKR_DEFINE_AUTO(kkr_radial_mesh)

/**
 * Makes point `ir` a border like the others: it is doubled, ends one panel as
 * `ir` and starts the next as `ir` + 1; all later points move up by one. False,
 * and nothing changes, if it is a border already.
 */
bool kkr_radial_mesh_split(kkr_radial_mesh *mesh, int ir);

/** True if both have the same panels with the same points to 1e-12 relative. */
bool kkr_radial_mesh_equal(const kkr_radial_mesh *a, const kkr_radial_mesh *b);

/**
 * The panel that holds r. A border belongs to the lower panel (relative
 * tolerance 1e-12), but one between two exponential panels to the upper: that is
 * the first point with non-spherical parts. Below 0 and beyond the last radius:
 * the first and the last panel.
 */
int kkr_radial_mesh_panel(const kkr_radial_mesh *mesh, double r);

enum { KKR_STENCIL = 6 };

/** f(r) = sum_k weight[k] f[first + k], k < n <= KKR_STENCIL, within one panel. */
typedef struct kkr_stencil {
    int panel, first, n;
    double weight[KKR_STENCIL];
} kkr_stencil;

/**
 * Six-point Lagrange in the index coordinate, inside the panel that holds r.
 * Point 0 (r = 0) is never used: below r[1] the line through points 1 and 2.
 * Beyond the last radius the last panel is extrapolated: the caller decides
 * whether that is allowed.
 */
kkr_stencil kkr_radial_mesh_stencil(const kkr_radial_mesh *mesh, double r);

/** The same in a panel of the caller's choice, extrapolated where r is outside. */
kkr_stencil kkr_radial_mesh_stencil_in(const kkr_radial_mesh *mesh, int panel,
                                       double r);

/** f'(r) = sum_k slope[k] f[first + k] of the polynomial behind a stencil at r. */
void kkr_radial_mesh_slope(const kkr_radial_mesh *mesh, const kkr_stencil *stencil,
                           double r, double slope[KKR_STENCIL]);

/**
 * Integral of f(r) r^2 dr from point `first` to `last`, panel by panel, exact for
 * cubics in the index coordinate; f[0] at r = 0 is not read.
 */
double kkr_radial_mesh_integrate_r2(const kkr_radial_mesh *mesh, const double *f,
                                    int first, int last);
