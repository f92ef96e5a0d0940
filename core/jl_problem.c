// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/jl_problem.h"

#include "core/ylm.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

// Defaults: what deconvoluted potentials of three embeddings needed. Radial
// resolution is the bottleneck (n1 = 30), three radial functions and l <= 4 are
// enough for pairs; one cell is described with rcut 4.5 A as well as with more,
// neighbour cells want 6 A. Points: 2/3 volume, 1/3 log r, and the surface.
kkr_jl_problem_params kkr_jl_problem_defaults(void)
{
    kkr_jl_problem_params p = { .features = kkr_jl_settings_defaults() };
    double r_min = 0.02 / kkr_angstrom_per_bohr;
    p.features.rcut = 0;
    p.features.n_max[0] = 30;
    p.features.n_max[1] = 3;
    p.impurity = (kkr_fit_counts){ 3000, 1500, 300, r_min };
    p.neighbour = (kkr_fit_counts){ 350, 100, 50, r_min };
    p.test[0] = (kkr_fit_counts){ 4000, 1500, 0, r_min };
    p.test[1] = (kkr_fit_counts){ 500, 0, 0, r_min };
    p.r_scored = 0.3 / kkr_angstrom_per_bohr;
    p.seed = 1;
    return p;
}

// ---- values ----------------------------------------------------------------------

static void clear_values(kkr_jl_values *v)
{
    free(v->x);
    free(v->site);
    free(v->r);
    free(v->r_imp);
    free(v->scored);
    free(v->value);
    free(v->spherical);
}

static double spherical_of(const kkr_expansion *dv, double r, double *scratch)
{
    kkr_expansion_radial(dv, r, scratch);
    return scratch[0] / sqrt(4 * M_PI) - 2 * dv->z / r;
}

static bool take_values(const kkr_jl_problem *p, const kkr_sampler *const *samplers,
                        const kkr_fit_points *points, kkr_jl_values *v,
                        const kkr_job *job, kkr_error *err)
{
    size_t n = points->n, k = p->n_targets;
    v->x = kkr_alloc(n, sizeof *v->x);
    v->site = kkr_alloc(n, sizeof *v->site);
    v->r = kkr_alloc(n, sizeof *v->r);
    v->r_imp = kkr_alloc(n, sizeof *v->r_imp);
    v->scored = kkr_alloc(n, sizeof *v->scored);
    v->value = kkr_alloc(n * k, sizeof *v->value);
    v->spherical = kkr_alloc(n * k, sizeof *v->spherical);
    double scratch[(KKR_L_MAX + 1) * (KKR_L_MAX + 1)];
    for (size_t i = 0; i < n; i++) {
        const kkr_fit_point *point = &points->point[i];
        bool known = true;
        for (size_t t = 0; t < k; t++) {
            double value =
                kkr_sampler_site_value(samplers[t], point->site, point->x, true);
            known = known && isfinite(value);
            v->value[v->n * k + t] = value;
            if (known)
                v->spherical[v->n * k + t] = spherical_of(
                    kkr_sampler_dv(samplers[t], point->site), point->r, scratch);
        }
        if (!known) {
            v->n_dropped++;
            continue;
        }
        v->x[v->n] = point->x;
        v->site[v->n] = point->site;
        v->r[v->n] = point->r;
        v->r_imp[v->n] = kkr_vec3_length(kkr_vec3_sub(point->x, p->impurity));
        v->scored[v->n] =
            point->kind == KKR_FIT_POINT_VOLUME && point->r >= p->params.r_scored;
        v->n++;
        if (i % 1024 == 0 && kkr_job_cancelled(job))
            return kkr_fail(err, KKR_ERROR_CANCELLED, "cancelled");
    }
    return v->n > 0 || kkr_fail(err, KKR_ERROR_MISSING,
                                "%s: V - V0 is not known at any point", p->name);
}

