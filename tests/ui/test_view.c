// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/view.h"

#include "tests/check.h"

/* Steps of the wheel: whole multiples, nuclei on the way, and back again. */
static void steps_stop_at_nuclei(void)
{
    kkr_case_site sites[] = { { .position = { 0, 0, 0 } },
                              { .position = { 1, 2, 0.256 } } };
    kkr_case object = { .n_sites = 2, .sites = sites };
    kkr_recipe recipe;
    kkr_recipe_init(&recipe);
    CHECK(kkr_plane_from_miller(0, 0, 1, 0, &recipe.plane, NULL));
    const double up[] = { 0.1, 0.2, 0.256, 0.3, 0.4 };
    for (int i = 0; i < 5; i++) {
        kkr_view_set_offset(&recipe, kkr_view_step(&recipe, &object, 0.1));
        CHECK_NEAR(recipe.plane.offset, up[i], 1e-12);
    }
    const double down[] = { 0.3, 0.256, 0.2, 0.1, 0, -0.1 };
    for (int i = 0; i < 6; i++) {
        kkr_view_set_offset(&recipe, kkr_view_step(&recipe, &object, -0.1));
        CHECK_NEAR(recipe.plane.offset, down[i], 1e-12);
    }
    CHECK(kkr_view_step(&recipe, &object, 0) == recipe.plane.offset);
}

/* A plane without Miller indices moves along its normal, too. */
static void any_plane_moves(void)
{
    kkr_recipe recipe;
    kkr_recipe_init(&recipe);
    kkr_vec3 a = { 1, 0, 0 }, b = { 0, 1, 0 }, c = { 0, 0, 1 };
    CHECK(kkr_plane_from_points(a, b, c, &recipe.plane, NULL));
    kkr_view_set_offset(&recipe, 2);
    CHECK_NEAR(recipe.plane.offset, 2, 1e-15);
    CHECK_NEAR(kkr_vec3_dot(recipe.plane.origin, recipe.plane.n), 2, 1e-12);
}

static void reach_holds_all_nuclei(void)
{
    kkr_case_site sites[] = { { .position = { 0, 0, -3 } },
                              { .position = { 0, 0, 9 } } };
    kkr_case object = { .n_sites = 2, .sites = sites };
    kkr_recipe recipe;
    double low, high;
    kkr_recipe_init(&recipe);
    kkr_view_reach(&recipe, &object, &low, &high);
    CHECK(low < -3 && high > 9);
    kkr_view_set_offset(&recipe, 50); // the slider's end is never short of its knob
    kkr_view_reach(&recipe, &object, &low, &high);
    CHECK(low < -3 && high >= 50);
}

int main(void)
{
    steps_stop_at_nuclei();
    any_plane_moves();
    reach_holds_all_nuclei();
    return check_done();
}
