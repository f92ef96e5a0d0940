// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/face_jump.h"

#include "core/shape_file.h"
#include "core/ylm.h"
#include "tests/check.h"

#include <gsl/gsl_integration.h>

// ---- a made-up cluster ----------------------------------------------------------

enum { SIDE = 3, SITES = SIDE * SIDE * SIDE, EXPONENTIAL = 301, L_POT = 4 };
static const double edge = 4; // bohr, of its cubic cells

/** A cubic polynomial of space: its expansion about any site ends at l = 3. */
static double polynomial(kkr_vec3 x)
{
    return 1.3 + 0.2 * x.x - 0.1 * x.y + 0.05 * x.z + 0.03 * x.x * x.y -
           0.02 * x.z * x.z + 0.01 * x.x * x.y * x.z - 0.004 * x.y * x.y * x.y;
}

/** f_lm(r) about `center`: projected by a quadrature that is exact for it. */
static void project(kkr_vec3 center, double r, double *f)
{
    enum { N_Z = 8, N_PHI = 16 };
    gsl_integration_glfixed_table *gauss = gsl_integration_glfixed_table_alloc(N_Z);
    memset(f, 0, kkr_n_lm(L_POT) * sizeof *f);
    for (int i = 0; i < N_Z; i++)
        for (int k = 0; k < N_PHI; k++) {
            double z, w, y[(L_POT + 1) * (L_POT + 1)], phi = 2 * M_PI * k / N_PHI;
            gsl_integration_glfixed_point(-1, 1, (size_t)i, &z, &w, gauss);
            double s = sqrt(1 - z * z);
            kkr_vec3 u = { s * cos(phi), s * sin(phi), z };
            kkr_ylm(L_POT, u.x, u.y, u.z, y);
            double v = polynomial(kkr_vec3_mad(center, r, u)) * w * 2 * M_PI / N_PHI;
            for (int lm = 0; lm < kkr_n_lm(L_POT); lm++)
                f[lm] += v * y[lm];
        }
    gsl_integration_glfixed_table_free(gauss);
}

/** What a file would hold of the polynomial around a site. */
static void fill_entry(kkr_potential_entry *entry, const kkr_shape_cell *shape,
                       kkr_vec3 center)
{
    int n_lm = kkr_n_lm(L_POT);
    *entry = (kkr_potential_entry){ .alat = edge, .full_potential = true };
    entry->r_mt = entry->r_mt_new = entry->r_ws = shape->xrn[0] * edge;
    entry->a = 0.025;
    entry->b = entry->r_mt / expm1(entry->a * (EXPONENTIAL - 1));
    entry->n_r = EXPONENTIAL + shape->n_mesh;
    entry->ir_min = 100;
    entry->lm_max = n_lm;
    entry->n_lm = n_lm - 1;
    entry->lm_index = kkr_alloc((size_t)n_lm, sizeof *entry->lm_index);
    entry->v0 = kkr_alloc((size_t)entry->n_r, sizeof *entry->v0);
    entry->v_lm = kkr_alloc((size_t)n_lm * entry->n_r, sizeof *entry->v_lm);
    for (int lm = 1; lm < n_lm; lm++)
        entry->lm_index[lm - 1] = lm;
    for (int ir = 0; ir < entry->n_r; ir++) {
        double f[(L_POT + 1) * (L_POT + 1)];
        double r = ir < EXPONENTIAL ? entry->b * expm1(entry->a * ir)
                                    : edge * shape->xrn[ir - EXPONENTIAL];
        project(center, r, f);
        entry->v0[ir] = f[0] / sqrt(4 * M_PI);
        for (int j = 0; j < entry->n_lm && ir >= entry->ir_min; j++)
            entry->v_lm[(size_t)j * (entry->n_r - entry->ir_min) + ir - entry->ir_min] =
                f[j + 1];
    }
}

typedef struct made_up {
    kkr_case object;
    kkr_case_site sites[SITES];
    kkr_potential_entry entries[SITES];
    kkr_shapefun *shapes;
} made_up;

static kkr_voronoi *cube(void)
{
    kkr_image neighbours[6] = { 0 };
    for (int i = 0; i < 6; i++) {
        double d = i % 2 ? edge : -edge;
        neighbours[i].position =
            (kkr_vec3){ i / 2 == 0 ? d : 0, i / 2 == 1 ? d : 0, i / 2 == 2 ? d : 0 };
    }
    return kkr_voronoi_new(0, neighbours, 6, 10 * edge, NULL);
}

