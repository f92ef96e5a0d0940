// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/sampler.h"

/**
 * How well the potentials of neighbouring cells meet: V of a site minus V of the one
 * behind, on the face between them.
 *
 *      site |         V(x) of the left expansion
 *        o  |  o    - V(x) of the right one      x on the polygon
 *           | neighbour
 *
 * An exact V would have no jump. What is left comes from the expansion's last l, in
 * stored mode also from the shape function's, and it vanishes on faces about whose
 * foot the lattice is symmetric (docs/theory/cells.md).
 *
 * Positions in the case's coordinates, bohr; jumps in Ry. Threads: pure functions;
 * the results never change once made.
 */
typedef struct kkr_face_jump {
    int site, face;  // of the case, of its cell
    int neighbour;   // the case's site behind the face; -1: none of them
    int host;        // then the basis site of the host behind it; -1: a slab's layer
    double area;     // bohr^2
    double distance; // of the neighbour, bohr
    double known;    // part of the area with a V on both sides, 0 to 1
    double rms, max; // of |V - V| where it is known; NaN: nowhere
    kkr_vec3 max_at;
} kkr_face_jump;

typedef struct kkr_face_jumps {
    int n_sites;
    int *first; // [n_sites + 1] faces of site i: first[i] <= k < first[i + 1]
    int n;
    kkr_face_jump *jumps;  // [n] by site, then as in its cell
    double area, rms, max; // of all faces that are known, each side counted
} kkr_face_jumps;

/**
 * All faces of all cells. The mean square is an integral over the polygon by Gauss
 * quadrature of its triangles, the maximum that of the points of the quadrature and
 * of the rim. For the faces between a cluster and its host the sampler must be one
 * with outside_host. NULL if cancelled, or if no cell is known.
 */
kkr_face_jumps *kkr_face_jumps_new(const kkr_sampler *sampler, const kkr_job *job,
                                   kkr_error *err);
void kkr_face_jumps_free(kkr_face_jumps *jumps);
KKR_DEFINE_AUTO(kkr_face_jumps)

/**
 * The jump at `n` points, which should lie on the face: NaN where one side is not
 * known. The site must have a cell with that face.
 */
void kkr_face_jump_values(const kkr_sampler *sampler, int site, int face,
                          const kkr_vec3 *x, size_t n, double *jump);

/** The jump as a picture over the polygon: pixel (i, j) is at (i, j) pitch. */
typedef struct kkr_face_image {
    kkr_vec3 origin, u, v; // of pixel (0, 0); orthonormal, u x v leads outwards
    double pitch;          // bohr
    int width, height;
    float *jump; // [height][width] Ry; NaN: beyond the polygon, or not known
    int n_corners;
    double (*corner)[2]; // [n_corners] (s, t) from the origin, bohr
    double foot[2];      // of the perpendicular from the site
} kkr_face_image;

/** `size` pixels along the longer side, 2 to 4096. NULL if cancelled. */
kkr_face_image *kkr_face_image_new(const kkr_sampler *sampler, int site, int face,
                                   int size, const kkr_job *job, kkr_error *err);
void kkr_face_image_free(kkr_face_image *image);
KKR_DEFINE_AUTO(kkr_face_image)
