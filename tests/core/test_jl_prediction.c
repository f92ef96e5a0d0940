// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/fit_look.h"
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

/** A case that is open already is fitted alike, and briefly, too. */
static void test_open_case(const kkr_case *object, const kkr_jl_fit *fit)
{
    kkr_error err = { 0 };
    KKR_AUTO(kkr_sampler)
    sampler = kkr_sampler_new(object, kkr_sampler_defaults, NULL, &err);
    const kkr_sampler *samplers[] = { sampler };
    kkr_fit_look look = kkr_fit_look_default;
    kkr_jl_fit_params params;
    look.only_impurity = true;
    CHECK(kkr_fit_look_params(&look, false, &params, &err));
    params.brief = true;
    KKR_AUTO(kkr_jl_fit)
    own = kkr_jl_fit_of(object, samplers, 1, kkr_sampler_defaults, &params, NULL, &err);
    CHECK_STRING(err.message, "");
    if (!own)
        return;
    const kkr_jl_model *a = kkr_jl_fit_model(fit), *b = kkr_jl_fit_model(own);
    CHECK(a->n_features == b->n_features && own->n_sizes == 0 && !own->effects);
    // the triangle has one target less, so that the last digits differ
    CHECK_NEAR(a->member[0].errors[0].rmse, b->member[0].errors[0].rmse,
               1e-6 * a->member[0].errors[0].rmse);
    CHECK_STRING(a->member[0].sha256, b->member[0].sha256);
    look.n_one = 0;
    CHECK_FAILS(kkr_fit_look_params(&look, false, &params, &err), "one-body terms");
    look.n_one = 30;
    look.points = 900; // 600 in the volume, 300 in log r, 60 on the surface
    CHECK(kkr_fit_look_params(&look, true, &params, &err));
    CHECK(params.problem.impurity.volume == 600 &&
          params.problem.impurity.log_r == 300 &&
          params.problem.impurity.surface == 60 && params.model.lambda == 1e-14);
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
        if (one)
            test_open_case(object, fit);
    }
    CHECK(object);
    return check_done();
}
