// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/jl_ensemble.h"

#include "core/parallel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// ---- opening ---------------------------------------------------------------------

typedef struct opening {
    const kkr_jl_source *sources;
    const kkr_case_options *options;
    kkr_sampler_params sampler;
    const kkr_jl_problem_params *params;
    const kkr_job *job;
    int n_targets;
    kkr_jl_problem **problem; // [n]
    char (*sha256)[KKR_SHA256_HEX];
    kkr_error *why; // [n]
} opening;

static bool can_be_fitted(const kkr_case *object, kkr_error *err)
{
    if (!object->is_embedding)
        return kkr_fail(err, KKR_ERROR_MISSING,
                        "%s is a crystal: a fit needs an impurity embedding",
                        object->name);
    return kkr_case_is_whole(object, err) && kkr_case_has_reference(object, err);
}

static kkr_case *open_with(const opening *o, int i, kkr_reference reference,
                           kkr_error *err)
{
    kkr_job quiet = { .cancel = o->job ? o->job->cancel : NULL, .threads = 1 };
    kkr_case_options options = *o->options;
    options.reference = reference;
    KKR_AUTO(kkr_case)
    object =
        kkr_case_open(o->sources[i].path, o->sources[i].n_paths, &options, &quiet, err);
    return object && can_be_fitted(object, err) ? KKR_STEAL(object) : NULL;
}

static void hash(const kkr_case *object, char sha256[KKR_SHA256_HEX])
{
    const char *path = object->files[KKR_ROLE_IMP_POTENTIAL].path;
    if (path && !kkr_sha256_file(path, sha256, NULL))
        sha256[0] = 0;
}

static void open_one(void *user, int i, int thread)
{
    (void)thread;
    static const kkr_reference references[] = { KKR_REFERENCE_HOST,
                                                KKR_REFERENCE_START };
    opening *o = user;
    kkr_job quiet = { .cancel = o->job ? o->job->cancel : NULL, .threads = 1 };
    kkr_error *err = &o->why[i];
    kkr_case *object[2] = { NULL };
    kkr_sampler *sampler[2] = { NULL };
    bool good = true;
    for (int t = 0; good && t < o->n_targets; t++) {
        object[t] = open_with(o, i, references[t], err);
        sampler[t] =
            object[t] ? kkr_sampler_new(object[t], o->sampler, &quiet, err) : NULL;
        good = sampler[t];
    }
    if (good) {
        o->problem[i] =
            kkr_jl_problem_new(object[0], (const kkr_sampler *const *)sampler,
                               o->n_targets, o->params, &quiet, err);
        if (o->problem[i])
            hash(object[0], o->sha256[i]);
    }
    for (int t = 0; t < 2; t++) {
        kkr_sampler_free(sampler[t]);
        kkr_case_free(object[t]);
    }
}

/** True if every source has a starting potential of its own. */
static bool all_have_start(const opening *o, int n, const kkr_job *job)
{
    for (int i = 0; i < n && !kkr_job_cancelled(job); i++) {
        KKR_AUTO(kkr_case) object = open_with(o, i, KKR_REFERENCE_HOST, NULL);
        if (object && !object->start) // what cannot be opened is left out anyway
            return false;
    }
    return true;
}

static void sort_by_z(kkr_jl_ensemble *e)
{
    for (int i = 1; i < e->n; i++) // few, and mostly sorted
        for (int k = i; k > 0 && e->problem[k]->z < e->problem[k - 1]->z; k--) {
            kkr_jl_problem *p = e->problem[k];
            char hash[KKR_SHA256_HEX];
            e->problem[k] = e->problem[k - 1];
            e->problem[k - 1] = p;
            memcpy(hash, e->sha256[k], sizeof hash);
            memcpy(e->sha256[k], e->sha256[k - 1], sizeof hash);
            memcpy(e->sha256[k - 1], hash, sizeof hash);
        }
}

static bool same_points(const kkr_jl_problem *a, const kkr_jl_problem *b)
{
    if (a->test.n != b->test.n)
        return false;
    for (size_t i = 0; i < a->test.n; i++)
        if (kkr_vec3_length(kkr_vec3_sub(a->test.x[i], b->test.x[i])) > 1e-6)
            return false;
    return true;
}

