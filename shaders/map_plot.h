// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/dataset_map.h"
#include "core/recipe.h"
#include "shaders/drawing.h"
#include "shaders/panels.h"

/**
 * The map of a data set, on screen and on paper:
 *
 *              impurity
 *     group  1   2   ...  11 ...
 *     host   Li  Be       Cu         staggered rows where there is little room
 *             Na  Mg       Ag
 *     Cu    [.][#]...     [#]   34   entries in the row
 *     Hg    [#][#]...     [#]   45
 *            1  2          2         and in the column
 *     [---- colour bar ----]  what it means
 *
 * Threads: pure functions.
 */
typedef struct kkr_map_layout {
    double width, height;
    kkr_rect grid; // the cells
    double column; // width of one
    double *row_y; // [n_rows + 1]; free with kkr_map_layout_clear()
    kkr_rect bar;
    int symbol_rows; // of symbols of columns: as many as make them fit
} kkr_map_layout;

/** Sizes; lengths in units of the cairo context. */
typedef struct kkr_map_sizes {
    kkr_style plot;
    double margin;
    double highest_row; // in widths of a column
    bool transparent;   // no paper
} kkr_map_sizes;

kkr_map_sizes kkr_map_sizes_screen(bool dark);
kkr_map_sizes kkr_map_sizes_page(kkr_profile profile, bool dark);

void kkr_map_plot_place(const kkr_dataset_map *map, const kkr_map_sizes *sizes,
                        double width, double height, kkr_map_layout *layout);
void kkr_map_layout_clear(kkr_map_layout *layout);

/** What is marked: cells (row, column), -1: none. */
typedef struct kkr_map_marks {
    int row, column;               // the chosen one
    int pinned_row, pinned_column; // the one compared with
} kkr_map_marks;

/** `marks` may be NULL. */
void kkr_map_plot_draw(cairo_t *cr, const kkr_dataset_map *map,
                       const kkr_map_layout *layout, const kkr_map_sizes *sizes,
                       const kkr_map_marks *marks);

/** The cell at a place; false beside the map. */
bool kkr_map_plot_pick(const kkr_dataset_map *map, const kkr_map_layout *layout,
                       double x, double y, int *row, int *column);

/** A page as the recipe says; it borrows the map. Fails if there is too little room. */
kkr_drawing *kkr_map_plot_page(const kkr_recipe *recipe, const kkr_dataset_map *map,
                               kkr_error *err);
