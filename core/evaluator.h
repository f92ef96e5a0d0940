// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/radial_table.h"
#include "core/vec3.h"

/**
 * Many points of one site in float, about ten times faster than a plain double loop
 * (docs/performance.md).
 *
 * Points come as pieces of grid rows. Each point goes to the bucket of its radial
 * interval; a full bucket is evaluated at once: its points share all coefficients,
 * so nothing but one number per multiply-add is loaded, and all lanes of a vector
 * register do the same. A point's value depends on its own coordinates only, never
 * on its neighbours in the bucket.
 *
 * Points that float cannot decide (on panel borders, at the nucleus) are listed
 * for the caller to evaluate in double.
 *
 * Built three times, for AVX-512, AVX2 and for any processor; chosen at run time.
 *
 * Threads: one evaluator per thread.
 */
typedef enum kkr_simd {
    KKR_SIMD_PLAIN,
    KKR_SIMD_AVX2,
    KKR_SIMD_AVX512,
    KKR_SIMD_COUNT
} kkr_simd;

/** The best this processor can do; all below it work too. */
kkr_simd kkr_simd_best(void);
/** "AVX-512", "AVX2", "plain". */
const char *kkr_simd_name(kkr_simd simd);

typedef struct kkr_evaluator kkr_evaluator;

/** `simd` must not be above kkr_simd_best(). */
kkr_evaluator *kkr_evaluator_new(kkr_simd simd);
void kkr_evaluator_free(kkr_evaluator *evaluator);
KKR_DEFINE_AUTO(kkr_evaluator)

/**
 * Points of `table` follow, all closer than `r_min` to the nucleus listed as
 * exact. out[f][index] receives function f; a NULL out[f] is not evaluated.
 */
bool kkr_evaluator_begin(kkr_evaluator *evaluator, const kkr_radial_table *table,
                         double r_min, float *const out[KKR_TABLE_FUNCTIONS],
                         kkr_error *err);

/**
 * Points start + i step (bohr, relative to the site) for begin <= i < end, with
 * out index first + i; all |first + i| < 2^22. Rounding errors are relative to the
 * distance from the site, however far away `start` is.
 */
void kkr_evaluator_row(kkr_evaluator *evaluator, kkr_vec3 start, kkr_vec3 step,
                       int begin, int end, int first);

/**
 * Evaluates what is left in the buckets. The out indices that need the exact path
 * are in *exact, valid until the next _begin; returns how many.
 */
size_t kkr_evaluator_end(kkr_evaluator *evaluator, const int **exact);
