// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/range.h"

#include "tests/check.h"

enum { N = 10001 };

typedef struct Made {
    KkrPicture picture;
    kkr_histogram *histogram[2];
} Made;

/* V from -40 to 2, V - V0 a hundredth of it. */
static Made make(void)
{
    static float v[N], dv[N];
    for (int i = 0; i < N; i++) {
        v[i] = (float)(42. * i / (N - 1) - 40);
        dv[i] = v[i] / 100;
    }
    Made made = { .histogram = { kkr_histogram_new(v, N), kkr_histogram_new(dv, N) } };
    for (int q = 0; q < KKR_QUANTITY_COUNT; q++)
        made.picture.histogram[q] = made.histogram[q % 2]; // V - V0 is beside V
    for (int absolute = 0; absolute < 2; absolute++)
        made.picture.natural[absolute] = kkr_scale_pair_from_data(v, dv, N, absolute);
    return made;
}

static void clear(Made *made)
{
    kkr_histogram_free(made->histogram[0]);
    kkr_histogram_free(made->histogram[1]);
}

static void the_neighbour_follows(void)
{
    kkr_recipe recipe;
    kkr_recipe_init(&recipe);
    CHECK(kkr_range_set(&recipe, KKR_QUANTITY_V, 30, 0.02));
    CHECK_NEAR(recipe.signed_scales.v.limit, 30, 0);
    CHECK_NEAR(recipe.signed_scales.v.low, -30, 0);
    CHECK_NEAR(recipe.signed_scales.dv.limit, 3, 0); // exactly: ticks are shared
    CHECK_NEAR(recipe.signed_scales.dv.linear_to, 0.002, 0);
    CHECK(!recipe.auto_scales);
    CHECK(kkr_range_set(&recipe, KKR_QUANTITY_ABS_DV, 7, 0.1));
    CHECK_NEAR(recipe.absolute_scales.v.limit, 700, 1e-12);
    CHECK_NEAR(recipe.absolute_scales.v.low, 10, 1e-12);

    // alone
    kkr_range_link(&recipe, false);
    CHECK(kkr_range_set(&recipe, KKR_QUANTITY_DV, 5, 0.5));
    CHECK_NEAR(recipe.signed_scales.v.limit, 30, 0);
    CHECK_NEAR(recipe.signed_scales.dv.limit, 5, 0);
    // and together again: a power of ten apart, V as it was
    kkr_range_link(&recipe, true);
    CHECK_NEAR(recipe.signed_scales.v.limit, 30, 0);
    CHECK_NEAR(recipe.signed_scales.dv.limit, 3, 0);
    CHECK_NEAR(recipe.signed_scales.dv.linear_to, 0.002, 0);
}

static void nonsense_changes_nothing(void)
{
    kkr_recipe recipe;
    kkr_recipe_init(&recipe);
    kkr_recipe before = recipe;
    CHECK(!kkr_range_set(&recipe, KKR_QUANTITY_V, -1, 0.1));
    CHECK(!kkr_range_set(&recipe, KKR_QUANTITY_V, 1, 2)); // linear beyond the end
    CHECK(!kkr_range_set(&recipe, KKR_QUANTITY_V, NAN, 0.1));
    CHECK(!kkr_range_set(&recipe, KKR_QUANTITY_ABS_V, 1, 0)); // log of 0
    kkr_range_set_kind(&recipe, KKR_QUANTITY_V, KKR_SCALE_LOG, NULL);
    kkr_range_set_kind(&recipe, KKR_QUANTITY_ABS_V, KKR_SCALE_SYMLOG, NULL);
    CHECK(memcmp(&recipe, &before, sizeof recipe) == 0);
}

