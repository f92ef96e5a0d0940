// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/sampler_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/parallel.h"
#include "core/ylm.h"

const kkr_sampler_params kkr_sampler_defaults = {
    KKR_MODE_CELL, KKR_CHANNEL_AVERAGE, true, false, -1,
};
const double kkr_sampler_r_display = 0.01;

static const double r_tolerance = 1e-9; // bohr, as kkr_expansion_value()

enum { NO_SOURCE = -1, ZERO_SOURCE = -2 };

/** One potential in the files: the entries of its spins and their shape. */
typedef struct kkr_sampler_source {
    const kkr_potential_entry *entry[2];
    const kkr_shape_cell *shape;
    bool spherical;         // only this part counts
    kkr_expansion *channel; // NULL: it cannot be used
    kkr_error why;
} kkr_sampler_source;

// ---- from the case to sources and kinds -----------------------------------------

static int add_source(kkr_sampler *s, const kkr_potential_entry *const entry[2],
                      const kkr_shape_cell *shape, bool spherical)
{
    if (!entry[0])
        return NO_SOURCE;
    for (int i = 0; i < s->n_sources; i++) {
        const kkr_sampler_source *have = &s->sources[i];
        if (have->entry[0] == entry[0] && have->entry[1] == entry[1] &&
            have->shape == shape && have->spherical == spherical)
            return i;
    }
    s->sources[s->n_sources] = (kkr_sampler_source){ .entry = { entry[0], entry[1] },
                                                     .shape = shape,
                                                     .spherical = spherical };
    return s->n_sources++;
}

static int add_kind(kkr_sampler *s, const kkr_case_site *site, bool only_v)
{
    const kkr_case *object = s->object;
    int v = add_source(s, site->entry, site->shape, false), v0 = NO_SOURCE;
    if (v == NO_SOURCE)
        return -1;
    if (!only_v)
        v0 = object->reference == KKR_REFERENCE_ZERO
                 ? ZERO_SOURCE
                 : add_source(s, site->reference, site->reference_shape,
                              object->reference == KKR_REFERENCE_START);
    double r_limit = site->cell ? INFINITY : site->r_mt;
    for (int i = 0; i < s->n_kinds; i++) {
        const kkr_sampler_kind *have = &s->kinds[i];
        if (have->source_v == v && have->source_v0 == v0 && have->r_limit == r_limit)
            return i;
    }
    s->kinds[s->n_kinds] =
        (kkr_sampler_kind){ .source_v = v, .source_v0 = v0, .r_limit = r_limit };
    return s->n_kinds++;
}

static void list_kinds(kkr_sampler *s, bool only_v)
{
    const kkr_case *object = s->object;
    int n_hosts = object->is_embedding ? object->n_host_sites : 0;
    int n = object->n_sites + n_hosts;
    s->sources = kkr_alloc(2 * (size_t)n, sizeof *s->sources);
    s->kinds = kkr_alloc(n, sizeof *s->kinds);
    s->site_kind = kkr_alloc(object->n_sites, sizeof *s->site_kind);
    s->host_kind = kkr_alloc(n_hosts, sizeof *s->host_kind);
    for (int i = 0; i < object->n_sites; i++)
        s->site_kind[i] = add_kind(s, &object->sites[i], only_v);
    for (int i = 0; i < n_hosts; i++) // beyond the cluster V - V0 is not known
        s->host_kind[i] =
            s->params.outside_host ? add_kind(s, &object->host_sites[i], true) : -1;
}

