// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/contour.h"
#include "shaders/panels.h"

/** Inside panels*.c only: what kkr_panels_new() prepares and _draw shows. */
typedef struct panels_level {
    kkr_contour *contour;
    float *spacing; // [n_lines] median distance to the next level, slice pixels
} panels_level;

struct kkr_panels {
    const kkr_slice *slice;              // of the linked panels; may be NULL
    kkr_panels *own[KKR_QUANTITY_COUNT]; // of unlinked ones; scales are above
    kkr_recipe recipe;
    double alat;
    double center_s, center_t, width;    // what a panel shows, bohr
    kkr_scale scale[KKR_QUANTITY_COUNT]; // Ry
    const kkr_colormap *map[KKR_QUANTITY_COUNT];
    bool below[KKR_QUANTITY_COUNT], above[KKR_QUANTITY_COUNT]; // values beyond the bar
    double unknown[KKR_QUANTITY_COUNT];                        // share of the pixels
    bool beyond; // all pixels are the host's
    int n_levels[KKR_QUANTITY_COUNT];
    panels_level *level[KKR_QUANTITY_COUNT];
};

/** False, without contours, if cancelled. */
bool kkr_panels_trace(kkr_panels *panels, const kkr_job *job);

/** The colour at pixel (i, j) of the slice; j counts upwards. */
kkr_rgb kkr_panels_pixel(const kkr_panels *panels, const kkr_panels_style *style,
                         kkr_quantity quantity, int i, int j);

/** Contours, cells, atoms and their labels; the context is clipped to the panel. */
void kkr_panels_draw_marks(cairo_t *cr, const kkr_panels *panels,
                           const kkr_panels_style *style, kkr_quantity quantity,
                           const kkr_rect *panel);

/**
 * What a length is counted in and how many of it one bohr is: the recipe's unit,
 * bohr if that is alat and alat is not known. The name is markup.
 */
const char *kkr_panels_length_unit(const kkr_panels *panels, double *per_bohr);

/**
 * A scale bar in a chip in the panel's corner, or above the panel at its right end;
 * returns where it begins.
 */
double kkr_panels_draw_scale_bar(cairo_t *cr, const kkr_panels *panels,
                                 const kkr_panels_style *style, const kkr_rect *panel);

/** The line and the pin of the recipe, on pages; the window has its own. */
void kkr_panels_draw_overlay(cairo_t *cr, const kkr_panels *panels,
                             const kkr_panels_style *style, const kkr_rect *panel);

/** The baseline of what is written below a panel with axes. */
double kkr_panels_caption(const kkr_panels_style *style, const kkr_rect *panel);

/** Numbers and titles along the outer sides of the panels. */
void kkr_panels_draw_axes(cairo_t *cr, const kkr_panels *panels,
                          const kkr_panels_layout *layout,
                          const kkr_panels_style *style);

/** One colour bar with the ticks of one or two panels. */
void kkr_panels_draw_bar(cairo_t *cr, const kkr_panels *panels,
                         const kkr_panels_layout *layout, const kkr_panels_style *style,
                         int bar);
