// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/jl_fit.h"
#include "core/jl_prediction.h"
#include "tests/check.h"

#include <gsl/gsl_errno.h>

static kkr_jl_fit *fit_sample(const char *path, bool only_impurity)
{
    const kkr_jl_source source = { { path }, 1 };
    const kkr_case_options options = { 0 };
    kkr_error err = { 0 };
    kkr_jl_fit_params params = { .problem = kkr_jl_problem_defaults(),
                                 .model = kkr_jl_model_defaults };
    params.problem.only_impurity = only_impurity;
    kkr_jl_fit *fit =
        kkr_jl_fit_new(&source, 1, &options, kkr_sampler_defaults, &params, NULL, &err);
    CHECK_STRING(err.message, "");
    return fit;
}

/** The expansions are as near to the truth as the model. */
static void test_faithful(const kkr_case *object, const kkr_jl_fit *fit)
{
    kkr_error err = { 0 };
    const kkr_jl_problem *p = fit->ensemble->problem[0];
    KKR_AUTO(kkr_jl_prediction)
    prediction = kkr_jl_prediction_new(kkr_jl_fit_model(fit), object,
                                       kkr_sampler_defaults, NULL, &err);
    CHECK_STRING(err.message, "");
    if (!prediction)
        return;
    CHECK(prediction->exact && prediction->n_notes == 0);
    double *told = kkr_alloc(p->test.n, sizeof *told);
    for (size_t i = 0; i < p->test.n; i++) {
        kkr_sample s = kkr_sampler_point(prediction->sampler, p->test.x[i]);
        told[i] = s.dv;
        CHECK(s.inside && fabs(s.v - s.v0 - s.dv) < 1e-9 * (1 + fabs(s.v)));
    }
    kkr_fit_errors e = kkr_jl_errors(p, 0, KKR_JL_ALL, told, 1);
    kkr_fit_errors model = kkr_jl_fit_model(fit)->member[0].errors[KKR_JL_ALL];
    CHECK(e.mae < 1.02 * model.mae && e.rmse < 1.02 * model.rmse);
    CHECK(e.max < 1.2 * model.max);
    if (p->n_sites == 1) { // ripples are small in a single cell
        e = kkr_fit_errors_of(fit->prediction, told, p->test.scored, p->test.n);
        CHECK(e.rmse < 0.1 * model.rmse);
    }
    free(told);
    // where it was not trained nothing is known
    kkr_sample far = kkr_sampler_point(prediction->sampler, object->sites[1].position);
    CHECK(isnan(far.dv) == (p->n_sites == 1));
}

static void test_bad(const kkr_case *object, const kkr_jl_fit *fit)
{
    kkr_sampler_params params = kkr_sampler_defaults;
    params.mode = KKR_MODE_MT;
    CHECK_FAILS(
        kkr_jl_prediction_new(kkr_jl_fit_model(fit), object, params, NULL, &err),
        "--mode cell");
    CHECK_FAILS(
        kkr_jl_prediction_new(fit->models[1], object, kkr_sampler_defaults, NULL, &err),
        "--v0 start");
    atomic_bool cancel = true;
    const kkr_job job = { .cancel = &cancel };
    CHECK_FAILS(kkr_jl_prediction_new(kkr_jl_fit_model(fit), object,
                                      kkr_sampler_defaults, &job, &err),
                "cancelled");
}

int main(void)
{
    gsl_set_error_handler_off();
    char path[4200];
    snprintf(path, sizeof path, "%s", check_data("../../assets/sample"));
    const char *const paths[1] = { path };
    kkr_case_options options = { 0 };
    kkr_error err = { 0 };
    KKR_AUTO(kkr_case) object = kkr_case_open(paths, 1, &options, NULL, &err);
    for (int one = 0; object && one < 2; one++) {
        KKR_AUTO(kkr_jl_fit) fit = fit_sample(path, one);
        if (!fit)
            continue;
        test_faithful(object, fit);
        test_bad(object, fit);
    }
    CHECK(object);
    return check_done();
}
