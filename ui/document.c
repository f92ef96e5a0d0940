// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/document.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/archive_form.h"
#include "core/dataset.h"
#include "ui/history.h"
#include "ui/view.h"

struct _KkrDocument {
    GObject parent;
    kkr_recipe recipe, seen;    // the second as the active panel sees it
    const char *reference_path; // of V0, interned; NULL: none was ever chosen
    KkrHistory history;

    kkr_case_options options; // for what is opened without a recipe
    kkr_recipe_text *inputs;  // of the source
    KkrSource *source;        // NULL: nothing is open
    KkrMoment good;           // for which it was made
    KkrReader *reader;
    char *note, *hint; // of views that have no probe of their own
    char *failure;

    bool fit; // the next picture takes its scales from the data
    KkrPictureTask *pictures;
    KkrProbe probe;
    kkr_quantity probe_panel; // whose plane its s and t are of
    KkrRadialTask *radial;
    KkrViewWorks works; // but for the panels' own
};

G_DEFINE_FINAL_TYPE(KkrDocument, kkr_document, G_TYPE_OBJECT)

enum { OPENED, CHANGED, PICTURE, PROBE, STATUS, N_SIGNALS };
static guint signals[N_SIGNALS];

static void advance(KkrDocument *self);
static void catch_up(KkrDocument *self);

/* The recipe is another one. */
static void announce_recipe(KkrDocument *self)
{
    self->seen = kkr_recipe_seen_by(&self->recipe, self->recipe.active);
    g_signal_emit(self, signals[CHANGED], 0);
}

/* --- reading ------------------------------------------------------------- */

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
    const kkr_panel_view view =
        kkr_recipe_panel(recipe, recipe->has_pin ? recipe->active : self->probe_panel);
    if (recipe->has_pin)
        *probe = kkr_probe_at_point(self->source->sampler, &view.plane, recipe->pin);
    else
        *probe = kkr_probe_at(self->source->sampler, &view.plane, probe->s, probe->t);
    probe->pinned = recipe->has_pin;
    g_signal_emit(self, signals[PROBE], 0);
}

static KkrMoment moment(KkrDocument *self)
{
    return (KkrMoment){ self->recipe, self->reference_path };
}

/* Samples that cannot be had leave the old ones, and no step to undo. */
static void withdraw(KkrDocument *self)
{
    KkrMoment now = moment(self);
    if (!self->source || kkr_moment_same_samples(&now, &self->good))
        return;
    kkr_history_withdraw(&self->history, &now, &self->good);
    self->recipe = now.recipe;
    self->reference_path = now.reference_path;
    announce_recipe(self);
}

/* What belongs to one case and not to the next of a data set. */
static kkr_recipe go_along(const kkr_recipe *now, const kkr_recipe *asked)
{
    kkr_recipe next = *now;
    next.auto_scales = asked->auto_scales;
    memcpy(next.radial_sites, asked->radial_sites, sizeof next.radial_sites);
    next.cells.site = asked->cells.site;
    next.cells.face = asked->cells.face;
    return next;
}

static void start_anew(KkrDocument *self, KkrReading *reading)
{
    bool along = reading->opening == KKR_OPENING_ALONG;
    kkr_recipe next = reading->text->recipe;
    if (along)
        next = go_along(&self->recipe, &next);
    else if (reading->opening == KKR_OPENING_FRESH) {
        // as asked for, and with what was chosen since
        next = self->recipe;
        if (next.reference == KKR_REFERENCE_FILE) // belongs to one case
            next.reference = KKR_REFERENCE_HOST;
        kkr_view_start(&next, self->source->object);
    }
    next.dark = self->recipe.dark;
    self->recipe = next;
    self->seen = kkr_recipe_seen_by(&next, next.active); // "opened" comes first
    if (!along) {
        self->reference_path = g_intern_string(reading->text->reference_path);
        kkr_history_reset(&self->history);
    }
    self->probe = (KkrProbe){ 0 };
    kkr_recipe_text_free(self->inputs);
    self->inputs = g_steal_pointer(&reading->text);
    // on a walk the picture before stays until the next one is there
    if (!along)
        kkr_picture_task_forget(self->pictures);
    kkr_view_works_forget(&self->works);
}

static void take_source(KkrDocument *self, KkrReading *reading)
{
    kkr_source_unref(self->source);
    self->source = g_steal_pointer(&reading->source);
    self->good = (KkrMoment){ reading->text->recipe, reading->reference_path };
    if (!reading->again)
        start_anew(self, reading);
    self->fit = self->recipe.auto_scales &&
                (reading->again || reading->opening != KKR_OPENING_AS_LEFT);
    set_failure(self, NULL);
    g_signal_emit(self, signals[OPENED], 0);
    announce_recipe(self);
    if (!reading->again) {
        g_signal_emit(self, signals[PICTURE], 0);
        g_signal_emit(self, signals[PROBE], 0);
    } else {
        update_probe(self);
    }
}

