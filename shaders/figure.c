// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/figure.h"

#include <math.h>
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
    if (!(r->dpi > 0))
        r->dpi = 300;
    figure->style.snap = 72 / r->dpi;
    if (!(r->width_mm > 0))
        r->width_mm = kkr_page_profile_mm(r->profile);
    figure->width = r->width_mm * kkr_points_per_mm;
    if (!(r->height_mm > 0)) {
        // A slide has the shape of the screen.
        r->height_mm = r->profile == KKR_PROFILE_SLIDE
                           ? r->width_mm * 9 / 16
                           : kkr_panels_height(&figure->style, r, figure->width,
                                               profile_aspect(r->profile)) /
                                 kkr_points_per_mm;
    }
    figure->height = r->height_mm * kkr_points_per_mm;
    kkr_page page = { figure->width, figure->height, r->dpi, r->transparent };
    if (!kkr_page_check(&page, err))
        return false;
    kkr_panels_place(&figure->style, r, figure->width, figure->height, &figure->layout);
    const kkr_rect *panel = &figure->layout.panel[r->only >= 0 ? r->only : 0];
    double smallest = 3 * figure->style.plot.text;
    if (!(panel->width >= smallest && panel->height >= smallest))
        return kkr_fail(err, KKR_ERROR_FORMAT,
                        "figure: %.4g x %.4g mm leave %.3g x %.3g mm for a panel, too "
                        "little for profile %s",
                        r->width_mm, r->height_mm, panel->width / kkr_points_per_mm,
                        panel->height / kkr_points_per_mm,
                        kkr_profile_name(r->profile));
    if (!(r->width > 0))
        r->width = natural_width * fmax(1, panel->width / panel->height);
    figure->pitch = r->width / (panel->width * r->dpi / 72);
    figure->columns = (int)ceil(panel->width * r->dpi / 72 - 1e-6);
    figure->rows = (int)ceil(panel->height * r->dpi / 72 - 1e-6);
    return true;
}

typedef struct page_user {
    kkr_figure figure;
    kkr_panels *panels;
} page_user;

static void draw_panels(cairo_t *cr, void *user)
{
    const page_user *d = user;
    kkr_panels_draw(cr, d->panels, &d->figure.layout, &d->figure.style, KKR_LAYER_PAGE);
}

static void tell(const void *user, kkr_plot_data *data)
{
    kkr_panels_data(((const page_user *)user)->panels, data);
}

static void free_drawing(void *user)
{
    page_user *d = user;
    kkr_panels_free(d->panels);
    free(d);
}

kkr_drawing *kkr_figure_drawing(const kkr_figure *figure, const kkr_slice *slice,
                                double alat, const kkr_job *job, kkr_error *err)
{
    page_user *d = kkr_alloc(1, sizeof *d);
    d->figure = *figure;
    d->panels = kkr_panels_new(slice, &figure->recipe, alat, job);
    if (!d->panels) {
        free_drawing(d);
        kkr_fail(err, KKR_ERROR_CANCELLED, "cancelled");
        return NULL;
    }
    kkr_drawing *drawing = kkr_alloc(1, sizeof *drawing);
    *drawing = (kkr_drawing){ .page = { figure->width, figure->height,
                                        figure->recipe.dpi, figure->recipe.transparent,
                                        NULL, figure->recipe.dark },
                              .draw = draw_panels,
                              .tell = tell,
                              .free = free_drawing,
                              .user = d };
    return drawing;
}
