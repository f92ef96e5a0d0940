// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/check_maps.h"

#include "core/ylm.h"
#include "shaders/check_charts.h"
#include "shaders/color_bar.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

void kkr_check_draw_symmetry(cairo_t *cr, const kkr_check_picture *p,
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
    const char *const legend[] = { "struck: the point group forbids it",
                                   "framed red: it is there nevertheless" };
    for (int i = 0; i < 2; i++) // one below the other: the map may be narrow
        say(cr, style, legend[i], style->ticks, style->dim,
            KKR_ANCHOR_LEFT | KKR_ANCHOR_TOP, m.frame.x,
            m.frame.y + m.frame.height + (0.6 + 1.1 * i) * em);
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

void kkr_check_draw_jumps(cairo_t *cr, const kkr_check_picture *p,
                          const kkr_style *style, const kkr_rect *area)
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

/* --- what lies under the pointer ------------------------------------------ */

static void number(double value, char text[static 32])
{
    kkr_format_number(value, 3, text, 32);
}

kkr_check_pick kkr_check_pick_symmetry(const kkr_check_picture *p,
                                       const kkr_style *style, const kkr_rect *area,
                                       double x, double y)
{
    kkr_check_pick pick = { .site = -1 };
    if (count_lm(p) <= 1)
        return pick;
    char value[32], other[32];
    int row, column;
    map m = place_map(p, style, area, count_lm(p) - 1);
    if (!find_square(&m, x, y, &row, &column) || column + 1 >= audit_of(p, row)->n_lm)
        return pick;
    const kkr_symmetry_row *audit = audit_of(p, row);
    int lm = column + 1, l = kkr_lm_l(lm), m_of = lm - l * l - l;
    number(audit->norm[lm], value);
    number(audit->excess[lm], other);
    pick.site = row;
    snprintf(pick.text, sizeof pick.text,
             "%s %d, %s   <i>l</i> = %d, <i>m</i> = %s%d   |<i>V<sub>L</sub></i>| "
             "%s, not allowed %s",
             p->object->sites[row].label, row + 1, audit->group, l, m_of < 0 ? "−" : "",
             abs(m_of), value, other);
    return pick;
}

kkr_check_pick kkr_check_pick_jump(const kkr_check_picture *p, const kkr_style *style,
                                   const kkr_rect *area, double x, double y)
{
    kkr_check_pick pick = { .site = -1 };
    const kkr_face_jumps *jumps = p->check->jumps;
    char value[32], other[32];
    int row, column;
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
    snprintf(pick.text, sizeof pick.text, "%s %d, face %d   rms %s Ry, largest %s Ry",
             p->object->sites[row].label, row + 1, column + 1, value, other);
    return pick;
}
