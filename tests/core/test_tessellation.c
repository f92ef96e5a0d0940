// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/tessellation.h"
#include "core/voronoi.h"
#include "tests/check.h"
#include "tests/geometry.h"

/* The rule of the header, word by word, over everything within `radius`. */
static kkr_owner owner_by_force(const kkr_crystal *crystal,
                                const kkr_tessellation_site *cluster, int n_cluster,
                                double tolerance, double radius, kkr_vec3 x)
{
    kkr_image *images = NULL;
    size_t n = 0;
    double smallest = INFINITY;
    kkr_owner owner = { .site = -1 };
    int cell[3] = { 0 };

    if (crystal)
        kkr_crystal_neighbours(crystal, x, radius, &images, &n, NULL);
    size_t n_left = 0;
    for (size_t i = 0; i < n; i++) {
        bool replaced = false;
        for (int k = 0; k < n_cluster; k++)
            replaced |= kkr_vec3_length(kkr_vec3_sub(images[i].position,
                                                     cluster[k].position)) <= tolerance;
        if (!replaced)
            images[n_left++] = images[i];
    }
    for (int pass = 0; pass < 2; pass++) {
        for (int k = 0; k < n_cluster; k++) {
            kkr_vec3 d = kkr_vec3_sub(x, cluster[k].position);
            double power = kkr_vec3_dot(d, d) - cluster[k].weight;
            if (cluster[k].is_removed)
                continue;
            if (pass == 0)
                smallest = fmin(smallest, power);
            else if (power <= smallest + 1e-9 && owner.site < 0)
                owner = (kkr_owner){ k, true, cluster[k].position };
        }
        for (size_t i = 0; i < n_left; i++) {
            const kkr_image *image = &images[i];
            kkr_vec3 d = kkr_vec3_sub(x, image->position);
            double power = kkr_vec3_dot(d, d) - image->weight;
            if (pass == 0) {
                smallest = fmin(smallest, power);
                continue;
            }
            if (power > smallest + 1e-9 || owner.in_cluster)
                continue;
            int order = owner.site < 0 ? -1 : image->site - owner.site;
            for (int k = 0; k < 3 && order == 0; k++)
                order = image->cell[k] - cell[k];
            if (order < 0) {
                owner = (kkr_owner){ image->site, false, image->position };
                memcpy(cell, image->cell, sizeof cell);
            }
        }
    }
    free(images);
    return owner;
}

static bool same_owner(kkr_owner a, kkr_owner b)
{
    return a.site == b.site && a.in_cluster == b.in_cluster &&
           (a.site < 0 || memcmp(&a.center, &b.center, sizeof a.center) == 0);
}

/* Rows of a grid against point queries; returns the number of points that differ. */
static long compare_grid(const kkr_tessellation *t, kkr_vec3 origin, kkr_vec3 a,
                         kkr_vec3 b, kkr_vec3 c, int na, int nb, int nc, long *n_runs)
{
    kkr_error err = { 0 };
    KKR_AUTO(kkr_tessellation_region)
    region = kkr_tessellation_region_new(t, origin, a, b, c, &err);
    CHECK(region);
    if (!region)
        return -1;
    kkr_run *runs = kkr_alloc((size_t)na, sizeof *runs);
    kkr_vec3 step = kkr_vec3_scale(a, 1.0 / (na - 1));
    long n_wrong = 0;
    for (int k = 0; k < nc; k++)
        for (int j = 0; j < nb; j++) {
            kkr_vec3 start = kkr_vec3_mad(origin, nb > 1 ? j / (nb - 1.0) : 0, b);
            start = kkr_vec3_mad(start, nc > 1 ? k / (nc - 1.0) : 0, c);
            int n = kkr_tessellation_row(region, start, step, na, runs, na);
            *n_runs += n;
            CHECK(n > 0 && runs[0].begin == 0 && runs[n - 1].end == na);
            for (int r = 0; r < n; r++) {
                CHECK(runs[r].end > runs[r].begin);
                CHECK(r == 0 || runs[r].begin == runs[r - 1].end);
                for (int i = runs[r].begin; i < runs[r].end; i++)
                    n_wrong += !same_owner(
                        runs[r].owner,
                        kkr_tessellation_owner(t, kkr_vec3_mad(start, i, step)));
            }
        }
    free(runs);
    return n_wrong;
}

