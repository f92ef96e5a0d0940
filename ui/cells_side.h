// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <gtk/gtk.h>

#include "ui/cells.h"
#include "ui/document.h"

/**
 * What stands beside the cells: a chart of the shape function (shaders/shape_plot.h),
 * below it a table, of the faces with their jumps or of the critical radii.
 *
 *   drag on a chart against r   moves the sphere; it snaps to critical radii
 *   pointing at a curve         says its value
 */
#define KKR_TYPE_CELLS_SIDE kkr_cells_side_get_type()
G_DECLARE_FINAL_TYPE(KkrCellsSide, kkr_cells_side, KKR, CELLS_SIDE, GtkWidget)

GtkWidget *kkr_cells_side_new(KkrDocument *document);

/** Borrows the result until the next call; NULL: nothing. */
void kkr_cells_side_set(KkrCellsSide *self, const KkrCells *cells);
/** The theme changed. */
void kkr_cells_side_set_dark(KkrCellsSide *self, bool dark);
