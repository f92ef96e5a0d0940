// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/jl_plot_private.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

typedef struct frame {
    const kkr_slice *slice;
    kkr_rect box;
    double unit; // page lengths per bohr
} frame;

static frame frame_of(const kkr_slice *slice, kkr_rect box)
{
    return (frame){ slice, box, box.width / (slice->width * slice->pitch) };
}

static void to_page(const frame *f, double s, double t, double *x, double *y)
{
    const kkr_slice *slice = f->slice;
    *x = f->box.x + (s - slice->s0 + slice->pitch / 2) * f->unit;
    *y = f->box.y + f->box.height - (t - slice->t0 + slice->pitch / 2) * f->unit;
}

static void add_cells(cairo_t *cr, const frame *f, bool impurity)
{
    for (int k = 0; k < f->slice->n_cells; k++) {
        const kkr_slice_cell *cell = &f->slice->cells[k];
        if (cell->is_impurity != impurity)
            continue;
        cairo_new_sub_path(cr);
        for (int i = 0; i < cell->n; i++) {
            double x, y;
            to_page(f, cell->corner[i][0], cell->corner[i][1], &x, &y);
            cairo_line_to(cr, x, y);
        }
        cairo_close_path(cr);
    }
}

static void draw_atoms(cairo_t *cr, const frame *f, const kkr_jl_style *style,
                       bool labels)
{
    kkr_rgb ink = style->plot.ink, paper = style->plot.paper;
    for (int k = 0; k < f->slice->n_atoms; k++) {
        const kkr_slice_atom *atom = &f->slice->atoms[k];
        char name[sizeof atom->label];
        double x, y, r = style->atom;
        strcpy(name, atom->label);
        name[strcspn(name, " ")] = 0; // without its number
        to_page(f, atom->s, atom->t, &x, &y);
        if (x < f->box.x || x > f->box.x + f->box.width || y < f->box.y ||
            y > f->box.y + f->box.height)
            continue;
        cairo_new_sub_path(cr);
        cairo_arc(cr, x, y, r, 0, 2 * M_PI);
        kkr_plot_set_color(cr, paper, 1);
        cairo_fill_preserve(cr);
        kkr_plot_set_color(cr, ink, 1);
        cairo_set_line_width(cr, 0.45 * r);
        cairo_stroke(cr);
        kkr_plot_text text = { .markup = name,
                               .size = style->label,
                               .color = ink,
                               .halo = 0.22 * style->label,
                               .halo_color = paper };
        double width, height;
        kkr_plot_measure(cr, &style->plot, &text, &width, &height);
        if (!labels || y + 1.2 * r + 1.4 * style->label > f->box.y + f->box.height ||
            x - width / 2 < f->box.x || x + width / 2 > f->box.x + f->box.width)
            continue; // it would be cut off
        kkr_plot_draw_text(cr, &style->plot, &text, KKR_ANCHOR_CENTER | KKR_ANCHOR_TOP,
                           x, y + 1.2 * r + 0.25 * style->label);
    }
}

/** Cells, atoms and the frame over a map that is painted already. */
static void draw_marks(cairo_t *cr, const frame *f, const kkr_recipe *recipe,
                       const kkr_jl_style *style, bool labels)
{
    cairo_save(cr);
    cairo_rectangle(cr, f->box.x, f->box.y, f->box.width, f->box.height);
    cairo_clip(cr);
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_MITER);
    if (recipe->show_cells) {
        add_cells(cr, f, false);
        kkr_plot_set_color(cr, style->plot.ink, 0.45);
        cairo_set_line_width(cr, style->cell);
        cairo_stroke(cr);
        add_cells(cr, f, true);
        kkr_plot_set_color(cr, style->plot.ink, 1);
        cairo_set_line_width(cr, labels ? style->impurity : 1.5 * style->cell);
        cairo_stroke(cr);
    }
    if (recipe->show_atoms && labels)
        draw_atoms(cr, f, style, recipe->show_labels && style->labels);
    cairo_restore(cr);
    cairo_rectangle(cr, f->box.x, f->box.y, f->box.width, f->box.height);
    kkr_plot_set_color(cr, style->plot.line, 1);
    cairo_set_line_width(cr, style->plot.fine);
    cairo_stroke(cr);
}

