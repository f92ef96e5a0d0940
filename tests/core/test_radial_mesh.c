// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/radial_mesh.h"
#include "tests/check.h"
#include "tests/json.h"

/** 40 exponential points up to r = 2 and two panels that end at 2.5 and 3. */
static kkr_radial_mesh *make_small(void)
{
    static double xrn[17], drn[17];
    static int sizes[2] = { 9, 8 };
    kkr_shape_cell shape = { .scale = 1,
                             .n_panels = 2,
                             .panel_size = sizes,
                             .n_mesh = 17,
                             .xrn = xrn,
                             .drn = drn };
    for (int i = 0; i < 9; i++)
        xrn[i] = (2 + 0.5 * i / 8) / 4;
    for (int i = 0; i < 8; i++)
        xrn[9 + i] = (2.5 + 0.5 * i / 7) / 4;
    kkr_potential_entry entry = { .title = "small",
                                  .alat = 4,
                                  .r_mt_new = 2,
                                  .a = 0.1,
                                  .n_r = 40 + 17,
                                  .full_potential = true };
    entry.b = 2 / expm1(0.1 * 39) * (1 + 1e-8); // as rounded as in a file
    kkr_error err = { 0 };
    kkr_radial_mesh *mesh = kkr_radial_mesh_new(&entry, &shape, &err);
    CHECK_STRING(err.message, "");
    return mesh;
}

static double interpolate(const kkr_radial_mesh *mesh, const double *f, double r)
{
    kkr_stencil s = kkr_radial_mesh_stencil(mesh, r);
    double sum = 0;
    for (int k = 0; k < s.n; k++)
        sum += s.weight[k] * f[s.first + k];
    return sum;
}

static void check_panels(void)
{
    KKR_AUTO(kkr_radial_mesh) mesh = make_small();
    if (!mesh)
        return;
    CHECK(mesh->n_panels == 3 && mesh->n_exponential == 1 && mesh->i_mt == 39);
    CHECK(mesh->r[0] == 0 && mesh->r[39] == 2 && mesh->r[40] == 2 && mesh->r[56] == 3);

    // a border belongs to the lower panel, also when it is missed by a rounding
    CHECK(kkr_radial_mesh_panel(mesh, 2) == 0);
    CHECK(kkr_radial_mesh_panel(mesh, 2 * (1 + 1e-13)) == 0);
    CHECK(kkr_radial_mesh_panel(mesh, 2.0001) == 1);
    CHECK(kkr_radial_mesh_panel(mesh, 2.5) == 1);
    CHECK(kkr_radial_mesh_panel(mesh, 9) == 2);

    // weights add up to one, points stay in their panel, r = 0 is never read
    for (double r = 0; r < 3.2; r += 0.003) {
        kkr_stencil s = kkr_radial_mesh_stencil(mesh, r);
        kkr_radial_panel panel = mesh->panels[s.panel];
        double sum = 0, place = 0;
        for (int k = 0; k < s.n; k++) {
            sum += s.weight[k];
            place += s.weight[k] * mesh->r[s.first + k];
        }
        CHECK_NEAR(sum, 1, 1e-10);
        CHECK(r > 0.5 ? fabs(place - r) < 2e-6 : fabs(place - r) < 1e-5);
        CHECK(s.first >= panel.first && s.first > 0 && s.first + s.n - 1 <= panel.last);
    }

    // polynomials of the index to degree five are reproduced within each panel,
    // and a function that jumps and bends at every border keeps doing so
    double f[57];
    for (int p = 0; p < 3; p++)
        for (int ir = mesh->panels[p].first; ir <= mesh->panels[p].last; ir++) {
            double t = ir - mesh->panels[p].first;
            f[ir] =
                p + 1 + (p - 1) * t * (1 - t / 50 * (1 + t * t / 900 * (1 - t / 99)));
        }
    for (int p = 0; p < 3; p++)
        for (double u = 1.3; u < mesh->panels[p].last - mesh->panels[p].first;
             u += 0.7) {
            kkr_radial_panel panel = mesh->panels[p];
            double r0 = mesh->r[panel.first], r1 = mesh->r[panel.last];
            double r = p == 0 ? mesh->b * expm1(mesh->a * u)
                              : r0 + (r1 - r0) * u / (panel.last - panel.first);
            double g =
                p + 1 + (p - 1) * u * (1 - u / 50 * (1 + u * u / 900 * (1 - u / 99)));
            CHECK_NEAR(interpolate(mesh, f, r), g, 1e-10 * (1 + fabs(g)));
        }
    CHECK_NEAR(interpolate(mesh, f, 2), f[39], 1e-11 * fabs(f[39]));
    CHECK_NEAR(interpolate(mesh, f, 2 + 1e-9), f[40], 1e-6);

    // below the second point: the line through the second and the third
    f[1] = 5 + 3 * mesh->r[1];
    f[2] = 5 + 3 * mesh->r[2];
    CHECK_NEAR(interpolate(mesh, f, 0), 5, 1e-12);
    CHECK_NEAR(interpolate(mesh, f, mesh->r[1] / 2), 5 + 1.5 * mesh->r[1], 1e-12);

    // the volume of a ball, whatever stands at r = 0
    for (int ir = 0; ir < 57; ir++)
        f[ir] = ir ? 3 : NAN;
    CHECK_NEAR(kkr_radial_mesh_integrate_r2(mesh, f, 0, 56), 27, 1e-3);
    CHECK_NEAR(kkr_radial_mesh_integrate_r2(mesh, f, 40, 56), 27 - 8, 1e-12);
    CHECK_NEAR(kkr_radial_mesh_integrate_r2(mesh, f, 41, 47),
               pow(mesh->r[47], 3) - pow(mesh->r[41], 3), 1e-12);
}

