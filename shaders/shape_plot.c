// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/shape_plot_private.h"

#include <math.h>
#include <stdlib.h>

// ---- what is shown --------------------------------------------------------------

shape_points kkr_shape_plot_points(const kkr_shape_plot *plot, int lm, bool of_file)
{
    const kkr_shape_curves *c = plot->curves;
    if (!of_file)
        return (shape_points){ c->n_r, c->r, kkr_shape_curves_theta(c, lm) };
    const double *values =
        plot->view.source == KKR_SHAPE_DIFFERENCE ? c->error : c->file;
    return (shape_points){ c->n_file, c->r_file, values + (size_t)lm * c->n_file };
}

static kkr_scale linear(double low, double high)
{
    double room = high > low ? 0 : 1;
    return (
        kkr_scale){ .kind = KKR_SCALE_LINEAR, .low = low - room, .limit = high + room };
}

static void widen(const double *values, int n, double *low, double *high)
{
    for (int i = 0; i < n; i++) {
        *low = fmin(*low, values[i]);
        *high = fmax(*high, values[i]);
    }
}

/** All curves with zero, a little room, and for tiny values a power of ten. */
static void fit_curves(kkr_shape_plot *plot)
{
    kkr_shape_source source = plot->view.source;
    double low = 0, high = 0;
    for (int k = 0; k < plot->n_lm; k++)
        for (int file = 0; file < 2; file++) {
            if (source == KKR_SHAPE_COMPUTED ? file : source != KKR_SHAPE_BOTH && !file)
                continue;
            shape_points p = kkr_shape_plot_points(plot, plot->lm[k], file);
            widen(p.value, p.n, &low, &high);
        }
    double most = fmax(-low, high);
    if (source == KKR_SHAPE_DIFFERENCE && most > 0)
        plot->factor = pow(10, -floor(log10(most)));
    double room = 0.06 * (high - low);
    plot->y = linear(plot->factor * (low - room), plot->factor * (high + room));
}

/** The sum asked for and some shorter ones. */
static void choose_sums(kkr_shape_plot *plot)
{
    static const int usual[] = { 4, 8, 12, 16 };
    for (int i = 0; i < 4; i++)
        if (usual[i] < plot->view.l)
            plot->sums[plot->n_sums++] = usual[i];
    plot->sums[plot->n_sums++] = plot->view.l;
}

static void fit_ray(kkr_shape_plot *plot)
{
    double low = 0, high = 1;
    choose_sums(plot);
    for (int i = 0; i < plot->n_sums; i++)
        widen(plot->ray->sum + (size_t)plot->sums[i] * (size_t)plot->ray->n_r,
              plot->ray->n_r, &low, &high);
    plot->y = linear(low - 0.12, high + 0.12);
}

static void fit_gibbs(kkr_shape_plot *plot)
{
    double low = 0, high = 0;
    widen(plot->curves->rms, plot->curves->l_max + 1, &low, &high);
    widen(plot->curves->max, plot->curves->l_max + 1, &low, &high);
    plot->x = linear(-0.4, plot->curves->l_max + 0.4);
    plot->y = linear(0, 1.08 * high);
}

kkr_shape_plot *kkr_shape_plot_new(const kkr_shape_curves *curves,
                                   const kkr_shape_ray *ray,
                                   const kkr_shape_slice *slice,
                                   const kkr_shape_view *view)
{
    kkr_shape_plot *plot = kkr_alloc(1, sizeof *plot);
    plot->curves = curves;
    plot->ray = ray;
    plot->slice = slice;
    plot->view = *view;
    plot->factor = 1;
    if (curves->n_file == 0)
        plot->view.source = KKR_SHAPE_COMPUTED;
    if (plot->view.l > curves->l_max)
        plot->view.l = curves->l_max;
    int all[(KKR_L_MAX + 1) * (KKR_L_MAX + 1)];
    plot->n_all =
        kkr_shape_curves_largest(curves, plot->view.l, kkr_n_lm(KKR_L_MAX), all);
    plot->n_lm =
        kkr_shape_curves_largest(curves, plot->view.l, SHAPE_MAX_LINES, plot->lm);
    plot->x =
        linear(curves->r[0], curves->r_out + 0.04 * (curves->r_out - curves->r[0]));
    switch (plot->view.chart) {
    case KKR_SHAPE_CURVES:
        fit_curves(plot);
        break;
    case KKR_SHAPE_RAY:
        fit_ray(plot);
        break;
    case KKR_SHAPE_GIBBS:
        fit_gibbs(plot);
        break;
    case KKR_SHAPE_SLICE: // two lengths, from the site
        plot->x = plot->y = linear(-slice->half, slice->half);
        break;
    }
    return plot;
}

