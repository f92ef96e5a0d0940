// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/radial_plot_private.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { MANY = 12 }; // more curves than this are drawn thin

/** A pixel's middle, so that lines of one pixel are sharp. */
static double sharp(const kkr_radial_style *style, double x)
{
    return style->snap > 0 ? (floor(x / style->snap) + 0.5) * style->snap : x;
}

static double page_x(const kkr_rect *panel, double position)
{
    return panel->x + panel->width * position;
}

static double page_y(const kkr_rect *panel, double position)
{
    return panel->y + panel->height * (1 - position);
}

static void clip_to(cairo_t *cr, const kkr_rect *r)
{
    cairo_rectangle(cr, r->x, r->y, r->width, r->height);
    cairo_clip(cr);
}

// ---- axes -----------------------------------------------------------------------

/** The ticks on the axis; as many are labelled as fit, at most n_major. */
static int make_ticks(const radial_axis *axis, int n_major, kkr_tick *ticks)
{
    // A symmetric scale counts both sides, of which the axis may show little.
    for (int asked = axis->scale.is_signed ? 3 * n_major : n_major;; asked--) {
        int n = kkr_scale_ticks(&axis->scale, asked, ticks, RADIAL_MAX_TICKS);
        int kept = 0, labelled = 0;
        for (int k = 0; k < n; k++) {
            double p = (ticks[k].position - axis->from) / (axis->to - axis->from);
            if (p < -1e-9 || p > 1 + 1e-9)
                continue;
            ticks[kept] = ticks[k];
            labelled += ticks[k].major;
            ticks[kept++].position = p;
        }
        if (labelled <= n_major || asked <= 2)
            return kept;
    }
}

static double number_gap(const kkr_radial_style *style)
{
    return style->tick_length + 0.15 * style->plot.ticks;
}

/** One way of writing for a whole axis: where some need 10⁴, there is no 1000. */
static bool wants_powers(cairo_t *cr, const kkr_radial_style *style,
                         const kkr_tick *ticks, int n)
{
    for (int k = 0; k < n; k++) {
        if (!ticks[k].major || ticks[k].value == 0)
            continue;
        kkr_plot_text text = { .markup = ticks[k].label, .size = style->plot.ticks };
        double width, height, size = fabs(ticks[k].value);
        kkr_plot_measure(cr, &style->plot, &text, &width, &height);
        if (size > 9999 || size < 9.9e-5 ||
            width > style->tick_room - number_gap(style))
            return true;
    }
    return false;
}

static void draw_value_axis(cairo_t *cr, const kkr_radial_plot *plot,
                            const kkr_radial_style *style, const kkr_rect *panel,
                            kkr_quantity quantity)
{
    kkr_tick ticks[RADIAL_MAX_TICKS];
    int room = (int)(panel->height / (1.6 * style->plot.ticks)) + 1;
    int n = make_ticks(&plot->axis[quantity],
                       room < style->n_ticks ? room : style->n_ticks, ticks);
    kkr_rgb grid = kkr_rgb_mix(style->plot.paper, style->plot.ink, 0.10);
    bool powers = wants_powers(cr, style, ticks, n);
    for (int k = 0; k < n; k++) {
        double y = sharp(style, page_y(panel, ticks[k].position));
        if (!ticks[k].major)
            continue;
        bool zero = ticks[k].value == 0;
        cairo_move_to(cr, panel->x, y);
        cairo_line_to(cr, panel->x + panel->width, y);
        kkr_plot_set_color(cr, zero ? style->plot.ink : grid, zero ? 0.45 : 1);
        cairo_set_line_width(cr, 0.7 * style->plot.fine);
        cairo_stroke(cr);
        kkr_plot_text text = { .markup = powers ? ticks[k].power : ticks[k].label,
                               .size = style->plot.ticks,
                               .color = style->plot.ink };
        kkr_plot_draw_text(cr, &style->plot, &text,
                           KKR_ANCHOR_RIGHT | KKR_ANCHOR_MIDDLE,
                           panel->x - number_gap(style), y);
    }
}

