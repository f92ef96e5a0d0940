// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/scale.h"

#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static double power_of_ten(int e)
{
    return e >= 0 ? pow(10, e) : 1 / pow(10, -e); // 0.01 exactly as one types it
}

bool kkr_scale_check(const kkr_scale *scale, kkr_error *err)
{
    if (!isfinite(scale->limit) || scale->limit <= 0)
        return kkr_fail(err, KKR_ERROR_FORMAT,
                        "colour scale: the upper limit must be positive, not %g",
                        scale->limit);
    bool soft = scale->kind == KKR_SCALE_SYMLOG || scale->kind == KKR_SCALE_ASINH;
    if (soft != (soft && scale->is_signed) ||
        (scale->kind == KKR_SCALE_LOG && scale->is_signed))
        return kkr_fail(err, KKR_ERROR_FORMAT,
                        "colour scale: %s values need a %s scale",
                        scale->is_signed ? "signed" : "absolute",
                        scale->is_signed ? "linear, symlog or asinh" : "linear or log");
    if (soft && !(scale->linear_to > 0 && scale->linear_to < scale->limit))
        return kkr_fail(err, KKR_ERROR_FORMAT,
                        "colour scale: the linear part must end between 0 and the "
                        "limit %g, not at %g",
                        scale->limit, scale->linear_to);
    if (scale->is_signed)
        return true;
    if (!isfinite(scale->low) || scale->low >= scale->limit)
        return kkr_fail(err, KKR_ERROR_FORMAT,
                        "colour scale: the lower limit must be below %g, not %g",
                        scale->limit, scale->low);
    if (scale->kind == KKR_SCALE_LOG && scale->low <= 0)
        return kkr_fail(err, KKR_ERROR_FORMAT,
                        "colour scale: a log scale starts above 0, not at %g",
                        scale->low);
    return true;
}

kkr_scale kkr_scale_with_kind(kkr_scale scale, kkr_scale_kind kind)
{
    if (scale.is_signed && kind == KKR_SCALE_LOG)
        kind = KKR_SCALE_SYMLOG;
    if (!scale.is_signed && (kind == KKR_SCALE_SYMLOG || kind == KKR_SCALE_ASINH))
        kind = KKR_SCALE_LOG;
    scale.kind = kind;
    if (scale.is_signed)
        scale.low = -scale.limit;
    else if (kind == KKR_SCALE_LINEAR)
        scale.low = 0;
    else if (scale.low <= 0)
        scale.low = 1e-5 * scale.limit;
    if (scale.is_signed && !(scale.linear_to > 0 && scale.linear_to < scale.limit))
        scale.linear_to = 1e-4 * scale.limit;
    return scale;
}

/** Symlog in steps of a decade: 1 at linear_to, 2 at ten times that. */
static double soft_log(const kkr_scale *scale, double value)
{
    double x = fabs(value) / scale->linear_to;
    return copysign(x <= 1 ? x : 1 + log10(x), value);
}

double kkr_scale_position(const kkr_scale *scale, double value)
{
    switch (scale->kind) {
    case KKR_SCALE_LINEAR:
        if (scale->is_signed)
            return 0.5 + 0.5 * (value / scale->limit);
        return (value - scale->low) / (scale->limit - scale->low);
    case KKR_SCALE_LOG:
        if (isnan(value))
            return NAN;
        if (value <= 0)
            return -INFINITY;
        return log10(value / scale->low) / log10(scale->limit / scale->low);
    case KKR_SCALE_SYMLOG:
        return 0.5 + 0.5 * (soft_log(scale, value) / soft_log(scale, scale->limit));
    case KKR_SCALE_ASINH:
        return 0.5 + 0.5 * (asinh(value / scale->linear_to) /
                            asinh(scale->limit / scale->linear_to));
    }
    assert(false);
    return NAN;
}

double kkr_scale_value(const kkr_scale *scale, double position)
{
    double side = 2 * position - 1;
    switch (scale->kind) {
    case KKR_SCALE_LINEAR:
        if (scale->is_signed)
            return side * scale->limit;
        return scale->low + position * (scale->limit - scale->low);
    case KKR_SCALE_LOG:
        return scale->low * pow(scale->limit / scale->low, position);
    case KKR_SCALE_SYMLOG: {
        double x = fabs(side) * soft_log(scale, scale->limit);
        return copysign(scale->linear_to * (x <= 1 ? x : pow(10, x - 1)), side);
    }
    case KKR_SCALE_ASINH:
        return scale->linear_to * sinh(side * asinh(scale->limit / scale->linear_to));
    }
    assert(false);
    return NAN;
}

