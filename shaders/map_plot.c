// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/map_plot.h"

#include "shaders/plot.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { MAX_TICKS = 64, RAMP_STEPS = 128, MOST_SYMBOL_ROWS = 5 };

kkr_map_sizes kkr_map_sizes_screen(bool dark)
{
    return (kkr_map_sizes){ .plot = kkr_style_screen(dark),
                            .margin = 20,
                            .highest_row = 4 };
}

kkr_map_sizes kkr_map_sizes_page(kkr_profile profile, bool dark)
{
    static const double text[] = { 6, 6.5, 6, 13 };
    kkr_map_sizes sizes = { .plot = kkr_style_page(dark, text[profile]),
                            .highest_row = 2 };
    sizes.margin = 0.5 * text[profile];
    return sizes;
}

// ------------------------------------------------------------- where things lie

static double em(const kkr_map_sizes *sizes)
{
    return sizes->plot.ticks;
}

/** Rows with entries are half as high again as empty ones. */
static double weight(const kkr_map_element *row)
{
    return row->count ? 1.5 : 1;
}

void kkr_map_plot_place(const kkr_dataset_map *map, const kkr_map_sizes *sizes,
                        double width, double height, kkr_map_layout *layout)
{
    double e = em(sizes), m = sizes->margin;
    *layout = (kkr_map_layout){ .width = width, .height = height };
    int n_columns = map->n_columns > 0 ? map->n_columns : 1;
    double left = m + 4.5 * e, right = m + 3 * e;
    layout->column = fmax((width - left - right) / n_columns, 0.1);
    while (++layout->symbol_rows < MOST_SYMBOL_ROWS &&
           layout->symbol_rows * layout->column < 1.8 * e)
        ;
    double top = m + (3.4 + 1.25 * layout->symbol_rows) * e;
    double bottom = m + (5 + 1.15 * layout->symbol_rows) * e;
    double sum = 0;
    for (int r = 0; r < map->n_rows; r++)
        sum += weight(&map->rows[r]);
    double room = fmax(height - top - bottom, 1);
    double unit = sum > 0 ? room / sum : room;
    unit = fmin(unit, sizes->highest_row * layout->column / 1.5);
    layout->row_y = kkr_alloc((size_t)map->n_rows + 1, sizeof *layout->row_y);
    // a low map stands in the middle of a high page
    double y = top + fmax(0, 0.4 * (room - unit * sum));
    layout->grid.x = left;
    layout->grid.y = y;
    layout->grid.width = layout->column * n_columns;
    for (int r = 0; r < map->n_rows; r++) {
        layout->row_y[r] = y;
        y += unit * weight(&map->rows[r]);
    }
    layout->row_y[map->n_rows] = y;
    layout->grid.height = y - layout->grid.y;
    layout->bar = (kkr_rect){ left, y + bottom - m - 3.6 * e,
                              fmin(0.36 * layout->grid.width, 26 * e), 0.9 * e };
}

void kkr_map_layout_clear(kkr_map_layout *layout)
{
    free(layout->row_y);
    layout->row_y = NULL;
}

bool kkr_map_plot_pick(const kkr_dataset_map *map, const kkr_map_layout *layout,
                       double x, double y, int *row, int *column)
{
    *column = (int)floor((x - layout->grid.x) / layout->column);
    if (*column < 0 || *column >= map->n_columns || !layout->row_y)
        return false;
    for (*row = 0; *row < map->n_rows; ++*row)
        if (y >= layout->row_y[*row] && y < layout->row_y[*row + 1])
            return true;
    return false;
}

// ------------------------------------------------------------- drawing

typedef struct pen {
    cairo_t *cr;
    const kkr_dataset_map *map;
    const kkr_map_layout *layout;
    const kkr_map_sizes *sizes;
    const kkr_colormap *colors;
} pen;

static void put_text(const pen *p, const char *markup, double size, bool bold,
                     kkr_rgb color, int anchor, double x, double y)
{
    kkr_plot_text text = {
        .markup = markup, .size = size, .bold = bold, .color = color
    };
    kkr_plot_draw_text(p->cr, &p->sizes->plot, &text, anchor, x, y);
}

