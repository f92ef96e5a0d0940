// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/check_set.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PIXELS = 400, FACE_PIXELS = 160 }; // a side

/* Of a case: what no control changes. */
typedef struct Base {
    KkrSource *source; // keeps the case
    kkr_check *check;
    kkr_sampler *sampler; // NULL: nothing can be shown
    kkr_check_evidence *evidence;
} Base;

/* Of a grid. */
typedef struct Grid {
    int n; // points along the longest axis
    kkr_check *check;
    kkr_field *field; // NULL: there is none
    kkr_grid_error *error;
} Grid;

typedef struct KkrCheckParts {
    Base *base;
    Grid *grid;
} KkrCheckParts;

static void base_clear(void *box)
{
    Base *base = box;
    kkr_check_free(base->check);
    kkr_check_evidence_free(base->evidence);
    kkr_sampler_free(base->sampler);
    kkr_source_unref(base->source);
}

static void grid_clear(void *box)
{
    Grid *grid = box;
    kkr_check_free(grid->check);
    kkr_grid_error_free(grid->error);
    kkr_field_free(grid->field);
}

static Base *base_new(KkrSource *source, const kkr_job *job)
{
    Base *base = g_atomic_rc_box_new0(Base);
    base->source = kkr_source_ref(source);
    base->check = kkr_check_new(source->object, (kkr_check_params){ 0 }, job, NULL);
    // a check looks at everything as it is by default, whatever the panels show
    if (base->check)
        base->sampler =
            kkr_sampler_new(source->object, kkr_sampler_defaults, job, NULL);
    if (base->sampler)
        base->evidence =
            kkr_check_evidence_new(source->object, base->sampler, job, NULL);
    if (!base->check || kkr_job_cancelled(job)) {
        g_atomic_rc_box_release_full(base, base_clear);
        return NULL;
    }
    return base;
}

static Grid *grid_new(const Base *base, int n, const kkr_job *job)
{
    const kkr_case *object = base->source->object;
    const kkr_check_params params = { .n_grid = n };
    Grid *grid = g_atomic_rc_box_new0(Grid);
    grid->n = n;
    if (base->sampler)
        grid->check =
            kkr_check_new_grid(object, base->sampler, params, &grid->field, job, NULL);
    if (grid->field)
        grid->error = kkr_grid_error_new(grid->field, object, base->sampler, job, NULL);
    if (kkr_job_cancelled(job)) {
        g_atomic_rc_box_release_full(grid, grid_clear);
        return NULL;
    }
    return grid;
}

static void set_clear(void *box)
{
    KkrCheckSet *set = box;
    if (set->parts && set->parts->base)
        g_atomic_rc_box_release_full(set->parts->base, base_clear);
    if (set->parts && set->parts->grid)
        g_atomic_rc_box_release_full(set->parts->grid, grid_clear);
    g_free(set->parts);
    kkr_slice_free(set->slice);
    free(set->slice_error);
    kkr_face_image_free(set->face);
    kkr_source_unref(set->source);
}

void kkr_check_set_unref(KkrCheckSet *set)
{
    if (set)
        g_atomic_rc_box_release_full(set, set_clear);
}

static bool add_slice(KkrCheckSet *set, const kkr_job *job)
{
    const kkr_recipe *recipe = &set->recipe;
    const kkr_case *object = set->source->object;
    const Grid *grid = set->parts->grid;
    if (!grid->error)
        return true;
    for (int i = 0; i < 3; i++)
        (&set->spacing.x)[i] = kkr_vec3_length(grid->field->grid.step[i]);
    set->error = grid->error;
    double width = recipe->width > 0 ? recipe->width : kkr_slice_natural_width(object);
    set->slice = kkr_slice_new(set->parts->base->sampler, object, &recipe->plane,
                               recipe->center_s, recipe->center_t, width / PIXELS,
                               PIXELS, PIXELS, true, 0, job, NULL);
    if (set->slice)
        set->slice_error = kkr_grid_error_slice(grid->field, set->slice);
    return set->slice != NULL;
}

/* The face of the marked site with the largest jump. */
static bool add_face(KkrCheckSet *set, const kkr_job *job)
{
    const kkr_face_jumps *jumps = set->check->jumps;
    int item = kkr_check_set_chosen(set, &set->recipe);
    if (strcmp(kkr_check_set_item(set, item)->id, "face-jump") != 0 || !jumps)
        return true;
    int site = kkr_check_set_picture(set, &set->recipe).site, face = -1;
    if (site < 0)
        return true;
    for (int k = jumps->first[site]; k < jumps->first[site + 1]; k++)
        if (isfinite(jumps->jumps[k].rms) &&
            (face < 0 || jumps->jumps[k].rms > jumps->jumps[face].rms))
            face = k;
    if (face < 0)
        return true;
    kkr_sampler_params everywhere = kkr_sampler_defaults;
    everywhere.outside_host = true;
    KKR_AUTO(kkr_sampler) space = NULL;
    space = kkr_sampler_new(set->source->object, everywhere, job, NULL);
    set->face_index = jumps->jumps[face].face;
    if (space)
        set->face =
            kkr_face_image_new(space, site, set->face_index, FACE_PIXELS, job, NULL);
    return set->face != NULL;
}

