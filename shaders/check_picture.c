// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/check_picture.h"

#include "core/ylm.h"
#include "shaders/chart.h"
#include "shaders/check_charts.h"
#include "shaders/color_bar.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

kkr_check_picture_kind kkr_check_picture_kind_of(const kkr_check_picture *p)
{
    static const struct {
        const char *id;
        kkr_check_picture_kind kind;
    } kinds[] = {
        { "grid-points", KKR_CHECK_GRID },
        { "grid-registration", KKR_CHECK_GRID },
        { "grid-between", KKR_CHECK_GRID },
        { "grid-file", KKR_CHECK_GRID },
        { "symmetry", KKR_CHECK_SYMMETRY },
        { "l-convergence", KKR_CHECK_CONVERGENCE },
        { "shape-functions", KKR_CHECK_SHAPES },
        { "face-jump", KKR_CHECK_JUMPS },
    };
    kkr_check_picture_kind kind = p->item->by_site ? KKR_CHECK_SITES : KKR_CHECK_WORDS;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(p->item->id, kinds[i].id) == 0)
            kind = kinds[i].kind;
    bool known = kind == KKR_CHECK_GRID    ? p->error != NULL
                 : kind == KKR_CHECK_JUMPS ? p->check->jumps && p->check->jumps->n > 0
                 : kind > KKR_CHECK_GRID   ? p->evidence != NULL
                                           : true;
    return known ? kind : KKR_CHECK_WORDS;
}

/* --- a map of squares: sites down, components or faces across ------------- */

typedef struct map {
    kkr_rect frame; // of the squares
    int n_rows, n_columns, first_row;
    double width, height; // of a square
    kkr_rect bar;
} map;

/* Rows that fit, around the marked one. */
static map place_map(const kkr_check_picture *p, const kkr_style *style,
                     const kkr_rect *area, int n_columns)
{
    const double em = style->text;
    map m = { .n_rows = p->check->n_sites, .n_columns = n_columns };
    m.frame = (kkr_rect){ area->x + 5 * em, area->y + 3.4 * em, area->width - 11.5 * em,
                          area->height - 5.4 * em };
    m.width = fmin(2.4 * em, m.frame.width / (n_columns > 0 ? n_columns : 1));
    int most = (int)fmax(1, floor(m.frame.height / (1.35 * em)));
    if (m.n_rows > most) {
        m.first_row = p->site - most / 2;
        if (m.first_row > m.n_rows - most)
            m.first_row = m.n_rows - most;
        m.first_row = m.first_row > 0 ? m.first_row : 0;
        m.n_rows = most;
    }
    m.height = fmin(2.4 * em, m.frame.height / m.n_rows);
    m.frame.width = m.width * n_columns;
    m.frame.height = m.height * m.n_rows;
    m.bar =
        (kkr_rect){ m.frame.x + m.frame.width + 1.4 * em, m.frame.y + 1.4 * em,
                    0.9 * em, fmax(7 * em, fmin(m.frame.height, 22 * em)) - 1.4 * em };
    return m;
}

static kkr_rect square(const map *m, int row, int column)
{
    return (kkr_rect){ m->frame.x + column * m->width,
                       m->frame.y + (row - m->first_row) * m->height, m->width,
                       m->height };
}

static bool find_square(const map *m, double x, double y, int *row, int *column)
{
    *column = (int)floor((x - m->frame.x) / m->width);
    *row = m->first_row + (int)floor((y - m->frame.y) / m->height);
    return *column >= 0 && *column < m->n_columns && *row >= m->first_row &&
           *row < m->first_row + m->n_rows;
}

static void say(cairo_t *cr, const kkr_style *style, const char *markup, double size,
                kkr_rgb color, int anchor, double x, double y)
{
    const kkr_plot_text text = { .markup = markup, .size = size, .color = color };
    kkr_plot_draw_text(cr, style, &text, anchor, x, y);
}

static void fill(cairo_t *cr, const kkr_rect *r, kkr_rgb color)
{
    kkr_plot_set_color(cr, color, 1);
    cairo_rectangle(cr, r->x + 0.5, r->y + 0.5, r->width - 1, r->height - 1);
    cairo_fill(cr);
}

