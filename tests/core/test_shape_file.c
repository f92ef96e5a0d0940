// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/case.h"
#include "core/shape_file.h"
#include "tests/files.h"
#include "tests/geometry.h"

static kkr_shapefun *make_file(const kkr_voronoi *const *cells, int n, double alat,
                               int l_max, int n_points)
{
    kkr_error err = { 0 };
    kkr_shape_mesh_params params = kkr_shape_mesh_defaults;
    params.n_points = n_points;
    kkr_shapefun *file = kkr_shape_file_new(cells, n, alat, l_max, &params, NULL, &err);
    CHECK_STRING(err.message, "");
    return file;
}

/* Panels, radii and components of two cells; Theta to `tol` up to l = 16. */
static void check_equal(const kkr_shape_cell *a, const kkr_shape_cell *b, double r_tol,
                        double tol)
{
    CHECK(a->n_panels == b->n_panels && a->n_mesh == b->n_mesh && a->n_lm == b->n_lm);
    if (a->n_panels != b->n_panels || a->n_mesh != b->n_mesh || a->n_lm != b->n_lm)
        return;
    for (int p = 0; p < a->n_panels; p++)
        CHECK(a->panel_size[p] == b->panel_size[p]);
    double r_worst = 0, worst = 0;
    for (int i = 0; i < a->n_mesh; i++)
        r_worst = fmax(r_worst,
                       fmax(fabs(a->xrn[i] - b->xrn[i]), fabs(a->drn[i] - b->drn[i])));
    for (int k = 0; k < a->n_lm; k++) {
        CHECK(a->lm_index[k] == b->lm_index[k]);
        for (int i = k * a->n_mesh; i < (k + 1) * a->n_mesh; i++)
            if (a->lm_index[k] < 289)
                worst = fmax(worst, fabs(a->theta[i] - b->theta[i]));
    }
    CHECK_NEAR(r_worst, 0, r_tol);
    CHECK_NEAR(worst, 0, tol);
}

/* What is written is what is read, to the twelve digits of the columns. */
static void check_round_trip(void)
{
    KKR_AUTO(kkr_crystal) crystal = make_random(3, 5);
    const kkr_voronoi *cells[5];
    for (int i = 0; i < 5; i++)
        cells[i] = kkr_voronoi_of_site(crystal, i, NULL);
    KKR_AUTO(kkr_shapefun) file = make_file(cells, 5, 7.3, 8, 125);
    for (int one_scale = 0; one_scale < 2; one_scale++) {
        kkr_error err = { 0 };
        const char *path = files_write("", 0);
        CHECK(kkr_shape_file_write(file, one_scale, path, &err));
        CHECK_STRING(err.message, "");
        KKR_AUTO(kkr_shapefun) again = kkr_shapefun_read(path, &err);
        CHECK_STRING(err.message, "");
        CHECK(again && again->n_cells == 5 && again->n_notes == 0);
        for (int i = 0; again && i < 5; i++) {
            check_equal(&file->cells[i], &again->cells[i], 1e-12, 1e-11);
            CHECK_NEAR(kkr_shape_cell_volume(&again->cells[i]) * pow(7.3, 3),
                       cells[i]->volume, 2e-5 * cells[i]->volume);
            CHECK_NEAR(kkr_shape_cell_end(&again->cells[i]), 0, 1e-12);
        }
        // columns, scale lines and the words that other programs look for
        char *text = files_load(path);
        CHECK(strncmp(text, "    5\n  0.100000000000E+01", 26) == 0);
        CHECK(strstr(text, "NPAN,MESHN;  Shape number     5\n"));
        int lines = one_scale ? 1 : 2;
        const char *line = text;
        for (int i = 0; i < lines; i++) {
            line = strchr(line, '\n') + 1;
            CHECK(strcspn(line, "\n") == (one_scale ? 20 : 80));
        }
        line = strchr(line, '\n') + 1;
        int n_panels, n_mesh;
        CHECK(sscanf(line, "%5d%5d", &n_panels, &n_mesh) == 2);
        CHECK(n_panels == file->cells[0].n_panels && n_mesh == file->cells[0].n_mesh);
        CHECK(strncmp(strchr(line, '\n') + 1, "   10", 5) == 0);
        free(text);
    }
    kkr_error err = { 0 };
    CHECK(!kkr_shape_file_write(file, false, "/nowhere/at/all", &err));
    for (int i = 0; i < 5; i++)
        kkr_voronoi_free((kkr_voronoi *)cells[i]);
}

