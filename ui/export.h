// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/recipe_text.h"
#include "ui/source.h"

/**
 * The picture of the window as a page: .pdf, .svg or .png by the name's suffix, as
 * large as the recipe says. `text` knows how the case was opened; it becomes the recipe of this
 * page, which goes into figures of panels. Slow: for a worker.
 */
bool kkr_export_write(KkrSource *source, kkr_recipe_text *text, const char *path,
                      const kkr_job *job, kkr_error *err);
