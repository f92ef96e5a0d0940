// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/shape_plot_private.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static double sharp(const kkr_shape_style *style, double x)
{
    return style->snap > 0 ? (floor(x / style->snap) + 0.5) * style->snap : x;
}

// ---- words ----------------------------------------------------------------------

/** With a rim of paper, where it stands among curves. */
static void write_above(cairo_t *cr, const kkr_shape_style *style, const char *markup,
                        kkr_rgb color, int anchor, double x, double y)
{
    kkr_plot_text text = { .markup = markup,
                           .size = style->label,
                           .color = color,
                           .halo = 0.3 * style->label,
                           .halo_color = style->plot.paper };
    kkr_plot_draw_text(cr, &style->plot, &text, anchor, x, y);
}

static void write_text(cairo_t *cr, const kkr_shape_style *style, const char *markup,
                       kkr_rgb color, int anchor, double x, double y)
{
    kkr_plot_text text = { .markup = markup, .size = style->label, .color = color };
    kkr_plot_draw_text(cr, &style->plot, &text, anchor, x, y);
}

static double width_of(cairo_t *cr, const kkr_shape_style *style, const char *markup)
{
    kkr_plot_text text = { .markup = markup, .size = style->label };
    double width, height;
    kkr_plot_measure(cr, &style->plot, &text, &width, &height);
    return width;
}

/** Upwards at the left of the numbers. */
static void write_side(cairo_t *cr, const kkr_shape_style *style, const kkr_rect *panel,
                       const char *markup)
{
    cairo_save(cr);
    cairo_translate(cr, panel->x - style->tick_room + 0.4 * style->label,
                    panel->y + panel->height / 2);
    cairo_rotate(cr, -M_PI / 2);
    write_text(cr, style, markup, style->plot.dim,
               KKR_ANCHOR_CENTER | KKR_ANCHOR_MIDDLE, 0, 0);
    cairo_restore(cr);
}

// ---- axes -----------------------------------------------------------------------

static void draw_y_axis(cairo_t *cr, const kkr_shape_plot *plot,
                        const kkr_shape_style *style, const kkr_rect *panel)
{
    kkr_tick ticks[SHAPE_MAX_TICKS];
    int wanted = (int)(panel->height / (2.6 * style->plot.ticks));
    int n =
        kkr_scale_ticks(&plot->y, wanted < 12 ? wanted : 12, ticks, SHAPE_MAX_TICKS);
    kkr_rgb grid = kkr_rgb_mix(style->plot.paper, style->plot.ink, 0.10);
    for (int k = 0; k < n; k++) {
        double y = sharp(style, panel->y + panel->height * (1 - ticks[k].position));
        if (!ticks[k].major)
            continue;
        cairo_move_to(cr, panel->x, y);
        cairo_line_to(cr, panel->x + panel->width, y);
        bool zero = ticks[k].value == 0;
        kkr_plot_set_color(cr, zero ? style->plot.ink : grid, zero ? 0.45 : 1);
        cairo_set_line_width(cr, 0.7 * style->plot.fine);
        cairo_stroke(cr);
        kkr_plot_text text = { .markup = ticks[k].label,
                               .size = style->plot.ticks,
                               .color = style->plot.ink };
        kkr_plot_draw_text(cr, &style->plot, &text,
                           KKR_ANCHOR_RIGHT | KKR_ANCHOR_MIDDLE,
                           panel->x - 1.6 * style->tick_length, y);
    }
}

static void draw_x_axis(cairo_t *cr, const kkr_shape_plot *plot,
                        const kkr_shape_style *style, const kkr_rect *panel,
                        const char *title)
{
    double bottom = sharp(style, panel->y + panel->height);
    kkr_tick ticks[SHAPE_MAX_TICKS];
    int wanted = (int)(panel->width / (3.4 * style->plot.ticks));
    int n =
        kkr_scale_ticks(&plot->x, wanted < 12 ? wanted : 12, ticks, SHAPE_MAX_TICKS);
    kkr_plot_set_color(cr, style->plot.ink, 0.8);
    cairo_set_line_width(cr, style->plot.fine);
    cairo_move_to(cr, panel->x, bottom);
    cairo_line_to(cr, panel->x + panel->width, bottom);
    cairo_stroke(cr);
    for (int k = 0; k < n; k++) {
        if (!ticks[k].major)
            continue;
        double x = sharp(style, panel->x + panel->width * ticks[k].position);
        cairo_move_to(cr, x, bottom);
        cairo_line_to(cr, x, bottom + style->tick_length);
        kkr_plot_set_color(cr, style->plot.ink, 0.8);
        cairo_stroke(cr);
        kkr_plot_text text = { .markup = ticks[k].label,
                               .size = style->plot.ticks,
                               .color = style->plot.ink };
        kkr_plot_draw_text(cr, &style->plot, &text,
                           KKR_ANCHOR_CENTER | KKR_ANCHOR_BASELINE, x,
                           bottom + style->tick_length + 1.05 * text.size);
    }
    write_text(cr, style, title, style->plot.dim,
               KKR_ANCHOR_CENTER | KKR_ANCHOR_BASELINE, panel->x + panel->width / 2,
               bottom + style->tick_length + 2.45 * style->label);
}