/* Points: the header's rule. */
static void check_points(const kkr_tessellation *t, const kkr_crystal *crystal,
                         const kkr_tessellation_site *cluster, int n, double tolerance,
                         double size, double radius, int n_points)
{
    int n_wrong = 0;
    for (int k = 0; k < n_points; k++) {
        kkr_vec3 x = random_point(size);
        if (k % 3 == 0) // commensurate with many lattices: ties
            x = (kkr_vec3){ round(4 * x.x) / 4, round(4 * x.y) / 4,
                            round(4 * x.z) / 4 };
        n_wrong +=
            !same_owner(kkr_tessellation_owner(t, x),
                        owner_by_force(crystal, cluster, n, tolerance, radius, x));
    }
    CHECK(n_wrong == 0);
}

/* What the cluster tests stand on: an fcc site, its twelve neighbours, and so on. */
static int make_cluster(const kkr_crystal *crystal, kkr_vec3 center, double radius,
                        kkr_tessellation_site *cluster, int max)
{
    kkr_image *images;
    size_t n;
    kkr_crystal_neighbours(crystal, center, radius, &images, &n, NULL);
    int n_sites = (int)n < max ? (int)n : max;
    for (int i = 0; i < n_sites; i++)
        cluster[i] =
            (kkr_tessellation_site){ images[i].position, images[i].weight, false };
    free(images);
    return n_sites;
}

static void check_crystals(void)
{
    long n_runs = 0;
    for (int trial = 0; trial < 24; trial++) {
        KKR_AUTO(kkr_crystal)
        crystal = trial % 4 == 0   ? make_fcc(5)
                  : trial % 4 == 1 ? make_bcc(4)
                  : trial % 4 == 2 ? make_hcp(4)
                                   : make_random(3, 1 + trial);
        for (int i = 0; i < crystal->n_sites && trial % 4 == 3; i++)
            crystal->sites[i].weight = random_between(0, 1);
        if (trial >= 8)
            shear_basis(crystal, trial / 2);
        if (trial >= 16)
            rotate_crystal(crystal, random_rotation());
        kkr_error err = { 0 };
        KKR_AUTO(kkr_tessellation)
        t = kkr_tessellation_new(crystal, NULL, 0, 0, &err);
        CHECK(t);
        check_points(t, crystal, NULL, 0, 0, 30, 14, 500);
        kkr_vec3 o = { -10, -10, -5 };
        if (trial & 1)
            o = random_point(30);
        CHECK(compare_grid(t, o, (kkr_vec3){ 20, 0, 0 }, (kkr_vec3){ 0, 20, 0 },
                           (kkr_vec3){ 0, 0, 10 }, 81, 41, 11, &n_runs) == 0);
        // any direction, and a plane
        CHECK(compare_grid(t, random_point(9), random_point(20), random_point(20),
                           (kkr_vec3){ 0 }, 101, 60, 1, &n_runs) == 0);
    }
    CHECK(n_runs > 20000);
}

/* The owner's cell contains the point. */
static void check_cells(void)
{
    KKR_AUTO(kkr_crystal) crystal = make_random(3, 9);
    for (int i = 0; i < crystal->n_sites; i++)
        crystal->sites[i].weight = random_between(3, 4);
    kkr_voronoi *cells[9];
    for (int i = 0; i < 9; i++)
        cells[i] = kkr_voronoi_of_site(crystal, i, NULL);
    KKR_AUTO(kkr_tessellation) t = kkr_tessellation_new(crystal, NULL, 0, 0, NULL);
    double deepest = -1;
    for (int k = 0; k < 200000; k++) {
        kkr_vec3 x = random_point(100);
        kkr_owner owner = kkr_tessellation_owner(t, x);
        deepest = fmax(deepest, kkr_voronoi_depth(cells[owner.site],
                                                  kkr_vec3_sub(x, owner.center)));
    }
    CHECK(deepest <= 1e-10);
    for (int i = 0; i < 9; i++)
        kkr_voronoi_free(cells[i]);
}

