// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/line_profile.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    DRAWN_POINTS = 1201, // about one for a pixel of a wide window
    CSV_POINTS = 201,    // what the verb takes
};

typedef struct Sampling {
    atomic_bool cancel;
    KkrSource *source;
    kkr_vec3 from, to;
    kkr_line *line; // the result
    kkr_error err;
} Sampling;

struct _KkrLineProfile {
    GObject parent;
    KkrDocument *document;
    KkrSource *source; // of `line`
    kkr_line *line;
    char *failure;
    double cursor;
    Sampling *sampling; // under way
};

G_DEFINE_FINAL_TYPE(KkrLineProfile, kkr_line_profile, G_TYPE_OBJECT)

enum { CHANGED, CURSOR, N_SIGNALS };
static guint signals[N_SIGNALS];

static void update(KkrLineProfile *self);

bool kkr_line_profile_wanted(const kkr_recipe *recipe)
{
    return recipe->show_line && recipe->line_ends == 2;
}

static bool same_point(kkr_vec3 a, kkr_vec3 b)
{
    return a.x == b.x && a.y == b.y && a.z == b.z;
}

static void sampling_free(void *data)
{
    Sampling *sampling = data;
    kkr_source_unref(sampling->source);
    kkr_line_free(sampling->line);
    g_free(sampling);
}

static void sample_in_thread(GTask *task, void *object, void *data,
                             GCancellable *cancellable)
{
    Sampling *sampling = data;
    kkr_job job = { NULL, NULL, &sampling->cancel, 0 };
    const KkrSource *source = sampling->source;
    sampling->line = kkr_line_new(source->object, source->sampler, sampling->from,
                                  sampling->to, DRAWN_POINTS, &job, &sampling->err);
    g_task_return_boolean(task, sampling->line != NULL);
}

static void replace(KkrLineProfile *self, KkrSource *source, kkr_line *line,
                    const char *failure)
{
    kkr_line_free(self->line);
    kkr_source_unref(self->source);
    g_free(self->failure);
    self->line = line;
    self->source = source;
    self->failure = g_strdup(failure);
    if (!line || self->cursor > line->points[line->n - 1].distance)
        self->cursor = NAN;
    g_signal_emit(self, signals[CHANGED], 0);
}

static void sampled(GObject *object, GAsyncResult *result, void *user)
{
    KkrLineProfile *self = KKR_LINE_PROFILE(object);
    Sampling *sampling = g_task_get_task_data(G_TASK(result));
    self->sampling = NULL;
    if (sampling->line)
        replace(self, g_steal_pointer(&sampling->source),
                g_steal_pointer(&sampling->line), NULL);
    else if (sampling->err.code != KKR_ERROR_CANCELLED)
        replace(self, g_steal_pointer(&sampling->source), NULL, sampling->err.message);
    update(self);
}

/* Whether what is here, or under way, is what the recipe asks for. */
static bool is_current(const KkrSource *source, kkr_vec3 from, kkr_vec3 to,
                       KkrDocument *document)
{
    const kkr_recipe *recipe = kkr_document_recipe(document);
    return source == kkr_document_source(document) &&
           same_point(from, recipe->line_from) && same_point(to, recipe->line_to);
}

static void update(KkrLineProfile *self)
{
    const kkr_recipe *recipe = kkr_document_recipe(self->document);
    KkrSource *source = kkr_document_source(self->document);
    bool wanted = source && kkr_line_profile_wanted(recipe);
    if (self->sampling) {
        // a line under way is let finish while an end is dragged, but not a stale one
        if (!wanted || self->sampling->source != source)
            atomic_store(&self->sampling->cancel, true);
        return;
    }
    if (!wanted) {
        if (self->line || self->failure)
            replace(self, NULL, NULL, NULL);
        return;
    }
    const kkr_line *line = self->line;
    if (line && is_current(self->source, line->points[0].x, line->points[line->n - 1].x,
                           self->document))
        return;
    if (same_point(recipe->line_from, recipe->line_to)) {
        if (line)
            replace(self, NULL, NULL, NULL);
        return;
    }
    if (self->failure && self->source == source)
        return; // trying again would fail again
    Sampling *sampling = g_new0(Sampling, 1);
    sampling->source = kkr_source_ref(source);
    sampling->from = recipe->line_from;
    sampling->to = recipe->line_to;
    self->sampling = sampling;
    g_autoptr(GTask) task = g_task_new(self, NULL, sampled, NULL);
    g_task_set_source_tag(task, update);
    g_task_set_task_data(task, sampling, sampling_free);
    g_task_run_in_thread(task, sample_in_thread);
}

