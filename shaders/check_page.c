// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/check_page.h"

#include "shaders/check_charts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct layout {
    kkr_style style;
    double em;    // text
    double row;   // height of a line of the table
    double width; // inside the margins
    double margin;
    double charts; // y of the first row of charts
    double chart;  // height of one
} layout;

typedef struct page {
    kkr_check_page what;
    layout at;
    double height;
} page;

static kkr_rgb color_of(kkr_verdict verdict, bool dark)
{
    // told apart without colours, too: the word stands beside
    static const kkr_rgb light[] = { { 0x2b, 0x7a, 0x4b },
                                     { 0x1b, 0x6a, 0xa5 },
                                     { 0xb0, 0x5f, 0x0a },
                                     { 0xb0, 0x1f, 0x2a } };
    static const kkr_rgb bright[] = { { 0x7f, 0xc8, 0x97 },
                                      { 0x62, 0xae, 0xe6 },
                                      { 0xf0, 0xb0, 0x60 },
                                      { 0xf0, 0x7a, 0x7a } };
    return (dark ? bright : light)[verdict];
}

static void write_text(cairo_t *cr, const layout *at, const char *markup, double size,
                       bool bold, kkr_rgb color, int anchor, double x, double y)
{
    kkr_plot_text text = {
        .markup = markup, .size = size, .bold = bold, .color = color
    };
    kkr_plot_draw_text(cr, &at->style, &text, anchor | KKR_ANCHOR_BASELINE, x, y);
}

static double width_of(cairo_t *cr, const layout *at, const char *markup, double size)
{
    kkr_plot_text text = { .markup = markup, .size = size };
    double width, height;
    kkr_plot_measure(cr, &at->style, &text, &width, &height);
    return width;
}

/* Sentences may hold < and &; the caller frees it with g_free(). */
static char *escaped(const char *text)
{
    return g_markup_escape_text(text, -1);
}

/* As much of a text as fits, with dots where it is cut. */
static void write_fitting(cairo_t *cr, const layout *at, const char *text, double size,
                          kkr_rgb color, double x, double y, double width)
{
    g_autofree char *whole = escaped(text);
    if (width_of(cr, at, whole, size) <= width) {
        write_text(cr, at, whole, size, false, color, KKR_ANCHOR_LEFT, x, y);
        return;
    }
    size_t low = 0, high = strlen(text);
    g_autofree char *best = g_strdup("…");
    while (low < high) {
        size_t middle = (low + high + 1) / 2;
        while (middle > low && ((unsigned char)text[middle] & 0xC0) == 0x80)
            middle--; // not inside a character
        if (middle == low)
            break;
        g_autofree char *part = g_strndup(text, middle);
        g_autofree char *dotted = g_strconcat(g_strchomp(part), "…", NULL);
        g_autofree char *markup = escaped(dotted);
        if (width_of(cr, at, markup, size) <= width) {
            low = middle;
            g_free(best);
            best = g_steal_pointer(&markup);
        } else {
            high = middle - 1;
        }
    }
    write_text(cr, at, best, size, false, color, KKR_ANCHOR_LEFT, x, y);
}

// ------------------------------------------------------------------ head, table

static void draw_head(cairo_t *cr, const page *p)
{
    const layout *at = &p->at;
    const kkr_style *style = &at->style;
    kkr_verdict verdict = kkr_check_verdict(p->what.check);
    static const char *const words[] = { "nothing to object to", "with notes",
                                         "look at the warnings", "something is wrong" };
    g_autofree char *name =
        escaped(p->what.object->name ? p->what.object->name : "case");
    double y = at->margin + 1.3 * at->em;
    write_text(cr, at, name, 1.45 * at->em, true, style->ink, KKR_ANCHOR_LEFT,
               at->margin, y);
    double x = at->margin + width_of(cr, at, name, 1.45 * at->em) + 1.6 * at->em;
    write_text(cr, at, p->what.object->is_embedding ? "embedding" : "crystal", at->em,
               false, style->dim, KKR_ANCHOR_LEFT, x, y);
    write_text(cr, at, words[verdict], at->em, true, color_of(verdict, style->dark),
               KKR_ANCHOR_RIGHT, at->margin + at->width, y);
    if (p->what.check->has_grid)
        write_fitting(cr, at, p->what.check->grid_description, at->style.ticks,
                      style->dim, at->margin, y + 1.5 * at->em, at->width);
}

