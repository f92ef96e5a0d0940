// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/feature_set.h"

#include <string.h>

enum { PIXELS = 256 }; // of a map, a side

/* --- counted pieces ------------------------------------------------------- */

/* The slice and what charts on it share. */
typedef struct KkrGround {
    KkrSource *source;
    kkr_slice *slice;
    kkr_jl_ground *jl; // NULL: no chart of this page needs it
} KkrGround;

/* The panel of V, as the recipe wants it. */
typedef struct KkrLook {
    KkrGround *ground;
    kkr_panels *panels;
} KkrLook;

typedef struct KkrChart {
    KkrGround *ground; // NULL: it has one of its own
    kkr_jl_picture *picture;
} KkrChart;

static void clear_ground(void *box)
{
    KkrGround *ground = box;
    kkr_jl_ground_free(ground->jl);
    kkr_slice_free(ground->slice);
    kkr_source_unref(ground->source);
}

static void ground_unref(KkrGround *ground)
{
    if (ground)
        g_atomic_rc_box_release_full(ground, clear_ground);
}

static void clear_look(void *box)
{
    KkrLook *look = box;
    kkr_panels_free(look->panels);
    ground_unref(look->ground);
}

static void look_unref(KkrLook *look)
{
    if (look)
        g_atomic_rc_box_release_full(look, clear_look);
}

static void clear_chart(void *box)
{
    KkrChart *chart = box;
    kkr_jl_picture_free(chart->picture);
    ground_unref(chart->ground);
}

static void chart_unref(KkrChart *chart)
{
    if (chart)
        g_atomic_rc_box_release_full(chart, clear_chart);
}

static void clear_features(void *box)
{
    KkrFeatures *features = box;
    for (int c = 0; c <= KKR_JL_PCA; c++)
        chart_unref(features->charts[c]);
    kkr_fitted_unref(features->fitted);
    look_unref(features->look);
    ground_unref(features->ground);
    kkr_source_unref(features->source);
    g_free(features->message);
}

void kkr_features_unref(KkrFeatures *features)
{
    if (features)
        g_atomic_rc_box_release_full(features, clear_features);
}

static void set_chart(KkrFeatures *features, int c, KkrChart *chart)
{
    features->charts[c] = chart;
    features->chart[c] = chart ? chart->picture : NULL;
}

/* --- what can be kept ----------------------------------------------------- */

static bool same_vec3(kkr_vec3 a, kkr_vec3 b)
{
    return a.x == b.x && a.y == b.y && a.z == b.z;
}

static bool same_window(const kkr_recipe *a, const kkr_recipe *b)
{
    return same_vec3(a->plane.origin, b->plane.origin) &&
           same_vec3(a->plane.u, b->plane.u) && same_vec3(a->plane.v, b->plane.v) &&
           a->center_s == b->center_s && a->center_t == b->center_t &&
           a->width == b->width;
}

static bool same_settings(const kkr_recipe *a, const kkr_recipe *b)
{
    kkr_jl_settings p, q;
    bool good = kkr_jl_look_settings(&a->jl, &p, NULL);
    return good == kkr_jl_look_settings(&b->jl, &q, NULL) &&
           kkr_jl_settings_equal(&p, &q) && strcmp(a->jl.species, b->jl.species) == 0;
}

static bool same_line(const kkr_recipe *a, const kkr_recipe *b)
{
    return a->line_ends == b->line_ends &&
           (a->line_ends != 2 || (same_vec3(a->line_from, b->line_from) &&
                                  same_vec3(a->line_to, b->line_to)));
}

/* Which charts a page has. */
static bool is_on_page(kkr_jl_page page, int chart)
{
    switch (page) {
    case KKR_JL_PAGE_POINT:
        return chart == KKR_JL_FINGERPRINT || chart == KKR_JL_SIMILARITY ||
               chart == KKR_JL_PCA;
    case KKR_JL_PAGE_PLANE:
        return chart == KKR_JL_MAP || chart == KKR_JL_PCA;
    case KKR_JL_PAGE_LINE:
        return chart == KKR_JL_SIMILARITY || chart == KKR_JL_WATERFALL;
    default:
        return false;
    }
}

/* Whether a chart of one recipe is that of the other on the same ground. */
static bool same_chart(const kkr_recipe *a, const kkr_recipe *b, int chart)
{
    switch (chart) {
    case KKR_JL_FINGERPRINT:
        return same_vec3(a->pin, b->pin);
    case KKR_JL_SIMILARITY:
        return same_vec3(a->pin, b->pin) && a->jl.likeness == b->jl.likeness;
    case KKR_JL_MAP:
        return strcmp(a->jl.feature, b->jl.feature) == 0 && a->jl.raw == b->jl.raw;
    case KKR_JL_WATERFALL:
        return same_settings(a, b) && same_line(a, b);
    default:
        return true;
    }
}

