// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/jacobi_legendre.h"

#include "core/jl_kernel.h"

#include "tests/check.h"
#include "tests/jl_reference.h"
#include "tests/json.h"

static json *golden;

static kkr_vec3 read_vec3(const json *value)
{
    return (kkr_vec3){ json_number(json_item(value, 0)),
                       json_number(json_item(value, 1)),
                       json_number(json_item(value, 2)) };
}

static kkr_jl_settings read_settings(const json *value)
{
    kkr_jl_settings s = kkr_jl_settings_defaults();
    s.rcut = json_number(json_get(value, "rcut"));
    s.rmin = json_number(json_get(value, "rmin"));
    s.l_max = (int)json_number(json_get(value, "lmax"));
    for (int i = 0; i < 2; i++) {
        s.n_max[i] = (int)json_number(json_get(value, "nmax/%d", i));
        s.alpha[i] = json_number(json_get(value, "alpha/%d", i));
        s.beta[i] = json_number(json_get(value, "beta/%d", i));
    }
    if (json_get(value, "gamma"))
        s.gamma = json_number(json_get(value, "gamma"));
    s.single_vanishing = !json_true(json_get(value, "double_shifted"));
    const json *species = json_get(value, "species");
    for (int i = 0; i < json_count(species); i++)
        CHECK(
            kkr_jl_settings_add_species(&s, json_string(json_item(species, i)), NULL));
    return s;
}

static double largest(const double *values, int n)
{
    double most = 0;
    for (int i = 0; i < n; i++)
        most = fmax(most, fabs(values[i]));
    return most;
}

/* The golden numbers of one case; `shipped` asks for those of the public package. */
static void test_golden_case(const json *c, bool shipped)
{
    kkr_jl_settings s = read_settings(json_get(c, "settings"));
    s.reference = shipped;
    int n_atoms = json_count(json_get(c, "symbols"));
    kkr_jl_atom *atoms = kkr_alloc((size_t)n_atoms, sizeof *atoms);
    for (int i = 0; i < n_atoms; i++) {
        atoms[i].position = read_vec3(json_get(c, "positions/%d", i));
        strcpy(atoms[i].name, json_string(json_get(c, "symbols/%d", i)));
    }
    const bool all[3] = { true, true, true };
    kkr_mat3 lattice = { { { 0, 0, 0 }, { 0, 0, 0 }, { 0, 0, 0 } } };
    bool periodic = json_count(json_get(c, "cell")) == 3;
    for (int i = 0; periodic && i < 3; i++)
        lattice.row[i] = read_vec3(json_get(c, "cell/%d", i));
    KKR_AUTO(kkr_jl_environment)
    e = kkr_jl_environment_new(atoms, n_atoms, periodic ? &lattice : NULL, all, 1,
                               NULL);
    free(atoms);
    KKR_AUTO(kkr_jl) jl = kkr_jl_new(&s, e, NULL);
    CHECK(jl);
    int n = json_count(json_get(c, "points")), width = kkr_jl_n_features(&s);
    CHECK_NEAR(json_number(json_get(c, "n_features")), width, 0);
    double *out = kkr_alloc((size_t)(n * width), sizeof *out);
    double *want = kkr_alloc((size_t)width, sizeof *want);
    kkr_vec3 *x = kkr_alloc((size_t)n, sizeof *x);
    for (int i = 0; i < n; i++)
        x[i] = read_vec3(json_get(c, "points/%d", i));
    CHECK(kkr_jl_features(jl, x, (size_t)n, out, NULL, NULL));
    const char *key = shipped ? "features_as_shipped" : "features";
    double worst = 0;
    for (int i = 0; i < n; i++) {
        const json *row = json_get(c, "%s/%d", key, i);
        CHECK(json_count(row) == width);
        for (int f = 0; f < width; f++)
            want[f] = json_number(json_item(row, f));
        double scale =
            largest(want, width) + json_number(json_get(c, "self_scale/%d", i));
        double most = 0;
        for (int f = 0; f < width; f++)
            most = fmax(most, fabs(out[i * width + f] - want[f]) / scale);
        CHECK_NEAR(most, 0, 1e-12);
        worst = fmax(worst, most);

        kkr_jl_neighbour *near = NULL;
        int n_near = 0;
        CHECK(kkr_jl_neighbours(jl, x[i], &near, &n_near, NULL));
        for (int k = 0; k < s.n_species; k++) {
            int count = 0;
            for (int j = 0; j < n_near; j++)
                count += near[j].species == k;
            CHECK_NEAR(count, json_number(json_get(c, "neighbour_counts/%d/%d", i, k)),
                       0);
        }
        free(near);
    }
    printf("%s%s: %.1e\n", json_string(json_get(c, "name")),
           shipped ? ", as shipped" : "", worst);
    free(out);
    free(want);
    free(x);
}

