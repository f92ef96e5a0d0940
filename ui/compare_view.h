// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <gtk/gtk.h>

#include "ui/thumbnails.h"

/**
 * V - V0 of the open entry and of the pinned one side by side, and the difference of
 * the two, all on one scale.
 */
#define KKR_TYPE_COMPARE_VIEW kkr_compare_view_get_type()
G_DECLARE_FINAL_TYPE(KkrCompareView, kkr_compare_view, KKR, COMPARE_VIEW, GtkWidget)

GtkWidget *kkr_compare_view_new(KkrDocument *document);
