// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/shape_curves.h"

#include <assert.h>
#include <gsl/gsl_integration.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/parallel.h"
#include "core/shape_function.h"

enum { POINTS = 360, LEAST = 14, NODES = 16, DIRECTIONS = 600 };

/** A component below this is one that symmetry forbids. */
static const double nothing = 1e-9;

// ---- radii ----------------------------------------------------------------------

static double *new_values(int l_max, int n)
{
    return kkr_alloc((size_t)kkr_n_lm(l_max) * (size_t)n, sizeof(double));
}

/** Between two critical radii Theta_L is analytic but steep at both: denser there. */
static double in_panel(double a, double b, double u)
{
    return a + (b - a) * u * u * (3 - 2 * u);
}

/** From a little before r_in, or from r_MT of the file, to r_out. */
static void make_radii(kkr_shape_curves *c)
{
    double span = c->r_out - c->r_in;
    double from = fmax(0, c->r_in - 0.08 * span);
    if (c->n_file > 0)
        from = fmax(0, fmin(from, c->r_file[0]));
    c->r = kkr_alloc((size_t)(POINTS + LEAST * c->n_critical + 2), sizeof *c->r);
    c->r[c->n_r++] = from;
    c->r[c->n_r++] = c->critical[0];
    for (int p = 0; p + 1 < c->n_critical; p++) {
        double a = c->critical[p], b = c->critical[p + 1];
        int n = (int)(POINTS * (b - a) / span);
        n = n > LEAST ? n : LEAST;
        for (int i = 1; i <= n; i++)
            c->r[c->n_r++] = i == n ? b : in_panel(a, b, (double)i / n);
    }
}

static void copy_file(kkr_shape_curves *c, const kkr_shape_cell *file, double alat)
{
    int n = c->n_file = file->n_mesh;
    c->r_file = kkr_alloc((size_t)n, sizeof *c->r_file);
    c->file = new_values(c->l_max, n);
    c->error = new_values(c->l_max, n);
    for (int i = 0; i < n; i++)
        c->r_file[i] = file->scale * alat * file->xrn[i];
    c->r_mt = c->r_file[0];
    for (int j = 0; j < file->n_lm; j++)
        if (file->lm_index[j] < kkr_n_lm(c->l_max))
            memcpy(c->file + (size_t)file->lm_index[j] * (size_t)n,
                   file->theta + (size_t)j * (size_t)n, (size_t)n * sizeof *c->file);
}

/** The critical radius that stands for one of its cell; -1: none is near enough. */
static int find_critical(const kkr_shape_curves *c, double radius)
{
    int best = 0;
    for (int k = 1; k < c->n_critical; k++)
        if (fabs(c->critical[k] - radius) < fabs(c->critical[best] - radius))
            best = k;
    return fabs(c->critical[best] - radius) <= 1e-3 * c->r_in ? best : -1;
}

/** How far a point of the plane is beyond the polygon's rim; negative inside. */
static double beyond(const kkr_voronoi *cell, const kkr_face *face, kkr_vec3 x)
{
    double farthest = -INFINITY;
    for (int i = 0; i < face->n_vertices; i++) {
        kkr_vec3 a = cell->vertices[face->vertices[i]];
        kkr_vec3 b = cell->vertices[face->vertices[(i + 1) % face->n_vertices]];
        kkr_vec3 outwards =
            kkr_vec3_unit(kkr_vec3_cross(kkr_vec3_sub(b, a), face->normal));
        farthest = fmax(farthest, kkr_vec3_dot(outwards, kkr_vec3_sub(x, a)));
    }
    return farthest;
}

