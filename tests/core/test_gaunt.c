// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/gaunt.h"
#include "core/ylm.h"
#include "tests/check.h"
#include "tests/json.h"

static double value(const kkr_gaunt *gaunt, int lm1, int lm2, int lm3)
{
    const kkr_gaunt_term *terms;
    int n = kkr_gaunt_terms(gaunt, lm1, lm2, &terms);
    for (int i = 0; i < n; i++)
        if (terms[i].lm3 == lm3)
            return terms[i].value;
    return 0;
}

/** Y_a Y_b = sum_c C(a, b, c) Y_c in a direction that no symmetry favours. */
static void check_products(int l_max)
{
    KKR_AUTO(kkr_gaunt) gaunt = kkr_gaunt_new(l_max);
    CHECK(kkr_gaunt_l_max(gaunt) == l_max);
    static double ylm[(KKR_L_MAX + 1) * (KKR_L_MAX + 1)];
    kkr_ylm(2 * l_max, 0.37, -0.81, 0.23, ylm);
    double worst = 0;
    bool sorted = true;
    for (int a = 0; a < kkr_n_lm(l_max); a++)
        for (int b = 0; b < kkr_n_lm(l_max); b++) {
            const kkr_gaunt_term *terms;
            int n = kkr_gaunt_terms(gaunt, a, b, &terms);
            double sum = 0;
            for (int i = 0; i < n; i++) {
                sum += terms[i].value * ylm[terms[i].lm3];
                sorted &= i == 0 || terms[i].lm3 > terms[i - 1].lm3;
            }
            worst = fmax(worst, fabs(sum - ylm[a] * ylm[b]));
        }
    CHECK_NEAR(worst, 0, 1e-12);
    CHECK(sorted);
}

static void check_golden(const kkr_gaunt *gaunt)
{
    const char *folder = check_shared();
    if (!folder)
        return;
    char path[4096];
    snprintf(path, sizeof path, "%s/golden/kkr.json", folder);
    json *golden = json_read(path);
    const json *values = json_get(golden, "gaunt/values");
    CHECK(json_count(values) == 53);
    for (int i = 0; i < json_count(values); i++) {
        int lm[3];
        for (int k = 0; k < 3; k++)
            lm[k] = (int)json_number(json_get(values, "%d/%d", i, k)) - 1;
        CHECK_NEAR(value(gaunt, lm[0], lm[1], lm[2]),
                   json_number(json_get(values, "%d/3", i)), 1e-13);
    }
    json_free(golden);
}

int main(void)
{
    // products of harmonics are harmonics: this is direct quadrature without a grid
    for (int l_max = 0; l_max <= 8; l_max++)
        check_products(l_max);
    check_products(16);

    // symmetric in all three
    KKR_AUTO(kkr_gaunt) gaunt = kkr_gaunt_new(4);
    for (int a = 0; a < 25; a++)
        for (int b = 0; b < 25; b++)
            for (int c = 0; c < 25; c++) {
                CHECK_NEAR(value(gaunt, a, b, c), value(gaunt, b, a, c), 1e-15);
                CHECK_NEAR(value(gaunt, a, b, c), value(gaunt, a, c, b), 1e-15);
            }

    // Y_00 is a constant
    for (int a = 0; a < 25; a++)
        for (int b = 0; b < 25; b++)
            CHECK_NEAR(value(gaunt, 0, a, b), a == b ? 1 / sqrt(4 * M_PI) : 0, 1e-15);

    int count = 0;
    for (int a = 0; a < 25; a++)
        for (int b = 0; b < 25; b++) {
            const kkr_gaunt_term *terms;
            count += kkr_gaunt_terms(gaunt, a, b, &terms);
        }
    CHECK(count == 2229);
    check_golden(gaunt);
    return check_done();
}
