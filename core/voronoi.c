// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

/*
 * A cube is clipped by the neighbours' planes, nearest first, until no plane left
 * can reach the farthest vertex. Vertices are then placed again by least squares on
 * all of their planes, so that symmetric cells are exact to rounding.
 */

#include "core/voronoi.h"

#include "core/solid.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* In units of the nearest neighbour's distance L (area: L^2). */
static const double on_plane = 1e-11;    // a vertex is on a plane
static const double short_edge = 1e-7;   // edges that are one vertex
static const double small_face = 1e-10;  // faces that are none
static const double equal_vertex = 1e-6; // radii of vertices that are one
static const double equal_foot = 1e-4; // of feet on edges and faces, as voronoi has it

/* The planes of one cell, nearest first. */
typedef struct planes {
    int n;
    kkr_half_space *plane;
    int *neighbour; // whose it is
    bool *skipped;  // its face is too small to matter
    double unit;    // distance of the nearest neighbour, where there is one
    double bound;
} planes;

static void clear_planes(planes *p)
{
    free(p->plane);
    free(p->neighbour);
    free(p->skipped);
}

static bool clip_by_all(kkr_solid *s, const planes *p, double tolerance)
{
    kkr_solid_start(s, p->bound);
    double reach = kkr_solid_reach(s);
    for (int i = 0; i < p->n && p->plane[i].distance < reach; i++) {
        if (p->skipped[i])
            continue;
        switch (kkr_solid_cut(s, p->plane[i], i, tolerance)) {
        case KKR_SOLID_BROKEN:
            return false;
        case KKR_SOLID_CUT:
            reach = kkr_solid_reach(s);
            break;
        case KKR_SOLID_MISSED:
            break;
        }
    }
    return true;
}

/* Marks faces that are too small; true if there are none. */
static bool faces_are_large(const kkr_solid *s, planes *p)
{
    bool large = true;
    for (int i = 0; i < s->n_polygons; i++) {
        int plane = s->polygons[i].plane;
        if (plane >= 0 &&
            kkr_solid_area(s, &s->polygons[i]) < small_face * p->unit * p->unit) {
            p->skipped[plane] = true;
            large = false;
        }
    }
    return large;
}

/* A clipped body with good vertices, or false. */
static bool make_body(kkr_solid *s, planes *p)
{
    // Structures given to 8 digits may come close to a tolerance: then try another.
    static const double factors[] = { 1, 30, 0.03, 1000, 3e4 };
    size_t attempt = 0;

    while (attempt < sizeof factors / sizeof *factors) {
        if (!clip_by_all(s, p, on_plane * p->unit * factors[attempt])) {
            attempt++;
            continue;
        }
        kkr_solid_refine(s, p->plane);
        if (faces_are_large(s, p))
            return true;
    }
    return false;
}

static int compare_polygons(const void *a, const void *b)
{
    const kkr_polygon *p = a, *q = b;
    return (p->plane > q->plane) - (p->plane < q->plane);
}

static void collect_edges(kkr_voronoi *cell)
{
    int room = 0;
    for (int i = 0; i < cell->n_faces; i++)
        room += cell->faces[i].n_vertices;
    cell->edges = kkr_alloc((size_t)room, sizeof *cell->edges);
    for (int i = 0; i < cell->n_faces; i++) {
        const kkr_face *face = &cell->faces[i];
        for (int k = 0; k < face->n_vertices; k++) {
            int a = face->vertices[k], b = face->vertices[(k + 1) % face->n_vertices];
            int low = a < b ? a : b, high = a < b ? b : a, j = 0;
            while (j < cell->n_edges &&
                   (cell->edges[j][0] != low || cell->edges[j][1] != high))
                j++;
            if (j == cell->n_edges) {
                cell->edges[j][0] = low;
                cell->edges[j][1] = high;
                cell->n_edges++;
            }
        }
    }
}

