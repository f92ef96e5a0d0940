// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/document.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "ui/history.h"
#include "ui/view.h"

static const guint SETTLE_MS = 90;  // rest before a coarse picture is made exact
static const double COARSE_MS = 45; // what a coarse picture may take

/* Reading: a case and its sampler, or only another sampler of the same case. */
typedef struct Load {
    KkrDocument *document; // for progress only; the task holds the reference
    atomic_bool cancel;
    kkr_recipe_text *text; // what to read, and how to show it
    KkrOpening opening;
    bool again;        // nothing but the files or the sampling is new
    KkrSource *known;  // given: only sampled anew
    KkrSource *source; // the result
    kkr_error err;
} Load;

/* A picture under way: sampled anew, or `known` drawn anew. */
typedef struct Shoot {
    atomic_bool cancel;
    KkrSource *source;
    kkr_recipe recipe;
    KkrPictureParams params;
    KkrPicture *known;
    KkrPicture *picture; // the result
    double milliseconds;
    kkr_error err;
} Shoot;

struct _KkrDocument {
    GObject parent;
    kkr_recipe recipe;
    KkrHistory history;

    kkr_case_options options; // for what is opened without a recipe
    kkr_recipe_text *inputs;  // of the source
    KkrSource *source;        // NULL: nothing is open
    Load *loading;
    char *failure;

    int width, height; // of a panel, device pixels
    KkrPicture *picture;
    Shoot *shooting;
    bool stale_slice, stale_marks, fit;
    guint settle; // source that will ask for the exact picture
    int coarse;

    KkrProbe probe;
    KkrRadialTask *radial;

    GMutex progress_mutex; // guards the three below
    double fraction;
    char doing[80];
    bool progress_pending;
};

G_DEFINE_FINAL_TYPE(KkrDocument, kkr_document, G_TYPE_OBJECT)

enum { OPENED, CHANGED, PICTURE, PROBE, STATUS, N_SIGNALS };
static guint signals[N_SIGNALS];

static void advance(KkrDocument *self);

/* --- progress ------------------------------------------------------------ */

static gboolean announce_progress(void *user)
{
    KkrDocument *self = user;
    g_mutex_lock(&self->progress_mutex);
    self->progress_pending = false;
    g_mutex_unlock(&self->progress_mutex);
    g_signal_emit(self, signals[STATUS], 0);
    return G_SOURCE_REMOVE;
}

/* Called by workers: at most one announcement is under way. */
static void report(void *user, double fraction, const char *doing)
{
    KkrDocument *self = user;
    g_mutex_lock(&self->progress_mutex);
    self->fraction = fraction;
    if (doing)
        g_strlcpy(self->doing, doing, sizeof self->doing);
    bool announce = !self->progress_pending;
    self->progress_pending = true;
    g_mutex_unlock(&self->progress_mutex);
    if (announce)
        g_idle_add_full(G_PRIORITY_DEFAULT_IDLE, announce_progress, g_object_ref(self),
                        g_object_unref);
}

/* --- reading ------------------------------------------------------------- */

static void load_free(void *data)
{
    Load *load = data;
    kkr_recipe_text_free(load->text);
    kkr_source_unref(load->known);
    kkr_source_unref(load->source);
    g_free(load);
}

static void load_in_thread(GTask *task, void *source, void *data,
                           GCancellable *cancellable)
{
    Load *load = data;
    kkr_job job = { report, load->document, &load->cancel, 0 };
    if (load->known)
        load->source = kkr_source_resample(load->known, load->text->recipe.sampler,
                                           &job, &load->err);
    else
        load->source = kkr_source_open(load->text, &job, &load->err);
    g_task_return_boolean(task, load->source != NULL);
}

static void set_failure(KkrDocument *self, const char *message)
{
    g_free(self->failure);
    self->failure = g_strdup(message);
    g_signal_emit(self, signals[STATUS], 0);
}