/** 27 cubes; beyond the outer ones there is nothing. */
static void make(made_up *m)
{
    kkr_error err = { 0 };
    kkr_tessellation_site where[SITES] = { 0 };
    KKR_AUTO(kkr_voronoi) cell = cube();
    const kkr_voronoi *cells[] = { cell };
    *m = (made_up){ 0 };
    m->shapes =
        kkr_shape_file_new(cells, 1, edge, 8, &kkr_shape_mesh_defaults, NULL, &err);
    CHECK_STRING(err.message, "");
    m->object = (kkr_case){ .name = "made-up",
                            .is_embedding = true, // a cluster, here without a host
                            .reference = KKR_REFERENCE_ZERO,
                            .n_spin = 1,
                            .alat = edge,
                            .n_sites = SITES,
                            .sites = m->sites };
    for (int i = 0; i < SITES; i++) {
        int a = i % SIDE - 1, b = i / SIDE % SIDE - 1, c = i / SIDE / SIDE - 1;
        kkr_case_site *site = &m->sites[i];
        site->position = (kkr_vec3){ a * edge, b * edge, c * edge };
        site->shape = &m->shapes->cells[0];
        site->cell = cube();
        fill_entry(&m->entries[i], site->shape, site->position);
        site->entry[0] = &m->entries[i];
        site->r_mt = m->entries[i].r_mt;
        site->content = KKR_CONTENT_UNCONVOLUTED;
        where[i].position = site->position;
    }
    m->object.tessellation = kkr_tessellation_new(NULL, where, SITES, 1e-5, &err);
    m->object.gaunt = kkr_gaunt_new(L_POT);
    CHECK_STRING(err.message, "");
}

static void unmake(made_up *m)
{
    kkr_tessellation_free(m->object.tessellation);
    kkr_gaunt_free(m->object.gaunt);
    kkr_shapefun_free(m->shapes);
    for (int i = 0; i < SITES; i++) {
        kkr_voronoi_free(m->sites[i].cell);
        free(m->entries[i].lm_index);
        free(m->entries[i].v0);
        free(m->entries[i].v_lm);
    }
}

// a continuous potential has no jump; one that is shifted in a cell has that shift
static void test_made_up(void)
{
    static made_up m;
    make(&m);
    kkr_error err = { 0 };
    const int middle = SITES / 2;
    for (int shifted = 0; shifted < 2; shifted++) {
        double shift = shifted ? 0.25 : 0;
        for (int ir = 0; ir < m.entries[middle].n_r; ir++)
            m.entries[middle].v0[ir] += shift;
        KKR_AUTO(kkr_sampler)
        sampler = kkr_sampler_new(&m.object, kkr_sampler_defaults, NULL, &err);
        CHECK_STRING(err.message, "");
        KKR_AUTO(kkr_face_jumps) jumps = kkr_face_jumps_new(sampler, NULL, &err);
        CHECK(jumps && jumps->n == 6 * SITES);
        int n_known = 0;
        for (int k = 0; jumps && k < jumps->n; k++) {
            const kkr_face_jump *jump = &jumps->jumps[k];
            CHECK_NEAR(jump->area, edge * edge, 1e-12);
            CHECK_NEAR(jump->distance, edge, 1e-12);
            CHECK(jump->host == -1);
            if (jump->neighbour < 0) { // the rim of the cluster
                CHECK(jump->known == 0 && isnan(jump->rms) && isnan(jump->max));
                continue;
            }
            n_known++;
            bool touched = jump->site == middle || jump->neighbour == middle;
            CHECK_NEAR(jump->known, 1, 1e-12);
            CHECK_NEAR(jump->rms, touched ? shift : 0, 1e-9);
            CHECK_NEAR(jump->max, touched ? shift : 0, 1e-8);
            kkr_vec3 there = kkr_vec3_sub(m.sites[jump->neighbour].position,
                                          m.sites[jump->site].position);
            CHECK_NEAR(kkr_vec3_length(there), edge, 1e-12);
        }
        CHECK(n_known == 2 * 3 * SIDE * SIDE * (SIDE - 1));
        if (jumps)
            CHECK_NEAR(jumps->area, n_known * edge * edge, 1e-9);
    }
    unmake(&m);
}