/** Every site has a kind of its own, made of V0 and what is guessed to be V - V0. */
static void list_guesses(kkr_sampler *s, const kkr_expansion *const *dv)
{
    const kkr_case *object = s->object;
    int n = object->n_sites;
    s->sources = kkr_alloc((size_t)n, sizeof *s->sources);
    s->kinds = kkr_alloc(n, sizeof *s->kinds);
    s->site_kind = kkr_alloc(n, sizeof *s->site_kind);
    s->host_kind = kkr_alloc(object->n_host_sites, sizeof *s->host_kind);
    for (int i = 0; i < object->n_host_sites; i++)
        s->host_kind[i] = -1;
    for (int i = 0; i < n; i++) {
        const kkr_case_site *site = &object->sites[i];
        int v0 = dv[i] ? add_source(s, site->reference, site->reference_shape,
                                    object->reference == KKR_REFERENCE_START)
                       : NO_SOURCE;
        s->site_kind[i] = v0 == NO_SOURCE ? -1 : s->n_kinds;
        if (v0 != NO_SOURCE)
            s->kinds[s->n_kinds++] =
                (kkr_sampler_kind){ .source_v = NO_SOURCE,
                                    .source_v0 = v0,
                                    .r_limit = site->cell ? INFINITY : site->r_mt,
                                    .guess = dv[i] };
    }
}

// ---- expansions and tables, in parallel -----------------------------------------

/** Leaves out what has l > l_max: the rows of values close up. */
static void keep_up_to(kkr_expansion *e, int l_max)
{
    int n = 0;
    while (n < e->n_lm && kkr_lm_l(e->lm_index[n]) <= l_max)
        n++;
    for (int ir = 1; n < e->n_lm && ir < e->mesh->n_r; ir++)
        memmove(e->values + (size_t)ir * n, e->values + (size_t)ir * e->n_lm,
                n * sizeof *e->values);
    e->n_lm = n;
    e->l_max = kkr_lm_l(e->lm_index[n - 1]);
}

/** p * down + q * up; of a file with one spin that is (p + q) * both. */
static void channel_weights(kkr_channel channel, double *p, double *q)
{
    *p = channel == KKR_CHANNEL_UP ? 0 : channel == KKR_CHANNEL_DOWN ? 1 : 0.5;
    *q = channel == KKR_CHANNEL_DOWN ? 0 : channel == KKR_CHANNEL_UP ? 1 : 0.5;
    if (channel == KKR_CHANNEL_B)
        *p = -0.5;
}

static void build_source(void *user, int i, int thread)
{
    (void)thread;
    kkr_sampler *s = user;
    kkr_sampler_source *source = &s->sources[i];
    kkr_mode mode = s->params.mode;
    double weight[2];
    channel_weights(s->params.channel, &weight[0], &weight[1]);

    kkr_expansion *spin[2] = { NULL, NULL };
    bool one = !source->entry[1], good = true;
    for (int k = 0; k < 2 && good; k++)
        if ((one && k == 0) || (!one && weight[k] != 0)) {
            spin[k] = kkr_expansion_new(source->entry[k], source->shape, mode,
                                        s->object->gaunt, &source->why);
            good = spin[k];
            int l_max = source->spherical ? 0 : s->params.l_max;
            if (good && l_max >= 0)
                keep_up_to(spin[k], l_max);
        }
    if (good && one && s->params.channel == KKR_CHANNEL_B)
        source->channel =
            kkr_expansion_combine(0, spin[0], 0, spin[0], mode, &source->why);
    else if (good && spin[0] && spin[1])
        source->channel = kkr_expansion_combine(weight[1], spin[1], weight[0], spin[0],
                                                mode, &source->why);
    else if (good)
        source->channel = KKR_STEAL(spin[spin[0] ? 0 : 1]);
    kkr_expansion_free(spin[0]);
    kkr_expansion_free(spin[1]);
}

/** V0 + the guess; the kind's V0 and V - V0 as well. */
static const kkr_expansion *guess_of(const kkr_sampler *s, kkr_sampler_kind *kind)
{
    const kkr_expansion *v0 = s->sources[kind->source_v0].channel;
    if (!v0)
        return NULL;
    kind->v0 = v0;
    kind->own_dv =
        kkr_expansion_combine(1, kind->guess, 0, kind->guess, s->params.mode, NULL);
    kind->dv = kind->own_dv;
    kind->own_v = kkr_expansion_combine(1, v0, 1, kind->guess, s->params.mode, NULL);
    return kind->own_v;
}

