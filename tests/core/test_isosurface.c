// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/isosurface.h"

#include "tests/check.h"
#include "tests/geometry.h"
#include "tests/surface_laws.h"

typedef double (*field_function)(kkr_vec3 x);

static double sphere(kkr_vec3 x)
{
    return kkr_vec3_length(x);
}

static double gyroid(kkr_vec3 x)
{
    return sin(x.x) * cos(x.y) + sin(x.y) * cos(x.z) + sin(x.z) * cos(x.x);
}

static kkr_grid cube_grid(double half, int n)
{
    double h = 2 * half / (n - 1);
    return (kkr_grid){ { -half, -half, -half },
                       { { h, 0, 0 }, { 0, h, 0 }, { 0, 0, h } },
                       { n, n, n } };
}

static size_t grid_size(const kkr_grid *grid)
{
    return (size_t)grid->n[0] * grid->n[1] * grid->n[2];
}

static kkr_vec3 grid_point(const kkr_grid *grid, size_t at)
{
    size_t i = at % grid->n[0], j = at / grid->n[0] % grid->n[1],
           k = at / grid->n[0] / grid->n[1];
    kkr_vec3 x = kkr_vec3_mad(grid->origin, (double)i, grid->step[0]);
    x = kkr_vec3_mad(x, (double)j, grid->step[1]);
    return kkr_vec3_mad(x, (double)k, grid->step[2]);
}

static float *sample(const kkr_grid *grid, field_function f)
{
    float *values = kkr_alloc(grid_size(grid), sizeof *values);
    for (size_t i = 0; i < grid_size(grid); i++)
        values[i] = (float)f(grid_point(grid, i));
    return values;
}

static float *noise(const kkr_grid *grid, bool closed)
{
    float *values = kkr_alloc(grid_size(grid), sizeof *values);
    for (size_t at = 0; at < grid_size(grid); at++) {
        const int *n = grid->n;
        int i = (int)(at % n[0]), j = (int)(at / n[0] % n[1]),
            k = (int)(at / n[0] / n[1]);
        bool border = i == 0 || j == 0 || k == 0 || i == n[0] - 1 || j == n[1] - 1 ||
                      k == n[2] - 1;
        values[at] = closed && border ? -1 : (float)random_between(-1, 1);
    }
    return values;
}

static void make(const kkr_grid *grid, const float *values, double level,
                 kkr_mesh *mesh)
{
    KKR_AUTO(kkr_isosurface) maker = kkr_isosurface_new(kkr_simd_best());
    kkr_error err = { 0 };
    CHECK(kkr_isosurface_make(maker, grid, values, NULL, level, NULL, mesh, &err));
}

static bool same(const kkr_mesh *a, const kkr_mesh *b)
{
    return a->n_vertices == b->n_vertices && a->n_triangles == b->n_triangles &&
           !memcmp(a->position, b->position, a->n_vertices * sizeof *a->position) &&
           !memcmp(a->normal, b->normal, a->n_vertices * sizeof *a->normal) &&
           !memcmp(a->triangle, b->triangle, a->n_triangles * sizeof *a->triangle);
}

/** Errors fall by four when the spacing is halved. */
static void test_sphere_converges(void)
{
    const double r = 1.3, area = 4 * M_PI * r * r, volume = 4 * M_PI / 3 * r * r * r;
    double last_area = 0, last_volume = 0;
    for (int n = 17; n <= 65; n = 2 * n - 1) {
        kkr_grid grid = cube_grid(2, n);
        float *values = sample(&grid, sphere);
        kkr_mesh mesh = { 0 };
        make(&grid, values, r, &mesh);
        CHECK(surface_open_edges(&mesh) == 0);
        CHECK(surface_turned(&mesh) == 0);
        CHECK((int)mesh.n_vertices - (int)mesh.n_triangles / 2 == 2); // Euler
        double area_error = fabs(kkr_mesh_area(&mesh) - area);
        double volume_error = fabs(kkr_mesh_volume(&mesh) - volume);
        if (n > 17) {
            CHECK_NEAR(last_area / area_error, 4, 0.6);
            CHECK_NEAR(last_volume / volume_error, 4, 0.6);
        }
        last_area = area_error;
        last_volume = volume_error;
        // normals from differences of neighbours: second order too
        double worst = 0;
        for (size_t i = 0; i < mesh.n_vertices; i++) {
            const float *p = mesh.position[i], *g = mesh.normal[i];
            kkr_vec3 x = kkr_vec3_add((kkr_vec3){ p[0], p[1], p[2] }, mesh.origin);
            kkr_vec3 d = kkr_vec3_sub(kkr_vec3_unit(x), (kkr_vec3){ g[0], g[1], g[2] });
            worst = fmax(worst, kkr_vec3_length(d));
        }
        double h = grid.step[0].x;
        CHECK(worst < h * h);
        kkr_mesh_clear(&mesh);
        free(values);
    }
}

