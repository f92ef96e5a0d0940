// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/jl_fit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

const char *kkr_jl_baseline_name(kkr_jl_baseline baseline)
{
    static const char *const names[] = { "V_host", "spherical part", "V_start" };
    return names[baseline];
}

const kkr_jl_model *kkr_jl_fit_model(const kkr_jl_fit *fit)
{
    return fit->models[fit->target];
}

static kkr_job silent(const kkr_job *job)
{
    return (kkr_job){ .cancel = job ? job->cancel : NULL,
                      .threads = job ? job->threads : 0 };
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

// ---- baselines -------------------------------------------------------------------

static void judge_baselines(kkr_jl_fit *fit)
{
    const kkr_jl_problem *p = fit->ensemble->problem[0];
    double *zero = kkr_alloc(p->test.n, sizeof *zero);
    for (int region = 0; region < KKR_JL_REGION_COUNT; region++) {
        kkr_jl_region r = (kkr_jl_region)region;
        fit->baseline[KKR_JL_BASELINE_HOST][r] = kkr_jl_errors(p, 0, r, zero, 1);
        fit->baseline[KKR_JL_BASELINE_SPHERICAL][r] = kkr_jl_errors(
            p, fit->target, r, p->test.spherical + fit->target, p->n_targets);
        if (fit->ensemble->n_targets > 1)
            fit->baseline[KKR_JL_BASELINE_START][r] = kkr_jl_errors(p, 1, r, zero, 1);
    }
    free(zero);
}

// ---- sizes -----------------------------------------------------------------------

static void list_sizes(kkr_jl_fit *fit, const kkr_jl_settings *s)
{
    static const int steps[] = { 1, 2, 4, 6, 8, 10, 12, 15, 20, 25, 30, 35, 40 };
    int n_steps = (int)(sizeof steps / sizeof *steps), n2 = s->n_max[1];
    bool one = s->body & KKR_JL_ONE_BODY, two = s->body & KKR_JL_TWO_BODY;
    fit->sizes = kkr_alloc(n_steps + 1 + n2 * (s->l_max + 1), sizeof *fit->sizes);
    for (int i = 0; one && i < n_steps && steps[i] < s->n_max[0]; i++)
        fit->sizes[fit->n_sizes++] = (kkr_jl_size){ .n1 = steps[i] };
    if (one)
        fit->sizes[fit->n_sizes++] = (kkr_jl_size){ .n1 = s->n_max[0] };
    for (int n = s->single_vanishing ? 1 : 2; two && n <= n2; n++)
        for (int l = 0; l <= s->l_max; l++)
            fit->sizes[fit->n_sizes++] =
                (kkr_jl_size){ .n1 = s->n_max[0], .n2 = n, .l_max = l };
}

/** All sizes are solved from one triangle and tried in one pass over the points. */
static bool try_sizes(kkr_jl_fit *fit, const kkr_jl_fit_params *params,
                      const kkr_job *job, kkr_error *err)
{
    kkr_jl_problem *p = fit->ensemble->problem[0];
    const kkr_jl_settings *s = &p->params.features;
    list_sizes(fit, s);
    size_t k = fit->n_sizes, n = p->n_features;
    double *w = kkr_alloc(k * n, sizeof *w),
           *out = kkr_alloc(k * p->test.n, sizeof *out);
    int *columns = kkr_alloc(n, sizeof *columns);
    bool good = true;
    for (size_t i = 0; good && i < k; i++) {
        kkr_jl_size *size = &fit->sizes[i];
        kkr_jl_body body = size->n2 ? s->body : KKR_JL_ONE_BODY;
        int count = kkr_jl_columns(s, size->n1, size->n2, size->l_max, body, columns);
        good = kkr_job_step(job, (double)i / (double)k, "learning curves") ||
               kkr_fail(err, KKR_ERROR_CANCELLED, "cancelled");
        KKR_AUTO(kkr_least_squares)
        system =
            good ? kkr_least_squares_new(p->rows, columns, count, job, NULL) : NULL;
        if (!system) // no active column: zeros say it
            continue;
        size->n_active = system->n_active;
        size->training_rms = kkr_least_squares_solve(
            system, fit->target, params->model.lambda, params->model.cut, w + i * n);
    }
    kkr_job quiet = silent(job);
    good = good && kkr_jl_apply(p->jl, p->impurity, p->test.x, p->test.n, w, (int)k,
                                out, &quiet, err);
    for (size_t i = 0; good && i < k; i++)
        for (int r = 0; r < KKR_JL_REGION_COUNT; r++)
            fit->sizes[i].errors[r] =
                kkr_jl_errors(p, fit->target, (kkr_jl_region)r, out + i, (int)k);
    free(w);
    free(out);
    free(columns);
    return good;
}

// ---- blocks ----------------------------------------------------------------------

static int block_of(kkr_jl_fit *fit, const kkr_jl_settings *s, kkr_jl_column c)
{
    for (int i = 0; i < fit->n_blocks; i++)
        if (fit->blocks[i].body == c.body && fit->blocks[i].a == c.a &&
            fit->blocks[i].b == c.b)
            return i;
    kkr_jl_block *block = &fit->blocks[fit->n_blocks];
    *block = (kkr_jl_block){ .body = c.body, .a = c.a, .b = c.b };
    if (c.body == 1)
        snprintf(block->name, sizeof block->name, "%s", s->species[c.a]);
    else
        snprintf(block->name, sizeof block->name, "%s-%s", s->species[c.a],
                 s->species[c.b]);
    return fit->n_blocks++;
}

static double deviation(const kkr_jl_problem *p, const double *part, size_t stride)
{
    double sum = 0, square = 0;
    size_t n = 0;
    for (size_t i = 0; i < p->test.n; i++)
        if (p->test.scored[i]) {
            sum += part[i * stride];
            square += part[i * stride] * part[i * stride];
            n++;
        }
    double mean = sum / (double)n;
    return sqrt(fmax(square / (double)n - mean * mean, 0));
}

/**
 * Coefficients and what the blocks add, from a fit of their own: without a ridge the
 * blocks cancel to a thousand times what they make together.
 */
static bool find_effects(kkr_jl_fit *fit, const kkr_job *job, kkr_error *err)
{
    kkr_jl_problem *p = fit->ensemble->problem[0];
    const kkr_jl_settings *s = &p->params.features;
    size_t n = p->n_features, most = (size_t)s->n_species * (s->n_species + 3) / 2 + 1;
    KKR_AUTO(kkr_least_squares)
    system = kkr_least_squares_new(p->rows, NULL, 0, job, err);
    if (!system)
        return false;
    fit->ridge = 1e-8;
    fit->effects = kkr_alloc(n, sizeof *fit->effects);
    fit->blocks = kkr_alloc(most, sizeof *fit->blocks);
    double *w = kkr_alloc(n, sizeof *w), *parts = kkr_alloc(most * n, sizeof *parts);
    kkr_least_squares_solve(system, fit->target, fit->ridge, 0, w);
    for (size_t f = 0; f < n; f++) {
        fit->effects[f] = w[f] * system->rms[f];
        int block = block_of(fit, s, kkr_jl_column_at(s, (int)f));
        parts[(size_t)block * n + f] = w[f];
    }
    memcpy(parts + (size_t)fit->n_blocks * n, w, n * sizeof *w); // the sum of all
    size_t k = (size_t)fit->n_blocks + 1;
    double *out = kkr_alloc(k * p->test.n, sizeof *out);
    kkr_job quiet = silent(job);
    bool good = kkr_jl_apply(p->jl, p->impurity, p->test.x, p->test.n, parts, (int)k,
                             out, &quiet, err);
    for (int i = 0; good && i < fit->n_blocks; i++)
        fit->blocks[i].importance = deviation(p, out + i, k);
    if (good)
        fit->ridge_rmse =
            kkr_jl_errors(p, fit->target, KKR_JL_ALL, out + k - 1, (int)k).rmse;
    free(w);
    free(parts);
    free(out);
    return good;
}

// ---- the fit ---------------------------------------------------------------------

static bool fit_one(kkr_jl_fit *fit, const kkr_jl_fit_params *params,
                    const kkr_job *job, kkr_error *err)
{
    kkr_jl_problem *p = fit->ensemble->problem[0];
    double start = now();
    KKR_AUTO(kkr_least_squares)
    system = kkr_least_squares_new(p->rows, NULL, 0, job, err);
    if (!system)
        return false;
    fit->seconds = p->seconds_rows + now() - start;
    fit->n_active = system->n_active;
    fit->condition = system->values[0] / system->values[system->n_active - 1];
    fit->prediction = kkr_alloc(p->test.n, sizeof *fit->prediction);
    kkr_job quiet = silent(job);
    return kkr_jl_apply(p->jl, p->impurity, p->test.x, p->test.n,
                        fit->models[fit->target]->w, 1, fit->prediction, &quiet, err) &&
           (fit->ensemble->n > 1 || params->brief ||
            (try_sizes(fit, params, job, err) && find_effects(fit, job, err)));
}

static bool fit_many(kkr_jl_fit *fit, const kkr_job *job, kkr_error *err)
{
    static const kkr_element_rule rules[3] = { KKR_ELEMENT_QUADRATIC, KKR_ELEMENT_TABLE,
                                               KKR_ELEMENT_GP_BLOCK };
    fit->left_out = kkr_jl_left_out_new(
        fit->ensemble, (const kkr_jl_model *const *)fit->models, job, err);
    if (!fit->left_out)
        return false;
    for (int i = 0; i < 3 && fit->ensemble->n >= 8; i++) {
        kkr_error why = { 0 };
        fit->curve_rule[i] = rules[i];
        fit->n_points[i] =
            kkr_jl_learning_new(fit->ensemble, fit->models[fit->target], fit->target,
                                fit->left_out, rules[i], 12, &fit->curve[i], job, &why);
        if (!fit->curve[i])
            return kkr_fail(err, why.code, "%s", why.message);
        fit->n_curves++;
    }
    return true;
}

/** Takes the ensemble over; NULL: it could not be made. */
static kkr_jl_fit *fit_ensemble(kkr_jl_ensemble *ensemble, kkr_sampler_params sampler,
                                const kkr_jl_fit_params *params, const kkr_job *job,
                                kkr_error *err)
{
    KKR_AUTO(kkr_jl_fit) fit = kkr_alloc(1, sizeof *fit);
    fit->target = params->target;
    fit->ensemble = ensemble;
    if (!ensemble)
        return NULL;
    if (params->target >= fit->ensemble->n_targets) {
        kkr_fail(err, KKR_ERROR_MISSING,
                 "there is no starting potential (potential_imp_start), so V - V_start "
                 "cannot be fitted; give it with --start");
        return NULL;
    }
    for (int t = 0; t < fit->ensemble->n_targets; t++) {
        kkr_jl_model *m = kkr_jl_model_new(fit->ensemble->problem, fit->ensemble->n, t,
                                           &params->model, job, err);
        fit->models[t] = m;
        if (!m)
            return NULL;
        m->reference = t ? KKR_REFERENCE_START : KKR_REFERENCE_HOST;
        m->mode = sampler.mode;
        m->channel = sampler.channel;
        for (int i = 0; i < m->n_members; i++)
            memcpy(m->member[i].sha256, fit->ensemble->sha256[i], KKR_SHA256_HEX);
    }
    judge_baselines(fit);
    if (!fit_one(fit, params, job, err) ||
        (fit->ensemble->n > 1 && !fit_many(fit, job, err)))
        return NULL;
    return KKR_STEAL(fit);
}

kkr_jl_fit *kkr_jl_fit_new(const kkr_jl_source *sources, int n,
                           const kkr_case_options *options, kkr_sampler_params sampler,
                           const kkr_jl_fit_params *params, const kkr_job *job,
                           kkr_error *err)
{
    return fit_ensemble(
        kkr_jl_ensemble_new(sources, n, options, sampler, &params->problem, job, err),
        sampler, params, job, err);
}

kkr_jl_fit *kkr_jl_fit_of(const kkr_case *object, const kkr_sampler *const *samplers,
                          int n_targets, kkr_sampler_params sampler,
                          const kkr_jl_fit_params *params, const kkr_job *job,
                          kkr_error *err)
{
    return fit_ensemble(
        kkr_jl_ensemble_of(object, samplers, n_targets, &params->problem, job, err),
        sampler, params, job, err);
}

void kkr_jl_fit_free(kkr_jl_fit *fit)
{
    if (!fit)
        return;
    kkr_jl_ensemble_free(fit->ensemble);
    kkr_jl_model_free(fit->models[0]);
    kkr_jl_model_free(fit->models[1]);
    kkr_jl_left_out_free(fit->left_out);
    free(fit->prediction);
    free(fit->sizes);
    free(fit->effects);
    free(fit->blocks);
    for (int i = 0; i < 3; i++)
        free(fit->curve[i]);
    free(fit);
}

// ---- elsewhere -------------------------------------------------------------------

bool kkr_jl_try(const kkr_jl_model *model, const kkr_jl_ensemble *ensemble,
                kkr_jl_trial *trials, const kkr_job *job, kkr_error *err)
{
    int target = model->reference == KKR_REFERENCE_START;
    if (target >= ensemble->n_targets)
        return kkr_fail(err, KKR_ERROR_MISSING,
                        "the model is one of V - V_start, but a case has no starting "
                        "potential; give it with --start");
    double *w = kkr_alloc(model->n_features, sizeof *w);
    kkr_job quiet = silent(job);
    bool good = true;
    for (int i = 0; good && i < ensemble->n; i++) {
        kkr_jl_problem *p = ensemble->problem[i];
        kkr_jl_trial *t = &trials[i];
        *t = (kkr_jl_trial){ .z = p->z };
        snprintf(t->name, sizeof t->name, "%s", p->name);
        t->other_host = !(p->z_host == model->member[0].z_host);
        kkr_error why = { 0 };
        t->known = kkr_jl_model_coefficients(model, p->z, w, &t->exact, &why);
        snprintf(t->why, sizeof t->why, "%.199s", why.message);
        double *out = kkr_alloc(p->test.n, sizeof *out);
        for (int r = 0; r < KKR_JL_REGION_COUNT; r++)
            t->untouched[r] = kkr_jl_errors(p, target, (kkr_jl_region)r, out, 1);
        good = kkr_jl_apply(p->jl, p->impurity, p->test.x, p->test.n, w, 1, out, &quiet,
                            err);
        for (int r = 0; good && t->known && r < KKR_JL_REGION_COUNT; r++)
            t->errors[r] = kkr_jl_errors(p, target, (kkr_jl_region)r, out, 1);
        free(out);
    }
    free(w);
    return good;
}
