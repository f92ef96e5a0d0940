// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/fit_plot.h"

#include "shaders/jl_plot_private.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static double unit_of(const kkr_jl_view *view)
{
    return kkr_energy_unit_factor(view->recipe->energy_unit);
}

static const char *unit_name(const kkr_jl_view *view)
{
    return kkr_energy_unit_name(view->recipe->energy_unit);
}

static int region_of(const kkr_jl_fit *fit)
{
    return fit->ensemble->problem[0]->n_sites == 1 ? KKR_JL_IMPURITY : KKR_JL_ALL;
}

// ---- errors beside the baselines -------------------------------------------------

static void write_row(cairo_t *cr, const kkr_jl_style *style, const char *name,
                      const double *values, int n, bool bold, double x, double y,
                      double first, double step)
{
    kkr_plot_text text = {
        .markup = name, .size = style->label, .bold = bold, .color = style->plot.ink
    };
    kkr_plot_draw_text(cr, &style->plot, &text, KKR_ANCHOR_LEFT | KKR_ANCHOR_BASELINE,
                       x, y);
    for (int i = 0; i < n; i++) {
        char number[40];
        double v = values[i]; // digits that mean something, in line with each other
        if (fabs(v) < 9999.5)
            snprintf(number, sizeof number, "%.*f",
                     fabs(v) < 9.995   ? 2
                     : fabs(v) < 99.95 ? 1
                                       : 0,
                     v);
        else
            kkr_format_number(v, 3, number, sizeof number);
        text.markup = number;
        kkr_plot_draw_text(cr, &style->plot, &text,
                           KKR_ANCHOR_RIGHT | KKR_ANCHOR_BASELINE, first + i * step, y);
    }
}

static void write_errors(cairo_t *cr, const kkr_jl_style *style, const char *name,
                         const kkr_fit_errors *e, double f, bool bold, double x,
                         double y, double first, double step)
{
    const double values[4] = { f * e->mae, f * e->rmse, f * e->max, f * e->shape_rmse };
    if (e->n > 0)
        write_row(cr, style, name, values, 4, bold, x, y, first, step);
}

void kkr_fit_draw_metrics(cairo_t *cr, const kkr_jl_fit *fit, const kkr_jl_view *view,
                          const kkr_jl_style *style, const kkr_rect *area)
{
    static const char *const titles[] = { "Impurity’s cell", "Neighbour cells",
                                          "All cells" };
    static const char *const heads[] = { "MAE", "RMSE", "max", "shape" };
    int n_regions = fit->ensemble->problem[0]->n_sites == 1 ? 1 : KKR_JL_REGION_COUNT;
    double line = 1.5 * style->label, f = unit_of(view);
    double names = 8.2 * style->label, step = (area->width - names) / 4;
    double first = area->x + names + step, y = area->y + style->head + 0.7 * line;
    kkr_jl_draw_heading(cr, style, area, "Errors", unit_name(view));
    for (int i = 0; i < 4; i++)
        kkr_jl_write(cr, style, heads[i], style->plot.dim,
                     KKR_ANCHOR_RIGHT | KKR_ANCHOR_BASELINE, first + i * step, y);
    for (int r = 0; r < n_regions; r++) {
        y += r ? 1.35 * line : line;
        kkr_jl_write(cr, style, titles[r], style->plot.dim,
                     KKR_ANCHOR_LEFT | KKR_ANCHOR_BASELINE, area->x, y);
        cairo_move_to(cr, area->x, y + 0.35 * line);
        cairo_line_to(cr, area->x + area->width, y + 0.35 * line);
        kkr_plot_set_color(cr, style->plot.line, 1);
        cairo_set_line_width(cr, style->plot.fine);
        cairo_stroke(cr);
        y += 1.15 * line;
        write_errors(cr, style, "model", &kkr_jl_fit_model(fit)->member[0].errors[r], f,
                     true, area->x, y, first, step);
        static const char *const baselines[] = { "<i>V</i><sub>host</sub>",
                                                 "spherical part",
                                                 "<i>V</i><sub>start</sub>" };
        for (int b = 0; b < KKR_JL_BASELINE_COUNT; b++) {
            if (fit->baseline[b][r].n == 0)
                continue;
            y += line;
            write_errors(cr, style, baselines[b], &fit->baseline[b][r], f, false,
                         area->x, y, first, step);
        }
    }
    const kkr_jl_settings *s = &fit->ensemble->problem[0]->params.features;
    char text[160];
    snprintf(text, sizeof text, "[%d,%d], <i>l</i> ≤ %d, %g Å, %d columns, %zu points",
             s->n_max[0], s->n_max[1], s->l_max, s->rcut, fit->n_active,
             fit->ensemble->problem[0]->train.n);
    kkr_jl_write(cr, style, text, style->plot.dim,
                 KKR_ANCHOR_LEFT | KKR_ANCHOR_BASELINE, area->x, y + 1.5 * line);
}

