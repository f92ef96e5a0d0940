// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

/** Which kind of archive a file may be, by its first bytes. Threads: any. */
typedef enum kkr_archive_form {
    KKR_ARCHIVE_NONE,
    KKR_ARCHIVE_ZIP,
    KKR_ARCHIVE_TAR, // or anything that gzip packed
} kkr_archive_form;

/** NONE also for what is no regular file or is not there. */
kkr_archive_form kkr_archive_form_of(const char *path);
