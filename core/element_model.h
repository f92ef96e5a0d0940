// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"

/**
 * How a field of one impurity is put together from the fields of others in the
 * same host: F(Z) = sum_x c_x F_x. The rule gives the weights c from where the
 * elements stand in the periodic table; what F is does not matter to it.
 *
 *     mean        1/n each
 *     linear      least squares in (1, dZ)
 *     quadratic   in (1, dZ, dZ^2)
 *     nearest     the element with the nearest Z (of two the lighter one)
 *     table       linear in Z between neighbours of the same period; else in the
 *                 period between neighbours of the same group; else the nearest of
 *                 the group, of the period, of all
 *     gp          Gaussian process over period and group
 *     gp-block    over period, group and block (s, f, d, p)
 *
 * The Gaussian processes have a squared exponential kernel, an unknown constant
 * mean (variance 10) and noise; a block counts as its l = 0, 1, 2, 3. Lengths and noise
 * are those of a grid that have the least mean leave-one-out error of the training
 * fields, in closed form (Rasmussen and Williams, Gaussian Processes for Machine
 * Learning, 2006, eq. 5.12), so they need the inner products of these fields.
 *
 * Threads: never changes once made.
 */
typedef enum kkr_element_rule {
    KKR_ELEMENT_MEAN,
    KKR_ELEMENT_LINEAR,
    KKR_ELEMENT_QUADRATIC,
    KKR_ELEMENT_NEAREST,
    KKR_ELEMENT_TABLE,
    KKR_ELEMENT_GP,
    KKR_ELEMENT_GP_BLOCK,
    KKR_ELEMENT_RULE_COUNT
} kkr_element_rule;

/** "mean", "linear", ... */
const char *kkr_element_rule_name(kkr_element_rule rule);

typedef struct kkr_element_model {
    kkr_element_rule rule;
    int n;
    double *z;        // [n] of the training fields
    double length[3]; // gp: period, group, block; INFINITY: unused
    double noise;     // gp: of unit signal variance
    double *inverse;  // gp: [n][n] of kernel + mean + noise
} kkr_element_model;

/**
 * `gram[n][n]` holds the inner products of the training fields; only the Gaussian
 * processes read it. Fails for a vacancy or fractional Z among them (they have no
 * place in the table), for fewer fields than the rule has constants, and for
 * numbers that are not finite.
 */
kkr_element_model *kkr_element_model_new(kkr_element_rule rule, const double *z, int n,
                                         const double *gram, kkr_error *err);
void kkr_element_model_free(kkr_element_model *model);
KKR_DEFINE_AUTO(kkr_element_model)

/** The weights c[n] for an element. Fails if `z` is none. */
bool kkr_element_model_weights(const kkr_element_model *model, double z,
                               double *weights, kkr_error *err);

/**
 * The weights of every field for each other one, weights[n][n]: row i is what a model
 * of all but i gives for element i, 0 at i itself. Much faster than n models for the
 * Gaussian processes. Fails as kkr_element_model_new() does.
 */
bool kkr_element_left_out(kkr_element_rule rule, const double *z, int n,
                          const double *gram, double *weights, kkr_error *err);
