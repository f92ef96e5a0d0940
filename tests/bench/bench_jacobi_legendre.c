// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

// Features of a 256 x 256 slice around an impurity in fcc copper, on one core, against
// the definition summed pair by pair in the same run. docs/performance.md has numbers.

#include "core/jacobi_legendre.h"

#include "tests/jl_reference.h"

#include <stdio.h>
#include <time.h>

enum { SIDE = 256, N_SLOW = 512, N_ATOMS_MAX = 2000 };

static kkr_jl_atom atoms[N_ATOMS_MAX];
static kkr_vec3 positions[N_ATOMS_MAX], points[SIDE * SIDE];
static int species[N_ATOMS_MAX];

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int make_copper(double a)
{
    int n = 0;
    for (int i = -6; i <= 6; i++)
        for (int j = -6; j <= 6; j++)
            for (int k = -6; k <= 6; k++) {
                if ((i + j + k) % 2)
                    continue;
                bool middle = i == 0 && j == 0 && k == 0;
                positions[n] = (kkr_vec3){ i * a / 2, j * a / 2, k * a / 2 };
                species[n] = middle;
                atoms[n].position = positions[n];
                strcpy(atoms[n++].name, middle ? "Au" : "Cu");
            }
    return n;
}

/* What a feature map does: one number of each point is kept. */
static void take(void *user, size_t first, int count, const double *rows, int thread)
{
    double *map = user;
    (void)thread;
    for (int i = 0; i < count; i++)
        map[first + (size_t)i] = rows[(size_t)i * 200 + 25];
}

static void measure(const kkr_jl_settings *s, int n, const char *name)
{
    static double map[SIDE * SIDE];
    kkr_jl_environment *e = kkr_jl_environment_new(atoms, n, NULL, NULL, 1, NULL);
    kkr_jl *jl = kkr_jl_new(s, e, NULL);
    double *out = malloc((size_t)kkr_jl_n_features(s) * sizeof *out);
    double slow = 1e9, sum = 0;
    for (int repeat = 0; repeat < 3; repeat++) {
        double start = now();
        for (int i = 0; i < N_SLOW; i++) {
            jl_reference(s, positions, species, n, points[i * (SIDE * SIDE / N_SLOW)],
                         out);
            sum += out[0];
        }
        slow = fmin(slow, (now() - start) / N_SLOW);
    }
    printf("%s, %d features, rcut %g: pair by pair %.4f M points/s (%.3g)\n", name,
           kkr_jl_n_features(s), s->rcut, 1e-6 / slow, sum);
    for (int simd = 0; simd <= (int)kkr_simd_best(); simd++) {
        kkr_job job = { .threads = 1 };
        double best = 1e9;
        kkr_jl_set_simd(jl, (kkr_simd)simd);
        for (int repeat = 0; repeat < 8; repeat++) {
            double start = now();
            kkr_jl_stream(jl, points, SIDE * SIDE, take, map, &job, NULL);
            best = fmin(best, (now() - start) / (SIDE * SIDE));
        }
        printf("  %-8s %.3f M points/s on one core, map %.0f ms, %.0f times\n",
               kkr_simd_name((kkr_simd)simd), 1e-6 / best, 1e3 * best * SIDE * SIDE,
               slow / best);
    }
    kkr_job job = { 0 };
    double best = 1e9;
    for (int repeat = 0; repeat < 5; repeat++) {
        double start = now();
        kkr_jl_stream(jl, points, SIDE * SIDE, take, map, &job, NULL);
        best = fmin(best, now() - start);
    }
    printf("  all cores: map %.0f ms\n", 1e3 * best);
    free(out);
    kkr_jl_free(jl);
    kkr_jl_environment_free(e);
}

int main(void)
{
    int n = make_copper(3.615);
    for (int i = 0; i < SIDE * SIDE; i++)
        points[i] =
            (kkr_vec3){ (i % SIDE - 127.5) * 0.03, (i / SIDE - 127.5) * 0.03, 0.2 };
    kkr_jl_settings s = kkr_jl_settings_defaults();
    kkr_jl_settings_add_species(&s, "Cu", NULL);
    kkr_jl_settings_add_species(&s, "Au", NULL);
    measure(&s, n, "[10,5] l <= 4");
    s.l_max = 6;
    measure(&s, n, "[10,5] l <= 6");
    s.n_max[0] = 15, s.n_max[1] = 8;
    measure(&s, n, "[15,8] l <= 6");
    return 0;
}
