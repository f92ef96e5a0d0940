// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/jl_centred.h"

#include "core/jacobi_legendre.h"
#include "tests/check.h"

enum { N_ATOMS = 60, N_POINTS = 9 };
static kkr_jl_atom atoms[N_ATOMS];
static kkr_vec3 points[N_POINTS];

static unsigned long long random_state = 7;
static double random_number(void)
{
    random_state = random_state * 6364136223846793005ull + 1442695040888963407ull;
    return (double)(random_state >> 11) / 9007199254740992.0;
}

static kkr_vec3 random_point(double size)
{
    double x = random_number(), y = random_number(), z = random_number();
    return (kkr_vec3){ (x - 0.5) * size, (y - 0.5) * size, (z - 0.5) * size };
}

static void make_atoms(void)
{
    static const char *const names[3] = { "host", "imp", "shell" };
    for (int i = 0; i < N_ATOMS; i++) {
        atoms[i] = (kkr_jl_atom){ .position = random_point(10) };
        strcpy(atoms[i].name, names[i % 9 == 0 ? 1 : i % 4 == 0 ? 2 : 0]);
    }
    for (int i = 0; i < N_POINTS; i++)
        points[i] = random_point(6);
}

static kkr_jl_settings three_species(void)
{
    kkr_jl_settings s = kkr_jl_settings_defaults();
    CHECK(kkr_jl_settings_add_species(&s, "host", NULL));
    CHECK(kkr_jl_settings_add_species(&s, "imp", NULL));
    CHECK(kkr_jl_settings_add_species(&s, "shell", NULL));
    s.rcut = 3.9;
    s.n_max[0] = 6;
    s.n_max[1] = 3;
    s.alpha[1] = 0.5;
    return s;
}

static double *features_of(const kkr_jl_settings *s, unsigned centres,
                           const kkr_jl_atom *list, int n, const kkr_vec3 *x, int n_x)
{
    KKR_AUTO(kkr_jl_environment)
    e = kkr_jl_environment_new(list, n, NULL, NULL, 1, NULL);
    KKR_AUTO(kkr_jl_centred) jl = kkr_jl_centred_new(s, centres, e, NULL);
    CHECK(jl);
    int width = kkr_jl_centred_n_features(s, centres);
    double *out = kkr_alloc((size_t)(n_x * width), sizeof *out);
    CHECK(kkr_jl_centred_features(jl, x, (size_t)n_x, out, NULL, NULL));
    return out;
}

static int find_column(const kkr_jl_settings *s, unsigned centres, const char *label)
{
    char text[80];
    for (int f = 0; f < kkr_jl_centred_n_features(s, centres); f++) {
        kkr_jl_centred_label(s, centres, f, text, sizeof text);
        if (strcmp(text, label) == 0)
            return f;
    }
    printf("no column %s\n", label);
    check_failures++;
    return 0;
}

