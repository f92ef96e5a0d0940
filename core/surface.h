// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/case.h"
#include "core/field.h"
#include "core/mesh.h"
#include "core/sampler.h"
#include "core/surface_piece.h"

/**
 * Surfaces of equal V, V0, V - V0 and of their absolute values in a case, each cell
 * for itself (docs/theory/surfaces.md): a site's own expansion is sampled on a grid
 * around it that reaches beyond its cell, its surface found there and cut at the
 * cell's faces. So it ends exactly on a face, meets that of the next cell where V is
 * continuous, and leaves a gap, never a wall, where V jumps.
 *
 * Coarse surfaces follow the grid; exact ones have every vertex on the exact field,
 * those on faces and on cutting planes moved within them, and the exact normals and
 * colours.
 *
 * Lengths bohr in the case's coordinates, values Ry.
 *
 * Threads: a kkr_surface never changes once sampled; the case and the sampler must
 * outlive it.
 */
typedef struct kkr_surface_plane { // what is kept: normal . x <= offset
    kkr_vec3 normal;               // of any length but 0
    double offset;
} kkr_surface_plane;

typedef enum kkr_surface_extent {
    KKR_SURFACE_CELLS,     // whole cells of the sites [crystal: Wigner-Seitz cells]
    KKR_SURFACE_UNIT_CELL, // of a crystal: what lies in its unit cell
} kkr_surface_extent;

enum { KKR_SURFACE_MAX_PLANES = 8 };

typedef struct kkr_surface_params {
    kkr_field_quantity quantity; // that has the level [V]
    bool has_colour;             // mesh->value holds a second field [false]
    kkr_field_quantity colour;   // this one
    double spacing;              // of the grid, bohr; 0: by n
    int n;                       // points along the longest side of all cells [128]
    const int *sites;            // of the case; NULL: all
    int n_sites;
    kkr_surface_extent extent; // [CELLS]
    int repeat[3];             // of a crystal, along each lattice vector [1]
    int n_planes;
    kkr_surface_plane planes[KKR_SURFACE_MAX_PLANES];
} kkr_surface_params;

extern const kkr_surface_params kkr_surface_defaults;

typedef struct kkr_surface kkr_surface;

/**
 * Samples what is to have surfaces. Sites whose field is unknown are left out; fails
 * if none remains, if a number is out of range (repeat 1 to 16, at most 512 points a
 * side and 2^27 in all), and if cancelled.
 */
kkr_surface *kkr_surface_new(const kkr_case *object, const kkr_sampler *sampler,
                             const kkr_surface_params *params, const kkr_job *job,
                             kkr_error *err);
void kkr_surface_free(kkr_surface *surface);
KKR_DEFINE_AUTO(kkr_surface)

/**
 * Lowest and highest value of the quantity on the grid inside the cells; nearer than
 * kkr_sampler_r_display to a nucleus it is the value at that distance.
 */
void kkr_surface_range(const kkr_surface *surface, double *low, double *high);

/** All these values, n of them, borrowed: for a histogram. NaN among them. */
const float *kkr_surface_values(const kkr_surface *surface, size_t *n);

/** The smallest upright box around everything that is shown. */
void kkr_surface_bounds(const kkr_surface *surface, kkr_vec3 *low, kkr_vec3 *high);

/**
 * The surface at a level, in one mesh; that of an absolute value has two sheets.
 * `exact`: polished, |V - level| < 1e-8 Ry or a few rounding errors of V. `quality`
 * (may be NULL) is filled for exact ones.
 *
 * Fails, with the range, where the level is never reached, for an absolute value not
 * above 0, and if cancelled.
 */
bool kkr_surface_make(const kkr_surface *surface, double level, bool exact,
                      const kkr_job *job, kkr_mesh *mesh, kkr_surface_quality *quality,
                      kkr_error *err);
