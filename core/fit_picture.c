// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/fit_picture.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { N_LINE = 600 };

static bool fill_maps(kkr_fit_picture *p, const kkr_job *job, kkr_error *err)
{
    const kkr_jl_problem *problem = p->fit->ensemble->problem[0];
    const kkr_slice *s = p->slice;
    size_t all = (size_t)s->width * s->height, n = 0;
    kkr_vec3 *x = kkr_alloc(all, sizeof *x);
    size_t *at = kkr_alloc(all, sizeof *at);
    for (size_t i = 0; i < all; i++) {
        bool in = s->owner[i] >= 0 && s->owner[i] < problem->n_sites;
        if (!in || !isfinite(s->dv[i]))
            continue;
        x[n] = kkr_plane_point(&s->plane, s->s0 + s->pitch * (double)(i % s->width),
                               s->t0 + s->pitch * (double)(i / s->width));
        // the pole itself has no value; the slice shows the one at this distance
        if (kkr_vec3_length(kkr_vec3_sub(x[n], problem->impurity)) <
            kkr_sampler_r_display)
            x[n].x += kkr_sampler_r_display;
        at[n++] = i;
    }
    double *values = kkr_alloc(n, sizeof *values);
    double *size = kkr_alloc(n + 1, sizeof *size), *off = kkr_alloc(n + 1, sizeof *off);
    p->model = kkr_alloc(all, sizeof *p->model);
    p->residual = kkr_alloc(all, sizeof *p->residual);
    bool good = kkr_jl_apply(problem->jl, problem->impurity, x, n,
                             kkr_jl_fit_model(p->fit)->w, 1, values, job, err);
    for (size_t i = 0; i < all; i++)
        p->model[i] = p->residual[i] = NAN;
    for (size_t k = 0; good && k < n; k++) {
        p->model[at[k]] = (float)values[k];
        p->residual[at[k]] = (float)(values[k] - s->dv[at[k]]);
        size[k] = fabs(s->dv[at[k]]);
        off[k] = fabs(p->residual[at[k]]);
    }
    p->limit = n ? kkr_quantile(size, n, 0.9) : 1;
    p->residual_limit = n ? kkr_quantile(off, n, 0.97) : 1;
    free(x);
    free(at);
    free(values);
    free(size);
    free(off);
    return good;
}

static bool fill_line(kkr_fit_picture *p, const kkr_case *object,
                      const kkr_sampler *sampler, const kkr_job *job, kkr_error *err)
{
    const kkr_jl_problem *problem = p->fit->ensemble->problem[0];
    kkr_vec3 to = kkr_vec3_add(problem->impurity,
                               (kkr_vec3){ object->sites[0].cell->r_out, 0, 0 });
    double nearest = INFINITY;
    snprintf(p->line_to, sizeof p->line_to, "x");
    for (int i = 1; i < object->n_sites; i++) {
        double r =
            kkr_vec3_length(kkr_vec3_sub(object->sites[i].position, problem->impurity));
        if (r < nearest - 1e-6) {
            nearest = r;
            to = object->sites[i].position;
            snprintf(p->line_to, sizeof p->line_to, "%s %d", object->sites[i].label,
                     i + 1);
        }
    }
    kkr_vec3 way = kkr_vec3_sub(to, problem->impurity);
    double length = kkr_vec3_length(way), begin = 0.1;
    kkr_vec3 x[N_LINE];
    p->distance = kkr_alloc(N_LINE, sizeof *p->distance);
    p->kkr_line = kkr_alloc(N_LINE, sizeof *p->kkr_line);
    p->model_line = kkr_alloc(N_LINE, sizeof *p->model_line);
    p->line_site = kkr_alloc(N_LINE, sizeof *p->line_site);
    for (int i = 0; i < N_LINE; i++) {
        double r = begin + (length - begin) * i / (N_LINE - 1.);
        kkr_vec3 at = kkr_vec3_mad(problem->impurity, r / length, way);
        kkr_sample s = kkr_sampler_point(sampler, at);
        if (s.site < 0 || s.site >= problem->n_sites || !isfinite(s.dv))
            continue;
        x[p->n_line] = at;
        p->distance[p->n_line] = r;
        p->line_site[p->n_line] = s.site;
        p->kkr_line[p->n_line++] = s.dv;
    }
    return kkr_jl_apply(problem->jl, problem->impurity, x, p->n_line,
                        kkr_jl_fit_model(p->fit)->w, 1, p->model_line, job, err);
}

kkr_fit_picture *kkr_fit_picture_new(const kkr_jl_fit *fit, const kkr_case *object,
                                     const kkr_sampler *sampler, const kkr_slice *slice,
                                     const kkr_job *job, kkr_error *err)
{
    KKR_AUTO(kkr_fit_picture) p = kkr_alloc(1, sizeof *p);
    const kkr_jl_values *test = &fit->ensemble->problem[0]->test;
    int n_targets = fit->ensemble->n_targets;
    p->fit = fit;
    p->slice = slice;
    p->r_mt = object->sites[0].r_mt;
    p->truth = kkr_alloc(test->n, sizeof *p->truth);
    p->shape = kkr_alloc(test->n, sizeof *p->shape);
    for (size_t i = 0; i < test->n; i++) {
        p->truth[i] = test->value[i * n_targets + fit->target];
        p->shape[i] = p->truth[i] - test->spherical[i * n_targets + fit->target];
    }
    if ((slice && !fill_maps(p, job, err)) || !fill_line(p, object, sampler, job, err))
        return NULL;
    return KKR_STEAL(p);
}

void kkr_fit_picture_free(kkr_fit_picture *picture)
{
    if (!picture)
        return;
    free(picture->model);
    free(picture->residual);
    free(picture->distance);
    free(picture->kkr_line);
    free(picture->model_line);
    free(picture->line_site);
    free(picture->truth);
    free(picture->shape);
    free(picture);
}