static void build_kind(void *user, int i, int thread)
{
    (void)thread;
    kkr_sampler *s = user;
    kkr_sampler_kind *kind = &s->kinds[i];
    kkr_mode mode = s->params.mode;
    const kkr_expansion *v =
        kind->guess ? guess_of(s, kind) : s->sources[kind->source_v].channel;
    if (!v)
        return;
    kind->v = v;
    kind->r_value = fmin(v->r_max, kind->r_limit);
    // in mt mode the cell is known, only not shown; of a sphere nothing more is
    bool ends = v->content == KKR_CONTENT_ASA || v->content == KKR_CONTENT_MISFIT;
    kind->r_inside = mode == KKR_MODE_MT && !ends ? kind->r_limit : kind->r_value;
    if (kind->guess) {
        ; // all there
    } else if (kind->source_v0 == ZERO_SOURCE) {
        kind->own_v0 = kkr_expansion_combine(0, v, 0, v, mode, NULL);
        kind->v0 = kind->own_v0;
        kind->dv = v;
    } else if (kind->source_v0 >= 0) {
        kind->v0 = s->sources[kind->source_v0].channel;
        // V Theta of different cells cannot be subtracted: then it stays unknown
        if (kind->v0)
            kind->own_dv =
                kkr_expansion_combine(1, v, -1, kind->v0, mode, &kind->no_dv);
        kind->dv = kind->own_dv;
    }
    const kkr_expansion *both[KKR_TABLE_FUNCTIONS] = { v, kind->dv };
    kind->table =
        kkr_radial_table_new(both, kind->dv ? 2 : 1, s->params.nuclear, kind->r_limit);
}

/** Why the first site that should be visible is not. */
static bool check_any(const kkr_sampler *s, kkr_error *err)
{
    const kkr_case *object = s->object;
    for (int i = 0; i < s->n_kinds; i++)
        if (s->kinds[i].v)
            return true;
    const char *why = "there is no potential";
    for (int i = s->n_sources - 1; i >= 0; i--)
        if (s->sources[i].why.code)
            why = s->sources[i].why.message;
    for (int i = object->n_sites - 1; i >= 0; i--) // it knows the file and the line
        if (object->sites[i].defect)
            why = object->sites[i].defect;
    return kkr_fail(err, KKR_ERROR_MISSING, "%s: nothing can be shown: %s",
                    object->name, why);
}

static void note_kind(kkr_sampler *s, const kkr_sampler_kind *kind, int site)
{
    if (kind->no_dv.code)
        kkr_note(&s->n_notes, &s->notes, "site %d: no V - V0: %s", site + 1,
                 kind->no_dv.message);
    if (kind->v && kind->v->unconverged)
        kkr_note(
            &s->n_notes, &s->notes,
            "site %d: its potential is not self-consistent: from r = %.3f bohr on V is "
            "continued linearly",
            site + 1, kind->v->r_cut);
    else if (kind->v0 && kind->v0->unconverged)
        kkr_note(&s->n_notes, &s->notes,
                 "site %d: its V0 is not self-consistent: from r = %.3f bohr on it is "
                 "continued linearly",
                 site + 1, kind->v0->r_cut);
}

static void note_sites(kkr_sampler *s)
{
    for (int k = 0; k < s->n_kinds; k++) // the first site of a kind speaks for all
        for (int i = 0; i < s->object->n_sites; i++)
            if (s->site_kind[i] == k) {
                note_kind(s, &s->kinds[k], i);
                break;
            }
}

int kkr_sampler_notes(const kkr_sampler *sampler, char *const **notes)
{
    *notes = sampler->notes;
    return sampler->n_notes;
}

