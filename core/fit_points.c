// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/fit_points.h"

#include <math.h>
#include <stdlib.h>

static const double inside = 0.9999; // of the way to the surface

/** SplitMix64 (Steele, Lea and Flood, OOPSLA 2014): any seed starts a good stream. */
static uint64_t next(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

static double uniform(uint64_t *state, double from, double to)
{
    return from + (to - from) * ((double)(next(state) >> 11) / 9007199254740992.0);
}

static uint64_t stream(uint64_t seed, int site, kkr_fit_point_kind kind)
{
    uint64_t state = seed;
    state = next(&state) + (uint64_t)site;
    state = next(&state) + (uint64_t)kind;
    next(&state);
    return state;
}

static kkr_vec3 direction(uint64_t *state)
{
    double z = uniform(state, -1, 1), phi = uniform(state, 0, 2 * M_PI);
    double s = sqrt(1 - z * z);
    return (kkr_vec3){ s * cos(phi), s * sin(phi), z };
}

/** How far the surface is in a direction. */
static double reach(const kkr_voronoi *cell, kkr_vec3 u)
{
    double distance = INFINITY;
    for (int i = 0; i < cell->n_faces; i++) {
        double cosine = kkr_vec3_dot(cell->faces[i].normal, u);
        if (cosine > 0)
            distance = fmin(distance, cell->faces[i].distance / cosine);
    }
    return distance;
}

kkr_fit_points *kkr_fit_points_new(void)
{
    return kkr_alloc(1, sizeof(kkr_fit_points));
}

void kkr_fit_points_free(kkr_fit_points *points)
{
    if (!points)
        return;
    free(points->point);
    free(points);
}

typedef struct target {
    kkr_fit_points *points;
    const kkr_voronoi *cell;
    kkr_vec3 center;
    int site;
} target;

static void add(const target *t, kkr_fit_point_kind kind, kkr_vec3 relative)
{
    t->points->point[t->points->n++] =
        (kkr_fit_point){ .x = kkr_vec3_add(t->center, relative),
                         .r = kkr_vec3_length(relative),
                         .site = t->site,
                         .kind = kind };
}

static void add_volume(const target *t, int n, double r_min, uint64_t state)
{
    kkr_vec3 low = { 0, 0, 0 }, high = { 0, 0, 0 };
    for (int i = 0; i < t->cell->n_vertices; i++) {
        kkr_vec3 v = t->cell->vertices[i];
        low = (kkr_vec3){ fmin(low.x, v.x), fmin(low.y, v.y), fmin(low.z, v.z) };
        high = (kkr_vec3){ fmax(high.x, v.x), fmax(high.y, v.y), fmax(high.z, v.z) };
    }
    while (n > 0) { // a cell fills at least a sixth of its box
        kkr_vec3 x;
        x.x = uniform(&state, low.x, high.x);
        x.y = uniform(&state, low.y, high.y);
        x.z = uniform(&state, low.z, high.z);
        if (kkr_voronoi_depth(t->cell, x) < 0 && kkr_vec3_length(x) >= r_min) {
            add(t, KKR_FIT_POINT_VOLUME, x);
            n--;
        }
    }
}

static void add_log_r(const target *t, int n, double r_min, uint64_t state)
{
    for (int i = 0; i < n; i++) {
        kkr_vec3 u = direction(&state);
        double ratio = inside * reach(t->cell, u) / r_min;
        double r = r_min * pow(ratio, uniform(&state, 0, 1));
        add(t, KKR_FIT_POINT_LOG_R, kkr_vec3_scale(u, r));
    }
}

static void add_surface(const target *t, int n, uint64_t state)
{
    for (int i = 0; i < n; i++) {
        kkr_vec3 u = direction(&state);
        add(t, KKR_FIT_POINT_SURFACE, kkr_vec3_scale(u, inside * reach(t->cell, u)));
    }
    for (int i = 0; n > 0 && i < t->cell->n_vertices; i++)
        add(t, KKR_FIT_POINT_SURFACE, kkr_vec3_scale(t->cell->vertices[i], inside));
}

static bool has_cell(const kkr_case *object, int site, kkr_error *err)
{
    const kkr_case_site *s = &object->sites[site];
    if (!s->cell || !s->cell->closed)
        return kkr_fail(err, KKR_ERROR_MISSING,
                        "%s: the cell of site %d is not known, so no points in it: %s",
                        object->name, site + 1,
                        s->defect ? s->defect : "its neighbours are not given");
    return true;
}

bool kkr_fit_points_add(kkr_fit_points *points, const kkr_case *object, int site,
                        const kkr_fit_counts *counts, uint64_t seed, kkr_error *err)
{
    const kkr_case_site *s = &object->sites[site];
    if (!has_cell(object, site, err))
        return false;
    if (!(s->cell->r_in > counts->r_min && counts->r_min > 0))
        return kkr_fail(err, KKR_ERROR_GEOMETRY,
                        "%s: the cell of site %d reaches from %.4g bohr on, expected "
                        "more than %.4g",
                        object->name, site + 1, s->cell->r_in, counts->r_min);
    size_t room = points->n + (size_t)counts->volume + (size_t)counts->log_r +
                  (size_t)counts->surface + (size_t)s->cell->n_vertices;
    points->point = kkr_realloc(points->point, room, sizeof *points->point);
    const target t = { points, s->cell, s->position, site };
    add_volume(&t, counts->volume, counts->r_min,
               stream(seed, site, KKR_FIT_POINT_VOLUME));
    add_log_r(&t, counts->log_r, counts->r_min,
              stream(seed, site, KKR_FIT_POINT_LOG_R));
    add_surface(&t, counts->surface, stream(seed, site, KKR_FIT_POINT_SURFACE));
    return true;
}

bool kkr_fit_points_add_grid(kkr_fit_points *points, const kkr_case *object, int site,
                             double spacing, double r_min, kkr_error *err)
{
    if (!has_cell(object, site, err))
        return false;
    const kkr_case_site *s = &object->sites[site];
    const double reach = s->cell->r_out, *at = &s->position.x;
    double low[3], n[3], all = 1;
    for (int k = 0; k < 3; k++) {
        low[k] = ceil((at[k] - reach) / spacing);
        n[k] = floor((at[k] + reach) / spacing) - low[k] + 1;
        all *= n[k];
    }
    if (!(all < 2147483648.0))
        return kkr_fail(err, KKR_ERROR_MEMORY,
                        "%s: a grid of %.3g points in the cell of site %d",
                        object->name, all, site + 1);
    size_t room = points->n;
    const target t = { points, s->cell, s->position, site };
    for (int k = 0; k < (int)n[2]; k++)
        for (int j = 0; j < (int)n[1]; j++)
            for (int i = 0; i < (int)n[0]; i++) {
                kkr_vec3 x = { (low[0] + i) * spacing, (low[1] + j) * spacing,
                               (low[2] + k) * spacing };
                kkr_vec3 relative = kkr_vec3_sub(x, s->position);
                if (kkr_voronoi_depth(s->cell, relative) >= 0 ||
                    kkr_vec3_length(relative) < r_min)
                    continue;
                if (points->n == room) {
                    room = 2 * room + 1024;
                    points->point =
                        kkr_realloc(points->point, room, sizeof *points->point);
                }
                add(&t, KKR_FIT_POINT_VOLUME, relative);
            }
    return true;
}