/* A random atom list that is the same every time. */
static unsigned long long random_state = 1;
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

enum { N_ATOMS = 40, N_POINTS = 37 };
static kkr_jl_atom atoms[N_ATOMS];
static kkr_vec3 points[N_POINTS];

static void make_atoms(void)
{
    static const char *const names[3] = { "Cu", "Au", "Zn" };
    for (int i = 0; i < N_ATOMS; i++) {
        atoms[i] = (kkr_jl_atom){ .position = random_point(9) };
        strcpy(atoms[i].name, names[i % 5 == 0 ? 1 : i % 7 == 0 ? 2 : 0]);
    }
    for (int i = 0; i < N_POINTS; i++)
        points[i] = random_point(i < 30 ? 5 : 14); // some see few atoms or none
}

static kkr_jl_settings three_species(void)
{
    kkr_jl_settings s = kkr_jl_settings_defaults();
    CHECK(kkr_jl_settings_add_species(&s, "Cu", NULL));
    CHECK(kkr_jl_settings_add_species(&s, "Zn", NULL));
    CHECK(kkr_jl_settings_add_species(&s, "Au", NULL));
    s.rcut = 3.7;
    s.alpha[0] = 1.5;
    s.beta[1] = 0.25;
    return s;
}

/* All builds of the kernel in turn. */
static kkr_simd simd;

static double *features_of(const kkr_jl_settings *s, const kkr_jl_atom *list, int n,
                           const kkr_vec3 *x, int n_x)
{
    KKR_AUTO(kkr_jl_environment)
    e = kkr_jl_environment_new(list, n, NULL, NULL, 1, NULL);
    KKR_AUTO(kkr_jl) jl = kkr_jl_new(s, e, NULL);
    CHECK(jl);
    kkr_jl_set_simd(jl, simd);
    double *out = kkr_alloc((size_t)(n_x * kkr_jl_n_features(s)), sizeof *out);
    CHECK(kkr_jl_features(jl, x, (size_t)n_x, out, NULL, NULL));
    return out;
}

static double self_scale(const kkr_jl_settings *s, const kkr_jl_atom *list, int n,
                         kkr_vec3 x)
{
    kkr_jl_radial radial = kkr_jl_radial_of(s, 2);
    double sum[KKR_JL_N2_MAX] = { 0 }, most = 0;
    for (int i = 0; i < n; i++) {
        double r[KKR_JL_N2_MAX];
        kkr_jl_radial_values(&radial,
                             kkr_vec3_length(kkr_vec3_sub(list[i].position, x)), r);
        for (int k = 0; k <= radial.last - radial.first; k++)
            most = fmax(most, sum[k] += r[k] * r[k]);
    }
    return most;
}

static void check_equal(const kkr_jl_settings *s, const kkr_jl_atom *list, int n,
                        const kkr_vec3 *x, int n_x, const double *got,
                        const double *want)
{
    int width = kkr_jl_n_features(s);
    for (int i = 0; i < n_x; i++) {
        double scale = largest(want + i * width, width) + self_scale(s, list, n, x[i]);
        double most = 0;
        for (int f = 0; f < width; f++)
            most = fmax(most, fabs(got[i * width + f] - want[i * width + f]));
        CHECK_NEAR(most, 0, 1e-12 * scale);
    }
}

