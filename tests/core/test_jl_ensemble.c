// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/jl_ensemble.h"
#include "tests/check.h"

#include <gsl/gsl_errno.h>

static kkr_jl_problem_params quick(void)
{
    kkr_jl_problem_params params = kkr_jl_problem_defaults();
    params.features.n_max[0] = 12;
    params.features.n_max[1] = 3;
    params.features.l_max = 2;
    params.impurity = (kkr_fit_counts){ 400, 150, 50, 0.1 };
    params.neighbour = (kkr_fit_counts){ 50, 20, 10, 0.1 };
    params.test[0] = (kkr_fit_counts){ 300, 0, 0, 0.1 };
    params.test[1] = (kkr_fit_counts){ 30, 0, 0, 0.1 };
    return params;
}

/** What cannot be opened is left out and named; one is enough. */
static void test_notes(void)
{
    char sample[4200];
    snprintf(sample, sizeof sample, "%s", check_data("../../assets/sample"));
    const kkr_jl_source sources[2] = { { { "no/such/folder" }, 1 }, { { sample }, 1 } };
    const kkr_case_options options = { 0 };
    kkr_jl_problem_params params = quick();
    kkr_error err = { 0 };
    KKR_AUTO(kkr_jl_ensemble)
    e = kkr_jl_ensemble_new(sources, 2, &options, kkr_sampler_defaults, &params, NULL,
                            &err);
    CHECK(e && e->n == 1 && e->n_notes == 1 && e->n_targets == 2);
    CHECK(e && strstr(e->notes[0], "no/such/folder: left out") == e->notes[0]);
    CHECK(e && strlen(e->sha256[0]) == 64);
    CHECK_FAILS(kkr_jl_ensemble_new(sources, 1, &options, kkr_sampler_defaults, &params,
                                    NULL, &err),
                "no/such/folder");
}

/** The sample twice: what is left out is what trains, so it is met as by its own fit. */
static void test_twins(void)
{
    char sample[4200];
    snprintf(sample, sizeof sample, "%s", check_data("../../assets/sample"));
    const kkr_jl_source sources[2] = { { { sample }, 1 }, { { sample }, 1 } };
    const kkr_case_options options = { 0 };
    kkr_jl_problem_params params = quick();
    KKR_AUTO(kkr_jl_ensemble)
    e = kkr_jl_ensemble_new(sources, 2, &options, kkr_sampler_defaults, &params, NULL,
                            NULL);
    CHECK(e && e->same_points);
    KKR_AUTO(kkr_jl_model)
    host = kkr_jl_model_new(e->problem, 2, 0, &kkr_jl_model_defaults, NULL, NULL);
    KKR_AUTO(kkr_jl_model)
    start = kkr_jl_model_new(e->problem, 2, 1, &kkr_jl_model_defaults, NULL, NULL);
    const kkr_jl_model *const models[2] = { host, start };
    KKR_AUTO(kkr_jl_left_out) table = kkr_jl_left_out_new(e, models, NULL, NULL);
    CHECK(table);
    for (int k = 0; table && k < kkr_jl_n_predictors; k++) {
        const kkr_jl_predictor *p = &kkr_jl_predictors[k];
        const kkr_fit_errors *error = &table->errors[k];
        const kkr_fit_errors *own = &models[p->target]->member[0].errors[KKR_JL_ALL];
        bool simple = p->rule == KKR_ELEMENT_MEAN || p->rule == KKR_ELEMENT_NEAREST ||
                      p->rule == KKR_ELEMENT_TABLE;
        if (p->nothing)
            CHECK_NEAR(error->rmse, own->rms_truth, 1e-12);
        else if (p->pointwise && simple)
            CHECK_NEAR(error->rmse, 0, 1e-12);
        else if (simple)
            CHECK_NEAR(error->rmse, own->rmse, 1e-12);
        else
            CHECK(error->n == 0); // too few elements for a line or a process
    }
}

