// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/jl_model.h"
#include "tests/files.h"

#include <gsl/gsl_errno.h>
#include <hdf5.h>

static kkr_jl_problem *sample_problem(void)
{
    const char *path = check_data("../../assets/sample");
    kkr_case_options options = { 0 };
    kkr_error err = { 0 };
    KKR_AUTO(kkr_case) object = kkr_case_open(&path, 1, &options, NULL, &err);
    KKR_AUTO(kkr_sampler)
    sampler = object ? kkr_sampler_new(object, kkr_sampler_defaults, NULL, &err) : NULL;
    kkr_jl_problem_params params = kkr_jl_problem_defaults();
    params.features.n_max[0] = 25;
    params.features.l_max = 2;
    params.impurity = (kkr_fit_counts){ 600, 300, 60, 0.04 };
    params.test[0] = (kkr_fit_counts){ 300, 0, 0, 0.04 };
    const kkr_sampler *const samplers[1] = { sampler };
    kkr_jl_problem *p =
        sampler ? kkr_jl_problem_new(object, samplers, 1, &params, NULL, &err) : NULL;
    if (!p) {
        printf("%s\n", err.message);
        exit(EXIT_FAILURE);
    }
    return p;
}

/** Three members made of one: the coefficients go with Z, so rules can be judged. */
static kkr_jl_model *three_members(kkr_jl_problem *p)
{
    kkr_jl_problem *const problems[3] = { p, p, p };
    kkr_error err = { 0 };
    kkr_jl_model_params params = kkr_jl_model_defaults;
    params.rule = KKR_ELEMENT_TABLE;
    kkr_jl_model *m = kkr_jl_model_new(problems, 3, 0, &params, NULL, &err);
    CHECK(m);
    for (int i = 0; m && i < 3; i++) {
        m->member[i].z = 44 + 2 * i; // Ru, Pd, Cd
        for (int f = 0; f < m->n_features; f++)
            m->w[i * m->n_features + f] *= 1 + 0.1 * i;
    }
    return m;
}

static void test_coefficients(kkr_jl_problem *p, const kkr_jl_model *m)
{
    double *w = kkr_alloc(m->n_features, sizeof *w);
    bool exact;
    CHECK(kkr_jl_model_coefficients(m, 46, w, &exact, NULL) && exact);
    CHECK(memcmp(w, m->w + m->n_features, m->n_features * sizeof *w) == 0);
    CHECK(kkr_jl_model_coefficients(m, 47, w, &exact, NULL) && !exact);
    for (int f = 0; f < m->n_features; f++)
        CHECK_NEAR(w[f], 1.15 * m->w[f], 1e-12 * fabs(m->w[f]));
    CHECK_FAILS(kkr_jl_model_coefficients(m, 0, w, &exact, &err), "no element");
    kkr_jl_problem *const one[1] = { p };
    KKR_AUTO(kkr_jl_model)
    lone = kkr_jl_model_new(one, 1, 0, &kkr_jl_model_defaults, NULL, NULL);
    CHECK(kkr_jl_model_coefficients(lone, 0, w, &exact, NULL) && !exact);
    // V - V_host of Hg:Ag is 700 mRy; the fit must be far below
    CHECK(lone->member[0].errors[KKR_JL_IMPURITY].rms_truth > 0.5);
    CHECK(lone->member[0].errors[KKR_JL_IMPURITY].rmse < 0.2);
    CHECK(lone->member[0].errors[KKR_JL_ALL].n ==
          lone->member[0].errors[KKR_JL_IMPURITY].n +
              lone->member[0].errors[KKR_JL_NEIGHBOURS].n);
    free(w);
}

static void save(const kkr_jl_model *m, const char *path)
{
    kkr_error err = { 0 };
    KKR_AUTO(kkr_output) output = kkr_output_new(path, &err);
    CHECK(output && kkr_jl_model_write(m, output, &err) &&
          kkr_output_commit(output, &err));
    if (err.code)
        printf("%s\n", err.message);
}

