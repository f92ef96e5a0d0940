// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <glib.h>

#include "core/recipe.h"

/**
 * What the user prefers: theme, size, inspector, units. A key file in the user's
 * configuration folder; no schema that would have to be installed. A file that
 * cannot be read is as good as none, one that cannot be written is forgotten.
 */
typedef enum KkrTheme { KKR_THEME_AUTO, KKR_THEME_LIGHT, KKR_THEME_DARK } KkrTheme;

typedef struct KkrSettings {
    KkrTheme theme;
    int width, height; // of the window, px
    gboolean maximized, inspector;
    char folded[80];             // groups of the inspector, see kkr_inspector_folded()
    gboolean reopen;             // a case looks as it was left
    kkr_energy_unit energy_unit; // of a new window
    kkr_length_unit length_unit;
} KkrSettings;

/** Words of the file and of actions, in the order of the enums; end with NULL. */
extern const char *const kkr_theme_words[];
extern const char *const kkr_energy_words[];
extern const char *const kkr_length_words[];

KkrSettings kkr_settings_load(void);
void kkr_settings_save(const KkrSettings *settings);
