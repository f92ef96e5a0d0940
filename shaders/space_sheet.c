// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/space_sheet.h"

#include "shaders/contact.h"
#include "shaders/scene_marks.h"
#include "shaders/scene_picture.h"

#include <math.h>
#include <stdlib.h>

typedef struct page_user {
    kkr_recipe recipe;
    kkr_panels_style style;
    kkr_contact contact;
    kkr_camera camera;
    kkr_space_legend legend;
    double head;
    int n;
    kkr_space_entry *entries; // [n] with names and reasons of its own
    kkr_rect *place;          // [n] on whole pixels
    cairo_surface_t **pixels; // [n] NULL: no picture
} page_user;

static void free_drawing(void *user)
{
    page_user *d = user;
    for (int i = 0; i < d->n; i++) {
        if (d->pixels[i])
            cairo_surface_destroy(d->pixels[i]);
        free((char *)d->entries[i].name);
        free((char *)d->entries[i].why);
    }
    free(d->pixels);
    free(d->place);
    free(d->entries);
    free(d);
}

static void draw_legend(cairo_t *cr, const page_user *d)
{
    const kkr_style *style = &d->style.plot;
    double em = style->ticks, x = d->contact.legend.x + 1.2 * em;
    double y = d->contact.legend.y + em;
    kkr_plot_text text = { .markup = d->legend.title,
                           .size = d->style.title,
                           .color = style->ink };
    kkr_plot_draw_text(cr, style, &text, KKR_ANCHOR_LEFT | KKR_ANCHOR_BASELINE, x, y);
    for (int i = 0; i < d->legend.n; i++) {
        y += 1.7 * em;
        cairo_rectangle(cr, x, y - 0.8 * em, 0.85 * em, 0.85 * em);
        kkr_plot_set_color(cr, d->legend.key[i].color, 1);
        cairo_fill(cr);
        text = (kkr_plot_text){ .markup = d->legend.key[i].name,
                                .size = em,
                                .color = style->ink };
        kkr_plot_draw_text(cr, style, &text, KKR_ANCHOR_LEFT | KKR_ANCHOR_BASELINE,
                           x + 1.4 * em, y);
    }
}

static void draw(cairo_t *cr, void *user)
{
    const page_user *d = user;
    const kkr_style *style = &d->style.plot;
    if (!d->recipe.transparent) {
        kkr_plot_set_color(cr, style->paper, 1);
        cairo_paint(cr);
    }
    bool first = true;
    for (int i = 0; i < d->n; i++) {
        const kkr_rect *place = &d->place[i];
        kkr_contact_name(cr, style, place, d->head, d->entries[i].name);
        if (!d->pixels[i]) {
            kkr_plot_text none = { .markup = d->entries[i].why,
                                   .size = style->ticks,
                                   .color = style->dim };
            kkr_plot_draw_text(cr, style, &none, KKR_ANCHOR_CENTER | KKR_ANCHOR_MIDDLE,
                               place->x + place->width / 2,
                               place->y + place->height / 2);
            continue;
        }
        kkr_scene_picture_draw(cr, d->pixels[i], place);
        // directions and lengths are those of all
        const kkr_scene_marks marks = { .tripod = first && d->recipe.show_tripod,
                                        .bar = first,
                                        .unit = d->recipe.length_unit,
                                        .alat = d->entries[i].alat };
        if (first)
            kkr_scene_marks_draw(cr, style, place, d->entries[i].scene, &d->camera,
                                 &marks);
        first = false;
    }
    draw_legend(cr, d);
}

double kkr_space_sheet_reach(const kkr_space_entry *entries, int n, kkr_vec3 *center)
{
    double reach = 0;
    bool found = false;
    for (int i = 0; i < n; i++) {
        kkr_vec3 c;
        double radius;
        if (!entries[i].scene || !kkr_scene_bounds(entries[i].scene, &c, &radius))
            continue;
        if (!found)
            *center = c;
        found = true;
        reach = fmax(reach, kkr_vec3_length(kkr_vec3_sub(c, *center)) + radius);
    }
    return reach;
}