/* The fast way gives what the definition says, for several kinds of settings. */
static void test_definition(void)
{
    static const int l_max[] = { 0, 1, 4, 7, 12 }, n2[] = { 3, 5, 5, 8, 16 };
    for (int kind = 0; kind < 10; kind++) {
        kkr_jl_settings s = three_species();
        s.single_vanishing = kind >= 5;
        s.l_max = l_max[kind % 5];
        s.n_max[1] = n2[kind % 5];
        s.n_max[0] = kind == 3 ? 40 : 1 + kind;
        s.gamma = kind == 2 ? 0.7 : 1;
        int width = kkr_jl_n_features(&s), species[N_ATOMS];
        kkr_vec3 positions[N_ATOMS];
        for (int i = 0; i < N_ATOMS; i++) {
            positions[i] = atoms[i].position;
            species[i] = kkr_jl_settings_species(&s, atoms[i].name);
        }
        double *got = features_of(&s, atoms, N_ATOMS, points, N_POINTS);
        double *want = kkr_alloc((size_t)(N_POINTS * width), sizeof *want);
        for (int i = 0; i < N_POINTS; i++)
            jl_reference(&s, positions, species, N_ATOMS, points[i], want + i * width);
        check_equal(&s, atoms, N_ATOMS, points, N_POINTS, got, want);
        free(got);
        free(want);
    }
}

static void test_invariance(void)
{
    kkr_jl_settings s = three_species();
    double *before = features_of(&s, atoms, N_ATOMS, points, N_POINTS);
    kkr_jl_atom moved[N_ATOMS];
    kkr_vec3 moved_points[N_POINTS], shift = { 1.7, -0.3, 2.9 };
    // exchange, rotation about (1, 2, 3) and shift, all at once
    kkr_vec3 axis = kkr_vec3_unit((kkr_vec3){ 1, 2, 3 });
    double c = cos(0.83), q = sin(0.83);
    for (int i = 0; i < N_ATOMS + N_POINTS; i++) {
        kkr_vec3 v = i < N_ATOMS ? atoms[i].position : points[i - N_ATOMS];
        kkr_vec3 w = kkr_vec3_scale(v, c);
        w = kkr_vec3_mad(w, q, kkr_vec3_cross(axis, v));
        w = kkr_vec3_mad(w, kkr_vec3_dot(axis, v) * (1 - c), axis);
        w = kkr_vec3_add(w, shift);
        if (i < N_ATOMS) {
            moved[N_ATOMS - 1 - i] = atoms[i];
            moved[N_ATOMS - 1 - i].position = w;
        } else {
            moved_points[i - N_ATOMS] = w;
        }
    }
    double *after = features_of(&s, moved, N_ATOMS, moved_points, N_POINTS);
    check_equal(&s, atoms, N_ATOMS, points, N_POINTS, after, before);
    free(before);
    free(after);
}

static int find_column(const kkr_jl_settings *s, const char *label)
{
    char text[80];
    for (int f = 0; f < kkr_jl_n_features(s); f++) {
        kkr_jl_column_label(s, f, text, sizeof text);
        if (strcmp(text, label) == 0)
            return f;
    }
    printf("no column %s\n", label);
    check_failures++;
    return 0;
}

static double column(const kkr_jl_settings *s, const double *row, const char *label)
{
    return row[find_column(s, label)];
}

/* l = 0 is a product of sums, without the terms of an atom with itself. */
static void test_products(void)
{
    kkr_jl_settings s = three_species();
    double *out = features_of(&s, atoms, N_ATOMS, points, 1);
    kkr_jl_radial radial = kkr_jl_radial_of(&s, 2);
    double cu[KKR_JL_N2_MAX] = { 0 }, au[KKR_JL_N2_MAX] = { 0 }, cu23 = 0;
    for (int i = 0; i < N_ATOMS; i++) {
        double r[KKR_JL_N2_MAX];
        kkr_jl_radial_values(
            &radial, kkr_vec3_length(kkr_vec3_sub(atoms[i].position, points[0])), r);
        bool is_cu = strcmp(atoms[i].name, "Cu") == 0;
        cu23 += is_cu ? r[0] * r[1] : 0;
        for (int n = 0; n < 4; n++) {
            cu[n] += is_cu ? r[n] : 0;
            au[n] += strcmp(atoms[i].name, "Au") == 0 ? r[n] : 0;
        }
    }
    double scale = fmax(fabs(cu[0] * cu[1]), cu23);
    CHECK_NEAR(column(&s, out, "Cu-Cu_n2_n3_l0"), cu[0] * cu[1] - cu23, 1e-12 * scale);
    scale = fabs(cu[1] * au[3]) + fabs(cu[3] * au[1]);
    CHECK_NEAR(column(&s, out, "Cu-Au_n3_n5_l0"), cu[1] * au[3], 1e-12 * scale);
    CHECK_NEAR(column(&s, out, "Cu-Au_n5_n3_l0"), cu[3] * au[1], 1e-12 * scale);
    free(out);
}

