// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/scale.h"
#include "shaders/panels.h"

/**
 * A plain diagram: a frame with two scales, ticks and titles, into which curves and
 * dots are drawn. For pages of numbers; what is the subject of a picture has axes of
 * its own.
 *
 * Threads: a cairo context belongs to one thread; a chart is a plain value.
 */
typedef struct kkr_chart {
    const kkr_style *style;
    kkr_rect frame;                // of the curves; ticks and titles are outside
    kkr_scale x, y;                // linear or log
    const char *x_title, *y_title; // markup; NULL: none
    int x_ticks, y_ticks;          // labelled ones wanted, about
} kkr_chart;

/** Grid lines, frame, ticks, numbers and titles. */
void kkr_chart_draw(cairo_t *cr, const kkr_chart *chart);

double kkr_chart_x(const kkr_chart *chart, double x);
double kkr_chart_y(const kkr_chart *chart, double y);

/** A line through n points; where one is not finite it breaks. Clipped by the frame. */
void kkr_chart_curve(cairo_t *cr, const kkr_chart *chart, const double *x,
                     const double *y, int n, kkr_rgb color, double width);
/** Dots at n points, those outside of the frame left out. */
void kkr_chart_dots(cairo_t *cr, const kkr_chart *chart, const double *x,
                    const double *y, int n, kkr_rgb color, double radius);
/** A dashed line from top to bottom, named at its upper end; `name` may be NULL. */
void kkr_chart_vertical(cairo_t *cr, const kkr_chart *chart, double x,
                        const char *name);

/** A log scale over whole powers of ten that hold all finite values > 0. */
kkr_scale kkr_chart_log_scale(const double *values, int n);
