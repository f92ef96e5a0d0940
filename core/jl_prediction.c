// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/jl_prediction.h"

#include "core/ylm.h"

#include <gsl/gsl_integration.h>
#include <gsl/gsl_linalg.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

// Gauss-Legendre in cos(theta), equal steps in phi: exact for l up to 2 N_THETA - 1,
// so that what lies beyond L_MAX does not alias into it.
enum { L_MAX = 10, N_LM = (L_MAX + 1) * (L_MAX + 1), N_THETA = 24, N_PHI = 48 };
enum { N_DIRECTIONS = N_THETA * N_PHI };

static const double hold = 1e-2; // how strongly a radius keeps to the one before

typedef struct sphere {
    kkr_vec3 u[N_DIRECTIONS];
    double weight[N_DIRECTIONS]; // sum 4 pi
    double y[N_DIRECTIONS][N_LM];
} sphere;

static sphere *sphere_new(void)
{
    sphere *s = kkr_alloc(1, sizeof *s);
    gsl_integration_glfixed_table *table = gsl_integration_glfixed_table_alloc(N_THETA);
    for (int i = 0; i < N_THETA; i++) {
        double z, w;
        gsl_integration_glfixed_point(-1, 1, i, &z, &w, table);
        for (int k = 0; k < N_PHI; k++) {
            double phi = 2 * M_PI * (k + 0.5) / N_PHI, t = sqrt(1 - z * z);
            int d = i * N_PHI + k;
            s->u[d] = (kkr_vec3){ t * cos(phi), t * sin(phi), z };
            s->weight[d] = w * 2 * M_PI / N_PHI;
            kkr_ylm(L_MAX, s->u[d].x, s->u[d].y, s->u[d].z, s->y[d]);
        }
    }
    gsl_integration_glfixed_table_free(table);
    return s;
}

typedef struct projection {
    const kkr_jl_model *model;
    const double *w;
    const kkr_jl *jl;
    kkr_vec3 impurity;
    const kkr_case_site *site;
    const sphere *sphere;
    double dz;     // of -2 dz / r
    gsl_matrix *m; // [N_LM][N_LM]
    gsl_vector *b, *x;
} projection;

/** V - V0 at the directions of one radius that stay in the cell. */
static bool sample_shell(const projection *p, double r, kkr_vec3 *x, double *value,
                         int *index, int *n, const kkr_job *job, kkr_error *err)
{
    *n = 0;
    for (int d = 0; d < N_DIRECTIONS; d++) {
        kkr_vec3 at = kkr_vec3_scale(p->sphere->u[d], r);
        if (kkr_voronoi_depth(p->site->cell, at) > 0)
            continue;
        x[*n] = kkr_vec3_add(p->site->position, at);
        index[(*n)++] = d;
    }
    if (*n == 0)
        return true;
    return kkr_jl_apply(p->jl, p->impurity, x, *n, p->w, 1, value, job, err);
}

/** f_L that fit best; a whole sphere is plain projection. */
static void project(projection *p, const double *value, const int *index, int n,
                    double *f)
{
    const sphere *s = p->sphere;
    if (n == N_DIRECTIONS) {
        memset(f, 0, N_LM * sizeof *f);
        for (int d = 0; d < n; d++)
            for (int lm = 0; lm < N_LM; lm++)
                f[lm] += s->weight[d] * value[d] * s->y[d][lm];
        return;
    }
    gsl_matrix_set_identity(p->m);
    gsl_matrix_scale(p->m, hold);
    for (int lm = 0; lm < N_LM; lm++)
        gsl_vector_set(p->b, lm, hold * f[lm]);
    for (int i = 0; i < n; i++) {
        const double *y = s->y[index[i]];
        double weight = s->weight[index[i]];
        for (int a = 0; a < N_LM; a++) {
            double t = weight * y[a], *row = gsl_matrix_ptr(p->m, a, 0);
            gsl_vector_set(p->b, a, gsl_vector_get(p->b, a) + t * value[i]);
            for (int b = 0; b <= a; b++)
                row[b] += t * y[b];
        }
    }
    if (gsl_linalg_cholesky_decomp1(p->m) == 0 &&
        gsl_linalg_cholesky_solve(p->m, p->b, p->x) == 0)
        memcpy(f, p->x->data, N_LM * sizeof *f);
}

static kkr_expansion *expansion_like(const kkr_expansion *v0, double dz)
{
    kkr_expansion *e = kkr_alloc(1, sizeof *e);
    *e = *v0;
    e->mesh = kkr_radial_mesh_copy(v0->mesh);
    e->z = dz;
    e->n_lm = N_LM;
    e->l_max = L_MAX;
    e->lm_index = kkr_alloc(N_LM, sizeof *e->lm_index);
    for (int lm = 0; lm < N_LM; lm++)
        e->lm_index[lm] = lm;
    e->values = kkr_alloc((size_t)e->mesh->n_r * N_LM, sizeof *e->values);
    return e;
}

