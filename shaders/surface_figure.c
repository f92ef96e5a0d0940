// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/surface_figure.h"

#include "shaders/color_bar.h"
#include "shaders/scene_marks.h"
#include "shaders/scene_picture.h"
#include "shaders/space_data.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct page_user {
    kkr_surface_figure from;
    kkr_panels_style style;
    bool shown[KKR_QUANTITY_COUNT];
    kkr_rect panel[KKR_QUANTITY_COUNT];
    kkr_rect bar;                           // of the surfaces' colours; width 0: none
    kkr_rect slice_bar[KKR_QUANTITY_COUNT]; // of the slice's
    kkr_scene *scene[KKR_QUANTITY_COUNT];
    cairo_surface_t *pixels[KKR_QUANTITY_COUNT];
    kkr_camera camera;
} page_user;

static void free_user(void *user)
{
    page_user *d = user;
    for (int q = 0; q < KKR_QUANTITY_COUNT; q++) {
        kkr_scene_free(d->scene[q]);
        if (d->pixels[q])
            cairo_surface_destroy(d->pixels[q]);
    }
    free(d);
}

// ---------------------------------------------------------------- text

static const char *unit_name(const page_user *d)
{
    return kkr_energy_unit_name(d->from.recipe->energy_unit);
}

/** "-0.5" in the unit shown. */
static void write_level(kkr_energy_unit unit, double level, char *text, size_t size)
{
    kkr_format_number(level * kkr_energy_unit_factor(unit), 3, text, size);
    // "0.2", not "0.200": nobody measured it
    char *end = text + strlen(text);
    if (!strchr(text, '.') || strstr(text, "×"))
        return;
    while (end[-1] == '0')
        *--end = 0;
    if (end[-1] == '.')
        *--end = 0;
}

/** Quantity at the left, levels with their colours at the right. */
static void draw_title(cairo_t *cr, const page_user *d, kkr_quantity q)
{
    const kkr_style *style = &d->style.plot;
    const kkr_rect *panel = &d->panel[q];
    double y = panel->y - 0.3 * d->style.title_height, x = panel->x;
    if (d->style.letters && d->from.recipe->only < 0)
        x = kkr_plot_draw_letter(cr, style, d->from.recipe->lettering.letters, (int)q,
                                 x, y);
    char title[160];
    kkr_panels_heading(d->from.recipe, q, title, sizeof title);
    kkr_plot_text text = { .markup = title,
                           .size = d->style.title,
                           .color = style->ink };
    kkr_plot_draw_text(cr, style, &text, KKR_ANCHOR_LEFT | KKR_ANCHOR_BASELINE, x, y);

    const kkr_surface_set *set = d->from.sets[q];
    double right = panel->x + panel->width, em = style->ticks;
    for (int i = set ? set->n - 1 : -1; i >= 0; i--) {
        char number[64], label[96];
        write_level(d->from.recipe->energy_unit, set->level[i], number, sizeof number);
        snprintf(label, sizeof label, "%s%s%s", number, i == set->n - 1 ? " " : "",
                 i == set->n - 1 ? unit_name(d) : "");
        kkr_plot_text level = { .markup = label, .size = em, .color = style->ink };
        double width, height;
        kkr_plot_measure(cr, style, &level, &width, &height);
        right -= width;
        kkr_plot_draw_text(cr, style, &level, KKR_ANCHOR_LEFT | KKR_ANCHOR_BASELINE,
                           right, y);
        if (d->from.recipe->surfaces.color == KKR_SURFACE_BY_LEVEL) {
            right -= 1.1 * em;
            cairo_rectangle(cr, right, y - 0.74 * em, 0.78 * em, 0.78 * em);
            kkr_plot_set_color(
                cr, kkr_surface_level_color(d->from.colors, q, set->level[i]), 1);
            cairo_fill(cr);
        }
        right -= 0.9 * em;
    }
}

/** Instead of a picture: why there is none, in lines that fit. */
static void draw_reason(cairo_t *cr, const page_user *d, kkr_quantity q)
{
    const kkr_rect *panel = &d->panel[q];
    kkr_plot_set_color(cr, d->style.plot.unknown, 1);
    cairo_rectangle(cr, panel->x, panel->y, panel->width, panel->height);
    cairo_fill(cr);
    kkr_plot_text text = { .size = d->style.plot.ticks, .color = d->style.plot.dim };
    char line[400] = "";
    double y = panel->y + 0.42 * panel->height, room = panel->width - 2 * text.size;
    g_auto(GStrv) words = g_strsplit(d->from.why[q], " ", -1);
    for (int i = 0; words[i]; i++) {
        g_autofree char *word = g_markup_escape_text(words[i], -1);
        char longer[400];
        g_snprintf(longer, sizeof longer, "%s%s%s", line, *line ? " " : "", word);
        double width, height;
        text.markup = longer;
        kkr_plot_measure(cr, &d->style.plot, &text, &width, &height);
        if (width > room && *line) {
            text.markup = line;
            kkr_plot_draw_text(cr, &d->style.plot, &text,
                               KKR_ANCHOR_CENTER | KKR_ANCHOR_BASELINE,
                               panel->x + panel->width / 2, y);
            y += 1.3 * text.size;
            g_strlcpy(line, word, sizeof line);
        } else {
            g_strlcpy(line, longer, sizeof line);
        }
    }
    text.markup = line;
    kkr_plot_draw_text(cr, &d->style.plot, &text,
                       KKR_ANCHOR_CENTER | KKR_ANCHOR_BASELINE,
                       panel->x + panel->width / 2, y);
}

