// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <gtk/gtk.h>

#include "ui/document.h"

/** The inspector's group for the colours of the active panel: scale, range, maps. */
#define KKR_TYPE_RANGE_GROUP kkr_range_group_get_type()
G_DECLARE_FINAL_TYPE(KkrRangeGroup, kkr_range_group, KKR, RANGE_GROUP, GtkWidget)

GtkWidget *kkr_range_group_new(KkrDocument *document);