static void count_meetings(kkr_shape_curves *c, const kkr_voronoi *cell)
{
    c->meets = kkr_alloc((size_t)c->n_critical, sizeof *c->meets);
    for (int i = 0; i < cell->n_vertices; i++) {
        int k = find_critical(c, kkr_vec3_length(cell->vertices[i]));
        if (k >= 0)
            c->meets[k].vertices++;
    }
    for (int i = 0; i < cell->n_edges; i++) {
        kkr_vec3 a = cell->vertices[cell->edges[i][0]];
        kkr_vec3 along = kkr_vec3_sub(cell->vertices[cell->edges[i][1]], a);
        double t = -kkr_vec3_dot(a, along) / kkr_vec3_dot(along, along);
        int k = find_critical(c, kkr_vec3_length(kkr_vec3_mad(a, t, along)));
        if (t > 0 && t < 1 && k >= 0)
            c->meets[k].edges++;
    }
    for (int i = 0; i < cell->n_faces; i++) {
        const kkr_face *f = &cell->faces[i];
        kkr_vec3 foot = kkr_vec3_scale(f->normal, f->distance);
        int k = find_critical(c, f->distance);
        if (k >= 0 && beyond(cell, f, foot) < 1e-3 * c->r_in)
            c->meets[k].faces++;
    }
}

// ---- how good the sum is --------------------------------------------------------

/**
 * Theta^2 = Theta, so over a sphere the mean square of Theta - Theta_l is sqrt(4 pi)
 * Theta_00 minus the squares of all components up to l (Parseval); then over r.
 */
static bool integrate_error(kkr_shape_curves *c, const kkr_shape_function *shape,
                            const kkr_job *job, kkr_error *err)
{
    int n = NODES * (c->n_critical - 1), n_lm = kkr_n_lm(c->l_max);
    double *r = kkr_alloc((size_t)n, sizeof *r), *w = kkr_alloc((size_t)n, sizeof *w);
    double *theta = new_values(c->l_max, n);
    gsl_integration_glfixed_table *gauss = gsl_integration_glfixed_table_alloc(NODES);
    for (int i = 0; i < n; i++) {
        double a = c->critical[i / NODES], b = c->critical[i / NODES + 1], u, du;
        gsl_integration_glfixed_point(0, 1, (size_t)(i % NODES), &u, &du, gauss);
        r[i] = in_panel(a, b, u);
        w[i] = (b - a) * 6 * u * (1 - u) * du * r[i] * r[i];
    }
    gsl_integration_glfixed_table_free(gauss);
    bool good = kkr_shape_function_values(shape, r, n, theta, job, err);
    double shell = 4 * M_PI / 3 * (pow(c->r_out, 3) - pow(c->r_in, 3));
    double square = 0; // integral of Theta, then minus what the sum holds
    for (int i = 0; good && i < n; i++)
        square += w[i] * sqrt(4 * M_PI) * theta[i];
    for (int lm = 0; good && lm < n_lm; lm++) {
        for (int i = 0; i < n; i++)
            square -= w[i] * pow(theta[(size_t)lm * (size_t)n + i], 2);
        c->rms[kkr_lm_l(lm)] = sqrt(fmax(0, square) / shell);
    }
    free(r);
    free(w);
    free(theta);
    return good;
}

/** Evenly spread (R. Swinbank, R. J. Purser, Q. J. R. Meteorol. Soc. 132 (2006) 1769). */
static kkr_vec3 spiral(int i)
{
    double z = 1 - (2 * i + 1.0) / DIRECTIONS, s = sqrt(1 - z * z);
    double phi = i * M_PI * (3 - sqrt(5));
    return (kkr_vec3){ s * cos(phi), s * sin(phi), z };
}

typedef struct error_work {
    kkr_shape_curves *c;
    const kkr_voronoi *cell;
    double (*max)[KKR_L_MAX + 1]; // [DIRECTIONS]
} error_work;

static void add_l(const kkr_shape_curves *c, const double *y, int l, double *sum)
{
    for (int lm = l * l; lm < kkr_n_lm(l); lm++) {
        const double *theta = kkr_shape_curves_theta(c, lm);
        for (int i = 0; i < c->n_r; i++)
            sum[i] += theta[i] * y[lm];
    }
}

