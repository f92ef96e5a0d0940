// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/jl_plot_private.h"

#include <math.h>
#include <stdio.h>

enum { MAX_TICKS = 96 };

static const kkr_rgb orange = { 0xc4, 0x5a, 0x0a }, pale_orange = { 0xf0, 0x9a, 0x4a };

kkr_jl_style kkr_jl_style_screen(bool dark)
{
    return (kkr_jl_style){
        .plot = kkr_style_screen(dark),
        .title = 13,
        .label = 11.5,
        .head = 24,
        .tick_room = 44,
        .axis_room = 38,
        .bar_room = 34,
        .gap = 22,
        .margin = 14,
        .tick_length = 4,
        .curve = 1.3,
        .cell = 0.8,
        .impurity = 1.6,
        .atom = 2.4,
        .pick = dark ? pale_orange : orange,
        .snap = 1,
        .labels = true,
    };
}

kkr_jl_style kkr_jl_style_page(kkr_profile profile, bool dark)
{
    kkr_jl_style style = {
        .plot = kkr_style_page(dark, 7),
        .title = 8,
        .label = 6.5,
        .head = 15,
        .tick_room = 24,
        .axis_room = 22,
        .bar_room = 20,
        .gap = 12,
        .margin = 0.8,
        .tick_length = 2.2,
        .curve = 0.8,
        .cell = 0.4,
        .impurity = 1,
        .atom = 1.3,
        .pick = dark ? pale_orange : orange,
        .labels = true,
    };
    if (profile == KKR_PROFILE_JOURNAL_1COL) {
        style.title = 7.5;
        style.label = 6;
        style.gap = 8;
        style.tick_room = 21;
    } else if (profile == KKR_PROFILE_BEAMER) {
        style.title = 8.5;
        style.label = 6;
        style.gap = 7;
        style.tick_room = 20;
    } else if (profile == KKR_PROFILE_SLIDE) {
        style = (kkr_jl_style){
            .plot = kkr_style_page(dark, 16),
            .title = 19,
            .label = 15,
            .head = 36,
            .tick_room = 56,
            .axis_room = 52,
            .bar_room = 46,
            .gap = 28,
            .margin = 12,
            .tick_length = 5,
            .curve = 1.8,
            .cell = 1,
            .impurity = 2.2,
            .atom = 3,
            .pick = dark ? pale_orange : orange,
            .labels = true,
        };
        style.plot.fine = 1;
    }
    return style;
}

double kkr_jl_sharp(const kkr_jl_style *style, double x)
{
    return style->snap > 0 ? (floor(x / style->snap) + 0.5) * style->snap : x;
}

kkr_rgb kkr_jl_curve_color(const kkr_jl_style *style, int i, int n)
{
    const kkr_colormap *map = kkr_colormap_get("sequential", style->plot.dark);
    double low = style->plot.dark ? 0.42 : 0.32;
    return kkr_colormap_color(map, low + (0.96 - low) * (n > 1 ? i / (n - 1.) : 1));
}

kkr_rgb kkr_jl_species_color(int species)
{
    // M. Okabe and K. Ito, Color Universal Design (2008), without black and yellow
    static const kkr_rgb colors[] = { { 0, 114, 178 },  { 213, 94, 0 },
                                      { 0, 158, 115 },  { 204, 121, 167 },
                                      { 86, 180, 233 }, { 230, 159, 0 } };
    return colors[species % (int)(sizeof colors / sizeof *colors)];
}

void kkr_jl_write(cairo_t *cr, const kkr_jl_style *style, const char *markup,
                  kkr_rgb color, int anchor, double x, double y)
{
    kkr_plot_text text = { .markup = markup, .size = style->label, .color = color };
    kkr_plot_draw_text(cr, &style->plot, &text, anchor, x, y);
}

void kkr_jl_draw_heading(cairo_t *cr, const kkr_jl_style *style, const kkr_rect *area,
                         const char *name, const char *rest)
{
    double y = area->y + style->title * 1.05, width, height;
    kkr_plot_text text = {
        .markup = name, .size = style->title, .bold = true, .color = style->plot.ink
    };
    kkr_plot_draw_text(cr, &style->plot, &text, KKR_ANCHOR_LEFT | KKR_ANCHOR_BASELINE,
                       area->x, y);
    kkr_plot_measure(cr, &style->plot, &text, &width, &height);
    if (!rest)
        return;
    double x = area->x + width + 0.8 * style->title;
    kkr_plot_text more = { .markup = rest, .size = style->label };
    kkr_plot_measure(cr, &style->plot, &more, &width, &height);
    if (x + width <= area->x + area->width) // else the name has to do
        kkr_jl_write(cr, style, rest, style->plot.dim,
                     KKR_ANCHOR_LEFT | KKR_ANCHOR_BASELINE, x, y);
}

