// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "tests/check.h"

#include "core/radial_choice.h"
#include "shaders/figure.h"
#include "shaders/plot.h"
#include "shaders/radial_figure.h"
#include "shaders/sheet.h"

#include <stdlib.h>
#include <string.h>

/** No word of a page lies upon another, or leaves the page. */
static void check_boxes(const kkr_drawing *drawing, const char *what, int least)
{
    cairo_surface_t *surface = cairo_image_surface_create(
        CAIRO_FORMAT_A8, (int)drawing->page.width + 1, (int)drawing->page.height + 1);
    g_autoptr(GArray) boxes = g_array_new(FALSE, FALSE, sizeof(kkr_plot_box));
    kkr_plot_collect_boxes(surface, boxes);
    cairo_t *cr = cairo_create(surface);
    drawing->draw(cr, drawing->user);
    cairo_destroy(cr);
    cairo_surface_destroy(surface);
    const kkr_plot_box *box = (const kkr_plot_box *)(void *)boxes->data;
    const double slack = 0.2; // points
    CHECK((int)boxes->len >= least);
    for (guint i = 0; i < boxes->len; i++) {
        const kkr_plot_box *a = &box[i];
        bool inside = a->x > -slack && a->y > -slack &&
                      a->x + a->width < drawing->page.width + slack &&
                      a->y + a->height < drawing->page.height + slack;
        if (!inside)
            printf("%s: \"%s\" at (%.1f, %.1f) leaves the page\n", what, a->text, a->x,
                   a->y);
        CHECK(inside);
        for (guint k = 0; k < i; k++) {
            const kkr_plot_box *b = &box[k];
            bool apart =
                a->x + a->width < b->x + slack || b->x + b->width < a->x + slack ||
                a->y + a->height < b->y + slack || b->y + b->height < a->y + slack;
            if (!apart)
                printf("%s: \"%s\" at (%.1f, %.1f) lies upon \"%s\"\n", what, a->text,
                       a->x, a->y, b->text);
            CHECK(apart);
        }
    }
}

typedef struct sampled {
    kkr_case *object;
    kkr_sampler *sampler;
} sampled;

static sampled open_sample(void)
{
    kkr_error err = { 0 };
    const char *path = getenv("KKR_SAMPLE");
    kkr_recipe recipe;
    kkr_recipe_init(&recipe);
    sampled s = { .object = kkr_case_open(&path, 1, NULL, NULL, &err) };
    if (s.object)
        s.sampler = kkr_sampler_new(s.object, recipe.sampler, NULL, &err);
    CHECK_STRING(err.message, "");
    return s;
}

static void slices_of(const sampled *s, const kkr_recipe *recipe, const char *what,
                      int least)
{
    kkr_figure figure;
    kkr_error err = { 0 };
    kkr_recipe own = *recipe;
    kkr_plane_natural(s->object, &own.plane);
    CHECK(kkr_figure_plan(&own, kkr_slice_natural_width(s->object), &figure, &err));
    KKR_AUTO(kkr_slice)
    slice = kkr_slice_new(s->sampler, s->object, &own.plane, 0, 0, figure.pitch,
                          figure.columns, figure.rows, true, 1, NULL, &err);
    const kkr_slice_set set = { .of = { slice, slice, slice, slice } };
    KKR_AUTO(kkr_drawing)
    drawing = kkr_figure_drawing(&figure, &set, s->object->alat, NULL, &err);
    CHECK(drawing);
    if (drawing)
        check_boxes(drawing, what, least);
}

static void slices(const sampled *s)
{
    for (int profile = 0; profile < KKR_PROFILE_COUNT; profile++) {
        kkr_recipe recipe;
        kkr_recipe_init(&recipe);
        recipe.profile = profile;
        recipe.dpi = 72;
        const char *name = kkr_profile_name(profile);
        slices_of(s, &recipe, name, 16);
        for (int unit = 0; unit < KKR_ENERGY_COUNT; unit++) {
            recipe.energy_unit = unit;
            recipe.length_unit = unit % KKR_LENGTH_COUNT;
            recipe.lettering.letters = unit % 3;
            slices_of(s, &recipe, name, 16);
        }
        recipe.only = KKR_QUANTITY_ABS_DV;
        slices_of(s, &recipe, name, 6);
        recipe.only = -1;
        strcpy(recipe.lettering.font, "DejaVu Sans"); // wider
        slices_of(s, &recipe, name, 16);
    }
}

