// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/reader.h"

typedef struct Work {
    KkrReader *reader;
    atomic_bool cancel;
    KkrReading reading;
} Work;

struct KkrReader {
    GObject *owner;
    void (*done)(void *owner, KkrReading *reading);
    void (*progress)(void *owner);
    Work *current;
    char shown[80]; // for the main thread

    GMutex mutex; // guards the three below
    double fraction;
    char doing[80];
    bool pending;
};

KkrReader *kkr_reader_new(GObject *owner, void (*done)(void *owner, KkrReading *),
                          void (*progress)(void *owner))
{
    KkrReader *reader = g_new0(KkrReader, 1);
    reader->owner = owner;
    reader->done = done;
    reader->progress = progress;
    g_mutex_init(&reader->mutex);
    return reader;
}

void kkr_reader_free(KkrReader *reader)
{
    g_mutex_clear(&reader->mutex);
    g_free(reader);
}

static gboolean announce(void *user)
{
    KkrReader *reader = user;
    g_mutex_lock(&reader->mutex);
    reader->pending = false;
    g_mutex_unlock(&reader->mutex);
    GObject *owner = reader->owner;
    reader->progress(owner);
    g_object_unref(owner);
    return G_SOURCE_REMOVE;
}

/* Called by workers: at most one announcement is under way. */
static void report(void *user, double fraction, const char *doing)
{
    KkrReader *reader = user;
    g_mutex_lock(&reader->mutex);
    reader->fraction = fraction;
    if (doing)
        g_strlcpy(reader->doing, doing, sizeof reader->doing);
    bool is_first = !reader->pending;
    reader->pending = true;
    g_mutex_unlock(&reader->mutex);
    if (is_first) {
        g_object_ref(reader->owner);
        g_idle_add(announce, reader);
    }
}

static void work_free(void *data)
{
    Work *work = data;
    kkr_recipe_text_free(work->reading.text);
    kkr_source_unref(work->reading.known);
    kkr_source_unref(work->reading.source);
    g_free(work);
}

static void run(GTask *task, void *source, void *data, GCancellable *cancellable)
{
    Work *work = data;
    KkrReading *reading = &work->reading;
    kkr_job job = { report, work->reader, &work->cancel, 0 };
    if (reading->known)
        reading->source = kkr_source_resample(reading->known, &reading->text->recipe,
                                              &job, &reading->err);
    else
        reading->source = kkr_source_open(reading->text, &job, &reading->err);
    g_task_return_boolean(task, reading->source != NULL);
}

static void finished(GObject *source, GAsyncResult *result, void *user)
{
    Work *work = g_task_get_task_data(G_TASK(result));
    KkrReader *reader = work->reader;
    if (work != reader->current)
        return; // a newer request has taken over
    reader->current = NULL;
    reader->done(reader->owner, &work->reading);
}

void kkr_reader_start(KkrReader *reader, KkrReading request)
{
    kkr_reader_cancel(reader);
    Work *work = g_new0(Work, 1);
    work->reader = reader;
    work->reading = request;
    reader->current = work;
    report(reader, 0, "Reading");
    g_autoptr(GTask) task = g_task_new(reader->owner, NULL, finished, NULL);
    g_task_set_source_tag(task, kkr_reader_start);
    g_task_set_task_data(task, work, work_free);
    g_task_run_in_thread(task, run);
}

void kkr_reader_cancel(KkrReader *reader)
{
    if (reader->current)
        atomic_store(&reader->current->cancel, true);
}

void kkr_reader_abandon(KkrReader *reader)
{
    kkr_reader_cancel(reader);
    reader->current = NULL;
}

const KkrReading *kkr_reader_current(const KkrReader *reader)
{
    return reader->current ? &reader->current->reading : NULL;
}

const char *kkr_reader_progress(KkrReader *reader, double *fraction)
{
    g_mutex_lock(&reader->mutex);
    *fraction = reader->fraction;
    g_strlcpy(reader->shown, reader->doing, sizeof reader->shown);
    g_mutex_unlock(&reader->mutex);
    return reader->shown;
}