// a jump that is a known function of the face: the mean square is an integral
static void test_quadrature(void)
{
    static made_up m;
    make(&m);
    kkr_error err = { 0 };
    const int middle = SITES / 2;
    // a dipole more in one cell: 0.3 z on the upper face, where z = 2
    for (int ir = m.entries[middle].ir_min; ir < m.entries[middle].n_r; ir++) {
        double r = ir < EXPONENTIAL
                       ? m.entries[middle].b * expm1(m.entries[middle].a * ir)
                       : edge * m.shapes->cells[0].xrn[ir - EXPONENTIAL];
        int n = m.entries[middle].n_r - m.entries[middle].ir_min;
        m.entries[middle].v_lm[2 * n + ir - m.entries[middle].ir_min] +=
            0.3 * r * sqrt(4 * M_PI / 3); // lm = 3 is x
    }
    KKR_AUTO(kkr_sampler)
    sampler = kkr_sampler_new(&m.object, kkr_sampler_defaults, NULL, &err);
    KKR_AUTO(kkr_face_jumps) jumps = kkr_face_jumps_new(sampler, NULL, &err);
    CHECK_STRING(err.message, "");
    for (int face = 0; jumps && face < 6; face++) {
        const kkr_face_jump *jump = &jumps->jumps[jumps->first[middle] + face];
        kkr_vec3 n = m.sites[middle].cell->faces[face].normal;
        // x is +-2 on two of the faces, and from -2 to 2 on the others
        double rms = fabs(n.x) > 0.5 ? 0.6 : 0.6 / sqrt(3);
        CHECK_NEAR(jump->rms, rms, 1e-9);
        CHECK_NEAR(jump->max, 0.6, 1e-8);
        CHECK_NEAR(fabs(jump->max_at.x), 2, 1e-9);

        KKR_AUTO(kkr_face_image)
        image = kkr_face_image_new(sampler, middle, face, 33, NULL, &err);
        CHECK(image && image->width == 33 && image->height == 33);
        if (!image)
            continue;
        CHECK_NEAR(image->foot[0], 2, 1e-12);
        CHECK_NEAR(image->foot[1], 2, 1e-12);
        CHECK_NEAR(kkr_vec3_dot(kkr_vec3_cross(image->u, image->v), n), 1, 1e-12);
        for (int j = 0; j < 33; j++)
            for (int i = 0; i < 33; i++) {
                kkr_vec3 x = kkr_vec3_mad(image->origin, i * image->pitch, image->u);
                x = kkr_vec3_mad(x, j * image->pitch, image->v);
                CHECK_NEAR(image->jump[j * 33 + i], 0.3 * x.x, 1e-6);
            }
    }
    atomic_bool stop = true;
    kkr_job job = { .cancel = &stop };
    CHECK_FAILS(kkr_face_jumps_new(sampler, &job, &err), "cancelled");
    CHECK_FAILS(kkr_face_image_new(sampler, middle, 0, 9, &job, &err), "cancelled");
    unmake(&m);
}

// ---- real files -----------------------------------------------------------------

static kkr_face_jumps *open_jumps(const char *path, kkr_mode mode, kkr_case **object,
                                  kkr_sampler **sampler)
{
    kkr_error err = { 0 };
    kkr_sampler_params params = kkr_sampler_defaults;
    params.mode = mode;
    params.outside_host = true;
    *object = kkr_case_open(&path, 1, &(kkr_case_options){ 0 }, NULL, &err);
    *sampler = *object ? kkr_sampler_new(*object, params, NULL, &err) : NULL;
    kkr_face_jumps *jumps = *sampler ? kkr_face_jumps_new(*sampler, NULL, &err) : NULL;
    CHECK_STRING(err.message, "");
    return jumps;
}

/** Each face is there from both sides, with one jump; sizes printed. */
static void check_mirrors(const kkr_case *object, const kkr_sampler *sampler,
                          const kkr_face_jumps *jumps)
{
    for (int k = 0; k < jumps->n; k++) {
        const kkr_face_jump *jump = &jumps->jumps[k];
        CHECK(jump->neighbour >= 0 || jump->host >= 0);
        CHECK_NEAR(jump->known, 1, 1e-9);
        CHECK(jump->max >= jump->rms && jump->rms >= 0);
        double value;
        kkr_face_jump_values(sampler, jump->site, jump->face, &jump->max_at, 1, &value);
        CHECK_NEAR(fabs(value), jump->max, 1e-12);
        if (!object->is_embedding || jump->neighbour < 0)
            continue;
        int found = 0;
        for (int i = jumps->first[jump->neighbour];
             i < jumps->first[jump->neighbour + 1]; i++) {
            const kkr_face_jump *mirror = &jumps->jumps[i];
            if (mirror->neighbour != jump->site)
                continue;
            found++;
            CHECK_NEAR(mirror->rms, jump->rms, 1e-9);
            CHECK_NEAR(mirror->max, jump->max, 1e-6);
            CHECK_NEAR(mirror->area, jump->area, 1e-8);
        }
        CHECK(found == 1);
    }
}

