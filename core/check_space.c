// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/check_private.h"

#include "core/check_evidence.h"
#include "core/face_jump.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static void check_continuation(kkr_check *check, const kkr_case *object,
                               const kkr_sampler *sampler)
{
    kkr_check_item *item = kkr_check_add(
        check, "continuation", "radius up to which V is exact, of the cell's", "");
    snprintf(item->expected, sizeof item->expected, "above 0.8");
    item->limit = 0.8;
    bool exploded = false;
    for (int i = 0; i < object->n_sites; i++) {
        const kkr_expansion *v = kkr_sampler_v(sampler, i, false);
        if (!v || v->content != KKR_CONTENT_CONVOLUTED || !(v->r_max > 0))
            continue;
        double reach = v->r_cut / v->r_max;
        kkr_check_tell_site(check, item, i, reach);
        if (isnan(item->value) || v->unconverged > exploded ||
            (v->unconverged == exploded && reach < item->value)) {
            item->value = reach;
            item->site = i;
            exploded = v->unconverged;
        }
    }
    if (item->site < 0)
        kkr_check_say(item, KKR_VERDICT_NOTE,
                      "no potential had to be freed of its shape function");
    else if (exploded)
        kkr_check_say(item, KKR_VERDICT_WARN,
                      "near the corners of its cell V is no smooth function: the file "
                      "is not self-consistent, or its shape function is another one");
    else
        kkr_check_say(item, KKR_VERDICT_OK,
                      "beyond it V goes on linearly, in the corners of the cell only");
}

static void check_convergence(kkr_check *check, const kkr_case *object,
                              const kkr_sampler *sampler)
{
    kkr_check_item *item = kkr_check_add(
        check, "l-convergence",
        "part of the highest l in V between sphere and corners, rms", "Ry");
    snprintf(item->expected, sizeof item->expected, "below 0.1 Ry");
    item->limit = 0.1;
    for (int i = 0; i < object->n_sites; i++) {
        const kkr_expansion *v = kkr_sampler_v(sampler, i, false);
        kkr_l_series parts = { .l_max = -1 };
        if (v)
            kkr_check_l_parts(v, &parts);
        double part = parts.l_max > 0 ? parts.part[parts.l_max] : NAN;
        if (!isnan(part))
            kkr_check_tell_site(check, item, i, part);
        if (part > (isnan(item->value) ? -1 : item->value)) {
            item->value = part;
            item->site = i;
        }
    }
    if (item->site < 0)
        kkr_check_say(item, KKR_VERDICT_NOTE, "there are no non-spherical parts");
    else
        kkr_check_say(item, item->value > 0.1 ? KKR_VERDICT_NOTE : KKR_VERDICT_OK,
                      "the expansion ends with l = %d%s",
                      kkr_sampler_v(sampler, item->site, false)->l_max,
                      item->value > 0.1 ? "; a larger LMAX would change V" : "");
}

static bool check_jumps(kkr_check *check, const kkr_sampler *sampler,
                        const kkr_job *job)
{
    kkr_check_item *item =
        kkr_check_add(check, "face-jump", "jump of V across the cell faces, rms", "Ry");
    snprintf(item->expected, sizeof item->expected, "below 0.1 Ry");
    item->limit = 0.1;
    const kkr_face_jumps *jumps = check->jumps = kkr_face_jumps_new(sampler, job, NULL);
    if (!jumps) {
        kkr_check_say(item, KKR_VERDICT_NOTE, "no cell is known");
        return !kkr_job_cancelled(job);
    }
    item->value = jumps->rms;
    const kkr_face_jump *worst = NULL;
    for (int k = 0; k < jumps->n; k++) {
        const kkr_face_jump *jump = &jumps->jumps[k];
        if (!isfinite(jump->rms))
            continue;
        if (!worst || jump->rms > worst->rms)
            worst = jump;
        if (!item->by_site || !(item->by_site[jump->site] > jump->rms))
            kkr_check_tell_site(check, item, jump->site, jump->rms);
    }
    if (!worst) {
        item->value = NAN;
        kkr_check_say(item, KKR_VERDICT_NOTE,
                      "no two neighbouring cells have a potential");
        return true;
    }
    item->site = worst->site;
    kkr_check_say(item, jumps->rms > 0.1 ? KKR_VERDICT_NOTE : KKR_VERDICT_OK,
                  "it is what the expansion's last l leaves over; largest on face %d: "
                  "rms %.3g, maximum %.3g Ry",
                  worst->face + 1, worst->rms, worst->max);
    return true;
}

