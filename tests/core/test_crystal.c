// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/crystal.h"
#include "tests/check.h"
#include "tests/geometry.h"

/* Every image by brute force over a block of cells; the block must be large enough. */
static size_t count_by_force(const kkr_crystal *crystal, kkr_vec3 center, double radius,
                             int block)
{
    size_t n = 0;
    int third = crystal->periodicity == 3 ? block : 0;
    for (int site = 0; site < crystal->n_sites; site++)
        for (int i = -block; i <= block; i++)
            for (int j = -block; j <= block; j++)
                for (int k = -third; k <= third; k++) {
                    kkr_image image =
                        kkr_crystal_image(crystal, site, (int[]){ i, j, k });
                    kkr_vec3 d = kkr_vec3_sub(image.position, center);
                    n += kkr_vec3_dot(d, d) <= radius * radius;
                }
    return n;
}

static size_t count_neighbours(const kkr_crystal *crystal, kkr_vec3 center,
                               double radius)
{
    kkr_error err = { 0 };
    kkr_image *images;
    size_t n;
    if (!kkr_crystal_neighbours(crystal, center, radius, &images, &n, &err)) {
        printf("%s\n", err.message);
        return (size_t)-1;
    }
    double last = 0;
    for (size_t i = 0; i < n; i++) {
        kkr_vec3 d = kkr_vec3_sub(images[i].position, center);
        CHECK(kkr_vec3_length(d) >= last - 1e-12); // by distance
        last = kkr_vec3_length(d);
        kkr_image same = kkr_crystal_image(crystal, images[i].site, images[i].cell);
        CHECK(memcmp(&same.position, &images[i].position, sizeof same.position) == 0);
    }
    free(images);
    return n;
}

static void check_fcc(void)
{
    KKR_AUTO(kkr_crystal) fcc = make_fcc(6.83);

    // one atom fills a quarter of the cube
    CHECK_NEAR(kkr_crystal_volume(fcc), 6.83 * 6.83 * 6.83 / 4, 1e-10);
    // shells of fcc: 1, 12, 6, 24
    CHECK(count_neighbours(fcc, (kkr_vec3){ 0 }, 6.83 * 0.72) == 13);
    CHECK(count_neighbours(fcc, (kkr_vec3){ 0 }, 6.83 * 1.01) == 19);
    CHECK(count_neighbours(fcc, (kkr_vec3){ 0 }, 6.83 * 1.23) == 43);
    // an octahedral hole has six, at exactly half the cube: the border counts
    CHECK(count_neighbours(fcc, (kkr_vec3){ 6.83 / 2, 0, 0 }, 6.83 / 2) == 6);
    CHECK(count_neighbours(fcc, (kkr_vec3){ 1, 2, 3 }, 0) == 0);
}

/* Another basis of the same lattice has the same sites. */
static void check_bases(void)
{
    for (int trial = 0; trial < 200; trial++) {
        KKR_AUTO(kkr_crystal) a = make_random(3, 1 + trial % 4);
        KKR_AUTO(kkr_crystal) b = make_copy(a);
        kkr_vec3 center = random_point(20);
        double radius = random_between(1, 12);
        size_t n = count_neighbours(a, center, radius);

        shear_basis(b, 1 + trial % 40);
        CHECK(count_neighbours(b, center, radius) == n);
        if (trial < 20)
            CHECK(count_by_force(a, center, radius, 25) == n);
        CHECK_NEAR(kkr_crystal_volume(b) / kkr_crystal_volume(a), 1, 1e-8);

        kkr_mat3 reduced;
        int t[3][3];
        kkr_error err = { 0 };
        CHECK(kkr_crystal_reduce(b, &reduced, t, &err));
        for (int i = 0; i < 3; i++) {
            kkr_vec3 row =
                kkr_mat3_combine(&b->lattice, (kkr_vec3){ t[i][0], t[i][1], t[i][2] });
            CHECK_NEAR(kkr_vec3_length(kkr_vec3_sub(row, reduced.row[i])), 0, 1e-9);
        }
        CHECK_NEAR(fabs(kkr_mat3_determinant(&reduced)), kkr_crystal_volume(a), 1e-6);
    }
}

/* A layer repeated by hand is the same as layers that continue it. */
static void check_slab(void)
{
    KKR_AUTO(kkr_crystal) slab = make_slab(5, 3);
    kkr_vec3 center = { 0.3, -40, 7 };
    for (double radius = 1; radius < 40; radius += 3.7) {
        size_t n = count_by_force(slab, center, radius, 30);
        for (int side = 0; side < 2; side++) {
            kkr_layers *layers = side ? &slab->right : &slab->left;
            for (int k = 0; k < layers->n_layers; k++)
                for (int i = -30; i <= 30; i++)
                    for (int j = -30; j <= 30; j++) {
                        kkr_image image = kkr_crystal_image(slab, slab->n_sites + side,
                                                            (int[]){ i, j, k });
                        kkr_vec3 d = kkr_vec3_sub(image.position, center);
                        n += kkr_vec3_dot(d, d) <= radius * radius;
                    }
        }
        CHECK(count_neighbours(slab, center, radius) == n);
    }
    CHECK_NEAR(kkr_crystal_volume(slab), 5 * 5 / 2.0, 1e-12); // an area
}

static void check_limits(void)
{
    KKR_AUTO(kkr_crystal) fcc = make_fcc(6.83);
    kkr_image *images;
    size_t n;
    CHECK_FAILS(kkr_crystal_neighbours(fcc, (kkr_vec3){ 0 }, 1e4, &images, &n, &err),
                "more than");
    CHECK_FAILS(kkr_crystal_neighbours(fcc, (kkr_vec3){ 0 }, 1e300, &images, &n, &err),
                "more than");
    CHECK_FAILS(
        kkr_crystal_neighbours(fcc, (kkr_vec3){ 0 }, INFINITY, &images, &n, &err),
        "more than");
    CHECK_FAILS(
        kkr_crystal_neighbours(fcc, (kkr_vec3){ NAN, 0, 0 }, 5, &images, &n, &err),
        "more than");
    fcc->lattice.row[2] = kkr_vec3_add(fcc->lattice.row[0], fcc->lattice.row[1]);
    CHECK_FAILS(kkr_crystal_neighbours(fcc, (kkr_vec3){ 0 }, 5, &images, &n, &err),
                "not independent");
    fcc->lattice.row[2].x = NAN;
    CHECK_FAILS(kkr_crystal_neighbours(fcc, (kkr_vec3){ 0 }, 5, &images, &n, &err),
                "not independent");
}

int main(void)
{
    CHECK_STRING(kkr_element_symbol(47), "Ag");
    CHECK_STRING(kkr_element_symbol(0), "Vac");
    CHECK_STRING(kkr_element_symbol(118), "Og");
    CHECK_STRING(kkr_element_symbol(80), "Hg");
    CHECK_STRING(kkr_element_symbol(113.5), "Z113.5");
    CHECK_STRING(kkr_element_symbol(119), "Z119");
    CHECK_STRING(kkr_element_symbol(NAN), "Znan");

    check_fcc();
    check_bases();
    check_slab();
    check_limits();
    kkr_crystal_free(NULL);
    return check_done();
}
