// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/jl_picture.h"
#include "core/recipe.h"
#include "shaders/drawing.h"

/** A chart of Jacobi-Legendre features as a page, as the recipe says. */

/** The pixels of the plane that the page shows; 0 x 0: the chart needs none. */
typedef struct kkr_jl_pixels {
    int columns, rows;
    double pitch; // bohr
} kkr_jl_pixels;

/** `natural_width` (bohr) stands for recipe->width = 0. */
kkr_jl_pixels kkr_jl_figure_pixels(const kkr_recipe *recipe, double natural_width);

/**
 * Borrows the picture. `alat` (bohr, 0: unknown) is the length unit of that name.
 * Fails (KKR_ERROR_USAGE) for pages that leave too little room or are too large.
 */
kkr_drawing *kkr_jl_figure_drawing(const kkr_recipe *recipe,
                                   const kkr_jl_picture *picture, double alat,
                                   kkr_error *err);
