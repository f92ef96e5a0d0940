// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/check.h"
#include "core/grid_error.h"
#include "core/recipe.h"
#include "core/slice.h"
#include "shaders/drawing.h"

/**
 * The certificate of a conversion as a page: every check with its verdict, and what
 * a grid costs, as a slice, against the distance from the nucleus, as a histogram
 * and against its spacing.
 *
 * Threads: pure functions.
 */
typedef struct kkr_check_page {
    const kkr_case *object;
    const kkr_recipe *recipe; // of the page: profile, size, ground
    const kkr_check *check;
    const kkr_grid_error *error; // NULL: there is no grid
    const kkr_slice *slice;      // exact; NULL with `error`
    const float *slice_error;    // grid minus exact on it
} kkr_check_page;

/**
 * Makes all of that as the recipe says, in the natural width of the case, and gives the
 * page, which owns it; `object` and `recipe` are borrowed until it is drawn.
 */
kkr_drawing *kkr_check_page_new(const kkr_case *object, const kkr_recipe *recipe,
                                const kkr_job *job, kkr_error *err);

/** Everything is borrowed until the drawing is freed. Fails for pages without room. */
kkr_drawing *kkr_check_page_drawing(const kkr_check_page *page, kkr_error *err);
