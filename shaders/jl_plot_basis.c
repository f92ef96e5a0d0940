// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/jl_plot_private.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { STEPS = 400 };

/** Coloured numbers of the curves, right-aligned in the heading. */
static void draw_key(cairo_t *cr, const kkr_jl_style *style, const kkr_rect *area,
                     const char *name, int first, int last)
{
    double em = style->label, x = area->x + area->width,
           y = area->y + 1.05 * style->title;
    int n = last - first + 1, step = (n + 9) / 10;
    for (int k = (n - 1) / step * step; k >= 0; k -= step) {
        char label[16];
        snprintf(label, sizeof label, "%d", first + k);
        kkr_plot_text text = { .markup = label,
                               .size = em,
                               .bold = true,
                               .color = kkr_jl_curve_color(style, k, n) };
        kkr_plot_draw_text(cr, &style->plot, &text,
                           KKR_ANCHOR_RIGHT | KKR_ANCHOR_BASELINE, x, y);
        x -= first + k > 9 ? 1.6 * em : 1.05 * em;
    }
    kkr_jl_write(cr, style, name, style->plot.dim,
                 KKR_ANCHOR_RIGHT | KKR_ANCHOR_BASELINE, x - 0.2 * em, y);
}

/** Which distances atoms have: ticks by species along the upper rim, equal ones once. */
static void draw_shells(cairo_t *cr, const kkr_jl_picture *p, const kkr_jl_style *style,
                        const jl_axes *axes, double unit)
{
    double last[KKR_JL_SPECIES_MAX], length = 0.07 * axes->box.height;
    for (int s = 0; s < KKR_JL_SPECIES_MAX; s++)
        last[s] = -1;
    for (int i = 0; i < p->n_near; i++) {
        const kkr_jl_neighbour *a = &p->near[i];
        if (a->r < last[a->species] + 1e-4)
            continue;
        last[a->species] = a->r;
        double x = kkr_jl_page_x(axes, a->r * unit);
        cairo_move_to(cr, x, axes->box.y);
        cairo_line_to(cr, x, axes->box.y + length);
        kkr_plot_set_color(cr, kkr_jl_species_color(a->species), 1);
        cairo_set_line_width(cr, 1.4 * style->curve);
        cairo_stroke(cr);
    }
}

/** Below the axis, at its right: whose distances the ticks are. */
static void draw_species_key(cairo_t *cr, const kkr_jl_picture *p,
                             const kkr_jl_style *style, const jl_axes *axes)
{
    double x = axes->box.x + axes->box.width, width, height;
    double y =
        axes->box.y + axes->box.height + style->tick_length + 2.35 * style->plot.ticks;
    for (int s = p->settings.n_species - 1; s >= 0; s--) {
        kkr_plot_text text = { .markup = p->settings.species[s],
                               .size = style->label,
                               .bold = true,
                               .color = kkr_jl_species_color(s) };
        kkr_plot_measure(cr, &style->plot, &text, &width, &height);
        // never over the axis' own title
        if (x - width < axes->box.x + axes->box.width / 2 + 3 * style->label)
            return;
        kkr_plot_draw_text(cr, &style->plot, &text,
                           KKR_ANCHOR_RIGHT | KKR_ANCHOR_BASELINE, x, y);
        x -= width + 0.6 * style->label;
    }
}

void kkr_jl_draw_radial(cairo_t *cr, const kkr_jl_picture *p, const kkr_jl_view *view,
                        const kkr_jl_style *style, int body, const kkr_rect *area)
{
    kkr_jl_radial radial = kkr_jl_radial_of(&p->settings, body);
    bool in_bohr = view->recipe->length_unit != KKR_LENGTH_ANGSTROM;
    double unit = in_bohr ? 1 / kkr_angstrom_per_bohr : 1;
    const int n = radial.last - radial.first + 1;
    double(*values)[KKR_JL_N1_MAX] = kkr_alloc(STEPS + 1, sizeof *values);
    double most[KKR_JL_N1_MAX] = { 0 };
    for (int i = 0; i <= STEPS; i++) {
        kkr_jl_radial_values(&radial, radial.rcut * 1.05 * i / STEPS, values[i]);
        for (int k = 0; k < n; k++)
            most[k] = fmax(most[k], fabs(values[i][k]));
    }
    jl_axes axes = kkr_jl_axes(style, area, 0, radial.rcut * 1.05 * unit, -1.12, 1.12);
    kkr_jl_draw_heading(cr, style, area, body == 1 ? "One body" : "Two bodies", NULL);
    draw_key(cr, style, area, "<i>n</i> =", radial.first, radial.last);
    kkr_jl_draw_axes(cr, style, &axes, in_bohr ? "<i>r</i> / bohr" : "<i>r</i> / Å",
                     "<i>R<sub>n</sub></i> / max");
    double cut = kkr_jl_sharp(style, kkr_jl_page_x(&axes, radial.rcut * unit));
    double dash[] = { 3 * style->plot.fine, 3 * style->plot.fine };
    cairo_set_dash(cr, dash, 2, 0);
    cairo_move_to(cr, cut, axes.box.y);
    cairo_line_to(cr, cut, axes.box.y + axes.box.height);
    kkr_plot_set_color(cr, style->plot.ink, 0.6);
    cairo_set_line_width(cr, style->plot.fine);
    cairo_stroke(cr);
    cairo_set_dash(cr, NULL, 0, 0);
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
    for (int k = 0; k < n; k++) {
        cairo_new_path(cr);
        for (int i = 0; i <= STEPS; i++)
            cairo_line_to(
                cr, kkr_jl_page_x(&axes, radial.rcut * 1.05 * i / STEPS * unit),
                kkr_jl_page_y(&axes, most[k] > 0 ? values[i][k] / most[k] : 0));
        kkr_plot_set_color(cr, kkr_jl_curve_color(style, k, n), 1);
        cairo_set_line_width(cr, style->curve);
        cairo_stroke(cr);
    }
    draw_shells(cr, p, style, &axes, unit);
    draw_species_key(cr, p, style, &axes);
    free(values);
}

