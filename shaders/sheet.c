// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/sheet.h"

#include "shaders/panels_private.h"

#include <math.h>
#include <stdlib.h>

/** Finer lines than on a page with four panels: the pictures are small. */
static kkr_panels_style sheet_style(const kkr_recipe *recipe)
{
    kkr_panels_style style = kkr_panels_style_page(recipe->profile, recipe->dark);
    bool slide = recipe->profile == KKR_PROFILE_SLIDE;
    double em = style.plot.ticks;
    kkr_style_set_font(&style.plot, recipe->lettering.font);
    style.transparent = recipe->transparent;
    style.axes = style.letters = style.plane_name = style.labels = false;
    style.overlay = false;
    style.heads = true;
    style.title_height = 1.75 * em;
    style.row_gap = 0.35 * em;
    style.title = em;
    if (!slide) {
        style.impurity = 0.75;
        style.zero = 0.45;
        style.contour = 0.25;
        style.cell = 0.3;
        style.atom = 0.8;
    }
    return style;
}

bool kkr_sheet_plan(const kkr_recipe *recipe, double natural_width, kkr_sheet *sheet,
                    kkr_error *err)
{
    *sheet = (kkr_sheet){ .recipe = *recipe, .style = sheet_style(recipe) };
    kkr_recipe *r = &sheet->recipe;
    const kkr_panels_style *style = &sheet->style;
    double em = style->plot.ticks;
    const kkr_contact_room room = {
        .margin = style->margin,
        .head = style->title_height,
        .gap = 0.9 * em,
        .between = style->row_gap,
        .right = 2.5 * style->ramp_width + style->tick_length + 3.8 * em,
        .aspect = 1,
        .least = 4 * em,
    };
    if (!kkr_contact_plan(recipe, &room, &sheet->contact, err))
        return false;
    const kkr_rect *first = &sheet->contact.first;
    r->width_mm = sheet->contact.page.width / kkr_points_per_mm;
    r->height_mm = sheet->contact.page.height / kkr_points_per_mm;
    // The scale bar stands below it, on the lower edge of the last row.
    sheet->bar = sheet->contact.legend;
    sheet->bar.height = fmin(sheet->bar.height - 2.2 * em, 60 * em);
    if (!(r->width > 0))
        r->width = natural_width;
    sheet->pitch = r->width / (first->width * r->dpi / 72);
    sheet->pixels = (int)ceil(first->width * r->dpi / 72 - 1e-6);
    return true;
}

typedef struct page_user {
    kkr_sheet sheet;
    int n;
    kkr_sheet_entry *entries; // [n]
    kkr_panels **panels;      // [n]
} page_user;

static void free_drawing(void *user)
{
    page_user *d = user;
    for (int i = 0; i < d->n; i++) {
        kkr_panels_free(d->panels[i]);
        kkr_slice_free(d->entries[i].slice);
        free(d->entries[i].name);
    }
    free(d->panels);
    free(d->entries);
    free(d);
}

static kkr_panels_layout picture_at(const kkr_sheet *sheet, int index)
{
    int q = sheet->recipe.only;
    kkr_panels_layout layout = { 0 };
    layout.shown[q] = true;
    layout.panel[q] = kkr_contact_place(&sheet->contact, index);
    return layout;
}

/** The bar of the first picture, with an end wherever any of them needs one. */
static void draw_bar(cairo_t *cr, const page_user *d)
{
    const kkr_sheet *sheet = &d->sheet;
    const kkr_panels_style *style = &sheet->style;
    int q = sheet->recipe.only;
    kkr_panels bar = *d->panels[0];
    for (int i = 0; i < d->n; i++) {
        bar.above[q] |= d->panels[i]->above[q];
        bar.below[q] |= d->panels[i]->below[q];
        bar.unknown[q] = fmin(bar.unknown[q], d->panels[i]->unknown[q]);
    }
    kkr_panels_layout layout = { .n_bars = 1,
                                 .bar[0] = sheet->bar,
                                 .bar_quantity[0] = { -1, q } };
    double top = 0.95 * style->plot.ticks + style->point;
    layout.ramp[0] =
        (kkr_rect){ sheet->bar.x + 1.5 * style->ramp_width, sheet->bar.y + top,
                    style->ramp_width, sheet->bar.height - top - style->point };
    kkr_panels_draw_bar(cr, &bar, &layout, style, 0);
}

/** Under the colour bar; its length is that of every picture. */
static void draw_scale_bar(cairo_t *cr, const page_user *d)
{
    const kkr_sheet *sheet = &d->sheet;
    const kkr_rect *legend = &sheet->contact.legend;
    double side = sheet->contact.first.width;
    kkr_rect above = { sheet->contact.page.width - sheet->style.margin - side,
                       legend->y + legend->height + 0.3 * sheet->style.title_height -
                           0.1 * sheet->style.plot.ticks,
                       side, side };
    kkr_panels_draw_scale_bar(cr, d->panels[0], &sheet->style, &above);
}

static void draw(cairo_t *cr, void *user)
{
    const page_user *d = user;
    const kkr_style *style = &d->sheet.style.plot;
    if (!d->sheet.style.transparent) {
        kkr_plot_set_color(cr, style->paper, 1);
        cairo_paint(cr);
    }
    for (int i = 0; i < d->n; i++) {
        kkr_panels_layout layout = picture_at(&d->sheet, i);
        const kkr_rect *panel = &layout.panel[d->sheet.recipe.only];
        kkr_panels_draw(cr, d->panels[i], &layout, &d->sheet.style,
                        KKR_LAYER_IMAGES | KKR_LAYER_MARKS);
        kkr_contact_name(cr, style, panel, d->sheet.style.title_height,
                         d->entries[i].name);
    }
    draw_bar(cr, d);
    draw_scale_bar(cr, d);
}

kkr_drawing *kkr_sheet_drawing(const kkr_sheet *sheet, kkr_sheet_entry *entries, int n,
                               const kkr_job *job, kkr_error *err)
{
    page_user *d = kkr_alloc(1, sizeof *d);
    d->sheet = *sheet;
    d->n = n;
    d->entries = kkr_alloc(n, sizeof *d->entries);
    d->panels = kkr_alloc(n, sizeof(kkr_panels *));
    bool good = true;
    for (int i = 0; i < n; i++) {
        d->entries[i] = entries[i];
        entries[i] = (kkr_sheet_entry){ 0 };
        kkr_recipe recipe = sheet->recipe;
        recipe.center_s = d->entries[i].center_s;
        recipe.center_t = d->entries[i].center_t;
        d->panels[i] =
            kkr_panels_new(d->entries[i].slice, &recipe, d->entries[i].alat, job);
        good = good && d->panels[i];
    }
    if (!good) {
        free_drawing(d);
        kkr_fail(err, KKR_ERROR_CANCELLED, "cancelled");
        return NULL;
    }
    return kkr_drawing_new(&sheet->contact.page, draw, free_drawing, d);
}