static double column_x(const pen *p, int column)
{
    return p->layout->grid.x + p->layout->column * column;
}

/** The ground of empty cells, and thin lines between groups or periods. */
static void draw_ground(const pen *p)
{
    const kkr_style *style = &p->sizes->plot;
    const kkr_rect *g = &p->layout->grid;
    const kkr_dataset_map *map = p->map;
    cairo_rectangle(p->cr, g->x, g->y, g->width, g->height);
    kkr_plot_set_color(p->cr, kkr_rgb_mix(style->paper, style->ink, 0.03), 1);
    cairo_fill(p->cr);
    for (int r = 0; r < map->n_rows; r++)
        if (map->rows[r].count) {
            cairo_rectangle(p->cr, g->x, p->layout->row_y[r], g->width,
                            p->layout->row_y[r + 1] - p->layout->row_y[r]);
            kkr_plot_set_color(p->cr, kkr_rgb_mix(style->paper, style->ink, 0.045), 1);
            cairo_fill(p->cr);
        }
    cairo_set_line_width(p->cr, style->fine);
    kkr_plot_set_color(p->cr, kkr_rgb_mix(style->paper, style->ink, 0.14), 1);
    for (int c = 1; c < map->n_columns; c++)
        if (map->columns[c].block != map->columns[c - 1].block) {
            cairo_move_to(p->cr, column_x(p, c), g->y);
            cairo_rel_line_to(p->cr, 0, g->height);
        }
    for (int r = 1; r < map->n_rows; r++)
        if (map->n_rows > 8 && map->rows[r].block != map->rows[r - 1].block) {
            cairo_move_to(p->cr, g->x, p->layout->row_y[r]);
            cairo_rel_line_to(p->cr, g->width, 0);
        }
    cairo_stroke(p->cr);
}

static void draw_cells(const pen *p)
{
    const kkr_style *style = &p->sizes->plot;
    double gap = fmin(0.08 * p->layout->column, 1.5 * style->fine);
    for (int r = 0; r < p->map->n_rows; r++)
        for (int c = 0; c < p->map->n_columns; c++) {
            const kkr_map_cell *cell = kkr_dataset_map_cell(p->map, r, c);
            if (!cell->count)
                continue;
            double x = column_x(p, c) + gap, y = p->layout->row_y[r] + gap;
            double w = p->layout->column - 2 * gap;
            double h = p->layout->row_y[r + 1] - p->layout->row_y[r] - 2 * gap;
            cairo_rectangle(p->cr, x, y, w, h);
            if (isnan(cell->value)) { // an entry without this number: a hollow cell
                cairo_set_line_width(p->cr, style->fine);
                kkr_plot_set_color(p->cr, style->dim, 0.7);
                cairo_stroke(p->cr);
                continue;
            }
            double position = kkr_scale_position(&p->map->scale, cell->value);
            kkr_rgb color = kkr_colormap_color(p->colors, fmin(fmax(position, 0), 1));
            kkr_plot_set_color(p->cr, color, 1);
            cairo_fill_preserve(p->cr);
            // pale colours keep an edge, or the cell would look empty
            kkr_plot_set_color(p->cr, style->ink, 0.25);
            cairo_set_line_width(p->cr, 0.5 * style->fine);
            cairo_stroke(p->cr);
        }
}

/** Two letters at most, or neighbours would touch. */
static const char *symbol_of(const kkr_map_element *element)
{
    return element->z > 0 ? element->symbol : "Va";
}

