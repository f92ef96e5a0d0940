// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/panels_private.h"

#include <math.h>

static const double in_plane = 1; // bohr; a pin farther away is not shown

/** Where a point's foot on the plane lies on the page; how far it is from the plane. */
static double foot(const kkr_panels *panels, const kkr_rect *panel, kkr_vec3 point,
                   double *x, double *y)
{
    const kkr_plane *plane = &panels->slice->plane;
    kkr_vec3 from = kkr_vec3_sub(point, plane->origin);
    kkr_panels_to_page(panels, panel, kkr_vec3_dot(from, plane->u),
                       kkr_vec3_dot(from, plane->v), x, y);
    return fabs(kkr_vec3_dot(from, plane->n));
}

/** Twice, with a rim that shows on any colour. */
static void stroke(cairo_t *cr, const kkr_panels_style *style, double width)
{
    kkr_plot_set_color(cr, style->plot.paper, 0.85);
    cairo_set_line_width(cr, 2.8 * width);
    cairo_stroke_preserve(cr);
    kkr_plot_set_color(cr, style->plot.ink, 1);
    cairo_set_line_width(cr, width);
    cairo_stroke(cr);
}

static void draw_line(cairo_t *cr, const kkr_panels *panels,
                      const kkr_panels_style *style, const kkr_rect *panel)
{
    double x[2], y[2], width = 1.6 * style->frame, radius = 1.25 * style->atom;
    foot(panels, panel, panels->recipe.line_from, &x[0], &y[0]);
    foot(panels, panel, panels->recipe.line_to, &x[1], &y[1]);
    double length = hypot(x[1] - x[0], y[1] - y[0]);
    if (!(length > 4 * radius))
        return;
    double dx = (x[1] - x[0]) / length, dy = (y[1] - y[0]) / length;
    cairo_move_to(cr, x[0] + radius * dx, y[0] + radius * dy);
    cairo_line_to(cr, x[1] - radius * dx, y[1] - radius * dy);
    stroke(cr, style, width);
    for (int end = 0; end < 2; end++) { // a ring where it begins, a disc where it ends
        cairo_new_sub_path(cr);
        cairo_arc(cr, x[end], y[end], radius, 0, 2 * M_PI);
        kkr_plot_set_color(cr, end ? style->plot.ink : style->plot.paper, 1);
        cairo_fill_preserve(cr);
        stroke(cr, style, 0.7 * width);
    }
}

static void draw_pin(cairo_t *cr, const kkr_panels *panels,
                     const kkr_panels_style *style, const kkr_rect *panel)
{
    double x, y, radius = 1.8 * style->atom;
    double height = foot(panels, panel, panels->recipe.pin, &x, &y);
    if (height > in_plane)
        return;
    cairo_new_sub_path(cr);
    cairo_arc(cr, x, y, radius, 0, 2 * M_PI);
    // of a point beside the plane only the ring, as in the window
    for (int k = 0; k < 4 && height < 1e-4; k++) {
        double dx = k % 2 ? 0 : k - 1, dy = k % 2 ? k - 2 : 0;
        cairo_move_to(cr, x + 0.5 * radius * dx, y + 0.5 * radius * dy);
        cairo_line_to(cr, x + 2 * radius * dx, y + 2 * radius * dy);
    }
    stroke(cr, style, 1.3 * style->frame);
}

void kkr_panels_draw_overlay(cairo_t *cr, const kkr_panels *panels,
                             const kkr_panels_style *style, const kkr_rect *panel)
{
    if (!style->overlay || !panels->slice)
        return;
    if (panels->recipe.show_line && panels->recipe.line_ends == 2)
        draw_line(cr, panels, style, panel);
    if (panels->recipe.has_pin)
        draw_pin(cr, panels, style, panel);
}