jl_axes kkr_jl_axes(const kkr_jl_style *style, const kkr_rect *area, double x_low,
                    double x_high, double y_low, double y_high)
{
    return (jl_axes){
        .box = { area->x + style->tick_room, area->y + style->head,
                 area->width - style->tick_room,
                 area->height - style->head - style->axis_room },
        .x = { .low = x_low, .limit = x_high },
        .y = { .low = y_low, .limit = y_high },
    };
}

double kkr_jl_page_x(const jl_axes *axes, double x)
{
    return axes->box.x + axes->box.width * kkr_scale_position(&axes->x, x);
}

double kkr_jl_page_y(const jl_axes *axes, double y)
{
    return axes->box.y + axes->box.height * (1 - kkr_scale_position(&axes->y, y));
}

double kkr_jl_value_x(const kkr_chart_axes *axes, double x)
{
    return kkr_scale_value(&axes->x, (x - axes->box.x) / axes->box.width);
}

double kkr_jl_value_y(const kkr_chart_axes *axes, double y)
{
    return kkr_scale_value(&axes->y, 1 - (y - axes->box.y) / axes->box.height);
}

static void draw_number(cairo_t *cr, const kkr_jl_style *style, const char *label,
                        int anchor, double x, double y)
{
    kkr_plot_text text = { .markup = label,
                           .size = style->plot.ticks,
                           .color = style->plot.ink };
    kkr_plot_draw_text(cr, &style->plot, &text, anchor, x, y);
}

void kkr_jl_draw_x_axis(cairo_t *cr, const kkr_jl_style *style, const jl_axes *axes,
                        const char *title)
{
    const kkr_rect *box = &axes->box;
    double bottom = kkr_jl_sharp(style, box->y + box->height);
    kkr_tick ticks[MAX_TICKS];
    int wanted = (int)fmin(box->width / (4.5 * style->plot.ticks), 10);
    int n = kkr_scale_ticks(&axes->x, wanted > 2 ? wanted : 2, ticks, MAX_TICKS);
    cairo_set_line_width(cr, style->plot.fine);
    kkr_plot_set_color(cr, style->plot.ink, 0.8);
    cairo_move_to(cr, box->x, bottom);
    cairo_line_to(cr, box->x + box->width, bottom);
    cairo_stroke(cr);
    for (int k = 0; k < n; k++) {
        double x = kkr_jl_sharp(style, kkr_jl_page_x(axes, ticks[k].value));
        if (!ticks[k].major || x < box->x - 1 || x > box->x + box->width + 1)
            continue;
        cairo_move_to(cr, x, bottom);
        cairo_line_to(cr, x, bottom + style->tick_length);
        kkr_plot_set_color(cr, style->plot.ink, 0.8);
        cairo_stroke(cr);
        draw_number(cr, style, ticks[k].label, KKR_ANCHOR_CENTER | KKR_ANCHOR_BASELINE,
                    x, bottom + style->tick_length + 1.05 * style->plot.ticks);
    }
    if (title)
        kkr_jl_write(cr, style, title, style->plot.dim,
                     KKR_ANCHOR_CENTER | KKR_ANCHOR_BASELINE, box->x + box->width / 2,
                     bottom + style->tick_length + 2.35 * style->plot.ticks);
}

void kkr_jl_draw_y_axis(cairo_t *cr, const kkr_jl_style *style, const jl_axes *axes,
                        const char *title)
{
    const kkr_rect *box = &axes->box;
    kkr_rgb grid = kkr_rgb_mix(style->plot.paper, style->plot.ink, 0.10);
    kkr_tick ticks[MAX_TICKS];
    int wanted = (int)fmin(box->height / (2.6 * style->plot.ticks), 8);
    int n = kkr_scale_ticks(&axes->y, wanted > 2 ? wanted : 2, ticks, MAX_TICKS);
    for (int k = 0; k < n; k++) {
        double y = kkr_jl_sharp(style, kkr_jl_page_y(axes, ticks[k].value));
        if (!ticks[k].major || y < box->y - 1 || y > box->y + box->height + 1)
            continue;
        bool zero = ticks[k].value == 0;
        cairo_move_to(cr, box->x, y);
        cairo_line_to(cr, box->x + box->width, y);
        kkr_plot_set_color(cr, zero ? style->plot.ink : grid, zero ? 0.4 : 1);
        cairo_set_line_width(cr, 0.8 * style->plot.fine);
        cairo_stroke(cr);
        draw_number(cr, style, ticks[k].label, KKR_ANCHOR_RIGHT | KKR_ANCHOR_MIDDLE,
                    box->x - 1.6 * style->tick_length, y);
    }
    if (!title)
        return;
    cairo_save(cr);
    cairo_translate(cr, box->x - style->tick_room + 0.5 * style->label,
                    box->y + box->height / 2);
    cairo_rotate(cr, -M_PI / 2);
    kkr_jl_write(cr, style, title, style->plot.dim,
                 KKR_ANCHOR_CENTER | KKR_ANCHOR_MIDDLE, 0, 0);
    cairo_restore(cr);
}

void kkr_jl_draw_axes(cairo_t *cr, const kkr_jl_style *style, const jl_axes *axes,
                      const char *x_title, const char *y_title)
{
    kkr_jl_draw_y_axis(cr, style, axes, y_title);
    kkr_jl_draw_x_axis(cr, style, axes, x_title);
}

