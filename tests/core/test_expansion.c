// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/expansion.h"
#include "core/ylm.h"
#include "tests/check.h"

/** Files of our own: copper, and a silver atom with six neighbours in mercury. */
static kkr_potential *copper, *silver, *mercury, *start;
static kkr_shapefun *copper_shapes, *silver_shapes;
static kkr_gaunt *gaunt;

static void open_files(void)
{
    kkr_error err = { 0 };
    copper = kkr_potential_read(check_data("cu_fcc.potential"), &err);
    copper_shapes = kkr_shapefun_read(check_data("cu_fcc.shapefun"), &err);
    silver = kkr_potential_read(check_data("../../assets/sample/potential_imp"), &err);
    mercury = kkr_potential_read(
        check_data("../../assets/sample/potential_host_cluster"), &err);
    start =
        kkr_potential_read(check_data("../../assets/sample/potential_imp_start"), &err);
    silver_shapes =
        kkr_shapefun_read(check_data("../../assets/sample/shapefun_imp"), &err);
    CHECK_STRING(err.message, "");
    gaunt = kkr_gaunt_new(6);
}

static void close_files(void)
{
    kkr_potential_free(copper);
    kkr_potential_free(silver);
    kkr_potential_free(mercury);
    kkr_potential_free(start);
    kkr_shapefun_free(copper_shapes);
    kkr_shapefun_free(silver_shapes);
    kkr_gaunt_free(gaunt);
}

static kkr_expansion *expand(const kkr_potential_entry *entry,
                             const kkr_shape_cell *shape, kkr_mode mode)
{
    kkr_error err = { 0 };
    kkr_expansion *e = kkr_expansion_new(entry, shape, mode, gaunt, &err);
    CHECK_STRING(err.message, "");
    return e;
}

static kkr_expansion *combine(double p, const kkr_expansion *a, double q,
                              const kkr_expansion *b, kkr_mode mode)
{
    kkr_error err = { 0 };
    kkr_expansion *e = kkr_expansion_combine(p, a, q, b, mode, &err);
    CHECK_STRING(err.message, "");
    return e;
}

/** Points all around, out to r_max: a spiral. */
static kkr_vec3 spiral(int i, int n, double r_max)
{
    double r = r_max * (i + 0.5) / n, z = cos(2.4 * i), s = sqrt(1 - z * z);
    return (kkr_vec3){ r * s * cos(1.7 * i), r * s * sin(1.7 * i), r * z };
}

static double component(const kkr_expansion *e, int ir, int lm)
{
    for (int j = 0; j < e->n_lm; j++)
        if (e->lm_index[j] == lm)
            return e->values[(size_t)ir * e->n_lm + j];
    return 0;
}

/** Convoluting what was deconvoluted gives back the file. */
static void check_inverse(const kkr_potential_entry *entry, const kkr_shape_cell *shape)
{
    KKR_AUTO(kkr_expansion) cell = expand(entry, shape, KKR_MODE_CELL);
    if (!cell)
        return;
    CHECK(cell->content == KKR_CONTENT_CONVOLUTED && !cell->unconverged);
    CHECK(cell->r_cut > 0.85 * cell->r_max && cell->r_cut < cell->r_max);
    double nuclear = sqrt(4 * M_PI) * cell->kappa * 2 * cell->z, worst = 0;
    int first = cell->mesh->i_mt + 1, n = cell->n_lm;
    int shift = entry->n_lm > 0; // of the points by the border at ir_min
    for (int ir = first; cell->mesh->r[ir] < cell->r_cut; ir++) {
        const double *v = cell->values + (size_t)ir * n;
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
            double file =
                i ? kkr_potential_v_lm(entry, i - 1)[ir - shift - entry->ir_min]
                  : sqrt(4 * M_PI) * entry->v0[ir - shift];
            worst = fmax(worst, fabs(sum - file));
        }
    }
    CHECK_NEAR(worst, 0, 1e-9);
}

