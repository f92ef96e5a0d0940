// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/shapefun.h"
#include "core/ylm.h"
#include "tests/files.h"
#include "tests/json.h"

#include <stdint.h>

static kkr_shapefun *read_text(const char *text, kkr_error *err)
{
    return kkr_shapefun_read(files_write(text, strlen(text)), err);
}

static bool same_cells(const kkr_shape_cell *a, const kkr_shape_cell *b)
{
    size_t n = (size_t)a->n_mesh;
    return a->n_panels == b->n_panels && a->n_mesh == b->n_mesh && a->n_lm == b->n_lm &&
           memcmp(a->xrn, b->xrn, n * sizeof(double)) == 0 &&
           memcmp(a->drn, b->drn, n * sizeof(double)) == 0 &&
           memcmp(a->theta, b->theta, (size_t)a->n_lm * n * sizeof(double)) == 0;
}

/** What every cell of a crystal must be, whatever its form. */
static void check_laws(const kkr_shape_cell *cell)
{
    const double *theta = kkr_shape_cell_theta(cell, 0);
    CHECK(theta && cell->scale == 1);
    if (!theta)
        return;
    CHECK_NEAR(theta[0], sqrt(4 * M_PI), 1e-9); // inside the touching sphere
    CHECK_NEAR(kkr_shape_cell_end(cell), theta[cell->n_mesh - 1] / sqrt(4 * M_PI), 0);
    int last = -1;
    for (int p = 0; p < cell->n_panels; p++) {
        if (p > 0) // panels share their border
            CHECK_NEAR(cell->xrn[last + 1], cell->xrn[last], 1e-9);
        last += cell->panel_size[p];
    }
    CHECK(last == cell->n_mesh - 1);
    for (int j = 1; j < cell->n_lm; j++)
        CHECK(cell->lm_index[j] > cell->lm_index[j - 1]);
    CHECK(!kkr_shape_cell_theta(cell, cell->lm_index[cell->n_lm - 1] + 1));
    // sum of Theta_L^2 = integral of Theta^2 = integral of Theta: not more than that
    double r_out = cell->xrn[cell->n_mesh - 1];
    CHECK(kkr_shape_cell_volume(cell) < 4 * M_PI / 3 * r_out * r_out * r_out);
}

static void test_copper(void)
{
    kkr_error err = { 0 };
    KKR_AUTO(kkr_shapefun)
    shapefun = kkr_shapefun_read(check_data("cu_fcc.shapefun"), &err);
    CHECK_STRING(err.message, "");
    if (!shapefun)
        return;
    CHECK(shapefun->n_cells == 1 && shapefun->n_notes == 0);
    const kkr_shape_cell *cell = &shapefun->cells[0];
    check_laws(cell);
    const int size[] = { 10, 47, 24, 54 };
    CHECK(cell->n_panels == 4 && cell->n_mesh == 135 &&
          memcmp(cell->panel_size, size, sizeof size) == 0);
    CHECK(cell->n_lm == 15);
    const int lm[] = {
        0, 20, 24, 42, 46, 72, 76, 80, 110, 114, 118, 156, 160, 164, 168
    };
    CHECK(memcmp(cell->lm_index, lm, sizeof lm) == 0); // what cubic symmetry leaves
    CHECK(cell->xrn[0] == 0.350017856687 && cell->drn[0] == 0.392837100659e-03);
    CHECK_NEAR(cell->xrn[9], sqrt(2) / 4, 1e-12); // the faces
    CHECK_NEAR(cell->xrn[134], 0.5, 1e-12);       // the corners
    CHECK_NEAR(kkr_shape_cell_end(cell), 0, 1e-12);

    // one atom fills a quarter of the fcc cube
    CHECK_NEAR(kkr_shape_cell_volume(cell), 0.25, 0.25e-6);

    // twelve faces at distance d = sqrt(2)/4 cut a cap each: 2 pi (1 - d / r)
    double d = sqrt(2) / 4;
    for (int i = 0; cell->xrn[i] < 0.4; i++) {
        double caps = cell->xrn[i] > d ? 12 * 2 * M_PI * (1 - d / cell->xrn[i]) : 0;
        CHECK_NEAR(kkr_shape_cell_theta(cell, 0)[i], (4 * M_PI - caps) / sqrt(4 * M_PI),
                   5e-9);
    }
    for (int j = 1; j < cell->n_lm; j++) // nothing sticks out of the touching sphere
        CHECK_NEAR(cell->theta[j * 135 + 9], 0, 1e-9);
}