/* Copper as the voronoi program wrote it: mesh to all digits, the same components. */
static void check_copper(void)
{
    kkr_error err = { 0 };
    KKR_AUTO(kkr_shapefun)
    real = kkr_shapefun_read(check_data("cu_fcc.shapefun"), &err);
    CHECK_STRING(err.message, "");
    KKR_AUTO(kkr_crystal) fcc = make_fcc(6.8219);
    KKR_AUTO(kkr_voronoi) cell = kkr_voronoi_of_site(fcc, 0, NULL);
    const kkr_voronoi *cells[] = { cell };
    KKR_AUTO(kkr_shapefun) ours = make_file(cells, 1, 6.8219, 12, 125);
    check_equal(&ours->cells[0], &real->cells[0], 1e-12, 1e-9);
}

static void check_open(void)
{
    KKR_AUTO(kkr_crystal) fcc = make_fcc(6);
    KKR_AUTO(kkr_voronoi) cell = kkr_voronoi_of_site(fcc, 0, NULL);
    kkr_image one = { .position = { 2, 0, 0 } };
    KKR_AUTO(kkr_voronoi) half = kkr_voronoi_new(0, &one, 1, 3, NULL);
    const kkr_voronoi *cells[] = { cell, half };
    CHECK_FAILS(
        kkr_shape_file_new(cells, 2, 6, 4, &kkr_shape_mesh_defaults, NULL, &err),
        "cell 2: the cell is open");
}

/* Every site of a crystal against the file beside it. */
static void check_folder(const char *folder, const char *name, int n_points)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/data/%s", folder, name);
    const char *paths[] = { path };
    kkr_case_options options = { 0 };
    kkr_error err = { 0 };
    KKR_AUTO(kkr_case) object = kkr_case_open(paths, 1, &options, NULL, &err);
    CHECK_STRING(err.message, "");
    if (!object)
        return;
    const int before = check_failures;
    CHECK(object->n_sites > 0);
    for (int i = 0; i < object->n_sites; i++) {
        const kkr_case_site *site = &object->sites[i];
        CHECK(site->cell && site->shape);
        if (!site->cell || !site->shape)
            continue;
        const kkr_voronoi *cells[] = { site->cell };
        int l_max = 4 * object->crystal->l_max;
        KKR_AUTO(kkr_shapefun)
        ours = make_file(cells, 1, object->alat, l_max, n_points);
        check_equal(&ours->cells[0], site->shape, 1e-9, 2e-8);
    }
    if (check_failures > before)
        printf("... in %s\n", name);
}

int main(void)
{
    check_round_trip();
    check_copper();
    check_open();
    const char *folder = check_shared();
    if (!folder)
        return check_failures ? check_done() : CHECK_SKIP;
    const char *names[] = {
        "voronoi/bcc_Fe_s2",       "voronoi/bcc_W",           "voronoi/bct_In",
        "voronoi/bsn_Sn",          "voronoi/cscl_CsCl",       "voronoi/cscl_FeRh_l4_s2",
        "voronoi/dia_Si",          "voronoi/dia_Si_ES",       "voronoi/fcc_Cu_l3",
        "voronoi/fcc_Cu_l4",       "voronoi/fcc_Hg",          "voronoi/hcp_Co_s2",
        "voronoi/hcp_Zn",          "voronoi/nacl_NaCl",       "voronoi/nacl_NaCl_w",
        "voronoi/pero_SrTiO3",     "voronoi/rhomb_Hg_l4",     "voronoi/sc_Bi",
        "computed/host_Cu_fcc",    "computed/host_Hg_rhomb",  "computed/host_bcc_Fe_s2",
        "computed/host_dia_Si_ES", "computed/host_fcc_Cu_l4", "computed/host_hcp_Zn",
        "computed/Hg_Au_13"
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        check_folder(folder, names[i], 125);
    check_folder(folder, "voronoi/fcc_Cu_mesh1049", 690);
    return check_done();
}