/* Every column against the plain triple sum over centre, neighbour and P_l. */
static void test_definition(void)
{
    kkr_jl_settings s = three_species();
    const unsigned centres = 6; // imp and shell
    int width = kkr_jl_centred_n_features(&s, centres), checked = 0;
    CHECK(width == 2 * 6 + 2 * 3 * 6 * 3 * 4);
    double *out = features_of(&s, centres, atoms, N_ATOMS, points, N_POINTS);
    s.single_vanishing = true;
    kkr_jl_radial one = kkr_jl_radial_of(&s, 1), two = kkr_jl_radial_of(&s, 2);
    for (int p = 0; p < N_POINTS; p++)
        for (int a = 1; a < 3; a++)
            for (int b = 0; b < 3; b++) {
                double want[6][3][5] = { 0 }, want_one[6] = { 0 }, scale = 1;
                for (int i = 0; i < N_ATOMS; i++) {
                    kkr_vec3 v = kkr_vec3_sub(points[p], atoms[i].position);
                    double r = kkr_vec3_length(v), f[KKR_JL_N1_MAX];
                    if (strcmp(atoms[i].name, s.species[a]) || r > s.rcut)
                        continue;
                    kkr_jl_radial_values(&one, r, f);
                    for (int n = 0; n < 6; n++)
                        want_one[n] += f[n];
                    for (int j = 0; j < N_ATOMS; j++) {
                        kkr_vec3 w = kkr_vec3_sub(atoms[j].position, atoms[i].position);
                        double d = kkr_vec3_length(w), g[KKR_JL_N2_MAX], q[5];
                        if (i == j || strcmp(atoms[j].name, s.species[b]) || d > s.rcut)
                            continue;
                        kkr_jl_radial_values(&two, d, g);
                        kkr_legendre(4, kkr_vec3_dot(v, w) / (r * d), q);
                        for (int n = 0; n < 6; n++)
                            for (int k = 0; k < 3; k++)
                                for (int l = 0; l <= 4; l++) {
                                    want[n][k][l] += f[n] * g[k] * q[l];
                                    scale = fmax(scale, fabs(f[n] * g[k]));
                                }
                    }
                }
                for (int n = 0; n < 6; n++) {
                    char label[80];
                    snprintf(label, sizeof label, "%s@n%d", s.species[a], n + 1);
                    CHECK_NEAR(out[p * width + find_column(&s, centres, label)],
                               want_one[n], 1e-13 * scale);
                    for (int k = 0; k < 3; k++)
                        for (int l = 1; l <= 4; l++, checked++) {
                            snprintf(label, sizeof label, "%s-%s@n%d_n%d_l%d",
                                     s.species[a], s.species[b], n + 1, k + 1, l);
                            CHECK_NEAR(out[p * width + find_column(&s, centres, label)],
                                       want[n][k][l], 1e-12 * scale);
                        }
                }
            }
    CHECK(checked == N_POINTS * (width - 12));
    free(out);
}

static void test_invariance(void)
{
    kkr_jl_settings s = three_species();
    kkr_jl_atom moved[N_ATOMS];
    kkr_vec3 moved_points[N_POINTS], axis = kkr_vec3_unit((kkr_vec3){ 3, -1, 2 });
    double c = cos(2.1), q = sin(2.1), most = 0;
    for (int i = 0; i < N_ATOMS + N_POINTS; i++) {
        kkr_vec3 v = i < N_ATOMS ? atoms[i].position : points[i - N_ATOMS];
        kkr_vec3 w = kkr_vec3_mad(kkr_vec3_scale(v, c), q, kkr_vec3_cross(axis, v));
        w = kkr_vec3_mad(w, kkr_vec3_dot(axis, v) * (1 - c), axis);
        w = kkr_vec3_add(w, (kkr_vec3){ -2, 1, 0.5 });
        if (i < N_ATOMS) {
            moved[N_ATOMS - 1 - i] = atoms[i];
            moved[N_ATOMS - 1 - i].position = w;
        } else {
            moved_points[i - N_ATOMS] = w;
        }
    }
    int width = kkr_jl_centred_n_features(&s, 7);
    double *a = features_of(&s, 7, atoms, N_ATOMS, points, N_POINTS);
    double *b = features_of(&s, 7, moved, N_ATOMS, moved_points, N_POINTS);
    for (int i = 0; i < N_POINTS * width; i++)
        most = fmax(most, fabs(a[i]));
    for (int i = 0; i < N_POINTS * width; i++)
        CHECK_NEAR(a[i], b[i], 1e-12 * most);
    free(a);
    free(b);
}

