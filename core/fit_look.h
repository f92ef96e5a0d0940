// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <stdbool.h>

/**
 * How a fit is made and shown: the part of a recipe that figures of that kind have.
 *
 * Threads: a plain value.
 */
typedef enum kkr_fit_chart {
    KKR_FIT_OVERVIEW,     // the page that says most: maps, parity, radius, metrics
    KKR_FIT_METRICS,      // errors beside the baselines, a table
    KKR_FIT_PARITY,       // the model against KKR, point by point
    KKR_FIT_MAPS,         // KKR, model, and their difference on the plane
    KKR_FIT_LINE,         // the same along a line
    KKR_FIT_RADIUS,       // errors against the distance from the impurity
    KKR_FIT_CURVES,       // learning curves
    KKR_FIT_COEFFICIENTS, // columns and blocks
    KKR_FIT_MATRIX,       // of several: each left out, by every predictor
} kkr_fit_chart;

typedef struct kkr_fit_look {
    kkr_fit_chart chart;
    bool from_start;    // V - V_start instead of V - V_host
    bool only_impurity; // the impurity's cell only
    int n_one, n_two, l_max;
    double rcut; // angstrom; 0: 4.5 for one cell, 6 for several
} kkr_fit_look;

extern const kkr_fit_look kkr_fit_look_default;