static kkr_sampler *make(const kkr_case *object, kkr_sampler_params params, bool only_v,
                         const kkr_expansion *const *dv, const kkr_job *job,
                         kkr_error *err)
{
    KKR_AUTO(kkr_sampler) s = kkr_alloc(1, sizeof *s);
    s->object = object;
    s->params = params;
    if (dv)
        list_guesses(s, dv);
    else
        list_kinds(s, only_v);
    if (!kkr_parallel_for(job, s->n_sources, build_source, s, "deconvoluting") ||
        !kkr_parallel_for(job, s->n_kinds, build_kind, s, "making tables")) {
        kkr_fail(err, KKR_ERROR_CANCELLED, "cancelled");
        return NULL;
    }
    if (!check_any(s, err))
        return NULL;
    note_sites(s);
    return KKR_STEAL(s);
}

const kkr_sampler_params *kkr_sampler_parameters(const kkr_sampler *sampler)
{
    return &sampler->params;
}

kkr_sampler *kkr_sampler_new(const kkr_case *object, kkr_sampler_params params,
                             const kkr_job *job, kkr_error *err)
{
    return make(object, params, false, NULL, job, err);
}

kkr_sampler *kkr_sampler_new_guess(const kkr_case *object, kkr_sampler_params params,
                                   const kkr_expansion *const *dv, const kkr_job *job,
                                   kkr_error *err)
{
    return make(object, params, false, dv, job, err);
}

kkr_sampler *kkr_sampler_new_v(const kkr_case *object, kkr_sampler_params params,
                               const kkr_job *job, kkr_error *err)
{
    return make(object, params, true, NULL, job, err);
}

void kkr_sampler_free(kkr_sampler *sampler)
{
    if (!sampler)
        return;
    for (int i = 0; i < sampler->n_sources; i++)
        kkr_expansion_free(sampler->sources[i].channel);
    for (int i = 0; i < sampler->n_kinds; i++) {
        kkr_expansion_free(sampler->kinds[i].own_v);
        kkr_expansion_free(sampler->kinds[i].own_v0);
        kkr_expansion_free(sampler->kinds[i].own_dv);
        kkr_radial_table_free(sampler->kinds[i].table);
    }
    free(sampler->sources);
    free(sampler->kinds);
    free(sampler->site_kind);
    free(sampler->host_kind);
    kkr_notes_free(sampler->n_notes, sampler->notes);
    free(sampler);
}

// ---- values ---------------------------------------------------------------------

kkr_sampler_place kkr_sampler_find(const kkr_sampler *sampler, const kkr_owner *owner)
{
    const kkr_case *object = sampler->object;
    kkr_sampler_place place = { NULL, -1, -1 };
    bool is_case = object->is_embedding ? owner->in_cluster : true;
    if (is_case && owner->site >= 0 && owner->site < object->n_sites) {
        place.site = owner->site;
        int kind = sampler->site_kind[owner->site];
        if (kind >= 0 && sampler->kinds[kind].v)
            place.kind = &sampler->kinds[kind];
    } else if (!is_case && owner->site >= 0 && owner->site < object->n_host_sites) {
        place.host_site = owner->site; // what lies beyond are layers of a slab
        int kind = sampler->host_kind[owner->site];
        if (sampler->params.outside_host && kind >= 0 && sampler->kinds[kind].v)
            place.kind = &sampler->kinds[kind];
    }
    return place;
}

double kkr_sampler_kind_value(const kkr_sampler *sampler, const kkr_sampler_kind *kind,
                              const kkr_expansion *expansion, kkr_vec3 x)
{
    if (!expansion || !(kkr_vec3_length(x) <= kind->r_value + r_tolerance))
        return NAN;
    return kkr_expansion_value(expansion, x, sampler->params.nuclear);
}

