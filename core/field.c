// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/field.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// A grid is sampled in slabs of whole planes, so that what is needed besides the
// values (V for V0, owners for a single cell) stays small.

static const char *const names[] = { "V", "V0", "dV", "absV", "absdV" };

const char *kkr_field_name(kkr_field_quantity quantity)
{
    return names[quantity];
}

bool kkr_field_needs_reference(kkr_field_quantity quantity)
{
    return quantity != KKR_FIELD_V && quantity != KKR_FIELD_ABS_V;
}

double kkr_field_value(kkr_field_quantity quantity, const kkr_sample *sample)
{
    switch (quantity) {
    case KKR_FIELD_V:
        return sample->v;
    case KKR_FIELD_V0:
        return sample->v0;
    case KKR_FIELD_DV:
        return sample->dv;
    case KKR_FIELD_ABS_V:
        return fabs(sample->v);
    case KKR_FIELD_ABS_DV:
        return fabs(sample->dv);
    }
    return NAN;
}

// -------------------------------------------------------------- box

static double *component(kkr_vec3 *v, int axis)
{
    return axis == 0 ? &v->x : axis == 1 ? &v->y : &v->z;
}

/** Makes the upright box low .. high hold a sphere or the cell of a site. */
static void include_site(const kkr_case_site *site, kkr_vec3 *low, kkr_vec3 *high)
{
    int n = site->cell ? site->cell->n_vertices : 2;
    for (int i = 0; i < n; i++) {
        double r = i == 0 ? site->r_mt : -site->r_mt;
        kkr_vec3 x = kkr_vec3_add(site->position, site->cell ? site->cell->vertices[i]
                                                             : (kkr_vec3){ r, r, r });
        low->x = fmin(low->x, x.x);
        low->y = fmin(low->y, x.y);
        low->z = fmin(low->z, x.z);
        high->x = fmax(high->x, x.x);
        high->y = fmax(high->y, x.y);
        high->z = fmax(high->z, x.z);
    }
}

static void upright_box(kkr_vec3 low, kkr_vec3 high, kkr_vec3 *origin, kkr_vec3 axis[3])
{
    *origin = low;
    axis[0] = (kkr_vec3){ high.x - low.x, 0, 0 };
    axis[1] = (kkr_vec3){ 0, high.y - low.y, 0 };
    axis[2] = (kkr_vec3){ 0, 0, high.z - low.z };
}

static void box_of_sites(const kkr_case *object, int only_site, kkr_vec3 *origin,
                         kkr_vec3 axis[3])
{
    kkr_vec3 low = { INFINITY, INFINITY, INFINITY };
    kkr_vec3 high = { -INFINITY, -INFINITY, -INFINITY };
    for (int i = 0; i < object->n_sites; i++)
        if (only_site < 0 || i == only_site)
            include_site(&object->sites[i], &low, &high);
    upright_box(low, high, origin, axis);
}

/** The unit cell in the coordinates of the case; of a slab as high as its cells. */
static bool box_of_cell(const kkr_case *object, kkr_vec3 *origin, kkr_vec3 axis[3],
                        kkr_error *err)
{
    const kkr_crystal *crystal = object->crystal;
    if (!crystal)
        return kkr_fail(err, KKR_ERROR_MISSING,
                        "the unit cell is not known without a structure; give "
                        "--structure or another --box");
    *origin = kkr_vec3_sub((kkr_vec3){ 0 }, object->origin); // 0, never -0
    for (int i = 0; i < 3; i++)
        axis[i] = crystal->lattice.row[i];
    if (crystal->periodicity == 3)
        return true;
    int n = object->is_embedding ? object->n_host_sites : object->n_sites;
    const kkr_case_site *sites =
        object->is_embedding ? object->host_sites : object->sites;
    kkr_vec3 normal = kkr_vec3_unit(kkr_vec3_cross(axis[0], axis[1]));
    double low = INFINITY, high = -INFINITY;
    for (int i = 0; i < n; i++) {
        const kkr_voronoi *cell = sites[i].cell;
        double height = kkr_vec3_dot(normal, sites[i].position);
        for (int k = 0; cell && k < cell->n_vertices; k++) {
            double h = height + kkr_vec3_dot(normal, cell->vertices[k]);
            low = fmin(low, h);
            high = fmax(high, h);
        }
    }
    if (!(high > low))
        return kkr_fail(err, KKR_ERROR_MISSING,
                        "the height of the slab is not known; give another --box");
    *origin = kkr_vec3_mad(*origin, low - kkr_vec3_dot(normal, *origin), normal);
    axis[2] = kkr_vec3_scale(normal, high - low);
    return true;
}