/** Numbers of groups (or periods) centred over their columns, symbols below. */
static void draw_columns(const pen *p, const kkr_map_marks *marks)
{
    const kkr_style *style = &p->sizes->plot;
    const kkr_map_element *columns = p->map->columns;
    double e = em(p->sizes), y0 = p->layout->grid.y;
    const int n = p->layout->symbol_rows;
    double block_y = y0 - (1.15 + 1.25 * n) * e;
    for (int first = 0, last; first < p->map->n_columns; first = last) {
        last = first + 1;
        while (last < p->map->n_columns && columns[last].block == columns[first].block)
            last++;
        char number[16];
        snprintf(number, sizeof number, "%d", columns[first].block);
        if (columns[first].block)
            put_text(p, number, e, false, style->dim,
                     KKR_ANCHOR_CENTER | KKR_ANCHOR_MIDDLE,
                     0.5 * (column_x(p, first) + column_x(p, last)), block_y);
    }
    for (int c = 0; c < p->map->n_columns; c++) {
        bool chosen = marks && marks->column == c;
        double x = column_x(p, c) + 0.5 * p->layout->column;
        double y = y0 - (0.75 + 1.25 * (n - 1 - c % n)) * e;
        kkr_rgb color = chosen ? style->accent
                        : columns[c].count
                            ? style->ink
                            : kkr_rgb_mix(style->dim, style->paper, 0.35);
        put_text(p, symbol_of(&columns[c]), 0.92 * e, chosen, color,
                 KKR_ANCHOR_CENTER | KKR_ANCHOR_MIDDLE, x, y);
        if (!columns[c].count)
            continue;
        char count[16];
        snprintf(count, sizeof count, "%d", columns[c].count);
        double under = y0 + p->layout->grid.height + 0.85 * e;
        put_text(p, count, 0.85 * e, false, style->dim,
                 KKR_ANCHOR_CENTER | KKR_ANCHOR_MIDDLE, x,
                 under + 1.1 * e * (n - 1 - c % n));
    }
    put_text(p, "impurity", e, false, style->dim, KKR_ANCHOR_CENTER | KKR_ANCHOR_MIDDLE,
             p->layout->grid.x + 0.5 * p->layout->grid.width, block_y - 1.5 * e);
}

static void draw_rows(const pen *p, const kkr_map_marks *marks)
{
    const kkr_style *style = &p->sizes->plot;
    double e = em(p->sizes), left = p->layout->grid.x;
    double right = left + p->layout->grid.width;
    for (int r = 0; r < p->map->n_rows; r++) {
        const kkr_map_element *row = &p->map->rows[r];
        double y = 0.5 * (p->layout->row_y[r] + p->layout->row_y[r + 1]);
        if (!row->count)
            continue;
        bool chosen = marks && marks->row == r;
        char count[16];
        snprintf(count, sizeof count, "%d", row->count);
        put_text(p, symbol_of(row), e, true, chosen ? style->accent : style->ink,
                 KKR_ANCHOR_RIGHT | KKR_ANCHOR_MIDDLE, left - 0.6 * e, y);
        put_text(p, count, e, false, style->dim, KKR_ANCHOR_LEFT | KKR_ANCHOR_MIDDLE,
                 right + 0.6 * e, y);
    }
    // of the empty ones the groups are enough
    for (int first = 0, last; first < p->map->n_rows; first = last) {
        last = first + 1;
        while (last < p->map->n_rows &&
               p->map->rows[last].block == p->map->rows[first].block)
            last++;
        if (p->map->n_rows <= 8 || !p->map->rows[first].block)
            continue;
        char number[16];
        snprintf(number, sizeof number, "%d", p->map->rows[first].block);
        put_text(p, number, e, false, style->dim, KKR_ANCHOR_RIGHT | KKR_ANCHOR_MIDDLE,
                 left - 2.6 * e,
                 0.5 * (p->layout->row_y[first] + p->layout->row_y[last]));
    }
    put_text(p, "host", e, false, style->dim, KKR_ANCHOR_RIGHT | KKR_ANCHOR_MIDDLE,
             left - 0.6 * e, p->layout->grid.y - 0.75 * e);
}