/* fcc with one other atom in the middle. */
static int make_fcc(kkr_jl_atom *list, double a)
{
    int n = 0;
    for (int i = -4; i <= 4; i++)
        for (int j = -4; j <= 4; j++)
            for (int k = -4; k <= 4; k++)
                if ((i + j + k) % 2 == 0) {
                    bool is_middle = i == 0 && j == 0 && k == 0;
                    list[n].position = (kkr_vec3){ i * a / 2, j * a / 2, k * a / 2 };
                    strcpy(list[n++].name, is_middle ? "Au" : "Cu");
                }
    return n;
}

static kkr_jl_atom fcc[400];

static void test_symmetry(void)
{
    int n = make_fcc(fcc, 3.6);
    kkr_jl_settings s = kkr_jl_settings_defaults();
    CHECK(kkr_jl_settings_add_species(&s, "Cu", NULL));
    CHECK(kkr_jl_settings_add_species(&s, "Au", NULL));
    CHECK(kkr_jl_settings_add_species(&s, "Xx", NULL)); // nobody is called so
    kkr_vec3 x[3] = { { 0.9, 0.9, 0 }, { 0.3, 0.4, 0.1 }, { 0, 0, 0 } };
    double *out = features_of(&s, fcc, n, x, 3);
    int width = kkr_jl_n_features(&s);
    for (int f = 0; f < width; f++) {
        kkr_jl_column c = kkr_jl_column_at(&s, f);
        for (int i = 0; i < 3; i++) {
            // one impurity has no partner of its own kind: exactly nothing
            if (c.a == 1 && c.b == 1)
                CHECK(out[i * width + f] == 0);
            // nor has a species without atoms anything at all
            if (c.a == 2 || c.b == 2)
                CHECK(out[i * width + f] == 0);
        }
        // at an inversion centre opposite atoms cancel for odd l, all but the atom
        // with itself: -S
        if (c.body == 2 && c.a == 0 && c.b == 0 && c.l % 2 == 1) {
            kkr_jl_radial radial = kkr_jl_radial_of(&s, 2);
            double sum = 0, scale = 0, r[KKR_JL_N2_MAX];
            for (int i = 0; i < n; i++) {
                if (strcmp(fcc[i].name, "Au") == 0)
                    continue;
                kkr_jl_radial_values(&radial, kkr_vec3_length(fcc[i].position), r);
                sum += r[c.n1 - 2] * r[c.n2 - 2];
                scale += r[3] * r[3];
            }
            CHECK_NEAR(out[2 * width + f], -sum, 1e-12 * scale);
        }
    }
    free(out);
}

/* Nothing jumps when an atom comes into reach, and a nucleus is no exception. */
static void test_continuity(void)
{
    kkr_jl_settings s = kkr_jl_settings_defaults();
    CHECK(kkr_jl_settings_add_species(&s, "Cu", NULL));
    kkr_jl_atom list[4] = { { { 0, 0, 0 }, "Cu" },
                            { { 1, 1, 0 }, "Cu" },
                            { { -1, 1, 0.5 }, "Cu" },
                            { { s.rcut, 0, 0 }, "Cu" } };
    kkr_vec3 x[5] = { { -1e-8, 0, 0 },
                      { 0, 0, 0 },
                      { 1e-8, 0, 0 },
                      { 0, 0.99e-4, 0 },
                      { 0, 1.01e-4, 0 } };
    double *out = features_of(&s, list, 4, x, 5);
    int width = kkr_jl_n_features(&s);
    for (int f = 0; f < width; f++) {
        CHECK_NEAR(out[f], out[width + f], 1e-4);
        CHECK_NEAR(out[2 * width + f], out[width + f], 1e-4);
        CHECK_NEAR(out[3 * width + f], out[4 * width + f], 5e-3);
    }
    free(out);
    // beyond the reach of everything
    kkr_vec3 far = { 0, 0, 100 };
    out = features_of(&s, list, 4, &far, 1);
    CHECK(largest(out, width) == 0);
    free(out);
}

