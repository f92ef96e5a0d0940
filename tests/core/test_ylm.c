// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/base.h"
#include "core/ylm.h"
#include "tests/check.h"
#include "tests/json.h"

enum { N_ALL = (KKR_L_MAX + 1) * (KKR_L_MAX + 1) };

static double legendre(int l, double x)
{
    double p = 1, p1 = 0;
    for (int k = 1; k <= l; k++) {
        double p2 = p1;
        p1 = p;
        p = ((2 * k - 1) * x * p1 - (k - 1) * p2) / k;
    }
    return p;
}

/** Largest deviation of all overlaps from the unit matrix, by exact quadrature. */
static double orthonormality(int l_max)
{
    int n = l_max + 1, n_lm = kkr_n_lm(l_max);
    double *overlap = kkr_alloc((size_t)n_lm * n_lm, sizeof *overlap), worst = 0;
    for (int i = 0; i < n; i++) {
        double z = cos(M_PI * (i + 0.75) / (n + 0.5)), slope = 1;
        for (int k = 0; k < 10; k++) { // Gauss-Legendre by Newton
            slope = n * (z * legendre(n, z) - legendre(n - 1, z)) / (z * z - 1);
            z -= legendre(n, z) / slope;
        }
        double weight = 2 / ((1 - z * z) * slope * slope), s = sqrt(1 - z * z);
        for (int k = 0; k < 2 * n; k++) {
            double phi = M_PI * k / n + 0.1, ylm[N_ALL];
            kkr_ylm(l_max, s * cos(phi), s * sin(phi), z, ylm);
            for (int a = 0; a < n_lm; a++)
                for (int b = 0; b < n_lm; b++)
                    overlap[a * n_lm + b] += weight * M_PI / n * ylm[a] * ylm[b];
        }
    }
    for (int a = 0; a < n_lm; a++)
        for (int b = 0; b < n_lm; b++)
            worst = fmax(worst, fabs(overlap[a * n_lm + b] - (a == b)));
    free(overlap);
    return worst;
}

static void check_golden(void)
{
    const char *folder = check_shared();
    if (!folder)
        return;
    char path[4096];
    snprintf(path, sizeof path, "%s/golden/kkr.json", folder);
    json *golden = json_read(path);
    double v[3], ylm[N_ALL];
    for (int i = 0; i < 3; i++)
        v[i] = json_number(json_get(golden, "ylm/vector/%d", i));
    kkr_ylm(4, v[0], v[1], v[2], ylm);
    CHECK(json_count(json_get(golden, "ylm/values")) == 25);
    for (int lm = 0; lm < 25; lm++)
        CHECK_NEAR(ylm[lm], json_number(json_get(golden, "ylm/values/%d", lm)), 1e-14);
    json_free(golden);
}

/** Tangential; sum_lm |grad Y_lm|^2 of an l is l (l + 1) (2 l + 1) / 4 pi; differences. */
static void test_gradient(void)
{
    static double y[N_ALL], other[2][N_ALL], d[3][N_ALL];
    const double points[][3] = {
        { 0, 0, 1 }, { 0, 0, -2 }, { 1, 0, 0 }, { 0.3, -0.5, 0.7 }, { -1.2, 0.1, 0.4 }
    };
    for (int i = 0; i < 5; i++) {
        const double *x = points[i];
        double r = sqrt(x[0] * x[0] + x[1] * x[1] + x[2] * x[2]);
        kkr_ylm_gradient(KKR_L_MAX, x[0], x[1], x[2], y,
                         (double *const[3]){ d[0], d[1], d[2] });
        kkr_ylm(KKR_L_MAX, x[0], x[1], x[2], other[0]);
        CHECK(memcmp(y, other[0], sizeof y) == 0);
        for (int l = 0, lm = 0; l <= KKR_L_MAX; l++) {
            double square = 0;
            for (int m = -l; m <= l; m++, lm++) {
                square +=
                    d[0][lm] * d[0][lm] + d[1][lm] * d[1][lm] + d[2][lm] * d[2][lm];
                CHECK_NEAR(x[0] * d[0][lm] + x[1] * d[1][lm] + x[2] * d[2][lm], 0,
                           1e-12 * (1 + l * l));
            }
            double expected = l * (l + 1.0) * (2 * l + 1) / (4 * M_PI);
            CHECK_NEAR(square, expected, 1e-12 * (1 + expected));
        }
        const double h = 1e-5;
        for (int a = 0; a < 3; a++) {
            double low[3] = { x[0], x[1], x[2] }, high[3] = { x[0], x[1], x[2] };
            low[a] -= h * r;
            high[a] += h * r;
            kkr_ylm(8, low[0], low[1], low[2], other[0]);
            kkr_ylm(8, high[0], high[1], high[2], other[1]);
            for (int lm = 0; lm < kkr_n_lm(8); lm++)
                CHECK_NEAR((other[1][lm] - other[0][lm]) / (2 * h), d[a][lm], 1e-7);
        }
    }
}