static bool place_points(const kkr_jl_problem *p, const kkr_case *object, bool test,
                         kkr_fit_points *points, kkr_error *err)
{
    const kkr_jl_problem_params *params = &p->params;
    int n = params->only_impurity ? 1 : object->n_sites;
    for (int site = 0; site < n; site++) {
        const kkr_fit_counts *counts = test   ? &params->test[site > 0]
                                       : site ? &params->neighbour
                                              : &params->impurity;
        // any other seed will do for what is held out
        uint64_t seed = params->seed * 2 + test;
        if (!kkr_fit_points_add(points, object, site, counts, seed, err))
            return false;
    }
    return true;
}

// ---- features --------------------------------------------------------------------

kkr_jl *kkr_jl_of_embedding(const kkr_case *object, kkr_jl_naming naming,
                            const kkr_jl_settings *settings, int n_sites,
                            kkr_error *err)
{
    kkr_vec3 center = object->sites[0].position;
    double reach = 0;
    for (int i = 0; i < n_sites; i++) {
        const kkr_case_site *site = &object->sites[i];
        double r = kkr_vec3_length(kkr_vec3_sub(site->position, center));
        reach = fmax(reach, r + (site->cell ? site->cell->r_out : 0));
    }
    double radius = reach + settings->rcut / kkr_angstrom_per_bohr + 1e-6;
    KKR_AUTO(kkr_jl_environment)
    environment = kkr_jl_environment_of_case(object, naming, center, radius, err);
    return environment ? kkr_jl_new(settings, environment, err) : NULL;
}

