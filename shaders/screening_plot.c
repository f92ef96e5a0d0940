// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/screening_plot.h"

#include "shaders/chart.h"
#include "shaders/color_bar.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FEW = 14 };                  // curves that are named at their ends
static const double DECADES = 1e-5; // what is less than this times the largest is 0

/** Where things lie, and how a curve becomes a line. */
typedef struct plot {
    kkr_chart chart;
    kkr_rect bar;          // width 0: all have one Z
    double energy, length; // factors of the units
    double z_low, z_high;
    char x_title[64], y_title[96];
    bool lone; // nothing but dots at 0
} plot;

static double nice_end(double x)
{
    double step = pow(10, floor(log10(x)));
    for (int i = 1; i <= 10; i++)
        if (x <= i * step)
            return i * step;
    return x;
}

static void find_scales(plot *p, const kkr_screening *screening)
{
    double r = 0, low = INFINITY, high = 0;
    p->z_low = INFINITY;
    p->z_high = -INFINITY;
    for (int i = 0; i < screening->n; i++) {
        const kkr_screening_curve *c = &screening->curve[i];
        p->z_low = fmin(p->z_low, c->z);
        p->z_high = fmax(p->z_high, c->z);
        r = fmax(r, c->r[c->n - 1]);
        for (int k = 0; k < c->n; k++)
            if (c->norm[k] > 0) {
                low = fmin(low, c->norm[k]);
                high = fmax(high, c->norm[k]);
            }
    }
    if (!(high > 0))
        low = 0.1, high = 1;
    p->lone = r < 1e-3;
    // the host in itself is a zero of many digits: it lies on the lower edge
    low = fmax(low, DECADES * high);
    low = pow(10, floor(log10(low * p->energy)));
    high = pow(10, ceil(log10(high * p->energy)));
    double end = p->lone ? 1 : nice_end(1.2 * r * p->length);
    // dots at 0 are no part of the frame
    p->chart.x = (kkr_scale){ KKR_SCALE_LINEAR, false, -0.03 * end, end, end };
    p->chart.y =
        (kkr_scale){ KKR_SCALE_LOG, false, low, high > low ? high : 10 * low, low };
}

static plot make_plot(const kkr_style *style, const kkr_rect *area,
                      const kkr_screening *screening, const kkr_screening_view *view)
{
    // "alat" is another length for every host
    kkr_length_unit length =
        view->length_unit == KKR_LENGTH_ALAT ? KKR_LENGTH_BOHR : view->length_unit;
    plot p = { .energy = kkr_energy_unit_factor(view->energy_unit),
               .length = kkr_length_unit_factor(length, 0) };
    find_scales(&p, screening);
    double e = style->ticks;
    bool bar = p.z_high > p.z_low;
    p.chart.style = style;
    p.chart.frame =
        (kkr_rect){ area->x + 5 * e, area->y + 1.2 * e,
                    area->width - (bar ? 12 : 7.5) * e, area->height - 4.6 * e };
    if (bar)
        p.bar = (kkr_rect){ area->x + area->width - 4.6 * e,
                            p.chart.frame.y + 0.15 * p.chart.frame.height, 1.1 * e,
                            0.7 * p.chart.frame.height };
    p.chart.x_ticks = 6;
    p.chart.y_ticks = 6;
    snprintf(p.x_title, sizeof p.x_title, "distance from the impurity (%s)",
             kkr_length_unit_name(length));
    snprintf(p.y_title, sizeof p.y_title,
             "‖<i>V</i> − <i>V</i><sub>0</sub>‖ in a cell (%s)",
             kkr_energy_unit_name(view->energy_unit));
    return p;
}

/** The map of families by Z: what is paler is lost on the paper. */
static kkr_rgb color_of(const plot *p, double z)
{
    bool dark = p->chart.style->dark;
    const kkr_colormap *map = kkr_colormap_get("sequential", dark);
    double f = p->z_high > p->z_low ? (z - p->z_low) / (p->z_high - p->z_low) : 0.6;
    double low = dark ? 0.42 : 0.3;
    return kkr_colormap_color(map, low + (0.96 - low) * f);
}

