// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

/** What a misspelt word may have meant. Threads: pure functions. */

/**
 * The word of a list nearest to `text`; NULL if none is near. A beginning of a
 * word is near to it.
 */
const char *kkr_word_nearest(const char *text, const char *const *words, int n);
