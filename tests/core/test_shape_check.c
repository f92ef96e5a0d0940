// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/case.h"
#include "core/shape_check.h"
#include "core/shape_file.h"
#include "tests/check.h"
#include "tests/geometry.h"

static const double alat = 6;

static kkr_shapefun *make_file(const kkr_voronoi *cell, int l_max)
{
    const kkr_voronoi *cells[] = { cell };
    return kkr_shape_file_new(cells, 1, alat, l_max, &kkr_shape_mesh_defaults, NULL,
                              NULL);
}

static kkr_shape_check check_file(const kkr_shape_cell *file, const kkr_voronoi *cell)
{
    kkr_shape_check check;
    kkr_error err = { 0 };
    CHECK(kkr_shape_check_cell(file, cell, alat, NULL, &check, &err));
    CHECK_STRING(err.message, "");
    return check;
}

/** The one finding, and what its sentence must contain. */
static void check_finding(const kkr_shape_check *check, unsigned finding,
                          const char *part)
{
    char text[400];
    CHECK(check->findings & finding);
    kkr_shape_check_sentence(check, finding, text, sizeof text);
    if (!strstr(text, part))
        CHECK_STRING(text, part);
}

static double *component(kkr_shape_cell *cell, int lm)
{
    return (double *)kkr_shape_cell_theta(cell, lm);
}

/* One thing spoilt after the other: it is named, and nothing else. */
static void check_spoilt_files(void)
{
    KKR_AUTO(kkr_crystal) bcc = make_bcc(alat);
    KKR_AUTO(kkr_voronoi) cell = kkr_voronoi_of_site(bcc, 0, NULL);
    KKR_AUTO(kkr_shapefun) file = make_file(cell, 20);
    kkr_shape_cell *spoilt = &file->cells[0];
    kkr_shape_check check = check_file(spoilt, cell);
    CHECK(check.findings == 0 && check.l_max == 20 && check.n_missed == 0);
    CHECK_NEAR(check.volume, cell->volume, 1e-5 * cell->volume);

    double *high = component(spoilt, 18 * 18 + 18), keep = high[60];
    high[60] += 0.1;
    check = check_file(spoilt, cell);
    CHECK(check.findings == KKR_SHAPE_HIGH_L);
    CHECK_NEAR(check.difference[18], 0.1, 1e-12);
    check_finding(&check, KKR_SHAPE_HIGH_L,
                  "wrong by up to 1.00e-01 for l > 16 (l = 18)");
    high[60] = keep;

    double *low = component(spoilt, 20);
    keep = low[60];
    low[60] += 0.1;
    check = check_file(spoilt, cell);
    CHECK(check.findings == KKR_SHAPE_VALUES);
    check_finding(&check, KKR_SHAPE_VALUES, "wrong by up to 1.00e-01 (l = 4)");
    low[60] = keep;

    double *end = component(spoilt, 0) + spoilt->n_mesh - 1;
    *end = 4e-6;
    check = check_file(spoilt, cell);
    check_finding(&check, KKR_SHAPE_END, "is 4.00e-06 instead of 0");
    *end = 0;

    spoilt->lm_index[1] = 12; // one too many, one missing
    check = check_file(spoilt, cell);
    check_finding(&check, KKR_SHAPE_MISSING, "lm = 21 is not in the file");
    spoilt->lm_index[1] = 20;
    CHECK(check_file(spoilt, cell).findings == 0);

    for (int i = 0; i < spoilt->n_mesh; i++)
        component(spoilt, 0)[i] = sqrt(4 * M_PI);
    check = check_file(spoilt, cell);
    CHECK(check.findings == KKR_SHAPE_ATOMIC_SPHERE);
    check_finding(&check, KKR_SHAPE_ATOMIC_SPHERE, "an atomic sphere");
}

/* A file made without the second neighbours of bcc, and one in other axes. */
static void check_other_cells(void)
{
    KKR_AUTO(kkr_crystal) bcc = make_bcc(alat);
    KKR_AUTO(kkr_voronoi) cell = kkr_voronoi_of_site(bcc, 0, NULL);
    kkr_image *images;
    size_t n;
    CHECK(kkr_crystal_neighbours(bcc, (kkr_vec3){ 0 }, 0.9 * alat, &images, &n, NULL));
    CHECK(n == 9); // itself and eight
    KKR_AUTO(kkr_voronoi) octahedron = kkr_voronoi_new(0, images + 1, 8, 99, NULL);
    CHECK(octahedron && octahedron->closed);
    free(images);
    KKR_AUTO(kkr_shapefun) large = make_file(octahedron, 8);
    kkr_shape_check check = check_file(&large->cells[0], cell);
    check_finding(&check, KKR_SHAPE_VOLUME, "faces are missing");
    check_finding(&check, KKR_SHAPE_MESH, "no panel ends at the critical radius");

    rotate_crystal(bcc, random_rotation());
    KKR_AUTO(kkr_voronoi) turned = kkr_voronoi_of_site(bcc, 0, NULL);
    KKR_AUTO(kkr_shapefun) file = make_file(turned, 8);
    check = check_file(&file->cells[0], cell);
    CHECK(check.findings == KKR_SHAPE_TURNED);
    check_finding(&check, KKR_SHAPE_TURNED, "turned");

    kkr_image one = { .position = { 2, 0, 0 } };
    KKR_AUTO(kkr_voronoi) half = kkr_voronoi_new(0, &one, 1, 3, NULL);
    CHECK_FAILS(kkr_shape_check_cell(&file->cells[0], half, alat, NULL, &check, &err),
                "open");
}

static void check_real(const char *folder, const char *name, bool wrong)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/data/%s", folder, name);
    const char *paths[] = { path };
    kkr_case_options options = { 0 };
    kkr_error err = { 0 };
    KKR_AUTO(kkr_case) object = kkr_case_open(paths, 1, &options, NULL, &err);
    CHECK_STRING(err.message, "");
    for (int i = 0; object && i < object->n_sites; i++) {
        const kkr_case_site *site = &object->sites[i];
        kkr_shape_check check;
        CHECK(kkr_shape_check_cell(site->shape, site->cell, object->alat, NULL, &check,
                                   &err));
        if (!wrong) {
            CHECK(check.findings == 0);
            continue;
        }
        // bismuth: most perpendiculars miss their face, and voronoi gets that wrong
        CHECK(check.findings == (KKR_SHAPE_VOLUME | KKR_SHAPE_END | KKR_SHAPE_VALUES));
        CHECK_NEAR(check.end, 0.0186, 1e-4);
        CHECK_NEAR(check.volume / check.cell_volume, 1.00155, 1e-5);
        check_finding(&check, KKR_SHAPE_END,
                      "the perpendiculars of 12 faces miss them");
    }
}

int main(void)
{
    check_spoilt_files();
    check_other_cells();
    const char *folder = check_shared();
    if (!folder)
        return check_failures ? check_done() : CHECK_SKIP;
    check_real(folder, "computed/host_a7_Bi", true);
    check_real(folder, "computed/host_hcp_Zn", false);
    check_real(folder, "computed/Hg_Ag_7", false);
    check_real(folder, "shipped/Cu111_slab_rhoq_imp", false); // l <= 24
    return check_done();
}
