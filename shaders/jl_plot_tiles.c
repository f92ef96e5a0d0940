// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/jl_plot_private.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

// The fingerprint: every column once, as a tile. One-body terms by species, a block of
// tiles for each pair of species with l downwards and (n1, n2) to the right.

static const double z_limit = 3;

typedef struct block {
    int first; // column
    int rows, columns;
    int a, b;      // species; b = -1: one-body terms of all
    bool l_inside; // l is the fast index: pairs of different species
} block;

enum { MAX_BLOCKS = 1 + KKR_JL_SPECIES_MAX * (KKR_JL_SPECIES_MAX + 1) / 2 };

static int list_blocks(const kkr_jl_settings *s, block *blocks)
{
    int n = 0, f = 0, n_s = s->n_species, n_l = s->l_max + 1;
    int n_two = s->n_max[1] - (s->single_vanishing ? 0 : 1);
    if (s->body & KKR_JL_ONE_BODY) {
        blocks[n++] = (block){ 0, n_s, s->n_max[0], 0, -1, false };
        f = n_s * s->n_max[0];
    }
    if (!(s->body & KKR_JL_TWO_BODY))
        return n;
    int packed = n_two * (n_two + 1) / 2;
    for (int a = 0; a < n_s; a++, f += packed * n_l)
        blocks[n++] = (block){ f, n_l, packed, a, a, false };
    for (int a = 0; a < n_s; a++)
        for (int b = a + 1; b < n_s; b++, f += n_two * n_two * n_l)
            blocks[n++] = (block){ f, n_l, n_two * n_two, a, b, true };
    return n;
}

/** A block in which nothing ever changes is a line of text. */
static bool is_idle(const kkr_jl_picture *p, const block *b)
{
    for (int k = 0; k < b->rows * b->columns; k++)
        if (!isnan(p->z[b->first + k]))
            return false;
    return true;
}

static double height_of(const kkr_jl_picture *p, const kkr_jl_style *style,
                        const block *b, double head, double tile)
{
    return is_idle(p, b) ? 1.9 * style->label
                         : head + b->rows * tile + 0.4 * style->label;
}

static int column_in(const block *b, int row, int column)
{
    return b->first +
           (b->l_inside ? column * b->rows + row : row * b->columns + column);
}

typedef struct tiling {
    double left, width, height; // room for row names; of a tile
    double head;                // above a block: its name, (n1, n2)
} tiling;

static tiling measure(const kkr_jl_picture *p, const kkr_jl_style *style, double width)
{
    block blocks[MAX_BLOCKS];
    int n = list_blocks(&p->settings, blocks), most = 1;
    size_t longest = 1;
    for (int i = 0; i < n; i++)
        most = blocks[i].columns > most ? blocks[i].columns : most;
    for (int s = 0; s < p->settings.n_species; s++)
        longest = strlen(p->settings.species[s]) > longest
                      ? strlen(p->settings.species[s])
                      : longest;
    double em = style->label;
    tiling t = { .left = (0.8 + 0.62 * (double)longest) * em, .head = 3.3 * em };
    t.width = fmin((width - t.left) / most, 4.6 * em);
    t.height = fmin(fmax(0.8 * t.width, 1.05 * em), 1.7 * em);
    return t;
}

double kkr_jl_fingerprint_height(const kkr_jl_picture *p, const kkr_jl_style *style,
                                 double width)
{
    block blocks[MAX_BLOCKS];
    int n = list_blocks(&p->settings, blocks);
    tiling t = measure(p, style, width);
    double height = style->head + style->bar_room + 1.2 * style->label;
    for (int i = 0; i < n; i++)
        height += height_of(p, style, &blocks[i], t.head, t.height);
    return height;
}

static void draw_names(cairo_t *cr, const kkr_jl_picture *p, const kkr_jl_style *style,
                       const block *b, const tiling *t, double x, double y)
{
    const kkr_jl_settings *s = &p->settings;
    char text[120];
    double em = style->label;
    if (b->b < 0)
        snprintf(text, sizeof text, "One body, <i>n</i>");
    else
        snprintf(text, sizeof text, "%s–%s, (<i>n</i>₁ <i>n</i>₂), <i>l</i> downwards",
                 s->species[b->a], s->species[b->b]);
    kkr_jl_write(cr, style, text, style->plot.ink,
                 KKR_ANCHOR_LEFT | KKR_ANCHOR_BASELINE, x, y - 1.85 * em);
    for (int row = 0; row < b->rows; row++) {
        if (b->b < 0)
            snprintf(text, sizeof text, "%s", s->species[row]);
        else
            snprintf(text, sizeof text, "%d", row);
        kkr_jl_write(cr, style, text, style->plot.dim,
                     KKR_ANCHOR_RIGHT | KKR_ANCHOR_MIDDLE, x + t->left - 0.45 * em,
                     y + (row + 0.5) * t->height);
    }
    bool roomy = t->width > 1.35 * em; // "2 3" fits above a tile
    for (int k = 0; k < b->columns; k++) {
        kkr_jl_column c = kkr_jl_column_at(s, column_in(b, 0, k));
        if (b->b < 0)
            snprintf(text, sizeof text, "%d", c.n1);
        else
            snprintf(text, sizeof text, "%d %d", c.n1, c.n2);
        if (b->b < 0 || roomy)
            kkr_jl_write(cr, style, text, style->plot.dim,
                         KKR_ANCHOR_CENTER | KKR_ANCHOR_BASELINE,
                         x + t->left + (k + 0.5) * t->width, y - 0.35 * em);
    }
}

