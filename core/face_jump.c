// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/face_jump.h"

#include <assert.h>
#include <gsl/gsl_integration.h>
#include <math.h>
#include <stdlib.h>

#include "core/parallel.h"
#include "core/sampler_private.h"

enum { ORDER = 10, RIM = 16 }; // Gauss points a side of a triangle, points on an edge

// ---- both sides of a face -------------------------------------------------------

/** A face's two potentials and where their sites are, in the case's coordinates. */
typedef struct both_sides {
    const kkr_face *face;
    kkr_vec3 center[2]; // the site, the one behind
    kkr_sampler_place place[2];
} both_sides;

static both_sides look(const kkr_sampler *sampler, int site, int face)
{
    const kkr_case *object = sampler->object;
    const kkr_case_site *own = &object->sites[site];
    assert(own->cell && face >= 0 && face < own->cell->n_faces);
    const kkr_face *f = &own->cell->faces[face];
    kkr_owner here = { site, object->is_embedding, own->position };
    kkr_vec3 behind = kkr_vec3_add(own->position, f->neighbour.position);
    // the tessellation, which cut the cell, knows who is there
    kkr_vec3 at = kkr_vec3_add(behind, object->origin);
    kkr_owner there = kkr_tessellation_owner(object->tessellation, at);
    if (!(kkr_vec3_length(kkr_vec3_sub(there.center, at)) < 1e-6)) // bohr
        there.site = -1;
    return (both_sides){
        .face = f,
        .center = { own->position, behind },
        .place = { kkr_sampler_find(sampler, &here),
                   kkr_sampler_find(sampler, &there) },
    };
}

static double jump_at(const kkr_sampler *sampler, const both_sides *sides, kkr_vec3 x)
{
    double v[2] = { NAN, NAN };
    for (int i = 0; i < 2; i++) {
        const kkr_sampler_kind *kind = sides->place[i].kind;
        if (kind)
            v[i] = kkr_sampler_kind_value(sampler, kind, kind->v,
                                          kkr_vec3_sub(x, sides->center[i]));
    }
    return v[0] - v[1];
}

void kkr_face_jump_values(const kkr_sampler *sampler, int site, int face,
                          const kkr_vec3 *x, size_t n, double *jump)
{
    both_sides sides = look(sampler, site, face);
    for (size_t i = 0; i < n; i++)
        jump[i] = jump_at(sampler, &sides, x[i]);
}

// ---- integrals over the polygon -------------------------------------------------

typedef struct face_sum {
    double area, known, square, max;
    kkr_vec3 max_at;
} face_sum;

static void count_point(face_sum *sum, double jump, double area, kkr_vec3 x)
{
    sum->area += area;
    if (isnan(jump))
        return;
    sum->known += area;
    sum->square += area * jump * jump;
    if (!(fabs(jump) <= sum->max)) {
        sum->max = fabs(jump);
        sum->max_at = x;
    }
}

static kkr_vec3 corner(const kkr_voronoi *cell, const kkr_face *face, int i)
{
    return cell->vertices[face->vertices[i % face->n_vertices]];
}

/** A point inside the polygon, seen from its site. */
static kkr_vec3 middle(const kkr_voronoi *cell, const kkr_face *face)
{
    kkr_vec3 sum = { 0, 0, 0 };
    for (int i = 0; i < face->n_vertices; i++)
        sum = kkr_vec3_add(sum, corner(cell, face, i));
    return kkr_vec3_scale(sum, 1.0 / face->n_vertices);
}

/**
 * The triangle (apex, a, b) as a square collapsed at the apex: x = apex + s (a - apex
 * + t (b - a)), dA = 2 |triangle| s ds dt (Duffy, SIAM J. Numer. Anal. 19 (1982) 1260).
 */
static void sum_triangle(const kkr_sampler *sampler, const both_sides *sides,
                         const gsl_integration_glfixed_table *gauss, kkr_vec3 apex,
                         kkr_vec3 a, kkr_vec3 b, face_sum *sum)
{
    kkr_vec3 p = kkr_vec3_sub(a, apex), q = kkr_vec3_sub(b, a);
    double twice = kkr_vec3_length(kkr_vec3_cross(p, q));
    for (size_t i = 0; i < gauss->n; i++) {
        double s, ws, t, wt;
        gsl_integration_glfixed_point(0, 1, i, &s, &ws, gauss);
        for (size_t k = 0; k < gauss->n; k++) {
            gsl_integration_glfixed_point(0, 1, k, &t, &wt, gauss);
            kkr_vec3 x = kkr_vec3_mad(apex, s, kkr_vec3_mad(p, t, q));
            x = kkr_vec3_add(x, sides->center[0]);
            count_point(sum, jump_at(sampler, sides, x), twice * s * ws * wt, x);
        }
    }
}