/** The ways the scale factors are written; the cell behind is always the same. */
static void test_scales(void)
{
    char *voronoi = files_load(check_data("cu_fcc.shapefun"));
    const char *scale = "  0.100000000000E+01  0.100000000000E+01  0.100000000000E+01"
                        "  0.100000000000E+01\n";
    const char *cell = strchr(strchr(voronoi, '\n') + 1, '\n') + 1;
    char *text = malloc(8 * strlen(voronoi));
    kkr_error none = { 0 };
    KKR_AUTO(kkr_shapefun) reference = read_text(voronoi, &none);
    const struct {
        int n_cells;
        const char *head;
    } heads[] = {
        { 1, "    1\n  1.000000000000E+00\n" }, // KKRimp: one number
        { 3, "    3\n  1.000000000000E+00\n" }, // whatever the number of cells
        { 3, "  3\n  1\n" },                    // KKRnano
        { 5, "    5\n" },                       // voronoi: padded lines of four
        { 1, "" },                              // KKRnano's shape.*: no head at all
        { 2, "2\r\n1.0 1.0  \r\n" },
    };
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        strcpy(text, heads[i].head);
        if (heads[i].n_cells == 5)
            strcat(strcat(text, scale), scale);
        for (int k = 0; k < heads[i].n_cells; k++)
            strcat(text, cell);
        kkr_error err = { 0 };
        KKR_AUTO(kkr_shapefun) shapefun = read_text(text, &err);
        CHECK_STRING(err.message, "");
        CHECK(shapefun && shapefun->n_cells == heads[i].n_cells &&
              shapefun->n_notes == 0);
        for (int k = 0; shapefun && k < shapefun->n_cells; k++)
            CHECK(shapefun->cells[k].scale == 1 &&
                  same_cells(&shapefun->cells[k], &reference->cells[0]));
        CHECK(kkr_shapefun_recognise(text, 2000));
    }

    // a scale makes the cell larger, not its number of points
    char *doubled = files_replace(voronoi, "0.100000000000E+01", "0.200000000000E+01");
    KKR_AUTO(kkr_shapefun) large = read_text(doubled, &none);
    CHECK(large && large->cells[0].scale == 2);
    if (large)
        CHECK_NEAR(kkr_shape_cell_volume(&large->cells[0]),
                   8 * kkr_shape_cell_volume(&reference->cells[0]), 1e-12);
    free(doubled);

    strcpy(text, voronoi);
    strcat(text, "\n  the end\n");
    KKR_AUTO(kkr_shapefun) tail = read_text(text, &none);
    CHECK(tail && tail->n_notes == 1 && strstr(tail->notes[0], "was left out"));
    free(text);
    free(voronoi);
}

// A cell of n panels of three points, one function, built by hand; r from 1 to n + 1.
static void print_cell(char *text, size_t size, int n)
{
    FILE *out = fmemopen(text, size, "w");
    fprintf(out, "%5d%5d\n", n, 3 * n);
    for (int i = 0; i < n; i++)
        fprintf(out, "%5d%s", 3, i % 16 == 15 || i == n - 1 ? "\n" : "");
    for (int i = 0; i < 3 * n; i++)
        fprintf(out, "%20.12E%20.12E%s", 1.0 + i / 3 + 0.5 * (i % 3), 0.5,
                i % 2 == 1 || i == 3 * n - 1 ? "\n" : "");
    fprintf(out, "    1\n    1\n");
    for (int i = 0; i < 3 * n; i++)
        fprintf(out, "%20.12E%s", sqrt(4 * M_PI),
                i % 4 == 3 || i == 3 * n - 1 ? "\n" : "");
    fclose(out);
}

