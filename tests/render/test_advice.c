// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/advice.h"

#include "tests/check.h"

static kkr_advice advice_of(kkr_recipe recipe, bool is_raster)
{
    return kkr_advice_page(&recipe, is_raster);
}

static void check_sentence(kkr_recipe recipe, bool is_raster, const char *part)
{
    kkr_advice advice = kkr_advice_page(&recipe, is_raster);
    bool found = false;
    for (int i = 0; i < advice.n; i++)
        found = found || strstr(advice.sentence[i], part);
    if (!found)
        printf("no advice with \"%s\" among %d\n", part, advice.n);
    CHECK(found);
}

int main(void)
{
    kkr_recipe recipe;
    kkr_recipe_init(&recipe);
    recipe.dpi = 450;
    // every profile is fit to print as it is
    for (int i = 0; i < KKR_PROFILE_COUNT; i++) {
        recipe.profile = (kkr_profile)i;
        CHECK(advice_of(recipe, true).n == 0);
    }
    recipe.profile = KKR_PROFILE_JOURNAL_2COL;
    kkr_recipe coarse = recipe;
    coarse.dpi = 200;
    check_sentence(coarse, false, "200 dpi are coarse for the pictures");
    coarse.dpi = 300;
    CHECK(advice_of(coarse, false).n == 0);
    check_sentence(coarse, true, "300 dpi are coarse for text and lines");
    kkr_recipe wide = recipe;
    wide.width_mm = 400;
    check_sentence(wide, false, "text becomes 3.2 pt");
    check_sentence(wide, false, "lines become");
    wide.width_mm = 120; // smaller than a column is not scaled
    CHECK(advice_of(wide, false).n == 0);
    kkr_recipe high = recipe;
    high.height_mm = 200;
    check_sentence(high, false, "200 mm are higher");
    kkr_recipe free_scales = recipe;
    free_scales.linked_scales = false;
    check_sentence(free_scales, false, "cannot be compared");
    kkr_recipe clear = recipe;
    clear.transparent = clear.dark = true;
    check_sentence(clear, true, "clear ground");
    return check_done();
}
