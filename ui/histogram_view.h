// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <gtk/gtk.h>

#include "ui/document.h"

/**
 * How the values of the active panel are spread on its own scale, the colours they
 * get below, and two handles on the ends of the range.
 *
 *   drag           moves the nearer end, both of a signed scale; powers of ten stick
 *   drag above the colours, where the panel shows surfaces: the nearest level
 *   double click   1 to 99 % of the values
 *   Left, Right    move the upper end by a twentieth of a decade, with Shift the
 *                  lower one
 */
#define KKR_TYPE_HISTOGRAM_VIEW kkr_histogram_view_get_type()
G_DECLARE_FINAL_TYPE(KkrHistogramView, kkr_histogram_view, KKR, HISTOGRAM_VIEW,
                     GtkWidget)

GtkWidget *kkr_histogram_view_new(KkrDocument *document);