static void draw_r_axis(cairo_t *cr, const kkr_radial_plot *plot,
                        const kkr_radial_style *style, const kkr_rect *panel,
                        bool numbers)
{
    double bottom = sharp(style, panel->y + panel->height);
    cairo_move_to(cr, panel->x, bottom);
    cairo_line_to(cr, panel->x + panel->width, bottom);
    kkr_plot_set_color(cr, style->plot.ink, 0.8);
    cairo_set_line_width(cr, style->plot.fine);
    cairo_stroke(cr);
    kkr_tick ticks[RADIAL_MAX_TICKS];
    int room = (int)(panel->width / (3 * style->plot.ticks)) + 1;
    int n =
        make_ticks(&plot->r_axis, room < style->n_ticks ? room : style->n_ticks, ticks);
    for (int k = 0; k < n; k++) {
        double x = sharp(style, page_x(panel, ticks[k].position));
        cairo_move_to(cr, x, bottom);
        cairo_line_to(cr, x, bottom + style->tick_length * (ticks[k].major ? 1 : 0.5));
        cairo_stroke(cr);
        kkr_plot_text text = { .markup = ticks[k].label,
                               .size = style->plot.ticks,
                               .color = style->plot.ink };
        if (numbers && ticks[k].major)
            kkr_plot_draw_text(cr, &style->plot, &text,
                               KKR_ANCHOR_CENTER | KKR_ANCHOR_BASELINE, x,
                               bottom + style->tick_length + 1.05 * text.size);
    }
    if (!numbers)
        return;
    kkr_plot_text title = { .markup = "<i>r</i> (bohr)",
                            .size = style->plot.ticks,
                            .color = style->plot.ink };
    kkr_plot_draw_text(
        cr, &style->plot, &title, KKR_ANCHOR_CENTER | KKR_ANCHOR_BASELINE,
        panel->x + panel->width / 2, bottom + style->tick_length + 2.35 * title.size);
}

/** A vertical line across the panel. */
static void draw_mark(cairo_t *cr, const kkr_radial_plot *plot,
                      const kkr_radial_style *style, const kkr_rect *panel, double r,
                      double on, double off, double alpha)
{
    double dash[] = { on * style->plot.fine, off * style->plot.fine };
    double x = sharp(style, page_x(panel, kkr_radial_axis_position(&plot->r_axis, r)));
    cairo_set_dash(cr, dash, 2, 0);
    cairo_move_to(cr, x, panel->y);
    cairo_line_to(cr, x, panel->y + panel->height);
    kkr_plot_set_color(cr, style->plot.ink, alpha);
    cairo_set_line_width(cr, style->plot.fine);
    cairo_stroke(cr);
    cairo_set_dash(cr, NULL, 0, 0);
}

/** Non-spherical parts begin at r(IRMIN): of interest where there are some. */
static bool shows_ir_min(const kkr_radial_plot *plot)
{
    bool components = false;
    for (int i = 0; i < plot->curves->n; i++)
        components |= plot->curves->curve[i].lm > 0;
    return components && plot->r_ir_min > kkr_sampler_r_display;
}

static void draw_marks(cairo_t *cr, const kkr_radial_plot *plot,
                       const kkr_radial_style *style, const kkr_rect *panel)
{
    if (shows_ir_min(plot))
        draw_mark(cr, plot, style, panel, plot->r_ir_min, 1, 3, 0.55);
    if (plot->r_cut > 0)
        draw_mark(cr, plot, style, panel, plot->r_cut, 1, 3, 0.55);
    for (int k = 0; k < plot->n_r_mt; k++)
        draw_mark(cr, plot, style, panel, plot->r_mt[k], 5, 4, 0.65);
}

