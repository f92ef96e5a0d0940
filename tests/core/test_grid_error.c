// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/grid_error.h"

#include "core/random.h"
#include "tests/check.h"

static double linear(kkr_vec3 x)
{
    return 0.3 + 1.7 * x.x - 0.9 * x.y + 0.4 * x.z;
}

/* Linear functions are interpolated exactly, on skewed axes, too; a periodic grid goes
 * on; outside and beside a hole nothing is known. */
static void check_interpolation(void)
{
    kkr_field field = {
        .grid = { .origin = { -1, 2, 0.5 },
                  .step = { { 0.5, 0.1, 0 }, { 0, 0.4, 0.2 }, { 0.1, 0, 0.7 } },
                  .n = { 5, 6, 4 } }
    };
    float values[5 * 6 * 4];
    field.values = values;
    for (int k = 0; k < 4; k++)
        for (int j = 0; j < 6; j++)
            for (int i = 0; i < 5; i++) {
                kkr_vec3 x = kkr_vec3_mad(field.grid.origin, i, field.grid.step[0]);
                x = kkr_vec3_mad(kkr_vec3_mad(x, j, field.grid.step[1]), k,
                                 field.grid.step[2]);
                values[(k * 6 + j) * 5 + i] = (float)linear(x);
            }
    uint64_t state = 7;
    for (int i = 0; i < 1000; i++) {
        kkr_vec3 x = kkr_vec3_mad(field.grid.origin, 4 * kkr_random_uniform(&state),
                                  field.grid.step[0]);
        x = kkr_vec3_mad(x, 5 * kkr_random_uniform(&state), field.grid.step[1]);
        x = kkr_vec3_mad(x, 3 * kkr_random_uniform(&state), field.grid.step[2]);
        CHECK_NEAR(kkr_field_interpolate(&field, x), linear(x), 1e-6);
    }
    kkr_vec3 corner = kkr_vec3_mad(field.grid.origin, 4, field.grid.step[0]);
    CHECK_NEAR(kkr_field_interpolate(&field, corner), linear(corner), 1e-6);
    kkr_vec3 outside = kkr_vec3_mad(corner, 0.01, field.grid.step[0]);
    CHECK(isnan(kkr_field_interpolate(&field, outside)));
    field.periodic = true;
    kkr_vec3 again = kkr_vec3_mad(field.grid.origin, 5, field.grid.step[0]);
    CHECK_NEAR(kkr_field_interpolate(&field, again), linear(field.grid.origin), 1e-6);
    again = kkr_vec3_mad(field.grid.origin, -4, field.grid.step[2]);
    CHECK_NEAR(kkr_field_interpolate(&field, again), linear(field.grid.origin), 1e-6);
    values[0] = NAN;
    kkr_vec3 beside = kkr_vec3_mad(field.grid.origin, 0.5, field.grid.step[1]);
    CHECK(isnan(kkr_field_interpolate(&field, beside)));
}

static void check_sample(void)
{
    const char *path = getenv("KKR_SAMPLE");
    kkr_error err = { 0 };
    KKR_AUTO(kkr_case)
    object = kkr_case_open(&path, 1, &(kkr_case_options){ 0 }, NULL, &err);
    KKR_AUTO(kkr_sampler) sampler = NULL;
    sampler = kkr_sampler_new(object, kkr_sampler_defaults, NULL, &err);
    kkr_field_params params = { .n = { 65, 65, 65 }, .only_site = -1 };
    KKR_AUTO(kkr_field) field = kkr_field_new(object, sampler, &params, NULL, &err);
    KKR_AUTO(kkr_grid_error)
    error = kkr_grid_error_new(field, object, sampler, NULL, &err);
    CHECK_STRING(err.message, "");
    if (!error)
        return;
    int counted = 0;
    for (int k = 0; k < KKR_ERROR_BINS; k++) {
        counted += error->histogram[k];
        CHECK(isnan(error->rms[k]) == isnan(error->max[k]));
        CHECK(!(error->rms[k] > error->max[k]));
    }
    CHECK(counted == error->n_points && counted > 5000);
    // second order where V is smooth
    CHECK(error->n_grids == KKR_ERROR_GRIDS);
    for (int g = 1; g < error->n_grids; g++) {
        CHECK_NEAR(error->spacing[g], error->spacing[g - 1] / 2, 1e-12);
        CHECK(error->between[g] < error->between[g - 1] / 2.5);
        CHECK(error->inside[g] < error->inside[g - 1] / 2.5);
    }
    // on the slice: small beside the nuclei's surroundings, unknown outside
    kkr_plane plane;
    kkr_plane_natural(object, &plane);
    KKR_AUTO(kkr_slice)
    slice = kkr_slice_new(sampler, object, &plane, 0, 0, 0.1, 200, 200, true, 0, NULL,
                          &err);
    float *off = kkr_grid_error_slice(field, slice);
    int known = 0, unknown = 0;
    double sum = 0;
    for (int i = 0; i < 200 * 200; i++) {
        known += isfinite(off[i]);
        unknown += isnan(off[i]);
        if (isfinite(off[i]))
            sum += fabsf(off[i]) < 0.05f;
        // no value appears where the exact one is not known
        CHECK(!(isfinite(off[i]) && isnan(slice->v[i])));
    }
    CHECK(known > 10000 && unknown > 1000 && sum > 0.8 * known);
    free(off);
    atomic_bool cancel = true;
    CHECK_FAILS(kkr_grid_error_new(field, object, sampler,
                                   &(kkr_job){ .cancel = &cancel }, &err),
                "cancelled");
}

int main(void)
{
    check_interpolation();
    check_sample();
    return check_done();
}