/* Substituted, displaced, added, removed, lighter, heavier. */
static void check_clusters(void)
{
    kkr_tessellation_site cluster[64];
    long n_runs = 0;

    for (int trial = 0; trial < 21; trial++) {
        KKR_AUTO(kkr_crystal)
        crystal = trial % 3 == 0   ? make_fcc(5)
                  : trial % 3 == 1 ? make_hcp(4)
                                   : make_random(3, 4);
        kkr_vec3 center = trial % 3 == 2 ? random_point(12) : (kkr_vec3){ 5, 5, 0 };
        double tolerance = 1e-4;
        int n = make_cluster(crystal, center, trial < 12 ? 4.2 : 6, cluster, 60);
        switch (trial / 3) {
        case 0: // as they were
            break;
        case 1: // a vacancy, then a large hole
            cluster[0].is_removed = true;
            break;
        case 2:
            for (int i = 0; i < n; i++)
                cluster[i].is_removed = true;
            break;
        case 3: // heavier and lighter than the host
            for (int i = 0; i < n; i++)
                cluster[i].weight = random_between(-2, 2);
            break;
        case 4: // moved a little: no more on the lattice, but still replacing
            tolerance = 0.3;
            for (int i = 0; i < n; i++)
                cluster[i].position =
                    kkr_vec3_mad(cluster[i].position, 0.1, random_point(1));
            break;
        case 5: // an interstitial
            cluster[n++] =
                (kkr_tessellation_site){ kkr_vec3_add(cluster[0].position,
                                                      (kkr_vec3){ 1.2, 1.1, 0.9 }),
                                         0.2, false };
            break;
        default: // rounded to the digits of a file
            for (int i = 0; i < n; i++)
                cluster[i].position =
                    kkr_vec3_mad(cluster[i].position, 1e-7, random_point(1));
        }
        kkr_error err = { 0 };
        KKR_AUTO(kkr_tessellation)
        t = kkr_tessellation_new(crystal, cluster, n, tolerance, &err);
        CHECK(t);
        check_points(t, crystal, cluster, n, tolerance, 16, 24, 400);
        CHECK(compare_grid(t, (kkr_vec3){ -5, -5, -2.5 }, (kkr_vec3){ 20, 0, 0 },
                           (kkr_vec3){ 0, 20, 0 }, (kkr_vec3){ 0, 0, 5 }, 81, 41, 5,
                           &n_runs) == 0);
    }

    // alone: every point has an owner, and nobody owns the empty cluster's
    KKR_AUTO(kkr_crystal) fcc = make_fcc(5);
    int n = make_cluster(fcc, (kkr_vec3){ 0 }, 5.1, cluster, 64);
    CHECK(n == 19);
    KKR_AUTO(kkr_tessellation) lone = kkr_tessellation_new(NULL, cluster, n, 0, NULL);
    check_points(lone, NULL, cluster, n, 0, 30, 0, 2000);
    CHECK(compare_grid(lone, (kkr_vec3){ -10, -10, -5 }, (kkr_vec3){ 20, 0, 0 },
                       (kkr_vec3){ 0, 20, 0 }, (kkr_vec3){ 0, 0, 5 }, 81, 41, 9,
                       &n_runs) == 0);
    KKR_AUTO(kkr_tessellation) empty = kkr_tessellation_new(NULL, NULL, 0, 0, NULL);
    CHECK(kkr_tessellation_owner(empty, (kkr_vec3){ 1, 2, 3 }).site == -1);
    CHECK(compare_grid(empty, (kkr_vec3){ 0 }, (kkr_vec3){ 1, 0, 0 },
                       (kkr_vec3){ 0, 1, 0 }, (kkr_vec3){ 0 }, 5, 3, 1, &n_runs) == 0);
}

