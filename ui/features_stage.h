// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <gtk/gtk.h>

#include "ui/document.h"
#include "ui/feature_set.h"

/**
 * Jacobi-Legendre features: radial and angular functions, the fingerprint of a point,
 * its likeness and the components on the plane that the panels show.
 *
 *   click on a map       takes the point there; it is the pin of the panels
 *   move over a map      reads V there in the probe line
 */
#define KKR_TYPE_FEATURES_STAGE kkr_features_stage_get_type()
G_DECLARE_FINAL_TYPE(KkrFeaturesStage, kkr_features_stage, KKR, FEATURES_STAGE,
                     GtkWidget)

GtkWidget *kkr_features_stage_new(KkrDocument *document);
/** The theme changed. */
void kkr_features_stage_set_dark(KkrFeaturesStage *self, bool dark);
