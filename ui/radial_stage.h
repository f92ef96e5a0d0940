// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <gtk/gtk.h>

#include "ui/document.h"

/**
 * V, V - V0, |V| and |V - V0| of a site as curves against r.
 *
 *   move            isolates the nearest curve, reads it in the probe line
 *   wheel           zooms r about the pointer; with Shift moves along r
 *   drag            shows the radii that were marked
 *   double click    all radii
 */
#define KKR_TYPE_RADIAL_STAGE kkr_radial_stage_get_type()
G_DECLARE_FINAL_TYPE(KkrRadialStage, kkr_radial_stage, KKR, RADIAL_STAGE, GtkWidget)

GtkWidget *kkr_radial_stage_new(KkrDocument *document);

/** The theme changed. */
void kkr_radial_stage_set_dark(KkrRadialStage *self, bool dark);
