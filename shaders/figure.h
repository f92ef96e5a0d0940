// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/line.h"
#include "core/recipe.h"
#include "core/slice_set.h"
#include "shaders/drawing.h"
#include "shaders/panels.h"

/**
 * Whole pages to files: .png, .pdf and .svg. The size comes first: everything is
 * laid out in points (1/72 inch) on the page of the recipe's profile, and dpi
 * decides only how finely the pictures are sampled, never the layout.
 *
 * In PDF and SVG the field is one image per panel; contours, cells, axes and
 * marks are lines, text is text. The same recipe gives the same bytes on the same
 * machine, whatever the number of threads; no display is needed.
 *
 * Threads: pure functions.
 */
typedef struct kkr_figure {
    kkr_recipe recipe;    // with its width and size filled in
    double width, height; // of the page, points
    double strip;         // of it, below the panels, for the profile along a line
    kkr_panels_style style;
    kkr_panels_layout layout;
    int columns, rows; // of the slice to sample for one panel ...
    double pitch;      // ... bohr per pixel; unlinked panels: kkr_slice_set_new()
} kkr_figure;

/**
 * Lays out a page: the size of recipe->width_mm x height_mm, where 0 means as the
 * profile says. recipe->width = 0 becomes a window with `natural_width` (bohr) on
 * the shorter side of a panel. Where panels are unlinked there are scale bars instead of
 * axes: no two of them share one. Fails for pages that leave no room for the panels
 * and for pages beyond 32767 pixels a side or 100 million in all.
 */
bool kkr_figure_plan(const kkr_recipe *recipe, double natural_width, kkr_figure *figure,
                     kkr_error *err);

/**
 * The page with these slices on it, sampled as planned and borrowed. `alat` as in
 * kkr_panels_new(). Fails only if the job was cancelled.
 */
kkr_drawing *kkr_figure_drawing(const kkr_figure *figure, const kkr_slice_set *slices,
                                double alat, const kkr_job *job, kkr_error *err);

/** Does the recipe show the profile along its line below the panels? */
bool kkr_figure_has_line(const kkr_recipe *recipe);

/** Points of such a line: enough for any page. */
extern const int kkr_figure_line_points;

/** The profile into its strip; `line` and `object` are borrowed. */
void kkr_figure_add_line(kkr_drawing *drawing, const kkr_line *line,
                         const kkr_case *object);
