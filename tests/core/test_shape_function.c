// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/shape_function.h"
#include "core/ylm.h"
#include "tests/check.h"
#include "tests/geometry.h"
#include "tests/json.h"
#include "tests/shape_reference.h"

/** Radii between r_in and r_out, the critical ones and their neighbourhood included. */
static int make_radii(const kkr_voronoi *cell, double *radii)
{
    double *critical;
    int n = 0, n_critical = kkr_voronoi_critical_radii(cell, &critical);
    for (int i = 0; i < n_critical && n < 100; i++) {
        radii[n++] = critical[i];
        radii[n++] = critical[i] * (1 + 1e-9);
        radii[n++] = critical[i] * (1 - 1e-9);
    }
    free(critical);
    for (int i = 0; i < 20; i++)
        radii[n++] = cell->r_in + (cell->r_out - cell->r_in) * (i + 0.37) / 20;
    return n;
}

/* Inside the nearest face everything, beyond the farthest corner nothing. */
static void check_ends(const kkr_voronoi *cell, const kkr_shape_function *shape)
{
    const int l_max = kkr_shape_function_l_max(shape), n_lm = kkr_n_lm(l_max);
    const double radii[] = { 0,
                             cell->r_in / 2,
                             cell->r_in,
                             cell->r_out,
                             cell->r_out * (1 - 1e-14),
                             2 * cell->r_out };
    enum { N = sizeof radii / sizeof *radii };
    double *theta = kkr_alloc((size_t)n_lm * N, sizeof *theta);
    CHECK(kkr_shape_function_values(shape, radii, N, theta, NULL, NULL));
    for (int lm = 0; lm < n_lm; lm++)
        for (int i = 0; i < N; i++) {
            double full = lm == 0 && i < 3 ? sqrt(4 * M_PI) : 0;
            CHECK_NEAR(theta[lm * N + i], full, 1e-12);
        }
    free(theta);
}

static double *values(const kkr_voronoi *cell, int l_max, const double *radii, int n,
                      int threads)
{
    KKR_AUTO(kkr_shape_function) shape = kkr_shape_function_new(cell, l_max, NULL);
    double *theta = kkr_alloc((size_t)kkr_n_lm(l_max) * (size_t)n, sizeof *theta);
    kkr_job job = { .threads = threads };
    CHECK(kkr_shape_function_values(shape, radii, n, theta, &job, NULL));
    return theta;
}

/* What holds for any cell: the ends, and the volume. */
static void check_laws(const kkr_voronoi *cell)
{
    KKR_AUTO(kkr_shape_function) shape = kkr_shape_function_new(cell, KKR_L_MAX, NULL);
    CHECK(kkr_shape_function_l_max(shape) == KKR_L_MAX);
    check_ends(cell, shape);
    CHECK_NEAR(kkr_shape_function_volume(shape) / cell->volume, 1, 1e-10);
}

/* Quadrature agrees, at critical radii and anywhere else. */
static void check_quadrature(const kkr_voronoi *cell, const reference_rule *rule)
{
    double radii[400], expected[(KKR_L_MAX + 1) * (KKR_L_MAX + 1)], worst = 0;
    const int n = make_radii(cell, radii), n_lm = kkr_n_lm(KKR_L_MAX);
    double *theta = values(cell, KKR_L_MAX, radii, n, 0);
    for (int i = 0; i < n; i += 1 + n / 8) {
        reference_theta(rule, cell, KKR_L_MAX, radii[i], expected);
        for (int lm = 0; lm < n_lm; lm++)
            worst = fmax(worst, fabs(theta[lm * n + i] - expected[lm]));
    }
    CHECK_NEAR(worst, 0, 1e-12);
    free(theta);
}

static void check_known_cells(const reference_rule *rule)
{
    kkr_crystal *known[] = { make_sc(3), make_fcc(7), make_bcc(5), make_hcp(4) };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        KKR_AUTO(kkr_voronoi) cell = kkr_voronoi_of_site(known[i], 0, NULL);
        check_laws(cell);
        check_quadrature(cell, rule);
        kkr_crystal_free(known[i]);
    }
}

/* Low symmetry, and weights that push the foot of a perpendicular off its face. */
static void check_random_cells(const reference_rule *rule)
{
    int n_outside = 0;
    for (int trial = 0; trial < 40; trial++) {
        KKR_AUTO(kkr_crystal) crystal = make_random(3, 1 + trial % 7);
        for (int i = 0; i < crystal->n_sites; i++)
            crystal->sites[i].weight = trial % 2 ? 0 : random_between(0, 2);
        KKR_AUTO(kkr_voronoi) cell = kkr_voronoi_of_site(crystal, 0, NULL);
        if (!cell)
            continue; // weights too far apart
        check_laws(cell);
        for (int i = 0; i < cell->n_faces; i++) {
            const kkr_face *f = &cell->faces[i];
            kkr_vec3 foot = kkr_vec3_scale(f->normal, f->distance);
            n_outside += kkr_voronoi_depth(cell, foot) > 1e-3;
        }
        if (trial % 8 == 0)
            check_quadrature(cell, rule);
    }
    CHECK(n_outside > 20);
}

