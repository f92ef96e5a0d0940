// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/slice.h"
#include "tests/check.h"

static void check_frame(const kkr_plane *plane)
{
    CHECK_NEAR(kkr_vec3_length(plane->u), 1, 1e-15);
    CHECK_NEAR(kkr_vec3_length(plane->v), 1, 1e-15);
    CHECK_NEAR(kkr_vec3_dot(plane->u, plane->v), 0, 1e-15);
    kkr_vec3 n = kkr_vec3_cross(plane->u, plane->v); // towards the viewer
    CHECK_NEAR(kkr_vec3_length(kkr_vec3_sub(n, plane->n)), 0, 1e-15);
    CHECK_NEAR(kkr_vec3_dot(plane->origin, plane->n), plane->offset, 1e-12);
}

static void test_planes(const kkr_case *sample)
{
    kkr_plane plane;
    for (int h = -2; h <= 2; h++)
        for (int k = -2; k <= 2; k++)
            for (int l = -2; l <= 2; l++)
                if (h || k || l) {
                    CHECK(kkr_plane_from_miller(h, k, l, 0.3 * h - 1, &plane, NULL));
                    check_frame(&plane);
                }
    CHECK(kkr_plane_from_miller(0, 0, 1, 0, &plane, NULL));
    CHECK_STRING(plane.name, "(001), z = 0");
    CHECK(plane.u.x == 1 && plane.v.y == 1);
    CHECK(kkr_plane_from_miller(1, 1, 1, -0.5, &plane, NULL));
    CHECK_STRING(plane.name, "(111) − 0.500 bohr");
    CHECK(kkr_plane_from_miller(1, -1, 0, 0, &plane, NULL));
    CHECK_STRING(plane.name, "(1 −1 0)");
    CHECK_FAILS(kkr_plane_from_miller(0, 0, 0, 0, &plane, &err), "0,0,0 is no plane");

    CHECK(kkr_plane_parse(sample, "1,0,0@2.5", &plane, NULL));
    CHECK_STRING(plane.name, "(100), x = 2.500 bohr");
    CHECK_NEAR(plane.origin.x, 2.5, 0);
    CHECK(kkr_plane_parse(sample, "site:1;site:2;site:3", &plane, NULL));
    check_frame(&plane);
    for (int i = 0; i < 3; i++) // it holds the three sites, and a picture is about them
        CHECK_NEAR(kkr_vec3_dot(kkr_vec3_sub(sample->sites[i].position, plane.origin),
                                plane.n),
                   0, 1e-12);
    // any normal: numbers that are not whole, or parts along the lattice vectors
    CHECK(kkr_plane_parse(sample, "1,0.5,0@-0.25", &plane, NULL));
    check_frame(&plane);
    CHECK_STRING(plane.name, "⊥ 1 0.5 0 − 0.250 bohr");
    CHECK_NEAR(plane.n.x / plane.n.y, 2, 1e-14);
    CHECK_NEAR(kkr_vec3_dot(plane.origin, plane.n), -0.25, 1e-14);
    CHECK(!plane.hkl[0] && !plane.hkl[1] && !plane.hkl[2]);
    kkr_plane_set_offset(&plane, 1.5);
    check_frame(&plane);
    CHECK_STRING(plane.name, "⊥ 1 0.5 0 + 1.500 bohr");
    CHECK(kkr_plane_parse(sample, "2.0,0,0", &plane, NULL));
    CHECK_STRING(plane.name, "(200), x = 0");
    const kkr_mat3 *lattice = &sample->crystal->lattice;
    CHECK(kkr_plane_parse(sample, "a:1,-2,0.5", &plane, NULL));
    check_frame(&plane);
    kkr_vec3 normal = kkr_vec3_mad(lattice->row[0], -2, lattice->row[1]);
    normal = kkr_vec3_unit(kkr_vec3_mad(normal, 0.5, lattice->row[2]));
    CHECK_NEAR(kkr_vec3_length(kkr_vec3_sub(normal, plane.n)), 0, 1e-14);
    CHECK_FAILS(kkr_plane_parse(sample, "a:0,0,0", &plane, &err), "no normal");
    CHECK_FAILS(kkr_plane_parse(sample, "0,0.0,1e-99", &plane, &err), "no normal");
    CHECK_FAILS(kkr_plane_parse(sample, "1,nan,0", &plane, &err), "expected h,k,l");
    CHECK_FAILS(kkr_plane_parse(sample, "1,,0", &plane, &err), "expected h,k,l");
    CHECK_FAILS(kkr_plane_parse(sample, "1,0,0,0", &plane, &err), "expected h,k,l");
    CHECK_FAILS(kkr_plane_parse(sample, "1,0,0@", &plane, &err), "expected h,k,l");
    kkr_case lone = { 0 };
    CHECK_FAILS(kkr_plane_parse(&lone, "a:1,0,0", &plane, &err), "structure");
    CHECK_FAILS(kkr_plane_parse(sample, "1,0", &plane, &err), "expected h,k,l");
    CHECK_FAILS(kkr_plane_parse(sample, "1,0,0@up", &plane, &err), "expected h,k,l");
    CHECK_FAILS(kkr_plane_parse(sample, "0,0,0;1,1,1;2,2,2", &plane, &err), "one line");
    CHECK_FAILS(kkr_plane_parse(sample, "site:1;site:2", &plane, &err), "P;P;P");
    CHECK_FAILS(kkr_plane_parse(sample, "site:1;site:2;site:9", &plane, &err),
                "site:7");

    // of the seven sites three lie in (100), only one in (001)
    kkr_plane_natural(sample, &plane);
    CHECK_STRING(plane.name, "(100), x = 0");
}

