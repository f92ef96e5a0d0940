// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/sample.h"

#include <glib.h>

static char *sample_below(const char *share)
{
    char *path = g_build_filename(share, "kkrscope", "sample", NULL);
    if (g_file_test(path, G_FILE_TEST_IS_DIR))
        return path;
    g_free(path);
    return NULL;
}

char *kkr_sample_find(void)
{
    // beside the program first: an installed tree may have been moved
    g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);
    if (program) {
        g_autofree char *bin = g_path_get_dirname(program);
        g_autofree char *share = g_build_filename(bin, "..", "share", NULL);
        char *path = sample_below(share);
        if (path)
            return path;
    }
    for (const char *const *share = g_get_system_data_dirs(); *share; share++) {
        char *path = sample_below(*share);
        if (path)
            return path;
    }
    return NULL;
}

char *kkr_sample_find_dataset(void)
{
    g_autofree char *folder = kkr_sample_find();
    g_autofree char *path = folder ? g_strconcat(folder, ".h5", NULL) : NULL;
    return path && g_file_test(path, G_FILE_TEST_IS_REGULAR) ? g_steal_pointer(&path)
                                                             : NULL;
}
