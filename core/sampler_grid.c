// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

/*
 * A grid is cut into blocks of rows, and each row into runs with one owner. The
 * exact path evaluates point after point; the float path first collects the runs
 * of a block by kind of site, so that the buckets of core/evaluator.h fill.
 */

#include "core/sampler_private.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>

#include "core/evaluator.h"
#include "core/parallel.h"

enum {
    BLOCK_POINTS = 1 << 17,    // enough to fill buckets, few enough for the cache
    FAST_ROW_MAX = 1 << 20,    // longer rows cannot be counted in float: exact
    MIN_BLOCKS_PER_THREAD = 4, // so that no thread waits long for the others
};

/** A run of a row that has values. */
typedef struct piece {
    const kkr_sampler_kind *kind;
    kkr_vec3 center;
    int row, begin, end; // row of the block
    int next;            // piece of the same kind, -1: none
} piece;

typedef struct scratch { // of a thread
    kkr_run *runs;
    piece *pieces;
    int n_pieces, pieces_size;
    int *row_start;  // [block_rows + 1] pieces before a row
    int *kind_first; // [n_kinds] newest piece of a kind, -1: none
    kkr_evaluator *evaluator;
    kkr_error error;
} scratch;

typedef struct sampling {
    const kkr_sampler *sampler;
    const kkr_grid *grid;
    const kkr_tessellation_region *region;
    bool exact;
    double r_min;
    float *v, *dv;
    short *owner;
    size_t n_rows;
    int block_rows;
    scratch *scratch; // [threads]
} sampling;

/** Point i of row `row` of the grid, in the crystal's coordinates. */
static kkr_vec3 grid_point(const sampling *s, size_t row, int i)
{
    const kkr_grid *g = s->grid;
    int j = (int)(row % g->n[1]), k = (int)(row / g->n[1]);
    kkr_vec3 x = kkr_vec3_mad(g->origin, i, g->step[0]);
    x = kkr_vec3_mad(x, j, g->step[1]);
    x = kkr_vec3_mad(x, k, g->step[2]);
    return kkr_vec3_add(x, s->sampler->object->origin);
}

/** A point too close to a nucleus goes out to r_min, along z if it has no direction. */
static kkr_vec3 clamp_radius(kkr_vec3 x, double r_min)
{
    double r = kkr_vec3_length(x);
    if (r >= r_min)
        return x;
    return r > 0 ? kkr_vec3_scale(x, r_min / r) : (kkr_vec3){ 0, 0, r_min };
}

static void sample_exactly(const sampling *s, const piece *p, size_t row, int i)
{
    kkr_vec3 x = clamp_radius(kkr_vec3_sub(grid_point(s, row, i), p->center), s->r_min);
    size_t at = row * s->grid->n[0] + i;
    if (s->v)
        s->v[at] = (float)kkr_sampler_kind_value(s->sampler, p->kind, p->kind->v, x);
    if (s->dv)
        s->dv[at] = (float)kkr_sampler_kind_value(s->sampler, p->kind, p->kind->dv, x);
}

static void fill_unknown(float *values, size_t begin, size_t end)
{
    for (size_t i = begin; values && i < end; i++)
        values[i] = NAN;
}

static short owner_code(const kkr_sampler_place *place)
{
    int code = !place->kind       ? KKR_OWNER_NONE
               : place->site >= 0 ? place->site
                                  : -2 - place->host_site;
    return code > SHRT_MAX || code < SHRT_MIN ? KKR_OWNER_NONE : (short)code;
}

static void add_piece(scratch *t, piece p)
{
    if (t->n_pieces == t->pieces_size) {
        t->pieces_size = 2 * t->pieces_size + 64;
        t->pieces = kkr_realloc(t->pieces, t->pieces_size, sizeof *t->pieces);
    }
    t->pieces[t->n_pieces++] = p;
}

/** Owners of a row; runs with values become pieces, the rest is unknown. */
static void divide_row(const sampling *s, scratch *t, size_t row, int row_of_block)
{
    int n = s->grid->n[0];
    size_t first = row * n;
    int n_runs = kkr_tessellation_row(s->region, grid_point(s, row, 0),
                                      s->grid->step[0], n, t->runs, n);
    for (int r = 0; r < n_runs; r++) {
        const kkr_run *run = &t->runs[r];
        kkr_sampler_place place = { NULL, -1, -1 };
        if (run->owner.site >= 0)
            place = kkr_sampler_find(s->sampler, &run->owner);
        short code = owner_code(&place);
        for (int i = run->begin; s->owner && i < run->end; i++)
            s->owner[first + i] = code;
        bool known = place.kind && (s->v || (s->dv && place.kind->dv));
        if (!known || !place.kind->v)
            fill_unknown(s->v, first + run->begin, first + run->end);
        if (!known || !place.kind->dv)
            fill_unknown(s->dv, first + run->begin, first + run->end);
        if (known)
            add_piece(t, (piece){ place.kind, run->owner.center, row_of_block,
                                  run->begin, run->end, -1 });
    }
}

/** The points of a kind that the evaluator left to the exact path. */
static void sample_left_over(const sampling *s, const scratch *t, size_t first_row,
                             const int *points, size_t n)
{
    for (size_t k = 0; k < n; k++) {
        int row = points[k] / s->grid->n[0], i = points[k] % s->grid->n[0];
        int p = t->row_start[row];
        while (i >= t->pieces[p].end)
            p++;
        sample_exactly(s, &t->pieces[p], first_row + row, i);
    }
}

