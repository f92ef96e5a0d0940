// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "ui/window.h"

/** Actions of a window: export (shows the dialog), export-path "FILE". */
void kkr_export_actions_add(KkrWindow *window);

/** Writes the figure of `text`, which is taken over, in the background, and says so. */
void kkr_export_run(KkrWindow *window, kkr_recipe_text *text, const char *path);
