// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/element_model.h"
#include "core/elements.h"
#include "tests/check.h"

enum { N = 12 };
// the 4d row with two gaps, and neighbours of two other rows
static const double z[N] = { 40, 41, 42, 45, 46, 47, 49, 50, 29, 31, 79, 81 };

/** Inner products of fields f(Z) that are numbers. */
static void fill_gram(double (*field)(double z), double gram[N * N])
{
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++)
            gram[i * N + j] = field(z[i]) * field(z[j]);
}

static double predict(kkr_element_rule rule, double (*field)(double z), double at)
{
    double gram[N * N], c[N], sum = 0;
    fill_gram(field, gram);
    KKR_AUTO(kkr_element_model) m = kkr_element_model_new(rule, z, N, gram, NULL);
    CHECK(m && kkr_element_model_weights(m, at, c, NULL));
    for (int i = 0; i < N; i++)
        sum += c[i] * field(z[i]);
    return sum;
}

static double constant(double at)
{
    return 3 + 0 * at;
}

static double line(double at)
{
    return 2 - 0.3 * at;
}

static double parabola(double at)
{
    return at * at / 100 - at;
}

/** Smooth along the group and the same in every period: no polynomial of Z. */
static double of_group(double at)
{
    kkr_element e;
    kkr_element_find(at, &e);
    return cos(e.group / 4.0) * 10;
}

/** Every rule but the Gaussian process has weights that sum to one. */
static void test_sum(void)
{
    for (int rule = 0; rule < KKR_ELEMENT_RULE_COUNT; rule++)
        for (double at = 1; at <= 86; at++) {
            bool gp = rule >= KKR_ELEMENT_GP;
            CHECK_NEAR(predict(rule, constant, at), 3, gp ? 0.5 : 1e-10);
        }
}

static void test_rules(void)
{
    CHECK_NEAR(predict(KKR_ELEMENT_LINEAR, line, 60), line(60), 1e-10);
    CHECK_NEAR(predict(KKR_ELEMENT_QUADRATIC, parabola, 60), parabola(60), 1e-9);
    CHECK_NEAR(predict(KKR_ELEMENT_NEAREST, line, 44), line(45), 1e-12);
    CHECK_NEAR(predict(KKR_ELEMENT_NEAREST, line, 48), line(47), 1e-12);
    CHECK_NEAR(predict(KKR_ELEMENT_TABLE, line, 43), line(43), 1e-12);
    CHECK_NEAR(predict(KKR_ELEMENT_TABLE, line, 41), line(41), 1e-12);
    // In (49) lies between Ga (31) and Tl (81) in its group, but has its own row
    CHECK_NEAR(predict(KKR_ELEMENT_TABLE, line, 49), line(49), 1e-12);
    // Ge (32): no neighbour above it in period 4; below it Sn (50) in the group
    CHECK_NEAR(predict(KKR_ELEMENT_TABLE, line, 32), line(50), 1e-12);
    // H: neither row nor group
    CHECK_NEAR(predict(KKR_ELEMENT_TABLE, line, 1), line(29), 1e-12);
}

/** A function of the group is found where a polynomial of Z is lost. */
static void test_neighbourhood(void)
{
    for (double at = 43; at <= 48; at += 5) {
        double gp = fabs(predict(KKR_ELEMENT_GP, of_group, at) - of_group(at));
        double block = fabs(predict(KKR_ELEMENT_GP_BLOCK, of_group, at) - of_group(at));
        double square = predict(KKR_ELEMENT_QUADRATIC, of_group, at) - of_group(at);
        CHECK(gp < 0.5 && block < 0.5 && gp < 0.5 * fabs(square));
    }
}

/** The inverse is that of the kernel that the header names; training fields are met. */
static void test_kernel(void)
{
    double gram[N * N];
    fill_gram(of_group, gram);
    KKR_AUTO(kkr_element_model)
    m = kkr_element_model_new(KKR_ELEMENT_GP, z, N, gram, NULL);
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) {
            double sum = 0;
            for (int k = 0; k < N; k++) {
                kkr_element a, b;
                kkr_element_find(z[i], &a);
                kkr_element_find(z[k], &b);
                double p = (a.period - b.period) / m->length[0];
                double g = (a.group - b.group) / m->length[1];
                sum += (exp(-(p * p + g * g) / 2) + 10 + (i == k ? m->noise : 0)) *
                       m->inverse[k * N + j];
            }
            CHECK_NEAR(sum, i == j, 1e-9);
        }
    double c[N];
    for (int k = 0; k < N; k++) {
        double own = 0;
        CHECK(kkr_element_model_weights(m, z[k], c, NULL));
        for (int i = 0; i < N; i++)
            own += c[i] * of_group(z[i]);
        CHECK_NEAR(own, of_group(z[k]), 0.2);
    }
}

/** All left out at once: what a model of the others says, for every rule. */
static void test_left_out(void)
{
    double gram[N * N], all[N * N], others[N], inner[N * N], c[N];
    fill_gram(of_group, gram);
    for (int i = 0; i < N; i++)
        gram[i * N + i] += 0.3 * (i % 3); // fields that are not quite alike
    for (int rule = 0; rule < KKR_ELEMENT_RULE_COUNT; rule++) {
        CHECK(kkr_element_left_out(rule, z, N, gram, all, NULL));
        for (int i = 0; i < N; i++) {
            for (int j = 0; j < N - 1; j++) {
                others[j] = z[j + (j >= i)];
                for (int k = 0; k < N - 1; k++)
                    inner[j * (N - 1) + k] = gram[(j + (j >= i)) * N + k + (k >= i)];
            }
            KKR_AUTO(kkr_element_model)
            m = kkr_element_model_new(rule, others, N - 1, inner, NULL);
            CHECK(kkr_element_model_weights(m, z[i], c, NULL));
            for (int j = 0; j < N; j++)
                CHECK_NEAR(all[i * N + j], j == i ? 0 : c[j - (j > i)], 1e-8);
        }
    }
}

static void test_bad(void)
{
    double gram[N * N], c[N];
    fill_gram(line, gram);
    const double vacancy[3] = { 0, 29, 30 };
    CHECK_FAILS(kkr_element_model_new(KKR_ELEMENT_TABLE, vacancy, 3, gram, &err),
                "Z = 0 is no element");
    CHECK_FAILS(kkr_element_model_new(KKR_ELEMENT_QUADRATIC, z, 2, gram, &err),
                "needs 3 different elements, there are 2");
    const double twice[3] = { 29, 29, 29 };
    CHECK_FAILS(kkr_element_model_new(KKR_ELEMENT_LINEAR, twice, 3, gram, &err),
                "there is 1");
    gram[5] = NAN;
    CHECK_FAILS(kkr_element_model_new(KKR_ELEMENT_GP, z, N, gram, &err), "not finite");
    KKR_AUTO(kkr_element_model)
    m = kkr_element_model_new(KKR_ELEMENT_MEAN, z, N, NULL, NULL);
    CHECK_FAILS(kkr_element_model_weights(m, 29.5, c, &err), "no element");
}

int main(void)
{
    test_sum();
    test_rules();
    test_neighbourhood();
    test_kernel();
    test_left_out();
    test_bad();
    return check_done();
}
