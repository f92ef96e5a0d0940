// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/contact.h"

#include <math.h>

bool kkr_contact_plan(const kkr_recipe *recipe, const kkr_contact_room *room,
                      kkr_contact *contact, kkr_error *err)
{
    int columns = recipe->sheet.columns, rows = recipe->sheet.rows;
    double width = kkr_page_width(recipe);
    double across =
        2 * room->margin + room->left + room->right + (columns - 1) * room->gap;
    double along = 2 * room->margin + room->top + rows * room->head +
                   (rows - 1) * room->between + room->below;
    double w = (width - across) / columns;
    *contact = (kkr_contact){ .columns = columns, .rows = rows };
    if (!kkr_page_plan(recipe, width, along + rows * room->aspect * w, &contact->page,
                       err))
        return false;
    double h = (contact->page.height - along) / rows, pixel = 72 / recipe->dpi;
    h = fmin(h, room->aspect * w);
    w = floor(fmin(w, h / room->aspect) / pixel) * pixel;
    h = floor(h / pixel) * pixel;
    if (!(w >= room->least && h >= room->least))
        return kkr_fail(err, KKR_ERROR_USAGE,
                        "figure: %d x %d pictures on %.4g x %.4g mm are %.3g mm wide, "
                        "too little for profile %s",
                        columns, rows, width / kkr_points_per_mm,
                        contact->page.height / kkr_points_per_mm, w / kkr_points_per_mm,
                        kkr_profile_name(recipe->profile));
    contact->first =
        (kkr_rect){ floor((room->margin + room->left) / pixel) * pixel,
                    ceil((room->margin + room->top + room->head) / pixel) * pixel, w,
                    h };
    contact->column = floor((w + room->gap) / pixel) * pixel;
    contact->row = floor((h + room->head + room->between) / pixel) * pixel;
    contact->legend =
        (kkr_rect){ contact->first.x + (columns - 1) * contact->column + w,
                    contact->first.y, room->right, (rows - 1) * contact->row + h };
    return true;
}

kkr_rect kkr_contact_place(const kkr_contact *contact, int index)
{
    kkr_rect place = contact->first;
    place.x += index % contact->columns * contact->column;
    place.y += index / contact->columns * contact->row;
    return place;
}

void kkr_contact_name(cairo_t *cr, const kkr_style *style, const kkr_rect *picture,
                      double head, const char *name)
{
    char *markup = g_markup_escape_text(name, -1);
    kkr_plot_text text = { .markup = markup, .size = style->text, .color = style->ink };
    kkr_plot_draw_text(cr, style, &text, KKR_ANCHOR_LEFT | KKR_ANCHOR_BASELINE,
                       picture->x, picture->y - 0.3 * head);
    g_free(markup);
}
