// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/core_trend.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NEAREST = 8, FEWEST = 4, MAX_DISTANCE = 8, FEWEST_LEVELS = 6, PER_Z = 2 };

/** One level of one entry. */
typedef struct level {
    int row;
    int host, n, l; // of the row's host; principal quantum number
    double z, energy, root;
    double shift; // NaN: too few neighbours
    bool is_off;
    bool is_judge; // the row's highest core level with l = 1, or else 0
} level;

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *x, int n)
{
    qsort(x, (size_t)n, sizeof *x, compare_doubles);
    return n % 2 ? x[n / 2] : 0.5 * (x[n / 2 - 1] + x[n / 2]);
}

/** The next sound level from `i` on in a direction, but no more than PER_Z of one Z. */
static int next_level(const level *series, int n, int i, int direction,
                      const level *const *near, int n_near, double z0)
{
    for (; i >= 0 && i < n; i += direction) {
        int same = 0;
        for (int k = 0; k < n_near; k++)
            same += near[k]->z == series[i].z;
        if (!series[i].is_off && series[i].z != z0 && same < PER_Z)
            break;
        if (fabs(series[i].z - z0) > MAX_DISTANCE)
            return direction > 0 ? n : -1;
    }
    return i;
}

/** Where the level should lie by its neighbours in series[0 .. n - 1]; NaN: unknown. */
static double expected(const level *series, int n, int which)
{
    double z0 = series[which].z;
    const level *near[NEAREST];
    int n_near = 0;
    // sorted by Z: the nearest are found by walking outwards from the level itself
    for (int low = which - 1, high = which + 1; n_near < NEAREST;) {
        low = next_level(series, n, low, -1, near, n_near, z0);
        high = next_level(series, n, high, 1, near, n_near, z0);
        double down = low >= 0 ? z0 - series[low].z : INFINITY;
        double up = high < n ? series[high].z - z0 : INFINITY;
        if (fmin(down, up) > MAX_DISTANCE)
            break;
        near[n_near++] = down <= up ? &series[low--] : &series[high++];
    }
    if (n_near < FEWEST)
        return NAN;
    double slopes[NEAREST * (NEAREST - 1) / 2], offsets[NEAREST];
    int n_slopes = 0;
    for (int i = 0; i < n_near; i++)
        for (int k = 0; k < i; k++)
            if (near[i]->z != near[k]->z)
                slopes[n_slopes++] =
                    (near[i]->root - near[k]->root) / (near[i]->z - near[k]->z);
    if (n_slopes == 0)
        return NAN;
    double slope = median(slopes, n_slopes);
    for (int i = 0; i < n_near; i++)
        offsets[i] = near[i]->root - slope * (near[i]->z - z0);
    double root = fmax(median(offsets, n_near), 0);
    return -root * root;
}

/** Takes the worst out until what is left scatters like its neighbours. */
static void judge_series(level *series, int n)
{
    double *sizes = kkr_alloc((size_t)n, sizeof *sizes);
    for (int round = 0; round < n; round++) {
        int n_good = 0, worst = -1;
        for (int i = 0; i < n; i++) {
            series[i].shift = series[i].energy - expected(series, n, i);
            if (series[i].is_off || isnan(series[i].shift))
                continue;
            sizes[n_good++] = fabs(series[i].shift);
            if (worst < 0 || fabs(series[i].shift) > fabs(series[worst].shift))
                worst = i;
        }
        if (n_good < FEWEST_LEVELS)
            break;
        double limit = fmax(4 * 1.4826 * median(sizes, n_good), 0.5);
        if (fabs(series[worst].shift) <= limit)
            break;
        // copies of it, of which there may be hundreds, go with it
        double edge = fmax(0.9 * fabs(series[worst].shift), limit);
        for (int i = 0; i < n; i++)
            if (fabs(series[i].shift) >= edge)
                series[i].is_off = true;
    }
    free(sizes);
}

static int compare_levels(const void *a, const void *b)
{
    const level *x = a, *y = b;
    if (x->host != y->host)
        return x->host - y->host;
    if (x->n != y->n)
        return x->n - y->n;
    if (x->l != y->l)
        return x->l - y->l;
    if (x->z != y->z)
        return x->z < y->z ? -1 : 1;
    return x->row - y->row;
}

/** The levels of a row: the k-th one of an l, from the lowest, has n = l + k. */
static int add_levels(level *to, const kkr_dataset_row *row, int index, int host)
{
    const kkr_quality *q = &row->quality;
    int n = 0, count[4] = { 0 }, judge = -1;
    for (int i = 0; i < q->n_core; i++) {
        int l = q->core_l[i];
        double e = q->core_energy[i];
        if (l < 0 || l > 3 || !(e < 0) || isinf(e) || isnan(row->impurity_z))
            continue;
        to[n] = (level){ .row = index,
                         .host = host,
                         .n = l + ++count[l],
                         .l = l,
                         .z = row->impurity_z,
                         .energy = e,
                         .root = sqrt(-e),
                         .shift = NAN };
        if (l <= 1 && (judge < 0 || l > to[judge].l ||
                       (l == to[judge].l && e > to[judge].energy)))
            judge = n;
        n++;
    }
    if (judge >= 0)
        to[judge].is_judge = true;
    return n;
}

void kkr_core_trend(kkr_dataset_row *rows, int n)
{
    level *levels = kkr_alloc((size_t)n * KKR_QUALITY_CORE + 1, sizeof *levels);
    int n_levels = 0;
    for (int i = 0; i < n; i++) {
        int host = 0; // the first row with this host stands for it
        while (strcmp(rows[host].host_element, rows[i].host_element) != 0)
            host++;
        rows[i].quality.core_shift = NAN;
        n_levels += add_levels(levels + n_levels, &rows[i], i, host);
    }
    qsort(levels, (size_t)n_levels, sizeof *levels, compare_levels);
    for (int first = 0, last; first < n_levels; first = last) {
        last = first + 1;
        while (last < n_levels && levels[last].host == levels[first].host &&
               levels[last].n == levels[first].n && levels[last].l == levels[first].l)
            last++;
        judge_series(levels + first, last - first);
    }
    for (int i = 0; i < n_levels; i++)
        if (levels[i].is_judge)
            rows[levels[i].row].quality.core_shift = levels[i].shift;
    free(levels);
}
