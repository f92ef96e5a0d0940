// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/evaluator.h"
#include "core/sampler.h"
#include "tests/check.h"
#include "tests/made_up_site.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/*
 * Points of one site: core/evaluator.h against a good plain double loop (interval
 * from a table, cubics in double, harmonics by recurrence, -O3), in one run, CPU
 * time of this thread, median of several. Both write the same grid of floats.
 * Then what users wait for: V and V - V0 of the sample calculation on one core.
 */
enum { N = 128, REPEATS = 5 };

enum { L_MAX = 8, N_LM = (L_MAX + 1) * (L_MAX + 1) };

/** The plain way: [interval][component][4] in double, zeros included. */
typedef struct plain {
    int n_knots;
    double *knot, *inverse_width;
    double (*cubics)[N_LM][4];
    int *interval_of_bin; // of float bits of r^2 >> 13
    // Q_l+1 = rise z Q_l - fall Q_l-1: Y_lm = Q_lm(z) Re or Im (x + iy)^m
    double diagonal[L_MAX + 1], rise[L_MAX + 1][L_MAX + 1], fall[L_MAX + 1][L_MAX + 1];
} plain;

static int bin_of(double r2)
{
    float f = (float)r2;
    uint32_t bits;
    memcpy(&bits, &f, sizeof bits);
    return (int)(bits >> 13);
}

static void make_harmonics(plain *p)
{
    p->diagonal[0] = sqrt(1 / (4 * M_PI));
    for (int m = 1; m <= L_MAX; m++)
        p->diagonal[m] = p->diagonal[m - 1] * sqrt((m == 1 ? 2 : 1) * (1 + 0.5 / m));
    for (int m = 0; m <= L_MAX; m++)
        for (int l = m; l <= L_MAX; l++) {
            double n = l + 1;
            p->rise[m][l] = sqrt((4 * n * n - 1) / (n * n - m * m));
            if (l > m)
                p->fall[m][l] =
                    p->rise[m][l] * sqrt((l * l - m * m) / (4.0 * l * l - 1));
        }
}

static plain make_plain(const kkr_expansion *e)
{
    plain p = { 0 };
    make_harmonics(&p);
    const kkr_radial_mesh *mesh = e->mesh;
    p.knot = kkr_alloc(mesh->n_r, sizeof *p.knot);
    p.inverse_width = kkr_alloc(mesh->n_r, sizeof *p.inverse_width);
    for (int i = 0; i < mesh->n_r; i++)
        if (i == 0 || mesh->r[i] > p.knot[p.n_knots - 1] + 1e-12)
            p.knot[p.n_knots++] = mesh->r[i];
    p.cubics = kkr_alloc(p.n_knots, sizeof *p.cubics);
    double f[4][N_LM];
    for (int i = 0; i + 1 < p.n_knots; i++) {
        double h = p.knot[i + 1] - p.knot[i];
        p.inverse_width[i] = 1 / h;
        for (int k = 0; k < 4; k++)
            kkr_expansion_radial(e, p.knot[i] + h * (1e-6 + k * (1 - 2e-6) / 3), f[k]);
        for (int j = 0; j < e->n_lm; j++) { // through four points, in (r - knot) / h
            double *c = p.cubics[i][e->lm_index[j]];
            double a = f[0][j], b = f[1][j], d = f[2][j], g = f[3][j];
            c[0] = a;
            c[1] = (-11 * a + 18 * b - 9 * d + 2 * g) / 2;
            c[2] = (18 * a - 45 * b + 36 * d - 9 * g) / 2;
            c[3] = (-9 * a + 27 * b - 27 * d + 9 * g) / 2;
        }
    }
    int n_bins = bin_of(100);
    p.interval_of_bin = kkr_alloc(n_bins, sizeof *p.interval_of_bin);
    for (int bin = 0, i = 0; bin < n_bins; bin++) {
        uint32_t bits = (uint32_t)bin << 13;
        float r2;
        memcpy(&r2, &bits, sizeof r2);
        while (i + 2 < p.n_knots && p.knot[i + 1] <= sqrt(r2))
            i++;
        p.interval_of_bin[bin] = i;
    }
    return p;
}

static void free_plain(plain *p)
{
    free(p->knot);
    free(p->inverse_width);
    free(p->cubics);
    free(p->interval_of_bin);
}

