// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/radial_curves.h"
#include "core/recipe.h"
#include "shaders/drawing.h"

/**
 * A contact sheet of curves: one quantity of several cases against r, a small panel for
 * each, all with the same axes. Every panel has the curves of all cases in grey behind
 * its own, so that each is seen among the others.
 *
 *     V - V0 (Ry)                         grey: all others
 *     Hg:Li            Hg:Be            Hg:C
 *      |\_              |\__             |\___
 *      |  `-----        |   `-----       |    `----
 *
 * `curves` are one of each case, those of all pages, since they fix the axes; the page
 * shows names[i] and curve i for from <= i < from + n. Borrows the curves; they must
 * be there while the drawing is. Fails for pages that leave no room.
 */
kkr_drawing *kkr_radial_sheet_drawing(const kkr_recipe *recipe,
                                      const kkr_radial_curves *curves,
                                      const char *const *names, int from, int n,
                                      kkr_error *err);
