// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <gtk/gtk.h>

#include "ui/settings.h"

/**
 * Light or dark: what the user chose, or with AUTO what the desktop says. Plain
 * GTK 4.8 does not follow the desktop by itself, so its portal is asked.
 *
 * Property "dark" changes with either.
 */
#define KKR_TYPE_THEME kkr_theme_get_type()
G_DECLARE_FINAL_TYPE(KkrThemeWatch, kkr_theme, KKR, THEME, GObject)

/** Also loads the style sheets for the display; one per program. */
KkrThemeWatch *kkr_theme_new(KkrTheme theme);
void kkr_theme_set(KkrThemeWatch *self, KkrTheme theme);
gboolean kkr_theme_is_dark(KkrThemeWatch *self);
