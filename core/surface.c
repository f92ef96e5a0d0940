// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/surface_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/parallel.h"

enum { MAX_SIDE = 512, MAX_REPEAT = 16, MAX_POINTS = 1 << 27 };

const kkr_surface_params kkr_surface_defaults = { .n = 128, .repeat = { 1, 1, 1 } };

static const double negligible = 1e-3; // of r_out: shapes are rounded in files

const kkr_expansion *kkr_surface_expansion(const kkr_sampler *sampler, int site,
                                           kkr_field_quantity quantity)
{
    switch (quantity) {
    case KKR_FIELD_V:
    case KKR_FIELD_ABS_V:
        return kkr_sampler_v(sampler, site, false);
    case KKR_FIELD_V0: // on the grid it is V less V - V0
        return kkr_sampler_dv(sampler, site) ? kkr_sampler_v0(sampler, site) : NULL;
    case KKR_FIELD_DV:
    case KKR_FIELD_ABS_DV:
        return kkr_sampler_dv(sampler, site);
    }
    return NULL;
}

// ---- which cells, and where -----------------------------------------------------

static bool check_params(const kkr_case *object, const kkr_surface_params *p,
                         kkr_error *err)
{
    for (int i = 0; i < p->n_sites && p->sites; i++)
        if (p->sites[i] < 0 || p->sites[i] >= object->n_sites)
            return kkr_fail(err, KKR_ERROR_GEOMETRY,
                            "site %d does not exist: there are %d", p->sites[i] + 1,
                            object->n_sites);
    if (!object->tessellation)
        return kkr_fail(err, KKR_ERROR_MISSING,
                        "%s: where its sites are is not known, nor are their cells",
                        object->name);
    bool crystal = !object->is_embedding && object->crystal;
    for (int a = 0; a < 3; a++) {
        if (p->repeat[a] < 1 || p->repeat[a] > MAX_REPEAT)
            return kkr_fail(err, KKR_ERROR_GEOMETRY,
                            "the cell can be repeated 1 to %d times, not %d",
                            MAX_REPEAT, p->repeat[a]);
        if (p->repeat[a] > 1 &&
            (!crystal || (a == 2 && object->crystal->periodicity < 3)))
            return kkr_fail(err, KKR_ERROR_GEOMETRY,
                            "there is no cell to be repeated along axis %d", a + 1);
    }
    if (p->extent == KKR_SURFACE_UNIT_CELL && !crystal)
        return kkr_fail(err, KKR_ERROR_GEOMETRY,
                        "there is no unit cell: this case is no crystal alone");
    bool good_spacing =
        p->spacing > 0 ? p->spacing < INFINITY : p->n >= 2 && p->n <= MAX_SIDE;
    if (!good_spacing)
        return kkr_fail(err, KKR_ERROR_GEOMETRY,
                        "surfaces take 2 to %d points a side, not %d", MAX_SIDE, p->n);
    for (int i = 0; i < p->n_planes; i++)
        if (!isnormal(kkr_vec3_length(p->planes[i].normal)) ||
            !isfinite(p->planes[i].offset))
            return kkr_fail(err, KKR_ERROR_GEOMETRY,
                            "cutting plane %d has no direction", i + 1);
    return true;
}

static void widen(kkr_vec3 *low, kkr_vec3 *high, kkr_vec3 a)
{
    *low = (kkr_vec3){ fmin(low->x, a.x), fmin(low->y, a.y), fmin(low->z, a.z) };
    *high = (kkr_vec3){ fmax(high->x, a.x), fmax(high->y, a.y), fmax(high->z, a.z) };
}

/** The part of a site; false if there is nothing to show there. */
static bool describe_part(const kkr_surface *s, int site, kkr_surface_part *part,
                          kkr_error *err)
{
    const kkr_case_site *where = &s->object->sites[site];
    const kkr_expansion *e =
        kkr_surface_expansion(s->sampler, site, s->params.quantity);
    if (!e)
        return false;
    const kkr_voronoi *cell = where->cell && where->cell->closed ? where->cell : NULL;
    double r_value = cell ? e->r_max : fmin(e->r_max, where->r_mt);
    int n_faces = cell ? cell->n_faces : 0;
    if (n_faces + 1 + s->n_clips > KKR_PIECE_MAX_CLIPS) {
        kkr_fail(err, KKR_ERROR_GEOMETRY, "site %d: a cell with %d faces", site + 1,
                 n_faces);
        return false;
    }
    *part = (kkr_surface_part){ .site = site };
    part->clips = kkr_alloc(n_faces + 1, sizeof *part->clips);
    for (int i = 0; i < n_faces; i++)
        part->clips[part->n_clips++] =
            (kkr_clip){ cell->faces[i].normal, cell->faces[i].distance, 0 };
    part->r_out = cell ? cell->r_out : r_value;
    if (!cell || r_value < (1 - negligible) * cell->r_out) {
        part->clips[part->n_clips++] = (kkr_clip){ .radius = r_value };
        part->r_out = fmin(part->r_out, r_value);
    }
    part->low = (kkr_vec3){ -part->r_out, -part->r_out, -part->r_out };
    part->high = kkr_vec3_scale(part->low, -1);
    if (cell && part->n_clips == n_faces) {
        part->low = part->high = cell->vertices[0];
        for (int i = 1; i < cell->n_vertices; i++)
            widen(&part->low, &part->high, cell->vertices[i]);
    }
    return true;
}

