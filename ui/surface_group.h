// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <gtk/gtk.h>

#include "ui/document.h"

/** The inspector's group for surfaces in the active panel: levels, colours, cuts. */
#define KKR_TYPE_SURFACE_GROUP kkr_surface_group_get_type()
G_DECLARE_FINAL_TYPE(KkrSurfaceGroup, kkr_surface_group, KKR, SURFACE_GROUP, GtkWidget)

GtkWidget *kkr_surface_group_new(KkrDocument *document);
