// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/jl_figure.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "shaders/jl_plot.h"

static bool is_sheet(const kkr_recipe *recipe)
{
    return recipe->jl.chart == KKR_JL_MAP &&
           strcmp(recipe->jl.feature, "overview") == 0;
}

/** Charts side by side, not one below another. */
static bool is_wide(const kkr_recipe *recipe)
{
    return recipe->profile == KKR_PROFILE_JOURNAL_2COL ||
           recipe->profile == KKR_PROFILE_SLIDE;
}

/** The width of the page in points; a lone map on two columns is not as large. */
static double page_width(const kkr_recipe *recipe)
{
    bool lone = recipe->jl.chart == KKR_JL_SIMILARITY ||
                (recipe->jl.chart == KKR_JL_MAP && !is_sheet(recipe));
    double mm = kkr_page_profile_mm(recipe->profile);
    if (lone && recipe->profile == KKR_PROFILE_JOURNAL_2COL)
        mm = 110;
    return (recipe->width_mm > 0 ? recipe->width_mm : mm) * kkr_points_per_mm;
}

/** Of a map: how wide it is on a page of `width`. */
static double map_width(const kkr_recipe *recipe, const kkr_jl_style *style,
                        double width)
{
    double inside = width - 2 * style->margin;
    if (is_sheet(recipe))
        return inside / KKR_JL_SHEET_COLUMNS;
    if (recipe->jl.chart == KKR_JL_PCA && is_wide(recipe))
        return 0.56 * inside;
    return inside;
}

kkr_jl_pixels kkr_jl_figure_pixels(const kkr_recipe *recipe, double natural_width)
{
    const kkr_jl_style style = kkr_jl_style_page(recipe->profile, recipe->dark);
    kkr_jl_chart chart = recipe->jl.chart;
    if (chart == KKR_JL_BASIS || chart == KKR_JL_WATERFALL)
        return (kkr_jl_pixels){ 0, 0, 0 };
    double width = recipe->width > 0 ? recipe->width : natural_width;
    double aspect = is_sheet(recipe) ? 0.86 : 1;
    // a fingerprint asks for statistics only
    double wanted = map_width(recipe, &style, page_width(recipe)) * recipe->dpi / 72;
    int columns = chart == KKR_JL_FINGERPRINT ? 96 : (int)fmin(fmax(wanted, 32), 1600);
    int rows = (int)lround(columns * aspect);
    return (kkr_jl_pixels){ columns, rows, width / columns };
}

typedef struct page_user {
    const kkr_jl_picture *picture;
    kkr_recipe recipe;
    kkr_jl_view view;
    kkr_jl_style style;
    double width, height;
} page_user;

static double chart_height(const kkr_jl_style *style, double width)
{
    return style->head + style->axis_room + 0.62 * (width - style->tick_room);
}

static int n_basis_charts(const kkr_jl_picture *p)
{
    return (p->settings.body & KKR_JL_ONE_BODY ? 1 : 0) +
           (p->settings.body & KKR_JL_TWO_BODY ? 2 : 0);
}

static void draw_basis(cairo_t *cr, const page_user *d, kkr_rect area)
{
    const kkr_jl_picture *p = d->picture;
    int n = n_basis_charts(p), k = 0;
    bool wide = is_wide(&d->recipe);
    kkr_rect chart = area;
    if (wide)
        chart.width = (area.width - (n - 1) * d->style.gap) / n;
    else
        chart.height = (area.height - (n - 1) * d->style.gap) / n;
    for (int body = 1; body <= 3; body++) { // 3: angles
        if (!(p->settings.body & (body == 1 ? KKR_JL_ONE_BODY : KKR_JL_TWO_BODY)))
            continue;
        kkr_rect box = chart;
        if (wide)
            box.x += k * (chart.width + d->style.gap);
        else
            box.y += k * (chart.height + d->style.gap);
        k++;
        if (body < 3)
            kkr_jl_draw_radial(cr, p, &d->view, &d->style, body, &box);
        else
            kkr_jl_draw_angular(cr, p, &d->style, &box);
    }
}

static void draw_components(cairo_t *cr, const page_user *d, kkr_rect area)
{
    const kkr_jl_style *style = &d->style;
    kkr_rect map = area, side = area;
    if (is_wide(&d->recipe)) {
        map.width = map_width(&d->recipe, style, d->width);
        side.x += map.width + 1.6 * style->gap;
        side.width -= map.width + 1.6 * style->gap;
    } else {
        map.height = kkr_jl_map_height(d->picture, style, map.width);
        side.y += map.height + style->gap;
        side.height -= map.height + style->gap;
    }
    kkr_jl_draw_map(cr, d->picture, &d->view, style, &map);
    kkr_rect shares = side;
    shares.height = style->head + 3 * 1.7 * style->label;
    kkr_jl_draw_shares(cr, d->picture, style, &shares);
    side.y += shares.height + style->gap;
    side.height -= shares.height + style->gap;
    kkr_jl_draw_scatter(cr, d->picture, &d->view, style, &side);
}

