// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/cells_task.h"

typedef struct Request {
    atomic_bool cancel;
    KkrCellsTask *self; // NULL: it is gone
    KkrSource *source;
    kkr_recipe recipe;
    bool all; // with what takes long
    KkrCells *known, *result;
} Request;

struct KkrCellsTask {
    GObject *owner;
    void (*changed)(void *owner);
    KkrCells *result;
    Request *running;
    KkrSource *source; // wanted when `running` is through; NULL: nothing
    kkr_recipe recipe;
};

KkrCellsTask *kkr_cells_task_new(GObject *owner, void (*changed)(void *owner))
{
    KkrCellsTask *self = g_new0(KkrCellsTask, 1);
    self->owner = owner;
    self->changed = changed;
    return self;
}

void kkr_cells_task_free(KkrCellsTask *self)
{
    if (self->running) {
        atomic_store(&self->running->cancel, true);
        self->running->self = NULL;
    }
    kkr_cells_unref(self->result);
    kkr_source_unref(self->source);
    g_free(self);
}

static void request_free(void *data)
{
    Request *request = data;
    kkr_source_unref(request->source);
    kkr_cells_unref(request->known);
    kkr_cells_unref(request->result);
    g_free(request);
}

static void run(GTask *task, void *source, void *data, GCancellable *cancellable)
{
    Request *request = data;
    kkr_job job = { NULL, NULL, &request->cancel, 0 };
    request->result = kkr_cells_new(request->source, &request->recipe, request->known,
                                    request->all, &job);
    g_task_return_boolean(task, request->result != NULL);
}

static void start(KkrCellsTask *self, KkrSource *source, const kkr_recipe *recipe,
                  bool all);

static void ready(GObject *source, GAsyncResult *result, void *user)
{
    Request *request = g_task_get_task_data(G_TASK(result));
    KkrCellsTask *self = request->self;
    if (!self)
        return;
    self->running = NULL;
    if (request->result && !atomic_load(&request->cancel)) {
        kkr_cells_unref(self->result);
        self->result = g_steal_pointer(&request->result);
    }
    g_autoptr(KkrSource) next = g_steal_pointer(&self->source);
    if (next)
        kkr_cells_task_want(self, next, &self->recipe);
    if (!self->running && self->result && !self->result->whole)
        start(self, self->result->source, &self->result->recipe, true);
    self->changed(self->owner);
}

static void start(KkrCellsTask *self, KkrSource *source, const kkr_recipe *recipe,
                  bool all)
{
    Request *request = g_new0(Request, 1);
    request->self = self;
    request->source = kkr_source_ref(source);
    request->recipe = *recipe;
    request->all = all;
    if (self->result)
        request->known = kkr_cells_ref(self->result);
    self->running = request;
    g_autoptr(GTask) task = g_task_new(NULL, NULL, ready, NULL);
    g_task_set_source_tag(task, start);
    g_task_set_task_data(task, request, request_free);
    g_task_run_in_thread(task, run);
}

void kkr_cells_task_want(KkrCellsTask *self, KkrSource *source,
                         const kkr_recipe *recipe)
{
    const KkrCells *have = self->result;
    if (!self->running) {
        if (!have || have->source != source || !kkr_cells_same(&have->recipe, recipe))
            start(self, source, recipe, false);
        return;
    }
    if (self->running->source == source && !atomic_load(&self->running->cancel) &&
        kkr_cells_same(&self->running->recipe, recipe)) {
        g_clear_pointer(&self->source, kkr_source_unref); // it is under way
        return;
    }
    // jumps take long; the others are finished sooner than started again
    if (self->running->source != source || self->running->all)
        atomic_store(&self->running->cancel, true);
    kkr_recipe copy = *recipe; // may be our own
    kkr_source_ref(source);
    kkr_source_unref(self->source);
    self->source = source;
    self->recipe = copy;
}

void kkr_cells_task_forget(KkrCellsTask *self)
{
    if (self->running)
        atomic_store(&self->running->cancel, true);
    g_clear_pointer(&self->source, kkr_source_unref);
    g_clear_pointer(&self->result, kkr_cells_unref);
}

const KkrCells *kkr_cells_task_result(const KkrCellsTask *self)
{
    return self->result;
}

bool kkr_cells_task_busy(const KkrCellsTask *self)
{
    return self->running != NULL;
}
