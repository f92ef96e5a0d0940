// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <glib.h>

/**
 * What the window remembers: theme, size, inspector. A key file in the user's
 * configuration folder; no schema that would have to be installed. A file that
 * cannot be read is as good as none, one that cannot be written is forgotten.
 */
typedef enum KkrTheme { KKR_THEME_AUTO, KKR_THEME_LIGHT, KKR_THEME_DARK } KkrTheme;

typedef struct KkrSettings {
    KkrTheme theme;
    int width, height; // of the window, px
    gboolean maximized, inspector;
    char folded[80]; // groups of the inspector, see kkr_inspector_folded()
} KkrSettings;

KkrSettings kkr_settings_load(void);
void kkr_settings_save(const KkrSettings *settings);
