// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/vec3.h"

/**
 * A convex body under the knife: a cube that planes cut down to a polyhedron. What
 * core/voronoi.h builds cells with.
 *
 * Zero-initialise, start with kkr_solid_start(), release with kkr_solid_clear(); a
 * solid may be started again and keeps its memory. The origin must stay inside.
 *
 * Threads: one thread at a time.
 */
typedef struct kkr_half_space { // normal . x <= distance
    kkr_vec3 normal;            // unit
    double distance;            // > 0
} kkr_half_space;

typedef struct kkr_polygon {
    int plane;   // the number given to kkr_solid_cut(); -1: of the cube
    int n, room; // corners
    int *vertex; // counter-clockwise seen from outside
} kkr_polygon;

typedef struct kkr_solid {
    int n_vertices, room_vertices;
    kkr_vec3 *vertex;
    double *side;    // of the plane that cuts
    int *map, *next; // scratch, per vertex
    int n_polygons, room_polygons;
    kkr_polygon *polygons;
} kkr_solid;

/** The cube |x|, |y|, |z| <= half. */
void kkr_solid_start(kkr_solid *solid, double half);
void kkr_solid_clear(kkr_solid *solid);

typedef enum kkr_solid_result {
    KKR_SOLID_MISSED, // the plane does not reach the body
    KKR_SOLID_CUT,
    KKR_SOLID_BROKEN, // near-coincidences at this tolerance: start again with another
} kkr_solid_result;

/** Takes off what lies beyond a plane. Vertices within `tolerance` are on it. */
kkr_solid_result kkr_solid_cut(kkr_solid *solid, kkr_half_space plane, int number,
                               double tolerance);

/** Distance of the farthest vertex from the origin. */
double kkr_solid_reach(const kkr_solid *solid);

double kkr_solid_area(const kkr_solid *solid, const kkr_polygon *polygon);

/** Puts each vertex where its planes (by number) meet, by least squares. */
void kkr_solid_refine(kkr_solid *solid, const kkr_half_space *planes);

/** Makes one vertex of the ends of edges shorter than `shortest`. */
void kkr_solid_contract(kkr_solid *solid, double shortest);