static void test_image(const kkr_case *sample)
{
    kkr_sampler_params params = kkr_sampler_defaults;
    params.outside_host = true;
    KKR_AUTO(kkr_sampler) sampler = kkr_sampler_new(sample, params, NULL, NULL);
    kkr_plane plane;
    kkr_plane_from_miller(1, 0, 0, 0, &plane, NULL);
    enum { W = 61, H = 41 };
    KKR_AUTO(kkr_slice)
    slice = kkr_slice_new(sampler, sample, &plane, 0.5, -0.25, 0.25, W, H, true, 0.5,
                          NULL, NULL);
    CHECK(slice && slice->width == W && slice->height == H);
    if (!slice)
        return;
    // a pixel is the sampler's value at its centre, and the middle one is the centre
    CHECK_NEAR(slice->s0 + 0.25 * (W / 2), 0.5, 1e-12);
    CHECK_NEAR(slice->t0 + 0.25 * (H / 2), -0.25, 1e-12);
    int n_known = 0;
    for (int y = 0; y < H; y += 3)
        for (int x = 0; x < W; x += 2) {
            kkr_vec3 at =
                kkr_plane_point(&plane, slice->s0 + 0.25 * x, slice->t0 + 0.25 * y);
            kkr_sample exact = kkr_sampler_point(sampler, at);
            int pixel = y * W + x;
            CHECK_NEAR(slice->v[pixel], exact.v, 1e-6 * (1 + fabs(exact.v)));
            if (exact.site >= 0) {
                CHECK(slice->owner[pixel] == exact.site);
                CHECK_NEAR(slice->dv[pixel], exact.dv, 1e-6 * (1 + fabs(exact.dv)));
                n_known++;
            } else {
                CHECK(slice->owner[pixel] == -2 - exact.host_site);
                CHECK(isnan(slice->dv[pixel]));
            }
        }
    CHECK(n_known > 100);

    // outlines fill the picture: the corner points of a cell lie on its surface
    int impurities = 0;
    for (int i = 0; i < slice->n_cells; i++) {
        const kkr_slice_cell *cell = &slice->cells[i];
        impurities += cell->is_impurity;
        if (cell->site < 0)
            continue;
        for (int k = 0; k < cell->n; k++) {
            kkr_vec3 x =
                kkr_plane_point(&plane, cell->corner[k][0], cell->corner[k][1]);
            x = kkr_vec3_sub(x, sample->sites[cell->site].position);
            CHECK_NEAR(kkr_voronoi_depth(sample->sites[cell->site].cell, x), 0, 1e-9);
        }
    }
    CHECK(impurities == 1 && slice->n_cells > 7);
    int own = 0, host = 0;
    for (int i = 0; i < slice->n_atoms; i++) {
        CHECK(fabs(slice->atoms[i].height) <= 0.5);
        own += slice->atoms[i].site >= 0;
        host += slice->atoms[i].site < KKR_OWNER_NONE;
    }
    CHECK(own == 3 && host > 0);
    CHECK_STRING(slice->atoms[slice->n_atoms - 1].label[0] ? "labelled" : "",
                 "labelled");

    // so far out that outlines would hide everything: an image without them
    KKR_AUTO(kkr_slice)
    far =
        kkr_slice_new(sampler, sample, &plane, 0, 0, 8, 30, 30, false, 0.5, NULL, NULL);
    CHECK(far && far->n_cells == 0);
}

int main(void)
{
    const char *paths[] = { getenv("KKR_SAMPLE") };
    kkr_error problem = { 0 };
    KKR_AUTO(kkr_case) sample = kkr_case_open(paths, 1, NULL, NULL, &problem);
    CHECK_STRING(problem.message, "");
    if (!sample)
        return check_done();
    test_planes(sample);
    test_image(sample);
    return check_done();
}