static bool find_box(const kkr_case *object, const kkr_field_params *params,
                     kkr_vec3 *origin, kkr_vec3 axis[3], bool *periodic, kkr_error *err)
{
    kkr_box box = params->box;
    *periodic = false;
    if (box == KKR_BOX_CORNERS) {
        kkr_vec3 low = params->corner[0], high = params->corner[1];
        for (int i = 0; i < 3; i++) {
            double *l = component(&low, i), *h = component(&high, i), l0 = *l;
            *l = fmin(l0, *h);
            *h = fmax(l0, *h);
        }
        upright_box(low, high, origin, axis);
        return true;
    }
    if (box == KKR_BOX_CLUSTER && !object->is_embedding)
        return kkr_fail(err, KKR_ERROR_MISSING,
                        "there is no cluster: this case is a crystal alone");
    if (box == KKR_BOX_DEFAULT && params->only_site >= 0) {
        box_of_sites(object, params->only_site, origin, axis);
        return true;
    }
    if (box == KKR_BOX_CELL ||
        (box == KKR_BOX_DEFAULT && !object->is_embedding && object->crystal)) {
        *periodic = !object->is_embedding && object->crystal &&
                    object->crystal->periodicity == 3;
        return box_of_cell(object, origin, axis, err);
    }
    box_of_sites(object, -1, origin, axis);
    return true;
}

/** Points along an axis of some length; 0 if it makes no sense. */
static int count_points(double length, double spacing, int n, bool periodic)
{
    if (!(spacing > 0))
        return n;
    double steps = ceil(length / spacing - 1e-9);
    double count = fmax(1, periodic || length == 0 ? steps : steps + 1);
    return count <= 1 << 24 ? (int)count : 0;
}

bool kkr_field_grid(const kkr_case *object, const kkr_field_params *params,
                    kkr_grid *grid, bool *periodic, kkr_error *err)
{
    kkr_vec3 axis[3];
    if (!find_box(object, params, &grid->origin, axis, periodic, err))
        return false;
    double total = 1;
    for (int i = 0; i < 3; i++) {
        double length = kkr_vec3_length(axis[i]);
        int n = count_points(length, params->spacing, params->n[i], *periodic);
        if (!isfinite(length) || (length == 0 && params->box != KKR_BOX_CORNERS))
            return kkr_fail(err, KKR_ERROR_MISSING,
                            "the size of the box is not known: no site has a cell or a "
                            "potential");
        if (n < 1)
            return kkr_fail(err, KKR_ERROR_GEOMETRY,
                            "a spacing of %g bohr gives too many points in %g bohr",
                            params->spacing, length);
        if (length == 0 && n > 1)
            return kkr_fail(err, KKR_ERROR_GEOMETRY,
                            "the box is flat along %c: give one point there, found %d",
                            "xyz"[i], n);
        if (*periodic)
            grid->step[i] = kkr_vec3_scale(axis[i], 1.0 / n);
        else if (n > 1)
            grid->step[i] = kkr_vec3_scale(axis[i], 1.0 / (n - 1));
        else // a lone point, in the middle of a box as thick as one step
            grid->step[i] = axis[i];
        if (!*periodic && n == 1)
            grid->origin = kkr_vec3_mad(grid->origin, 0.5, axis[i]);
        grid->n[i] = n;
        total *= n;
    }
    if (total > 0x1p36)
        return kkr_fail(err, KKR_ERROR_MEMORY,
                        "a grid of %d x %d x %d points is too large", grid->n[0],
                        grid->n[1], grid->n[2]);
    return true;
}

// ----------------------------------------------------------- sample

/** Progress of one slab as a part of the whole. */
typedef struct slab_progress {
    const kkr_job *job;
    double from, to;
} slab_progress;

static void report(void *user, double fraction, const char *doing)
{
    const slab_progress *part = user;
    if (part->job && part->job->progress)
        part->job->progress(part->job->user,
                            part->from + (part->to - part->from) * fraction, doing);
}

/** Sets to NaN what another cell owns. */
static void mask_others(const kkr_case *object, const kkr_grid *slab, bool periodic,
                        int only_site, const short *owner, float *values)
{
    const kkr_case_site *site = &object->sites[only_site];
    for (int k = 0; k < slab->n[2]; k++) {
        for (int j = 0; j < slab->n[1]; j++) {
            size_t row = ((size_t)k * slab->n[1] + j) * slab->n[0];
            kkr_vec3 x = kkr_vec3_mad(slab->origin, k, slab->step[2]);
            x = kkr_vec3_sub(kkr_vec3_mad(x, j, slab->step[1]), site->position);
            for (int i = 0; i < slab->n[0]; i++) {
                bool own = owner[row + i] == only_site;
                if (own && !periodic && site->cell) // and not that of an image
                    own = kkr_voronoi_depth(site->cell,
                                            kkr_vec3_mad(x, i, slab->step[0])) < 1e-8;
                if (!own)
                    values[row + i] = NAN;
            }
        }
    }
}

