// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/recipe_sweep.h"
#include "tests/check.h"

static kkr_recipe_sweep parse(const char *text)
{
    kkr_recipe_sweep sweep;
    kkr_error err = { 0 };
    CHECK(kkr_recipe_sweep_parse(text, &sweep, &err));
    CHECK_STRING(err.message, "");
    return sweep;
}

/** A plane keeps its direction and name, and takes its origin along. */
static void planes_move(void)
{
    kkr_recipe_sweep sweep = parse("plane.offset=-3:5");
    KKR_AUTO(kkr_recipe_text) text = kkr_recipe_text_new();
    kkr_plane *plane = &text->recipe.plane;
    CHECK(kkr_plane_from_miller(1, 1, 0, 0.5, plane, NULL));
    for (int i = 0; i <= 4; i++) {
        kkr_recipe_sweep_set(&sweep, i / 4., text);
        CHECK_NEAR(plane->offset, -3 + 2 * i, 1e-14);
        CHECK_NEAR(kkr_vec3_dot(plane->origin, plane->n), plane->offset, 1e-13);
    }
    kkr_vec3 a = { 1, 0, 0 }, b = { 3, 0, 0 }, c = { 1, 1, 0.5 };
    CHECK(kkr_plane_from_points(a, b, c, plane, NULL));
    kkr_vec3 before = plane->origin;
    kkr_recipe_sweep_set(&sweep, 0, text);
    kkr_vec3 way = kkr_vec3_sub(plane->origin, before);
    CHECK_NEAR(kkr_vec3_length(kkr_vec3_cross(way, plane->n)), 0, 1e-13);
    // what is written is a recipe again
    char *data = kkr_recipe_text_write(text);
    kkr_error err = { 0 };
    KKR_AUTO(kkr_recipe_text)
    back = kkr_recipe_text_parse("a", data, strlen(data), &err);
    CHECK_STRING(err.message, "");
    free(data);
}

static void other_numbers(void)
{
    KKR_AUTO(kkr_recipe_text) text = kkr_recipe_text_new();
    kkr_recipe_sweep sweep = parse("plane.center=0,1:4,-1");
    kkr_recipe_sweep_set(&sweep, 0.25, text);
    CHECK_NEAR(text->recipe.center_s, 1, 0);
    CHECK_NEAR(text->recipe.center_t, 0.5, 0);
    sweep = parse("potential.l-max=0:5");
    const int expected[] = { 0, 1, 3, 4, 5 }; // 1.25, 2.5, 3.75
    for (int i = 0; i <= 4; i++) {
        kkr_recipe_sweep_set(&sweep, i / 4., text);
        CHECK(text->recipe.sampler.l_max == expected[i]);
    }
    sweep = parse("page.dpi=10:20");
    kkr_recipe_sweep_set(&sweep, 1, text);
    CHECK_NEAR(text->recipe.dpi, 20, 0);
}

/** A turn keeps the camera's shape; a level is the only one. */
static void three_dimensions(void)
{
    KKR_AUTO(kkr_recipe_text) text = kkr_recipe_text_new();
    kkr_camera before = text->recipe.camera;
    kkr_recipe_sweep sweep = parse("camera.turn=0:360");
    for (int i = 0; i < 4; i++) // a quarter each time
        kkr_recipe_sweep_set(&sweep, 0.25, text);
    kkr_camera after = text->recipe.camera;
    CHECK_NEAR(kkr_vec3_length(kkr_vec3_sub(after.from, before.from)), 0, 1e-14);
    CHECK_NEAR(kkr_vec3_length(kkr_vec3_sub(after.up, before.up)), 0, 1e-14);
    kkr_recipe_sweep_set(&sweep, 0.1, text);
    after = text->recipe.camera;
    CHECK_NEAR(kkr_vec3_dot(after.from, after.up), kkr_vec3_dot(before.from, before.up),
               1e-14);
    CHECK_NEAR(after.from.z, before.from.z, 0);
    CHECK(kkr_vec3_length(kkr_vec3_sub(after.from, before.from)) > 0.1);
    sweep = parse("surfaces.dV.level=0.25:0.75");
    kkr_recipe_sweep_set(&sweep, 0.5, text);
    CHECK(text->recipe.surfaces.n_levels[KKR_QUANTITY_DV] == 1);
    CHECK_NEAR(text->recipe.surfaces.level[KKR_QUANTITY_DV][0], 0.5, 0);
    CHECK(text->recipe.surfaces.n_levels[KKR_QUANTITY_V] == 0);
}

static void mistakes(void)
{
    kkr_recipe_sweep s;
    CHECK_FAILS(kkr_recipe_sweep_parse("", &s, &err), "SECTION.KEY=FROM:TO");
    CHECK_FAILS(kkr_recipe_sweep_parse("plane.offset=1", &s, &err), "FROM:TO");
    CHECK_FAILS(kkr_recipe_sweep_parse("offset=1:2", &s, &err), "no key");
    CHECK_FAILS(kkr_recipe_sweep_parse("plane.name=1:2", &s, &err), "no key");
    CHECK_FAILS(kkr_recipe_sweep_parse("plane.ofset=1:2", &s, &err), "plane.offset?");
    CHECK_FAILS(kkr_recipe_sweep_parse("plane.offset=:2", &s, &err), "1 number");
    CHECK_FAILS(kkr_recipe_sweep_parse("plane.offset=1:", &s, &err), "1 number");
    CHECK_FAILS(kkr_recipe_sweep_parse("plane.offset=1:2:3", &s, &err), "1 number");
    CHECK_FAILS(kkr_recipe_sweep_parse("plane.offset=1,2:3", &s, &err), "1 number");
    CHECK_FAILS(kkr_recipe_sweep_parse("plane.offset=nan:3", &s, &err), "1 number");
    CHECK_FAILS(kkr_recipe_sweep_parse("plane.width=0:3", &s, &err), "from 1e-06");
    CHECK_FAILS(kkr_recipe_sweep_parse("plane.center=1,2,3,4:5", &s, &err),
                "2 numbers");
}

int main(void)
{
    planes_move();
    other_numbers();
    three_dimensions();
    mistakes();
    return check_done();
}
