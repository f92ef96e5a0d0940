// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/word.h"

#include <limits.h>
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