void kkr_jl_draw_plane_marks(cairo_t *cr, const kkr_jl_style *style,
                             const kkr_slice *slice, const kkr_rect *box,
                             const kkr_recipe *recipe)
{
    const frame f = frame_of(slice, *box);
    draw_marks(cr, &f, recipe, style, true);
}

static void draw_pick(cairo_t *cr, const frame *f, const kkr_jl_picture *p,
                      const kkr_jl_style *style)
{
    kkr_vec3 d = kkr_vec3_sub(p->point, p->slice->plane.origin);
    double x, y, r = 1.9 * style->atom;
    to_page(f, kkr_vec3_dot(d, p->slice->plane.u), kkr_vec3_dot(d, p->slice->plane.v),
            &x, &y);
    cairo_new_sub_path(cr);
    cairo_arc(cr, x, y, r, 0, 2 * M_PI);
    kkr_plot_set_color(cr, style->plot.paper, 1);
    cairo_set_line_width(cr, 1.1 * style->atom);
    cairo_stroke_preserve(cr);
    kkr_plot_set_color(cr, style->pick, 1);
    cairo_set_line_width(cr, 0.6 * style->atom);
    cairo_stroke(cr);
}

/** A bar of a round length, at the lower right inside the map. */
static void draw_length(cairo_t *cr, const frame *f, const kkr_jl_view *view,
                        const kkr_jl_style *style, double y)
{
    double per = kkr_length_unit_factor(view->recipe->length_unit, view->alat);
    double whole = f->box.width / f->unit * per; // width in the unit
    double step = pow(10, floor(log10(whole / 4)));
    step *= whole / 4 / step >= 5 ? 5 : whole / 4 / step >= 2 ? 2 : 1;
    double length = step / per * f->unit, x = f->box.x + f->box.width;
    char text[48];
    snprintf(text, sizeof text, "%g %s", step,
             kkr_length_unit_name(view->recipe->length_unit));
    cairo_move_to(cr, x - length, y);
    cairo_line_to(cr, x, y);
    kkr_plot_set_color(cr, style->plot.ink, 1);
    cairo_set_line_width(cr, 1.6 * style->plot.fine);
    cairo_stroke(cr);
    kkr_jl_write(cr, style, text, style->plot.dim,
                 KKR_ANCHOR_RIGHT | KKR_ANCHOR_BASELINE, x, y + 1.6 * style->label);
}

/** Three components as red, green and blue, a little paler than the screen could. */
static cairo_surface_t *component_image(const kkr_jl_picture *p)
{
    const int width = p->slice->width, height = p->slice->height;
    const size_t size = (size_t)width * (size_t)height;
    cairo_surface_t *surface =
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);
    if (cairo_surface_status(surface) != CAIRO_STATUS_SUCCESS)
        return surface;
    cairo_surface_flush(surface);
    unsigned char *data = cairo_image_surface_get_data(surface);
    int stride = cairo_image_surface_get_stride(surface);
    for (int j = 0; j < height; j++) {
        unsigned *row =
            (unsigned *)(void *)(data + (size_t)(height - 1 - j) * (size_t)stride);
        for (int i = 0; i < width; i++) {
            size_t at = (size_t)j * (size_t)width + (size_t)i;
            unsigned c = 0;
            for (int k = 0; k < 3; k++)
                c = c << 8 |
                    (unsigned)lround(30 + 215 * p->layers[(size_t)k * size + at]);
            row[i] = c;
        }
    }
    cairo_surface_mark_dirty(surface);
    return surface;
}

static const kkr_colormap *map_of(const kkr_jl_picture *p, const kkr_jl_style *style)
{
    bool diverging = p->look.chart == KKR_JL_MAP && p->low < 0 && p->low == -p->high;
    return kkr_colormap_get(diverging ? "diverging" : "sequential", style->plot.dark);
}

