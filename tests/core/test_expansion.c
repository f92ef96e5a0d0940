// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/expansion.h"
#include "core/ylm.h"
#include "tests/check.h"
#include "tests/json.h"

/** A potential file with its shapes; entry i belongs to cell i n_cells / n_entries. */
typedef struct pair {
    kkr_potential *potential;
    kkr_shapefun *shapes;
} pair;

static const kkr_gaunt *gaunt; // l <= 8

static pair read_pair(const char *folder, const char *place, const char *potential,
                      const char *shapes)
{
    pair files = { 0 };
    kkr_error err = { 0 };
    char path[4096];
    snprintf(path, sizeof path, "%s/%s/%s", folder, place, potential);
    files.potential = kkr_potential_read(path, &err);
    if (shapes) {
        snprintf(path, sizeof path, "%s/%s/%s", folder, place, shapes);
        files.shapes = kkr_shapefun_read(path, &err);
    }
    CHECK_STRING(err.message, "");
    return files;
}

static void free_pair(pair files)
{
    kkr_potential_free(files.potential);
    kkr_shapefun_free(files.shapes);
}

static bool is_complete(pair files)
{
    return files.potential && files.shapes;
}

static const kkr_shape_cell *shape_of(pair files, int entry)
{
    int n_cells = files.shapes->n_cells, n_entries = files.potential->n_entries;
    return &files.shapes
                ->cells[n_cells < n_entries ? entry * n_cells / n_entries : entry];
}

static kkr_expansion *expand(pair files, int entry, kkr_mode mode)
{
    kkr_error err = { 0 };
    kkr_expansion *e = kkr_expansion_new(&files.potential->entries[entry],
                                         shape_of(files, entry), mode, gaunt, &err);
    CHECK_STRING(err.message, "");
    return e;
}

/** The row of values where lm is one of them, else an empty one. */
static double component(const kkr_expansion *e, int ir, int lm)
{
    for (int j = 0; j < e->n_lm; j++)
        if (e->lm_index[j] == lm)
            return e->values[(size_t)ir * e->n_lm + j];
    return 0;
}

/** Compares {"mesh_index": i, "V_L": {"lm": value, ...}} of the golden file. */
static void check_rows(const kkr_expansion *e, const json *rows, int ir_min, double tol)
{
    CHECK(json_count(rows) > 0);
    for (int i = 0; i < json_count(rows); i++) {
        const json *row = json_item(rows, i), *v = json_get(row, "V_L");
        int ir = (int)json_number(json_get(row, "mesh_index")) - 1;
        ir += ir >= ir_min; // the border at ir_min doubled a point
        CHECK(json_count(v) > 0);
        for (int j = 0; j < json_count(v); j++) {
            double expected = json_number(json_item(v, j));
            int lm = atoi(json_key(v, j)) - 1;
            CHECK_NEAR(component(e, ir, lm), expected, tol * (1 + fabs(expected)));
        }
    }
}

static kkr_vec3 point_of(const json *point)
{
    return (kkr_vec3){ json_number(json_get(point, "x/0")),
                       json_number(json_get(point, "x/1")),
                       json_number(json_get(point, "x/2")) };
}

static void check_points(const json *points, const kkr_expansion *stored,
                         const kkr_expansion *cell, double r_out)
{
    int n_dec = 0;
    CHECK(json_count(points) == 20);
    for (int i = 0; i < json_count(points); i++) {
        const json *point = json_item(points, i), *dec = json_get(point, "dec");
        kkr_vec3 x = point_of(point);
        double r = kkr_vec3_length(x), full = json_number(json_get(point, "full"));
        // 15 digits of the coordinates are what -2Z/r can be compared to
        bool on_mesh = json_number(json_get(point, "mesh_index")) > 0;
        double tol = (on_mesh ? 1e-9 : 1e-6) + 1e-14 * fabs(full);
        CHECK_NEAR(kkr_expansion_value(stored, x, false),
                   json_number(json_get(point, "stored")), tol);
        CHECK_NEAR(kkr_expansion_value(stored, x, true), full, tol);
        if (!dec || r > cell->r_cut)
            continue;
        n_dec++;
        CHECK_NEAR(kkr_expansion_value(cell, x, true), json_number(dec),
                   (r < 0.9 * r_out ? 1e-6 : 1e-4) + 1e-14 * fabs(full));
    }
    CHECK(n_dec > 10);
}