static void check_slabs(void)
{
    long n_runs = 0;
    for (int trial = 0; trial < 4; trial++) {
        KKR_AUTO(kkr_crystal) slab = make_slab(5, 1 + 2 * trial);
        if (trial == 3)
            slab->right.n_sites = 0; // a bare surface
        kkr_tessellation_site cluster[16];
        int n =
            trial & 1 ? make_cluster(slab, (kkr_vec3){ 0, 0, 5 }, 3.6, cluster, 16) : 0;
        if (n)
            cluster[0].is_removed = true;
        kkr_error err = { 0 };
        KKR_AUTO(kkr_tessellation)
        t = kkr_tessellation_new(slab, cluster, n, 1e-4, &err);
        CHECK(t);
        // far enough to look out into the vacuum on both sides
        check_points(t, slab, cluster, n, 1e-4, 60, 75, 150);
        CHECK(compare_grid(t, (kkr_vec3){ -10, 0, -40 }, (kkr_vec3){ 0, 0, 80 },
                           (kkr_vec3){ 20, 0, 0 }, (kkr_vec3){ 0, 10, 0 }, 161, 21, 5,
                           &n_runs) == 0);
    }
    // in the vacuum the surface owns everything
    KKR_AUTO(kkr_crystal) slab = make_slab(5, 2);
    KKR_AUTO(kkr_tessellation) t = kkr_tessellation_new(slab, NULL, 0, 0, NULL);
    kkr_owner owner = kkr_tessellation_owner(t, (kkr_vec3){ 0.1, 0.2, 1e6 });
    CHECK(owner.site == slab->n_sites + 1);
    CHECK_NEAR(owner.center.z, 12.5, 1e-12); // the outer one of two layers
}

static void check_sites(void)
{
    KKR_AUTO(kkr_crystal) fcc = make_fcc(5);
    kkr_tessellation_site cluster[] = { { { 0, 0, 1e-6 }, 0.5, false },
                                        { { 5, 0, 0 }, 0, true } };
    KKR_AUTO(kkr_tessellation) t = kkr_tessellation_new(fcc, cluster, 2, 1e-4, NULL);
    kkr_owner *owners;
    double *weights;
    size_t n;
    CHECK(kkr_tessellation_sites(t, (kkr_vec3){ 0 }, 5.1, &owners, &weights, &n, NULL));
    CHECK(n == 18); // 19, less the one removed
    CHECK(owners[0].in_cluster && owners[0].site == 0 && weights[0] == 0.5);
    for (size_t i = 1; i < n; i++)
        CHECK(!owners[i].in_cluster &&
              kkr_vec3_length(owners[i].center) >=
                  kkr_vec3_length(owners[i - 1].center) - 1e-12);
    free(owners);
    free(weights);

    CHECK_FAILS(
        kkr_tessellation_sites(t, (kkr_vec3){ 0 }, 1e5, &owners, &weights, &n, &err),
        "more than");
    CHECK_FAILS(kkr_tessellation_region_new(t, (kkr_vec3){ 0 }, (kkr_vec3){ 1e5, 0, 0 },
                                            (kkr_vec3){ 0, 1e5, 0 },
                                            (kkr_vec3){ 0, 0, 1e5 }, &err),
                "more than");
    cluster[0].position.x = NAN;
    CHECK_FAILS(kkr_tessellation_new(fcc, cluster, 2, 1e-4, &err), "cluster site 1");
    CHECK(kkr_tessellation_owner(t, (kkr_vec3){ NAN, 0, 0 }).site == -1);
    KKR_AUTO(kkr_crystal) broken = make_fcc(5);
    broken->sites[0].weight = NAN;
    CHECK_FAILS(kkr_tessellation_new(broken, NULL, 0, 0, &err), "site 1 has no usable");
    kkr_tessellation_free(NULL);
    kkr_tessellation_region_free(NULL);
}

int main(void)
{
    check_crystals();
    check_cells();
    check_clusters();
    check_slabs();
    check_sites();
    return check_done();
}