static double x_of(const plot *p, const kkr_screening_curve *c, int k)
{
    return kkr_chart_x(&p->chart, c->r[k] * p->length);
}

static double y_of(const plot *p, const kkr_screening_curve *c, int k)
{
    const kkr_rect *f = &p->chart.frame;
    double y = kkr_chart_y(&p->chart, c->norm[k] * p->energy);
    return y <= f->y + f->height ? y : f->y + f->height; // and for NaN
}

static void draw_curve(cairo_t *cr, const plot *p, const kkr_screening_curve *c,
                       kkr_rgb color, double alpha, double width, double dot)
{
    cairo_new_path(cr);
    for (int k = 0; k < c->n; k++)
        cairo_line_to(cr, x_of(p, c, k), y_of(p, c, k));
    kkr_plot_set_color(cr, color, alpha);
    cairo_set_line_width(cr, width);
    cairo_stroke(cr);
    for (int k = 0; k < c->n; k++) {
        cairo_new_sub_path(cr);
        cairo_arc(cr, x_of(p, c, k), y_of(p, c, k), dot, 0, 2 * M_PI);
    }
    cairo_fill(cr);
}

static void draw_name(cairo_t *cr, const plot *p, const kkr_screening_curve *c,
                      bool bold)
{
    const kkr_style *style = p->chart.style;
    kkr_plot_text text = { .markup = c->name,
                           .size = style->ticks,
                           .bold = bold,
                           .color = bold ? style->accent : style->ink,
                           .halo = 0.25 * style->ticks,
                           .halo_color = style->paper };
    kkr_plot_draw_text(cr, style, &text, KKR_ANCHOR_LEFT | KKR_ANCHOR_MIDDLE,
                       x_of(p, c, c->n - 1) + 0.7 * style->ticks, y_of(p, c, c->n - 1));
}

static void draw_curves(cairo_t *cr, const plot *p, const kkr_screening *screening,
                        const kkr_screening_view *view)
{
    const kkr_style *style = p->chart.style;
    const double fine = style->fine;
    double alpha = screening->n > 60 ? 0.35 : 0.9;
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
    for (int i = 0; i < screening->n; i++) {
        const kkr_screening_curve *c = &screening->curve[i];
        draw_curve(cr, p, c, color_of(p, c->z), alpha, 1.3 * fine, 2 * fine);
    }
    for (int i = 0; i < screening->n; i++) {
        const kkr_screening_curve *c = &screening->curve[i];
        if (screening->n - screening->n_lone <= FEW && c->r[c->n - 1] > 1e-3)
            draw_name(cr, p, c, false);
    }
    // cells of the open case: shells average over them
    for (int i = 0; view->cells && i < view->cells->n; i++) {
        kkr_screening_curve cells = view->cells->curve[i];
        for (int k = 0; k < cells.n; k++) {
            cairo_new_sub_path(cr);
            cairo_arc(cr, x_of(p, &cells, k), y_of(p, &cells, k), 5 * fine, 0,
                      2 * M_PI);
        }
        kkr_plot_set_color(cr, style->accent, 0.8);
        cairo_set_line_width(cr, fine);
        cairo_stroke(cr);
    }
    for (int i = 0; i < screening->n; i++) {
        const kkr_screening_curve *c = &screening->curve[i];
        bool here = c->row >= 0 && c->row == view->here;
        double dash[] = { 4 * fine, 3 * fine };
        if (!here && (c->row < 0 || c->row != view->pinned))
            continue;
        cairo_set_dash(cr, dash, here ? 0 : 2, 0);
        draw_curve(cr, p, c, style->accent, 1, 2 * fine, 3 * fine);
        cairo_set_dash(cr, NULL, 0, 0);
        draw_name(cr, p, c, true);
    }
}

