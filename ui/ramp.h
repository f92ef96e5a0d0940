// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <gtk/gtk.h>

/**
 * Rows of a drop-down of colour maps: a small ramp and the name. The model is a
 * GtkStringList of names that kkr_colormap_get() knows.
 */
GtkListItemFactory *kkr_ramp_factory_new(bool dark);