/** Schoen's minimal surface has 3.09144 a^2 in a cubic period, this form of it more. */
static void test_gyroid_converges(void)
{
    double area[4];
    for (int i = 0; i < 4; i++) {
        kkr_grid grid = cube_grid(M_PI, (16 << i) + 1);
        float *values = sample(&grid, gyroid);
        kkr_mesh mesh = { 0 };
        make(&grid, values, 0, &mesh);
        CHECK(surface_turned(&mesh) == 0);
        area[i] = kkr_mesh_area(&mesh) / (4 * M_PI * M_PI);
        kkr_mesh_clear(&mesh);
        free(values);
    }
    CHECK_NEAR((area[1] - area[0]) / (area[2] - area[1]), 4, 0.4);
    CHECK_NEAR((area[2] - area[1]) / (area[3] - area[2]), 4, 0.4);
    CHECK_NEAR(area[3] + (area[3] - area[2]) / 3, 3.0915, 0.003);
}

/** All 256 cubes next to all others: noise that is below the level all around. */
static void test_noise_is_closed(void)
{
    for (int n0 = 62; n0 <= 131; n0 += 23) {
        kkr_grid grid = cube_grid(1, 20);
        grid.n[0] = n0;
        float *values = noise(&grid, true);
        kkr_mesh mesh = { 0 };
        make(&grid, values, 0, &mesh);
        CHECK(mesh.n_triangles > 10000);
        CHECK(surface_open_edges(&mesh) == 0);
        CHECK(surface_unused_vertices(&mesh) == 0);
        CHECK(kkr_mesh_volume(&mesh) < 0); // what is above lies inside
        for (size_t i = 0; i < grid_size(&grid); i++)
            values[i] = -values[i];
        make(&grid, values, 0, &mesh);
        CHECK(surface_open_edges(&mesh) == 0);
        CHECK(kkr_mesh_volume(&mesh) > 0);
        kkr_mesh_clear(&mesh);
        free(values);
    }
}

/** The surface of a few values that are exactly the level is closed too. */
static void test_values_on_the_level(void)
{
    kkr_grid grid = cube_grid(1, 30);
    float *values = noise(&grid, true);
    for (size_t i = 0; i < grid_size(&grid); i++)
        values[i] = rintf(2 * values[i]);
    kkr_mesh mesh = { 0 };
    make(&grid, values, 0, &mesh);
    CHECK(mesh.n_triangles > 0);
    CHECK(surface_open_edges(&mesh) == 0);
    for (size_t i = 0; i < mesh.n_vertices; i++)
        for (int a = 0; a < 3; a++)
            CHECK(isfinite(mesh.position[i][a]) && isfinite(mesh.normal[i][a]));
    kkr_mesh_clear(&mesh);
    free(values);
}

/** On a skewed lattice the same sphere, with the same area and upright normals. */
static void test_any_axes(void)
{
    kkr_grid grid = { { 0 },
                      { { 0.06, 0.01, 0 }, { -0.02, 0.07, 0.01 }, { 0.03, 0, 0.08 } },
                      { 90, 80, 70 } };
    grid.origin = kkr_vec3_mad(grid.origin, -45, grid.step[0]);
    grid.origin = kkr_vec3_mad(grid.origin, -40, grid.step[1]);
    grid.origin = kkr_vec3_mad(grid.origin, -35, grid.step[2]);
    float *values = sample(&grid, sphere);
    kkr_mesh mesh = { 0 };
    make(&grid, values, 1.2, &mesh);
    CHECK(surface_open_edges(&mesh) == 0);
    CHECK(surface_turned(&mesh) == 0);
    CHECK_NEAR(kkr_mesh_area(&mesh), 4 * M_PI * 1.44, 0.04);
    CHECK_NEAR(kkr_mesh_volume(&mesh), 4 * M_PI / 3 * 1.728, 0.03);
    kkr_mesh_clear(&mesh);
    free(values);
}