void kkr_jl_draw_ramp(cairo_t *cr, const kkr_jl_style *style, const kkr_rect *box,
                      const kkr_colormap *map, double low, double high)
{
    const kkr_scale scale = { .low = low, .limit = high };
    kkr_jl_draw_scale(cr, style, box, map, &scale);
}

void kkr_jl_draw_scale(cairo_t *cr, const kkr_jl_style *style, const kkr_rect *box,
                       const kkr_colormap *map, const kkr_scale *scale)
{
    cairo_pattern_t *ramp =
        cairo_pattern_create_linear(box->x, 0, box->x + box->width, 0);
    for (int k = 0; k <= 64; k++) {
        kkr_rgb c = kkr_colormap_color(map, k / 64.);
        cairo_pattern_add_color_stop_rgb(ramp, k / 64., c.r / 255., c.g / 255.,
                                         c.b / 255.);
    }
    cairo_rectangle(cr, box->x, box->y, box->width, box->height);
    cairo_set_source(cr, ramp);
    cairo_fill_preserve(cr);
    cairo_pattern_destroy(ramp);
    kkr_plot_set_color(cr, style->plot.line, 0.6);
    cairo_set_line_width(cr, 0.6 * style->plot.fine);
    cairo_stroke(cr);
    double low = scale->low, high = scale->limit;
    bool linear = scale->kind == KKR_SCALE_LINEAR;
    kkr_tick ticks[MAX_TICKS];
    int wanted = (int)fmin(box->width / ((linear ? 3 : 4) * style->plot.ticks), 7);
    int n = kkr_scale_ticks(scale, wanted > 2 ? wanted : 2, ticks, MAX_TICKS),
        shown = 0;
    for (int k = 0; k < n; k++)
        shown += ticks[k].major && fabs(ticks[k].position - 0.5) <= 0.5 + 1e-9;
    if (shown < 3 &&
        linear) { // too little room for round numbers: the ends and the middle
        n = 3;
        for (int k = 0; k < n; k++) {
            ticks[k] = (kkr_tick){ .position = 0.5 * k, .major = true };
            kkr_format_number(low + 0.5 * k * (high - low), 2, ticks[k].label,
                              sizeof ticks[k].label);
        }
    }
    for (int k = 0; k < n; k++) {
        double x = box->x + box->width * ticks[k].position;
        if (!ticks[k].major || fabs(ticks[k].position - 0.5) > 0.5 + 1e-9)
            continue;
        cairo_move_to(cr, x, box->y + box->height);
        cairo_line_to(cr, x, box->y + box->height + 0.8 * style->tick_length);
        kkr_plot_set_color(cr, style->plot.ink, 0.8);
        cairo_stroke(cr);
        draw_number(
            cr, style, ticks[k].label, KKR_ANCHOR_CENTER | KKR_ANCHOR_BASELINE, x,
            box->y + box->height + style->tick_length + 1.05 * style->plot.ticks);
    }
}

cairo_surface_t *kkr_jl_image(const float *values, int width, int height,
                              const kkr_colormap *map, double low, double high,
                              kkr_rgb unknown)
{
    cairo_surface_t *surface =
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);
    if (cairo_surface_status(surface) != CAIRO_STATUS_SUCCESS)
        return surface;
    cairo_surface_flush(surface);
    unsigned char *data = cairo_image_surface_get_data(surface);
    int stride = cairo_image_surface_get_stride(surface);
    double over = high > low ? 1 / (high - low) : 0;
    for (int j = 0; j < height; j++) {
        unsigned *row =
            (unsigned *)(void *)(data + (size_t)(height - 1 - j) * (size_t)stride);
        for (int i = 0; i < width; i++) {
            float v = values[(size_t)j * (size_t)width + (size_t)i];
            kkr_rgb c =
                isfinite(v) ? kkr_colormap_color(map, (v - low) * over) : unknown;
            row[i] = (unsigned)c.r << 16 | (unsigned)c.g << 8 | c.b;
        }
    }
    cairo_surface_mark_dirty(surface);
    return surface;
}

void kkr_jl_paint(cairo_t *cr, cairo_surface_t *image, const kkr_rect *box, bool smooth)
{
    cairo_save(cr);
    cairo_rectangle(cr, box->x, box->y, box->width, box->height);
    cairo_clip(cr);
    cairo_translate(cr, box->x, box->y);
    cairo_scale(cr, box->width / cairo_image_surface_get_width(image),
                box->height / cairo_image_surface_get_height(image));
    cairo_set_source_surface(cr, image, 0, 0);
    cairo_pattern_set_filter(cairo_get_source(cr),
                             smooth ? CAIRO_FILTER_GOOD : CAIRO_FILTER_NEAREST);
    cairo_pattern_set_extend(cairo_get_source(cr), CAIRO_EXTEND_PAD);
    cairo_paint(cr);
    cairo_restore(cr);
}
