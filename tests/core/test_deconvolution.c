// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/deconvolution.h"
#include "core/ylm.h"
#include "tests/check.h"

#include <gsl/gsl_eigen.h>

/*
 * A cell whose shape function is known in closed form: the slab |z| < 1. At
 * radius r only |cos theta| < c = 1 / r lies inside, and
 * Theta_l0 = 2 pi N_l 2 integral_0^c P_l = 4 pi N_l (P_{l+1}(c) - P_{l-1}(c)) / (2l + 1)
 * for even l > 0.
 */
enum { N_MESH = 45, L_SHAPE = 12, N_ROWS = L_SHAPE / 2 + 1 };

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

static double xrn[N_MESH], theta[N_ROWS * N_MESH];
static int lm_index[N_ROWS], panel_size[1] = { N_MESH };
static const kkr_shape_cell slab = { .scale = 1,
                                     .n_panels = 1,
                                     .panel_size = panel_size,
                                     .n_mesh = N_MESH,
                                     .xrn = xrn,
                                     .n_lm = N_ROWS,
                                     .lm_index = lm_index,
                                     .theta = theta };

static void make_slab(void)
{
    for (int i = 0; i < N_MESH; i++)
        xrn[i] = 1 + 0.15 * i;
    for (int row = 0; row < N_ROWS; row++) {
        int l = 2 * row;
        lm_index[row] = l * l + l;
        for (int i = 0; i < N_MESH; i++) {
            double c = 1 / xrn[i], norm = sqrt((2 * l + 1) / (4 * M_PI));
            theta[row * N_MESH + i] =
                4 * M_PI * norm *
                (l ? (legendre(l + 1, c) - legendre(l - 1, c)) / (2 * l + 1) : c);
        }
    }
}

/** M at point k, in full, term by term as it is defined. */
static void make_matrix(const kkr_gaunt *gaunt, const int *lm, int n, int k, double *m)
{
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++) {
            const kkr_gaunt_term *terms;
            int n_terms = kkr_gaunt_terms(gaunt, lm[i], lm[j], &terms);
            m[i * n + j] = 0;
            for (int t = 0; t < n_terms; t++)
                for (int row = 0; row < N_ROWS; row++)
                    if (lm_index[row] == terms[t].lm3)
                        m[i * n + j] += terms[t].value * theta[row * N_MESH + k];
        }
}

static double smallest_eigenvalue(double *m, int n)
{
    gsl_matrix_view view = gsl_matrix_view_array(m, n, n);
    gsl_vector *values = gsl_vector_alloc(n);
    gsl_eigen_symm_workspace *work = gsl_eigen_symm_alloc(n);
    gsl_eigen_symm(&view.matrix, values, work);
    double smallest = gsl_vector_min(values);
    gsl_eigen_symm_free(work);
    gsl_vector_free(values);
    return smallest;
}

/** Convolutes known V_L, solves, and compares on as many points as eigenvalues allow. */
static void check_inverse(const kkr_gaunt *gaunt, const int *lm, int n)
{
    double *m = kkr_alloc((size_t)n * n, sizeof *m);
    double *v = kkr_alloc((size_t)N_MESH * n, sizeof *v);
    double *s = kkr_alloc((size_t)N_MESH * n, sizeof *s);
    double *file = kkr_alloc((size_t)N_MESH * n, sizeof *file);
    double lambda[N_MESH];
    for (int k = 0; k < N_MESH; k++) {
        make_matrix(gaunt, lm, n, k, m);
        for (int i = 0; i < n; i++)
            v[k * n + i] = cos(3.7 * i + 0.2 * k) / (1 + i);
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++)
                s[k * n + i] += m[i * n + j] * v[k * n + j];
        lambda[k] = smallest_eigenvalue(m, n);
    }
    memcpy(file, s, (size_t)N_MESH * n * sizeof *s);

    int expected = 0;
    while (expected < N_MESH && lambda[expected] > kkr_deconvolution_lambda_min)
        expected++;
    int count = kkr_deconvolution_solve(&slab, gaunt, lm, n, s);
    CHECK(count == expected);
    if (count != expected)
        printf("%d components: %d points instead of %d\n", n, count, expected);

    // rounding of S is amplified by 1 / lambda at most; M V = S always
    for (int k = 0; k < count; k++) {
        double worst = 0, residual = 0;
        make_matrix(gaunt, lm, n, k, m);
        for (int i = 0; i < n; i++) {
            double sum = -file[k * n + i];
            for (int j = 0; j < n; j++)
                sum += m[i * n + j] * s[k * n + j];
            residual = fmax(residual, fabs(sum));
            worst = fmax(worst, fabs(s[k * n + i] - v[k * n + i]));
        }
        CHECK_NEAR(worst, 0, 1e-15 * n / lambda[k]);
        CHECK_NEAR(residual, 0, 1e-13);
    }
    CHECK(memcmp(s + count * n, file + count * n,
                 (size_t)(N_MESH - count) * n * sizeof *s) == 0);
    free(m);
    free(v);
    free(s);
    free(file);
}

int main(void)
{
    make_slab();
    KKR_AUTO(kkr_gaunt) gaunt = kkr_gaunt_new(6);
    int all[49], axial[7], even[16] = { 0 }, n_even = 0;
    for (int lm = 0; lm < 49; lm++)
        all[lm] = lm;
    for (int l = 0; l < 7; l++)
        axial[l] = l * l + l;
    for (int l = 0; l < 7; l += 2)
        for (int m = 0; m <= l; m += 2)
            even[n_even++] = l * l + l + m;

    for (int n = 1; n <= 49; n += 8)
        check_inverse(gaunt, all, n);
    check_inverse(gaunt, axial, 7);
    check_inverse(gaunt, even, n_even);

    // one component alone: V_00 = S_00 sqrt(4 pi) / Theta_00
    double s[N_MESH];
    for (int k = 0; k < N_MESH; k++)
        s[k] = 1;
    CHECK(kkr_deconvolution_solve(&slab, gaunt, all, 1, s) == N_MESH);
    for (int k = 0; k < N_MESH; k++)
        CHECK_NEAR(s[k], xrn[k], 1e-12);

    // a shape without a single good point leaves everything alone
    for (int i = 0; i < N_ROWS * N_MESH; i++)
        theta[i] = NAN;
    CHECK(kkr_deconvolution_solve(&slab, gaunt, all, 25, s) == 0);
    return check_done();
}
