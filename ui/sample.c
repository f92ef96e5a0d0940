// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/sample.h"

#include <glib.h>

char *kkr_sample_find(void)
{
    if (g_file_test(KKR_SAMPLE, G_FILE_TEST_IS_DIR))
        return g_strdup(KKR_SAMPLE);
    for (const char *const *folder = g_get_system_data_dirs(); *folder; folder++) {
        char *path = g_build_filename(*folder, "kkrscope", "sample", NULL);
        if (g_file_test(path, G_FILE_TEST_IS_DIR))
            return path;
        g_free(path);
    }
    return NULL;
}
