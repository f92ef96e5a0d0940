// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

/*
 * One site on a grid of its own, its expansion continued beyond its cell: what a
 * surface needs that is to end exactly on the faces.
 */

#include "core/sampler_private.h"

#include <math.h>
#include <stdlib.h>

#include "core/evaluator.h"
#include "core/parallel.h"

enum { BLOCK_POINTS = 1 << 16, MAX_BLOCK = 1 << 21 };

typedef struct site_sampling {
    const kkr_sampler *sampler;
    const kkr_sampler_kind *kind;
    const kkr_grid *grid;
    const int (*runs)[2];
    double r_min;
    float *v, *dv;
    size_t n_rows, rows_per_block;
    kkr_evaluator **evaluators; // [threads]
    kkr_error *errors;          // [threads]
} site_sampling;

static kkr_vec3 point_of(const site_sampling *s, size_t row, int i)
{
    const kkr_grid *g = s->grid;
    kkr_vec3 x = kkr_vec3_mad(g->origin, i, g->step[0]);
    x = kkr_vec3_mad(x, (double)(row % g->n[1]), g->step[1]);
    return kkr_vec3_mad(x, (double)(row / g->n[1]), g->step[2]);
}

static void sample_exactly(const site_sampling *s, size_t row, int i)
{
    kkr_vec3 x = point_of(s, row, i), ignored;
    double r = kkr_vec3_length(x);
    if (r < s->r_min)
        x = r > 0 ? kkr_vec3_scale(x, s->r_min / r) : (kkr_vec3){ 0, 0, s->r_min };
    bool nuclear = s->sampler->params.nuclear;
    size_t at = row * s->grid->n[0] + i;
    if (s->v)
        s->v[at] = (float)kkr_expansion_gradient(s->kind->v, x, nuclear, &ignored);
    if (s->dv)
        s->dv[at] = (float)kkr_expansion_gradient(s->kind->dv, x, nuclear, &ignored);
}

/** What has no value in the table: beyond its end. */
static void continue_row(const site_sampling *s, size_t row)
{
    size_t first = row * s->grid->n[0];
    for (int i = s->runs[row][0]; i < s->runs[row][1]; i++)
        if ((s->v && isnan(s->v[first + i])) || (s->dv && isnan(s->dv[first + i])))
            sample_exactly(s, row, i);
}

static void sample_block(void *user, int block, int thread)
{
    const site_sampling *s = user;
    size_t begin = block * s->rows_per_block, end = begin + s->rows_per_block;
    if (end > s->n_rows)
        end = s->n_rows;
    const int n = s->grid->n[0];
    kkr_evaluator *evaluator = s->evaluators[thread];
    size_t offset = begin * n;
    float *const out[KKR_TABLE_FUNCTIONS] = { s->v ? s->v + offset : NULL,
                                              s->dv ? s->dv + offset : NULL };
    if (!s->kind->table) {
        for (size_t row = begin; row < end; row++)
            for (int i = s->runs[row][0]; i < s->runs[row][1]; i++)
                sample_exactly(s, row, i);
        return;
    }
    if (!kkr_evaluator_begin(evaluator, s->kind->table, s->r_min, out,
                             &s->errors[thread]))
        return;
    for (size_t row = begin; row < end; row++)
        if (s->runs[row][0] < s->runs[row][1])
            kkr_evaluator_row(evaluator, point_of(s, row, 0), s->grid->step[0],
                              s->runs[row][0], s->runs[row][1],
                              (int)((row - begin) * n));
    const int *left;
    size_t n_left = kkr_evaluator_end(evaluator, &left);
    for (size_t k = 0; k < n_left; k++)
        sample_exactly(s, begin + left[k] / n, left[k] % n);
    for (size_t row = begin; row < end; row++)
        continue_row(s, row);
}

bool kkr_sampler_site_grid(const kkr_sampler *sampler, int site, const kkr_grid *grid,
                           const int (*runs)[2], double r_min, float *v, float *dv,
                           const kkr_job *job, kkr_error *err)
{
    const kkr_case *object = sampler->object;
    int known = site >= 0 && site < object->n_sites ? sampler->site_kind[site] : -1;
    const kkr_sampler_kind *kind = known < 0 ? NULL : &sampler->kinds[known];
    if (!kind || !kind->v)
        return kkr_fail(err, KKR_ERROR_MISSING, "site %d: its potential is not known",
                        site + 1);
    if (grid->n[0] > MAX_BLOCK)
        return kkr_fail(err, KKR_ERROR_GEOMETRY, "a grid with %d points in a row",
                        grid->n[0]);
    site_sampling s = { .sampler = sampler,
                        .kind = kind,
                        .grid = grid,
                        .runs = runs,
                        .r_min = r_min,
                        .v = v,
                        .dv = kind->dv ? dv : NULL,
                        .n_rows = (size_t)grid->n[1] * grid->n[2],
                        .rows_per_block = BLOCK_POINTS / (size_t)grid->n[0] + 1 };
    int n_threads = kkr_parallel_threads(job);
    s.evaluators = kkr_alloc(n_threads, sizeof *s.evaluators);
    s.errors = kkr_alloc(n_threads, sizeof *s.errors);
    for (int t = 0; t < n_threads; t++)
        s.evaluators[t] = kkr_evaluator_new(kkr_simd_best());
    int n_blocks = (int)((s.n_rows + s.rows_per_block - 1) / s.rows_per_block);
    bool good = kkr_parallel_for(job, n_blocks, sample_block, &s, NULL);
    if (!good)
        kkr_fail(err, KKR_ERROR_CANCELLED, "cancelled");
    for (int t = 0; t < n_threads; t++) {
        if (good && s.errors[t].code)
            good = kkr_fail(err, s.errors[t].code, "%s", s.errors[t].message);
        kkr_evaluator_free(s.evaluators[t]);
    }
    free(s.evaluators);
    free(s.errors);
    return good;
}
