// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/radial_curves.h"
#include "core/recipe.h"
#include "shaders/drawing.h"

/**
 * Radial curves as a page: the size and the look that the recipe says, axes and marks
 * too; it borrows the curves. Fails (KKR_ERROR_USAGE) for pages that leave no room for
 * the panels or are too large.
 */
kkr_drawing *kkr_radial_figure_drawing(const kkr_recipe *recipe,
                                       const kkr_radial_curves *curves, kkr_error *err);

/** The lines of a curve as tables, "V of NAME" and "V - V0 of NAME". */
void kkr_radial_figure_data(const kkr_radial_curve *curve, const char *name,
                            kkr_energy_unit unit, kkr_plot_data *data);