static void check_golden_site(const json *site, pair files, int entry)
{
    KKR_AUTO(kkr_expansion) stored = expand(files, entry, KKR_MODE_STORED);
    KKR_AUTO(kkr_expansion) cell = expand(files, entry, KKR_MODE_CELL);
    KKR_AUTO(kkr_expansion) mt = expand(files, entry, KKR_MODE_MT);
    if (!stored || !cell || !mt)
        return;
    CHECK(cell->content == KKR_CONTENT_CONVOLUTED);
    double r_out = json_number(json_get(site, "r_at/484"));
    CHECK_NEAR(cell->kappa - 1, json_number(json_get(site, "kappa_minus_1")), 1e-12);
    CHECK_NEAR(cell->r_cut, json_number(json_get(site, "dec_r_cut")), 1e-9);
    CHECK_NEAR(cell->r_max, r_out, 1e-9);
    CHECK_NEAR(mt->r_max, json_number(json_get(site, "r_at/349")), 1e-9);

    check_points(json_get(site, "points"), stored, cell, r_out);
    int ir_min = (int)json_number(json_get(site, "IRMIN")) - 1;
    check_rows(stored, json_get(site, "V_L_at"), ir_min, 1e-11);
    check_rows(cell, json_get(site, "dec_V_L_at"), ir_min, 1e-7);

    // the three modes agree inside the muffin tin; beyond it one has nothing
    kkr_vec3 inside = { 0.9, -1.1, 1.3 }, beyond = { 0, 2.5, 0 };
    double v = kkr_expansion_value(cell, inside, true);
    CHECK(kkr_expansion_value(stored, inside, true) == v);
    CHECK(kkr_expansion_value(mt, inside, true) == v);
    CHECK(isnan(kkr_expansion_value(mt, beyond, true)));
    CHECK(isnan(kkr_expansion_value(cell, (kkr_vec3){ 0, 0, r_out + 1e-6 }, true)));
    CHECK(isinf(kkr_expansion_value(cell, (kkr_vec3){ 0 }, true)) ==
          (cell->z > 0 ? -1 : 0));
    CHECK(isfinite(kkr_expansion_value(cell, (kkr_vec3){ 0 }, false)));

    // the energy zero: the interstitial integral of V needs no shape function
    const kkr_potential_entry *p = &files.potential->entries[entry];
    KKR_AUTO(kkr_radial_mesh)
    mesh = kkr_radial_mesh_new(p, shape_of(files, entry), NULL);
    double *f = kkr_alloc(p->n_r, sizeof *f);
    for (int ir = 1; ir < p->n_r; ir++)
        f[ir] = 4 * M_PI * (p->v0[ir] - 2 * p->z / mesh->r[ir]);
    CHECK_NEAR(kkr_radial_mesh_integrate_r2(mesh, f, mesh->i_mt + 1, p->n_r - 1),
               json_number(json_get(site, "interstitial_integral_of_V")), 2e-5);
    free(f);
}

/** V - V0 of a zinc atom and its neighbours in copper. */
static void check_golden_difference(const json *site, pair files, int entry, pair host)
{
    for (int mode = KKR_MODE_CELL; mode <= KKR_MODE_STORED; mode++) {
        kkr_error err = { 0 };
        KKR_AUTO(kkr_expansion) v = expand(files, entry, mode);
        KKR_AUTO(kkr_expansion) v0 = expand(host, 0, mode);
        KKR_AUTO(kkr_expansion)
        dv = v && v0 ? kkr_expansion_combine(1, v, -1, v0, mode, &err) : NULL;
        CHECK_STRING(err.message, "");
        const json *points = json_get(site, "points");
        for (int i = 0; dv && i < json_count(points); i++) {
            const json *point = json_item(points, i);
            kkr_vec3 x = point_of(point);
            double r = kkr_vec3_length(x), nuclear = fabs(dv->z) / r;
            double tol =
                (r < 0.9 * dv->r_max || mode == KKR_MODE_STORED ? 1e-6 : 1e-4) +
                1e-14 * nuclear;
            const json *expected =
                json_get(point, mode == KKR_MODE_CELL ? "dV_dec" : "dV_full");
            if (expected && r <= dv->r_cut)
                CHECK_NEAR(kkr_expansion_value(dv, x, true), json_number(expected),
                           tol);
            if (mode == KKR_MODE_STORED)
                CHECK_NEAR(kkr_expansion_value(v0, x, true),
                           json_number(json_get(point, "host_full")),
                           1e-6 + 1e-14 * 58 / r);
        }
    }
}

