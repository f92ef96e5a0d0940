// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/scale.h"
#include "tests/check.h"

#include <locale.h>

static const kkr_scale symlog = { KKR_SCALE_SYMLOG, true, -100, 100, 0.01 };
static const kkr_scale logarithmic = { KKR_SCALE_LOG, false, 0.01, 1000, 0 };

static void positions_and_back(void)
{
    // Four decades and the linear part: five equal steps a side.
    CHECK_NEAR(kkr_scale_position(&symlog, 0), 0.5, 0);
    CHECK_NEAR(kkr_scale_position(&symlog, 0.01), 0.6, 1e-15);
    CHECK_NEAR(kkr_scale_position(&symlog, 0.005), 0.55, 1e-15);
    CHECK_NEAR(kkr_scale_position(&symlog, -1), 0.2, 1e-15);
    CHECK_NEAR(kkr_scale_position(&symlog, 100), 1, 1e-15);
    CHECK_NEAR(kkr_scale_position(&symlog, -1000), -0.1, 1e-15);
    CHECK_NEAR(kkr_scale_position(&logarithmic, 0.01), 0, 0);
    CHECK_NEAR(kkr_scale_position(&logarithmic, 1), 0.4, 1e-15);
    CHECK(kkr_scale_position(&logarithmic, 0) < 0);
    CHECK(isnan(kkr_scale_position(&symlog, NAN)));
    CHECK(isnan(kkr_scale_position(&logarithmic, NAN)));

    const kkr_scale all[] = { symlog,
                              logarithmic,
                              { KKR_SCALE_LINEAR, true, -3, 3, 0 },
                              { KKR_SCALE_LINEAR, false, 1, 4, 0 },
                              { KKR_SCALE_ASINH, true, -50, 50, 0.1 } };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        CHECK(kkr_scale_check(&all[i], NULL));
        double last = -INFINITY;
        for (int k = 0; k <= 100; k++) {
            double value = kkr_scale_value(&all[i], k / 100.);
            CHECK_NEAR(kkr_scale_position(&all[i], value), k / 100., 1e-13);
            CHECK(value > last);
            last = value;
        }
        CHECK_NEAR(kkr_scale_position(&all[i], all[i].limit), 1, 1e-14);
        if (all[i].is_signed) { // zero is the neutral colour, to the last bit
            CHECK_NEAR(kkr_scale_position(&all[i], 0), 0.5, 0);
            CHECK_NEAR(kkr_scale_position(&all[i], 0.7) +
                           kkr_scale_position(&all[i], -0.7),
                       1, 1e-15);
        }
    }
}

static void nonsense_is_refused(void)
{
    kkr_scale s = symlog;
    s.limit = -1;
    CHECK_FAILS(kkr_scale_check(&s, &err), "must be positive");
    s = symlog;
    s.linear_to = 100;
    CHECK_FAILS(kkr_scale_check(&s, &err), "linear part");
    s = logarithmic;
    s.low = 0;
    CHECK_FAILS(kkr_scale_check(&s, &err), "above 0");
    s.low = 2000;
    CHECK_FAILS(kkr_scale_check(&s, &err), "below 1000");
    s.is_signed = true;
    CHECK_FAILS(kkr_scale_check(&s, &err), "signed values need");
    s = symlog;
    s.is_signed = false;
    CHECK_FAILS(kkr_scale_check(&s, &err), "linear or log");
    s = symlog;
    s.limit = NAN;
    CHECK_FAILS(kkr_scale_check(&s, &err), "must be positive");
    kkr_tick ticks[4];
    CHECK(kkr_scale_ticks(&s, 9, ticks, 4) == 0);
}

static void kinds_change(void)
{
    const kkr_scale_kind kinds[] = { KKR_SCALE_LINEAR, KKR_SCALE_LOG, KKR_SCALE_SYMLOG,
                                     KKR_SCALE_ASINH };
    for (int i = 0; i < 4; i++) {
        kkr_scale a = kkr_scale_with_kind(symlog, kinds[i]);
        kkr_scale b = kkr_scale_with_kind(logarithmic, kinds[i]);
        CHECK(kkr_scale_check(&a, NULL) && kkr_scale_check(&b, NULL));
        CHECK_NEAR(a.limit, 100, 0);
        CHECK_NEAR(b.limit, 1000, 0);
    }
    CHECK(kkr_scale_with_kind(symlog, KKR_SCALE_LOG).kind == KKR_SCALE_SYMLOG);
    CHECK_NEAR(kkr_scale_with_kind(logarithmic, KKR_SCALE_LINEAR).low, 0, 0);
    // And back: a log scale cannot start at the 0 of the linear one.
    kkr_scale linear = kkr_scale_with_kind(logarithmic, KKR_SCALE_LINEAR);
    CHECK(kkr_scale_with_kind(linear, KKR_SCALE_LOG).low > 0);
}

