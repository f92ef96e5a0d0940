// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/jl_problem.h"
#include "tests/check.h"

#include <gsl/gsl_errno.h>

typedef struct opened {
    kkr_case *object;
    kkr_sampler *sampler;
} opened;

static opened open_case(const char *path, kkr_mode mode)
{
    kkr_error err = { 0 };
    opened o = { 0 };
    kkr_case_options options = { 0 };
    kkr_sampler_params params = kkr_sampler_defaults;
    params.mode = mode;
    o.object = kkr_case_open(&path, 1, &options, NULL, &err);
    if (o.object)
        o.sampler = kkr_sampler_new(o.object, params, NULL, &err);
    if (!o.sampler) {
        printf("%s: %s\n", path, err.message);
        exit(EXIT_FAILURE);
    }
    return o;
}

static void close_case(opened o)
{
    kkr_sampler_free(o.sampler);
    kkr_case_free(o.object);
}

static kkr_jl_problem *problem_of(opened o, const kkr_jl_problem_params *params)
{
    kkr_error err = { 0 };
    const kkr_sampler *const samplers[1] = { o.sampler };
    kkr_jl_problem *p = kkr_jl_problem_new(o.object, samplers, 1, params, NULL, &err);
    if (!p) {
        printf("%s: %s\n", o.object->name, err.message);
        exit(EXIT_FAILURE);
    }
    return p;
}

/** The model of the problem's columns at its test points; caller frees. */
static double *predict(const kkr_jl_problem *p, const int *columns, int n,
                       double lambda, int *active)
{
    KKR_AUTO(kkr_least_squares)
    system = kkr_least_squares_new(p->rows, columns, n, NULL, NULL);
    double *w = kkr_alloc(p->n_features, sizeof *w);
    double *out = kkr_alloc(p->test.n, sizeof *out);
    CHECK(system);
    kkr_least_squares_solve(system, 0, lambda, 1e-13, w);
    CHECK(
        kkr_jl_apply(p->jl, p->impurity, p->test.x, p->test.n, w, 1, out, NULL, NULL));
    if (active)
        *active = system->n_active;
    free(w);
    return out;
}

static kkr_jl_problem_params small_params(void)
{
    kkr_jl_problem_params params = kkr_jl_problem_defaults();
    params.features.n_max[0] = 10;
    params.features.n_max[1] = 3;
    params.features.l_max = 2;
    params.impurity = (kkr_fit_counts){ 500, 300, 50, 0.04 };
    params.neighbour = (kkr_fit_counts){ 60, 20, 10, 0.04 };
    params.test[0] = (kkr_fit_counts){ 300, 50, 0, 0.04 };
    params.test[1] = (kkr_fit_counts){ 50, 0, 0, 0.04 };
    return params;
}

/** A target that lies in the span is found, whatever the condition of the columns. */
static void test_recovery(opened o)
{
    kkr_jl_problem_params params = small_params();
    KKR_AUTO(kkr_jl_problem) p = problem_of(o, &params);
    int n = p->n_features;
    KKR_AUTO(kkr_least_squares)
    scale = kkr_least_squares_new(p->rows, NULL, 0, NULL, NULL);
    double *truth = kkr_alloc(n, sizeof *truth), *w = kkr_alloc(n, sizeof *w);
    for (int f = 0; f < n; f++)
        truth[f] = scale->rms[f] > 0 ? cos(3.7 * f) / scale->rms[f] : 0;
    double *x = kkr_alloc(p->train.n * n, sizeof *x), *y = kkr_alloc(p->train.n, 8);
    CHECK(kkr_jl_features(p->jl, p->train.x, p->train.n, x, NULL, NULL));
    for (size_t i = 0; i < p->train.n; i++)
        for (int f = 0; f < n; f++)
            y[i] += x[i * n + f] * truth[f];
    KKR_AUTO(kkr_rows) rows = kkr_rows_new(n, 1, NULL);
    CHECK(kkr_rows_add(rows, x, y, p->train.n, NULL));
    KKR_AUTO(kkr_least_squares)
    system = kkr_least_squares_new(rows, NULL, 0, NULL, NULL);
    CHECK_NEAR(kkr_least_squares_solve(system, 0, 0, 1e-13, w), 0, 1e-9);
    double *both = kkr_alloc(2 * n, sizeof *both);
    memcpy(both, truth, n * sizeof *both);
    memcpy(both + n, w, n * sizeof *both);
    double *out = kkr_alloc(2 * p->test.n, sizeof *out);
    CHECK(kkr_jl_apply(p->jl, p->impurity, p->test.x, p->test.n, both, 2, out, NULL,
                       NULL));
    for (size_t i = 0; i < p->test.n; i++)
        CHECK_NEAR(out[2 * i], out[2 * i + 1], 1e-8 * (1 + 1 / p->test.r_imp[i]));
    free(truth);
    free(w);
    free(x);
    free(y);
    free(both);
    free(out);
}