static void draw_map_heading(cairo_t *cr, const kkr_jl_picture *p,
                             const kkr_jl_style *style, const kkr_rect *area)
{
    char name[120], rest[160];
    if (p->look.chart == KKR_JL_PCA) {
        kkr_jl_draw_heading(cr, style, area, "Components",
                            "three, as red, green, blue");
    } else if (p->look.chart == KKR_JL_SIMILARITY) {
        kkr_jl_draw_heading(cr, style, area, "Likeness",
                            "to the point; 1: no model tells them apart");
    } else {
        kkr_jl_column c = kkr_jl_column_at(&p->settings, p->feature[0]);
        const char *a = p->settings.species[c.a];
        if (c.body == 1)
            snprintf(name, sizeof name, "%s, <i>n</i> = %d", a, c.n1);
        else
            snprintf(name, sizeof name, "%s–%s, <i>n</i> = %d, %d, <i>l</i> = %d", a,
                     p->settings.species[c.b], c.n1, c.n2, c.l);
        snprintf(rest, sizeof rest, "%s; %s",
                 p->look.raw ? "as it is" : "<i>z</i>-score", p->slice->plane.name);
        kkr_jl_draw_heading(cr, style, area, name, rest);
    }
}

void kkr_jl_draw_map(cairo_t *cr, const kkr_jl_picture *p, const kkr_jl_view *view,
                     const kkr_jl_style *style, const kkr_rect *area)
{
    frame f = frame_of(p->slice, kkr_jl_slice_place(p->slice, style, area));
    bool colours = p->look.chart == KKR_JL_PCA;
    bool likeness = p->look.chart == KKR_JL_SIMILARITY;
    double low = likeness ? 0 : p->low, high = likeness ? 1 : p->high;
    const kkr_colormap *map = map_of(p, style);
    cairo_surface_t *image =
        colours ? component_image(p)
                : kkr_jl_image(p->layers, p->slice->width, p->slice->height, map, low,
                               high, style->plot.unknown);
    kkr_jl_paint(cr, image, &f.box, true);
    cairo_surface_destroy(image);
    draw_marks(cr, &f, view->recipe, style, true);
    if (likeness)
        draw_pick(cr, &f, p, style);
    draw_map_heading(cr, p, style, area);
    double y = f.box.y + f.box.height + 0.8 * style->label;
    draw_length(cr, &f, view, style, y + 0.4 * style->label);
    kkr_rect ramp = { f.box.x, y, 0.6 * f.box.width, 0.8 * style->label };
    if (colours)
        kkr_jl_write(cr, style, p->slice->plane.name, style->plot.dim,
                     KKR_ANCHOR_LEFT | KKR_ANCHOR_BASELINE, f.box.x,
                     y + 1.6 * style->label);
    else
        kkr_jl_draw_ramp(cr, style, &ramp, map, low, high);
}

// ---- a sheet of many -------------------------------------------------------------

typedef struct tiling {
    double tile_width, tile_height, gap, name, wide; // wide: between two pairs
    int rows;                                        // those that there is room for
} tiling;

static tiling tiles_of(const kkr_jl_picture *p, const kkr_jl_style *style, double width,
                       double height)
{
    tiling t = { .gap = 0.45 * style->label, .name = 1.5 * style->label };
    double aspect = (double)p->slice->height / p->slice->width;
    t.wide = p->settings.n_species > 1 ? 1.6 * style->label : 0;
    t.tile_width = (width - (p->n_columns - 1) * t.gap - t.wide) / p->n_columns;
    double room = height - style->head - style->bar_room - 0.4 * style->label;
    // a page that is not high enough shows the first rows rather than specks
    double rows = floor(room / (t.tile_width * aspect + t.name + t.gap) + 0.3);
    t.rows = (int)fmin(fmax(rows, 2), p->n_rows);
    double most = (room / t.rows - t.name - t.gap) / aspect;
    t.tile_width = fmin(t.tile_width, most);
    t.tile_height = t.tile_width * aspect;
    return t;
}

double kkr_jl_map_height(const kkr_jl_picture *p, const kkr_jl_style *style,
                         double width)
{
    double extra = style->head + style->bar_room;
    if (p->look.chart != KKR_JL_MAP || p->n_rows * p->n_columns == 1)
        return extra + width * p->slice->height / p->slice->width;
    tiling t = tiles_of(p, style, width, INFINITY);
    return extra + p->n_rows * (t.tile_height + t.name + t.gap) + 0.4 * style->label;
}