static void draw_bar(const pen *p)
{
    const kkr_style *style = &p->sizes->plot;
    const kkr_rect *b = &p->layout->bar;
    double e = em(p->sizes);
    cairo_pattern_t *ramp = cairo_pattern_create_linear(b->x, 0, b->x + b->width, 0);
    for (int k = 0; k <= RAMP_STEPS; k++) {
        double f = (double)k / RAMP_STEPS;
        kkr_rgb c = kkr_colormap_color(p->colors, f);
        cairo_pattern_add_color_stop_rgb(ramp, f, c.r / 255., c.g / 255., c.b / 255.);
    }
    cairo_rectangle(p->cr, b->x, b->y, b->width, b->height);
    cairo_set_source(p->cr, ramp);
    cairo_pattern_destroy(ramp);
    cairo_fill_preserve(p->cr);
    kkr_plot_set_color(p->cr, style->ink, 0.35);
    cairo_set_line_width(p->cr, 0.6 * style->fine);
    cairo_stroke(p->cr);
    kkr_tick ticks[MAX_TICKS];
    int n = kkr_scale_ticks(&p->map->scale, 5, ticks, MAX_TICKS);
    cairo_set_line_width(p->cr, style->fine);
    for (int k = 0; k < n; k++) {
        // half an entry is none
        if (!ticks[k].major ||
            (p->map->whole && ticks[k].value != floor(ticks[k].value)))
            continue;
        double x = b->x + b->width * ticks[k].position;
        char whole[16];
        snprintf(whole, sizeof whole, "%.0f", ticks[k].value);
        cairo_move_to(p->cr, x, b->y + b->height);
        cairo_rel_line_to(p->cr, 0, 0.35 * e);
        kkr_plot_set_color(p->cr, style->ink, 0.8);
        cairo_stroke(p->cr);
        put_text(p, p->map->whole ? whole : ticks[k].power, e, false, style->ink,
                 KKR_ANCHOR_CENTER | KKR_ANCHOR_MIDDLE, x, b->y + b->height + 1.1 * e);
    }
    double x = b->x + b->width + 1.5 * e;
    put_text(p, p->map->title, e, false, style->ink,
             KKR_ANCHOR_LEFT | KKR_ANCHOR_MIDDLE, x, b->y + 0.5 * b->height);
    cairo_rectangle(p->cr, x, b->y + b->height + 0.6 * e, e, e);
    kkr_plot_set_color(p->cr, kkr_rgb_mix(style->paper, style->ink, 0.045), 1);
    cairo_fill_preserve(p->cr);
    kkr_plot_set_color(p->cr, style->ink, 0.25);
    cairo_set_line_width(p->cr, 0.5 * style->fine);
    cairo_stroke(p->cr);
    put_text(p, "no entry", e, false, style->dim, KKR_ANCHOR_LEFT | KKR_ANCHOR_MIDDLE,
             x + 1.5 * e, b->y + b->height + 1.1 * e);
}

static void draw_mark(const pen *p, int row, int column, bool solid)
{
    if (row < 0 || row >= p->map->n_rows || column < 0 || column >= p->map->n_columns)
        return;
    const kkr_style *style = &p->sizes->plot;
    double rim = 1.5 * style->fine;
    cairo_rectangle(p->cr, column_x(p, column) - rim, p->layout->row_y[row] - rim,
                    p->layout->column + 2 * rim,
                    p->layout->row_y[row + 1] - p->layout->row_y[row] + 2 * rim);
    cairo_set_line_width(p->cr, 2 * style->fine);
    if (!solid) {
        double dash[] = { 3 * style->fine, 2 * style->fine };
        cairo_set_dash(p->cr, dash, 2, 0);
    }
    kkr_plot_set_color(p->cr, style->accent, 1);
    cairo_stroke(p->cr);
    cairo_set_dash(p->cr, NULL, 0, 0);
}

void kkr_map_plot_draw(cairo_t *cr, const kkr_dataset_map *map,
                       const kkr_map_layout *layout, const kkr_map_sizes *sizes,
                       const kkr_map_marks *marks)
{
    const char *name = map->diverging ? "diverging" : "sequential";
    pen p = { cr, map, layout, sizes, kkr_colormap_get(name, sizes->plot.dark) };
    cairo_save(cr);
    if (!sizes->transparent) {
        kkr_plot_set_color(cr, sizes->plot.paper, 1);
        cairo_paint(cr);
    }
    draw_ground(&p);
    draw_cells(&p);
    draw_columns(&p, marks);
    draw_rows(&p, marks);
    draw_bar(&p);
    if (marks) {
        draw_mark(&p, marks->pinned_row, marks->pinned_column, false);
        draw_mark(&p, marks->row, marks->column, true);
    }
    cairo_restore(cr);
}