/** All pieces of one kind in a block, from `first` on. */
static void sample_kind(const sampling *s, scratch *t, size_t first_row, int first)
{
    const kkr_sampler_kind *kind = t->pieces[first].kind;
    int n = s->grid->n[0];
    size_t offset = first_row * n;
    float *const out[KKR_TABLE_FUNCTIONS] = { s->v ? s->v + offset : NULL,
                                              s->dv ? s->dv + offset : NULL };
    if (!kkr_evaluator_begin(t->evaluator, kind->table, s->r_min, out, &t->error))
        return;
    for (int k = first; k >= 0; k = t->pieces[k].next) {
        const piece *p = &t->pieces[k];
        kkr_vec3 start = grid_point(s, first_row + p->row, 0);
        kkr_evaluator_row(t->evaluator, kkr_vec3_sub(start, p->center),
                          s->grid->step[0], p->begin, p->end, p->row * n);
    }
    const int *points;
    size_t n_points = kkr_evaluator_end(t->evaluator, &points);
    sample_left_over(s, t, first_row, points, n_points);
}

static void sample_block(void *user, int block, int thread)
{
    const sampling *s = user;
    scratch *t = &s->scratch[thread];
    size_t first_row = (size_t)block * s->block_rows;
    t->n_pieces = 0;
    int n_rows = 0;
    for (; n_rows < s->block_rows && first_row + n_rows < s->n_rows; n_rows++) {
        t->row_start[n_rows] = t->n_pieces;
        divide_row(s, t, first_row + n_rows, n_rows);
    }

    const kkr_sampler_kind *kinds = s->sampler->kinds;
    for (int k = 0; k < s->sampler->n_kinds; k++)
        t->kind_first[k] = -1;
    for (int k = 0; k < t->n_pieces; k++) {
        piece *p = &t->pieces[k];
        if (!s->exact && p->kind->table) {
            p->next = t->kind_first[p->kind - kinds];
            t->kind_first[p->kind - kinds] = k;
        } else {
            for (int i = p->begin; i < p->end; i++)
                sample_exactly(s, p, first_row + p->row, i);
        }
    }
    for (int k = 0; k < s->sampler->n_kinds; k++)
        if (t->kind_first[k] >= 0)
            sample_kind(s, t, first_row, t->kind_first[k]);
}

static bool run_blocks(sampling *s, const kkr_job *job, kkr_error *err)
{
    int n_threads = kkr_parallel_threads(job), n = s->grid->n[0];
    size_t rows = BLOCK_POINTS / n + 1;
    size_t fair = s->n_rows / (MIN_BLOCKS_PER_THREAD * (size_t)n_threads) + 1;
    rows = s->exact || rows > fair ? fair : rows;
    rows = s->exact && rows > 16 ? 16 : rows; // progress, and to stop soon
    if (s->n_rows / rows >= INT_MAX)
        rows = s->n_rows / INT_MAX + 1;
    s->block_rows = (int)rows;
    int n_blocks = (int)((s->n_rows + rows - 1) / rows);

    s->scratch = kkr_alloc(n_threads, sizeof *s->scratch);
    bool good = true;
    for (int t = 0; t < n_threads && good; t++) {
        scratch *own = &s->scratch[t];
        own->runs = kkr_alloc_large(n, sizeof *own->runs, err);
        own->row_start = kkr_alloc(rows, sizeof *own->row_start);
        own->kind_first = kkr_alloc(s->sampler->n_kinds, sizeof *own->kind_first);
        own->evaluator = kkr_evaluator_new(kkr_simd_best());
        good = own->runs;
    }
    if (good && !kkr_parallel_for(job, n_blocks, sample_block, s, "sampling"))
        good = kkr_fail(err, KKR_ERROR_CANCELLED, "cancelled");
    for (int t = 0; t < n_threads; t++) {
        scratch *own = &s->scratch[t];
        if (good && own->error.code)
            good = kkr_fail(err, own->error.code, "%s", own->error.message);
        free(own->runs);
        free(own->pieces);
        free(own->row_start);
        free(own->kind_first);
        kkr_evaluator_free(own->evaluator);
    }
    free(s->scratch);
    return good;
}

bool kkr_sampler_grid(const kkr_sampler *sampler, const kkr_grid *grid, bool exact,
                      double r_min, float *v, float *dv, short *owner,
                      const kkr_job *job, kkr_error *err)
{
    const kkr_case *object = sampler->object;
    if (grid->n[0] <= 0 || grid->n[1] <= 0 || grid->n[2] <= 0)
        return kkr_fail(err, KKR_ERROR_GEOMETRY, "a grid of %d x %d x %d points",
                        grid->n[0], grid->n[1], grid->n[2]);
    sampling s = {
        .sampler = sampler,
        .grid = grid,
        .exact = exact || grid->n[0] > FAST_ROW_MAX,
        .r_min = r_min,
        .v = v,
        .dv = dv,
        .owner = owner,
        .n_rows = (size_t)grid->n[1] * grid->n[2],
    };
    if (!object->tessellation) { // positions unknown
        size_t n = s.n_rows * grid->n[0];
        fill_unknown(v, 0, n);
        fill_unknown(dv, 0, n);
        for (size_t i = 0; owner && i < n; i++)
            owner[i] = KKR_OWNER_NONE;
        return true;
    }
    KKR_AUTO(kkr_tessellation_region)
    region =
        kkr_tessellation_region_new(object->tessellation, grid_point(&s, 0, 0),
                                    kkr_vec3_scale(grid->step[0], grid->n[0] - 1),
                                    kkr_vec3_scale(grid->step[1], grid->n[1] - 1),
                                    kkr_vec3_scale(grid->step[2], grid->n[2] - 1), err);
    if (!region)
        return false;
    s.region = region;
    return run_blocks(&s, job, err);
}
