// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/least_squares.h"

#include <assert.h>
#include <gsl/gsl_linalg.h>
#include <gsl/gsl_multilarge.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

// The right-hand sides are further columns: the triangle of [X Y] holds the
// triangle of X, Q^T Y beside it and the lengths of what is left below. GSL's own
// right-hand side stays zero.

struct kkr_rows {
    int n_columns, n_targets;
    size_t n;      // added
    size_t filled; // rows in `block` that wait
    size_t room;
    gsl_matrix *block; // [room][n_columns + n_targets]
    gsl_vector *zero;  // [room]
    gsl_multilarge_linear_workspace *tsqr;
};

enum { MAX_COLUMNS = 20000, BLOCK = 512 };

kkr_rows *kkr_rows_new(int n_columns, int n_targets, kkr_error *err)
{
    assert(n_columns >= 1 && n_targets >= 1);
    int width = n_columns + n_targets;
    if (width > MAX_COLUMNS) {
        kkr_fail(err, KKR_ERROR_MEMORY, "a fit of %d columns, expected at most %d",
                 width, MAX_COLUMNS);
        return NULL;
    }
    KKR_AUTO(kkr_rows) rows = kkr_alloc(1, sizeof *rows);
    rows->n_columns = n_columns;
    rows->n_targets = n_targets;
    rows->room = width > BLOCK ? width : BLOCK; // GSL wants no fewer rows than columns
    rows->block = gsl_matrix_calloc(rows->room, width);
    rows->zero = gsl_vector_calloc(rows->room);
    rows->tsqr = gsl_multilarge_linear_alloc(gsl_multilarge_linear_tsqr, width);
    if (rows->block && rows->zero && rows->tsqr)
        return KKR_STEAL(rows);
    kkr_fail(err, KKR_ERROR_MEMORY, "not enough memory for a fit of %d columns", width);
    return NULL;
}

void kkr_rows_free(kkr_rows *rows)
{
    if (!rows)
        return;
    if (rows->tsqr)
        gsl_multilarge_linear_free(rows->tsqr);
    gsl_matrix_free(rows->block);
    gsl_vector_free(rows->zero);
    free(rows);
}

/** The block into the triangle; a block that is not full counts as if with zeros. */
static void flush(kkr_rows *rows)
{
    if (rows->filled == 0)
        return;
    memset(rows->block->data + rows->filled * rows->block->tda, 0,
           (rows->room - rows->filled) * rows->block->tda * sizeof(double));
    gsl_vector_set_zero(rows->zero);
    gsl_multilarge_linear_accumulate(rows->block, rows->zero, rows->tsqr);
    rows->filled = 0;
}

bool kkr_rows_add(kkr_rows *rows, const double *x, const double *y, size_t n,
                  kkr_error *err)
{
    size_t p = rows->n_columns, k = rows->n_targets;
    for (size_t i = 0; i < n; i++) {
        double *row = rows->block->data + rows->filled * rows->block->tda;
        memcpy(row, x + i * p, p * sizeof *row);
        memcpy(row + p, y + i * k, k * sizeof *row);
        for (size_t j = 0; j < p + k; j++)
            if (!isfinite(row[j]))
                return kkr_fail(err, KKR_ERROR_FORMAT,
                                "row %zu of the fit: %s %zu is %g", rows->n + 1,
                                j < p ? "column" : "target", j < p ? j + 1 : j - p + 1,
                                row[j]);
        rows->n++;
        if (++rows->filled == rows->room)
            flush(rows);
    }
    return true;
}

// ---- the decomposition -----------------------------------------------------------

/** Column norms of the triangle are those of the rows. */
static void set_rms(kkr_least_squares *s, const gsl_matrix *r, size_t n)
{
    for (int j = 0; j < s->n_columns; j++) {
        double sum = 0;
        for (int i = 0; i <= j; i++)
            sum += gsl_matrix_get(r, i, j) * gsl_matrix_get(r, i, j);
        s->rms[j] = sqrt(sum / (double)n);
    }
}

static void list_active(kkr_least_squares *s, const int *columns, int n)
{
    for (int i = 0; i < (columns ? n : s->n_columns); i++) {
        int column = columns ? columns[i] : i;
        assert(column >= 0 && column < s->n_columns);
        assert(!columns || i == 0 || columns[i] > columns[i - 1]);
        if (s->rms[column] > 0)
            s->active[s->n_active++] = column;
    }
}

/** Scaled active columns of the triangle, then the targets beside them. */
static void fill_scaled(const kkr_least_squares *s, const gsl_matrix *r, size_t n,
                        gsl_matrix *a)
{
    double root = sqrt((double)n);
    for (int j = 0; j < s->n_active; j++) {
        int column = s->active[j];
        for (int i = 0; i <= column; i++)
            gsl_matrix_set(a, i, j,
                           gsl_matrix_get(r, i, column) / (s->rms[column] * root));
    }
    for (int k = 0; k < s->n_targets; k++) {
        int column = s->n_columns + k;
        for (int i = 0; i <= column; i++)
            gsl_matrix_set(a, i, s->n_active + k, gsl_matrix_get(r, i, column) / root);
    }
}

