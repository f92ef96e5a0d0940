// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/thumbnails.h"

#include <math.h>
#include <string.h>

#include "shaders/panels.h"
#include "ui/view.h"

/* A picture that is there, or why it is not. */
typedef struct Item {
    KkrThumbnail wish;
    cairo_surface_t *surface; // NULL: it could not be made
    char *failure;
    guint look; // of which it is
    guint used;
} Item;

/* One under way. */
typedef struct Work {
    KkrThumbnails *owner; // NULL: nobody waits any more
    atomic_bool cancel;
    KkrThumbnail wish;
    guint look;
    kkr_recipe_text *text;
    cairo_surface_t *surface;
    kkr_error err;
} Work;

struct _KkrThumbnails {
    GObject parent;
    KkrDocument *document;            // it owns us
    GPtrArray *items;                 // of Item
    GArray *wishes[KKR_VIEWER_COUNT]; // of KkrThumbnail
    kkr_recipe recipe;                // of `look`
    const char *reference;
    guint serial, look, clock;
    Work *running;
};

static void item_free(void *data)
{
    Item *item = data;
    g_clear_pointer(&item->surface, cairo_surface_destroy);
    g_free(item->failure);
    g_free(item);
}

G_DEFINE_FINAL_TYPE(KkrThumbnails, kkr_thumbnails, G_TYPE_OBJECT)

static guint changed_signal;

static void kkr_thumbnails_finalize(GObject *object)
{
    KkrThumbnails *self = KKR_THUMBNAILS(object);
    if (self->running) {
        atomic_store(&self->running->cancel, true);
        self->running->owner = NULL;
    }
    for (int i = 0; i < KKR_VIEWER_COUNT; i++)
        g_array_unref(self->wishes[i]);
    g_ptr_array_unref(self->items);
    G_OBJECT_CLASS(kkr_thumbnails_parent_class)->finalize(object);
}

