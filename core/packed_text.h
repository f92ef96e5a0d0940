// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"

/**
 * A text file of a KKR code as numbers and the rest: half the size, numbers that any
 * program can read, and the file itself again, byte for byte.
 *
 *     8.8D-01 -2.3D+00 ...   121 full lines     numbers: 0.88, -2.3, ...   (484)
 *         7                                     text:    "@1P4D20.13 484\n    7\n"
 *
 * A run of lines that Fortran wrote with 4D20.13 and the like becomes one line of
 * the text: "@", the format as Fortran names it (with 1P, D or E), a blank, and how
 * many numbers there are. A line that began with "@" begins with two of them. A run
 * is only taken out if writing it again gives the same bytes; so files of any other
 * kind are all text. Format: docs/formats/dataset.md.
 *
 * Threads: never changes once made.
 */
typedef struct kkr_packed_text {
    size_t length; // of text
    char *text;    // terminated
    size_t n;
    double *numbers; // [n] in the order of the file
} kkr_packed_text;

/** Every text can be packed. */
kkr_packed_text *kkr_packed_text_new(const char *text, size_t length);
void kkr_packed_text_free(kkr_packed_text *packed);
KKR_DEFINE_AUTO(kkr_packed_text)

/**
 * The text again, terminated, its length through *length; the caller frees it. Fails
 * if text and numbers do not belong together or there would be more than 1 GiB.
 */
char *kkr_packed_text_unpack(const kkr_packed_text *packed, size_t *length,
                             kkr_error *err);
