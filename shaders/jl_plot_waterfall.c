// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/jl_plot_private.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const double z_limit = 3;

/** V or V - V0 along the line, with a symlog axis; breaks at cell faces. */
static void draw_curve(cairo_t *cr, const kkr_jl_picture *p, const kkr_jl_view *view,
                       const kkr_jl_style *style, const kkr_rect *area, bool difference)
{
    double unit = kkr_energy_unit_factor(view->recipe->energy_unit), limit = 0;
    char title[80];
    for (int i = 0; i < p->line->n; i++) {
        const kkr_sample *s = &p->line->points[i].sample;
        double v = (difference ? s->dv : s->v) * unit;
        // nearer to a nucleus V says what Z is; it is cut off there
        if (isfinite(v) && s->r > 0.5)
            limit = fmax(limit, fabs(v));
    }
    snprintf(title, sizeof title, "%s / %s",
             difference ? "<i>V</i> − <i>V</i>₀" : "<i>V</i>",
             kkr_energy_unit_name(view->recipe->energy_unit));
    limit = limit > 0 ? pow(10, ceil(log10(limit))) : 1;
    jl_axes axes = { .box = { area->x + style->tick_room, area->y,
                              area->width - style->tick_room, area->height },
                     .x = { .low = 0, .limit = p->length },
                     .y = { KKR_SCALE_SYMLOG, true, -limit, limit, limit / 1000 } };
    kkr_jl_draw_y_axis(cr, style, &axes, title);
    cairo_save(cr);
    cairo_rectangle(cr, axes.box.x, axes.box.y, axes.box.width, axes.box.height);
    cairo_clip(cr);
    int site = -2, host_site = -2;
    for (int i = 0; i < p->line->n; i++) {
        const kkr_line_point *point = &p->line->points[i];
        const kkr_sample *s = &point->sample;
        double v = (difference ? s->dv : s->v) * unit;
        if (!isfinite(v) || s->site != site || s->host_site != host_site)
            cairo_new_sub_path(cr);
        site = s->site;
        host_site = s->host_site;
        if (isfinite(v))
            cairo_line_to(cr, kkr_jl_page_x(&axes, point->distance),
                          kkr_jl_page_y(&axes, fmin(fmax(v, -9 * limit), 9 * limit)));
    }
    kkr_plot_set_color(cr, kkr_jl_curve_color(style, 1, 2), 1);
    cairo_set_line_width(cr, style->curve);
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
    cairo_stroke(cr);
    cairo_restore(cr);
}

/** Names of the atoms above everything. */
static void draw_atoms(cairo_t *cr, const kkr_jl_picture *p, const kkr_jl_style *style,
                       double x, double width, double y)
{
    for (int i = 0; i < p->n_marks; i++) {
        double at = x + width * p->marks[i].distance / p->length;
        int anchor = i == 0 && at < x + style->label ? KKR_ANCHOR_LEFT
                     : at > x + width - style->label ? KKR_ANCHOR_RIGHT
                                                     : KKR_ANCHOR_CENTER;
        kkr_plot_text text = { .markup = p->marks[i].label,
                               .size = style->label,
                               .bold = true,
                               .color = style->plot.ink };
        kkr_plot_draw_text(cr, &style->plot, &text, anchor | KKR_ANCHOR_BASELINE, at,
                           y);
    }
}

/** Names of blocks of columns at the left, lines between them. */
static void draw_blocks(cairo_t *cr, const kkr_jl_picture *p, const kkr_jl_style *style,
                        const kkr_rect *box)
{
    const kkr_jl_settings *s = &p->settings;
    int n = p->n_shown, first = 0;
    double row = box->height / n;
    for (int f = 1; f <= n; f++) {
        kkr_jl_column a = kkr_jl_column_at(s, p->shown[first]);
        kkr_jl_column b =
            f < n ? kkr_jl_column_at(s, p->shown[f]) : (kkr_jl_column){ .a = -1 };
        if (a.a == b.a && a.b == b.b)
            continue;
        double top = box->y + first * row, bottom = box->y + f * row;
        char text[80];
        if (a.body == 1)
            snprintf(text, sizeof text, "%s", s->species[a.a]);
        else
            snprintf(text, sizeof text, "%s–%s", s->species[a.a], s->species[a.b]);
        if (bottom - top > 0.9 * style->label)
            kkr_jl_write(cr, style, text, style->plot.ink,
                         KKR_ANCHOR_RIGHT | KKR_ANCHOR_MIDDLE,
                         box->x - 0.5 * style->label, (top + bottom) / 2);
        if (f < n) {
            cairo_move_to(cr, box->x, bottom);
            cairo_line_to(cr, box->x + box->width, bottom);
            kkr_plot_set_color(cr, style->plot.ink, 0.8);
            cairo_set_line_width(cr, style->plot.fine);
            cairo_stroke(cr);
        }
        first = f;
    }
}