static void draw_row(cairo_t *cr, const page *p, const kkr_check_item *item, double y)
{
    const layout *at = &p->at;
    const kkr_style *style = &at->style;
    kkr_rgb color = color_of(item->verdict, style->dark);
    const double small = style->ticks, value_x = at->margin + 0.655 * at->width;
    cairo_new_path(cr);
    cairo_arc(cr, at->margin + 0.35 * at->em, y - 0.33 * at->em, 0.26 * at->em, 0,
              2 * M_PI);
    kkr_plot_set_color(cr, color, 1);
    cairo_fill(cr);
    write_text(cr, at, kkr_verdict_name(item->verdict), small, false, color,
               KKR_ANCHOR_LEFT, at->margin + 1.1 * at->em, y);
    double left = at->margin + 3.6 * at->em;
    write_fitting(cr, at, item->what, small, style->ink, left, y,
                  value_x - 6.2 * small - left);
    char value[32], text[64];
    bool is_count = item->unit[0] == 0 && item->value == floor(item->value);
    if (is_count && fabs(item->value) < 1e6)
        snprintf(value, sizeof value, "%.0f", item->value);
    else
        kkr_format_number(item->value, 3, value, sizeof value);
    snprintf(text, sizeof text, "%s %s", value, isnan(item->value) ? "" : item->unit);
    if (strcmp(item->unit, "Ry bohr^3") == 0 && !isnan(item->value))
        snprintf(text, sizeof text, "%s Ry bohr³", value);
    write_text(cr, at, text, small, false, style->ink, KKR_ANCHOR_RIGHT, value_x, y);
    write_fitting(cr, at, item->expected, small, style->dim, value_x + 0.8 * at->em, y,
                  at->margin + at->width - value_x - 0.8 * at->em);
    if (item->verdict == KKR_VERDICT_OK)
        return;
    char where[32] = "";
    if (item->site >= 0)
        snprintf(where, sizeof where, "site %d: ", item->site + 1);
    g_autofree char *sentence = g_strconcat(where, item->sentence, NULL);
    write_fitting(cr, at, sentence, small, color, left, y + at->row,
                  at->margin + at->width - left);
}

/* Rows of the table: one for each check, one more for its sentence if it has one. */
static int count_rows(const kkr_check *check)
{
    int n = check->n_items;
    for (int i = 0; i < check->n_items; i++)
        n += check->items[i].verdict != KKR_VERDICT_OK;
    return n;
}

static void draw_table(cairo_t *cr, const page *p)
{
    const layout *at = &p->at;
    const kkr_style *style = &at->style;
    double y = at->margin + 4.6 * at->em, value_x = at->margin + 0.655 * at->width;
    write_text(cr, at, "check", style->ticks, true, style->dim, KKR_ANCHOR_LEFT,
               at->margin + 3.6 * at->em, y);
    write_text(cr, at, "value", style->ticks, true, style->dim, KKR_ANCHOR_RIGHT,
               value_x, y);
    write_text(cr, at, "expected", style->ticks, true, style->dim, KKR_ANCHOR_LEFT,
               value_x + 0.8 * at->em, y);
    y += 0.45 * at->em;
    kkr_plot_set_color(cr, style->line, 1);
    cairo_set_line_width(cr, style->fine);
    cairo_move_to(cr, at->margin, y);
    cairo_rel_line_to(cr, at->width, 0);
    cairo_stroke(cr);
    y += 1.15 * at->em;
    for (int i = 0; i < p->what.check->n_items; i++) {
        const kkr_check_item *item = &p->what.check->items[i];
        draw_row(cr, p, item, y);
        y += at->row * (item->verdict == KKR_VERDICT_OK ? 1 : 2);
    }
}

