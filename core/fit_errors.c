// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/fit_errors.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

kkr_fit_errors kkr_fit_errors_of(const double *truth, const double *model,
                                 const bool *use, size_t n)
{
    kkr_fit_errors e = { 0 };
    double mean_truth = 0, spread = 0;
    for (size_t i = 0; i < n; i++)
        if (!use || use[i]) {
            e.n++;
            e.mean += model[i] - truth[i];
            mean_truth += truth[i];
        }
    double weight = 1 / (double)e.n; // n = 0: every mean is 0 times infinity, NaN
    e.mean *= weight;
    mean_truth *= weight;
    for (size_t i = 0; i < n; i++)
        if (!use || use[i]) {
            double d = model[i] - truth[i], s = d - e.mean;
            e.mae += fabs(d);
            e.rmse += d * d;
            e.max = fmax(e.max, fabs(d));
            e.shape_mae += fabs(s);
            e.shape_rmse += s * s;
            e.shape_max = fmax(e.shape_max, fabs(s));
            e.rms_truth += truth[i] * truth[i];
            spread += (truth[i] - mean_truth) * (truth[i] - mean_truth);
        }
    e.r2 = 1 - e.rmse / spread;
    e.mae *= weight;
    e.rmse = sqrt(e.rmse * weight);
    e.shape_mae *= weight;
    e.shape_rmse = sqrt(e.shape_rmse * weight);
    e.rms_truth = sqrt(e.rms_truth * weight);
    if (e.n == 0)
        e.max = e.shape_max = NAN;
    return e;
}

void kkr_fit_shells(const double *r, const double *truth, const double *model, size_t n,
                    double low, double high, int count, kkr_fit_shell *shells)
{
    assert(low > 0 && high > low && count >= 1);
    memset(shells, 0, (size_t)count * sizeof *shells);
    for (int k = 0; k < count; k++) {
        shells[k].low = low * pow(high / low, (double)k / count);
        shells[k].high = low * pow(high / low, (k + 1.0) / count);
    }
    for (size_t i = 0; i < n; i++) {
        double place = floor(count * log(r[i] / low) / log(high / low));
        if (!(place >= 0 && place < count))
            continue;
        kkr_fit_shell *shell = &shells[(int)place];
        double d = model[i] - truth[i];
        shell->n++;
        shell->mean += d;
        shell->rmse += d * d;
        shell->rms_truth += truth[i] * truth[i];
    }
    for (int k = 0; k < count; k++) {
        double weight = 1 / (double)shells[k].n;
        shells[k].mean *= weight;
        shells[k].rmse = sqrt(shells[k].rmse * weight);
        shells[k].rms_truth = sqrt(shells[k].rms_truth * weight);
    }
}

static int by_value(const void *a, const void *b)
{
    double p = *(const double *)a, q = *(const double *)b;
    return (p > q) - (p < q);
}

double kkr_quantile(const double *values, size_t n, double q)
{
    assert(n >= 1 && q >= 0 && q <= 1);
    double *sorted = kkr_alloc(n, sizeof *sorted);
    memcpy(sorted, values, n * sizeof *sorted);
    qsort(sorted, n, sizeof *sorted, by_value);
    double place = q * (double)(n - 1);
    size_t k = (size_t)place;
    double value = sorted[k];
    if (k + 1 < n)
        value += (place - (double)k) * (sorted[k + 1] - value);
    free(sorted);
    return value;
}