/* The same element as the host on every site: then V - V0 must vanish. */
static void check_host_in_host(kkr_check *check, const kkr_case *object,
                               const kkr_sampler *sampler)
{
    if (!object->is_embedding || object->reference != KKR_REFERENCE_HOST)
        return;
    double largest = NAN;
    int site = -1;
    for (int i = 0; i < object->n_sites; i++) {
        const kkr_case_site *s = &object->sites[i];
        const kkr_expansion *dv = kkr_sampler_dv(sampler, i);
        if (!dv || !s->reference[0] || s->reference[0]->z != s->z)
            return;
        for (int ir = 1; ir < dv->mesh->n_r && dv->mesh->r[ir] <= dv->r_cut; ir++) {
            if (dv->mesh->r[ir] < kkr_sampler_r_display)
                continue;
            double value =
                fabs(dv->values[(size_t)ir * (size_t)dv->n_lm]) / sqrt(4 * M_PI);
            if (isnan(largest) || value > largest) {
                largest = value;
                site = i;
            }
        }
    }
    kkr_check_item *item = kkr_check_add(check, "host-in-host",
                                         "largest V - V0 of the host in itself", "Ry");
    snprintf(item->expected, sizeof item->expected, "0, within 1e-4 Ry");
    item->value = largest;
    item->site = site;
    if (largest <= 1e-4)
        kkr_check_say(item, KKR_VERDICT_OK, "the host in itself changes nothing");
    else
        kkr_check_say(
            item, KKR_VERDICT_WARN,
            "no site is foreign, but V - V0 does not vanish: V and V0 are not "
            "of the same calculation");
}

bool kkr_check_space(kkr_check *check, const kkr_case *object,
                     const kkr_sampler *sampler, const kkr_job *job)
{
    check_continuation(check, object, sampler);
    check_convergence(check, object, sampler);
    check_host_in_host(check, object, sampler);
    return check_jumps(check, sampler, job);
}

// --------------------------------------------------------------- a grid

double kkr_check_longest_side(const kkr_case *object)
{
    kkr_field_params params = { .quantity = KKR_FIELD_V, .only_site = -1 };
    kkr_grid grid;
    bool periodic;
    params.n[0] = params.n[1] = params.n[2] = 2;
    if (!kkr_field_grid(object, &params, &grid, &periodic, NULL))
        return 0;
    double longest = 0;
    for (int i = 0; i < 3; i++)
        longest = fmax(longest, kkr_vec3_length(grid.step[i]) * (periodic ? 2 : 1));
    return longest;
}

typedef struct cell_sum {
    double grid;   // Ry bohr^3, of r > r_MT
    double volume; // bohr^3, of the grid points that count
} cell_sum;

/* Sums of V over the grid points of each site beyond its muffin-tin sphere. */
static bool sum_rows(const kkr_field *field, const kkr_case *object, cell_sum *sums,
                     kkr_error *err)
{
    const kkr_grid *g = &field->grid;
    kkr_mat3 steps = { { g->step[0], g->step[1], g->step[2] } };
    const double voxel = fabs(kkr_mat3_determinant(&steps));
    kkr_vec3 origin = kkr_vec3_add(g->origin, object->origin);
    KKR_AUTO(kkr_tessellation_region)
    region = kkr_tessellation_region_new(
        object->tessellation, origin, kkr_vec3_scale(g->step[0], g->n[0]),
        kkr_vec3_scale(g->step[1], g->n[1]), kkr_vec3_scale(g->step[2], g->n[2]), err);
    if (!region)
        return false;
    kkr_run *runs = kkr_alloc((size_t)g->n[0], sizeof *runs);
    for (int row = 0; row < g->n[1] * g->n[2]; row++) {
        int j = row % g->n[1], k = row / g->n[1];
        kkr_vec3 start =
            kkr_vec3_mad(kkr_vec3_mad(origin, j, g->step[1]), k, g->step[2]);
        const float *v = field->values + (size_t)row * (size_t)g->n[0];
        int n = kkr_tessellation_row(region, start, g->step[0], g->n[0], runs, g->n[0]);
        for (int r = 0; r < n; r++) {
            const kkr_owner *owner = &runs[r].owner;
            if (owner->in_cluster != object->is_embedding || owner->site < 0 ||
                owner->site >= object->n_sites)
                continue;
            const double r_mt = object->sites[owner->site].r_mt;
            cell_sum *sum = &sums[owner->site];
            for (int i = runs[r].begin; i < runs[r].end; i++) {
                kkr_vec3 x =
                    kkr_vec3_sub(kkr_vec3_mad(start, i, g->step[0]), owner->center);
                if (isfinite(v[i]) && kkr_vec3_dot(x, x) > r_mt * r_mt) {
                    sum->grid += (double)v[i] * voxel;
                    sum->volume += voxel;
                }
            }
        }
    }
    free(runs);
    return true;
}

