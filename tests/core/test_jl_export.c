// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/jl_export.h"
#include "core/jl_problem.h"
#include "tests/files.h"

#include <gsl/gsl_errno.h>
#include <hdf5.h>

enum { N_CASES = 3, COLUMNS = 18 };

static char folder[4096], sample[4200];

static const char *path_of(const char *name)
{
    static char path[8][4200];
    static int turn;
    turn = (turn + 1) % 8;
    snprintf(path[turn], sizeof path[turn], "%s/%s", folder, name);
    return path[turn];
}

static kkr_jl_export_params small_params(void)
{
    kkr_jl_export_params p = { .features = kkr_jl_settings_defaults(),
                               .naming = KKR_JL_ROLES,
                               .impurity = { 3000, 500, 20, 0.04 },
                               .neighbour = { 100, 0, 0, 0.04 },
                               .r_min = 0.04,
                               .seed = 1,
                               .shard = 1,
                               .n_shards = 1 };
    kkr_jl_settings_add_species(&p.features, "host", NULL);
    kkr_jl_settings_add_species(&p.features, "imp", NULL);
    p.features.n_max[0] = 6;
    p.features.n_max[1] = 2;
    p.features.l_max = 1;
    p.features.rcut = 6;
    return p;
}

static bool export(const kkr_jl_export_params *params, const char *path,
                   kkr_jl_export_result *result, const kkr_job *job, kkr_error *err)
{
    kkr_jl_source sources[N_CASES];
    for (int i = 0; i < N_CASES; i++)
        sources[i] = (kkr_jl_source){ { sample }, 1 };
    const kkr_case_options options = { 0 };
    return kkr_jl_export(sources, N_CASES, &options, kkr_sampler_defaults, params, path,
                         result, job, err);
}

/** A data set of numbers; the caller frees. */
static double *load(const char *path, const char *name, size_t *n)
{
    hid_t file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
    hid_t id = file >= 0 ? H5Dopen2(file, name, H5P_DEFAULT) : H5I_INVALID_HID;
    hid_t space = id >= 0 ? H5Dget_space(id) : H5I_INVALID_HID;
    *n = space >= 0 ? (size_t)H5Sget_simple_extent_npoints(space) : 0;
    double *x = kkr_alloc(*n + 1, sizeof *x);
    CHECK(id >= 0 &&
          H5Dread(id, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, x) >= 0);
    if (space >= 0)
        H5Sclose(space);
    if (id >= 0)
        H5Dclose(id);
    if (file >= 0)
        H5Fclose(file);
    return x;
}

static bool equal(const char *a, const char *b, const char *name)
{
    size_t n, m;
    double *x = load(a, name, &n), *y = load(b, name, &m);
    bool same = n == m && n > 0 && memcmp(x, y, n * sizeof *x) == 0;
    free(x);
    free(y);
    return same;
}

/** Values and features are those of the sampler and of core/jacobi_legendre.h. */
static void test_contents(const char *path)
{
    kkr_jl_export_params params = small_params();
    kkr_jl_export_result result;
    kkr_error err = { 0 };
    CHECK(export(&params, path, &result, NULL, &err));
    CHECK_STRING(err.message, "");
    CHECK(result.n_cases == N_CASES && result.n_resumed == 0 && result.n_notes == 0);
    size_t n, m;
    double *y = load(path, "y", &n), *where = load(path, "position", &m);
    CHECK(n == result.n_rows && m == 3 * n);
    double *x = load(path, "X", &m), *index = load(path, "case", &n);
    CHECK(m == COLUMNS * n);
    const char *const paths[1] = { sample };
    const kkr_case_options options = { 0 };
    KKR_AUTO(kkr_case) object = kkr_case_open(paths, 1, &options, NULL, &err);
    KKR_AUTO(kkr_sampler)
    sampler = kkr_sampler_new(object, kkr_sampler_defaults, NULL, &err);
    KKR_AUTO(kkr_jl)
    jl = kkr_jl_of_embedding(object, KKR_JL_ROLES, &params.features, object->n_sites,
                             &err);
    CHECK(jl && kkr_jl_n_features(&params.features) == COLUMNS);
    for (size_t i = 0; i < n; i += 53) {
        const kkr_vec3 at = { where[3 * i], where[3 * i + 1], where[3 * i + 2] };
        double features[COLUMNS];
        CHECK_NEAR(y[i], kkr_sampler_point(sampler, at).dv, 1e-10 * (1 + fabs(y[i])));
        CHECK(kkr_jl_features(jl, &at, 1, features, NULL, NULL));
        for (int f = 0; f < COLUMNS; f++)
            CHECK_NEAR(x[i * COLUMNS + f], features[f],
                       1e-12 * (1 + fabs(features[f])));
        CHECK(index[i] == (double)(i / (n / N_CASES)));
    }
    free(x);
    free(y);
    free(where);
    free(index);
    kkr_jl_export_result_clear(&result);
}