static bool set_features(kkr_jl_problem *p, const kkr_case *object, kkr_error *err)
{
    kkr_jl_settings *f = &p->params.features;
    if (f->n_species == 0 && !(kkr_jl_settings_add_species(f, "host", err) &&
                               kkr_jl_settings_add_species(f, "imp", err)))
        return false;
    bool one = p->params.only_impurity || object->n_sites == 1;
    if (f->rcut == 0)
        f->rcut = one ? 4.5 : 6;
    if (!kkr_jl_settings_check(f, err))
        return false;
    p->jl = kkr_jl_of_embedding(object, KKR_JL_ROLES, f, p->n_sites, err);
    p->n_features = kkr_jl_n_features(f);
    return p->jl;
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static bool make_rows(kkr_jl_problem *p, const kkr_job *job, kkr_error *err)
{
    enum { BLOCK = 512 };
    double start = now();
    size_t width = p->n_features, k = p->n_targets;
    p->rows = kkr_rows_new(p->n_features, p->n_targets, err);
    double *x = kkr_alloc_large(BLOCK * width, sizeof *x, err);
    double *y = kkr_alloc(BLOCK * k, sizeof *y);
    bool good = p->rows && x;
    kkr_job silent = { .cancel = job ? job->cancel : NULL,
                       .threads = job ? job->threads : 0 };
    for (size_t i = 0; good && i < p->train.n; i += BLOCK) {
        size_t n = p->train.n - i < BLOCK ? p->train.n - i : BLOCK;
        for (size_t j = 0; j < n * k; j++)
            y[j] = p->train.value[i * k + j] * p->train.r_imp[i + j / k];
        good = kkr_jl_features(p->jl, p->train.x + i, n, x, &silent, err) &&
               kkr_rows_add(p->rows, x, y, n, err) &&
               (kkr_job_step(job, (double)i / (double)p->train.n, "fitting") ||
                kkr_fail(err, KKR_ERROR_CANCELLED, "cancelled"));
    }
    free(x);
    free(y);
    p->seconds_rows = now() - start;
    return good;
}

// ---- the problem -----------------------------------------------------------------

static bool check_case(const kkr_case *object, const kkr_sampler *const *samplers,
                       int n_targets, kkr_error *err)
{
    assert(object->is_embedding);
    for (int t = 0; t < n_targets; t++)
        for (int i = 0; i < object->n_sites; i++)
            if (!kkr_sampler_dv(samplers[t], i))
                return kkr_fail(err, KKR_ERROR_MISSING,
                                "%s: V - V0 of site %d is not known%s%s", object->name,
                                i + 1, object->sites[i].defect ? ": " : "",
                                object->sites[i].defect ? object->sites[i].defect : "");
    return true;
}

kkr_jl_problem *kkr_jl_problem_new(const kkr_case *object,
                                   const kkr_sampler *const *samplers, int n_targets,
                                   const kkr_jl_problem_params *params,
                                   const kkr_job *job, kkr_error *err)
{
    if (!check_case(object, samplers, n_targets, err))
        return NULL;
    KKR_AUTO(kkr_jl_problem) p = kkr_alloc(1, sizeof *p);
    const kkr_case_site *impurity = &object->sites[0];
    p->params = *params;
    snprintf(p->name, sizeof p->name, "%s", object->name);
    p->z = impurity->z;
    p->z_host = NAN;
    if (impurity->host_site >= 0 && impurity->host_site < object->n_host_sites)
        p->z_host = object->host_sites[impurity->host_site].z;
    p->impurity = impurity->position;
    p->n_sites = params->only_impurity ? 1 : object->n_sites;
    p->n_targets = n_targets;
    KKR_AUTO(kkr_fit_points) train = kkr_fit_points_new();
    KKR_AUTO(kkr_fit_points) test = kkr_fit_points_new();
    if (!set_features(p, object, err) || !place_points(p, object, false, train, err) ||
        !place_points(p, object, true, test, err) ||
        !take_values(p, samplers, train, &p->train, job, err) ||
        !take_values(p, samplers, test, &p->test, job, err) || !make_rows(p, job, err))
        return NULL;
    return KKR_STEAL(p);
}

void kkr_jl_problem_free(kkr_jl_problem *problem)
{
    if (!problem)
        return;
    kkr_jl_free(problem->jl);
    clear_values(&problem->train);
    clear_values(&problem->test);
    kkr_rows_free(problem->rows);
    free(problem);
}

// ---- application -----------------------------------------------------------------

typedef struct application {
    const kkr_vec3 *x;
    kkr_vec3 impurity;
    const double *w;
    int count, width;
    double *out;
} application;

static void apply(void *user, size_t first, int n, const double *features, int thread)
{
    (void)thread;
    const application *a = user;
    for (int i = 0; i < n; i++) {
        size_t point = first + (size_t)i;
        double r = kkr_vec3_length(kkr_vec3_sub(a->x[point], a->impurity));
        const double *row = features + (size_t)i * a->width;
        for (int k = 0; k < a->count; k++) {
            const double *w = a->w + (size_t)k * a->width;
            double sum = 0;
            for (int f = 0; f < a->width; f++)
                sum += w[f] * row[f];
            a->out[point * a->count + k] = sum / r;
        }
    }
}

bool kkr_jl_apply(const kkr_jl *jl, kkr_vec3 impurity, const kkr_vec3 *x, size_t n,
                  const double *w, int count, double *out, const kkr_job *job,
                  kkr_error *err)
{
    application a = { x,  impurity, w, count, kkr_jl_n_features(kkr_jl_settings_of(jl)),
                      out };
    return kkr_jl_stream(jl, x, n, apply, &a, job, err);
}

int kkr_jl_columns(const kkr_jl_settings *settings, int n1, int n2, int l_max,
                   kkr_jl_body body, int *columns)
{
    int n = 0;
    for (int f = 0; f < kkr_jl_n_features(settings); f++) {
        kkr_jl_column c = kkr_jl_column_at(settings, f);
        bool in = c.body == 1 ? (body & KKR_JL_ONE_BODY) && c.n1 <= n1
                              : (body & KKR_JL_TWO_BODY) && c.n1 <= n2 && c.n2 <= n2 &&
                                    c.l <= l_max;
        if (in)
            columns[n++] = f;
    }
    return n;
}
