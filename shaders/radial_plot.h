// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/radial_curves.h"
#include "core/recipe.h"
#include "core/scale.h"
#include "shaders/panels.h"

/**
 * V, V - V0, |V| and |V - V0| as curves against r, on screen and on paper:
 *
 *     V |      ___,-- O     V - V0 |\__              one label per line end,
 *       |   ,-'    `- Sr           |   `--,--- Ag    moved apart, as many as fit
 *       |  /                     0 |------------
 *       | |                        |  ,-'  `-- Y     r_MT: dashed, everywhere
 *       +-----+---- r              +-----+------
 *
 * Three steps, as for slices (shaders/panels.h): kkr_radial_plot_new() fixes the
 * axes, _place() says where they lie, _draw() draws. The window keeps a picture of
 * everything but LIVE and draws that one above it while the mouse moves.
 *
 * V steep at a nucleus is cut off at a quarter of the curves' length; V - V0 steep
 * there gets a symlog axis. Absolute values are on log axes.
 *
 * Threads: a plot never changes once made; it may be drawn by any thread.
 */
typedef struct kkr_radial_view {
    bool log_r;
    kkr_energy_unit unit;
    bool dark;               // colours of the curves
    bool field;              // of a spin channel: B, not V, in titles
    char model[40];          // whose prediction is drawn; "": what the files hold
    const kkr_colormap *map; // of a family, by Z; NULL: "sequential"
    bool bare;               // without r_MT, the ends and the borders of the mesh
    double r_from, r_to;     // bohr; 0: all there is. Values adapt to what is shown
} kkr_radial_view;

/** Axes and marks of a recipe. */
kkr_radial_view kkr_radial_view_of(const kkr_recipe *recipe);

typedef struct kkr_radial_plot kkr_radial_plot;

/** Borrows the curves, which must outlive it. */
kkr_radial_plot *kkr_radial_plot_new(const kkr_radial_curves *curves,
                                     const kkr_radial_view *view);
void kkr_radial_plot_free(kkr_radial_plot *plot);
KKR_DEFINE_AUTO(kkr_radial_plot)

/** Sizes of a page; lengths in units of the cairo context. */
typedef struct kkr_radial_style {
    kkr_style plot;
    double margin;       // around everything
    double title_height; // above each panel
    double title;        // font size of titles
    double tick_room;    // left of a panel, for its numbers
    double row_gap;      // between the upper row and the titles of the lower one
    double column_gap;   // between the labels of one column and the numbers of the next
    double axis_room;    // below a panel: numbers and "r (bohr)"
    double legend_room;  // below everything, for the colours of Z
    double tick_length;
    double curve, curve_many; // line widths: a few curves, more than twelve
    double picked, halo;      // of the picked curve, and of the paper around it
    double label;             // font size at line ends
    double leader;            // from a line's end to its label
    kkr_rgb pick;             // the accent of a picked curve
    int n_ticks;              // wanted per axis, at most
    bool letters;             // a, b, c, d before the titles ...
    kkr_letters letter_kind;  // ... in this way
    bool upper_numbers;       // the upper row has numbers below its axes, too
    bool left_labels;         // the left column has labels, too
    bool mark_names;          // r_cut, r_out have names; r_MT always has
    double snap;              // axes lie on multiples of this (a pixel); 0: anywhere
    bool transparent;         // no paper
} kkr_radial_style;

kkr_radial_style kkr_radial_style_screen(bool dark);
kkr_radial_style kkr_radial_style_page(kkr_profile profile, bool dark);

/** Where everything lies; panels are numbered by kkr_quantity. */
typedef struct kkr_radial_layout {
    kkr_rect panel[KKR_QUANTITY_COUNT];
    double label_room; // right of the panels
    kkr_rect legend;   // the ramp of Z; width 0: none ...
    bool names_all;    // ... or a swatch and a name for each curve
} kkr_radial_layout;

void kkr_radial_plot_place(const kkr_radial_plot *plot, const kkr_radial_style *style,
                           double width, double height, kkr_radial_layout *layout);

/** The height of a page with panels as high as `aspect` times their width. */
double kkr_radial_plot_height(const kkr_radial_plot *plot,
                              const kkr_radial_style *style, double width,
                              double aspect);

/** A name at a line's end. Lines that lie upon each other have one for all. */
typedef struct kkr_radial_label {
    int curve;
    double end_x, end_y; // where the line ends
    kkr_rect box;        // of the text
} kkr_radial_label;

/**
 * The labels of a panel, from top to bottom, at most as many as there are curves;
 * none overlaps another. Returns how many. The caller frees *labels.
 */
int kkr_radial_plot_labels(cairo_t *cr, const kkr_radial_plot *plot,
                           const kkr_radial_layout *layout,
                           const kkr_radial_style *style, kkr_quantity quantity,
                           kkr_radial_label **labels);

/** A point of a curve. */
typedef struct kkr_radial_pick {
    int curve; // -1: none
    kkr_quantity quantity;
    int point;       // in the curve's line
    double r, value; // there: bohr, Ry, with its sign
    double distance; // from the page position that was asked for
} kkr_radial_pick;

/** "V - V0" as markup, of components with their index. */
void kkr_radial_plot_title(const kkr_radial_plot *plot, kkr_quantity quantity,
                           char *markup, size_t size);

/** The radii that are shown, bohr. */
void kkr_radial_plot_range(const kkr_radial_plot *plot, double *from, double *to);
/** r at a page position, bohr, beside the panels too. */
double kkr_radial_plot_r(const kkr_radial_plot *plot, const kkr_radial_layout *layout,
                         kkr_quantity quantity, double x);

/** The nearest curve in the panel at (x, y), at most `within` away. */
kkr_radial_pick kkr_radial_plot_pick(const kkr_radial_plot *plot,
                                     const kkr_radial_layout *layout, double x,
                                     double y, double within);

/** Page position of a value (Ry) at r (bohr) in a panel; may lie outside of it. */
void kkr_radial_plot_to_page(const kkr_radial_plot *plot,
                             const kkr_radial_layout *layout, kkr_quantity quantity,
                             double r, double value, double *x, double *y);

enum {
    KKR_RADIAL_LAYER_PAPER = 1,
    KKR_RADIAL_LAYER_AXES = 2,
    KKR_RADIAL_LAYER_CURVES = 4,
    KKR_RADIAL_LAYER_LABELS = 8, // with the legend
    KKR_RADIAL_LAYER_PAGE = 15,  // a figure
    KKR_RADIAL_LAYER_LIVE = 16,  // what follows the mouse
    KKR_RADIAL_LAYER_ALL = 31,
};

/**
 * Draws `layers`. LIVE isolates the curve of `pick` in all four panels and names it
 * and its values at pick->r; without a curve (or NULL) it draws nothing. Leaves
 * the context as it was.
 */
void kkr_radial_plot_draw(cairo_t *cr, const kkr_radial_plot *plot,
                          const kkr_radial_layout *layout,
                          const kkr_radial_style *style, unsigned layers,
                          const kkr_radial_pick *pick);