/** Apart from r_mt and ir_min, V has one value on both sides of a border. */
static void check_continuity(const kkr_expansion *e)
{
    const kkr_radial_mesh *mesh = e->mesh;
    double worst = 0;
    for (int p = 0; p + 1 < mesh->n_panels; p++) {
        int ir = mesh->panels[p].last;
        for (int j = 0; j < e->n_lm; j++)
            if (ir != mesh->i_mt && (p >= mesh->n_exponential || j == 0))
                worst = fmax(worst, fabs(e->values[(size_t)ir * e->n_lm + j] -
                                         e->values[(size_t)(ir + 1) * e->n_lm + j]));
    }
    CHECK_NEAR(worst, 0, 1e-7);

    // beyond r_cut V - what is left after the nucleus - is a straight line
    double two_z = sqrt(4 * M_PI) * e->kappa * 2 * e->z;
    for (int ir = 2; ir < mesh->n_r; ir++)
        if (mesh->r[ir - 2] >= e->r_cut)
            for (int j = 0; j < e->n_lm; j++) {
                double v[3], *r = mesh->r + ir - 2;
                for (int k = 0; k < 3; k++)
                    v[k] = e->values[(size_t)(ir - 2 + k) * e->n_lm + j] -
                           (j ? 0 : two_z / r[k]);
                CHECK_NEAR((v[2] - v[0]) * (r[1] - r[0]), (v[1] - v[0]) * (r[2] - r[0]),
                           1e-14);
            }
}

static void check_modes(void)
{
    const kkr_potential_entry *cu = copper->entries;
    KKR_AUTO(kkr_expansion) cell = expand(cu, copper_shapes->cells, KKR_MODE_CELL);
    KKR_AUTO(kkr_expansion) stored = expand(cu, copper_shapes->cells, KKR_MODE_STORED);
    KKR_AUTO(kkr_expansion) mt = expand(cu, copper_shapes->cells, KKR_MODE_MT);
    KKR_AUTO(kkr_expansion) alone = expand(cu, NULL, KKR_MODE_CELL);
    if (!cell || !stored || !mt || !alone)
        return;
    check_continuity(cell);
    CHECK(mt->r_max == cell->r_mt && stored->r_max == cell->r_max);

    // without its shape a full potential ends at the muffin tin, and is the same there
    CHECK(alone->content == KKR_CONTENT_MISFIT);
    CHECK_NEAR(alone->r_max, cell->r_mt, 1e-7);
    for (int i = 0; i < 50; i++) {
        kkr_vec3 x = spiral(i, 50, cell->r_mt);
        double v = kkr_expansion_value(cell, x, true);
        CHECK(kkr_expansion_value(stored, x, true) == v);
        CHECK(kkr_expansion_value(mt, x, true) == v);
        CHECK_NEAR(kkr_expansion_value(alone, x, true), v, 1e-6 * (1 + fabs(v)));
    }

    // the ends
    kkr_vec3 centre = { 0 }, beyond = { 0, 0, cell->r_max + 1e-6 };
    CHECK(isnan(kkr_expansion_value(cell, beyond, true)));
    CHECK(isnan(kkr_expansion_value(mt, (kkr_vec3){ 0, cell->r_mt + 1e-6, 0 }, true)));
    CHECK(kkr_expansion_value(cell, centre, true) == -INFINITY);
    CHECK_NEAR(kkr_expansion_value(cell, centre, false), cu->v0[1], 1);

    // below ir_min there is no direction, and from there on there is
    int ir_min = cu->ir_min;
    double r = cell->mesh->r[ir_min], s = r * M_SQRT1_2;
    kkr_vec3 axis = { r, 0, 0 }, diagonal = { s, s, 0 };
    CHECK(fabs(kkr_expansion_value(cell, axis, false) -
               kkr_expansion_value(cell, diagonal, false)) > 1e-4);
    axis = kkr_vec3_scale(axis, 1 - 1e-9);
    diagonal = kkr_vec3_scale(diagonal, 1 - 1e-9);
    CHECK_NEAR(kkr_expansion_value(cell, axis, false),
               kkr_expansion_value(cell, diagonal, false), 1e-9);

    // the cubic group leaves V alone
    for (int i = 0; i < 60; i++) {
        kkr_vec3 x = spiral(i, 60, cell->r_max);
        double v = kkr_expansion_value(cell, x, false), tol = 1e-12 * (1 + fabs(v));
        kkr_vec3 images[] = { { x.y, x.z, x.x },
                              { x.z, x.x, x.y },
                              { -x.x, x.y, x.z },
                              { x.y, x.x, -x.z },
                              { -x.z, -x.y, -x.x } };
        for (int k = 0; k < 5; k++)
            CHECK_NEAR(kkr_expansion_value(cell, images[k], false), v, tol);
    }

    // V is a sum of its components
    double f[49], ylm[49], sum = 0;
    kkr_vec3 x = { 0.9, -1.6, 1.5 };
    kkr_expansion_radial(cell, kkr_vec3_length(x), f);
    kkr_ylm(6, x.x, x.y, x.z, ylm);
    for (int j = 0; j < cell->n_lm; j++)
        sum += f[j] * ylm[cell->lm_index[j]];
    CHECK_NEAR(kkr_expansion_value(cell, x, false), sum, 1e-12 * fabs(sum));
}

