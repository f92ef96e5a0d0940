// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/picture.h"

#include <gsl/gsl_errno.h>

#include "tests/check.h"
#include "ui/view.h"

/*
 * What stands in a panel: each pixel of the four is the sampler's value at that point of
 * the plane, through the colour scale, in the colour map. tests/render/test_renderer.c
 * holds the OpenGL colours against the ones that are looked at here.
 */

enum { WIDTH = 47, HEIGHT = 31 };

static double value_of(const kkr_sample *sample, kkr_quantity quantity)
{
    const double values[] = { sample->v, sample->dv, fabs(sample->v),
                              fabs(sample->dv) };
    return values[quantity];
}

static bool near(kkr_rgb a, kkr_rgb b)
{
    return abs(a.r - b.r) <= 1 && abs(a.g - b.g) <= 1 && abs(a.b - b.b) <= 1;
}

static kkr_rgb pixel_of(cairo_surface_t *image, int i, int j)
{
    const unsigned char *row = cairo_image_surface_get_data(image) +
                               (HEIGHT - 1 - j) * cairo_image_surface_get_stride(image);
    const guint32 pixel = ((const guint32 *)(const void *)row)[i];
    return (kkr_rgb){ pixel >> 16 & 255, pixel >> 8 & 255, pixel & 255 };
}

/* Unlike what is drawn, the values come one by one, and as doubles. */
static void compare(KkrSource *source, const kkr_recipe *recipe)
{
    const KkrPictureParams params = { WIDTH, HEIGHT, 0, true };
    kkr_error err = { 0 };
    KkrPicture *picture = kkr_picture_new(source, recipe, &params, NULL, NULL, &err);
    CHECK(picture);
    if (!picture)
        return;
    const kkr_panels_style style = kkr_panels_style_screen(recipe->dark);
    for (int q = 0; q < KKR_QUANTITY_COUNT; q++) {
        cairo_surface_t *image =
            kkr_panels_image(picture->panels, &style, (kkr_quantity)q, NULL);
        const kkr_scale *scale = kkr_panels_scale(picture->panels, (kkr_quantity)q);
        const kkr_colormap *map = kkr_panels_colormap(picture->panels, (kkr_quantity)q);
        const kkr_panel_view view = kkr_recipe_panel(recipe, (kkr_quantity)q);
        int n_wrong = 0, n_known = 0;
        for (int j = 0; j < HEIGHT; j++)
            for (int i = 0; i < WIDTH; i++) {
                double s = view.center_s + (i - (WIDTH - 1) / 2.0) * view.width / WIDTH;
                double t =
                    view.center_t + (j - (HEIGHT - 1) / 2.0) * view.width / WIDTH;
                kkr_sample sample = kkr_sampler_point(
                    source->sampler, kkr_plane_point(&view.plane, s, t));
                double value = value_of(&sample, (kkr_quantity)q);
                if (sample.site < 0 || isnan(value))
                    continue; // beyond the cluster: dimmed or hatched
                kkr_rgb wanted =
                    kkr_colormap_color(map, kkr_scale_position(scale, value));
                n_known++;
                n_wrong += !near(pixel_of(image, i, j), wanted);
            }
        CHECK(n_known > WIDTH * HEIGHT / 4);
        // a face may go through a pixel's middle: rounding decides whose it is
        CHECK(n_wrong <= 2);
        cairo_surface_destroy(image);
    }
    kkr_picture_unref(picture);
}

/* Linked panels share a slice, and the others' slices outlive what moves one of them. */
static void count_slices(KkrSource *source, kkr_recipe *recipe)
{
    const KkrPictureParams params = { WIDTH, HEIGHT, 0, true };
    kkr_error err = { 0 };
    KkrPicture *before = kkr_picture_new(source, recipe, &params, NULL, NULL, &err);
    kkr_view_set_offset(recipe, recipe->plane.offset + 0.1); // of the linked ones
    KkrPicture *after = kkr_picture_new(source, recipe, &params, before, NULL, &err);
    CHECK(before && after);
    if (!before || !after)
        return;
    CHECK(before->serials[KKR_QUANTITY_V] == before->serials[KKR_QUANTITY_ABS_V]);
    CHECK(before->serials[KKR_QUANTITY_V] != before->serials[KKR_QUANTITY_DV]);
    CHECK(after->serials[KKR_QUANTITY_V] != before->serials[KKR_QUANTITY_V]);
    CHECK(after->serials[KKR_QUANTITY_DV] == before->serials[KKR_QUANTITY_DV]);
    CHECK(after->exact && after->slice == kkr_panels_slice(after->panels, 0));
    kkr_picture_unref(before);
    kkr_picture_unref(after);
}

int main(void)
{
    gsl_set_error_handler_off();
    const char *sample = getenv("KKR_SAMPLE");
    if (!sample)
        return CHECK_SKIP;
    kkr_error err = { 0 };
    KKR_AUTO(kkr_recipe_text) text = kkr_recipe_text_new();
    text->paths[text->n_paths++] = kkr_strdup(sample);
    static const kkr_mode modes[] = { KKR_MODE_CELL, KKR_MODE_STORED, KKR_MODE_MT };
    for (size_t i = 0; i < G_N_ELEMENTS(modes); i++) {
        text->recipe.sampler.mode = modes[i];
        KkrSource *source = kkr_source_open(text, NULL, &err);
        CHECK(source);
        if (!source)
            break;
        kkr_recipe recipe = text->recipe;
        kkr_view_start(&recipe, source->object);
        recipe.width = kkr_view_width(&recipe, source->object);
        compare(source, &recipe);
        recipe.dark = true;
        recipe.auto_scales = true;
        recipe.center_s += 0.37;
        CHECK(kkr_plane_parse(source->object, "1,0.4,-0.3@0.7", &recipe.plane, &err));
        compare(source, &recipe);
        kkr_recipe_set_linked(&recipe, KKR_QUANTITY_DV, false);
        kkr_panel_view *own = &recipe.own[KKR_QUANTITY_DV];
        CHECK(kkr_plane_parse(source->object, "0,1,1@0.3", &own->plane, &err));
        own->width *= 0.7;
        own->center_t -= 0.4;
        compare(source, &recipe);
        count_slices(source, &recipe);
        kkr_source_unref(source);
    }
    return check_done();
}
