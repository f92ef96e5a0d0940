// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/output.h"
#include "core/recipe.h"

#include <cairo.h>
#include <glib.h>

/**
 * A page on its way into a file: .png, .pdf or .svg. Whoever draws works in
 * points (1/72 inch), whatever the format; dpi decides how fine a PNG is and
 * never moves anything. The same drawing gives the same bytes in every process;
 * no display is needed.
 *
 * Threads: pure functions.
 */
typedef struct kkr_page {
    double width, height; // points
    double dpi;           // of a PNG
    bool transparent;     // no paper in a PNG
    const char *recipe;   // goes into the file (core/recipe_embed.h); NULL: none
    bool dark;            // colours of what is added, such as the titles of a book
} kkr_page;

extern const double kkr_points_per_mm;

/** ".png", ".pdf", ".svg", NULL: for kkr_output_suffix(). */
extern const char *const kkr_page_suffixes[];

/** Width of a profile's page in mm. */
double kkr_page_profile_mm(kkr_profile profile);

/** Width of a recipe's page in points: what it says, else what its profile says. */
double kkr_page_width(const kkr_recipe *recipe);

/**
 * The page of a recipe, `width` points wide; where it says no height, a slide has the
 * shape of the screen and everything else is `natural` points high. Fails as
 * kkr_page_check() does.
 */
bool kkr_page_plan(const kkr_recipe *recipe, double width, double natural,
                   kkr_page *page, kkr_error *err);

/** Always false (KKR_ERROR_USAGE): nothing legible fits on the page. */
bool kkr_page_refuse(const kkr_page *page, kkr_profile profile, kkr_error *err);

/** False for pages beyond 32767 pixels a side or 100 million in all. */
bool kkr_page_check(const kkr_page *page, kkr_error *err);

/**
 * Calls draw(cr, user) once and writes the page in the format that the output's
 * suffix names; the caller commits it. Text drawn by shaders/plot.h stays text.
 */
bool kkr_page_write(const kkr_page *page, void (*draw)(cairo_t *cr, void *user),
                    void *user, kkr_output *output, kkr_error *err);

/** A PDF that writes itself behind the bytes, without a clock; the size comes later. */
cairo_surface_t *kkr_page_new_pdf(GByteArray *bytes);