/* The label of each row, and a frame around that of the marked site. */
static void name_rows(cairo_t *cr, const kkr_check_picture *p, const kkr_style *style,
                      const map *m)
{
    for (int row = m->first_row; row < m->first_row + m->n_rows; row++) {
        kkr_rect first = square(m, row, 0);
        char text[48];
        snprintf(text, sizeof text, "%s %d", p->object->sites[row].label, row + 1);
        say(cr, style, text, style->ticks, row == p->site ? style->accent : style->dim,
            KKR_ANCHOR_RIGHT | KKR_ANCHOR_MIDDLE, first.x - 0.6 * style->text,
            first.y + first.height / 2);
        if (row == p->site) {
            kkr_plot_set_color(cr, style->accent, 1);
            cairo_set_line_width(cr, 1.5 * style->fine);
            cairo_rectangle(cr, first.x - 0.5, first.y - 0.5, m->frame.width + 1,
                            first.height + 1);
            cairo_stroke(cr);
        }
    }
}

static kkr_scale scale_to(double largest, int decades)
{
    double limit = pow(10, ceil(log10(largest > 0 ? largest : 1)));
    return (kkr_scale){ KKR_SCALE_LOG, false, limit * pow(10, -decades), limit, 0 };
}

/* --- symmetry ------------------------------------------------------------- */

static const kkr_symmetry_row *audit_of(const kkr_check_picture *p, int site)
{
    return &p->evidence->sites[site].symmetry;
}

static int count_lm(const kkr_check_picture *p)
{
    int n = 0;
    for (int i = 0; i < p->evidence->n_sites; i++)
        n = audit_of(p, i)->n_lm > n ? audit_of(p, i)->n_lm : n;
    return n;
}

/* What is there although the group forbids it, worth a mark: more than a thousandth. */
static bool is_wrong(const kkr_symmetry_row *row, int lm)
{
    return row->total > 0 && row->excess[lm] > 1e-3 * row->total;
}

static void draw_symmetry(cairo_t *cr, const kkr_check_picture *p,
                          const kkr_style *style, const kkr_rect *area)
{
    const double em = style->text;
    const int n = count_lm(p);
    // without lm = 0, which everything allows
    map m = place_map(p, style, area, n > 1 ? n - 1 : 0);
    if (n < 2)
        return;
    double largest = 0;
    for (int i = 0; i < p->evidence->n_sites; i++)
        for (int lm = 1; lm < audit_of(p, i)->n_lm; lm++)
            largest = fmax(largest, audit_of(p, i)->norm[lm]);
    const kkr_colormap *colors = kkr_colormap_get("sequential", style->dark);
    const kkr_scale scale = scale_to(largest, 8);
    const kkr_rgb wrong =
        style->dark ? (kkr_rgb){ 0xf0, 0x7a, 0x7a } : (kkr_rgb){ 0xb0, 0x1f, 0x2a };
    for (int row = m.first_row; row < m.first_row + m.n_rows; row++) {
        const kkr_symmetry_row *audit = audit_of(p, row);
        for (int lm = 1; lm < audit->n_lm; lm++) {
            kkr_rect r = square(&m, row, lm - 1);
            kkr_rgb color = style->unknown; // not in the file
            if (audit->norm[lm] > 0)
                color = kkr_colormap_color(
                    colors, fmax(0.04, kkr_scale_position(&scale, audit->norm[lm])));
            if (audit->forbidden[lm] && !(audit->norm[lm] > 0))
                color = style->paper;
            fill(cr, &r, color);
            if (audit->forbidden[lm]) { // a stroke through it
                kkr_plot_set_color(cr, style->line, 1);
                cairo_set_line_width(cr, style->fine);
                cairo_move_to(cr, r.x + 0.3 * r.width, r.y + 0.7 * r.height);
                cairo_line_to(cr, r.x + 0.7 * r.width, r.y + 0.3 * r.height);
                cairo_stroke(cr);
            }
            if (is_wrong(audit, lm)) {
                kkr_plot_set_color(cr, wrong, 1);
                cairo_set_line_width(cr, 2 * style->fine);
                cairo_rectangle(cr, r.x + 1.5, r.y + 1.5, r.width - 3, r.height - 3);
                cairo_stroke(cr);
            }
        }
        say(cr, style, audit->group[0] ? audit->group : "?", style->ticks, style->dim,
            KKR_ANCHOR_LEFT | KKR_ANCHOR_MIDDLE, m.bar.x + 5.2 * em,
            m.frame.y + (row - m.first_row + 0.5) * m.height);
    }
    name_rows(cr, p, style, &m);
    for (int l = 1; l * l < n; l++) { // brackets of equal l
        double x0 = m.frame.x + (l * l - 1) * m.width;
        double x1 = m.frame.x + (fmin(n, (l + 1) * (l + 1)) - 1) * m.width;
        char text[24];
        snprintf(text, sizeof text, l == 1 ? "<i>l</i> = %d" : "%d", l);
        say(cr, style, text, style->ticks, style->dim,
            KKR_ANCHOR_CENTER | KKR_ANCHOR_BOTTOM, (x0 + x1) / 2, m.frame.y - 0.5 * em);
        kkr_plot_set_color(cr, style->dim, 1);
        cairo_set_line_width(cr, style->fine);
        cairo_move_to(cr, x0 + 2, m.frame.y - 0.25 * em);
        cairo_line_to(cr, x1 - 2, m.frame.y - 0.25 * em);
        cairo_stroke(cr);
    }
    const kkr_color_bar bar = { colors, scale, "|<i>V<sub>L</sub></i>|", 4 };
    kkr_color_bar_draw(cr, style, &m.bar, &bar);
    say(cr, style,
        "struck: the point group forbids it      framed red: it is there nevertheless",
        style->ticks, style->dim, KKR_ANCHOR_LEFT | KKR_ANCHOR_TOP, m.frame.x,
        m.frame.y + m.frame.height + 0.8 * em);
}

