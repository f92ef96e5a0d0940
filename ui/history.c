// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/history.h"

enum { MAX_UNDO = 500 };
static const gint64 JOIN_MICROSECONDS = 800000; // edits nearer than this are one step

void kkr_history_init(KkrHistory *history)
{
    history->past = g_array_new(FALSE, FALSE, sizeof(kkr_recipe));
    history->future = g_array_new(FALSE, FALSE, sizeof(kkr_recipe));
}

void kkr_history_clear(KkrHistory *history)
{
    g_array_unref(history->past);
    g_array_unref(history->future);
    g_free(history->last_step);
}

static void end_step(KkrHistory *history)
{
    g_clear_pointer(&history->last_step, g_free);
}

void kkr_history_reset(KkrHistory *history)
{
    g_array_set_size(history->past, 0);
    g_array_set_size(history->future, 0);
    end_step(history);
}

void kkr_history_edit(KkrHistory *history, const kkr_recipe *now, const char *step)
{
    gint64 time = g_get_monotonic_time();
    bool joins = step && g_strcmp0(step, history->last_step) == 0 &&
                 time - history->last_edit < JOIN_MICROSECONDS &&
                 history->past->len > 0;
    if (!joins) {
        g_array_append_val(history->past, *now);
        if (history->past->len > MAX_UNDO)
            g_array_remove_index(history->past, 0);
    }
    g_array_set_size(history->future, 0);
    end_step(history);
    history->last_step = g_strdup(step);
    history->last_edit = time;
}

bool kkr_history_travel(KkrHistory *history, bool forward, kkr_recipe *now)
{
    GArray *from = forward ? history->future : history->past;
    GArray *to = forward ? history->past : history->future;
    if (from->len == 0)
        return false;
    g_array_append_val(to, *now);
    *now = g_array_index(from, kkr_recipe, from->len - 1);
    g_array_set_size(from, from->len - 1);
    end_step(history);
    return true;
}
