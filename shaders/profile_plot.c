// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/profile_plot.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { MAX_TICKS = 64 };

struct kkr_profile_plot {
    const kkr_line *line;
    const kkr_case *object;
    kkr_recipe recipe;
    int n;                  // plots
    double length;          // bohr
    kkr_scale scale[2];     // Ry
    double low[2], high[2]; // the part of the scale that is shown, positions on it
};

kkr_profile_style kkr_profile_style_screen(bool dark)
{
    return (kkr_profile_style){
        .plot = kkr_style_screen(dark),
        .margin = 12,
        .column = 96,
        .top = 22,
        .bottom = 24,
        .curve = 1.5,
        .reference = 1,
        .dot = 2.5,
        .tick_length = 4,
        .snap = 1,
    };
}

kkr_profile_style kkr_profile_style_page(const kkr_panels_style *panels)
{
    double em = panels->plot.ticks;
    kkr_style plot = panels->plot; // a quiet grid
    plot.line = kkr_rgb_mix(plot.ink, plot.paper, 0.78);
    return (kkr_profile_style){
        .plot = plot,
        .column = panels->bar_column,
        .top = 2.4 * em,
        .bottom = 2.6 * em,
        .curve = 1.8 * panels->frame,
        .reference = 1.2 * panels->frame,
        .dot = 0.9 * panels->atom,
        .tick_length = panels->tick_length,
    };
}

/* --- scales -------------------------------------------------------------- */