static void look_along(void *user, int direction, int thread)
{
    (void)thread;
    const error_work *work = user;
    const kkr_shape_curves *c = work->c;
    kkr_vec3 u = spiral(direction);
    double y[(KKR_L_MAX + 1) * (KKR_L_MAX + 1)];
    double *sum = kkr_alloc((size_t)c->n_r, sizeof *sum);
    double *theta = kkr_alloc((size_t)c->n_r, sizeof *theta); // NaN: does not count
    for (int i = 0; i < c->n_r; i++) {
        double depth = kkr_voronoi_depth(work->cell, kkr_vec3_scale(u, c->r[i]));
        bool counts = c->r[i] >= c->r_in && fabs(depth) >= c->margin;
        theta[i] = !counts ? NAN : depth < 0 ? 1 : 0;
    }
    kkr_ylm(c->l_max, u.x, u.y, u.z, y);
    for (int l = 0; l <= c->l_max; l++) {
        add_l(c, y, l, sum);
        for (int i = 0; i < c->n_r; i++) { // fmax leaves NaN out
            double error = fabs(sum[i] - theta[i]);
            work->max[direction][l] = fmax(work->max[direction][l], error);
        }
    }
    free(sum);
    free(theta);
}

static bool find_largest_error(kkr_shape_curves *c, const kkr_voronoi *cell,
                               const kkr_job *job, kkr_error *err)
{
    error_work work = { c, cell, kkr_alloc(DIRECTIONS, sizeof *work.max) };
    bool good = kkr_parallel_for(job, DIRECTIONS, look_along, &work, "comparing sums");
    for (int i = 0; good && i < DIRECTIONS; i++)
        for (int l = 0; l <= c->l_max; l++)
            c->max[l] = fmax(c->max[l], work.max[i][l]);
    free(work.max);
    return good || kkr_fail(err, KKR_ERROR_CANCELLED, "cancelled");
}

// ---- the curves -----------------------------------------------------------------

static bool compute(kkr_shape_curves *c, const kkr_voronoi *cell, const kkr_job *job,
                    kkr_error *err)
{
    KKR_AUTO(kkr_shape_function) shape = kkr_shape_function_new(cell, c->l_max, err);
    if (!shape)
        return false;
    c->theta = new_values(c->l_max, c->n_r);
    double *at_critical = new_values(c->l_max, c->n_critical);
    bool good = kkr_shape_function_values(shape, c->r, c->n_r, c->theta, job, err) &&
                kkr_shape_function_values(shape, c->critical, c->n_critical,
                                          at_critical, job, err);
    c->inside = kkr_alloc((size_t)c->n_critical, sizeof *c->inside);
    for (int i = 0; i < c->n_critical; i++) // Theta_00 comes first
        c->inside[i] = at_critical[i] / sqrt(4 * M_PI);
    free(at_critical);
    if (good && c->n_file > 0)
        good =
            kkr_shape_function_values(shape, c->r_file, c->n_file, c->error, job, err);
    for (size_t i = 0; i < (size_t)kkr_n_lm(c->l_max) * (size_t)c->n_file; i++)
        c->error[i] = c->file[i] - c->error[i];
    return good && integrate_error(c, shape, job, err) &&
           find_largest_error(c, cell, job, err);
}

kkr_shape_curves *kkr_shape_curves_new(const kkr_voronoi *cell,
                                       const kkr_shape_cell *file, double alat,
                                       int l_max, const kkr_job *job, kkr_error *err)
{
    assert(l_max >= 0 && l_max <= KKR_L_MAX);
    if (!cell->closed) {
        kkr_fail(err, KKR_ERROR_GEOMETRY,
                 "the cell is open, so it has no shape function");
        return NULL;
    }
    KKR_AUTO(kkr_shape_curves) c = kkr_alloc(1, sizeof *c);
    c->l_max = l_max;
    c->n_critical = kkr_voronoi_critical_radii(cell, &c->critical);
    // r_in is not among them where the nearest plane's foot is beyond its face
    c->r_in = c->critical[0];
    c->r_out = c->critical[c->n_critical - 1];
    c->margin = 0.1 * c->r_in;
    if (file && alat > 0)
        copy_file(c, file, alat);
    make_radii(c);
    count_meetings(c, cell);
    if (!compute(c, cell, job, err))
        return NULL;
    return KKR_STEAL(c);
}