static void update_probe(KkrDocument *self)
{
    KkrProbe *probe = &self->probe;
    const kkr_recipe *recipe = &self->recipe;
    if (!self->source || (!probe->set && !recipe->has_pin))
        return;
    if (recipe->has_pin)
        *probe = kkr_probe_at_point(self->source->sampler, &recipe->plane, recipe->pin);
    else
        *probe =
            kkr_probe_at(self->source->sampler, &recipe->plane, probe->s, probe->t);
    probe->pinned = recipe->has_pin;
    g_signal_emit(self, signals[PROBE], 0);
}

/* A V0 that cannot be had leaves the old one, and no step to undo. */
static void restore_reference(KkrDocument *self)
{
    kkr_reference old =
        self->source ? self->source->object->reference : self->recipe.reference;
    if (self->recipe.reference == old)
        return;
    GArray *past = self->history.past;
    if (past->len > 0 &&
        g_array_index(past, kkr_recipe, past->len - 1).reference == old)
        g_array_set_size(past, past->len - 1);
    self->recipe.reference = old;
    g_signal_emit(self, signals[CHANGED], 0);
}

static void start_anew(KkrDocument *self, Load *load)
{
    bool dark = self->recipe.dark;
    self->recipe = load->text->recipe;
    if (load->opening == KKR_OPENING_FRESH)
        kkr_view_start(&self->recipe, self->source->object);
    self->recipe.dark = dark;
    self->probe = (KkrProbe){ 0 };
    kkr_history_reset(&self->history);
    kkr_recipe_text_free(self->inputs);
    self->inputs = g_steal_pointer(&load->text);
    g_clear_pointer(&self->picture, kkr_picture_unref);
    kkr_radial_task_forget(self->radial);
}

static void load_done(GObject *source, GAsyncResult *result, void *user)
{
    KkrDocument *self = KKR_DOCUMENT(source);
    Load *load = g_task_get_task_data(G_TASK(result));
    if (load != self->loading)
        return; // a newer request has taken over
    self->loading = NULL;
    if (load->source) {
        kkr_source_unref(self->source);
        self->source = g_steal_pointer(&load->source);
        if (!load->again)
            start_anew(self, load);
        self->stale_slice = true;
        self->fit = self->recipe.auto_scales &&
                    (load->again || load->opening != KKR_OPENING_AS_LEFT);
        set_failure(self, NULL);
        g_signal_emit(self, signals[OPENED], 0);
        g_signal_emit(self, signals[CHANGED], 0);
        if (!load->again) {
            g_signal_emit(self, signals[PICTURE], 0);
            g_signal_emit(self, signals[PROBE], 0);
        } else {
            update_probe(self);
        }
        advance(self);
    } else {
        restore_reference(self);
        set_failure(self,
                    load->err.code == KKR_ERROR_CANCELLED ? NULL : load->err.message);
    }
}

/* Takes `text` over. */
static void load(KkrDocument *self, kkr_recipe_text *text, Load how)
{
    kkr_document_cancel(self);
    if (self->loading && !self->loading->known) // files have yet to be read
        g_clear_pointer(&how.known, kkr_source_unref);
    Load *work = g_new0(Load, 1);
    *work = how;
    work->document = self;
    work->text = text;
    self->loading = work;
    report(self, 0, "Reading");
    g_autoptr(GTask) task = g_task_new(self, NULL, load_done, NULL);
    g_task_set_source_tag(task, load);
    g_task_set_task_data(task, work, load_free);
    g_task_run_in_thread(task, load_in_thread);
}

void kkr_document_open(KkrDocument *self, const char *const *paths)
{
    g_return_if_fail(KKR_IS_DOCUMENT(self) && paths && paths[0]);
    kkr_document_open_recipe(self, kkr_document_inputs(self, paths), KKR_OPENING_FRESH);
}