static void read_done(void *owner, KkrReading *reading)
{
    KkrDocument *self = owner;
    if (reading->source) {
        take_source(self, reading);
    } else {
        bool cancelled = reading->err.code == KKR_ERROR_CANCELLED;
        if (reading->again)
            withdraw(self);
        set_failure(self, cancelled ? NULL : reading->err.message);
    }
    catch_up(self); // with edits while another case was read
    advance(self);
}

static void read_progressed(void *owner)
{
    g_signal_emit(owner, signals[STATUS], 0);
}

/* What is shown, once more. */
static void read_again(KkrDocument *self, bool reload, KkrSource *known)
{
    kkr_reader_start(self->reader,
                     (KkrReading){ .text = kkr_document_text(self),
                                   .reference_path = self->reference_path,
                                   .again = true,
                                   .reload = reload,
                                   .known = known ? kkr_source_ref(known) : NULL });
}

/* Reads or samples what is open as its recipe now asks for, if that is not under way. */
static void catch_up(KkrDocument *self)
{
    const KkrReading *under_way = kkr_reader_current(self->reader);
    if (!self->source || (under_way && !under_way->again))
        return; // another case goes first
    KkrMoment now = moment(self);
    bool reload = under_way && under_way->reload;
    if (under_way) {
        KkrMoment coming = { under_way->text->recipe, under_way->reference_path };
        if (kkr_moment_same_samples(&now, &coming))
            return;
    }
    if (reload || !kkr_moment_same_samples(&now, &self->good)) {
        bool known = !reload && kkr_moment_same_reference(&now, &self->good);
        read_again(self, reload, known ? self->source : NULL);
    } else if (under_way) { // taken back before it was there
        kkr_reader_abandon(self->reader);
        g_signal_emit(self, signals[STATUS], 0);
    }
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
         text->n_paths++) {
        // of a data set or an archive the first entry; from there one walks
        const char *path = paths[text->n_paths];
        bool has_many = kkr_dataset_is_one(path) || kkr_archive_form_of(path);
        text->paths[text->n_paths] =
            has_many ? kkr_strdup_printf("%s#1", path) : kkr_strdup(path);
    }
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
        if (text->recipe.reference == KKR_REFERENCE_FILE) // belongs to one case
            text->recipe.reference = KKR_REFERENCE_HOST;
    }
    kkr_reader_start(self->reader, (KkrReading){ .text = text,
                                                 .reference_path = g_intern_string(
                                                     text->reference_path),
                                                 .opening = opening });
}

kkr_recipe_text *kkr_document_text(KkrDocument *self)
{
    if (!self->inputs)
        return NULL;
    kkr_recipe_text *text = kkr_recipe_text_copy(self->inputs);
    text->recipe = self->recipe;
    const char *path =
        self->recipe.reference == KKR_REFERENCE_FILE ? self->reference_path : NULL;
    if (g_strcmp0(path, text->reference_path) != 0) {
        free(text->reference_path);
        text->reference_path = path ? kkr_strdup(path) : NULL;
        text->reference_sha256[0] = '\0';
    }
    return text;
}

void kkr_document_reload(KkrDocument *self)
{
    const KkrReading *under_way = kkr_reader_current(self->reader);
    if (self->inputs && (!under_way || under_way->again))
        read_again(self, true, NULL);
}

void kkr_document_cancel(KkrDocument *self)
{
    kkr_reader_cancel(self->reader);
}

/* --- pictures ------------------------------------------------------------ */

static void advance(KkrDocument *self)
{
    if (!self->source)
        return;
    kkr_view_works_want(&self->works, self->source, &self->seen);
    if (self->recipe.view != KKR_VIEW_PANELS) {
        g_signal_emit(self, signals[STATUS], 0);
        return; // the panels are made when they are looked at
    }
    if (!self->source->object->tessellation)
        return;
    bool fit = self->fit;
    self->fit = false;
    kkr_picture_task_want(self->pictures, self->source, &self->recipe, fit);
}