/* A sphere that meets the faces only: each cuts off a cap of 2 pi (1 - d / r). */
static void check_caps(void)
{
    KKR_AUTO(kkr_crystal) fcc = make_fcc(1);
    KKR_AUTO(kkr_voronoi) cell = kkr_voronoi_of_site(fcc, 0, NULL);
    double r = 0.39, d = sqrt(2) / 4;
    double *theta = values(cell, 16, &r, 1, 1);
    double caps = 12 * 2 * M_PI * (1 - d / r);
    CHECK_NEAR(theta[0], (4 * M_PI - caps) / sqrt(4 * M_PI), 1e-14);
    // only what a cube turns into itself is left
    static const int cubic[] = { 0,   20,  24,  42,  46,  72,  76,  80,
                                 110, 114, 118, 156, 160, 164, 168, 210,
                                 214, 218, 222, 272, 276, 280, 284, 288 };
    for (int lm = 0, k = 0; lm < kkr_n_lm(16); lm++) {
        if (k < 24 && lm == cubic[k])
            CHECK(fabs(theta[cubic[k++]]) > 1e-4);
        else
            CHECK_NEAR(theta[lm], 0, 1e-14);
    }
    free(theta);

    // in closed form; here the golden number for l = 12 is off by 2.5e-9
    KKR_AUTO(kkr_crystal) sc = make_sc(1);
    KKR_AUTO(kkr_voronoi) cube = kkr_voronoi_of_site(sc, 0, NULL);
    r = 0.646410161513775;
    theta = values(cube, 12, &r, 1, 1);
    double p[14] = { 1, 0.5 / r }, y[169], sum = 0;
    for (int l = 1; l < 13; l++)
        p[l + 1] = ((2 * l + 1) * p[1] * p[l] - l * p[l - 1]) / (l + 1);
    for (int i = 0; i < cube->n_faces; i++) {
        kkr_vec3 n = cube->faces[i].normal;
        kkr_ylm(12, n.x, n.y, n.z, y);
        sum -= 2 * M_PI * (p[11] - p[13]) / 25 * y[156];
    }
    CHECK_NEAR(theta[156], sum, 1e-14);
    free(theta);
}

/* sum_m Theta_lm^2 does not know which way is up; Theta_00 neither. */
static void check_rotation(void)
{
    for (int trial = 0; trial < 6; trial++) {
        KKR_AUTO(kkr_crystal) crystal = trial ? make_random(3, trial) : make_fcc(6);
        KKR_AUTO(kkr_voronoi) cell = kkr_voronoi_of_site(crystal, 0, NULL);
        rotate_crystal(crystal, random_rotation());
        KKR_AUTO(kkr_voronoi) turned = kkr_voronoi_of_site(crystal, 0, NULL);
        double radii[400];
        int n = make_radii(cell, radii);
        double *a = values(cell, KKR_L_MAX, radii, n, 0);
        double *b = values(turned, KKR_L_MAX, radii, n, 0);
        for (int i = 0; i < n; i++)
            for (int l = 0; l <= KKR_L_MAX; l++) {
                double power_a = 0, power_b = 0;
                for (int lm = l * l; lm < (l + 1) * (l + 1); lm++) {
                    power_a += a[lm * n + i] * a[lm * n + i];
                    power_b += b[lm * n + i] * b[lm * n + i];
                }
                CHECK_NEAR(sqrt(power_a), sqrt(power_b), 1e-12);
            }
        free(a);
        free(b);
    }
}

/* Bits do not depend on threads, nor on the other radii of a call. */
static void check_same_bits(void)
{
    KKR_AUTO(kkr_crystal) crystal = make_random(3, 2);
    KKR_AUTO(kkr_voronoi) cell = kkr_voronoi_of_site(crystal, 0, NULL);
    double radii[400];
    const int n = make_radii(cell, radii), n_lm = kkr_n_lm(12);
    double *one = values(cell, 12, radii, n, 1), *four = values(cell, 12, radii, n, 4);
    CHECK(memcmp(one, four, (size_t)n_lm * (size_t)n * sizeof *one) == 0);
    for (int i = 0; i < n; i += 5) {
        double *alone = values(cell, 12, &radii[i], 1, 1);
        for (int lm = 0; lm < n_lm; lm++)
            CHECK(alone[lm] == one[lm * n + i]);
        free(alone);
    }
    free(one);
    free(four);
}

/*
 * Corners where four faces meet, split into edges of 1e-4 .. 1e-14 by rounding: Theta
 * changes by as much, at the critical radii as well. An edge that its two faces see
 * differently would show as 1e-8.
 */
