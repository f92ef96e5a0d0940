// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/drawing.h"

#include <stdlib.h>

kkr_drawing *kkr_drawing_new(const kkr_page *page,
                             void (*draw)(cairo_t *cr, void *user),
                             void (*free)(void *user), void *user)
{
    kkr_drawing *drawing = kkr_alloc(1, sizeof *drawing);
    *drawing = (kkr_drawing){ .page = *page, .draw = draw, .free = free, .user = user };
    return drawing;
}

void kkr_drawing_free(kkr_drawing *drawing)
{
    if (!drawing)
        return;
    if (drawing->free)
        drawing->free(drawing->user);
    if (drawing->free_owned)
        drawing->free_owned(drawing->owned);
    free(drawing);
}

bool kkr_drawing_write(const kkr_drawing *drawing, const char *recipe,
                       kkr_output *output, kkr_error *err)
{
    kkr_page page = drawing->page;
    page.recipe = recipe;
    return kkr_page_write(&page, drawing->draw, drawing->user, output, err);
}
