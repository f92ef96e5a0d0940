// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/jl_model.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const kkr_jl_model_params kkr_jl_model_defaults = { 0, 1e-13, KKR_ELEMENT_GP_BLOCK };

const char *kkr_jl_region_name(kkr_jl_region region)
{
    static const char *const names[] = { "impurity", "neighbours", "all" };
    return names[region];
}

kkr_fit_errors kkr_jl_errors(const kkr_jl_problem *problem, int t, kkr_jl_region region,
                             const double *model, int stride)
{
    const kkr_jl_values *v = &problem->test;
    double *truth = kkr_alloc(v->n, sizeof *truth);
    double *guess = kkr_alloc(v->n, sizeof *guess);
    size_t n = 0;
    for (size_t i = 0; i < v->n; i++) {
        bool in =
            region == KKR_JL_ALL || (region == KKR_JL_IMPURITY) == (v->site[i] == 0);
        if (!in || !v->scored[i])
            continue;
        truth[n] = v->value[i * problem->n_targets + t];
        guess[n++] = model[i * stride];
    }
    kkr_fit_errors errors = kkr_fit_errors_of(truth, guess, NULL, n);
    free(truth);
    free(guess);
    return errors;
}

/** The member's coefficients and how well they do. */
static bool fit_member(kkr_jl_model *m, kkr_jl_problem *p, int t, int i,
                       const kkr_job *job, kkr_error *err)
{
    kkr_jl_member *member = &m->member[i];
    double *w = m->w + (size_t)i * m->n_features;
    snprintf(member->name, sizeof member->name, "%s", p->name);
    member->z = p->z;
    member->z_host = p->z_host;
    KKR_AUTO(kkr_least_squares)
    system = kkr_least_squares_new(p->rows, NULL, 0, job, err);
    if (!system)
        return false;
    member->training_rms =
        kkr_least_squares_solve(system, t, m->params.lambda, m->params.cut, w);
    for (int k = 0; k < system->n_active; k++)
        m->active[system->active[k]] = true;
    if (i == 0)
        memcpy(m->rms, system->rms, (size_t)m->n_features * sizeof *m->rms);
    double *out = kkr_alloc(p->test.n, sizeof *out);
    kkr_job silent = { .cancel = job ? job->cancel : NULL,
                       .threads = job ? job->threads : 0 };
    bool good =
        kkr_jl_apply(p->jl, p->impurity, p->test.x, p->test.n, w, 1, out, &silent, err);
    for (int region = 0; good && region < KKR_JL_REGION_COUNT; region++)
        member->errors[region] = kkr_jl_errors(p, t, (kkr_jl_region)region, out, 1);
    free(out);
    return good;
}

/** Mean products of the members' fields at one member's scored training points. */
static bool fill_gram(kkr_jl_model *m, const kkr_jl_problem *p, const kkr_job *job,
                      kkr_error *err)
{
    int n = m->n_members;
    kkr_vec3 *x = kkr_alloc(p->train.n, sizeof *x);
    size_t n_points = 0;
    for (size_t i = 0; i < p->train.n; i++)
        if (p->train.scored[i])
            x[n_points++] = p->train.x[i];
    double *field = kkr_alloc_large(n_points * n, sizeof *field, err);
    kkr_job silent = { .cancel = job ? job->cancel : NULL,
                       .threads = job ? job->threads : 0 };
    bool good = field && kkr_jl_apply(p->jl, p->impurity, x, n_points, m->w, n, field,
                                      &silent, err);
    for (size_t i = 0; good && i < n_points; i++)
        for (int a = 0; a < n; a++)
            for (int b = 0; b < n; b++)
                m->gram[a * n + b] +=
                    field[i * n + a] * field[i * n + b] / (double)n_points;
    free(field);
    free(x);
    return good;
}

kkr_jl_model *kkr_jl_model_new(kkr_jl_problem *const *problems, int n, int t,
                               const kkr_jl_model_params *params, const kkr_job *job,
                               kkr_error *err)
{
    assert(n >= 1 && t < problems[0]->n_targets);
    KKR_AUTO(kkr_jl_model) m = kkr_alloc(1, sizeof *m);
    m->problem = problems[0]->params;
    m->params = *params;
    m->n_features = problems[0]->n_features;
    m->n_members = n;
    m->active = kkr_alloc(m->n_features, sizeof *m->active);
    m->rms = kkr_alloc(m->n_features, sizeof *m->rms);
    m->member = kkr_alloc(n, sizeof *m->member);
    m->w = kkr_alloc((size_t)n * m->n_features, sizeof *m->w);
    m->gram = kkr_alloc((size_t)n * n, sizeof *m->gram);
    for (int i = 0; i < n; i++) {
        assert(
            kkr_jl_settings_equal(&problems[i]->params.features, &m->problem.features));
        if (!kkr_job_step(job, (double)i / n, "solving")) {
            kkr_fail(err, KKR_ERROR_CANCELLED, "cancelled");
            return NULL;
        }
        if (!fit_member(m, problems[i], t, i, job, err))
            return NULL;
    }
    return fill_gram(m, problems[0], job, err) ? KKR_STEAL(m) : NULL;
}

void kkr_jl_model_free(kkr_jl_model *model)
{
    if (!model)
        return;
    free(model->active);
    free(model->rms);
    free(model->member);
    free(model->w);
    free(model->gram);
    free(model);
}

bool kkr_jl_model_coefficients(const kkr_jl_model *m, double z, double *w, bool *exact,
                               kkr_error *err)
{
    int n = m->n_members, own = -1;
    for (int i = 0; i < n; i++)
        if (m->member[i].z == z)
            own = i;
    *exact = own >= 0;
    if (own < 0 && n == 1)
        own = 0;
    if (own >= 0) {
        memcpy(w, m->w + (size_t)own * m->n_features, m->n_features * sizeof *w);
        return true;
    }
    double *charges = kkr_alloc(n, sizeof *charges);
    double *weights = kkr_alloc(n, sizeof *weights);
    for (int i = 0; i < n; i++)
        charges[i] = m->member[i].z;
    KKR_AUTO(kkr_element_model)
    rule = kkr_element_model_new(m->params.rule, charges, n, m->gram, err);
    bool good = rule && kkr_element_model_weights(rule, z, weights, err);
    memset(w, 0, m->n_features * sizeof *w);
    for (int i = 0; good && i < n; i++)
        for (int f = 0; f < m->n_features; f++)
            w[f] += weights[i] * m->w[(size_t)i * m->n_features + f];
    free(charges);
    free(weights);
    return good;
}