static void add_image(kkr_surface *s, int part, kkr_vec3 center)
{
    size_t n = s->n_images;
    if ((n & (n - 1)) == 0) // a power of two, or none
        s->images = kkr_realloc(s->images, n ? 2 * n : 1, sizeof *s->images);
    s->images[s->n_images++] = (kkr_surface_image){ part, center };
}

/** Of the sites as they are given: each cell once for every repetition. */
static void add_whole_cells(kkr_surface *s)
{
    const int *n = s->params.repeat;
    for (int p = 0; p < s->n_parts; p++)
        for (int k = 0; k < n[2]; k++)
            for (int j = 0; j < n[1]; j++)
                for (int i = 0; i < n[0]; i++) {
                    kkr_vec3 x = s->object->sites[s->parts[p].site].position;
                    if (i + j + k > 0)
                        x = kkr_vec3_add(x,
                                         kkr_mat3_combine(&s->object->crystal->lattice,
                                                          (kkr_vec3){ i, j, k }));
                    add_image(s, p, x);
                }
}

/** Sides of the (repeated) unit cell; the height of a slab has none. */
static void add_unit_cell_sides(kkr_surface *s, kkr_mat3 *sides)
{
    const kkr_crystal *crystal = s->object->crystal;
    *sides = crystal->lattice;
    if (crystal->periodicity < 3)
        sides->row[2] = kkr_vec3_unit(kkr_vec3_cross(sides->row[0], sides->row[1]));
    kkr_mat3 reciprocal = kkr_mat3_reciprocal(sides);
    for (int a = 0; a < crystal->periodicity; a++) {
        double length = kkr_vec3_length(reciprocal.row[a]);
        kkr_vec3 normal = kkr_vec3_scale(reciprocal.row[a], 1 / length);
        double low = -kkr_vec3_dot(normal, s->object->origin);
        double high = low + s->params.repeat[a] / length;
        s->clips[s->n_clips++] = (kkr_clip){ normal, high, 0 };
        s->clips[s->n_clips++] = (kkr_clip){ kkr_vec3_scale(normal, -1), -low, 0 };
    }
}

/** How much of a cell around `center` the clips leave: nothing if one takes it all. */
static bool is_visible(const kkr_surface *s, const kkr_surface_part *part,
                       kkr_vec3 center)
{
    for (int i = 0; i < s->n_clips; i++)
        if (kkr_vec3_dot(s->clips[i].normal, center) - s->clips[i].distance >=
            part->r_out)
            return false;
    return true;
}

/** All images that reach into the unit cell. */
static void add_images_in_cell(kkr_surface *s, const kkr_mat3 *sides)
{
    const kkr_crystal *crystal = s->object->crystal;
    kkr_mat3 reciprocal = kkr_mat3_reciprocal(sides);
    for (int p = 0; p < s->n_parts; p++) {
        const kkr_surface_part *part = &s->parts[p];
        kkr_vec3 x = s->object->sites[part->site].position;
        kkr_vec3 f = kkr_mat3_apply(&reciprocal, kkr_vec3_add(x, s->object->origin));
        const double at[3] = { f.x, f.y, f.z };
        int low[3] = { 0 }, high[3] = { 0 };
        for (int a = 0; a < crystal->periodicity; a++) {
            double reach = part->r_out * kkr_vec3_length(reciprocal.row[a]);
            low[a] = (int)ceil(-at[a] - reach);
            high[a] = (int)floor(s->params.repeat[a] - at[a] + reach);
        }
        for (int k = low[2]; k <= high[2]; k++)
            for (int j = low[1]; j <= high[1]; j++)
                for (int i = low[0]; i <= high[0]; i++) {
                    kkr_vec3 shift =
                        kkr_mat3_combine(&crystal->lattice, (kkr_vec3){ i, j, k });
                    if (is_visible(s, part, kkr_vec3_add(x, shift)))
                        add_image(s, p, kkr_vec3_add(x, shift));
                }
    }
}