void kkr_shape_plot_free(kkr_shape_plot *plot)
{
    free(plot);
}

// ---- where it lies --------------------------------------------------------------

static const kkr_rgb orange = { 0xc2, 0x57, 0x1f }, pale_orange = { 0xe7, 0xa0, 0x6e };

kkr_shape_style kkr_shape_style_screen(bool dark)
{
    return (kkr_shape_style){
        .plot = kkr_style_screen(dark),
        .margin = 12,
        .tick_room = 44,
        .top = 46,
        .axis_room = 42,
        .legend_room = 74,
        .tick_length = 4,
        .curve = 1.4,
        .dot = 1.5,
        .label = 11,
        .pick = dark ? pale_orange : orange,
        .snap = 1,
    };
}

kkr_shape_style kkr_shape_style_page(kkr_profile profile, bool dark)
{
    bool slide = profile == KKR_PROFILE_SLIDE;
    double text = slide ? 18 : 7;
    return (kkr_shape_style){
        .plot = kkr_style_page(dark, text),
        .margin = 0.06 * text,
        .tick_room = 3.4 * text,
        .top = 3.6 * text,
        .axis_room = 3.3 * text,
        .legend_room = 5.6 * text,
        .tick_length = 0.32 * text,
        .curve = 0.13 * text,
        .dot = 0.11 * text,
        .label = 0.94 * text,
        .pick = dark ? pale_orange : orange,
    };
}

static double whole(double x, double snap)
{
    return snap > 0 ? round(x / snap) * snap : x;
}

void kkr_shape_plot_place(const kkr_shape_plot *plot, const kkr_shape_style *style,
                          const kkr_rect *area, kkr_rect *panel)
{
    double left = area->x + style->margin + style->tick_room;
    double top = area->y + style->margin + style->top;
    double right = area->x + area->width - style->margin - style->legend_room;
    double bottom = area->y + area->height - style->margin - style->axis_room;
    double width = fmax(right - left, 1), height = fmax(bottom - top, 1);
    if (plot->view.chart == KKR_SHAPE_SLICE) { // one scale in both directions
        double side = fmin(width, height);
        left += (width - side) / 2;
        top += (height - side) / 2;
        width = height = side;
    }
    panel->x = whole(left, style->snap);
    panel->y = whole(top, style->snap);
    panel->width = whole(width, style->snap);
    panel->height = whole(height, style->snap);
}

// ---- what is at a place ---------------------------------------------------------

static bool has_radius(const kkr_shape_plot *plot)
{
    return plot->view.chart == KKR_SHAPE_CURVES || plot->view.chart == KKR_SHAPE_RAY;
}

double kkr_shape_plot_r(const kkr_shape_plot *plot, const kkr_rect *panel, double x)
{
    if (!has_radius(plot))
        return NAN;
    double position = fmin(fmax((x - panel->x) / panel->width, 0), 1);
    return kkr_scale_value(&plot->x, position);
}

double kkr_shape_plot_x(const kkr_shape_plot *plot, const kkr_rect *panel, double r)
{
    return has_radius(plot) ? kkr_shape_page_x(plot, panel, r) : NAN;
}

static double to_segment(double x, double y, double x0, double y0, double x1, double y1)
{
    double dx = x1 - x0, dy = y1 - y0, length2 = dx * dx + dy * dy;
    double t = length2 > 0 ? ((x - x0) * dx + (y - y0) * dy) / length2 : 0;
    t = fmin(fmax(t, 0), 1);
    return hypot(x - x0 - t * dx, y - y0 - t * dy);
}

int kkr_shape_plot_pick(const kkr_shape_plot *plot, const kkr_rect *panel, double x,
                        double y, double within)
{
    int best = -1;
    if (plot->view.chart != KKR_SHAPE_CURVES)
        return -1;
    bool of_file = plot->view.source == KKR_SHAPE_FILE ||
                   plot->view.source == KKR_SHAPE_DIFFERENCE;
    for (int k = 0; k < plot->n_lm; k++) {
        shape_points p = kkr_shape_plot_points(plot, plot->lm[k], of_file);
        for (int i = 0; i + 1 < p.n; i++) {
            double distance = to_segment(x, y, kkr_shape_page_x(plot, panel, p.r[i]),
                                         kkr_shape_page_y(plot, panel, p.value[i]),
                                         kkr_shape_page_x(plot, panel, p.r[i + 1]),
                                         kkr_shape_page_y(plot, panel, p.value[i + 1]));
            if (distance < within) {
                within = distance;
                best = plot->lm[k];
            }
        }
    }
    return best;
}
