// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/least_squares.h"
#include "tests/check.h"

#include <gsl/gsl_errno.h>
#include <stdint.h>

static uint64_t state = 7;

static double random_unit(void) // xorshift: the same numbers everywhere
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (double)(state >> 11) / 9007199254740992.0 - 0.5;
}

enum { N = 1500, P = 40 };

/** Columns whose sizes span twenty decades, one of them zero. */
static double size_of(int column)
{
    return column == 5 ? 0 : pow(10, column % 21 - 10);
}

static void fill(double *x, double *y, const double *truth, double noise)
{
    for (int i = 0; i < N; i++) {
        y[2 * i] = 0;
        for (int j = 0; j < P; j++) {
            double u = random_unit();
            x[i * P + j] = size_of(j) * u;
            y[2 * i] += j == 5 ? 0 : truth[j] * u;
        }
        y[2 * i + 1] = noise * random_unit();
    }
}

static kkr_rows *stream(const double *x, const double *y, size_t block)
{
    kkr_rows *rows = kkr_rows_new(P, 2, NULL);
    for (size_t i = 0; i < N; i += block)
        CHECK(kkr_rows_add(rows, x + i * P, y + 2 * i, i + block < N ? block : N - i,
                           NULL));
    return rows;
}

static double residual(const double *x, const double *y, int target, const double *w,
                       double *gradient)
{
    double sum = 0;
    memset(gradient, 0, P * sizeof *gradient);
    for (int i = 0; i < N; i++) {
        double r = -y[2 * i + target];
        for (int j = 0; j < P; j++)
            r += x[i * P + j] * w[j];
        sum += r * r;
        for (int j = 0; j < P; j++)
            gradient[j] += r * x[i * P + j];
    }
    return sqrt(sum / N);
}

/** What lies in the span is found, in blocks of any size, and without the zero column. */
static void test_exact(const double *x, const double *y, const double *truth)
{
    const size_t blocks[] = { 1, 37, 600, N };
    for (int b = 0; b < 4; b++) {
        KKR_AUTO(kkr_rows) rows = stream(x, y, blocks[b]);
        KKR_AUTO(kkr_least_squares)
        s = kkr_least_squares_new(rows, NULL, 0, NULL, NULL);
        CHECK(s && s->n_active == P - 1 && s->rms[5] == 0);
        double w[P], gradient[P];
        CHECK_NEAR(kkr_least_squares_solve(s, 0, 0, 1e-13, w), 0, 1e-13);
        CHECK(w[5] == 0);
        for (int j = 0; j < P; j++)
            if (j != 5)
                CHECK_NEAR(w[j] * size_of(j), truth[j], 1e-12);
        // noise: the residual is orthogonal to every column, and its length is told
        double rms = kkr_least_squares_solve(s, 1, 0, 1e-13, w);
        CHECK_NEAR(rms, residual(x, y, 1, w, gradient), 1e-12);
        CHECK(rms < 0.3 && rms > 0.25); // 1/sqrt(12), less what 39 columns take
        for (int j = 0; j < P; j++)
            CHECK_NEAR(gradient[j], 0, 1e-11 * (s->rms[j] * N + 1e-300));
    }
}

/** The gradient of (1/n)|Xw - y|^2 + lambda |Dw|^2 vanishes. */
static void test_ridge(const double *x, const double *y)
{
    KKR_AUTO(kkr_rows) rows = stream(x, y, 100);
    KKR_AUTO(kkr_least_squares) s = kkr_least_squares_new(rows, NULL, 0, NULL, NULL);
    double w[P], gradient[P];
    for (double lambda = 1e-6; lambda < 1; lambda *= 100) {
        double rms = kkr_least_squares_solve(s, 1, lambda, 0, w);
        CHECK_NEAR(rms, residual(x, y, 1, w, gradient), 1e-12);
        for (int j = 0; j < P; j++)
            CHECK_NEAR(gradient[j] / N, -lambda * s->rms[j] * s->rms[j] * w[j],
                       1e-12 * s->rms[j]);
    }
}