// ---- sizes -----------------------------------------------------------------------

static void stroke_points(cairo_t *cr, const jl_axes *axes, const double *x,
                          const double *y, int n, bool dots, double dot)
{
    for (int i = 0; i < n; i++) {
        if (i)
            cairo_line_to(cr, kkr_jl_page_x(axes, x[i]), kkr_jl_page_y(axes, y[i]));
        else
            cairo_move_to(cr, kkr_jl_page_x(axes, x[i]), kkr_jl_page_y(axes, y[i]));
    }
    cairo_stroke(cr);
    for (int i = 0; dots && i < n; i++) {
        cairo_arc(cr, kkr_jl_page_x(axes, x[i]), kkr_jl_page_y(axes, y[i]), dot, 0,
                  2 * M_PI);
        cairo_fill(cr);
    }
}

static void frame_box(cairo_t *cr, const kkr_jl_style *style, const kkr_rect *box)
{
    cairo_rectangle(cr, box->x, box->y, box->width, box->height);
    kkr_plot_set_color(cr, style->plot.line, 1);
    cairo_set_line_width(cr, style->plot.fine);
    cairo_stroke(cr);
}

/** Powers of ten around values[n] * f. */
static kkr_scale decades(const double *values, int n, double f)
{
    double low = INFINITY, high = 0;
    for (int i = 0; i < n; i++)
        if (values[i] > 0) {
            low = fmin(low, values[i] * f);
            high = fmax(high, values[i] * f);
        }
    if (!(high > 0))
        low = high = 1;
    return (kkr_scale){ .kind = KKR_SCALE_LOG,
                        .low = pow(10, floor(log10(low) - 0.05)),
                        .limit = pow(10, ceil(log10(high) + 0.05)) };
}

void kkr_fit_draw_sizes(cairo_t *cr, const kkr_jl_fit *fit, const kkr_jl_view *view,
                        const kkr_jl_style *style, const kkr_rect *area)
{
    enum { MOST = 64 };
    double x[MOST], y[3 * MOST], f = unit_of(view), last = 1;
    int n = 0, r = region_of(fit);
    for (int i = 0; i < fit->n_sizes && n < MOST; i++) {
        const kkr_jl_size *s = &fit->sizes[i];
        if (s->n2 > 0)
            continue;
        x[n] = last = s->n1;
        y[n] = f * s->errors[r].max;
        y[MOST + n] = f * s->errors[r].rmse;
        y[2 * MOST + n++] = f * s->errors[r].mae;
    }
    double all[3 * MOST];
    for (int c = 0; c < 3; c++)
        memcpy(all + c * n, y + c * MOST, n * sizeof *all);
    jl_axes axes = kkr_jl_axes(style, area, 0, last * 1.02, 0, 1);
    axes.y = decades(all, 3 * n, 1);
    char title[64];
    snprintf(title, sizeof title, "error (%s)", unit_name(view));
    kkr_jl_draw_heading(cr, style, area, "One-body terms", "held-out points");
    kkr_jl_draw_axes(cr, style, &axes, "radial functions <i>n</i><sub>1</sub>", title);
    static const char *const names[] = { "max", "RMSE", "MAE" };
    for (int c = 0; c < 3 && n > 0; c++) {
        kkr_rgb color = kkr_jl_curve_color(style, c, 3);
        kkr_plot_set_color(cr, color, 1);
        cairo_set_line_width(cr, 1.2 * style->curve);
        stroke_points(cr, &axes, x, y + c * MOST, n, true, 1.3 * style->curve);
        kkr_jl_write(cr, style, names[c], color, KKR_ANCHOR_RIGHT | KKR_ANCHOR_BASELINE,
                     kkr_jl_page_x(&axes, x[n - 1]),
                     kkr_jl_page_y(&axes, y[c * MOST + n - 1]) +
                         (c == 2 ? 1.3 : -0.6) * style->label);
    }
    frame_box(cr, style, &axes.box);
}

