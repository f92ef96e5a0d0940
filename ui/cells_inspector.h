// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <gtk/gtk.h>

#include "ui/document.h"

/** The inspector of the view Cells: every control is an action of the window. */
#define KKR_TYPE_CELLS_INSPECTOR kkr_cells_inspector_get_type()
G_DECLARE_FINAL_TYPE(KkrCellsInspector, kkr_cells_inspector, KKR, CELLS_INSPECTOR,
                     GtkWidget)

GtkWidget *kkr_cells_inspector_new(KkrDocument *document);
