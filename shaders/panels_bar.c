// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/panels_private.h"

#include <math.h>

enum { MAX_TICKS = 128, GRADIENT_STOPS = 128 };

static void set_map(cairo_t *cr, const kkr_colormap *map, const kkr_rect *ramp)
{
    cairo_pattern_t *pattern =
        cairo_pattern_create_linear(0, ramp->y + ramp->height, 0, ramp->y);
    for (int k = 0; k <= GRADIENT_STOPS; k++) {
        double f = (double)k / GRADIENT_STOPS;
        kkr_rgb c = kkr_colormap_color(map, f);
        cairo_pattern_add_color_stop_rgb(pattern, f, c.r / 255., c.g / 255.,
                                         c.b / 255.);
    }
    cairo_set_source(cr, pattern);
    cairo_pattern_destroy(pattern);
}

/** The ramp with a pointed end where values lie beyond it. */
static void draw_ramp(cairo_t *cr, const kkr_panels_style *style,
                      const kkr_colormap *map, const kkr_rect *r, bool above,
                      bool below)
{
    cairo_move_to(cr, r->x, r->y);
    if (above)
        cairo_line_to(cr, r->x + r->width / 2, r->y - style->point);
    cairo_line_to(cr, r->x + r->width, r->y);
    cairo_line_to(cr, r->x + r->width, r->y + r->height);
    if (below)
        cairo_line_to(cr, r->x + r->width / 2, r->y + r->height + style->point);
    cairo_line_to(cr, r->x, r->y + r->height);
    cairo_close_path(cr);
    set_map(cr, map, r);
    cairo_fill_preserve(cr);
    kkr_plot_set_color(cr, style->plot.ink, 0.35);
    cairo_set_line_width(cr, style->plot.fine * 0.6);
    cairo_stroke(cr);
}

static double label_gap(const kkr_panels_style *style)
{
    return style->tick_length + 0.25 * style->plot.ticks;
}

/** Labels that would run into the panel are better written as powers of ten. */
static bool is_too_wide(cairo_t *cr, const kkr_panels_style *style,
                        const kkr_tick *ticks, int n, const kkr_rect *column,
                        double edge, bool left)
{
    double room = (left ? edge - column->x : column->x + column->width - edge) -
                  label_gap(style) - 0.1 * style->plot.ticks;
    for (int k = 0; k < n; k++) {
        kkr_plot_text text = { .markup = ticks[k].label, .size = style->plot.ticks };
        double width, height;
        kkr_plot_measure(cr, &style->plot, &text, &width, &height);
        if (ticks[k].major && width > room)
            return true;
    }
    return false;
}

/** Ticks are powers of ten in the unit that is shown. */
static int make_ticks(const kkr_panels *panels, const kkr_panels_style *style,
                      const kkr_rect *ramp, int quantity, kkr_tick *ticks)
{
    double factor = kkr_energy_unit_factor(panels->recipe.energy_unit);
    kkr_scale scale = panels->scale[quantity];
    scale.low *= factor;
    scale.limit *= factor;
    scale.linear_to *= factor;
    int room = (int)(ramp->height / (1.45 * style->plot.ticks)) + 1;
    return kkr_scale_ticks(&scale, style->n_ticks < room ? style->n_ticks : room, ticks,
                           MAX_TICKS);
}

static void draw_ticks(cairo_t *cr, const kkr_panels_style *style, const kkr_rect *ramp,
                       const kkr_tick *ticks, int n, bool left, bool powers)
{
    double edge = left ? ramp->x : ramp->x + ramp->width, out = left ? -1 : 1;
    cairo_set_line_width(cr, style->plot.fine);
    for (int k = 0; k < n; k++) {
        double y = ramp->y + ramp->height * (1 - ticks[k].position);
        double length = style->tick_length * (ticks[k].major ? 1 : 0.5);
        if (style->snap > 0) // a sharp line of one pixel
            y = (floor(y / style->snap) + 0.5) * style->snap;
        cairo_move_to(cr, edge, y);
        cairo_line_to(cr, edge + out * length, y);
        kkr_plot_set_color(cr, style->plot.ink, ticks[k].major ? 0.8 : 0.5);
        cairo_stroke(cr);
        if (!ticks[k].major)
            continue;
        kkr_plot_text text = { .markup = powers ? ticks[k].power : ticks[k].label,
                               .size = style->plot.ticks,
                               .color = style->plot.ink };
        kkr_plot_draw_text(cr, &style->plot, &text,
                           (left ? KKR_ANCHOR_RIGHT : KKR_ANCHOR_LEFT) |
                               KKR_ANCHOR_MIDDLE,
                           edge + out * label_gap(style), y);
    }
}

/**
 * Two dotted lines where the linear part ends, from `from` to `to` of the ramp's
 * width: the scales of both sides may differ.
 */