/** printf of %.*f with a point in every locale. */
static void print_fixed(double value, int decimals, char *text, size_t size)
{
    snprintf(text, size, "%.*f", decimals, value);
    for (char *c = text; *c; c++)
        if ((*c < '0' || *c > '9') && *c != '-')
            *c = '.';
}

/** "10⁻⁵" */
static void print_power(int e, char *text, size_t size)
{
    static const char *const digit[] = { "⁰", "¹", "²", "³", "⁴",
                                         "⁵", "⁶", "⁷", "⁸", "⁹" };
    char plain[16];
    snprintf(plain, sizeof plain, "%d", e < 0 ? -e : e);
    size_t used = (size_t)snprintf(text, size, "10%s", e < 0 ? "⁻" : "");
    for (const char *c = plain; *c && used < size; c++)
        used += (size_t)snprintf(text + used, size - used, "%s", digit[*c - '0']);
}

void kkr_format_number(double value, int digits, char *text, size_t size)
{
    if (!isfinite(value)) {
        snprintf(text, size, "%s", isnan(value) ? "–" : value < 0 ? "−∞" : "∞");
        return;
    }
    const char *sign = value < 0 ? "−" : "";
    double x = fabs(value);
    if (digits < 1)
        digits = 1;
    int e = x > 0 ? (int)floor(log10(x)) : 0;
    // 9.9996 rounds to 10.000: one digit fewer after the point.
    if (x > 0 && round(x * power_of_ten(digits - 1 - e)) >= power_of_ten(digits))
        e++;
    char number[64];
    if (e < -4 || e > 5) {
        char power[32];
        print_fixed(x * power_of_ten(-e), digits - 1, number, sizeof number);
        print_power(e, power, sizeof power);
        snprintf(text, size, "%s%s×%s", sign, number, power);
        return;
    }
    int decimals = digits - 1 - e;
    print_fixed(x, decimals > 0 ? decimals : 0, number, sizeof number);
    if (strspn(number, "0.") == strlen(number))
        sign = "";
    size_t whole = strcspn(number, ".");
    if (whole > 4) // a thin space from five digits on
        snprintf(text, size, "%s%.*s\u2009%s", sign, (int)whole - 3, number,
                 number + whole - 3);
    else
        snprintf(text, size, "%s%s", sign, number);
}

/** The largest exponent with 10^e <= x, safe against rounding; and the smallest >=. */
static int exponent_below(double x)
{
    return (int)floor(log10(x) + 1e-9);
}

static int exponent_above(double x)
{
    return (int)ceil(log10(x) - 1e-9);
}

static void label_multiple(int sign, int factor, int e, kkr_tick *tick)
{
    const char *minus = sign < 0 ? "−" : "";
    char number[64], power[16];
    tick->value = sign * factor * power_of_ten(e);
    print_power(e, power, sizeof power);
    if (sign == 0) {
        snprintf(tick->label, sizeof tick->label, "0");
    } else if (e >= -4 && e <= 3) {
        print_fixed(fabs(tick->value), e < 0 ? -e : 0, number, sizeof number);
        snprintf(tick->label, sizeof tick->label, "%s%.16s", minus, number);
    } else if (factor == 1) {
        snprintf(tick->label, sizeof tick->label, "%s%s", minus, power);
    } else {
        // As many digits as the step has: 5×10⁻⁷, 1.0×10⁻⁶, 1.5×10⁻⁶.
        int digits = 1 + exponent_below(factor);
        kkr_format_number(tick->value, digits, tick->label, sizeof tick->label);
    }
    if (sign != 0 && factor == 1 && e != 0 && e != 1) // 1 and 10 are shorter
        snprintf(tick->power, sizeof tick->power, "%s%s", minus, power);
    else
        memcpy(tick->power, tick->label, sizeof tick->power);
}

/** A step of 1, 2 or 5 times a power of ten: the smallest with at most n in `span`. */
static double nice_step(double span, int n, int *factor, int *exponent)
{
    int e = exponent_below(span / n);
    for (;; e++)
        for (int k = 0; k < 3; k++) {
            *factor = k == 0 ? 1 : k == 1 ? 2 : 5;
            *exponent = e;
            double step = *factor * power_of_ten(e);
            if (step * n >= span * (1 - 1e-9))
                return step;
        }
}

