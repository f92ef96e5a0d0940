// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "app/figure_kind.h"

/** Of kind slices only: its options, and what app/figure_slices_draw.c does with them. */
typedef struct kkr_slices_arguments {
    const char *plane, *center, *colormap, *range;
    double width, linear_to;
    int scale, contours, cells, atoms, labels, axes;
} kkr_slices_arguments;

/** --range: one limit, or those of V and V - V0; in Ry. */
bool kkr_slices_range(const kkr_slices_arguments *own, kkr_energy_unit unit,
                      double limit[2], kkr_error *err);

kkr_drawing *kkr_slices_make(const kkr_figure_call *call, kkr_error *err);
bool kkr_slices_survey(const kkr_figure_call *call, kkr_figure_survey *survey,
                       kkr_error *err);
bool kkr_slices_settle(const kkr_figure_survey *survey, const void *own,
                       kkr_recipe *recipe, kkr_error *err);
kkr_drawing *kkr_slices_sheet(const kkr_figure_call *calls, int n_calls, int from,
                              int n, kkr_error *err);
