// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/element_model.h"

#include "core/elements.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double mean_variance = 10; // of the constant, in units of the signal

const char *kkr_element_rule_name(kkr_element_rule rule)
{
    static const char *const names[] = { "mean",  "linear", "quadratic", "nearest",
                                         "table", "gp",     "gp-block" };
    return names[rule];
}

// ---- small dense algebra ---------------------------------------------------------

/** The inverse of a positive matrix a[n][n] in place; false if it is none. */
static bool invert(double *a, int n)
{
    // Gauss-Jordan without pivots: the matrix is symmetric and positive
    for (int k = 0; k < n; k++) {
        double pivot = a[k * n + k];
        if (!(pivot > 1e-300))
            return false;
        a[k * n + k] = 1;
        for (int j = 0; j < n; j++)
            a[k * n + j] /= pivot;
        for (int i = 0; i < n; i++) {
            double f = a[i * n + k];
            if (i == k || f == 0)
                continue;
            a[i * n + k] = 0;
            for (int j = 0; j < n; j++)
                a[i * n + j] -= f * a[k * n + j];
        }
    }
    return true;
}

// ---- Gaussian process ------------------------------------------------------------

static double kernel(const double length[3], const kkr_element *a, const kkr_element *b)
{
    // the block as its angular momentum
    static const double l[] = {
        [KKR_BLOCK_S] = 0, [KKR_BLOCK_P] = 1, [KKR_BLOCK_D] = 2, [KKR_BLOCK_F] = 3
    };
    double p = (a->period - b->period) / length[0];
    double g = (a->group - b->group) / length[1];
    double q = (l[a->block] - l[b->block]) / length[2];
    return exp(-(p * p + g * g + q * q) / 2);
}

static bool fill_inverse(kkr_element_model *m, const kkr_element *e, double *inverse)
{
    int n = m->n;
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++)
            inverse[i * n + j] = kernel(m->length, &e[i], &e[j]) + mean_variance +
                                 (i == j ? m->noise : 0);
    return invert(inverse, n);
}

/**
 * Q = A G A with A = K^-1: field j is missed by sum_k A_jk F_k / A_jj when it is left
 * out (Rasmussen and Williams, eq. 5.12), so by sqrt(Q_jj) / A_jj in the mean.
 */
static void fill_misses(const double *a, const double *gram, int n, double *scratch,
                        double *q)
{
    for (int pass = 0; pass < 2; pass++) {
        const double *left = a, *right = pass ? scratch : gram;
        double *out = pass ? q : scratch; // A G, then A (A G)^T = A G A
        memset(out, 0, (size_t)n * n * sizeof *out);
        for (int i = 0; i < n; i++)
            for (int k = 0; k < n; k++) {
                double f = left[i * n + k];
                for (int j = 0; j < n; j++)
                    out[i * n + j] += f * right[k * n + j];
            }
        for (int i = 0; pass == 0 && i < n; i++)
            for (int j = 0; j < i; j++) {
                double t = out[i * n + j];
                out[i * n + j] = out[j * n + i];
                out[j * n + i] = t;
            }
    }
}

/**
 * Mean leave-one-out error; with `without` >= 0 that of the others when this one is
 * not there at all: its row of A drops out by A' = A - a a^T / A_ii.
 */
static double mean_miss(const double *a, const double *q, int n, int without)
{
    double sum = 0;
    for (int j = 0; j < n; j++) {
        if (j == without)
            continue;
        double own = a[j * n + j], square = q[j * n + j];
        if (without >= 0) {
            int i = without;
            double t = a[j * n + i] / a[i * n + i];
            own -= t * a[j * n + i];
            square -= t * (2 * q[j * n + i] - t * q[i * n + i]);
        }
        sum += sqrt(square < 0 ? 0 : square) / own; // < 0: rounding; NaN stays
    }
    return sum;
}

enum {
    GRID = 256
}; // 4 lengths of the period, 4 of the group, 4 noises, 4 of the block

