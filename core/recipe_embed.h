// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"

/**
 * The recipe that every figure carries: a chunk iTXt of a PNG, the Subject of a
 * PDF, the element <metadata> of an SVG. shaders/page.h puts it in.
 *
 * Threads: pure functions.
 */

/** The keyword of the chunk and the id of the element. */
#define KKR_RECIPE_EMBED_NAME "kkrscope-recipe"

/**
 * The text of the recipe inside a figure, as it is (a newer kkrscope may have
 * written it), without control characters; the caller frees it with free().
 */
char *kkr_recipe_embed_read(const char *path, kkr_error *err);
