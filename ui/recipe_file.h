// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <gio/gio.h>

#include "core/recipe_text.h"
#include "ui/source.h"

/**
 * Recipes as the window reads and writes them: from a recipe file or from a figure
 * that carries one, into a file or for the clipboard.
 */

/** By its name or its first line; the file need not be good. */
bool kkr_recipe_file_is_one(const char *path);

/** A .recipe, or a .png, .pdf or .svg. Its paths are absolute then. */
kkr_recipe_text *kkr_recipe_file_read(const char *path, kkr_error *err);

/**
 * Completes `text`, which is taken over, with what the files of the case hold now,
 * and writes it to `path` if that is not NULL, with paths below its folder relative
 * to it. In a worker: files are read for it.
 */
void kkr_recipe_file_write(kkr_recipe_text *text, KkrSource *source, const char *path,
                           GAsyncReadyCallback done, void *user);
/** The text; g_free() it. NULL on failure. */
char *kkr_recipe_file_write_finish(GAsyncResult *result, GError **error);