/** Point `k` of the grid; false if the rule has no such point. */
static bool set_grid(kkr_element_model *m, int k)
{
    static const double periods[] = { 0.5, 1, 2, 4 }, groups[] = { 1.5, 3, 6, 12 };
    static const double blocks[] = { 0.7, 1.5, 3, INFINITY };
    static const double noises[] = { 1e-3, 1e-2, 0.1, 0.5 };
    m->length[0] = periods[k % 4];
    m->length[1] = groups[k / 4 % 4];
    m->noise = noises[k / 16 % 4];
    m->length[2] = blocks[k / 64];
    return m->rule == KKR_ELEMENT_GP_BLOCK || isinf(m->length[2]);
}

/**
 * The best grid point for all fields, best[0], or for all but each, best[n]. False if
 * the numbers are not finite.
 */
static bool choose(kkr_element_model *m, const kkr_element *e, const double *gram,
                   bool each, int *best, kkr_error *err)
{
    size_t n = m->n, n_best = each ? n : 1;
    double *a = kkr_alloc(n * n, sizeof *a), *q = kkr_alloc(n * n, sizeof *q);
    double *scratch = kkr_alloc(n * n, sizeof *scratch);
    double *least = kkr_alloc(n_best, sizeof *least);
    for (size_t i = 0; i < n_best; i++) {
        least[i] = INFINITY;
        best[i] = -1;
    }
    for (int k = 0; k < GRID; k++) {
        if (!set_grid(m, k) || !fill_inverse(m, e, a))
            continue;
        fill_misses(a, gram, m->n, scratch, q);
        for (size_t i = 0; i < n_best; i++) {
            double miss = mean_miss(a, q, m->n, each ? (int)i : -1);
            if (miss < least[i]) {
                least[i] = miss;
                best[i] = k;
            }
        }
    }
    bool good = true;
    for (size_t i = 0; i < n_best; i++)
        good = good && best[i] >= 0;
    free(a);
    free(q);
    free(scratch);
    free(least);
    return good || kkr_fail(err, KKR_ERROR_FORMAT,
                            "no Gaussian process over these %d elements: their fields "
                            "are not finite",
                            m->n);
}

static bool train(kkr_element_model *m, const kkr_element *e, const double *gram,
                  kkr_error *err)
{
    int best;
    m->inverse = kkr_alloc((size_t)m->n * m->n, sizeof *m->inverse);
    return choose(m, e, gram, false, &best, err) && set_grid(m, best) &&
           fill_inverse(m, e, m->inverse);
}

static void weigh_gp(const kkr_element_model *m, const kkr_element *e,
                     const kkr_element *wanted, double *c)
{
    for (int i = 0; i < m->n; i++)
        c[i] = 0;
    for (int j = 0; j < m->n; j++) {
        double k = kernel(m->length, &e[j], wanted) + mean_variance;
        for (int i = 0; i < m->n; i++)
            c[i] += m->inverse[(size_t)j * m->n + i] * k;
    }
}

// ---- the other rules -------------------------------------------------------------

/** Least squares in 1, t, t^2, ... with t = (Z - mean) / 30. */
static void weigh_polynomial(const kkr_element_model *m, int terms, double z, double *c)
{
    double middle = 0, a[9] = { 0 }, power[3] = { 1 }, solved[3] = { 0 };
    for (int i = 0; i < m->n; i++)
        middle += m->z[i] / m->n;
    for (int i = 0; i < m->n; i++) {
        double t = (m->z[i] - middle) / 30, p[3] = { 1, t, t * t };
        for (int j = 0; j < terms; j++)
            for (int k = 0; k < terms; k++)
                a[j * terms + k] += p[j] * p[k];
    }
    power[1] = (z - middle) / 30;
    power[2] = power[1] * power[1];
    invert(a, terms); // positive: kkr_element_model_new() counted different Z
    for (int j = 0; j < terms; j++)
        for (int k = 0; k < terms; k++)
            solved[j] += a[j * terms + k] * power[k];
    for (int i = 0; i < m->n; i++) {
        double t = (m->z[i] - middle) / 30;
        c[i] = solved[0] + t * (solved[1] + t * solved[2]);
    }
}

