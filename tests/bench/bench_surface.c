// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

/*
 * Surfaces of a calculation as the window makes them: a coarse one while the level is
 * dragged, an exact one when it rests. The sample, and with a folder as argument that
 * one. All cores, wall time.
 */

#include "core/surface.h"

#include "core/parallel.h"
#include "tests/check.h"

#include <time.h>

enum { REPEATS = 7 };

static double now(void)
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

static double median(double *x, int n)
{
    qsort(x, n, sizeof *x, compare);
    return x[n / 2];
}

static void bench(const kkr_case *object, const kkr_sampler *sampler, int n, bool exact,
                  double level)
{
    kkr_surface_params params = kkr_surface_defaults;
    params.n = n;
    params.has_colour = object->is_embedding;
    params.colour = KKR_FIELD_DV;
    double sampling[REPEATS], making[REPEATS];
    kkr_mesh mesh = { 0 };
    kkr_error err = { 0 };
    kkr_surface_quality quality = { 0 };
    for (int i = 0; i < REPEATS; i++) {
        double start = now();
        KKR_AUTO(kkr_surface)
        surface = kkr_surface_new(object, sampler, &params, NULL, &err);
        double middle = now();
        if (!surface ||
            !kkr_surface_make(surface, level, exact, NULL, &mesh, &quality, &err)) {
            printf("%s: %s\n", object->name, err.message);
            return;
        }
        sampling[i] = middle - start;
        making[i] = now() - middle;
    }
    printf("%s, %d sites, V = %g Ry, %3d^3 %-6s %7zu triangles: sampled in %5.1f ms, "
           "made in %5.1f ms",
           object->name, object->n_sites, level, n, exact ? "exact" : "coarse",
           mesh.n_triangles, 1e3 * median(sampling, REPEATS),
           1e3 * median(making, REPEATS));
    if (exact)
        printf(", |V - level| <= %.0e, %zu of %zu vertices on jumps, %zu lost",
               quality.worst, quality.n_on_jumps, mesh.n_vertices, quality.n_lost);
    printf("\n");
    kkr_mesh_clear(&mesh);
}

static void bench_case(const char *path)
{
    kkr_error err = { 0 };
    KKR_AUTO(kkr_case) object = kkr_case_open(&path, 1, NULL, NULL, &err);
    KKR_AUTO(kkr_sampler)
    sampler = object ? kkr_sampler_new(object, kkr_sampler_defaults, NULL, &err) : NULL;
    if (!sampler) {
        printf("%s: %s\n", path, err.message);
        return;
    }
    const double levels[2] = { -0.5, 0.1 };
    for (int i = 0; i < 2; i++) {
        bench(object, sampler, 64, false, levels[i]);
        bench(object, sampler, 128, false, levels[i]);
        bench(object, sampler, 128, true, levels[i]);
    }
}

int main(int argc, char **argv)
{
    printf("%d threads\n", kkr_parallel_threads(NULL));
    bench_case(check_data("../../assets/sample"));
    for (int i = 1; i < argc; i++)
        bench_case(argv[i]);
    return EXIT_SUCCESS;
}