static bool check_integrals(kkr_check *check, const kkr_field *field,
                            const kkr_case *object, kkr_error *err)
{
    if (!object->tessellation)
        return true;
    cell_sum *sums = kkr_alloc((size_t)object->n_sites + 1, sizeof *sums);
    bool good = sum_rows(field, object, sums, err);
    kkr_check_item *item =
        good
            ? kkr_check_add(check, "grid-integrals",
                            "average of V between the spheres, grid minus radial", "Ry")
            : NULL;
    if (item) {
        snprintf(item->expected, sizeof item->expected, "0, within 0.05 Ry");
        item->limit = 0.05;
    }
    for (int i = 0; good && i < object->n_sites; i++) {
        double exact = kkr_check_interstitial(&object->sites[i]);
        if (!(sums[i].volume > 0) || isnan(exact))
            continue;
        double off = (sums[i].grid - exact) / sums[i].volume;
        kkr_check_tell_site(check, item, i, off);
        if (isnan(item->value) || fabs(off) > fabs(item->value)) {
            item->value = off;
            item->site = i;
        }
    }
    if (good && item->site < 0)
        kkr_check_say(item, KKR_VERDICT_NOTE,
                      "no site's integral is known from its file alone");
    else if (good)
        kkr_check_say(item,
                      fabs(item->value) <= 0.05  ? KKR_VERDICT_OK
                      : fabs(item->value) < 0.15 ? KKR_VERDICT_NOTE
                                                 : KKR_VERDICT_WARN,
                      "sums over the grid points of a cell against 4 pi times the "
                      "integral of r^2 (v0 - 2Z/r) of the file");
    double h = 0;
    for (int i = 0; i < 3; i++)
        h = fmax(h, kkr_vec3_length(field->grid.step[i]));
    // the shell between sphere and faces is about a bohr wide: three points across
    if (item && item->verdict == KKR_VERDICT_WARN && h > 0.3)
        kkr_check_say(
            item, KKR_VERDICT_NOTE,
            "%.2g bohr between grid points are too many to sum over the shell "
            "between sphere and faces: try --grid with more points",
            h);
    free(sums);
    return good;
}

static void judge_grid(kkr_check *check, const kkr_field *field)
{
    const kkr_certificate *c = &check->grid;
    kkr_check_item *item = kkr_check_add(check, "grid-points",
                                         "V at grid points, off the exact one", "Ry");
    snprintf(item->expected, sizeof item->expected, "below 1e-5 (1 + |V|)");
    item->value = c->nodes.n ? c->nodes.max : NAN;
    if (!c->nodes.n)
        kkr_check_say(item, KKR_VERDICT_NOTE, "the grid has no known value");
    else if (c->nodes.max > 1e-5 * (1 + c->nodes.max_value))
        kkr_check_say(item, KKR_VERDICT_FAIL, "the values of the grid are wrong");
    else
        kkr_check_say(item, KKR_VERDICT_OK,
                      "the values are exact up to single precision (%ld points)",
                      c->nodes.n);

    item = kkr_check_add(check, "grid-registration",
                         "atoms with the deepest V at their nearest grid point", "");
    snprintf(item->expected, sizeof item->expected, "all %d", c->n_atoms);
    item->value = c->n_registered;
    if (c->n_atoms == 0)
        kkr_check_say(item, KKR_VERDICT_NOTE, "no nucleus lies well inside the grid");
    else if (c->n_registered < c->n_atoms)
        kkr_check_say(item, KKR_VERDICT_FAIL,
                      "the grid does not line up with its atoms");
    else
        kkr_check_say(item, KKR_VERDICT_OK,
                      "the grid lines up with its atoms, to half a voxel at most");

    // between the spheres V is smooth: there a grid may stand for it
    const kkr_deviation *d = &c->between[2];
    double h = 0;
    for (int i = 0; i < 3; i++)
        h = fmax(h, kkr_vec3_length(field->grid.step[i]));
    item = kkr_check_add(check, "grid-between",
                         "linear interpolation between the spheres, rms error", "Ry");
    snprintf(item->expected, sizeof item->expected, "below 0.05 Ry");
    item->value = d->n ? d->rms : NAN;
    if (!d->n)
        kkr_check_say(item, KKR_VERDICT_NOTE, "no point lies between the spheres");
    else
        kkr_check_say(
            item, d->rms > 0.05 ? KKR_VERDICT_NOTE : KKR_VERDICT_OK,
            "with %.3g bohr between grid points; 1 bohr from a nucleus the rms "
            "error is %.3g Ry: near nuclei use the exact values",
            h, c->between[1].rms);
}

kkr_field *kkr_check_field(const kkr_case *object, const kkr_sampler *sampler,
                           int n_grid, const kkr_job *job, kkr_error *err)
{
    kkr_field_params how = { .quantity = KKR_FIELD_V, .only_site = -1 };
    how.spacing = kkr_check_longest_side(object) / n_grid;
    how.how = "cell mode, nuclear on";
    return how.spacing > 0 ? kkr_field_new(object, sampler, &how, job, err) : NULL;
}

bool kkr_check_grid(kkr_check *check, const kkr_case *object,
                    const kkr_sampler *sampler, kkr_check_params params,
                    kkr_field **made, const kkr_job *job, kkr_error *err)
{
    kkr_error why = { 0 };
    const kkr_field *field = *made =
        kkr_check_field(object, sampler, params.n_grid, job, &why);
    if (!field && why.code == KKR_ERROR_NONE)
        return true;
    if (!field)
        return kkr_fail(err, why.code, "%s", why.message);
    if (!kkr_certificate_make(field, object, sampler, job, &check->grid))
        return false;
    check->has_grid = true;
    const int *n = field->grid.n;
    snprintf(check->grid_description, sizeof check->grid_description,
             "%.150s, %d x %d x %d points", field->description, n[0], n[1], n[2]);
    judge_grid(check, field);
    return check_integrals(check, field, object, err);
}
