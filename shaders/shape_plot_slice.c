// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/shape_plot_private.h"

#include <math.h>
#include <stdio.h>

#include "core/contour.h"

// The sum as colours: 0 is the paper, 1 a calm tint, and what overshoots stands out.
static const kkr_scale shades = { .kind = KKR_SCALE_LINEAR,
                                  .is_signed = true,
                                  .limit = 2.5 };

static cairo_surface_t *make_image(const kkr_shape_plot *plot, const kkr_colormap *map)
{
    const kkr_shape_slice *slice = plot->slice;
    int size = slice->size;
    cairo_surface_t *surface =
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, size, size);
    if (cairo_surface_status(surface) != CAIRO_STATUS_SUCCESS)
        return surface;
    cairo_surface_flush(surface);
    unsigned char *data = cairo_image_surface_get_data(surface);
    int stride = cairo_image_surface_get_stride(surface);
    for (int j = 0; j < size; j++) {
        unsigned *row =
            (unsigned *)(void *)(data + (size_t)(size - 1 - j) * (size_t)stride);
        for (int i = 0; i < size; i++) {
            kkr_rgb c = kkr_colormap_color(
                map, kkr_scale_position(&shades, slice->sum[(size_t)j * size + i]));
            row[i] = (unsigned)c.r << 16 | (unsigned)c.g << 8 | c.b;
        }
    }
    cairo_surface_mark_dirty(surface);
    return surface;
}

static void draw_image(cairo_t *cr, const kkr_shape_plot *plot, const kkr_rect *panel,
                       const kkr_colormap *map)
{
    cairo_surface_t *image = make_image(plot, map);
    double pixel = panel->width / (plot->slice->size - 1);
    cairo_save(cr);
    cairo_rectangle(cr, panel->x, panel->y, panel->width, panel->height);
    cairo_clip(cr);
    // the first pixel's centre lies on the rim
    cairo_translate(cr, panel->x - pixel / 2, panel->y - pixel / 2);
    cairo_scale(cr, pixel, pixel);
    cairo_set_source_surface(cr, image, 0, 0);
    cairo_paint(cr);
    cairo_restore(cr);
    cairo_surface_destroy(image);
}

/** Where the sum says the cell ends: one half. */
static void draw_half(cairo_t *cr, const kkr_shape_plot *plot, const kkr_rect *panel)
{
    const kkr_shape_slice *s = plot->slice;
    KKR_AUTO(kkr_contour)
    half = kkr_contour_new(s->sum, NULL, s->size, s->size, 0.5, false);
    for (int i = 0; i < half->n_lines; i++) {
        cairo_new_sub_path(cr);
        for (int k = half->start[i]; k < half->start[i + 1]; k++)
            cairo_line_to(
                cr,
                kkr_shape_page_x(plot, panel, half->points[k][0] * s->pitch - s->half),
                kkr_shape_page_y(plot, panel, half->points[k][1] * s->pitch - s->half));
    }
    cairo_stroke(cr);
}

static void draw_circle(cairo_t *cr, const kkr_shape_plot *plot, const kkr_rect *panel,
                        double radius)
{
    cairo_new_sub_path(cr);
    cairo_arc(cr, kkr_shape_page_x(plot, panel, 0), kkr_shape_page_y(plot, panel, 0),
              panel->width * radius / (2 * plot->slice->half), 0, 2 * M_PI);
    cairo_stroke(cr);
}