// the sample has threefold symmetry: faces of the impurity fall into equal ones
static void test_sample(void)
{
    for (int mode = KKR_MODE_CELL; mode <= KKR_MODE_STORED; mode++) {
        kkr_case *object;
        kkr_sampler *sampler;
        KKR_AUTO(kkr_face_jumps)
        jumps = open_jumps(getenv("KKR_SAMPLE"), mode, &object, &sampler);
        if (jumps) {
            check_mirrors(object, sampler, jumps);
            // neighbours of the impurity that are its images have equal jumps
            for (int k = 0; k < jumps->first[1]; k++) {
                int equal = 0;
                for (int i = 0; i < jumps->first[1]; i++)
                    equal += fabs(jumps->jumps[i].distance - jumps->jumps[k].distance) <
                                 1e-6 &&
                             fabs(jumps->jumps[i].rms - jumps->jumps[k].rms) < 2e-5 &&
                             fabs(jumps->jumps[i].area - jumps->jumps[k].area) < 1e-6;
                CHECK(equal >= 2 && equal % 2 == 0);
            }
            printf("%s, mode %d: rms %.4f, max %.4f Ry over %.1f bohr^2\n",
                   object->name, mode, jumps->rms, jumps->max, jumps->area);
        }
        kkr_sampler_free(sampler);
        kkr_case_free(object);
    }
}

/** rms and max of both modes. */
static void measure(const char *path, double value[2][2])
{
    for (int mode = 0; mode < 2; mode++) {
        kkr_case *object;
        kkr_sampler *sampler;
        KKR_AUTO(kkr_face_jumps) jumps = open_jumps(path, mode, &object, &sampler);
        value[mode][0] = jumps ? jumps->rms : NAN;
        value[mode][1] = jumps ? jumps->max : NAN;
        if (jumps)
            printf("%-8s mode %d: rms %.2e, max %.2e Ry\n", object->name, mode,
                   jumps->rms, jumps->max);
        kkr_sampler_free(sampler);
        kkr_case_free(object);
    }
}

/** The square faces of bcc likewise; the hexagons, threefold, are all equal. */
static void check_bcc(const char *path)
{
    kkr_case *object;
    kkr_sampler *sampler;
    KKR_AUTO(kkr_face_jumps)
    jumps = open_jumps(path, KKR_MODE_CELL, &object, &sampler);
    CHECK(jumps && jumps->n == 14);
    double hexagon = jumps ? jumps->jumps[0].rms : NAN;
    CHECK(hexagon > 1e-3);
    for (int k = 0; jumps && k < 14; k++) {
        bool square = fabs(jumps->jumps[k].distance - object->alat) < 1e-6;
        CHECK(square == (k >= 8));
        CHECK_NEAR(jumps->jumps[k].rms, square ? 0 : hexagon, 1e-10);
        CHECK_NEAR(jumps->jumps[k].known, 1, 1e-12);
    }
    kkr_sampler_free(sampler);
    kkr_case_free(object);
}

static void test_files(const char *shared)
{
    char path[4096];
    double value[2][2];
    // an fcc face has a twofold axis through its middle: both sides are equal
    snprintf(path, sizeof path, "%s/data/computed/host_fcc_Cu_l4", shared);
    measure(path, value);
    for (int mode = 0; mode < 2; mode++)
        CHECK_NEAR(value[mode][1], 0, 1e-10);
    snprintf(path, sizeof path, "%s/data/computed/host_bcc_Fe_s2", shared);
    check_bcc(path);
    // silicon with empty spheres is not: the cell mode is the better one
    snprintf(path, sizeof path, "%s/data/computed/host_dia_Si_ES", shared);
    measure(path, value);
    CHECK(value[0][0] < value[1][0] && value[0][1] < value[1][1]);
    CHECK(value[0][0] > 1e-3 && value[0][0] < 0.1);
    const char *const embeddings[] = { "Cu_Ag_13", "Cu_s2_Fe_1", "Hg_Au_13" };
    for (int i = 0; i < 3; i++) {
        snprintf(path, sizeof path, "%s/data/computed/%s", shared, embeddings[i]);
        measure(path, value);
        CHECK(value[0][0] < 0.2 && value[1][0] < 0.2);
    }
}

int main(void)
{
    test_made_up();
    test_quadrature();
    test_sample();
    const char *shared = check_shared();
    if (shared)
        test_files(shared);
    return check_done();
}
