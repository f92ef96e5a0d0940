// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/histogram.h"
#include "tests/check.h"

enum { N = 20000 };

/* Values from -9 to 1, denser near 0, in an order of their own. */
static void fill(float *values)
{
    for (int i = 0; i < N; i++) {
        double x = (double)(i * 7919L % N) / (N - 1);
        values[i] = (float)((10 * x - 9) * fabs(10 * x - 9) / 9);
    }
    values[3] = NAN;
    values[4] = INFINITY;
}

static int compare(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

static void quantiles_are_those_of_the_sorted_values(void)
{
    static float values[N], sorted[N];
    fill(values);
    KKR_AUTO(kkr_histogram) h = kkr_histogram_new(values, N);
    CHECK(kkr_histogram_count(h) == N - 2);
    for (int absolute = 0; absolute < 2; absolute++) {
        int n = 0;
        for (int i = 0; i < N; i++)
            if (isfinite(values[i]))
                sorted[n++] = absolute ? fabsf(values[i]) : values[i];
        qsort(sorted, (size_t)n, sizeof *sorted, compare);
        CHECK_NEAR(kkr_histogram_quantile(h, 0, absolute), sorted[0], 0);
        CHECK_NEAR(kkr_histogram_quantile(h, 1, absolute), sorted[n - 1], 0);
        for (double f = 0.01; f < 1; f += 0.07) {
            double wanted = sorted[(int)(f * n)];
            CHECK_NEAR(kkr_histogram_quantile(h, f, absolute), wanted,
                       0.01 * fabs(wanted) + 1e-4);
        }
    }
}

static void bars_count_everything_once(void)
{
    static float values[N];
    fill(values);
    KKR_AUTO(kkr_histogram) h = kkr_histogram_new(values, N);
    const kkr_scale axes[] = {
        { KKR_SCALE_SYMLOG, true, -5, 5, 0.01 },
        { KKR_SCALE_LINEAR, true, -5, 5, 0.01 },
        { KKR_SCALE_ASINH, true, -50, 50, 0.1 },
        { KKR_SCALE_LOG, false, 0.1, 4, 0 },
        { KKR_SCALE_LINEAR, false, 0, 4, 0 },
    };
    for (size_t a = 0; a < sizeof axes / sizeof *axes; a++) {
        const kkr_scale *axis = &axes[a];
        double bars[40], below, above;
        kkr_histogram_bars(h, axis, 40, bars, &below, &above);
        double sum = below + above;
        for (int i = 0; i < 40; i++) {
            sum += bars[i];
            double low = kkr_scale_value(axis, i / 40.);
            double high = kkr_scale_value(axis, (i + 1) / 40.);
            int n = 0;
            for (int k = 0; k < N; k++) {
                double x = axis->is_signed ? values[k] : fabs(values[k]);
                n += x >= low && x < high;
            }
            // a bin on a border is shared by its width: a few values of 20 000
            CHECK_NEAR(bars[i], n / (N - 2.), 0.004);
        }
        CHECK_NEAR(sum, 1, 1e-8);
        int n_above = 0;
        for (int k = 0; k < N; k++)
            n_above += isfinite(values[k]) &&
                       (axis->is_signed ? values[k] : fabs(values[k])) > axis->limit;
        CHECK_NEAR(above, n_above / (N - 2.), 0.004);
        double below_alone, above_alone;
        kkr_histogram_bars(h, axis, 0, NULL, &below_alone, &above_alone);
        CHECK_NEAR(below_alone, below, 1e-12);
        CHECK_NEAR(above_alone, above, 1e-12);
    }
}

static void nothing_and_hardly_anything(void)
{
    const kkr_scale axis = { KKR_SCALE_LOG, false, 0.01, 10, 0 };
    const float unknown[] = { NAN, INFINITY }, zero[] = { 0, 0, -0.0f };
    double bars[4], below, above;
    KKR_AUTO(kkr_histogram) none = kkr_histogram_new(unknown, 2);
    CHECK(kkr_histogram_count(none) == 0);
    CHECK(isnan(kkr_histogram_quantile(none, 0.5, false)));
    kkr_histogram_bars(none, &axis, 4, bars, &below, &above);
    CHECK(bars[0] == 0 && below == 0 && above == 0);
    KKR_AUTO(kkr_histogram) zeros = kkr_histogram_new(zero, 3);
    CHECK_NEAR(kkr_histogram_quantile(zeros, 0.5, true), 0, 0);
    kkr_histogram_bars(zeros, &axis, 4, bars, &below, &above);
    CHECK_NEAR(below, 1, 0); // log of 0
    CHECK(bars[0] == 0 && above == 0);
}

int main(void)
{
    quantiles_are_those_of_the_sorted_values();
    bars_count_everything_once();
    nothing_and_hardly_anything();
    return check_done();
}
