// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/fit_plot.h"

#include "shaders/jl_plot_private.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const kkr_rgb model_color = { 213, 94, 0 }, off_color = { 204, 60, 90 };

static double unit_of(const kkr_jl_view *view)
{
    return kkr_energy_unit_factor(view->recipe->energy_unit);
}

static const char *quantity(const kkr_jl_fit *fit)
{
    return fit->target ? "<i>V</i> − <i>V</i><sub>start</sub>"
                       : "<i>V</i> − <i>V</i><sub>host</sub>";
}

static void title_of(const char *what, const kkr_jl_view *view, char *text, size_t size)
{
    snprintf(text, size, "%s (%s)", what,
             kkr_energy_unit_name(view->recipe->energy_unit));
}

// ---- maps ------------------------------------------------------------------------

static double map_width(const kkr_jl_style *style, double width)
{
    return (width - 2 * style->gap) / 3;
}

kkr_rect kkr_fit_map_place(const kkr_fit_picture *p, const kkr_jl_style *style,
                           const kkr_rect *area, int i)
{
    double width = map_width(style, area->width);
    return (kkr_rect){ area->x + i * (width + style->gap), area->y + style->head, width,
                       width * p->slice->height / p->slice->width };
}

static void draw_map(cairo_t *cr, const kkr_fit_picture *p, const float *values,
                     double limit, const char *name, const char *rest,
                     const kkr_jl_view *view, const kkr_jl_style *style,
                     const kkr_rect *area)
{
    const kkr_slice *s = p->slice;
    const kkr_colormap *map = kkr_colormap_get("diverging", style->plot.dark);
    kkr_rect box = { area->x, area->y + style->head, area->width,
                     area->width * s->height / s->width };
    kkr_jl_draw_heading(cr, style, area, name, rest);
    cairo_surface_t *image = kkr_jl_image(values, s->width, s->height, map, -limit,
                                          limit, style->plot.unknown);
    kkr_jl_paint(cr, image, &box, true);
    cairo_surface_destroy(image);
    kkr_jl_draw_plane_marks(cr, style, s, &box, view->recipe);
    double f = unit_of(view);
    kkr_rect ramp = { box.x, box.y + box.height + 0.35 * style->bar_room,
                      0.8 * box.width, 0.25 * style->bar_room };
    kkr_jl_draw_ramp(cr, style, &ramp, map, -limit * f, limit * f);
    kkr_jl_write(cr, style, kkr_energy_unit_name(view->recipe->energy_unit),
                 style->plot.dim, KKR_ANCHOR_LEFT | KKR_ANCHOR_MIDDLE,
                 ramp.x + ramp.width + 0.6 * style->label, ramp.y + ramp.height / 2);
}

void kkr_fit_draw_maps(cairo_t *cr, const kkr_fit_picture *p, const kkr_jl_view *view,
                       const kkr_jl_style *style, const kkr_rect *area)
{
    double width = map_width(style, area->width);
    const float *const values[3] = { p->slice->dv, p->model, p->residual };
    const double limits[3] = { p->limit, p->limit, p->residual_limit };
    const char *const names[3] = { "KKR", "Model", "Model − KKR" };
    for (int i = 0; i < 3; i++) {
        kkr_rect box = { area->x + i * (width + style->gap), area->y, width,
                         area->height };
        draw_map(cr, p, values[i], limits[i], names[i], i < 2 ? quantity(p->fit) : NULL,
                 view, style, &box);
    }
}

double kkr_fit_maps_height(const kkr_fit_picture *p, const kkr_jl_style *style,
                           double width)
{
    double each = map_width(style, width);
    return style->head + style->bar_room + each * p->slice->height / p->slice->width;
}

// ---- parity ----------------------------------------------------------------------

static void stroke_curve(cairo_t *cr, const jl_axes *axes, const double *x,
                         const double *y, int n, double factor)
{
    bool down = false;
    for (int i = 0; i < n; i++) {
        if (!isfinite(y[i])) {
            down = false;
            continue;
        }
        double px = kkr_jl_page_x(axes, x[i]), py = kkr_jl_page_y(axes, y[i] * factor);
        if (down)
            cairo_line_to(cr, px, py);
        else
            cairo_move_to(cr, px, py);
        down = true;
    }
    cairo_stroke(cr);
}

static void clip_to(cairo_t *cr, const kkr_rect *box)
{
    cairo_save(cr);
    cairo_rectangle(cr, box->x, box->y, box->width, box->height);
    cairo_clip(cr);
}

