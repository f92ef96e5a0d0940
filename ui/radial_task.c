// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/radial_task.h"

typedef struct Request {
    atomic_bool cancel;
    KkrRadialTask *self;
    KkrSource *source;
    kkr_recipe recipe;
    KkrRadial *known, *result;
} Request;

struct KkrRadialTask {
    GObject *owner;
    void (*changed)(void *owner, bool curves);
    KkrRadial *result;
    KkrRadialProbe probe;
    Request *running;
    KkrSource *source; // wanted when `running` is through; NULL: nothing
    kkr_recipe recipe;
};

KkrRadialTask *kkr_radial_task_new(GObject *owner,
                                   void (*changed)(void *owner, bool curves))
{
    KkrRadialTask *self = g_new0(KkrRadialTask, 1);
    self->owner = owner;
    self->changed = changed;
    return self;
}

void kkr_radial_task_free(KkrRadialTask *self)
{
    kkr_radial_unref(self->result);
    kkr_source_unref(self->source);
    g_free(self);
}

static void request_free(void *data)
{
    Request *request = data;
    kkr_source_unref(request->source);
    kkr_radial_unref(request->known);
    kkr_radial_unref(request->result);
    g_free(request);
}

static void run(GTask *task, void *source, void *data, GCancellable *cancellable)
{
    Request *request = data;
    kkr_job job = { NULL, NULL, &request->cancel, 0 };
    request->result =
        kkr_radial_new(request->source, &request->recipe, request->known, &job);
    g_task_return_boolean(task, request->result != NULL);
}

static void ready(GObject *source, GAsyncResult *result, void *user)
{
    Request *request = g_task_get_task_data(G_TASK(result));
    KkrRadialTask *self = request->self;
    self->running = NULL;
    if (request->result && !atomic_load(&request->cancel)) {
        kkr_radial_unref(self->result);
        self->result = g_steal_pointer(&request->result);
    }
    g_autoptr(KkrSource) next = g_steal_pointer(&self->source);
    if (next)
        kkr_radial_task_want(self, next, &self->recipe);
    self->probe = (KkrRadialProbe){ 0 };
    self->changed(self->owner, true);
}

static void start(KkrRadialTask *self, KkrSource *source, const kkr_recipe *recipe)
{
    Request *request = g_new0(Request, 1);
    request->self = self;
    request->source = kkr_source_ref(source);
    request->recipe = *recipe;
    if (self->result)
        request->known = kkr_radial_ref(self->result);
    self->running = request;
    g_autoptr(GTask) task = g_task_new(self->owner, NULL, ready, NULL);
    g_task_set_source_tag(task, start);
    g_task_set_task_data(task, request, request_free);
    g_task_run_in_thread(task, run);
}

void kkr_radial_task_want(KkrRadialTask *self, KkrSource *source,
                          const kkr_recipe *recipe)
{
    if (!self->running) {
        if (!self->result || !kkr_radial_is_for(self->result, source, recipe))
            start(self, source, recipe);
        return;
    }
    // what only draws anew is quick; samplers of another overlay are not
    if (self->running->source != source ||
        self->running->recipe.radial_overlay != recipe->radial_overlay)
        atomic_store(&self->running->cancel, true);
    kkr_recipe copy = *recipe; // may be our own
    kkr_source_ref(source);
    kkr_source_unref(self->source);
    self->source = source;
    self->recipe = copy;
}

void kkr_radial_task_forget(KkrRadialTask *self)
{
    if (self->running)
        atomic_store(&self->running->cancel, true);
    g_clear_pointer(&self->source, kkr_source_unref);
    g_clear_pointer(&self->result, kkr_radial_unref);
    self->probe = (KkrRadialProbe){ 0 };
}

void kkr_radial_task_set_probe(KkrRadialTask *self, const kkr_radial_pick *pick)
{
    bool was_set = self->probe.set;
    if (!self->result)
        return;
    self->probe = kkr_radial_probe_at(self->result, pick);
    if (was_set || self->probe.set)
        self->changed(self->owner, false);
}

const KkrRadialProbe *kkr_radial_task_probe(const KkrRadialTask *self)
{
    return &self->probe;
}

const KkrRadial *kkr_radial_task_result(const KkrRadialTask *self)
{
    return self->result;
}

bool kkr_radial_task_busy(const KkrRadialTask *self)
{
    return self->running != NULL;
}

/* --- as a view's ---------------------------------------------------------- */

static void want(void *user, KkrSource *source, const kkr_recipe *recipe)
{
    kkr_radial_task_want(user, source, recipe);
}

static void forget(void *user)
{
    kkr_radial_task_forget(user);
}

static bool busy(const void *user)
{
    return kkr_radial_task_busy(user);
}

static bool there(const void *user)
{
    return kkr_radial_task_result(user) != NULL;
}

const KkrViewWork kkr_radial_task_work = { want, forget, busy, there };
