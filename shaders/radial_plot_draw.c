// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/radial_plot_private.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { MANY = 12 }; // more curves than this are drawn thin

static void clip_to(cairo_t *cr, const kkr_rect *r)
{
    cairo_rectangle(cr, r->x, r->y, r->width, r->height);
    cairo_clip(cr);
}

// ---- curves ---------------------------------------------------------------------

/** Above, inside or below the panel, with a little room for the line's width. */
static int side_of(double y)
{
    return y > 1.05 ? 1 : y < -0.05 ? -1 : 0;
}

/**
 * A path with no more points than the page can show: those between two ends are
 * left out while a straight line passes each of them closer than `tolerance`
 * (the cone of J. Sklansky and V. Gonzalez, Pattern Recognition 12 (1980) 327),
 * and all that lie beyond the panel's upper or lower edge.
 */
static void path_of(cairo_t *cr, const radial_trace *t, int absolute,
                    const kkr_rect *panel, double tolerance)
{
    const float *ty = t->y[absolute];
    double x0 = 0, y0 = 0, x1 = 0, y1 = 0; // last point drawn, last one seen
    double least = -INFINITY, most = INFINITY;
    bool pen = false, waiting = false;
    for (int k = 0; k < t->n; k++) {
        int side = side_of(ty[k]);
        bool hidden = side && (k == 0 || side_of(ty[k - 1]) == side) &&
                      (k + 1 == t->n || side_of(ty[k + 1]) == side);
        if (hidden) {
            if (waiting)
                cairo_line_to(cr, x1, y1);
            pen = waiting = false;
            continue;
        }
        // A jump from or to zero has no end on a log axis.
        if (pen && absolute && t->x[k] == t->x[k - 1] &&
            fmin(ty[k], ty[k - 1]) <= -kkr_radial_far_outside) {
            if (waiting)
                cairo_line_to(cr, x1, y1);
            pen = waiting = false;
        }
        double x = kkr_radial_page_x(panel, t->x[k]),
               y = kkr_radial_page_y(panel, ty[k]);
        if (!pen) {
            cairo_move_to(cr, x, y);
            pen = true;
        } else {
            double dx = x - x0, slope = (y - y0) / dx;
            bool fits = dx > 1e-6 && slope >= least && slope <= most;
            if (fits) {
                least = fmax(least, (y - tolerance - y0) / dx);
                most = fmin(most, (y + tolerance - y0) / dx);
                x1 = x;
                y1 = y;
                waiting = true;
                continue;
            }
            if (waiting) {
                cairo_line_to(cr, x1, y1);
                waiting = false;
                x0 = x1;
                y0 = y1;
                least = -INFINITY;
                most = INFINITY;
                k--; // again, as seen from the new start
                continue;
            }
            cairo_line_to(cr, x, y);
        }
        x0 = x;
        y0 = y;
        least = -INFINITY;
        most = INFINITY;
    }
    if (waiting)
        cairo_line_to(cr, x1, y1);
}

static void stroke_curve(cairo_t *cr, const kkr_radial_plot *plot,
                         const kkr_radial_style *style, const kkr_rect *panel,
                         kkr_quantity quantity, int curve)
{
    double tolerance = style->snap > 0 ? 0.1 * style->snap : 0.02;
    cairo_new_path(cr);
    path_of(cr, &plot->trace[curve][kkr_radial_line_of(quantity)],
            kkr_radial_is_absolute(quantity), panel, tolerance);
    cairo_stroke(cr);
}

void kkr_radial_draw_curve(cairo_t *cr, const kkr_radial_plot *plot,
                           const kkr_radial_style *style, const kkr_rect *panel,
                           kkr_quantity quantity, int curve, kkr_rgb color,
                           double width)
{
    cairo_save(cr);
    clip_to(cr, panel);
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
    cairo_set_line_width(cr, width);
    kkr_plot_set_color(cr, color, 1);
    stroke_curve(cr, plot, style, panel, quantity, curve);
    cairo_restore(cr);
}