kkr_recipe_text *kkr_document_inputs(KkrDocument *self, const char *const *paths)
{
    kkr_recipe_text *text = kkr_recipe_text_new();
    for (; paths[text->n_paths] && text->n_paths < KKR_RECIPE_MAX_PATHS;
         text->n_paths++)
        text->paths[text->n_paths] = kkr_strdup(paths[text->n_paths]);
    for (int role = 0; role < KKR_ROLE_COUNT; role++)
        if (self->options.forced[role])
            text->forced[role] = kkr_strdup(self->options.forced[role]);
    return text;
}

void kkr_document_open_recipe(KkrDocument *self, kkr_recipe_text *text,
                              KkrOpening opening)
{
    g_return_if_fail(KKR_IS_DOCUMENT(self) && text->n_paths > 0);
    if (opening == KKR_OPENING_FRESH) {
        text->recipe = self->recipe;
        // a file with V0 belongs to one case
        if (text->recipe.reference == KKR_REFERENCE_FILE)
            text->recipe.reference = KKR_REFERENCE_HOST;
    }
    load(self, text, (Load){ .opening = opening });
}

kkr_recipe_text *kkr_document_text(KkrDocument *self)
{
    if (!self->inputs)
        return NULL;
    kkr_recipe_text *text = kkr_recipe_text_copy(self->inputs);
    text->recipe = self->recipe;
    if (text->recipe.reference != KKR_REFERENCE_FILE) {
        free(text->reference_path);
        text->reference_path = NULL;
    }
    return text;
}

void kkr_document_reload(KkrDocument *self)
{
    if (self->inputs)
        load(self, kkr_document_text(self), (Load){ .again = true });
}

void kkr_document_cancel(KkrDocument *self)
{
    if (self->loading)
        atomic_store(&self->loading->cancel, true);
}

/* --- pictures ------------------------------------------------------------ */

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
    if (shoot->known)
        shoot->picture =
            kkr_picture_redo(shoot->known, &shoot->recipe, shoot->source->object->alat,
                             shoot->params.fit, &job);
    else
        shoot->picture = kkr_picture_new(shoot->source, &shoot->recipe, &shoot->params,
                                         &job, &shoot->err);
    shoot->milliseconds = (double)(g_get_monotonic_time() - start) / 1e3;
    g_task_return_boolean(task, shoot->picture != NULL);
}

/*
 * Keeps coarse pictures within their time: the cost grows with the number of
 * samples, so the largest step that is still needed follows from the last one.
 */
static void choose_coarse(KkrDocument *self, const Shoot *shoot)
{
    double full = shoot->milliseconds * shoot->params.coarse * shoot->params.coarse;
    int step = 1;
    while (step < 4 && full / (step * step) > COARSE_MS)
        step++;
    self->coarse = step;
}

static void shoot_done(GObject *source, GAsyncResult *result, void *user)
{
    KkrDocument *self = KKR_DOCUMENT(source);
    Shoot *shoot = g_task_get_task_data(G_TASK(result));
    self->shooting = NULL;
    if (shoot->picture && shoot->source == self->source) {
        kkr_picture_unref(self->picture);
        self->picture = g_steal_pointer(&shoot->picture);
        if (shoot->params.coarse > 0)
            choose_coarse(self, shoot);
        // a coarse picture gives coarse percentiles: only the exact one settles it
        if (shoot->params.fit && self->recipe.auto_scales) {
            self->fit = self->fit && !self->picture->slice->exact;
            self->recipe.signed_scales = self->picture->recipe.signed_scales;
            self->recipe.absolute_scales = self->picture->recipe.absolute_scales;
            g_signal_emit(self, signals[CHANGED], 0);
        }
        g_signal_emit(self, signals[PICTURE], 0);
    } else if (shoot->err.code != KKR_ERROR_NONE &&
               shoot->err.code != KKR_ERROR_CANCELLED) {
        set_failure(self, shoot->err.message);
        return; // trying again would fail again
    }
    advance(self);
}

