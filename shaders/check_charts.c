// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/check_charts.h"

#include "shaders/chart.h"
#include "shaders/color_bar.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void write_text(cairo_t *cr, const kkr_style *style, const char *markup,
                       double size, bool bold, kkr_rgb color, int anchor, double x,
                       double y)
{
    kkr_plot_text text = {
        .markup = markup, .size = size, .bold = bold, .color = color
    };
    kkr_plot_draw_text(cr, style, &text, anchor | KKR_ANCHOR_BASELINE, x, y);
}

void kkr_check_name_chart(cairo_t *cr, const kkr_style *style, const kkr_rect *frame,
                          char letter, const char *markup)
{
    const double em = style->text, y = frame->y - 0.7 * em;
    char text[2] = { letter, 0 };
    if (letter)
        write_text(cr, style, text, 8. / 7 * em, true, style->ink, KKR_ANCHOR_LEFT,
                   frame->x, y);
    write_text(cr, style, markup, em, false, style->ink, KKR_ANCHOR_LEFT,
               frame->x + (letter ? 1.5 * em : 0), y);
}

static void draw_outlines(cairo_t *cr, const kkr_style *style, const kkr_slice *slice,
                          const kkr_rect *frame)
{
    double scale = frame->width / (slice->pitch * slice->width);
    for (int i = 0; i < slice->n_cells; i++) {
        const kkr_slice_cell *cell = &slice->cells[i];
        cairo_new_path(cr);
        for (int k = 0; k < cell->n; k++)
            cairo_line_to(
                cr,
                frame->x + (cell->corner[k][0] - slice->s0 + slice->pitch / 2) * scale,
                frame->y + frame->height -
                    (cell->corner[k][1] - slice->t0 + slice->pitch / 2) * scale);
        cairo_close_path(cr);
        kkr_plot_set_color(cr, style->ink, 0.8);
        cairo_set_line_width(cr, (cell->is_impurity ? 2 : 1) * style->fine);
        cairo_stroke(cr);
    }
}

void kkr_check_draw_slice(cairo_t *cr, const kkr_style *style, const kkr_rect *area,
                          char letter, const kkr_slice *slice, const float *slice_error)
{
    const double em = style->text;
    kkr_rect frame = *area;
    const kkr_colormap *map = kkr_colormap_get("diverging", style->dark);
    const kkr_scale scale = { KKR_SCALE_SYMLOG, true, 0, 1, 1e-3 };
    double side = fmin(frame.width - 5 * em, frame.height);
    frame.width = frame.height = side;
    cairo_surface_t *image =
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, slice->width, slice->height);
    unsigned char *data = cairo_image_surface_get_data(image);
    int stride = cairo_image_surface_get_stride(image);
    for (int row = 0; row < slice->height; row++)
        for (int i = 0; i < slice->width; i++) {
            float error = slice_error[(size_t)row * slice->width + i];
            kkr_rgb c =
                isfinite(error)
                    ? kkr_colormap_color(map, kkr_scale_position(&scale, (double)error))
                    : style->unknown;
            unsigned char *pixel =
                data + (size_t)(slice->height - 1 - row) * stride + 4 * (size_t)i;
            pixel[0] = c.b;
            pixel[1] = c.g;
            pixel[2] = c.r;
            pixel[3] = 0xff;
        }
    cairo_surface_mark_dirty(image);
    cairo_save(cr);
    cairo_rectangle(cr, frame.x, frame.y, frame.width, frame.height);
    cairo_clip(cr);
    cairo_translate(cr, frame.x, frame.y);
    cairo_scale(cr, frame.width / slice->width, frame.height / slice->height);
    cairo_set_source_surface(cr, image, 0, 0);
    cairo_pattern_set_filter(cairo_get_source(cr), CAIRO_FILTER_NEAREST);
    cairo_paint(cr);
    cairo_identity_matrix(cr);
    cairo_restore(cr);
    cairo_surface_destroy(image);
    cairo_save(cr);
    cairo_rectangle(cr, frame.x, frame.y, frame.width, frame.height);
    cairo_clip(cr);
    draw_outlines(cr, style, slice, &frame);
    cairo_restore(cr);
    cairo_rectangle(cr, frame.x, frame.y, frame.width, frame.height);
    kkr_plot_set_color(cr, style->ink, 0.7);
    cairo_set_line_width(cr, style->fine);
    cairo_stroke(cr);
    kkr_rect ramp = { frame.x + frame.width + 0.9 * em, frame.y + 1.6 * em, 0.9 * em,
                      frame.height - 1.6 * em };
    const kkr_color_bar bar = { map, scale, "Ry", 7 };
    kkr_color_bar_draw(cr, style, &ramp, &bar);
    g_autofree char *plane = g_markup_escape_text(slice->plane.name, -1);
    g_autofree char *words = g_strdup_printf("grid − exact, %s", plane);
    kkr_check_name_chart(cr, style, &frame, letter, words);
}