/* A periodic crystal is its finite piece, wherever atoms and points are written. */
static void test_periodic(void)
{
    kkr_mat3 lattice = { { { 3.1, 0.2, 0 }, { -0.4, 2.9, 0.3 }, { 0.1, 0.5, 3.4 } } };
    static const bool ways[3][3] = { { true, true, true },
                                     { true, true, false },
                                     { false, true, false } };
    kkr_jl_settings s = three_species();
    kkr_vec3 x[3] = { { 0.3, 0.2, 0.1 }, { 1.9, 2.2, 2.8 }, { 2.9, 0.1, 1.2 } };
    for (int way = 0; way < 3; way++) {
        kkr_jl_atom cell[3] = { { { 0.1, 0.2, 0.3 }, "Cu" },
                                { { 1.5, 1.6, 1.4 }, "Au" },
                                { { 2.1, 0.4, 2.2 }, "Cu" } };
        kkr_jl_atom *list = kkr_alloc(3 * 9 * 9 * 9, sizeof *list);
        int n = 0;
        for (int i = -4; i <= 4; i++)
            for (int j = -4; j <= 4; j++)
                for (int k = -4; k <= 4; k++) {
                    if ((i && !ways[way][0]) || (j && !ways[way][1]) ||
                        (k && !ways[way][2]))
                        continue;
                    for (int a = 0; a < 3; a++) {
                        list[n] = cell[a];
                        list[n++].position = kkr_vec3_add(
                            cell[a].position,
                            kkr_mat3_combine(&lattice, (kkr_vec3){ i, j, k }));
                    }
                }
        double *want = features_of(&s, list, n, x, 3);
        // unwrapped atoms, shifted points
        kkr_vec3 step = { ways[way][0] ? 7 : 0, ways[way][1] ? -5 : 0,
                          ways[way][2] ? 12 : 0 };
        cell[1].position =
            kkr_vec3_add(cell[1].position, kkr_mat3_combine(&lattice, step));
        kkr_vec3 moved[3];
        for (int i = 0; i < 3; i++)
            moved[i] =
                kkr_vec3_sub(x[i], kkr_mat3_combine(&lattice, kkr_vec3_scale(step, i)));
        KKR_AUTO(kkr_jl_environment)
        e = kkr_jl_environment_new(cell, 3, &lattice, ways[way], 1, NULL);
        KKR_AUTO(kkr_jl) jl = kkr_jl_new(&s, e, NULL);
        double *got = kkr_alloc((size_t)(3 * kkr_jl_n_features(&s)), sizeof *got);
        CHECK(kkr_jl_features(jl, moved, 3, got, NULL, NULL));
        // shifted coordinates lose one digit
        int width = kkr_jl_n_features(&s);
        for (int i = 0; i < 3; i++) {
            double scale =
                largest(want + i * width, width) + self_scale(&s, list, n, x[i]);
            for (int f = 0; f < width; f++)
                CHECK_NEAR(got[i * width + f], want[i * width + f], 1e-11 * scale);
        }
        free(list);
        free(want);
        free(got);
    }
    lattice.row[2] = kkr_vec3_add(lattice.row[0], lattice.row[1]);
    CHECK_FAILS(kkr_jl_environment_new(atoms, 3, &lattice, ways[0], 1, &err),
                "not independent");
}

