// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

// With Z the n x f matrix of z-scores, components are eigenvectors of Z^T Z; if there
// are fewer rows than columns, those of Z Z^T are found instead and carried over.

#include "core/pca.h"

#include <gsl/gsl_eigen.h>
#include <math.h>
#include <stdlib.h>

#include "core/parallel.h"

// times the largest value of all columns; below, a column is rounding error
static const double inactive = 1e-13;

kkr_columns *kkr_columns_new(const double *rows, size_t n, int n_features)
{
    kkr_columns *c = kkr_alloc(1, sizeof *c);
    const size_t f_n = (size_t)n_features;
    double largest = 0;
    c->n_features = n_features;
    c->mean = kkr_alloc(f_n, sizeof *c->mean);
    c->deviation = kkr_alloc(f_n, sizeof *c->deviation);
    for (size_t i = 0; i < n; i++)
        for (size_t f = 0; f < f_n; f++) {
            c->mean[f] += rows[i * f_n + f];
            largest = fmax(largest, fabs(rows[i * f_n + f]));
        }
    for (size_t f = 0; f < f_n; f++)
        c->mean[f] /= (double)n;
    for (size_t i = 0; i < n; i++)
        for (size_t f = 0; f < f_n; f++) {
            double d = rows[i * f_n + f] - c->mean[f];
            c->deviation[f] += d * d;
        }
    for (size_t f = 0; f < f_n; f++) {
        c->deviation[f] = sqrt(c->deviation[f] / (double)n);
        if (!(c->deviation[f] > inactive * largest))
            c->deviation[f] = 0;
        c->n_active += c->deviation[f] > 0;
    }
    return c;
}

void kkr_columns_free(kkr_columns *columns)
{
    if (!columns)
        return;
    free(columns->mean);
    free(columns->deviation);
    free(columns);
}

double kkr_columns_z(const kkr_columns *columns, int f, double value)
{
    double deviation = columns->deviation[f];
    return deviation > 0 ? (value - columns->mean[f]) / deviation : NAN;
}

typedef struct product {
    const double *z; // [a][b]
    size_t a, b;
    gsl_matrix *out; // [a][a] = z z^T
} product;

static void multiply_row(void *user, int i, int thread)
{
    const product *p = user;
    (void)thread;
    for (size_t k = 0; k <= (size_t)i; k++) {
        const double *u = p->z + (size_t)i * p->b, *v = p->z + k * p->b;
        double sum[8] = { 0 }; // independent sums, so that registers are filled
        size_t j = 0;
        for (; j + 8 <= p->b; j += 8)
            for (int m = 0; m < 8; m++)
                sum[m] += u[j + (size_t)m] * v[j + (size_t)m];
        for (; j < p->b; j++)
            sum[0] += u[j] * v[j];
        for (int m = 1; m < 8; m++)
            sum[0] += sum[m];
        gsl_matrix_set(p->out, (size_t)i, k, sum[0]);
        gsl_matrix_set(p->out, k, (size_t)i, sum[0]);
    }
}

/** z-scores of the active columns, [n_active][n] or, if `by_row`, [n][n_active]. */
static double *standardise(const kkr_columns *c, const double *rows, size_t n,
                           bool by_row, kkr_error *err)
{
    const size_t f_n = (size_t)c->n_features, active = (size_t)c->n_active;
    double *z = kkr_alloc_large(n * active + 1, sizeof *z, err);
    for (size_t i = 0; i < n && z; i++)
        for (size_t f = 0, k = 0; f < f_n; f++) {
            if (!(c->deviation[f] > 0))
                continue;
            double value = (rows[i * f_n + f] - c->mean[f]) / c->deviation[f];
            z[by_row ? i * active + k : k * n + i] = value;
            k++;
        }
    return z;
}

/* A component's weights on active columns, made to length 1. */
static void store(const kkr_columns *c, kkr_pca *pca, int component, double *w)
{
    double length = 0, most = 0;
    for (int k = 0; k < c->n_active; k++) {
        length += w[k] * w[k];
        // the first of equals: rounding must not decide
        if (fabs(w[k]) > fabs(most) * (1 + 1e-9))
            most = w[k];
    }
    double scale = (most < 0 ? -1 : 1) / sqrt(length);
    double *out = pca->weight + (size_t)component * (size_t)c->n_features;
    for (int f = 0, k = 0; f < c->n_features; f++)
        if (c->deviation[f] > 0)
            out[f] = scale * w[k++] / c->deviation[f];
}