static void frame_box(cairo_t *cr, const kkr_jl_style *style, const kkr_rect *box)
{
    cairo_rectangle(cr, box->x, box->y, box->width, box->height);
    kkr_plot_set_color(cr, style->plot.line, 1);
    cairo_set_line_width(cr, style->plot.fine);
    cairo_stroke(cr);
}

/** Counts on a raster of the chart, by their logarithm; empty cells are no colour. */
static void paint_density(cairo_t *cr, const kkr_fit_picture *p, const jl_axes *axes,
                          double factor, const kkr_jl_style *style)
{
    enum { N = 120 };
    const kkr_jl_values *test = &p->fit->ensemble->problem[0]->test;
    int *count = kkr_alloc(N * N, sizeof *count), most = 1;
    for (size_t i = 0; i < test->n; i++) {
        if (!test->scored[i])
            continue;
        int a = (int)(N * kkr_scale_position(&axes->x, p->truth[i] * factor));
        int b = (int)(N * kkr_scale_position(&axes->y, p->fit->prediction[i] * factor));
        if (a >= 0 && a < N && b >= 0 && b < N && ++count[b * N + a] > most)
            most = count[b * N + a];
    }
    const kkr_colormap *map = kkr_colormap_get("sequential", style->plot.dark);
    double w = axes->box.width / N, h = axes->box.height / N;
    for (int k = 0; k < N * N; k++) {
        if (!count[k])
            continue;
        double level = 0.35 + 0.65 * log(count[k]) / log(most + 1.);
        kkr_plot_set_color(cr, kkr_colormap_color(map, level), 1);
        // a little larger than its place, so that lone points can be seen
        cairo_rectangle(cr, axes->box.x + (k % N) * w - 0.3 * w,
                        axes->box.y + axes->box.height - (k / N + 1) * h - 0.3 * h,
                        1.6 * w, 1.6 * h);
        cairo_fill(cr);
    }
    free(count);
}

static void write_errors(cairo_t *cr, const kkr_fit_errors *e, const kkr_jl_view *view,
                         const kkr_jl_style *style, double x, double y)
{
    double f = unit_of(view);
    const char *unit = kkr_energy_unit_name(view->recipe->energy_unit);
    const struct {
        const char *name;
        double value;
    } rows[] = { { "MAE", f * e->mae },
                 { "RMSE", f * e->rmse },
                 { "max", f * e->max } };
    char text[96], number[40];
    for (int i = 0; i < 3; i++) {
        kkr_format_number(rows[i].value, 3, number, sizeof number);
        snprintf(text, sizeof text, "%s  %s %s", rows[i].name, number, unit);
        kkr_jl_write(cr, style, text, style->plot.ink,
                     KKR_ANCHOR_LEFT | KKR_ANCHOR_BASELINE, x,
                     y + (i + 1) * 1.45 * style->label);
    }
    snprintf(text, sizeof text, "<i>R</i>²  %.6f, %zu points", e->r2, e->n);
    kkr_jl_write(cr, style, text, style->plot.dim,
                 KKR_ANCHOR_LEFT | KKR_ANCHOR_BASELINE, x, y + 4 * 1.45 * style->label);
}

/** Logarithmic where nearly all of V - V0 has one sign, which goes into *sign. */
static kkr_scale parity_scale(const kkr_fit_picture *p, double f, double *sign)
{
    const kkr_jl_values *test = &p->fit->ensemble->problem[0]->test;
    double *size = kkr_alloc(test->n, sizeof *size);
    size_t n = 0, positive = 0;
    for (size_t i = 0; i < test->n; i++)
        if (test->scored[i]) {
            size[n++] = fabs(p->truth[i]) * f;
            positive += p->truth[i] > 0;
        }
    double limit = kkr_quantile(size, n, 1), low = kkr_quantile(size, n, 0.02);
    free(size);
    limit = pow(10, ceil(log10(limit)));
    low = fmin(fmax(pow(10, floor(log10(low))), 1e-5 * limit), 0.1 * limit);
    double share = (double)positive / (double)n;
    if (share > 0.02 && share < 0.98)
        return (kkr_scale){ .kind = KKR_SCALE_SYMLOG,
                            .is_signed = true,
                            .limit = limit,
                            .linear_to = low };
    *sign = share < 0.5 ? -1 : 1;
    return (kkr_scale){ .kind = KKR_SCALE_LOG, .low = low, .limit = limit };
}

