// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/fit_errors.h"
#include "tests/check.h"

/** Numbers that can be counted on the fingers. */
static void test_numbers(void)
{
    const double truth[4] = { 0, 1, 2, 3 }, model[4] = { 1, 2, 3, 8 };
    kkr_fit_errors e = kkr_fit_errors_of(truth, model, NULL, 4);
    CHECK(e.n == 4);
    CHECK_NEAR(e.mae, 2, 1e-15);
    CHECK_NEAR(e.mean, 2, 1e-15);
    CHECK_NEAR(e.rmse, sqrt(7), 1e-15);
    CHECK_NEAR(e.max, 5, 0);
    CHECK_NEAR(e.shape_mae, 1.5, 1e-15);
    CHECK_NEAR(e.shape_rmse, sqrt(3), 1e-15);
    CHECK_NEAR(e.shape_max, 3, 1e-15);
    CHECK_NEAR(e.rms_truth, sqrt(3.5), 1e-15);
    CHECK_NEAR(e.r2, 1 - 28.0 / 5, 1e-14);

    const bool use[4] = { true, true, true, false };
    e = kkr_fit_errors_of(truth, model, use, 4);
    CHECK(e.n == 3 && e.mae == 1 && e.max == 1);
    CHECK_NEAR(e.shape_rmse, 0, 1e-15); // a mere shift
    e = kkr_fit_errors_of(truth, truth, NULL, 4);
    CHECK(e.rmse == 0 && e.r2 == 1);
    e = kkr_fit_errors_of(truth, model, NULL, 0);
    CHECK(e.n == 0 && isnan(e.mae) && isnan(e.rmse) && isnan(e.max) && isnan(e.mean));
}

static void test_shells(void)
{
    const double r[5] = { 0.5, 1, 3, 9.9, 100 }, truth[5] = { 9, 1, 2, 3, 9 },
                 model[5] = { 0, 2, 0, 3, 0 };
    kkr_fit_shell shells[2];
    kkr_fit_shells(r, truth, model, 5, 1, 100, 2, shells);
    CHECK_NEAR(shells[0].high, 10, 1e-12);
    CHECK(shells[0].n == 3 && shells[1].n == 0); // 0.5 and 100 lie outside
    CHECK_NEAR(shells[0].rmse, sqrt(5.0 / 3), 1e-15);
    CHECK_NEAR(shells[0].mean, -1.0 / 3, 1e-15);
    CHECK_NEAR(shells[0].rms_truth, sqrt(14.0 / 3), 1e-15);
    CHECK(isnan(shells[1].rmse) && isnan(shells[1].mean));
}

int main(void)
{
    test_numbers();
    test_shells();
    const double values[4] = { 4, 1, 3, 2 };
    CHECK_NEAR(kkr_quantile(values, 4, 0), 1, 0);
    CHECK_NEAR(kkr_quantile(values, 4, 0.5), 2.5, 1e-15);
    CHECK_NEAR(kkr_quantile(values, 4, 1), 4, 0);
    CHECK_NEAR(kkr_quantile(values, 1, 0.3), 4, 0);
    return check_done();
}
