// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/jl_ensemble.h"

#include "core/parallel.h"

#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

const kkr_jl_predictor kkr_jl_predictors[] = {
    { "V_host", 0, true, false, KKR_ELEMENT_MEAN },
    { "V_start", 1, true, false, KKR_ELEMENT_MEAN },
    { "dV, mean", 0, false, false, KKR_ELEMENT_MEAN },
    { "dV, quadratic", 0, false, false, KKR_ELEMENT_QUADRATIC },
    { "dV, table", 0, false, false, KKR_ELEMENT_TABLE },
    { "dV, gp-block", 0, false, false, KKR_ELEMENT_GP_BLOCK },
    { "V - V_start, mean", 1, false, false, KKR_ELEMENT_MEAN },
    { "V - V_start, linear", 1, false, false, KKR_ELEMENT_LINEAR },
    { "V - V_start, quadratic", 1, false, false, KKR_ELEMENT_QUADRATIC },
    { "V - V_start, nearest", 1, false, false, KKR_ELEMENT_NEAREST },
    { "V - V_start, table", 1, false, false, KKR_ELEMENT_TABLE },
    { "V - V_start, gp", 1, false, false, KKR_ELEMENT_GP },
    { "V - V_start, gp-block", 1, false, false, KKR_ELEMENT_GP_BLOCK },
    { "V - V_start, pointwise mean", 1, false, true, KKR_ELEMENT_MEAN },
    { "V - V_start, pointwise gp-block", 1, false, true, KKR_ELEMENT_GP_BLOCK },
};
const int kkr_jl_n_predictors =
    (int)(sizeof kkr_jl_predictors / sizeof *kkr_jl_predictors);

// ---- the members that train ------------------------------------------------------

/** The embeddings of `train` as numbers for an element model. */
typedef struct training {
    int n;
    int *index;
    double *z, *gram, *weights;
} training;

static training training_new(const kkr_jl_model *m, const bool *in)
{
    training t = { 0 };
    size_t n = m->n_members;
    t.index = kkr_alloc(n, sizeof *t.index);
    t.z = kkr_alloc(n, sizeof *t.z);
    t.weights = kkr_alloc(n, sizeof *t.weights);
    t.gram = kkr_alloc(n * n, sizeof *t.gram);
    for (int i = 0; i < m->n_members; i++)
        if (in[i]) {
            t.index[t.n] = i;
            t.z[t.n++] = m->member[i].z;
        }
    for (int a = 0; a < t.n; a++)
        for (int b = 0; b < t.n; b++)
            t.gram[a * t.n + b] = m->gram[t.index[a] * m->n_members + t.index[b]];
    return t;
}

static void training_clear(training *t)
{
    free(t->index);
    free(t->z);
    free(t->gram);
    free(t->weights);
}

static bool is_element(double z)
{
    return z >= 1 && z == floor(z);
}

/**
 * The weights of all fields for every embedding, itself never among them: row i of
 * the result [n][n], NaN where the rule has no answer. Only `in` may train.
 */
static double *weights_of(const kkr_jl_ensemble *e, const kkr_jl_model *m,
                          kkr_element_rule rule, const bool *in)
{
    size_t n = e->n;
    double *all = kkr_alloc(n * n, sizeof *all);
    training t = training_new(m, in);
    double *some = kkr_alloc((size_t)t.n * t.n, sizeof *some);
    for (size_t i = 0; i < n * n; i++)
        all[i] = NAN;
    if (t.n > 1 && kkr_element_left_out(rule, t.z, t.n, t.gram, some, NULL))
        for (int a = 0; a < t.n; a++) {
            double *row = all + t.index[a] * n;
            memset(row, 0, n * sizeof *row);
            for (int b = 0; b < t.n; b++)
                row[t.index[b]] = some[a * t.n + b];
        }
    KKR_AUTO(kkr_element_model)
    model = t.n ? kkr_element_model_new(rule, t.z, t.n, t.gram, NULL) : NULL;
    for (size_t i = 0; model && i < n; i++) // those that train nobody
        if (!in[i] &&
            kkr_element_model_weights(model, e->problem[i]->z, t.weights, NULL)) {
            memset(all + i * n, 0, n * sizeof *all);
            for (int b = 0; b < t.n; b++)
                all[i * n + t.index[b]] = t.weights[b];
        }
    free(some);
    training_clear(&t);
    return all;
}