static void picture_changed(void *owner, KkrPictureNews news)
{
    KkrDocument *self = owner;
    if (news == KKR_PICTURE_FITTED) {
        const KkrPicture *picture = kkr_picture_task_result(self->pictures);
        self->recipe.signed_scales = picture->recipe.signed_scales;
        self->recipe.absolute_scales = picture->recipe.absolute_scales;
        announce_recipe(self);
    }
    if (news == KKR_PICTURE_FAILED)
        set_failure(self, kkr_picture_task_failure(self->pictures));
    else
        g_signal_emit(self, signals[news == KKR_PICTURE_BUSY ? STATUS : PICTURE], 0);
}

static void radial_changed(void *owner, bool curves)
{
    if (curves)
        kkr_document_announce(owner);
    g_signal_emit(owner, signals[PROBE], 0);
}

void kkr_document_set_work(KkrDocument *self, kkr_recipe_view view,
                           const KkrViewWork *work, void *user)
{
    kkr_view_works_set(&self->works, view, work, user);
}

void kkr_document_set_note(KkrDocument *self, const char *markup, const char *hint)
{
    if (g_strcmp0(self->note, markup) == 0 && g_strcmp0(self->hint, hint) == 0)
        return;
    g_free(self->note);
    g_free(self->hint);
    self->note = g_strdup(markup);
    self->hint = g_strdup(hint);
    g_signal_emit(self, signals[PROBE], 0);
}

const char *kkr_document_note(KkrDocument *self)
{
    return self->note;
}

const char *kkr_document_hint(KkrDocument *self)
{
    return self->hint;
}

void kkr_document_announce(KkrDocument *self)
{
    g_signal_emit(self, signals[PICTURE], 0);
    g_signal_emit(self, signals[STATUS], 0);
}

KkrRadialTask *kkr_document_radial_task(KkrDocument *self)
{
    return self->radial;
}

void kkr_document_set_panel_size(KkrDocument *self, int width, int height)
{
    kkr_picture_task_set_size(self->pictures, width, height);
    advance(self);
}

const KkrPicture *kkr_document_picture(KkrDocument *self)
{
    return kkr_picture_task_result(self->pictures);
}

/* --- the recipe ---------------------------------------------------------- */

static void apply(KkrDocument *self, const kkr_recipe *next, bool fit)
{
    kkr_recipe old = self->recipe;
    self->recipe = *next;
    self->fit = next->auto_scales && (self->fit || fit);
    announce_recipe(self);
    catch_up(self);
    bool same_planes = kkr_view_same_plane(&old, next) && old.active == next->active &&
                       memcmp(old.own, next->own, sizeof old.own) == 0;
    if (!same_planes || !kkr_view_same_pin(&old, next))
        update_probe(self);
    advance(self);
}

/* `recipe` as it is, for all panels. */
static void edit(KkrDocument *self, const kkr_recipe *recipe, const char *step,
                 bool fit)
{
    KkrMoment now = moment(self);
    kkr_history_edit(&self->history, &now, step);
    kkr_recipe next = *recipe; // the caller's may be our own
    apply(self, &next, fit);
}

void kkr_document_edit(KkrDocument *self, const kkr_recipe *recipe, const char *step)
{
    g_return_if_fail(KKR_IS_DOCUMENT(self));
    if (memcmp(recipe, &self->seen, sizeof *recipe) == 0)
        return;
    kkr_recipe next = kkr_recipe_changed_by(&self->recipe, recipe, self->recipe.active);
    edit(self, &next, step, !self->recipe.auto_scales);
}

void kkr_document_set_linked(KkrDocument *self, kkr_quantity panel, bool linked)
{
    kkr_recipe next = self->recipe;
    kkr_recipe_set_linked(&next, panel, linked);
    if (linked == self->recipe.own[panel].unlinked)
        edit(self, &next, NULL, false);
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
    KkrMoment next = moment(self);
    if (!kkr_history_travel(&self->history, forward, &next))
        return;
    next.recipe.dark = self->recipe.dark;
    self->reference_path = next.reference_path;
    apply(self, &next.recipe, false); // scales come back as they were
}

void kkr_document_set_active(KkrDocument *self, kkr_quantity quantity)
{
    kkr_recipe next = self->recipe;
    next.active = quantity;
    if (quantity != self->recipe.active)
        apply(self, &next, false);
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
    g_return_if_fail(KKR_IS_DOCUMENT(self) && self->source);
    path = g_intern_string(path);
    if (self->recipe.reference == KKR_REFERENCE_FILE && path == self->reference_path)
        return;
    KkrMoment now = moment(self);
    kkr_history_edit(&self->history, &now, NULL);
    now.recipe.reference = KKR_REFERENCE_FILE;
    self->reference_path = path;
    apply(self, &now.recipe, false);
}