static void check_almost_symmetric(void)
{
    for (int digits = 4; digits <= 14; digits++) {
        KKR_AUTO(kkr_crystal) crystal = digits % 2 ? make_hcp(1) : make_fcc(1);
        KKR_AUTO(kkr_voronoi) ideal = kkr_voronoi_of_site(crystal, 0, NULL);
        for (int i = 0; i < 3; i++) {
            kkr_vec3 *row = &crystal->lattice.row[i];
            *row = kkr_vec3_mad(*row, pow(10, -digits), random_point(0.5));
        }
        KKR_AUTO(kkr_voronoi) cell = kkr_voronoi_of_site(crystal, 0, NULL);
        check_laws(cell);
        double radii[400], worst = 0;
        int n = make_radii(cell, radii);
        double *exact = values(ideal, KKR_L_MAX, radii, n, 0);
        double *theta = values(cell, KKR_L_MAX, radii, n, 0);
        for (int i = 0; i < kkr_n_lm(KKR_L_MAX) * n; i++)
            worst = fmax(worst, fabs(theta[i] - exact[i]));
        CHECK_NEAR(worst, 0, 60 * pow(10, -digits) + 1e-13);
        free(theta);
        free(exact);
    }
}

static void check_rows(const kkr_voronoi *cell, double alat, const json *golden,
                       double tol)
{
    CHECK_NEAR(cell->volume / pow(alat, 3), json_number(json_get(golden, "volume")),
               1e-12);
    const json *rows = json_get(golden, "rows");
    CHECK(json_count(rows) > 0);
    for (int i = 0; i < json_count(rows); i++) {
        const json *row = json_item(rows, i), *theta = json_get(row, "theta");
        double r = alat * json_number(json_get(row, "r"));
        double *ours = values(cell, 24, &r, 1, 1);
        CHECK(json_count(theta) > 0);
        for (int k = 0; k < json_count(theta); k++) {
            int lm = atoi(json_key(theta, k)) - 1;
            CHECK_NEAR(ours[lm], json_number(json_item(theta, k)), tol);
        }
        free(ours);
    }
}

/* Computed by two other algorithms, and the weighted ones against the program voronoi. */
static void check_golden(const char *folder)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/golden/kkr.json", folder);
    json *golden = json_read(path);
    struct {
        const char *name;
        kkr_crystal *crystal;
    } cubic[] = { { "fcc", make_fcc(1) },
                  { "bcc", make_bcc(1) },
                  { "sc", make_sc(1) } };
    for (int i = 0; i < 3; i++) {
        KKR_AUTO(kkr_voronoi) cell = kkr_voronoi_of_site(cubic[i].crystal, 0, NULL);
        check_rows(cell, 1, json_get(golden, "theta/%s", cubic[i].name),
                   i == 2 ? 3e-9 : 1e-9); // sc: see check_caps()
        kkr_crystal_free(cubic[i].crystal);
    }
    snprintf(path, sizeof path, "%s/golden/files/triclinic_weights/inputcard", folder);
    kkr_error err = { 0 };
    KKR_AUTO(kkr_crystal) crystal = kkr_crystal_read_inputcard(path, &err);
    CHECK_STRING(err.message, "");
    for (int i = 0; crystal && i < 2; i++) {
        KKR_AUTO(kkr_voronoi) cell = kkr_voronoi_of_site(crystal, i, &err);
        check_rows(cell, crystal->alat,
                   json_get(golden, "theta/triclinic_site%d", i + 1), 1e-9);
    }
    json_free(golden);
}

static void check_open(void)
{
    kkr_image one = { .position = { 2, 0, 0 } };
    KKR_AUTO(kkr_voronoi) half = kkr_voronoi_new(0, &one, 1, 3, NULL);
    CHECK_FAILS(kkr_shape_function_new(half, 4, &err), "the cell is open");

    KKR_AUTO(kkr_crystal) fcc = make_fcc(1);
    KKR_AUTO(kkr_voronoi) cell = kkr_voronoi_of_site(fcc, 0, NULL);
    KKR_AUTO(kkr_shape_function) shape = kkr_shape_function_new(cell, 0, NULL);
    atomic_bool stop = true;
    kkr_job job = { .cancel = &stop };
    double r = 0.4, theta;
    CHECK_FAILS(kkr_shape_function_values(shape, &r, 1, &theta, &job, &err),
                "cancelled");
}

int main(void)
{
    reference_rule *rule = reference_rule_new(48, 40);
    check_known_cells(rule);
    check_random_cells(rule);
    free(rule);
    check_caps();
    check_rotation();
    check_same_bits();
    check_almost_symmetric();
    check_open();
    const char *folder = check_shared();
    if (folder)
        check_golden(folder);
    return check_failures ? check_done() : folder ? check_done() : CHECK_SKIP;
}
