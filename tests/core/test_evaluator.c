// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/evaluator.h"

#include "tests/check.h"
#include "tests/made_up_site.h"

enum { N = 400, ROWS = 40 };

static const float untouched = 12345;

/** Rows in all directions, some through the nucleus, some leaving the cell. */
static void make_rows(kkr_vec3 start[ROWS], kkr_vec3 step[ROWS])
{
    for (int j = 0; j < ROWS; j++) {
        double u = -0.95 + 1.9 * j / (ROWS - 1), phi = 2.4 * j; // spiral on a sphere
        kkr_vec3 n = { sqrt(1 - u * u) * cos(phi), sqrt(1 - u * u) * sin(phi), u };
        kkr_vec3 off = { 0.3 * sin(j), 0.4 * cos(2 * j), 0.2 * sin(3 * j) };
        if (j % 4 == 0) // ever closer to the nucleus
            off = kkr_vec3_scale(off, pow(10, -j / 4));
        step[j] = kkr_vec3_scale(n, 2 * 3.6 / N);
        start[j] = kkr_vec3_mad(off, -0.5 * N, step[j]);
    }
}

/**
 * All rows through an evaluator; what it leaves is filled in. Returns how many
 * that were, and the values must be those of the expansions.
 */
static size_t check_site(kkr_simd simd, const kkr_expansion *const *both, int n,
                         bool nuclear)
{
    static float out[2][ROWS * N];
    kkr_vec3 start[ROWS], step[ROWS];
    make_rows(start, step);
    for (int i = 0; i < ROWS * N; i++)
        out[0][i] = out[1][i] = untouched;

    KKR_AUTO(kkr_radial_table) table = kkr_radial_table_new(both, n, nuclear, INFINITY);
    CHECK(table != NULL);
    if (!table)
        return 0;
    KKR_AUTO(kkr_evaluator) evaluator = kkr_evaluator_new(simd);
    float *const to[2] = { out[0], out[1] };
    CHECK(kkr_evaluator_begin(evaluator, table, 0, to, NULL));
    for (int j = 0; j < ROWS; j++) { // in two pieces, the second first
        kkr_evaluator_row(evaluator, start[j], step[j], N / 3, N, j * N);
        kkr_evaluator_row(evaluator, start[j], step[j], 0, N / 3, j * N);
    }
    const int *exact;
    size_t n_exact = kkr_evaluator_end(evaluator, &exact);
    for (size_t k = 0; k < n_exact; k++) {
        CHECK(out[0][exact[k]] == untouched); // once, and nothing else wrote there
        out[0][exact[k]] = out[1][exact[k]] = -untouched;
    }
    double worst = 0;
    for (int i = 0; i < ROWS * N; i++) {
        if (out[0][i] == -untouched)
            continue;
        kkr_vec3 x = kkr_vec3_mad(start[i / N], i % N, step[i / N]);
        for (int f = 0; f < n; f++) {
            double value = kkr_expansion_value(both[f], x, nuclear);
            CHECK(isnan(value) == isnan(out[f][i]));
            double error = fabs(out[f][i] - value) / (1 + fabs(value));
            worst = error > worst ? error : worst;
        }
        if (n == 1)
            CHECK(out[1][i] == untouched);
    }
    CHECK(worst > 0); // it was float
    if (!(worst <= 2e-6))
        printf("%s, l_max %d, %d of its components:\n", kkr_simd_name(simd),
               both[0]->l_max, both[0]->n_lm);
    CHECK(worst <= 2e-6);
    return n_exact;
}

/** Every l, every instruction set, all components or few. */
static void test_values(void)
{
    for (int l_max = 0; l_max <= KKR_TABLE_L_MAX; l_max++)
        for (int cubic = 0; cubic < 2; cubic++) {
            kkr_expansion *site = site_new(l_max, cubic);
            const kkr_expansion *const one[1] = { site };
            for (kkr_simd simd = 0; simd <= kkr_simd_best(); simd++) {
                check_site(simd, one, 1, true);
                check_site(simd, one, 1, false);
            }
            kkr_expansion_free(site);
        }

    // two functions that differ in l, end and charge
    kkr_expansion *v = site_new(6, false), *dv = site_new(3, false);
    dv->z = 0;
    dv->r_max = site_r_mt;
    const kkr_expansion *const both[2] = { v, dv };
    for (kkr_simd simd = 0; simd <= kkr_simd_best(); simd++)
        check_site(simd, both, 2, true);

    // beyond l = 12 there is no table
    kkr_expansion *large = site_new(13, true);
    const kkr_expansion *const one[1] = { large };
    CHECK(kkr_radial_table_new(one, 1, true, INFINITY) == NULL);
    kkr_expansion_free(v);
    kkr_expansion_free(dv);
    kkr_expansion_free(large);
}

/** A file with noise at the nucleus: no cubic follows, so double has to. */
static void test_noise(void)
{
    kkr_expansion *site = site_new(4, false);
    const kkr_expansion *const one[1] = { site };
    size_t n_smooth = check_site(kkr_simd_best(), one, 1, true);
    for (int i = 150; i < 170; i++)
        site->values[i * site->n_lm] += 1000 * (i % 2);
    size_t n_noisy = check_site(kkr_simd_best(), one, 1, true);
    CHECK(n_noisy > n_smooth);
    CHECK(n_noisy < 300);
    kkr_expansion_free(site);
}

/** On borders float cannot tell the side, below r_min double clamps, beyond: NaN. */
static void test_edges(void)
{
    kkr_expansion *site = site_new(4, false);
    const kkr_expansion *const one[1] = { site };
    KKR_AUTO(kkr_radial_table) table = kkr_radial_table_new(one, 1, true, 3);
    const int last = table->n_intervals - 1;
    CHECK(kkr_radial_table_find(table, 9 * 1.0001f) == KKR_TABLE_BEYOND);
    CHECK(kkr_radial_table_find(table, 9) == KKR_TABLE_EXACT);
    CHECK(kkr_radial_table_find(table, 9 * 0.9999f) == last);
    CHECK(kkr_radial_table_find(table, (float)(site_r_mt * site_r_mt)) ==
          KKR_TABLE_EXACT);

    const double r[6] = { 0, 1e-6, 0.019, 0.021, site_r_mt, 3.1 };
    KKR_AUTO(kkr_evaluator) evaluator = kkr_evaluator_new(kkr_simd_best());
    float out[6];
    float *const to[2] = { out, NULL };
    CHECK(kkr_evaluator_begin(evaluator, table, 0.02, to, NULL));
    for (int i = 0; i < 6; i++)
        kkr_evaluator_row(evaluator, (kkr_vec3){ 0, r[i], 0 }, (kkr_vec3){ 0, 0, 0 }, 0,
                          1, i);
    const int *exact;
    CHECK(kkr_evaluator_end(evaluator, &exact) == 4);
    CHECK(exact[0] == 0 && exact[1] == 1 && exact[2] == 2 && exact[3] == 4);
    CHECK_NEAR(out[3], kkr_expansion_value(site, (kkr_vec3){ 0, r[3], 0 }, true), 2e-3);
    CHECK(isnan(out[5]));
    kkr_expansion_free(site);
}

int main(void)
{
    test_values();
    test_noise();
    test_edges();
    return check_done();
}
