// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/recipe_text.h"
#include "tests/check.h"

#include <stdlib.h>
#include <string.h>

/*
 * What follows in a recipe from other keys; that any recipe survives writing and reading is
 * looked at in tests/core/test_recipe_text.c.
 */

#define HEAD "kkrscope recipe 1\n"

static kkr_recipe_text *parse(const char *text, kkr_error *err)
{
    return kkr_recipe_text_parse("a.recipe", text, strlen(text), err);
}

/** `text` fails in `line` with `part`. */
static void fails(const char *text, int line, const char *part)
{
    char place[40];
    kkr_error err = { 0 };
    snprintf(place, sizeof place, "a.recipe:%d: ", line);
    KKR_AUTO(kkr_recipe_text) parsed = parse(text, &err);
    if (parsed || strncmp(err.message, place, strlen(place)) ||
        !strstr(err.message, part)) {
        printf("%s: expected %s%s, got \"%s\"\n", text, place, part, err.message);
        check_failures++;
    }
}

/** What a panel of its own leaves out is as in [plane]; a linked one says nothing. */
static void panels_of_their_own(void)
{
    kkr_error err = { 0 };
    KKR_AUTO(kkr_recipe_text)
    text = parse(HEAD "[plane]\nmiller = 1 0 0\noffset = 1 bohr\nwidth = 9 bohr\n"
                      "[panels]\nV.linked = on\ndV.linked = off\n"
                      "dV.miller = 1 1 0\nabsV.linked = off\nabsV.offset = 2 bohr\n"
                      "absdV.linked = off\nabsdV.center = 3 4 bohr\n",
                 &err);
    CHECK_STRING(err.message, "");
    if (!text)
        return;
    const kkr_recipe *recipe = &text->recipe;
    const kkr_panel_view *own = recipe->own;
    const kkr_panel_view none = { 0 };
    CHECK(memcmp(&own[KKR_QUANTITY_V], &none, sizeof none) == 0);
    CHECK(own[KKR_QUANTITY_DV].plane.hkl[1] == 1 &&
          own[KKR_QUANTITY_DV].plane.offset == 0);
    CHECK(own[KKR_QUANTITY_DV].width == 9);
    CHECK(own[KKR_QUANTITY_ABS_V].plane.hkl[0] == 1 &&
          own[KKR_QUANTITY_ABS_V].plane.origin.x == 2);
    CHECK(own[KKR_QUANTITY_ABS_DV].plane.offset == 1 &&
          own[KKR_QUANTITY_ABS_DV].center_t == 4);
    CHECK(kkr_recipe_is_unlinked(recipe));
    char *written = kkr_recipe_text_write(text);
    CHECK(strstr(written, "\ndV.linked = off\ndV.miller = 1 1 0\n"));
    CHECK(!strstr(written, "\nV.linked") && !strstr(written, "dV.normal"));
    free(written);

    // one panel looks elsewhere, and comes back
    kkr_recipe changed = *recipe;
    kkr_recipe seen = kkr_recipe_seen_by(recipe, KKR_QUANTITY_DV);
    CHECK(seen.plane.hkl[1] == 1);
    seen.center_s = 7;
    changed = kkr_recipe_changed_by(recipe, &seen, KKR_QUANTITY_DV);
    CHECK(changed.own[KKR_QUANTITY_DV].center_s == 7 && changed.center_s == 0);
    CHECK(memcmp(&changed.plane, &recipe->plane, sizeof changed.plane) == 0);
    seen = kkr_recipe_seen_by(recipe, KKR_QUANTITY_V);
    seen.center_s = 7;
    changed = kkr_recipe_changed_by(recipe, &seen, KKR_QUANTITY_V);
    CHECK(changed.center_s == 7 && changed.own[KKR_QUANTITY_DV].center_s == 0);
    kkr_recipe_set_linked(&changed, KKR_QUANTITY_DV, true);
    CHECK(kkr_recipe_panel(&changed, KKR_QUANTITY_DV).center_s == 7);
    changed.only = KKR_QUANTITY_V; // the others are not shown
    CHECK(!kkr_recipe_is_unlinked(&changed));

    fails(HEAD "[panels]\ndV.offset = 1 bohr\n", 3, "needs dV.linked = off");
    fails(HEAD "[panels]\ndV.center = 1 1 bohr\ndV.linked = on\n", 4,
          "needs dV.linked = off");
    fails(HEAD "[panels]\nV.linked = off\nV.u = 1 0 0\n", 4, "needs u and v");
    fails(HEAD "[panels]\nV.linked = off\nV.u = 1 0 0\nV.v = 1 0 0\n", 5,
          "must have length 1");
    fails(HEAD "[panels]\nV.linked = off\nV.origin = 0 0 2 bohr\n"
               "V.offset = 1 bohr\n",
          5, "offset and origin disagree");
    fails(HEAD "[plane]\nu = 0 1 0\nv = 0 0 1\n[panels]\nV.linked = off\n"
               "V.offset = 1 bohr\n",
          7, "needs V.miller, or V.u and V.v");
}

int main(void)
{
    panels_of_their_own();
    return check_done();
}
