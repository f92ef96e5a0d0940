// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/history.h"

#include <string.h>

#include "ui/view.h"

enum { MAX_UNDO = 500 };
static const gint64 JOIN_MICROSECONDS = 800000; // edits nearer than this are one step

void kkr_history_init(KkrHistory *history)
{
    *history = (KkrHistory){ .past = g_array_new(FALSE, FALSE, sizeof(KkrMoment)),
                             .future = g_array_new(FALSE, FALSE, sizeof(KkrMoment)) };
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

void kkr_history_edit(KkrHistory *history, const KkrMoment *now, const char *step)
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

bool kkr_history_travel(KkrHistory *history, bool forward, KkrMoment *now)
{
    GArray *from = forward ? history->future : history->past;
    GArray *to = forward ? history->past : history->future;
    if (from->len == 0)
        return false;
    g_array_append_val(to, *now);
    *now = g_array_index(from, KkrMoment, from->len - 1);
    g_array_set_size(from, from->len - 1);
    end_step(history);
    return true;
}

bool kkr_moment_same_reference(const KkrMoment *a, const KkrMoment *b)
{
    return a->recipe.reference == b->recipe.reference &&
           (a->recipe.reference != KKR_REFERENCE_FILE ||
            a->reference_path == b->reference_path);
}

bool kkr_moment_same_samples(const KkrMoment *a, const KkrMoment *b)
{
    return kkr_moment_same_reference(a, b) &&
           strcmp(a->recipe.model, b->recipe.model) == 0 &&
           kkr_view_same_sampler(&a->recipe.sampler, &b->recipe.sampler);
}

void kkr_moment_take_samples(KkrMoment *moment, const KkrMoment *from)
{
    moment->recipe.sampler = from->recipe.sampler;
    moment->recipe.reference = from->recipe.reference;
    memcpy(moment->recipe.model, from->recipe.model, sizeof from->recipe.model);
    moment->reference_path = from->reference_path;
}

static bool same(const KkrMoment *a, const KkrMoment *b)
{
    return a->reference_path == b->reference_path &&
           memcmp(&a->recipe, &b->recipe, sizeof a->recipe) == 0;
}

/* One way from `now`, nearest first. */
static void withdraw(GArray *moments, const KkrMoment *bad, const KkrMoment *good,
                     const KkrMoment *now)
{
    KkrMoment *all = (KkrMoment *)(void *)moments->data;
    guint first = moments->len;
    while (first > 0 && kkr_moment_same_samples(&all[first - 1], bad))
        kkr_moment_take_samples(&all[--first], good);
    KkrMoment next = *now;
    for (guint i = moments->len; i-- > first;) {
        if (same(&all[i], &next))
            g_array_remove_index(moments, i);
        else
            next = all[i];
    }
    // the first one that was left alone may be the same as the last one that was not
    if (first > 0 && same(&all[first - 1], &next))
        g_array_remove_index(moments, first - 1);
}

void kkr_history_withdraw(KkrHistory *history, KkrMoment *now, const KkrMoment *good)
{
    KkrMoment bad = *now;
    kkr_moment_take_samples(now, good);
    withdraw(history->past, &bad, good, now);
    withdraw(history->future, &bad, good, now);
    end_step(history);
}
