// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/case.h"
#include "core/cells_scene.h"
#include "core/recipe.h"
#include "core/shape_curves.h"
#include "shaders/drawing.h"
#include "shaders/space_sheet.h"

/**
 * Cells in space with a chart of the shape function beside them (on narrow pages
 * below), as a page: what the window's view Cells shows.
 *
 * Threads: pure functions; they make an OpenGL context of their own.
 */
typedef struct kkr_cells_figure {
    const kkr_case *object;
    const kkr_recipe *recipe;       // its camera and its cells
    const kkr_cells_jumps *jumps;   // for faces coloured by jump, else NULL
    const kkr_shape_curves *curves; // of the site; NULL: no chart
    const kkr_shape_ray *ray;       // where that chart is asked for
    const kkr_shape_slice *slice;
} kkr_cells_figure;

/**
 * Everything is borrowed until the drawing is freed. Fails for pages without room
 * (KKR_ERROR_USAGE), where no site has a cell, and without OpenGL (KKR_ERROR_GPU).
 */
kkr_drawing *kkr_cells_figure_drawing(const kkr_cells_figure *figure, kkr_error *err);

/** Adds what the colours of its elements mean, each once; nothing where they mean none. */
void kkr_cells_figure_keys(const kkr_case *object, const kkr_recipe *recipe,
                           kkr_space_legend *legend);