void kkr_fit_parity_axes(const kkr_fit_picture *p, const kkr_jl_view *view,
                         const kkr_jl_style *style, const kkr_rect *area,
                         kkr_chart_axes *axes, double *sign)
{
    *sign = 1;
    *axes = kkr_jl_axes(style, area, 0, 1, 0, 1);
    axes->x = axes->y = parity_scale(p, unit_of(view), sign);
}

void kkr_fit_draw_parity(cairo_t *cr, const kkr_fit_picture *p, const kkr_jl_view *view,
                         const kkr_jl_style *style, const kkr_rect *area)
{
    double sign;
    jl_axes axes;
    kkr_fit_parity_axes(p, view, style, area, &axes, &sign);
    double f = unit_of(view) * sign;
    char x_title[96], y_title[96], what[80];
    snprintf(what, sizeof what, sign < 0 ? "KKR, −(%s)" : "KKR %s", quantity(p->fit));
    title_of(what, view, x_title, sizeof x_title);
    title_of("model", view, y_title, sizeof y_title);
    kkr_jl_draw_heading(cr, style, area, "Parity", "held-out points");
    kkr_jl_draw_axes(cr, style, &axes, x_title, y_title);
    clip_to(cr, &axes.box);
    cairo_move_to(cr, axes.box.x, axes.box.y + axes.box.height);
    cairo_line_to(cr, axes.box.x + axes.box.width, axes.box.y);
    kkr_plot_set_color(cr, style->plot.ink, 0.35);
    cairo_set_line_width(cr, style->plot.fine);
    cairo_stroke(cr);
    paint_density(cr, p, &axes, f, style);
    cairo_restore(cr);
    frame_box(cr, style, &axes.box);
    int region =
        p->fit->ensemble->problem[0]->n_sites == 1 ? KKR_JL_IMPURITY : KKR_JL_ALL;
    write_errors(cr, &kkr_jl_fit_model(p->fit)->member[0].errors[region], view, style,
                 axes.box.x + 0.6 * style->label, axes.box.y + 0.2 * style->label);
}

// ---- a line ----------------------------------------------------------------------

/** Rounded up to 1, 2 or 5 times a power of ten. */
static double round_up(double x)
{
    double power = pow(10, floor(log10(x)));
    return power * (x <= power ? 1 : x <= 2 * power ? 2 : x <= 5 * power ? 5 : 10);
}

static void draw_right_axis(cairo_t *cr, const kkr_jl_style *style, const jl_axes *axes,
                            const char *title)
{
    kkr_tick ticks[64];
    const kkr_rect *box = &axes->box;
    int n = kkr_scale_ticks(&axes->y, 4, ticks, 64);
    for (int i = 0; i < n; i++) {
        double y = kkr_jl_page_y(axes, ticks[i].value);
        if (!ticks[i].major || y < box->y - 1 || y > box->y + box->height + 1)
            continue;
        kkr_plot_text text = { .markup = ticks[i].label,
                               .size = style->plot.ticks,
                               .color = off_color };
        kkr_plot_draw_text(cr, &style->plot, &text, KKR_ANCHOR_LEFT | KKR_ANCHOR_MIDDLE,
                           box->x + box->width + 1.6 * style->tick_length, y);
    }
    cairo_save(cr);
    cairo_translate(cr, box->x + box->width + style->tick_room + 0.4 * style->label,
                    box->y + box->height / 2);
    cairo_rotate(cr, -M_PI / 2);
    kkr_jl_write(cr, style, title, off_color, KKR_ANCHOR_CENTER | KKR_ANCHOR_MIDDLE, 0,
                 0);
    cairo_restore(cr);
}

/** Short samples of line styles with their names, from the right end leftwards. */
static void draw_key(cairo_t *cr, const kkr_jl_style *style, const kkr_rect *box,
                     const char *const *names, const kkr_rgb *colors, const int *dashed,
                     int n)
{
    double y = box->y + 1.1 * style->label, wide = 2.2 * style->label;
    for (int i = 0; i < n; i++, y += 1.45 * style->label) {
        double width, height, x = box->x + box->width - 0.6 * style->label;
        kkr_plot_text text = { .markup = names[i],
                               .size = style->label,
                               .color = style->plot.ink };
        kkr_plot_measure(cr, &style->plot, &text, &width, &height);
        kkr_plot_draw_text(cr, &style->plot, &text,
                           KKR_ANCHOR_RIGHT | KKR_ANCHOR_MIDDLE, x, y);
        x -= width + 0.6 * style->label;
        const double dashes[] = { 3 * style->curve, 2 * style->curve };
        cairo_set_dash(cr, dashes, dashed[i] ? 2 : 0, 0);
        cairo_move_to(cr, x - wide, y);
        cairo_line_to(cr, x, y);
        kkr_plot_set_color(cr, colors[i], 1);
        cairo_set_line_width(cr, 1.3 * style->curve);
        cairo_stroke(cr);
        cairo_set_dash(cr, NULL, 0, 0);
    }
}