/** Panels wrap after 16; an ASA sphere is a cell whose function never falls. */
static void test_panels(void)
{
    char text[16384];
    for (int n = 1; n <= 46; n += 15) {
        print_cell(text, sizeof text, n);
        kkr_error err = { 0 };
        KKR_AUTO(kkr_shapefun) shapefun = read_text(text, &err);
        CHECK_STRING(err.message, "");
        if (!shapefun)
            continue;
        const kkr_shape_cell *cell = &shapefun->cells[0];
        CHECK(cell->n_panels == n && cell->panel_size[n - 1] == 3 && cell->n_lm == 1);
        CHECK_NEAR(kkr_shape_cell_end(cell), 1, 1e-12);
        CHECK_NEAR(kkr_shape_cell_volume(cell), 4 * M_PI / 3 * pow(n + 1, 3), 1e-6);
        CHECK(kkr_shapefun_recognise(text, strlen(text)));
    }
}

static void test_errors(void)
{
    char *good = files_load(check_data("cu_fcc.shapefun"));
    const struct {
        const char *old, *new, *complaint;
    } wrong[] = {
        { "    1\n", "many\n",
          ":1: expected NCELL, the number of shapes, found \"many\"" },
        { "    1\n", "    0\n", ":1: expected NCELL" },
        { "    1\n", "99999999\n", ":1: expected 599999994 numbers, but only" },
        { "    1\n", "    2\n", "the file ends, expected NPAN MESHN (cell 2)" },
        { "0.100000000000E+01", "0.000000000000E+01",
          ":2: the scale factor of cell 1" },
        { "    4  135 NPAN", "    4      NPAN", ":3: expected NPAN and MESHN" },
        { "    4  135", "    4 99999999", ":3: expected 199999998 numbers" },
        { "   10   47", "   10   48", ":4: the panels have 136 points together, but" },
        { "   10   47   24   54", "   10   47",
          ":5: expected the points of panel 3 of 4" },
        { "  0.350410693788D+00", "  0.150410693788D+00", "the radii do not rise" },
        { "  0.350410693788D+00", "                 NaN", ":5: a number is NaN" },
        { "\n   15\n", "\n   -1\n", ":73: expected NFUN" },
        { "\n   21\n", "\n    1\n", "lm = 1, expected 2 to 1089" },
        { "\n   21\n", "\n", "expected the lm of shape function 2 of 15, found" },
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char *edited = files_replace(good, wrong[i].old, wrong[i].new);
        CHECK_FAILS(read_text(edited, &err), wrong[i].complaint);
        free(edited);
    }
    CHECK_FAILS(read_text("", &err), "only ASA potentials can be shown");
    CHECK_FAILS(read_text(" \n\n", &err), "only ASA potentials can be shown");

    // l beyond what voronoi can do: kept, with a warning
    char *far = files_replace(good, "\n  169\n", "\n  600\n");
    kkr_error none = { 0 };
    KKR_AUTO(kkr_shapefun) shapefun = read_text(far, &none);
    CHECK(shapefun && shapefun->n_notes == 1 &&
          strstr(shapefun->notes[0], "up to l = 24"));
    free(far);

    // cut anywhere, damaged anywhere: an error or a file, never a crash
    size_t size = strlen(good);
    for (size_t cut = 0; cut + 2 < size; cut += 97) {
        kkr_error err = { 0 };
        CHECK(!kkr_shapefun_read(files_write(good, cut), &err));
        CHECK(err.message[0]);
    }
    uint64_t random = 88172645463325252;
    for (int i = 0; i < 500; i++) {
        char *damaged = malloc(size + 1);
        memcpy(damaged, good, size + 1);
        for (int k = 0; k < 3; k++) {
            random ^= random << 13; // xorshift
            random ^= random >> 7;
            random ^= random << 17;
            damaged[k < 2 ? random % 200 : random % size] =
                "0123456789-*. \nD"[(random >> 40) % 16];
        }
        kkr_error err = { 0 };
        kkr_shapefun *read = read_text(damaged, &err);
        CHECK(!read == (err.message[0] != 0));
        kkr_shapefun_free(read);
        free(damaged);
    }
    free(good);
}

