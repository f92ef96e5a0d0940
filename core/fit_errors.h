// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"

/**
 * How far a model is off. One number never tells: a mean error falls while a few
 * corners run away, and a constant (another zero of energy) hides the shape. So
 * all of them stand together, with and without the mean shift.
 *
 * Energies in whatever unit the values have.
 *
 * Threads: pure functions on plain values.
 */
typedef struct kkr_fit_errors {
    size_t n;
    double mae, rmse, max;                   // of model - truth; NaN for n = 0
    double mean;                             // of model - truth: the shift
    double shape_mae, shape_rmse, shape_max; // after the shift is taken off
    double rms_truth;
    double r2; // 1 - sum (model - truth)^2 / sum (truth - its mean)^2
} kkr_fit_errors;

/** Over the points i < n with use[i]; `use` NULL: all. */
kkr_fit_errors kkr_fit_errors_of(const double *truth, const double *model,
                                 const bool *use, size_t n);

/** A shell around the impurity. */
typedef struct kkr_fit_shell {
    double low, high; // radii
    size_t n;
    double rmse, mean, rms_truth; // as above; NaN for n = 0
} kkr_fit_shell;

/** `count` shells of equal log r from low to high. */
void kkr_fit_shells(const double *r, const double *truth, const double *model, size_t n,
                    double low, double high, int count, kkr_fit_shell *shells);

/** The value below which a fraction q of values[n] lies, interpolated; n >= 1. */
double kkr_quantile(const double *values, size_t n, double q);
