// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/feature_map.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// Components take the cube of the smaller of rows and columns.
enum { SAMPLE = 4096, SAMPLE_WIDE = 512, WIDE = 512, MAX_COMPONENTS = 16 };

kkr_feature_window kkr_feature_window_of(const kkr_slice *slice)
{
    return (kkr_feature_window){ slice->plane, slice->s0,    slice->t0,
                                 slice->pitch, slice->width, slice->height };
}

static kkr_vec3 pixel(const kkr_feature_window *w, int i, int j)
{
    return kkr_plane_point(&w->plane, w->s0 + i * w->pitch, w->t0 + j * w->pitch);
}

static kkr_vec3 *all_pixels(const kkr_feature_window *w, kkr_error *err)
{
    kkr_vec3 *x = kkr_alloc_large((size_t)w->width * (size_t)w->height, sizeof *x, err);
    for (int j = 0, k = 0; j < w->height && x; j++)
        for (int i = 0; i < w->width; i++)
            x[k++] = pixel(w, i, j);
    return x;
}

kkr_feature_map *kkr_feature_map_new(const kkr_jl *jl, const kkr_feature_window *window,
                                     const kkr_job *job, kkr_error *err)
{
    KKR_AUTO(kkr_feature_map) map = kkr_alloc(1, sizeof *map);
    map->jl = jl;
    map->window = *window;
    map->n_features = kkr_jl_n_features(kkr_jl_settings_of(jl));
    int most = map->n_features > WIDE ? SAMPLE_WIDE : SAMPLE, step = 1;
    int columns, rows;
    for (;; step++) { // one of step x step pixels, in their middle
        columns = (window->width + step - 1) / step;
        rows = (window->height + step - 1) / step;
        if ((long)columns * rows <= most)
            break;
    }
    map->sample = kkr_alloc((size_t)columns * (size_t)rows, sizeof *map->sample);
    for (int j = step / 2; j < window->height; j += step)
        for (int i = step / 2; i < window->width; i += step)
            map->sample[map->n_sample++] = pixel(window, i, j);
    map->rows = kkr_alloc_large(map->n_sample + 1,
                                (size_t)map->n_features * sizeof *map->rows, err);
    if (!map->rows || map->n_sample == 0 ||
        !kkr_jl_features(jl, map->sample, map->n_sample, map->rows, job, err))
        return NULL;
    map->columns = kkr_columns_new(map->rows, map->n_sample, map->n_features);
    return KKR_STEAL(map);
}

void kkr_feature_map_free(kkr_feature_map *map)
{
    if (!map)
        return;
    free(map->sample);
    free(map->rows);
    kkr_columns_free(map->columns);
    free(map);
}

/** What becomes of the features of a pixel. */
typedef struct question {
    const kkr_feature_map *map;
    size_t n_pixels;
    float *out;
    const int *f; // columns
    int n;
    bool as_z;
    const double *row;    // of the point to compare with
    const double *weight; // 1 / deviation^2, 0 for inactive columns
    double over;          // 1 / (2 h^2 n_active)
    const kkr_pca *pca;
} question;

static bool ask(question *q, kkr_jl_take take, const kkr_job *job, kkr_error *err)
{
    const kkr_feature_window *w = &q->map->window;
    kkr_vec3 *x = all_pixels(w, err);
    if (!x)
        return false;
    q->n_pixels = (size_t)w->width * (size_t)w->height;
    bool good = kkr_jl_stream(q->map->jl, x, q->n_pixels, take, q, job, err);
    free(x);
    return good;
}

static void take_columns(void *user, size_t first, int count, const double *rows,
                         int thread)
{
    const question *q = user;
    (void)thread;
    for (int k = 0; k < count; k++, rows += q->map->n_features)
        for (int i = 0; i < q->n; i++) {
            double value = rows[q->f[i]];
            q->out[(size_t)i * q->n_pixels + first + (size_t)k] =
                (float)(q->as_z ? kkr_columns_z(q->map->columns, q->f[i], value)
                                : value);
        }
}

bool kkr_feature_map_columns(const kkr_feature_map *map, const int *f, int n, bool as_z,
                             float *out, const kkr_job *job, kkr_error *err)
{
    question q = { .map = map, .out = out, .f = f, .n = n, .as_z = as_z };
    return ask(&q, take_columns, job, err);
}