static int nearest(const kkr_element_model *m, double z)
{
    int best = 0;
    for (int i = 1; i < m->n; i++) {
        double d = fabs(m->z[i] - z) - fabs(m->z[best] - z);
        if (d < 0 || (d == 0 && m->z[i] < m->z[best]))
            best = i;
    }
    return best;
}

typedef bool (*same)(const kkr_element *a, const kkr_element *b);

static bool same_period(const kkr_element *a, const kkr_element *b)
{
    return a->period == b->period;
}

static bool same_group(const kkr_element *a, const kkr_element *b)
{
    return a->group == b->group && a->block == b->block;
}

/** The neighbours of `wanted` in its row or column of the table; -1: none. */
static void neighbours(const kkr_element *e, int n, const kkr_element *wanted,
                       same alike, int *below, int *above)
{
    *below = *above = -1;
    for (int i = 0; i < n; i++) {
        if (!alike(&e[i], wanted))
            continue;
        if (e[i].z <= wanted->z && (*below < 0 || e[i].z > e[*below].z))
            *below = i;
        if (e[i].z >= wanted->z && (*above < 0 || e[i].z < e[*above].z))
            *above = i;
    }
}

static void between(double *c, int below, int above, double a, double x, double b)
{
    double t = b > a ? (x - a) / (b - a) : 0;
    c[above] += t;
    c[below] += 1 - t;
}

static void weigh_table(const kkr_element_model *m, const kkr_element *e,
                        const kkr_element *wanted, double *c)
{
    int row[2], column[2];
    neighbours(e, m->n, wanted, same_period, &row[0], &row[1]);
    neighbours(e, m->n, wanted, same_group, &column[0], &column[1]);
    if (row[0] >= 0 && row[1] >= 0)
        between(c, row[0], row[1], e[row[0]].z, wanted->z, e[row[1]].z);
    else if (column[0] >= 0 && column[1] >= 0)
        between(c, column[0], column[1], e[column[0]].period, wanted->period,
                e[column[1]].period);
    else if (column[0] >= 0 || column[1] >= 0)
        c[column[0] >= 0 ? column[0] : column[1]] = 1;
    else if (row[0] >= 0 || row[1] >= 0)
        c[row[0] >= 0 ? row[0] : row[1]] = 1;
    else
        c[nearest(m, wanted->z)] = 1;
}

// ---- the model -------------------------------------------------------------------

static bool find_elements(const double *z, int n, kkr_element *e, kkr_error *err)
{
    for (int i = 0; i < n; i++)
        if (!kkr_element_find(z[i], &e[i]))
            return kkr_fail(err, KKR_ERROR_FORMAT,
                            "Z = %g is no element, so it has no neighbours in the "
                            "periodic table",
                            z[i]);
    return true;
}

static int count_different(const double *z, int n)
{
    int different = 0;
    for (int i = 0; i < n; i++) {
        bool seen = false;
        for (int j = 0; j < i; j++)
            seen = seen || z[j] == z[i];
        different += !seen;
    }
    return different;
}

kkr_element_model *kkr_element_model_new(kkr_element_rule rule, const double *z, int n,
                                         const double *gram, kkr_error *err)
{
    bool gp = rule == KKR_ELEMENT_GP || rule == KKR_ELEMENT_GP_BLOCK;
    assert(!gp || gram);
    int least = rule == KKR_ELEMENT_QUADRATIC || gp ? 3
                : rule == KKR_ELEMENT_LINEAR        ? 2
                                                    : 1;
    int different = count_different(z, n);
    if (different < least) {
        kkr_fail(err, KKR_ERROR_MISSING,
                 "rule \"%s\" needs %d different elements, there %s %d",
                 kkr_element_rule_name(rule), least, different == 1 ? "is" : "are",
                 different);
        return NULL;
    }
    KKR_AUTO(kkr_element_model) m = kkr_alloc(1, sizeof *m);
    m->rule = rule;
    m->n = n;
    m->z = kkr_alloc(n, sizeof *m->z);
    memcpy(m->z, z, n * sizeof *z);
    kkr_element *e = kkr_alloc(n, sizeof *e);
    bool good = find_elements(z, n, e, err) && (!gp || train(m, e, gram, err));
    free(e);
    return good ? KKR_STEAL(m) : NULL;
}