static void draw_page(cairo_t *cr, void *user)
{
    const page *p = user;
    const layout *at = &p->at;
    if (!p->what.recipe->transparent) {
        kkr_plot_set_color(cr, at->style.paper, 1);
        cairo_paint(cr);
    }
    draw_head(cr, p);
    draw_table(cr, p);
    if (!p->what.error)
        return;
    const double left = 4.6 * at->em, gap = 2.2 * at->em;
    double column = (at->width - gap) / 2;
    double second = at->charts + at->chart + 6.2 * at->em;
    kkr_rect a = { at->margin + left, at->charts, column - left, at->chart };
    kkr_rect b = a, c = a, d = a;
    b.x = d.x = at->margin + column + gap + left;
    c.y = d.y = second;
    const kkr_check_page *w = &p->what;
    double r_mt = w->object->n_sites ? w->object->sites[0].r_mt : 0;
    kkr_check_draw_slice(cr, &at->style, &a, 'a', w->slice, w->slice_error);
    kkr_check_draw_distance(cr, &at->style, &b, 'b', w->error, r_mt);
    kkr_check_draw_histogram(cr, &at->style, &c, 'c', w->error);
    kkr_check_draw_spacing(cr, &at->style, &d, 'd', w->error);
}

// ------------------------------------------------------------------------- tables

static void tell(const void *user, kkr_plot_data *data)
{
    const kkr_check_page *what = &((const page *)user)->what;
    const kkr_grid_error *e = what->error;
    kkr_plot_data_begin(data, "checks",
                        "$check|$what|value|$unit|$expected|$verdict|site|$sentence");
    for (int i = 0; i < what->check->n_items; i++) {
        const kkr_check_item *item = &what->check->items[i];
        kkr_plot_data_words(
            data, (const double[]){ item->value, item->site + 1 },
            (const char *const[]){ item->id, item->what, item->unit, item->expected,
                                   kkr_verdict_name(item->verdict), item->sentence });
    }
    if (!e)
        return;
    const kkr_slice *s = what->slice;
    kkr_plot_data_begin(data, "error on the plane", "s (bohr)|t (bohr)|grid - V (Ry)");
    for (int k = 0; k < s->width * s->height; k++)
        kkr_plot_data_row(data, (const double[]){ s->s0 + k % s->width * s->pitch,
                                                  s->t0 + k / s->width * s->pitch,
                                                  what->slice_error[k] });
    kkr_plot_data_begin(data, "error by distance", "r (bohr)|rms (Ry)|maximum (Ry)");
    for (int k = 0; k < KKR_ERROR_BINS; k++)
        kkr_plot_data_row(data, (const double[]){ e->r[k], e->rms[k], e->max[k] });
    kkr_plot_data_begin(data, "histogram of the error",
                        "error from (Ry)|error to (Ry)|points");
    for (int k = 0; k < KKR_ERROR_BINS; k++)
        kkr_plot_data_row(data,
                          (const double[]){ pow(10, (e->histogram_from + k) / 5),
                                            pow(10, (e->histogram_from + k + 1) / 5),
                                            e->histogram[k] });
    kkr_plot_data_begin(data, "error by spacing",
                        "spacing (bohr)|rms between spheres (Ry)|rms in spheres (Ry)");
    for (int k = 0; k < e->n_grids; k++)
        kkr_plot_data_row(
            data, (const double[]){ e->spacing[k], e->between[k], e->inside[k] });
}

// -------------------------------------------------------------------------- page

static void free_page(void *user)
{
    free(user);
}

