// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <gtk/gtk.h>

#include "ui/document.h"

/**
 * The four panels, linked: one plane, one view, one crosshair. Colours come from
 * OpenGL (one area, four viewports), lines and text from the drawing code that
 * figures use; without OpenGL that code draws the colours too.
 *
 *   move            crosshair and read-outs
 *   wheel           plane along its normal; with Shift ten times finer
 *   Ctrl+wheel, pinch  zoom to the pointer
 *   wheel on a colour bar  a wider or narrower range
 *   drag            pan
 *   click           makes a panel the active one
 *   double click    enlarges it, and back
 */
#define KKR_TYPE_STAGE kkr_stage_get_type()
G_DECLARE_FINAL_TYPE(KkrStage, kkr_stage, KKR, STAGE, GtkWidget)

GtkWidget *kkr_stage_new(KkrDocument *document);

/** The theme changed. */
void kkr_stage_set_dark(KkrStage *self, bool dark);

/** The panel that range controls act on; property "active". */
kkr_quantity kkr_stage_active(KkrStage *self);
void kkr_stage_set_active(KkrStage *self, kkr_quantity quantity);

/** Zooms about a panel's middle; > 1 shows less. */
void kkr_stage_zoom(KkrStage *self, double factor);

/** Marks the cells of a site of the case in the panels; -1: of none. */
void kkr_stage_highlight(KkrStage *self, int site);