/** Above the lines, r_MT first; a name that would touch another is left out. */
static void draw_mark_names(cairo_t *cr, const kkr_radial_plot *plot,
                            const kkr_radial_style *style, const kkr_rect *panel,
                            double title_end)
{
    const struct {
        const char *markup;
        double r;
    } names[] = {
        { "<i>r</i><sub>MT</sub>", plot->n_r_mt ? plot->r_mt[0] : 0 },
        { "<i>r</i><sub>cut</sub>", style->mark_names ? plot->r_cut : 0 },
        { "<i>r</i><sub>out</sub>", style->mark_names ? plot->r_max : 0 },
        { "<i>r</i><sub>min</sub>",
          style->mark_names && shows_ir_min(plot) ? plot->r_ir_min : 0 },
    };
    enum { N = sizeof names / sizeof *names };
    double taken[N + 1][2] = { { panel->x - style->tick_room, title_end } };
    int n_taken = 1;
    for (int k = 0; k < N; k++) {
        if (!(names[k].r > 0))
            continue;
        kkr_plot_text text = { .markup = names[k].markup,
                               .size = style->plot.ticks,
                               .color = kkr_rgb_mix(style->plot.ink, style->plot.paper,
                                                    0.2) };
        double x = page_x(panel, kkr_radial_axis_position(&plot->r_axis, names[k].r));
        double width, height, gap = 0.3 * text.size;
        kkr_plot_measure(cr, &style->plot, &text, &width, &height);
        double left = x - width / 2;
        if (k == 0) // always there, if need be a little to the right
            left = fmax(left, title_end + gap);
        bool free_place = true;
        for (int i = 0; i < n_taken; i++)
            free_place &= left > taken[i][1] || left + width < taken[i][0];
        if (!free_place && k == 1)
            k++; // the name of r_out would be taken for that of the line before it
        if (!free_place)
            continue;
        taken[n_taken][0] = left - gap;
        taken[n_taken++][1] = left + width + gap;
        kkr_plot_draw_text(cr, &style->plot, &text,
                           KKR_ANCHOR_LEFT | KKR_ANCHOR_BASELINE, left,
                           panel->y - 0.36 * text.size);
    }
}

/** Borders of panels: short ticks into the picture. */
static void draw_borders(cairo_t *cr, const kkr_radial_plot *plot,
                         const kkr_radial_style *style, const kkr_rect *panel)
{
    double bottom = panel->y + panel->height;
    kkr_plot_set_color(cr, style->plot.ink, 0.45);
    cairo_set_line_width(cr, 0.7 * style->plot.fine);
    for (int k = 0; k < plot->n_borders; k++) {
        double position = kkr_radial_axis_position(&plot->r_axis, plot->border[k]);
        double x = sharp(style, page_x(panel, position));
        cairo_move_to(cr, x, bottom);
        cairo_line_to(cr, x, bottom - style->tick_length);
        cairo_stroke(cr);
    }
}

/** From a panel's top to the baseline of its title. */
static double title_lift(const kkr_radial_style *style)
{
    return style->title_height - 1.1 * style->title;
}

/** Returns where it ends; 0 if nothing beside the lines can touch it. */
static double draw_title(cairo_t *cr, const kkr_radial_plot *plot,
                         const kkr_radial_style *style, const kkr_rect *panel,
                         kkr_quantity quantity)
{
    static const char *const spherical[KKR_QUANTITY_COUNT] = {
        "<i>V</i>",
        "<i>V</i>\u2009−\u200a<i>V</i><sub>0</sub>",
        "|\u200a<i>V</i>\u2009|",
        "|\u200a<i>V</i>\u2009−\u200a<i>V</i><sub>0</sub>\u200a|",
    };
    static const char *const component[KKR_QUANTITY_COUNT] = {
        "<i>V<sub>L</sub></i>",
        "<i>V<sub>L</sub></i>\u2009−\u200a<i>V</i><sub>0,\u200a<i>L</i></sub>",
        "|\u200a<i>V<sub>L</sub></i>\u200a|",
        "|\u200a<i>V<sub>L</sub></i>\u2009−\u200a<i>V</i><sub>0,\u200a<i>L</i></sub>"
        "\u200a|",
    };
    bool components = false;
    for (int i = 0; i < plot->curves->n; i++)
        components |= plot->curves->curve[i].lm > 0;
    char markup[200];
    snprintf(markup, sizeof markup, "%s (%s)",
             components ? component[quantity] : spherical[quantity],
             kkr_energy_unit_name(plot->view.unit));
    double x = panel->x, baseline = panel->y - title_lift(style);
    if (style->letters) {
        char letter[2] = { (char)('a' + quantity), 0 };
        kkr_plot_text bold = { .markup = letter,
                               .size = style->title,
                               .bold = true,
                               .color = style->plot.ink };
        x -= style->tick_room;
        kkr_plot_draw_text(cr, &style->plot, &bold,
                           KKR_ANCHOR_LEFT | KKR_ANCHOR_BASELINE, x, baseline);
        x = panel->x;
    }
    kkr_plot_text text = { .markup = markup,
                           .size = style->title,
                           .bold = style->snap > 0,
                           .color = style->plot.ink };
    kkr_plot_draw_text(cr, &style->plot, &text, KKR_ANCHOR_LEFT | KKR_ANCHOR_BASELINE,
                       x, baseline);
    double width, height;
    kkr_plot_measure(cr, &style->plot, &text, &width, &height);
    return title_lift(style) > 1.5 * style->plot.ticks ? 0 : x + width;
}