kkr_drawing *kkr_check_page_drawing(const kkr_check_page *what, kkr_error *err)
{
    const kkr_recipe *recipe = what->recipe;
    bool slide = recipe->profile == KKR_PROFILE_SLIDE;
    double width = kkr_page_width(recipe);
    page *p = kkr_alloc(1, sizeof *p);
    p->what = *what;
    layout *at = &p->at;
    at->style = kkr_style_page(recipe->dark, slide ? 14 : 7);
    at->em = at->style.text;
    at->row = 1.5 * at->em;
    at->margin = at->em;
    at->width = width - 2 * at->margin;
    at->charts = at->margin + 8.4 * at->em + count_rows(what->check) * at->row;
    at->chart = 0.34 * at->width;
    double needed = at->charts + at->margin - 2.5 * at->em;
    if (what->error)
        needed = at->charts + 2 * at->chart + 6.2 * at->em + 3.6 * at->em + at->margin;
    kkr_page size = { .width = width,
                      .height = recipe->height_mm > 0
                                    ? recipe->height_mm * kkr_points_per_mm
                                    : needed, // a slide's, too: it is a table
                      .dpi = recipe->dpi,
                      .transparent = recipe->transparent,
                      .dark = recipe->dark };
    bool fits = at->width >= 40 * at->em && size.height >= needed - 1;
    if (!fits)
        kkr_fail(err, KKR_ERROR_USAGE,
                 "a page of %.4g x %.4g mm leaves no room: %.4g x %.4g mm are needed",
                 width / kkr_points_per_mm, size.height / kkr_points_per_mm,
                 (40 * at->em + 2 * at->margin) / kkr_points_per_mm,
                 needed / kkr_points_per_mm);
    if (fits && kkr_page_check(&size, err)) {
        kkr_drawing *drawing = kkr_drawing_new(&size, draw_page, free_page, p);
        drawing->tell = tell;
        return drawing;
    }
    free_page(p);
    return NULL;
}

// ------------------------------------------------------------------ all of it

/* What the page is drawn from; all of it goes with the drawing. */
typedef struct picture {
    kkr_check *check;
    kkr_grid_error *error;
    kkr_slice *slice;
    float *slice_error;
} picture;

static void free_picture(void *owned)
{
    picture *p = owned;
    free(p->slice_error);
    kkr_slice_free(p->slice);
    kkr_grid_error_free(p->error);
    kkr_check_free(p->check);
    free(p);
}

/* What the grid costs, if there is one. */
static bool add_grid(picture *p, const kkr_case *object, const kkr_recipe *recipe,
                     const kkr_job *job, kkr_error *err)
{
    enum { SIZE = 400 };
    KKR_AUTO(kkr_sampler) sampler = NULL;
    sampler = kkr_sampler_new(object, kkr_sampler_defaults, job, NULL);
    KKR_AUTO(kkr_field) field = NULL;
    if (sampler)
        field = kkr_check_field(object, sampler, recipe->check.grid, job, err);
    if (!field)
        return err->code == KKR_ERROR_NONE;
    double width = kkr_slice_natural_width(object);
    p->slice = kkr_slice_new(sampler, object, &recipe->plane, 0, 0, width / SIZE, SIZE,
                             SIZE, true, 0, job, err);
    if (!p->slice)
        return false;
    p->slice_error = kkr_grid_error_slice(field, p->slice);
    p->error = kkr_grid_error_new(field, object, sampler, job, err);
    return p->error != NULL;
}

kkr_drawing *kkr_check_page_new(const kkr_case *object, const kkr_recipe *recipe,
                                const kkr_job *job, kkr_error *err)
{
    picture *p = kkr_alloc(1, sizeof *p);
    const kkr_check_params params = { .n_grid = recipe->check.grid };
    kkr_drawing *drawing = NULL;
    p->check = kkr_check_new(object, params, job, err);
    if (p->check && (!p->check->has_grid || add_grid(p, object, recipe, job, err))) {
        const kkr_check_page what = { object,   recipe,   p->check,
                                      p->error, p->slice, p->slice_error };
        drawing = kkr_check_page_drawing(&what, err);
    }
    if (!drawing) {
        free_picture(p);
        return NULL;
    }
    drawing->owned = p;
    drawing->free_owned = free_picture;
    return drawing;
}
