// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/picture_task.h"

#include <string.h>

#include "core/slice.h"
#include "ui/view.h"

static const guint SETTLE_MS = 90;  // rest before a coarse picture is made exact
static const double COARSE_MS = 15; // for a coarse picture: the frame takes as long

/* A picture under way: sampled anew where `known` does not serve, or that drawn anew. */
typedef struct Shoot {
    atomic_bool cancel;
    KkrPictureTask *self;
    KkrSource *source;
    kkr_recipe recipe;
    KkrPictureParams params;
    KkrPicture *known;
    bool redo;           // `known` needs no other slices
    KkrPicture *picture; // the result
    double milliseconds;
    kkr_error err;
} Shoot;

struct KkrPictureTask {
    GObject *owner;
    void (*changed)(void *owner, KkrPictureNews news);
    int width, height;
    KkrSource *source; // what is wanted; NULL: nothing
    kkr_recipe recipe;
    bool stale_slice, stale_marks, fit;
    KkrPicture *picture;
    Shoot *shooting;
    guint settle; // source that will ask for the exact picture
    int coarse;
    char failure[sizeof((kkr_error *)0)->message];
};

static void advance(KkrPictureTask *self);

KkrPictureTask *kkr_picture_task_new(GObject *owner,
                                     void (*changed)(void *owner, KkrPictureNews news))
{
    KkrPictureTask *self = g_new0(KkrPictureTask, 1);
    self->owner = owner;
    self->changed = changed;
    self->coarse = 2;
    kkr_recipe_init(&self->recipe);
    return self;
}

void kkr_picture_task_stop(KkrPictureTask *self)
{
    g_clear_handle_id(&self->settle, g_source_remove);
    g_clear_pointer(&self->source, kkr_source_unref);
}

void kkr_picture_task_free(KkrPictureTask *self)
{
    kkr_picture_task_stop(self);
    kkr_picture_unref(self->picture);
    g_free(self);
}

/* --- in a thread --------------------------------------------------------- */

static void shoot_free(void *data)
{
    Shoot *shoot = data;
    kkr_source_unref(shoot->source);
    kkr_picture_unref(shoot->known);
    kkr_picture_unref(shoot->picture);
    g_free(shoot);
}

static void shoot_in_thread(GTask *task, void *source, void *data,
                            GCancellable *cancellable)
{
    Shoot *shoot = data;
    gint64 start = g_get_monotonic_time();
    kkr_job job = { NULL, NULL, &shoot->cancel, 0 };
    if (shoot->redo)
        shoot->picture =
            kkr_picture_redo(shoot->known, &shoot->recipe, shoot->source->object->alat,
                             shoot->params.fit, &job);
    else
        shoot->picture = kkr_picture_new(shoot->source, &shoot->recipe, &shoot->params,
                                         shoot->known, &job, &shoot->err);
    shoot->milliseconds = (double)(g_get_monotonic_time() - start) / 1e3;
    g_task_return_boolean(task, shoot->picture != NULL);
}

/* --- one after the other ------------------------------------------------- */

/*
 * Keeps coarse pictures within their time: the cost grows with the number of
 * samples, so the largest step that is still needed follows from the last one.
 */
static void choose_coarse(KkrPictureTask *self, const Shoot *shoot)
{
    double full = shoot->milliseconds * shoot->params.coarse * shoot->params.coarse;
    int step = 1;
    while (step < 4 && full / (step * step) > COARSE_MS)
        step++;
    self->coarse = step;
}

static void take(KkrPictureTask *self, Shoot *shoot)
{
    kkr_picture_unref(self->picture);
    self->picture = g_steal_pointer(&shoot->picture);
    if (shoot->params.coarse > 0 && !self->picture->exact) // else nothing was sampled
        choose_coarse(self, shoot);
    bool fitted = shoot->params.fit && self->recipe.auto_scales;
    if (fitted) {
        // a coarse picture gives coarse percentiles: only the exact one settles it
        self->fit = self->fit && !self->picture->exact;
        self->recipe.signed_scales = self->picture->recipe.signed_scales;
        self->recipe.absolute_scales = self->picture->recipe.absolute_scales;
    }
    self->changed(self->owner, fitted ? KKR_PICTURE_FITTED : KKR_PICTURE_HERE);
}