// ---- one embedding left out ------------------------------------------------------

typedef struct work {
    const kkr_jl_ensemble *e;
    const kkr_jl_model *const *models;
    const kkr_job *job;
    const int *predictors; // which ones
    int n_predictors;
    double **weights;       // [n_predictors][n][n]; NULL: needs none
    kkr_fit_errors *errors; // [n][kkr_jl_n_predictors]
    atomic_bool failed;
} work;

static void judge(const work *w, int i, int k, const double *fields, double *guess,
                  kkr_fit_errors *out)
{
    const kkr_jl_predictor *predictor = &kkr_jl_predictors[w->predictors[k]];
    const kkr_jl_problem *p = w->e->problem[i];
    int n = w->e->n, stride = w->e->n_targets, target = predictor->target;
    const double *c = w->weights[k] ? w->weights[k] + (size_t)i * n : NULL;
    memset(guess, 0, p->test.n * sizeof *guess);
    *out = (kkr_fit_errors){ 0 };
    if (c && isnan(c[0]))
        return;
    for (int j = 0; c && j < n; j++) {
        const double *other =
            predictor->pointwise ? w->e->problem[j]->test.value + target : fields + j;
        size_t step = predictor->pointwise ? stride : n;
        for (size_t x = 0; c[j] != 0 && x < p->test.n; x++)
            guess[x] += c[j] * other[x * step];
    }
    *out = kkr_jl_errors(p, target, KKR_JL_ALL, guess, 1);
}

static void leave_out(void *user, int i, int thread)
{
    (void)thread;
    work *w = user;
    const kkr_jl_ensemble *e = w->e;
    const kkr_jl_problem *p = e->problem[i];
    kkr_job quiet = { .cancel = w->job ? w->job->cancel : NULL, .threads = 1 };
    double *fields = kkr_alloc(p->test.n * e->n, sizeof *fields);
    double *guess = kkr_alloc(p->test.n, sizeof *guess);
    for (int target = 0; target < e->n_targets; target++) {
        bool wanted = false;
        for (int k = 0; k < w->n_predictors; k++)
            wanted = wanted || kkr_jl_predictors[w->predictors[k]].target == target;
        if (!wanted)
            continue;
        if (!kkr_jl_apply(p->jl, p->impurity, p->test.x, p->test.n,
                          w->models[target]->w, e->n, fields, &quiet, NULL))
            atomic_store(&w->failed, true);
        for (int k = 0; k < w->n_predictors; k++)
            if (kkr_jl_predictors[w->predictors[k]].target == target)
                judge(w, i, k, fields, guess,
                      &w->errors[(size_t)i * kkr_jl_n_predictors + w->predictors[k]]);
    }
    free(fields);
    free(guess);
}

/** Fills the errors of `predictors`; `in` says who may train. */
static bool run(work *w, const int *predictors, int n, const bool *in,
                const char *doing, kkr_error *err)
{
    const kkr_jl_ensemble *e = w->e;
    int *possible = kkr_alloc(n, sizeof *possible);
    w->weights = kkr_alloc(n, sizeof *w->weights);
    w->predictors = possible;
    w->n_predictors = 0;
    for (int k = 0; k < n; k++) {
        const kkr_jl_predictor *p = &kkr_jl_predictors[predictors[k]];
        if (p->target >= e->n_targets || (p->pointwise && !e->same_points))
            continue;
        if (!p->nothing)
            w->weights[w->n_predictors] =
                weights_of(e, w->models[p->target], p->rule, in);
        possible[w->n_predictors++] = predictors[k];
    }
    bool done = kkr_parallel_for(w->job, e->n, leave_out, w, doing);
    for (int k = 0; k < w->n_predictors; k++)
        free(w->weights[k]);
    free(w->weights);
    free(possible);
    if (!done)
        return kkr_fail(err, KKR_ERROR_CANCELLED, "cancelled");
    return !atomic_load(&w->failed) ||
           kkr_fail(err, KKR_ERROR_GEOMETRY,
                    "a left-out embedding reaches beyond its known surroundings");
}

