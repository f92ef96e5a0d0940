// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/shape_mesh.h"
#include "tests/check.h"
#include "tests/geometry.h"
#include "tests/json.h"

static kkr_shape_mesh *make_mesh(const kkr_voronoi *cell,
                                 const kkr_shape_mesh_params *params)
{
    kkr_error err = { 0 };
    kkr_shape_mesh *mesh = kkr_shape_mesh_new(cell, params, &err);
    CHECK_STRING(err.message, "");
    return mesh;
}

/* Panels follow each other, from the muffin tin to the farthest corner, evenly. */
static void check_laws(const kkr_voronoi *cell, const kkr_shape_mesh *mesh)
{
    CHECK_NEAR(mesh->r[0], 0.99 * cell->r_in, 0);
    CHECK(mesh->r[9] == cell->r_in && mesh->r[10] == cell->r_in);
    CHECK(mesh->r[mesh->n - 1] == cell->r_out);
    double *critical;
    CHECK(kkr_voronoi_critical_radii(cell, &critical) == mesh->n_panels);
    int first = 0;
    for (int p = 0; p < mesh->n_panels; p++) {
        int last = first + mesh->panel_size[p] - 1;
        CHECK(mesh->panel_size[p] >= 7);
        CHECK_NEAR(mesh->r[last], critical[p], 1e-6 * cell->r_in);
        for (int i = first; i <= last; i++) {
            CHECK_NEAR(mesh->r[i], mesh->r[first] + (i - first) * mesh->dr[i], 1e-13);
            CHECK(mesh->dr[i] > 0 && mesh->dr[i] == mesh->dr[first]);
        }
        if (p > 0)
            CHECK(mesh->r[first] == mesh->r[first - 1]);
        first = last + 1;
    }
    CHECK(first == mesh->n);
    free(critical);
}

/* Numbers of points as the voronoi program has them, for the smallest count. */
static void check_known_cells(void)
{
    const struct {
        kkr_crystal *crystal;
        int n, size[4];
    } known[] = {
        { make_fcc(1), 4, { 10, 47, 24, 54 } },
        { make_bcc(1), 4, { 10, 63, 32, 30 } },
        { make_sc(1), 3, { 10, 70, 55 } },
    };
    for (int i = 0; i < 3; i++) {
        KKR_AUTO(kkr_voronoi) cell = kkr_voronoi_of_site(known[i].crystal, 0, NULL);
        KKR_AUTO(kkr_shape_mesh) mesh = make_mesh(cell, &kkr_shape_mesh_defaults);
        CHECK(mesh->n_panels == known[i].n);
        for (int p = 0; p < mesh->n_panels; p++)
            CHECK(mesh->panel_size[p] == known[i].size[p]);
        check_laws(cell, mesh);
        kkr_crystal_free(known[i].crystal);
    }
}

static void check_random_cells(void)
{
    for (int trial = 0; trial < 30; trial++) {
        KKR_AUTO(kkr_crystal) crystal = make_random(3, 1 + trial % 5);
        KKR_AUTO(kkr_voronoi) cell = kkr_voronoi_of_site(crystal, 0, NULL);
        kkr_shape_mesh_params params = { 2 + 50 * trial, 7, INFINITY };
        KKR_AUTO(kkr_shape_mesh) mesh = make_mesh(cell, &params);
        check_laws(cell, mesh);
        CHECK(mesh->n - 10 >= params.n_points);
    }
}

static void check_limits(void)
{
    KKR_AUTO(kkr_crystal) fcc = make_fcc(1);
    KKR_AUTO(kkr_voronoi) cell = kkr_voronoi_of_site(fcc, 0, NULL);
    kkr_shape_mesh_params params = kkr_shape_mesh_defaults;
    params.r_mt_max = 0.2; // a given core radius is kept
    KKR_AUTO(kkr_shape_mesh) mesh = make_mesh(cell, &params);
    CHECK(mesh->r[0] == 0.2);
    params.r_mt_max = 0;
    CHECK_FAILS(kkr_shape_mesh_new(cell, &params, &err), "must be above 0");

    kkr_image one = { .position = { 2, 0, 0 } };
    KKR_AUTO(kkr_voronoi) half = kkr_voronoi_new(0, &one, 1, 3, NULL);
    CHECK_FAILS(kkr_shape_mesh_new(half, &kkr_shape_mesh_defaults, &err), "open");
    KKR_AUTO(kkr_crystal) huge = make_fcc(1e5);
    KKR_AUTO(kkr_voronoi) far = kkr_voronoi_of_site(huge, 0, NULL);
    CHECK_FAILS(kkr_shape_mesh_new(far, &kkr_shape_mesh_defaults, &err), "too fine");
}

/* Triclinic and weighted: 46 panels, as the program made them. */
static void check_golden(const char *folder)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/golden/kkr.json", folder);
    json *golden = json_read(path);
    snprintf(path, sizeof path, "%s/golden/files/triclinic_weights/inputcard", folder);
    kkr_error err = { 0 };
    KKR_AUTO(kkr_crystal) crystal = kkr_crystal_read_inputcard(path, &err);
    CHECK_STRING(err.message, "");
    for (int i = 0; crystal && i < 2; i++) {
        const json *site = json_get(golden, "theta/triclinic_site%d", i + 1);
        KKR_AUTO(kkr_voronoi) cell = kkr_voronoi_of_site(crystal, i, &err);
        KKR_AUTO(kkr_shape_mesh) mesh = make_mesh(cell, &kkr_shape_mesh_defaults);
        check_laws(cell, mesh);
        CHECK(mesh->n_panels == json_number(json_get(site, "NPAN")));
        for (int p = 0, last = -1; p < mesh->n_panels; p++) {
            CHECK(mesh->panel_size[p] == json_number(json_get(site, "NM/%d", p)));
            last += mesh->panel_size[p];
            CHECK_NEAR(mesh->r[last] / crystal->alat,
                       json_number(json_get(site, "critical_radii/%d", p)), 1e-12);
        }
    }
    json_free(golden);
}

int main(void)
{
    check_known_cells();
    check_random_cells();
    check_limits();
    const char *folder = check_shared();
    if (folder)
        check_golden(folder);
    return check_failures || folder ? check_done() : CHECK_SKIP;
}