/** Columns of a smaller model are those of smaller settings, and so is the fit. */
static void test_subset(opened o)
{
    kkr_jl_problem_params params = small_params();
    KKR_AUTO(kkr_jl_problem) large = problem_of(o, &params);
    params.features.n_max[0] = 6;
    params.features.n_max[1] = 2;
    params.features.l_max = 1;
    KKR_AUTO(kkr_jl_problem) small = problem_of(o, &params);
    int *columns = kkr_alloc(large->n_features, sizeof *columns);
    int n =
        kkr_jl_columns(&large->params.features, 6, 2, 1, KKR_JL_BOTH_BODIES, columns);
    CHECK(n == small->n_features);
    for (int k = 0; k < n; k++) {
        char a[64], b[64];
        kkr_jl_column_label(&large->params.features, columns[k], a, sizeof a);
        kkr_jl_column_label(&small->params.features, k, b, sizeof b);
        CHECK_STRING(a, b);
    }
    double *a = predict(large, columns, n, 0, NULL);
    double *b = predict(small, NULL, 0, 0, NULL);
    for (size_t i = 0; i < small->test.n; i++)
        CHECK_NEAR(a[i], b[i], 1e-9 * (1 + 1 / small->test.r_imp[i]));
    n = kkr_jl_columns(&large->params.features, 10, 3, 2, KKR_JL_ONE_BODY, columns);
    CHECK(n == 20);
    free(a);
    free(b);
    free(columns);
}

/** Held-out points are no training points; what is scored is what the header says. */
static void test_points(opened o)
{
    kkr_jl_problem_params params = small_params();
    KKR_AUTO(kkr_jl_problem) p = problem_of(o, &params);
    CHECK_STRING(p->name, "Hg:Ag");
    CHECK(p->z == 47 && p->z_host == 80 && p->n_sites == o.object->n_sites);
    CHECK(p->params.features.rcut == 6); // several cells
    CHECK(p->train.n_dropped == 0 && p->test.n_dropped == 0);
    size_t scored = 0;
    for (size_t i = 0; i < p->test.n; i++) {
        for (size_t k = 0; k < p->train.n; k++)
            CHECK(kkr_vec3_length(kkr_vec3_sub(p->test.x[i], p->train.x[k])) > 1e-9);
        scored += p->test.scored[i];
        CHECK(!p->test.scored[i] || p->test.r[i] >= params.r_scored);
        kkr_sample s = kkr_sampler_point(o.sampler, p->test.x[i]);
        CHECK_NEAR(s.dv, p->test.value[i], 1e-12 * (1 + fabs(s.dv)));
        if (p->test.site[i] == 0)
            CHECK_NEAR(p->test.r[i], p->test.r_imp[i], 1e-12);
    }
    CHECK(scored > 300 && scored < p->test.n);
    params.only_impurity = true;
    KKR_AUTO(kkr_jl_problem) one = problem_of(o, &params);
    CHECK(one->params.features.rcut == 4.5 && one->n_sites == 1);
    // pairs of the one impurity do not exist: their columns are inactive
    int active;
    free(predict(one, NULL, 0, 0, &active));
    CHECK(active == 20 + 2 * 0 + 3 * 3 + 3 * 4);
}