KkrCheckSet *kkr_check_set_new(KkrSource *source, const kkr_recipe *recipe,
                               const KkrCheckSet *known, const kkr_job *job)
{
    KkrCheckSet *set = g_atomic_rc_box_new0(KkrCheckSet);
    KkrCheckParts *parts = set->parts = g_new0(KkrCheckParts, 1);
    set->recipe = *recipe;
    set->source = kkr_source_ref(source);
    bool same = known && known->source->object == source->object;
    parts->base =
        same ? g_atomic_rc_box_acquire(known->parts->base) : base_new(source, job);
    if (parts->base)
        parts->grid = same && known->parts->grid->n == recipe->check.grid
                          ? g_atomic_rc_box_acquire(known->parts->grid)
                          : grid_new(parts->base, recipe->check.grid, job);
    if (parts->grid) {
        set->check = parts->base->check;
        set->evidence = parts->base->evidence;
        set->grid = parts->grid->check;
    }
    if (!parts->grid || !add_slice(set, job) || !add_face(set, job)) {
        if (kkr_job_cancelled(job) || !parts->grid) {
            kkr_check_set_unref(set);
            return NULL;
        }
        set->error = NULL; // a plane or a face that cannot be drawn is left out
    }
    return set;
}

/* --- items ---------------------------------------------------------------- */

int kkr_check_set_n_items(const KkrCheckSet *set)
{
    return set->check->n_items + (set->grid ? set->grid->n_items : 0);
}

const kkr_check_item *kkr_check_set_item(const KkrCheckSet *set, int i)
{
    int n = set->check->n_items;
    return i < n ? &set->check->items[i] : &set->grid->items[i - n];
}

int kkr_check_set_chosen(const KkrCheckSet *set, const kkr_recipe *recipe)
{
    int n = kkr_check_set_n_items(set), worst = 0;
    for (int i = 0; i < n; i++) {
        const kkr_check_item *item = kkr_check_set_item(set, i);
        if (strcmp(item->id, recipe->check.item) == 0)
            return i;
        if (item->verdict > kkr_check_set_item(set, worst)->verdict)
            worst = i;
    }
    // where nothing is to be said, what the grid costs
    for (int i = 0; i < n && kkr_check_set_item(set, worst)->verdict == KKR_VERDICT_OK;
         i++)
        if (strcmp(kkr_check_set_item(set, i)->id, "grid-between") == 0)
            worst = i;
    return worst;
}

kkr_check_picture kkr_check_set_picture(const KkrCheckSet *set,
                                        const kkr_recipe *recipe)
{
    const kkr_check_item *item =
        kkr_check_set_item(set, kkr_check_set_chosen(set, recipe));
    int n = set->source->object->n_sites, site = item->site;
    if (recipe->check.site > 0 && recipe->check.site <= n)
        site = recipe->check.site - 1;
    return (kkr_check_picture){ .object = set->source->object,
                                .check = set->check,
                                .item = item,
                                .evidence = set->evidence,
                                .site = site,
                                .error = set->error,
                                .slice = set->slice,
                                .slice_error = set->slice_error,
                                .face = set->face,
                                .face_index = set->face_index };
}

/* True if two recipes give the same of one case. */
static bool is_same(const KkrCheckSet *set, const kkr_recipe *b)
{
    const kkr_recipe *a = &set->recipe;
    const bool face = strcmp(kkr_check_set_picture(set, b).item->id, "face-jump") == 0;
    const bool had = set->face != NULL;
    return a->check.grid == b->check.grid &&
           memcmp(&a->plane.origin, &b->plane.origin, sizeof a->plane.origin) == 0 &&
           memcmp(&a->plane.u, &b->plane.u, sizeof a->plane.u) == 0 &&
           memcmp(&a->plane.v, &b->plane.v, sizeof a->plane.v) == 0 &&
           a->center_s == b->center_s && a->center_t == b->center_t &&
           a->width == b->width &&
           (!face ||
            (strcmp(kkr_check_set_picture(set, a).item->id, "face-jump") == 0 &&
             (had || !set->check->jumps) && a->check.site == b->check.site));
}

/* --- in a thread ---------------------------------------------------------- */

typedef struct Request {
    atomic_bool cancel;
    KkrCheckTask *self; // NULL: it is gone
    KkrSource *source;
    kkr_recipe recipe;
    KkrCheckSet *known, *result;
    GMutex mutex; // of what follows
    char doing[64];
    double fraction;
} Request;

