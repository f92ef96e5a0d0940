// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/plot_data.h"
#include "shaders/cells_figure.h"
#include "shaders/surface_figure.h"

/**
 * What pictures in space plot, as tables (docs/formats/plot_data.md): cells as corners
 * and faces, surfaces as vertices and triangles. Positions are those of the case, bohr;
 * vertices, sites and faces count from 1.
 *
 * Threads: pure functions.
 */
void kkr_cells_figure_data(const kkr_cells_figure *figure, kkr_plot_data *data);
void kkr_surface_figure_data(const kkr_surface_figure *figure, kkr_plot_data *data);