/** Where the line leaves one cell for the next. */
static void draw_faces(cairo_t *cr, const kkr_fit_picture *p, const jl_axes *axes,
                       double per, const kkr_jl_style *style)
{
    for (int i = 1; i < p->n_line; i++) {
        if (p->line_site[i] == p->line_site[i - 1])
            continue;
        double x = kkr_jl_page_x(axes, (p->distance[i] + p->distance[i - 1]) / 2 * per);
        cairo_move_to(cr, x, axes->box.y);
        cairo_line_to(cr, x, axes->box.y + axes->box.height);
        kkr_plot_set_color(cr, style->plot.ink, 0.25);
        cairo_set_line_width(cr, style->plot.fine);
        cairo_stroke(cr);
    }
}

void kkr_fit_draw_line(cairo_t *cr, const kkr_fit_picture *p, const kkr_jl_view *view,
                       const kkr_jl_style *style, const kkr_rect *area)
{
    double f = unit_of(view), worst = 0, far = 0, low = INFINITY, high = -INFINITY;
    double per = kkr_length_unit_factor(view->recipe->length_unit, view->alat);
    double *x = kkr_alloc(p->n_line + 1, sizeof *x);
    double *off = kkr_alloc(p->n_line + 1, sizeof *off);
    for (int i = 0; i < p->n_line; i++) {
        x[i] = p->distance[i] * per;
        off[i] = (p->model_line[i] - p->kkr_line[i]) * f;
        far = fmax(far, x[i]);
        if (p->distance[i] < 0.6) // the core is beyond any axis
            continue;
        worst = fmax(worst, fabs(off[i]));
        low = fmin(low, p->kkr_line[i] * f);
        high = fmax(high, p->kkr_line[i] * f);
    }
    double room = 0.08 * (high - low);
    kkr_rect inner = *area;
    inner.width -= style->tick_room + style->label;
    jl_axes axes = kkr_jl_axes(style, &inner, 0, far, low - room, high + room);
    jl_axes right = axes;
    double limit = round_up(1.2 * worst);
    right.y = (kkr_scale){ .is_signed = true, .limit = limit };
    char x_title[96], y_title[96], off_title[96], rest[64];
    snprintf(x_title, sizeof x_title, "distance from the impurity (%s)",
             kkr_length_unit_name(view->recipe->length_unit));
    title_of(quantity(p->fit), view, y_title, sizeof y_title);
    title_of("model − KKR", view, off_title, sizeof off_title);
    snprintf(rest, sizeof rest, "towards %s", p->line_to);
    kkr_jl_draw_heading(cr, style, area, "Line", rest);
    kkr_jl_draw_axes(cr, style, &axes, x_title, y_title);
    draw_right_axis(cr, style, &right, off_title);
    clip_to(cr, &axes.box);
    draw_faces(cr, p, &axes, per, style);
    cairo_set_line_width(cr, 0.8 * style->curve);
    kkr_plot_set_color(cr, off_color, 0.9);
    stroke_curve(cr, &right, x, off, p->n_line, 1);
    cairo_set_line_width(cr, 1.4 * style->curve);
    kkr_plot_set_color(cr, style->plot.ink, 1);
    stroke_curve(cr, &axes, x, p->kkr_line, p->n_line, f);
    const double dashes[] = { 3 * style->curve, 2 * style->curve };
    cairo_set_dash(cr, dashes, 2, 0);
    kkr_plot_set_color(cr, model_color, 1);
    stroke_curve(cr, &axes, x, p->model_line, p->n_line, f);
    cairo_set_dash(cr, NULL, 0, 0);
    cairo_restore(cr);
    frame_box(cr, style, &axes.box);
    const char *const names[] = { "KKR", "model", "model − KKR" };
    const kkr_rgb colors[] = { style->plot.ink, model_color, off_color };
    const int dashed[] = { 0, 1, 0 };
    draw_key(cr, style, &axes.box, names, colors, dashed, 3);
    free(x);
    free(off);
}

