// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/jl_settings.h"

#include "tests/check.h"
#include "tests/json.h"

static kkr_jl_settings of_species(int n)
{
    static const char *const names[] = { "C", "H", "O", "N" };
    kkr_jl_settings s = kkr_jl_settings_defaults();
    for (int i = 0; i < n; i++)
        CHECK(kkr_jl_settings_add_species(&s, names[i], NULL));
    return s;
}

/* Numbers of columns as published and as counted by hand. */
static void test_counts(void)
{
    kkr_jl_settings s = of_species(2);
    CHECK(kkr_jl_n_features(&s) == 200);
    s.l_max = 6;
    CHECK(kkr_jl_n_features(&s) == 272);
    s.n_max[0] = 27, s.n_max[1] = 12, s.l_max = 5;
    CHECK(kkr_jl_n_features(&s) == 1572);
    s.n_max[0] = 18, s.n_max[1] = 11, s.l_max = 8; // counted: 36 + 990 + 900
    CHECK(kkr_jl_n_features(&s) == 1926);
    s.body = KKR_JL_ONE_BODY;
    CHECK(kkr_jl_n_features(&s) == 36);
    s.body = KKR_JL_TWO_BODY;
    CHECK(kkr_jl_n_features(&s) == 1890);
    s = of_species(1);
    s.n_max[0] = 15, s.n_max[1] = 6, s.l_max = 6;
    CHECK(kkr_jl_n_features(&s) == 120);
    s.n_max[0] = 20, s.n_max[1] = 12, s.l_max = 11;
    CHECK(kkr_jl_n_features(&s) == 812);
}

/* Every column is there once, in the order that the header says. */
static void test_columns(void)
{
    kkr_jl_settings s = of_species(4);
    s.n_max[0] = 3, s.n_max[1] = 4, s.l_max = 2;
    for (int single = 0; single < 2; single++) {
        s.single_vanishing = single;
        int n0 = single ? 1 : 2, f = 0;
        for (int a = 0; a < 4; a++)
            for (int n = 1; n <= 3; n++) {
                kkr_jl_column c = kkr_jl_column_at(&s, f++);
                CHECK(c.body == 1 && c.a == a && c.b == -1 && c.n1 == n && c.l == -1);
            }
        for (int a = 0; a < 4; a++)
            for (int l = 0; l <= 2; l++)
                for (int n = n0; n <= 4; n++)
                    for (int m = n; m <= 4; m++) {
                        kkr_jl_column c = kkr_jl_column_at(&s, f++);
                        CHECK(c.body == 2 && c.a == a && c.b == a && c.n1 == n &&
                              c.n2 == m && c.l == l);
                    }
        for (int a = 0; a < 4; a++)
            for (int b = a + 1; b < 4; b++)
                for (int n = n0; n <= 4; n++)
                    for (int m = n0; m <= 4; m++)
                        for (int l = 0; l <= 2; l++) {
                            kkr_jl_column c = kkr_jl_column_at(&s, f++);
                            CHECK(c.body == 2 && c.a == a && c.b == b && c.n1 == n &&
                                  c.n2 == m && c.l == l);
                        }
        CHECK(f == kkr_jl_n_features(&s));
    }
    char text[80];
    kkr_jl_column_label(&s, 4, text, sizeof text);
    CHECK_STRING(text, "H_n2");
    kkr_jl_column_label(&s, kkr_jl_n_features(&s) - 1, text, sizeof text);
    CHECK_STRING(text, "O-N_n4_n4_l2");
}

/* Zero at rcut, and at the nucleus if doubly vanishing. */
static void test_zeros(void)
{
    kkr_jl_settings s = of_species(1);
    s.alpha[1] = 2.5, s.beta[1] = -0.3, s.gamma = 0.8, s.n_max[1] = 8;
    double values[KKR_JL_N1_MAX], at_zero[KKR_JL_N1_MAX];
    for (int body = 1; body <= 2; body++) {
        kkr_jl_radial radial = kkr_jl_radial_of(&s, body);
        kkr_jl_radial_values(&radial, s.rcut, values);
        kkr_jl_radial_values(&radial, 0, at_zero);
        for (int n = radial.first; n <= radial.last; n++) {
            double scale = tgamma(n + 3.5);
            CHECK_NEAR(values[n - radial.first], 0, 1e-14 * scale);
            if (body == 2)
                CHECK_NEAR(at_zero[n - radial.first], 0, 1e-14 * scale);
        }
        kkr_jl_radial_values(&radial, s.rcut * 1.0001, values);
        for (int n = radial.first; n <= radial.last; n++)
            CHECK(values[n - radial.first] == 0);
    }
}