static void draw_curves(cairo_t *cr, const kkr_radial_plot *plot,
                        const kkr_radial_style *style, const kkr_rect *panel,
                        kkr_quantity quantity)
{
    double width = plot->curves->n > MANY ? style->curve_many : style->curve;
    for (int i = 0; i < plot->curves->n; i++)
        kkr_radial_draw_curve(cr, plot, style, panel, quantity, i, plot->color[i],
                              width);
}

// ---- labels and legend ----------------------------------------------------------

/** Text in the colour of its line, dark enough to be read. */
static kkr_rgb text_color(const kkr_radial_plot *plot, const kkr_radial_style *style,
                          int curve)
{
    kkr_rgb color = plot->color[curve];
    double far = fabs(kkr_rgb_lightness(color) - kkr_rgb_lightness(style->plot.paper));
    return kkr_rgb_mix(color, style->plot.ink, far > 55 ? 0 : (55 - far) / 55);
}

static void draw_labels(cairo_t *cr, const kkr_radial_plot *plot,
                        const kkr_radial_layout *layout, const kkr_radial_style *style,
                        kkr_quantity quantity)
{
    kkr_radial_label *labels;
    int n = kkr_radial_plot_labels(cr, plot, layout, style, quantity, &labels);
    const kkr_rect *panel = &layout->panel[quantity];
    double edge = panel->x + panel->width;
    for (int i = 0; i < n; i++) {
        const kkr_radial_label *l = &labels[i];
        double y = l->box.y + l->box.height / 2, reach = l->box.x - edge;
        cairo_move_to(cr, l->end_x, l->end_y);
        cairo_line_to(cr, edge + 0.12 * reach, l->end_y);
        cairo_line_to(cr, edge + 0.72 * reach, y);
        cairo_line_to(cr, edge + 0.86 * reach, y);
        kkr_plot_set_color(cr, plot->color[l->curve], 1);
        cairo_set_line_width(cr, 0.8 * style->plot.fine);
        cairo_stroke(cr);
        kkr_plot_text text = { .markup = plot->label[l->curve],
                               .size = style->label,
                               .color = text_color(plot, style, l->curve) };
        kkr_plot_draw_text(cr, &style->plot, &text, KKR_ANCHOR_LEFT | KKR_ANCHOR_MIDDLE,
                           l->box.x, y);
    }
    free(labels);
}

/** Each curve's colour and name, by rising Z. */
static void draw_names(cairo_t *cr, const kkr_radial_plot *plot, const kkr_rect *strip,
                       const kkr_radial_style *style)
{
    int n = plot->curves->n;
    double step = strip->width / n, em = style->label;
    for (int i = 0; i < n; i++) {
        double x = strip->x + i * step;
        cairo_rectangle(cr, x + 0.04 * step, strip->y, 0.92 * step, strip->height);
        kkr_plot_set_color(cr, plot->color[i], 1);
        cairo_fill(cr);
        char *name = g_markup_escape_text(plot->curves->curve[i].name, -1);
        kkr_plot_text text = { .markup = name, .size = em, .color = style->plot.ink };
        kkr_plot_draw_text(cr, &style->plot, &text,
                           KKR_ANCHOR_CENTER | KKR_ANCHOR_BASELINE, x + step / 2,
                           strip->y + strip->height + 1.05 * em);
        g_free(name);
    }
}

