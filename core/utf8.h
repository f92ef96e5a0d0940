// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <stdbool.h>
#include <stddef.h>

/** Texts of strangers, which may be anything. Threads: pure functions. */

/** Bytes of the UTF-8 character at `text` (RFC 3629), terminated; 0 if it is none. */
int kkr_utf8_length(const char *text);

/**
 * The longest beginning of `text` that fits into `size` bytes with its end, whole
 * characters of it; control characters become blanks, what is no UTF-8 becomes "?".
 */
void kkr_utf8_copy(char *to, size_t size, const char *text);

/** Without control characters, and UTF-8? */
bool kkr_utf8_is_plain(const char *text);