static void draw_vertical(cairo_t *cr, const kkr_shape_style *style,
                          const kkr_rect *panel, double x, double from, double on,
                          double off, kkr_rgb color, double alpha, double width)
{
    double dash[] = { on, off };
    cairo_set_dash(cr, dash, on > 0 ? 2 : 0, 0);
    cairo_move_to(cr, sharp(style, x), from);
    cairo_line_to(cr, sharp(style, x), panel->y + panel->height);
    kkr_plot_set_color(cr, color, alpha);
    cairo_set_line_width(cr, width);
    cairo_stroke(cr);
    cairo_set_dash(cr, NULL, 0, 0);
}

/** Dashed lines; numbers above them as far as they fit, the first and last always. */
static void draw_critical(cairo_t *cr, const kkr_shape_plot *plot,
                          const kkr_shape_style *style, const kkr_rect *panel)
{
    const kkr_shape_curves *c = plot->curves;
    double line = panel->y - 0.75 * style->label, fine = style->plot.fine;
    double last = panel->x + panel->width * kkr_scale_position(&plot->x, c->r_out);
    double free_from = -INFINITY, gap = 0.6 * style->label;
    for (int k = 0; k < c->n_critical; k++) {
        double x = kkr_shape_page_x(plot, panel, c->critical[k]);
        bool ends = k == 0 || k == c->n_critical - 1;
        char number[24];
        snprintf(number, sizeof number, "%.3f", c->critical[k]);
        double half = width_of(cr, style, number) / 2;
        bool fits = x - half > free_from && (ends || x + half + gap < last - half);
        draw_vertical(cr, style, panel, x, fits ? line + 2 * fine : panel->y, 3 * fine,
                      3 * fine, style->plot.ink,
                      ends   ? 0.6
                      : fits ? 0.45
                             : 0.25,
                      fine);
        if (!fits && !ends)
            continue;
        write_text(cr, style, number, style->plot.dim,
                   KKR_ANCHOR_CENTER | KKR_ANCHOR_BASELINE, x, line);
        free_from = x + half + gap;
    }
    write_text(cr, style, "critical radii (bohr)", style->plot.dim,
               KKR_ANCHOR_LEFT | KKR_ANCHOR_BASELINE, panel->x,
               line - 1.7 * style->label);
    if (plot->view.r_mt > c->r[0] - 1e-9) { // below its line, where it is always free
        double x = kkr_shape_page_x(plot, panel, plot->view.r_mt);
        draw_vertical(cr, style, panel, x, panel->y, fine, 2 * fine, style->plot.ink,
                      0.8, fine);
        double w = width_of(cr, style, "<i>r</i><sub>MT</sub>");
        bool right = x + w + 4 * fine < kkr_shape_page_x(plot, panel, c->critical[0]);
        write_text(cr, style, "<i>r</i><sub>MT</sub>", style->plot.dim,
                   (right ? KKR_ANCHOR_LEFT : KKR_ANCHOR_RIGHT) | KKR_ANCHOR_BASELINE,
                   x + (right ? 3 : -3) * fine,
                   panel->y + panel->height - 0.6 * style->label);
    }
}

static void draw_sphere(cairo_t *cr, const kkr_shape_plot *plot,
                        const kkr_shape_style *style, const kkr_rect *panel)
{
    double position = kkr_scale_position(&plot->x, plot->view.radius);
    if (!(plot->view.radius > 0) || position < 0 || position > 1)
        return;
    double x = panel->x + panel->width * position, bottom = panel->y + panel->height;
    draw_vertical(cr, style, panel, x, panel->y, 0, 0, style->pick, 1,
                  1.5 * style->plot.fine);
    cairo_new_sub_path(cr);
    cairo_arc(cr, sharp(style, x), sharp(style, bottom), 1.2 * style->tick_length, 0,
              2 * M_PI);
    kkr_plot_set_color(cr, style->pick, 1);
    cairo_fill(cr);
    bool left = position > 0.8;
    write_above(cr, style, "sphere", style->pick,
                (left ? KKR_ANCHOR_RIGHT : KKR_ANCHOR_LEFT) | KKR_ANCHOR_BASELINE,
                x + (left ? -0.6 : 0.6) * style->label, bottom - 0.6 * style->label);
}

