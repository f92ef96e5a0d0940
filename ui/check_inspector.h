// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <gtk/gtk.h>

#include "ui/document.h"

/** Controls of the view Check: the grid that is judged, the site, the certificate. */
#define KKR_TYPE_CHECK_INSPECTOR kkr_check_inspector_get_type()
G_DECLARE_FINAL_TYPE(KkrCheckInspector, kkr_check_inspector, KKR, CHECK_INSPECTOR,
                     GtkWidget)

GtkWidget *kkr_check_inspector_new(KkrDocument *document);