static void check_golden(const char *folder)
{
    static const char *const cases[][3] = { { "cu_fcc", "potential", "shapefun" },
                                            { "fe_bcc_spin", "potential", "shapefun" },
                                            { "si_es", "potential", "shapefun" },
                                            { "zn_in_cu", "out_potential",
                                              "shapefun_imp" } };
    char path[4096];
    snprintf(path, sizeof path, "%s/golden/kkr.json", folder);
    json *golden = json_read(path);
    snprintf(path, sizeof path, "%s/golden/files", folder);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        pair files = read_pair(path, cases[i][0], cases[i][1], cases[i][2]);
        const json *sites = json_get(golden, "cases/%s/sites", cases[i][0]);
        CHECK(json_count(sites) > 0);
        for (int k = 0; is_complete(files) && k < json_count(sites); k++) {
            const json *site = json_item(sites, k),
                       *atom = json_get(site, "cluster_atom");
            int entry = atom ? (int)json_number(atom) - 1 : k;
            check_golden_site(site, files, entry);
            if (atom) {
                pair host =
                    read_pair(path, cases[i][0], "host_potential", "host_shapefun");
                check_golden_difference(site, files, entry, host);
                free_pair(host);
            }
        }
        free_pair(files);
    }

    // spheres: the last radius is the end
    pair au = read_pair(path, "au_asa", "potential", NULL);
    kkr_error err = { 0 };
    KKR_AUTO(kkr_expansion)
    asa = au.potential ? kkr_expansion_new(au.potential->entries, NULL, KKR_MODE_CELL,
                                           NULL, &err)
                       : NULL;
    const json *au_asa = json_get(golden, "cases/au_asa");
    if (asa) {
        CHECK(asa->content == KKR_CONTENT_ASA && asa->n_lm == 1);
        CHECK_NEAR(asa->r_max, json_number(json_get(au_asa, "r_last")), 1e-12);
        for (int i = 0; i < json_count(json_get(au_asa, "points")); i++) {
            double r = json_number(json_get(au_asa, "points/%d/r", i));
            double full = json_number(json_get(au_asa, "points/%d/full", i));
            CHECK_NEAR(kkr_expansion_value(asa, (kkr_vec3){ 0, 0, r }, true), full,
                       1e-9 + 1e-14 * fabs(full));
        }
    }
    CHECK_STRING(err.message, "");
    free_pair(au);
    json_free(golden);
}

/** Convoluting what was deconvoluted gives back the file. */
static void check_inverse(pair files, int entry)
{
    KKR_AUTO(kkr_expansion) stored = expand(files, entry, KKR_MODE_STORED);
    KKR_AUTO(kkr_expansion) cell = expand(files, entry, KKR_MODE_CELL);
    if (!stored || !cell)
        return;
    const kkr_shape_cell *shape = shape_of(files, entry);
    double nuclear = sqrt(4 * M_PI) * cell->kappa * 2 * cell->z, worst = 0;
    int first = cell->mesh->i_mt + 1, n = cell->n_lm;
    for (int ir = first; cell->mesh->r[ir] < cell->r_cut; ir++) {
        const double *v = cell->values + (size_t)ir * n;
        const double *file = stored->values + (size_t)ir * n;
        double charge = nuclear / cell->mesh->r[ir];
        for (int i = 0; i < n; i++) {
            double sum = i ? 0 : charge;
            for (int j = 0; j < n; j++) {
                const kkr_gaunt_term *terms;
                int n_terms = kkr_gaunt_terms(gaunt, cell->lm_index[i],
                                              cell->lm_index[j], &terms);
                for (int t = 0; t < n_terms; t++) {
                    const double *theta = kkr_shape_cell_theta(shape, terms[t].lm3);
                    if (theta)
                        sum += terms[t].value * theta[ir - first] *
                               (v[j] - (j ? 0 : charge));
                }
            }
            worst = fmax(worst, fabs(sum - file[i]));
        }
    }
    CHECK_NEAR(worst, 0, 1e-9);
}

/** Apart from r_MT and ir_min, V has one value on both sides of a border. */
static void check_continuity(pair files, int entry, double tol)
{
    KKR_AUTO(kkr_expansion) e = expand(files, entry, KKR_MODE_CELL);
    if (!e)
        return;
    const kkr_radial_mesh *mesh = e->mesh;
    double worst = 0;
    for (int p = 0; p + 1 < mesh->n_panels; p++) {
        int ir = mesh->panels[p].last;
        for (int j = 0; j < e->n_lm; j++)
            if (ir != mesh->i_mt && (p >= mesh->n_exponential || j == 0))
                worst = fmax(worst, fabs(e->values[(size_t)ir * e->n_lm + j] -
                                         e->values[(size_t)(ir + 1) * e->n_lm + j]));
    }
    CHECK_NEAR(worst, 0, tol);
}