/** The sum over active columns of the squared difference of z. */
static double distance2(const double *weight, int n, const double *a, const double *b)
{
    double sum[4] = { 0 };
    int f = 0;
    for (; f + 4 <= n; f += 4)
        for (int k = 0; k < 4; k++)
            sum[k] += weight[f + k] * (a[f + k] - b[f + k]) * (a[f + k] - b[f + k]);
    for (; f < n; f++)
        sum[0] += weight[f] * (a[f] - b[f]) * (a[f] - b[f]);
    return sum[0] + sum[1] + sum[2] + sum[3];
}

static void take_similarity(void *user, size_t first, int count, const double *rows,
                            int thread)
{
    const question *q = user;
    (void)thread;
    for (int k = 0; k < count; k++, rows += q->map->n_features)
        q->out[first + (size_t)k] = (float)exp(
            -q->over * distance2(q->weight, q->map->n_features, rows, q->row));
}

static int compare_doubles(const void *a, const void *b)
{
    double p = *(const double *)a, q = *(const double *)b;
    return (p > q) - (p < q);
}

bool kkr_feature_map_similarity(const kkr_feature_map *map, kkr_vec3 x, double width,
                                float *out, const kkr_job *job, kkr_error *err)
{
    double *row = kkr_alloc((size_t)map->n_features, sizeof *row);
    double *weight = kkr_alloc((size_t)map->n_features, sizeof *weight);
    double *d2 = kkr_alloc(map->n_sample, sizeof *d2);
    question q = { .map = map, .out = out, .row = row, .weight = weight };
    for (int f = 0; f < map->n_features; f++) {
        double deviation = map->columns->deviation[f];
        weight[f] = deviation > 0 ? 1 / (deviation * deviation) : 0;
    }
    bool good = kkr_jl_features(map->jl, &x, 1, row, job, err);
    if (good) {
        for (size_t i = 0; i < map->n_sample; i++)
            d2[i] = distance2(weight, map->n_features,
                              map->rows + i * (size_t)map->n_features, row);
        qsort(d2, map->n_sample, sizeof *d2, compare_doubles);
        double h2 = width * width * d2[map->n_sample / 2];
        q.over = h2 > 0 ? 1 / (2 * h2) : 0; // all points alike: 1 everywhere
        good = ask(&q, take_similarity, job, err);
    }
    free(row);
    free(weight);
    free(d2);
    return good;
}

kkr_pca *kkr_feature_map_pca(const kkr_feature_map *map, int n_components,
                             const kkr_job *job, kkr_error *err)
{
    if (n_components > MAX_COMPONENTS)
        n_components = MAX_COMPONENTS;
    return kkr_pca_new(map->columns, map->rows, map->n_sample, n_components, job, err);
}

static void take_scores(void *user, size_t first, int count, const double *rows,
                        int thread)
{
    const question *q = user;
    double scores[MAX_COMPONENTS];
    (void)thread;
    for (int k = 0; k < count; k++, rows += q->map->n_features) {
        kkr_pca_project(q->pca, rows, scores);
        for (int i = 0; i < q->pca->n_components; i++)
            q->out[(size_t)i * q->n_pixels + first + (size_t)k] = (float)scores[i];
    }
}

bool kkr_feature_map_scores(const kkr_feature_map *map, const kkr_pca *pca, float *out,
                            const kkr_job *job, kkr_error *err)
{
    question q = { .map = map, .out = out, .pca = pca };
    return ask(&q, take_scores, job, err);
}

typedef struct ranked {
    float value;
    unsigned index;
} ranked;

static int compare_ranked(const void *a, const void *b)
{
    const ranked *p = a, *q = b;
    return (p->value > q->value) - (p->value < q->value);
}

void kkr_feature_rank(float *values, size_t n)
{
    ranked *list = kkr_alloc(n + 1, sizeof *list);
    for (size_t i = 0; i < n; i++)
        list[i] = (ranked){ values[i], (unsigned)i };
    qsort(list, n, sizeof *list, compare_ranked);
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && list[end].value == list[i].value;)
            end++;
        double middle = (double)(i + end - 1) / 2;
        for (size_t k = i; k < end; k++)
            values[list[k].index] = n > 1 ? (float)(middle / (double)(n - 1)) : 0.5f;
    }
    free(list);
}
