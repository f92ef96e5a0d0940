// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"

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

enum { KKR_FIT_LEAST_POINTS = 100, KKR_FIT_MOST_POINTS = 1000000 };

typedef struct kkr_fit_look {
    kkr_fit_chart chart;
    bool from_start;    // V - V_start instead of V - V_host
    bool only_impurity; // the impurity's cell only
    int n_one, n_two, l_max;
    double rcut;   // angstrom; 0: 4.5 for one cell, 6 for several
    double lambda; // ridge on columns of unit rms; 0: none, of several cases 1e-14
    // In the impurity's cell: two thirds in the volume, a third in log r, and a
    // fifteenth more on the surface; 0: 4500, of several cases 2000.
    int points;
} kkr_fit_look;

extern const kkr_fit_look kkr_fit_look_default;

/**
 * The fit that it asks for, of one or several cases. False, with a sentence, for
 * settings that describe nothing.
 */
struct kkr_jl_fit_params; // core/jl_fit.h
bool kkr_fit_look_params(const kkr_fit_look *look, bool several,
                         struct kkr_jl_fit_params *params, kkr_error *err);
