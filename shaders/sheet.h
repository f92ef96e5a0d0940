// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/recipe.h"
#include "shaders/contact.h"
#include "shaders/drawing.h"
#include "shaders/panels.h"

/**
 * A contact sheet: one quantity of several cases, small pictures in columns and
 * rows, with one colour bar for all.
 *
 *     Hg:Ag |--| 5 bohr   Hg:Al          Hg:As          V - V0
 *     +----------+        +----------+   +----------+     || 10
 *     |          |        |          |   |          |     || 1
 *     +----------+        +----------+   +----------+     || 0
 *     Hg:Au               Hg:Be          Hg:Bi            || -1
 *     +----------+        +----------+   +----------+     || -10
 *
 * As in shaders/figure.h: planned, sampled, drawn; the same bytes every time.
 */
typedef struct kkr_sheet {
    kkr_recipe recipe; // with size and width filled in
    kkr_panels_style style;
    kkr_contact contact; // the page, and where the pictures lie
    kkr_rect bar;
    int pixels;   // of the slice to sample for one picture, each way ...
    double pitch; // ... bohr per pixel
} kkr_sheet;

/**
 * Lays out recipe->sheet.columns x rows pictures of recipe->only. recipe->width = 0
 * becomes `natural_width`. Fails for pages that leave no room or are too large.
 */
bool kkr_sheet_plan(const kkr_recipe *recipe, double natural_width, kkr_sheet *sheet,
                    kkr_error *err);

/** One picture: sampled as planned, with scales that all of them share. */
typedef struct kkr_sheet_entry {
    char *name; // "Hg:Ag"
    kkr_slice *slice;
    double alat;               // bohr
    double center_s, center_t; // middle of its picture on its plane, bohr
} kkr_sheet_entry;

/** At most columns x rows of them; it takes over their names and slices. */
kkr_drawing *kkr_sheet_drawing(const kkr_sheet *sheet, kkr_sheet_entry *entries, int n,
                               const kkr_job *job, kkr_error *err);