static bool same_fit(const kkr_fit_look *a, const kkr_fit_look *b)
{
    return a->from_start == b->from_start && a->only_impurity == b->only_impurity &&
           a->n_one == b->n_one && a->n_two == b->n_two && a->l_max == b->l_max &&
           a->rcut == b->rcut && a->lambda == b->lambda && a->points == b->points;
}

/* What the panel depends on: all but the features and what is described. */
static bool same_look(const kkr_recipe *a, const kkr_recipe *b)
{
    kkr_recipe p = *a, q = *b;
    p.jl = q.jl;
    p.fit = q.fit;
    p.pin = q.pin;
    p.has_pin = q.has_pin;
    return memcmp(&p, &q, sizeof p) == 0;
}

static bool same_features(const kkr_recipe *a, const kkr_recipe *b)
{
    kkr_jl_page page = a->jl.page;
    if (page != b->jl.page || !same_look(a, b))
        return false;
    if (page == KKR_JL_PAGE_MODEL)
        return same_fit(&a->fit, &b->fit);
    for (int c = 0; c <= KKR_JL_PCA; c++)
        if (is_on_page(page, c) && !same_chart(a, b, c))
            return false;
    return same_settings(a, b);
}

/* --- making them ---------------------------------------------------------- */

/* A request while it is worked on. */
typedef struct Work {
    const kkr_recipe *recipe;
    KkrSource *source;
    const kkr_recipe_text *text;
    KkrFeatures *old; // to take from; NULL: nothing
    const kkr_job *job;
} Work;

/* A point may leave the window; then the atoms around it are not known. */
static bool is_seen(const KkrFeatures *old, const kkr_recipe *recipe)
{
    const kkr_slice *s = old->slice;
    kkr_vec3 middle = kkr_plane_point(&s->plane, s->s0 + s->pitch * (s->width - 1) / 2,
                                      s->t0 + s->pitch * (s->height - 1) / 2);
    return same_vec3(recipe->pin, old->recipe.pin) ||
           kkr_vec3_length(kkr_vec3_sub(recipe->pin, middle)) < s->pitch * s->width / 2;
}

static KkrGround *make_ground(const Work *w, kkr_error *err)
{
    const kkr_recipe *recipe = w->recipe;
    const KkrFeatures *old = w->old;
    const kkr_case *object = w->source->object;
    const double faint = 1; // bohr: atoms nearer to the plane than this are drawn
    bool mapped = recipe->jl.page != KKR_JL_PAGE_MODEL;
    if (old && old->ground && same_window(&old->recipe, recipe) &&
        (!mapped || (old->ground->jl && same_settings(&old->recipe, recipe) &&
                     is_seen(old, recipe))))
        return g_atomic_rc_box_acquire(old->ground);
    double width = recipe->width > 0 ? recipe->width : kkr_slice_natural_width(object);
    KkrGround *ground = g_atomic_rc_box_new0(KkrGround);
    ground->source = kkr_source_ref(w->source);
    ground->slice = kkr_slice_new(w->source->sampler, object, &recipe->plane,
                                  recipe->center_s, recipe->center_t, width / PIXELS,
                                  PIXELS, PIXELS, false, faint, w->job, err);
    if (ground->slice && mapped)
        ground->jl = kkr_jl_ground_new(recipe, object, ground->slice, w->job, err);
    if (ground->slice && (ground->jl || !mapped))
        return ground;
    ground_unref(ground);
    return NULL;
}

static bool make_chart(const Work *w, KkrFeatures *features, int c, kkr_error *err)
{
    const KkrFeatures *old = w->old;
    bool grounded = c != KKR_JL_WATERFALL;
    if (old && old->charts[c] && same_chart(&old->recipe, w->recipe, c) &&
        (!grounded || old->charts[c]->ground == features->ground)) {
        set_chart(features, c, g_atomic_rc_box_acquire(old->charts[c]));
        return true;
    }
    kkr_recipe recipe = *w->recipe;
    const kkr_case *object = w->source->object;
    recipe.jl.chart = (kkr_jl_chart)c;
    kkr_jl_picture *picture =
        grounded ? kkr_jl_picture_on(features->ground->jl, &recipe, object, w->job, err)
                 : kkr_jl_picture_new(&recipe, object, w->source->sampler, NULL, w->job,
                                      err);
    if (!picture)
        return false;
    KkrChart *chart = g_atomic_rc_box_new0(KkrChart);
    chart->picture = picture;
    chart->ground = grounded ? g_atomic_rc_box_acquire(features->ground) : NULL;
    set_chart(features, c, chart);
    return true;
}