/** l_max is a constant where this is inlined, so the loops are short and known. */
static inline __attribute__((always_inline)) double
plain_value(const plain *p, int l_max, double x, double y, double z)
{
    double r2 = x * x + y * y + z * z, r = sqrt(r2), inverse = 1 / r;
    int i = p->interval_of_bin[bin_of(r2)];
    while (i + 2 < p->n_knots && r >= p->knot[i + 1])
        i++;
    double t = (r - p->knot[i]) * p->inverse_width[i];
    x *= inverse;
    y *= inverse;
    z *= inverse;
    const double(*c)[4] = p->cubics[i];
    double sum = 0, re = 1, im = 0; // (x + iy)^m
    for (int m = 0; m <= l_max; m++) {
        double before = 0, now = p->diagonal[m];
        for (int l = m; l <= l_max; l++) {
            const double *a = c[l * l + l + m], *b = c[l * l + l - m];
            double v = re * (((a[3] * t + a[2]) * t + a[1]) * t + a[0]);
            if (m > 0)
                v += im * (((b[3] * t + b[2]) * t + b[1]) * t + b[0]);
            sum += now * v;
            double next = p->rise[m][l] * z * now - p->fall[m][l] * before;
            before = now;
            now = next;
        }
        double turned = re * x - im * y;
        im = re * y + im * x;
        re = turned;
    }
    return sum - 2 * site_z * inverse;
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
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

// A cube around the site, its corners inside the last radius, off every symmetry.
static const double spacing = 2 * 1.9 / N;
static const kkr_vec3 corner = { -1.907, -1.893, -1.911 };

#define PLAIN(l_max)                                                              \
    static void plain_##l_max(const plain *p, float *out)                         \
    {                                                                             \
        for (int k = 0; k < N; k++)                                               \
            for (int j = 0; j < N; j++)                                           \
                for (int i = 0; i < N; i++)                                       \
                    *out++ = (float)plain_value(p, l_max, corner.x + i * spacing, \
                                                corner.y + j * spacing,           \
                                                corner.z + k * spacing);          \
    }
PLAIN(4)
PLAIN(6)
PLAIN(8)

static void run_plain(const plain *p, int l_max, float *out)
{
    (l_max == 4 ? plain_4 : l_max == 6 ? plain_6 : plain_8)(p, out);
}

/** What sampling a grid does: the evaluator, then the few points left to double. */
static size_t run_fast(kkr_evaluator *evaluator, const kkr_radial_table *table,
                       const kkr_expansion *e, float *const out[2])
{
    enum { LAYERS = 16 };
    size_t n_exact = 0;
    kkr_vec3 step = { spacing, 0, 0 };
    for (int slab = 0; slab < N; slab += LAYERS) {
        size_t offset = (size_t)slab * N * N;
        float *part[2] = { out[0] + offset, out[1] ? out[1] + offset : NULL };
        if (!kkr_evaluator_begin(evaluator, table, 0, part, NULL))
            abort();
        for (int k = 0; k < LAYERS; k++)
            for (int j = 0; j < N; j++)
                kkr_evaluator_row(evaluator,
                                  (kkr_vec3){ corner.x, corner.y + j * spacing,
                                              corner.z + (slab + k) * spacing },
                                  step, 0, N, (k * N + j) * N);
        const int *exact;
        size_t n = kkr_evaluator_end(evaluator, &exact);
        for (size_t i = 0; i < n; i++) {
            int at = exact[i];
            float v = (float)kkr_expansion_value(
                e,
                (kkr_vec3){ corner.x + at % N * spacing,
                            corner.y + at / N % N * spacing,
                            corner.z + (slab + at / N / N) * spacing },
                true);
            for (int f = 0; f < 2; f++)
                if (part[f])
                    part[f][at] = v;
        }
        n_exact += n;
    }
    return n_exact;
}

/** Largest |fast - exact| / (1 + |exact|) on a fraction of the grid. */
static double max_error(const kkr_expansion *e, const float *out)
{
    double worst = 0;
    for (size_t n = 0; n < (size_t)N * N * N; n += 97) {
        kkr_vec3 x = { corner.x + (int)(n % N) * spacing,
                       corner.y + (int)(n / N % N) * spacing,
                       corner.z + (int)(n / N / N) * spacing };
        double v = kkr_expansion_value(e, x, true);
        double error = fabs(out[n] - v) / (1 + fabs(v));
        if (error > worst)
            worst = error;
    }
    return worst;
}

static void bench(int l_max, bool cubic, float *const out[2])
{
    const double million = 1e-6 * N * N * N;
    double seconds[REPEATS];
    kkr_expansion *expansion = site_new(l_max, cubic);
    plain p = make_plain(expansion);
    for (int i = 0; i < 3; i++) {
        double start = now();
        run_plain(&p, l_max, out[0]);
        seconds[i] = now() - start;
    }
    double plain_speed = million / median(seconds, 3);
    printf("l_max %d %-5s  plain C double %6.1f Mpts/s, error %.1e\n", l_max,
           cubic ? "cubic" : "dense", plain_speed, max_error(expansion, out[0]));

    for (int n = 1; n <= 2; n++) {
        const kkr_expansion *both[2] = { expansion, expansion };
        kkr_radial_table *table = kkr_radial_table_new(both, n, true, INFINITY);
        float *const used[2] = { out[0], n == 2 ? out[1] : NULL };
        for (kkr_simd simd = 0; simd <= kkr_simd_best(); simd++) {
            kkr_evaluator *evaluator = kkr_evaluator_new(simd);
            size_t n_exact = 0;
            for (int i = 0; i < REPEATS; i++) {
                double start = now();
                n_exact = run_fast(evaluator, table, expansion, used);
                seconds[i] = now() - start;
            }
            double speed = million / median(seconds, REPEATS);
            printf("    %-8s %-9s %6.1f Mpts/s, %5.1f x, error %.1e, %zu left\n",
                   kkr_simd_name(simd), n == 1 ? "V" : "V and dV", speed,
                   n * speed / plain_speed, max_error(expansion, out[0]), n_exact);
            kkr_evaluator_free(evaluator);
        }
        kkr_radial_table_free(table);
    }
    free_plain(&p);
    kkr_expansion_free(expansion);
}

static void bench_grid(const kkr_sampler *sampler, int n, int layers, const char *what)
{
    const double width = 16, h = width / n;
    kkr_grid grid = { { -width / 2, -width / 2, layers > 1 ? -width / 2 : 0 },
                      { { h, 0, 0 }, { 0, h, 0 }, { 0, 0, h } },
                      { n, n, layers } };
    size_t size = (size_t)n * n * layers;
    kkr_buffer v = { 0 }, dv = { 0 };
    if (!kkr_buffer_reserve(&v, size * sizeof(float), NULL) ||
        !kkr_buffer_reserve(&dv, size * sizeof(float), NULL))
        return;
    const kkr_job job = { .threads = 1 };
    double seconds[REPEATS];
    for (int i = -1; i < REPEATS; i++) { // once for the pages
        struct timespec t[2]; // the work is done on this and on no other thread
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t[0]);
        kkr_sampler_grid(sampler, &grid, false, kkr_sampler_r_display, v.data, dv.data,
                         NULL, &job, NULL);
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t[1]);
        if (i >= 0)
            seconds[i] = (double)(t[1].tv_sec - t[0].tv_sec) +
                         1e-9 * (double)(t[1].tv_nsec - t[0].tv_nsec);
    }
    double middle = median(seconds, REPEATS);
    printf("%s: %.1f ms, %.1f Mpts/s of V and dV\n", what, 1e3 * middle,
           1e-6 * (double)size / middle);
    kkr_buffer_clear(&v);
    kkr_buffer_clear(&dv);
}