/** Smaller where the page is not high enough for all blocks. */
static void draw_fingerprint(cairo_t *cr, const page_user *d, kkr_rect area)
{
    double scale = 1;
    for (int round = 0; round < 4; round++) // tiles grow a little with the room
        scale = fmin(1, area.height / kkr_jl_fingerprint_height(d->picture, &d->style,
                                                                area.width / scale));
    area.width /= scale;
    area.height /= scale;
    cairo_save(cr);
    cairo_translate(cr, area.x, area.y);
    cairo_scale(cr, scale, scale);
    area.x = area.y = 0;
    kkr_jl_draw_fingerprint(cr, d->picture, &d->view, &d->style, &area);
    cairo_restore(cr);
}

static void draw_chart(cairo_t *cr, const page_user *d)
{
    double m = d->style.margin;
    kkr_rect area = { m, m, d->width - 2 * m, d->height - 2 * m };
    if (!d->recipe.transparent) {
        kkr_plot_set_color(cr, d->style.plot.paper, 1);
        cairo_paint(cr);
    }
    switch (d->recipe.jl.chart) {
    case KKR_JL_BASIS:
        draw_basis(cr, d, area);
        return;
    case KKR_JL_FINGERPRINT:
        draw_fingerprint(cr, d, area);
        return;
    case KKR_JL_MAP:
    case KKR_JL_SIMILARITY:
        if (is_sheet(&d->recipe)) {
            kkr_jl_draw_sheet(cr, d->picture, &d->view, &d->style, &area);
            return;
        }
        // a page of another shape has its map in the middle
        double width = kkr_jl_slice_place(d->picture->slice, &d->style, &area).width;
        area.x += (area.width - width) / 2;
        area.width = width;
        kkr_jl_draw_map(cr, d->picture, &d->view, &d->style, &area);
        return;
    case KKR_JL_PCA:
        draw_components(cr, d, area);
        return;
    case KKR_JL_WATERFALL:
        kkr_jl_draw_waterfall(cr, d->picture, &d->view, &d->style, &area);
        return;
    }
}

static void draw(cairo_t *cr, void *user)
{
    draw_chart(cr, user);
    cairo_new_path(cr); // texts leave a point
}

/** The height that the chart wants on a page of this width. */
static double natural_height(const page_user *d)
{
    const kkr_jl_style *style = &d->style;
    double inside = d->width - 2 * style->margin, margins = 2 * style->margin;
    int n = n_basis_charts(d->picture);
    bool wide = is_wide(&d->recipe);
    switch (d->recipe.jl.chart) {
    case KKR_JL_BASIS:
        if (wide)
            return margins + chart_height(style, (inside - (n - 1) * style->gap) / n) +
                   0.08 * inside;
        return margins + n * chart_height(style, inside) + (n - 1) * style->gap;
    case KKR_JL_FINGERPRINT:
        return margins + kkr_jl_fingerprint_height(d->picture, style, inside);
    case KKR_JL_PCA: {
        double map = map_width(&d->recipe, style, d->width);
        double height = kkr_jl_map_height(d->picture, style, map);
        double scatter = chart_height(style, inside) + style->bar_room;
        double shares = style->head + 3 * 1.7 * style->label;
        return margins + (wide ? height : height + shares + scatter + 2 * style->gap);
    }
    case KKR_JL_WATERFALL:
        return margins + (wide ? 0.9 : 1.25) * inside;
    default:
        return margins + kkr_jl_map_height(d->picture, style, inside);
    }
}

static void tell(const void *user, kkr_plot_data *data)
{
    kkr_jl_tell(((const page_user *)user)->picture, data);
}

kkr_drawing *kkr_jl_figure_drawing(const kkr_recipe *recipe,
                                   const kkr_jl_picture *picture, double alat,
                                   kkr_error *err)
{
    page_user *d = kkr_alloc(1, sizeof *d);
    *d = (page_user){ .picture = picture,
                      .recipe = *recipe,
                      .style = kkr_jl_style_page(recipe->profile, recipe->dark),
                      .width = page_width(recipe) };
    d->view = (kkr_jl_view){ &d->recipe, alat };
    kkr_page page;
    bool good = kkr_page_plan(recipe, d->width, natural_height(d), &page, err);
    d->height = page.height;
    double least = 12 * d->style.label;
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