static int linear_ticks(const kkr_scale *scale, int n_major, kkr_tick *ticks, int max)
{
    double low = scale->is_signed ? -scale->limit : scale->low;
    int per = n_major > 2 ? n_major - 1 : 1, factor, e;
    double step;
    if (scale->is_signed)
        step = nice_step(scale->limit, per / 2 > 0 ? per / 2 : 1, &factor, &e);
    else
        step = nice_step(scale->limit - low, per, &factor, &e);
    int n = 0;
    int first = (int)ceil(low / step - 1e-9);
    int last = (int)floor(scale->limit / step + 1e-9);
    for (int k = first; k <= last && n < max; k++) {
        kkr_tick *tick = &ticks[n++];
        int whole = (k < 0 ? -k : k) * factor;
        label_multiple(k < 0 ? -1 : k > 0, whole, e, tick);
        tick->position = kkr_scale_position(scale, tick->value);
        tick->major = true;
    }
    return n;
}

/** Powers of ten between the two values, on one side; every `stride`-th labelled. */
typedef struct decades {
    int top, bottom; // exponents
    int stride;
    bool with_bottom; // the end of the linear part gets a label, too
} decades;

static bool is_labelled(const decades *d, int e)
{
    return (d->top - e) % d->stride == 0 && (e > d->bottom || d->with_bottom);
}

static int count_labels(const decades *d)
{
    int n = 0;
    for (int e = d->bottom; e <= d->top; e++)
        n += is_labelled(d, e);
    return n;
}

static int log_ticks(const kkr_scale *scale, int n_major, kkr_tick *ticks, int max)
{
    bool both = scale->is_signed;
    decades d = { exponent_below(scale->limit),
                  exponent_above(both ? scale->linear_to : scale->low), 1, true };
    // First drop the label where the linear part ends, then thin out from the top.
    while ((both ? 2 * count_labels(&d) + 1 : count_labels(&d)) > n_major &&
           d.stride <= d.top - d.bottom) {
        if (both && d.with_bottom)
            d.with_bottom = false;
        else
            d.stride++;
    }
    int n = 0;
    for (int sign = both ? -1 : 1; sign <= 1; sign++) {
        int count = sign ? d.top - d.bottom + 1 : 1;
        for (int k = 0; k < count && n < max; k++) {
            int e = sign < 0 ? d.top - k : d.bottom + k;
            kkr_tick *tick = &ticks[n++];
            label_multiple(sign, 1, e, tick);
            tick->major = sign == 0 || is_labelled(&d, e);
            tick->position = kkr_scale_position(scale, tick->value);
        }
    }
    // Less than two decades: 2 and 5 say more than one lonely power.
    if (!both && d.top - d.bottom < 2)
        for (int e = d.bottom - 1; e <= d.top; e++)
            for (int factor = 2; factor <= 5 && n < max; factor += 3) {
                double value = factor * power_of_ten(e);
                if (value < scale->low * (1 - 1e-9) ||
                    value > scale->limit * (1 + 1e-9))
                    continue;
                kkr_tick tick = { .major = true };
                label_multiple(1, factor, e, &tick);
                tick.position = kkr_scale_position(scale, tick.value);
                int at = n++;
                for (; at > 0 && ticks[at - 1].value > value; at--)
                    ticks[at] = ticks[at - 1];
                ticks[at] = tick;
            }
    return n;
}

int kkr_scale_ticks(const kkr_scale *scale, int n_major, kkr_tick *ticks, int max)
{
    if (!kkr_scale_check(scale, NULL))
        return 0;
    if (scale->kind == KKR_SCALE_LINEAR)
        return linear_ticks(scale, n_major, ticks, max);
    return log_ticks(scale, n_major, ticks, max);
}

int kkr_scale_levels(const kkr_scale *scale, int per_decade, double *levels, int max)
{
    static const int factors[3][3] = { { 1 }, { 1, 3 }, { 1, 2, 5 } };
    if (!kkr_scale_check(scale, NULL))
        return 0;
    per_decade = per_decade < 1 ? 1 : per_decade > 3 ? 3 : per_decade;
    enum { MAX_SIDE = 256 };
    double side[MAX_SIDE]; // levels > 0, rising
    int n_side = 0;
    double bottom = scale->is_signed ? scale->linear_to : scale->low;
    if (scale->kind == KKR_SCALE_LINEAR) {
        int factor, e;
        double step = nice_step(scale->limit, 5 * per_decade, &factor, &e);
        for (int k = 1; k * step <= scale->limit * (1 + 1e-9) && n_side < MAX_SIDE; k++)
            if (scale->is_signed || k * step > scale->low)
                side[n_side++] = k * factor * power_of_ten(e);
    } else {
        for (int e = exponent_above(bottom) - 1; e <= exponent_below(scale->limit); e++)
            for (int k = 0; k < per_decade; k++) {
                double level = factors[per_decade - 1][k] * power_of_ten(e);
                if (level >= bottom * (1 - 1e-9) &&
                    level <= scale->limit * (1 + 1e-9) && n_side < MAX_SIDE)
                    side[n_side++] = level;
            }
    }
    int n = 0;
    if (scale->is_signed) {
        for (int i = n_side - 1; i >= 0 && n < max; i--)
            levels[n++] = -side[i];
        if (n < max)
            levels[n++] = 0;
    }
    for (int i = 0; i < n_side && n < max; i++)
        levels[n++] = side[i];
    return n;
}