static bool make_look(const Work *w, KkrFeatures *features)
{
    const KkrFeatures *old = w->old;
    if (old && old->look && old->look->ground == features->ground &&
        same_look(&old->recipe, w->recipe)) {
        features->look = g_atomic_rc_box_acquire(old->look);
    } else {
        kkr_recipe recipe = *w->recipe;
        recipe.has_pin = false; // it is drawn with the crosshair
        recipe.show_line = recipe.jl.page == KKR_JL_PAGE_LINE;
        if (recipe.show_line && recipe.line_ends != 2 &&
            kkr_jl_natural_line(w->source->object, &recipe.line_from, &recipe.line_to))
            recipe.line_ends = 2;
        kkr_panels *panels = kkr_panels_new(features->ground->slice, &recipe,
                                            w->source->object->alat, w->job);
        if (!panels)
            return false;
        features->look = g_atomic_rc_box_new0(KkrLook);
        features->look->panels = panels;
        features->look->ground = g_atomic_rc_box_acquire(features->ground);
    }
    features->panels = features->look->panels;
    return true;
}

/* What the charts of a page take longest for. */
static bool is_slow(int chart)
{
    return chart == KKR_JL_PCA;
}

/* Until the slow ones are here the old ones stay. */
static bool make_quick(const Work *w, KkrFeatures *features, kkr_error *err)
{
    const KkrFeatures *old = w->old;
    features->ground = make_ground(w, err);
    if (!features->ground)
        return false;
    features->slice = features->ground->slice;
    if (!make_look(w, features))
        return kkr_fail(err, KKR_ERROR_CANCELLED, "cancelled");
    for (int c = 0; c <= KKR_JL_PCA; c++) {
        if (!is_on_page(w->recipe->jl.page, c))
            continue;
        if (!is_slow(c) && !make_chart(w, features, c, err))
            return false;
        if (is_slow(c) && old && old->charts[c])
            set_chart(features, c, g_atomic_rc_box_acquire(old->charts[c]));
    }
    if (w->recipe->jl.page == KKR_JL_PAGE_MODEL && old && old->fitted)
        features->fitted = kkr_fitted_ref(old->fitted);
    return true;
}

static KkrFit *make_fit(const Work *w, kkr_error *err)
{
    KkrFit *have = w->old && w->old->fitted ? w->old->fitted->fit : NULL;
    if (have && kkr_fit_serves(have, w->source, &w->recipe->fit))
        return kkr_fit_ref(have);
    return kkr_fit_new(w->source, w->text, &w->recipe->fit, w->job, err);
}

static bool make_slow(const Work *w, KkrFeatures *features, kkr_error *err)
{
    for (int c = 0; c <= KKR_JL_PCA; c++)
        if (is_on_page(w->recipe->jl.page, c) && is_slow(c)) {
            chart_unref(features->charts[c]);
            set_chart(features, c, NULL);
            if (!make_chart(w, features, c, err))
                return false;
        }
    if (w->recipe->jl.page != KKR_JL_PAGE_MODEL)
        return true;
    KkrFit *fit = make_fit(w, err);
    if (!fit)
        return false;
    g_clear_pointer(&features->fitted, kkr_fitted_unref);
    features->fitted = kkr_fitted_new(fit, features->slice, w->job, err);
    kkr_fit_unref(fit);
    return features->fitted != NULL;
}

static KkrFeatures *begin(const Work *w)
{
    KkrFeatures *features = g_atomic_rc_box_new0(KkrFeatures);
    features->recipe = *w->recipe;
    features->source = kkr_source_ref(w->source);
    return features;
}

/* With the pieces of another one. */
static KkrFeatures *copy(const KkrFeatures *one)
{
    KkrFeatures *other = g_atomic_rc_box_new0(KkrFeatures);
    *other = *one;
    kkr_source_ref(other->source);
    g_atomic_rc_box_acquire(other->ground);
    g_atomic_rc_box_acquire(other->look);
    for (int c = 0; c <= KKR_JL_PCA; c++)
        if (other->charts[c])
            g_atomic_rc_box_acquire(other->charts[c]);
    if (other->fitted)
        kkr_fitted_ref(other->fitted);
    return other;
}

/* --- in a thread ---------------------------------------------------------- */

typedef struct Request {
    atomic_bool cancel;
    atomic_bool newer;     // another one waits: what is quick will do
    KkrFeaturesTask *self; // NULL: it is gone
    KkrSource *source;
    kkr_recipe recipe;
    kkr_recipe_text *text;
    KkrFeatures *old, *result;
} Request;

