// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/recipe.h"
#include "shaders/page.h"
#include "shaders/panels.h"
#include "shaders/plot.h"

/**
 * The grid of a contact sheet: small pictures in columns and rows with a name above
 * each, and room around them for one legend and one pair of axes. Lengths are points.
 *
 * Threads: pure functions.
 */
typedef struct kkr_contact_room {
    double margin;      // around everything
    double head;        // above each picture, for its name
    double gap;         // between columns ...
    double between;     // ... and between a row and the heads of the next
    double top;         // above the first row of heads
    double left, below; // of the first column, below the last row: numbers of axes
    double right;       // the legend
    double aspect;      // of a picture: its height over its width
    double least;       // a picture must be as wide and as high
} kkr_contact_room;

typedef struct kkr_contact {
    kkr_page page;
    int columns, rows;
    kkr_rect first;     // the picture at the upper left
    double column, row; // from one to the next
    kkr_rect legend;    // from the upper edge of the first row to the last one's lower
} kkr_contact;

/**
 * recipe->sheet.columns x rows pictures on the recipe's page, each on whole pixels.
 * Where the page has no height it becomes as high as they need. Fails for pages that
 * leave no room or are too large.
 */
bool kkr_contact_plan(const kkr_recipe *recipe, const kkr_contact_room *room,
                      kkr_contact *contact, kkr_error *err);

/** Where picture `index` goes, row by row. */
kkr_rect kkr_contact_place(const kkr_contact *contact, int index);

/** Its name (plain text) above it. */
void kkr_contact_name(cairo_t *cr, const kkr_style *style, const kkr_rect *picture,
                      double head, const char *name);