typedef struct stopper {
    atomic_bool cancel;
    int calls, last;
} stopper;

static void count(void *user, double fraction, const char *doing)
{
    (void)doing;
    stopper *s = user;
    CHECK(fraction >= 0 && fraction <= 1);
    if (++s->calls == s->last)
        atomic_store(&s->cancel, true);
}

/** Stopped after any block, it goes on and ends with the same rows. */
static void test_resume(const char *straight)
{
    const char *path = path_of("resumed.h5"), *part = path_of("resumed.h5.part");
    kkr_jl_export_params params = small_params();
    kkr_jl_export_result result;
    int resumed = 0;
    for (int last = 1; last < 14; last += 4) {
        stopper s = { .last = last };
        const kkr_job job = { .progress = count, .user = &s, .cancel = &s.cancel };
        CHECK_FAILS(export(&params, path, &result, &job, &err), "cancelled");
        CHECK(access(path, F_OK) != 0);
        kkr_jl_export_result_clear(&result);
        CHECK(export(&params, path, &result, NULL, NULL));
        resumed += result.n_resumed > 0;
        CHECK(result.n_cases == N_CASES && access(part, F_OK) != 0);
        static const char *const names[] = { "X", "y", "position", "case",
                                             "cases/rows" };
        for (int k = 0; k < 5; k++)
            CHECK(equal(path, straight, names[k]));
        kkr_jl_export_result_clear(&result);
        unlink(path);
    }
    CHECK(resumed >= 2); // not always from the beginning

    // another export's file, or no file of ours, is not continued
    stopper s = { .last = 9 };
    const kkr_job job = { .progress = count, .user = &s, .cancel = &s.cancel };
    CHECK(!export(&params, path, &result, &job, NULL) && access(part, F_OK) == 0);
    kkr_jl_export_result_clear(&result);
    params.seed = 2;
    CHECK(export(&params, path, &result, NULL, NULL) && result.n_resumed == 0);
    CHECK(!equal(path, straight, "position"));
    unlink(path);
    params.seed = 1;
    FILE *file = fopen(part, "w");
    fputs("something else", file);
    fclose(file);
    CHECK(export(&params, path, &result, NULL, NULL) && equal(path, straight, "X"));
    unlink(path);
}

/** Shards hold all cases once; joined they look like one file and stay small. */
static void test_shards(const char *straight)
{
    kkr_jl_export_params params = small_params();
    kkr_jl_export_result result;
    kkr_error err = { 0 };
    const char *const paths[2] = { path_of("a.h5"), path_of("b.h5") };
    const char *joined = path_of("joined.h5");
    params.n_shards = 2;
    size_t rows = 0, n;
    for (params.shard = 1; params.shard <= 2; params.shard++) {
        CHECK(export(&params, paths[params.shard - 1], &result, NULL, &err));
        CHECK(result.n_cases == (params.shard == 1 ? 2 : 1));
        rows += result.n_rows;
    }
    CHECK(kkr_jl_export_join(paths, 2, joined, &n, &err) && n == rows);
    CHECK_STRING(err.message, "");
    CHECK(equal(joined, straight, "X") && equal(joined, straight, "y")); // equal cases
    struct stat info;
    CHECK(stat(joined, &info) == 0 && info.st_size < 100000);
    double *shards = load(joined, "shards", &n);
    CHECK(n == 4 && shards[0] == 0 && shards[2] > 0 && shards[3] == 2);
    free(shards);
    params.n_shards = 4;
    params.shard = 4;
    CHECK_FAILS(export(&params, paths[0], &result, NULL, &err), "shard 4/4 of 3 cases");

    params = small_params();
    params.features.n_max[0] = 5;
    CHECK(export(&params, paths[1], &result, NULL, NULL));
    CHECK_FAILS(kkr_jl_export_join(paths, 2, joined, &n, &err), "other columns");
    const char *const bad[1] = { sample };
    CHECK_FAILS(kkr_jl_export_join(bad, 1, joined, &n, &err), "expected a file");
    unlink(paths[0]);
    unlink(paths[1]);
    unlink(joined);
}

int main(void)
{
    gsl_set_error_handler_off();
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
    snprintf(sample, sizeof sample, "%s", check_data("../../assets/sample"));
    files_write("", 0); // makes the folder, and removes it at the end
    snprintf(folder, sizeof folder, "%s", files_folder);
    const char *straight = path_of("straight.h5");
    char keep[4200];
    snprintf(keep, sizeof keep, "%s", straight);
    test_contents(keep);
    test_resume(keep);
    test_shards(keep);
    unlink(keep);
    return check_done();
}