// Compares a block's text with what its numbers print as: 0.ddddddddddddD+ee.
static const char *check_block(const char *text, const double *values, int n,
                               int *n_wrong)
{
    for (int i = 0; i < n; i++) {
        char found[32] = { 0 }, field[32], mantissa[32];
        memcpy(found, text, 20);
        int exponent = 0;
        snprintf(mantissa, sizeof mantissa, "%.11e", fabs(values[i]));
        if (values[i] != 0)
            exponent = atoi(strchr(mantissa, 'e') + 1) + 1;
        snprintf(field, sizeof field, "%s0.%c%.11sD%c%02d",
                 signbit(values[i]) ? " -" : "  ", mantissa[0], mantissa + 2,
                 exponent < 0 ? '-' : '+', abs(exponent));
        *n_wrong += strcmp(field, found) != 0;
        text += 20;
        if (i % 4 == 3 || i == n - 1)
            text = strchr(text, '\n') + 1;
    }
    return text;
}

static const char *skip_lines(const char *text, int n)
{
    while (n-- > 0)
        text = strchr(text, '\n') + 1;
    return text;
}

/** Printed again in the writer's format, every number reads as in the file. */
static void check_rewritten(const char *content, const kkr_shapefun *shapefun)
{
    const char *text = content;
    int n_wrong = 0;
    for (int i = 0; i < shapefun->n_cells; i++) {
        const kkr_shape_cell *cell = &shapefun->cells[i];
        int n = cell->n_mesh;
        char first[32];
        snprintf(first, sizeof first, "\n%5d%5d", cell->n_panels, n);
        text = strstr(text, first);
        CHECK(text != NULL);
        if (!text)
            return;
        text = skip_lines(text + 1, 1 + (cell->n_panels + 15) / 16);
        double *pairs = malloc(2 * sizeof *pairs * (size_t)n);
        for (int k = 0; k < n; k++) {
            pairs[2 * k] = cell->xrn[k];
            pairs[2 * k + 1] = cell->drn[k];
        }
        text = skip_lines(check_block(text, pairs, 2 * n, &n_wrong), 1);
        free(pairs);
        for (int j = 0; j < cell->n_lm; j++)
            text = check_block(skip_lines(text, 1), cell->theta + (size_t)j * n, n,
                               &n_wrong) -
                   (j == cell->n_lm - 1);
    }
    CHECK(n_wrong == 0);
}

static int n_shapefuns;

static int visit_shapefun(const char *path, const struct stat *info, int kind,
                          struct FTW *where)
{
    if (kind != FTW_F || !strstr(path + where->base, "shapefun"))
        return 0;
    if (info->st_size == 0) {
        CHECK_FAILS(kkr_shapefun_read(path, &err), "only ASA potentials can be shown");
        return 0;
    }
    kkr_error none = { 0 };
    KKR_AUTO(kkr_shapefun) shapefun = kkr_shapefun_read(path, &none);
    CHECK_STRING(none.message, "");
    if (!shapefun)
        return 0;
    n_shapefuns++;
    bool to_l_24 = strstr(path, "rhoq") != NULL;
    CHECK(shapefun->n_notes == (to_l_24 ? 1 : 0));
    for (int i = 0; i < shapefun->n_cells; i++)
        check_laws(&shapefun->cells[i]);
    char *content = files_load(path);
    check_rewritten(content, shapefun);
    CHECK(kkr_shapefun_recognise(content,
                                 strlen(content) < 2000 ? strlen(content) : 2000));
    free(content);
    return 0;
}

