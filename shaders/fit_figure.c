// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/fit_figure.h"

#include "shaders/fit_plot.h"

#include <math.h>
#include <stdlib.h>

typedef struct page_user {
    const kkr_jl_fit *fit;
    const kkr_fit_picture *picture;
    kkr_recipe recipe;
    kkr_jl_view view;
    kkr_jl_style style;
    double width, height;
} page_user;

/** Charts side by side, not one below another. */
static bool is_wide(const kkr_recipe *recipe)
{
    return recipe->profile == KKR_PROFILE_JOURNAL_2COL ||
           recipe->profile == KKR_PROFILE_SLIDE;
}

static bool is_single(const kkr_recipe *recipe)
{
    kkr_fit_chart c = recipe->fit.chart;
    return c == KKR_FIT_PARITY || c == KKR_FIT_RADIUS || c == KKR_FIT_METRICS ||
           c == KKR_FIT_LINE;
}

static double page_width(const kkr_recipe *recipe)
{
    double mm = kkr_page_profile_mm(recipe->profile);
    if (is_single(recipe) && recipe->profile == KKR_PROFILE_JOURNAL_2COL)
        mm = 110; // one chart on two columns is not as large
    return (recipe->width_mm > 0 ? recipe->width_mm : mm) * kkr_points_per_mm;
}

kkr_fit_pixels kkr_fit_figure_pixels(const kkr_recipe *recipe, double natural_width)
{
    kkr_fit_chart chart = recipe->fit.chart;
    if (chart != KKR_FIT_MAPS && chart != KKR_FIT_OVERVIEW)
        return (kkr_fit_pixels){ 0, 0, 0 };
    double width = recipe->width > 0 ? recipe->width : natural_width;
    double wanted = page_width(recipe) / 3 * recipe->dpi / 72;
    int columns = (int)fmin(fmax(wanted, 32), 900);
    return (kkr_fit_pixels){ columns, columns, width / columns };
}

typedef void (*chart)(cairo_t *cr, const page_user *d, const kkr_rect *area);

static void draw_parity(cairo_t *cr, const page_user *d, const kkr_rect *area)
{
    kkr_fit_draw_parity(cr, d->picture, &d->view, &d->style, area);
}

static void draw_radius(cairo_t *cr, const page_user *d, const kkr_rect *area)
{
    kkr_fit_draw_radius(cr, d->picture, &d->view, &d->style, area);
}

static void draw_metrics(cairo_t *cr, const page_user *d, const kkr_rect *area)
{
    kkr_fit_draw_metrics(cr, d->fit, &d->view, &d->style, area);
}

static void draw_sizes(cairo_t *cr, const page_user *d, const kkr_rect *area)
{
    kkr_fit_draw_sizes(cr, d->fit, &d->view, &d->style, area);
}

static void draw_tiles(cairo_t *cr, const page_user *d, const kkr_rect *area)
{
    kkr_fit_draw_tiles(cr, d->fit, &d->view, &d->style, area);
}

static void draw_effects(cairo_t *cr, const page_user *d, const kkr_rect *area)
{
    kkr_fit_draw_effects(cr, d->fit, &d->view, &d->style, area);
}

static void draw_blocks(cairo_t *cr, const page_user *d, const kkr_rect *area)
{
    kkr_fit_draw_blocks(cr, d->fit, &d->view, &d->style, area);
}

/** Charts in a row, or below each other where there is no room for a row. */
static void draw_row(cairo_t *cr, const page_user *d, kkr_rect area,
                     const chart *charts, int n)
{
    bool wide = is_wide(&d->recipe);
    kkr_rect box = area;
    if (wide)
        box.width = (area.width - (n - 1) * d->style.gap) / n;
    else
        box.height = (area.height - (n - 1) * d->style.gap) / n;
    for (int i = 0; i < n; i++) {
        charts[i](cr, d, &box);
        if (wide)
            box.x += box.width + d->style.gap;
        else
            box.y += box.height + d->style.gap;
    }
}

static void draw_overview(cairo_t *cr, const page_user *d, kkr_rect area)
{
    static const chart below[] = { draw_parity, draw_radius, draw_metrics };
    if (d->fit->left_out) { // of several
        double learning = is_wide(&d->recipe) ? 0.34 * area.width : 0;
        kkr_rect matrix = area, curve = area;
        if (learning > 0) {
            matrix.width -= learning + 1.5 * d->style.gap;
            curve.x += matrix.width + 1.5 * d->style.gap;
            curve.width = learning;
            curve.height = fmin(area.height, learning + d->style.head);
        }
        kkr_fit_draw_matrix(cr, d->fit, &d->view, &d->style, &matrix);
        if (learning > 0)
            kkr_fit_draw_learning(cr, d->fit, &d->view, &d->style, &curve);
        return;
    }
    double maps = kkr_fit_maps_height(d->picture, &d->style, area.width);
    kkr_fit_draw_maps(cr, d->picture, &d->view, &d->style, &area);
    area.y += maps + d->style.gap;
    area.height -= maps + d->style.gap;
    draw_row(cr, d, area, below, 3);
}

