// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/keeper.h"

#include <glib/gstdio.h>
#include <stdlib.h>

enum { SAVE_MS = 1500 }; // after the first of several changes

struct KkrKeeper {
    KkrDocument *document;
    KkrSession *session; // NULL: nothing is kept
    const KkrSettings *settings;
    char *path;      // of this window's state
    guint save;      // source that will write it
    bool writing;    // a worker does
    bool stale;      // changed since that began
    bool fresh;      // the case has not been written yet
    bool *abandoned; // tells the worker's end that we are gone
};

typedef struct Write {
    char *path, *text;
    KkrKeeper *keeper;
    bool *abandoned;
} Write;

static void changed(KkrKeeper *keeper);

/* NULL until there is a picture, if there can be: before that scales are unknown. */
static kkr_recipe_text *describe(KkrKeeper *keeper)
{
    const kkr_case *object = kkr_document_case(keeper->document);
    if (!keeper->session || !object ||
        (object->tessellation && !kkr_document_picture(keeper->document)))
        return NULL;
    return kkr_document_text(keeper->document);
}

/* --- writing ------------------------------------------------------------- */

static void write_free(void *data)
{
    Write *write = data;
    g_free(write->path);
    free(write->text);
    g_atomic_rc_box_release(write->abandoned);
    g_free(write);
}

static void write_in_thread(GTask *task, void *source, void *data,
                            GCancellable *cancellable)
{
    Write *write = data;
    kkr_session_write(write->path, write->text);
    g_task_return_boolean(task, TRUE);
}

static void written(GObject *source, GAsyncResult *result, void *user)
{
    Write *write = g_task_get_task_data(G_TASK(result));
    if (*write->abandoned) {
        g_unlink(write->path); // closed meanwhile: nothing is open any more
        return;
    }
    write->keeper->writing = false;
    if (write->keeper->stale)
        changed(write->keeper);
}

static gboolean save(void *user)
{
    KkrKeeper *keeper = user;
    keeper->save = 0;
    KKR_AUTO(kkr_recipe_text) text = describe(keeper);
    if (!text)
        return G_SOURCE_REMOVE;
    if (keeper->fresh)
        kkr_session_leave(keeper->session, text);
    keeper->fresh = keeper->stale = false;
    keeper->writing = true;
    Write *write = g_new0(Write, 1);
    *write = (Write){ g_strdup(keeper->path), kkr_recipe_text_write(text), keeper,
                      g_atomic_rc_box_acquire(keeper->abandoned) };
    g_autoptr(GTask) task = g_task_new(NULL, NULL, written, NULL);
    g_task_set_source_tag(task, save);
    g_task_set_task_data(task, write, write_free);
    g_task_run_in_thread(task, write_in_thread);
    return G_SOURCE_REMOVE;
}

static void changed(KkrKeeper *keeper)
{
    keeper->stale = true;
    if (keeper->session && !keeper->save && !keeper->writing)
        keeper->save = g_timeout_add(SAVE_MS, save, keeper);
}

static void opened(KkrKeeper *keeper)
{
    const kkr_case *object = kkr_document_case(keeper->document);
    KKR_AUTO(kkr_recipe_text) text = kkr_document_text(keeper->document);
    if (!keeper->session || !text)
        return;
    kkr_session_push(keeper->session, text, object->name);
    keeper->fresh = true;
    changed(keeper);
}

static void leave(KkrKeeper *keeper)
{
    KKR_AUTO(kkr_recipe_text) text = describe(keeper);
    if (text)
        kkr_session_leave(keeper->session, text);
}

/* --- opening ------------------------------------------------------------- */

void kkr_keeper_open_recipe(KkrKeeper *keeper, kkr_recipe_text *text,
                            KkrOpening opening)
{
    leave(keeper);
    kkr_document_open_recipe(keeper->document, text, opening);
}

void kkr_keeper_open(KkrKeeper *keeper, const char *const *paths)
{
    leave(keeper);
    kkr_recipe_text *text = kkr_document_inputs(keeper->document, paths);
    kkr_recipe_text *known = NULL;
    if (keeper->session && keeper->settings->reopen) {
        g_autofree char *key = kkr_session_key(text);
        known = kkr_session_recall(keeper->session, key);
    }
    kkr_document_open_recipe(keeper->document, known ? known : text,
                             known ? KKR_OPENING_AS_LEFT : KKR_OPENING_FRESH);
    if (known)
        kkr_recipe_text_free(text);
}

void kkr_keeper_open_recent(KkrKeeper *keeper, const char *key)
{
    if (!keeper->session)
        return;
    leave(keeper);
    kkr_recipe_text *text = kkr_session_recall(keeper->session, key);
    if (text)
        kkr_document_open_recipe(keeper->document, text,
                                 keeper->settings->reopen ? KKR_OPENING_AS_LEFT
                                                          : KKR_OPENING_FRESH);
}

/* --- life ---------------------------------------------------------------- */

KkrKeeper *kkr_keeper_new(KkrDocument *document, KkrSession *session,
                          const KkrSettings *settings)
{
    static guint n_windows;
    KkrKeeper *keeper = g_new0(KkrKeeper, 1);
    keeper->document = g_object_ref(document);
    keeper->session = session;
    keeper->settings = settings;
    keeper->path = session ? kkr_session_window_path(session, ++n_windows) : NULL;
    keeper->abandoned = g_atomic_rc_box_new0(bool);
    g_signal_connect_swapped(document, "opened", G_CALLBACK(opened), keeper);
    g_signal_connect_swapped(document, "changed", G_CALLBACK(changed), keeper);
    return keeper;
}

void kkr_keeper_close(KkrKeeper *keeper)
{
    leave(keeper);
    keeper->session = NULL;
    g_signal_handlers_disconnect_by_data(keeper->document, keeper);
    g_clear_handle_id(&keeper->save, g_source_remove);
    *keeper->abandoned = true;
    if (keeper->path)
        g_unlink(keeper->path);
}

void kkr_keeper_free(KkrKeeper *keeper)
{
    kkr_keeper_close(keeper);
    g_atomic_rc_box_release(keeper->abandoned);
    g_object_unref(keeper->document);
    g_free(keeper->path);
    g_free(keeper);
}