/** What is read is what was written, to the last bit. */
static void test_round_trip(const kkr_jl_model *m, const char *path)
{
    kkr_error err = { 0 };
    save(m, path);
    KKR_AUTO(kkr_jl_model) r = kkr_jl_model_read(path, &err);
    CHECK_STRING(err.message, "");
    if (!r)
        return;
    size_t n = m->n_features, k = m->n_members;
    CHECK(kkr_jl_settings_equal(&m->problem.features, &r->problem.features));
    CHECK(r->n_features == m->n_features && r->n_members == m->n_members);
    CHECK(memcmp(m->w, r->w, n * k * sizeof *m->w) == 0);
    CHECK(memcmp(m->rms, r->rms, n * sizeof *m->rms) == 0);
    CHECK(memcmp(m->active, r->active, n * sizeof *m->active) == 0);
    CHECK(memcmp(m->gram, r->gram, k * k * sizeof *m->gram) == 0);
    CHECK(r->reference == m->reference && r->mode == m->mode);
    CHECK(r->params.rule == m->params.rule && r->params.cut == m->params.cut);
    CHECK(r->problem.seed == m->problem.seed);
    CHECK(r->problem.only_impurity == m->problem.only_impurity);
    CHECK(memcmp(&r->problem.impurity, &m->problem.impurity, sizeof(kkr_fit_counts)) ==
          0);
    for (size_t i = 0; i < k; i++) {
        CHECK_STRING(r->member[i].name, m->member[i].name);
        CHECK(r->member[i].z == m->member[i].z);
        CHECK(r->member[i].errors[1].rmse == m->member[i].errors[1].rmse);
        CHECK(r->member[i].errors[2].n == m->member[i].errors[2].n);
    }
}

/** One change at a time to a good file; each is refused with a sentence. */
static void test_damage(const kkr_jl_model *m, const char *path)
{
    static const struct {
        const char *group, *attribute;
        double value;
        const char *says;
    } damage[] = {
        { "/", "version", 7, "version 7" },
        { "settings", "rcut_angstrom", -1, "rcut" },
        { "settings", "l_max", 4000000, "settings/l_max" },
        { "settings", "l_max", 3, "columns/label" },
        { "settings", "body", 9, "body" },
        { "settings", "gamma", NAN, "gamma" },
    };
    for (size_t i = 0; i < sizeof damage / sizeof *damage; i++) {
        save(m, path);
        hid_t file = H5Fopen(path, H5F_ACC_RDWR, H5P_DEFAULT);
        hid_t group = H5Gopen2(file, damage[i].group, H5P_DEFAULT);
        hid_t id = H5Aopen(group, damage[i].attribute, H5P_DEFAULT);
        CHECK(H5Awrite(id, H5T_NATIVE_DOUBLE, &damage[i].value) >= 0);
        H5Aclose(id);
        H5Gclose(group);
        H5Fclose(file);
        CHECK_FAILS(kkr_jl_model_read(path, &err), damage[i].says);
    }
    static const char *const links[] = { "settings", "fit", "columns/rms",
                                         "members/coefficients", "members/name" };
    for (size_t i = 0; i < sizeof links / sizeof *links; i++) {
        save(m, path);
        hid_t file = H5Fopen(path, H5F_ACC_RDWR, H5P_DEFAULT);
        CHECK(H5Ldelete(file, links[i], H5P_DEFAULT) >= 0);
        H5Fclose(file);
        CHECK_FAILS(kkr_jl_model_read(path, &err), "expected");
    }
    save(m, path);
    CHECK(truncate(path, 3000) == 0);
    CHECK_FAILS(kkr_jl_model_read(path, &err), "expected an HDF5 file");
    CHECK_FAILS(kkr_jl_model_read(files_write("text\n", 5), &err), "expected an HDF5");
    CHECK_FAILS(kkr_jl_model_read("no/such/file.h5", &err), "no/such/file.h5");
}

int main(void)
{
    gsl_set_error_handler_off();
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
    KKR_AUTO(kkr_jl_problem) p = sample_problem();
    KKR_AUTO(kkr_jl_model) m = three_members(p);
    char path[4200];
    snprintf(path, sizeof path, "%s", files_write("", 0));
    if (m) {
        test_coefficients(p, m);
        test_round_trip(m, path);
        test_damage(m, path);
    }
    return check_done();
}