static kkr_voronoi *make_cell(kkr_solid *s, const planes *p,
                              const kkr_image *neighbours)
{
    kkr_voronoi *cell = kkr_alloc(1, sizeof *cell);
    double *area = kkr_alloc((size_t)p->n, sizeof *area); // of contracted faces too

    cell->closed = true;
    for (int i = 0; i < s->n_polygons; i++) {
        int plane = s->polygons[i].plane;
        double face = kkr_solid_area(s, &s->polygons[i]);
        if (plane >= 0)
            area[plane] = face;
        else
            cell->closed = false;
        cell->volume += face * (plane >= 0 ? p->plane[plane].distance : p->bound) / 3;
    }
    kkr_solid_contract(s, short_edge * p->unit);
    qsort(s->polygons, (size_t)s->n_polygons, sizeof *s->polygons, compare_polygons);
    cell->faces = kkr_alloc((size_t)s->n_polygons, sizeof *cell->faces);
    for (int i = 0; i < s->n_polygons; i++) {
        const kkr_polygon *polygon = &s->polygons[i];
        if (polygon->plane < 0)
            continue;
        kkr_face *face = &cell->faces[cell->n_faces++];
        face->normal = p->plane[polygon->plane].normal;
        face->distance = p->plane[polygon->plane].distance;
        face->area = area[polygon->plane];
        face->neighbour = neighbours[p->neighbour[polygon->plane]];
        face->n_vertices = polygon->n;
        face->vertices = kkr_alloc((size_t)polygon->n, sizeof *face->vertices);
        memcpy(face->vertices, polygon->vertex,
               (size_t)polygon->n * sizeof *polygon->vertex);
    }
    free(area);
    cell->n_vertices = s->n_vertices;
    cell->vertices = kkr_alloc((size_t)s->n_vertices, sizeof *cell->vertices);
    memcpy(cell->vertices, s->vertex, (size_t)s->n_vertices * sizeof *s->vertex);
    cell->r_in = cell->n_faces ? cell->faces[0].distance : p->bound;
    cell->r_out = kkr_solid_reach(s);
    collect_edges(cell);
    return cell;
}

typedef struct ranked_plane {
    kkr_half_space plane;
    int neighbour;
} ranked_plane;

static int compare_planes(const void *a, const void *b)
{
    const ranked_plane *p = a, *q = b;
    if (p->plane.distance != q->plane.distance)
        return p->plane.distance < q->plane.distance ? -1 : 1;
    return (p->neighbour > q->neighbour) - (p->neighbour < q->neighbour);
}

static bool make_planes(double weight, const kkr_image *neighbours, size_t n, planes *p,
                        kkr_error *err)
{
    ranked_plane *ranked = kkr_alloc(n, sizeof *ranked);

    for (size_t i = 0; i < n; i++) {
        const kkr_image *j = &neighbours[i];
        double r = kkr_vec3_length(j->position);
        double distance = (r * r + weight - j->weight) / (2 * r);
        if (!(distance > 0 && distance < INFINITY)) {
            free(ranked);
            return kkr_fail(err, KKR_ERROR_GEOMETRY,
                            "the site lies outside its own cell: site %d is %.6g bohr "
                            "away, with weight %.6g against %.6g bohr^2",
                            j->site + 1, r, j->weight, weight);
        }
        ranked[i] =
            (ranked_plane){ { kkr_vec3_scale(j->position, 1 / r), distance }, (int)i };
    }
    qsort(ranked, n, sizeof *ranked, compare_planes);
    p->n = (int)n;
    p->plane = kkr_alloc(n, sizeof *p->plane);
    p->neighbour = kkr_alloc(n, sizeof *p->neighbour);
    p->skipped = kkr_alloc(n, sizeof *p->skipped);
    for (size_t i = 0; i < n; i++) {
        p->plane[i] = ranked[i].plane;
        p->neighbour[i] = ranked[i].neighbour;
    }
    p->unit = n ? fmin(2 * p->plane[0].distance, p->bound) : p->bound;
    free(ranked);
    return true;
}

kkr_voronoi *kkr_voronoi_new(double weight, const kkr_image *neighbours, size_t n,
                             double bound, kkr_error *err)
{
    planes p = { .bound = bound };
    kkr_voronoi *cell = NULL;
    kkr_solid body = { 0 };

    assert(bound > 0);
    if (!make_planes(weight, neighbours, n, &p, err))
        return NULL;
    if (make_body(&body, &p))
        cell = make_cell(&body, &p, neighbours);
    else
        kkr_fail(err, KKR_ERROR_GEOMETRY,
                 "no cell could be built from %zu neighbours of the site", n);
    kkr_solid_clear(&body);
    clear_planes(&p);
    return cell;
}

/* A cube that holds every closed cell: |x| <= half the way round in the lattice,
 * because a cell ends before the next image of its own site begins. */
