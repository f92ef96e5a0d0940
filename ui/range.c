// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/range.h"

#include <math.h>

static bool is_absolute(kkr_quantity quantity)
{
    return quantity == KKR_QUANTITY_ABS_V || quantity == KKR_QUANTITY_ABS_DV;
}

static bool is_difference(kkr_quantity quantity)
{
    return quantity == KKR_QUANTITY_DV || quantity == KKR_QUANTITY_ABS_DV;
}

static kkr_scale_pair *pair_of(kkr_recipe *recipe, kkr_quantity quantity)
{
    return is_absolute(quantity) ? &recipe->absolute_scales : &recipe->signed_scales;
}

/* The scale of a quantity, and that of the panel beside it. */
static kkr_scale *scale_of(kkr_recipe *recipe, kkr_quantity quantity)
{
    kkr_scale_pair *pair = pair_of(recipe, quantity);
    return is_difference(quantity) ? &pair->dv : &pair->v;
}

static kkr_scale *beside(kkr_recipe *recipe, kkr_quantity quantity)
{
    kkr_scale_pair *pair = pair_of(recipe, quantity);
    return is_difference(quantity) ? &pair->v : &pair->dv;
}

const kkr_scale *kkr_range_scale(const kkr_recipe *recipe, kkr_quantity quantity)
{
    return scale_of((kkr_recipe *)recipe, quantity);
}

double kkr_range_inner(const kkr_scale *scale)
{
    return scale->is_signed ? scale->linear_to : scale->low;
}

/* x 10^e, exactly as one types it: 0.1 is 1 / 10. */
static double shifted(double x, int e)
{
    return e < 0 ? x / pow(10, -e) : x * pow(10, e);
}

/* The same shape a whole power of ten apart, the one nearest to where it was. */
static kkr_scale follow(const kkr_scale *scale, const kkr_scale *was,
                        const kkr_scale *other)
{
    int e = (int)lround(log10(other->limit / was->limit));
    kkr_scale next = *scale;
    next.limit = shifted(scale->limit, e);
    next.low = shifted(scale->low, e);
    next.linear_to = shifted(scale->linear_to, e);
    return next;
}

bool kkr_range_set(kkr_recipe *recipe, kkr_quantity quantity, double limit,
                   double inner)
{
    kkr_scale *scale = scale_of(recipe, quantity), was = *scale, next = was;
    next.limit = limit;
    if (next.is_signed) {
        next.low = -limit;
        if (next.kind != KKR_SCALE_LINEAR)
            next.linear_to = inner;
    } else {
        next.low = inner;
    }
    if (!kkr_scale_check(&next, NULL))
        return false;
    *scale = next;
    if (recipe->linked_scales) {
        kkr_scale *other = beside(recipe, quantity);
        *other = follow(&next, &was, other);
    }
    recipe->auto_scales = false;
    return true;
}

/* Three digits of the unit on the screen, not less (or not more) than the value. */
static double rounded(double value, kkr_energy_unit unit, bool up)
{
    double shown = value * kkr_energy_unit_factor(unit);
    int e = 2 - (int)floor(log10(shown));
    double digits = shifted(shown, e);
    digits = up ? ceil(digits - 1e-6) : floor(digits + 1e-6);
    return shifted(digits, -e) / kkr_energy_unit_factor(unit);
}

/* 1, 2 or 5 times a power of ten, at least `value`. */
static double round_number(double value, kkr_energy_unit unit)
{
    double shown = value * kkr_energy_unit_factor(unit);
    double decade = pow(10, floor(log10(shown)));
    double factor = shown / decade;
    factor = factor <= 1 ? 1 : factor <= 2 ? 2 : factor <= 5 ? 5 : 10;
    return decade * factor / kkr_energy_unit_factor(unit);
}

/*
 * A linear scale cannot hold the nuclei: it ends where nine tenths of the values do,
 * both panels again a whole power of ten apart.
 */
static kkr_scale_pair natural_pair(const KkrPicture *picture, bool absolute,
                                   kkr_scale_kind kind, kkr_energy_unit unit)
{
    kkr_scale_pair pair = picture->natural[absolute];
    double v = kkr_histogram_quantile(
        picture->histogram[absolute ? KKR_QUANTITY_ABS_V : KKR_QUANTITY_V], 0.9, true);
    double dv = kkr_histogram_quantile(
        picture->histogram[absolute ? KKR_QUANTITY_ABS_DV : KKR_QUANTITY_DV], 0.9,
        true);
    if (kind == KKR_SCALE_LINEAR && v > 0) {
        pair.v.limit = round_number(v, unit);
        pair.dv.limit =
            dv > 0 ? shifted(pair.v.limit, (int)lround(log10(dv / v))) : pair.v.limit;
    }
    pair.v = kkr_scale_with_kind(pair.v, kind);
    pair.dv = kkr_scale_with_kind(pair.dv, kind);
    return pair;
}

