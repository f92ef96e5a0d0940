// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <stddef.h>

/** What a misspelt word may have meant. Threads: pure functions. */

/**
 * The word of a list nearest to `text`; NULL if none is near. A beginning of a
 * word is near to it.
 */
const char *kkr_word_nearest(const char *text, const char *const *words, int n);

/** The index of `text` among the words of "a|b|c"; -1: it is none of them. */
int kkr_word_index(const char *text, const char *words);

/** "; did you mean b?" for what is near to a word of "a|b|c", else an empty text. */
void kkr_word_suggest(const char *text, const char *words, char *out, size_t size);