void kkr_element_model_free(kkr_element_model *model)
{
    if (!model)
        return;
    free(model->z);
    free(model->inverse);
    free(model);
}

bool kkr_element_model_weights(const kkr_element_model *m, double z, double *weights,
                               kkr_error *err)
{
    kkr_element wanted, *e = kkr_alloc(m->n, sizeof *e);
    if (!find_elements(&z, 1, &wanted, err) || !find_elements(m->z, m->n, e, err)) {
        free(e);
        return false;
    }
    for (int i = 0; i < m->n; i++)
        weights[i] = m->rule == KKR_ELEMENT_MEAN ? 1.0 / m->n : 0;
    switch (m->rule) {
    case KKR_ELEMENT_LINEAR:
    case KKR_ELEMENT_QUADRATIC:
        weigh_polynomial(m, m->rule == KKR_ELEMENT_LINEAR ? 2 : 3, z, weights);
        break;
    case KKR_ELEMENT_NEAREST:
        weights[nearest(m, z)] = 1;
        break;
    case KKR_ELEMENT_TABLE:
        weigh_table(m, e, &wanted, weights);
        break;
    case KKR_ELEMENT_GP:
    case KKR_ELEMENT_GP_BLOCK:
        weigh_gp(m, e, &wanted, weights);
        break;
    default:
        break;
    }
    free(e);
    return true;
}

// ---- every one left out once -----------------------------------------------------

/** The same as training n models, but the inverses are made once per grid point. */
static bool left_out_gp(kkr_element_rule rule, const double *z, int n,
                        const double *gram, double *weights, kkr_error *err)
{
    kkr_element_model m = { .rule = rule, .n = n };
    kkr_element *e = kkr_alloc(n, sizeof *e);
    int *best = kkr_alloc(n, sizeof *best);
    double *a = kkr_alloc((size_t)n * n, sizeof *a);
    bool good = find_elements(z, n, e, err) && choose(&m, e, gram, true, best, err);
    for (int k = 0; good && k < GRID; k++) {
        bool wanted = false;
        for (int i = 0; i < n; i++)
            wanted = wanted || best[i] == k;
        if (!wanted || !set_grid(&m, k) || !fill_inverse(&m, e, a))
            continue;
        for (int i = 0; i < n; i++) {
            if (best[i] != k)
                continue;
            double own = a[(size_t)i * n + i];
            for (int j = 0; j < n; j++)
                weights[(size_t)i * n + j] = j == i ? 0 : -a[(size_t)i * n + j] / own;
        }
    }
    free(e);
    free(best);
    free(a);
    return good;
}

bool kkr_element_left_out(kkr_element_rule rule, const double *z, int n,
                          const double *gram, double *weights, kkr_error *err)
{
    bool gp = rule == KKR_ELEMENT_GP || rule == KKR_ELEMENT_GP_BLOCK;
    if (gp && n > 4)
        return left_out_gp(rule, z, n, gram, weights, err);
    double *others = kkr_alloc(n, sizeof *others), *c = kkr_alloc(n, sizeof *c);
    double *inner = kkr_alloc((size_t)n * n, sizeof *inner);
    bool good = true;
    for (int i = 0; good && i < n; i++) {
        int count = n - 1;
        for (int j = 0; j < count; j++) {
            others[j] = z[j + (j >= i)];
            for (int k = 0; gp && k < count; k++)
                inner[j * count + k] = gram[(j + (j >= i)) * n + k + (k >= i)];
        }
        KKR_AUTO(kkr_element_model)
        m = kkr_element_model_new(rule, others, count, inner, err);
        good = m && kkr_element_model_weights(m, z[i], c, err);
        for (int j = 0; good && j < n; j++)
            weights[(size_t)i * n + j] = j == i ? 0 : c[j - (j > i)];
    }
    free(others);
    free(c);
    free(inner);
    return good;
}