/** A subset of the columns: the same as rows that have these columns only. */
static void test_subset(const double *x, const double *y)
{
    const int columns[] = { 1, 5, 8, 30, 39 };
    KKR_AUTO(kkr_rows) rows = stream(x, y, 100);
    KKR_AUTO(kkr_least_squares) s = kkr_least_squares_new(rows, columns, 5, NULL, NULL);
    CHECK(s->n_active == 4);
    KKR_AUTO(kkr_rows) few = kkr_rows_new(5, 1, NULL);
    for (int i = 0; i < N; i++) {
        double row[5];
        for (int j = 0; j < 5; j++)
            row[j] = x[i * P + columns[j]];
        kkr_rows_add(few, row, &y[2 * i], 1, NULL);
    }
    KKR_AUTO(kkr_least_squares) t = kkr_least_squares_new(few, NULL, 0, NULL, NULL);
    double w[P], v[5];
    double rms = kkr_least_squares_solve(s, 0, 0, 0, w);
    CHECK_NEAR(rms / kkr_least_squares_solve(t, 0, 0, 0, v), 1, 1e-12);
    for (int j = 0; j < 5; j++)
        CHECK_NEAR(w[columns[j]] * s->rms[columns[j]], v[j] * s->rms[columns[j]],
                   1e-12 * rms);
    CHECK(w[0] == 0 && w[2] == 0);
}

/** Equal columns share the coefficient; the direction between them is cut off. */
static void test_cut(void)
{
    KKR_AUTO(kkr_rows) rows = kkr_rows_new(3, 1, NULL);
    for (int i = 0; i < 50; i++) {
        double a = random_unit(), b = random_unit();
        const double row[3] = { a, b, a };
        double y = 4 * a - b;
        CHECK(kkr_rows_add(rows, row, &y, 1, NULL));
    }
    KKR_AUTO(kkr_least_squares) s = kkr_least_squares_new(rows, NULL, 0, NULL, NULL);
    double w[3];
    CHECK_NEAR(kkr_least_squares_solve(s, 0, 0, 1e-13, w), 0, 1e-14);
    CHECK_NEAR(w[0], 2, 1e-13);
    CHECK_NEAR(w[1], -1, 1e-13);
    CHECK_NEAR(w[2], 2, 1e-13);
}

/** Fewer rows than columns: the shortest solution. */
static void test_few_rows(void)
{
    KKR_AUTO(kkr_rows) rows = kkr_rows_new(4, 1, NULL);
    const double x[2][4] = { { 1, 1, 0, 0 }, { 0, 0, 1, -1 } }, y[2] = { 2, 6 };
    CHECK(kkr_rows_add(rows, x[0], y, 2, NULL));
    KKR_AUTO(kkr_least_squares) s = kkr_least_squares_new(rows, NULL, 0, NULL, NULL);
    double w[4];
    CHECK_NEAR(kkr_least_squares_solve(s, 0, 0, 1e-13, w), 0, 1e-14);
    const double expected[4] = { 1, 1, 3, -3 };
    for (int i = 0; i < 4; i++)
        CHECK_NEAR(w[i], expected[i], 1e-13);
}

static void test_bad(void)
{
    KKR_AUTO(kkr_rows) rows = kkr_rows_new(2, 1, NULL);
    CHECK_FAILS(kkr_least_squares_new(rows, NULL, 0, NULL, &err), "without any point");
    const double zero[3] = { 0 }, bad[2] = { 1, NAN };
    CHECK(kkr_rows_add(rows, zero, zero, 1, NULL));
    CHECK_FAILS(kkr_least_squares_new(rows, NULL, 0, NULL, &err), "without any column");
    CHECK_FAILS(kkr_rows_add(rows, bad, zero, 1, &err),
                "row 2 of the fit: column 2 is nan");
    CHECK_FAILS(kkr_rows_new(1000000, 1, &err), "at most");
    atomic_bool cancel = true;
    kkr_job job = { .cancel = &cancel };
    const double one[2] = { 1, 1 };
    CHECK(kkr_rows_add(rows, one, one, 1, NULL));
    CHECK_FAILS(kkr_least_squares_new(rows, NULL, 0, &job, &err), "cancelled");
}

int main(void)
{
    gsl_set_error_handler_off();
    static double x[N * P], y[N * 2], truth[P];
    for (int j = 0; j < P; j++)
        truth[j] = 1 + random_unit();
    fill(x, y, truth, 1);
    test_exact(x, y, truth);
    test_ridge(x, y);
    test_subset(x, y);
    test_cut();
    test_few_rows();
    test_bad();
    return check_done();
}
