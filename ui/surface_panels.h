// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "ui/stage.h"
#include "ui/surface_task.h"

/**
 * The panels of the stage that show surfaces: above the slice, in its place, one scene
 * each, all seen by the recipe's camera. What lies beside them goes through to the
 * stage.
 *
 *   drag    turns; with Shift, or the middle button, moves
 *   wheel   zooms
 *   click   tells the value at the point of the surface
 */
#define KKR_TYPE_SURFACE_PANELS kkr_surface_panels_get_type()
G_DECLARE_FINAL_TYPE(KkrSurfacePanels, kkr_surface_panels, KKR, SURFACE_PANELS,
                     GtkWidget)

GtkWidget *kkr_surface_panels_new(KkrDocument *document, KkrStage *stage);