static void check_differences(void)
{
    for (int i = 0; i < silver->n_entries; i++) {
        const kkr_shape_cell *shape = &silver_shapes->cells[i];
        KKR_AUTO(kkr_expansion) v = expand(&silver->entries[i], shape, KKR_MODE_CELL);
        KKR_AUTO(kkr_expansion) v0 = expand(&mercury->entries[i], shape, KKR_MODE_CELL);
        if (!v || !v0)
            return;
        KKR_AUTO(kkr_expansion) dv = combine(1, v, -1, v0, KKR_MODE_CELL);
        KKR_AUTO(kkr_expansion) none = combine(1, v0, -1, v0, KKR_MODE_CELL);
        KKR_AUTO(kkr_expansion) mean = combine(0.5, v0, 0.5, v0, KKR_MODE_CELL);
        if (!dv || !none || !mean)
            return;
        check_continuity(v);

        // host less host is exactly nothing; the mean of equals is the same
        CHECK(none->z == 0 && none->r_max == v0->r_max);
        double largest = 0;
        for (size_t k = 0; k < (size_t)none->mesh->n_r * none->n_lm; k++)
            largest = fmax(largest, fabs(none->values[k]));
        CHECK(largest == 0);
        CHECK(kkr_radial_mesh_equal(mean->mesh, v0->mesh));

        // V of silver has parts that mercury's has not; V - V0 has all of them
        CHECK(dv->z == v->z - v0->z && dv->n_lm >= v->n_lm);
        for (int k = 0; k < 80; k++) {
            kkr_vec3 x = spiral(k, 80, v->r_max);
            double a = kkr_expansion_value(v, x, false);
            double b = kkr_expansion_value(v0, x, false);
            CHECK_NEAR(kkr_expansion_value(dv, x, false), a - b, 1e-9);
            CHECK_NEAR(kkr_expansion_value(mean, x, false), b, 1e-12 * fabs(b));
        }
    }
}