static void fit_decades(kkr_recipe *recipe, kkr_quantity quantity,
                        const KkrPicture *picture)
{
    kkr_scale *scale = scale_of(recipe, quantity);
    kkr_scale_pair fit =
        natural_pair(picture, is_absolute(quantity), scale->kind, recipe->energy_unit);
    if (recipe->linked_scales)
        *pair_of(recipe, quantity) = fit;
    else
        *scale = is_difference(quantity) ? fit.dv : fit.v;
    recipe->auto_scales = false;
}

void kkr_range_fit(kkr_recipe *recipe, kkr_quantity quantity, const KkrPicture *picture,
                   KkrRangeFit fit)
{
    const kkr_histogram *histogram = picture->histogram[quantity];
    const kkr_scale *scale = kkr_range_scale(recipe, quantity);
    double edge = fit == KKR_RANGE_PERCENTILE ? 0.01 : 0;
    if (fit == KKR_RANGE_FIXED || kkr_histogram_count(histogram) == 0)
        return;
    if (fit == KKR_RANGE_DECADES) {
        fit_decades(recipe, quantity, picture);
        return;
    }
    double low = kkr_histogram_quantile(histogram, edge, !scale->is_signed);
    double high = kkr_histogram_quantile(histogram, 1 - edge, !scale->is_signed);
    double limit = scale->is_signed ? fmax(-low, high) : high;
    if (!(limit > 0))
        return;
    limit = rounded(limit, recipe->energy_unit, true);
    double inner = limit * (scale->linear_to / scale->limit);
    if (!scale->is_signed) // |V| passes through 0 everywhere: six decades are all
        inner = scale->kind == KKR_SCALE_LOG
                    ? rounded(fmax(low, 1e-6 * limit), recipe->energy_unit, false)
                    : 0;
    kkr_range_set(recipe, quantity, limit, inner);
}

static bool is_same(const kkr_scale *a, const kkr_scale *b)
{
    double inner = kkr_range_inner(a);
    return fabs(a->limit - b->limit) <= 1e-9 * a->limit &&
           (a->kind == KKR_SCALE_LINEAR ||
            fabs(inner - kkr_range_inner(b)) <= 1e-9 * inner);
}

KkrRangeFit kkr_range_fitted(const kkr_recipe *recipe, kkr_quantity quantity,
                             const KkrPicture *picture)
{
    // powers of ten first: a range may be two things at once
    static const KkrRangeFit fits[] = { KKR_RANGE_DECADES, KKR_RANGE_PERCENTILE,
                                        KKR_RANGE_FULL };
    bool any = kkr_histogram_count(picture->histogram[quantity]) > 0;
    for (size_t i = 0; any && i < G_N_ELEMENTS(fits); i++) {
        kkr_recipe fitted = *recipe;
        kkr_range_fit(&fitted, quantity, picture, fits[i]);
        if (is_same(kkr_range_scale(recipe, quantity),
                    kkr_range_scale(&fitted, quantity)))
            return fits[i];
    }
    return KKR_RANGE_FIXED;
}

void kkr_range_set_kind(kkr_recipe *recipe, kkr_quantity quantity, kkr_scale_kind kind,
                        const KkrPicture *picture)
{
    kkr_scale_pair *pair = pair_of(recipe, quantity);
    kkr_scale_kind old = pair->v.kind;
    bool fits =
        kind == KKR_SCALE_LINEAR || pair->v.is_signed != (kind == KKR_SCALE_LOG);
    if (!fits || kind == old)
        return;
    if (picture && (kind == KKR_SCALE_LINEAR || old == KKR_SCALE_LINEAR)) {
        *pair = natural_pair(picture, is_absolute(quantity), kind, recipe->energy_unit);
    } else {
        pair->v = kkr_scale_with_kind(pair->v, kind);
        pair->dv = kkr_scale_with_kind(pair->dv, kind);
    }
    recipe->auto_scales = false;
}

void kkr_range_link(kkr_recipe *recipe, bool linked)
{
    kkr_scale_pair *pairs[] = { &recipe->signed_scales, &recipe->absolute_scales };
    recipe->linked_scales = linked;
    for (int i = 0; linked && i < 2; i++)
        pairs[i]->dv = follow(&pairs[i]->v, &pairs[i]->v, &pairs[i]->dv);
}
