// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <gtk/gtk.h>

#include "ui/cells_task.h"
#include "ui/document.h"

/**
 * The view Cells: polyhedra in three dimensions, and beside them the shape function
 * of the site (ui/cells_side.h).
 *
 *   drag, wheel, Shift+drag   turn, zoom, move (ui/scene_view.h)
 *   click                     marks a face; of another cell: looks at that site
 *   pointing at a face        says what it is, and how V jumps at that point
 */
#define KKR_TYPE_CELLS_STAGE kkr_cells_stage_get_type()
G_DECLARE_FINAL_TYPE(KkrCellsStage, kkr_cells_stage, KKR, CELLS_STAGE, GtkWidget)

/** Does the document's work for this view from now on. */
GtkWidget *kkr_cells_stage_new(KkrDocument *document);

/** The theme changed. */
void kkr_cells_stage_set_dark(KkrCellsStage *self, bool dark);