// ------------------------------------------------------------- a page

typedef struct page_user {
    const kkr_dataset_map *map;
    char column[24]; // what the colours are
    kkr_map_layout layout;
    kkr_map_sizes sizes;
} page_user;

static void draw_page(cairo_t *cr, void *user)
{
    const page_user *d = user;
    kkr_map_plot_draw(cr, d->map, &d->layout, &d->sizes, NULL);
}

/** The cells that have entries, and what stands at the ends of rows and columns. */
static void tell(const void *user, kkr_plot_data *data)
{
    const page_user *d = user;
    const kkr_dataset_map *map = d->map;
    char columns[96];
    snprintf(columns, sizeof columns, "$host|$impurity|Z host|Z impurity|entries|%s",
             strcmp(d->column, "count") == 0 ? "number" : d->column);
    kkr_plot_data_begin(data, "map", columns);
    for (int r = 0; r < map->n_rows; r++)
        for (int c = 0; c < map->n_columns; c++) {
            const kkr_map_cell *cell = kkr_dataset_map_cell(map, r, c);
            if (cell->count == 0)
                continue;
            const double row[] = { map->rows[r].z, map->columns[c].z, cell->count,
                                   cell->value };
            kkr_plot_data_words(
                data, row,
                (const char *const[]){ map->rows[r].symbol, map->columns[c].symbol });
        }
    for (int side = 0; side < 2; side++) {
        const kkr_map_element *e = side ? map->columns : map->rows;
        kkr_plot_data_begin(data, side ? "impurities" : "hosts", "$element|Z|entries");
        for (int i = 0; i < (side ? map->n_columns : map->n_rows); i++)
            kkr_plot_data_words(data, (const double[]){ e[i].z, e[i].count },
                                (const char *const[]){ e[i].symbol });
    }
}

static void free_page(void *user)
{
    page_user *d = user;
    kkr_map_layout_clear(&d->layout);
    free(d);
}

/** As high as rows of the usual height need. */
static double natural_height(const kkr_dataset_map *map, const kkr_map_sizes *sizes,
                             double width)
{
    double e = em(sizes), sum = 0;
    double column = (width - 2 * sizes->margin - 7.5 * e) /
                    (map->n_columns > 0 ? map->n_columns : 1);
    for (int r = 0; r < map->n_rows; r++)
        sum += weight(&map->rows[r]);
    double unit = fmax(column / 1.5 * (map->n_rows > 8 ? 1 : 1.6), 0.75 * e);
    return 2 * sizes->margin + 13.4 * e + unit * sum;
}

kkr_drawing *kkr_map_plot_page(const kkr_recipe *recipe, const kkr_dataset_map *map,
                               kkr_error *err)
{
    kkr_map_sizes sizes = kkr_map_sizes_page(recipe->profile, recipe->dark);
    sizes.transparent = recipe->transparent;
    double width = kkr_page_width(recipe), e = em(&sizes);
    kkr_page page;
    if (!kkr_page_plan(recipe, width, natural_height(map, &sizes, width), &page, err))
        return NULL;
    if (width < 20 * e || page.height < 14 * e) {
        kkr_page_refuse(&page, recipe->profile, err);
        return NULL;
    }
    page_user *d = kkr_alloc(1, sizeof *d);
    d->map = map;
    snprintf(d->column, sizeof d->column, "%s", recipe->map.column);
    d->sizes = sizes;
    kkr_map_plot_place(map, &sizes, width, page.height, &d->layout);
    kkr_drawing *drawing = kkr_drawing_new(&page, draw_page, free_page, d);
    drawing->tell = tell;
    return drawing;
}
