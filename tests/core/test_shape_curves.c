// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/case.h"
#include "core/shape_curves.h"
#include "core/shape_file.h"
#include "core/shape_function.h"
#include "tests/check.h"
#include "tests/geometry.h"

/* The largest |file - computed| of l <= l_max. */
static double largest_error(const kkr_shape_curves *c, int l_max)
{
    double largest = 0;
    for (size_t i = 0; i < (size_t)kkr_n_lm(l_max) * (size_t)c->n_file; i++)
        largest = fmax(largest, fabs(c->error[i]));
    return largest;
}

static kkr_voronoi *cell_of(kkr_crystal *crystal)
{
    kkr_error err = { 0 };
    kkr_voronoi *cell = kkr_voronoi_of_site(crystal, 0, &err);
    CHECK_STRING(err.message, "");
    kkr_crystal_free(crystal);
    return cell;
}

static kkr_shape_curves *curves_of(const kkr_voronoi *cell, int l_max)
{
    kkr_error err = { 0 };
    kkr_shape_curves *c = kkr_shape_curves_new(cell, NULL, 0, l_max, NULL, &err);
    CHECK_STRING(err.message, "");
    return c;
}

/** One value as the shape function itself has it. */
static double exact(const kkr_shape_function *shape, int lm, double r)
{
    double theta[33 * 33];
    CHECK(kkr_shape_function_values(shape, &r, 1, theta, NULL, NULL));
    return theta[lm];
}

// the points are the shape function; between them the curve is near it
static void test_curves(void)
{
    KKR_AUTO(kkr_voronoi) cell = cell_of(make_bcc(5.4));
    KKR_AUTO(kkr_shape_function) shape = kkr_shape_function_new(cell, 12, NULL);
    KKR_AUTO(kkr_shape_curves) c = curves_of(cell, 12);
    CHECK(c->n_critical == 4 && c->n_file == 0 && c->r_mt == 0);
    CHECK_NEAR(c->critical[0], cell->r_in, 0);
    CHECK_NEAR(c->inside[0], 1, 1e-14);
    CHECK_NEAR(c->inside[3], 0, 1e-14);
    CHECK(c->inside[1] < 1 && c->inside[2] < c->inside[1]);
    // hexagons, squares, edges, corners of the truncated octahedron
    static const int meets[4][3] = {
        { 8, 0, 0 }, { 6, 0, 0 }, { 0, 36, 0 }, { 0, 0, 24 }
    };
    for (int k = 0; k < 4; k++) {
        CHECK(c->meets[k].faces == meets[k][0] && c->meets[k].edges == meets[k][1]);
        CHECK(c->meets[k].vertices == meets[k][2]);
    }
    for (int i = 1; i < c->n_r; i++)
        CHECK(c->r[i] > c->r[i - 1]);
    CHECK_NEAR(c->r[c->n_r - 1], cell->r_out, 0);
    for (int k = 0; k < c->n_critical; k++) { // bends lie on points
        int found = 0;
        for (int i = 0; i < c->n_r; i++)
            found += c->r[i] == c->critical[k];
        CHECK(found == 1);
    }
    for (int k = 0; k < 200; k++) {
        double r = random_between(0, 1.1 * cell->r_out);
        int lm = (int)random_between(0, 169);
        CHECK_NEAR(kkr_shape_curves_value(c, lm, r), exact(shape, lm, r), 2e-5);
        int i = (int)random_between(0, c->n_r);
        CHECK_NEAR(kkr_shape_curves_theta(c, lm)[i], exact(shape, lm, c->r[i]), 1e-14);
    }
}

// of a cubic cell 1, 21, 25, 43, 47, ... are left; few are the largest of them
static void test_components(void)
{
    KKR_AUTO(kkr_voronoi) cell = cell_of(make_fcc(6.8));
    KKR_AUTO(kkr_shape_curves) c = curves_of(cell, 12);
    static const int cubic[] = { 1,   21,  25,  43,  47,  73,  77, 81,
                                 111, 115, 119, 157, 161, 165, 169 };
    int lm[169], n = kkr_shape_curves_largest(c, 12, 169, lm);
    CHECK(n == 15);
    for (int i = 0; i < 15 && i < n; i++)
        CHECK(lm[i] == cubic[i] - 1);
    CHECK(kkr_shape_curves_largest(c, 8, 169, lm) == 8);
    CHECK(kkr_shape_curves_largest(c, 32, 3, lm) == 3);
    CHECK(lm[0] == 0 && lm[1] < lm[2] && lm[2] == 46); // (6, 4) is larger than (4, 0)
}

