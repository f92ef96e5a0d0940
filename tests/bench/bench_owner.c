// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/tessellation.h"
#include "tests/geometry.h"

#include <stdio.h>
#include <time.h>

/*
 * Owners of a grid of points as runs against a plain double loop over all sites, in
 * one run, CPU time of this thread, best of several. Sites are a perturbed fcc
 * cluster with weights, alone (13 and 55 sites) and in its crystal.
 */
enum { N = 256, N_ROWS = 96, REPEATS = 7 };

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

typedef struct grid {
    kkr_vec3 origin, a, b, c; // the box
} grid;

static kkr_vec3 row_start(const grid *g, int j, int k)
{
    kkr_vec3 x = kkr_vec3_mad(g->origin, j / (N_ROWS - 1.0), g->b);
    return kkr_vec3_mad(x, k / (N_ROWS - 1.0), g->c);
}

/* Seconds per point; `rows` only, without making the region (whose time is *made). */
static double time_rows(const kkr_tessellation *t, const grid *g, short *labels,
                        const kkr_owner *owners, size_t n_owners, double *made,
                        double *runs_per_row)
{
    static kkr_run runs[N];
    double best = INFINITY;
    kkr_vec3 step = kkr_vec3_scale(g->a, 1.0 / (N - 1));
    *made = INFINITY;
    for (int repeat = 0; repeat < REPEATS; repeat++) {
        double t0 = now();
        KKR_AUTO(kkr_tessellation_region)
        region = kkr_tessellation_region_new(t, g->origin, g->a, g->b, g->c, NULL);
        double t1 = now();
        long total = 0;
        for (int k = 0; k < N_ROWS; k++)
            for (int j = 0; j < N_ROWS; j++)
                total +=
                    kkr_tessellation_row(region, row_start(g, j, k), step, N, runs, N);
        double t2 = now();
        *made = fmin(*made, t1 - t0);
        best = fmin(best, t2 - t1);
        *runs_per_row = (double)total / (N_ROWS * N_ROWS);
        // labels, for the comparison only
        for (int k = 0; k < N_ROWS && repeat == 0; k++)
            for (int j = 0; j < N_ROWS; j++) {
                int n =
                    kkr_tessellation_row(region, row_start(g, j, k), step, N, runs, N);
                for (int r = 0; r < n; r++) {
                    size_t id = 0;
                    while (id < n_owners &&
                           memcmp(&owners[id].center, &runs[r].owner.center,
                                  sizeof(kkr_vec3)) != 0)
                        id++;
                    for (int i = runs[r].begin; i < runs[r].end; i++)
                        labels[((size_t)k * N_ROWS + (size_t)j) * N + (size_t)i] =
                            (short)id;
                }
            }
    }
    return best / ((double)N * N_ROWS * N_ROWS);
}

/* The plain loop: nearest site in power distance, for every point. */
static double time_brute(const grid *g, short *labels, const kkr_owner *owners,
                         const double *weights, size_t n_owners)
{
    double t0 = now();
    size_t at = 0;
    for (int k = 0; k < N_ROWS; k++)
        for (int j = 0; j < N_ROWS; j++) {
            kkr_vec3 start = row_start(g, j, k);
            for (int i = 0; i < N; i++) {
                kkr_vec3 x = kkr_vec3_mad(start, i / (N - 1.0), g->a);
                double smallest = INFINITY;
                short best = -1;
                for (size_t id = 0; id < n_owners; id++) {
                    kkr_vec3 d = kkr_vec3_sub(x, owners[id].center);
                    double power = kkr_vec3_dot(d, d) - weights[id];
                    if (power < smallest) {
                        smallest = power;
                        best = (short)id;
                    }
                }
                labels[at++] = best;
            }
        }
    return (now() - t0) / ((double)N * N_ROWS * N_ROWS);
}

static void run_case(const char *name, const kkr_tessellation *t, const grid *g)
{
    const size_t n_points = (size_t)N * N_ROWS * N_ROWS;
    short *rows = kkr_alloc(n_points, sizeof *rows);
    short *brute = kkr_alloc(n_points, sizeof *brute);
    kkr_owner *owners;
    double *weights, made, runs;
    size_t n, n_different = 0;
    kkr_vec3 middle = kkr_vec3_mad(g->origin, 0.5, g->a);
    middle = kkr_vec3_mad(kkr_vec3_mad(middle, 0.5, g->b), 0.5, g->c);
    double size = kkr_vec3_length(kkr_vec3_sub(middle, g->origin));
    kkr_tessellation_sites(t, middle, size + 5, &owners, &weights, &n, NULL);

    double fast = time_rows(t, g, rows, owners, n, &made, &runs);
    double slow = time_brute(g, brute, owners, weights, n);
    for (size_t i = 0; i < n_points; i++)
        n_different += rows[i] != brute[i];
    printf("%-28s %3zu sites: rows %.3f ns/point (%.1f runs), plain loop %.2f, "
           "ratio %.0f; region %.2f ms; %zu points differ\n",
           name, n, fast * 1e9, runs, slow * 1e9, slow / fast, made * 1e3, n_different);
    free(rows);
    free(brute);
    free(owners);
    free(weights);
}

int main(void)
{
    const double a = 6.83;
    KKR_AUTO(kkr_crystal) fcc = make_fcc(a);
    kkr_image *images;
    size_t n;
    kkr_tessellation_site cluster[55];
    if (!kkr_crystal_neighbours(fcc, (kkr_vec3){ 0 }, 1.5 * a, &images, &n, NULL))
        return 1;
    for (int i = 0; i < 55; i++)
        cluster[i] = (kkr_tessellation_site){ kkr_vec3_mad(images[i].position, 0.1,
                                                           random_point(1)),
                                              random_between(0, 2), false };
    free(images);

    const grid boxes[] = {
        { { -8.1, -7.9, -8.02 }, { 16, 0, 0 }, { 0, 16, 0 }, { 0, 0, 16 } },
        { { -9, -5, -8 }, { 11, 8, 5 }, { -6, 12, 3 }, { 2, -5, 12 } },
    };
    const char *names[] = { "along x", "tilted" };
    KKR_AUTO(kkr_tessellation) t13 = kkr_tessellation_new(NULL, cluster, 13, 0, NULL);
    KKR_AUTO(kkr_tessellation) t55 = kkr_tessellation_new(NULL, cluster, 55, 0, NULL);
    KKR_AUTO(kkr_tessellation)
    embedded = kkr_tessellation_new(fcc, cluster, 13, 0.3, NULL);
    for (int i = 0; i < 2; i++) {
        char name[64];
        snprintf(name, sizeof name, "cluster, %s", names[i]);
        run_case(name, t13, &boxes[i]);
        run_case(name, t55, &boxes[i]);
        // a smaller box, so that the plain loop gets no more sites than it needs
        grid small = boxes[i];
        small.a = kkr_vec3_scale(small.a, 0.5);
        small.b = kkr_vec3_scale(small.b, 0.5);
        small.c = kkr_vec3_scale(small.c, 0.5);
        small.origin = kkr_vec3_scale(small.origin, 0.5);
        snprintf(name, sizeof name, "13 in a crystal, %s", names[i]);
        run_case(name, embedded, &small);
    }
    double t0 = now(), sum = 0;
    for (int i = 0; i < 300000; i++)
        sum += kkr_tessellation_owner(embedded, random_point(20)).center.x;
    printf("one point at a time: %.0f ns (%g)\n", (now() - t0) / 300000 * 1e9, sum);
    return 0;
}