static double cell_bound(const kkr_crystal *crystal, const kkr_mat3 *rows)
{
    double bound = kkr_vec3_length(rows->row[0]) + kkr_vec3_length(rows->row[1]);
    if (crystal->periodicity == 3)
        return (bound + kkr_vec3_length(rows->row[2])) / 2 * (1 + 1e-6);

    double low = INFINITY, high = -INFINITY;
    for (int i = 0; i < crystal->n_sites; i++) {
        double z = kkr_vec3_dot(crystal->sites[i].position, rows->row[2]);
        low = fmin(low, z);
        high = fmax(high, z);
    }
    return bound + (high - low) + kkr_vec3_length(crystal->left.period) +
           kkr_vec3_length(crystal->right.period);
}

static double largest_weight(const kkr_crystal *crystal)
{
    double weight = -INFINITY;
    for (int i = 0; i < crystal->n_sites; i++)
        weight = fmax(weight, crystal->sites[i].weight);
    for (int i = 0; i < crystal->left.n_sites; i++)
        weight = fmax(weight, crystal->left.weight[i]);
    for (int i = 0; i < crystal->right.n_sites; i++)
        weight = fmax(weight, crystal->right.weight[i]);
    return weight;
}

kkr_voronoi *kkr_voronoi_of_site(const kkr_crystal *crystal, int site, kkr_error *err)
{
    assert(site >= 0 && site < crystal->n_sites);
    const kkr_site *own = &crystal->sites[site];
    kkr_mat3 rows;
    int transform[3][3];
    if (!kkr_crystal_reduce(crystal, &rows, transform, err))
        return NULL;

    const double bound = cell_bound(crystal, &rows);
    const double excess = fmax(0, largest_weight(crystal) - own->weight);
    double volume = crystal->periodicity == 3 ? kkr_crystal_volume(crystal)
                                              : kkr_crystal_volume(crystal) * bound;
    double radius = fmin(2.2 * cbrt(volume / crystal->n_sites), 4 * bound);
    for (;;) {
        kkr_image *images;
        size_t n, n_others = 0;
        if (!kkr_crystal_neighbours(crystal, own->position, radius, &images, &n, err))
            return NULL;
        for (size_t i = 0; i < n; i++) {
            const kkr_image *j = &images[i];
            if (j->site == site && !j->cell[0] && !j->cell[1] && !j->cell[2])
                continue;
            images[n_others] = *j;
            images[n_others].position = kkr_vec3_sub(j->position, own->position);
            n_others++;
        }
        kkr_error reason = { 0 };
        kkr_voronoi *cell =
            kkr_voronoi_new(own->weight, images, n_others, bound, &reason);
        free(images);
        if (!cell) {
            kkr_fail(err, reason.code, "site %d: %s", site + 1, reason.message);
            return NULL;
        }
        // A site at R cuts at R/2 - excess/(2R) or farther: enough are known when
        // that is beyond every vertex.
        double needed = cell->r_out + sqrt(cell->r_out * cell->r_out + excess);
        if (needed <= radius)
            return cell;
        radius = cell->closed ? needed * (1 + 1e-9) : fmin(needed, 1.5 * radius);
        kkr_voronoi_free(cell);
    }
}

void kkr_voronoi_free(kkr_voronoi *cell)
{
    if (!cell)
        return;
    for (int i = 0; i < cell->n_faces; i++)
        free(cell->faces[i].vertices);
    free(cell->faces);
    free(cell->vertices);
    free(cell->edges);
    free(cell);
}

double kkr_voronoi_depth(const kkr_voronoi *cell, kkr_vec3 x)
{
    double depth = -INFINITY;
    for (int i = 0; i < cell->n_faces; i++)
        depth = fmax(depth,
                     kkr_vec3_dot(cell->faces[i].normal, x) - cell->faces[i].distance);
    return depth;
}

static int compare_doubles(const void *a, const void *b)
{
    double p = *(const double *)a, q = *(const double *)b;
    return (p > q) - (p < q);
}

/* How far the foot of a face lies outside its polygon; negative inside. */
static double foot_outside(const kkr_voronoi *cell, const kkr_face *face)
{
    double outside = -INFINITY;
    for (int k = 0; k < face->n_vertices; k++) {
        kkr_vec3 a = cell->vertices[face->vertices[k]];
        kkr_vec3 b = cell->vertices[face->vertices[(k + 1) % face->n_vertices]];
        kkr_vec3 out = kkr_vec3_unit(kkr_vec3_cross(kkr_vec3_sub(b, a), face->normal));
        outside = fmax(outside, -kkr_vec3_dot(out, a)); // foot = distance * normal
    }
    return outside;
}

