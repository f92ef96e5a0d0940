// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/fit_points.h"
#include "tests/check.h"

static kkr_fit_points *make(const kkr_case *object, kkr_fit_counts counts,
                            uint64_t seed)
{
    kkr_error err = { 0 };
    kkr_fit_points *points = kkr_fit_points_new();
    for (int site = 0; site < object->n_sites; site++)
        CHECK(kkr_fit_points_add(points, object, site, &counts, seed, &err));
    return points;
}

/** Every point lies in the cell it says, and the kinds are where they belong. */
static void test_places(const kkr_case *object)
{
    const kkr_fit_counts counts = { 200, 100, 50, 0.04 };
    KKR_AUTO(kkr_fit_points) points = make(object, counts, 1);
    size_t vertices = 0;
    int of_kind[3] = { 0 };
    for (int site = 0; site < object->n_sites; site++)
        vertices += object->sites[site].cell->n_vertices;
    CHECK(points->n == (size_t)object->n_sites * 350 + vertices);
    for (size_t i = 0; i < points->n; i++) {
        const kkr_fit_point *p = &points->point[i];
        const kkr_case_site *site = &object->sites[p->site];
        kkr_vec3 relative = kkr_vec3_sub(p->x, site->position);
        double depth = kkr_voronoi_depth(site->cell, relative);
        CHECK(depth < 0);
        CHECK_NEAR(kkr_vec3_length(relative), p->r, 1e-12);
        CHECK(p->r >= 0.04 * (1 - 1e-12));
        if (p->kind == KKR_FIT_POINT_SURFACE)
            CHECK(depth > -2e-4 * site->cell->r_out);
        of_kind[p->kind]++;
        // no cell but its own
        kkr_vec3 at = kkr_vec3_add(p->x, object->origin);
        kkr_owner owner = kkr_tessellation_owner(object->tessellation, at);
        CHECK(owner.in_cluster && owner.site == p->site);
    }
    CHECK(of_kind[0] == 200 * object->n_sites && of_kind[1] == 100 * object->n_sites);
}

/** Moments of the cell: uniform means that the mean of r^2 is the integral's. */
static void test_uniform(const kkr_case *object)
{
    const kkr_voronoi *cell = object->sites[0].cell;
    kkr_fit_points *points = kkr_fit_points_new();
    const kkr_fit_counts counts = { 40000, 0, 0, 1e-3 };
    CHECK(kkr_fit_points_add(points, object, 0, &counts, 5, NULL));
    double mean = 0, inner = 0;
    kkr_vec3 center = { 0, 0, 0 };
    for (size_t i = 0; i < points->n; i++) {
        mean += points->point[i].r / (double)points->n;
        inner += points->point[i].r < cell->r_in;
        center = kkr_vec3_add(center, points->point[i].x);
    }
    // the touching sphere has its share of the volume
    double share = 4 * M_PI / 3 * pow(cell->r_in, 3) / cell->volume;
    CHECK_NEAR(inner / (double)points->n, share, 4 * sqrt(share / (double)points->n));
    CHECK(mean > 0.7 * cell->r_in && mean < cell->r_out);
    CHECK(kkr_vec3_length(center) / (double)points->n < 0.02 * cell->r_out);
    kkr_fit_points_free(points);
}

static void test_log_r(const kkr_case *object)
{
    kkr_fit_points *points = kkr_fit_points_new();
    const kkr_fit_counts counts = { 0, 20000, 0, 0.04 };
    CHECK(kkr_fit_points_add(points, object, 0, &counts, 5, NULL));
    const double low = 0.04, high = object->sites[0].cell->r_in;
    int below = 0, all = 0;
    for (size_t i = 0; i < points->n; i++) {
        all += points->point[i].r < high;
        below += points->point[i].r < sqrt(low * high); // half of the decades
    }
    CHECK_NEAR((double)below / all, 0.5, 0.02);
    kkr_fit_points_free(points);
}

/** Same seed, same points; other seed, others; one kind does not move another. */
static void test_seed(const kkr_case *object)
{
    kkr_fit_counts counts = { 50, 20, 10, 0.04 };
    KKR_AUTO(kkr_fit_points) a = make(object, counts, 1);
    KKR_AUTO(kkr_fit_points) b = make(object, counts, 1);
    KKR_AUTO(kkr_fit_points) c = make(object, counts, 2);
    counts.volume = 60;
    KKR_AUTO(kkr_fit_points) d = make(object, counts, 1);
    for (size_t i = 0; i < a->n; i++)
        CHECK(memcmp(&a->point[i].x, &b->point[i].x, sizeof(kkr_vec3)) == 0);
    int equal = 0;
    for (size_t i = 0; i < 50; i++)
        equal += a->point[i].x.x == c->point[i].x.x;
    CHECK(equal == 0);
    CHECK(memcmp(&a->point[49].x, &d->point[49].x, sizeof(kkr_vec3)) == 0);
    CHECK(memcmp(&a->point[50].x, &d->point[60].x, sizeof(kkr_vec3)) == 0);
}

/** A grid fills the cell: points times their volume is the cell's. */
static void test_grid(const kkr_case *object)
{
    const double h = 0.12;
    KKR_AUTO(kkr_fit_points) points = kkr_fit_points_new();
    double volume = 0;
    for (int site = 0; site < object->n_sites; site++) {
        CHECK(kkr_fit_points_add_grid(points, object, site, h, 1e-6, NULL));
        volume += object->sites[site].cell->volume;
    }
    CHECK_NEAR((double)points->n * h * h * h / volume, 1, 3e-3);
    for (size_t i = 0; i < points->n; i += 97) {
        const kkr_fit_point *p = &points->point[i];
        CHECK_NEAR(remainder(p->x.x, h), 0, 1e-9);
        CHECK(kkr_voronoi_depth(object->sites[p->site].cell,
                                kkr_vec3_sub(p->x, object->sites[p->site].position)) <
              0);
    }
    CHECK_FAILS(kkr_fit_points_add_grid(points, object, 0, 1e-4, 1e-6, &err),
                "a grid of");
}

int main(void)
{
    const char *path = check_data("../../assets/sample");
    kkr_case_options options = { 0 };
    kkr_error err = { 0 };
    KKR_AUTO(kkr_case) object = kkr_case_open(&path, 1, &options, NULL, &err);
    CHECK(object && object->is_embedding);
    if (!object)
        return check_done();
    test_places(object);
    test_uniform(object);
    test_log_r(object);
    test_seed(object);
    test_grid(object);
    KKR_AUTO(kkr_fit_points) points = kkr_fit_points_new();
    const kkr_fit_counts huge = { 1, 1, 1, 100 };
    CHECK_FAILS(kkr_fit_points_add(points, object, 0, &huge, 1, &err), "reaches from");
    return check_done();
}