/* Any number of threads and any order of points give the same bits. */
static void test_threads(void)
{
    enum { MANY = 300 };
    kkr_jl_settings s = three_species();
    kkr_vec3 x[MANY];
    for (int i = 0; i < MANY; i++)
        x[i] = random_point(6);
    KKR_AUTO(kkr_jl_environment)
    e = kkr_jl_environment_new(atoms, N_ATOMS, NULL, NULL, 1, NULL);
    KKR_AUTO(kkr_jl) jl = kkr_jl_new(&s, e, NULL);
    size_t width = (size_t)kkr_jl_n_features(&s);
    double *one = kkr_alloc(MANY * width, sizeof *one);
    double *many = kkr_alloc(MANY * width, sizeof *many);
    kkr_job job = { .threads = 1 };
    CHECK(kkr_jl_features(jl, x, MANY, one, &job, NULL));
    job.threads = 5;
    CHECK(kkr_jl_features(jl, x, MANY, many, &job, NULL));
    CHECK(memcmp(one, many, MANY * width * sizeof *one) == 0);
    for (size_t i = 0; i < MANY; i += 17) {
        CHECK(kkr_jl_features(jl, &x[i], 1, many, &job, NULL));
        CHECK(memcmp(one + i * width, many, width * sizeof *one) == 0);
    }
    atomic_bool cancel = true;
    job.cancel = &cancel;
    CHECK_FAILS(kkr_jl_features(jl, x, MANY, many, &job, &err), "cancelled");
    kkr_vec3 bad = { 0, NAN, 0 };
    CHECK_FAILS(kkr_jl_features(jl, &bad, 1, many, NULL, &err), "not finite");
    free(one);
    free(many);
}

/* An embedding: the host goes on around the cluster, the impurity sits in it. */
static void test_case(void)
{
    const char *folder = getenv("KKR_SAMPLE");
    kkr_error err = { 0 };
    KKR_AUTO(kkr_case) object = kkr_case_open(&folder, 1, NULL, NULL, &err);
    if (!object || !object->is_embedding) {
        printf("no sample case: %s\n", err.message);
        check_failures++;
        return;
    }
    kkr_jl_settings s = kkr_jl_settings_defaults();
    CHECK(kkr_jl_settings_add_case(&s, object, KKR_JL_ELEMENTS, &err));
    CHECK(s.n_species == 2);
    CHECK_STRING(s.species[0], object->host_sites[0].label);
    CHECK_STRING(s.species[1], object->sites[0].label);
    kkr_vec3 x[2] = { { 0.1, 0.2, 0.3 }, { 2.1, 1.9, 0.2 } };
    KKR_AUTO(kkr_jl_environment)
    e = kkr_jl_environment_around(object, KKR_JL_ELEMENTS, &s, x, 2, &err);
    KKR_AUTO(kkr_jl) jl = kkr_jl_new(&s, e, &err);
    CHECK(jl);
    // as many atoms as the bare lattice has there, one of them the impurity
    for (int i = 0; i < 2; i++) {
        kkr_jl_neighbour *near = NULL;
        kkr_image *images = NULL;
        size_t n_images = 0;
        int n_near = 0, impurities = 0;
        CHECK(kkr_jl_neighbours(jl, x[i], &near, &n_near, &err));
        CHECK(kkr_crystal_neighbours(
            object->crystal, kkr_vec3_add(x[i], object->origin),
            s.rcut / kkr_angstrom_per_bohr, &images, &n_images, &err));
        CHECK(n_near == (int)n_images && n_near > object->n_sites);
        for (int k = 0; k < n_near; k++)
            impurities += near[k].species == 1;
        CHECK(impurities == 1);
        CHECK_NEAR(near[0].r,
                   kkr_vec3_length(kkr_vec3_sub(images[0].position,
                                                kkr_vec3_add(x[i], object->origin))) *
                       kkr_angstrom_per_bohr,
                   1e-12);
        free(near);
        free(images);
    }
    // roles give the same columns under other names
    kkr_jl_settings roles = kkr_jl_settings_defaults();
    CHECK(kkr_jl_settings_add_case(&roles, object, KKR_JL_ROLES, &err));
    KKR_AUTO(kkr_jl_environment)
    e_roles = kkr_jl_environment_around(object, KKR_JL_ROLES, &roles, x, 2, &err);
    KKR_AUTO(kkr_jl) jl_roles = kkr_jl_new(&roles, e_roles, &err);
    size_t width = (size_t)kkr_jl_n_features(&s);
    CHECK(width == 200 && kkr_jl_n_features(&roles) == 200);
    double *a = kkr_alloc(2 * width, sizeof *a), *b = kkr_alloc(2 * width, sizeof *b);
    CHECK(kkr_jl_features(jl, x, 2, a, NULL, &err));
    CHECK(kkr_jl_features(jl_roles, x, 2, b, NULL, &err));
    CHECK(memcmp(a, b, 2 * width * sizeof *a) == 0);
    // one impurity makes no pair with itself: exactly nothing, not rounding
    int n_alone = 0;
    for (size_t f = 0; f < 2 * width; f++) {
        kkr_jl_column c = kkr_jl_column_at(&s, (int)(f % width));
        if (c.body == 2 && c.a == 1 && c.b == 1) {
            n_alone++;
            CHECK(a[f] == 0);
        }
    }
    CHECK(n_alone == 2 * 50);
    // a species that is nowhere has zeros, and changes no other column
    kkr_jl_settings more = s;
    CHECK(kkr_jl_settings_add_species(&more, "Zn", &err));
    KKR_AUTO(kkr_jl) jl_more = kkr_jl_new(&more, e, &err);
    size_t wide = (size_t)kkr_jl_n_features(&more);
    double *c = kkr_alloc(2 * wide, sizeof *c);
    CHECK(kkr_jl_features(jl_more, x, 2, c, NULL, &err));
    for (size_t f = 0; f < wide; f++) {
        char label[64];
        kkr_jl_column_label(&more, (int)f, label, sizeof label);
        bool empty = strstr(label, "Zn");
        for (size_t i = 0; i < 2; i++) {
            double value = c[i * wide + f];
            CHECK(empty ? value == 0 : value == column(&s, a + i * width, label));
        }
    }
    free(a);
    free(b);
    free(c);
    kkr_vec3 far = { 3, 3, 3 };
    double *row = kkr_alloc(width, sizeof *row);
    CHECK_FAILS(kkr_jl_features(jl, &far, 1, row, NULL, &err), "beyond the");
    free(row);
}