/**
 * Part of a real series: neighbours in the table know more than a polynomial, the
 * false solution Hg:Co is found, and without it nothing is suspected.
 */
static void test_series(const char *shared)
{
    static const char *const names[] = {
        "Zr", "Nb", "Mo", "Tc", "Ru", "Pd", "Ag", "Cd",
        "Fe", "Co", "Mn", "Ti", "Pt", "Au", "Ta", "W"
    };
    enum { N = sizeof names / sizeof *names };
    char host[4096], path[N][4096];
    kkr_jl_source sources[N];
    snprintf(host, sizeof host, "%s/data/computed/Hg_series/host", shared);
    for (int i = 0; i < N; i++) {
        snprintf(path[i], sizeof path[i], "%s/data/computed/Hg_series/%s", shared,
                 names[i]);
        sources[i] = (kkr_jl_source){ { host, path[i] }, 2 };
    }
    const kkr_case_options options = { 0 };
    kkr_jl_problem_params params = quick();
    kkr_error err = { 0 };
    KKR_AUTO(kkr_jl_ensemble)
    e = kkr_jl_ensemble_new(sources, N, &options, kkr_sampler_defaults, &params, NULL,
                            &err);
    CHECK_STRING(err.message, "");
    if (!e)
        return;
    CHECK(e->n == N && e->n_targets == 2 && e->same_points && e->n_notes == 0);
    KKR_AUTO(kkr_jl_model)
    dv = kkr_jl_model_new(e->problem, N, 0, &kkr_jl_model_defaults, NULL, NULL);
    KKR_AUTO(kkr_jl_model)
    start = kkr_jl_model_new(e->problem, N, 1, &kkr_jl_model_defaults, NULL, NULL);
    const kkr_jl_model *const models[2] = { dv, start };
    KKR_AUTO(kkr_jl_left_out) table = kkr_jl_left_out_new(e, models, NULL, NULL);
    for (int i = 0; table && i < N; i++) {
        CHECK(table->suspicious[i] == (e->problem[i]->z == 27));
        CHECK(i == 0 || e->problem[i]->z > e->problem[i - 1]->z);
    }
    double rmse[32] = { 0 };
    for (int k = 0; table && k < kkr_jl_n_predictors; k++) {
        kkr_jl_summary s = kkr_jl_left_out_summary(table, k);
        rmse[k] = s.rmse[1];
        CHECK(s.n == N - 1 && s.rmse[0] <= s.rmse[1] && s.rmse[1] <= s.rmse[2]);
        printf("%-32s %7.1f / %.1f mRy\n", kkr_jl_predictors[k].name, 1e3 * s.rmse[1],
               1e3 * s.shape[1]);
    }
    // V_host > V_start > mean > table; a model is as good as the fields themselves
    CHECK(rmse[0] > rmse[1] && rmse[1] > rmse[6] && rmse[6] > rmse[10]);
    CHECK(rmse[11] < 0.6 * rmse[8]);
    CHECK_NEAR(rmse[12], rmse[14], 0.1 * rmse[12] + 2e-3);
    kkr_jl_learning *curve;
    int n =
        kkr_jl_learning_new(e, start, 1, table, KKR_ELEMENT_GP, 6, &curve, NULL, &err);
    CHECK(n == 3 && curve[0].n_training == 4 && curve[2].n_training == N - 2);
    // the last point is the table's median
    CHECK(n == 3 && fabs(curve[2].summary.rmse[1] - rmse[11]) < 1e-6);
    CHECK(n == 3 && curve[2].summary.rmse[1] < curve[0].summary.rmse[1]);
    free(curve);
}

int main(void)
{
    gsl_set_error_handler_off();
    test_notes();
    test_twins();
    const char *shared = getenv("KKR_SHARED");
    if (shared && *shared && check_shared())
        test_series(shared);
    return check_done();
}
