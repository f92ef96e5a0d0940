// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/crystal.h"
#include "core/elements.h"
#include "tests/check.h"

static void check_place(double z, const char *symbol, int period, int group,
                        kkr_block block)
{
    kkr_element e;
    CHECK(kkr_element_find(z, &e));
    CHECK_STRING(kkr_element_symbol(z), symbol);
    CHECK(e.z == (int)z && e.period == period && e.group == group && e.block == block);
}

/** Blocks hold 2, 6, 10 and 14 elements a period, and no two stand on one place. */
static void test_counts(void)
{
    int count[8][4] = { 0 }, taken[8][19] = { 0 };
    for (int z = 1; z <= 118; z++) {
        kkr_element e;
        CHECK(kkr_element_find(z, &e));
        count[e.period][e.block]++;
        if (e.block != KKR_BLOCK_F)
            CHECK(taken[e.period][e.group]++ == 0);
    }
    for (int period = 1; period <= 7; period++) {
        CHECK(count[period][KKR_BLOCK_S] == 2);
        CHECK(count[period][KKR_BLOCK_P] == (period >= 2 ? 6 : 0));
        CHECK(count[period][KKR_BLOCK_D] == (period >= 4 ? 10 : 0));
        CHECK(count[period][KKR_BLOCK_F] == (period >= 6 ? 14 : 0));
    }
}

int main(void)
{
    check_place(1, "H", 1, 1, KKR_BLOCK_S);
    check_place(2, "He", 1, 18, KKR_BLOCK_S);
    check_place(6, "C", 2, 14, KKR_BLOCK_P);
    check_place(12, "Mg", 3, 2, KKR_BLOCK_S);
    check_place(21, "Sc", 4, 3, KKR_BLOCK_D);
    check_place(29, "Cu", 4, 11, KKR_BLOCK_D);
    check_place(57, "La", 6, 3, KKR_BLOCK_F);
    check_place(70, "Yb", 6, 3, KKR_BLOCK_F);
    check_place(71, "Lu", 6, 3, KKR_BLOCK_D);
    check_place(80, "Hg", 6, 12, KKR_BLOCK_D);
    check_place(81, "Tl", 6, 13, KKR_BLOCK_P);
    check_place(118, "Og", 7, 18, KKR_BLOCK_P);
    test_counts();
    kkr_element e;
    CHECK(!kkr_element_find(0, &e) && !kkr_element_find(29.5, &e));
    CHECK(!kkr_element_find(119, &e) && !kkr_element_find(NAN, &e));
    return check_done();
}