/* --- jumps ---------------------------------------------------------------- */

static int most_faces(const kkr_face_jumps *jumps)
{
    int n = 0;
    for (int i = 0; i < jumps->n_sites; i++)
        n = jumps->first[i + 1] - jumps->first[i] > n
                ? jumps->first[i + 1] - jumps->first[i]
                : n;
    return n;
}

/* Where the map and the face lie: beside or below each other. */
static void split(const kkr_check_picture *p, const kkr_style *style,
                  const kkr_rect *area, kkr_rect part[2])
{
    const double em = style->text;
    part[0] = part[1] = *area;
    if (!p->face)
        return;
    if (area->width > 1.6 * area->height) {
        part[0].width = 0.6 * area->width;
        part[1].x += part[0].width + em;
        part[1].width -= part[0].width + em;
    } else {
        double rows = 5.4 * em + p->check->n_sites * 2.4 * em;
        part[0].height = fmin(0.55 * area->height, rows);
        part[1].y += part[0].height;
        part[1].height -= part[0].height;
    }
}

/* To 1, 2 or 5 times a power of ten, so that the bar has ticks at its ends. */
static double round_up(double value)
{
    double unit = value > 0 ? pow(10, floor(log10(value))) : 1;
    return unit * (value <= unit       ? 1
                   : value <= 2 * unit ? 2
                   : value <= 5 * unit ? 5
                                       : 10);
}