/** The largest jumps tend to be at corners: they count for the maximum alone. */
static void look_at_rim(const kkr_sampler *sampler, const both_sides *sides, kkr_vec3 a,
                        kkr_vec3 b, face_sum *sum)
{
    for (int i = 0; i < RIM; i++) {
        kkr_vec3 x = kkr_vec3_mad(a, (double)i / RIM, kkr_vec3_sub(b, a));
        x = kkr_vec3_add(x, sides->center[0]);
        count_point(sum, jump_at(sampler, sides, x), 0, x);
    }
}

typedef struct face_work {
    const kkr_sampler *sampler;
    const gsl_integration_glfixed_table *gauss;
    kkr_face_jump *jumps;
} face_work;

static void sum_face(void *user, int i, int thread)
{
    (void)thread;
    const face_work *work = user;
    kkr_face_jump *jump = &work->jumps[i];
    const kkr_voronoi *cell = work->sampler->object->sites[jump->site].cell;
    both_sides sides = look(work->sampler, jump->site, jump->face);
    const kkr_face *face = sides.face;
    face_sum sum = { .max = NAN };
    kkr_vec3 apex = middle(cell, face);
    for (int k = 0; k < face->n_vertices; k++) {
        kkr_vec3 a = corner(cell, face, k), b = corner(cell, face, k + 1);
        sum_triangle(work->sampler, &sides, work->gauss, apex, a, b, &sum);
        look_at_rim(work->sampler, &sides, a, b, &sum);
    }
    jump->neighbour = sides.place[1].site;
    jump->host = sides.place[1].host_site;
    jump->area = face->area;
    jump->distance = kkr_vec3_length(face->neighbour.position);
    jump->known = sum.area > 0 ? sum.known / sum.area : 0;
    jump->rms = sum.known > 0 ? sqrt(sum.square / sum.known) : NAN;
    jump->max = sum.max;
    jump->max_at = sum.max_at;
}

static void sum_up(kkr_face_jumps *jumps)
{
    double square = 0;
    jumps->max = NAN;
    for (int i = 0; i < jumps->n; i++) {
        const kkr_face_jump *jump = &jumps->jumps[i];
        if (!(jump->known > 0))
            continue;
        jumps->area += jump->known * jump->area;
        square += jump->known * jump->area * jump->rms * jump->rms;
        if (!(jump->max <= jumps->max))
            jumps->max = jump->max;
    }
    jumps->rms = jumps->area > 0 ? sqrt(square / jumps->area) : NAN;
}

kkr_face_jumps *kkr_face_jumps_new(const kkr_sampler *sampler, const kkr_job *job,
                                   kkr_error *err)
{
    const kkr_case *object = sampler->object;
    KKR_AUTO(kkr_face_jumps) jumps = kkr_alloc(1, sizeof *jumps);
    jumps->n_sites = object->n_sites;
    jumps->first = kkr_alloc((size_t)object->n_sites + 1, sizeof *jumps->first);
    for (int i = 0; i < object->n_sites; i++) {
        const kkr_voronoi *cell = object->sites[i].cell;
        jumps->first[i + 1] = jumps->first[i] + (cell ? cell->n_faces : 0);
    }
    jumps->n = jumps->first[object->n_sites];
    if (jumps->n == 0) {
        kkr_fail(err, KKR_ERROR_MISSING, "%s: no Voronoi cell is known, so no face is",
                 object->name);
        return NULL;
    }
    jumps->jumps = kkr_alloc((size_t)jumps->n, sizeof *jumps->jumps);
    for (int i = 0; i < object->n_sites; i++)
        for (int k = jumps->first[i]; k < jumps->first[i + 1]; k++) {
            jumps->jumps[k].site = i;
            jumps->jumps[k].face = k - jumps->first[i];
        }
    gsl_integration_glfixed_table *gauss = gsl_integration_glfixed_table_alloc(ORDER);
    face_work work = { sampler, gauss, jumps->jumps };
    bool done = kkr_parallel_for(job, jumps->n, sum_face, &work, "comparing faces");
    gsl_integration_glfixed_table_free(gauss);
    if (!done) {
        kkr_fail(err, KKR_ERROR_CANCELLED, "cancelled");
        return NULL;
    }
    sum_up(jumps);
    return KKR_STEAL(jumps);
}

