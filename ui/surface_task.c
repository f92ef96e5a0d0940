// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/surface_task.h"

#include <string.h>

static const guint SETTLE_MS = 120; // rest before a coarse surface is made exact
enum { COARSE_POINTS = 64 };

/* What the scene of a panel depends on; compared byte by byte. */
typedef struct Key {
    kkr_surface_style style;
    kkr_plane plane;
    kkr_scale scale[KKR_QUANTITY_COUNT];
    char diverging[16], sequential[16];
    bool dark;
    const KkrSource *source;
    unsigned slice; // serial of the slice in the scene
} Key;

/* Samples of a panel: they serve all levels. */
typedef struct Samples {
    KkrSource *source;
    kkr_surface_params params;
    int sites[KKR_SURFACE_SITES];
    kkr_surface *surface;
} Samples;

typedef struct Request {
    atomic_bool cancel;
    KkrSurfaceTask *self; // NULL: it is gone
    kkr_quantity panel;
    bool exact;
    Key key;
    KkrSource *source;
    KkrPicture *picture;
    Samples *samples; // those of before, then those in use
    KkrSurfaces *result;
    kkr_error err;
} Request;

typedef struct Panel {
    bool is_wanted;
    Key wanted, have, failed;
    bool has_failed;
    KkrSurfaces *result;
    Samples *samples[2]; // coarse, exact
    char failure[sizeof((kkr_error *)0)->message];
} Panel;

struct KkrSurfaceTask {
    KkrDocument *document; // borrowed: it outlives its window's parts
    void (*changed)(void *user);
    void *user;
    KkrSource *source;
    Panel panels[KKR_QUANTITY_COUNT];
    Request *running;
    guint settle; // source that will ask for exact surfaces
    bool rested;
    unsigned serial;
};

static void advance(KkrSurfaceTask *self);

static void samples_free(Samples *samples)
{
    if (!samples)
        return;
    kkr_surface_free(samples->surface);
    kkr_source_unref(samples->source);
    g_free(samples);
}

static void surfaces_free(KkrSurfaces *surfaces)
{
    if (!surfaces)
        return;
    kkr_scene_free(surfaces->scene);
    kkr_surface_set_free(surfaces->set);
    kkr_picture_unref(surfaces->picture);
    kkr_source_unref(surfaces->source);
    g_free(surfaces);
}

static void request_free(void *data)
{
    Request *request = data;
    samples_free(request->samples);
    surfaces_free(request->result);
    kkr_picture_unref(request->picture);
    kkr_source_unref(request->source);
    g_free(request);
}

/* --- in a thread --------------------------------------------------------- */

static bool sample(Request *request, const kkr_job *job)
{
    const kkr_surface_style *style = &request->key.style;
    Samples *next = g_new0(Samples, 1);
    int points = request->exact ? style->n : MIN(style->n, COARSE_POINTS);
    kkr_surface_style_params(style, &request->key.plane, request->panel, points,
                             next->sites, &next->params);
    Samples *old = request->samples;
    next->params.sites = NULL; // told by the list itself
    if (old && old->source == request->source &&
        memcmp(&old->params, &next->params, sizeof old->params) == 0 &&
        memcmp(old->sites, next->sites, sizeof old->sites) == 0) {
        g_free(next);
        return true;
    }
    samples_free(old);
    request->samples = next;
    next->source = kkr_source_ref(request->source);
    kkr_surface_params params = next->params;
    params.sites = params.n_sites > 0 ? next->sites : NULL;
    next->surface = kkr_surface_new(request->source->object, request->source->sampler,
                                    &params, job, &request->err);
    return next->surface != NULL;
}

static void run(GTask *task, void *source, void *data, GCancellable *cancellable)
{
    Request *request = data;
    const kkr_job job = { .cancel = &request->cancel };
    const Key *key = &request->key;
    kkr_surface_set *set = NULL;
    if (sample(request, &job))
        set = kkr_surface_set_new(request->samples->surface, &key->style,
                                  request->panel, request->exact, &job, &request->err);
    if (!set) {
        g_task_return_boolean(task, FALSE);
        return;
    }
    kkr_surface_colors colors = { .dark = key->dark };
    memcpy(colors.scale, key->scale, sizeof colors.scale);
    colors.diverging = kkr_colormap_get(key->diverging, key->dark);
    colors.sequential = kkr_colormap_get(key->sequential, key->dark);
    KkrSurfaces *result = request->result = g_new0(KkrSurfaces, 1);
    result->set = set;
    result->source = kkr_source_ref(request->source);
    result->picture = g_steal_pointer(&request->picture);
    result->exact = request->exact;
    result->scene = kkr_surface_scene_new(
        request->source->object, &key->style, request->panel, set,
        result->picture ? result->picture->slice : NULL, &colors, 1.2);
    g_task_return_boolean(task, TRUE);
}