/** A left-handed grid makes triangles that look the same way as their normals. */
static void test_left_handed(void)
{
    kkr_grid grid = cube_grid(2, 33);
    kkr_vec3 a = grid.step[0];
    grid.step[0] = grid.step[1];
    grid.step[1] = a;
    float *values = sample(&grid, sphere);
    kkr_mesh mesh = { 0 };
    make(&grid, values, 1.2, &mesh);
    CHECK(surface_turned(&mesh) == 0);
    CHECK(kkr_mesh_volume(&mesh) > 0);
    kkr_mesh_clear(&mesh);
    free(values);
}

/** Unknown points make a hole with a border, and nothing but known points count. */
static void test_unknown(void)
{
    kkr_grid grid = cube_grid(2, 65);
    float *values = sample(&grid, sphere);
    const float unknown[3] = { NAN, INFINITY, 2e38f };
    for (size_t i = 0; i < grid_size(&grid); i++) {
        kkr_vec3 x = grid_point(&grid, i);
        if (x.x + x.y > 0.8)
            values[i] = unknown[i % 3];
    }
    kkr_mesh mesh = { 0 };
    make(&grid, values, 1.2, &mesh);
    CHECK(mesh.n_triangles > 1000);
    CHECK(surface_open_edges(&mesh) > 50);
    CHECK(surface_unused_vertices(&mesh) == 0);
    CHECK(surface_turned(&mesh) == 0);
    double reach = -INFINITY;
    for (size_t i = 0; i < mesh.n_vertices; i++) {
        const float *p = mesh.position[i], *g = mesh.normal[i];
        kkr_vec3 x = kkr_vec3_add((kkr_vec3){ p[0], p[1], p[2] }, mesh.origin);
        CHECK_NEAR(kkr_vec3_length(x), 1.2, 1e-3);
        CHECK(x.x + x.y < 0.8 + 1e-6);
        kkr_vec3 d = kkr_vec3_sub(kkr_vec3_unit(x), (kkr_vec3){ g[0], g[1], g[2] });
        CHECK(kkr_vec3_length(d) < 0.06); // one-sided at the hole
        reach = fmax(reach, x.x + x.y);
    }
    CHECK(reach > 0.8 - 3 * grid.step[0].x); // no larger than it must be
    // noise with holes: at most two triangles at an edge, and none loose
    float *rough = noise(&grid, false);
    for (size_t i = 0; i < grid_size(&grid); i++)
        if (random_between(0, 1) < 0.02)
            rough[i] = NAN;
    make(&grid, rough, 0, &mesh);
    CHECK(mesh.n_triangles > 10000);
    CHECK(surface_crowded_edges(&mesh) == 0);
    CHECK(surface_unused_vertices(&mesh) == 0);
    kkr_mesh_clear(&mesh);
    free(values);
    free(rough);
}

