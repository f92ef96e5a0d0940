// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/figure.h"

#include "shaders/profile_plot.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/** Height of a panel over its width: squares, but 80.2 x 66 mm on two columns. */
static double profile_aspect(kkr_profile profile)
{
    return profile == KKR_PROFILE_JOURNAL_2COL ? 66 / 80.2 : 1;
}

bool kkr_figure_plan(const kkr_recipe *recipe, double natural_width, kkr_figure *figure,
                     kkr_error *err)
{
    *figure = (kkr_figure){ .recipe = *recipe };
    kkr_recipe *r = &figure->recipe;
    figure->style = kkr_panels_style_page(r->profile, r->dark);
    kkr_style_set_font(&figure->style.plot, r->lettering.font);
    figure->style.transparent = r->transparent;
    if (r->axes >= 0)
        figure->style.axes = r->axes;
    if (r->only < 0 && kkr_recipe_is_unlinked(r))
        figure->style.axes = false; // each panel has a scale bar of its own
    if (!(r->dpi > 0))
        r->dpi = 300;
    figure->style.snap = 72 / r->dpi;
    if (!(r->width_mm > 0))
        r->width_mm = kkr_page_profile_mm(r->profile);
    figure->width = r->width_mm * kkr_points_per_mm;
    if (kkr_figure_has_line(r)) {
        kkr_profile_style style = kkr_profile_style_page(&figure->style);
        figure->strip = style.top + style.bottom + 0.2 * figure->width;
    }
    if (!(r->height_mm > 0)) {
        // A slide has the shape of the screen.
        double height = kkr_panels_height(&figure->style, r, figure->width,
                                          profile_aspect(r->profile)) +
                        figure->strip;
        r->height_mm = r->profile == KKR_PROFILE_SLIDE ? r->width_mm * 9 / 16
                                                       : height / kkr_points_per_mm;
    }
    figure->height = r->height_mm * kkr_points_per_mm;
    kkr_page page = { figure->width, figure->height, r->dpi, r->transparent };
    if (!kkr_page_check(&page, err))
        return false;
    figure->strip = fmin(figure->strip, 0.4 * figure->height);
    kkr_panels_place(&figure->style, r, figure->width, figure->height - figure->strip,
                     &figure->layout);
    const kkr_rect *panel = &figure->layout.panel[r->only >= 0 ? r->only : 0];
    double smallest = 3 * figure->style.plot.text;
    if (!(panel->width >= smallest && panel->height >= smallest))
        return kkr_fail(err, KKR_ERROR_USAGE,
                        "figure: %.4g x %.4g mm leave %.3g x %.3g mm for a panel, too "
                        "little for profile %s",
                        r->width_mm, r->height_mm, panel->width / kkr_points_per_mm,
                        panel->height / kkr_points_per_mm,
                        kkr_profile_name(r->profile));
    double natural = natural_width * fmax(1, panel->width / panel->height);
    if (!(r->width > 0))
        r->width = natural;
    for (int q = 0; q < KKR_QUANTITY_COUNT; q++)
        if (r->own[q].unlinked && !(r->own[q].width > 0))
            r->own[q].width = natural;
    figure->pitch = r->width / (panel->width * r->dpi / 72);
    figure->columns = (int)ceil(panel->width * r->dpi / 72 - 1e-6);
    figure->rows = (int)ceil(panel->height * r->dpi / 72 - 1e-6);
    return true;
}

typedef struct page_user {
    kkr_figure figure;
    kkr_panels *panels;
    kkr_profile_plot *profile; // NULL: none
    const kkr_line *line;
} page_user;

/** In line with the panels: between their outer edges. */
static void draw_strip(cairo_t *cr, const page_user *d)
{
    const kkr_figure *f = &d->figure;
    kkr_profile_style style = kkr_profile_style_page(&f->style);
    bool lone = f->recipe.only >= 0;
    const kkr_rect *left = &f->layout.panel[lone ? f->recipe.only : KKR_QUANTITY_V];
    const kkr_rect *right = &f->layout.panel[lone ? f->recipe.only : KKR_QUANTITY_DV];
    double end = lone ? f->width - f->style.margin : right->x + right->width;
    kkr_profile_layout layout;
    kkr_profile_plot_place(d->profile, &style, end - left->x, f->strip, &layout);
    cairo_save(cr);
    cairo_translate(cr, left->x, f->height - f->strip);
    kkr_profile_plot_draw(cr, d->profile, &layout, &style);
    for (int i = 0; i < layout.n; i++) { // the frames of the panels
        const kkr_rect *r = &layout.plot[i];
        cairo_rectangle(cr, r->x, r->y, r->width, r->height);
        kkr_plot_set_color(cr, f->style.plot.line, 1);
        cairo_set_line_width(cr, f->style.frame);
        cairo_stroke(cr);
    }
    cairo_restore(cr);
}

static void draw_panels(cairo_t *cr, void *user)
{
    const page_user *d = user;
    kkr_panels_draw(cr, d->panels, &d->figure.layout, &d->figure.style, KKR_LAYER_PAGE);
    if (d->profile)
        draw_strip(cr, d);
}

static void tell(const void *user, kkr_plot_data *data)
{
    const page_user *d = user;
    kkr_panels_data(d->panels, data);
    if (!d->line)
        return;
    const char *unit = kkr_energy_unit_name(d->figure.recipe.energy_unit);
    double factor = kkr_energy_unit_factor(d->figure.recipe.energy_unit);
    char columns[128];
    snprintf(columns, sizeof columns, "d (bohr)|site|V (%s)|V0 (%s)|V - V0 (%s)", unit,
             unit, unit);
    kkr_plot_data_begin(data, "line", columns);
    for (int i = 0; i < d->line->n; i++) {
        const kkr_line_point *p = &d->line->points[i];
        const double row[] = { p->distance,
                               p->sample.site >= 0 ? p->sample.site + 1 : 0,
                               factor * p->sample.v, factor * p->sample.v0,
                               factor * p->sample.dv };
        kkr_plot_data_row(data, row);
    }
}

static void free_drawing(void *user)
{
    page_user *d = user;
    kkr_profile_plot_free(d->profile);
    kkr_panels_free(d->panels);
    free(d);
}

kkr_drawing *kkr_figure_drawing(const kkr_figure *figure, const kkr_slice_set *slices,
                                double alat, const kkr_job *job, kkr_error *err)
{
    page_user *d = kkr_alloc(1, sizeof *d);
    d->figure = *figure;
    d->panels = kkr_panels_new_of(slices->of, &figure->recipe, alat, job);
    if (!d->panels) {
        free_drawing(d);
        kkr_fail(err, KKR_ERROR_CANCELLED, "cancelled");
        return NULL;
    }
    const kkr_page page = { figure->width,
                            figure->height,
                            figure->recipe.dpi,
                            figure->recipe.transparent,
                            NULL,
                            figure->recipe.dark };
    kkr_drawing *drawing = kkr_drawing_new(&page, draw_panels, free_drawing, d);
    drawing->tell = tell;
    return drawing;
}

const int kkr_figure_line_points = 1201;

bool kkr_figure_has_line(const kkr_recipe *recipe)
{
    return recipe->show_line && recipe->line_ends == 2;
}

void kkr_figure_add_line(kkr_drawing *drawing, const kkr_line *line,
                         const kkr_case *object)
{
    page_user *d = drawing->user;
    d->line = line;
    d->profile = kkr_profile_plot_new(line, object, &d->figure.recipe);
}