static bool list_parts(kkr_surface *s, const kkr_surface_params *params, kkr_error *err)
{
    const kkr_case *object = s->object;
    kkr_error why = { 0 };
    int n = params->sites ? params->n_sites : object->n_sites;
    s->parts = kkr_alloc(n, sizeof *s->parts);
    for (int i = 0; i < n; i++) {
        int site = params->sites ? params->sites[i] : i;
        bool again = false;
        for (int k = 0; k < s->n_parts; k++)
            again |= s->parts[k].site == site;
        s->n_parts += !again && describe_part(s, site, &s->parts[s->n_parts], &why);
    }
    if (s->n_parts > 0)
        return true;
    if (why.code)
        return kkr_fail(err, why.code, "%s", why.message);
    return kkr_fail(err, KKR_ERROR_MISSING, "%s: %s is not known in any of the cells",
                    object->name, kkr_field_name(s->params.quantity));
}

/** What the sides of the unit cell leave of the box around all images. */
static void shrink_bounds(kkr_surface *s, const kkr_mat3 *sides)
{
    kkr_vec3 low = { INFINITY, INFINITY, INFINITY }, high = kkr_vec3_scale(low, -1);
    bool slab = s->object->crystal->periodicity < 3;
    const int *n = s->params.repeat;
    for (int c = 0; c < 8; c++) {
        kkr_vec3 f = { (c & 1) * n[0], (c >> 1 & 1) * n[1],
                       slab ? 0 : (c >> 2) * n[2] };
        widen(&low, &high, kkr_vec3_sub(kkr_mat3_combine(sides, f), s->object->origin));
    }
    if (slab && kkr_vec3_length(kkr_vec3_cross(sides->row[2], (kkr_vec3){ 0, 0, 1 })) <
                    1e-9) { // as high as the cells
        low.z = -INFINITY;
        high.z = INFINITY;
    } else if (slab) {
        return;
    }
    s->box_low = (kkr_vec3){ fmax(low.x, s->box_low.x), fmax(low.y, s->box_low.y),
                             fmax(low.z, s->box_low.z) };
    s->box_high = (kkr_vec3){ fmin(high.x, s->box_high.x), fmin(high.y, s->box_high.y),
                              fmin(high.z, s->box_high.z) };
}

static void find_bounds(kkr_surface *s)
{
    s->box_low = (kkr_vec3){ INFINITY, INFINITY, INFINITY };
    s->box_high = kkr_vec3_scale(s->box_low, -1);
    for (size_t i = 0; i < s->n_images; i++) {
        const kkr_surface_part *part = &s->parts[s->images[i].part];
        kkr_vec3 center = s->images[i].center;
        widen(&s->box_low, &s->box_high, kkr_vec3_add(center, part->low));
        widen(&s->box_low, &s->box_high, kkr_vec3_add(center, part->high));
    }
}

// ---- samples --------------------------------------------------------------------

/** Grid points on the multiples of the spacing, two beyond the cell on each side. */
static bool place_grids(kkr_surface *s, kkr_error *err)
{
    const double h = s->spacing;
    double total = 0;
    for (int p = 0; p < s->n_parts; p++) {
        kkr_surface_part *part = &s->parts[p];
        const double low[3] = { part->low.x, part->low.y, part->low.z };
        const double high[3] = { part->high.x, part->high.y, part->high.z };
        double first[3], points = 1;
        for (int a = 0; a < 3; a++) {
            first[a] = floor(low[a] / h) - 1;
            double n = ceil(high[a] / h) + 1 - first[a] + 1;
            points *= n;
            if (n > MAX_SIDE)
                return kkr_fail(
                    err, KKR_ERROR_GEOMETRY,
                    "a spacing of %g bohr makes %g points across the cell of "
                    "site %d: at most %d",
                    h, n, part->site + 1, MAX_SIDE);
            part->grid.n[a] = (int)n;
        }
        total += points;
        part->grid.origin = (kkr_vec3){ first[0] * h, first[1] * h, first[2] * h };
        part->grid.step[0].x = part->grid.step[1].y = part->grid.step[2].z = h;
    }
    if (total > MAX_POINTS)
        return kkr_fail(err, KKR_ERROR_GEOMETRY,
                        "a spacing of %g bohr makes %.3g grid points: at most %d", h,
                        total, MAX_POINTS);
    return true;
}