static void start_shoot(KkrDocument *self, bool exact, bool reuse)
{
    Shoot *shoot = g_new0(Shoot, 1);
    shoot->source = kkr_source_ref(self->source);
    shoot->recipe = self->recipe;
    shoot->recipe.width = kkr_document_view_width(self);
    shoot->params = (KkrPictureParams){ self->width, self->height,
                                        exact ? 0 : self->coarse, self->fit };
    if (reuse)
        shoot->known = kkr_picture_ref(self->picture);
    else
        self->stale_slice = false;
    self->stale_marks = false;
    self->shooting = shoot;
    g_autoptr(GTask) task = g_task_new(self, NULL, shoot_done, NULL);
    g_task_set_source_tag(task, start_shoot);
    g_task_set_task_data(task, shoot, shoot_free);
    g_task_run_in_thread(task, shoot_in_thread);
    g_signal_emit(self, signals[STATUS], 0);
}

static gboolean settle(void *user)
{
    KkrDocument *self = user;
    self->settle = 0;
    if (self->recipe.view == KKR_VIEW_PANELS && !self->shooting && !self->stale_slice &&
        !self->stale_marks && self->source)
        start_shoot(self, true, false);
    return G_SOURCE_REMOVE;
}

/*
 * The next step towards the picture of the recipe as it now is. A coarse picture
 * under way is let finish, so that a long drag shows pictures all along; an exact
 * one is given up at once.
 */
static void advance(KkrDocument *self)
{
    if (self->source && self->recipe.view == KKR_VIEW_RADIAL) {
        kkr_radial_task_want(self->radial, self->source, &self->recipe);
        g_signal_emit(self, signals[STATUS], 0);
        return; // the panels are made when they are looked at
    }
    if (!self->source || self->width <= 0 || self->height <= 0)
        return;
    if (self->shooting) {
        if (self->stale_slice && self->shooting->params.coarse == 0)
            atomic_store(&self->shooting->cancel, true);
        return;
    }
    g_clear_handle_id(&self->settle, g_source_remove);
    if (self->stale_slice || !self->picture)
        start_shoot(self, false, false);
    else if (self->stale_marks)
        start_shoot(self, true, true);
    else if (!self->picture->slice->exact)
        self->settle = g_timeout_add(SETTLE_MS, settle, self);
    else
        g_signal_emit(self, signals[STATUS], 0);
}

static void radial_changed(void *owner, bool curves)
{
    if (curves) {
        g_signal_emit(owner, signals[PICTURE], 0);
        g_signal_emit(owner, signals[STATUS], 0);
    }
    g_signal_emit(owner, signals[PROBE], 0);
}

KkrRadialTask *kkr_document_radial_task(KkrDocument *self)
{
    return self->radial;
}

void kkr_document_set_panel_size(KkrDocument *self, int width, int height)
{
    if (width == self->width && height == self->height)
        return;
    self->width = width;
    self->height = height;
    self->stale_slice = true;
    advance(self);
}

const KkrPicture *kkr_document_picture(KkrDocument *self)
{
    return self->picture;
}

/* --- the recipe ---------------------------------------------------------- */

static void apply(KkrDocument *self, const kkr_recipe *next, bool fit)
{
    kkr_recipe old = self->recipe;
    self->recipe = *next;
    if (!kkr_view_same_plane(&old, next) || old.center_s != next->center_s ||
        old.center_t != next->center_t || old.width != next->width)
        self->stale_slice = true;
    self->stale_marks = true;
    self->fit = next->auto_scales && (self->fit || fit);
    g_signal_emit(self, signals[CHANGED], 0);
    if (self->source && old.reference != next->reference)
        load(self, kkr_document_text(self), (Load){ .again = true });
    else if (self->source && !kkr_view_same_sampler(&old.sampler, &next->sampler))
        load(self, kkr_document_text(self),
             (Load){ .again = true, .known = kkr_source_ref(self->source) });
    if (!kkr_view_same_plane(&old, next) || !kkr_view_same_pin(&old, next))
        update_probe(self);
    advance(self);
}

