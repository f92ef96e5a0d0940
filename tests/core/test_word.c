// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/word.h"
#include "tests/check.h"

int main(void)
{
    const char *const words[] = { "potential", "plane", "probe", "dpi" };
    CHECK_STRING(kkr_word_nearest("potental", words, 4), "potential");
    CHECK_STRING(kkr_word_nearest("plnae", words, 4), "plane"); // a swap is one edit
    CHECK_STRING(kkr_word_nearest("pot", words, 4), "potential");
    CHECK_STRING(kkr_word_nearest("dpj", words, 4), "dpi");
    CHECK(!kkr_word_nearest("radial", words, 4));
    CHECK(!kkr_word_nearest("", words, 4));
    CHECK(!kkr_word_nearest("plane", words, 0));
    char endless[1000];
    memset(endless, 'p', sizeof endless - 1);
    endless[sizeof endless - 1] = 0;
    CHECK(!kkr_word_nearest(endless, words, 4));
    return check_done();
}