/** Points of a row within `margin` steps of all clips (0: in the cell). */
static void find_run(const kkr_surface_part *part, int j, int k, double margin,
                     int run[2])
{
    const kkr_grid *g = &part->grid;
    const double h = g->step[0].x;
    kkr_vec3 x = { g->origin.x, g->origin.y + j * h, g->origin.z + k * h };
    double begin = 0, end = g->n[0] - 1;
    for (int i = 0; i < part->n_clips; i++) {
        const kkr_clip *c = &part->clips[i];
        if (c->radius > 0) {
            double r = c->radius + margin * h * sqrt(3);
            double rest = r * r - x.y * x.y - x.z * x.z;
            double half = rest > 0 ? sqrt(rest) : -INFINITY;
            begin = fmax(begin, (-half - x.x) / h);
            end = fmin(end, (half - x.x) / h);
            continue;
        }
        double wide =
            margin * h * (fabs(c->normal.x) + fabs(c->normal.y) + fabs(c->normal.z));
        double room = c->distance + wide - kkr_vec3_dot(c->normal, x);
        double slope = c->normal.x * h;
        if (fabs(slope) < 1e-12 * h)
            end = room < 0 ? -1 : end;
        else if (slope > 0)
            end = fmin(end, room / slope);
        else
            begin = fmax(begin, room / slope);
    }
    run[0] = (int)ceil(begin - 1e-9);
    run[1] = end < begin - 1e-9 ? run[0] : (int)floor(end + 1e-9) + 1;
}

static void unknown(float *values, size_t n)
{
    for (size_t i = 0; i < n; i++)
        values[i] = NAN;
}

/** What a quantity is made of; it goes into `out` where the points of the runs are. */
static bool sample_quantity(const kkr_surface *s, const kkr_surface_part *part,
                            kkr_field_quantity quantity, const int (*runs)[2],
                            float *out, float *spare, const kkr_job *job,
                            kkr_error *err)
{
    const kkr_grid *g = &part->grid;
    bool is_v0 = quantity == KKR_FIELD_V0;
    bool is_dv = quantity == KKR_FIELD_DV || quantity == KKR_FIELD_ABS_DV;
    float *v = is_dv ? NULL : out, *dv = is_dv ? out : is_v0 ? spare : NULL;
    if (!kkr_sampler_site_grid(s->sampler, part->site, g, runs, kkr_sampler_r_display,
                               v, dv, job, err))
        return false;
    size_t n_rows = (size_t)g->n[1] * g->n[2];
    for (size_t row = 0; is_v0 && row < n_rows; row++)
        for (int i = runs[row][0]; i < runs[row][1]; i++)
            out[row * g->n[0] + i] -= spare[row * g->n[0] + i];
    return true;
}

typedef struct part_sampling {
    kkr_surface *surface;
    const kkr_job *job; // of one part
    kkr_error *errors;  // [n_parts]
} part_sampling;

static void sample_part(void *user, int p, int thread)
{
    (void)thread;
    const part_sampling *t = user;
    const kkr_surface *s = t->surface;
    kkr_surface_part *part = &t->surface->parts[p];
    const kkr_grid *g = &part->grid;
    size_t n_rows = (size_t)g->n[1] * g->n[2], n = n_rows * g->n[0];
    int(*runs)[2] = kkr_alloc(n_rows, sizeof *runs);
    for (size_t row = 0; row < n_rows; row++)
        find_run(part, (int)(row % g->n[1]), (int)(row / g->n[1]), 1, runs[row]);
    kkr_error *err = &t->errors[p];
    float *spare = NULL;
    bool colour = s->params.has_colour &&
                  kkr_surface_expansion(s->sampler, part->site, s->params.colour);
    bool good = kkr_buffer_reserve(&part->memory[0], n * sizeof(float), err) &&
                (!s->params.has_colour ||
                 kkr_buffer_reserve(&part->memory[1], n * sizeof(float), err));
    if (s->params.quantity == KKR_FIELD_V0 ||
        (colour && s->params.colour == KKR_FIELD_V0))
        good = good && (spare = kkr_alloc_large(n, sizeof *spare, err));
    if (good) {
        part->values = part->memory[0].data;
        unknown(part->values, n);
        good = sample_quantity(s, part, s->params.quantity, runs, part->values, spare,
                               t->job, err);
    }
    if (good && s->params.has_colour) {
        part->second = part->memory[1].data;
        unknown(part->second, n);
        if (colour)
            sample_quantity(s, part, s->params.colour, runs, part->second, spare,
                            t->job, err);
    }
    free(spare);
    free(runs);
}