static void edit(KkrDocument *self, const kkr_recipe *recipe, const char *step,
                 bool fit)
{
    kkr_history_edit(&self->history, &self->recipe, step);
    kkr_recipe next = *recipe; // the caller's may be our own
    apply(self, &next, fit);
}

void kkr_document_edit(KkrDocument *self, const kkr_recipe *recipe, const char *step)
{
    g_return_if_fail(KKR_IS_DOCUMENT(self));
    if (memcmp(recipe, &self->recipe, sizeof *recipe) != 0)
        edit(self, recipe, step, !self->recipe.auto_scales);
}

void kkr_document_start_over(KkrDocument *self)
{
    g_return_if_fail(KKR_IS_DOCUMENT(self) && self->source);
    kkr_recipe next = self->recipe;
    kkr_view_start_over(&next, self->source->object);
    edit(self, &next, NULL, true);
}

static void travel(KkrDocument *self, bool forward)
{
    kkr_recipe next = self->recipe;
    bool moved = kkr_history_travel(&self->history, forward, &next);
    next.dark = self->recipe.dark;
    if (moved)
        apply(self, &next, false); // scales come back as they were
}

void kkr_document_set_dark(KkrDocument *self, bool dark)
{
    kkr_recipe next = self->recipe;
    next.dark = dark;
    if (dark != self->recipe.dark)
        apply(self, &next, false);
}

void kkr_document_set_reference_file(KkrDocument *self, const char *path)
{
    g_return_if_fail(KKR_IS_DOCUMENT(self) && self->inputs);
    bool same = g_strcmp0(self->inputs->reference_path, path) == 0;
    free(self->inputs->reference_path);
    self->inputs->reference_path = kkr_strdup(path);
    kkr_recipe next = self->recipe;
    next.reference = KKR_REFERENCE_FILE;
    if (self->recipe.reference != KKR_REFERENCE_FILE)
        kkr_document_edit(self, &next, NULL);
    else if (!same)
        kkr_document_reload(self);
}

const char *kkr_document_reference_file(KkrDocument *self)
{
    return self->inputs ? self->inputs->reference_path : NULL;
}

void kkr_document_undo(KkrDocument *self)
{
    travel(self, false);
}

void kkr_document_redo(KkrDocument *self)
{
    travel(self, true);
}

bool kkr_document_can_undo(KkrDocument *self)
{
    return self->history.past->len > 0;
}

bool kkr_document_can_redo(KkrDocument *self)
{
    return self->history.future->len > 0;
}

bool kkr_document_set_plane(KkrDocument *self, int h, int k, int l, double offset,
                            const char *step)
{
    kkr_recipe next = self->recipe;
    if (!kkr_plane_from_miller(h, k, l, offset, &next.plane, NULL))
        return false;
    kkr_document_edit(self, &next, step);
    return true;
}

void kkr_document_set_offset(KkrDocument *self, double offset, const char *step)
{
    kkr_recipe next = self->recipe;
    kkr_view_set_offset(&next, offset);
    kkr_document_edit(self, &next, step);
}

double kkr_document_view_width(KkrDocument *self)
{
    if (self->recipe.width > 0)
        return self->recipe.width;
    return self->source ? kkr_slice_natural_width(self->source->object) : 1;
}

/* --- questions ----------------------------------------------------------- */

const kkr_case *kkr_document_case(KkrDocument *self)
{
    return self->source ? self->source->object : NULL;
}

const kkr_sampler *kkr_document_sampler(KkrDocument *self)
{
    return self->source ? self->source->sampler : NULL;
}

KkrSource *kkr_document_source(KkrDocument *self)
{
    return self->source;
}

const kkr_recipe *kkr_document_recipe(KkrDocument *self)
{
    return &self->recipe;
}

