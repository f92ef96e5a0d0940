// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/dataset_index.h"

/**
 * Core levels that do not lie where those of their neighbours along Z do.
 *
 * In hosts of one element sqrt(-E) of a level rises almost linearly with Z (Moseley).
 * A potential that converged to a false solution has core levels Rydbergs too deep, and nothing
 * else need look wrong. The level judged is the highest core level with l = 1, of
 * atoms that have none the highest one with l = 0.
 *
 *      E |  .  .                     the line: medians of slopes and offsets of the
 *        |       .  x  .  .          eight nearest, at most two of a Z, without the
 *        |          |       .        entry itself and without those found to be off;
 *        |          o                the worst is taken out until none is
 *
 * Medians of all slopes: H. Theil, Indag. Math. 12 (1950) 85; P. K. Sen, J. Am. Stat.
 * Assoc. 63 (1968) 1379.
 */

/** From here on a level is off its trend: Ry. Ordinary ones stay within 1.3. */
#define KKR_CORE_SHIFT_LARGE 1.5

/** Sets quality.core_shift (Ry; negative: too deep) of all rows. */
void kkr_core_trend(kkr_dataset_row *rows, int n);