static void draw_axes(cairo_t *cr, const kkr_radial_plot *plot,
                      const kkr_radial_style *style, const kkr_rect *panel,
                      kkr_quantity quantity)
{
    draw_value_axis(cr, plot, style, panel, quantity);
    draw_marks(cr, plot, style, panel);
    draw_borders(cr, plot, style, panel);
    draw_r_axis(cr, plot, style, panel,
                style->upper_numbers || kkr_radial_is_absolute(quantity));
    double title_end = draw_title(cr, plot, style, panel, quantity);
    draw_mark_names(cr, plot, style, panel, title_end);
    if (plot->empty[kkr_radial_line_of(quantity)]) {
        bool difference = kkr_radial_line_of(quantity) == KKR_RADIAL_DV;
        kkr_plot_text text = { .markup = difference
                                             ? "no <i>V</i><sub>0</sub> to subtract"
                                             : "no values",
                               .size = style->plot.ticks,
                               .color = style->plot.dim };
        kkr_plot_draw_text(cr, &style->plot, &text,
                           KKR_ANCHOR_CENTER | KKR_ANCHOR_MIDDLE,
                           panel->x + panel->width / 2, panel->y + panel->height / 2);
    }
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
        double x = page_x(panel, t->x[k]), y = page_y(panel, ty[k]);
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

static void draw_curves(cairo_t *cr, const kkr_radial_plot *plot,
                        const kkr_radial_style *style, const kkr_rect *panel,
                        kkr_quantity quantity)
{
    cairo_save(cr);
    clip_to(cr, panel);
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
    cairo_set_line_width(cr, plot->curves->n > MANY ? style->curve_many : style->curve);
    for (int i = 0; i < plot->curves->n; i++) {
        kkr_plot_set_color(cr, plot->color[i], 1);
        stroke_curve(cr, plot, style, panel, quantity, i);
    }
    cairo_restore(cr);
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
        char *name = g_markup_escape_text(plot->curves->curve[l->curve].name, -1);
        kkr_plot_text text = { .markup = name,
                               .size = style->label,
                               .color = text_color(plot, style, l->curve) };
        kkr_plot_draw_text(cr, &style->plot, &text, KKR_ANCHOR_LEFT | KKR_ANCHOR_MIDDLE,
                           l->box.x, y);
        g_free(name);
    }
    free(labels);
}

/** The ramp of Z, with the elements at its ends. */
static void draw_legend(cairo_t *cr, const kkr_radial_plot *plot,
                        const kkr_radial_layout *layout, const kkr_radial_style *style)
{
    const kkr_rect *ramp = &layout->legend;
    if (!(ramp->width > 0))
        return;
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
        double x = sharp(style, ramp->x + ramp->width * ticks[k].position);
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

/** Name and value in a box of paper beside a point, always inside the panel. */
static void draw_readout(cairo_t *cr, const kkr_radial_style *style,
                         const kkr_rect *panel, double x, double y, const char *markup)
{
    kkr_plot_text text = { .markup = markup,
                           .size = style->plot.ticks + 1,
                           .bold = true,
                           .color = style->pick };
    double width, height, pad = 0.5 * text.size;
    kkr_plot_measure(cr, &style->plot, &text, &width, &height);
    double w = width + 2 * pad, h = 1.65 * text.size;
    double left = x + pad + w <= panel->x + panel->width ? x + pad : x - pad - w;
    left = fmin(fmax(left, panel->x), panel->x + panel->width - w);
    double top = fmin(fmax(y - h - pad, panel->y), panel->y + panel->height - h);
    cairo_rectangle(cr, left, top, w, h);
    kkr_plot_set_color(cr, style->plot.paper, 0.92);
    cairo_fill(cr);
    kkr_plot_draw_text(cr, &style->plot, &text, KKR_ANCHOR_LEFT | KKR_ANCHOR_MIDDLE,
                       left + pad, top + h / 2);
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
    draw_readout(cr, style, panel, x, y, markup);
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
            draw_axes(cr, plot, style, panel, q);
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