static void draw_bar(cairo_t *cr, const kkr_shape_style *style, const kkr_rect *panel,
                     const kkr_colormap *map)
{
    double em = style->label, width = 1.1 * em, x = panel->x + panel->width + em;
    const double low = -0.5, high = 1.5;
    cairo_pattern_t *ramp =
        cairo_pattern_create_linear(0, panel->y + panel->height, 0, panel->y);
    for (int k = 0; k <= 64; k++) {
        double value = low + (high - low) * k / 64;
        kkr_rgb c = kkr_colormap_color(map, kkr_scale_position(&shades, value));
        cairo_pattern_add_color_stop_rgb(ramp, k / 64., c.r / 255., c.g / 255.,
                                         c.b / 255.);
    }
    cairo_rectangle(cr, x, panel->y, width, panel->height);
    cairo_set_source(cr, ramp);
    cairo_fill(cr);
    cairo_pattern_destroy(ramp);
    for (int k = 0; k <= 4; k++) {
        char label[16];
        double value = low + 0.5 * k;
        double y = panel->y + panel->height * (1 - (value - low) / (high - low));
        snprintf(label, sizeof label, "%s%g", value < 0 ? "−" : "", fabs(value));
        kkr_plot_text text = { .markup = label,
                               .size = style->plot.ticks,
                               .color = style->plot.ink };
        cairo_move_to(cr, x + width, y);
        cairo_line_to(cr, x + width + style->tick_length, y);
        kkr_plot_set_color(cr, style->plot.ink, 0.8);
        cairo_set_line_width(cr, style->plot.fine);
        cairo_stroke(cr);
        kkr_plot_draw_text(cr, &style->plot, &text, KKR_ANCHOR_LEFT | KKR_ANCHOR_MIDDLE,
                           x + width + 1.6 * style->tick_length, y);
    }
}

void kkr_shape_draw_slice(cairo_t *cr, const kkr_shape_plot *plot,
                          const kkr_shape_style *style, const kkr_rect *panel)
{
    const kkr_shape_slice *s = plot->slice;
    const kkr_colormap *map = kkr_colormap_get("diverging", plot->view.dark);
    double fine = style->plot.fine, dash[] = { 3 * fine, 2.5 * fine };
    draw_image(cr, plot, panel, map);
    kkr_plot_set_color(cr, style->plot.ink, 0.8);
    cairo_set_line_width(cr, fine);
    cairo_set_dash(cr, dash, 2, 0);
    draw_half(cr, plot, panel);
    cairo_set_dash(cr, NULL, 0, 0);
    cairo_set_line_width(cr, 1.5 * fine);
    for (int k = 0; k < s->n_corners; k++)
        cairo_line_to(cr, kkr_shape_page_x(plot, panel, s->corner[k][0]),
                      kkr_shape_page_y(plot, panel, s->corner[k][1]));
    cairo_close_path(cr);
    kkr_plot_set_color(cr, style->plot.ink, 1);
    cairo_stroke(cr);
    cairo_set_line_width(cr, fine);
    kkr_plot_set_color(cr, style->plot.ink, 0.45);
    draw_circle(cr, plot, panel, plot->curves->r_in);
    if (plot->view.radius > 0) {
        kkr_plot_set_color(cr, style->pick, 1);
        cairo_set_line_width(cr, 1.5 * fine);
        draw_circle(cr, plot, panel, plot->view.radius);
    }
    draw_bar(cr, style, panel, map);
    char title[160];
    snprintf(title, sizeof title,
             "Θ summed to <i>l</i> = %d; line: exact cell, dashed: sum = ½", s->l);
    kkr_plot_text text = { .markup = title,
                           .size = style->label,
                           .color = style->plot.dim };
    kkr_plot_draw_text(cr, &style->plot, &text, KKR_ANCHOR_LEFT | KKR_ANCHOR_BASELINE,
                       panel->x, panel->y - 0.9 * style->label);
    // two directions, from the lower left corner
    double em = style->label, x = panel->x, y = panel->y + panel->height + 1.5 * em;
    const kkr_vec3 *axes[] = { &s->u, &s->v };
    for (int k = 0; k < 2; k++, y += 1.4 * em) {
        snprintf(title, sizeof title, "%s (%.3g, %.3g, %.3g)", k ? "↑" : "→",
                 axes[k]->x, axes[k]->y, axes[k]->z);
        kkr_plot_draw_text(cr, &style->plot, &text, KKR_ANCHOR_LEFT | KKR_ANCHOR_MIDDLE,
                           x, y);
    }
}