static void draw(cairo_t *cr, void *user)
{
    static const chart curves[] = { draw_sizes, draw_tiles };
    static const chart carry[] = { draw_effects, draw_blocks };
    const page_user *d = user;
    double m = d->style.margin;
    kkr_rect area = { m, m, d->width - 2 * m, d->height - 2 * m };
    if (!d->recipe.transparent) {
        kkr_plot_set_color(cr, d->style.plot.paper, 1);
        cairo_paint(cr);
    }
    switch (d->recipe.fit.chart) {
    case KKR_FIT_OVERVIEW:
        draw_overview(cr, d, area);
        return;
    case KKR_FIT_METRICS:
        draw_metrics(cr, d, &area);
        return;
    case KKR_FIT_PARITY:
        draw_parity(cr, d, &area);
        return;
    case KKR_FIT_MAPS:
        kkr_fit_draw_maps(cr, d->picture, &d->view, &d->style, &area);
        return;
    case KKR_FIT_LINE:
        kkr_fit_draw_line(cr, d->picture, &d->view, &d->style, &area);
        return;
    case KKR_FIT_RADIUS:
        draw_radius(cr, d, &area);
        return;
    case KKR_FIT_CURVES:
        if (d->fit->left_out)
            kkr_fit_draw_learning(cr, d->fit, &d->view, &d->style, &area);
        else
            draw_row(cr, d, area, curves, 2);
        return;
    case KKR_FIT_COEFFICIENTS:
        draw_row(cr, d, area, carry, 2);
        return;
    case KKR_FIT_MATRIX:
        kkr_fit_draw_matrix(cr, d->fit, &d->view, &d->style, &area);
        return;
    }
}

/** The height that the chart wants on a page of this width. */
static double natural_height(const page_user *d)
{
    const kkr_jl_style *style = &d->style;
    double inside = d->width - 2 * style->margin, margins = 2 * style->margin;
    bool wide = is_wide(&d->recipe);
    double axes = style->head + style->axis_room;
    int regions = d->fit->ensemble->problem[0]->n_sites == 1 ? 1 : 3;
    double metrics = style->head + (1.6 + 5.9 * regions) * 1.5 * style->label;
    double row = wide ? fmax(axes + 0.27 * inside, metrics)
                      : 2 * (axes + 0.7 * inside) + metrics + 2 * style->gap;
    switch (d->recipe.fit.chart) {
    case KKR_FIT_OVERVIEW:
        if (d->fit->left_out)
            return margins + kkr_fit_matrix_height(d->fit, style);
        return margins + kkr_fit_maps_height(d->picture, style, inside) + style->gap +
               row;
    case KKR_FIT_MAPS:
        return margins + kkr_fit_maps_height(d->picture, style, inside);
    case KKR_FIT_MATRIX:
        return margins + kkr_fit_matrix_height(d->fit, style);
    case KKR_FIT_METRICS:
        return fmax(margins + metrics, 14.5 * style->label);
    case KKR_FIT_PARITY:
        return margins + axes + inside - style->tick_room;
    case KKR_FIT_CURVES:
    case KKR_FIT_COEFFICIENTS:
        if (!d->fit->left_out)
            return margins + (wide ? axes + 0.32 * inside : 2 * (axes + 0.6 * inside));
        return margins + axes + 0.5 * inside;
    default:
        return margins + axes + 0.62 * inside;
    }
}

/** Some charts are of one embedding, some of several. */
static bool has_chart(const kkr_jl_fit *fit, kkr_fit_chart c, kkr_error *err)
{
    bool several = fit->left_out;
    if (c == KKR_FIT_MATRIX && !several)
        return kkr_fail(err, KKR_ERROR_USAGE,
                        "a matrix needs several embeddings, each left out once");
    if (several && c != KKR_FIT_MATRIX && c != KKR_FIT_OVERVIEW && c != KKR_FIT_CURVES)
        return kkr_fail(err, KKR_ERROR_USAGE,
                        "this chart is one of a single case; several have overview, "
                        "curves and matrix");
    return true;
}

static void tell(const void *user, kkr_plot_data *data)
{
    const page_user *d = user;
    kkr_fit_tell(d->fit, d->picture, d->recipe.fit.chart, data);
}

kkr_drawing *kkr_fit_figure_drawing(const kkr_recipe *recipe, const kkr_jl_fit *fit,
                                    const kkr_fit_picture *picture, double alat,
                                    kkr_error *err)
{
    if (!has_chart(fit, recipe->fit.chart, err))
        return NULL;
    page_user *d = kkr_alloc(1, sizeof *d);
    *d = (page_user){ .fit = fit,
                      .picture = picture,
                      .recipe = *recipe,
                      .style = kkr_jl_style_page(recipe->profile, recipe->dark),
                      .width = page_width(recipe) };
    d->view = (kkr_jl_view){ &d->recipe, alat };
    d->style.tick_room *= 1.3; // for powers of ten
    kkr_page page;
    bool good = kkr_page_plan(recipe, d->width, natural_height(d), &page, err);
    d->height = page.height;
    double least = 14 * d->style.label;
    if (good && (d->width < least || d->height < least))
        good = kkr_page_refuse(&page, recipe->profile, err);
    if (good) {
        kkr_drawing *drawing = kkr_drawing_new(&page, draw, free, d);
        drawing->tell = tell;
        return drawing;
    }
    free(d);
    return NULL;
}