/** Values that were compared with the exact geometry, 12 digits as stored. */
static void test_values(const char *shared)
{
    const struct {
        const char *file;
        double volume;
        int point; // from 1
        double xrn, theta[7];
    } rows[] = {
        { "mt_kkr_run_dos_output",
          0.250000245,
          31,
          0.377333781841,
          { 2.204461187700, 0.418485245834, 0.353684586058, 0.456246835698,
            -1.207115663720, -0.347580853399 } },
        { "mt_kkr_run_dos_output",
          0.250000245,
          121,
          0.482305242009,
          { 0.009594362793, 0.016710495293, 0.014122946196, 0.004281164008,
            -0.011326895286, 0.020050525120 } },
        { "BXCSCL_24",
          0.500000335,
          61,
          0.487034716495,
          { 1.972099446890, 0.975887717977, 0.824775656986, -0.252073432974,
            0.666923615775, 0.038808687611 } },
        { "mt_modpot_test2",
          1.000000138,
          91,
          0.736536155742,
          { 0.230198970219, -0.242706948687, -0.205124810335, 0.141573498882,
            -0.374568270278, 0.114916705224 } },
    };
    const int lm[] = { 1, 21, 25, 43, 47, 73 }; // from 1
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/data/shipped/%s/shapefun", shared,
                 rows[i].file);
        kkr_error err = { 0 };
        KKR_AUTO(kkr_shapefun) shapefun = kkr_shapefun_read(path, &err);
        CHECK_STRING(err.message, "");
        if (!shapefun)
            continue;
        const kkr_shape_cell *cell = &shapefun->cells[0];
        int k = rows[i].point - 1;
        CHECK_NEAR(kkr_shape_cell_volume(cell), rows[i].volume, 1e-9);
        CHECK_NEAR(cell->xrn[k], rows[i].xrn, 1e-15);
        for (int j = 0; j < 6; j++)
            CHECK_NEAR(kkr_shape_cell_theta(cell, lm[j] - 1)[k], rows[i].theta[j],
                       1e-12);
    }
}

static void test_golden(const char *shared)
{
    const char *files[][2] = { { "cu_fcc", "shapefun" },
                               { "fe_bcc_spin", "shapefun" },
                               { "zn_in_cu", "shapefun_imp" } };
    char path[4096];
    snprintf(path, sizeof path, "%s/golden/kkr.json", shared);
    json *golden = json_read(path);
    for (int i = 0; i < 3; i++) {
        snprintf(path, sizeof path, "%s/golden/files/%s/%s", shared, files[i][0],
                 files[i][1]);
        kkr_error err = { 0 };
        KKR_AUTO(kkr_shapefun) shapefun = kkr_shapefun_read(path, &err);
        CHECK_STRING(err.message, "");
        const json *site = json_get(golden, "cases/%s/sites/0", files[i][0]);
        double alat = json_number(json_get(site, "ALAT"));
        double volume =
            json_number(json_get(site, "cell_volume_from_shapefun_simpson"));
        if (shapefun)
            CHECK_NEAR(kkr_shape_cell_volume(&shapefun->cells[0]) * pow(alat, 3),
                       volume, 1e-9);
    }
    json_free(golden);
}

int main(void)
{
    test_copper();
    test_scales();
    test_panels();
    test_errors();
    const char *shared = check_shared();
    if (shared) {
        char folder[4096];
        test_values(shared);
        test_golden(shared);
        snprintf(folder, sizeof folder, "%s/data", shared);
        files_walk(folder, visit_shapefun);
        snprintf(folder, sizeof folder, "%s/golden/files", shared);
        files_walk(folder, visit_shapefun);
        CHECK(n_shapefuns > 85);
    }
    return check_done();
}