static void draw_bar(cairo_t *cr, const plot *p)
{
    const kkr_style *style = p->chart.style;
    const int steps = 64;
    double e = style->ticks;
    for (int k = 0; k < steps; k++) {
        double z = p->z_low + (p->z_high - p->z_low) * (k + 0.5) / steps;
        cairo_rectangle(cr, p->bar.x,
                        p->bar.y + p->bar.height * (steps - 1 - k) / steps,
                        p->bar.width, p->bar.height / steps + 0.5);
        kkr_plot_set_color(cr, color_of(p, z), 1);
        cairo_fill(cr);
    }
    const double ends[] = { p->z_low, p->z_high };
    for (int k = 0; k < 2; k++) {
        char number[16];
        snprintf(number, sizeof number, "%.0f", ends[k]);
        kkr_plot_text text = { .markup = number, .size = e, .color = style->ink };
        kkr_plot_draw_text(cr, style, &text, KKR_ANCHOR_LEFT | KKR_ANCHOR_MIDDLE,
                           p->bar.x + p->bar.width + 0.5 * e,
                           p->bar.y + (k ? 0 : p->bar.height));
    }
    kkr_plot_text title = { .markup = "<i>Z</i>", .size = e, .color = style->dim };
    kkr_plot_draw_text(cr, style, &title, KKR_ANCHOR_CENTER | KKR_ANCHOR_BOTTOM,
                       p->bar.x + p->bar.width / 2, p->bar.y - 0.6 * e);
}

void kkr_screening_plot_draw(cairo_t *cr, const kkr_style *style, const kkr_rect *area,
                             const kkr_screening *screening,
                             const kkr_screening_view *view)
{
    plot p = make_plot(style, area, screening, view);
    p.chart.x_title = p.x_title;
    p.chart.y_title = p.y_title;
    cairo_save(cr);
    kkr_chart_draw(cr, &p.chart);
    draw_curves(cr, &p, screening, view);
    if (p.bar.width > 0)
        draw_bar(cr, &p);
    cairo_restore(cr);
}

int kkr_screening_plot_pick(const kkr_style *style, const kkr_rect *area,
                            const kkr_screening *screening,
                            const kkr_screening_view *view, double x, double y)
{
    plot p = make_plot(style, area, screening, view);
    double nearest = style->ticks;
    int found = -1;
    for (int i = 0; i < screening->n; i++) {
        const kkr_screening_curve *c = &screening->curve[i];
        for (int k = 0; k < c->n; k++) {
            double d = hypot(x_of(&p, c, k) - x, y_of(&p, c, k) - y);
            if (d < nearest) {
                nearest = d;
                found = i;
            }
        }
    }
    return found;
}

// ------------------------------------------------------------- a page

typedef struct page_user {
    const kkr_screening *screening;
    kkr_screening_view view;
    kkr_style style;
    kkr_rect area;
    bool transparent;
} page_user;

static void draw_page(cairo_t *cr, void *user)
{
    const page_user *d = user;
    if (!d->transparent) {
        kkr_plot_set_color(cr, d->style.paper, 1);
        cairo_paint(cr);
    }
    kkr_screening_plot_draw(cr, &d->style, &d->area, d->screening, &d->view);
}

kkr_drawing *kkr_screening_page(const kkr_recipe *recipe,
                                const kkr_screening *screening, kkr_error *err)
{
    static const double text[] = { 7, 7, 7, 14 };
    kkr_style style = kkr_style_page(recipe->dark, text[recipe->profile]);
    kkr_style_set_font(&style, recipe->lettering.font);
    double width = kkr_page_width(recipe), e = style.ticks;
    kkr_page page;
    if (!kkr_page_plan(recipe, width, 0.68 * width, &page, err))
        return NULL;
    if (width < 24 * e || page.height < 14 * e) {
        kkr_page_refuse(&page, recipe->profile, err);
        return NULL;
    }
    page_user *d = kkr_alloc(1, sizeof *d);
    *d =
        (page_user){ .screening = screening,
                     .view = { recipe->energy_unit, recipe->length_unit, -1, -1, NULL },
                     .style = style,
                     .area = { 0, 0, width, page.height },
                     .transparent = recipe->transparent };
    return kkr_drawing_new(&page, draw_page, free, d);
}