static void draw_block(cairo_t *cr, const kkr_jl_picture *p, const kkr_jl_style *style,
                       const block *b, const tiling *t, double x, double y)
{
    const kkr_colormap *map = kkr_colormap_get("diverging", style->plot.dark);
    double gap = fmin(0.08 * t->width, 0.12 * style->label);
    draw_names(cr, p, style, b, t, x, y);
    for (int row = 0; row < b->rows; row++)
        for (int k = 0; k < b->columns; k++) {
            double z = p->z[column_in(b, row, k)];
            kkr_rgb c = isnan(z) ? style->plot.unknown
                                 : kkr_colormap_color(map, 0.5 + 0.5 * z / z_limit);
            cairo_rectangle(cr, x + t->left + k * t->width + gap / 2,
                            y + row * t->height + gap / 2, t->width - gap,
                            t->height - gap);
            kkr_plot_set_color(cr, c, 1);
            cairo_fill_preserve(cr);
            kkr_plot_set_color(cr, style->plot.ink, 0.10);
            cairo_set_line_width(cr, 0.5 * style->plot.fine);
            cairo_stroke(cr);
        }
}

static void draw_idle(cairo_t *cr, const kkr_jl_picture *p, const kkr_jl_style *style,
                      const block *b, double x, double y)
{
    const kkr_jl_settings *s = &p->settings;
    char text[120];
    if (b->b < 0)
        snprintf(text, sizeof text, "One body: nothing changes here");
    else
        snprintf(text, sizeof text, "%s–%s: nothing changes here", s->species[b->a],
                 s->species[b->b]);
    kkr_jl_write(cr, style, text, style->plot.dim,
                 KKR_ANCHOR_LEFT | KKR_ANCHOR_BASELINE, x, y + 1.4 * style->label);
}

void kkr_jl_draw_fingerprint(cairo_t *cr, const kkr_jl_picture *p,
                             const kkr_jl_view *view, const kkr_jl_style *style,
                             const kkr_rect *area)
{
    block blocks[MAX_BLOCKS];
    int n = list_blocks(&p->settings, blocks);
    tiling t = measure(p, style, area->width);
    const char *unit = kkr_length_unit_name(view->recipe->length_unit);
    double factor = kkr_length_unit_factor(view->recipe->length_unit, view->alat);
    char text[160], x[32], y[32], z[32];
    kkr_format_number(p->point.x * factor, 3, x, sizeof x);
    kkr_format_number(p->point.y * factor, 3, y, sizeof y);
    kkr_format_number(p->point.z * factor, 3, z, sizeof z);
    snprintf(text, sizeof text, "<i>z</i>-scores at (%s, %s, %s) %s; %d of %d active",
             x, y, z, unit, p->n_active, p->map->n_features);
    kkr_jl_draw_heading(cr, style, area, "Fingerprint", text);
    double top = area->y + style->head;
    for (int i = 0; i < n; i++) {
        if (is_idle(p, &blocks[i]))
            draw_idle(cr, p, style, &blocks[i], area->x, top);
        else
            draw_block(cr, p, style, &blocks[i], &t, area->x, top + t.head);
        top += height_of(p, style, &blocks[i], t.head, t.height);
    }
    kkr_rect ramp = { area->x + t.left, top + 1.2 * style->label,
                      fmin(0.4 * area->width, 20 * style->label), 0.9 * style->label };
    kkr_jl_draw_ramp(cr, style, &ramp, kkr_colormap_get("diverging", style->plot.dark),
                     -z_limit, z_limit);
    double right = ramp.x + ramp.width + 2 * style->label;
    cairo_rectangle(cr, right, ramp.y, ramp.height, ramp.height);
    kkr_plot_set_color(cr, style->plot.unknown, 1);
    cairo_fill_preserve(cr);
    kkr_plot_set_color(cr, style->plot.ink, 0.2);
    cairo_set_line_width(cr, 0.5 * style->plot.fine);
    cairo_stroke(cr);
    kkr_jl_write(cr, style, "never changes here", style->plot.dim,
                 KKR_ANCHOR_LEFT | KKR_ANCHOR_MIDDLE, right + 1.4 * style->label,
                 ramp.y + ramp.height / 2);
}