// ---- entries that do not fit -----------------------------------------------------

// A starting potential knows nothing of the neighbours in the table. An embedding that
// these miss by several times what it usually misses is more likely wrong than hard.
static const double outlier = 4;

/** What `column` misses at most, and in the median, among those that train. */
static int worst(const work *w, int column, const bool *in, double *most,
                 double *median)
{
    double *values = kkr_alloc(w->e->n, sizeof *values);
    int best = -1, n = 0;
    for (int i = 0; i < w->e->n; i++) {
        const kkr_fit_errors *e = &w->errors[(size_t)i * kkr_jl_n_predictors + column];
        if (!in[i] || e->n == 0)
            continue;
        values[n++] = e->rmse;
        if (best < 0 || e->rmse > *most) {
            best = i;
            *most = e->rmse;
        }
    }
    *median = n ? kkr_quantile(values, n, 0.5) : NAN;
    free(values);
    return best;
}

/** Takes the worst one out until nothing sticks out any more. */
static bool find_suspicious(work *w, kkr_jl_left_out *table, bool *in, kkr_error *err)
{
    enum { V_START = 1 };
    int column = 0, start = V_START;
    double most = 0, usual, median;
    for (int k = 0; k < kkr_jl_n_predictors; k++)
        if (kkr_jl_predictors[k].rule == KKR_ELEMENT_GP_BLOCK &&
            !kkr_jl_predictors[k].pointwise && kkr_jl_predictors[k].target == 1)
            column = k;
    if (!run(w, &start, 1, in, "looking for entries that do not fit", err))
        return false;
    worst(w, start, in, &most, &usual);
    for (int round = 0; round < w->e->n / 3; round++) { // most must be right
        if (!run(w, &column, 1, in, "looking for entries that do not fit", err))
            return false;
        int i = worst(w, column, in, &most, &median);
        if (i < 0 || !(most > outlier * usual))
            break;
        in[i] = false;
        table->suspicious[i] = true;
        table->suspect_rmse[i] = most;
    }
    return true;
}

kkr_jl_left_out *kkr_jl_left_out_new(const kkr_jl_ensemble *e,
                                     const kkr_jl_model *const *models,
                                     const kkr_job *job, kkr_error *err)
{
    KKR_AUTO(kkr_jl_left_out) table = kkr_alloc(1, sizeof *table);
    table->n = e->n;
    table->n_predictors = kkr_jl_n_predictors;
    table->errors =
        kkr_alloc((size_t)e->n * kkr_jl_n_predictors, sizeof *table->errors);
    table->suspicious = kkr_alloc(e->n, sizeof *table->suspicious);
    table->suspect_rmse = kkr_alloc(e->n, sizeof *table->suspect_rmse);
    bool *in = kkr_alloc(e->n, sizeof *in);
    int *all = kkr_alloc(kkr_jl_n_predictors, sizeof *all);
    for (int i = 0; i < e->n; i++) {
        in[i] = is_element(e->problem[i]->z);
        table->suspect_rmse[i] = NAN;
    }
    for (int k = 0; k < kkr_jl_n_predictors; k++)
        all[k] = k;
    work w = { .e = e, .models = models, .job = job, .errors = table->errors };
    bool good = (e->n < 8 || e->n_targets < 2 || find_suspicious(&w, table, in, err)) &&
                run(&w, all, kkr_jl_n_predictors, in, "leaving one out", err);
    free(in);
    free(all);
    return good ? KKR_STEAL(table) : NULL;
}

void kkr_jl_left_out_free(kkr_jl_left_out *table)
{
    if (!table)
        return;
    free(table->errors);
    free(table->suspicious);
    free(table->suspect_rmse);
    free(table);
}