static bool sample_parts(kkr_surface *s, const kkr_job *job, kkr_error *err)
{
    // many cells: one thread each; few: all threads for one after the other
    kkr_job outer = job ? *job : (kkr_job){ 0 }, inner = { .cancel = outer.cancel };
    inner.threads = outer.threads;
    if (s->n_parts >= 2 * kkr_parallel_threads(job))
        inner.threads = 1;
    else
        outer.threads = 1;
    part_sampling t = { s, &inner, kkr_alloc(s->n_parts, sizeof *t.errors) };
    bool good = kkr_parallel_for(&outer, s->n_parts, sample_part, &t, "sampling");
    if (!good)
        kkr_fail(err, KKR_ERROR_CANCELLED, "cancelled");
    for (int p = 0; good && p < s->n_parts; p++)
        if (t.errors[p].code)
            good = kkr_fail(err, t.errors[p].code, "%s", t.errors[p].message);
    free(t.errors);
    return good;
}

/** The values in the cells, once, and their range. */
static bool collect_inside(kkr_surface *s, kkr_error *err)
{
    size_t room = 0;
    for (int p = 0; p < s->n_parts; p++) {
        const int *n = s->parts[p].grid.n;
        room += (size_t)n[0] * n[1] * n[2];
    }
    s->inside = kkr_alloc_large(room, sizeof *s->inside, err);
    if (!s->inside)
        return false;
    bool absolute = kkr_surface_is_absolute(s->params.quantity);
    float low = INFINITY, high = -INFINITY;
    for (int p = 0; p < s->n_parts; p++) {
        const kkr_surface_part *part = &s->parts[p];
        const int *n = part->grid.n;
        for (int row = 0; row < n[1] * n[2]; row++) {
            int run[2];
            find_run(part, row % n[1], row / n[1], 0, run);
            for (int i = run[0]; i < run[1]; i++) {
                float v = part->values[(size_t)row * n[0] + i];
                v = absolute ? fabsf(v) : v;
                low = v < low ? v : low;
                high = v > high ? v : high;
                s->inside[s->n_inside++] = v;
            }
        }
    }
    s->low = low;
    s->high = high;
    return low <= high || kkr_fail(err, KKR_ERROR_MISSING,
                                   "%s: no grid point lies in a cell", s->object->name);
}

kkr_surface *kkr_surface_new(const kkr_case *object, const kkr_sampler *sampler,
                             const kkr_surface_params *params, const kkr_job *job,
                             kkr_error *err)
{
    if (!check_params(object, params, err))
        return NULL;
    KKR_AUTO(kkr_surface) s = kkr_alloc(1, sizeof *s);
    s->object = object;
    s->sampler = sampler;
    s->params = *params;
    s->params.sites = NULL;
    for (int i = 0; i < params->n_planes; i++) {
        const kkr_surface_plane *plane = &params->planes[i];
        double length = kkr_vec3_length(plane->normal);
        s->clips[s->n_clips++] = (kkr_clip){ kkr_vec3_scale(plane->normal, 1 / length),
                                             plane->offset / length, 0 };
    }
    kkr_mat3 sides = { 0 };
    bool unit_cell = params->extent == KKR_SURFACE_UNIT_CELL;
    if (unit_cell)
        add_unit_cell_sides(s, &sides);
    if (!list_parts(s, params, err))
        return NULL;
    if (unit_cell)
        add_images_in_cell(s, &sides);
    else
        add_whole_cells(s);
    find_bounds(s);
    if (unit_cell)
        shrink_bounds(s, &sides);
    kkr_vec3 size = kkr_vec3_sub(s->box_high, s->box_low);
    double longest = fmax(size.x, fmax(size.y, size.z));
    s->spacing = params->spacing > 0 ? params->spacing : longest / (params->n - 1);
    if (!place_grids(s, err) || !sample_parts(s, job, err) || !collect_inside(s, err))
        return NULL;
    return KKR_STEAL(s);
}

void kkr_surface_free(kkr_surface *surface)
{
    if (!surface)
        return;
    for (int p = 0; p < surface->n_parts; p++) {
        kkr_buffer_clear(&surface->parts[p].memory[0]);
        kkr_buffer_clear(&surface->parts[p].memory[1]);
        free(surface->parts[p].clips);
    }
    free(surface->parts);
    free(surface->images);
    free(surface->inside);
    free(surface);
}

void kkr_surface_range(const kkr_surface *surface, double *low, double *high)
{
    *low = surface->low;
    *high = surface->high;
}

const float *kkr_surface_values(const kkr_surface *surface, size_t *n)
{
    *n = surface->n_inside;
    return surface->inside;
}

void kkr_surface_bounds(const kkr_surface *surface, kkr_vec3 *low, kkr_vec3 *high)
{
    *low = surface->box_low;
    *high = surface->box_high;
}
