// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/archive_form.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

kkr_archive_form kkr_archive_form_of(const char *path)
{
    unsigned char head[265] = { 0 };
    struct stat info;
    if (stat(path, &info) != 0 || !S_ISREG(info.st_mode))
        return KKR_ARCHIVE_NONE;
    FILE *file = fopen(path, "rbe");
    size_t length = file ? fread(head, 1, sizeof head, file) : 0;
    if (file)
        fclose(file);
    if (length < 4)
        return KKR_ARCHIVE_NONE;
    if (memcmp(head, "PK\3\4", 4) == 0 || memcmp(head, "PK\5\6", 4) == 0)
        return KKR_ARCHIVE_ZIP;
    bool gzip = head[0] == 0x1f && head[1] == 0x8b;
    return gzip || memcmp(head + 257, "ustar", 5) == 0 ? KKR_ARCHIVE_TAR
                                                       : KKR_ARCHIVE_NONE;
}