static void fits(void)
{
    Made made = make();
    for (int unit = 0; unit < KKR_ENERGY_COUNT; unit++) {
        kkr_recipe recipe;
        kkr_recipe_init(&recipe);
        recipe.energy_unit = (kkr_energy_unit)unit;
        kkr_range_fit(&recipe, KKR_QUANTITY_V, &made.picture, KKR_RANGE_FULL);
        double limit = recipe.signed_scales.v.limit;
        CHECK(limit >= 40 * (1 - 1e-9) && limit < 40.5);
        CHECK(kkr_range_fitted(&recipe, KKR_QUANTITY_V, &made.picture) ==
              KKR_RANGE_FULL);
        kkr_range_fit(&recipe, KKR_QUANTITY_DV, &made.picture, KKR_RANGE_PERCENTILE);
        limit = recipe.signed_scales.dv.limit;
        CHECK(limit >= 0.39 && limit < 0.401);
        CHECK(kkr_range_fitted(&recipe, KKR_QUANTITY_DV, &made.picture) ==
              KKR_RANGE_PERCENTILE);
        kkr_range_fit(&recipe, KKR_QUANTITY_ABS_V, &made.picture, KKR_RANGE_PERCENTILE);
        limit = recipe.absolute_scales.v.limit;
        CHECK(limit >= 39 && limit < 40.1);
        CHECK(recipe.absolute_scales.v.low > 0 && recipe.absolute_scales.v.low < 1);
        kkr_range_set(&recipe, KKR_QUANTITY_V, 77, 0.1);
        CHECK(kkr_range_fitted(&recipe, KKR_QUANTITY_V, &made.picture) ==
              KKR_RANGE_FIXED);
        kkr_range_fit(&recipe, KKR_QUANTITY_V, &made.picture, KKR_RANGE_DECADES);
        CHECK(kkr_range_fitted(&recipe, KKR_QUANTITY_V, &made.picture) ==
              KKR_RANGE_DECADES);
        CHECK_NEAR(recipe.signed_scales.v.limit, made.picture.natural[0].v.limit, 0);
        CHECK_NEAR(recipe.signed_scales.dv.limit, made.picture.natural[0].dv.limit, 0);
    }
    clear(&made);
}

static void linear_scales_hold_most_of_the_values(void)
{
    Made made = make();
    kkr_recipe recipe;
    kkr_recipe_init(&recipe);
    kkr_range_set_kind(&recipe, KKR_QUANTITY_V, KKR_SCALE_LINEAR, &made.picture);
    CHECK(recipe.signed_scales.v.kind == KKR_SCALE_LINEAR);
    CHECK(recipe.signed_scales.dv.kind == KKR_SCALE_LINEAR);
    CHECK_NEAR(recipe.signed_scales.v.limit, 50, 1e-12); // nine tenths: 35.8
    CHECK_NEAR(recipe.signed_scales.dv.limit, 0.5, 1e-14);
    kkr_range_set_kind(&recipe, KKR_QUANTITY_DV, KKR_SCALE_SYMLOG, &made.picture);
    CHECK(recipe.signed_scales.v.kind == KKR_SCALE_SYMLOG);
    CHECK(kkr_scale_check(&recipe.signed_scales.v, NULL));
    CHECK(kkr_scale_check(&recipe.signed_scales.dv, NULL));
    clear(&made);
}

static void an_empty_picture_has_no_range(void)
{
    const float unknown[] = { NAN };
    Made made = { .histogram = { kkr_histogram_new(unknown, 1),
                                 kkr_histogram_new(unknown, 1) } };
    for (int q = 0; q < KKR_QUANTITY_COUNT; q++)
        made.picture.histogram[q] = made.histogram[q % 2]; // V - V0 is beside V
    kkr_recipe recipe;
    kkr_recipe_init(&recipe);
    kkr_recipe before = recipe;
    for (int fit = 0; fit <= KKR_RANGE_FIXED; fit++)
        kkr_range_fit(&recipe, KKR_QUANTITY_DV, &made.picture, (KkrRangeFit)fit);
    CHECK(memcmp(&recipe, &before, sizeof recipe) == 0);
    CHECK(kkr_range_fitted(&recipe, KKR_QUANTITY_V, &made.picture) == KKR_RANGE_FIXED);
    clear(&made);
}

int main(void)
{
    the_neighbour_follows();
    nonsense_changes_nothing();
    fits();
    linear_scales_hold_most_of_the_values();
    an_empty_picture_has_no_range();
    return check_done();
}
