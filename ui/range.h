// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "ui/picture.h"

/**
 * The ranges of the colour scales of a recipe, as the inspector changes them. Each
 * function acts on the scale of one quantity; while the scales are linked, that of
 * its neighbour (V and V - V0, |V| and |V - V0|) follows a whole power of ten apart,
 * so that both panels share every tick.
 *
 * Threads: pure functions.
 */
typedef enum KkrRangeFit {
    KKR_RANGE_FULL,       // everything on the picture
    KKR_RANGE_PERCENTILE, // 1 to 99 % of it
    KKR_RANGE_DECADES,    // about that, in powers of ten
    KKR_RANGE_FIXED,      // none of these: as typed or dragged
} KkrRangeFit;

const kkr_scale *kkr_range_scale(const kkr_recipe *recipe, kkr_quantity quantity);

/** Where a signed scale stops being linear, where another one starts. */
double kkr_range_inner(const kkr_scale *scale);

/** False, and nothing changes, if no scale of that kind can have these limits. */
bool kkr_range_set(kkr_recipe *recipe, kkr_quantity quantity, double limit,
                   double inner);

/** The range from what is on the picture; nothing changes if that is nothing. */
void kkr_range_fit(kkr_recipe *recipe, kkr_quantity quantity, const KkrPicture *picture,
                   KkrRangeFit fit);
/** Which fit would leave the recipe as it is. */
KkrRangeFit kkr_range_fitted(const kkr_recipe *recipe, kkr_quantity quantity,
                             const KkrPicture *picture);

/** Another kind of scale for both quantities of the row, if the row can have it. */
void kkr_range_set_kind(kkr_recipe *recipe, kkr_quantity quantity, kkr_scale_kind kind,
                        const KkrPicture *picture);

/** Linking makes the neighbours follow those of V and |V|. */
void kkr_range_link(kkr_recipe *recipe, bool linked);
