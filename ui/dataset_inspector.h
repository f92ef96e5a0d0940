// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <gtk/gtk.h>

#include "ui/document.h"

/**
 * What the page of a data set shows, and what is known of the open entry: its picture,
 * quality numbers (beside those of the pinned one) and warning.
 */
#define KKR_TYPE_DATASET_INSPECTOR kkr_dataset_inspector_get_type()
G_DECLARE_FINAL_TYPE(KkrDatasetInspector, kkr_dataset_inspector, KKR, DATASET_INSPECTOR,
                     GtkWidget)

GtkWidget *kkr_dataset_inspector_new(KkrDocument *document);