static void shoot_done(GObject *source, GAsyncResult *result, void *user)
{
    Shoot *shoot = g_task_get_task_data(G_TASK(result));
    KkrPictureTask *self = shoot->self;
    self->shooting = NULL;
    if (shoot->picture && shoot->source == self->source) {
        take(self, shoot);
    } else if (shoot->err.code != KKR_ERROR_NONE &&
               shoot->err.code != KKR_ERROR_CANCELLED) {
        g_strlcpy(self->failure, shoot->err.message, sizeof self->failure);
        self->changed(self->owner, KKR_PICTURE_FAILED);
        return; // trying again would fail again
    }
    advance(self);
}

static void start(KkrPictureTask *self, bool exact, bool reuse)
{
    Shoot *shoot = g_new0(Shoot, 1);
    shoot->self = self;
    shoot->source = kkr_source_ref(self->source);
    shoot->recipe = self->recipe;
    kkr_view_resolve_widths(&shoot->recipe, self->source->object);
    shoot->params = (KkrPictureParams){ self->width, self->height,
                                        exact ? 0 : self->coarse, self->fit };
    shoot->redo = reuse;
    if (self->picture)
        shoot->known = kkr_picture_ref(self->picture);
    if (!reuse)
        self->stale_slice = false;
    self->stale_marks = false;
    self->shooting = shoot;
    g_autoptr(GTask) task = g_task_new(self->owner, NULL, shoot_done, NULL);
    g_task_set_source_tag(task, start);
    g_task_set_task_data(task, shoot, shoot_free);
    g_task_run_in_thread(task, shoot_in_thread);
    self->changed(self->owner, KKR_PICTURE_BUSY);
}

static gboolean settle(void *user)
{
    KkrPictureTask *self = user;
    self->settle = 0;
    start(self, true, false);
    return G_SOURCE_REMOVE;
}

/* The next step towards the picture of the recipe as it now is. */
static void advance(KkrPictureTask *self)
{
    if (!self->source || self->width <= 0 || self->height <= 0)
        return;
    if (self->shooting) {
        if (self->stale_slice && self->shooting->params.coarse == 0)
            atomic_store(&self->shooting->cancel, true);
        return;
    }
    g_clear_handle_id(&self->settle, g_source_remove);
    if (self->stale_slice || !self->picture)
        start(self, false, false);
    else if (self->stale_marks)
        start(self, true, true);
    else if (!self->picture->exact)
        self->settle = g_timeout_add(SETTLE_MS, settle, self);
    else
        self->changed(self->owner, KKR_PICTURE_BUSY);
}

/* --- from outside -------------------------------------------------------- */

void kkr_picture_task_set_size(KkrPictureTask *self, int width, int height)
{
    self->stale_slice =
        self->stale_slice || width != self->width || height != self->height;
    self->width = width;
    self->height = height;
}

void kkr_picture_task_want(KkrPictureTask *self, KkrSource *source,
                           const kkr_recipe *recipe, bool fit)
{
    const kkr_recipe *old = &self->recipe;
    if (source != self->source || !kkr_view_same_plane(old, recipe) ||
        old->center_s != recipe->center_s || old->center_t != recipe->center_t ||
        old->width != recipe->width ||
        memcmp(old->own, recipe->own, sizeof old->own) != 0)
        self->stale_slice = true;
    kkr_recipe next = *recipe;
    next.active = old->active; // is marked elsewhere
    next.camera = old->camera; // of scenes, which are drawn elsewhere
    next.cells = old->cells;
    next.surfaces = old->surfaces;
    if (memcmp(old, &next, sizeof next) != 0 || (fit && !self->fit))
        self->stale_marks = true;
    self->fit = next.auto_scales && (self->fit || fit);
    self->recipe = next;
    if (source != self->source) {
        kkr_source_unref(self->source);
        self->source = kkr_source_ref(source);
    }
    advance(self);
}

void kkr_picture_task_forget(KkrPictureTask *self)
{
    if (self->shooting)
        atomic_store(&self->shooting->cancel, true);
    kkr_picture_task_stop(self);
    g_clear_pointer(&self->picture, kkr_picture_unref);
    self->fit = false;
}

const KkrPicture *kkr_picture_task_result(const KkrPictureTask *self)
{
    return self->picture;
}

const char *kkr_picture_task_failure(const KkrPictureTask *self)
{
    return self->failure;
}

bool kkr_picture_task_busy(const KkrPictureTask *self)
{
    return self->shooting || self->settle;
}
