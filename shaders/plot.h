// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/colormap.h"
#include "core/recipe.h"

#include <cairo.h>
#include <pango/pangocairo.h>

/**
 * Text and lines of every two-dimensional picture, on screen and on paper: the
 * colours and sizes of a page, and text with italic quantities, subscripts and a
 * halo. Lengths are in units of the cairo context: logical pixels in the window,
 * points (1/72 inch) in figures.
 *
 * Text is Pango markup; a quantity is italic: "<i>V</i> − <i>V</i><sub>0</sub>".
 *
 * Threads: a cairo context belongs to one thread; styles are plain values.
 */
typedef struct kkr_style {
    bool dark;
    char font[128];   // Pango family or list of families
    double text;      // size of labels in panels and of titles
    double ticks;     // size of tick labels
    double fine;      // thin lines: ticks, ordinary outlines, contours
    kkr_rgb paper;    // stage and page
    kkr_rgb ink, dim; // text, quiet text
    kkr_rgb line;     // frames of panels and chips
    kkr_rgb accent;   // selection; never in data
    kkr_rgb unknown;  // ground of regions without a value
    kkr_rgb hatch;    // and the lines across it
} kkr_style;

/** The window's palette, Cantarell-like 11 px ticks. */
kkr_style kkr_style_screen(bool dark);
/** A printed page: plain light grey for the unknown, `text` points. */
kkr_style kkr_style_page(bool dark, double text);

/** Another family, with others behind it for what it lacks. */
void kkr_style_set_font(kkr_style *style, const char *family);
/** Is a family of this name installed? */
bool kkr_plot_has_font(const char *family);

/** Where the given point lies in the text: left/centre/right, top/middle/bottom/baseline. */
typedef enum kkr_anchor {
    KKR_ANCHOR_LEFT = 0,
    KKR_ANCHOR_CENTER = 1,
    KKR_ANCHOR_RIGHT = 2,
    KKR_ANCHOR_TOP = 0,
    KKR_ANCHOR_MIDDLE = 4, // of the digits' height, so that ticks look centred
    KKR_ANCHOR_BOTTOM = 8,
    KKR_ANCHOR_BASELINE = 12,
} kkr_anchor;

typedef struct kkr_plot_text {
    const char *markup;
    double size; // of the font
    bool bold;
    kkr_rgb color;
    double halo; // width of a rim in `halo_color`; 0: none
    kkr_rgb halo_color;
} kkr_plot_text;

/** Draws the text with `anchor` (one of each three) at (x, y). */
void kkr_plot_draw_text(cairo_t *cr, const kkr_style *style, const kkr_plot_text *text,
                        int anchor, double x, double y);
/**
 * The letter of panel number `index`: "a" in bold, or "(a)"; nothing for NONE. Returns
 * where what follows begins.
 */
double kkr_plot_draw_letter(cairo_t *cr, const kkr_style *style, kkr_letters letters,
                            int index, double x, double baseline);

/** Ink-independent width and height of a line of text. */
void kkr_plot_measure(cairo_t *cr, const kkr_style *style, const kkr_plot_text *text,
                      double *width, double *height);

/**
 * From now on text on this surface is not drawn but appended to `svg` as <text>
 * elements in their own places, turned if need be: cairo itself would write SVG text as outlines.
 * `svg` must outlive the drawing.
 */
void kkr_plot_collect_text(cairo_surface_t *surface, GString *svg);

/**
 * From now on the boxes of the ink of all text on this surface, in device units, are
 * appended to `boxes`, of kkr_plot_box, which must outlive the drawing.
 */
typedef struct kkr_plot_box {
    double x, y, width, height;
    char text[48]; // without markup, cut
} kkr_plot_box;
void kkr_plot_collect_boxes(cairo_surface_t *surface, GArray *boxes);

void kkr_plot_set_color(cairo_t *cr, kkr_rgb color, double alpha);
/** A colour `fraction` of the way from a to b. */
kkr_rgb kkr_rgb_mix(kkr_rgb a, kkr_rgb b, double fraction);
/** CIELAB lightness, 0 to 100. */
double kkr_rgb_lightness(kkr_rgb color);
