// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/case.h"
#include "core/vec3.h"

#include <stdint.h>

/**
 * Points at which a model of the potential is fitted or judged, at random in the
 * exact Voronoi cells of a case's sites:
 *
 *     volume     uniform in the cell: what a mean error means
 *     log_r      uniform in log r between r_min and the surface, in random
 *                directions: the core, where the potential is steep
 *     surface    random directions and all vertices, 0.9999 of the way: without
 *                them a fit runs away in the corners
 *
 * The same seed gives the same points on every machine, and each kind and site has
 * numbers of its own: asking for more surface points moves no volume point. Points
 * of another seed are independent of these, so that they can be held out.
 *
 * Threads: a list belongs to whoever fills it.
 */
typedef enum kkr_fit_point_kind {
    KKR_FIT_POINT_VOLUME,
    KKR_FIT_POINT_LOG_R,
    KKR_FIT_POINT_SURFACE,
} kkr_fit_point_kind;

typedef struct kkr_fit_point {
    kkr_vec3 x; // bohr, the case's coordinates
    double r;   // from the site's nucleus
    int site;   // whose cell it is in
    kkr_fit_point_kind kind;
} kkr_fit_point;

typedef struct kkr_fit_points {
    size_t n;
    kkr_fit_point *point; // [n] by site as added, then by kind
} kkr_fit_points;

typedef struct kkr_fit_counts { // points of one cell
    int volume, log_r, surface; // vertices are added to the surface, if that is > 0
    double r_min;               // bohr; no point is nearer to the nucleus
} kkr_fit_counts;

kkr_fit_points *kkr_fit_points_new(void);
void kkr_fit_points_free(kkr_fit_points *points);
KKR_DEFINE_AUTO(kkr_fit_points)

/**
 * Adds the points of one site (from 0). Fails if its cell is not known, open, or
 * smaller than r_min.
 */
bool kkr_fit_points_add(kkr_fit_points *points, const kkr_case *object, int site,
                        const kkr_fit_counts *counts, uint64_t seed, kkr_error *err);

/**
 * Adds the points of a cubic grid through the case's origin, `spacing` bohr wide, that
 * lie in the site's cell and at least r_min from its nucleus; they count as volume
 * points. A point on a face is in one cell at most. Fails as above, and for more than
 * 2^31 points.
 */
bool kkr_fit_points_add_grid(kkr_fit_points *points, const kkr_case *object, int site,
                             double spacing, double r_min, kkr_error *err);
