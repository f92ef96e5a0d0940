// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/plot_data.h"
#include "core/recipe.h"
#include "core/scale.h"
#include "core/slice.h"
#include "shaders/plot.h"

/**
 * The four pictures V, V - V0, |V|, |V - V0| of one slice and the two colour
 * bars between them: one code for the window and for figures.
 *
 *     +-------+ 100 || 10  +-------+
 *     |   V   |   0 || 0   | V - V0|      left ticks belong to the left panel,
 *     +-------+-100 || -10 +-------+      right ticks to the right one
 *     +-------+1000 || 10  +-------+
 *     |  |V|  |     ||     ||V-V0| |
 *     +-------+0.01 || 1e-4+-------+
 *
 * On a page with axes the lower panels have them below, the left panels at their
 * left: all four show the same piece of the plane. Without axes, and in the window,
 * a scale bar tells lengths.
 *
 * A panel is numbered by its kkr_quantity. Where to put what (kkr_panels_place)
 * is separate from what is shown (kkr_panels, made off the main thread), and both
 * from drawing. The window colours images in GL and draws the other layers above.
 *
 * Threads: a kkr_panels never changes once made; it may be drawn by any thread.
 */
typedef struct kkr_rect {
    double x, y, width, height; // y down, as in cairo
} kkr_rect;

/** Sizes and habits of a page; lengths in units of the cairo context. */
typedef struct kkr_panels_style {
    kkr_style plot;
    double margin;       // around everything
    double row_gap;      // between the upper and the lower row
    double title_height; // above each panel, 0: titles are chips inside
    double bar_column;   // gap between the panel columns
    double ramp_width;   // of a colour bar
    double ramp_shift;   // of its centre from the middle of the column
    double tick_length;
    double point;         // height of the pointed ends
    int n_ticks;          // labelled ticks wanted per bar
    double title;         // font size of titles
    double contour, zero; // line widths
    double cell, impurity;
    double frame;
    double contour_gap; // contours nearer to each other than this are left out
    double atom;        // radius of an atom's dot
    bool axes;          // numbers along the panels instead of a scale bar
    double axis_left;   // room for those at the left ...
    double axis_bottom; // ... and below
    bool heads;         // quantities above the ticks of a bar
    bool letters;       // bold a, b, c, d before the titles
    bool chips;         // paper-coloured boxes behind titles and read-outs
    bool numbers;       // "Ag 1"; else "Ag"
    bool labels;        // atoms have names at all
    bool overlay;       // the line and the pin
    bool plane_name;    // "(001), z = 0"
    double hatch;       // distance of the hatch's lines; 0: plain grey
    double snap;        // panels lie on multiples of this (a device pixel); 0: anywhere
    bool transparent;   // no paper
} kkr_panels_style;

/** The window's 2x2. */
kkr_panels_style kkr_panels_style_screen(bool dark);
/** A printed page, in points. */
kkr_panels_style kkr_panels_style_page(kkr_profile profile, bool dark);

/** Where everything lies. */
typedef struct kkr_panels_layout {
    bool shown[KKR_QUANTITY_COUNT];
    kkr_rect panel[KKR_QUANTITY_COUNT]; // the picture itself, inside its frame
    int n_bars;
    kkr_rect bar[2];        // column between the panels, as high as they are
    kkr_rect ramp[2];       // the ramp without its pointed ends
    int bar_quantity[2][2]; // whose ticks stand left and right; -1: none
} kkr_panels_layout;

/** Places the panels recipe->only asks for (-1: all four) on width x height. */
void kkr_panels_place(const kkr_panels_style *style, const kkr_recipe *recipe,
                      double width, double height, kkr_panels_layout *layout);

/** The height that gives panels as high as `aspect` times their width. */
double kkr_panels_height(const kkr_panels_style *style, const kkr_recipe *recipe,
                         double width, double aspect);

/** Which panel is at (x, y); -1: none. */
int kkr_panels_pick(const kkr_panels_layout *layout, double x, double y);

typedef struct kkr_panels kkr_panels;

/**
 * What to draw: scales (from the slice if the recipe says auto), contours, which
 * pixels are unknown or dimmed. The slice is borrowed and must outlive the
 * result; NULL gives empty panels. recipe->width = 0 shows the slice's width.
 * `alat` (bohr, 0: unknown) is the length unit of that name. Returns NULL only if
 * the job was cancelled.
 */
