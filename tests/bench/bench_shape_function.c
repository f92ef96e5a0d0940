// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/shape_function.h"
#include "tests/geometry.h"
#include "tests/shape_reference.h"

#include <stdio.h>
#include <time.h>

/**
 * Shape functions of a general cell with 14 faces at 400 radii, against the direct
 * quadrature that the tests believe in. Its rule is as coarse as 1e-9 allows.
 */
enum { N_RADII = 400, REPEATS = 15 };

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/** Making and evaluating, median of several runs, in seconds. */
static double measure(const kkr_voronoi *cell, int l_max, int threads,
                      const double *radii, double *theta)
{
    double times[REPEATS];
    for (int i = 0; i < REPEATS; i++) {
        double begin = seconds();
        kkr_job job = { .threads = threads };
        KKR_AUTO(kkr_shape_function) shape = kkr_shape_function_new(cell, l_max, NULL);
        kkr_shape_function_values(shape, radii, N_RADII, theta, &job, NULL);
        times[i] = seconds() - begin;
    }
    qsort(times, REPEATS, sizeof *times, compare);
    printf("l <= %2d, %d faces, %d radii, %s: %7.2f ms (best %.2f)\n", l_max,
           cell->n_faces, N_RADII, threads == 1 ? "1 thread " : "all cores",
           1e3 * times[REPEATS / 2], 1e3 * times[0]);
    return times[REPEATS / 2];
}

int main(void)
{
    enum { L_MAX = 16, N_LM = (L_MAX + 1) * (L_MAX + 1) };
    KKR_AUTO(kkr_crystal) crystal = make_random(3, 1);
    KKR_AUTO(kkr_voronoi) cell = kkr_voronoi_of_site(crystal, 0, NULL);
    double radii[N_RADII];
    for (int i = 0; i < N_RADII; i++)
        radii[i] = cell->r_in + (cell->r_out - cell->r_in) * (i + 0.5) / N_RADII;

    double *theta =
        kkr_alloc((KKR_L_MAX + 1) * (KKR_L_MAX + 1) * N_RADII, sizeof *theta);
    measure(cell, 8, 1, radii, theta);
    measure(cell, KKR_L_MAX, 1, radii, theta);
    measure(cell, L_MAX, 0, radii, theta);
    double fast = measure(cell, L_MAX, 1, radii, theta);

    reference_rule *rule = reference_rule_new(16, 16);
    double expected[N_LM], worst = 0, begin = seconds();
    for (int i = 0; i < N_RADII; i++) {
        reference_theta(rule, cell, L_MAX, radii[i], expected);
        for (int lm = 0; lm < N_LM; lm++)
            worst = fmax(worst, fabs(theta[lm * N_RADII + i] - expected[lm]));
    }
    double slow = seconds() - begin;
    printf(
        "l <= %2d by quadrature, 1 thread: %.0f ms, %.0f times slower; they differ by "
        "%.1e\n",
        L_MAX, 1e3 * slow, slow / fast, worst);
    free(rule);
    free(theta);
    return slow > 20 * fast && fast < 0.020 && worst < 1e-6 ? 0 : 1;
}
