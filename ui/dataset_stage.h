// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <gtk/gtk.h>

#include "ui/document.h"

/**
 * The data set that the open case is of:
 *
 *     +------------------+---------+
 *     | map, comparison  | search  |
 *     | or screening     | table   |
 *     +------------------+---------+
 *     | pictures of the neighbours |
 *     +----------------------------+
 *
 *   arrows                 walk the map, the table or the neighbours
 *   Space                  to the pinned entry and back
 *   Return, double click   show the entry in the panels
 *   Ctrl+F                 search
 *
 * A case of no data set gets a page that says how to make one.
 */
#define KKR_TYPE_DATASET_STAGE kkr_dataset_stage_get_type()
G_DECLARE_FINAL_TYPE(KkrDatasetStage, kkr_dataset_stage, KKR, DATASET_STAGE, GtkWidget)

GtkWidget *kkr_dataset_stage_new(KkrDocument *document);