void kkr_shape_curves_free(kkr_shape_curves *curves)
{
    if (!curves)
        return;
    free(curves->critical);
    free(curves->inside);
    free(curves->meets);
    free(curves->r);
    free(curves->theta);
    free(curves->r_file);
    free(curves->file);
    free(curves->error);
    free(curves);
}

const double *kkr_shape_curves_theta(const kkr_shape_curves *curves, int lm)
{
    assert(lm >= 0 && lm < kkr_n_lm(curves->l_max));
    return curves->theta + (size_t)lm * (size_t)curves->n_r;
}

/** The interval [i, i + 1] of the curves that holds r, and where in it. */
static int find_interval(const kkr_shape_curves *c, double r, double *fraction)
{
    int low = 0, high = c->n_r - 1;
    while (high - low > 1) {
        int middle = (low + high) / 2;
        if (c->r[middle] <= r)
            low = middle;
        else
            high = middle;
    }
    *fraction = (r - c->r[low]) / (c->r[high] - c->r[low]);
    return low;
}

double kkr_shape_curves_value(const kkr_shape_curves *curves, int lm, double r)
{
    const double *theta = kkr_shape_curves_theta(curves, lm);
    double fraction;
    if (!(r > curves->r_in))
        return lm == 0 ? sqrt(4 * M_PI) : 0;
    if (r >= curves->r_out)
        return 0;
    int i = find_interval(curves, r, &fraction);
    return theta[i] + fraction * (theta[i + 1] - theta[i]);
}

static double largest_of(const kkr_shape_curves *c, int lm)
{
    const double *theta = kkr_shape_curves_theta(c, lm);
    double largest = 0;
    for (int i = 0; i < c->n_r; i++)
        largest = fmax(largest, fabs(theta[i]));
    return largest;
}

int kkr_shape_curves_largest(const kkr_shape_curves *curves, int l_max, int max,
                             int *lm)
{
    double size[(KKR_L_MAX + 1) * (KKR_L_MAX + 1)];
    int n = 0, n_lm = kkr_n_lm(l_max < curves->l_max ? l_max : curves->l_max);
    for (int i = 0; i < n_lm; i++) {
        size[i] = largest_of(curves, i);
        n += size[i] > nothing;
    }
    for (; n > max; n--) { // drop the smallest
        int smallest = -1;
        for (int i = 0; i < n_lm; i++)
            if (size[i] > nothing && (smallest < 0 || size[i] <= size[smallest]))
                smallest = i;
        size[smallest] = 0;
    }
    n = 0;
    for (int i = 0; i < n_lm; i++)
        if (size[i] > nothing)
            lm[n++] = i;
    return n;
}

// ---- along a direction ----------------------------------------------------------

kkr_shape_ray *kkr_shape_ray_new(const kkr_shape_curves *curves,
                                 const kkr_voronoi *cell, kkr_vec3 direction)
{
    kkr_shape_ray *ray = kkr_alloc(1, sizeof *ray);
    kkr_vec3 u = kkr_vec3_unit(direction);
    if (!(kkr_vec3_length(u) > 0.5))
        u = (kkr_vec3){ 0, 0, 1 };
    ray->direction = u;
    ray->edge = INFINITY;
    for (int k = 0; k < cell->n_faces; k++) {
        double cosine = kkr_vec3_dot(cell->faces[k].normal, u);
        if (cosine > 0 && cell->faces[k].distance / cosine < ray->edge) {
            ray->edge = cell->faces[k].distance / cosine;
            ray->face = k;
        }
    }
    size_t n = (size_t)curves->n_r;
    ray->n_r = curves->n_r;
    ray->r = kkr_alloc(n, sizeof *ray->r);
    memcpy(ray->r, curves->r, n * sizeof *ray->r);
    ray->sum = kkr_alloc((size_t)(curves->l_max + 1) * n, sizeof *ray->sum);
    double y[(KKR_L_MAX + 1) * (KKR_L_MAX + 1)];
    kkr_ylm(curves->l_max, u.x, u.y, u.z, y);
    for (int l = 0; l <= curves->l_max; l++) {
        double *sum = ray->sum + (size_t)l * n;
        if (l > 0)
            memcpy(sum, sum - n, n * sizeof *sum);
        add_l(curves, y, l, sum);
    }
    return ray;
}

