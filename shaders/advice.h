// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/recipe.h"

/**
 * What a journal or an audience would object to before a figure is written: text
 * or lines that become too small at the width they are printed, pictures that are
 * too coarse, panels that cannot be compared.
 *
 * Threads: pure functions.
 */
enum { KKR_ADVICE_MAX = 8 };

typedef struct kkr_advice {
    int n;
    char sentence[KKR_ADVICE_MAX][200]; // without full stop
} kkr_advice;

/** `is_raster`: the file will be a PNG, where dpi decides about text, too. */
kkr_advice kkr_advice_page(const kkr_recipe *recipe, bool is_raster);