/** A tile with a number that can be read on its colour. */
static void draw_tile(cairo_t *cr, const kkr_jl_style *style, const kkr_rect *box,
                      kkr_rgb color, const char *number, double size)
{
    cairo_rectangle(cr, box->x, box->y, box->width, box->height);
    kkr_plot_set_color(cr, color, 1);
    cairo_fill(cr);
    static const kkr_rgb black = { 20, 20, 20 }, white = { 250, 250, 250 };
    kkr_plot_text text = { .markup = number,
                           .size = size,
                           .color = kkr_rgb_lightness(color) > 55 ? black : white };
    kkr_plot_draw_text(cr, &style->plot, &text, KKR_ANCHOR_CENTER | KKR_ANCHOR_MIDDLE,
                       box->x + box->width / 2, box->y + box->height / 2);
}

static void short_number(double v, char *text, size_t size)
{
    snprintf(text, size, "%.*f", v < 0.995 ? 2 : v < 9.95 ? 1 : 0, v);
}

void kkr_fit_draw_tiles(cairo_t *cr, const kkr_jl_fit *fit, const kkr_jl_view *view,
                        const kkr_jl_style *style, const kkr_rect *area)
{
    int r = region_of(fit), n2_low = 99, n2_high = 0, l_high = 0;
    double low = INFINITY, high = 0, f = unit_of(view);
    for (int i = 0; i < fit->n_sizes; i++) {
        const kkr_jl_size *s = &fit->sizes[i];
        if (!s->n2)
            continue;
        n2_low = s->n2 < n2_low ? s->n2 : n2_low;
        n2_high = s->n2 > n2_high ? s->n2 : n2_high;
        l_high = s->l_max > l_high ? s->l_max : l_high;
        low = fmin(low, s->errors[r].rmse);
        high = fmax(high, s->errors[r].rmse);
    }
    char rest[64];
    snprintf(rest, sizeof rest, "RMSE (%s)", unit_name(view));
    kkr_jl_draw_heading(cr, style, area, "Two-body terms", rest);
    if (n2_high == 0)
        return;
    const kkr_colormap *map = kkr_colormap_get("sequential", style->plot.dark);
    jl_axes axes = kkr_jl_axes(style, area, 0, 1, 0, 1);
    double w = axes.box.width / (n2_high - n2_low + 1),
           h = axes.box.height / (l_high + 1);
    for (int i = 0; i < fit->n_sizes; i++) {
        const kkr_jl_size *s = &fit->sizes[i];
        if (!s->n2)
            continue;
        kkr_rect box = { axes.box.x + (s->n2 - n2_low) * w + 0.5,
                         axes.box.y + axes.box.height - (s->l_max + 1) * h + 0.5, w - 1,
                         h - 1 };
        double e = s->errors[r].rmse;
        double level = high > low ? log(e / low) / log(high / low) : 0;
        char number[40];
        short_number(e * f, number, sizeof number);
        draw_tile(cr, style, &box, kkr_colormap_color(map, 0.12 + 0.75 * level), number,
                  fmin(style->label, 0.7 * h));
    }
    char text[16];
    for (int n = n2_low; n <= n2_high; n++) {
        snprintf(text, sizeof text, "%d", n);
        kkr_jl_write(cr, style, text, style->plot.ink,
                     KKR_ANCHOR_CENTER | KKR_ANCHOR_BASELINE,
                     axes.box.x + (n - n2_low + 0.5) * w,
                     axes.box.y + axes.box.height + 1.3 * style->label);
    }
    for (int l = 0; l <= l_high; l++) {
        snprintf(text, sizeof text, "%d", l);
        kkr_jl_write(cr, style, text, style->plot.ink,
                     KKR_ANCHOR_RIGHT | KKR_ANCHOR_MIDDLE,
                     axes.box.x - 0.6 * style->label,
                     axes.box.y + axes.box.height - (l + 0.5) * h);
    }
    kkr_jl_write(cr, style, "radial functions <i>n</i><sub>2</sub>", style->plot.dim,
                 KKR_ANCHOR_CENTER | KKR_ANCHOR_BASELINE,
                 axes.box.x + axes.box.width / 2,
                 axes.box.y + axes.box.height + 2.7 * style->label);
    cairo_save(cr);
    cairo_translate(cr, axes.box.x - style->tick_room + 0.5 * style->label,
                    axes.box.y + axes.box.height / 2);
    cairo_rotate(cr, -M_PI / 2);
    kkr_jl_write(cr, style, "largest <i>l</i>", style->plot.dim,
                 KKR_ANCHOR_CENTER | KKR_ANCHOR_MIDDLE, 0, 0);
    cairo_restore(cr);
}

