// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/recipe_keys.h"
#include "core/text.h"

/**
 * Keys of a recipe that follow from others, and whether all fit to each other. Used by
 * core/recipe_text.c alone.
 */
typedef struct kkr_recipe_places {
    int line[KKR_RECIPE_MAX_KEYS]; // where a key stands, as in the table; 0: nowhere
} kkr_recipe_places;

/** Sets what `at` does not have. */
void kkr_recipe_derive(kkr_recipe *recipe, const kkr_recipe_places *at);

/** False with file, line and a sentence if keys contradict each other. */
bool kkr_recipe_check(kkr_text *file, const kkr_recipe_text *text,
                      const kkr_recipe_places *at, kkr_error *err);

/** Is it one of the first keys to be said of a panel that is unlinked in `recipe`? */
bool kkr_recipe_tells_panel(const kkr_recipe_key *key, const kkr_recipe *recipe);
