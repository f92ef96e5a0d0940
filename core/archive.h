// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"

/**
 * The files inside a zip archive, or a tar archive with or without gzip, read one by
 * one into memory; nothing of them is ever written under a name of theirs. A tar with
 * gzip cannot be read from the middle, so it is inflated once into a file without a
 * name in the folder for temporary files.
 *
 * Archives come from strangers. Refused with a sentence are: names that are absolute
 * or contain "..", two members of one name, links and devices, encrypted members, and
 * what inflates beyond these limits, which real archives of calculations are far
 * from (they grow 6-fold, single logs 40-fold):
 *
 *     one member      1 GiB, and 256 times its packed size + 1 MiB
 *     all together    64 times the archive's size + 1 MiB
 *     members         4 million
 *
 * Threads: one at a time.
 */
typedef struct kkr_archive kkr_archive;

typedef struct kkr_archive_member {
    const char *name; // borrowed
    size_t size;      // inflated, as the archive says
} kkr_archive_member;

/** Opens it and reads the list of its members. */
kkr_archive *kkr_archive_open(const char *path, kkr_error *err);
void kkr_archive_free(kkr_archive *archive);
KKR_DEFINE_AUTO(kkr_archive)

/** All files in it, without folders, by name. */
const kkr_archive_member *kkr_archive_members(const kkr_archive *archive, int *n);

/** Which member has this name; -1: none. */
int kkr_archive_find(const kkr_archive *archive, const char *name);

/** A member, with a zero behind it; the caller frees it. NULL if it is damaged. */
char *kkr_archive_read(kkr_archive *archive, int member, size_t *length,
                       kkr_error *err);
