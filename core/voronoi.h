// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/crystal.h"
#include "core/vec3.h"

/**
 * One Voronoi cell of a power diagram: the points x with
 *
 *     n_j . x <= d_j for every face j,   d_j = (|R_j|^2 + w_0 - w_j) / (2 |R_j|)
 *
 * where x is relative to the cell's own site and R_j leads to neighbour j
 * (docs/theory/cells.md; Aurenhammer, ACM Comput. Surv. 23 (1991) 345). Lengths in bohr.
 *
 * Threads: never changes once made.
 */
typedef struct kkr_face {
    kkr_vec3 normal; // unit, outwards
    double distance; // of the plane from the site, > 0
    double area;
    kkr_image
        neighbour; // the site behind it; neighbour.position is relative to this site
    int n_vertices;
    int *vertices; // [n_vertices] indices, counter-clockwise seen from outside
} kkr_face;

typedef struct kkr_voronoi {
    int n_faces;
    kkr_face *faces; // by distance
    int n_vertices;
    kkr_vec3 *vertices; // relative to the site
    int n_edges;
    int (*edges)[2]; // vertex pairs, each edge once
    double volume;   // bohr^3, sum of area * distance / 3
    double r_in;     // nearest face
    double r_out;    // farthest vertex
    bool closed;     // false: open towards somewhere (a cluster without its host)
} kkr_voronoi;

/**
 * The cell of a site at the origin with power weight `weight`, cut by `n`
 * neighbours (positions relative to it; the site itself is not among them). An
 * unbounded cell is cut by a cube of half edge `bound` > 0 bohr and has closed =
 * false: the cube's faces are left out, but its corners are among the vertices and
 * volume and r_out are those of the cut body. Faces below 1e-10 of the squared
 * distance of the nearest neighbour are none, edges below 1e-7 of it are vertices.
 * Fails if a neighbour's plane passes on the wrong side of the site.
 */
kkr_voronoi *kkr_voronoi_new(double weight, const kkr_image *neighbours, size_t n,
                             double bound, kkr_error *err);

/** The cell of basis site `site` in the crystal, neighbours found as needed. The cell
 *  of a slab's surface without layers beyond it is open. */
kkr_voronoi *kkr_voronoi_of_site(const kkr_crystal *crystal, int site, kkr_error *err);

void kkr_voronoi_free(kkr_voronoi *cell);
KKR_DEFINE_AUTO(kkr_voronoi)

/** max_j (n_j . x - d_j): negative inside, 0 on the surface, positive outside. */
double kkr_voronoi_depth(const kkr_voronoi *cell, kkr_vec3 x);

/**
 * The cell's critical radii, rising, bohr: vertices, feet on edges, and faces
 * whose foot lies on them; near-equal ones once, with the tolerances of the voronoi
 * program (docs/theory/cells.md). Caller frees *radii.
 */
int kkr_voronoi_critical_radii(const kkr_voronoi *cell, double **radii);

/**
 * The polygon in which a plane cuts the cell; all relative to the site:
 * origin + s u + t v with orthonormal u, v. Writes (s, t) corner points in order
 * (counter-clockwise) and returns how many (0: no cut); at most `max`, of which
 * n_faces + 4 is always enough. A plane in or beyond a face does not cut.
 */
int kkr_voronoi_section(const kkr_voronoi *cell, kkr_vec3 origin, kkr_vec3 u,
                        kkr_vec3 v, double (*corners)[2], int max);
