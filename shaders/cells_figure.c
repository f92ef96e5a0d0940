// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/cells_figure.h"

#include "core/scene_cells.h"
#include "shaders/color_bar.h"
#include "shaders/scene_marks.h"
#include "shaders/scene_picture.h"
#include "shaders/shape_plot.h"
#include "shaders/space_data.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct page_user {
    kkr_cells_figure from;
    kkr_shape_style style;
    kkr_scene *scene;
    kkr_shape_plot *plot; // NULL: none
    kkr_camera camera;
    kkr_rect picture, chart, bar; // bar: width 0 if there is none
    kkr_color_bar colors;
    char bar_title[96];
    kkr_space_legend keys;
    cairo_surface_t *pixels;
    char title[200];
} page_user;

static void free_user(void *user)
{
    page_user *d = user;
    kkr_scene_free(d->scene);
    kkr_shape_plot_free(d->plot);
    if (d->pixels)
        cairo_surface_destroy(d->pixels);
    free(d);
}

// -------------------------------------------------------- what colours mean

void kkr_cells_figure_keys(const kkr_case *object, const kkr_recipe *recipe,
                           kkr_space_legend *legend)
{
    const kkr_cells_style *style = &recipe->cells;
    if (style->color != KKR_CELLS_ELEMENT)
        return;
    kkr_rgb paper = kkr_style_page(recipe->dark, 7).paper;
    bool *shown = kkr_cells_shown_sites(object, style);
    for (int i = 0; i < object->n_sites && legend->n < KKR_SPACE_KEYS; i++) {
        const char *name = object->sites[i].label;
        bool new = shown[i];
        for (int k = 0; k < legend->n && new; k++)
            new = strcmp(legend->key[k].name, name) != 0;
        if (!new)
            continue;
        int k = legend->n++;
        snprintf(legend->key[k].name, sizeof legend->key[k].name, "%s", name);
        legend->key[k].color = kkr_rgb_mix(paper, kkr_element_color(object->sites[i].z),
                                           fmax(0.5, sqrt(style->opacity)));
    }
    free(shown);
}

/** A bar for numbers, a list for elements. */
static void choose_colors(page_user *d)
{
    const kkr_recipe *r = d->from.recipe;
    const kkr_case *object = d->from.object;
    const kkr_cells_style *style = &r->cells;
    double low, high;
    if (style->color == KKR_CELLS_JUMP && d->from.jumps) {
        double factor = kkr_energy_unit_factor(r->energy_unit);
        d->colors =
            (kkr_color_bar){ .map = d->from.jumps->map, .scale = d->from.jumps->scale };
        d->colors.scale.low *= factor;
        d->colors.scale.limit *= factor;
        d->colors.scale.linear_to *= factor;
        snprintf(d->bar_title, sizeof d->bar_title, "<i>V</i> − <i>V</i>′ (%s)",
                 kkr_energy_unit_name(r->energy_unit));
    } else if (kkr_cells_volumes(object, style, &low, &high)) {
        d->colors = (kkr_color_bar){
            .map = kkr_colormap_get("sequential", r->dark),
            .scale = { .kind = KKR_SCALE_LINEAR, .low = low, .limit = high }
        };
        snprintf(d->bar_title, sizeof d->bar_title, "volume (bohr³)");
    } else {
        kkr_cells_figure_keys(object, r, &d->keys);
    }
    d->colors.title = d->bar_title;
    d->colors.n_ticks = 5;
}

static void draw_keys(cairo_t *cr, const page_user *d)
{
    const kkr_style *style = &d->style.plot;
    double em = style->ticks, x = d->picture.x + d->picture.width, y = d->picture.y;
    for (int i = d->keys.n - 1; i >= 0; i--) {
        kkr_plot_text text = { .markup = d->keys.key[i].name,
                               .size = em,
                               .color = style->ink };
        double width, height;
        kkr_plot_measure(cr, style, &text, &width, &height);
        x -= width;
        kkr_plot_draw_text(cr, style, &text, KKR_ANCHOR_LEFT | KKR_ANCHOR_BASELINE, x,
                           y - 0.5 * em);
        x -= 1.15 * em;
        cairo_rectangle(cr, x, y - 1.25 * em, 0.85 * em, 0.85 * em);
        kkr_plot_set_color(cr, d->keys.key[i].color, 1);
        cairo_fill(cr);
        x -= em;
    }
}

// ------------------------------------------------------------ drawing

static void draw_title(cairo_t *cr, const page_user *d, int index, const char *markup,
                       double x, double y)
{
    const kkr_style *style = &d->style.plot;
    kkr_plot_text text = { .markup = markup,
                           .size = style->ticks,
                           .color = style->ink };
    if (d->plot) // a picture alone needs no letter
        x = kkr_plot_draw_letter(cr, style, d->from.recipe->lettering.letters, index, x,
                                 y);
    kkr_plot_draw_text(cr, style, &text, KKR_ANCHOR_LEFT | KKR_ANCHOR_BASELINE, x, y);
}