static void kkr_thumbnails_class_init(KkrThumbnailsClass *class)
{
    G_OBJECT_CLASS(class)->finalize = kkr_thumbnails_finalize;
    changed_signal = g_signal_new("changed", KKR_TYPE_THUMBNAILS, G_SIGNAL_RUN_LAST, 0,
                                  NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void kkr_thumbnails_init(KkrThumbnails *self)
{
    self->items = g_ptr_array_new_with_free_func(item_free);
    for (int i = 0; i < KKR_VIEWER_COUNT; i++)
        self->wishes[i] = g_array_new(FALSE, FALSE, sizeof(KkrThumbnail));
}

KkrThumbnails *kkr_thumbnails_of(KkrDocument *document)
{
    KkrThumbnails *self = g_object_get_data(G_OBJECT(document), "kkr-thumbnails");
    if (self)
        return self;
    self = g_object_new(KKR_TYPE_THUMBNAILS, NULL);
    self->document = document;
    g_object_set_data_full(G_OBJECT(document), "kkr-thumbnails", self, g_object_unref);
    return self;
}

static bool same_wish(const KkrThumbnail *a, const KkrThumbnail *b)
{
    return a->row == b->row && a->against == b->against && a->pixels == b->pixels &&
           a->marks == b->marks && a->width == b->width;
}

static Item *find(const KkrThumbnails *self, const KkrThumbnail *wish)
{
    for (guint i = 0; i < self->items->len; i++) {
        Item *item = self->items->pdata[i];
        if (same_wish(&item->wish, wish))
            return item;
    }
    return NULL;
}

/* --- in a thread --------------------------------------------------------- */

/* V - V0 alone, as small as it may be. */
static void set_recipe(kkr_recipe *recipe, bool marks)
{
    recipe->only = KKR_QUANTITY_DV;
    recipe->auto_scales = false; // one scale for all of them
    recipe->has_pin = recipe->show_line = false;
    recipe->surfaces.shown[KKR_QUANTITY_DV] = false;
    if (!marks)
        recipe->show_contours = recipe->show_atoms = recipe->show_labels =
            recipe->show_r_mt = recipe->show_tripod = false;
}

static kkr_panels_style style_of(const Work *work)
{
    kkr_panels_style style = kkr_panels_style_screen(work->text->recipe.dark);
    style.plot.unknown = style.plot.paper; // nothing, rather than something unknown
    style.plot.hatch = style.plot.paper;
    style.plot.line = style.plot.paper;
    style.hatch = 0;
    style.overlay = false;
    style.impurity = style.cell;
    return style;
}

static cairo_surface_t *draw(const Work *work, const kkr_panels *panels,
                             const kkr_job *job)
{
    double side = work->wish.pixels;
    kkr_panels_style style = style_of(work);
    kkr_panels_layout layout = { 0 };
    layout.shown[KKR_QUANTITY_DV] = true;
    layout.panel[KKR_QUANTITY_DV] = (kkr_rect){ 0, 0, side, side };
    cairo_surface_t *surface = cairo_image_surface_create(
        CAIRO_FORMAT_RGB24, work->wish.pixels, work->wish.pixels);
    cairo_t *cr = cairo_create(surface);
    kkr_plot_set_color(cr, style.plot.paper, 1);
    cairo_paint(cr);
    kkr_panels_draw(cr, panels, &layout, &style, KKR_LAYER_IMAGES | KKR_LAYER_MARKS);
    cairo_destroy(cr);
    return surface;
}

/* V - V0 ends where the cells of the cluster do. */
double kkr_thumbnail_width(const kkr_case *object)
{
    double reach = 0;
    for (int i = 0; object->is_embedding && i < object->n_sites; i++) {
        const kkr_case_site *site = &object->sites[i];
        double r = site->cell ? site->cell->r_out : site->r_mt;
        reach = fmax(reach, kkr_vec3_length(site->position) + r);
    }
    return reach > 0 ? 2.06 * reach : kkr_slice_natural_width(object);
}

static bool make(Work *work, const kkr_job *job)
{
    g_autoptr(KkrSource) source = kkr_source_open(work->text, job, &work->err);
    if (!source)
        return false;
    kkr_recipe recipe = work->text->recipe;
    const kkr_case *object = source->object;
    set_recipe(&recipe, work->wish.marks);
    if (!(recipe.width > 0))
        recipe.width =
            work->wish.width > 0 ? work->wish.width : kkr_thumbnail_width(object);
    int n = work->wish.pixels;
    const double faint = 1; // bohr: atoms nearer to the plane than this are drawn
    KKR_AUTO(kkr_slice)
    slice = kkr_slice_new(source->sampler, object, &recipe.plane, recipe.center_s,
                          recipe.center_t, recipe.width / n, n, n, false, faint, job,
                          &work->err);
    KKR_AUTO(kkr_panels)
    panels = slice ? kkr_panels_new(slice, &recipe, object->alat, job) : NULL;
    if (panels)
        work->surface = draw(work, panels, job);
    return work->surface != NULL;
}

static void run(GTask *task, void *source, void *data, GCancellable *cancellable)
{
    Work *work = data;
    kkr_job job = { NULL, NULL, &work->cancel, 1 };
    g_task_return_boolean(task, make(work, &job));
}

static void work_free(void *data)
{
    Work *work = data;
    kkr_recipe_text_free(work->text);
    g_clear_pointer(&work->surface, cairo_surface_destroy);
    g_free(work);
}

/* --- one after the other -------------------------------------------------- */

static void forget_oldest(KkrThumbnails *self)
{
    while (self->items->len > KKR_THUMBNAILS_MOST) {
        guint oldest = 0;
        for (guint i = 1; i < self->items->len; i++) {
            const Item *item = self->items->pdata[i], *old = self->items->pdata[oldest];
            if (item->used < old->used)
                oldest = i;
        }
        g_ptr_array_remove_index_fast(self->items, oldest);
    }
}

static void take(KkrThumbnails *self, Work *work)
{
    Item *item = find(self, &work->wish);
    if (!item) {
        item = g_new0(Item, 1);
        item->wish = work->wish;
        g_ptr_array_add(self->items, item);
    }
    g_clear_pointer(&item->surface, cairo_surface_destroy);
    g_clear_pointer(&item->failure, g_free);
    item->surface = g_steal_pointer(&work->surface);
    if (!item->surface)
        item->failure = g_strdup(work->err.message);
    item->look = work->look;
    item->used = self->clock;
    forget_oldest(self);
}

static void advance(KkrThumbnails *self);

static void finished(GObject *source, GAsyncResult *result, void *user)
{
    Work *work = g_task_get_task_data(G_TASK(result));
    KkrThumbnails *self = work->owner;
    if (!self)
        return;
    self->running = NULL;
    if (work->surface || !atomic_load(&work->cancel))
        take(self, work);
    advance(self);
    g_signal_emit(self, changed_signal, 0);
}

static void start(KkrThumbnails *self, const KkrThumbnail *wish)
{
    const KkrWalk *walk = kkr_walk_of(self->document);
    Work *work = g_new0(Work, 1);
    work->owner = self;
    work->wish = *wish;
    work->look = self->look;
    work->text = kkr_document_text(self->document);
    free(work->text->paths[0]);
    work->text->paths[0] = kkr_walk_path(walk, wish->row);
    if (wish->against >= 0) {
        free(work->text->reference_path);
        work->text->reference_path = kkr_walk_path(walk, wish->against);
        work->text->recipe.reference = KKR_REFERENCE_FILE;
    }
    self->running = work;
    g_autoptr(GTask) task = g_task_new(NULL, NULL, finished, NULL);
    g_task_set_source_tag(task, start);
    g_task_set_task_data(task, work, work_free);
    g_task_run_in_thread(task, run);
}

/* The first wish that is not fulfilled; NULL: there is none. */
static const KkrThumbnail *first_wish(const KkrThumbnails *self)
{
    for (int i = 0; i < KKR_VIEWER_COUNT; i++)
        for (guint k = 0; k < self->wishes[i]->len; k++) {
            const KkrThumbnail *wish = &g_array_index(self->wishes[i], KkrThumbnail, k);
            const Item *item = find(self, wish);
            if (!item || item->look != self->look)
                return wish;
        }
    return NULL;
}

static bool is_wished(const KkrThumbnails *self, const KkrThumbnail *wish)
{
    for (int i = 0; i < KKR_VIEWER_COUNT; i++)
        for (guint k = 0; k < self->wishes[i]->len; k++)
            if (same_wish(wish, &g_array_index(self->wishes[i], KkrThumbnail, k)))
                return true;
    return false;
}

static void advance(KkrThumbnails *self)
{
    const KkrThumbnail *wish = first_wish(self);
    if (self->running) {
        if (self->running->look != self->look || !is_wished(self, &self->running->wish))
            atomic_store(&self->running->cancel, true);
        return;
    }
    if (wish && kkr_walk_of(self->document))
        start(self, wish);
}

/* --- what they show ------------------------------------------------------- */

static bool same_scale(const kkr_scale *a, const kkr_scale *b)
{
    return a->kind == b->kind && a->is_signed == b->is_signed && a->low == b->low &&
           a->limit == b->limit && a->linear_to == b->linear_to;
}

static bool same_marks(const kkr_recipe *a, const kkr_recipe *b)
{
    return a->show_cells == b->show_cells && a->show_contours == b->show_contours &&
           a->show_atoms == b->show_atoms && a->show_labels == b->show_labels &&
           a->show_r_mt == b->show_r_mt &&
           a->contours_per_decade == b->contours_per_decade;
}

static bool same_look(const kkr_recipe *a, const kkr_recipe *b)
{
    return kkr_view_same_plane(a, b) &&
           kkr_view_same_sampler(&a->sampler, &b->sampler) &&
           a->center_s == b->center_s && a->center_t == b->center_t &&
           a->width == b->width && a->reference == b->reference && a->dark == b->dark &&
           same_scale(&a->signed_scales.dv, &b->signed_scales.dv) &&
           g_str_equal(a->diverging, b->diverging) && same_marks(a, b);
}

void kkr_thumbnails_look(KkrThumbnails *self, KkrThumbnailViewer viewer,
                         const KkrThumbnail *wishes, int n)
{
    const KkrWalk *walk = kkr_walk_of(self->document);
    const kkr_recipe *recipe = kkr_document_recipe(self->document);
    const char *reference = kkr_document_reference_file(self->document);
    if (!walk || walk->serial != self->serial) { // rows of another data set
        g_ptr_array_set_size(self->items, 0);
        self->serial = walk ? walk->serial : 0;
        self->look++;
    }
    if (self->look == 0 || reference != self->reference ||
        !same_look(recipe, &self->recipe))
        self->look++;
    self->recipe = *recipe;
    self->reference = reference;
    self->clock++;
    g_array_set_size(self->wishes[viewer], 0);
    if (walk)
        g_array_append_vals(self->wishes[viewer], wishes, (guint)n);
    advance(self);
}

bool kkr_thumbnails_draw(KkrThumbnails *self, const KkrThumbnail *wish, cairo_t *cr,
                         double x, double y, double side, const char **failure)
{
    Item *item = find(self, wish);
    *failure = item ? item->failure : NULL;
    if (!item || !item->surface)
        return false;
    item->used = self->clock;
    cairo_save(cr);
    cairo_translate(cr, x, y);
    cairo_scale(cr, side / wish->pixels, side / wish->pixels);
    cairo_set_source_surface(cr, item->surface, 0, 0);
    cairo_paint(cr);
    cairo_restore(cr);
    return true;
}

bool kkr_thumbnails_busy(const KkrThumbnails *self)
{
    return self->running || (first_wish(self) && kkr_walk_of(self->document));
}
