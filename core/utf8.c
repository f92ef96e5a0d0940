// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/utf8.h"

#include <string.h>

int kkr_utf8_length(const char *text)
{
    const unsigned char *c = (const unsigned char *)text;
    int n = *c < 0x80 ? 1 : *c < 0xc2 ? 0 : *c < 0xe0 ? 2 : *c < 0xf0 ? 3 : 4;
    if (*c > 0xf4)
        return 0;
    for (int i = 1; i < n; i++)
        if ((c[i] & 0xc0) != 0x80)
            return 0;
    // overlong forms, surrogates, and what lies beyond U+10FFFF
    if ((c[0] == 0xe0 && c[1] < 0xa0) || (c[0] == 0xed && c[1] >= 0xa0) ||
        (c[0] == 0xf0 && c[1] < 0x90) || (c[0] == 0xf4 && c[1] >= 0x90))
        return 0;
    return n;
}

/** One byte, or two from U+0080 to U+009F. */
static bool is_control(const char *text)
{
    unsigned char c = (unsigned char)*text;
    return c < ' ' || c == 0x7f || (c == 0xc2 && (unsigned char)text[1] < 0xa0);
}

void kkr_utf8_copy(char *to, size_t size, const char *text)
{
    while (*text) {
        int n = kkr_utf8_length(text);
        bool plain = n && !is_control(text);
        size_t needed = plain ? (size_t)n : 1;
        if (needed >= size)
            break;
        memcpy(to, plain ? text : n ? " " : "?", needed);
        to += needed;
        size -= needed;
        text += n ? n : 1;
    }
    *to = '\0';
}

bool kkr_utf8_is_plain(const char *text)
{
    int n;
    for (; *text; text += n)
        if ((n = kkr_utf8_length(text)) == 0 || is_control(text))
            return false;
    return true;
}