// ---- curves ---------------------------------------------------------------------

enum { COLORS = 7 };

/** Seven that differ in hue and lightness; the spherical one is ink. */
static kkr_rgb color_of(const kkr_shape_plot *plot, const kkr_shape_style *style, int k)
{
    static const kkr_rgb colors[COLORS] = {
        { 0xa8, 0x2d, 0x7c }, { 0x1f, 0x6a, 0xa8 }, { 0x25, 0x8c, 0x83 },
        { 0x74, 0x4a, 0xa0 }, { 0x8d, 0x92, 0x99 }, { 0xb7, 0x84, 0x35 },
        { 0x5f, 0x8a, 0x34 },
    };
    if (plot->lm[k] == 0)
        return style->plot.ink;
    int index = (k - (plot->lm[0] == 0)) % COLORS;
    return plot->view.dark ? kkr_rgb_mix(colors[index], style->plot.ink, 0.42)
                           : colors[index];
}

static bool is_dashed(const kkr_shape_plot *plot, int k)
{
    return k - (plot->lm[0] == 0) >= COLORS;
}

static void trace(cairo_t *cr, const kkr_shape_plot *plot, const kkr_rect *panel,
                  const double *r, const double *value, int n)
{
    cairo_new_path(cr);
    for (int i = 0; i < n; i++)
        cairo_line_to(cr, kkr_shape_page_x(plot, panel, r[i]),
                      kkr_shape_page_y(plot, panel, value[i]));
}

/** The file's points, no nearer to each other than their size allows. */
static void draw_dots(cairo_t *cr, const kkr_shape_plot *plot,
                      const kkr_shape_style *style, const kkr_rect *panel,
                      const shape_points *p)
{
    double x0 = -INFINITY, y0 = 0;
    for (int i = 0; i < p->n; i++) {
        double x = kkr_shape_page_x(plot, panel, p->r[i]);
        double y = kkr_shape_page_y(plot, panel, p->value[i]);
        if (hypot(x - x0, y - y0) < 5.5 * style->dot)
            continue;
        x0 = x;
        y0 = y;
        cairo_new_sub_path(cr);
        cairo_arc(cr, x, y, style->dot, 0, 2 * M_PI);
        cairo_fill(cr);
    }
}

static void draw_curves(cairo_t *cr, const kkr_shape_plot *plot,
                        const kkr_shape_style *style, const kkr_rect *panel)
{
    kkr_shape_source source = plot->view.source;
    cairo_save(cr);
    cairo_rectangle(cr, panel->x, panel->y, panel->width, panel->height);
    cairo_clip(cr);
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
    cairo_set_line_width(cr, style->curve);
    for (int k = plot->n_lm - 1; k >= 0; k--) { // the first ones on top
        double dash[] = { 4 * style->curve, 2 * style->curve };
        kkr_plot_set_color(cr, color_of(plot, style, k), 1);
        cairo_set_dash(cr, dash, is_dashed(plot, k) ? 2 : 0, 0);
        bool of_file = source == KKR_SHAPE_FILE || source == KKR_SHAPE_DIFFERENCE;
        shape_points p = kkr_shape_plot_points(plot, plot->lm[k], of_file);
        trace(cr, plot, panel, p.r, p.value, p.n);
        cairo_stroke(cr);
        cairo_set_dash(cr, NULL, 0, 0);
        if (source == KKR_SHAPE_BOTH) {
            p = kkr_shape_plot_points(plot, plot->lm[k], true);
            draw_dots(cr, plot, style, panel, &p);
        }
    }
    cairo_restore(cr);
}

static void legend_row(cairo_t *cr, const kkr_shape_style *style, const kkr_rect *panel,
                       double y, kkr_rgb color, bool dashed, const char *markup)
{
    double em = style->label, x = panel->x + panel->width + 0.7 * em;
    double dash[] = { 2.5 * style->curve, 1.5 * style->curve };
    cairo_set_dash(cr, dash, dashed ? 2 : 0, 0);
    cairo_move_to(cr, x, y);
    cairo_line_to(cr, x + 1.1 * em, y);
    kkr_plot_set_color(cr, color, 1);
    cairo_set_line_width(cr, 1.3 * style->curve);
    cairo_stroke(cr);
    cairo_set_dash(cr, NULL, 0, 0);
    kkr_rgb text = kkr_rgb_mix(color, style->plot.ink, 0.25);
    write_text(cr, style, markup, text, KKR_ANCHOR_LEFT | KKR_ANCHOR_MIDDLE,
               x + 1.6 * em, y);
}