void kkr_shape_ray_free(kkr_shape_ray *ray)
{
    if (!ray)
        return;
    free(ray->r);
    free(ray->sum);
    free(ray);
}

// ---- on a plane -----------------------------------------------------------------

typedef struct slice_work {
    const kkr_shape_curves *c;
    kkr_shape_slice *slice;
    int n_lm, *lm;
    double *theta; // [n_r][n_lm]
} slice_work;

static void sum_row(void *user, int j, int thread)
{
    (void)thread;
    const slice_work *work = user;
    const kkr_shape_curves *c = work->c;
    kkr_shape_slice *s = work->slice;
    double y[(KKR_L_MAX + 1) * (KKR_L_MAX + 1)];
    for (int i = 0; i < s->size; i++) {
        double a = i * s->pitch - s->half, b = j * s->pitch - s->half;
        double r = hypot(a, b), sum = 0, fraction;
        if (r > c->r_in && r < c->r_out) {
            kkr_vec3 x = kkr_vec3_mad(kkr_vec3_scale(s->u, a), b, s->v);
            kkr_ylm(s->l, x.x, x.y, x.z, y);
            const double *low = work->theta + (size_t)find_interval(c, r, &fraction) *
                                                  (size_t)work->n_lm;
            for (int k = 0; k < work->n_lm; k++)
                sum += (low[k] + fraction * (low[k + work->n_lm] - low[k])) *
                       y[work->lm[k]];
        } else {
            sum = r <= c->r_in ? 1 : 0;
        }
        s->sum[(size_t)j * (size_t)s->size + (size_t)i] = (float)sum;
    }
}

/** Only what symmetry allows, point by point. */
static void pack(slice_work *work)
{
    const kkr_shape_curves *c = work->c;
    int n = kkr_n_lm(work->slice->l);
    work->lm = kkr_alloc((size_t)n, sizeof *work->lm);
    work->n_lm = kkr_shape_curves_largest(c, work->slice->l, n, work->lm);
    work->theta = kkr_alloc((size_t)c->n_r * (size_t)work->n_lm, sizeof *work->theta);
    for (int k = 0; k < work->n_lm; k++) {
        const double *theta = kkr_shape_curves_theta(c, work->lm[k]);
        for (int i = 0; i < c->n_r; i++)
            work->theta[(size_t)i * (size_t)work->n_lm + (size_t)k] = theta[i];
    }
}

kkr_shape_slice *kkr_shape_slice_new(const kkr_shape_curves *curves,
                                     const kkr_voronoi *cell, kkr_vec3 u, kkr_vec3 v,
                                     int l, int size, const kkr_job *job,
                                     kkr_error *err)
{
    assert(l >= 0 && l <= curves->l_max && size >= 2 && size <= 4096);
    KKR_AUTO(kkr_shape_slice) slice = kkr_alloc(1, sizeof *slice);
    slice->u = u;
    slice->v = v;
    slice->l = l;
    slice->size = size;
    slice->half = 1.06 * curves->r_out;
    slice->pitch = 2 * slice->half / (size - 1);
    slice->sum = kkr_alloc((size_t)size * (size_t)size, sizeof *slice->sum);
    int room = cell->n_faces + 4;
    slice->corner = kkr_alloc((size_t)room, sizeof *slice->corner);
    slice->n_corners =
        kkr_voronoi_section(cell, (kkr_vec3){ 0, 0, 0 }, u, v, slice->corner, room);
    slice_work work = { .c = curves, .slice = slice };
    pack(&work);
    bool good = kkr_parallel_for(job, size, sum_row, &work, "summing up");
    free(work.lm);
    free(work.theta);
    if (!good) {
        kkr_fail(err, KKR_ERROR_CANCELLED, "cancelled");
        return NULL;
    }
    return KKR_STEAL(slice);
}

void kkr_shape_slice_free(kkr_shape_slice *slice)
{
    if (!slice)
        return;
    free(slice->sum);
    free(slice->corner);
    free(slice);
}
