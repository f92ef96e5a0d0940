// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/field.h"
#include "core/parallel.h"
#include "tests/check.h"

#include <gsl/gsl_errno.h>
#include <hdf5.h>
#include <unistd.h>

// The formats themselves are read back, by readers that share no code with the
// writers, in tests/app/test_fields.py.

static kkr_case *open_sample(void)
{
    const char *path = check_data("../../assets/sample");
    kkr_case_options options = { 0 };
    kkr_error err = { 0 };
    kkr_case *object = kkr_case_open(&path, 1, &options, NULL, &err);
    if (!object)
        printf("%s\n", err.message);
    CHECK(object);
    return object;
}

/** The crystal of the sample: its host's structure and potential. */
static kkr_case *open_crystal(void)
{
    char structure[4096], potential[4096], shapes[4096];
    snprintf(structure, sizeof structure, "%s/inputcard",
             check_data("../../assets/sample"));
    snprintf(potential, sizeof potential, "%s/potential",
             check_data("../../assets/sample"));
    snprintf(shapes, sizeof shapes, "%s/shapefun", check_data("../../assets/sample"));
    const char *paths[] = { structure, potential, shapes };
    kkr_case_options options = { 0 };
    kkr_error err = { 0 };
    kkr_case *object = kkr_case_open(paths, 3, &options, NULL, &err);
    if (!object)
        printf("%s\n", err.message);
    CHECK(object);
    return object;
}

static kkr_vec3 grid_point(const kkr_grid *grid, int i, int j, int k)
{
    kkr_vec3 x = kkr_vec3_mad(grid->origin, i, grid->step[0]);
    return kkr_vec3_mad(kkr_vec3_mad(x, j, grid->step[1]), k, grid->step[2]);
}

/** Where points lie: the documented coordinates, N against N - 1 steps. */
static void test_boxes(const kkr_case *embedding, const kkr_case *crystal)
{
    kkr_error err = { 0 };
    kkr_grid grid;
    bool periodic;
    kkr_field_params params = { .n = { 4, 5, 6 }, .only_site = -1 };

    // a crystal: its unit cell, n steps are a lattice vector
    CHECK(kkr_field_grid(crystal, &params, &grid, &periodic, &err) && periodic);
    for (int i = 0; i < 3; i++) {
        kkr_vec3 d = kkr_vec3_sub(kkr_vec3_scale(grid.step[i], grid.n[i]),
                                  crystal->crystal->lattice.row[i]);
        CHECK_NEAR(kkr_vec3_length(d), 0, 1e-12);
    }
    CHECK_NEAR(kkr_vec3_length(kkr_vec3_add(grid.origin, crystal->origin)), 0, 1e-12);

    // an embedding: around all corners of all cells, both ends included
    CHECK(kkr_field_grid(embedding, &params, &grid, &periodic, &err) && !periodic);
    kkr_vec3 end = grid_point(&grid, 3, 4, 5);
    double low = INFINITY, high = -INFINITY;
    for (int i = 0; i < embedding->n_sites; i++) {
        const kkr_case_site *site = &embedding->sites[i];
        for (int k = 0; k < site->cell->n_vertices; k++) {
            low = fmin(low, site->position.z + site->cell->vertices[k].z);
            high = fmax(high, site->position.z + site->cell->vertices[k].z);
        }
    }
    CHECK_NEAR(grid.origin.z, low, 1e-12);
    CHECK_NEAR(end.z, high, 1e-9);

    // two corners in any order; a spacing is never exceeded
    params.box = KKR_BOX_CORNERS;
    params.corner[0] = (kkr_vec3){ 1, -1, 3 };
    params.corner[1] = (kkr_vec3){ -1, 2, 2 };
    params.spacing = 0.3;
    CHECK(kkr_field_grid(embedding, &params, &grid, &periodic, &err) && !periodic);
    CHECK_NEAR(grid.origin.x, -1, 0);
    CHECK_NEAR(grid.origin.z, 2, 0);
    CHECK(grid.n[0] == 8 && grid.n[1] == 11 && grid.n[2] == 5);
    CHECK_NEAR(grid_point(&grid, 7, 10, 4).y, 2, 1e-12);

    // one point lies in the middle; a flat box is allowed to have only one
    params.spacing = 0;
    params.n[2] = 1;
    CHECK(kkr_field_grid(embedding, &params, &grid, &periodic, &err));
    CHECK_NEAR(grid.origin.z, 2.5, 1e-12);
    params.corner[1].z = 3;
    CHECK(kkr_field_grid(embedding, &params, &grid, &periodic, &err));
    params.n[2] = 2;
    bool good = kkr_field_grid(embedding, &params, &grid, &periodic, &err);
    CHECK(!good && strstr(err.message, "flat along z"));

    params = (kkr_field_params){ .n = { 1, 1, 1 }, .only_site = -1 };
    params.box = KKR_BOX_CLUSTER;
    good = kkr_field_grid(crystal, &params, &grid, &periodic, &err);
    CHECK(!good && strstr(err.message, "no cluster"));
    params.box = KKR_BOX_DEFAULT;
    params.spacing = 1e-12;
    good = kkr_field_grid(crystal, &params, &grid, &periodic, &err);
    CHECK(!good && strstr(err.message, "too many points"));
}