static void radial_of(const kkr_radial_curves *curves, const char *what, int least)
{
    for (int profile = 0; profile < KKR_PROFILE_COUNT; profile++) {
        for (int log = 0; log < 2; log++) {
            kkr_recipe recipe;
            kkr_recipe_init(&recipe);
            recipe.profile = profile;
            recipe.radial_log = log;
            kkr_error err = { 0 };
            KKR_AUTO(kkr_drawing)
            drawing = kkr_radial_figure_drawing(&recipe, curves, &err);
            CHECK_STRING(err.message, "");
            if (drawing)
                check_boxes(drawing, what, least);
        }
    }
}

static void radial(const sampled *s)
{
    static const int sites[][3] = { { 1 }, { 1, 2, 5 } };
    for (int i = 0; i < 4; i++) {
        kkr_recipe recipe;
        kkr_recipe_init(&recipe);
        memcpy(recipe.radial_sites, sites[i % 2], sizeof sites[0]);
        recipe.radial_parts = i < 2 ? KKR_RADIAL_SPHERICAL : KKR_RADIAL_NONSPHERICAL;
        kkr_radial_choice choice;
        kkr_error err = { 0 };
        const kkr_sampler *samplers[] = { s->sampler };
        CHECK(kkr_radial_choose(&recipe, s->object, samplers, 1, &choice, &err));
        if (choice.curves)
            radial_of(choice.curves, i < 2 ? "spherical" : "components", 12);
        kkr_radial_choice_clear(&choice);
    }
}

/** All elements that a legend may name, upon each other and far apart. */
static void families(void)
{
    for (int n = 5; n <= 85; n += 20) {
        enum { POINTS = 60 };
        KKR_AUTO(kkr_radial_curves) curves = kkr_alloc(1, sizeof *curves);
        curves->n = n;
        curves->is_family = true;
        curves->curve = kkr_alloc(n, sizeof *curves->curve);
        for (int i = 0; i < n; i++) {
            kkr_radial_curve *c = &curves->curve[i];
            c->z = 3 + i;
            c->name = kkr_strdup(kkr_element_symbol(c->z));
            c->r_mt = 2.2 + 0.1 * (i % 2);
            c->r_cut = c->r_max = 4;
            for (int line = 0; line < KKR_RADIAL_LINES; line++) {
                c->line[line].n = POINTS;
                c->line[line].r = kkr_alloc(POINTS, sizeof(double));
                c->line[line].value = kkr_alloc(POINTS, sizeof(double));
                for (int k = 0; k < POINTS; k++) {
                    double r = 0.01 + 3.99 * k / (POINTS - 1);
                    double z = line ? c->z - 40 : c->z;
                    c->line[line].r[k] = r;
                    c->line[line].value[k] = -2 * z / r * exp(-2 * r) + 0.002 * (i % 7);
                }
            }
        }
        radial_of(curves, "family", 12 + n / 4);
    }
}

static void sheets(const sampled *s)
{
    for (int columns = 1; columns < 6; columns += 2) {
        kkr_recipe recipe;
        kkr_recipe_init(&recipe);
        recipe.dpi = 72;
        recipe.only = KKR_QUANTITY_DV;
        recipe.sheet.columns = columns;
        recipe.sheet.rows = 2;
        kkr_plane_natural(s->object, &recipe.plane);
        kkr_sheet sheet;
        kkr_error err = { 0 };
        CHECK(kkr_sheet_plan(&recipe, 12, &sheet, &err));
        kkr_sheet_entry entries[10] = { 0 };
        for (int i = 0; i < 2 * columns; i++) {
            entries[i].name = kkr_strdup(i % 2 ? "Hg:Ag" : "two & <more>");
            entries[i].slice =
                kkr_slice_new(s->sampler, s->object, &recipe.plane, 0, 0, sheet.pitch,
                              sheet.pixels, sheet.pixels, false, 1, NULL, &err);
        }
        KKR_AUTO(kkr_drawing)
        drawing = kkr_sheet_drawing(&sheet, entries, 2 * columns, NULL, &err);
        check_boxes(drawing, "sheet", 2 * columns + 6);
    }
}

int main(void)
{
    sampled s = open_sample();
    if (s.sampler) {
        slices(&s);
        radial(&s);
        sheets(&s);
    }
    families();
    CHECK(kkr_plot_has_font("DejaVu Sans") && !kkr_plot_has_font("No Such Font"));
    kkr_sampler_free(s.sampler);
    kkr_case_free(s.object);
    return check_done();
}
