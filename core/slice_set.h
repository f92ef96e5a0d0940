// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/recipe.h"
#include "core/slice.h"

/**
 * The slices of a recipe's panels: linked ones share one, each other has its own.
 *
 * Threads: never changes once made.
 */
typedef struct kkr_slice_set {
    const kkr_slice *of[KKR_QUANTITY_COUNT];
    int n;                                // different ones
    kkr_slice *slice[KKR_QUANTITY_COUNT]; // [n], owned
} kkr_slice_set;

/**
 * Samples columns x rows pixels for each panel: of `pitch` bohr where it is as wide as
 * recipe->width, and in proportion where it has a width of its own. Widths must be
 * resolved (> 0). With recipe->only there is one slice, for that panel. The rest is as
 * in kkr_slice_new(). NULL on failure.
 */
kkr_slice_set *kkr_slice_set_new(const kkr_sampler *sampler, const kkr_case *object,
                                 const kkr_recipe *recipe, double pitch, int columns,
                                 int rows, bool exact, double atom_range,
                                 const kkr_job *job, kkr_error *err);
void kkr_slice_set_free(kkr_slice_set *set);
KKR_DEFINE_AUTO(kkr_slice_set)