static void legend_head(cairo_t *cr, const kkr_shape_style *style,
                        const kkr_rect *panel, double y, const char *markup)
{
    write_text(cr, style, markup, style->plot.dim, KKR_ANCHOR_LEFT | KKR_ANCHOR_MIDDLE,
               panel->x + panel->width + 0.7 * style->label, y);
}

static void draw_curves_legend(cairo_t *cr, const kkr_shape_plot *plot,
                               const kkr_shape_style *style, const kkr_rect *panel)
{
    double row = 1.55 * style->label, y = panel->y + row / 2;
    int room = (int)(panel->height / row) - 2;
    legend_head(cr, style, panel, y, "<i>L</i> = (<i>l</i>, <i>m</i>)");
    int shown = 0;
    for (; shown < plot->n_lm && shown < room; shown++) {
        int lm = plot->lm[shown], l = kkr_lm_l(lm), m = lm - l * l - l;
        char markup[48];
        snprintf(markup, sizeof markup, "(%d, %s%d)", l, m < 0 ? "−" : "", abs(m));
        y += row;
        legend_row(cr, style, panel, y, color_of(plot, style, shown),
                   is_dashed(plot, shown), markup);
    }
    if (shown < plot->n_all) {
        char markup[48];
        snprintf(markup, sizeof markup, "%d smaller", plot->n_all - shown);
        legend_head(cr, style, panel, y + row, markup);
    }
}

static void draw_curves_chart(cairo_t *cr, const kkr_shape_plot *plot,
                              const kkr_shape_style *style, const kkr_rect *panel)
{
    char title[96] = "Θ<sub><i>L</i></sub>(<i>r</i>)";
    if (plot->view.source == KKR_SHAPE_DIFFERENCE) {
        int power = -(int)lround(log10(plot->factor));
        if (power != 0)
            snprintf(title, sizeof title, "file − computed (10<sup>%s%d</sup>)",
                     power < 0 ? "−" : "", abs(power));
        else
            snprintf(title, sizeof title, "file − computed");
    }
    draw_y_axis(cr, plot, style, panel);
    draw_x_axis(cr, plot, style, panel, "<i>r</i> (bohr)");
    draw_critical(cr, plot, style, panel);
    draw_curves(cr, plot, style, panel);
    draw_sphere(cr, plot, style, panel);
    draw_curves_legend(cr, plot, style, panel);
    write_side(cr, style, panel, title);
}

// ---- along a direction ----------------------------------------------------------

static kkr_rgb sum_color(const kkr_shape_plot *plot, const kkr_shape_style *style,
                         int k)
{
    if (k == plot->n_sums - 1)
        return style->plot.accent;
    const kkr_colormap *map = kkr_colormap_get("sequential", plot->view.dark);
    return kkr_colormap_color(map, 0.28 + 0.4 * k / fmax(1, plot->n_sums - 1));
}

static void draw_ray_chart(cairo_t *cr, const kkr_shape_plot *plot,
                           const kkr_shape_style *style, const kkr_rect *panel)
{
    const kkr_shape_ray *ray = plot->ray;
    draw_y_axis(cr, plot, style, panel);
    draw_x_axis(cr, plot, style, panel, "<i>r</i> (bohr)");
    draw_critical(cr, plot, style, panel);
    cairo_save(cr);
    cairo_rectangle(cr, panel->x, panel->y, panel->width, panel->height);
    cairo_clip(cr);
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
    for (int k = 0; k < plot->n_sums; k++) {
        trace(cr, plot, panel, ray->r, ray->sum + (size_t)plot->sums[k] * ray->n_r,
              ray->n_r);
        kkr_plot_set_color(cr, sum_color(plot, style, k), 1);
        cairo_set_line_width(cr,
                             k == plot->n_sums - 1 ? 1.4 * style->curve : style->curve);
        cairo_stroke(cr);
    }
    const double r[] = { ray->r[0], ray->edge, ray->edge,
                         kkr_scale_value(&plot->x, 1) };
    const double step[] = { 1, 1, 0, 0 };
    trace(cr, plot, panel, r, step, 4);
    kkr_plot_set_color(cr, style->plot.ink, 1);
    cairo_set_line_width(cr, style->curve);
    cairo_stroke(cr);
    cairo_restore(cr);
    draw_sphere(cr, plot, style, panel);

    double row = 1.55 * style->label, y = panel->y + row / 2;
    legend_head(cr, style, panel, y, "sum to <i>l</i>");
    for (int k = 0; k < plot->n_sums; k++) {
        char markup[16];
        snprintf(markup, sizeof markup, "%d", plot->sums[k]);
        y += row;
        legend_row(cr, style, panel, y, sum_color(plot, style, k), false, markup);
    }
    legend_row(cr, style, panel, y + row, style->plot.ink, false, "exact");
    char title[128];
    snprintf(title, sizeof title, "Θ(<i>r</i>) along (%.3g, %.3g, %.3g)",
             ray->direction.x, ray->direction.y, ray->direction.z);
    write_side(cr, style, panel, title);
}