static bool make_pictures(page_user *d, kkr_error *err)
{
    const kkr_scene **scenes = kkr_alloc(d->n + 1, sizeof *scenes);
    kkr_scene_view *views = kkr_alloc(d->n + 1, sizeof *views);
    cairo_surface_t **pictures = kkr_alloc(d->n + 1, sizeof(cairo_surface_t *));
    int m = 0;
    for (int i = 0; i < d->n; i++) {
        d->place[i] = kkr_contact_place(&d->contact, i);
        if (!d->entries[i].scene)
            continue;
        scenes[m] = d->entries[i].scene;
        views[m++] = kkr_scene_page_view(&d->place[i], d->recipe.dpi, &d->camera,
                                         &d->style.plot, d->recipe.transparent);
    }
    bool good = m == 0 || kkr_scene_pictures(scenes, views, m, pictures, err);
    for (int i = 0, k = 0; good && i < d->n; i++)
        if (d->entries[i].scene)
            d->pixels[i] = pictures[k++];
    free(pictures);
    free(views);
    free(scenes);
    return good;
}

/** Names of the legend may be long or not there at all. */
static double legend_room(const page_user *d)
{
    const kkr_style *style = &d->style.plot;
    if (!*d->legend.title && d->legend.n == 0)
        return 0.4 * style->ticks;
    cairo_surface_t *none = cairo_image_surface_create(CAIRO_FORMAT_A8, 1, 1);
    cairo_t *cr = cairo_create(none);
    double widest, height;
    kkr_plot_text text = { .markup = d->legend.title, .size = d->style.title };
    kkr_plot_measure(cr, style, &text, &widest, &height);
    text.size = style->ticks;
    for (int i = 0; i < d->legend.n; i++) {
        double width;
        text.markup = d->legend.key[i].name;
        kkr_plot_measure(cr, style, &text, &width, &height);
        widest = fmax(widest, width + 1.4 * style->ticks);
    }
    cairo_destroy(cr);
    cairo_surface_destroy(none);
    return widest + 1.4 * style->ticks;
}

kkr_drawing *kkr_space_sheet_drawing(const kkr_recipe *recipe, const kkr_camera *camera,
                                     const kkr_space_entry *entries, int n,
                                     const kkr_space_legend *legend, kkr_error *err)
{
    page_user *d = kkr_alloc(1, sizeof *d);
    d->recipe = *recipe;
    d->camera = *camera;
    d->legend = *legend;
    d->style = kkr_panels_style_page(recipe->profile, recipe->dark);
    kkr_style_set_font(&d->style.plot, recipe->lettering.font);
    double em = d->style.plot.ticks;
    d->head = 1.75 * em;
    d->n = n;
    d->entries = kkr_alloc(n, sizeof *d->entries);
    d->place = kkr_alloc(n, sizeof *d->place);
    d->pixels = kkr_alloc(n, sizeof(cairo_surface_t *));
    for (int i = 0; i < n; i++) {
        d->entries[i] = entries[i];
        d->entries[i].name = kkr_strdup(entries[i].name);
        d->entries[i].why = kkr_strdup(entries[i].why ? entries[i].why : "");
    }
    const kkr_contact_room room = { .margin = fmax(d->style.margin, 0.4 * em),
                                    .head = d->head,
                                    .gap = 0.6 * em,
                                    .between = 0.3 * em,
                                    .right = legend_room(d),
                                    .aspect = 1,
                                    .least = 4 * em };
    if (kkr_contact_plan(recipe, &room, &d->contact, err) && make_pictures(d, err))
        return kkr_drawing_new(&d->contact.page, draw, free_drawing, d);
    free_drawing(d);
    return NULL;
}