/* --- one after the other ------------------------------------------------- */

/* Returns the result that is replaced: whoever shows it still needs it. */
static KkrSurfaces *take(KkrSurfaceTask *self, Request *request)
{
    KkrSurfaces *old = NULL;
    Panel *panel = &self->panels[request->panel];
    Samples **kept = &panel->samples[request->exact];
    bool current = memcmp(&request->key, &panel->wanted, sizeof panel->wanted) == 0;
    if (request->samples && request->samples->surface) {
        samples_free(*kept);
        *kept = g_steal_pointer(&request->samples);
    }
    if (request->result && (panel->is_wanted || current)) {
        old = panel->result;
        panel->result = g_steal_pointer(&request->result);
        panel->result->serial = ++self->serial;
        memcpy(&panel->have, &request->key, sizeof panel->have);
        panel->has_failed = false;
        g_strlcpy(panel->failure, panel->result->set->note, sizeof panel->failure);
    } else if (!request->result && request->err.code != KKR_ERROR_CANCELLED) {
        // what was there stays, with the sentence
        memcpy(&panel->failed, &request->key, sizeof panel->failed);
        panel->has_failed = true;
        g_strlcpy(panel->failure, request->err.message, sizeof panel->failure);
    }
    return old;
}

static bool is_there(const Panel *panel, bool exact)
{
    if (!panel->is_wanted)
        return true;
    if (panel->has_failed &&
        memcmp(&panel->failed, &panel->wanted, sizeof panel->failed) == 0)
        return true;
    return panel->result && (panel->result->exact || !exact) &&
           memcmp(&panel->have, &panel->wanted, sizeof panel->have) == 0;
}

static bool there(const void *user)
{
    const KkrSurfaceTask *self = user;
    for (int q = 0; q < KKR_QUANTITY_COUNT; q++)
        if (!is_there(&self->panels[q], true))
            return false;
    return true;
}

/* The document need not know of every coarse one: others would draw anew. */
static void tell(KkrSurfaceTask *self)
{
    if (!self->running && there(self))
        kkr_document_announce(self->document);
}

static void ready(GObject *source, GAsyncResult *result, void *user)
{
    Request *request = g_task_get_task_data(G_TASK(result));
    KkrSurfaceTask *self = request->self;
    if (!self)
        return;
    self->running = NULL;
    KkrSurfaces *old = NULL;
    if (request->source == self->source)
        old = take(self, request);
    self->changed(self->user);
    surfaces_free(old);
    advance(self);
    tell(self);
}

static void start(KkrSurfaceTask *self, kkr_quantity q, bool exact)
{
    Panel *panel = &self->panels[q];
    Request *request = g_new0(Request, 1);
    request->self = self;
    request->panel = q;
    request->exact = exact;
    memcpy(&request->key, &panel->wanted, sizeof request->key);
    request->source = kkr_source_ref(self->source);
    request->samples = g_steal_pointer(&panel->samples[exact]);
    const KkrPicture *picture = kkr_document_picture(self->document);
    if (panel->wanted.style.slice && picture)
        request->picture = kkr_picture_ref((KkrPicture *)picture);
    self->running = request;
    g_autoptr(GTask) task = g_task_new(self->document, NULL, ready, NULL);
    g_task_set_source_tag(task, start);
    g_task_set_task_data(task, request, request_free);
    g_task_run_in_thread(task, run);
}

static gboolean come_to_rest(void *user)
{
    KkrSurfaceTask *self = user;
    self->settle = 0;
    self->rested = true;
    advance(self);
    tell(self);
    return G_SOURCE_REMOVE;
}

static void advance(KkrSurfaceTask *self)
{
    if (self->running || !self->source)
        return;
    for (int exact = 0; exact <= self->rested; exact++)
        for (int q = 0; q < KKR_QUANTITY_COUNT; q++)
            if (!is_there(&self->panels[q], exact)) {
                start(self, (kkr_quantity)q, exact);
                return;
            }
}

/* --- the document's work -------------------------------------------------- */

