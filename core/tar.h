// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"

#include <stdint.h>

/**
 * Where the files in a tar archive are: ustar with the long names of GNU and of POSIX
 * 2001 (pax), inflated if it is gzip's. Used by core/archive.c, which knows the limits.
 *
 * Threads: one at a time; reading leaves the list as it is.
 */
typedef struct kkr_tar_member {
    char *name;
    uint64_t first; // byte of `file`
    uint64_t size;
} kkr_tar_member;

typedef struct kkr_tar {
    int file; // the inflated archive, without a name; -1: none
    int n;
    kkr_tar_member *members; // files, in the order of the archive
} kkr_tar;

/**
 * Fails if it inflates to more than max_bytes, is cut, damaged, or has links, devices
 * or more than max_members files.
 */
kkr_tar *kkr_tar_open(const char *path, uint64_t max_bytes, int max_members,
                      kkr_error *err);
void kkr_tar_free(kkr_tar *tar);
KKR_DEFINE_AUTO(kkr_tar)

/** Reads bytes of a member; false if the file is not that long any more. */
bool kkr_tar_read(const kkr_tar *tar, int member, void *data, size_t length);