kkr_panels *kkr_panels_new(const kkr_slice *slice, const kkr_recipe *recipe,
                           double alat, const kkr_job *job);
/**
 * The same of a slice for each panel, [KKR_QUANTITY_COUNT]: those of linked panels must
 * be one and the same, those of the others are as recipe->own says; widths resolved.
 */
kkr_panels *kkr_panels_new_of(const kkr_slice *const *slices, const kkr_recipe *recipe,
                              double alat, const kkr_job *job);
void kkr_panels_free(kkr_panels *panels);
KKR_DEFINE_AUTO(kkr_panels)

/**
 * What a panel is drawn from: `panels`, or something of its own where it is unlinked.
 * For the functions below that ask where a point of a panel lies; lent.
 */
const kkr_panels *kkr_panels_of(const kkr_panels *panels, kkr_quantity quantity);
/** NULL: empty. */
const kkr_slice *kkr_panels_slice(const kkr_panels *panels, kkr_quantity quantity);

/**
 * The scales that a recipe with auto_scales has for these values (Ry, NaN: unknown;
 * [n] each), of several slices perhaps; their kinds stay. It has none from now on.
 */
void kkr_panels_settle(kkr_recipe *recipe, const float *v, const float *dv, size_t n);

/** The scale and the map of a panel, resolved, in Ry; for the GL shader and read-outs. */
const kkr_scale *kkr_panels_scale(const kkr_panels *panels, kkr_quantity quantity);
const kkr_colormap *kkr_panels_colormap(const kkr_panels *panels,
                                        kkr_quantity quantity);

/** Share of its own colour that the host beyond the cluster keeps: 0.38. */
extern const double kkr_panels_dimmed;

/**
 * The picture of one quantity, one pixel per slice pixel, top row first, as an
 * RGB24 image surface of the caller's; the same colours as the GL shader:
 * map(position(value)), owners < -1 mixed with the paper, NaN in style->unknown
 * with hatching every style->hatch pixels.
 */
cairo_surface_t *kkr_panels_image(const kkr_panels *panels,
                                  const kkr_panels_style *style, kkr_quantity quantity,
                                  const kkr_job *job);

/**
 * "V", "V - V0" ... as markup: with arrows for one spin, B for the field, and
 * times Theta for values as stored.
 */
void kkr_panels_title(const kkr_recipe *recipe, kkr_quantity quantity, char *markup,
                      size_t size);

/** The same, and whose prediction it is if it is not what the files hold. */
void kkr_panels_heading(const kkr_recipe *recipe, kkr_quantity quantity, char *markup,
                        size_t size);

/** From plane coordinates (bohr) to the page and back, in one panel. */
void kkr_panels_to_page(const kkr_panels *panels, const kkr_rect *panel, double s,
                        double t, double *x, double *y);
void kkr_panels_to_plane(const kkr_panels *panels, const kkr_rect *panel, double x,
                         double y, double *s, double *t);

/** All that is drawn, as tables: pixels, contours, cells and atoms; sites from 1 on. */
void kkr_panels_data(const kkr_panels *panels, kkr_plot_data *data);

/** The pixels of a plane alone: V and V - V0, as the table "plane". */
void kkr_panels_plane_data(const kkr_slice *slice, kkr_energy_unit unit,
                           kkr_plot_data *data);

/** "V - V0", for tables. */
const char *kkr_panels_plain_name(kkr_quantity q);

/** Layers from below to above; the window leaves IMAGES to GL. */
enum {
    KKR_LAYER_PAPER = 1,   // the ground of the whole page
    KKR_LAYER_IMAGES = 2,  // the four pictures
    KKR_LAYER_MARKS = 4,   // contours, cells, atoms, labels, frames
    KKR_LAYER_BARS = 8,    // ramps with ticks
    KKR_LAYER_TITLES = 16, // quantities, axes or scale bar, name of the plane
    KKR_LAYER_PAGE = 31,   // all of them
};

/** Draws `layers`. Leaves the context as it was. */
void kkr_panels_draw(cairo_t *cr, const kkr_panels *panels,
                     const kkr_panels_layout *layout, const kkr_panels_style *style,
                     unsigned layers);