static void draw_face(cairo_t *cr, const kkr_check_picture *p, const kkr_style *style,
                      const kkr_rect *area)
{
    const kkr_face_image *f = p->face;
    const double em = style->text;
    double wide = f->width * f->pitch, high = f->height * f->pitch, largest = 0;
    kkr_rect frame = { area->x + 5 * em, area->y + 2.6 * em, area->width - 13 * em,
                       area->height - 4.6 * em };
    double unit = fmin(frame.width / wide, frame.height / high); // px per bohr
    if (!(unit > 0))
        return;
    frame.width = wide * unit;
    frame.height = high * unit;
    for (int i = 0; i < f->width * f->height; i++)
        if (isfinite(f->jump[i]))
            largest = fmax(largest, fabs((double)f->jump[i]));
    const kkr_colormap *colors = kkr_colormap_get("diverging", style->dark);
    const kkr_scale scale = { KKR_SCALE_LINEAR, true, 0, round_up(largest), 0 };
    cairo_save(cr);
    cairo_new_path(cr);
    for (int k = 0; k < f->n_corners; k++)
        cairo_line_to(cr, frame.x + (f->corner[k][0] + f->pitch / 2) * unit,
                      frame.y + frame.height - (f->corner[k][1] + f->pitch / 2) * unit);
    cairo_close_path(cr);
    cairo_path_t *outline = cairo_copy_path(cr);
    cairo_clip(cr);
    cairo_surface_t *image =
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, f->width, f->height);
    unsigned char *data = cairo_image_surface_get_data(image);
    const int stride = cairo_image_surface_get_stride(image);
    for (int row = 0; row < f->height; row++)
        for (int i = 0; i < f->width; i++) {
            double jump = (double)f->jump[row * f->width + i];
            kkr_rgb c =
                isfinite(jump)
                    ? kkr_colormap_color(colors, kkr_scale_position(&scale, jump))
                    : style->unknown;
            unsigned char *pixel =
                data + (size_t)(f->height - 1 - row) * stride + 4 * i;
            pixel[0] = c.b;
            pixel[1] = c.g;
            pixel[2] = c.r;
        }
    cairo_surface_mark_dirty(image);
    cairo_translate(cr, frame.x, frame.y);
    cairo_scale(cr, f->pitch * unit, f->pitch * unit);
    cairo_set_source_surface(cr, image, 0, 0);
    cairo_pattern_set_filter(cairo_get_source(cr), CAIRO_FILTER_NEAREST);
    cairo_pattern_set_extend(cairo_get_source(cr), CAIRO_EXTEND_PAD);
    cairo_paint(cr);
    cairo_surface_destroy(image);
    cairo_restore(cr);
    cairo_append_path(cr, outline);
    cairo_path_destroy(outline);
    kkr_plot_set_color(cr, style->ink, 0.8);
    cairo_set_line_width(cr, 1.5 * style->fine);
    cairo_stroke(cr);
    const kkr_rect ramp = { frame.x + frame.width + 1.6 * em, frame.y + 1.4 * em,
                            0.9 * em, fmax(5 * em, frame.height - 1.4 * em) };
    const kkr_color_bar bar = { colors, scale, "Ry", 5 };
    kkr_color_bar_draw(cr, style, &ramp, &bar);
    char title[64];
    snprintf(title, sizeof title, "jump on face %d of site %d", p->face_index + 1,
             p->site + 1);
    const kkr_rect named = { area->x + 5 * em, frame.y, 0, 0 };
    kkr_check_name_chart(cr, style, &named, 0, title);
}

static void draw_jumps(cairo_t *cr, const kkr_check_picture *p, const kkr_style *style,
                       const kkr_rect *area)
{
    const kkr_face_jumps *jumps = p->check->jumps;
    const double em = style->text;
    kkr_rect part[2];
    split(p, style, area, part);
    const int n = most_faces(jumps);
    map m = place_map(p, style, &part[0], n);
    double largest = 0;
    for (int k = 0; k < jumps->n; k++)
        if (isfinite(jumps->jumps[k].rms))
            largest = fmax(largest, jumps->jumps[k].rms);
    const kkr_colormap *colors = kkr_colormap_get("sequential", style->dark);
    const kkr_scale scale = scale_to(largest, 4);
    for (int row = m.first_row; row < m.first_row + m.n_rows; row++)
        for (int k = jumps->first[row]; k < jumps->first[row + 1]; k++) {
            kkr_rect r = square(&m, row, k - jumps->first[row]);
            double rms = jumps->jumps[k].rms;
            fill(cr, &r,
                 isnan(rms)
                     ? style->unknown
                     : kkr_colormap_color(
                           colors,
                           rms > 0 ? fmax(0.04, kkr_scale_position(&scale, rms)) : 0));
            if (p->face && row == p->site && k - jumps->first[row] == p->face_index) {
                kkr_plot_set_color(cr, style->ink, 1);
                cairo_set_line_width(cr, 2 * style->fine);
                cairo_rectangle(cr, r.x + 1.5, r.y + 1.5, r.width - 3, r.height - 3);
                cairo_stroke(cr);
            }
        }
    name_rows(cr, p, style, &m);
    for (int face = 0; face<n; face += n> 20 ? 5 : 1) {
        char text[16];
        snprintf(text, sizeof text, "%d", face + 1);
        say(cr, style, text, style->ticks, style->dim,
            KKR_ANCHOR_CENTER | KKR_ANCHOR_BOTTOM, m.frame.x + (face + 0.5) * m.width,
            m.frame.y - 0.4 * em);
    }
    say(cr, style, "face", style->ticks, style->dim,
        KKR_ANCHOR_RIGHT | KKR_ANCHOR_BOTTOM, m.frame.x - 0.6 * em,
        m.frame.y - 0.4 * em);
    const kkr_color_bar bar = { colors, scale, "rms, Ry", 4 };
    kkr_color_bar_draw(cr, style, &m.bar, &bar);
    if (p->face)
        draw_face(cr, p, style, &part[1]);
}

