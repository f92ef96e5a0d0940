// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/case.h"
#include "core/line.h"
#include "core/recipe.h"
#include "shaders/panels.h"

/**
 * V, V0 and V - V0 along a line as curves, for the strip below the panels and for
 * figures. The two plots stand as the panels do, V at the left and V - V0 at the
 * right, with the ticks of both between them:
 *
 *      Ag 1  | Hg 2            Ag 1  | Hg 2
 *     +------+-----+-  0   0 -+------+-----+
 *     |   V, V0    |- -1   1 -|   V - V0   |
 *     +--+---+--+--+           +--+---+--+--+
 *        2   4  6     d (bohr)   2   4  6
 *
 * At cell faces the curves break; where the two one-sided values can be told
 * apart, both are marked. Without V0 there is one plot.
 *
 * Threads: a kkr_profile_plot never changes once made; it may be drawn by any thread.
 */
typedef struct kkr_profile_style {
    kkr_style plot;
    double margin;      // at the left and right
    double column;      // between the plots
    double top, bottom; // room for the names of the sites, and for d
    double curve;       // line width of V and V - V0
    double reference;   // of V0
    double dot;         // radius of a one-sided value
    double tick_length;
    double snap; // plots lie on multiples of this (a device pixel); 0: anywhere
} kkr_profile_style;

/** Below the window's panels, in line with them. */
kkr_profile_style kkr_profile_style_screen(bool dark);

/** Below the panels of a page, in line with them: `panels` is its style. */
kkr_profile_style kkr_profile_style_page(const kkr_panels_style *panels);

typedef struct kkr_profile_layout {
    int n;            // plots, 1 or 2
    kkr_rect plot[2]; // what the axes enclose
} kkr_profile_layout;

typedef struct kkr_profile_plot kkr_profile_plot;

/** `line` and `object` are borrowed; units and kind of scale are the recipe's. */
kkr_profile_plot *kkr_profile_plot_new(const kkr_line *line, const kkr_case *object,
                                       const kkr_recipe *recipe);
void kkr_profile_plot_free(kkr_profile_plot *plot);
KKR_DEFINE_AUTO(kkr_profile_plot)

void kkr_profile_plot_place(const kkr_profile_plot *plot,
                            const kkr_profile_style *style, double width, double height,
                            kkr_profile_layout *layout);
void kkr_profile_plot_draw(cairo_t *cr, const kkr_profile_plot *plot,
                           const kkr_profile_layout *layout,
                           const kkr_profile_style *style);

/** The distance (bohr) below a page position; false beside the plots. */
bool kkr_profile_plot_pick(const kkr_profile_plot *plot,
                           const kkr_profile_layout *layout, double x, double y,
                           double *distance);
/** Where a distance lies in plot `i`, and a value (Ry; V or V - V0) of it. */
double kkr_profile_plot_x(const kkr_profile_plot *plot,
                          const kkr_profile_layout *layout, int i, double distance);
double kkr_profile_plot_y(const kkr_profile_plot *plot,
                          const kkr_profile_layout *layout, int i, double value);
