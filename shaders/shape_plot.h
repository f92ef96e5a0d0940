// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/cells_style.h"
#include "core/recipe.h"
#include "core/shape_curves.h"
#include "shaders/panels.h"

/**
 * What the shape function of a cell looks like, one chart at a time, on screen and
 * on paper:
 *
 *     critical radii (bohr)
 *      2.412   2.785 2.954   3.411
 *     |__ :      :     :       :   L = (l, m)
 *     |  \:      :     :       :   - (0, 0)      CURVES  Theta_L(r)
 *     |   :\_   _:_    :       :   - (4, 0)      RAY     its sum along a direction
 *     0---:--\-/-:-\---:-------:-  - (4, 4)      SLICE   its sum on a plane
 *     +---------------------------               GIBBS   the sum's error against l
 *             r (bohr)
 *
 * As for curves of V (shaders/radial_plot.h): _new() fixes the axes, _place() says
 * where they lie, _draw() draws.
 *
 * Threads: a plot never changes once made; it may be drawn by any thread.
 */
typedef struct kkr_shape_view {
    kkr_shape_chart chart;
    kkr_shape_source source; // without a file: computed
    int l;                   // up to which curves are shown, or summed
    double radius;           // of the sphere, marked; 0: none
    double r_mt;             // bohr, marked; 0: unknown
    bool dark;
} kkr_shape_view;

typedef struct kkr_shape_plot kkr_shape_plot;

/**
 * Borrows all of them. `ray` and `slice` may be NULL where their chart is not asked
 * for; l is cut to that of the curves.
 */
kkr_shape_plot *kkr_shape_plot_new(const kkr_shape_curves *curves,
                                   const kkr_shape_ray *ray,
                                   const kkr_shape_slice *slice,
                                   const kkr_shape_view *view);
void kkr_shape_plot_free(kkr_shape_plot *plot);
KKR_DEFINE_AUTO(kkr_shape_plot)

/** Sizes of a page; lengths in units of the cairo context. */
typedef struct kkr_shape_style {
    kkr_style plot;
    double margin;
    double tick_room;   // left of the panel, for numbers
    double top;         // above it, for critical radii
    double axis_room;   // below it
    double legend_room; // right of it
    double tick_length;
    double curve; // line width
    double dot;   // radius of a point of the file
    double label; // font size of the legend
    kkr_rgb pick; // the sphere
    double snap;  // axes lie on multiples of this (a pixel); 0: anywhere
    bool transparent;
} kkr_shape_style;

kkr_shape_style kkr_shape_style_screen(bool dark);
kkr_shape_style kkr_shape_style_page(kkr_profile profile, bool dark);

/** The chart inside a rectangle: what the axes enclose. */
void kkr_shape_plot_place(const kkr_shape_plot *plot, const kkr_shape_style *style,
                          const kkr_rect *area, kkr_rect *panel);

/** Leaves the context as it was. */
void kkr_shape_plot_draw(cairo_t *cr, const kkr_shape_plot *plot,
                         const kkr_shape_style *style, const kkr_rect *area);

/** r at a page position, bohr, clamped to the axis; NaN for a chart without one. */
double kkr_shape_plot_r(const kkr_shape_plot *plot, const kkr_rect *panel, double x);
/** Where r is on the page; the inverse. */
double kkr_shape_plot_x(const kkr_shape_plot *plot, const kkr_rect *panel, double r);

/** The component whose curve is nearest to (x, y), at most `within` away; -1: none. */
int kkr_shape_plot_pick(const kkr_shape_plot *plot, const kkr_rect *panel, double x,
                        double y, double within);