/*
 * Percentiles without sorting and without logarithms: the upper bits of a positive
 * float, exponent and then mantissa, rise with its value. 64 bins an octave.
 */
enum { DROPPED_BITS = 17, N_BINS = 1 << (31 - DROPPED_BITS) };

typedef struct spread {
    size_t n;               // finite values
    double low, most, high; // 1, 90, 99 % of |value|; 0: that part of them is 0
} spread;

/** The middle of a bin; the first is 0. */
static double bin_value(uint32_t bin)
{
    float value;
    uint32_t bits = bin << DROPPED_BITS | 1u << (DROPPED_BITS - 1);
    memcpy(&value, &bits, sizeof value);
    return bin ? value : 0;
}

static spread measure(const float *values, size_t n)
{
    size_t *counts = kkr_alloc(N_BINS, sizeof *counts);
    spread s = { 0 };
    for (size_t i = 0; values && i < n; i++) {
        uint32_t bits;
        memcpy(&bits, &values[i], sizeof bits);
        bits &= 0x7fffffffu; // |value|
        if (bits >= 0x7f800000u)
            continue; // infinite or NaN
        s.n++;
        counts[bits >> DROPPED_BITS]++;
    }
    size_t sum = 0;
    bool low_found = false;
    for (uint32_t bin = 0; bin < N_BINS && s.n; bin++) {
        sum += counts[bin];
        if (!low_found && 100 * sum > s.n) {
            s.low = bin_value(bin);
            low_found = true;
        }
        if (10 * (sum - counts[bin]) < 9 * s.n)
            s.most = bin_value(bin);
        if (100 * sum >= 99 * s.n) {
            s.high = bin_value(bin);
            break;
        }
    }
    free(counts);
    return s;
}

/**
 * The next lower power of ten of the 99 % value, unless it cuts off more than half
 * a decade, but never less than nine tenths of the values: near nuclei a picture
 * may be clipped, elsewhere not.
 */
static int signed_limit(double high, double most)
{
    int e = (int)floor(log10(high) + 0.3);
    int least = most > 0 && most <= high ? (int)ceil(log10(most)) : e;
    return least > e ? least : e;
}

kkr_scale_pair kkr_scale_pair_from_data(const float *v, const float *dv, size_t n,
                                        bool absolute)
{
    spread of_v = measure(v, n), of_dv = measure(dv, n);
    double high_v = of_v.high > 0 ? of_v.high : 100;
    // Without V - V0 both panels share the scale of V; where it is nothing but
    // rounding errors, it must not be blown up to full colour.
    double high_dv = of_dv.n == 0      ? high_v
                     : of_dv.high <= 0 ? high_v / 10
                                       : fmax(of_dv.high, 1e-6 * high_v);
    if (!absolute) {
        int e_v = signed_limit(high_v, of_v.most);
        int e_dv = signed_limit(high_dv, of_dv.n ? of_dv.most : of_v.most);
        double limit_v = power_of_ten(e_v), limit_dv = power_of_ten(e_dv);
        return (kkr_scale_pair){
            { KKR_SCALE_SYMLOG, true, -limit_v, limit_v, power_of_ten(e_v - 4) },
            { KKR_SCALE_SYMLOG, true, -limit_dv, limit_dv, power_of_ten(e_dv - 4) },
        };
    }
    // The next higher one, unless that is for less than a third of a decade: what
    // lies above the scale is dark anyway, what lies below it is lost.
    int e_v = (int)ceil(log10(high_v) - 0.3);
    int e_dv = (int)ceil(log10(high_dv) - 0.3);
    double room_v = of_v.low > 0 ? e_v - log10(of_v.low) : 5;
    double room_dv = of_dv.low > 0 ? e_dv - log10(of_dv.low) : of_dv.n ? 5 : 0;
    int span = (int)ceil(fmin(fmax(fmax(room_v, room_dv), 3), 5));
    return (kkr_scale_pair){
        { KKR_SCALE_LOG, false, power_of_ten(e_v - span), power_of_ten(e_v),
          power_of_ten(e_v - span) },
        { KKR_SCALE_LOG, false, power_of_ten(e_dv - span), power_of_ten(e_dv),
          power_of_ten(e_dv - span) },
    };
}