struct KkrFeaturesTask {
    void *owner;
    void (*changed)(void *owner);
    KkrFeatures *result;
    bool whole; // the result has everything
    Request *running;
    KkrSource *source; // wanted when `running` is through; NULL: nothing
    kkr_recipe recipe;
    kkr_recipe_text *text;
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
    kkr_recipe_text_free(self->text);
    g_free(self);
}

static void request_free(void *data)
{
    Request *request = data;
    kkr_source_unref(request->source);
    kkr_features_unref(request->old);
    kkr_features_unref(request->result);
    kkr_recipe_text_free(request->text);
    g_free(request);
}

/* What is quick, on its way to the main thread. */
typedef struct Stage {
    GTask *task;
    KkrFeatures *features;
} Stage;

static gboolean show_stage(void *user)
{
    Stage *stage = user;
    Request *request = g_task_get_task_data(stage->task);
    KkrFeaturesTask *self = request->self;
    if (!self || self->running != request || atomic_load(&request->cancel))
        return G_SOURCE_REMOVE;
    kkr_features_unref(self->result);
    self->result = g_steal_pointer(&stage->features);
    self->whole = false;
    self->changed(self->owner);
    return G_SOURCE_REMOVE;
}

static void stage_free(void *user)
{
    Stage *stage = user;
    kkr_features_unref(stage->features);
    g_object_unref(stage->task);
    g_free(stage);
}

static void publish(GTask *task, const KkrFeatures *features)
{
    Stage *stage = g_new(Stage, 1);
    *stage = (Stage){ g_object_ref(task), copy(features) };
    g_idle_add_full(G_PRIORITY_DEFAULT, show_stage, stage, stage_free);
}

static bool has_slow(const kkr_recipe *recipe)
{
    return recipe->jl.page != KKR_JL_PAGE_LINE;
}

static void run(GTask *task, void *source, void *data, GCancellable *cancellable)
{
    Request *request = data;
    kkr_job job = { NULL, NULL, &request->cancel, 0 };
    Work w = { &request->recipe, request->source, request->text, request->old, &job };
    kkr_error err = { 0 };
    KkrFeatures *features = begin(&w);
    bool good = kkr_jl_picture_check(w.recipe, w.source->object, &err) &&
                make_quick(&w, features, &err);
    if (good && has_slow(w.recipe)) {
        publish(task, features);
        if (!atomic_load(&request->newer))
            good = make_slow(&w, features, &err);
    }
    if (!good && err.code == KKR_ERROR_CANCELLED)
        g_clear_pointer(&features, kkr_features_unref);
    else if (!good)
        features->message = g_strdup(err.message);
    request->result = features;
    g_task_return_boolean(task, features != NULL);
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
        self->whole = true; // else a newer one follows
    }
    g_autoptr(KkrSource) next = g_steal_pointer(&self->source);
    if (next)
        kkr_features_task_want(self, next, &self->recipe, g_steal_pointer(&self->text));
    self->changed(self->owner);
}

/* A later request waits; a fit that nobody wants any more is given up. */
static void wait_for(KkrFeaturesTask *self, KkrSource *source, const kkr_recipe *recipe)
{
    Request *running = self->running;
    bool fits = running->recipe.jl.page == KKR_JL_PAGE_MODEL;
    atomic_store(&running->newer, true);
    if (running->source != source || (fits && !same_features(&running->recipe, recipe)))
        atomic_store(&running->cancel, true);
}

void kkr_features_task_want(KkrFeaturesTask *self, KkrSource *source,
                            const kkr_recipe *recipe, kkr_recipe_text *text)
{
    const KkrFeatures *have = self->result;
    kkr_recipe copied = *recipe; // may be our own
    const Request *running = self->running;
    if (running ? running->source == source && !self->source &&
                      same_features(&running->recipe, &copied) &&
                      !atomic_load(&running->cancel)
                : have && self->whole && have->source == source &&
                      same_features(&have->recipe, &copied)) {
        kkr_recipe_text_free(text);
        return;
    }
    if (self->running) {
        wait_for(self, source, &copied);
        kkr_source_ref(source);
        kkr_source_unref(self->source);
        kkr_recipe_text_free(self->text);
        self->source = source;
        self->recipe = copied;
        self->text = text;
        return;
    }
    Request *request = g_new0(Request, 1);
    request->self = self;
    request->source = kkr_source_ref(source);
    request->recipe = copied;
    request->text = text;
    if (have && have->source == source && !have->message)
        request->old = g_atomic_rc_box_acquire(self->result);
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
