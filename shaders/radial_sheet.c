// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/radial_sheet.h"

#include "shaders/contact.h"
#include "shaders/radial_figure.h"
#include "shaders/radial_plot_private.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct page_user {
    const kkr_radial_curves *curves;
    kkr_radial_plot *plot;
    kkr_radial_style style;
    kkr_contact contact;
    kkr_quantity quantity;
    kkr_energy_unit unit;
    double head;
    int from, n;
    char **names; // [n]
} page_user;

static void free_drawing(void *user)
{
    page_user *d = user;
    for (int i = 0; i < d->n; i++)
        free(d->names[i]);
    free(d->names);
    kkr_radial_plot_free(d->plot);
    free(d);
}

/** What is drawn, and what the grey curves are. */
static void draw_header(cairo_t *cr, const page_user *d)
{
    char title[160], markup[200];
    kkr_radial_plot_title(d->plot, d->quantity, title, sizeof title);
    snprintf(markup, sizeof markup, "%s (%s)", title, kkr_energy_unit_name(d->unit));
    const kkr_rect *first = &d->contact.first, *legend = &d->contact.legend;
    double y = first->y - d->head - 0.55 * d->style.title;
    kkr_plot_text text = { .markup = markup,
                           .size = d->style.title,
                           .color = d->style.plot.ink };
    kkr_plot_draw_text(cr, &d->style.plot, &text, KKR_ANCHOR_LEFT | KKR_ANCHOR_BASELINE,
                       first->x, y);
    text = (kkr_plot_text){ .markup = "grey: all others",
                            .size = d->style.plot.ticks,
                            .color = d->style.plot.dim };
    if (d->curves->n > 1)
        kkr_plot_draw_text(cr, &d->style.plot, &text,
                           KKR_ANCHOR_RIGHT | KKR_ANCHOR_BASELINE, legend->x, y);
}

static void draw(cairo_t *cr, void *user)
{
    const page_user *d = user;
    const kkr_style *style = &d->style.plot;
    if (!d->style.transparent) {
        kkr_plot_set_color(cr, style->paper, 1);
        cairo_paint(cr);
    }
    kkr_rgb grey = kkr_rgb_mix(style->paper, style->ink, style->dark ? 0.28 : 0.17);
    draw_header(cr, d);
    for (int i = 0; i < d->n; i++) {
        kkr_rect place = kkr_contact_place(&d->contact, i);
        bool last = i + d->contact.columns >= d->n;
        kkr_radial_draw_frame(cr, d->plot, &d->style, &place, d->quantity,
                              i % d->contact.columns == 0, last);
        for (int k = 0; k < d->curves->n; k++)
            if (k != d->from + i)
                kkr_radial_draw_curve(cr, d->plot, &d->style, &place, d->quantity, k,
                                      grey, 0.7 * d->style.curve_many);
        kkr_radial_draw_curve(cr, d->plot, &d->style, &place, d->quantity, d->from + i,
                              d->plot->color[d->from + i], 1.1 * d->style.curve);
        kkr_contact_name(cr, style, &place, d->head, d->names[i]);
    }
}

static void tell(const void *user, kkr_plot_data *data)
{
    const page_user *d = user;
    for (int i = 0; i < d->n; i++)
        kkr_radial_figure_data(&d->curves->curve[d->from + i], d->names[i], d->unit,
                               data);
}

kkr_drawing *kkr_radial_sheet_drawing(const kkr_recipe *recipe,
                                      const kkr_radial_curves *curves,
                                      const char *const *names, int from, int n,
                                      kkr_error *err)
{
    page_user *d = kkr_alloc(1, sizeof *d);
    kkr_radial_view view = kkr_radial_view_of(recipe);
    d->style = kkr_radial_style_page(recipe->profile, recipe->dark);
    kkr_style_set_font(&d->style.plot, recipe->lettering.font);
    d->style.transparent = recipe->transparent;
    d->style.n_ticks = 5;
    double em = d->style.plot.ticks;
    d->head = 1.75 * em;
    const kkr_contact_room room = { .margin = d->style.margin + 0.2 * em,
                                    .head = d->head,
                                    .gap = 1.1 * em,
                                    .between = 0.5 * em,
                                    .top = 1.5 * d->style.title,
                                    .left = d->style.tick_room,
                                    .below = d->style.axis_room,
                                    .right = 0.4 * em,
                                    .aspect = 0.8,
                                    .least = 4 * em };
    if (!kkr_contact_plan(recipe, &room, &d->contact, err)) {
        free_drawing(d);
        return NULL;
    }
    d->curves = curves;
    d->unit = recipe->energy_unit;
    d->quantity = (kkr_quantity)recipe->only;
    d->plot = kkr_radial_plot_new(curves, &view);
    d->from = from;
    d->n = n;
    d->names = kkr_alloc(n, sizeof *d->names);
    for (int i = 0; i < n; i++)
        d->names[i] = kkr_strdup(names[from + i]);
    kkr_drawing *drawing = kkr_drawing_new(&d->contact.page, draw, free_drawing, d);
    drawing->tell = tell;
    return drawing;
}
