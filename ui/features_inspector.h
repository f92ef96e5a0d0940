// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <gtk/gtk.h>

#include "ui/document.h"

/** The controls of the view Features; each is an action of ui/features_actions.h. */
#define KKR_TYPE_FEATURES_INSPECTOR kkr_features_inspector_get_type()
G_DECLARE_FINAL_TYPE(KkrFeaturesInspector, kkr_features_inspector, KKR,
                     FEATURES_INSPECTOR, GtkWidget)

GtkWidget *kkr_features_inspector_new(KkrDocument *document);
