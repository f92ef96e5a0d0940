// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/word.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

enum { MAX_WORD = 40 };

/** Optimal string alignment distance (a swap of neighbours is one edit). */
static int edit_distance(const char *a, const char *b)
{
    int n = (int)strlen(a), m = (int)strlen(b);
    if (n > MAX_WORD || m > MAX_WORD)
        return INT_MAX;
    int d[MAX_WORD + 1][MAX_WORD + 1];
    for (int i = 0; i <= n; i++) {
        for (int j = 0; j <= m; j++) {
            if (i == 0 || j == 0) {
                d[i][j] = i + j;
                continue;
            }
            int best = d[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
            if (d[i - 1][j] + 1 < best)
                best = d[i - 1][j] + 1;
            if (d[i][j - 1] + 1 < best)
                best = d[i][j - 1] + 1;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
                d[i - 2][j - 2] + 1 < best)
                best = d[i - 2][j - 2] + 1;
            d[i][j] = best;
        }
    }
    return d[n][m];
}

const char *kkr_word_nearest(const char *text, const char *const *words, int n)
{
    const char *nearest = NULL;
    int length = (int)strlen(text);
    int least = length <= 3 ? 2 : length <= 6 ? 3 : 4; // one less than too far
    for (int i = 0; i < n; i++) {
        int distance = edit_distance(text, words[i]);
        // "--pot" is near to "--potential" although many letters are missing
        if (length >= 2 && strncmp(text, words[i], (size_t)length) == 0)
            distance = 1;
        if (distance < least) {
            least = distance;
            nearest = words[i];
        }
    }
    return nearest;
}

int kkr_word_index(const char *text, const char *words)
{
    size_t length = strlen(text);
    int index = 0;
    for (const char *word = words; word; index++) {
        const char *end = strchr(word, '|');
        size_t n = end ? (size_t)(end - word) : strlen(word);
        if (n == length && memcmp(word, text, n) == 0)
            return index;
        word = end ? end + 1 : NULL;
    }
    return -1;
}

void kkr_word_suggest(const char *text, const char *words, char *out, size_t size)
{
    char copy[200];
    const char *list[16];
    int n = 0;
    snprintf(copy, sizeof copy, "%s", words);
    for (char *save, *word = strtok_r(copy, "|", &save); word && n < 16;
         word = strtok_r(NULL, "|", &save))
        list[n++] = word;
    const char *nearest = kkr_word_nearest(text, list, n);
    snprintf(out, size, nearest ? "; did you mean %s?" : "", nearest);
}
