// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/feature_set.h"

#include <string.h>

enum { PIXELS = 256 }; // of a map, a side

static void clear_features(void *box)
{
    KkrFeatures *features = box;
    kkr_jl_picture_free(features->fingerprint);
    kkr_jl_picture_free(features->likeness);
    kkr_jl_picture_free(features->components);
    kkr_slice_free(features->slice);
    kkr_source_unref(features->source);
    g_free(features->message);
}

void kkr_features_unref(KkrFeatures *features)
{
    if (features)
        g_atomic_rc_box_release_full(features, clear_features);
}

static kkr_jl_picture *picture_of(const KkrFeatures *features, kkr_jl_chart chart,
                                  const kkr_job *job, kkr_error *err)
{
    kkr_recipe recipe = features->recipe;
    recipe.jl.chart = chart;
    return kkr_jl_picture_new(&recipe, features->source->object,
                              features->source->sampler, features->slice, job, err);
}

static bool fill(KkrFeatures *features, const kkr_job *job, kkr_error *err)
{
    const kkr_recipe *recipe = &features->recipe;
    const kkr_case *object = features->source->object;
    const double faint = 1; // bohr: atoms nearer to the plane than this are drawn
    double width = recipe->width > 0 ? recipe->width : kkr_slice_natural_width(object);
    if (!kkr_jl_picture_check(recipe, object, err))
        return false;
    features->slice = kkr_slice_new(features->source->sampler, object, &recipe->plane,
                                    recipe->center_s, recipe->center_t, width / PIXELS,
                                    PIXELS, PIXELS, false, faint, job, err);
    return features->slice &&
           (features->fingerprint =
                picture_of(features, KKR_JL_FINGERPRINT, job, err)) &&
           (features->likeness = picture_of(features, KKR_JL_SIMILARITY, job, err)) &&
           (features->components = picture_of(features, KKR_JL_PCA, job, err));
}

KkrFeatures *kkr_features_new(KkrSource *source, const kkr_recipe *recipe,
                              const kkr_job *job)
{
    KkrFeatures *features = g_atomic_rc_box_new0(KkrFeatures);
    kkr_error err = { 0 };
    features->recipe = *recipe;
    // a sheet's name may be of another case; the maps here have no use for it
    g_strlcpy(features->recipe.jl.feature, "overview",
              sizeof features->recipe.jl.feature);
    features->source = kkr_source_ref(source);
    if (fill(features, job, &err))
        return features;
    if (err.code == KKR_ERROR_CANCELLED) {
        kkr_features_unref(features);
        return NULL;
    }
    features->message = g_strdup(err.message);
    g_clear_pointer(&features->fingerprint, kkr_jl_picture_free);
    g_clear_pointer(&features->likeness, kkr_jl_picture_free);
    return features;
}

static bool same_vec3(kkr_vec3 a, kkr_vec3 b)
{
    return a.x == b.x && a.y == b.y && a.z == b.z;
}

bool kkr_features_same(const kkr_recipe *a, const kkr_recipe *b)
{
    kkr_jl_settings p, q;
    bool good = kkr_jl_look_settings(&a->jl, &p, NULL);
    return good == kkr_jl_look_settings(&b->jl, &q, NULL) &&
           kkr_jl_settings_equal(&p, &q) && strcmp(a->jl.species, b->jl.species) == 0 &&
           a->jl.likeness == b->jl.likeness && a->has_pin == b->has_pin &&
           (!a->has_pin || same_vec3(a->pin, b->pin)) &&
           same_vec3(a->plane.origin, b->plane.origin) &&
           same_vec3(a->plane.u, b->plane.u) && same_vec3(a->plane.v, b->plane.v) &&
           a->center_s == b->center_s && a->center_t == b->center_t &&
           a->width == b->width;
}

/* --- in a thread ---------------------------------------------------------- */

typedef struct Request {
    atomic_bool cancel;
    KkrFeaturesTask *self; // NULL: it is gone
    KkrSource *source;
    kkr_recipe recipe;
    KkrFeatures *result;
} Request;

struct KkrFeaturesTask {
    void *owner;
    void (*changed)(void *owner);
    KkrFeatures *result;
    Request *running;
    KkrSource *source; // wanted when `running` is through; NULL: nothing
    kkr_recipe recipe;
};

KkrFeaturesTask *kkr_features_task_new(void *owner, void (*changed)(void *owner))
{
    KkrFeaturesTask *self = g_new0(KkrFeaturesTask, 1);
    self->owner = owner;
    self->changed = changed;
    return self;
}

void kkr_features_task_free(KkrFeaturesTask *self)
{
    if (self->running) {
        atomic_store(&self->running->cancel, true);
        self->running->self = NULL;
    }
    kkr_features_unref(self->result);
    kkr_source_unref(self->source);
    g_free(self);
}

static void request_free(void *data)
{
    Request *request = data;
    kkr_source_unref(request->source);
    kkr_features_unref(request->result);
    g_free(request);
}

static void run(GTask *task, void *source, void *data, GCancellable *cancellable)
{
    Request *request = data;
    kkr_job job = { NULL, NULL, &request->cancel, 0 };
    request->result = kkr_features_new(request->source, &request->recipe, &job);
    g_task_return_boolean(task, request->result != NULL);
}

static void ready(GObject *source, GAsyncResult *result, void *user)
{
    Request *request = g_task_get_task_data(G_TASK(result));
    KkrFeaturesTask *self = request->self;
    if (!self)
        return;
    self->running = NULL;
    if (request->result && !atomic_load(&request->cancel)) {
        kkr_features_unref(self->result);
        self->result = g_steal_pointer(&request->result);
    }
    g_autoptr(KkrSource) next = g_steal_pointer(&self->source);
    if (next)
        kkr_features_task_want(self, next, &self->recipe);
    self->changed(self->owner);
}

void kkr_features_task_want(KkrFeaturesTask *self, KkrSource *source,
                            const kkr_recipe *recipe)
{
    const KkrFeatures *have = self->result;
    kkr_recipe copy = *recipe; // may be our own
    if (self->running) {
        if (self->running->source != source)
            atomic_store(&self->running->cancel, true);
        // features of a slider's way are soon there: shown, and the newest follows
        kkr_source_ref(source);
        kkr_source_unref(self->source);
        self->source = source;
        self->recipe = copy;
        return;
    }
    if (have && have->source == source && kkr_features_same(&have->recipe, &copy))
        return;
    Request *request = g_new0(Request, 1);
    request->self = self;
    request->source = kkr_source_ref(source);
    request->recipe = copy;
    self->running = request;
    g_autoptr(GTask) task = g_task_new(NULL, NULL, ready, NULL);
    g_task_set_source_tag(task, kkr_features_task_want);
    g_task_set_task_data(task, request, request_free);
    g_task_run_in_thread(task, run);
}

void kkr_features_task_forget(KkrFeaturesTask *self)
{
    if (self->running)
        atomic_store(&self->running->cancel, true);
    g_clear_pointer(&self->source, kkr_source_unref);
    g_clear_pointer(&self->result, kkr_features_unref);
}

const KkrFeatures *kkr_features_task_result(const KkrFeaturesTask *self)
{
    return self->result;
}

bool kkr_features_task_busy(const KkrFeaturesTask *self)
{
    return self->running != NULL;
}