/** Every value is the sampler's at the documented coordinate. */
static void compare_with_points(const kkr_field *field, const kkr_sampler *sampler)
{
    const kkr_grid *g = &field->grid;
    int n_compared = 0, n_known = 0;
    for (int k = 0; k < g->n[2]; k++) {
        for (int j = 0; j < g->n[1]; j++) {
            for (int i = 0; i < g->n[0]; i++) {
                float found = field->values[((size_t)k * g->n[1] + j) * g->n[0] + i];
                kkr_sample sample = kkr_sampler_point(sampler, grid_point(g, i, j, k));
                double value = kkr_field_value(field->quantity, &sample);
                n_known += !isnan(found);
                if (isnan(value) || isnan(found) || sample.r < 0.02)
                    continue; // on an outer face both may be right
                CHECK_NEAR(found, value,
                           1e-5 * (1 + fabs(value)) + 1e-6 * fabs(sample.v));
                n_compared++;
            }
        }
    }
    CHECK(n_compared > 100);
    CHECK(abs(n_compared - n_known) <= 8);
    CHECK((size_t)n_known + field->n_unknown == (size_t)g->n[0] * g->n[1] * g->n[2]);
}

static void test_values(const kkr_case *object, const kkr_sampler *sampler,
                        bool has_reference)
{
    kkr_error err = { 0 };
    kkr_field_params params = { .n = { 11, 9, 7 },
                                .only_site = -1,
                                .how = "cell mode" };
    for (int q = KKR_FIELD_V; q <= KKR_FIELD_ABS_DV; q++) {
        params.quantity = (kkr_field_quantity)q;
        if (kkr_field_needs_reference(params.quantity) && !has_reference)
            continue;
        KKR_AUTO(kkr_field) field = kkr_field_new(object, sampler, &params, NULL, &err);
        CHECK(field);
        if (field)
            compare_with_points(field, sampler);
        CHECK(field && strstr(field->description, kkr_field_name(params.quantity)));
    }
}