int main(void)
{
    double ylm[N_ALL], other[N_ALL];

    // order y, z, x and no sign: everything is positive for small positive x, y
    kkr_ylm(1, 0.1, 0.2, 0.3, ylm);
    double p = sqrt(3 / (4 * M_PI)) / sqrt(0.14);
    CHECK_NEAR(ylm[0], 1 / sqrt(4 * M_PI), 1e-15);
    CHECK_NEAR(ylm[1], 0.2 * p, 1e-15);
    CHECK_NEAR(ylm[2], 0.3 * p, 1e-15);
    CHECK_NEAR(ylm[3], 0.1 * p, 1e-15);
    kkr_ylm(KKR_L_MAX, 1e-3, 0.9e-3, 1, ylm);
    for (int l = 0; l <= KKR_L_MAX; l++)
        for (int m = -1; m <= 1; m++)
            CHECK(abs(m) > l || ylm[l * l + l + m] > 0);

    for (int lm = 0; lm < N_ALL; lm++) {
        int l = kkr_lm_l(lm);
        CHECK(l * l <= lm && lm < (l + 1) * (l + 1));
    }

    // orthonormal
    CHECK_NEAR(orthonormality(8), 0, 1e-13);
    CHECK_NEAR(orthonormality(20), 0, 1e-12);

    // sum_m Y_lm(a) Y_lm(b) = (2l + 1) / 4 pi P_l(a.b), up to the largest l
    const double a[3] = { 0.3, -0.7, 0.45 }, b[3] = { -2.5, 0.1, 1.7 };
    double dot = 0, aa = 0, bb = 0;
    for (int i = 0; i < 3; i++) {
        dot += a[i] * b[i];
        aa += a[i] * a[i];
        bb += b[i] * b[i];
    }
    kkr_ylm(KKR_L_MAX, a[0], a[1], a[2], ylm);
    kkr_ylm(KKR_L_MAX, b[0], b[1], b[2], other);
    for (int l = 0; l <= KKR_L_MAX; l++) {
        double sum = 0;
        for (int lm = l * l; lm < (l + 1) * (l + 1); lm++)
            sum += ylm[lm] * other[lm];
        double expected = (2 * l + 1) / (4 * M_PI) * legendre(l, dot / sqrt(aa * bb));
        CHECK_NEAR(sum, expected, 1e-13);
    }

    // exact at the poles; the zero vector counts as the north pole
    kkr_ylm(KKR_L_MAX, 0, 0, -7, ylm);
    kkr_ylm(KKR_L_MAX, 0, 0, 0, other);
    for (int lm = 0; lm < N_ALL; lm++) {
        int l = kkr_lm_l(lm), m = lm - l * l - l;
        CHECK_NEAR(other[lm], m ? 0 : sqrt((2 * l + 1) / (4 * M_PI)), m ? 0 : 3e-14);
        CHECK_NEAR(ylm[lm], l % 2 ? -other[lm] : other[lm], 3e-14);
    }

    // the largest l does not change what stands below it
    kkr_ylm(5, a[0], a[1], a[2], other);
    kkr_ylm(9, a[0], a[1], a[2], ylm);
    CHECK(memcmp(ylm, other, kkr_n_lm(5) * sizeof *ylm) == 0);

    check_golden();
    test_gradient();
    return check_done();
}