static bool check_hosts(kkr_jl_ensemble *e, kkr_error *err)
{
    e->same_points = true;
    for (int i = 1; i < e->n; i++) {
        const kkr_jl_problem *a = e->problem[0], *b = e->problem[i];
        if (!(a->z_host == b->z_host))
            return kkr_fail(err, KKR_ERROR_FORMAT,
                            "%s and %s: embeddings in different hosts, expected one: "
                            "coefficients mean nothing in another crystal",
                            a->name, b->name);
        e->same_points = e->same_points && same_points(a, b);
    }
    return true;
}

/**
 * Opens all. Where the range is left open it follows from how many cells there are:
 * if that differs among them all get the largest.
 */
static bool open_all(opening *o, int n, const kkr_job *job)
{
    kkr_jl_problem_params params = *o->params;
    o->params = &params;
    bool done = kkr_parallel_for(job, n, open_one, o, "fitting"), differ = false;
    double range = 0;
    for (int i = 0; i < n; i++) {
        double rcut = o->problem[i] ? o->problem[i]->params.features.rcut : range;
        differ = differ || (range > 0 && rcut != range);
        range = rcut > range ? rcut : range;
    }
    if (!done || !differ)
        return done;
    params.features.rcut = range;
    for (int i = 0; i < n; i++) {
        kkr_jl_problem_free(o->problem[i]);
        o->problem[i] = NULL;
        o->why[i] = (kkr_error){ 0 };
    }
    return kkr_parallel_for(job, n, open_one, o, "fitting");
}

kkr_jl_ensemble *kkr_jl_ensemble_new(const kkr_jl_source *sources, int n,
                                     const kkr_case_options *options,
                                     kkr_sampler_params sampler,
                                     const kkr_jl_problem_params *params,
                                     const kkr_job *job, kkr_error *err)
{
    KKR_AUTO(kkr_jl_ensemble) e = kkr_alloc(1, sizeof *e);
    e->problem = kkr_alloc(n, sizeof *e->problem);
    e->sha256 = kkr_alloc(n, sizeof *e->sha256);
    opening o = { sources,    options,   sampler,
                  params,     job,       1,
                  e->problem, e->sha256, kkr_alloc(n, sizeof *o.why) };
    if (all_have_start(&o, n, job))
        o.n_targets = 2;
    e->n_targets = o.n_targets;
    bool done = open_all(&o, n, job);
    for (int i = 0; i < n; i++) {
        if (!e->problem[i]) {
            kkr_note(&e->n_notes, &e->notes, "%s: left out: %s",
                     sources[i].path[sources[i].n_paths - 1], o.why[i].message);
            continue;
        }
        e->problem[e->n] = e->problem[i];
        memmove(e->sha256[e->n], e->sha256[i], KKR_SHA256_HEX);
        e->n++;
    }
    kkr_error first = o.why[0];
    free(o.why);
    if (!done) {
        kkr_fail(err, KKR_ERROR_CANCELLED, "cancelled");
        return NULL;
    }
    if (e->n == 0) {
        kkr_fail(err, first.code, "%s", first.message);
        return NULL;
    }
    sort_by_z(e);
    return check_hosts(e, err) ? KKR_STEAL(e) : NULL;
}

kkr_jl_ensemble *kkr_jl_ensemble_of(const kkr_case *object,
                                    const kkr_sampler *const *samplers, int n_targets,
                                    const kkr_jl_problem_params *params,
                                    const kkr_job *job, kkr_error *err)
{
    if (!can_be_fitted(object, err))
        return NULL;
    KKR_AUTO(kkr_jl_ensemble) e = kkr_alloc(1, sizeof *e);
    e->problem = kkr_alloc(1, sizeof *e->problem);
    e->sha256 = kkr_alloc(1, sizeof *e->sha256);
    e->n_targets = n_targets;
    e->same_points = true;
    e->problem[0] = kkr_jl_problem_new(object, samplers, n_targets, params, job, err);
    if (!e->problem[0])
        return NULL;
    e->n = 1;
    hash(object, e->sha256[0]);
    return KKR_STEAL(e);
}

void kkr_jl_ensemble_free(kkr_jl_ensemble *ensemble)
{
    if (!ensemble)
        return;
    for (int i = 0; i < ensemble->n; i++)
        kkr_jl_problem_free(ensemble->problem[i]);
    free(ensemble->problem);
    free(ensemble->sha256);
    kkr_notes_free(ensemble->n_notes, ensemble->notes);
    free(ensemble);
}
