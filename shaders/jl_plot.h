// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/jl_picture.h"
#include "core/plot_data.h"
#include "shaders/panels.h"

/**
 * Charts of Jacobi-Legendre features, on screen and on paper. Each draws into a
 * rectangle, heading included, and can stand beside others:
 *
 *     Radial basis  1B, n = 1 ... 10      R_n(r), cut-off, shells of atoms
 *     Angular basis  l = 0 ... 4          P_l(cos theta), angles between atoms
 *     Fingerprint  z at (1.2, 0.5, 0)     bars and tiles of all columns
 *     Cu-Ag_n2_n3_l4                      a map of one column, atoms and cells
 *     Likeness, components                the same with other colours
 *     Components                          explained shares; scatter of points
 *     Waterfall                           all columns along a line, V above
 *
 * Threads: a picture and a style never change; a cairo context belongs to one thread.
 */
typedef struct kkr_jl_style {
    kkr_style plot;
    double title, label; // font sizes of headings and of what stands in charts
    double head;         // height of a heading
    double tick_room;    // left of axes
    double axis_room;    // below axes
    double bar_room;     // below maps: ramp and numbers
    double gap;          // between charts
    double margin;       // around everything
    double tick_length;
    double curve;          // line width
    double cell, impurity; // of cell outlines
    double atom;           // radius of an atom's dot
    kkr_rgb pick;          // the point
    double snap;           // axes lie on multiples of this (a pixel); 0: anywhere
    bool labels;           // atoms have names
    bool transparent;      // no paper
} kkr_jl_style;

kkr_jl_style kkr_jl_style_screen(bool dark);
kkr_jl_style kkr_jl_style_page(kkr_profile profile, bool dark);

/** What a chart needs besides the picture. */
typedef struct kkr_jl_view {
    const kkr_recipe *recipe; // units, marks, ground
    double alat;              // bohr, for the length unit of that name; 0: unknown
} kkr_jl_view;

/** The frame of a chart with axes, for what is drawn and marked on it. */
typedef struct kkr_chart_axes {
    kkr_rect box; // what the axes enclose
    kkr_scale x, y;
} kkr_chart_axes;

/** From a chart's numbers to the page, and back. */
double kkr_jl_page_x(const kkr_chart_axes *axes, double x);
double kkr_jl_page_y(const kkr_chart_axes *axes, double y);
double kkr_jl_value_x(const kkr_chart_axes *axes, double x);
double kkr_jl_value_y(const kkr_chart_axes *axes, double y);

/** R_n of one body order, 1 or 2. */
void kkr_jl_draw_radial(cairo_t *cr, const kkr_jl_picture *picture,
                        const kkr_jl_view *view, const kkr_jl_style *style, int body,
                        const kkr_rect *area);
void kkr_jl_draw_angular(cairo_t *cr, const kkr_jl_picture *picture,
                         const kkr_jl_style *style, const kkr_rect *area);

/** Needs picture->z. */
void kkr_jl_draw_fingerprint(cairo_t *cr, const kkr_jl_picture *picture,
                             const kkr_jl_view *view, const kkr_jl_style *style,
                             const kkr_rect *area);
/** The height that its tiles want at a width. */
double kkr_jl_fingerprint_height(const kkr_jl_picture *picture,
                                 const kkr_jl_style *style, double width);

/** One map: a column, the likeness, or the components as colours. */
void kkr_jl_draw_map(cairo_t *cr, const kkr_jl_picture *picture,
                     const kkr_jl_view *view, const kkr_jl_style *style,
                     const kkr_rect *area);
/** Many columns, small. */
void kkr_jl_draw_sheet(cairo_t *cr, const kkr_jl_picture *picture,
                       const kkr_jl_view *view, const kkr_jl_style *style,
                       const kkr_rect *area);
/** Height of a map or a sheet at a width, heading and colour bar included. */
double kkr_jl_map_height(const kkr_jl_picture *picture, const kkr_jl_style *style,
                         double width);
/** Where the pixels of a map on the slice lie; for the pointer. */
kkr_rect kkr_jl_slice_place(const kkr_slice *slice, const kkr_jl_style *style,
                            const kkr_rect *area);
/** Which tile of a sheet is at (x, y), and where it lies; -1: none. */
int kkr_jl_sheet_pick(const kkr_jl_picture *picture, const kkr_jl_style *style,
                      const kkr_rect *area, double x, double y, kkr_rect *tile);

/** V, V - V0 or one of their magnitudes on the plane, as in the panels (of `slice`). */
void kkr_jl_draw_panel(cairo_t *cr, const kkr_panels *panels, const kkr_slice *slice,
                       kkr_quantity quantity, const kkr_jl_view *view,
                       const kkr_jl_style *style, const kkr_rect *area);

/** Shares of the variance as bars, and where the plane's points stand. */
void kkr_jl_draw_shares(cairo_t *cr, const kkr_jl_picture *picture,
                        const kkr_jl_style *style, const kkr_rect *area);
void kkr_jl_draw_scatter(cairo_t *cr, const kkr_jl_picture *picture,
                         const kkr_jl_view *view, const kkr_jl_style *style,
                         const kkr_rect *area);

/** The axes of the scatter: component 1 to the right, 2 upwards. */
void kkr_jl_scatter_axes(const kkr_jl_picture *picture, const kkr_jl_style *style,
                         const kkr_rect *area, kkr_chart_axes *axes);

/** What the picture's chart shows, as tables. */
void kkr_jl_tell(const kkr_jl_picture *picture, kkr_plot_data *data);

void kkr_jl_draw_waterfall(cairo_t *cr, const kkr_jl_picture *picture,
                           const kkr_jl_view *view, const kkr_jl_style *style,
                           const kkr_rect *area);