// ---- the error against l --------------------------------------------------------

static void draw_series(cairo_t *cr, const kkr_shape_plot *plot,
                        const kkr_shape_style *style, const kkr_rect *panel,
                        const double *value, kkr_rgb color)
{
    double l[KKR_L_MAX + 1];
    int n = plot->curves->l_max + 1;
    for (int i = 0; i < n; i++)
        l[i] = i;
    trace(cr, plot, panel, l, value, n);
    kkr_plot_set_color(cr, color, 1);
    cairo_set_line_width(cr, style->curve);
    cairo_stroke(cr);
    for (int i = 0; i < n; i++) {
        cairo_new_sub_path(cr);
        cairo_arc(cr, kkr_shape_page_x(plot, panel, i),
                  kkr_shape_page_y(plot, panel, value[i]), 1.5 * style->dot, 0,
                  2 * M_PI);
        cairo_fill(cr);
    }
}

static void draw_gibbs_chart(cairo_t *cr, const kkr_shape_plot *plot,
                             const kkr_shape_style *style, const kkr_rect *panel)
{
    const kkr_shape_curves *c = plot->curves;
    draw_y_axis(cr, plot, style, panel);
    draw_x_axis(cr, plot, style, panel, "sum to <i>l</i>");
    draw_vertical(cr, style, panel, kkr_shape_page_x(plot, panel, plot->view.l),
                  panel->y, 0, 0, style->plot.accent, 0.5, style->plot.fine);
    kkr_rgb far = kkr_rgb_mix(style->plot.accent, style->plot.paper, 0.1);
    draw_series(cr, plot, style, panel, c->max, style->pick);
    draw_series(cr, plot, style, panel, c->rms, far);
    char markup[96];
    double row = 1.55 * style->label, y = panel->y - 1.6 * row;
    double x = panel->x;
    snprintf(markup, sizeof markup,
             "● largest, 0.1 <i>r</i><sub>in</sub> off the faces: %.3f",
             c->max[plot->view.l]);
    write_text(cr, style, markup, style->pick, KKR_ANCHOR_LEFT | KKR_ANCHOR_MIDDLE, x,
               y);
    snprintf(markup, sizeof markup,
             "● rms between <i>r</i><sub>in</sub> and "
             "<i>r</i><sub>out</sub>: %.3f",
             c->rms[plot->view.l]);
    write_text(cr, style, markup, far, KKR_ANCHOR_LEFT | KKR_ANCHOR_MIDDLE, x, y + row);
    write_side(cr, style, panel, "error of the sum");
}

void kkr_shape_plot_draw(cairo_t *cr, const kkr_shape_plot *plot,
                         const kkr_shape_style *style, const kkr_rect *area)
{
    kkr_rect panel;
    kkr_shape_plot_place(plot, style, area, &panel);
    cairo_save(cr);
    cairo_rectangle(cr, area->x, area->y, area->width, area->height);
    cairo_clip(cr);
    if (!style->transparent) {
        kkr_plot_set_color(cr, style->plot.paper, 1);
        cairo_paint(cr);
    }
    switch (plot->view.chart) {
    case KKR_SHAPE_CURVES:
        draw_curves_chart(cr, plot, style, &panel);
        break;
    case KKR_SHAPE_RAY:
        draw_ray_chart(cr, plot, style, &panel);
        break;
    case KKR_SHAPE_SLICE:
        kkr_shape_draw_slice(cr, plot, style, &panel);
        break;
    case KKR_SHAPE_GIBBS:
        draw_gibbs_chart(cr, plot, style, &panel);
        break;
    }
    cairo_restore(cr);
}