const kkr_line *kkr_line_profile_line(KkrLineProfile *self)
{
    return self->line;
}

const kkr_case *kkr_line_profile_case(KkrLineProfile *self)
{
    return self->source ? self->source->object : NULL;
}

const char *kkr_line_profile_failure(KkrLineProfile *self)
{
    return self->failure;
}

double kkr_line_profile_cursor(KkrLineProfile *self)
{
    return self->cursor;
}

void kkr_line_profile_set_cursor(KkrLineProfile *self, double distance)
{
    const kkr_line *line = self->line;
    if (!line || (isnan(distance) && isnan(self->cursor)))
        return;
    self->cursor = distance;
    if (!isnan(distance)) {
        kkr_vec3 from = line->points[0].x, to = line->points[line->n - 1].x;
        double part = distance / line->points[line->n - 1].distance;
        kkr_document_set_probe_point(self->document,
                                     kkr_vec3_mad(from, part, kkr_vec3_sub(to, from)));
    }
    g_signal_emit(self, signals[CURSOR], 0);
}

char *kkr_line_profile_csv(KkrDocument *document, kkr_field_quantity quantity)
{
    const kkr_recipe *recipe = kkr_document_recipe(document);
    const KkrSource *source = kkr_document_source(document);
    if (!source || recipe->line_ends < 2)
        return NULL;
    KKR_AUTO(kkr_line)
    line = kkr_line_new(source->object, source->sampler, recipe->line_from,
                        recipe->line_to, CSV_POINTS, NULL, NULL);
    char *text = NULL;
    size_t size = 0;
    FILE *file = line ? open_memstream(&text, &size) : NULL;
    if (!file)
        return NULL;
    kkr_line_write(line, quantity, file);
    fclose(file);
    char *copy = g_strdup(text);
    free(text);
    return copy;
}

/* --- life ---------------------------------------------------------------- */

static void kkr_line_profile_dispose(GObject *object)
{
    KkrLineProfile *self = KKR_LINE_PROFILE(object);
    g_clear_object(&self->document);
    G_OBJECT_CLASS(kkr_line_profile_parent_class)->dispose(object);
}

static void kkr_line_profile_finalize(GObject *object)
{
    KkrLineProfile *self = KKR_LINE_PROFILE(object);
    kkr_line_free(self->line);
    kkr_source_unref(self->source);
    g_free(self->failure);
    G_OBJECT_CLASS(kkr_line_profile_parent_class)->finalize(object);
}

static void kkr_line_profile_class_init(KkrLineProfileClass *class)
{
    static const char *const names[N_SIGNALS] = { "changed", "cursor" };
    G_OBJECT_CLASS(class)->dispose = kkr_line_profile_dispose;
    G_OBJECT_CLASS(class)->finalize = kkr_line_profile_finalize;
    for (int i = 0; i < N_SIGNALS; i++)
        signals[i] = g_signal_new(names[i], KKR_TYPE_LINE_PROFILE, G_SIGNAL_RUN_LAST, 0,
                                  NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void kkr_line_profile_init(KkrLineProfile *self)
{
    self->cursor = NAN;
}

KkrLineProfile *kkr_line_profile_new(KkrDocument *document)
{
    KkrLineProfile *self = g_object_new(KKR_TYPE_LINE_PROFILE, NULL);
    self->document = g_object_ref(document);
    g_signal_connect_object(document, "opened", G_CALLBACK(update), self,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(document, "changed", G_CALLBACK(update), self,
                            G_CONNECT_SWAPPED);
    return self;
}
