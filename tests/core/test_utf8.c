// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/utf8.h"

#include "tests/check.h"

static void test_length(void)
{
    CHECK(kkr_utf8_length("a") == 1 && kkr_utf8_length("\n") == 1);
    CHECK(kkr_utf8_length("ü") == 2 && kkr_utf8_length("€") == 3);
    CHECK(kkr_utf8_length("\xf0\x9f\x98\x80") == 4);
    // cut, overlong, surrogate, beyond the last one, a byte that begins nothing
    const char *const bad[] = { "\xc3",         "\xc0\x80",         "\xe0\x80\x80",
                                "\xed\xa0\x80", "\xf4\x90\x80\x80", "\x80",
                                "\xff",         "\xe2\x82" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        CHECK(kkr_utf8_length(bad[i]) == 0);
}

static void test_copy(void)
{
    char to[8];
    kkr_utf8_copy(to, sizeof to, "short");
    CHECK_STRING(to, "short");
    kkr_utf8_copy(to, sizeof to, "seven77 and more");
    CHECK_STRING(to, "seven77");
    kkr_utf8_copy(to, sizeof to, "Jülich!"); // the ü is two bytes
    CHECK_STRING(to, "Jülich");
    kkr_utf8_copy(to, sizeof to, "123456ü"); // and is not cut in the middle
    CHECK_STRING(to, "123456");
    kkr_utf8_copy(to, sizeof to, "a\033[1m\xff\n");
    CHECK_STRING(to, "a [1m? ");
    kkr_utf8_copy(to, sizeof to, "x\xc2\x9by"); // as one character: begins commands
    CHECK_STRING(to, "x y");
    kkr_utf8_copy(to, 1, "a");
    CHECK_STRING(to, "");
}

static void test_plain(void)
{
    CHECK(kkr_utf8_is_plain("") && kkr_utf8_is_plain("nodes/ab/größe.txt"));
    CHECK(!kkr_utf8_is_plain("a\tb") && !kkr_utf8_is_plain("\xff"));
    CHECK(!kkr_utf8_is_plain("\x7f") && !kkr_utf8_is_plain("\xc2\x9b"));
}

int main(void)
{
    test_length();
    test_copy();
    test_plain();
    return check_done();
}