static bool find_components(const kkr_columns *c, kkr_pca *pca, const double *z,
                            size_t n, bool by_row, const kkr_job *job, kkr_error *err)
{
    const size_t active = (size_t)c->n_active, a = by_row ? n : active;
    product p = { z, a, by_row ? active : n, gsl_matrix_alloc(a, a) };
    gsl_vector *values = gsl_vector_alloc(a);
    gsl_matrix *vectors = gsl_matrix_alloc(a, a);
    gsl_eigen_symmv_workspace *work = gsl_eigen_symmv_alloc(a);
    double *w = kkr_alloc(active, sizeof *w);
    bool good = p.out && values && vectors && work;
    if (!good)
        kkr_fail(err, KKR_ERROR_MEMORY, "no memory for a matrix of %zu x %zu", a, a);
    else if (!kkr_parallel_for(job, (int)a, multiply_row, &p, "components"))
        good = kkr_fail(err, KKR_ERROR_CANCELLED, "cancelled");
    else if (gsl_eigen_symmv(p.out, values, vectors, work))
        good =
            kkr_fail(err, KKR_ERROR_FORMAT, "the principal components do not settle");
    if (good)
        gsl_eigen_symmv_sort(values, vectors, GSL_EIGEN_SORT_VAL_DESC);
    double whole = (double)n * (double)active; // every z has variance 1
    for (int i = 0; good && i < pca->n_components && (size_t)i < a; i++) {
        double value = gsl_vector_get(values, (size_t)i);
        if (!(value > 1e-12 * whole))
            break;
        for (size_t k = 0; k < active; k++) {
            w[k] = by_row ? 0 : gsl_matrix_get(vectors, k, (size_t)i);
            for (size_t r = 0; by_row && r < n; r++)
                w[k] += z[r * active + k] * gsl_matrix_get(vectors, r, (size_t)i);
        }
        pca->share[i] = value / whole;
        store(c, pca, i, w);
    }
    gsl_matrix_free(p.out);
    gsl_matrix_free(vectors);
    gsl_vector_free(values);
    if (work)
        gsl_eigen_symmv_free(work);
    free(w);
    return good;
}

kkr_pca *kkr_pca_new(const kkr_columns *columns, const double *rows, size_t n,
                     int n_components, const kkr_job *job, kkr_error *err)
{
    KKR_AUTO(kkr_pca) pca = kkr_alloc(1, sizeof *pca);
    const size_t f_n = (size_t)columns->n_features;
    pca->n_features = columns->n_features;
    pca->n_components = n_components;
    pca->mean = kkr_alloc(f_n, sizeof *pca->mean);
    pca->weight = kkr_alloc((size_t)n_components * f_n, sizeof *pca->weight);
    pca->share = kkr_alloc((size_t)n_components, sizeof *pca->share);
    for (size_t f = 0; f < f_n; f++)
        pca->mean[f] = columns->mean[f];
    if (columns->n_active == 0)
        return KKR_STEAL(pca);
    bool by_row = n < (size_t)columns->n_active;
    double *z = standardise(columns, rows, n, by_row, err);
    bool good = z && find_components(columns, pca, z, n, by_row, job, err);
    free(z);
    return good ? KKR_STEAL(pca) : NULL;
}

void kkr_pca_free(kkr_pca *pca)
{
    if (!pca)
        return;
    free(pca->mean);
    free(pca->weight);
    free(pca->share);
    free(pca);
}

void kkr_pca_project(const kkr_pca *pca, const double *row, double *scores)
{
    for (int i = 0; i < pca->n_components; i++) {
        const double *w = pca->weight + (size_t)i * (size_t)pca->n_features;
        double sum[4] = { 0 };
        int f = 0;
        for (; f + 4 <= pca->n_features; f += 4)
            for (int m = 0; m < 4; m++)
                sum[m] += w[f + m] * (row[f + m] - pca->mean[f + m]);
        for (; f < pca->n_features; f++)
            sum[0] += w[f] * (row[f] - pca->mean[f]);
        scores[i] = sum[0] + sum[1] + sum[2] + sum[3];
    }
}
