// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "shaders/jl_plot.h"

/** Inside jl_plot*.c and fit_plot*.c only: axes, headings, ramps and marks they share. */

typedef kkr_chart_axes jl_axes;

/** Linear from low to high on both. */
jl_axes kkr_jl_axes(const kkr_jl_style *style, const kkr_rect *area, double x_low,
                    double x_high, double y_low, double y_high);

/** Grid, ticks and numbers; titles are markup, `y_title` stands upwards. */
void kkr_jl_draw_axes(cairo_t *cr, const kkr_jl_style *style, const jl_axes *axes,
                      const char *x_title, const char *y_title);
/** One of them alone. */
void kkr_jl_draw_y_axis(cairo_t *cr, const kkr_jl_style *style, const jl_axes *axes,
                        const char *title);
void kkr_jl_draw_x_axis(cairo_t *cr, const kkr_jl_style *style, const jl_axes *axes,
                        const char *title);

/** "**Name**  rest" at the top of the area; both markup. */
void kkr_jl_draw_heading(cairo_t *cr, const kkr_jl_style *style, const kkr_rect *area,
                         const char *name, const char *rest);

void kkr_jl_write(cairo_t *cr, const kkr_jl_style *style, const char *markup,
                  kkr_rgb color, int anchor, double x, double y);

/** A ramp lying in the box with low and high beside or below it. */
void kkr_jl_draw_ramp(cairo_t *cr, const kkr_jl_style *style, const kkr_rect *box,
                      const kkr_colormap *map, double low, double high);

/** The same for any scale. */
void kkr_jl_draw_scale(cairo_t *cr, const kkr_jl_style *style, const kkr_rect *box,
                       const kkr_colormap *map, const kkr_scale *scale);

/** Colour i of n curves, from light to dark. */
kkr_rgb kkr_jl_curve_color(const kkr_jl_style *style, int i, int n);
/** A species. */
kkr_rgb kkr_jl_species_color(int species);

/** A pixel's middle, so that lines of one pixel are sharp. */
double kkr_jl_sharp(const kkr_jl_style *style, double x);

/** An image of values[height][width], row 0 at the bottom; the caller's. */
cairo_surface_t *kkr_jl_image(const float *values, int width, int height,
                              const kkr_colormap *map, double low, double high,
                              kkr_rgb unknown);
void kkr_jl_paint(cairo_t *cr, cairo_surface_t *image, const kkr_rect *box,
                  bool smooth);

/** Cells, atoms and the frame over a map of a slice that fills the box. */
void kkr_jl_draw_plane_marks(cairo_t *cr, const kkr_jl_style *style,
                             const kkr_slice *slice, const kkr_rect *box,
                             const kkr_recipe *recipe);