kkr_sample kkr_sampler_point(const kkr_sampler *sampler, kkr_vec3 x)
{
    const kkr_case *object = sampler->object;
    kkr_sample sample = {
        .v = NAN, .v0 = NAN, .dv = NAN, .r = NAN, .site = -1, .host_site = -1
    };
    if (!object->tessellation || !isfinite(x.x) || !isfinite(x.y) || !isfinite(x.z))
        return sample;
    kkr_vec3 at = kkr_vec3_add(x, object->origin);
    kkr_owner owner = kkr_tessellation_owner(object->tessellation, at);
    if (owner.site < 0)
        return sample;
    kkr_vec3 relative = kkr_vec3_sub(at, owner.center);
    kkr_sampler_place place = kkr_sampler_find(sampler, &owner);
    sample.r = kkr_vec3_length(relative);
    sample.center = kkr_vec3_sub(owner.center, object->origin);
    sample.site = place.site;
    sample.host_site = place.host_site;
    const kkr_sampler_kind *kind = place.kind;
    if (!kind)
        return sample;
    sample.v = kkr_sampler_kind_value(sampler, kind, kind->v, relative);
    sample.v0 = kkr_sampler_kind_value(sampler, kind, kind->v0, relative);
    sample.dv = kkr_sampler_kind_value(sampler, kind, kind->dv, relative);
    sample.inside = place.site >= 0 && sample.r <= kind->r_inside + r_tolerance;
    return sample;
}

typedef struct point_list {
    const kkr_sampler *sampler;
    const kkr_vec3 *x;
    size_t n, per_task;
    kkr_sample *out;
} point_list;

static void sample_points(void *user, int i, int thread)
{
    (void)thread;
    const point_list *list = user;
    size_t begin = i * list->per_task, end = begin + list->per_task;
    for (size_t k = begin; k < end && k < list->n; k++)
        list->out[k] = kkr_sampler_point(list->sampler, list->x[k]);
}

bool kkr_sampler_points(const kkr_sampler *sampler, const kkr_vec3 *x, size_t n,
                        kkr_sample *out, const kkr_job *job)
{
    // enough tasks to share out and to stop soon, few enough to count in an int
    point_list list = { sampler, x, n, 256 + n / 10000, out };
    int n_tasks = (int)((n + list.per_task - 1) / list.per_task);
    return kkr_parallel_for(job, n_tasks, sample_points, &list, "sampling");
}

static const kkr_sampler_kind *kind_of(const kkr_sampler *sampler, int site)
{
    if (site < 0 || site >= sampler->object->n_sites || sampler->site_kind[site] < 0)
        return NULL;
    return &sampler->kinds[sampler->site_kind[site]];
}

double kkr_sampler_site_value(const kkr_sampler *sampler, int site, kkr_vec3 x,
                              bool difference)
{
    const kkr_sampler_kind *kind = kind_of(sampler, site);
    if (!kind)
        return NAN;
    return kkr_sampler_kind_value(
        sampler, kind, difference ? kind->dv : kind->v,
        kkr_vec3_sub(x, sampler->object->sites[site].position));
}

const kkr_expansion *kkr_sampler_v(const kkr_sampler *sampler, int site, bool host)
{
    const kkr_case *object = sampler->object;
    if (host && object->is_embedding) {
        bool known =
            site >= 0 && site < object->n_host_sites && sampler->host_kind[site] >= 0;
        return known ? sampler->kinds[sampler->host_kind[site]].v : NULL;
    }
    const kkr_sampler_kind *kind = kind_of(sampler, site);
    return kind ? kind->v : NULL;
}

const kkr_expansion *kkr_sampler_v0(const kkr_sampler *sampler, int site)
{
    const kkr_sampler_kind *kind = kind_of(sampler, site);
    return kind ? kind->v0 : NULL;
}

const kkr_expansion *kkr_sampler_dv(const kkr_sampler *sampler, int site)
{
    const kkr_sampler_kind *kind = kind_of(sampler, site);
    return kind ? kind->dv : NULL;
}
