// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "shaders/radial_plot.h"

#include <math.h>

/** Inside radial_plot*.c only. */

/** A piece of a scale: positions from `from` to `to` fill the axis. */
typedef struct radial_axis {
    kkr_scale scale;
    double from, to;
} radial_axis;

/** Points of a line as positions on the axes, 0 to 1 inside a panel. */
typedef struct radial_trace {
    int n;
    float *x, *y[2]; // [n]; y of the value and of its absolute value
} radial_trace;

enum { RADIAL_MAX_TICKS = 96, RADIAL_MAX_R_MT = 4 };

struct kkr_radial_plot {
    const kkr_radial_curves *curves;
    kkr_radial_view view;
    double factor; // from Ry to the unit
    radial_axis r_axis, axis[KKR_QUANTITY_COUNT];
    radial_trace (*trace)[KKR_RADIAL_LINES]; // [curves->n]
    kkr_rgb *color;                          // [curves->n]
    char **label; // [curves->n] markup; NULL: a later curve lies exactly upon it
    bool empty[KKR_RADIAL_LINES]; // no curve has this line
    double z_low, z_high;         // of a family
    // Marks that all curves share, else 0.
    double r_ir_min, r_cut, r_max;
    int n_borders;
    const double *border;
    int n_r_mt; // different ones
    double r_mt[RADIAL_MAX_R_MT];
};

static inline int kkr_radial_line_of(kkr_quantity quantity)
{
    bool difference = quantity == KKR_QUANTITY_DV || quantity == KKR_QUANTITY_ABS_DV;
    return difference ? KKR_RADIAL_DV : KKR_RADIAL_V;
}

static inline bool kkr_radial_is_absolute(kkr_quantity quantity)
{
    return quantity == KKR_QUANTITY_ABS_V || quantity == KKR_QUANTITY_ABS_DV;
}

/** The colour of a family at a fraction of its range of Z. */
kkr_rgb kkr_radial_map_color(const kkr_radial_plot *plot, double fraction);

/** Axis lengths beyond which positions are clamped: page coordinates stay finite. */
extern const double kkr_radial_far_outside;

/** 0 to 1 on the axis, clamped far outside. */
double kkr_radial_axis_position(const radial_axis *axis, double value);

/** A pixel's middle, so that lines of one pixel are sharp. */
static inline double kkr_radial_sharp(const kkr_radial_style *style, double x)
{
    return style->snap > 0 ? (floor(x / style->snap) + 0.5) * style->snap : x;
}

static inline double kkr_radial_page_x(const kkr_rect *panel, double position)
{
    return panel->x + panel->width * position;
}

static inline double kkr_radial_page_y(const kkr_rect *panel, double position)
{
    return panel->y + panel->height * (1 - position);
}

/** Axes, marks and grid of a panel, with numbers at the left and below or without. */
void kkr_radial_draw_frame(cairo_t *cr, const kkr_radial_plot *plot,
                           const kkr_radial_style *style, const kkr_rect *panel,
                           kkr_quantity quantity, bool values, bool radii);

/** One line of a panel, clipped to it. */
void kkr_radial_draw_curve(cairo_t *cr, const kkr_radial_plot *plot,
                           const kkr_radial_style *style, const kkr_rect *panel,
                           kkr_quantity quantity, int curve, kkr_rgb color,
                           double width);

/** Everything of a panel but its curves and their labels. */
void kkr_radial_draw_axes(cairo_t *cr, const kkr_radial_plot *plot,
                          const kkr_radial_style *style, const kkr_rect *panel,
                          kkr_quantity quantity);