// ------------------------------------------------------------- colours

static void draw_bar(cairo_t *cr, const page_user *d, kkr_quantity q,
                     const kkr_rect *area)
{
    double factor = kkr_energy_unit_factor(d->from.recipe->energy_unit);
    bool is_signed = q == KKR_QUANTITY_V || q == KKR_QUANTITY_DV;
    char name[160], title[200];
    kkr_panels_title(d->from.recipe, q, name, sizeof name);
    snprintf(title, sizeof title, "%s (%s)", name, unit_name(d));
    kkr_color_bar bar = { .map = is_signed ? d->from.colors->diverging
                                           : d->from.colors->sequential,
                          .scale = d->from.colors->scale[q],
                          .title = title,
                          .n_ticks = area->height > 20 * d->style.plot.ticks ? 7 : 5 };
    bar.scale.low *= factor;
    bar.scale.limit *= factor;
    bar.scale.linear_to *= factor;
    kkr_color_bar_draw(cr, &d->style.plot, area, &bar);
}

// ------------------------------------------------------------- drawing

static void draw(cairo_t *cr, void *user)
{
    const page_user *d = user;
    const kkr_recipe *r = d->from.recipe;
    if (!r->transparent) {
        kkr_plot_set_color(cr, d->style.plot.paper, 1);
        cairo_paint(cr);
    }
    bool first = true;
    for (int q = 0; q < KKR_QUANTITY_COUNT; q++) {
        if (!d->shown[q])
            continue;
        if (d->pixels[q]) {
            kkr_scene_picture_draw(cr, d->pixels[q], &d->panel[q]);
            // directions and lengths are the same in all panels: once is enough
            const kkr_scene_marks marks = { .labels = r->show_labels && d->style.labels,
                                            .tripod = first && r->show_tripod,
                                            .bar = first,
                                            .unit = r->length_unit,
                                            .alat = d->from.object->alat };
            kkr_scene_marks_draw(cr, &d->style.plot, &d->panel[q], d->scene[q],
                                 &d->camera, &marks);
            first = false;
        } else {
            draw_reason(cr, d, (kkr_quantity)q);
        }
        draw_title(cr, d, (kkr_quantity)q);
        if (d->slice_bar[q].width > 0 && d->pixels[q])
            draw_bar(cr, d, (kkr_quantity)q, &d->slice_bar[q]);
    }
    if (d->bar.width > 0)
        draw_bar(cr, d, (kkr_quantity)(r->surfaces.color - KKR_SURFACE_BY_V), &d->bar);
}

static void tell(const void *user, kkr_plot_data *data)
{
    const page_user *d = user;
    kkr_surface_figure_data(&d->from, data);
}

// -------------------------------------------------------------- layout

static bool lay_out(page_user *d, kkr_page *page, kkr_error *err)
{
    const kkr_recipe *r = d->from.recipe;
    const kkr_panels_style *style = &d->style;
    double em = style->plot.ticks, gap = 1.2 * em, title = style->title_height;
    double margin = fmax(style->margin, 0.5 * em);
    double bar = r->surfaces.color == KKR_SURFACE_BY_LEVEL ? 0 : 7.5 * em;
    double slice = r->surfaces.slice ? 6 * em : 0;
    int side = r->only < 0 ? 2 : 1;
    double width = kkr_page_width(r);
    double w = (width - 2 * margin - bar - (side - 1) * gap) / side;
    double natural =
        2 * margin + side * (title + 0.86 * (w - slice)) + (side - 1) * gap;
    if (!kkr_page_plan(r, width, natural, page, err))
        return false;
    double height = page->height;
    double h = (height - 2 * margin - (side - 1) * gap) / side - title;
    for (int q = 0; q < KKR_QUANTITY_COUNT; q++) {
        d->shown[q] = r->only < 0 || r->only == q;
        int column = r->only < 0 ? q % 2 : 0, row = r->only < 0 ? q / 2 : 0;
        d->panel[q] =
            (kkr_rect){ margin + column * (w + gap),
                        margin + title + row * (h + title + gap), w - slice, h };
        const kkr_rect *panel = &d->panel[q];
        double length = fmin(0.6 * h, 24 * em);
        if (slice > 0)
            d->slice_bar[q] =
                (kkr_rect){ panel->x + panel->width + em, panel->y + (h - length) / 2,
                            0.8 * em, length };
    }
    if (bar > 0) {
        double length = fmin(0.6 * (height - 2 * margin), 40 * em);
        d->bar = (kkr_rect){ width - margin - bar + 1.2 * em,
                             (height - length) / 2 + 0.5 * title, 0.9 * em, length };
    }
    if (w - slice >= 8 * em && h >= 8 * em)
        return true;
    return kkr_fail(err, KKR_ERROR_USAGE,
                    "figure: %.4g x %.4g mm leave %.3g x %.3g mm for a panel, too "
                    "little for profile %s",
                    width / kkr_points_per_mm, height / kkr_points_per_mm,
                    w / kkr_points_per_mm, h / kkr_points_per_mm,
                    kkr_profile_name(r->profile));
}

