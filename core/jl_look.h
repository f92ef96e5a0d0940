// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/jl_settings.h"

/**
 * How Jacobi-Legendre features are shown: the part of a recipe that the view Features
 * and figures of that kind share. Lengths in angstrom, as in core/jl_settings.h.
 *
 * Threads: a plain value.
 */
typedef enum kkr_jl_chart {
    KKR_JL_BASIS,       // radial and angular functions
    KKR_JL_FINGERPRINT, // all columns at a point
    KKR_JL_MAP,         // one column on the plane, or a sheet of many
    KKR_JL_WATERFALL,   // all columns along a line
    KKR_JL_SIMILARITY,  // how alike the plane is to the point
    KKR_JL_PCA,         // principal components as colours
} kkr_jl_chart;

/** What the view Features shows beside the panel of V. */
typedef enum kkr_jl_page {
    KKR_JL_PAGE_POINT, // functions, the point's fingerprint, likeness, components
    KKR_JL_PAGE_PLANE, // single columns on the plane; the points by their components
    KKR_JL_PAGE_LINE,  // the waterfall
    KKR_JL_PAGE_MODEL, // a fit of V - V0, and what it is worth
    KKR_JL_PAGE_COUNT
} kkr_jl_page;

typedef struct kkr_jl_look {
    kkr_jl_page page; // of the window
    kkr_jl_chart chart;
    char species[64]; // "all" elements, or names with commas; "host,imp": by role
    double rcut;
    int n_one, n_two, l_max;
    double alpha[2], beta[2];
    double rmin, gamma;
    kkr_jl_body body;
    bool single;      // two-body terms vanish at rcut only
    bool reference;   // as the public package of 2023 computes
    char feature[64]; // a label of core/jl_settings.h, or "overview"
    bool raw;         // of MAP: values as they are, not z
    double likeness;  // of SIMILARITY, in medians of the distance
} kkr_jl_look;

extern const kkr_jl_look kkr_jl_look_default;

/** The settings it says; without species if it says "all". Fails for bad names. */
bool kkr_jl_look_settings(const kkr_jl_look *look, kkr_jl_settings *settings,
                          kkr_error *err);