/** Every entry deconvoluted, less itself: exactly nothing, nowhere. */
static void check_nothing(pair v, pair v0, int entry)
{
    for (int mode = KKR_MODE_CELL; mode <= KKR_MODE_MT; mode++) {
        kkr_error err = { 0 };
        KKR_AUTO(kkr_expansion) a = expand(v, entry, mode);
        KKR_AUTO(kkr_expansion) b = expand(v0, entry, mode);
        KKR_AUTO(kkr_expansion)
        d = a && b ? kkr_expansion_combine(1, a, -1, b, mode, &err) : NULL;
        CHECK_STRING(err.message, "");
        CHECK(d && d->z == 0 && d->r_max == a->r_max);
        for (size_t i = 0; d && i < (size_t)d->mesh->n_r * d->n_lm; i++)
            if (d->values[i] != 0) {
                CHECK(d->values[i] == 0);
                break;
            }
    }
}

static void check_laws(const char *folder)
{
    static const char *const hosts[] = { "host_Cu_fcc",    "host_Hg_rhomb",
                                         "host_a7_Bi",     "host_bcc_Fe_s2",
                                         "host_dia_Si_ES", "host_fcc_Cu_l4",
                                         "host_hcp_Zn" };
    char path[4096];
    snprintf(path, sizeof path, "%s/data/computed", folder);
    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
        pair host = read_pair(path, hosts[i], "potential", "shapefun");
        for (int k = 0; is_complete(host) && k < host.potential->n_entries; k++) {
            check_inverse(host, k);
            check_continuity(host, k, 1e-6);
            check_nothing(host, host, k);
        }
        free_pair(host);
    }
    pair imp = read_pair(path, "Hg_Au_13", "potential_imp", "shapefun_imp");
    for (int k = 0; is_complete(imp) && k < 2; k++) {
        check_inverse(imp, k);
        check_continuity(imp, k, 1e-5);
    }
    free_pair(imp);
}

/** The zero of energy: V vanishes on the average over a crystal's interstitial. */
static void check_zero(const char *folder)
{
    static const struct {
        const char *place, *potential;
        double n_spin, tol;
    } rows[] = { { "computed/host_Cu_fcc", "potential", 1, 1e-4 },
                 { "computed/host_Hg_rhomb", "potential", 1, 1e-4 },
                 { "computed/host_a7_Bi", "potential", 1, 1e-4 },
                 { "computed/host_bcc_Fe_s2", "potential", 2, 1e-4 },
                 { "computed/host_dia_Si_ES", "potential", 1, 1e-4 },
                 { "computed/host_fcc_Cu_l4", "potential", 1, 1e-4 },
                 { "computed/host_hcp_Zn", "potential", 1, 1e-4 },
                 { "shipped/Au_fcc_4atom_cubic", "potential", 1, 1e-3 },
                 { "shipped/BXCSCL_24", "potential", 2, 1e-4 },
                 { "shipped/Cu_fcc_XC_VWN", "potential", 1, 1e-4 },
                 { "shipped/Cu_fcc_XC_MJW", "potential", 1, 1e-4 },
                 { "shipped/Si_diamond_ES", "potential", 1, 1e-4 } };
    char path[4096];
    snprintf(path, sizeof path, "%s/data", folder);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        pair host = read_pair(path, rows[i].place, rows[i].potential, "shapefun");
        double q = 0;
        for (int k = 0; is_complete(host) && k < host.potential->n_entries; k++) {
            const kkr_potential_entry *p = &host.potential->entries[k];
            KKR_AUTO(kkr_radial_mesh)
            mesh = kkr_radial_mesh_new(p, shape_of(host, k), NULL);
            double *f = kkr_alloc(p->n_r, sizeof *f);
            CHECK(mesh != NULL);
            for (int ir = 1; mesh && ir < p->n_r; ir++)
                f[ir] = 4 * M_PI * (p->v0[ir] - 2 * p->z / mesh->r[ir]);
            if (mesh)
                q += kkr_radial_mesh_integrate_r2(mesh, f, mesh->i_mt + 1, p->n_r - 1);
            free(f);
        }
        printf("Q = %9.2e Ry bohr^3 of %s\n", q / rows[i].n_spin, rows[i].place);
        CHECK_NEAR(q / rows[i].n_spin, 0, rows[i].tol);
        free_pair(host);
    }
}

int main(void)
{
    const char *folder = check_shared();
    if (!folder)
        return CHECK_SKIP;
    KKR_AUTO(kkr_gaunt) coefficients = kkr_gaunt_new(8);
    gaunt = coefficients;
    check_golden(folder);
    check_laws(folder);
    check_zero(folder);
    return check_done();
}
