// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/settings.h"

#define GROUP "window"

const char *const kkr_theme_words[] = { "auto", "light", "dark", NULL };
const char *const kkr_energy_words[] = { "Ry", "mRy", "Ha", "eV", "meV", NULL };
const char *const kkr_length_words[] = { "bohr", "angstrom", "alat", NULL };

static char *settings_path(void)
{
    return g_build_filename(g_get_user_config_dir(), "kkrscope", "settings.ini", NULL);
}

static int integer(GKeyFile *file, const char *key, int otherwise, int low, int high)
{
    g_autoptr(GError) error = NULL;
    int value = g_key_file_get_integer(file, GROUP, key, &error);
    return error ? otherwise : CLAMP(value, low, high);
}

static gboolean boolean(GKeyFile *file, const char *key, gboolean otherwise)
{
    g_autoptr(GError) error = NULL;
    gboolean value = g_key_file_get_boolean(file, GROUP, key, &error);
    return error ? otherwise : value;
}

/* The index of a word; the first one if it is none of them. */
static int word(GKeyFile *file, const char *key, const char *const *words)
{
    g_autofree char *text = g_key_file_get_string(file, GROUP, key, NULL);
    for (int i = 0; text && words[i]; i++)
        if (g_str_equal(text, words[i]))
            return i;
    return 0;
}

KkrSettings kkr_settings_load(void)
{
    g_autoptr(GKeyFile) file = g_key_file_new();
    g_autofree char *path = settings_path();
    g_key_file_load_from_file(file, path, G_KEY_FILE_NONE, NULL);
    KkrSettings settings = {
        .width = integer(file, "width", 1440, 400, 16384),
        .height = integer(file, "height", 900, 300, 16384),
        .maximized = boolean(file, "maximized", FALSE),
        .inspector = boolean(file, "inspector", TRUE),
        .reopen = boolean(file, "reopen", TRUE),
        .energy_unit = (kkr_energy_unit)word(file, "energy-unit", kkr_energy_words),
        .length_unit = (kkr_length_unit)word(file, "length-unit", kkr_length_words),
        .theme = (KkrTheme)word(file, "theme", kkr_theme_words),
    };
    g_autofree char *folded = g_key_file_get_string(file, GROUP, "folded", NULL);
    g_strlcpy(settings.folded, folded ? folded : "notes", sizeof settings.folded);
    return settings;
}

void kkr_settings_save(const KkrSettings *settings)
{
    g_autoptr(GKeyFile) file = g_key_file_new();
    g_autofree char *path = settings_path();
    g_autofree char *folder = g_path_get_dirname(path);
    g_key_file_set_string(file, GROUP, "theme", kkr_theme_words[settings->theme]);
    g_key_file_set_boolean(file, GROUP, "reopen", settings->reopen);
    g_key_file_set_string(file, GROUP, "energy-unit",
                          kkr_energy_words[settings->energy_unit]);
    g_key_file_set_string(file, GROUP, "length-unit",
                          kkr_length_words[settings->length_unit]);
    g_key_file_set_integer(file, GROUP, "width", settings->width);
    g_key_file_set_integer(file, GROUP, "height", settings->height);
    g_key_file_set_boolean(file, GROUP, "maximized", settings->maximized);
    g_key_file_set_boolean(file, GROUP, "inspector", settings->inspector);
    g_key_file_set_string(file, GROUP, "folded", settings->folded);
    g_mkdir_with_parents(folder, 0700);
    g_key_file_save_to_file(file, path, NULL);
}
