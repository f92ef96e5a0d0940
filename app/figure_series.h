// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "app/figure_kind.h"

/**
 * More than one picture from one call of `figure`: a page for each case, a contact
 * sheet, or an animation, all on one scale. Into a PDF, numbered PNG or SVG files, or
 * a film that ffmpeg makes.
 */
typedef struct kkr_series_arguments {
    bool each;
    const char *sheet, *sweep;
    int frames;
    double fps;
} kkr_series_arguments;

extern const kkr_option kkr_series_options[];

/** Where the command line says nothing: what the recipe says. */
kkr_series_arguments kkr_series_begin(const kkr_recipe_text *text);

/** Into the recipe. `output` is the file to be written. */
bool kkr_series_take(kkr_recipe_text *text, const kkr_series_arguments *own,
                     const char *output, kkr_error *err);

/** Is it more than one picture? */
bool kkr_series_is_one(const kkr_recipe_text *text, const kkr_series_arguments *own);

/** Draws and writes all of it. */
bool kkr_series_write(const kkr_figure_kind *kind, const kkr_figure_call *call,
                      const kkr_series_arguments *own, const char *output,
                      kkr_error *err);

/** True if a path ends as a film does: .mp4, .webm. */
bool kkr_series_is_film(const char *path);
