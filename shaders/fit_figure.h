// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/fit_picture.h"
#include "core/recipe.h"
#include "shaders/drawing.h"

/** Charts of a fit as a page, as the recipe says. */

/** The pixels of a map on the page; 0 x 0: the chart needs none. */
typedef struct kkr_fit_pixels {
    int columns, rows;
    double pitch; // bohr
} kkr_fit_pixels;

/** `natural_width` (bohr) stands for recipe->width = 0. */
kkr_fit_pixels kkr_fit_figure_pixels(const kkr_recipe *recipe, double natural_width);

/**
 * Borrows the fit and the picture, which may be NULL for charts of several embeddings.
 * `alat` (bohr, 0: unknown) is the length unit of that name. Fails (KKR_ERROR_USAGE)
 * for a chart that this fit does not have, and for pages that leave too little room or
 * are too large.
 */
kkr_drawing *kkr_fit_figure_drawing(const kkr_recipe *recipe, const kkr_jl_fit *fit,
                                    const kkr_fit_picture *picture, double alat,
                                    kkr_error *err);