/** Entries on other points: what is interpolated, and what is refused. */
static void check_other_meshes(void)
{
    const kkr_shape_cell *cu_shape = copper_shapes->cells;
    const kkr_shape_cell *hg_shape = silver_shapes->cells;
    KKR_AUTO(kkr_expansion) cu = expand(copper->entries, cu_shape, KKR_MODE_CELL);
    KKR_AUTO(kkr_expansion) hg = expand(mercury->entries, hg_shape, KKR_MODE_CELL);
    if (!cu || !hg)
        return;
    KKR_AUTO(kkr_expansion) d = combine(1, cu, -1, hg, KKR_MODE_CELL);
    double r_max = cu->r_max < hg->r_max ? cu->r_max : hg->r_max;
    CHECK_NEAR(d->r_max, hg->r_max >= 0.9 * cu->r_max ? cu->r_max : hg->r_max, 1e-12);
    CHECK_NEAR(d->r_mt, cu->r_mt, 0);
    double inner = cu->r_mt < hg->r_mt ? cu->r_mt : hg->r_mt;
    for (int k = 0; k < 60; k++) {
        kkr_vec3 x = spiral(k, 60, r_max);
        double r = kkr_vec3_length(x);
        double expected =
            kkr_expansion_value(cu, x, false) - kkr_expansion_value(hg, x, false);
        // parts with l > 0 begin at another radius in each, smeared over one step
        bool smooth = r > 0.6 && (r < inner * 0.95 || r > 1.1 * hg->r_mt);
        if (smooth && r < 0.85 * r_max)
            CHECK_NEAR(kkr_expansion_value(d, x, false), expected, 1e-4);
    }

    KKR_AUTO(kkr_expansion)
    cu_file = expand(copper->entries, cu_shape, KKR_MODE_STORED);
    KKR_AUTO(kkr_expansion)
    hg_file = expand(mercury->entries, hg_shape, KKR_MODE_STORED);
    CHECK_FAILS(kkr_expansion_combine(1, cu_file, -1, hg_file, KKR_MODE_STORED, &err),
                "cells differ");

    // the same mesh, but one begins its parts with l > 0 ten points later
    kkr_potential_entry late = mercury->entries[0];
    int n = late.n_r - late.ir_min - 10;
    late.v_lm = kkr_alloc((size_t)late.n_lm * n, sizeof *late.v_lm);
    for (int j = 0; j < late.n_lm; j++)
        memcpy(late.v_lm + (size_t)j * n, kkr_potential_v_lm(mercury->entries, j) + 10,
               n * sizeof *late.v_lm);
    late.ir_min += 10;
    KKR_AUTO(kkr_expansion) shorter = expand(&late, hg_shape, KKR_MODE_STORED);
    KKR_AUTO(kkr_expansion) gap = combine(1, hg_file, -1, shorter, KKR_MODE_STORED);
    int between = late.ir_min - 4, n_gap = 0;
    for (int j = 1; j < gap->n_lm; j++) {
        int lm = gap->lm_index[j];
        CHECK(component(gap, between, lm) == component(hg_file, between, lm));
        CHECK(component(gap, late.ir_min + 1, lm) ==
              component(hg_file, late.ir_min + 1, lm));
        CHECK(component(gap, late.ir_min + 2, lm) == 0);
        n_gap += component(gap, between, lm) != 0;
    }
    CHECK(n_gap > 0);
    free(late.v_lm);
}

static void check_start_potential(void)
{
    const kkr_shape_cell *shape = silver_shapes->cells;
    KKR_AUTO(kkr_expansion) v = expand(silver->entries, shape, KKR_MODE_CELL);
    KKR_AUTO(kkr_expansion) v0 = expand(start->entries, shape, KKR_MODE_CELL);
    KKR_AUTO(kkr_expansion) file = expand(silver->entries, shape, KKR_MODE_STORED);
    KKR_AUTO(kkr_expansion) file0 = expand(start->entries, shape, KKR_MODE_STORED);
    if (!v || !v0 || !file || !file0)
        return;
    CHECK(v0->content == KKR_CONTENT_PLACEHOLDER && file0->content == v0->content);
    CHECK(v0->n_lm == 1 && file0->n_lm > 1);
    CHECK_STRING(kkr_content_name(v0->content), "voronoi start potential");
    check_continuity(v0);

    // its spherical part is V Theta_00 / sqrt(4 pi): a smooth V to the very end
    const double *theta = kkr_shape_cell_theta(shape, 0);
    for (int k = 0; k < shape->n_mesh; k++) {
        int ir = v0->mesh->i_mt + 1 + k;
        double r = v0->mesh->r[ir];
        if (r >= v0->r_cut)
            break;
        double charge = v0->kappa * 2 * v0->z / r;
        double total = v0->values[ir] / sqrt(4 * M_PI) - charge;
        CHECK_NEAR(total * theta[k] / sqrt(4 * M_PI) + charge, start->entries->v0[ir],
                   1e-11);
        CHECK(fabs(total) < 1);
    }
    CHECK(v0->r_cut > 0.99 * v0->r_max);

    // it can be subtracted inside the cell, but not as the files stand
    KKR_AUTO(kkr_expansion) dv = combine(1, v, -1, v0, KKR_MODE_CELL);
    CHECK(dv && dv->n_lm == v->n_lm && dv->content == KKR_CONTENT_CONVOLUTED);
    CHECK_FAILS(kkr_expansion_combine(1, file, -1, file0, KKR_MODE_STORED, &err),
                "voronoi start potential");

    // half start, half converged, as after a few iterations: no explosion
    kkr_potential_entry mixed = silver->entries[0];
    int n = mixed.n_r - mixed.ir_min;
    mixed.v0 = kkr_alloc(mixed.n_r, sizeof *mixed.v0);
    mixed.v_lm = kkr_alloc((size_t)mixed.n_lm * n, sizeof *mixed.v_lm);
    for (int ir = 0; ir < mixed.n_r; ir++)
        mixed.v0[ir] = (silver->entries->v0[ir] + start->entries->v0[ir]) / 2;
    for (int j = 0; j < mixed.n_lm; j++) {
        const double *t = kkr_shape_cell_theta(shape, mixed.lm_index[j]);
        for (int k = 0; k < n; k++) {
            int in_shape = k - (n - shape->n_mesh);
            mixed.v_lm[j * n + k] = (kkr_potential_v_lm(silver->entries, j)[k] +
                                     (t && in_shape >= 0 ? t[in_shape] : 0)) /
                                    2;
        }
    }
    KKR_AUTO(kkr_expansion) half = expand(&mixed, shape, KKR_MODE_CELL);
    CHECK(half && half->content == KKR_CONTENT_CONVOLUTED && half->unconverged);
    CHECK(half && half->r_cut < 0.85 * half->r_max);
    for (int k = 0; half && k < 100; k++) {
        kkr_vec3 x = spiral(k, 100, half->r_max);
        CHECK(kkr_vec3_length(x) < 2 || fabs(kkr_expansion_value(half, x, true)) < 5);
    }
    free(mixed.v0);
    free(mixed.v_lm);
}

