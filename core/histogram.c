// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/histogram.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/*
 * The upper bits of a positive float, exponent and then mantissa, rise with its
 * value: they number bins of equal width in each octave, without a logarithm.
 */
enum { DROPPED_BITS = 17, N_BINS = 0x7f800000 >> DROPPED_BITS };

struct kkr_histogram {
    size_t n;
    double low, high;          // the smallest and the largest value
    double abs_low, abs_high;  // of the absolute values
    uint32_t count[2][N_BINS]; // of values >= 0, of values < 0
};

/** Where bin i begins; the last one ends at infinity. */
static double edge(int i)
{
    float value;
    uint32_t bits = (uint32_t)i << DROPPED_BITS;
    memcpy(&value, &bits, sizeof value);
    return value;
}

kkr_histogram *kkr_histogram_new(const float *values, size_t n)
{
    kkr_histogram *h = kkr_alloc(1, sizeof *h);
    h->low = h->abs_low = INFINITY;
    h->high = -INFINITY;
    for (size_t i = 0; i < n; i++) {
        uint32_t bits;
        memcpy(&bits, &values[i], sizeof bits);
        uint32_t size = bits & 0x7fffffffu;
        if (size >= 0x7f800000u)
            continue;
        h->n++;
        h->count[bits >> 31][size >> DROPPED_BITS]++;
        h->low = fmin(h->low, values[i]);
        h->high = fmax(h->high, values[i]);
        h->abs_low = fmin(h->abs_low, fabs(values[i]));
    }
    h->abs_high = fmax(-h->low, h->high);
    return h;
}

void kkr_histogram_free(kkr_histogram *histogram)
{
    free(histogram);
}

size_t kkr_histogram_count(const kkr_histogram *histogram)
{
    return histogram->n;
}

/** The k-th bin in rising order, of signed or of absolute values. */
typedef struct bin {
    double low, high;
    uint32_t count;
} bin;

static int n_bins(bool absolute)
{
    return absolute ? N_BINS : 2 * N_BINS;
}

static bin get_bin(const kkr_histogram *h, int k, bool absolute)
{
    if (absolute)
        return (bin){ edge(k), edge(k + 1), h->count[0][k] + h->count[1][k] };
    if (k >= N_BINS)
        return (bin){ edge(k - N_BINS), edge(k - N_BINS + 1), h->count[0][k - N_BINS] };
    int i = N_BINS - 1 - k;
    return (bin){ -edge(i + 1), -edge(i), h->count[1][i] };
}

double kkr_histogram_quantile(const kkr_histogram *histogram, double fraction,
                              bool absolute)
{
    if (histogram->n == 0)
        return NAN;
    double low = absolute ? histogram->abs_low : histogram->low;
    double high = absolute ? histogram->abs_high : histogram->high;
    double wanted = fraction * (double)histogram->n, sum = 0;
    for (int k = 0; k < n_bins(absolute) && fraction > 0; k++) {
        bin b = get_bin(histogram, k, absolute);
        if (b.count > 0 && sum + b.count >= wanted) {
            double part = (wanted - sum) / b.count;
            // the outermost bins are as wide as their values
            double begin = fmax(b.low, low), end = fmin(b.high, high);
            return fraction < 1 ? begin + part * (end - begin) : high;
        }
        sum += b.count;
    }
    return fraction > 0 ? high : low;
}

/** Spreads a bin over the pieces of the axis that it covers. */
static void spread(double from, double to, double weight, int n, double *bars,
                   double *below, double *above)
{
    double width = to - from;
    // a point (nearly: then a quotient would have no digits), or an end at infinity
    if (!(width > 1e-7) || !isfinite(width)) {
        double at = isfinite(to) ? to : from;
        if (at < 0)
            *below += weight;
        else if (at > 1)
            *above += weight;
        else if (n > 0)
            bars[at < 1 ? (int)(at * n) : n - 1] += weight;
        return;
    }
    double per = weight / width;
    *below += per * fmax(fmin(to, 0) - from, 0);
    *above += per * fmax(to - fmax(from, 1), 0);
    double begin = fmax(from, 0) * n, end = fmin(to, 1) * n;
    for (int i = (int)begin; i < n && i < end; i++)
        bars[i] += per * (fmin(end, i + 1) - fmax(begin, i)) / n;
}

void kkr_histogram_bars(const kkr_histogram *histogram, const kkr_scale *axis, int n,
                        double *bars, double *below, double *above)
{
    bool absolute = !axis->is_signed;
    double low = absolute ? histogram->abs_low : histogram->low;
    double high = absolute ? histogram->abs_high : histogram->high;
    *below = *above = 0;
    for (int i = 0; i < n; i++)
        bars[i] = 0;
    for (int k = 0; k < n_bins(absolute); k++) {
        bin b = get_bin(histogram, k, absolute);
        if (b.count > 0)
            spread(kkr_scale_position(axis, fmax(b.low, low)),
                   kkr_scale_position(axis, fmin(b.high, high)),
                   (double)b.count / (double)histogram->n, n, bars, below, above);
    }
}
