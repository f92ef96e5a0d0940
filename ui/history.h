// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <glib.h>

#include "core/recipe.h"

/** What undo brings back. */
typedef struct KkrMoment {
    kkr_recipe recipe;
    const char *reference_path; // of V0; interned; NULL: none was chosen
} KkrMoment;

/**
 * Undo: the moments before the one that is shown, and those after it that were taken
 * back. At most 500 each way.
 *
 * Threads: one at a time.
 */
typedef struct KkrHistory {
    GArray *past, *future; // of KkrMoment, the nearest last
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
void kkr_history_edit(KkrHistory *history, const KkrMoment *now, const char *step);

/** `now` becomes the moment before it, or with `forward` after; false: there is none. */
bool kkr_history_travel(KkrHistory *history, bool forward, KkrMoment *now);

/** Whether the same samples serve both: V0, mode, channel, l cut-off and the like. */
bool kkr_moment_same_samples(const KkrMoment *a, const KkrMoment *b);
/** Whether V0 is the same. */
bool kkr_moment_same_reference(const KkrMoment *a, const KkrMoment *b);
/** Gives a moment the samples of another one. */
void kkr_moment_take_samples(KkrMoment *moment, const KkrMoment *from);

/**
 * The samples of `now` cannot be had: `now`, and the moments next to it that need them
 * too, get those of `good`. Steps that change nothing then are dropped.
 */
void kkr_history_withdraw(KkrHistory *history, KkrMoment *now, const KkrMoment *good);