static void check_split(void)
{
    KKR_AUTO(kkr_radial_mesh) mesh = make_small();
    KKR_AUTO(kkr_radial_mesh) copy = mesh ? kkr_radial_mesh_copy(mesh) : NULL;
    if (!copy)
        return;
    CHECK(kkr_radial_mesh_equal(mesh, copy));
    CHECK(!kkr_radial_mesh_split(copy, 0) && !kkr_radial_mesh_split(copy, 39) &&
          !kkr_radial_mesh_split(copy, 40) && !kkr_radial_mesh_split(copy, 56));
    CHECK(kkr_radial_mesh_equal(mesh, copy));

    double before = copy->r[20];
    CHECK(kkr_radial_mesh_split(copy, 52)); // as at r_cut
    CHECK(kkr_radial_mesh_split(copy, 20)); // as at ir_min
    CHECK(copy->n_r == 59 && copy->n_panels == 5 && copy->n_exponential == 2);
    CHECK(copy->i_mt == 40 && copy->r[40] == 2 && copy->r[41] == 2);
    CHECK(copy->r[20] == before && copy->r[21] == before);
    CHECK(copy->panels[1].first == 21 && copy->panels[1].last == 40);
    CHECK(copy->panels[3].last == 53 && copy->panels[4].first == 54);
    CHECK(copy->r[53] == copy->r[54] && copy->r[58] == 3);
    CHECK(!kkr_radial_mesh_equal(mesh, copy));

    // at the inner border the upper panel wins: there the parts with l > 0 begin
    CHECK(kkr_radial_mesh_panel(copy, before) == 1);
    CHECK(kkr_radial_mesh_panel(copy, before * (1 - 1e-13)) == 1);
    CHECK(kkr_radial_mesh_panel(copy, before * (1 - 1e-9)) == 0);

    // smooth functions do not notice
    double f[59], g[59];
    for (int ir = 0; ir < 57; ir++)
        f[ir] = exp(-mesh->r[ir]);
    for (int ir = 0; ir < 59; ir++)
        g[ir] = exp(-copy->r[ir]);
    for (double r = 0.01; r < 3; r += 0.01)
        CHECK_NEAR(interpolate(copy, g, r), interpolate(mesh, f, r), 1e-5);
}

