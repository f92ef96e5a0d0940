// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"

/**
 * Linear least squares of more rows than memory holds: rows come in blocks, only a
 * triangle is kept (TSQR: Demmel et al., SIAM J. Sci. Comput. 34 (2012) A206), and
 * every answer is found from that triangle:
 *
 *     minimise  (1/n) |X w - y|^2 + lambda |D w|^2,   D = rms of the columns of X
 *
 * Columns of very different size are no trouble, for QR does not mix them; normal
 * equations would square a condition number that is 1e9 to 1e15 for the features
 * this is made for.
 *
 * Several right-hand sides share one X. A subset of the columns (a smaller model)
 * needs no second pass over the rows.
 *
 * Threads: a kkr_rows belongs to one thread; a kkr_least_squares never changes.
 */
typedef struct kkr_rows kkr_rows;

/** For rows of `n_columns` values and `n_targets` right-hand sides, both >= 1. */
kkr_rows *kkr_rows_new(int n_columns, int n_targets, kkr_error *err);
void kkr_rows_free(kkr_rows *rows);
KKR_DEFINE_AUTO(kkr_rows)

/**
 * Adds n rows: x[n][n_columns], y[n][n_targets]. Fails with the row's number (from
 * the first one ever added) if a value is not finite.
 */
bool kkr_rows_add(kkr_rows *rows, const double *x, const double *y, size_t n,
                  kkr_error *err);

typedef struct kkr_least_squares {
    int n_columns;  // of the rows; solutions have this many
    int n_active;   // columns that are asked for and not zero in every row
    int *active;    // [n_active] rising
    int n_targets;  // of the rows
    double *rms;    // [n_columns] of every column, over the rows
    double *values; // [n_active] singular values of X / D / sqrt(n), falling
    // for the solver: values and vectors of the triangle's decomposition
    double *vectors; // [n_active][n_active] row i: component of column active[i]
    double *rotated; // [n_active][n_targets] U^T Q^T y / sqrt(n)
    double *outside; // [n_targets] mean square of what no solution reaches
} kkr_least_squares;

/**
 * Decomposes what was added: all columns, or the `n` columns (rising) of a smaller
 * model. Columns that are zero in all rows are inactive and get the coefficient 0.
 * Fails if there are no rows or no active column, and if cancelled.
 */
kkr_least_squares *kkr_least_squares_new(kkr_rows *rows, const int *columns, int n,
                                         const kkr_job *job, kkr_error *err);
void kkr_least_squares_free(kkr_least_squares *system);
KKR_DEFINE_AUTO(kkr_least_squares)

/**
 * The coefficients w[n_columns] for one target. Directions with a singular value
 * below `cut` times the largest are left out; lambda >= 0 is the ridge. Returns the
 * root mean square of X w - y over the rows.
 */
double kkr_least_squares_solve(const kkr_least_squares *system, int target,
                               double lambda, double cut, double *w);