struct KkrCheckTask {
    void *owner;
    void (*changed)(void *owner);
    KkrCheckSet *result;
    Request *running;
    bool stopped;
    KkrSource *source; // wanted when `running` is through; NULL: nothing
    kkr_recipe recipe;
};

KkrCheckTask *kkr_check_task_new(void *owner, void (*changed)(void *owner))
{
    KkrCheckTask *self = g_new0(KkrCheckTask, 1);
    self->owner = owner;
    self->changed = changed;
    return self;
}

void kkr_check_task_free(KkrCheckTask *self)
{
    if (self->running) {
        atomic_store(&self->running->cancel, true);
        self->running->self = NULL;
    }
    kkr_check_set_unref(self->result);
    kkr_source_unref(self->source);
    g_free(self);
}

static void request_free(void *data)
{
    Request *request = data;
    kkr_source_unref(request->source);
    kkr_check_set_unref(request->known);
    kkr_check_set_unref(request->result);
    g_mutex_clear(&request->mutex);
    g_free(request);
}

static void report(void *user, double fraction, const char *doing)
{
    Request *request = user;
    g_mutex_lock(&request->mutex);
    request->fraction = fraction;
    if (doing)
        g_strlcpy(request->doing, doing, sizeof request->doing);
    g_mutex_unlock(&request->mutex);
}

static void run(GTask *task, void *source, void *data, GCancellable *cancellable)
{
    Request *request = data;
    kkr_job job = { report, request, &request->cancel, 0 };
    request->result =
        kkr_check_set_new(request->source, &request->recipe, request->known, &job);
    g_task_return_boolean(task, request->result != NULL);
}

static void ready(GObject *source, GAsyncResult *result, void *user)
{
    Request *request = g_task_get_task_data(G_TASK(result));
    KkrCheckTask *self = request->self;
    if (!self)
        return;
    self->running = NULL;
    if (request->result && !atomic_load(&request->cancel)) {
        kkr_check_set_unref(self->result);
        self->result = g_steal_pointer(&request->result);
    }
    g_autoptr(KkrSource) next = g_steal_pointer(&self->source);
    if (next)
        kkr_check_task_want(self, next, &self->recipe);
    self->changed(self->owner);
}

void kkr_check_task_want(KkrCheckTask *self, KkrSource *source,
                         const kkr_recipe *recipe)
{
    const KkrCheckSet *have = self->result;
    kkr_recipe copy = *recipe; // may be our own
    if (self->stopped)
        return;
    if (self->running) {
        if (self->running->source->object != source->object)
            atomic_store(&self->running->cancel, true);
        // what a slider passes is soon there: shown, and the newest follows
        kkr_source_ref(source);
        kkr_source_unref(self->source);
        self->source = source;
        self->recipe = copy;
        return;
    }
    if (have && have->source->object == source->object && is_same(have, &copy))
        return;
    Request *request = g_new0(Request, 1);
    g_mutex_init(&request->mutex);
    request->self = self;
    request->source = kkr_source_ref(source);
    request->recipe = copy;
    if (have)
        request->known = g_atomic_rc_box_acquire(self->result);
    self->running = request;
    g_autoptr(GTask) task = g_task_new(NULL, NULL, ready, NULL);
    g_task_set_source_tag(task, kkr_check_task_want);
    g_task_set_task_data(task, request, request_free);
    g_task_run_in_thread(task, run);
    self->changed(self->owner);
}

void kkr_check_task_stop(KkrCheckTask *self)
{
    self->stopped = true;
    if (self->running)
        atomic_store(&self->running->cancel, true);
    g_clear_pointer(&self->source, kkr_source_unref);
    self->changed(self->owner);
}

void kkr_check_task_resume(KkrCheckTask *self)
{
    self->stopped = false;
    self->changed(self->owner);
}

bool kkr_check_task_stopped(const KkrCheckTask *self)
{
    return self->stopped;
}

void kkr_check_task_forget(KkrCheckTask *self)
{
    self->stopped = false;
    if (self->running)
        atomic_store(&self->running->cancel, true);
    g_clear_pointer(&self->source, kkr_source_unref);
    g_clear_pointer(&self->result, kkr_check_set_unref);
}

const KkrCheckSet *kkr_check_task_result(const KkrCheckTask *self)
{
    return self->result;
}

bool kkr_check_task_busy(const KkrCheckTask *self)
{
    return self->running != NULL;
}

void kkr_check_task_progress(KkrCheckTask *self, char doing[64], double *fraction)
{
    Request *request = self->running;
    *fraction = 0;
    doing[0] = '\0';
    if (!request)
        return;
    g_mutex_lock(&request->mutex);
    *fraction = request->fraction;
    g_strlcpy(doing, request->doing, 64);
    g_mutex_unlock(&request->mutex);
}