/* Appends a radius unless one this close is there already. */
static int add_radius(double *list, int n, double radius, double apart)
{
    for (int i = 0; i < n; i++)
        if (fabs(list[i] - radius) <= apart)
            return n;
    list[n] = radius;
    return n + 1;
}

int kkr_voronoi_critical_radii(const kkr_voronoi *cell, double **radii)
{
    // Vertices first: a foot that is almost as far as one starts no panel of its own.
    const double unit = 2 * cell->r_in, vague = equal_foot * unit;
    int room = cell->n_vertices + cell->n_edges + cell->n_faces, n = 0;
    double *list = kkr_alloc((size_t)room, sizeof *list);

    for (int i = 0; i < cell->n_vertices; i++)
        n = add_radius(list, n, kkr_vec3_length(cell->vertices[i]),
                       equal_vertex * unit);
    for (int i = 0; i < cell->n_edges; i++) {
        kkr_vec3 a = cell->vertices[cell->edges[i][0]];
        kkr_vec3 along = kkr_vec3_sub(cell->vertices[cell->edges[i][1]], a);
        double length = kkr_vec3_length(along);
        double foot = -kkr_vec3_dot(a, along) / length;
        if (foot > vague && foot < length - vague)
            n = add_radius(
                list, n, kkr_vec3_length(kkr_vec3_mad(a, foot / length, along)), vague);
    }
    for (int i = 0; i < cell->n_faces; i++)
        if (foot_outside(cell, &cell->faces[i]) <= vague)
            n = add_radius(list, n, cell->faces[i].distance, vague);
    qsort(list, (size_t)n, sizeof *list, compare_doubles);
    *radii = list;
    return n;
}

int kkr_voronoi_section(const kkr_voronoi *cell, kkr_vec3 origin, kkr_vec3 u,
                        kkr_vec3 v, double (*corners)[2], int max)
{
    // Start from a square around the foot of the site, then cut line by line.
    const size_t room = (size_t)cell->n_faces + 8;
    double(*now)[2] = kkr_alloc(room, sizeof *now);
    double(*then)[2] = kkr_alloc(room, sizeof *then);
    const double half = cell->r_out * 1.01;
    const double s0 = -kkr_vec3_dot(origin, u), t0 = -kkr_vec3_dot(origin, v);
    const double square[4][2] = { { s0 - half, t0 - half },
                                  { s0 + half, t0 - half },
                                  { s0 + half, t0 + half },
                                  { s0 - half, t0 + half } };
    int n = 4;

    memcpy(now, square, sizeof square);
    for (int i = 0; i < cell->n_faces && n > 0; i++) {
        const kkr_face *face = &cell->faces[i];
        double a = kkr_vec3_dot(face->normal, u), b = kkr_vec3_dot(face->normal, v);
        double c = kkr_vec3_dot(face->normal, origin) - face->distance;
        int m = 0;
        for (int k = 0; k < n; k++) {
            const double *p = now[k], *q = now[(k + 1) % n];
            double side_p = a * p[0] + b * p[1] + c, side_q = a * q[0] + b * q[1] + c;
            if (side_p <= 0)
                memcpy(then[m++], p, sizeof *then);
            if ((side_p < 0 && side_q > 0) || (side_p > 0 && side_q < 0)) {
                double t = side_p / (side_p - side_q);
                then[m][0] = p[0] + t * (q[0] - p[0]);
                then[m++][1] = p[1] + t * (q[1] - p[1]);
            }
        }
        double(*swap)[2] = now;
        now = then;
        then = swap;
        n = m;
    }

    // Planes through an edge or a vertex of the cell give slivers and repeated corners.
    double area = 0, shortest = 1e-9 * cell->r_out;
    int n_corners = 0;
    for (int k = 0; k < n; k++) {
        const double *p = now[k], *q = now[(k + 1) % n];
        area += (p[0] - s0) * (q[1] - t0) - (q[0] - s0) * (p[1] - t0);
        if (hypot(p[0] - q[0], p[1] - q[1]) > shortest && n_corners < max)
            memcpy(corners[n_corners++], p, sizeof *corners);
    }
    free(now);
    free(then);
    return n_corners >= 3 && area > shortest * cell->r_out ? n_corners : 0;
}
