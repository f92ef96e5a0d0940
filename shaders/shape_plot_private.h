// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "shaders/shape_plot.h"

/** Inside shape_plot*.c only. */

enum { SHAPE_MAX_LINES = 14, SHAPE_MAX_SUMS = 6, SHAPE_MAX_TICKS = 64 };

struct kkr_shape_plot {
    const kkr_shape_curves *curves;
    const kkr_shape_ray *ray;
    const kkr_shape_slice *slice;
    kkr_shape_view view;
    kkr_scale x, y;  // linear
    double factor;   // values are shown times this: a power of ten
    int n_lm, n_all; // curves shown, and how many there would be
    int lm[SHAPE_MAX_LINES];
    int n_sums, sums[SHAPE_MAX_SUMS]; // cut-offs of the ray, rising
};

/** A curve's points; the file's for FILE and DIFFERENCE. */
typedef struct shape_points {
    int n;
    const double *r, *value;
} shape_points;

shape_points kkr_shape_plot_points(const kkr_shape_plot *plot, int lm, bool of_file);

static inline double kkr_shape_page_x(const kkr_shape_plot *plot, const kkr_rect *panel,
                                      double value)
{
    return panel->x + panel->width * kkr_scale_position(&plot->x, value);
}

static inline double kkr_shape_page_y(const kkr_shape_plot *plot, const kkr_rect *panel,
                                      double value)
{
    return panel->y +
           panel->height * (1 - kkr_scale_position(&plot->y, value * plot->factor));
}

void kkr_shape_draw_slice(cairo_t *cr, const kkr_shape_plot *plot,
                          const kkr_shape_style *style, const kkr_rect *panel);
