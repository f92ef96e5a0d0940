// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/shapefun.h"
#include "core/voronoi.h"
#include "core/ylm.h"

/**
 * What plots of a cell's shape function are made of: Theta_L against r, computed and
 * as a file has it, and how well the sum up to some l stands for the cell:
 *
 *     Theta_l(x) = sum over l' <= l, m of Theta_l'm(|x|) Y_l'm(x / |x|)
 *
 * A step has no convergent sum at the step itself; it overshoots on both sides
 * (Gibbs). Positions are seen from the site, bohr; lm counts from 0. Theory:
 * docs/theory/shape-functions.md.
 *
 * Threads: never changes once made.
 */
/** What a sphere of a critical radius meets: how many of each. */
typedef struct kkr_shape_meeting {
    int faces, edges, vertices; // where their feet lie on faces, inside edges
} kkr_shape_meeting;

typedef struct kkr_shape_curves {
    int l_max;
    double r_in, r_out;
    int n_critical;
    double *critical;         // [n_critical] rising: a face, an edge, a corner is met
    double *inside;           // [n_critical] part of that sphere's surface in the cell
    kkr_shape_meeting *meets; // [n_critical]
    int n_r;
    double *r;     // [n_r] rising, from before r_in to r_out; critical ones included
    double *theta; // [(l_max + 1)^2][n_r]
    // what the file has at its own radii, borders of panels twice; n_file = 0: no file
    int n_file;
    double r_mt;    // its first radius, bohr; 0: no file
    double *r_file; // [n_file] bohr
    double *file;   // [(l_max + 1)^2][n_file]; 0 where it leaves a component out
    double *error;  // [(l_max + 1)^2][n_file] file - computed
    double rms[KKR_L_MAX + 1]; // of Theta_l - Theta in the shell r_in < r < r_out
    double max[KKR_L_MAX + 1]; // of |Theta_l - Theta| there, `margin` off the surface
    double margin;             // a tenth of r_in, bohr
} kkr_shape_curves;

/**
 * The curves of `cell` for l <= l_max <= KKR_L_MAX; `file` (may be NULL) is what a
 * file with lattice constant `alat` (bohr) has for it. Fails for an open cell, and if
 * cancelled. `rms` is an integral (Parseval), `max` that of 600 directions.
 */
kkr_shape_curves *kkr_shape_curves_new(const kkr_voronoi *cell,
                                       const kkr_shape_cell *file, double alat,
                                       int l_max, const kkr_job *job, kkr_error *err);
void kkr_shape_curves_free(kkr_shape_curves *curves);
KKR_DEFINE_AUTO(kkr_shape_curves)

/** [n_r] values of a component; borrowed. */
const double *kkr_shape_curves_theta(const kkr_shape_curves *curves, int lm);

/** Between the points, exactly as they are at them; any lm, any r >= 0. */
double kkr_shape_curves_value(const kkr_shape_curves *curves, int lm, double r);

/**
 * The components with l <= l_max that are not zero by symmetry, at most `max`, those
 * with the largest values, rising. Returns how many.
 */
int kkr_shape_curves_largest(const kkr_shape_curves *curves, int l_max, int max,
                             int *lm);

/** Theta along a direction. */
typedef struct kkr_shape_ray {
    kkr_vec3 direction; // unit
    double edge;        // where it leaves the cell, bohr: there Theta falls to 0
    int face;           // through which
    int n_r;
    double *r;   // [n_r] as in the curves
    double *sum; // [l_max + 1][n_r] Theta_l
} kkr_shape_ray;

/** The direction need not be normalised; zero is z. */
kkr_shape_ray *kkr_shape_ray_new(const kkr_shape_curves *curves,
                                 const kkr_voronoi *cell, kkr_vec3 direction);
void kkr_shape_ray_free(kkr_shape_ray *ray);
KKR_DEFINE_AUTO(kkr_shape_ray)

/** Theta_l on a plane through the site, in a square of 2 half by 2 half. */
typedef struct kkr_shape_slice {
    kkr_vec3 u, v; // orthonormal; pixel (i, j) is at (i pitch - half, j pitch - half)
    double half, pitch;
    int size, l;
    float *sum; // [size][size]
    int n_corners;
    double (*corner)[2]; // [n_corners] of the exact polygon, from the site
} kkr_shape_slice;

/** `l` <= l_max, 2 <= size <= 4096. NULL if cancelled. */
kkr_shape_slice *kkr_shape_slice_new(const kkr_shape_curves *curves,
                                     const kkr_voronoi *cell, kkr_vec3 u, kkr_vec3 v,
                                     int l, int size, const kkr_job *job,
                                     kkr_error *err);
void kkr_shape_slice_free(kkr_shape_slice *slice);
KKR_DEFINE_AUTO(kkr_shape_slice)