/** The mean square error over a shell by points, instead of by Parseval. */
static double brute_force(const kkr_shape_curves *c, const kkr_voronoi *cell, int l)
{
    double sum = 0, weight = 0, y[33 * 33];
    for (int k = 0; k < 60000; k++) {
        kkr_vec3 x = random_point(c->r_out);
        double r = kkr_vec3_length(x), theta = 0;
        if (r < c->r_in || r > c->r_out)
            continue;
        kkr_ylm(l, x.x, x.y, x.z, y);
        for (int lm = 0; lm < kkr_n_lm(l); lm++)
            theta += kkr_shape_curves_value(c, lm, r) * y[lm];
        theta -= kkr_voronoi_depth(cell, x) < 0;
        sum += theta * theta;
        weight += 1;
    }
    return sqrt(sum / weight);
}

// rms over the shell; numbers of an independent program from sampled points, +- 1.5 %
static void test_gibbs(void)
{
    static const int l[] = { 4, 6, 8, 12, 16 };
    static const double known[3][5] = { { .260, .201, .180, .151, .139 },
                                        { .303, .258, .255, .201, .175 },
                                        { .227, .213, .183, .155, .137 } };
    for (int i = 0; i < 3; i++) {
        KKR_AUTO(kkr_voronoi)
        cell = cell_of(i == 0 ? make_fcc(4) : i == 1 ? make_bcc(4) : make_sc(4));
        KKR_AUTO(kkr_shape_curves) c = curves_of(cell, 16);
        for (int k = 0; k < 5; k++)
            CHECK_NEAR(c->rms[l[k]], known[i][k], 4e-3);
        CHECK_NEAR(brute_force(c, cell, 8), c->rms[8], 3e-3);
        for (int k = 1; k <= 16; k++) // more terms never make a mean square worse
            CHECK(c->rms[k] <= c->rms[k - 1] + 1e-15);
        CHECK_NEAR(c->margin, 0.1 * cell->r_in, 1e-15);
        CHECK(c->max[16] > 0.1 && c->max[16] < 0.34 && c->max[16] < c->max[4]);
    }
}

// a weighted cell without symmetry: the laws hold there, too
static void test_general(void)
{
    kkr_crystal *crystal = make_random(3, 3);
    for (int i = 0; i < 3; i++)
        crystal->sites[i].weight = 0.2 * i;
    KKR_AUTO(kkr_voronoi) cell = cell_of(crystal);
    KKR_AUTO(kkr_shape_curves) c = curves_of(cell, 10);
    CHECK_NEAR(brute_force(c, cell, 10), c->rms[10], 1e-2);
    int lm[121];
    CHECK(kkr_shape_curves_largest(c, 10, 121, lm) == 121);
}

static void test_ray(void)
{
    KKR_AUTO(kkr_voronoi) cell = cell_of(make_hcp(5));
    KKR_AUTO(kkr_shape_curves) c = curves_of(cell, 14);
    for (int k = 0; k < 20; k++) {
        kkr_vec3 u = random_point(3);
        KKR_AUTO(kkr_shape_ray) ray = kkr_shape_ray_new(c, cell, u);
        CHECK_NEAR(kkr_vec3_length(ray->direction), 1, 1e-14);
        kkr_vec3 end = kkr_vec3_scale(ray->direction, ray->edge);
        CHECK_NEAR(kkr_voronoi_depth(cell, end), 0, 1e-12);
        CHECK_NEAR(kkr_vec3_dot(cell->faces[ray->face].normal, end),
                   cell->faces[ray->face].distance, 1e-12);
        for (int l = 0; l <= 14; l++) {
            const double *sum = ray->sum + (size_t)l * ray->n_r;
            CHECK_NEAR(sum[0], 1, 1e-12); // inside r_in
            CHECK_NEAR(sum[ray->n_r - 1], 0, 1e-12);
        }
        for (int i = 0; i < ray->n_r; i += 10) // l = 0: the part inside
            CHECK_NEAR(ray->sum[i], kkr_shape_curves_theta(c, 0)[i] / sqrt(4 * M_PI),
                       1e-14);
    }
    KKR_AUTO(kkr_shape_ray) ray = kkr_shape_ray_new(c, cell, (kkr_vec3){ 0, 0, 0 });
    CHECK(ray->direction.z == 1);
}