static double value_of(const kkr_sample *sample, int plot, bool reference)
{
    return plot ? sample->dv : reference ? sample->v0 : sample->v;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* All finite values of a plot, rising. */
static double *sorted_values(const kkr_profile_plot *plot, int i, int *n)
{
    const kkr_line *line = plot->line;
    double *values = kkr_alloc(2 * (size_t)line->n, sizeof *values);
    *n = 0;
    for (int k = 0; k < line->n; k++)
        for (int reference = 0; reference < 2 - i; reference++) {
            double value = value_of(&line->points[k].sample, i, reference);
            if (isfinite(value))
                values[(*n)++] = value;
        }
    qsort(values, (size_t)*n, sizeof *values, by_value);
    return values;
}

/*
 * Near nuclei V goes to minus infinity: a linear axis shows the middle half of the
 * values, and on either side twice what the other side needs, if there is as much.
 */
static void choose_linear(kkr_profile_plot *plot, int i, const double *sorted, int n)
{
    double middle = sorted[n / 2], q10 = sorted[n / 10], q90 = sorted[n - 1 - n / 10];
    double low = fmin(sorted[n / 4], middle - 2 * (q90 - middle));
    double high = fmax(sorted[n - 1 - n / 4], middle + 2 * (middle - q10));
    low = fmax(low, sorted[0]);
    high = fmin(high, sorted[n - 1]);
    double room = fmax(0.06 * (high - low), 1e-9);
    low -= room;
    high += room;
    double limit = fmax(fabs(low), fabs(high));
    plot->scale[i] = (kkr_scale){ KKR_SCALE_LINEAR, true, -limit, limit, 0 };
    plot->low[i] = kkr_scale_position(&plot->scale[i], low);
    plot->high[i] = kkr_scale_position(&plot->scale[i], high);
}

/* Linear only where hardly any value is, and at most seven decades from the limit. */
static double linear_part(const kkr_scale *scale, const double *sorted, int n)
{
    double *sizes = kkr_alloc((size_t)n, sizeof *sizes);
    for (int k = 0; k < n; k++)
        sizes[k] = fabs(sorted[k]);
    qsort(sizes, (size_t)n, sizeof *sizes, by_value);
    double small = fmax(sizes[n / 20], scale->limit * 1e-7);
    free(sizes);
    return fmin(pow(10, floor(log10(small))), scale->linear_to);
}

static void choose_symlog(kkr_profile_plot *plot, int i, const double *sorted, int n)
{
    kkr_scale *scale = &plot->scale[i];
    scale->linear_to = linear_part(scale, sorted, n);
    double low = fmax(kkr_scale_position(scale, sorted[0]), 0);
    double high = fmin(kkr_scale_position(scale, sorted[n - 1]), 1);
    if (high - low < 0.1) { // a nearly constant potential
        low -= 0.05;
        high += 0.05;
    }
    plot->low[i] = low - 0.05 * (high - low);
    plot->high[i] = high + 0.05 * (high - low);
}

static void choose_scales(kkr_profile_plot *plot)
{
    const kkr_line *line = plot->line;
    float *v = kkr_alloc(2 * (size_t)line->n, sizeof *v), *dv = v + line->n;
    for (int k = 0; k < line->n; k++) {
        v[k] = (float)line->points[k].sample.v;
        dv[k] = (float)line->points[k].sample.dv;
    }
    kkr_scale_pair pair = kkr_scale_pair_from_data(v, dv, (size_t)line->n, false);
    free(v);
    plot->scale[0] = pair.v;
    plot->scale[1] = pair.dv;
    for (int i = 0; i < 2; i++) {
        int n;
        double *sorted = sorted_values(plot, i, &n);
        plot->high[i] = 1;
        if (n > 0 && plot->recipe.line_scale == KKR_SCALE_LINEAR)
            choose_linear(plot, i, sorted, n);
        else if (n > 0)
            choose_symlog(plot, i, sorted, n);
        if (i == 0 || n > 0)
            plot->n = i + 1;
        free(sorted);
    }
}

kkr_profile_plot *kkr_profile_plot_new(const kkr_line *line, const kkr_case *object,
                                       const kkr_recipe *recipe)
{
    kkr_profile_plot *plot = kkr_alloc(1, sizeof *plot);
    *plot = (kkr_profile_plot){ .line = line, .object = object, .recipe = *recipe };
    plot->length = line->points[line->n - 1].distance;
    choose_scales(plot);
    return plot;
}

void kkr_profile_plot_free(kkr_profile_plot *plot)
{
    free(plot);
}

/* --- geometry ------------------------------------------------------------ */

static double snapped(const kkr_profile_style *style, double x)
{
    return style->snap > 0 ? round(x / style->snap) * style->snap : x;
}

/* The middle of a device pixel, where a thin line is sharp. */
static double sharp(const kkr_profile_style *style, double x)
{
    return style->snap > 0 ? (floor(x / style->snap) + 0.5) * style->snap : x;
}

void kkr_profile_plot_place(const kkr_profile_plot *plot,
                            const kkr_profile_style *style, double width, double height,
                            kkr_profile_layout *layout)
{
    double inner = width - 2 * style->margin;
    double each =
        plot->n == 2 ? (inner - style->column) / 2 : inner - style->column / 2;
    each = fmax(snapped(style, each), 0);
    layout->n = plot->n;
    for (int i = 0; i < 2; i++)
        layout->plot[i] = (kkr_rect){
            i == 0 ? style->margin : width - style->margin - each,
            style->top,
            each,
            fmax(height - style->top - style->bottom, 0),
        };
}

double kkr_profile_plot_x(const kkr_profile_plot *plot,
                          const kkr_profile_layout *layout, int i, double distance)
{
    const kkr_rect *rect = &layout->plot[i];
    return rect->x + rect->width * distance / plot->length;
}

double kkr_profile_plot_y(const kkr_profile_plot *plot,
                          const kkr_profile_layout *layout, int i, double value)
{
    const kkr_rect *rect = &layout->plot[i];
    double position = kkr_scale_position(&plot->scale[i], value);
    double part = (position - plot->low[i]) / (plot->high[i] - plot->low[i]);
    // the nucleus itself is far below, but not infinitely far
    return rect->y + rect->height * (1 - fmin(fmax(part, -9), 10));
}

bool kkr_profile_plot_pick(const kkr_profile_plot *plot,
                           const kkr_profile_layout *layout, double x, double y,
                           double *distance)
{
    for (int i = 0; i < layout->n; i++) {
        const kkr_rect *rect = &layout->plot[i];
        if (x < rect->x - 4 || x > rect->x + rect->width + 4 || rect->width <= 0 ||
            y < 0 || y > rect->y + rect->height)
            continue;
        *distance = fmin(fmax((x - rect->x) / rect->width, 0), 1) * plot->length;
        return true;
    }
    return false;
}

/* --- drawing ------------------------------------------------------------- */

typedef struct view {
    cairo_t *cr;
    const kkr_profile_plot *plot;
    const kkr_profile_layout *layout;
    const kkr_profile_style *style;
    int i; // which plot
    const kkr_rect *rect;
} view;

static bool is_crossing(const kkr_line *line, int k)
{
    return k + 1 < line->n && line->points[k].distance == line->points[k + 1].distance;
}

static double x_at(const view *v, double distance)
{
    return kkr_profile_plot_x(v->plot, v->layout, v->i, distance);
}

static double y_at(const view *v, double value)
{
    return kkr_profile_plot_y(v->plot, v->layout, v->i, value);
}

static void stroke_line(const view *v, double x0, double y0, double x1, double y1,
                        kkr_rgb color, double alpha)
{
    cairo_move_to(v->cr, x0, y0);
    cairo_line_to(v->cr, x1, y1);
    cairo_set_line_width(v->cr, v->style->plot.fine);
    kkr_plot_set_color(v->cr, color, alpha);
    cairo_stroke(v->cr);
}

static void draw_text(const view *v, const char *markup, int anchor, double x, double y,
                      kkr_rgb color)
{
    kkr_plot_text text = { .markup = markup,
                           .size = v->style->plot.ticks,
                           .color = color };
    kkr_plot_draw_text(v->cr, &v->style->plot, &text, anchor, x, y);
}

static double text_width(const view *v, const char *markup)
{
    kkr_plot_text text = { .markup = markup, .size = v->style->plot.ticks };
    double width, height;
    kkr_plot_measure(v->cr, &v->style->plot, &text, &width, &height);
    return width;
}

/* Ticks of the values stand in the column between the plots, with a grid. */
static void draw_values_axis(const view *v)
{
    const kkr_profile_plot *plot = v->plot;
    const kkr_rect *r = v->rect;
    double factor = kkr_energy_unit_factor(plot->recipe.energy_unit);
    double part = plot->high[v->i] - plot->low[v->i];
    double wanted = fmax(r->height / (1.7 * v->style->plot.ticks), 2) + 1;
    kkr_scale scale = plot->scale[v->i];
    kkr_tick ticks[MAX_TICKS];
    scale.low *= factor;
    scale.limit *= factor;
    scale.linear_to *= factor;
    // as many as fit, of a scale of which only a part is shown
    int n =
        kkr_scale_ticks(&scale, (int)fmin(wanted / part, MAX_TICKS), ticks, MAX_TICKS);
    double edge = v->i == 0 ? r->x + r->width : r->x, out = v->i == 0 ? 1 : -1;
    double taken = INFINITY, em = v->style->plot.ticks;
    for (int k = 0; k < n; k++) {
        double f = (ticks[k].position - plot->low[v->i]) / part;
        double y = sharp(v->style, r->y + r->height * (1 - f));
        if (f < 0 || f > 1 || !ticks[k].major)
            continue;
        stroke_line(v, r->x, y, r->x + r->width, y, v->style->plot.line,
                    ticks[k].value == 0 ? 1 : 0.55);
        stroke_line(v, edge, y, edge + out * v->style->tick_length, y,
                    v->style->plot.ink, 0.8);
        if (y + 0.6 * em > taken)
            continue;
        taken = y - 0.6 * em;
        draw_text(v, ticks[k].label,
                  (v->i == 0 ? KKR_ANCHOR_LEFT : KKR_ANCHOR_RIGHT) | KKR_ANCHOR_MIDDLE,
                  edge + out * (v->style->tick_length + 0.25 * em), y,
                  v->style->plot.ink);
    }
}

static void draw_distance_axis(const view *v)
{
    const kkr_recipe *recipe = &v->plot->recipe;
    const kkr_rect *r = v->rect;
    double factor = kkr_length_unit_factor(recipe->length_unit, v->plot->object->alat);
    double em = v->style->plot.ticks, y = r->y + r->height;
    kkr_scale scale = { KKR_SCALE_LINEAR, false, 0, v->plot->length * factor, 0 };
    kkr_tick ticks[MAX_TICKS];
    int n = kkr_scale_ticks(&scale, (int)fmin(fmax(r->width / (6 * em), 2), 20), ticks,
                            MAX_TICKS);
    for (int k = 0; k < n; k++) {
        double x = r->x + r->width * ticks[k].position;
        double half = text_width(v, ticks[k].label) / 2;
        double at = sharp(v->style, x);
        stroke_line(v, at, y, at, y + v->style->tick_length, v->style->plot.ink, 0.8);
        draw_text(v, ticks[k].label, KKR_ANCHOR_CENTER | KKR_ANCHOR_MIDDLE,
                  fmin(fmax(x, r->x + half), r->x + r->width - half),
                  y + v->style->tick_length + 0.8 * em, v->style->plot.ink);
    }
    if (v->i > 0)
        return;
    char title[64];
    snprintf(title, sizeof title, "<i>d</i> (%s)",
             kkr_length_unit_name(recipe->length_unit));
    draw_text(v, title, KKR_ANCHOR_CENTER | KKR_ANCHOR_MIDDLE,
              r->x + r->width + v->style->column / (v->plot->n == 2 ? 2 : 4),
              y + v->style->tick_length + 0.8 * em, v->style->plot.ink);
}

static void name_owner(const view *v, const kkr_sample *sample, char *name, size_t size)
{
    const kkr_case *object = v->plot->object;
    if (sample->site >= 0)
        snprintf(name, size, "%s %d", object->sites[sample->site].label,
                 sample->site + 1);
    else if (sample->host_site >= 0 && sample->host_site < object->n_host_sites)
        snprintf(name, size, "%s", object->host_sites[sample->host_site].label);
    else
        name[0] = '\0';
}

/* A nucleus on the line is a dot on the upper side of the frame. */
static void draw_nucleus(const view *v, const kkr_sample *sample)
{
    const kkr_line *line = v->plot->line;
    kkr_vec3 from = line->points[0].x, to = line->points[line->n - 1].x;
    kkr_vec3 e = kkr_vec3_scale(kkr_vec3_sub(to, from), 1 / v->plot->length);
    kkr_vec3 d = kkr_vec3_sub(sample->center, from);
    double foot = kkr_vec3_dot(d, e), slack = 1e-6;
    double away = kkr_vec3_length(kkr_vec3_mad(d, -foot, e));
    if (isnan(sample->r) || away > 0.05 || foot < -slack ||
        foot > v->plot->length + slack)
        return;
    cairo_new_sub_path(v->cr);
    cairo_arc(v->cr, x_at(v, foot), v->rect->y, v->style->dot, 0, 2 * M_PI);
    kkr_plot_set_color(v->cr, v->style->plot.ink, 1);
    cairo_fill(v->cr);
}

/* From face to face: who owns the line there. */
static void draw_cells(const view *v)
{
    const kkr_line *line = v->plot->line;
    const kkr_rect *r = v->rect;
    for (int begin = 0, k = 0; k < line->n; k++) {
        if (k + 1 < line->n && !is_crossing(line, k))
            continue;
        const kkr_sample *owner = &line->points[(begin + k) / 2].sample;
        double x0 = x_at(v, line->points[begin].distance);
        double x1 = x_at(v, line->points[k].distance);
        char name[64];
        name_owner(v, owner, name, sizeof name);
        if (text_width(v, name) + 4 < x1 - x0)
            draw_text(v, name, KKR_ANCHOR_CENTER | KKR_ANCHOR_MIDDLE, (x0 + x1) / 2,
                      r->y - 0.95 * v->style->plot.ticks,
                      owner->site >= 0 ? v->style->plot.ink : v->style->plot.dim);
        draw_nucleus(v, owner);
        if (is_crossing(line, k)) {
            double x = sharp(v->style, x1);
            stroke_line(v, x, r->y, x, r->y + r->height, v->style->plot.ink, 0.35);
        }
        begin = k + 1;
    }
}

static void trace_curve(const view *v, bool reference)
{
    const kkr_line *line = v->plot->line;
    bool drawing = false;
    for (int k = 0; k < line->n; k++) {
        double value = value_of(&line->points[k].sample, v->i, reference);
        if (isnan(value)) {
            drawing = false;
            continue;
        }
        double x = x_at(v, line->points[k].distance), y = y_at(v, value);
        if (drawing)
            cairo_line_to(v->cr, x, y);
        else
            cairo_move_to(v->cr, x, y);
        drawing = !is_crossing(line, k);
    }
}

/* Both one-sided values at a face, where they can be told apart. */
static void draw_jumps(const view *v, bool reference)
{
    const kkr_line *line = v->plot->line;
    for (int k = 0; k < line->n; k++) {
        double y[2];
        if (!is_crossing(line, k))
            continue;
        for (int side = 0; side < 2; side++)
            y[side] =
                y_at(v, value_of(&line->points[k + side].sample, v->i, reference));
        if (fabs(y[0] - y[1]) < v->style->dot)
            continue;
        for (int side = 0; side < 2; side++) {
            cairo_new_sub_path(v->cr);
            cairo_arc(v->cr, x_at(v, line->points[k].distance), y[side], v->style->dot,
                      0, 2 * M_PI);
            kkr_plot_set_color(v->cr, v->style->plot.paper, 1);
            cairo_fill_preserve(v->cr);
            kkr_plot_set_color(v->cr,
                               reference ? v->style->plot.dim : v->style->plot.ink, 1);
            cairo_set_line_width(v->cr, v->style->reference);
            cairo_stroke(v->cr);
        }
    }
}

static void draw_curve(const view *v, bool reference)
{
    double dashes[] = { 3.5 * v->style->reference, 2.5 * v->style->reference };
    cairo_save(v->cr);
    cairo_rectangle(v->cr, v->rect->x, v->rect->y, v->rect->width, v->rect->height);
    cairo_clip(v->cr);
    trace_curve(v, reference);
    cairo_set_line_join(v->cr, CAIRO_LINE_JOIN_ROUND);
    if (reference)
        cairo_set_dash(v->cr, dashes, 2, 0);
    cairo_set_line_width(v->cr, reference ? v->style->reference : v->style->curve);
    kkr_plot_set_color(v->cr, reference ? v->style->plot.dim : v->style->plot.ink, 1);
    cairo_stroke(v->cr);
    cairo_set_dash(v->cr, NULL, 0, 0);
    draw_jumps(v, reference);
    cairo_restore(v->cr);
}

/* How many points of the curves lie in the box. */
static int count_points(const view *v, const kkr_rect *box, bool has_reference)
{
    const kkr_line *line = v->plot->line;
    int n = 0;
    for (int k = 0; k < line->n; k++)
        for (int reference = 0; reference <= has_reference; reference++) {
            double value = value_of(&line->points[k].sample, v->i, reference);
            double x = x_at(v, line->points[k].distance), y = y_at(v, value);
            n += x >= box->x && x <= box->x + box->width && y >= box->y &&
                 y <= box->y + box->height;
        }
    return n;
}

/* The corner in which a box hides least of the curves; the upper left if it can be. */
static kkr_rect free_corner(const view *v, double width, double height,
                            bool has_reference)
{
    const kkr_rect *r = v->rect;
    double gap = 0.4 * v->style->plot.ticks;
    kkr_rect best = { 0 };
    int least = -1;
    for (int corner = 0; corner < 4; corner++) {
        kkr_rect box = { corner & 1 ? r->x + r->width - gap - width : r->x + gap,
                         corner & 2 ? r->y + r->height - gap - height : r->y + gap,
                         width, height };
        int n = count_points(v, &box, has_reference);
        if (least < 0 || n < least) {
            least = n;
            best = box;
        }
    }
    return best;
}

/* "V (Ry)" beside a piece of the line that stands for it. */
static void draw_legend(const view *v, bool has_reference)
{
    const kkr_recipe *recipe = &v->plot->recipe;
    const kkr_style *style = &v->style->plot;
    const char *unit = kkr_energy_unit_name(recipe->energy_unit);
    double em = style->ticks, widest = 0, row = 1.4 * em;
    double dashes[] = { 3.5 * v->style->reference, 2.5 * v->style->reference };
    int n = has_reference ? 2 : 1;
    char name[96], text[2][160];
    kkr_panels_title(recipe, v->i ? KKR_QUANTITY_DV : KKR_QUANTITY_V, name,
                     sizeof name);
    snprintf(text[0], sizeof text[0], "%s (%s)", name, unit);
    snprintf(text[1], sizeof text[1], "<i>V</i><sub>0</sub> (%s)", unit);
    for (int k = 0; k < n; k++)
        widest = fmax(widest, text_width(v, text[k]));
    kkr_rect box = free_corner(v, widest + 3 * em, 0.5 * em + n * row, has_reference);
    cairo_rectangle(v->cr, box.x, box.y, box.width, box.height);
    kkr_plot_set_color(v->cr, style->paper, 0.88);
    cairo_fill(v->cr);
    for (int k = 0; k < n; k++) {
        double x = box.x + 0.5 * em, y = box.y + 0.9 * em + k * row;
        cairo_set_dash(v->cr, dashes, k ? 2 : 0, 0);
        cairo_move_to(v->cr, x, y);
        cairo_line_to(v->cr, x + 1.6 * em, y);
        cairo_set_line_width(v->cr, k ? v->style->reference : v->style->curve);
        kkr_plot_set_color(v->cr, k ? style->dim : style->ink, 1);
        cairo_stroke(v->cr);
        draw_text(v, text[k], KKR_ANCHOR_LEFT | KKR_ANCHOR_MIDDLE, x + 2.1 * em, y,
                  style->ink);
    }
    cairo_set_dash(v->cr, NULL, 0, 0);
}

void kkr_profile_plot_draw(cairo_t *cr, const kkr_profile_plot *plot,
                           const kkr_profile_layout *layout,
                           const kkr_profile_style *style)
{
    for (int i = 0; i < layout->n; i++) {
        const kkr_rect *r = &layout->plot[i];
        view v = { cr, plot, layout, style, i, r };
        if (r->width < 40 || r->height < 20)
            continue;
        cairo_save(cr);
        draw_values_axis(&v);
        draw_distance_axis(&v);
        bool has_reference = i == 0 && plot->n == 2;
        if (has_reference)
            draw_curve(&v, true);
        draw_curve(&v, false);
        double inset = style->snap / 2;
        cairo_rectangle(cr, r->x + inset, r->y + inset, r->width - 2 * inset,
                        r->height - 2 * inset);
        cairo_set_line_width(cr, style->plot.fine);
        kkr_plot_set_color(cr, style->plot.line, 1);
        cairo_stroke(cr);
        draw_cells(&v);
        draw_legend(&v, has_reference);
        cairo_restore(cr);
    }
}
