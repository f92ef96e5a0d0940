// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/radial_figure.h"

#include "shaders/radial_plot.h"

#include <stdio.h>
#include <stdlib.h>

/** Height of a panel over its width: as for slices on two columns, else higher. */
static double profile_aspect(kkr_profile profile)
{
    switch (profile) {
    case KKR_PROFILE_JOURNAL_2COL:
        return 66 / 80.2;
    case KKR_PROFILE_BEAMER:
        return 1.15;
    default:
        return 1;
    }
}

typedef struct page_user {
    const kkr_radial_curves *curves;
    kkr_energy_unit unit;
    kkr_radial_plot *plot;
    kkr_radial_layout layout;
    kkr_radial_style style;
} page_user;

static void draw(cairo_t *cr, void *user)
{
    const page_user *d = user;
    kkr_radial_plot_draw(cr, d->plot, &d->layout, &d->style, KKR_RADIAL_LAYER_PAGE,
                         NULL);
}

void kkr_radial_figure_data(const kkr_radial_curve *curve, const char *name,
                            kkr_energy_unit unit, kkr_plot_data *data)
{
    static const char *const quantities[] = { "V", "V - V0" };
    double factor = kkr_energy_unit_factor(unit);
    for (int line = 0; line < KKR_RADIAL_LINES; line++) {
        const kkr_radial_line *l = &curve->line[line];
        char title[128], columns[64];
        if (l->n == 0)
            continue;
        snprintf(title, sizeof title, "%s of %s", quantities[line], name);
        snprintf(columns, sizeof columns, "r (bohr)|%s (%s)", quantities[line],
                 kkr_energy_unit_name(unit));
        kkr_plot_data_begin(data, title, columns);
        for (int k = 0; k < l->n; k++)
            kkr_plot_data_row(data, (const double[]){ l->r[k], factor * l->value[k] });
    }
}

static void tell(const void *user, kkr_plot_data *data)
{
    const page_user *d = user;
    for (int i = 0; i < d->curves->n; i++)
        kkr_radial_figure_data(&d->curves->curve[i], d->curves->curve[i].name, d->unit,
                               data);
}

static void free_drawing(void *user)
{
    page_user *d = user;
    kkr_radial_plot_free(d->plot);
    free(d);
}

/** The size of the page, and where everything lies on it. */
static bool lay_out(const kkr_recipe *recipe, page_user *d, kkr_page *page,
                    kkr_error *err)
{
    double width = kkr_page_width(recipe);
    double natural = kkr_radial_plot_height(d->plot, &d->style, width,
                                            profile_aspect(recipe->profile));
    if (!kkr_page_plan(recipe, width, natural, page, err))
        return false;
    kkr_radial_plot_place(d->plot, &d->style, width, page->height, &d->layout);
    const kkr_rect *panel = &d->layout.panel[0];
    double smallest = 4 * d->style.plot.ticks;
    if (panel->width >= smallest && panel->height >= smallest)
        return true;
    return kkr_fail(err, KKR_ERROR_USAGE,
                    "figure: %.4g x %.4g mm leave %.3g x %.3g mm for a panel, too "
                    "little for profile %s",
                    width / kkr_points_per_mm, page->height / kkr_points_per_mm,
                    panel->width / kkr_points_per_mm, panel->height / kkr_points_per_mm,
                    kkr_profile_name(recipe->profile));
}

kkr_drawing *kkr_radial_figure_drawing(const kkr_recipe *recipe,
                                       const kkr_radial_curves *curves, kkr_error *err)
{
    kkr_radial_view view = kkr_radial_view_of(recipe);
    page_user *d = kkr_alloc(1, sizeof *d);
    d->curves = curves;
    d->unit = recipe->energy_unit;
    d->plot = kkr_radial_plot_new(curves, &view);
    d->style = kkr_radial_style_page(recipe->profile, recipe->dark);
    kkr_style_set_font(&d->style.plot, recipe->lettering.font);
    d->style.letter_kind = recipe->lettering.letters;
    d->style.transparent = recipe->transparent;
    kkr_page page;
    if (!lay_out(recipe, d, &page, err)) {
        free_drawing(d);
        return NULL;
    }
    kkr_drawing *drawing = kkr_drawing_new(&page, draw, free_drawing, d);
    drawing->tell = tell;
    return drawing;
}
