// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/history.h"

#include "tests/check.h"

static KkrMoment moment(double width)
{
    KkrMoment result = { 0 };
    kkr_recipe_init(&result.recipe);
    result.recipe.width = width;
    return result;
}

/* Edits are taken back one by one, and come again. */
static void there_and_back(void)
{
    KkrHistory history;
    kkr_history_init(&history);
    KkrMoment now = moment(0);
    CHECK(!kkr_history_travel(&history, false, &now));
    for (int i = 1; i <= 3; i++) {
        kkr_history_edit(&history, &now, NULL);
        now = moment(i);
    }
    for (int i = 2; i >= 0; i--) {
        CHECK(kkr_history_travel(&history, false, &now));
        CHECK_NEAR(now.recipe.width, i, 0);
    }
    CHECK(!kkr_history_travel(&history, false, &now));
    CHECK(kkr_history_travel(&history, true, &now));
    CHECK_NEAR(now.recipe.width, 1, 0);
    // another edit ends what could be done again
    kkr_history_edit(&history, &now, NULL);
    now = moment(9);
    CHECK(!kkr_history_travel(&history, true, &now));
    CHECK(kkr_history_travel(&history, false, &now));
    CHECK_NEAR(now.recipe.width, 1, 0);
    kkr_history_reset(&history);
    CHECK(!kkr_history_travel(&history, false, &now));
    kkr_history_clear(&history);
}

/* A drag is one step; another thing dragged, or one after a rest, is another. */
static void drags_are_one_step(void)
{
    KkrHistory history;
    kkr_history_init(&history);
    KkrMoment now = moment(0);
    const char *const steps[] = { "pan", "pan", "pan", "zoom", "zoom", NULL, NULL };
    for (size_t i = 0; i < G_N_ELEMENTS(steps); i++) {
        kkr_history_edit(&history, &now, steps[i]);
        now = moment((double)i + 1);
    }
    CHECK(history.past->len == 4);
    history.last_edit -= 10 * G_USEC_PER_SEC;
    kkr_history_edit(&history, &now, "pan");
    history.last_edit -= 10 * G_USEC_PER_SEC;
    kkr_history_edit(&history, &now, "pan");
    CHECK(history.past->len == 6);
    // after an undo nothing joins what is gone
    CHECK(kkr_history_travel(&history, false, &now));
    kkr_history_edit(&history, &now, "pan");
    CHECK(history.past->len == 6);
    kkr_history_clear(&history);
}

/* However long a session is, it keeps the last 500. */
static void memory_is_bounded(void)
{
    KkrHistory history;
    kkr_history_init(&history);
    for (int i = 0; i < 700; i++) {
        KkrMoment now = moment(i);
        kkr_history_edit(&history, &now, NULL);
    }
    CHECK(history.past->len == 500);
    CHECK_NEAR(g_array_index(history.past, KkrMoment, 0).recipe.width, 200, 0);
    kkr_history_clear(&history);
}

/* A mode, V0 file and l cut-off that cannot be had leave no trace; a pan since does. */
static void what_failed_is_withdrawn(void)
{
    KkrHistory history;
    kkr_history_init(&history);
    const KkrMoment good = moment(1);
    KkrMoment now = good;
    kkr_history_edit(&history, &now, NULL);
    now.recipe.width = 2;
    kkr_history_edit(&history, &now, NULL);
    now.recipe.sampler.mode = KKR_MODE_STORED;
    now.recipe.sampler.l_max = 2;
    now.recipe.reference = KKR_REFERENCE_FILE;
    now.reference_path = g_intern_string("/nowhere");
    kkr_history_edit(&history, &now, NULL);
    now.recipe.width = 3;
    CHECK(!kkr_moment_same_samples(&now, &good));
    CHECK(!kkr_moment_same_reference(&now, &good));

    kkr_history_withdraw(&history, &now, &good);
    CHECK(kkr_moment_same_samples(&now, &good));
    CHECK(now.recipe.sampler.mode == good.recipe.sampler.mode);
    CHECK(now.recipe.sampler.l_max == good.recipe.sampler.l_max);
    CHECK(now.recipe.reference == good.recipe.reference);
    CHECK(now.reference_path == good.reference_path);
    CHECK_NEAR(now.recipe.width, 3, 0);
    const double widths[] = { 2, 1 };
    for (int i = 0; i < 2; i++) {
        CHECK(kkr_history_travel(&history, false, &now));
        CHECK_NEAR(now.recipe.width, widths[i], 0);
        CHECK(kkr_moment_same_samples(&now, &good));
    }
    CHECK(!kkr_history_travel(&history, false, &now));
    kkr_history_clear(&history);
}

/* The same where the step that failed is the only one. */
static void a_lone_step_is_withdrawn(void)
{
    KkrHistory history;
    kkr_history_init(&history);
    const KkrMoment good = moment(1);
    KkrMoment now = good;
    kkr_history_edit(&history, &now, NULL);
    now.recipe.sampler.channel = KKR_CHANNEL_UP;
    kkr_history_withdraw(&history, &now, &good);
    CHECK(history.past->len == 0 && history.future->len == 0);
    CHECK(now.recipe.sampler.channel == good.recipe.sampler.channel);
    kkr_history_clear(&history);
}

/* A file with V0 counts only while V0 is a file. */
static void files_count_where_used(void)
{
    KkrMoment a = moment(0), b = a;
    b.reference_path = g_intern_string("/other");
    CHECK(kkr_moment_same_samples(&a, &b));
    a.recipe.reference = b.recipe.reference = KKR_REFERENCE_FILE;
    CHECK(!kkr_moment_same_samples(&a, &b));
}

int main(void)
{
    there_and_back();
    drags_are_one_step();
    memory_is_bounded();
    what_failed_is_withdrawn();
    a_lone_step_is_withdrawn();
    files_count_where_used();
    return check_done();
}