/** What stands at r = 0 is never used; the Dirac solver spoils one point more. */
static void check_centre(void)
{
    kkr_potential_entry spoiled = copper->entries[0];
    spoiled.v0 = kkr_alloc(spoiled.n_r, sizeof *spoiled.v0);
    memcpy(spoiled.v0, copper->entries->v0, spoiled.n_r * sizeof *spoiled.v0);
    spoiled.v0[0] = 1e30;
    const kkr_shape_cell *shape = copper_shapes->cells;
    KKR_AUTO(kkr_expansion) good = expand(copper->entries, shape, KKR_MODE_CELL);
    KKR_AUTO(kkr_expansion) same = expand(&spoiled, shape, KKR_MODE_CELL);
    for (int k = 0; k < 50; k++) {
        kkr_vec3 x = spiral(k, 50, 1e-4);
        CHECK(kkr_expansion_value(good, x, true) == kkr_expansion_value(same, x, true));
    }
    CHECK(good->values[0] == same->values[0]);

    spoiled.v0[1] += 50;
    KKR_AUTO(kkr_expansion) mended = expand(&spoiled, shape, KKR_MODE_CELL);
    for (int k = 0; k < 50; k++) {
        kkr_vec3 x = spiral(k, 50, 1e-4);
        CHECK_NEAR(kkr_expansion_value(mended, x, false),
                   kkr_expansion_value(good, x, false), 1);
    }
    free(spoiled.v0);
}