void kkr_document_set_probe(KkrDocument *self, double s, double t)
{
    if (self->recipe.has_pin)
        return;
    self->probe.set = true;
    self->probe.s = s;
    self->probe.t = t;
    update_probe(self);
}

void kkr_document_set_probe_point(KkrDocument *self, kkr_vec3 x)
{
    if (self->recipe.has_pin || !self->source)
        return;
    self->probe = kkr_probe_at_point(self->source->sampler, &self->recipe.plane, x);
    g_signal_emit(self, signals[PROBE], 0);
}

const KkrProbe *kkr_document_probe(KkrDocument *self)
{
    return &self->probe;
}

bool kkr_document_loading(KkrDocument *self)
{
    return self->loading != NULL;
}

bool kkr_document_busy(KkrDocument *self, const char **what, double *fraction)
{
    g_mutex_lock(&self->progress_mutex);
    *fraction = self->fraction;
    g_mutex_unlock(&self->progress_mutex);
    *what = self->loading ? self->doing : "refining";
    if (self->recipe.view == KKR_VIEW_RADIAL)
        return self->loading || kkr_radial_task_busy(self->radial);
    return self->loading || self->shooting || self->settle;
}

bool kkr_document_settled(KkrDocument *self)
{
    const char *what;
    double fraction;
    bool is_radial = self->recipe.view == KKR_VIEW_RADIAL;
    bool there = is_radial ? kkr_radial_task_result(self->radial) != NULL
                           : self->picture && self->picture->slice->exact;
    return !kkr_document_busy(self, &what, &fraction) && (!self->source || there);
}

const char *kkr_document_failure(KkrDocument *self)
{
    return self->failure;
}

void kkr_document_set_options(KkrDocument *self, const kkr_case_options *options)
{
    self->options = *options;
    self->recipe.reference = options->reference;
}

void kkr_document_set_units(KkrDocument *self, kkr_energy_unit energy,
                            kkr_length_unit length)
{
    self->recipe.energy_unit = energy;
    self->recipe.length_unit = length;
}

/* --- life ---------------------------------------------------------------- */

static void kkr_document_dispose(GObject *object)
{
    KkrDocument *self = KKR_DOCUMENT(object);
    g_clear_handle_id(&self->settle, g_source_remove);
    G_OBJECT_CLASS(kkr_document_parent_class)->dispose(object);
}

static void kkr_document_finalize(GObject *object)
{
    KkrDocument *self = KKR_DOCUMENT(object);
    kkr_picture_unref(self->picture);
    kkr_radial_task_free(self->radial);
    kkr_source_unref(self->source);
    kkr_history_clear(&self->history);
    kkr_recipe_text_free(self->inputs);
    g_free(self->failure);
    g_mutex_clear(&self->progress_mutex);
    G_OBJECT_CLASS(kkr_document_parent_class)->finalize(object);
}

static void kkr_document_class_init(KkrDocumentClass *class)
{
    static const char *const names[N_SIGNALS] = { "opened", "changed", "picture",
                                                  "probe", "status" };
    G_OBJECT_CLASS(class)->dispose = kkr_document_dispose;
    G_OBJECT_CLASS(class)->finalize = kkr_document_finalize;
    for (int i = 0; i < N_SIGNALS; i++)
        signals[i] = g_signal_new(names[i], KKR_TYPE_DOCUMENT, G_SIGNAL_RUN_LAST, 0,
                                  NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void kkr_document_init(KkrDocument *self)
{
    kkr_recipe_init(&self->recipe);
    kkr_history_init(&self->history);
    self->coarse = 2;
    self->radial = kkr_radial_task_new(G_OBJECT(self), radial_changed);
    g_mutex_init(&self->progress_mutex);
}

KkrDocument *kkr_document_new(void)
{
    return g_object_new(KKR_TYPE_DOCUMENT, NULL);
}