static void check_refusals(void)
{
    double xrn[4] = { 0.5, 0.6, 0.7, 0.8 };
    int sizes[1] = { 4 };
    kkr_shape_cell shape = {
        .scale = 1, .n_panels = 1, .panel_size = sizes, .n_mesh = 4, .xrn = xrn
    };
    kkr_potential_entry entry = { .title = "X",
                                  .alat = 4,
                                  .r_mt_new = 2,
                                  .a = 0.1,
                                  .b = 2 / expm1(3.9),
                                  .n_r = 44,
                                  .full_potential = true };
    KKR_AUTO(kkr_radial_mesh) good = kkr_radial_mesh_new(&entry, &shape, NULL);
    CHECK(good != NULL);

    entry.n_r = 45;
    CHECK_FAILS(kkr_radial_mesh_new(&entry, &shape, &err), "5 radial points");
    entry.n_r = 44;
    entry.r_mt_new = 2.00001;
    CHECK_FAILS(kkr_radial_mesh_new(&entry, &shape, &err),
                "muffin-tin radius 2.000010");
    entry.r_mt_new = 2;
    xrn[2] = 0.71;
    CHECK_FAILS(kkr_radial_mesh_new(&entry, &shape, &err), "evenly");
    xrn[2] = NAN;
    CHECK_FAILS(kkr_radial_mesh_new(&entry, &shape, &err), "evenly");
    xrn[2] = 0.7;
    xrn[3] = 0.4;
    CHECK_FAILS(kkr_radial_mesh_new(&entry, &shape, &err), "do not rise");
    xrn[3] = 0.8;
    sizes[0] = 3;
    CHECK_FAILS(kkr_radial_mesh_new(&entry, &shape, &err), "have 3 points");
    sizes[0] = 4;
    entry.a = 0;
    CHECK_FAILS(kkr_radial_mesh_new(&entry, &shape, &err), "no radial mesh");
    entry.a = 1e-9;
    CHECK_FAILS(kkr_radial_mesh_new(&entry, &shape, &err), "does not reach");
    entry.a = 100;
    entry.full_potential = false;
    CHECK_FAILS(kkr_radial_mesh_new(&entry, NULL, &err), "no end");

    // KKRnano writes no lattice constant
    entry.a = 0.1;
    entry.alat = 0;
    KKR_AUTO(kkr_radial_mesh) nano = kkr_radial_mesh_new(&entry, &shape, NULL);
    CHECK(nano && kkr_radial_mesh_equal(nano, good));
}

static void check_golden_site(const json *site, const kkr_potential_entry *entry,
                              const kkr_shape_cell *shape)
{
    kkr_error err = { 0 };
    KKR_AUTO(kkr_radial_mesh) mesh = kkr_radial_mesh_new(entry, shape, &err);
    CHECK_STRING(err.message, "");
    if (!mesh)
        return;
    CHECK(mesh->n_r == (int)json_number(json_get(site, "NR")));
    CHECK(mesh->i_mt + 1 == (int)json_number(json_get(site, "IMT")));
    double b = json_number(json_get(site, "B_used"));
    CHECK_NEAR(mesh->b, b, 1e-14 * b);
    const json *ircut = json_get(site, "IRCUT");
    CHECK(json_count(ircut) == mesh->n_panels + 1);
    for (int p = 0; p < mesh->n_panels; p++)
        CHECK(mesh->panels[p].last + 1 == (int)json_number(json_item(ircut, p + 1)));
    const json *r_at = json_get(site, "r_at");
    CHECK(json_count(r_at) > 0);
    for (int i = 0; i < json_count(r_at); i++) {
        double r = json_number(json_item(r_at, i));
        CHECK_NEAR(mesh->r[atoi(json_key(r_at, i)) - 1], r, 1e-13 * r);
    }
}

static void check_golden(void)
{
    static const char *const cases[][3] = { { "cu_fcc", "potential", "shapefun" },
                                            { "fe_bcc_spin", "potential", "shapefun" },
                                            { "si_es", "potential", "shapefun" },
                                            { "zn_in_cu", "out_potential",
                                              "shapefun_imp" } };
    const char *folder = check_shared();
    if (!folder)
        return;
    char path[4096];
    snprintf(path, sizeof path, "%s/golden/kkr.json", folder);
    json *golden = json_read(path);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        kkr_error err = { 0 };
        snprintf(path, sizeof path, "%s/golden/files/%s/%s", folder, cases[i][0],
                 cases[i][1]);
        KKR_AUTO(kkr_potential) potential = kkr_potential_read(path, &err);
        snprintf(path, sizeof path, "%s/golden/files/%s/%s", folder, cases[i][0],
                 cases[i][2]);
        KKR_AUTO(kkr_shapefun) shapes = kkr_shapefun_read(path, &err);
        CHECK_STRING(err.message, "");
        const json *sites = json_get(golden, "cases/%s/sites", cases[i][0]);
        for (int k = 0; potential && shapes && k < json_count(sites); k++) {
            const json *site = json_item(sites, k),
                       *atom = json_get(site, "cluster_atom");
            int entry = atom ? (int)json_number(atom) - 1 : k;
            int shape = entry * shapes->n_cells / potential->n_entries;
            check_golden_site(site, &potential->entries[entry], &shapes->cells[shape]);
        }
    }
    json_free(golden);
}

int main(void)
{
    check_panels();
    check_split();
    check_refusals();
    check_golden();
    return check_done();
}