static void check_refusals(void)
{
    kkr_potential_entry bad = copper->entries[0];
    bad.n_nan = 3;
    CHECK_FAILS(
        kkr_expansion_new(&bad, copper_shapes->cells, KKR_MODE_CELL, gaunt, &err),
        "3 of its values are not numbers");
    bad.n_nan = 0;
    bad.defect = "block 5 ends early";
    CHECK_FAILS(
        kkr_expansion_new(&bad, copper_shapes->cells, KKR_MODE_CELL, gaunt, &err),
        "block 5 ends early");

    // an l that the Gaunt coefficients do not reach; without them it can be shown
    KKR_AUTO(kkr_gaunt) small = kkr_gaunt_new(3);
    CHECK_FAILS(kkr_expansion_new(copper->entries, copper_shapes->cells, KKR_MODE_CELL,
                                  small, &err),
                "cannot be deconvoluted");

    // a shape that has lost its meaning is a shape that does not belong
    kkr_shape_cell empty = copper_shapes->cells[0];
    empty.theta = kkr_alloc((size_t)empty.n_lm * empty.n_mesh, sizeof *empty.theta);
    KKR_AUTO(kkr_expansion) e = expand(copper->entries, &empty, KKR_MODE_CELL);
    CHECK(e && e->content == KKR_CONTENT_MISFIT && e->r_max == e->r_mt);
    free(empty.theta);

    // spheres in the clothes of a shape function
    kkr_shape_cell sphere = copper_shapes->cells[0];
    int lm = 0;
    sphere.n_lm = 1;
    sphere.lm_index = &lm;
    sphere.theta = kkr_alloc(sphere.n_mesh, sizeof *sphere.theta);
    for (int k = 0; k < sphere.n_mesh; k++)
        sphere.theta[k] = sqrt(4 * M_PI);
    KKR_AUTO(kkr_expansion) asa = expand(copper->entries, &sphere, KKR_MODE_CELL);
    CHECK(asa && asa->content == KKR_CONTENT_ASA && asa->r_cut == asa->r_max);
    free(sphere.theta);
}

/** The slope of the value along each axis; a straight line beyond r_max. */
static void check_gradient(void)
{
    kkr_expansion *e[2] = {
        expand(copper->entries, copper_shapes->cells, KKR_MODE_CELL),
        expand(&silver->entries[1], &silver_shapes->cells[1], KKR_MODE_CELL),
    };
    for (int k = 0; k < 2; k++) {
        for (int i = 1; i < 200; i++) {
            kkr_vec3 x = spiral(i, 200, e[k]->r_max - 1e-3), slope, ignored;
            double v = kkr_expansion_gradient(e[k], x, true, &slope);
            CHECK_NEAR(v, kkr_expansion_value(e[k], x, true), 1e-13 * (1 + fabs(v)));
            const double h = 1e-6;
            int panel = kkr_radial_mesh_panel(e[k]->mesh, kkr_vec3_length(x));
            bool whole = true; // a border of panels may be a jump
            double d[3];
            for (int a = 0; a < 3; a++) {
                kkr_vec3 step = { a == 0 ? h : 0, a == 1 ? h : 0, a == 2 ? h : 0 };
                kkr_vec3 low = kkr_vec3_sub(x, step), high = kkr_vec3_add(x, step);
                whole &=
                    kkr_radial_mesh_panel(e[k]->mesh, kkr_vec3_length(low)) == panel &&
                    kkr_radial_mesh_panel(e[k]->mesh, kkr_vec3_length(high)) == panel;
                d[a] = (kkr_expansion_value(e[k], high, true) -
                        kkr_expansion_value(e[k], low, true)) /
                       (2 * h);
            }
            double tolerance = 1e-7 * (1 + fabs(v) + kkr_vec3_length(slope));
            CHECK(!whole || (fabs(d[0] - slope.x) < tolerance &&
                             fabs(d[1] - slope.y) < tolerance &&
                             fabs(d[2] - slope.z) < tolerance));
            // beyond the end, without the nucleus: linear in r
            kkr_vec3 u = kkr_vec3_unit(x);
            double far[3];
            for (int n = 0; n < 3; n++)
                far[n] = kkr_expansion_gradient(
                    e[k], kkr_vec3_scale(u, e[k]->r_max + 0.2 * n), false, &ignored);
            CHECK_NEAR(far[2] - far[1], far[1] - far[0], 1e-11 * (1 + fabs(far[2])));
        }
        kkr_expansion_free(e[k]);
    }
}

int main(void)
{
    open_files();
    if (copper && silver && mercury && start && copper_shapes && silver_shapes) {
        check_inverse(copper->entries, copper_shapes->cells);
        for (int i = 0; i < silver->n_entries; i++) {
            check_inverse(&silver->entries[i], &silver_shapes->cells[i]);
            check_inverse(&mercury->entries[i], &silver_shapes->cells[i]);
        }
        check_modes();
        check_differences();
        check_other_meshes();
        check_start_potential();
        check_centre();
        check_refusals();
        check_gradient();
    }
    close_files();
    return check_done();
}