static bool fill(projection *p, kkr_expansion *e, const kkr_job *job, kkr_error *err)
{
    kkr_vec3 *x = kkr_alloc(N_DIRECTIONS, sizeof *x);
    double *value = kkr_alloc(N_DIRECTIONS, sizeof *value);
    int *index = kkr_alloc(N_DIRECTIONS, sizeof *index), first = -1, n;
    double r_min = p->model->problem.impurity.r_min, before = -1;
    double f[N_LM] = { 0 }; // of V - V0: small where few directions tell it
    kkr_job silent = { .cancel = job ? job->cancel : NULL,
                       .threads = job ? job->threads : 0 };
    bool good = true;
    for (int ir = 0; good && ir < e->mesh->n_r; ir++) {
        double r = e->mesh->r[ir];
        if (r < r_min)
            continue;
        if (r != before) // a panel border stands there twice
            good = sample_shell(p, r, x, value, index, &n, &silent, err);
        if (good && r != before)
            project(p, value, index, n, f);
        before = r;
        first = first < 0 ? ir : first;
        double *row = e->values + (size_t)ir * N_LM;
        memcpy(row, f, sizeof f);
        row[0] += sqrt(4 * M_PI) * 2 * p->dz / r; // the electronic part
    }
    for (int ir = 0; ir < first; ir++)
        e->values[(size_t)ir * N_LM] = e->values[(size_t)first * N_LM];
    free(x);
    free(value);
    free(index);
    return good;
}

static bool check(const kkr_jl_model *m, const kkr_case *object,
                  kkr_sampler_params params, kkr_error *err)
{
    static const char *const modes[] = { "cell", "stored", "mt" };
    static const char *const channels[] = { "avg", "up", "down", "B" };
    if (!object->is_embedding)
        return kkr_fail(err, KKR_ERROR_MISSING,
                        "%s is a crystal: a model predicts V - V0 of an embedding",
                        object->name);
    if (object->reference != m->reference)
        return kkr_fail(err, KKR_ERROR_FORMAT,
                        "the model is one of V - V_%s: it needs --v0 %s",
                        m->reference == KKR_REFERENCE_START ? "start" : "host",
                        m->reference == KKR_REFERENCE_START ? "start" : "host");
    if (params.mode != m->mode || params.channel != m->channel)
        return kkr_fail(
            err, KKR_ERROR_FORMAT,
            "the model was fitted with --mode %s --channel %s, found %s and "
            "%s",
            modes[m->mode], channels[m->channel], modes[params.mode],
            channels[params.channel]);
    return kkr_case_has_reference(object, err);
}

static void note_limits(kkr_jl_prediction *p, const kkr_jl_model *m,
                        const kkr_case *object)
{
    const kkr_case_site *site = &object->sites[0];
    double z_host = site->host_site >= 0 && site->host_site < object->n_host_sites
                        ? object->host_sites[site->host_site].z
                        : NAN;
    if (!(z_host == m->member[0].z_host))
        kkr_note(
            &p->n_notes, &p->notes,
            "%s: the model was fitted in another host, where its coefficients mean "
            "nothing",
            object->name);
    if (!p->exact && m->n_members == 1)
        kkr_note(&p->n_notes, &p->notes,
                 "%s: the model was fitted to %s alone; this is its V - V0",
                 object->name, m->member[0].name);
}

static bool predict(const kkr_jl_model *model, const kkr_case *object,
                    const kkr_sampler *base, const double *w, kkr_expansion **dv,
                    const kkr_job *job, kkr_error *err)
{
    int n = model->problem.only_impurity ? 1 : object->n_sites;
    KKR_AUTO(kkr_jl)
    jl = kkr_jl_of_embedding(object, KKR_JL_ROLES, &model->problem.features, n, err);
    projection p = {
        .model = model, .w = w, .jl = jl, .impurity = object->sites[0].position
    };
    if (!jl)
        return false;
    sphere *s = sphere_new();
    p.sphere = s;
    p.m = gsl_matrix_alloc(N_LM, N_LM);
    p.b = gsl_vector_alloc(N_LM);
    p.x = gsl_vector_alloc(N_LM);
    bool good = true;
    for (int i = 0; good && i < n; i++) {
        p.site = &object->sites[i];
        const kkr_expansion *v0 = kkr_sampler_v0(base, i);
        const kkr_expansion *known = kkr_sampler_dv(base, i);
        good = kkr_job_step(job, (double)i / n, "predicting") ||
               kkr_fail(err, KKR_ERROR_CANCELLED, "cancelled");
        if (!v0 || !known || !p.site->cell || !p.site->cell->closed)
            continue;
        p.dz = known->z;
        dv[i] = expansion_like(v0, p.dz);
        good = good && fill(&p, dv[i], job, err);
    }
    gsl_matrix_free(p.m);
    gsl_vector_free(p.b);
    gsl_vector_free(p.x);
    free(s);
    return good;
}

kkr_jl_prediction *kkr_jl_prediction_new(const kkr_jl_model *model,
                                         const kkr_case *object,
                                         kkr_sampler_params params, const kkr_job *job,
                                         kkr_error *err)
{
    if (!check(model, object, params, err))
        return NULL;
    KKR_AUTO(kkr_jl_prediction) result = kkr_alloc(1, sizeof *result);
    double *w = kkr_alloc(model->n_features, sizeof *w);
    kkr_expansion **dv = kkr_alloc(object->n_sites, sizeof *dv);
    KKR_AUTO(kkr_sampler) base = kkr_sampler_new(object, params, job, err);
    bool good = base && kkr_jl_model_coefficients(model, object->sites[0].z, w,
                                                  &result->exact, err);
    good = good && predict(model, object, base, w, dv, job, err);
    if (good)
        result->sampler = kkr_sampler_new_guess(
            object, params, (const kkr_expansion *const *)dv, job, err);
    for (int i = 0; i < object->n_sites; i++)
        kkr_expansion_free(dv[i]);
    free(dv);
    free(w);
    if (!result->sampler)
        return NULL;
    note_limits(result, model, object);
    return KKR_STEAL(result);
}

void kkr_jl_prediction_free(kkr_jl_prediction *prediction)
{
    if (!prediction)
        return;
    kkr_sampler_free(prediction->sampler);
    kkr_notes_free(prediction->n_notes, prediction->notes);
    free(prediction);
}
