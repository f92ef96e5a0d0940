// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "tests/check.h"

#include <dirent.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

/**
 * For tests of readers: text in memory that is edited, written to a file of its
 * own and read back, and walks through the reference data.
 */

/** A whole file as text that the caller frees. */
static inline char *files_load(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file) {
        printf("cannot open %s\n", path);
        exit(EXIT_FAILURE);
    }
    fseek(file, 0, SEEK_END);
    size_t size = (size_t)ftell(file);
    rewind(file);
    char *text = malloc(size + 1);
    size = fread(text, 1, size, file);
    text[size] = 0;
    fclose(file);
    return text;
}

/** A copy with the first `old` replaced by `new`, that the caller frees. */
static inline char *files_replace(const char *text, const char *old, const char *new)
{
    const char *place = strstr(text, old);
    if (!place) {
        printf("no \"%s\" to replace\n", old);
        exit(EXIT_FAILURE);
    }
    size_t before = (size_t)(place - text);
    char *result = malloc(strlen(text) + strlen(new) + 1);
    memcpy(result, text, before);
    strcpy(result + before, new);
    strcat(result, place + strlen(old));
    return result;
}

static char files_folder[4096], files_path[sizeof files_folder + 16];

/* With all that a test put beside its file. */
static inline void files_remove(void)
{
    DIR *folder = opendir(files_folder);
    struct dirent *entry;
    while (folder && (entry = readdir(folder)) != NULL)
        unlinkat(dirfd(folder), entry->d_name, 0);
    if (folder)
        closedir(folder);
    rmdir(files_folder);
}

/** Writes into a temporary file, the same one every time, removed at exit. */
static inline const char *files_write(const char *text, size_t length)
{
    if (!files_path[0]) {
        // a full path, since a test may change its folder before it ends
        if (!getcwd(files_folder, sizeof files_folder - 20) ||
            !mkdtemp(strcat(files_folder, "/files_XXXXXX")))
            exit(EXIT_FAILURE);
        snprintf(files_path, sizeof files_path, "%s/file", files_folder);
        atexit(files_remove);
    }
    unlink(
        files_path); // a new file is fast; ext4 flushes one that is cut and rewritten
    FILE *file = fopen(files_path, "wb");
    if (!file || fwrite(text, 1, length, file) != length || fclose(file) != 0)
        exit(EXIT_FAILURE);
    return files_path;
}

/** Calls `visit` for every file below `folder`. */
static inline void files_walk(const char *folder,
                              int (*visit)(const char *path, const struct stat *info,
                                           int kind, struct FTW *where))
{
    CHECK(nftw(folder, visit, 16, FTW_PHYS) == 0);
}