/** Cell faces across everything. */
static void draw_faces(cairo_t *cr, const kkr_jl_picture *p, const kkr_jl_style *style,
                       double x, double width, double top, double bottom)
{
    double dash[] = { 2.5 * style->plot.fine, 2.5 * style->plot.fine };
    cairo_set_dash(cr, dash, 2, 0);
    for (int i = 1; i < p->line->n; i++) {
        const kkr_line_point *a = &p->line->points[i - 1], *b = &p->line->points[i];
        if (a->distance != b->distance)
            continue;
        double at = x + width * a->distance / p->length;
        cairo_move_to(cr, at, top);
        cairo_line_to(cr, at, bottom);
    }
    kkr_plot_set_color(cr, style->plot.ink, 0.55);
    cairo_set_line_width(cr, style->plot.fine);
    cairo_stroke(cr);
    cairo_set_dash(cr, NULL, 0, 0);
}

void kkr_jl_draw_waterfall(cairo_t *cr, const kkr_jl_picture *p,
                           const kkr_jl_view *view, const kkr_jl_style *style,
                           const kkr_rect *area)
{
    double per = kkr_length_unit_factor(view->recipe->length_unit, view->alat);
    double em = style->label, strip = 0.16 * area->height;
    char text[120];
    kkr_rect v = { area->x, area->y + style->head + 1.3 * em, area->width, strip };
    kkr_rect dv = v;
    bool has_dv = false;
    for (int i = 0; i < p->line->n; i++)
        has_dv |= isfinite(p->line->points[i].sample.dv);
    dv.y += has_dv ? strip + 1.2 * em : 0;
    snprintf(text, sizeof text,
             "active columns along a line, <i>z</i>-scores; %d of %d", p->n_active,
             kkr_jl_n_features(&p->settings));
    kkr_jl_draw_heading(cr, style, area, "Waterfall", text);
    draw_curve(cr, p, view, style, &v, false);
    if (has_dv)
        draw_curve(cr, p, view, style, &dv, true);
    double top = dv.y + strip + 1.2 * em;
    double bottom = area->y + area->height - style->axis_room - style->bar_room;
    kkr_rect box = { area->x + style->tick_room, top, area->width - style->tick_room,
                     bottom - top };
    int n = p->n_shown;
    // row 0 of an image lies below: the first column belongs to the top
    float *turned = kkr_alloc((size_t)n * (size_t)p->n_stations, sizeof *turned);
    for (int f = 0; f < n; f++)
        for (int i = 0; i < p->n_stations; i++)
            turned[(size_t)(n - 1 - f) * (size_t)p->n_stations + (size_t)i] =
                p->waterfall[(size_t)f * (size_t)p->n_stations + (size_t)i];
    const kkr_colormap *map = kkr_colormap_get("diverging", style->plot.dark);
    cairo_surface_t *image = kkr_jl_image(turned, p->n_stations, n, map, -z_limit,
                                          z_limit, style->plot.unknown);
    kkr_jl_paint(cr, image, &box, false);
    cairo_surface_destroy(image);
    free(turned);
    draw_blocks(cr, p, style, &box);
    draw_atoms(cr, p, style, box.x, box.width, v.y - 0.6 * em);
    draw_faces(cr, p, style, box.x, box.width, v.y, box.y + box.height);
    jl_axes axes = { .box = box,
                     .x = { .low = 0, .limit = p->length * per },
                     .y = { .low = 0, .limit = 1 } };
    snprintf(text, sizeof text, "distance / %s",
             kkr_length_unit_name(view->recipe->length_unit));
    kkr_jl_draw_x_axis(cr, style, &axes, text);
    cairo_rectangle(cr, box.x, box.y, box.width, box.height);
    kkr_plot_set_color(cr, style->plot.line, 1);
    cairo_set_line_width(cr, style->plot.fine);
    cairo_stroke(cr);
    kkr_rect ramp = { box.x, bottom + style->axis_room + 0.6 * em, 0.4 * box.width,
                      0.8 * em };
    kkr_jl_draw_ramp(cr, style, &ramp, map, -z_limit, z_limit);
}
