// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <gtk/gtk.h>

#include "ui/document.h"

/**
 * The controls of the radial view: sites, components, what is laid over them, and
 * the r axis. Simple choices are actions of the window, the rest is read and
 * written here.
 */
#define KKR_TYPE_RADIAL_INSPECTOR kkr_radial_inspector_get_type()
G_DECLARE_FINAL_TYPE(KkrRadialInspector, kkr_radial_inspector, KKR, RADIAL_INSPECTOR,
                     GtkWidget)

GtkWidget *kkr_radial_inspector_new(KkrDocument *document);