/** All panels have one camera, which sees everything in any of them. */
static void choose_camera(page_user *d)
{
    kkr_vec3 center = { 0 }, c;
    double radius = 0, r;
    for (int q = 0; q < KKR_QUANTITY_COUNT; q++)
        if (d->scene[q] && kkr_scene_bounds(d->scene[q], &c, &r) && r > radius) {
            center = c;
            radius = r;
        }
    d->camera = kkr_recipe_camera(d->from.recipe, center, radius);
}

static bool make_pictures(page_user *d, kkr_error *err)
{
    const kkr_recipe *r = d->from.recipe;
    const kkr_scene *scenes[KKR_QUANTITY_COUNT];
    kkr_scene_view views[KKR_QUANTITY_COUNT];
    cairo_surface_t *pictures[KKR_QUANTITY_COUNT];
    int place[KKR_QUANTITY_COUNT], n = 0;
    for (int q = 0; q < KKR_QUANTITY_COUNT; q++) {
        if (!d->scene[q])
            continue;
        scenes[n] = d->scene[q];
        views[n] = kkr_scene_page_view(&d->panel[q], r->dpi, &d->camera, &d->style.plot,
                                       r->transparent);
        place[n++] = q;
    }
    if (!kkr_scene_pictures(scenes, views, n, pictures, err))
        return false;
    for (int i = 0; i < n; i++)
        d->pixels[place[i]] = pictures[i];
    return true;
}

kkr_drawing *kkr_surface_figure_drawing(const kkr_surface_figure *figure,
                                        kkr_error *err)
{
    const kkr_recipe *r = figure->recipe;
    page_user *d = kkr_alloc(1, sizeof *d);
    d->from = *figure;
    d->style = kkr_panels_style_page(r->profile, r->dark);
    kkr_style_set_font(&d->style.plot, r->lettering.font);
    kkr_page page;
    bool good = lay_out(d, &page, err);
    for (int q = 0; good && q < KKR_QUANTITY_COUNT; q++)
        if (d->shown[q] && figure->sets[q])
            d->scene[q] = kkr_surface_scene_new(
                figure->object, &r->surfaces, (kkr_quantity)q, figure->sets[q],
                figure->slice, figure->colors,
                fmin(0.09 * d->style.plot.ticks, d->panel[q].width / 380));
    choose_camera(d);
    if (!good || !make_pictures(d, err)) {
        free_user(d);
        return NULL;
    }
    kkr_drawing *drawing = kkr_drawing_new(&page, draw, free_user, d);
    drawing->tell = tell;
    return drawing;
}

// --------------------------------------------------- a contact sheet

void kkr_surface_sheet_colors(const kkr_recipe *recipe, kkr_quantity q,
                              kkr_surface_colors *colors)
{
    const kkr_surface_style *s = &recipe->surfaces;
    bool is_signed = q == KKR_QUANTITY_V || q == KKR_QUANTITY_DV;
    double most = 0;
    for (int i = 0; i < s->n_levels[q]; i++)
        most = fmax(most, fabs(s->level[q][i]));
    most = most > 0 ? 1.25 * most : 1;
    colors->scale[q] =
        (kkr_scale){ KKR_SCALE_LINEAR, is_signed, is_signed ? -most : 0, most, 0 };
}

void kkr_surface_sheet_legend(const kkr_recipe *recipe, kkr_quantity q,
                              const kkr_surface_colors *colors,
                              kkr_space_legend *legend)
{
    double levels[2 * KKR_SURFACE_LEVELS];
    int n = 0;
    if (recipe->surfaces.n_levels[q] > 0)
        n = kkr_surface_style_levels(&recipe->surfaces, q, NULL, levels);
    *legend = (kkr_space_legend){ .n = n };
    kkr_panels_title(recipe, q, legend->title, sizeof legend->title);
    for (int i = 0; i < n; i++) {
        char number[48];
        legend->key[i].color = kkr_surface_level_color(colors, q, levels[i]);
        write_level(recipe->energy_unit, levels[i], number, sizeof number);
        snprintf(legend->key[i].name, sizeof legend->key[i].name, "%s %s", number,
                 kkr_energy_unit_name(recipe->energy_unit));
    }
}