const char *kkr_document_reference_file(KkrDocument *self)
{
    return self->reference_path;
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

void kkr_document_set_offset(KkrDocument *self, double offset, const char *step)
{
    kkr_recipe next = self->seen;
    kkr_view_set_offset(&next, offset);
    kkr_document_edit(self, &next, step);
}

double kkr_document_view_width(KkrDocument *self)
{
    return self->source ? kkr_view_width(&self->seen, self->source->object) : 1;
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
    return &self->seen;
}

kkr_panel_view kkr_document_panel(KkrDocument *self, kkr_quantity panel)
{
    kkr_recipe recipe = self->recipe;
    if (self->source)
        kkr_view_resolve_widths(&recipe, self->source->object);
    return kkr_recipe_panel(&recipe, panel);
}

void kkr_document_set_probe(KkrDocument *self, kkr_quantity panel, double s, double t)
{
    if (self->recipe.has_pin)
        return;
    self->probe_panel = panel;
    self->probe.set = true;
    self->probe.s = s;
    self->probe.t = t;
    update_probe(self);
}

void kkr_document_set_probe_point(KkrDocument *self, kkr_vec3 x)
{
    if (self->recipe.has_pin || !self->source)
        return;
    self->probe_panel = self->recipe.active;
    self->probe = kkr_probe_at_point(self->source->sampler, &self->seen.plane, x);
    g_signal_emit(self, signals[PROBE], 0);
}

const KkrProbe *kkr_document_probe(KkrDocument *self)
{
    return &self->probe;
}

bool kkr_document_loading(KkrDocument *self)
{
    return kkr_reader_current(self->reader) != NULL;
}

static bool view_busy(KkrDocument *self)
{
    const kkr_recipe_view view = self->recipe.view;
    bool panels = view == KKR_VIEW_PANELS && kkr_picture_task_busy(self->pictures);
    return panels || kkr_view_works_busy(&self->works, view);
}

static bool view_there(KkrDocument *self)
{
    const kkr_recipe_view view = self->recipe.view;
    const KkrPicture *picture = kkr_document_picture(self);
    if (view == KKR_VIEW_PANELS && !self->source->object->tessellation)
        return true; // there are no cells to cut
    bool panels = view != KKR_VIEW_PANELS || (picture && picture->exact);
    return panels && kkr_view_works_there(&self->works, view);
}

bool kkr_document_busy(KkrDocument *self, const char **what, double *fraction)
{
    bool loading = kkr_document_loading(self);
    *what = kkr_reader_progress(self->reader, fraction);
    if (!loading)
        *what = "refining";
    return loading || view_busy(self);
}

bool kkr_document_settled(KkrDocument *self)
{
    const char *what;
    double fraction;
    return !kkr_document_busy(self, &what, &fraction) &&
           (!self->source || view_there(self));
}

const char *kkr_document_failure(KkrDocument *self)
{
    return self->failure;
}

void kkr_document_set_options(KkrDocument *self, const kkr_case_options *options)
{
    self->options = *options;
    self->recipe.reference = options->reference;
    self->seen = self->recipe;
}

void kkr_document_set_units(KkrDocument *self, kkr_energy_unit energy,
                            kkr_length_unit length)
{
    self->recipe.energy_unit = energy;
    self->recipe.length_unit = length;
    self->seen = self->recipe;
}

/* --- life ---------------------------------------------------------------- */

static void kkr_document_dispose(GObject *object)
{
    KkrDocument *self = KKR_DOCUMENT(object);
    kkr_picture_task_stop(self->pictures);
    G_OBJECT_CLASS(kkr_document_parent_class)->dispose(object);
}

static void kkr_document_finalize(GObject *object)
{
    KkrDocument *self = KKR_DOCUMENT(object);
    kkr_picture_task_free(self->pictures);
    kkr_radial_task_free(self->radial);
    kkr_source_unref(self->source);
    kkr_history_clear(&self->history);
    kkr_recipe_text_free(self->inputs);
    g_free(self->failure);
    g_free(self->note);
    g_free(self->hint);
    kkr_reader_free(self->reader);
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
    self->seen = self->recipe;
    kkr_history_init(&self->history);
    self->reader = kkr_reader_new(G_OBJECT(self), read_done, read_progressed);
    self->pictures = kkr_picture_task_new(G_OBJECT(self), picture_changed);
    self->radial = kkr_radial_task_new(G_OBJECT(self), radial_changed);
    kkr_document_set_work(self, KKR_VIEW_RADIAL, &kkr_radial_task_work, self->radial);
}

KkrDocument *kkr_document_new(void)
{
    return g_object_new(KKR_TYPE_DOCUMENT, NULL);
}