static void draw_tile(cairo_t *cr, const kkr_jl_picture *p, const kkr_jl_view *view,
                      const kkr_jl_style *style, int tile, kkr_rect box, bool roomy,
                      bool is_first)
{
    const size_t size = (size_t)p->slice->width * (size_t)p->slice->height;
    kkr_jl_column c = kkr_jl_column_at(&p->settings, p->feature[tile]);
    const float *layer = p->layers + (size_t)tile * size;
    char text[120];
    frame f = frame_of(p->slice, box);
    cairo_surface_t *image =
        kkr_jl_image(layer, p->slice->width, p->slice->height,
                     kkr_colormap_get("diverging", style->plot.dark), p->low, p->high,
                     style->plot.unknown);
    kkr_jl_paint(cr, image, &box, true);
    cairo_surface_destroy(image);
    draw_marks(cr, &f, view->recipe, style, false);
    const char *a = p->settings.species[c.a];
    const char *b = c.body == 2 ? p->settings.species[c.b] : "";
    if (c.body == 1)
        snprintf(text, sizeof text, "%s, <i>n</i> = %d", a, c.n1);
    else if (roomy)
        snprintf(text, sizeof text, "%s–%s, %d %d, <i>l</i> = %d", a, b, c.n1, c.n2,
                 c.l);
    else if (is_first) // for its neighbours as well
        snprintf(text, sizeof text, "%s–%s, %d %d …, <i>l</i> = %d", a, b, c.n1, c.n2,
                 c.l);
    else
        return;
    kkr_jl_write(cr, style, text, style->plot.dim,
                 KKR_ANCHOR_LEFT | KKR_ANCHOR_BASELINE, box.x,
                 box.y - 0.4 * style->label);
}

static kkr_rect tile_place(const kkr_jl_picture *p, const tiling *t,
                           const kkr_jl_style *style, const kkr_rect *area, int tile)
{
    int row = tile / p->n_columns, k = tile % p->n_columns;
    return (kkr_rect){
        area->x + k * (t->tile_width + t->gap) + (k >= p->n_columns / 2 ? t->wide : 0),
        area->y + style->head + row * (t->tile_height + t->name + t->gap) + t->name,
        t->tile_width, t->tile_height
    };
}

int kkr_jl_sheet_pick(const kkr_jl_picture *p, const kkr_jl_style *style,
                      const kkr_rect *area, double x, double y, kkr_rect *box)
{
    tiling t = tiles_of(p, style, area->width, area->height);
    for (int tile = 0; tile < t.rows * p->n_columns; tile++) {
        *box = tile_place(p, &t, style, area, tile);
        if (p->feature[tile] >= 0 && x >= box->x && x <= box->x + box->width &&
            y >= box->y && y <= box->y + box->height)
            return tile;
    }
    return -1;
}

void kkr_jl_draw_sheet(cairo_t *cr, const kkr_jl_picture *p, const kkr_jl_view *view,
                       const kkr_jl_style *style, const kkr_rect *area)
{
    char text[160];
    tiling t = tiles_of(p, style, area->width, area->height);
    snprintf(text, sizeof text, "<i>z</i>-scores in the plane %s; %d of %d active",
             p->slice->plane.name, p->n_active, p->map->n_features);
    kkr_jl_draw_heading(cr, style, area, "Features", text);
    // the longest name decides whether each tile has its own
    size_t longest = 0;
    for (int k = 0; k < p->settings.n_species; k++)
        longest = strlen(p->settings.species[k]) > longest
                      ? strlen(p->settings.species[k])
                      : longest;
    bool roomy = t.tile_width > (5.5 + 1.1 * (double)longest) * style->label;
    double bottom = 0;
    for (int row = 0; row < t.rows; row++)
        for (int k = 0; k < p->n_columns; k++) {
            int tile = row * p->n_columns + k;
            if (p->feature[tile] < 0)
                continue;
            kkr_rect box = tile_place(p, &t, style, area, tile);
            draw_tile(cr, p, view, style, tile, box, roomy,
                      k == 0 || (t.wide > 0 && k == p->n_columns / 2));
            bottom = fmax(bottom, box.y + box.height);
        }
    double right = area->x + p->n_columns * (t.tile_width + t.gap) - t.gap + t.wide;
    kkr_rect ramp = { area->x, bottom + 0.9 * style->label,
                      fmin(0.35 * area->width, 24 * style->label), 0.8 * style->label };
    kkr_jl_draw_ramp(cr, style, &ramp, kkr_colormap_get("diverging", style->plot.dark),
                     p->low, p->high);
    frame whole = frame_of(
        p->slice, (kkr_rect){ right - t.tile_width, 0, t.tile_width, t.tile_height });
    draw_length(cr, &whole, view, style, ramp.y + 0.4 * style->label);
}