/** The triangle again, for a subset of the columns leaves steps in it. */
static bool triangularise(gsl_matrix *a)
{
    gsl_matrix *t = gsl_matrix_alloc(a->size2, a->size2);
    bool good = t && gsl_linalg_QR_decomp_r(a, t) == 0;
    gsl_matrix_free(t);
    return good;
}

static bool decompose(kkr_least_squares *s, const gsl_matrix *a, kkr_error *err)
{
    size_t p = s->n_active;
    gsl_matrix *u = gsl_matrix_calloc(p, p);
    gsl_vector *work = gsl_vector_alloc(p);
    gsl_matrix_view v = gsl_matrix_view_array(s->vectors, p, p);
    gsl_vector_view values = gsl_vector_view_array(s->values, p);
    bool good = u && work;
    for (size_t i = 0; good && i < p; i++)
        for (size_t j = i; j < p; j++)
            gsl_matrix_set(u, i, j, gsl_matrix_get(a, i, j));
    good = good && gsl_linalg_SV_decomp(u, &v.matrix, &values.vector, work) == 0;
    for (int k = 0; good && k < s->n_targets; k++) {
        for (size_t i = 0; i < p; i++) {
            double sum = 0;
            for (size_t j = 0; j < p; j++)
                sum += gsl_matrix_get(u, j, i) * gsl_matrix_get(a, j, p + k);
            s->rotated[i * s->n_targets + k] = sum;
        }
        for (size_t j = p; j <= p + k; j++)
            s->outside[k] += pow(gsl_matrix_get(a, j, p + k), 2);
    }
    gsl_matrix_free(u);
    gsl_vector_free(work);
    return good || kkr_fail(err, KKR_ERROR_MEMORY,
                            "not enough memory to solve a fit of %zu columns", p);
}

kkr_least_squares *kkr_least_squares_new(kkr_rows *rows, const int *columns, int n,
                                         const kkr_job *job, kkr_error *err)
{
    flush(rows);
    if (rows->n == 0) {
        kkr_fail(err, KKR_ERROR_MISSING, "a fit without any point");
        return NULL;
    }
    const gsl_matrix *r = gsl_multilarge_linear_matrix_ptr(rows->tsqr);
    KKR_AUTO(kkr_least_squares) s = kkr_alloc(1, sizeof *s);
    s->n_columns = rows->n_columns;
    s->n_targets = rows->n_targets;
    s->rms = kkr_alloc(s->n_columns, sizeof *s->rms);
    s->active = kkr_alloc(s->n_columns, sizeof *s->active);
    set_rms(s, r, rows->n);
    list_active(s, columns, n);
    if (s->n_active == 0) {
        kkr_fail(err, KKR_ERROR_MISSING,
                 "a fit without any column that is not zero everywhere");
        return NULL;
    }
    size_t p = s->n_active;
    s->values = kkr_alloc(p, sizeof *s->values);
    s->rotated = kkr_alloc(p * s->n_targets, sizeof *s->rotated);
    s->outside = kkr_alloc(s->n_targets, sizeof *s->outside);
    s->vectors = kkr_alloc_large(p * p, sizeof *s->vectors, err);
    if (!s->vectors)
        return NULL;
    gsl_matrix *a = gsl_matrix_calloc(r->size1, p + s->n_targets);
    bool good = a;
    if (good)
        fill_scaled(s, r, rows->n, a);
    good = good && triangularise(a);
    if (!good)
        kkr_fail(err, KKR_ERROR_MEMORY,
                 "not enough memory to solve a fit of %zu columns", p);
    good = good &&
           (!kkr_job_cancelled(job) || kkr_fail(err, KKR_ERROR_CANCELLED, "cancelled"));
    good = good && decompose(s, a, err);
    gsl_matrix_free(a);
    return good ? KKR_STEAL(s) : NULL;
}

void kkr_least_squares_free(kkr_least_squares *system)
{
    if (!system)
        return;
    free(system->active);
    free(system->rms);
    free(system->values);
    free(system->vectors);
    free(system->rotated);
    free(system->outside);
    free(system);
}

double kkr_least_squares_solve(const kkr_least_squares *s, int target, double lambda,
                               double cut, double *w)
{
    assert(target >= 0 && target < s->n_targets && lambda >= 0);
    memset(w, 0, s->n_columns * sizeof *w);
    double *scaled = kkr_alloc(s->n_active, sizeof *scaled);
    double square = s->outside[target];
    for (int i = 0; i < s->n_active; i++) {
        double value = s->values[i], b = s->rotated[i * s->n_targets + target];
        bool used = value > cut * s->values[0];
        double keep = used ? value * value / (value * value + lambda) : 0;
        scaled[i] = used ? keep * b / value : 0;
        square += (1 - keep) * (1 - keep) * b * b;
    }
    for (int j = 0; j < s->n_active; j++) {
        double sum = 0;
        for (int i = 0; i < s->n_active; i++)
            sum += s->vectors[(size_t)j * s->n_active + i] * scaled[i];
        w[s->active[j]] = sum / s->rms[s->active[j]];
    }
    free(scaled);
    return sqrt(square);
}