// ---- columns and blocks ----------------------------------------------------------

static int color_of(const kkr_jl_column *c)
{
    return c->body == 1 ? c->a : 2 + c->a + (c->a == c->b ? 0 : 2);
}

void kkr_fit_draw_effects(cairo_t *cr, const kkr_jl_fit *fit, const kkr_jl_view *view,
                          const kkr_jl_style *style, const kkr_rect *area)
{
    const kkr_jl_settings *s = &fit->ensemble->problem[0]->params.features;
    int n = fit->ensemble->problem[0]->n_features;
    double f = unit_of(view), high = 0;
    for (int k = 0; k < n; k++)
        high = fmax(high, fabs(fit->effects[k]) * f);
    jl_axes axes = kkr_jl_axes(style, area, 0, n, 0, 1);
    high = pow(10, ceil(log10(high > 0 ? high : 1)));
    axes.y = (kkr_scale){ .kind = KKR_SCALE_LOG, .low = 1e-6 * high, .limit = high };
    char title[96], rest[96];
    snprintf(title, sizeof title, "|<i>w</i>| rms(<i>X</i>) (%s bohr)",
             unit_name(view));
    snprintf(rest, sizeof rest, "of a fit with ridge %.0e, RMSE %.2f %s", fit->ridge,
             fit->ridge_rmse * f, unit_name(view));
    kkr_jl_draw_heading(cr, style, area, "Columns", rest);
    kkr_jl_draw_y_axis(cr, style, &axes, title);
    double bottom = axes.box.y + axes.box.height;
    for (int k = 0, from = 0; k < n; k++) {
        kkr_jl_column c = kkr_jl_column_at(s, k);
        double v = fabs(fit->effects[k]) * f, x = kkr_jl_page_x(&axes, k),
               w = axes.box.width / n;
        if (v > axes.y.low) {
            double y = kkr_jl_page_y(&axes, v);
            cairo_rectangle(cr, x + 0.1 * w, y, 0.8 * w, bottom - y);
            kkr_plot_set_color(cr, kkr_jl_species_color(color_of(&c)), 1);
            cairo_fill(cr);
        }
        kkr_jl_column next =
            k + 1 < n ? kkr_jl_column_at(s, k + 1) : (kkr_jl_column){ .body = 0 };
        if (next.body == c.body && next.a == c.a && next.b == c.b)
            continue;
        char name[64];
        if (c.body == 1)
            snprintf(name, sizeof name, "%s", s->species[c.a]);
        else
            snprintf(name, sizeof name, "%s–%s", s->species[c.a], s->species[c.b]);
        double end = kkr_jl_page_x(&axes, k + 1), begin = kkr_jl_page_x(&axes, from);
        cairo_move_to(cr, begin + 0.6, bottom + 1.2 * style->tick_length);
        cairo_line_to(cr, end - 0.6, bottom + 1.2 * style->tick_length);
        kkr_plot_set_color(cr, kkr_jl_species_color(color_of(&c)), 1);
        cairo_set_line_width(cr, 1.5 * style->curve);
        cairo_stroke(cr);
        kkr_jl_write(cr, style, name, style->plot.ink,
                     KKR_ANCHOR_CENTER | KKR_ANCHOR_BASELINE, (begin + end) / 2,
                     bottom + 1.2 * style->tick_length + 1.4 * style->label);
        from = k + 1;
    }
    frame_box(cr, style, &axes.box);
}