static void draw_linear_part(cairo_t *cr, const kkr_panels_style *style,
                             const kkr_scale *scale, const kkr_rect *ramp, double from,
                             double to)
{
    if (scale->kind != KKR_SCALE_SYMLOG && scale->kind != KKR_SCALE_ASINH)
        return;
    double dash = 1.5 * style->plot.fine;
    cairo_set_dash(cr, &dash, 1, 0);
    cairo_set_line_width(cr, style->plot.fine);
    kkr_plot_set_color(cr, style->plot.ink, 0.75);
    for (int sign = -1; sign <= 1; sign += 2) {
        double f = kkr_scale_position(scale, sign * scale->linear_to);
        double y = ramp->y + ramp->height * (1 - f);
        if (style->snap > 0)
            y = (floor(y / style->snap) + 0.5) * style->snap;
        cairo_move_to(cr, ramp->x + from * ramp->width, y);
        cairo_line_to(cr, ramp->x + to * ramp->width, y);
        cairo_stroke(cr);
    }
    cairo_set_dash(cr, NULL, 0, 0);
}

static double title_width(cairo_t *cr, const kkr_panels *panels,
                          const kkr_panels_style *style, kkr_quantity quantity)
{
    char title[160];
    double width, height;
    kkr_panels_title(&panels->recipe, quantity, title, sizeof title);
    kkr_plot_text text = { .markup = title, .size = style->plot.ticks };
    kkr_plot_measure(cr, &style->plot, &text, &width, &height);
    return width;
}

/** The quantities above their ticks, if all fit; beside a lone panel there is room. */
static void draw_heads(cairo_t *cr, const kkr_panels *panels,
                       const kkr_panels_layout *layout, const kkr_panels_style *style,
                       int bar)
{
    const kkr_rect *column = &layout->bar[bar], *ramp = &layout->ramp[bar];
    double end = column->x + column->width - 0.45 * style->plot.ticks;
    double right = ramp->x + ramp->width + label_gap(style);
    bool lone = layout->bar_quantity[bar][0] < 0;
    if (lone)
        right = fmin(
            right, end - title_width(cr, panels, style, layout->bar_quantity[bar][1]));
    else if (right + title_width(cr, panels, style, KKR_QUANTITY_ABS_DV) > end)
        return;
    for (int side = 1; side >= 0; side--) {
        int q = layout->bar_quantity[bar][side];
        if (q < 0 || panels->unknown[q] >= 1)
            continue;
        char head[160];
        kkr_panels_title(&panels->recipe, q, head, sizeof head);
        kkr_plot_text text = { .markup = head,
                               .size = style->plot.ticks,
                               .color = style->plot.ink };
        kkr_plot_draw_text(cr, &style->plot, &text,
                           KKR_ANCHOR_BASELINE |
                               (side ? KKR_ANCHOR_LEFT : KKR_ANCHOR_RIGHT),
                           side ? right : ramp->x - label_gap(style),
                           column->y - 0.3 * style->title_height);
    }
}

void kkr_panels_draw_bar(cairo_t *cr, const kkr_panels *panels,
                         const kkr_panels_layout *layout, const kkr_panels_style *style,
                         int bar)
{
    const kkr_rect *ramp = &layout->ramp[bar];
    int left = layout->bar_quantity[bar][0], right = layout->bar_quantity[bar][1];
    bool above = panels->above[right], below = panels->below[right];
    if (left >= 0) {
        above |= panels->above[left];
        below |= panels->below[left];
    }
    draw_ramp(cr, style, panels->map[right], ramp, above, below);
    if (left >= 0)
        draw_linear_part(cr, style, &panels->scale[left], ramp, 0, 0.5);
    draw_linear_part(cr, style, &panels->scale[right], ramp, left >= 0 ? 0.5 : 0, 1);
    kkr_tick ticks[2][MAX_TICKS];
    int n[2] = { 0 };
    bool powers = false;
    for (int side = 0; side < 2; side++) {
        int q = layout->bar_quantity[bar][side];
        if (q < 0 || panels->unknown[q] >= 1)
            continue; // no panel, or nothing in it
        n[side] = make_ticks(panels, style, ramp, q, ticks[side]);
        powers |= is_too_wide(cr, style, ticks[side], n[side], &layout->bar[bar],
                              side == 0 ? ramp->x : ramp->x + ramp->width, side == 0);
    }
    for (int side = 0; side < 2; side++)
        draw_ticks(cr, style, ramp, ticks[side], n[side], side == 0, powers);
    kkr_plot_text unit = {
        .markup = kkr_energy_unit_name(panels->recipe.energy_unit),
        .size = style->plot.ticks,
        .color = style->plot.dim,
    };
    kkr_plot_draw_text(cr, &style->plot, &unit, KKR_ANCHOR_CENTER | KKR_ANCHOR_BASELINE,
                       ramp->x + ramp->width / 2,
                       ramp->y - style->point - 0.45 * unit.size);
    if (style->heads)
        draw_heads(cr, panels, layout, style, bar);
}
