// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/scale.h"

/**
 * How often which value occurs. Values are counted once, in bins as wide as 1/64 of
 * an octave, and can then be shown on any scale and cut at any percentile without
 * looking at them again.
 *
 * Every function exists for the values themselves and, `absolute`, for their absolute
 * values. What is not finite never counts.
 *
 * Threads: never changes once made.
 */
typedef struct kkr_histogram kkr_histogram;

kkr_histogram *kkr_histogram_new(const float *values, size_t n);
void kkr_histogram_free(kkr_histogram *histogram);
KKR_DEFINE_AUTO(kkr_histogram)

/** How many values there are. */
size_t kkr_histogram_count(const kkr_histogram *histogram);

/**
 * The value below which the part `fraction` of them lies: 0 the smallest, 1 the
 * largest, exactly; else right to 1 %. NaN if there are none.
 */
double kkr_histogram_quantile(const kkr_histogram *histogram, double fraction,
                              bool absolute);

/**
 * Parts of all values in `n` equal pieces of the axis from its low to its high end,
 * and beyond either end; together 1 (0 if there are none). A signed axis shows the
 * values, another one their absolute values. `bars` may be NULL with n = 0: then
 * `below` and `above` alone are of interest.
 */
void kkr_histogram_bars(const kkr_histogram *histogram, const kkr_scale *axis, int n,
                        double *bars, double *below, double *above);