void kkr_check_draw_distance(cairo_t *cr, const kkr_style *style, const kkr_rect *area,
                             char letter, const kkr_grid_error *e, double r_mt)
{
    const double em = style->text;
    kkr_rect frame = *area;
    double all[2 * KKR_ERROR_BINS];
    memcpy(all, e->rms, sizeof e->rms);
    memcpy(all + KKR_ERROR_BINS, e->max, sizeof e->max);
    kkr_chart chart = { style,
                        frame,
                        { KKR_SCALE_LOG, false, 0.1, 6, 0 },
                        kkr_chart_log_scale(all, 2 * KKR_ERROR_BINS),
                        "<i>r</i> from the nucleus (bohr)",
                        "error of <i>V</i> (Ry)",
                        3,
                        6 };
    kkr_chart_draw(cr, &chart);
    kkr_chart_vertical(cr, &chart, r_mt, "<i>r</i><sub>MT</sub>");
    kkr_rgb line = style->accent, quiet = kkr_rgb_mix(style->paper, line, 0.5);
    double width = 2.2 * style->fine;
    kkr_chart_curve(cr, &chart, e->r, e->max, KKR_ERROR_BINS, quiet, width);
    kkr_chart_curve(cr, &chart, e->r, e->rms, KKR_ERROR_BINS, line, width);
    for (int k = 0; k < 2; k++) {
        double y = frame.y + frame.height - (2.2 - 1.25 * k) * style->ticks;
        double x = frame.x + 0.6 * em;
        cairo_move_to(cr, x, y - 0.35 * style->ticks);
        cairo_rel_line_to(cr, 1.4 * em, 0);
        kkr_plot_set_color(cr, k ? line : quiet, 1);
        cairo_set_line_width(cr, width);
        cairo_stroke(cr);
        write_text(cr, style, k ? "rms" : "largest", style->ticks, false, style->ink,
                   KKR_ANCHOR_LEFT, x + 1.9 * em, y);
    }
    kkr_check_name_chart(cr, style, &frame, letter, "by distance");
}

void kkr_check_draw_histogram(cairo_t *cr, const kkr_style *style, const kkr_rect *area,
                              char letter, const kkr_grid_error *e)
{
    kkr_rect frame = *area;
    int first = KKR_ERROR_BINS, last = 0, most = 1;
    for (int k = 0; k < KKR_ERROR_BINS; k++)
        if (e->histogram[k]) {
            first = first < k ? first : k;
            last = k;
            most = e->histogram[k] > most ? e->histogram[k] : most;
        }
    double low = pow(10, floor((e->histogram_from + first) / 5));
    double high = pow(10, ceil((e->histogram_from + last + 1) / 5));
    double top = 100. * most / (e->n_points ? e->n_points : 1);
    kkr_chart chart = { style,
                        frame,
                        { KKR_SCALE_LOG, false, low, high > low ? high : 10 * low, 0 },
                        { KKR_SCALE_LINEAR, false, 0, ceil(top / 5) * 5, 0 },
                        "|error of <i>V</i>| (Ry)",
                        "points (%)",
                        4,
                        5 };
    kkr_chart_draw(cr, &chart);
    for (int k = first; k <= last; k++) {
        double x0 = kkr_chart_x(&chart, pow(10, (e->histogram_from + k) / 5));
        double x1 = kkr_chart_x(&chart, pow(10, (e->histogram_from + k + 1) / 5));
        double y = kkr_chart_y(&chart, 100. * e->histogram[k] / e->n_points);
        cairo_rectangle(cr, x0, y, x1 - x0, frame.y + frame.height - y);
    }
    kkr_plot_set_color(cr, kkr_rgb_mix(style->paper, style->accent, 0.55), 1);
    cairo_fill_preserve(cr);
    kkr_plot_set_color(cr, style->paper, 1);
    cairo_set_line_width(cr, 0.6 * style->fine);
    cairo_stroke(cr);
    kkr_check_name_chart(cr, style, &frame, letter, "how many");
}

void kkr_check_draw_spacing(cairo_t *cr, const kkr_style *style, const kkr_rect *area,
                            char letter, const kkr_grid_error *e)
{
    const double em = style->text;
    kkr_rect frame = *area;
    double all[2 * KKR_ERROR_GRIDS];
    int n = e->n_grids;
    if (n < 2)
        return;
    memcpy(all, e->between, sizeof e->between);
    memcpy(all + n, e->inside, sizeof *all * (size_t)n);
    double low = e->spacing[n - 1] / 1.5, high = e->spacing[0] * 1.5;
    kkr_chart chart = { style,
                        frame,
                        { KKR_SCALE_LOG, false, low, high, 0 },
                        kkr_chart_log_scale(all, 2 * n),
                        "spacing <i>h</i> (bohr)",
                        "rms error of <i>V</i> (Ry)",
                        3,
                        6 };
    kkr_chart_draw(cr, &chart);
    // what second order would be, from the finest grid on
    double h[2] = { low, high }, guide[2];
    for (int k = 0; k < 2; k++)
        guide[k] = e->between[n - 1] * pow(h[k] / e->spacing[n - 1], 2);
    cairo_save(cr);
    double dash[] = { 3 * style->fine, 3 * style->fine };
    cairo_set_dash(cr, dash, 2, 0);
    kkr_chart_curve(cr, &chart, h, guide, 2, style->dim, style->fine);
    cairo_restore(cr);
    kkr_rgb colors[2] = { style->accent, kkr_rgb_mix(style->ink, style->paper, 0.35) };
    const double *values[2] = { e->between, e->inside };
    static const char *const names[2] = { "between the spheres",
                                          "1 bohr to <i>r</i><sub>MT</sub>" };
    for (int k = 0; k < 2; k++) {
        kkr_chart_curve(cr, &chart, e->spacing, values[k], n, colors[k],
                        2.2 * style->fine);
        kkr_chart_dots(cr, &chart, e->spacing, values[k], n, colors[k], 0.22 * em);
        double y = frame.y + (1.6 + 1.25 * k) * style->ticks;
        double x = frame.x + 0.6 * em;
        write_text(cr, style, names[k], style->ticks, false, colors[k], KKR_ANCHOR_LEFT,
                   x, y);
    }
    write_text(cr, style, "dashed: <i>h</i>²", style->ticks, false, style->dim,
               KKR_ANCHOR_LEFT, frame.x + 0.6 * em, frame.y + 4.1 * style->ticks);
    kkr_check_name_chart(cr, style, &frame, letter, "by spacing");
}