/** The labelled ticks as one line: "−100 −1 0 1 100". */
static const char *labels(const kkr_scale *scale, int n_major)
{
    static char line[512];
    kkr_tick ticks[64];
    int n = kkr_scale_ticks(scale, n_major, ticks, 64);
    line[0] = 0;
    double last = -INFINITY;
    for (int i = 0; i < n; i++) {
        CHECK(ticks[i].value > last);
        last = ticks[i].value;
        CHECK_NEAR(ticks[i].position, kkr_scale_position(scale, ticks[i].value), 0);
        CHECK(ticks[i].position > -1e-9 && ticks[i].position < 1 + 1e-9);
        if (ticks[i].major) {
            strcat(line, line[0] ? " " : "");
            strcat(line, ticks[i].label);
        }
    }
    return line;
}

static void ticks_one_by_one(void)
{
    CHECK_STRING(labels(&symlog, 11), "−100 −10 −1 −0.1 −0.01 0 0.01 0.1 1 10 100");
    CHECK_STRING(labels(&symlog, 9), "−100 −10 −1 −0.1 0 0.1 1 10 100");
    CHECK_STRING(labels(&symlog, 5), "−100 −1 0 1 100");
    CHECK_STRING(labels(&logarithmic, 6), "0.01 0.1 1 10 100 1000");
    CHECK_STRING(labels(&logarithmic, 4), "0.1 10 1000");
    kkr_scale s = { KKR_SCALE_LOG, false, 1e-7, 1e-3, 0 };
    CHECK_STRING(labels(&s, 6), "10⁻⁷ 10⁻⁶ 10⁻⁵ 0.0001 0.001");
    s = (kkr_scale){ KKR_SCALE_LOG, false, 2, 60, 0 };
    CHECK_STRING(labels(&s, 6), "2 5 10 20 50");
    s = (kkr_scale){ KKR_SCALE_SYMLOG, true, -1e5, 1e5, 1e3 };
    CHECK_STRING(labels(&s, 7), "−10⁵ −10⁴ −1000 0 1000 10⁴ 10⁵");
    s = (kkr_scale){ KKR_SCALE_ASINH, true, -10, 10, 0.1 };
    CHECK_STRING(labels(&s, 7), "−10 −1 −0.1 0 0.1 1 10");
    s = (kkr_scale){ KKR_SCALE_LINEAR, true, -3, 3, 0 };
    CHECK_STRING(labels(&s, 7), "−3 −2 −1 0 1 2 3");
    CHECK_STRING(labels(&s, 5), "−2 0 2");
    s = (kkr_scale){ KKR_SCALE_LINEAR, true, -0.3, 0.3, 0 };
    CHECK_STRING(labels(&s, 7), "−0.3 −0.2 −0.1 0 0.1 0.2 0.3");
    s = (kkr_scale){ KKR_SCALE_LINEAR, false, 0, 2e-6, 0 };
    CHECK_STRING(labels(&s, 5), "0 5×10⁻⁷ 1.0×10⁻⁶ 1.5×10⁻⁶ 2.0×10⁻⁶");
    s = (kkr_scale){ KKR_SCALE_LINEAR, false, 0, 1000, 0 };
    CHECK_STRING(labels(&s, 6), "0 200 400 600 800 1000");
    // Where there is little room the same tick is a power.
    kkr_tick few[64];
    CHECK(kkr_scale_ticks(&symlog, 11, few, 64) == 11);
    CHECK_STRING(few[0].power, "−10²");
    CHECK_STRING(few[4].power, "−10⁻²");
    CHECK_STRING(few[5].power, "0");
    // Unlabelled powers of ten keep a tick; no more than there is room for.
    kkr_tick ticks[64];
    CHECK(kkr_scale_ticks(&symlog, 5, ticks, 64) == 11);
    CHECK(kkr_scale_ticks(&symlog, 5, ticks, 3) == 3);
}

static void numbers(void)
{
    char text[64];
#define SHOWS(value, digits, expected)                       \
    do {                                                     \
        kkr_format_number(value, digits, text, sizeof text); \
        CHECK_STRING(text, expected);                        \
    } while (0)
    SHOWS(-1.32968, 5, "−1.3297");
    SHOWS(0.5942, 4, "0.5942");
    SHOWS(0, 3, "0.00");
    SHOWS(-0.0, 3, "0.00");
    SHOWS(9.9996, 4, "10.00");
    SHOWS(-1234.5, 5, "−1234.5");
    SHOWS(-12345.6, 6, "−12\u2009345.6");
    SHOWS(0.00012, 2, "0.00012");
    SHOWS(-1.5e-7, 2, "−1.5×10⁻⁷");
    SHOWS(2.5e12, 2, "2.5×10¹²");
    SHOWS(NAN, 4, "–");
    SHOWS(-INFINITY, 4, "−∞");
    if (setlocale(LC_NUMERIC, "de_DE.UTF-8")) {
        SHOWS(-1.32968, 5, "−1.3297");
        setlocale(LC_NUMERIC, "C");
    }
#undef SHOWS
}