/** Bit for bit the same for any number of threads; every processor agrees. */
static void test_threads_and_processors(void)
{
    kkr_grid grid = cube_grid(1, 40);
    grid.n[0] = 77;
    for (int unknown = 0; unknown < 2; unknown++) {
        float *values = noise(&grid, false);
        for (size_t i = 0; unknown && i < grid_size(&grid); i += 50)
            values[i] = NAN;
        kkr_mesh one = { 0 }, other = { 0 };
        KKR_AUTO(kkr_isosurface) maker = kkr_isosurface_new(kkr_simd_best());
        kkr_job job = { .threads = 1 };
        CHECK(kkr_isosurface_make(maker, &grid, values, NULL, 0.1, &job, &one, NULL));
        for (job.threads = 2; job.threads < 8; job.threads++) {
            CHECK(kkr_isosurface_make(maker, &grid, values, NULL, 0.1, &job, &other,
                                      NULL));
            CHECK(same(&one, &other));
        }
        for (kkr_simd simd = 0; simd <= kkr_simd_best(); simd++) {
            KKR_AUTO(kkr_isosurface) plain = kkr_isosurface_new(simd);
            CHECK(kkr_isosurface_make(plain, &grid, values, NULL, 0.1, &job, &other,
                                      NULL));
            CHECK(one.n_vertices == other.n_vertices);
            CHECK(one.n_triangles == other.n_triangles);
            CHECK(!memcmp(one.triangle, other.triangle,
                          one.n_triangles * sizeof *one.triangle));
            for (size_t i = 0; i < one.n_vertices; i++)
                for (int a = 0; a < 3; a++) {
                    CHECK_NEAR(one.position[i][a], other.position[i][a], 1e-5);
                    CHECK_NEAR(one.normal[i][a], other.normal[i][a], 1e-3);
                }
        }
        kkr_mesh_clear(&one);
        kkr_mesh_clear(&other);
        free(values);
    }
}

/** A second field comes along; memory is kept from one surface to the next. */
static void test_second_field(void)
{
    kkr_grid grid = cube_grid(2, 49);
    float *values = sample(&grid, sphere), *second = sample(&grid, gyroid);
    KKR_AUTO(kkr_isosurface) maker = kkr_isosurface_new(kkr_simd_best());
    kkr_mesh mesh = { 0 };
    CHECK(kkr_isosurface_make(maker, &grid, values, second, 1.5, NULL, &mesh, NULL));
    const void *memory = mesh.position;
    double worst = 0;
    for (size_t i = 0; i < mesh.n_vertices; i++) {
        const float *p = mesh.position[i];
        kkr_vec3 x = kkr_vec3_add((kkr_vec3){ p[0], p[1], p[2] }, mesh.origin);
        worst = fmax(worst, fabs(gyroid(x) - mesh.value[i]));
    }
    CHECK(worst < 2e-3);
    CHECK(kkr_isosurface_make(maker, &grid, values, NULL, 1.4, NULL, &mesh, NULL));
    CHECK(mesh.position == memory && !mesh.value);
    kkr_mesh_clear(&mesh);
    free(values);
    free(second);
}

static void test_nothing_and_nonsense(void)
{
    kkr_grid grid = cube_grid(2, 20), flat = grid, huge = grid, thin = grid;
    float *values = sample(&grid, sphere);
    KKR_AUTO(kkr_isosurface) maker = kkr_isosurface_new(kkr_simd_best());
    kkr_mesh mesh = { 0 };
    kkr_error err = { 0 };
    CHECK(kkr_isosurface_make(maker, &grid, values, NULL, 99, NULL, &mesh, &err));
    CHECK(mesh.n_triangles == 0 && mesh.n_vertices == 0);
    thin.n[2] = 1;
    CHECK(kkr_isosurface_make(maker, &thin, values, NULL, 1, NULL, &mesh, &err));
    CHECK(mesh.n_triangles == 0);
    flat.step[1] = flat.step[0];
    CHECK(!kkr_isosurface_make(maker, &flat, values, NULL, 1, NULL, &mesh, &err));
    CHECK(err.code == KKR_ERROR_GEOMETRY);
    huge.n[0] = 40000;
    CHECK(!kkr_isosurface_make(maker, &huge, values, NULL, 1, NULL, &mesh, &err));
    CHECK(!kkr_isosurface_make(maker, &grid, values, NULL, NAN, NULL, &mesh, &err));
    atomic_bool cancel = true;
    const kkr_job job = { .cancel = &cancel };
    CHECK(!kkr_isosurface_make(maker, &grid, values, NULL, 1, &job, &mesh, &err));
    CHECK(err.code == KKR_ERROR_CANCELLED && mesh.n_triangles == 0);
    kkr_mesh_clear(&mesh);
    free(values);
}

int main(void)
{
    test_sphere_converges();
    test_gyroid_converges();
    test_noise_is_closed();
    test_values_on_the_level();
    test_any_axes();
    test_left_handed();
    test_unknown();
    test_threads_and_processors();
    test_second_field();
    test_nothing_and_nonsense();
    return check_done();
}