/* --- curves against l ----------------------------------------------------- */

typedef enum series { SERIES_V, SERIES_THETA, SERIES_SHAPE } series;

static const kkr_l_series *series_of(const kkr_check_picture *p, int site, series which)
{
    const kkr_site_evidence *s = &p->evidence->sites[site];
    return which == SERIES_V ? &s->v : which == SERIES_THETA ? &s->theta : &s->shape;
}

/* One curve each site, the marked one on top; zeros are left out of a log scale. */
static void draw_series(cairo_t *cr, const kkr_check_picture *p, const kkr_style *style,
                        const kkr_rect *frame, series which, double limit)
{
    static const char *const titles[] = {
        "what each <i>l</i> adds to <i>V</i> between sphere and corners",
        "what Θ up to <i>l</i> misses between the inscribed sphere and the corners",
        "Θ<sub><i>L</i></sub> of the file minus that of the cell",
    };
    static const char *const units[] = { "rms (Ry)", "rms", "largest" };
    enum { N = KKR_L_MAX + 1 };
    double *all = kkr_alloc((size_t)p->evidence->n_sites * N + 1, sizeof *all), l[N];
    int l_max = 1, n = 0;
    for (int i = 0; i < N; i++)
        l[i] = i;
    for (int i = 0; i < p->evidence->n_sites; i++) {
        const kkr_l_series *s = series_of(p, i, which);
        l_max = s->l_max > l_max ? s->l_max : l_max;
        for (int k = 0; k <= s->l_max; k++)
            if (s->part[k] > 0)
                all[n++] = s->part[k];
    }
    if (limit > 0)
        all[n++] = limit;
    kkr_check_name_chart(cr, style, frame, 0, titles[which]);
    kkr_scale y = kkr_chart_log_scale(all, n);
    if (n > 0 && y.limit / y.low > 1e10)
        y.low = y.limit * 1e-10; // rounding is nothing to look at
    free(all);
    kkr_chart chart = {
        style, *frame,     { KKR_SCALE_LINEAR, false, -0.5, l_max + 0.5, 0 },
        y,     "<i>l</i>", units[which],
        8,     5
    };
    kkr_chart_draw(cr, &chart);
    for (int pass = 0; pass < 2; pass++)
        for (int i = 0; i < p->evidence->n_sites; i++) {
            const kkr_l_series *s = series_of(p, i, which);
            double value[N];
            if ((i == p->site) != (pass == 1) || s->l_max < 0)
                continue;
            int kept = 0;
            double at[N];
            for (int k = 0; k <= s->l_max; k++)
                if (s->part[k] > 0) { // l that symmetry forbids are no points
                    at[kept] = l[k];
                    value[kept++] = s->part[k];
                }
            kkr_rgb color =
                pass ? style->accent : kkr_rgb_mix(style->paper, style->ink, 0.35);
            kkr_chart_curve(cr, &chart, at, value, kept, color,
                            (pass ? 2.2 : 1) * style->fine);
            if (pass)
                kkr_chart_dots(cr, &chart, at, value, kept, color, 0.24 * style->text);
        }
    if (limit > 0) {
        const double ends[2] = { -0.5, l_max + 0.5 }, level[2] = { limit, limit };
        const double dash[] = { 3 * style->fine, 3 * style->fine };
        cairo_save(cr);
        cairo_set_dash(cr, dash, 2, 0);
        kkr_chart_curve(cr, &chart, ends, level, 2, style->ink, style->fine);
        cairo_restore(cr);
    }
}

static void draw_convergence(cairo_t *cr, const kkr_check_picture *p,
                             const kkr_style *style, const kkr_rect *area, bool shapes)
{
    const double em = style->text, head = 2.6 * em, foot = 4.2 * em;
    const double high = area->height / 2 - head - foot;
    kkr_rect upper = { area->x + 6.5 * em, area->y + head, area->width - 8.5 * em,
                       high };
    kkr_rect lower = upper;
    lower.y += area->height / 2;
    if (high < 3 * em || upper.width < 6 * em)
        return;
    draw_series(cr, p, style, &upper, shapes ? SERIES_SHAPE : SERIES_V, p->item->limit);
    draw_series(cr, p, style, &lower, SERIES_THETA, 0);
}

