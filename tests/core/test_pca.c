// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/pca.h"

#include "tests/check.h"

static unsigned long long random_state = 3;
static double random_number(void)
{
    random_state = random_state * 6364136223846793005ull + 1442695040888963407ull;
    return (double)(random_state >> 11) / 9007199254740992.0 - 0.5;
}

/* Two hidden numbers in nine columns of very different size, one constant column. */
enum { N = 500, F = 10 };
static double rows[N * F], hidden[N][2];

static void make_rows(void)
{
    for (int i = 0; i < N; i++) {
        hidden[i][0] = random_number();
        hidden[i][1] = random_number();
        for (int f = 0; f < F; f++) {
            double mix = f < 6 ? hidden[i][0] : hidden[i][1];
            rows[i * F + f] = pow(10, f - 4) * (mix * (f % 2 ? -1 : 1) + f);
        }
        rows[i * F + 9] = 42;
    }
}

static void test_columns(const kkr_columns *c)
{
    CHECK(c->n_active == 9 && c->deviation[9] == 0 && c->mean[9] == 42);
    CHECK(isnan(kkr_columns_z(c, 9, 42)));
    double sum = 0, sum2 = 0;
    for (int i = 0; i < N; i++) {
        double z = kkr_columns_z(c, 3, rows[i * F + 3]);
        sum += z;
        sum2 += z * z;
    }
    CHECK_NEAR(sum / N, 0, 1e-12);
    CHECK_NEAR(sum2 / N, 1, 1e-12);
}

/* Both ways to the components, by columns (many rows) and by rows (few). */
static void test_components(int n)
{
    KKR_AUTO(kkr_columns) c = kkr_columns_new(rows, (size_t)n, F);
    KKR_AUTO(kkr_pca) pca = kkr_pca_new(c, rows, (size_t)n, 4, NULL, NULL);
    CHECK(pca);
    if (n == N)
        test_columns(c);
    // two numbers are behind everything: six columns' worth, then three
    CHECK_NEAR(pca->share[0] + pca->share[1], 1, 1e-9);
    CHECK(pca->share[0] > 0.6 && pca->share[1] > 0.1);
    CHECK(pca->share[2] == 0 && pca->share[3] == 0);
    double variance[2] = { 0 }, both = 0;
    for (int i = 0; i < n; i++) {
        double scores[4];
        kkr_pca_project(pca, rows + i * F, scores);
        for (int k = 0; k < 2; k++)
            variance[k] += scores[k] * scores[k] / n;
        both += scores[0] * scores[1] / n;
        CHECK(scores[2] == 0);
    }
    // scores are uncorrelated and as large as their share of nine columns
    for (int k = 0; k < 2; k++)
        CHECK_NEAR(variance[k], 9 * pca->share[k], 1e-9);
    CHECK_NEAR(both, 0, 1e-9);
    for (int k = 0; k < 2; k++) { // the sign is settled
        double most = 0;
        for (int f = 0; f < F; f++) {
            double w = pca->weight[k * F + f] * c->deviation[f];
            most = fabs(w) > fabs(most) * (1 + 1e-9) ? w : most;
        }
        CHECK(most > 0);
    }
}

static void test_edges(void)
{
    double same[6] = { 1, 2, 1, 2, 1, 2 }, scores[2] = { 7, 7 };
    KKR_AUTO(kkr_columns) c = kkr_columns_new(same, 3, 2);
    KKR_AUTO(kkr_pca) pca = kkr_pca_new(c, same, 3, 2, NULL, NULL);
    CHECK(c->n_active == 0 && pca);
    kkr_pca_project(pca, same, scores);
    CHECK(scores[0] == 0 && scores[1] == 0 && pca->share[0] == 0);
    atomic_bool cancel = true;
    kkr_job job = { .cancel = &cancel };
    KKR_AUTO(kkr_columns) all = kkr_columns_new(rows, N, F);
    CHECK_FAILS(kkr_pca_new(all, rows, N, 2, &job, &err), "cancelled");
}

int main(void)
{
    make_rows();
    test_components(N);
    test_components(7);
    test_edges();
    return check_done();
}
