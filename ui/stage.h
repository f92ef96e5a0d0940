// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <gtk/gtk.h>

#include "ui/document.h"

/**
 * The four panels, linked: one plane, one view, one crosshair; an unlinked panel has a
 * plane and a view of its own, and what moves it moves no other. Colours come from
 * OpenGL (one area, four viewports), lines and text from the drawing code that
 * figures use; without OpenGL that code draws the colours too.
 *
 *   move            crosshair and read-outs
 *   wheel           plane along its normal; with Shift ten times finer
 *   Ctrl+wheel, pinch  zoom to the pointer
 *   wheel on a colour bar  a wider or narrower range
 *   drag            pan
 *   press           makes a panel the active one
 *
 * Clicks, atoms and lines are the picker's (ui/picker.h).
 */
#define KKR_TYPE_STAGE kkr_stage_get_type()
G_DECLARE_FINAL_TYPE(KkrStage, kkr_stage, KKR, STAGE, GtkWidget)

GtkWidget *kkr_stage_new(KkrDocument *document);

/** The theme changed. */
void kkr_stage_set_dark(KkrStage *self, bool dark);

/** Where the panels lie and how they look, for what is drawn and picked on them. */
const kkr_panels_layout *kkr_stage_layout(KkrStage *self);
const kkr_panels_style *kkr_stage_style(KkrStage *self);
/** The point that a panel shows at the stage's px; false beside the panels. */
bool kkr_stage_to_point(KkrStage *self, double x, double y, kkr_vec3 *point);
/** Lays a widget above the panels, below crosshair and read-outs. */
void kkr_stage_add_overlay(KkrStage *self, GtkWidget *overlay);
/** The stage as it is shown; the caller's. NULL: it is not. */
GdkTexture *kkr_stage_render(KkrStage *self);

/** Zooms about a panel's middle; > 1 shows less. */
void kkr_stage_zoom(KkrStage *self, double factor);

/** Marks the cells of a site of the case in the panels; -1: of none. */
void kkr_stage_highlight(KkrStage *self, int site);
