// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/chart.h"

#include <math.h>

enum { MAX_TICKS = 96 };

double kkr_chart_x(const kkr_chart *chart, double x)
{
    return chart->frame.x + chart->frame.width * kkr_scale_position(&chart->x, x);
}

double kkr_chart_y(const kkr_chart *chart, double y)
{
    return chart->frame.y +
           chart->frame.height * (1 - kkr_scale_position(&chart->y, y));
}

static void draw_text(cairo_t *cr, const kkr_chart *chart, const char *markup,
                      double size, kkr_rgb color, int anchor, double x, double y)
{
    kkr_plot_text text = { .markup = markup, .size = size, .color = color };
    kkr_plot_draw_text(cr, chart->style, &text, anchor, x, y);
}

/* Returns how far the numbers of an upright axis reach to its left. */
static double draw_ticks(cairo_t *cr, const kkr_chart *chart, bool upright)
{
    double reach = 0;
    const kkr_style *style = chart->style;
    const kkr_rect *f = &chart->frame;
    const double length = 0.35 * style->ticks;
    kkr_tick ticks[MAX_TICKS];
    int n =
        kkr_scale_ticks(upright ? &chart->y : &chart->x,
                        upright ? chart->y_ticks : chart->x_ticks, ticks, MAX_TICKS);
    kkr_rgb grid = kkr_rgb_mix(style->paper, style->ink, 0.09);
    cairo_set_line_width(cr, style->fine);
    for (int k = 0; k < n; k++) {
        double x = f->x + f->width * ticks[k].position;
        double y = f->y + f->height * (1 - ticks[k].position);
        if (ticks[k].major) {
            cairo_move_to(cr, upright ? f->x : x, upright ? y : f->y);
            cairo_line_to(cr, upright ? f->x + f->width : x,
                          upright ? y : f->y + f->height);
            kkr_plot_set_color(cr, grid, 1);
            cairo_stroke(cr);
        }
        double part = ticks[k].major ? length : 0.55 * length;
        cairo_move_to(cr, upright ? f->x : x, upright ? y : f->y + f->height);
        cairo_rel_line_to(cr, upright ? -part : 0, upright ? 0 : part);
        kkr_plot_set_color(cr, style->ink, 0.7);
        cairo_stroke(cr);
        if (!ticks[k].major)
            continue;
        kkr_plot_text text = { .markup = ticks[k].power, .size = style->ticks };
        double width, height;
        kkr_plot_measure(cr, style, &text, &width, &height);
        reach = fmax(reach, width + 1.6 * length);
        if (upright)
            draw_text(cr, chart, ticks[k].power, style->ticks, style->ink,
                      KKR_ANCHOR_RIGHT | KKR_ANCHOR_MIDDLE, f->x - 1.6 * length, y);
        else
            draw_text(cr, chart, ticks[k].label, style->ticks, style->ink,
                      KKR_ANCHOR_CENTER | KKR_ANCHOR_BASELINE, x,
                      f->y + f->height + length + 1.1 * style->ticks);
    }
    return reach;
}

void kkr_chart_draw(cairo_t *cr, const kkr_chart *chart)
{
    const kkr_style *style = chart->style;
    const kkr_rect *f = &chart->frame;
    cairo_save(cr);
    draw_ticks(cr, chart, false);
    double reach = draw_ticks(cr, chart, true);
    cairo_rectangle(cr, f->x, f->y, f->width, f->height);
    kkr_plot_set_color(cr, style->ink, 0.7);
    cairo_set_line_width(cr, style->fine);
    cairo_stroke(cr);
    double em = style->ticks;
    if (chart->x_title)
        draw_text(cr, chart, chart->x_title, em, style->dim,
                  KKR_ANCHOR_CENTER | KKR_ANCHOR_BASELINE, f->x + f->width / 2,
                  f->y + f->height + 2.75 * em);
    if (chart->y_title) {
        cairo_translate(cr, f->x - fmax(3.4 * em, reach + 0.8 * em),
                        f->y + f->height / 2);
        cairo_rotate(cr, -M_PI / 2);
        draw_text(cr, chart, chart->y_title, em, style->dim,
                  KKR_ANCHOR_CENTER | KKR_ANCHOR_MIDDLE, 0, 0);
    }
    cairo_restore(cr);
}

static void clip(cairo_t *cr, const kkr_rect *f)
{
    cairo_rectangle(cr, f->x, f->y, f->width, f->height);
    cairo_clip(cr);
}

void kkr_chart_curve(cairo_t *cr, const kkr_chart *chart, const double *x,
                     const double *y, int n, kkr_rgb color, double width)
{
    cairo_save(cr);
    clip(cr, &chart->frame);
    cairo_new_path(cr);
    bool broken = true;
    for (int i = 0; i < n; i++) {
        double px = kkr_chart_x(chart, x[i]), py = kkr_chart_y(chart, y[i]);
        if (!isfinite(px) || !isfinite(py)) {
            broken = true;
            continue;
        }
        if (broken)
            cairo_move_to(cr, px, py);
        else
            cairo_line_to(cr, px, py);
        broken = false;
    }
    kkr_plot_set_color(cr, color, 1);
    cairo_set_line_width(cr, width);
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
    cairo_stroke(cr);
    cairo_restore(cr);
}

void kkr_chart_dots(cairo_t *cr, const kkr_chart *chart, const double *x,
                    const double *y, int n, kkr_rgb color, double radius)
{
    const kkr_rect *f = &chart->frame;
    kkr_plot_set_color(cr, color, 1);
    for (int i = 0; i < n; i++) {
        double px = kkr_chart_x(chart, x[i]), py = kkr_chart_y(chart, y[i]);
        if (!(px >= f->x && px <= f->x + f->width && py >= f->y &&
              py <= f->y + f->height))
            continue;
        cairo_new_sub_path(cr);
        cairo_arc(cr, px, py, radius, 0, 2 * M_PI);
        cairo_fill(cr);
    }
}

void kkr_chart_vertical(cairo_t *cr, const kkr_chart *chart, double x, const char *name)
{
    const kkr_style *style = chart->style;
    const kkr_rect *f = &chart->frame;
    double position = kkr_scale_position(&chart->x, x);
    if (!(position > 0 && position < 1))
        return;
    double dash[] = { 3 * style->fine, 3 * style->fine };
    double at = f->x + f->width * position;
    cairo_save(cr);
    cairo_set_dash(cr, dash, 2, 0);
    cairo_move_to(cr, at, f->y);
    cairo_rel_line_to(cr, 0, f->height);
    kkr_plot_set_color(cr, style->ink, 0.55);
    cairo_set_line_width(cr, style->fine);
    cairo_stroke(cr);
    cairo_restore(cr);
    if (name)
        draw_text(cr, chart, name, style->ticks, style->dim,
                  KKR_ANCHOR_LEFT | KKR_ANCHOR_BASELINE, at + 0.3 * style->ticks,
                  f->y + 1.2 * style->ticks);
}

kkr_scale kkr_chart_log_scale(const double *values, int n)
{
    double low = INFINITY, high = 0;
    for (int i = 0; i < n; i++)
        if (isfinite(values[i]) && values[i] > 0) {
            low = fmin(low, values[i]);
            high = fmax(high, values[i]);
        }
    if (!(high > 0))
        low = high = 1;
    low = pow(10, floor(log10(low) + 1e-9));
    high = pow(10, ceil(log10(high) - 1e-9));
    return (kkr_scale){ .kind = KKR_SCALE_LOG,
                        .low = low,
                        .limit = high > low ? high : 10 * low };
}
