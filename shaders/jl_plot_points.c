// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/jl_plot_private.h"

#include <math.h>
#include <stdio.h>

void kkr_jl_draw_shares(cairo_t *cr, const kkr_jl_picture *p, const kkr_jl_style *style,
                        const kkr_rect *area)
{
    static const kkr_rgb primaries[] = { { 214, 62, 62 },
                                         { 60, 158, 76 },
                                         { 64, 98, 206 } };
    double em = style->label, row = 1.7 * em, left = 2.6 * em, right = 4.2 * em;
    double sum = 0;
    char text[80];
    for (int i = 0; i < p->pca->n_components; i++)
        sum += p->pca->share[i];
    snprintf(text, sizeof text, "%.1f %% of what %d active features do", 100 * sum,
             p->n_active);
    kkr_jl_draw_heading(cr, style, area, "Explained", text);
    for (int i = 0; i < p->pca->n_components; i++) {
        double y = area->y + style->head + i * row, full = area->width - left - right;
        snprintf(text, sizeof text, "PC %d", i + 1);
        kkr_jl_write(cr, style, text, style->plot.ink,
                     KKR_ANCHOR_LEFT | KKR_ANCHOR_MIDDLE, area->x, y + row / 2);
        cairo_rectangle(cr, area->x + left, y + 0.25 * row, full, 0.5 * row);
        kkr_plot_set_color(cr, style->plot.unknown, 1);
        cairo_fill(cr);
        cairo_rectangle(cr, area->x + left, y + 0.25 * row, full * p->pca->share[i],
                        0.5 * row);
        kkr_plot_set_color(cr, primaries[i % 3], 1);
        cairo_fill(cr);
        snprintf(text, sizeof text, "%.1f %%", 100 * p->pca->share[i]);
        kkr_jl_write(cr, style, text, style->plot.ink,
                     KKR_ANCHOR_RIGHT | KKR_ANCHOR_MIDDLE, area->x + area->width,
                     y + row / 2);
    }
}

/** A little beyond the extremes. */
static void widen(double *low, double *high)
{
    double room = 0.06 * (*high - *low) + 1e-9;
    *low -= room;
    *high += room;
}

void kkr_jl_scatter_axes(const kkr_jl_picture *p, const kkr_jl_style *style,
                         const kkr_rect *area, kkr_chart_axes *axes)
{
    double low[2] = { INFINITY, INFINITY }, high[2] = { -INFINITY, -INFINITY };
    for (size_t i = 0; i < p->map->n_sample; i++)
        for (int k = 0; k < 2; k++) {
            double s = p->scores[i * KKR_JL_COMPONENTS + (size_t)k];
            low[k] = fmin(low[k], s);
            high[k] = fmax(high[k], s);
        }
    widen(&low[0], &high[0]);
    widen(&low[1], &high[1]);
    kkr_rect chart = *area;
    chart.height -= style->bar_room;
    *axes = kkr_jl_axes(style, &chart, low[0], high[0], low[1], high[1]);
}

void kkr_jl_draw_scatter(cairo_t *cr, const kkr_jl_picture *p, const kkr_jl_view *view,
                         const kkr_jl_style *style, const kkr_rect *area)
{
    double far = 0;
    double per = kkr_length_unit_factor(view->recipe->length_unit, view->alat);
    const kkr_colormap *map = kkr_colormap_get("sequential", style->plot.dark);
    // the middle of the plane's pixels, which is where the impurity is unless moved
    kkr_vec3 center = { 0, 0, 0 };
    for (size_t i = 0; i < p->map->n_sample; i++)
        far = fmax(far, kkr_vec3_length(kkr_vec3_sub(p->map->sample[i], center)));
    jl_axes axes;
    kkr_jl_scatter_axes(p, style, area, &axes);
    kkr_jl_draw_heading(cr, style, area, "Points", "by distance from the origin");
    kkr_jl_draw_axes(cr, style, &axes, "PC 1", "PC 2");
    double r = fmax(0.35 * style->atom, 0.4);
    for (size_t i = 0; i < p->map->n_sample; i++) {
        const double *s = p->scores + i * KKR_JL_COMPONENTS;
        double d = kkr_vec3_length(kkr_vec3_sub(p->map->sample[i], center));
        cairo_new_sub_path(cr);
        cairo_arc(cr, kkr_jl_page_x(&axes, s[0]), kkr_jl_page_y(&axes, s[1]), r, 0,
                  2 * M_PI);
        // near points dark: they are few
        kkr_plot_set_color(cr, kkr_colormap_color(map, 0.95 - 0.75 * d / far), 0.85);
        cairo_fill(cr);
    }
    kkr_rect ramp = { axes.box.x,
                      area->y + area->height - style->bar_room + 1.3 * style->label,
                      0.5 * axes.box.width, 0.8 * style->label };
    cairo_pattern_t *pattern =
        cairo_pattern_create_linear(ramp.x, 0, ramp.x + ramp.width, 0);
    for (int k = 0; k <= 32; k++) {
        kkr_rgb c = kkr_colormap_color(map, 0.95 - 0.75 * k / 32.);
        cairo_pattern_add_color_stop_rgb(pattern, k / 32., c.r / 255., c.g / 255.,
                                         c.b / 255.);
    }
    cairo_rectangle(cr, ramp.x, ramp.y, ramp.width, ramp.height);
    cairo_set_source(cr, pattern);
    cairo_fill(cr);
    cairo_pattern_destroy(pattern);
    char text[64], number[32];
    kkr_format_number(far * per, 2, number, sizeof number);
    snprintf(text, sizeof text, "%s %s", number,
             kkr_length_unit_name(view->recipe->length_unit));
    kkr_jl_write(cr, style, "0", style->plot.dim, KKR_ANCHOR_RIGHT | KKR_ANCHOR_MIDDLE,
                 ramp.x - 0.5 * style->label, ramp.y + ramp.height / 2);
    kkr_jl_write(cr, style, text, style->plot.dim, KKR_ANCHOR_LEFT | KKR_ANCHOR_MIDDLE,
                 ramp.x + ramp.width + 0.5 * style->label, ramp.y + ramp.height / 2);
}