/** Points of any number of threads: the same bits. */
static void test_threads(opened o)
{
    kkr_jl_problem_params params = small_params();
    const kkr_sampler *const samplers[1] = { o.sampler };
    const kkr_job one = { .threads = 1 }, three = { .threads = 3 };
    KKR_AUTO(kkr_jl_problem)
    a = kkr_jl_problem_new(o.object, samplers, 1, &params, &one, NULL);
    KKR_AUTO(kkr_jl_problem)
    b = kkr_jl_problem_new(o.object, samplers, 1, &params, &three, NULL);
    double *p = predict(a, NULL, 0, 0, NULL), *q = predict(b, NULL, 0, 0, NULL);
    CHECK(memcmp(p, q, a->test.n * sizeof *p) == 0);
    free(p);
    free(q);
}

static void test_bad(opened o)
{
    kkr_jl_problem_params params = small_params();
    const kkr_sampler *const samplers[1] = { o.sampler };
    params.features.n_max[0] = 99;
    CHECK_FAILS(kkr_jl_problem_new(o.object, samplers, 1, &params, NULL, &err), "99");
    params = small_params();
    atomic_bool cancel = true;
    const kkr_job job = { .cancel = &cancel };
    CHECK_FAILS(kkr_jl_problem_new(o.object, samplers, 1, &params, &job, &err),
                "cancelled");
}

// ---- numbers of real embeddings ---------------------------------------------------

typedef struct row {
    const char *name;
    int n1, n2, l_max, active;
    kkr_mode mode;
    double mae, rmse, max; // mRy
} row;

static void check_row(const char *shared, const row *r)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/data/computed/%s", shared, r->name);
    opened o = open_case(path, r->mode);
    kkr_jl_problem_params params = kkr_jl_problem_defaults();
    params.only_impurity = true;
    params.features.n_max[0] = r->n1;
    params.features.n_max[1] = r->n2 ? r->n2 : 2;
    params.features.l_max = r->l_max;
    params.features.body = r->n2 ? KKR_JL_BOTH_BODIES : KKR_JL_ONE_BODY;
    KKR_AUTO(kkr_jl_problem) p = problem_of(o, &params);
    int active;
    double *out = predict(p, NULL, 0, 0, &active);
    kkr_fit_errors e = kkr_fit_errors_of(p->test.value, out, p->test.scored, p->test.n);
    printf("%-9s [%d,%d] l <= %d: MAE %.2f RMSE %.2f max %.1f mRy, %.3f s\n", r->name,
           r->n1, r->n2, r->l_max, 1e3 * e.mae, 1e3 * e.rmse, 1e3 * e.max,
           p->seconds_rows);
    CHECK(active == r->active);
    CHECK(1e3 * e.mae < 1.3 * r->mae);
    CHECK(1e3 * e.rmse < 1.5 * r->rmse);
    CHECK(r->max == 0 || 1e3 * e.max < 2 * r->max);
    free(out);
    close_case(o);
}

/** Measured before with another program, NumPy, on points of its own. */
static const row rows[] = {
    { "Hg_Au_13", 15, 0, 0, 30, KKR_MODE_CELL, 1.04, 1.50, 0 },
    { "Hg_Au_13", 15, 5, 4, 160, KKR_MODE_CELL, 0.38, 0.99, 0 },
    { "Hg_Au_13", 30, 3, 4, 95, KKR_MODE_CELL, 0.20, 0.43, 5 },
    { "Hg_Ag_7", 30, 3, 4, 95, KKR_MODE_CELL, 0.71, 2.5, 43 },
    { "Cu_Ag_13", 15, 5, 4, 160, KKR_MODE_CELL, 2.2, 3.8, 0 },
    { "Cu_Ag_13", 30, 3, 4, 95, KKR_MODE_CELL, 0.79, 1.6, 19 },
    { "Hg_Au_13", 15, 5, 4, 160, KKR_MODE_STORED, 0.93, 1.44, 0 },
};

int main(void)
{
    gsl_set_error_handler_off();
    opened o = open_case(check_data("../../assets/sample"), KKR_MODE_CELL);
    test_recovery(o);
    test_subset(o);
    test_points(o);
    test_threads(o);
    test_bad(o);
    close_case(o);
    const char *shared = getenv("KKR_SHARED");
    if (shared && *shared && check_shared())
        for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
            check_row(shared, &rows[i]);
    return check_done();
}
