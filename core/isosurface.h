// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/evaluator.h"
#include "core/mesh.h"
#include "core/sampler.h"

/**
 * The surface on which a field has a given value: marching cubes on a grid with any
 * axes (W. E. Lorensen, H. E. Cline, SIGGRAPH 1987).
 *
 * Corners at or above the level are kept apart on every face of a cube that leaves
 * the choice, so that neighbouring cubes agree: the surface of a field that is
 * below (or above) the level all around is closed, with two triangles at every edge
 * (docs/theory/surfaces.md).
 *
 * A value that is not finite, or beyond 1e38, is unknown: no triangle touches a
 * cube with such a corner, and no vertex is made for it.
 *
 * Vertices lie where the level is on the straight line between two grid points,
 * normals come from central differences (from one side next to the border and to
 * what is unknown).
 *
 * Only the comparison with the level looks at every value; the rest looks at the
 * cubes that the surface crosses, 64 at a time. Built three times, for AVX-512,
 * AVX2 and for any processor; chosen at run time.
 *
 * Threads: one maker per thread; it may use several of its own.
 */
typedef struct kkr_isosurface kkr_isosurface;

/** `simd` must not be above kkr_simd_best(). Holds nothing but reused memory. */
kkr_isosurface *kkr_isosurface_new(kkr_simd simd);
void kkr_isosurface_free(kkr_isosurface *isosurface);
KKR_DEFINE_AUTO(kkr_isosurface)

/**
 * Fills `mesh` with the surface values = level; its origin is the grid's. `values`
 * is laid out as in core/field.h, and so is `second` (may be NULL), the field that
 * mesh->value is taken from, along the same lines. The same mesh, bit for bit, for
 * any number of threads.
 *
 * No triangles, and no error, where the level is not reached. Fails for more than
 * 32767 points along an axis or 2^29 in a plane, more than 2^31 vertices, axes that
 * span no volume, a level that is not finite, and if cancelled; then the mesh is
 * empty.
 */
bool kkr_isosurface_make(kkr_isosurface *isosurface, const kkr_grid *grid,
                         const float *values, const float *second, double level,
                         const kkr_job *job, kkr_mesh *mesh, kkr_error *err);
