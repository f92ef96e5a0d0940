// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/jl_figure.h"
#include "shaders/jl_plot.h"
#include "tests/check.h"

#include <stdint.h>

static kkr_case *object;
static kkr_sampler *sampler;

static kkr_recipe new_recipe(kkr_jl_chart chart)
{
    kkr_recipe recipe;
    kkr_recipe_init(&recipe);
    kkr_plane_natural(object, &recipe.plane);
    recipe.jl.chart = chart;
    recipe.dpi = 60;
    return recipe;
}

/** Share of pixels that are not the paper; what lies outside is looked at as well. */
static double ink(cairo_surface_t *image, kkr_rgb paper, int x0, int y0, int x1, int y1)
{
    cairo_surface_flush(image);
    const unsigned char *data = cairo_image_surface_get_data(image);
    int stride = cairo_image_surface_get_stride(image), n = 0;
    for (int y = y0; y < y1; y++)
        for (int x = x0; x < x1; x++) {
            uint32_t p;
            memcpy(&p, data + y * stride + 4 * x, sizeof p);
            n += (p & 0xffffff) !=
                 ((uint32_t)paper.r << 16 | (uint32_t)paper.g << 8 | paper.b);
        }
    return (double)n / ((x1 - x0) * (y1 - y0));
}

/** Every chart on every page: something is there, nothing beyond the page's rim. */
static void pages(void)
{
    enum { RIM = 30 };
    for (int chart = KKR_JL_BASIS; chart <= KKR_JL_PCA; chart++)
        for (int profile = 0; profile < KKR_PROFILE_COUNT; profile++) {
            kkr_recipe recipe = new_recipe((kkr_jl_chart)chart);
            recipe.profile = (kkr_profile)profile;
            recipe.dark = profile % 2;
            kkr_jl_pixels pixels = kkr_jl_figure_pixels(&recipe, 20);
            KKR_AUTO(kkr_slice) slice = NULL;
            if (pixels.columns > 0)
                slice =
                    kkr_slice_new(sampler, object, &recipe.plane, 0, 0, pixels.pitch,
                                  pixels.columns, pixels.rows, false, 1, NULL, NULL);
            KKR_AUTO(kkr_jl_picture)
            p = kkr_jl_picture_new(&recipe, object, sampler, slice, NULL, NULL);
            kkr_error err = { 0 };
            KKR_AUTO(kkr_drawing)
            d = kkr_jl_figure_drawing(&recipe, p, object->alat, &err);
            CHECK(d);
            if (!d) {
                printf("%s\n", err.message);
                continue;
            }
            int width = (int)ceil(d->page.width), height = (int)ceil(d->page.height);
            cairo_surface_t *image = cairo_image_surface_create(
                CAIRO_FORMAT_RGB24, width + 2 * RIM, height + 2 * RIM);
            cairo_t *cr = cairo_create(image);
            kkr_rgb paper = kkr_jl_style_page(recipe.profile, recipe.dark).plot.paper;
            cairo_translate(cr, RIM, RIM);
            d->draw(cr, d->user);
            CHECK(cairo_status(cr) == CAIRO_STATUS_SUCCESS);
            CHECK(!cairo_has_current_point(cr));
            double on_page = ink(image, paper, RIM, RIM, RIM + width, RIM + height);
            double right =
                ink(image, paper, RIM + width + 2, 0, 2 * RIM + width, RIM + height);
            double below =
                ink(image, paper, 0, RIM + height + 2, RIM + width, 2 * RIM + height);
            if (on_page < 0.02 || right > 0 || below > 0)
                printf("chart %d, profile %d: %g on the page, %g right, %g below\n",
                       chart, profile, on_page, right, below);
            CHECK(on_page >= 0.02 && right == 0 && below == 0);
            cairo_destroy(cr);
            cairo_surface_destroy(image);
        }
}

/** A map's pixels are its values: the point itself is the darkest of a likeness. */
static void likeness(void)
{
    kkr_recipe recipe = new_recipe(KKR_JL_SIMILARITY);
    recipe.show_cells = recipe.show_atoms = false;
    KKR_AUTO(kkr_slice)
    slice = kkr_slice_new(sampler, object, &recipe.plane, 0, 0, 0.2, 100, 100, false, 1,
                          NULL, NULL);
    KKR_AUTO(kkr_jl_picture)
    p = kkr_jl_picture_new(&recipe, object, sampler, slice, NULL, NULL);
    kkr_jl_style style = kkr_jl_style_screen(false);
    kkr_jl_view view = { &recipe, object->alat };
    kkr_rect area = { 10, 10, 300, 400 };
    kkr_rect box = kkr_jl_slice_place(p->slice, &style, &area);
    CHECK_NEAR(box.width, 300, 1e-9);
    CHECK_NEAR(box.height, 300, 1e-9);
    cairo_surface_t *image = cairo_image_surface_create(CAIRO_FORMAT_RGB24, 320, 420);
    cairo_t *cr = cairo_create(image);
    kkr_plot_set_color(cr, style.plot.paper, 1);
    cairo_paint(cr);
    kkr_jl_draw_map(cr, p, &view, &style, &area);
    cairo_surface_flush(image);
    kkr_vec3 d = kkr_vec3_sub(p->point, slice->plane.origin);
    double s = kkr_vec3_dot(d, slice->plane.u), t = kkr_vec3_dot(d, slice->plane.v);
    int x = (int)(box.x + (s - slice->s0 + 0.1) * box.width / 20);
    int y = (int)(box.y + box.height - (t - slice->t0 + 0.1) * box.height / 20);
    const unsigned char *data = cairo_image_surface_get_data(image);
    uint32_t there, corner;
    memcpy(&there, data + y * cairo_image_surface_get_stride(image) + 4 * x, 4);
    memcpy(&corner,
           data + ((int)box.y + 5) * cairo_image_surface_get_stride(image) +
               4 * ((int)box.x + 5),
           4);
    CHECK((there >> 8 & 255) < 60 && (corner >> 8 & 255) > 150);
    cairo_destroy(cr);
    cairo_surface_destroy(image);
}

int main(void)
{
    const char *folder = getenv("KKR_SAMPLE");
    kkr_error err = { 0 };
    kkr_sampler_params params = kkr_sampler_defaults;
    params.outside_host = true;
    object = kkr_case_open(&folder, 1, NULL, NULL, &err);
    sampler = object ? kkr_sampler_new(object, params, NULL, &err) : NULL;
    if (!sampler) {
        printf("no sample case: %s\n", err.message);
        return EXIT_FAILURE;
    }
    pages();
    likeness();
    kkr_sampler_free(sampler);
    kkr_case_free(object);
    return check_done();
}