// a slice is what rays of its plane are, and its polygon is the cell's
static void test_slice(void)
{
    enum { SIZE = 81 };
    KKR_AUTO(kkr_voronoi) cell = cell_of(make_fcc(6));
    KKR_AUTO(kkr_shape_curves) c = curves_of(cell, 9);
    kkr_vec3 u = { 1, 0, 0 }, v = { 0, 0.6, 0.8 };
    KKR_AUTO(kkr_shape_slice)
    slice = kkr_shape_slice_new(c, cell, u, v, 9, SIZE, NULL, NULL);
    CHECK(slice && slice->n_corners >= 4);
    for (int k = 0; slice && k < slice->n_corners; k++) {
        kkr_vec3 x = kkr_vec3_scale(u, slice->corner[k][0]);
        x = kkr_vec3_mad(x, slice->corner[k][1], v);
        CHECK_NEAR(kkr_voronoi_depth(cell, x), 0, 1e-10);
    }
    for (int k = 0; slice && k < SIZE * SIZE; k += 7) {
        double a = (k % SIZE) * slice->pitch - slice->half;
        double b = (k / SIZE) * slice->pitch - slice->half, r = hypot(a, b), sum = 0;
        kkr_vec3 x = kkr_vec3_mad(kkr_vec3_scale(u, a), b, v);
        double y[100];
        kkr_ylm(9, x.x, x.y, x.z, y);
        for (int lm = 0; lm < 100; lm++)
            sum += kkr_shape_curves_value(c, lm, r) * y[lm];
        CHECK_NEAR(slice->sum[k], sum, 1e-6);
    }
    atomic_bool stop = true;
    kkr_job job = { .cancel = &stop };
    CHECK_FAILS(kkr_shape_slice_new(c, cell, u, v, 9, SIZE, &job, &err), "cancelled");
}

// a file of our own agrees with the cell; one that is spoilt shows where
static void test_file(void)
{
    KKR_AUTO(kkr_voronoi) cell = cell_of(make_bcc(6));
    const kkr_voronoi *cells[] = { cell };
    KKR_AUTO(kkr_shapefun)
    file = kkr_shape_file_new(cells, 1, 3, 8, &kkr_shape_mesh_defaults, NULL, NULL);
    kkr_shape_cell *one = &file->cells[0];
    ((double *)kkr_shape_cell_theta(one, 20))[70] += 0.01;
    KKR_AUTO(kkr_shape_curves)
    c = kkr_shape_curves_new(cell, one, 3, 10, NULL, NULL);
    CHECK(c && c->n_file == one->n_mesh);
    if (!c)
        return;
    CHECK_NEAR(c->r_mt, 0.99 * cell->r_in, 1e-9);
    CHECK(c->r[0] <= c->r_mt);
    for (int lm = 0; lm < 81; lm++)
        for (int i = 0; i < c->n_file; i++)
            CHECK_NEAR(c->error[(size_t)lm * c->n_file + i],
                       lm == 20 && i == 70 ? 0.01 : 0, 1e-8);
    CHECK_NEAR(largest_error(c, 3), 0, 1e-8);
    CHECK_NEAR(largest_error(c, 8), 0.01, 1e-8);
    CHECK(largest_error(c, 10) > 0.05); // l = 10 is not in the file
}

static void test_sample(void)
{
    const char *path = getenv("KKR_SAMPLE");
    kkr_error err = { 0 };
    KKR_AUTO(kkr_case)
    object = kkr_case_open(&path, 1, &(kkr_case_options){ 0 }, NULL, &err);
    for (int i = 0; object && i < object->n_sites; i += 3) {
        const kkr_case_site *site = &object->sites[i];
        KKR_AUTO(kkr_shape_curves)
        c = kkr_shape_curves_new(site->cell, site->shape, object->alat, 12, NULL, &err);
        CHECK(c && largest_error(c, 12) < 1e-8);
        if (c)
            CHECK_NEAR(c->r_mt, site->r_mt, 1e-6);
    }
    CHECK_STRING(err.message, "");
}

static void test_refusals(void)
{
    kkr_image one = { .position = { 3, 0, 0 } };
    KKR_AUTO(kkr_voronoi) open = kkr_voronoi_new(0, &one, 1, 10, NULL);
    CHECK_FAILS(kkr_shape_curves_new(open, NULL, 0, 4, NULL, &err), "open");
    KKR_AUTO(kkr_voronoi) cell = cell_of(make_sc(3));
    atomic_bool stop = true;
    kkr_job job = { .cancel = &stop };
    CHECK_FAILS(kkr_shape_curves_new(cell, NULL, 0, 4, &job, &err), "cancelled");
}

int main(void)
{
    test_curves();
    test_components();
    test_gibbs();
    test_general();
    test_ray();
    test_slice();
    test_file();
    test_sample();
    test_refusals();
    return check_done();
}