/** The cells of an embedding share out its box; one cell is what its site owns. */
static void test_region(const kkr_case *object, const kkr_sampler *sampler)
{
    kkr_error err = { 0 };
    kkr_field_params params = { .n = { 12, 13, 14 }, .only_site = -1 };
    KKR_AUTO(kkr_field) all = kkr_field_new(object, sampler, &params, NULL, &err);
    size_t n = (size_t)12 * 13 * 14, known = 0;
    params.box = KKR_BOX_CLUSTER;
    for (int site = 0; all && site < object->n_sites; site++) {
        params.only_site = site;
        KKR_AUTO(kkr_field) one = kkr_field_new(object, sampler, &params, NULL, &err);
        CHECK(one);
        for (size_t i = 0; one && i < n; i++)
            if (!isnan(one->values[i]))
                CHECK_NEAR(one->values[i], all->values[i], 0);
        known += one ? n - one->n_unknown : 0;
    }
    CHECK(all && known == n - all->n_unknown);
}

static void test_threads_and_cancel(const kkr_case *object, const kkr_sampler *sampler)
{
    kkr_error err = { 0 };
    kkr_field_params params = { .quantity = KKR_FIELD_V0, .only_site = -1 };
    params.n[0] = params.n[1] = params.n[2] = 24;
    size_t bytes = (size_t)24 * 24 * 24 * sizeof(float);
    KKR_AUTO(kkr_field) first = NULL;
    for (int threads = 1; threads <= 3; threads++) {
        kkr_job job = { .threads = threads };
        kkr_field *field = kkr_field_new(object, sampler, &params, &job, &err);
        CHECK(field);
        if (first && field)
            CHECK(memcmp(first->values, field->values, bytes) == 0);
        if (first)
            kkr_field_free(field);
        else
            first = field;
    }
    atomic_bool stop = true;
    kkr_job job = { .cancel = &stop };
    KKR_AUTO(kkr_field) none = kkr_field_new(object, sampler, &params, &job, &err);
    CHECK(!none && err.code == KKR_ERROR_CANCELLED);
}

/** Formats without NaN say what they did with it. */
static void test_export(const kkr_case *object, const kkr_sampler *sampler)
{
    char folder[] = "field_XXXXXX", path[80];
    if (!mkdtemp(folder))
        return;
    kkr_error err = { 0 };
    kkr_field_params params = { .n = { 6, 6, 6 }, .only_site = -1 };
    KKR_AUTO(kkr_field) field = kkr_field_new(object, sampler, &params, NULL, &err);
    CHECK(field && field->n_unknown > 0);
    for (int i = 0; field && kkr_field_suffixes[i]; i++) {
        snprintf(path, sizeof path, "%s/a%s", folder, kkr_field_suffixes[i]);
        KKR_AUTO(kkr_output) output = kkr_output_new(path, &err);
        char *warning = NULL;
        CHECK(output && kkr_field_export(field, object, output, &warning, NULL, &err) &&
              kkr_output_commit(output, &err));
        bool is_text = strcmp(kkr_field_suffixes[i], ".cube") == 0 ||
                       strcmp(kkr_field_suffixes[i], ".xsf") == 0;
        CHECK(is_text == (warning != NULL));
        CHECK(!warning || strstr(warning, "written as 0"));
        free(warning);
        CHECK(access(path, R_OK) == 0);
        unlink(path);
    }
    CHECK(rmdir(folder) == 0); // nothing else is left
}

int main(void)
{
    gsl_set_error_handler_off();
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
    KKR_AUTO(kkr_case) embedding = open_sample();
    KKR_AUTO(kkr_case) crystal = open_crystal();
    if (!embedding || !crystal)
        return check_done();
    test_boxes(embedding, crystal);

    kkr_error err = { 0 };
    KKR_AUTO(kkr_sampler)
    sampler = kkr_sampler_new(embedding, kkr_sampler_defaults, NULL, &err);
    KKR_AUTO(kkr_sampler)
    host = kkr_sampler_new(crystal, kkr_sampler_defaults, NULL, &err);
    CHECK(sampler && host);
    if (!sampler || !host)
        return check_done();
    test_values(embedding, sampler, true);
    test_values(crystal, host, false);
    test_region(embedding, sampler);
    test_threads_and_cancel(embedding, sampler);
    test_export(embedding, sampler);
    return check_done();
}
