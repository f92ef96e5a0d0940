// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/settings.h"

#define GROUP "window"

static const char *const themes[] = { "auto", "light", "dark" };

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
    };
    g_autofree char *folded = g_key_file_get_string(file, GROUP, "folded", NULL);
    g_strlcpy(settings.folded, folded ? folded : "notes", sizeof settings.folded);
    g_autofree char *theme = g_key_file_get_string(file, GROUP, "theme", NULL);
    for (int i = 0; i < (int)G_N_ELEMENTS(themes); i++)
        if (g_strcmp0(theme, themes[i]) == 0)
            settings.theme = (KkrTheme)i;
    return settings;
}

void kkr_settings_save(const KkrSettings *settings)
{
    g_autoptr(GKeyFile) file = g_key_file_new();
    g_autofree char *path = settings_path();
    g_autofree char *folder = g_path_get_dirname(path);
    g_key_file_set_string(file, GROUP, "theme", themes[settings->theme]);
    g_key_file_set_integer(file, GROUP, "width", settings->width);
    g_key_file_set_integer(file, GROUP, "height", settings->height);
    g_key_file_set_boolean(file, GROUP, "maximized", settings->maximized);
    g_key_file_set_boolean(file, GROUP, "inspector", settings->inspector);
    g_key_file_set_string(file, GROUP, "folded", settings->folded);
    g_mkdir_with_parents(folder, 0700);
    g_key_file_save_to_file(file, path, NULL);
}
