// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/surface_set.h"

#include "core/recipe.h"
#include "tests/check.h"

static kkr_case *object;
static kkr_sampler *sampler;
static const kkr_plane plane = { .u = { 1, 0, 0 }, .v = { 0, 1, 0 }, .n = { 0, 0, 1 } };

static kkr_surface *sample(const kkr_surface_style *style, kkr_quantity panel)
{
    int sites[KKR_SURFACE_SITES];
    kkr_surface_params params;
    kkr_error err = { 0 };
    kkr_surface_style_params(style, &plane, panel, 32, sites, &params);
    kkr_surface *surface = kkr_surface_new(object, sampler, &params, NULL, &err);
    CHECK_STRING(err.message, "");
    return surface;
}

/** One round level and its negative, within what the field reaches. */
static void test_automatic_levels(void)
{
    for (int q = 0; q < KKR_QUANTITY_COUNT; q++) {
        kkr_surface_style style = kkr_surface_style_default;
        KKR_AUTO(kkr_surface) surface = sample(&style, (kkr_quantity)q);
        double levels[2 * KKR_SURFACE_LEVELS], low, high;
        int n = kkr_surface_style_levels(&style, (kkr_quantity)q, surface, levels);
        CHECK(n == (q == KKR_QUANTITY_V || q == KKR_QUANTITY_DV ? 2 : 1));
        kkr_surface_range(surface, &low, &high);
        CHECK(levels[0] >= low && levels[0] <= high && levels[0] != 0);
        double digits = fabs(levels[0]) / pow(10, floor(log10(fabs(levels[0])) + 1e-9));
        CHECK(fabs(digits - 1) < 1e-9 || fabs(digits - 2) < 1e-9 ||
              fabs(digits - 5) < 1e-9);
        style.pair = false;
        CHECK(kkr_surface_style_levels(&style, (kkr_quantity)q, surface, levels) == 1);
    }
}

/** Several levels, each once; those of a pair that are never reached say nothing. */
static void test_levels(void)
{
    kkr_surface_style style = kkr_surface_style_default;
    style.n_levels[KKR_QUANTITY_V] = 3;
    style.level[KKR_QUANTITY_V][0] = -0.5;
    style.level[KKR_QUANTITY_V][1] = 0.1;
    style.level[KKR_QUANTITY_V][2] = -0.1;
    KKR_AUTO(kkr_surface) surface = sample(&style, KKR_QUANTITY_V);
    double levels[2 * KKR_SURFACE_LEVELS];
    const double expected[4] = { -0.5, 0.5, 0.1, -0.1 };
    int n = kkr_surface_style_levels(&style, KKR_QUANTITY_V, surface, levels);
    CHECK(n == 4);
    for (int i = 0; i < n; i++)
        CHECK_NEAR(levels[i], expected[i], 0);
    kkr_error err = { 0 };
    KKR_AUTO(kkr_surface_set)
    set = kkr_surface_set_new(surface, &style, KKR_QUANTITY_V, false, NULL, &err);
    CHECK(set && set->n == 3); // V never reaches 0.5 Ry
    CHECK_STRING(set->note, "");
    style.level[KKR_QUANTITY_V][1] = 7;
    KKR_AUTO(kkr_surface_set)
    fewer = kkr_surface_set_new(surface, &style, KKR_QUANTITY_V, false, NULL, &err);
    CHECK(fewer && strstr(fewer->note, "V is nowhere 7 Ry"));
    style.n_levels[KKR_QUANTITY_V] = 1;
    style.level[KKR_QUANTITY_V][0] = 7;
    style.pair = false;
    CHECK_FAILS(kkr_surface_set_new(surface, &style, KKR_QUANTITY_V, false, NULL, &err),
                "V is nowhere 7 Ry");
}