/** The ramp of Z, with the elements at its ends. */
static void draw_legend(cairo_t *cr, const kkr_radial_plot *plot,
                        const kkr_radial_layout *layout, const kkr_radial_style *style)
{
    const kkr_rect *ramp = &layout->legend;
    if (!(ramp->width > 0))
        return;
    if (layout->names_all) {
        draw_names(cr, plot, ramp, style);
        return;
    }
    enum { STOPS = 64 };
    cairo_pattern_t *pattern =
        cairo_pattern_create_linear(ramp->x, 0, ramp->x + ramp->width, 0);
    for (int k = 0; k <= STOPS; k++) {
        double f = (double)k / STOPS;
        kkr_rgb c = kkr_radial_map_color(plot, f);
        cairo_pattern_add_color_stop_rgb(pattern, f, c.r / 255., c.g / 255.,
                                         c.b / 255.);
    }
    cairo_rectangle(cr, ramp->x, ramp->y, ramp->width, ramp->height);
    cairo_set_source(cr, pattern);
    cairo_fill(cr);
    cairo_pattern_destroy(pattern);

    double em = style->plot.ticks, middle = ramp->y + ramp->height / 2;
    char markup[80];
    const char *low = kkr_element_symbol(plot->z_low);
    snprintf(markup, sizeof markup, "<i>Z</i>\u2002%s", low);
    kkr_plot_text text = { .markup = markup, .size = em, .color = style->plot.ink };
    kkr_plot_draw_text(cr, &style->plot, &text, KKR_ANCHOR_RIGHT | KKR_ANCHOR_MIDDLE,
                       ramp->x - 0.5 * em, middle);
    text.markup = kkr_element_symbol(plot->z_high);
    kkr_plot_draw_text(cr, &style->plot, &text, KKR_ANCHOR_LEFT | KKR_ANCHOR_MIDDLE,
                       ramp->x + ramp->width + 0.5 * em, middle);
    kkr_scale scale = { .kind = KKR_SCALE_LINEAR,
                        .low = plot->z_low,
                        .limit = plot->z_high };
    kkr_tick ticks[RADIAL_MAX_TICKS];
    int n = kkr_scale_ticks(&scale, 1 + (int)(ramp->width / (2.2 * em)), ticks,
                            RADIAL_MAX_TICKS);
    double bottom = ramp->y + ramp->height;
    for (int k = 0; k < n; k++) {
        double x = kkr_radial_sharp(style, ramp->x + ramp->width * ticks[k].position);
        cairo_move_to(cr, x, bottom);
        cairo_line_to(cr, x, bottom + 0.8 * style->tick_length);
        kkr_plot_set_color(cr, style->plot.ink, 0.8);
        cairo_set_line_width(cr, style->plot.fine);
        cairo_stroke(cr);
        text.markup = ticks[k].label;
        kkr_plot_draw_text(cr, &style->plot, &text,
                           KKR_ANCHOR_CENTER | KKR_ANCHOR_BASELINE, x,
                           bottom + style->tick_length + 0.95 * em);
    }
}

// ---- what follows the mouse -----------------------------------------------------

/** The point of a line nearest to r. */
static int nearest_point(const kkr_radial_line *line, double r)
{
    int best = -1;
    for (int k = 0; k < line->n; k++)
        if (best < 0 || fabs(line->r[k] - r) < fabs(line->r[best] - r))
            best = k;
    return best;
}

/** How many points of the trace a box would cover. */
static int count_covered(const radial_trace *t, int absolute, const kkr_rect *panel,
                         const kkr_rect *box)
{
    int n = 0;
    for (int k = 0; k < t->n; k++) {
        double x = kkr_radial_page_x(panel, t->x[k]),
               y = kkr_radial_page_y(panel, t->y[absolute][k]);
        n += x >= box->x && x <= box->x + box->width && y >= box->y &&
             y <= box->y + box->height;
    }
    return n;
}

/**
 * Name and value in a box of paper beside the point (x, y), inside the panel: of
 * the four places around the point the one that covers least of the line.
 */
static void draw_readout(cairo_t *cr, const kkr_radial_style *style,
                         const kkr_rect *panel, const radial_trace *t, int absolute,
                         double x, double y, const char *markup)
{
    kkr_plot_text text = { .markup = markup,
                           .size = style->plot.ticks + 1,
                           .bold = true,
                           .color = style->pick };
    double width, height, pad = 0.5 * text.size;
    kkr_plot_measure(cr, &style->plot, &text, &width, &height);
    double w = width + 2 * pad, h = 1.65 * text.size;
    kkr_rect best = { 0 };
    for (int place = 0, least = t->n + 1; place < 4; place++) {
        double left = place & 1 ? x - pad - w : x + pad;
        double top = place & 2 ? y + pad : y - pad - h;
        left = fmin(fmax(left, panel->x), panel->x + panel->width - w);
        top = fmin(fmax(top, panel->y), panel->y + panel->height - h);
        kkr_rect box = { left, top, w, h };
        int covered = count_covered(t, absolute, panel, &box);
        if (covered < least) {
            least = covered;
            best = box;
        }
    }
    cairo_rectangle(cr, best.x, best.y, best.width, best.height);
    kkr_plot_set_color(cr, style->plot.paper, 0.92);
    cairo_fill(cr);
    kkr_plot_draw_text(cr, &style->plot, &text, KKR_ANCHOR_LEFT | KKR_ANCHOR_MIDDLE,
                       best.x + pad, best.y + h / 2);
}