// ---- errors against the radius ---------------------------------------------------

void kkr_fit_draw_radius(cairo_t *cr, const kkr_fit_picture *p, const kkr_jl_view *view,
                         const kkr_jl_style *style, const kkr_rect *area)
{
    enum { N = 20 };
    const kkr_jl_values *test = &p->fit->ensemble->problem[0]->test;
    double f = unit_of(view), far = 0, low = INFINITY, high = 0;
    double per = kkr_length_unit_factor(view->recipe->length_unit, view->alat);
    double *zero = kkr_alloc(test->n, sizeof *zero);
    for (size_t i = 0; i < test->n; i++)
        far = fmax(far, test->r_imp[i]);
    kkr_fit_shell shells[N], shape[N];
    kkr_fit_shells(test->r_imp, p->truth, p->fit->prediction, test->n, 0.04,
                   far * 1.0001, N, shells);
    kkr_fit_shells(test->r_imp, p->shape, zero, test->n, 0.04, far * 1.0001, N, shape);
    free(zero);
    double x[N], y[4][N];
    for (int k = 0; k < N; k++) {
        bool enough = shells[k].n >= 5;
        x[k] = sqrt(shells[k].low * shells[k].high) * per;
        y[0][k] = enough ? shells[k].rms_truth : NAN;
        y[1][k] = enough && shape[k].rms_truth > 1e-7 ? shape[k].rms_truth : NAN;
        y[2][k] = enough ? shells[k].rmse : NAN;
        y[3][k] = enough ? fabs(shells[k].mean) : NAN;
        for (int c = 0; c < 3 && enough; c++) {
            low = y[c][k] > 0 ? fmin(low, y[c][k] * f) : low;
            high = fmax(high, y[c][k] * f);
        }
    }
    low = fmax(low, 1e-8 * high); // a spherical V - V0 has no other part at all
    jl_axes axes = kkr_jl_axes(style, area, 0, 1, 0, 1);
    axes.x =
        (kkr_scale){ .kind = KKR_SCALE_LOG, .low = 0.04 * per, .limit = far * per };
    axes.y = (kkr_scale){ .kind = KKR_SCALE_LOG,
                          .low = pow(10, floor(log10(low))),
                          .limit = pow(10, ceil(log10(high))) };
    char x_title[96], y_title[96];
    snprintf(x_title, sizeof x_title, "distance from the impurity (%s)",
             kkr_length_unit_name(view->recipe->length_unit));
    title_of("root mean square", view, y_title, sizeof y_title);
    kkr_jl_draw_heading(cr, style, area, "Radius", "errors in shells");
    kkr_jl_draw_axes(cr, style, &axes, x_title, y_title);
    clip_to(cr, &axes.box);
    double mt = kkr_jl_page_x(&axes, p->r_mt * per);
    cairo_move_to(cr, mt, axes.box.y);
    cairo_line_to(cr, mt, axes.box.y + axes.box.height);
    kkr_plot_set_color(cr, style->plot.ink, 0.3);
    cairo_set_line_width(cr, style->plot.fine);
    cairo_stroke(cr);
    const kkr_rgb colors[4] = { style->plot.ink, style->plot.dim, model_color,
                                off_color };
    const int dashed[4] = { 0, 1, 0, 1 };
    for (int c = 0; c < 4; c++) {
        const double dashes[] = { 2.5 * style->curve, 2 * style->curve };
        cairo_set_dash(cr, dashes, dashed[c] ? 2 : 0, 0);
        cairo_set_line_width(cr, (c == 2 ? 1.8 : 1.2) * style->curve);
        kkr_plot_set_color(cr, colors[c], 1);
        stroke_curve(cr, &axes, x, y[c], N, f);
    }
    cairo_set_dash(cr, NULL, 0, 0);
    cairo_restore(cr);
    frame_box(cr, style, &axes.box);
    kkr_jl_write(cr, style, "<i>r</i><sub>MT</sub>", style->plot.dim,
                 KKR_ANCHOR_RIGHT | KKR_ANCHOR_BASELINE, mt - 0.4 * style->label,
                 axes.box.y + 0.5 * axes.box.height);
    const char *const names[4] = { quantity(p->fit), "its non-spherical part",
                                   "error of the model", "its mean" };
    draw_key(cr, style, &axes.box, names, colors, dashed, 4);
}