static void fill_key(const KkrSurfaceTask *self, const kkr_recipe *recipe, Key *key)
{
    memset(key, 0, sizeof *key);
    memcpy(&key->style, &recipe->surfaces, sizeof key->style);
    memset(key->style.shown, 0, sizeof key->style.shown);
    if (key->style.cut != KKR_SURFACE_UNCUT || key->style.slice)
        memcpy(&key->plane, &recipe->plane, sizeof key->plane);
    key->scale[KKR_QUANTITY_V] = recipe->signed_scales.v;
    key->scale[KKR_QUANTITY_DV] = recipe->signed_scales.dv;
    key->scale[KKR_QUANTITY_ABS_V] = recipe->absolute_scales.v;
    key->scale[KKR_QUANTITY_ABS_DV] = recipe->absolute_scales.dv;
    g_strlcpy(key->diverging, recipe->diverging, sizeof key->diverging);
    g_strlcpy(key->sequential, recipe->sequential, sizeof key->sequential);
    key->dark = recipe->dark;
    key->source = self->source;
    const KkrPicture *picture = kkr_document_picture(self->document);
    key->slice = key->style.slice && picture ? picture->serial : 0;
}

static void want(void *user, KkrSource *source, const kkr_recipe *recipe)
{
    KkrSurfaceTask *self = user;
    if (self->source != source) {
        kkr_source_unref(self->source);
        self->source = kkr_source_ref(source);
    }
    Key key;
    fill_key(self, recipe, &key);
    bool moved = false;
    for (int q = 0; q < KKR_QUANTITY_COUNT; q++) {
        Panel *panel = &self->panels[q];
        bool shown = recipe->view == KKR_VIEW_PANELS && recipe->surfaces.shown[q] &&
                     (recipe->only < 0 || recipe->only == q);
        moved |= shown &&
                 (!panel->is_wanted || memcmp(&panel->wanted, &key, sizeof key) != 0);
        panel->is_wanted = shown;
        memcpy(&panel->wanted, &key, sizeof key);
    }
    if (!moved)
        return;
    self->rested = false;
    g_clear_handle_id(&self->settle, g_source_remove);
    self->settle = g_timeout_add(SETTLE_MS, come_to_rest, self);
    if (self->running && self->running->exact)
        atomic_store(&self->running->cancel, true);
    advance(self);
}

static void forget(void *user)
{
    KkrSurfaceTask *self = user;
    if (self->running)
        atomic_store(&self->running->cancel, true);
    g_clear_pointer(&self->source, kkr_source_unref);
    KkrSurfaces *old[KKR_QUANTITY_COUNT];
    for (int q = 0; q < KKR_QUANTITY_COUNT; q++) {
        Panel *panel = &self->panels[q];
        old[q] = panel->result;
        samples_free(panel->samples[0]);
        samples_free(panel->samples[1]);
        *panel = (Panel){ 0 };
    }
    self->changed(self->user);
    for (int q = 0; q < KKR_QUANTITY_COUNT; q++)
        surfaces_free(old[q]);
}

static bool busy(const void *user)
{
    const KkrSurfaceTask *self = user;
    return self->running != NULL;
}

static const KkrViewWork work = { want, forget, busy, there };

/* A slice in the scene follows the panel's. */
static void on_picture(KkrSurfaceTask *self)
{
    KkrSource *source = kkr_document_source(self->document);
    const kkr_recipe *recipe = kkr_document_recipe(self->document);
    if (source && recipe->surfaces.slice)
        want(self, source, recipe);
}

KkrSurfaceTask *kkr_surface_task_new(KkrDocument *document, void (*changed)(void *user),
                                     void *user)
{
    KkrSurfaceTask *self = g_new0(KkrSurfaceTask, 1);
    self->document = document;
    self->changed = changed;
    self->user = user;
    kkr_document_set_work(document, KKR_VIEW_PANELS, &work, self);
    g_signal_connect_swapped(document, "picture", G_CALLBACK(on_picture), self);
    return self;
}

void kkr_surface_task_free(KkrSurfaceTask *self)
{
    if (!self)
        return;
    g_signal_handlers_disconnect_by_data(self->document, self);
    kkr_document_set_work(self->document, KKR_VIEW_PANELS, NULL, NULL);
    g_clear_handle_id(&self->settle, g_source_remove);
    if (self->running)
        self->running->self = NULL;
    forget(self);
    g_free(self);
}

const KkrSurfaces *kkr_surface_task_result(const KkrSurfaceTask *self,
                                           kkr_quantity panel)
{
    return self->panels[panel].result;
}

const char *kkr_surface_task_failure(const KkrSurfaceTask *self, kkr_quantity panel)
{
    const char *failure = self->panels[panel].failure;
    return *failure ? failure : NULL;
}