void kkr_fit_draw_blocks(cairo_t *cr, const kkr_jl_fit *fit, const kkr_jl_view *view,
                         const kkr_jl_style *style, const kkr_rect *area)
{
    double f = unit_of(view), high = 0, line = 2.1 * style->label;
    double names = 6.5 * style->label, numbers = 5.5 * style->label;
    char rest[64];
    snprintf(rest, sizeof rest, "spread of what each adds (%s)", unit_name(view));
    kkr_jl_draw_heading(cr, style, area, "Blocks", rest);
    for (int i = 0; i < fit->n_blocks; i++)
        high = fmax(high, fit->blocks[i].importance);
    double y = area->y + style->head + 0.5 * line;
    for (int i = 0; i < fit->n_blocks; i++, y += line) {
        const kkr_jl_block *b = &fit->blocks[i];
        const kkr_jl_column c = { .body = b->body, .a = b->a, .b = b->b };
        double width =
            (area->width - names - numbers) * (high > 0 ? b->importance / high : 0);
        char number[40];
        kkr_jl_write(cr, style, b->name, style->plot.ink,
                     KKR_ANCHOR_LEFT | KKR_ANCHOR_MIDDLE, area->x, y);
        cairo_rectangle(cr, area->x + names, y - 0.3 * line, width, 0.6 * line);
        kkr_plot_set_color(cr, kkr_jl_species_color(color_of(&c)), 1);
        cairo_fill(cr);
        kkr_format_number(b->importance * f, 3, number, sizeof number);
        kkr_jl_write(cr, style, number, style->plot.ink,
                     KKR_ANCHOR_LEFT | KKR_ANCHOR_MIDDLE,
                     area->x + names + width + 0.5 * style->label, y);
    }
}

// ---- several embeddings ----------------------------------------------------------

static bool is_shown(const kkr_jl_fit *fit, int predictor)
{
    for (int i = 0; i < fit->left_out->n; i++)
        if (fit->left_out->errors[i * fit->left_out->n_predictors + predictor].n > 0)
            return true;
    return false;
}

/** "V - V_start, table" as a page wants it. */
static void pretty_name(const char *name, char *text, size_t size)
{
    static const struct {
        const char *plain, *markup;
    } beginnings[] = {
        { "V - V_start, ", "<i>V</i> − <i>V</i><sub>start</sub>, " },
        { "dV, ", "<i>V</i> − <i>V</i><sub>host</sub>, " },
        { "V_host", "<i>V</i><sub>host</sub>" },
        { "V_start", "<i>V</i><sub>start</sub>" },
    };
    for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++) {
        size_t n = strlen(beginnings[i].plain);
        if (strncmp(name, beginnings[i].plain, n) != 0)
            continue;
        snprintf(text, size, "%s%s", beginnings[i].markup, name + n);
        return;
    }
    snprintf(text, size, "%s", name);
}

static double row_height(const kkr_jl_style *style)
{
    return 1.45 * style->label;
}

static double matrix_head(const kkr_jl_style *style)
{
    return style->head + 12.5 * style->label;
}

double kkr_fit_matrix_height(const kkr_jl_fit *fit, const kkr_jl_style *style)
{
    return matrix_head(style) + (fit->left_out->n + 1.6) * row_height(style);
}

void kkr_fit_draw_matrix(cairo_t *cr, const kkr_jl_fit *fit, const kkr_jl_view *view,
                         const kkr_jl_style *style, const kkr_rect *area)
{
    const kkr_jl_left_out *t = fit->left_out;
    const kkr_jl_model *m = kkr_jl_fit_model(fit);
    const kkr_colormap *map = kkr_colormap_get("sequential", style->plot.dark);
    double f = unit_of(view), low = 2e-3, high = 2, head = matrix_head(style);
    double h = (area->height - head) / (t->n + 1.6), names = 4.2 * style->label;
    int n = 0;
    for (int k = 0; k < t->n_predictors; k++)
        n += is_shown(fit, k);
    double w = (area->width - names) / (n > 0 ? n : 1), x = area->x + names;
    char rest[80];
    snprintf(rest, sizeof rest, "RMSE of <i>V</i> (%s), predicted from the others",
             unit_name(view));
    kkr_jl_draw_heading(cr, style, area, "Left out", rest);
    for (int k = 0; k < t->n_predictors; k++) {
        if (!is_shown(fit, k))
            continue;
        cairo_save(cr);
        cairo_translate(cr, x + w / 2, area->y + head - 0.5 * style->label);
        cairo_rotate(cr, -M_PI / 2);
        char label[128];
        pretty_name(kkr_jl_predictors[k].name, label, sizeof label);
        kkr_jl_write(cr, style, label, style->plot.ink,
                     KKR_ANCHOR_LEFT | KKR_ANCHOR_MIDDLE, 0, 0);
        cairo_restore(cr);
        for (int i = 0; i <= t->n; i++) { // the last row: medians
            kkr_jl_summary s = kkr_jl_left_out_summary(t, k);
            const kkr_fit_errors *e = &t->errors[(size_t)i * t->n_predictors + k];
            double value = i == t->n ? s.rmse[1] : e->n ? e->rmse : NAN;
            if (!isfinite(value))
                continue;
            double level = fmin(fmax(log(value / low) / log(high / low), 0), 1);
            kkr_rect box = { x + 0.4,
                             area->y + head + (i + (i == t->n ? 0.6 : 0)) * h + 0.4,
                             w - 0.8, h - 0.8 };
            char number[40];
            short_number(value * f, number, sizeof number);
            draw_tile(cr, style, &box, kkr_colormap_color(map, 0.08 + 0.84 * level),
                      number, fmin(0.95 * style->label, 0.72 * h));
        }
        x += w;
    }
    static const kkr_rgb red = { 200, 40, 60 };
    for (int i = 0; i <= t->n; i++) {
        double y = area->y + head + (i + 0.5 + (i == t->n ? 0.6 : 0)) * h;
        bool bad = i < t->n && t->suspicious[i];
        const char *name = i == t->n ? "median" : strrchr(m->member[i].name, ':');
        name = i == t->n ? name : name ? name + 1 : m->member[i].name;
        kkr_jl_write(cr, style, name, bad ? red : style->plot.ink,
                     KKR_ANCHOR_RIGHT | KKR_ANCHOR_MIDDLE,
                     area->x + names - 0.6 * style->label, y);
    }
}