/* --- a value each site ---------------------------------------------------- */

static kkr_chart sites_chart(const kkr_check_picture *p, const kkr_style *style,
                             const kkr_rect *area, double *y)
{
    const double em = style->text;
    int n = p->check->n_sites;
    for (int i = 0; i < n; i++)
        y[i] = fabs(p->item->by_site[i]);
    y[n] = fabs(p->item->limit);
    kkr_chart chart = { style,
                        { area->x + 6.5 * em, area->y + 2.6 * em,
                          area->width - 8.5 * em, area->height - 7 * em },
                        { KKR_SCALE_LINEAR, false, 0.5, n + 0.5, 0 },
                        kkr_chart_log_scale(y, n + 1),
                        "site",
                        p->item->unit[0] ? p->item->unit : NULL,
                        n < 10 ? n : 8,
                        5 };
    if (chart.y.limit / chart.y.low < 10)
        chart.y.low = chart.y.limit / 10;
    return chart;
}

static void draw_sites(cairo_t *cr, const kkr_check_picture *p, const kkr_style *style,
                       const kkr_rect *area)
{
    int n = p->check->n_sites;
    double *y = kkr_alloc((size_t)n + 1, sizeof *y);
    const kkr_chart chart = sites_chart(p, style, area, y);
    kkr_check_name_chart(cr, style, &chart.frame, 0, "at each site; dashed: the limit");
    kkr_chart_draw(cr, &chart);
    for (int i = 0; i < n; i++) {
        double x = i + 1;
        kkr_chart_dots(cr, &chart, &x, &y[i], 1,
                       i == p->site ? style->accent
                                    : kkr_rgb_mix(style->ink, style->paper, 0.35),
                       (i == p->site ? 0.4 : 0.3) * style->text);
    }
    const double ends[2] = { 0.5, n + 0.5 }, level[2] = { y[n], y[n] };
    const double dash[] = { 3 * style->fine, 3 * style->fine };
    cairo_save(cr);
    cairo_set_dash(cr, dash, 2, 0);
    kkr_chart_curve(cr, &chart, ends, level, 2, style->ink, style->fine);
    cairo_restore(cr);
    free(y);
}

/* --- a grid --------------------------------------------------------------- */

/* The slice and three charts: beside it, or in a row below. */
static void place_grid(const kkr_style *style, const kkr_rect *area, kkr_rect at[4])
{
    const double em = style->text, left = 5 * em, head = 2.6 * em, foot = 4 * em;
    bool beside = area->width > 1.25 * area->height;
    if (beside) {
        double side = fmin(area->height - head - em, 0.58 * area->width - 6 * em);
        at[0] = (kkr_rect){ area->x + em, area->y + head, side + 5 * em, side };
        double x = at[0].x + at[0].width + left + 3 * em;
        for (int i = 0; i < 3; i++)
            at[i + 1] = (kkr_rect){ x, area->y + head + i * area->height / 3,
                                    area->x + area->width - x - em,
                                    area->height / 3 - head - foot };
    } else {
        double side = fmin(0.62 * area->height - head, area->width - 9 * em);
        side = fmin(side, area->height - 2 * head - foot - 10 * em); // charts to read
        at[0] = (kkr_rect){ area->x + em, area->y + head, side + 5 * em, side };
        double y = at[0].y + side + head + em;
        int n =
            area->width > 54 * em ? 3 : 2; // where there is little room, two of them
        for (int i = 0, k = 0; i < 3; i++) {
            if (n == 2 && i == 1)
                continue; // the histogram
            at[i + 1] = (kkr_rect){ area->x + k++ * area->width / n + left, y,
                                    area->width / n - left - em,
                                    area->y + area->height - y - foot };
        }
    }
}

