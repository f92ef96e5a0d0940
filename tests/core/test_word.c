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

    CHECK(kkr_word_index("on", "off|on") == 1);
    CHECK(kkr_word_index("o", "off|on") == -1);
    CHECK(kkr_word_index("", "off|on") == -1);
    CHECK(kkr_word_index("off|on", "off|on") == -1);
    char hint[64];
    kkr_word_suggest("symlgo", "linear|log|symlog", hint, sizeof hint);
    CHECK_STRING(hint, "; did you mean symlog?");
    kkr_word_suggest("quadratic", "linear|log|symlog", hint, sizeof hint);
    CHECK_STRING(hint, "");
    return check_done();
}