static void draw_live(cairo_t *cr, const kkr_radial_plot *plot,
                      const kkr_radial_layout *layout, const kkr_radial_style *style,
                      kkr_quantity quantity, const kkr_radial_pick *pick)
{
    const kkr_radial_curve *curve = &plot->curves->curve[pick->curve];
    const kkr_radial_line *line = &curve->line[kkr_radial_line_of(quantity)];
    const kkr_rect *panel = &layout->panel[quantity];
    if (line->n == 0)
        return;
    cairo_save(cr);
    clip_to(cr, panel);
    kkr_plot_set_color(cr, style->plot.paper, 0.62);
    cairo_paint(cr);
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
    for (int pass = 0; pass < 2; pass++) {
        cairo_set_line_width(cr, pass ? style->picked : style->halo);
        kkr_plot_set_color(cr, pass ? style->pick : style->plot.paper, 1);
        stroke_curve(cr, plot, style, panel, quantity, pick->curve);
    }
    int point = nearest_point(line, pick->r);
    double x, y, value = line->value[point];
    kkr_radial_plot_to_page(plot, layout, quantity, line->r[point], value, &x, &y);
    for (int pass = 0; pass < 2; pass++) {
        cairo_new_sub_path(cr);
        cairo_arc(cr, x, y, (pass ? 1 : 1.6) * 1.6 * style->picked, 0, 2 * M_PI);
        kkr_plot_set_color(cr, pass ? style->pick : style->plot.paper, 1);
        cairo_fill(cr);
    }
    char number[48], markup[200];
    value *= plot->factor;
    kkr_format_number(kkr_radial_is_absolute(quantity) ? fabs(value) : value, 4, number,
                      sizeof number);
    char *name = g_markup_escape_text(curve->name, -1);
    snprintf(markup, sizeof markup, "%.60s\u2002%s\u2009%s", name, number,
             kkr_energy_unit_name(plot->view.unit));
    g_free(name);
    y = fmin(fmax(y, panel->y), panel->y + panel->height);
    draw_readout(cr, style, panel,
                 &plot->trace[pick->curve][kkr_radial_line_of(quantity)],
                 kkr_radial_is_absolute(quantity), x, y, markup);
    cairo_restore(cr);
}

void kkr_radial_plot_draw(cairo_t *cr, const kkr_radial_plot *plot,
                          const kkr_radial_layout *layout,
                          const kkr_radial_style *style, unsigned layers,
                          const kkr_radial_pick *pick)
{
    cairo_save(cr);
    if ((layers & KKR_RADIAL_LAYER_PAPER) && !style->transparent) {
        kkr_plot_set_color(cr, style->plot.paper, 1);
        cairo_paint(cr);
    }
    for (int q = 0; q < KKR_QUANTITY_COUNT; q++) {
        const kkr_rect *panel = &layout->panel[q];
        if (layers & KKR_RADIAL_LAYER_AXES)
            kkr_radial_draw_axes(cr, plot, style, panel, q);
        if (layers & KKR_RADIAL_LAYER_CURVES)
            draw_curves(cr, plot, style, panel, q);
        if (layers & KKR_RADIAL_LAYER_LABELS)
            draw_labels(cr, plot, layout, style, q);
        if ((layers & KKR_RADIAL_LAYER_LIVE) && pick && pick->curve >= 0)
            draw_live(cr, plot, layout, style, q, pick);
    }
    if (layers & KKR_RADIAL_LAYER_LABELS)
        draw_legend(cr, plot, layout, style);
    cairo_restore(cr);
}
