// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"

/**
 * From a value to a position on a colour ramp, and the ticks of its colour bar.
 *
 * Signed scales are symmetric about zero: value 0 is position 0.5, exactly, so
 * that the neutral colour of a diverging map is zero. Positions are in [0, 1];
 * values beyond the limits give a position < 0 or > 1.
 *
 *   linear   signed: -limit .. limit;  unsigned: low .. limit
 *   symlog   signed, linear within +-linear_to, then one equal step per decade
 *            (the linear part takes the room of one decade on each side)
 *   asinh    signed, smooth: asinh(value / linear_to)
 *   log      unsigned, low .. limit
 *
 * Threads: pure functions.
 */
typedef enum kkr_scale_kind {
    KKR_SCALE_LINEAR,
    KKR_SCALE_LOG,
    KKR_SCALE_SYMLOG,
    KKR_SCALE_ASINH,
} kkr_scale_kind;

typedef struct kkr_scale {
    kkr_scale_kind kind;
    bool is_signed;   // symmetric about 0
    double low;       // unsigned: lower limit; log: > 0
    double limit;     // upper limit, > 0
    double linear_to; // symlog, asinh
} kkr_scale;

/** False with a sentence if the limits make no sense. */
bool kkr_scale_check(const kkr_scale *scale, kkr_error *err);
/**
 * The same range on another kind of scale: log of a signed one is symlog, symlog
 * or asinh of an unsigned one is log; linear starts at 0. Limits that the new
 * kind cannot have become usual ones.
 */
kkr_scale kkr_scale_with_kind(kkr_scale scale, kkr_scale_kind kind);
double kkr_scale_position(const kkr_scale *scale, double value);
double kkr_scale_value(const kkr_scale *scale, double position);

typedef struct kkr_tick {
    double value;
    double position; // on the ramp, [0, 1]
    bool major;      // has a label
    char label[24];  // UTF-8 with a true minus sign: "−0.01", "100", "10⁻⁵"
    char power[24]; // where there is little room: "−10⁻²"; the label if no power of ten
} kkr_tick;

/** At most `max` ticks, rising; about `n_major` of them labelled. Returns how many. */
int kkr_scale_ticks(const kkr_scale *scale, int n_major, kkr_tick *ticks, int max);

/**
 * A number as read-outs show it, in any locale: `digits` significant digits, true
 * minus, thin space from five digits on, "1.5×10⁻⁷" beyond 0.0001 to 10^6, "–" for NaN.
 */
void kkr_format_number(double value, int digits, char *text, size_t size);

/**
 * Two scales on one ramp for the left (V) and right (V - V0) panel: a whole
 * power of ten apart, so that every tick is shared.
 */
typedef struct kkr_scale_pair {
    kkr_scale v, dv;
} kkr_scale_pair;

/**
 * Ranges from data: powers of ten from the 1 to 99 % range of what is finite.
 * `absolute` gives the log scales of |V|, |dV|, otherwise symlog, four decades a
 * side. NaN and values at clamped nuclei never count. `dv` may be NULL or all
 * NaN: then both scales are that of v.
 */
kkr_scale_pair kkr_scale_pair_from_data(const float *v, const float *dv, size_t n,
                                        bool absolute);

/** Contour levels: `per_decade` = 1, 2 (1, 3) or 3 (1, 2, 5); signed ones with 0 in the middle. */
int kkr_scale_levels(const kkr_scale *scale, int per_decade, double *levels, int max);