void kkr_fit_draw_learning(cairo_t *cr, const kkr_jl_fit *fit, const kkr_jl_view *view,
                           const kkr_jl_style *style, const kkr_rect *area)
{
    enum { MOST = 32 };
    double f = unit_of(view), all[6 * MOST], far = 4;
    int n_all = 0;
    for (int c = 0; c < fit->n_curves; c++)
        for (int i = 0; i < fit->n_points[c]; i++) {
            all[n_all++] = fit->curve[c][i].summary.rmse[0];
            all[n_all++] = fit->curve[c][i].summary.rmse[2];
            far = fmax(far, fit->curve[c][i].n_training);
        }
    jl_axes axes = kkr_jl_axes(style, area, 0, 1, 0, 1);
    axes.x = (kkr_scale){ .kind = KKR_SCALE_LOG, .low = 3.5, .limit = far * 1.1 };
    axes.y = decades(all, n_all, f);
    char title[64];
    snprintf(title, sizeof title, "RMSE (%s)", unit_name(view));
    kkr_jl_draw_heading(cr, style, area, "Learning",
                        fit->n_curves ? "median and quartiles of those left out"
                                      : "eight embeddings or more are needed");
    if (!fit->n_curves)
        return;
    kkr_jl_draw_axes(cr, style, &axes, "embeddings to learn from", title);
    for (int c = 0; c < fit->n_curves; c++) {
        double x[MOST], y[MOST];
        int n = fit->n_points[c];
        kkr_rgb color = kkr_jl_species_color(c);
        cairo_new_path(cr); // text leaves a point
        for (int i = 0; i < n; i++)
            cairo_line_to(cr, kkr_jl_page_x(&axes, fit->curve[c][i].n_training),
                          kkr_jl_page_y(&axes, fit->curve[c][i].summary.rmse[0] * f));
        for (int i = n - 1; i >= 0; i--)
            cairo_line_to(cr, kkr_jl_page_x(&axes, fit->curve[c][i].n_training),
                          kkr_jl_page_y(&axes, fit->curve[c][i].summary.rmse[2] * f));
        cairo_close_path(cr);
        kkr_plot_set_color(cr, color, 0.13);
        cairo_fill(cr);
        for (int i = 0; i < n; i++) {
            x[i] = fit->curve[c][i].n_training;
            y[i] = fit->curve[c][i].summary.rmse[1] * f;
        }
        kkr_plot_set_color(cr, color, 1);
        cairo_set_line_width(cr, 1.4 * style->curve);
        stroke_points(cr, &axes, x, y, n, true, 1.5 * style->curve);
        kkr_jl_write(
            cr, style, kkr_element_rule_name(fit->curve_rule[c]), color,
            KKR_ANCHOR_LEFT | KKR_ANCHOR_MIDDLE, axes.box.x + 0.8 * style->label,
            axes.box.y + axes.box.height - (fit->n_curves - c) * 1.5 * style->label);
    }
    frame_box(cr, style, &axes.box);
}