static void bench_sample_case(void)
{
    const char *path = check_data("../../assets/sample");
    KKR_AUTO(kkr_case) object = kkr_case_open(&path, 1, NULL, NULL, NULL);
    if (!object)
        return;
    kkr_sampler_params params = kkr_sampler_defaults;
    params.outside_host = true;
    double start = now();
    const kkr_job job = { .threads = 1 };
    KKR_AUTO(kkr_sampler) sampler = kkr_sampler_new(object, params, &job, NULL);
    if (!sampler)
        return;
    printf("sample, %d sites: sampler made in %.1f ms\n", object->n_sites,
           1e3 * (now() - start));
    bench_grid(sampler, 800, 1, "sample, plane 800 x 800");
    bench_grid(sampler, 256, 256, "sample, box 256 x 256 x 256");
}

int main(void)
{
    size_t bytes = (size_t)N * N * N * sizeof(float);
    kkr_buffer memory[2] = { 0 };
    float *out[2];
    for (int f = 0; f < 2; f++) {
        if (!kkr_buffer_reserve(&memory[f], bytes, NULL))
            return EXIT_FAILURE;
        out[f] = memset(memory[f].data, 0, bytes); // the pages, before any clock
    }
    for (int l_max = 4; l_max <= 8; l_max += 2)
        bench(l_max, false, out);
    bench(8, true, out);
    bench_sample_case();
    for (int f = 0; f < 2; f++)
        kkr_buffer_clear(&memory[f]);
    return EXIT_SUCCESS;
}