static kkr_jl_summary summarise(const double *rmse, const double *shape, int n)
{
    kkr_jl_summary s = { .n = n };
    for (int q = 0; q < 3; q++) {
        s.rmse[q] = n ? kkr_quantile(rmse, n, 0.25 * (q + 1)) : NAN;
        s.shape[q] = n ? kkr_quantile(shape, n, 0.25 * (q + 1)) : NAN;
    }
    return s;
}

kkr_jl_summary kkr_jl_left_out_summary(const kkr_jl_left_out *table, int predictor)
{
    double *values = kkr_alloc(2 * (size_t)table->n, sizeof *values);
    int n = 0;
    for (int i = 0; i < table->n; i++) {
        const kkr_fit_errors *e =
            &table->errors[(size_t)i * table->n_predictors + predictor];
        if (table->suspicious[i] || e->n == 0)
            continue;
        values[n] = e->rmse;
        values[table->n + n++] = e->shape_rmse;
    }
    kkr_jl_summary s = summarise(values, values + table->n, n);
    free(values);
    return s;
}

// ---- learning curves -------------------------------------------------------------

/**
 * Means of products at one embedding's test points: enough for the error of any
 * combination of fields without going back to the points.
 */
typedef struct moments {
    double *product; // [n][n] of fields
    double *cross;   // [n] of fields with the truth
    double *mean;    // [n] of fields
    double truth, truth_square;
} moments;

static bool moments_of(const kkr_jl_problem *p, const kkr_jl_model *m, int target,
                       moments *out, const kkr_job *job, kkr_error *err)
{
    size_t n = m->n_members, n_points = 0;
    double *fields = kkr_alloc(p->test.n * n, sizeof *fields);
    out->product = kkr_alloc(n * n, sizeof *out->product);
    out->cross = kkr_alloc(n, sizeof *out->cross);
    out->mean = kkr_alloc(n, sizeof *out->mean);
    bool good = kkr_jl_apply(p->jl, p->impurity, p->test.x, p->test.n, m->w, (int)n,
                             fields, job, err);
    for (size_t x = 0; good && x < p->test.n; x++) {
        if (!p->test.scored[x])
            continue;
        const double *f = fields + x * n;
        double truth = p->test.value[x * p->n_targets + target];
        n_points++;
        out->truth += truth;
        out->truth_square += truth * truth;
        for (size_t a = 0; a < n; a++) {
            out->mean[a] += f[a];
            out->cross[a] += f[a] * truth;
            for (size_t b = 0; b < n; b++)
                out->product[a * n + b] += f[a] * f[b];
        }
    }
    double weight = 1 / (double)n_points;
    out->truth *= weight;
    out->truth_square *= weight;
    for (size_t a = 0; a < n; a++) {
        out->mean[a] *= weight;
        out->cross[a] *= weight;
    }
    for (size_t a = 0; a < n * n; a++)
        out->product[a] *= weight;
    free(fields);
    return good;
}

static void combine(const moments *m, const double *c, int n, double *rmse,
                    double *shape)
{
    double square = m->truth_square, mean = -m->truth;
    for (int a = 0; a < n; a++) {
        mean += c[a] * m->mean[a];
        square -= 2 * c[a] * m->cross[a];
        for (int b = 0; c[a] != 0 && b < n; b++)
            square += c[a] * c[b] * m->product[(size_t)a * n + b];
    }
    *rmse = sqrt(fmax(square, 0));
    *shape = sqrt(fmax(square - mean * mean, 0));
}

/** `count` of the n embeddings that may take part, at random. */
static void choose(const bool *may, int n, int count, uint64_t *state, bool *in)
{
    int left = 0;
    for (int i = 0; i < n; i++)
        left += may[i];
    for (int i = 0; i < n; i++) {
        in[i] = false;
        if (!may[i])
            continue;
        *state = *state * 6364136223846793005u + 1442695040888963407u; // Knuth's
        in[i] = (double)(*state >> 33) / 2147483648.0 * left < count;
        count -= in[i];
        left--;
    }
}