static void test_harmonics(const json *list)
{
    int n = json_count(json_get(list, "unit_vectors")), l_max = 0;
    kkr_jl_settings s = three_species();
    s.l_max = l_max = (int)json_number(json_get(list, "lmax"));
    kkr_jl_plan plan = kkr_jl_plan_of(&s, 1);
    CHECK(n >= 5);
    for (int i = 0; i < n; i++) {
        kkr_vec3 u = read_vec3(json_get(list, "unit_vectors/%d", i));
        double c[(KKR_JL_L_MAX + 1) * (KKR_JL_L_MAX + 1)];
        kkr_jl_harmonics(&plan, u, c);
        int n_lm = (l_max + 1) * (l_max + 1);
        CHECK(json_count(json_get(list, "C/%d", i)) == n_lm);
        for (int lm = 0; lm < n_lm; lm++)
            CHECK_NEAR(c[lm], json_number(json_get(list, "C/%d/%d", i, lm)), 1e-14);
    }
}

int main(void)
{
    make_atoms();
    for (; simd <= kkr_simd_best(); simd++) {
        printf("%s\n", kkr_simd_name(simd));
        test_definition();
        test_invariance();
        test_products();
        test_symmetry();
        test_continuity();
    }
    simd = kkr_simd_best();
    test_periodic();
    test_threads();
    test_case();
    const char *shared = check_shared();
    if (!shared)
        return check_failures ? check_done() : CHECK_SKIP;
    char path[4200];
    snprintf(path, sizeof path, "%s/golden/jl.json", shared);
    golden = json_read(path);
    test_harmonics(json_get(golden, "racah_harmonics"));
    const json *cases = json_get(golden, "cases");
    CHECK(json_count(cases) >= 5);
    for (int i = 0; i < json_count(cases); i++) {
        test_golden_case(json_item(cases, i), false);
        test_golden_case(json_item(cases, i), true);
    }
    json_free(golden);
    return check_done();
}