static void test_refused(void)
{
    const kkr_jl_settings good = of_species(2);
    CHECK(kkr_jl_settings_check(&good, NULL));
    CHECK(kkr_jl_settings_equal(&good, &good));
#define REFUSED(change, part)                               \
    do {                                                    \
        kkr_jl_settings s = good;                           \
        change;                                             \
        CHECK_FAILS(kkr_jl_settings_check(&s, &err), part); \
        CHECK(!kkr_jl_settings_equal(&s, &good));           \
    } while (0)
    REFUSED(s.rmin = 0.1, "rmin must be 0 or negative");
    REFUSED(s.rmin = NAN, "rmin");
    REFUSED(s.gamma = 0, "gamma must be above 0");
    REFUSED(s.alpha[1] = -1, "alpha must be above -1");
    REFUSED(s.beta[0] = -1.5, "beta must be above -1");
    REFUSED(s.n_max[0] = 0, "nmax of the one-body terms");
    REFUSED(s.n_max[1] = 1, "nmax of the two-body terms must be 2");
    REFUSED(s.n_max[1] = 17, "to 16, not 17");
    REFUSED(s.l_max = 13, "lmax must be 0 to 12");
    REFUSED(s.l_max = -1, "lmax");
    REFUSED(s.rcut = 0, "rcut must be a length above 0");
    REFUSED(s.rcut = INFINITY, "rcut");
    REFUSED(s.n_species = 0, "species");
    REFUSED(strcpy(s.species[1], "C"), "twice");
    REFUSED(s.body = (kkr_jl_body)0, "body");
    kkr_jl_settings s = good;
    CHECK_FAILS(kkr_jl_settings_add_species(&s, "a much too long name", &err),
                "1 to 15 letters");
    for (int i = 0; s.n_species < KKR_JL_SPECIES_MAX; i++) {
        char name[16];
        snprintf(name, sizeof name, "S%d", i);
        CHECK(kkr_jl_settings_add_species(&s, name, NULL));
    }
    CHECK_FAILS(kkr_jl_settings_add_species(&s, "one", &err), "more than");
}

static void test_golden(const json *golden)
{
    const json *list = json_get(golden, "jacobi");
    CHECK(json_count(list) >= 8);
    for (int i = 0; i < json_count(list); i++) {
        const json *c = json_item(list, i);
        double a = json_number(json_get(c, "alpha")), p[41];
        double b = json_number(json_get(c, "beta"));
        int n = json_count(json_get(c, "P")) - 1;
        CHECK(n >= 10 && n <= 40);
        for (int k = 0; k < json_count(json_get(c, "x")); k++) {
            kkr_jacobi(n, a, b, json_number(json_get(c, "x/%d", k)), p);
            for (int j = 0; j <= n; j++) {
                double want = json_number(json_get(c, "P/%d/%d", j, k));
                // relative to the size of P_n on the interval, that is at its ends
                double scale = fmax(fabs(json_number(json_get(c, "P/%d/7", j))),
                                    fabs(json_number(json_get(c, "P/%d/0", j))));
                CHECK_NEAR(p[j], want, 1e-13 * scale);
            }
        }
    }
    const json *legendre = json_get(golden, "legendre");
    for (int k = 0; k < json_count(json_get(legendre, "x")); k++) {
        double p[13];
        kkr_legendre(12, json_number(json_get(legendre, "x/%d", k)), p);
        for (int l = 0; l <= 12; l++)
            CHECK_NEAR(p[l], json_number(json_get(legendre, "P/%d/%d", l, k)), 1e-14);
    }
    list = json_get(golden, "radial");
    CHECK(json_count(list) >= 5);
    for (int i = 0; i < json_count(list); i++) {
        const json *c = json_item(list, i);
        bool doubly = json_true(json_get(c, "double_vanishing"));
        int body = doubly ? 2 : 1;
        kkr_jl_settings s = of_species(1);
        s.n_max[body - 1] = (int)json_number(json_get(c, "nmax"));
        s.alpha[body - 1] = json_number(json_get(c, "alpha"));
        s.beta[body - 1] = json_number(json_get(c, "beta"));
        s.rcut = json_number(json_get(c, "rcut"));
        s.rmin = json_number(json_get(c, "rmin"));
        s.gamma = json_number(json_get(c, "gamma"));
        kkr_jl_radial radial = kkr_jl_radial_of(&s, body);
        int n = radial.last - radial.first + 1;
        CHECK(json_count(json_get(c, "R")) == n);
        for (int k = 0; k < json_count(json_get(c, "r")); k++) {
            double values[KKR_JL_N1_MAX];
            kkr_jl_radial_values(&radial, json_number(json_get(c, "r/%d", k)), values);
            for (int j = 0; j < n; j++) {
                double scale = fmax(fabs(json_number(json_get(c, "R/%d/0", j))), 100);
                CHECK_NEAR(values[j], json_number(json_get(c, "R/%d/%d", j, k)),
                           1e-14 * scale);
            }
        }
    }
}

int main(void)
{
    test_counts();
    test_columns();
    test_zeros();
    test_refused();
    const char *shared = check_shared();
    if (!shared)
        return check_failures ? check_done() : CHECK_SKIP;
    char path[4200];
    snprintf(path, sizeof path, "%s/golden/jl.json", shared);
    json *golden = json_read(path);
    test_golden(golden);
    json_free(golden);
    return check_done();
}
