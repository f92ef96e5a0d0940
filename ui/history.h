// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <glib.h>

#include "core/recipe.h"

/**
 * Undo: the recipes before the one that is shown, and those after it that were taken
 * back. At most 500 each way.
 *
 * Threads: one at a time.
 */
typedef struct KkrHistory {
    GArray *past, *future; // of kkr_recipe, the nearest last
    char *last_step;
    gint64 last_edit; // monotonic time, microseconds
} KkrHistory;

void kkr_history_init(KkrHistory *history);
void kkr_history_clear(KkrHistory *history);
/** Forgets everything. */
void kkr_history_reset(KkrHistory *history);

/**
 * `now` is about to be replaced. Edits of the same `step` in quick succession (a
 * drag, a slider) are one; NULL never joins.
 */
void kkr_history_edit(KkrHistory *history, const kkr_recipe *now, const char *step);

/** `now` becomes the recipe before it, or with `forward` after; false: there is none. */
bool kkr_history_travel(KkrHistory *history, bool forward, kkr_recipe *now);