/** Front and back of the plane; chosen sites; a colour. */
static void test_params(void)
{
    kkr_surface_style style = kkr_surface_style_default;
    const kkr_plane shifted = { .n = { 0, 0, 1 }, .origin = { 0, 0, 2 } };
    int sites[KKR_SURFACE_SITES];
    kkr_surface_params params;
    style.cut = KKR_SURFACE_CUT_BACK;
    style.sites[0] = 3;
    style.sites[1] = 1;
    style.color = KKR_SURFACE_BY_DV;
    style.repeat[2] = 0;
    kkr_surface_style_params(&style, &shifted, KKR_QUANTITY_ABS_V, 0, sites, &params);
    CHECK(params.quantity == KKR_FIELD_ABS_V && params.n == 128);
    CHECK(params.has_colour && params.colour == KKR_FIELD_DV);
    CHECK(params.n_sites == 2 && params.sites[0] == 2 && params.sites[1] == 0);
    CHECK(params.repeat[2] == 1);
    CHECK(params.n_planes == 1 && params.planes[0].normal.z == -1);
    CHECK_NEAR(params.planes[0].offset, -2, 0); // keeps z >= 2
}

/** Colours of both signs differ from the paper and from each other. */
static void test_scene(void)
{
    kkr_recipe recipe;
    kkr_recipe_init(&recipe);
    kkr_surface_colors colors = {
        .scale = { recipe.signed_scales.v, recipe.signed_scales.dv,
                   recipe.absolute_scales.v, recipe.absolute_scales.dv },
        .diverging = kkr_colormap_get("diverging", false),
        .sequential = kkr_colormap_get("sequential", false),
    };
    kkr_rgb up = kkr_surface_level_color(&colors, KKR_QUANTITY_V, 1e-9);
    kkr_rgb down = kkr_surface_level_color(&colors, KKR_QUANTITY_V, -1e-9);
    CHECK(abs(up.r - down.r) + abs(up.b - down.b) > 200);
    CHECK(up.g < 200 && down.g < 200);

    kkr_surface_style style = kkr_surface_style_default;
    style.slice = true;
    KKR_AUTO(kkr_surface) surface = sample(&style, KKR_QUANTITY_V);
    kkr_error err = { 0 };
    KKR_AUTO(kkr_surface_set)
    set = kkr_surface_set_new(surface, &style, KKR_QUANTITY_V, false, NULL, &err);
    KKR_AUTO(kkr_slice)
    slice = kkr_slice_new(sampler, object, &plane, 0, 0, 0.2, 60, 60, false, 0.5, NULL,
                          &err);
    KKR_AUTO(kkr_scene)
    scene =
        kkr_surface_scene_new(object, &style, KKR_QUANTITY_V, set, slice, &colors, 1);
    CHECK(scene->n_meshes == set->n && scene->n_images == 1);
    CHECK(scene->n_lines > 20 && scene->n_spheres == object->n_sites);
    // a ray along the plane's normal meets a surface of the level or the slice
    kkr_scene_pick pick = kkr_scene_pick_ray(scene, (kkr_vec3){ 0.3, 0.2, 50 },
                                             (kkr_vec3){ 0, 0, -1 }, 0.5);
    CHECK(pick.tag.part == KKR_PART_SURFACE);
    kkr_sample sample_there = kkr_sampler_point(sampler, pick.position);
    CHECK_NEAR(sample_there.v, set->level[pick.tag.index], 0.5); // coarse, 32 points
    KKR_AUTO(kkr_scene)
    bare =
        kkr_surface_scene_new(object, &style, KKR_QUANTITY_V, NULL, NULL, &colors, 1);
    CHECK(bare->n_meshes == 0 && bare->n_images == 0);
}

int main(void)
{
    const char *path = check_data("../../assets/sample");
    kkr_error err = { 0 };
    object = kkr_case_open(&path, 1, NULL, NULL, &err);
    if (object)
        sampler = kkr_sampler_new(object, kkr_sampler_defaults, NULL, &err);
    CHECK_STRING(err.message, "");
    if (sampler) {
        test_automatic_levels();
        test_levels();
        test_params();
        test_scene();
    }
    kkr_sampler_free(sampler);
    kkr_case_free(object);
    return check_done();
}