/* Repeated cells are a finite piece; odd l vanish around an inversion centre. */
static void test_crystal(void)
{
    const bool all[3] = { true, true, true };
    kkr_mat3 cubic = { { { 3, 0, 0 }, { 0, 3, 0 }, { 0, 0, 3 } } };
    kkr_jl_atom cell[2] = { { { 0, 0, 0 }, "host" }, { { 10.5, 1.5, 1.5 }, "imp" } };
    kkr_jl_atom list[2 * 11 * 11 * 11];
    kkr_jl_settings s = three_species();
    kkr_vec3 x[2] = { { 0.4, 0.7, 1.1 }, { 30.4, 0.7, -1.9 } }; // the same point
    int n = 0;
    for (int i = -5; i <= 5; i++)
        for (int j = -5; j <= 5; j++)
            for (int k = -5; k <= 5; k++) {
                kkr_vec3 at = { 3 * i, 3 * j, 3 * k };
                list[n] = cell[0];
                list[n++].position = at;
                list[n] = cell[1];
                list[n++].position = kkr_vec3_add(at, (kkr_vec3){ 1.5, 1.5, 1.5 });
            }
    int width = kkr_jl_centred_n_features(&s, 3);
    double *want = features_of(&s, 3, list, n, x, 1);
    KKR_AUTO(kkr_jl_environment)
    e = kkr_jl_environment_new(cell, 2, &cubic, all, 1, NULL);
    KKR_AUTO(kkr_jl_centred) jl = kkr_jl_centred_new(&s, 3, e, NULL);
    double *got = kkr_alloc((size_t)(2 * width), sizeof *got), most = 0;
    CHECK(kkr_jl_centred_features(jl, x, 2, got, NULL, NULL));
    for (int f = 0; f < width; f++)
        most = fmax(most, fabs(want[f]));
    for (int f = 0; f < width; f++) {
        char label[80];
        kkr_jl_centred_label(&s, 3, f, label, sizeof label);
        CHECK_NEAR(got[f], want[f], 1e-12 * most);
        CHECK_NEAR(got[width + f], want[f], 1e-11 * most);
        if (strstr(label, "_l1") || strstr(label, "_l3"))
            CHECK_NEAR(want[f], 0, 1e-12 * most);
        if (strstr(label, "_l2")) // cubic surroundings have no l = 2 either
            CHECK_NEAR(want[f], 0, 1e-12 * most);
    }
    CHECK(fabs(want[find_column(&s, 3, "imp-host@n3_n1_l4")]) > 1e-3);
    free(want);
    free(got);
}

static void test_refused(void)
{
    kkr_jl_settings s = three_species();
    KKR_AUTO(kkr_jl_environment)
    e = kkr_jl_environment_new(atoms, N_ATOMS, NULL, NULL, 1, NULL);
    CHECK_FAILS(kkr_jl_centred_new(&s, 0, e, &err), "species as centre");
    s.rcut = -1;
    CHECK_FAILS(kkr_jl_centred_new(&s, 1, e, &err), "rcut");
}

/* Of a case: known only where everything within 2 rcut is. */
static void test_case(void)
{
    const char *folder = getenv("KKR_SAMPLE");
    KKR_AUTO(kkr_case) object = kkr_case_open(&folder, 1, NULL, NULL, NULL);
    CHECK(object);
    if (!object)
        return;
    kkr_jl_settings s = kkr_jl_settings_defaults(), twice;
    CHECK(kkr_jl_settings_add_case(&s, object, KKR_JL_ROLES, NULL));
    twice = s;
    twice.rcut *= 2;
    kkr_vec3 x = { 0.5, 0.4, 1.3 };
    double *out = kkr_alloc((size_t)kkr_jl_centred_n_features(&s, 2), sizeof *out);
    for (int i = 0; i < 2; i++) {
        KKR_AUTO(kkr_jl_environment)
        e = kkr_jl_environment_around(object, KKR_JL_ROLES, i ? &twice : &s, &x, 1,
                                      NULL);
        KKR_AUTO(kkr_jl_centred) jl = kkr_jl_centred_new(&s, 2, e, NULL);
        if (i)
            CHECK(kkr_jl_centred_features(jl, &x, 1, out, NULL, NULL));
        else
            CHECK_FAILS(kkr_jl_centred_features(jl, &x, 1, out, NULL, &err), "beyond");
    }
    CHECK(out[0] != 0);
    free(out);
}

int main(void)
{
    make_atoms();
    test_definition();
    test_invariance();
    test_crystal();
    test_refused();
    test_case();
    return check_done();
}
