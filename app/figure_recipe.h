// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "app/case_options.h"
#include "core/recipe_text.h"

/**
 * Between the recipe of a figure and the command line: what a file says becomes
 * what options start from, and what was done becomes the recipe in the figure.
 */

/**
 * The recipe that the only path names; if the paths are a case, a new one without
 * paths. Fails if a recipe cannot be read, names no case or is not alone.
 */
kkr_recipe_text *kkr_figure_recipe_open(const kkr_arguments *paths, kkr_error *err);

/** `options` as the recipe has them; they borrow from it. */
void kkr_figure_recipe_options(kkr_recipe_text *text, kkr_case_arguments *options);

/**
 * Into the recipe: how `object` was opened, the sampling, and what its files hold
 * now. Warns of files that are not what they were when the recipe was written.
 */
bool kkr_figure_recipe_take(kkr_recipe_text *text, const kkr_case_arguments *options,
                            const kkr_arguments *paths, const kkr_case *object,
                            const kkr_job *job, kkr_error *err);

/** The same for a picture of several cases, one at each of the paths. */
bool kkr_figure_recipe_take_paths(kkr_recipe_text *text,
                                  const kkr_case_arguments *options,
                                  const char *const *paths, int n_paths,
                                  const kkr_job *job, kkr_error *err);
