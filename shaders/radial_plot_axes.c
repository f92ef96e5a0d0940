// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/radial_plot_private.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

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
                            kkr_quantity quantity, bool numbers)
{
    kkr_tick ticks[RADIAL_MAX_TICKS];
    int room = (int)(panel->height / (1.6 * style->plot.ticks)) + 1;
    int n = make_ticks(&plot->axis[quantity],
                       room < style->n_ticks ? room : style->n_ticks, ticks);
    kkr_rgb grid = kkr_rgb_mix(style->plot.paper, style->plot.ink, 0.10);
    bool powers = wants_powers(cr, style, ticks, n);
    for (int k = 0; k < n; k++) {
        double y = kkr_radial_sharp(style, kkr_radial_page_y(panel, ticks[k].position));
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
        if (numbers)
            kkr_plot_draw_text(cr, &style->plot, &text,
                               KKR_ANCHOR_RIGHT | KKR_ANCHOR_MIDDLE,
                               panel->x - number_gap(style), y);
    }
}

static void draw_r_axis(cairo_t *cr, const kkr_radial_plot *plot,
                        const kkr_radial_style *style, const kkr_rect *panel,
                        bool numbers)
{
    double bottom = kkr_radial_sharp(style, panel->y + panel->height);
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
        double x = kkr_radial_sharp(style, kkr_radial_page_x(panel, ticks[k].position));
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
    double position = kkr_radial_axis_position(&plot->r_axis, r);
    if (position < 0 || position > 1)
        return;
    double dash[] = { on * style->plot.fine, off * style->plot.fine };
    double x = kkr_radial_sharp(style, kkr_radial_page_x(panel, position));
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
        double position = kkr_radial_axis_position(&plot->r_axis, names[k].r);
        if (!(names[k].r > 0) || position < 0 || position > 1)
            continue;
        kkr_plot_text text = { .markup = names[k].markup,
                               .size = style->plot.ticks,
                               .color = kkr_rgb_mix(style->plot.ink, style->plot.paper,
                                                    0.2) };
        double x = kkr_radial_page_x(panel, position);
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
        if (position < 0 || position > 1)
            continue;
        double x = kkr_radial_sharp(style, kkr_radial_page_x(panel, position));
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

void kkr_radial_plot_title(const kkr_radial_plot *plot, kkr_quantity quantity,
                           char *markup, size_t size)
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
    snprintf(markup, size, "%s",
             components ? component[quantity] : spherical[quantity]);
    for (char *c = markup; plot->view.field && *c; c++)
        if (*c == 'V')
            *c = 'B';
}

/** Returns where it ends; 0 if nothing beside the lines can touch it. */
static double draw_title(cairo_t *cr, const kkr_radial_plot *plot,
                         const kkr_radial_style *style, const kkr_rect *panel,
                         kkr_quantity quantity)
{
    char title[160], markup[400];
    kkr_radial_plot_title(plot, quantity, title, sizeof title);
    char *model = g_markup_escape_text(plot->view.model, -1);
    snprintf(markup, sizeof markup, "%s%s%s (%s)", title, *model ? ", " : "", model,
             kkr_energy_unit_name(plot->view.unit));
    g_free(model);
    double x = panel->x, baseline = panel->y - title_lift(style);
    if (style->letters) {
        // in the margin, over the numbers
        kkr_plot_draw_letter(cr, &style->plot, style->letter_kind, quantity,
                             x - style->tick_room, baseline);
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

/** Where a symlog axis is linear: a quiet band behind everything. */
static void draw_linear_part(cairo_t *cr, const kkr_radial_plot *plot,
                             const kkr_radial_style *style, const kkr_rect *panel,
                             kkr_quantity quantity)
{
    const radial_axis *axis = &plot->axis[quantity];
    if (axis->scale.kind != KKR_SCALE_SYMLOG)
        return;
    double low = kkr_radial_axis_position(axis, -axis->scale.linear_to);
    double high = kkr_radial_axis_position(axis, axis->scale.linear_to);
    low = kkr_radial_page_y(panel, fmax(low, 0));
    high = kkr_radial_page_y(panel, fmin(high, 1));
    cairo_rectangle(cr, panel->x, high, panel->width, low - high);
    kkr_plot_set_color(cr, style->plot.ink, style->plot.dark ? 0.07 : 0.035);
    cairo_fill(cr);
}

void kkr_radial_draw_frame(cairo_t *cr, const kkr_radial_plot *plot,
                           const kkr_radial_style *style, const kkr_rect *panel,
                           kkr_quantity quantity, bool values, bool radii)
{
    if (!plot->empty[kkr_radial_line_of(quantity)]) {
        draw_linear_part(cr, plot, style, panel, quantity);
        draw_value_axis(cr, plot, style, panel, quantity, values);
    }
    draw_marks(cr, plot, style, panel);
    draw_borders(cr, plot, style, panel);
    draw_r_axis(cr, plot, style, panel, radii);
}

void kkr_radial_draw_axes(cairo_t *cr, const kkr_radial_plot *plot,
                          const kkr_radial_style *style, const kkr_rect *panel,
                          kkr_quantity quantity)
{
    bool empty = plot->empty[kkr_radial_line_of(quantity)];
    kkr_radial_draw_frame(cr, plot, style, panel, quantity, true,
                          style->upper_numbers || kkr_radial_is_absolute(quantity));
    double title_end = draw_title(cr, plot, style, panel, quantity);
    draw_mark_names(cr, plot, style, panel, title_end);
    if (empty) {
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
