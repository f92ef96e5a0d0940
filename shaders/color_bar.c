// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/color_bar.h"

enum { MAX_TICKS = 128, GRADIENT_STOPS = 128 };

void kkr_color_bar_draw(cairo_t *cr, const kkr_style *style, const kkr_rect *area,
                        const kkr_color_bar *bar)
{
    cairo_save(cr);
    cairo_pattern_t *ramp =
        cairo_pattern_create_linear(0, area->y + area->height, 0, area->y);
    for (int k = 0; k <= GRADIENT_STOPS; k++) {
        double f = (double)k / GRADIENT_STOPS;
        kkr_rgb c = kkr_colormap_color(bar->map, f);
        cairo_pattern_add_color_stop_rgb(ramp, f, c.r / 255., c.g / 255., c.b / 255.);
    }
    cairo_rectangle(cr, area->x, area->y, area->width, area->height);
    cairo_set_source(cr, ramp);
    cairo_pattern_destroy(ramp);
    cairo_fill_preserve(cr);
    kkr_plot_set_color(cr, style->ink, 0.35);
    cairo_set_line_width(cr, 0.6 * style->fine);
    cairo_stroke(cr);
    kkr_tick ticks[MAX_TICKS];
    int n = kkr_scale_ticks(&bar->scale, bar->n_ticks, ticks, MAX_TICKS);
    double edge = area->x + area->width, length = 0.35 * style->ticks;
    cairo_set_line_width(cr, style->fine);
    for (int k = 0; k < n; k++) {
        double y = area->y + area->height * (1 - ticks[k].position);
        cairo_move_to(cr, edge, y);
        cairo_rel_line_to(cr, ticks[k].major ? length : 0.5 * length, 0);
        kkr_plot_set_color(cr, style->ink, ticks[k].major ? 0.8 : 0.5);
        cairo_stroke(cr);
        kkr_plot_text text = { .markup = ticks[k].label,
                               .size = style->ticks,
                               .color = style->ink };
        if (ticks[k].major)
            kkr_plot_draw_text(cr, style, &text, KKR_ANCHOR_LEFT | KKR_ANCHOR_MIDDLE,
                               edge + 1.6 * length, y);
    }
    if (bar->title) {
        kkr_plot_text title = { .markup = bar->title,
                                .size = style->ticks,
                                .color = style->ink };
        kkr_plot_draw_text(cr, style, &title, KKR_ANCHOR_LEFT | KKR_ANCHOR_BASELINE,
                           area->x, area->y - 1.0 * style->ticks);
    }
    cairo_restore(cr);
}
