// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/case.h"
#include "core/recipe.h"
#include "core/surface_set.h"
#include "shaders/drawing.h"
#include "shaders/space_sheet.h"

/**
 * Surfaces of equal V, V - V0, |V| and |V - V0| (or one of them) as a page, all seen
 * from the same place:
 *
 *     a V        # -1 Ry     b V - V0  # -0.1 # 0.1 Ry      # a surface's colour
 *     +-----------------+    +-----------------+
 *     |                 |    |                 |    ||      a bar, if they are
 *     +-----------------+    +-----------------+    ||      coloured by a field
 *
 * Threads: pure functions; they make an OpenGL context of their own.
 */
typedef struct kkr_surface_figure {
    const kkr_case *object;
    const kkr_recipe *recipe;
    const kkr_surface_set *sets[KKR_QUANTITY_COUNT]; // NULL: nothing to see, ...
    const char *why[KKR_QUANTITY_COUNT];             // ... for this reason
    const kkr_slice *slice;                          // NULL: none is asked for
    const kkr_surface_colors *colors;
} kkr_surface_figure;

/**
 * Everything is borrowed until the drawing is freed. Fails for pages without room
 * (KKR_ERROR_USAGE) and without OpenGL (KKR_ERROR_GPU).
 */
kkr_drawing *kkr_surface_figure_drawing(const kkr_surface_figure *figure,
                                        kkr_error *err);

/** Of a contact sheet, where the levels of the recipe make the colours of all. */
void kkr_surface_sheet_colors(const kkr_recipe *recipe, kkr_quantity q,
                              kkr_surface_colors *colors);
void kkr_surface_sheet_legend(const kkr_recipe *recipe, kkr_quantity q,
                              const kkr_surface_colors *colors,
                              kkr_space_legend *legend);