static void draw(cairo_t *cr, void *user)
{
    const page_user *d = user;
    const kkr_recipe *r = d->from.recipe;
    const kkr_style *style = &d->style.plot;
    if (!r->transparent) {
        kkr_plot_set_color(cr, style->paper, 1);
        cairo_paint(cr);
    }
    kkr_scene_picture_draw(cr, d->pixels, &d->picture);
    const kkr_crystal *crystal = d->from.object->crystal;
    const kkr_scene_marks marks = { .labels = r->show_labels,
                                    .tripod = r->show_tripod,
                                    .bar = true,
                                    .unit = r->length_unit,
                                    .alat = crystal ? crystal->alat : 0 };
    kkr_scene_marks_draw(cr, style, &d->picture, d->scene, &d->camera, &marks);
    draw_title(cr, d, 0, d->title, d->picture.x, d->picture.y - 0.6 * style->ticks);
    draw_keys(cr, d);
    if (d->bar.width > 0)
        kkr_color_bar_draw(cr, style, &d->bar, &d->colors);
    if (d->plot) {
        kkr_shape_plot_draw(cr, d->plot, &d->style, &d->chart);
        draw_title(cr, d, 1, "", d->chart.x, d->chart.y + 1.3 * style->ticks);
    }
}

static void tell(const void *user, kkr_plot_data *data)
{
    const page_user *d = user;
    kkr_cells_figure_data(&d->from, data);
}

// ------------------------------------------------------------- layout

/** Beside each other where the page is wide, else one above the other. */
static bool lay_out(page_user *d, kkr_page *page, kkr_error *err)
{
    const kkr_recipe *r = d->from.recipe;
    double text = d->style.plot.ticks, margin = 0.5 * text, top = 1.9 * text;
    double width = kkr_page_width(r), given = r->height_mm * kkr_points_per_mm;
    bool beside =
        d->plot && width > (given > 0 ? 1.3 * given : 120 * kkr_points_per_mm);
    double columns = beside ? 2 : 1, rows = d->plot && !beside ? 2 : 1;
    double bar = *d->bar_title ? 6.5 * text : 0;
    double natural = width * (beside ? 0.46 : d->plot ? 1.6 : 0.95);
    if (!kkr_page_plan(r, width, natural, page, err))
        return false;
    double height = page->height;
    double gap = beside ? 2 * text : 0;
    double w = (width - 2 * margin - gap) / columns;
    double h = (height - 2 * margin) * (rows > 1 ? 0.56 : 1);
    d->picture = (kkr_rect){ margin, margin + top, w - bar, h - top };
    if (bar > 0)
        d->bar = (kkr_rect){ margin + w - bar + text, margin + top + 0.2 * (h - top),
                             0.9 * text, 0.6 * (h - top) };
    if (beside)
        d->chart = (kkr_rect){ margin + w + gap, margin, w, h };
    else
        d->chart = (kkr_rect){ margin, margin + h, w, height - 2 * margin - h };
    double smallest = 8 * text;
    bool room = d->picture.width >= smallest && d->picture.height >= smallest &&
                (!d->plot || d->chart.height >= 14 * text);
    if (room && d->plot) {
        kkr_rect panel;
        kkr_shape_plot_place(d->plot, &d->style, &d->chart, &panel);
        room = panel.width >= smallest && panel.height >= 0.6 * smallest;
    }
    return room || kkr_page_refuse(page, r->profile, err);
}

static void write_title(page_user *d, int site)
{
    const kkr_recipe *r = d->from.recipe;
    const kkr_case_site *s = &d->from.object->sites[site];
    char radius[64] = "", number[32];
    if (r->cells.sphere) {
        double factor = kkr_length_unit_factor(r->length_unit, d->from.object->alat);
        kkr_format_number(kkr_cells_radius(d->from.object, &r->cells) * factor, 4,
                          number, sizeof number);
        snprintf(radius, sizeof radius, ", sphere <i>r</i> = %s %s", number,
                 kkr_length_unit_name(r->length_unit));
    }
    snprintf(d->title, sizeof d->title, "%s %d%s", s->label, site + 1, radius);
}

kkr_drawing *kkr_cells_figure_drawing(const kkr_cells_figure *figure, kkr_error *err)
{
    const kkr_recipe *r = figure->recipe;
    int site = kkr_cells_site(figure->object, &r->cells);
    if (site < 0) {
        kkr_fail(err, KKR_ERROR_MISSING,
                 "%s: there is no cell to draw: its surroundings are not known",
                 figure->object->name);
        return NULL;
    }
    page_user *d = kkr_alloc(1, sizeof *d);
    d->from = *figure;
    d->style = kkr_shape_style_page(r->profile, r->dark);
    d->style.transparent = r->transparent;
    kkr_style_set_font(&d->style.plot, r->lettering.font);
    if (figure->curves) {
        kkr_shape_view view = { .chart = r->cells.chart,
                                .source = r->cells.source,
                                .l = r->cells.l,
                                .r_mt = figure->object->sites[site].r_mt,
                                .dark = r->dark };
        if (r->cells.sphere)
            view.radius = kkr_cells_radius(figure->object, &r->cells);
        d->plot = kkr_shape_plot_new(figure->curves, figure->ray, figure->slice, &view);
    }
    choose_colors(d);
    write_title(d, site);
    kkr_page page;
    if (!lay_out(d, &page, err)) {
        free_user(d);
        return NULL;
    }
    double edge = 0.095 * d->style.plot.ticks;
    d->scene =
        kkr_cells_scene_new(figure->object, &r->cells, figure->jumps, edge, r->dark);
    kkr_vec3 center = { 0 };
    double radius = 0;
    kkr_scene_bounds(d->scene, &center, &radius);
    d->camera = kkr_recipe_camera(r, center, radius);
    kkr_scene_view view = kkr_scene_page_view(&d->picture, r->dpi, &d->camera,
                                              &d->style.plot, r->transparent);
    const kkr_scene *scene = d->scene;
    if (!kkr_scene_pictures(&scene, &view, 1, &d->pixels, err)) {
        free_user(d);
        return NULL;
    }
    kkr_drawing *drawing = kkr_drawing_new(&page, draw, free_user, d);
    drawing->tell = tell;
    return drawing;
}
