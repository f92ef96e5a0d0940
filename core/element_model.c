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
    // s, f, d, p on one line: what fills next to each other is alike
    static const double place[] = { 0, 0.5, 1, 2 };
    double p = (a->period - b->period) / length[0];
    double g = (a->group - b->group) / length[1];
    double q = (place[a->block] - place[b->block]) / length[2];
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
 * Mean square of the leave-one-out errors: field i is missed by
 * sum_j (K^-1)_ij F_j / (K^-1)_ii (Rasmussen and Williams, eq. 5.12).
 */
static double left_out(const double *inverse, const double *gram, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++) {
        const double *row = inverse + (size_t)i * n;
        double square = 0;
        for (int j = 0; j < n; j++) {
            double product = 0;
            for (int k = 0; k < n; k++)
                product += gram[(size_t)j * n + k] * row[k];
            square += row[j] * product;
        }
        sum += square / (row[i] * row[i]);
    }
    return sum / n;
}

static bool choose(kkr_element_model *m, const kkr_element *e, const double *gram,
                   kkr_error *err)
{
    static const double periods[] = { 0.5, 1, 2, 4 }, groups[] = { 1.5, 3, 6, 12 };
    static const double blocks[] = { 0.7, 1.5, 3, INFINITY };
    static const double noises[] = { 1e-3, 1e-2, 0.1, 0.5 };
    double best = INFINITY, length[3], noise = 0;
    double *inverse = kkr_alloc((size_t)m->n * m->n, sizeof *inverse);
    for (int try = 0; try < 256; try++) {
        if (m->rule == KKR_ELEMENT_GP && try / 64 != 3)
            continue;
        m->length[0] = periods[try % 4];
        m->length[1] = groups[try / 4 % 4];
        m->noise = noises[try / 16 % 4];
        m->length[2] = blocks[try / 64];
        if (!fill_inverse(m, e, inverse))
            continue;
        double error = left_out(inverse, gram, m->n);
        if (error < best) {
            best = error;
            memcpy(length, m->length, sizeof length);
            noise = m->noise;
        }
    }
    free(inverse);
    if (!isfinite(best))
        return kkr_fail(err, KKR_ERROR_FORMAT,
                        "no Gaussian process over these %d elements: their fields are "
                        "not finite",
                        m->n);
    memcpy(m->length, length, sizeof length);
    m->noise = noise;
    m->inverse = kkr_alloc((size_t)m->n * m->n, sizeof *m->inverse);
    return fill_inverse(m, e, m->inverse);
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
    bool good = find_elements(z, n, e, err) && (!gp || choose(m, e, gram, err));
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
