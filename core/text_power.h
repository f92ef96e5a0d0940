// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

/**
 * The powers of ten that are exact as double, for core/text_*.c only: a whole
 * number up to 2^53 times or divided by one of them is rounded once, hence
 * correctly (W. D. Clinger, PLDI 1990, section 2).
 */
enum { KKR_EXACT_POWER = 22 };
static const double kkr_power_of_ten[KKR_EXACT_POWER + 1] = {
    1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22
};