static void draw_grid(cairo_t *cr, const kkr_check_picture *p, const kkr_style *style,
                      const kkr_rect *area)
{
    kkr_rect at[4] = { 0 };
    place_grid(style, area, at);
    int site = p->site >= 0 ? p->site : 0;
    double r_mt = p->check->n_sites > site ? p->object->sites[site].r_mt : 0;
    if (at[0].height > 4 * style->text)
        kkr_check_draw_slice(cr, style, &at[0], 0, p->slice, p->slice_error);
    if (at[1].height < 3 * style->text || at[1].width < 5 * style->text)
        return;
    kkr_check_draw_distance(cr, style, &at[1], 0, p->error, r_mt);
    if (at[2].width > 0)
        kkr_check_draw_histogram(cr, style, &at[2], 0, p->error);
    kkr_check_draw_spacing(cr, style, &at[3], 0, p->error);
}

/* --- all ------------------------------------------------------------------ */

void kkr_check_picture_draw(cairo_t *cr, const kkr_check_picture *p,
                            const kkr_style *style, const kkr_rect *area)
{
    switch (kkr_check_picture_kind_of(p)) {
    case KKR_CHECK_WORDS:
        break;
    case KKR_CHECK_SITES:
        draw_sites(cr, p, style, area);
        break;
    case KKR_CHECK_GRID:
        draw_grid(cr, p, style, area);
        break;
    case KKR_CHECK_CONVERGENCE:
    case KKR_CHECK_SHAPES:
        draw_convergence(cr, p, style, area,
                         kkr_check_picture_kind_of(p) == KKR_CHECK_SHAPES);
        break;
    case KKR_CHECK_SYMMETRY:
        draw_symmetry(cr, p, style, area);
        break;
    case KKR_CHECK_JUMPS:
        draw_jumps(cr, p, style, area);
        break;
    }
}

static void number(double value, char text[static 32])
{
    kkr_format_number(value, 3, text, 32);
}

kkr_check_pick kkr_check_picture_pick(const kkr_check_picture *p,
                                      const kkr_style *style, const kkr_rect *area,
                                      double x, double y)
{
    kkr_check_pick pick = { .site = -1 };
    char value[32], other[32];
    int row, column;
    kkr_check_picture_kind kind = kkr_check_picture_kind_of(p);
    if (kind == KKR_CHECK_SYMMETRY && count_lm(p) > 1) {
        map m = place_map(p, style, area, count_lm(p) - 1);
        if (!find_square(&m, x, y, &row, &column) ||
            column + 1 >= audit_of(p, row)->n_lm)
            return pick;
        const kkr_symmetry_row *audit = audit_of(p, row);
        int lm = column + 1, l = kkr_lm_l(lm), m_of = lm - l * l - l;
        number(audit->norm[lm], value);
        number(audit->excess[lm], other);
        pick.site = row;
        snprintf(pick.text, sizeof pick.text,
                 "%s %d, %s   <i>l</i> = %d, <i>m</i> = %s%d   |<i>V<sub>L</sub></i>| "
                 "%s, not allowed %s",
                 p->object->sites[row].label, row + 1, audit->group, l,
                 m_of < 0 ? "−" : "", abs(m_of), value, other);
    } else if (kind == KKR_CHECK_JUMPS) {
        const kkr_face_jumps *jumps = p->check->jumps;
        kkr_rect part[2];
        split(p, style, area, part);
        map m = place_map(p, style, &part[0], most_faces(jumps));
        if (!find_square(&m, x, y, &row, &column) ||
            column >= jumps->first[row + 1] - jumps->first[row])
            return pick;
        const kkr_face_jump *jump = &jumps->jumps[jumps->first[row] + column];
        number(jump->rms, value);
        number(jump->max, other);
        pick.site = row;
        snprintf(pick.text, sizeof pick.text,
                 "%s %d, face %d   rms %s Ry, largest %s Ry",
                 p->object->sites[row].label, row + 1, column + 1, value, other);
    } else if (kind == KKR_CHECK_SITES) {
        double *all = kkr_alloc((size_t)p->check->n_sites + 1, sizeof *all);
        const kkr_chart chart = sites_chart(p, style, area, all);
        double at = (x - chart.frame.x) / chart.frame.width * p->check->n_sites;
        free(all);
        if (!(at >= 0 && at < p->check->n_sites))
            return pick;
        pick.site = (int)at;
        number(p->item->by_site[pick.site], value);
        snprintf(pick.text, sizeof pick.text, "%s %d   %s %s",
                 p->object->sites[pick.site].label, pick.site + 1, value,
                 p->item->unit);
    }
    return pick;
}