/** Angles between pairs of atoms as bars, by how much the pair counts. */
static void draw_angles(cairo_t *cr, const kkr_jl_picture *p, const kkr_jl_style *style,
                        const kkr_rect *strip)
{
    enum { BINS = 360 };
    double weight[BINS + 1] = { 0 }, most = 0, values[KKR_JL_N2_MAX];
    kkr_jl_radial radial = kkr_jl_radial_of(&p->settings, 2);
    double *first = kkr_alloc((size_t)p->n_near + 1, sizeof *first);
    for (int i = 0; i < p->n_near; i++) {
        kkr_jl_radial_values(&radial, p->near[i].r, values);
        first[i] = values[0];
    }
    for (int i = 0; i < p->n_near; i++)
        for (int j = i + 1; j < p->n_near; j++) {
            double c = kkr_vec3_dot(p->near[i].u, p->near[j].u);
            double angle = acos(fmin(fmax(c, -1), 1)) * 180 / M_PI;
            weight[(int)lround(angle * BINS / 180)] += fabs(first[i] * first[j]);
        }
    for (int k = 0; k <= BINS; k++)
        most = fmax(most, weight[k]);
    double bottom = strip->y + strip->height;
    for (int k = 0; k <= BINS && most > 0; k++) {
        if (weight[k] < 1e-3 * most)
            continue;
        double x = strip->x + strip->width * k / BINS;
        cairo_move_to(cr, x, bottom);
        cairo_line_to(cr, x, bottom - strip->height * sqrt(weight[k] / most));
    }
    kkr_plot_set_color(cr, style->pick, 0.8);
    cairo_set_line_width(cr, 0.9 * style->curve);
    cairo_stroke(cr);
    free(first);
}

/** Every 30 degrees, numbers every 60. */
static void draw_degrees(cairo_t *cr, const kkr_jl_style *style, const kkr_rect *strip)
{
    double bottom = kkr_jl_sharp(style, strip->y + strip->height);
    cairo_move_to(cr, strip->x, bottom);
    cairo_line_to(cr, strip->x + strip->width, bottom);
    for (int k = 0; k <= 6; k++) {
        double x = kkr_jl_sharp(style, strip->x + strip->width * k / 6);
        cairo_move_to(cr, x, bottom);
        cairo_line_to(cr, x, bottom + (k % 2 ? 0.6 : 1) * style->tick_length);
    }
    kkr_plot_set_color(cr, style->plot.ink, 0.8);
    cairo_set_line_width(cr, style->plot.fine);
    cairo_stroke(cr);
    for (int k = 0; k <= 6; k += 2) {
        char label[16];
        snprintf(label, sizeof label, "%d°", 30 * k);
        kkr_plot_text text = { .markup = label,
                               .size = style->plot.ticks,
                               .color = style->plot.ink };
        kkr_plot_draw_text(cr, &style->plot, &text,
                           KKR_ANCHOR_CENTER | KKR_ANCHOR_BASELINE,
                           strip->x + strip->width * k / 6,
                           bottom + style->tick_length + 1.05 * style->plot.ticks);
    }
}

void kkr_jl_draw_angular(cairo_t *cr, const kkr_jl_picture *p,
                         const kkr_jl_style *style, const kkr_rect *area)
{
    const int n = p->settings.l_max + 1;
    jl_axes axes = kkr_jl_axes(style, area, 0, 180, -1.08, 1.08);
    kkr_rect strip = axes.box;
    axes.box.width -= 1.1 * style->plot.ticks; // half of "180°" stands beyond
    strip.width = axes.box.width;
    axes.box.height *= 0.78;
    strip.y += axes.box.height + 0.03 * strip.height;
    strip.height *= 0.19;
    kkr_jl_draw_heading(cr, style, area, "Angles", NULL);
    draw_key(cr, style, area, "<i>l</i> =", 0, n - 1);
    kkr_jl_draw_y_axis(cr, style, &axes, "<i>P<sub>l</sub></i> (cos <i>ϑ</i>)");
    draw_degrees(cr, style, &strip);
    draw_angles(cr, p, style, &strip);
    kkr_jl_write(cr, style, "<i>ϑ</i>, bars: pairs of atoms", style->plot.dim,
                 KKR_ANCHOR_CENTER | KKR_ANCHOR_BASELINE, strip.x + strip.width / 2,
                 strip.y + strip.height + style->tick_length +
                     2.35 * style->plot.ticks);
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
    for (int l = 0; l < n; l++) {
        cairo_new_path(cr);
        for (int i = 0; i <= STEPS; i++) {
            double values[KKR_JL_L_MAX + 1], angle = 180. * i / STEPS;
            kkr_legendre(n - 1, cos(angle * M_PI / 180), values);
            cairo_line_to(cr, kkr_jl_page_x(&axes, angle),
                          kkr_jl_page_y(&axes, values[l]));
        }
        kkr_plot_set_color(cr, kkr_jl_curve_color(style, l, n), 1);
        cairo_set_line_width(cr, style->curve);
        cairo_stroke(cr);
    }
}