static void pairs_share_their_ticks(void)
{
    // A nucleus of Ag in a square: V = -94/r, dV = -2/r (1 + noise).
    enum { N = 200 };
    static float v[N * N], dv[N * N];
    for (int j = 0; j < N; j++)
        for (int i = 0; i < N; i++) {
            double r = hypot(i - 99.6, j - 99.6) * 0.03;
            v[j * N + i] = (float)(-94 / r);
            dv[j * N + i] = r > 2.5 ? NAN : (float)(-2 / r);
        }
    kkr_scale_pair pair = kkr_scale_pair_from_data(v, dv, N * N, false);
    CHECK(kkr_scale_check(&pair.v, NULL) && kkr_scale_check(&pair.dv, NULL));
    double factor = log10(pair.v.limit / pair.dv.limit);
    CHECK_NEAR(factor, round(factor), 1e-12);
    CHECK_NEAR(pair.v.limit, 100, 1e-9); // 99 % of |V| are below 280 Ry
    CHECK_NEAR(pair.v.limit / pair.v.linear_to, 1e4, 1e-6);
    kkr_tick a[64], b[64];
    int n = kkr_scale_ticks(&pair.v, 11, a, 64);
    CHECK(n == 11 && kkr_scale_ticks(&pair.dv, 11, b, 64) == n);
    for (int i = 0; i < n; i++)
        CHECK_NEAR(a[i].position, b[i].position, 1e-12);

    pair = kkr_scale_pair_from_data(v, dv, N * N, true);
    CHECK(kkr_scale_check(&pair.v, NULL) && kkr_scale_check(&pair.dv, NULL));
    CHECK_NEAR(log10(pair.v.limit / pair.v.low), log10(pair.dv.limit / pair.dv.low),
               1e-12);
    n = kkr_scale_ticks(&pair.v, 6, a, 64);
    CHECK(n > 2 && kkr_scale_ticks(&pair.dv, 6, b, 64) == n);
    for (int i = 0; i < n; i++)
        CHECK_NEAR(a[i].position, b[i].position, 1e-12);

    // Far from nuclei nine tenths of the values stay on the ramp.
    static float flat[1000];
    for (int i = 0; i < 1000; i++)
        flat[i] = (float)(-0.45 + 0.0002 * i);
    kkr_scale_pair far = kkr_scale_pair_from_data(flat, NULL, 1000, false);
    CHECK_NEAR(far.v.limit, 1, 1e-12);

    // No reference: one scale for both. No difference: rounding is not blown up.
    pair = kkr_scale_pair_from_data(v, NULL, N * N, false);
    CHECK_NEAR(pair.dv.limit, pair.v.limit, 0);
    for (int i = 0; i < N * N; i++)
        dv[i] = (float)(1e-13 * (i % 7));
    pair = kkr_scale_pair_from_data(v, dv, N * N, false);
    CHECK(pair.dv.limit >= 1e-5);
    memset(dv, 0, sizeof dv);
    pair = kkr_scale_pair_from_data(v, dv, N * N, true);
    CHECK(kkr_scale_check(&pair.dv, NULL));
    // Nothing at all still gives scales that can be drawn.
    pair = kkr_scale_pair_from_data(NULL, NULL, 0, false);
    CHECK(kkr_scale_check(&pair.v, NULL) && kkr_scale_check(&pair.dv, NULL));
}

static void levels_by_decade(void)
{
    double levels[64];
    kkr_scale s = { KKR_SCALE_SYMLOG, true, -10, 10, 0.1 };
    CHECK(kkr_scale_levels(&s, 1, levels, 64) == 7);
    const double one[] = { -10, -1, -0.1, 0, 0.1, 1, 10 };
    for (int i = 0; i < 7; i++)
        CHECK_NEAR(levels[i], one[i], 1e-15);
    CHECK(kkr_scale_levels(&s, 2, levels, 64) == 11);
    CHECK_NEAR(levels[1], -3, 0);
    CHECK(kkr_scale_levels(&s, 3, levels, 64) == 15);
    CHECK_NEAR(levels[1], -5, 0);
    s = (kkr_scale){ KKR_SCALE_LOG, false, 0.1, 10, 0 };
    CHECK(kkr_scale_levels(&s, 2, levels, 64) == 5);
    CHECK_NEAR(levels[0], 0.1, 1e-15);
    CHECK_NEAR(levels[1], 0.3, 1e-15);
    s = (kkr_scale){ KKR_SCALE_LINEAR, true, -1, 1, 0 };
    CHECK(kkr_scale_levels(&s, 1, levels, 64) == 11);
    CHECK_NEAR(levels[6], 0.2, 1e-15);
    CHECK(kkr_scale_levels(&s, 1, levels, 3) == 3);
}

int main(void)
{
    positions_and_back();
    nonsense_is_refused();
    kinds_change();
    ticks_one_by_one();
    numbers();
    pairs_share_their_ticks();
    levels_by_decade();
    return check_done();
}
