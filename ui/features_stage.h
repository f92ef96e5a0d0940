// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <gtk/gtk.h>

#include "ui/document.h"
#include "ui/feature_set.h"

/**
 * Jacobi-Legendre features and fitted models beside the panel of V (ui/features_page.h),
 * with the plane, zoom and crosshair of the panels. What is described is the pin, else
 * the crosshair.
 *
 *   move over a map        crosshair; the fingerprint and the likeness follow
 *   click on a map         pins the point; near the pin takes it away
 *   click on a small map   shows that column large
 *   wheel, Ctrl+wheel, drag  on a map: as on the panels
 *   drag on points         chooses those within; they light up on the maps
 *
 * The chosen ones are the state of the action "features-chosen": "x,y x,y ..." in the
 * numbers of the chart, "": none.
 */
#define KKR_TYPE_FEATURES_STAGE kkr_features_stage_get_type()
G_DECLARE_FINAL_TYPE(KkrFeaturesStage, kkr_features_stage, KKR, FEATURES_STAGE,
                     GtkWidget)

GtkWidget *kkr_features_stage_new(KkrDocument *document);
/** The theme changed. */
void kkr_features_stage_set_dark(KkrFeaturesStage *self, bool dark);
/** NULL: there is none, or it is not shown. */
const KkrFit *kkr_features_stage_fit(KkrFeaturesStage *self);
