// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/document.h"

#include <gsl/gsl_errno.h>

#include "tests/check.h"

/*
 * A document without a window: what is asked for while something else is under way.
 * The sample, silver with a mercury impurity, is opened from its folder.
 */

static const char *sample;

static gboolean late(void *user)
{
    *(bool *)user = true;
    return G_SOURCE_CONTINUE;
}

/* Runs the main loop until all is done that was asked for. */
static void rest(KkrDocument *document)
{
    bool too_late = false;
    guint source = g_timeout_add_seconds(50, late, &too_late);
    while (!kkr_document_settled(document) && !too_late)
        g_main_context_iteration(NULL, TRUE);
    g_source_remove(source);
    CHECK(!too_late);
    while (g_main_context_iteration(NULL, FALSE))
        ;
}

static KkrDocument *opened(void)
{
    KkrDocument *document = kkr_document_new();
    const char *const paths[] = { sample, NULL };
    kkr_document_set_panel_size(document, 60, 40);
    kkr_document_open(document, paths);
    rest(document);
    CHECK(kkr_document_case(document) && kkr_document_picture(document));
    return document;
}

static void set_mode(KkrDocument *document, kkr_mode mode)
{
    kkr_recipe next = *kkr_document_recipe(document);
    next.sampler.mode = mode;
    kkr_document_edit(document, &next, NULL);
}

static void close_document(KkrDocument *document)
{
    kkr_document_cancel(document);
    while (kkr_document_loading(document))
        g_main_context_iteration(NULL, TRUE);
    g_object_unref(document);
    while (g_main_context_iteration(NULL, FALSE))
        ;
}

/* An edit of the old case does not stop the new one, and is not forgotten. */
static void opening_survives_edits(void)
{
    KkrDocument *document = opened();
    const kkr_case *old = kkr_document_case(document);
    const char *const paths[] = { sample, NULL };
    kkr_document_open(document, paths);
    set_mode(document, KKR_MODE_STORED);
    kkr_recipe next = *kkr_document_recipe(document);
    next.reference = KKR_REFERENCE_ZERO;
    kkr_document_edit(document, &next, NULL);
    kkr_document_reload(document);
    CHECK(kkr_document_loading(document) && kkr_document_case(document) == old);
    rest(document);
    CHECK(kkr_document_case(document) && kkr_document_case(document) != old);
    CHECK(kkr_document_recipe(document)->sampler.mode == KKR_MODE_STORED);
    CHECK(kkr_document_source(document)->params.mode == KKR_MODE_STORED);
    CHECK(kkr_document_case(document)->reference == KKR_REFERENCE_ZERO);
    CHECK(!kkr_document_can_undo(document)); // it is another case
    close_document(document);
}

/* Nor does it get lost with a new case that cannot be opened. */
static void edits_survive_a_failed_opening(void)
{
    KkrDocument *document = opened();
    const kkr_case *old = kkr_document_case(document);
    const char *const paths[] = { "/nowhere/at/all", NULL };
    kkr_document_open(document, paths);
    set_mode(document, KKR_MODE_STORED);
    rest(document);
    CHECK(kkr_document_case(document) == old);
    CHECK(kkr_document_source(document)->params.mode == KKR_MODE_STORED);
    CHECK(kkr_document_can_undo(document));
    kkr_document_undo(document);
    rest(document);
    CHECK(kkr_document_source(document)->params.mode == KKR_MODE_CELL);
    close_document(document);
}

/* What is sampled decides again after a cancel: mode, channel, l cut-off and V0. */
static void cancelled_samples_come_back(void)
{
    KkrDocument *document = opened();
    const kkr_recipe before = *kkr_document_recipe(document);
    kkr_recipe next = before;
    next.sampler.mode = KKR_MODE_STORED;
    next.sampler.l_max = 1;
    next.sampler.nuclear = !next.sampler.nuclear;
    kkr_document_edit(document, &next, NULL);
    next.reference = KKR_REFERENCE_START;
    kkr_document_edit(document, &next, NULL);
    kkr_document_cancel(document);
    rest(document);
    const kkr_recipe *after = kkr_document_recipe(document);
    CHECK(after->sampler.mode == before.sampler.mode);
    CHECK(after->sampler.l_max == before.sampler.l_max);
    CHECK(after->sampler.nuclear == before.sampler.nuclear);
    CHECK(after->reference == before.reference);
    CHECK(!kkr_document_failure(document));
    close_document(document);
}

/* A file that is no potential: V0 is what it was, and nothing is left to undo. */
static void failed_reference_comes_back(void)
{
    KkrDocument *document = opened();
    g_autofree char *wrong = g_build_filename(sample, "README.md", NULL);
    g_autofree char *right = g_build_filename(sample, "potential_host_cluster", NULL);
    kkr_document_set_reference_file(document, wrong);
    CHECK(kkr_document_can_undo(document));
    rest(document);
    CHECK(kkr_document_failure(document));
    CHECK(kkr_document_recipe(document)->reference == KKR_REFERENCE_HOST);
    CHECK(!kkr_document_reference_file(document));
    CHECK(!kkr_document_can_undo(document));
    // a good one is a step like any other, also back and forth
    kkr_document_set_reference_file(document, right);
    rest(document);
    CHECK(kkr_document_case(document)->reference == KKR_REFERENCE_FILE);
    kkr_document_set_reference_file(document, wrong);
    rest(document);
    CHECK_STRING(kkr_document_reference_file(document), right);
    CHECK(kkr_document_case(document)->reference == KKR_REFERENCE_FILE);
    kkr_document_undo(document);
    rest(document);
    CHECK(!kkr_document_reference_file(document));
    CHECK(kkr_document_case(document)->reference == KKR_REFERENCE_HOST);
    kkr_document_redo(document);
    rest(document);
    CHECK_STRING(kkr_document_reference_file(document), right);
    CHECK(kkr_document_case(document)->reference == KKR_REFERENCE_FILE);
    // and it is in the recipe, from which it comes back
    KKR_AUTO(kkr_recipe_text) text = kkr_document_text(document);
    CHECK_STRING(text->reference_path, right);
    KkrDocument *other = kkr_document_new();
    kkr_document_set_panel_size(other, 60, 40);
    kkr_document_open_recipe(other, KKR_STEAL(text), KKR_OPENING_AS_LEFT);
    rest(other);
    CHECK(kkr_document_case(other)->reference == KKR_REFERENCE_FILE);
    CHECK_STRING(kkr_document_reference_file(other), right);
    close_document(other);
    close_document(document);
}

/* Taken back before it was there: nothing is read, nothing is cancelled in vain. */
static void quick_undo_is_free(void)
{
    KkrDocument *document = opened();
    const KkrSource *source = kkr_document_source(document);
    set_mode(document, KKR_MODE_STORED);
    CHECK(kkr_document_loading(document));
    kkr_document_undo(document);
    CHECK(!kkr_document_loading(document));
    rest(document);
    CHECK(kkr_document_source(document) == source);
    // reading again is not taken back by it
    kkr_document_reload(document);
    set_mode(document, KKR_MODE_STORED);
    kkr_document_undo(document);
    CHECK(kkr_document_loading(document));
    const kkr_case *old = kkr_document_case(document);
    rest(document);
    CHECK(kkr_document_case(document) != old);
    close_document(document);
}

int main(void)
{
    gsl_set_error_handler_off();
    sample = getenv("KKR_SAMPLE");
    if (!sample)
        return CHECK_SKIP;
    opening_survives_edits();
    edits_survive_a_failed_opening();
    cancelled_samples_come_back();
    failed_reference_comes_back();
    quick_undo_is_free();
    return check_done();
}
