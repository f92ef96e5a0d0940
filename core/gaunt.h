// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"

/**
 * How products of spherical harmonics fall into harmonics again:
 *
 *     Y_a Y_b = sum_c C(a, b, c) Y_c
 *
 * Gaunt coefficients C(a, b, c) = integral of Y_a Y_b Y_c over the sphere, real
 * Y_lm of core/ylm.h, symmetric in all three; |C| < 1e-10 is left out.
 *
 * Threads: never changes once made.
 */
typedef struct kkr_gaunt_term {
    int lm3;
    double value;
} kkr_gaunt_term;

/** All non-zero C(lm1, lm2, lm3) with l1, l2 <= l_max and l3 <= 2 l_max. */
typedef struct kkr_gaunt kkr_gaunt;

/** 0 <= l_max <= KKR_L_MAX / 2 = 16, since l3 reaches twice as far; asserted. */
kkr_gaunt *kkr_gaunt_new(int l_max);
void kkr_gaunt_free(kkr_gaunt *gaunt);
KKR_DEFINE_AUTO(kkr_gaunt)

int kkr_gaunt_l_max(const kkr_gaunt *gaunt);

/** The terms of a pair, rising in lm3; borrowed. Returns how many. */
int kkr_gaunt_terms(const kkr_gaunt *gaunt, int lm1, int lm2,
                    const kkr_gaunt_term **terms);