typedef struct curve {
    const kkr_jl_ensemble *e;
    const kkr_jl_model *model;
    const moments *moments;
    const bool *may;
    kkr_element_rule rule;
    int repeats, n_may;
    kkr_jl_learning *points;
} curve;

/** One training set: the errors of all others. Returns how many. */
static int learn_once(const curve *c, const bool *in, double *rmse, double *shape)
{
    int count = 0, n = c->e->n;
    double *weights = weights_of(c->e, c->model, c->rule, in);
    for (int i = 0; i < n; i++) {
        const double *row = weights + (size_t)i * n;
        if (c->may[i] && !in[i] && !isnan(row[0])) {
            combine(&c->moments[i], row, n, &rmse[count], &shape[count]);
            count++;
        }
    }
    free(weights);
    return count;
}

/** Every one left out once. */
static int learn_last(const curve *c, double *rmse, double *shape)
{
    int count = 0, n = c->e->n;
    double *weights = weights_of(c->e, c->model, c->rule, c->may);
    for (int i = 0; i < n; i++) {
        const double *row = weights + (size_t)i * n;
        if (c->may[i] && !isnan(row[0])) {
            combine(&c->moments[i], row, n, &rmse[count], &shape[count]);
            count++;
        }
    }
    free(weights);
    return count;
}

static void learn(void *user, int k, int thread)
{
    (void)thread;
    curve *c = user;
    int n = c->e->n, count = 0, size = c->points[k].n_training;
    uint64_t state = 12345;
    bool *in = kkr_alloc(n, sizeof *in);
    double *rmse = kkr_alloc(2 * (size_t)c->repeats * n, sizeof *rmse);
    double *shape = rmse + (size_t)c->repeats * n;
    if (size == c->n_may - 1)
        count = learn_last(c, rmse, shape);
    for (int i = 0; size < c->n_may - 1 && i < c->repeats; i++) {
        choose(c->may, n, size, &state, in);
        count += learn_once(c, in, rmse + count, shape + count);
    }
    c->points[k].summary = summarise(rmse, shape, count);
    free(in);
    free(rmse);
}

int kkr_jl_learning_new(const kkr_jl_ensemble *e, const kkr_jl_model *model, int target,
                        const kkr_jl_left_out *table, kkr_element_rule rule,
                        int repeats, kkr_jl_learning **points, const kkr_job *job,
                        kkr_error *err)
{
    int n = e->n, n_points = 0;
    *points = NULL;
    curve c = { .e = e, .model = model, .rule = rule, .repeats = repeats };
    bool *may = kkr_alloc(n, sizeof *may);
    moments *all = kkr_alloc(n, sizeof *all);
    bool good = true;
    for (int i = 0; i < n && good; i++) {
        may[i] = !table->suspicious[i] && is_element(e->problem[i]->z);
        c.n_may += may[i];
        good = kkr_job_step(job, (double)i / n, "learning curves") ||
               kkr_fail(err, KKR_ERROR_CANCELLED, "cancelled");
        kkr_job silent = { .cancel = job ? job->cancel : NULL,
                           .threads = job ? job->threads : 0 };
        good = good && moments_of(e->problem[i], model, target, &all[i], &silent, err);
    }
    c.may = may;
    c.moments = all;
    c.points = kkr_alloc(32, sizeof *c.points);
    for (int size = 4; size < c.n_may - 1; size *= 2)
        c.points[n_points++].n_training = size;
    if (c.n_may > 1)
        c.points[n_points++].n_training = c.n_may - 1;
    good = good && (kkr_parallel_for(job, n_points, learn, &c, "learning curves") ||
                    kkr_fail(err, KKR_ERROR_CANCELLED, "cancelled"));
    for (int i = 0; i < n; i++) {
        free(all[i].product);
        free(all[i].cross);
        free(all[i].mean);
    }
    free(all);
    free(may);
    if (good)
        *points = c.points;
    else
        free(c.points);
    return good ? n_points : 0;
}
