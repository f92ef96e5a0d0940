// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <stddef.h>

/** What a file is, told by its first bytes. Threads: pure functions. */
typedef enum kkr_file_kind {
    KKR_KIND_OTHER,
    KKR_KIND_INPUTCARD,
    KKR_KIND_KKRNANO_INPUT, // input.conf
    KKR_KIND_HOSTSTRUCTURE, // kkrflex_hoststructure.dat
    KKR_KIND_POTENTIAL,
    KKR_KIND_SHAPEFUN,
    KKR_KIND_SCOEF,
    KKR_KIND_ATOMINFO,
} kkr_file_kind;

kkr_file_kind kkr_file_kind_of_content(const char *head, size_t length);

/**
 * By the KKR codes' own file names: a damaged or unreadable `potential` is still
 * the user's potential, and its reader will say what is wrong with it.
 */
kkr_file_kind kkr_file_kind_of_name(const char *name);