/** Fills `values` of one slab; `scratch` has room for V, `owner` for the owners. */
static bool sample_slab(const kkr_field *field, const kkr_case *object,
                        const kkr_sampler *sampler, const kkr_grid *slab, int only_site,
                        float *values, float *scratch, short *owner, const kkr_job *job,
                        kkr_error *err)
{
    size_t n = (size_t)slab->n[0] * slab->n[1] * slab->n[2];
    kkr_field_quantity q = field->quantity;
    bool is_v = q == KKR_FIELD_V || q == KKR_FIELD_ABS_V;
    float *v = is_v ? values : q == KKR_FIELD_V0 ? scratch : NULL;
    if (!kkr_sampler_grid(sampler, slab, false, kkr_sampler_r_display, v,
                          is_v ? NULL : values, owner, job, err))
        return false;
    if (q == KKR_FIELD_V0)
        for (size_t i = 0; i < n; i++)
            values[i] = v[i] - values[i];
    if (q == KKR_FIELD_ABS_V || q == KKR_FIELD_ABS_DV)
        for (size_t i = 0; i < n; i++)
            values[i] = fabsf(values[i]);
    if (owner)
        mask_others(object, slab, field->periodic, only_site, owner, values);
    return true;
}

static size_t count_unknown(const float *values, size_t n)
{
    size_t unknown = 0;
    for (size_t i = 0; i < n; i++)
        unknown += isnan(values[i]) != 0;
    return unknown;
}

static bool sample_all(kkr_field *field, const kkr_case *object,
                       const kkr_sampler *sampler, int only_site, const kkr_job *job,
                       kkr_error *err)
{
    const size_t slab_points = (size_t)1 << 22;
    const int *n = field->grid.n;
    size_t plane = (size_t)n[0] * n[1];
    int planes = plane < slab_points ? (int)(slab_points / plane) : 1;
    planes = planes < n[2] ? planes : n[2];

    slab_progress part = { .job = job };
    kkr_job slab_job = { 0 };
    if (job)
        slab_job = *job;
    slab_job.progress = report;
    slab_job.user = &part;

    float *scratch = NULL;
    short *owner = NULL;
    bool good = true;
    if (field->quantity == KKR_FIELD_V0)
        good =
            (scratch = kkr_alloc_large(plane * planes, sizeof *scratch, err)) != NULL;
    if (good && only_site >= 0)
        good = (owner = kkr_alloc_large(plane * planes, sizeof *owner, err)) != NULL;
    for (int k = 0; good && k < n[2]; k += planes) {
        kkr_grid slab = field->grid;
        slab.origin = kkr_vec3_mad(slab.origin, k, slab.step[2]);
        slab.n[2] = n[2] - k < planes ? n[2] - k : planes;
        part.from = (double)k / n[2];
        part.to = (double)(k + slab.n[2]) / n[2];
        float *values = field->values + plane * k;
        good = sample_slab(field, object, sampler, &slab, only_site, values, scratch,
                           owner, &slab_job, err);
        if (good)
            field->n_unknown += count_unknown(values, plane * slab.n[2]);
    }
    free(scratch);
    free(owner);
    return good;
}

kkr_field *kkr_field_new(const kkr_case *object, const kkr_sampler *sampler,
                         const kkr_field_params *params, const kkr_job *job,
                         kkr_error *err)
{
    assert(params->only_site < object->n_sites);
    KKR_AUTO(kkr_field) field = kkr_alloc(1, sizeof *field);
    field->quantity = params->quantity;
    if (!kkr_field_grid(object, params, &field->grid, &field->periodic, err))
        return NULL;
    const int *n = field->grid.n;
    size_t bytes = (size_t)n[0] * n[1] * n[2] * sizeof *field->values;
    // the kernel promises memory that it does not have; better to say so now
    double machine = (double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE);
    if ((double)bytes > 0.9 * machine) {
        kkr_fail(err, KKR_ERROR_MEMORY,
                 "a grid of %d x %d x %d points needs %.3g GB, this machine has %.3g",
                 n[0], n[1], n[2], (double)bytes / 1e9, machine / 1e9);
        return NULL;
    }
    if (!kkr_buffer_reserve(&field->memory, bytes, err))
        return NULL;
    field->values = field->memory.data;
    snprintf(field->description, sizeof field->description, "%.120s %s%s%.100s",
             object->name ? object->name : "potential", kkr_field_name(field->quantity),
             params->how ? ", " : "", params->how ? params->how : "");
    if (!sample_all(field, object, sampler, params->only_site, job, err))
        return NULL;
    return KKR_STEAL(field);
}

void kkr_field_free(kkr_field *field)
{
    if (!field)
        return;
    kkr_buffer_clear(&field->memory);
    free(field);
}