void kkr_face_jumps_free(kkr_face_jumps *jumps)
{
    if (!jumps)
        return;
    free(jumps->first);
    free(jumps->jumps);
    free(jumps);
}

// ---- a picture ------------------------------------------------------------------

/** Polygon, axes and size of the image; longest edge horizontal. */
static void place_image(kkr_face_image *image, const kkr_case_site *site, int face,
                        int size)
{
    const kkr_voronoi *cell = site->cell;
    const kkr_face *f = &cell->faces[face];
    double longest = 0;
    for (int i = 0; i < f->n_vertices; i++) {
        kkr_vec3 edge = kkr_vec3_sub(corner(cell, f, i + 1), corner(cell, f, i));
        if (kkr_vec3_length(edge) > longest * (1 + 1e-9)) {
            longest = kkr_vec3_length(edge);
            image->u = kkr_vec3_unit(edge);
        }
    }
    image->v = kkr_vec3_cross(f->normal, image->u);
    image->n_corners = f->n_vertices;
    image->corner = kkr_alloc((size_t)f->n_vertices, sizeof *image->corner);
    double low[2] = { INFINITY, INFINITY }, high[2] = { -INFINITY, -INFINITY };
    for (int i = 0; i < f->n_vertices; i++) {
        image->corner[i][0] = kkr_vec3_dot(corner(cell, f, i), image->u);
        image->corner[i][1] = kkr_vec3_dot(corner(cell, f, i), image->v);
        for (int k = 0; k < 2; k++) {
            low[k] = fmin(low[k], image->corner[i][k]);
            high[k] = fmax(high[k], image->corner[i][k]);
        }
    }
    image->pitch = fmax(high[0] - low[0], high[1] - low[1]) / (size - 1);
    image->width = (int)ceil((high[0] - low[0]) / image->pitch - 1e-9) + 1;
    image->height = (int)ceil((high[1] - low[1]) / image->pitch - 1e-9) + 1;
    kkr_vec3 origin = kkr_vec3_scale(f->normal, f->distance);
    origin = kkr_vec3_mad(kkr_vec3_mad(origin, low[0], image->u), low[1], image->v);
    image->origin = kkr_vec3_add(origin, site->position);
    for (int k = 0; k < 2; k++) {
        image->foot[k] = -low[k];
        for (int i = 0; i < f->n_vertices; i++)
            image->corner[i][k] -= low[k];
    }
}

/** Inside the polygon or on its rim: it is convex and counter-clockwise. */
static bool is_inside(const kkr_face_image *image, double s, double t)
{
    const double tolerance = 1e-9; // bohr^2, of a triangle
    for (int i = 0; i < image->n_corners; i++) {
        const double *a = image->corner[i];
        const double *b = image->corner[(i + 1) % image->n_corners];
        if ((b[0] - a[0]) * (t - a[1]) - (b[1] - a[1]) * (s - a[0]) < -tolerance)
            return false;
    }
    return true;
}

typedef struct image_work {
    const kkr_sampler *sampler;
    const both_sides *sides;
    kkr_face_image *image;
} image_work;

static void draw_row(void *user, int j, int thread)
{
    (void)thread;
    const image_work *work = user;
    kkr_face_image *image = work->image;
    float *row = image->jump + (size_t)j * image->width;
    double t = j * image->pitch;
    for (int i = 0; i < image->width; i++) {
        double s = i * image->pitch;
        kkr_vec3 x = kkr_vec3_mad(image->origin, s, image->u);
        row[i] = is_inside(image, s, t) ? (float)jump_at(work->sampler, work->sides,
                                                         kkr_vec3_mad(x, t, image->v))
                                        : NAN;
    }
}

kkr_face_image *kkr_face_image_new(const kkr_sampler *sampler, int site, int face,
                                   int size, const kkr_job *job, kkr_error *err)
{
    assert(size >= 2 && size <= 4096);
    both_sides sides = look(sampler, site, face);
    KKR_AUTO(kkr_face_image) image = kkr_alloc(1, sizeof *image);
    place_image(image, &sampler->object->sites[site], face, size);
    image->jump = kkr_alloc((size_t)image->width * image->height, sizeof *image->jump);
    image_work work = { sampler, &sides, image };
    if (!kkr_parallel_for(job, image->height, draw_row, &work, "comparing a face")) {
        kkr_fail(err, KKR_ERROR_CANCELLED, "cancelled");
        return NULL;
    }
    return KKR_STEAL(image);
}

void kkr_face_image_free(kkr_face_image *image)
{
    if (!image)
        return;
    free(image->jump);
    free(image->corner);
    free(image);
}
