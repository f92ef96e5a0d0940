// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/cells_stage.h"

#include <math.h>

#include "core/cells_pick.h"
#include "shaders/scene_marks.h"
#include "ui/cells_side.h"
#include "ui/cells_words.h"
#include "ui/scene_view.h"

struct _KkrCellsStage {
    GtkWidget parent;
    KkrDocument *document;
    KkrCellsTask *task;
    KkrCells *shown; // what the scene view borrows
    GtkWidget *paned, *side;
    KkrSceneView *view;
    GtkWidget *marks;
    GtkLabel *title, *camera, *sphere, *message;
    kkr_style style;
    char *font;
    bool turning; // the camera is the recipe's own, by the user's hand
};

G_DEFINE_FINAL_TYPE(KkrCellsStage, kkr_cells_stage, GTK_TYPE_WIDGET)

enum { SIDE = 500, RAISED = 34 }; // px: charts and tables at first; the directions

static void set_text(GtkLabel *label, const char *text)
{
    gtk_label_set_markup(label, text ? text : "");
    gtk_widget_set_visible(GTK_WIDGET(label), text != NULL);
}

/* --- what is shown ------------------------------------------------------- */

static void show_camera(KkrCellsStage *self)
{
    const kkr_recipe *recipe = kkr_document_recipe(self->document);
    if (!self->shown)
        return;
    kkr_camera camera =
        kkr_recipe_camera(recipe, self->shown->center, self->shown->reach);
    kkr_scene_view_set_camera(self->view, &camera);
    set_text(self->camera, camera.perspective ? "perspective" : "orthographic");
    gtk_widget_queue_draw(self->marks);
}

static void show_words(KkrCellsStage *self)
{
    const KkrCells *cells = self->shown;
    g_autofree char *title = cells ? kkr_cells_title(cells) : NULL;
    g_autofree char *sphere = cells ? kkr_cells_sphere_text(cells) : NULL;
    g_autofree char *message =
        cells && cells->message ? g_markup_escape_text(cells->message, -1) : NULL;
    g_autofree char *face =
        cells && cells->recipe.cells.face > 0
            ? kkr_cells_face_text(cells, cells->site, cells->recipe.cells.face - 1,
                                  NULL)
            : NULL;
    set_text(self->title, title);
    set_text(self->sphere, sphere);
    set_text(self->message, message);
    if (gtk_widget_get_mapped(GTK_WIDGET(self))) // else another view has the word
        kkr_document_set_note(self->document, face, "drag to turn, wheel to zoom");
}

static void on_picture(KkrCellsStage *self)
{
    const KkrCells *cells = kkr_cells_task_result(self->task);
    if (cells == self->shown)
        return;
    KkrCells *next = cells ? kkr_cells_ref((KkrCells *)cells) : NULL;
    kkr_scene_view_set_scene(self->view, next ? next->scene : NULL,
                             next ? next->serial : 0);
    kkr_cells_unref(self->shown);
    self->shown = next;
    kkr_cells_side_set(KKR_CELLS_SIDE(self->side), next);
    show_camera(self);
    show_words(self);
}

static void on_changed(KkrCellsStage *self)
{
    if (!self->turning)
        show_camera(self);
}

/* Directions, names, a scale, and what colours stand for. */
static void draw_marks(GtkDrawingArea *area, cairo_t *cr, int width, int height,
                       void *user)
{
    KkrCellsStage *self = user;
    const KkrCells *cells = self->shown;
    if (!cells || cells->site < 0 || width < 2 || height < 2)
        return;
    const kkr_rect picture = { 0, 0, width, height };
    const kkr_recipe *recipe = kkr_document_recipe(self->document);
    // the directions stand above the line of words
    const kkr_rect raised = { 0, 0, width, height - RAISED };
    const kkr_camera *camera = kkr_scene_view_get_camera(self->view);
    const kkr_scene_marks labels = { .labels = cells->recipe.cells.atoms };
    const kkr_scene_marks tripod = { .tripod = recipe->show_tripod };
    kkr_scene_marks_draw(cr, &self->style, &picture, cells->scene, camera, &labels);
    kkr_scene_marks_draw(cr, &self->style, &raised, cells->scene, camera, &tripod);
    if (cells->map)
        kkr_cells_draw_bar(cr, &self->style, cells, recipe->energy_unit, &picture);
}

/* --- mouse --------------------------------------------------------------- */

static void on_camera(KkrCellsStage *self)
{
    kkr_recipe next = *kkr_document_recipe(self->document);
    next.camera = *kkr_scene_view_get_camera(self->view);
    self->turning = true;
    kkr_document_edit(self->document, &next, "camera");
    self->turning = false;
    gtk_widget_queue_draw(self->marks);
}

static kkr_cells_pick pick_at(KkrCellsStage *self, double x, double y)
{
    kkr_vec3 origin, direction;
    kkr_cells_pick none = { -1, -1, { 0, 0, 0 } };
    GtkWidget *view = GTK_WIDGET(self->view);
    if (!self->shown || x < 0)
        return none;
    kkr_camera_ray(kkr_scene_view_get_camera(self->view), gtk_widget_get_width(view),
                   gtk_widget_get_height(view), x, y, &origin, &direction);
    return kkr_cells_pick_ray(self->shown->source->object, self->shown->shown,
                              self->shown->site, origin, direction);
}

/* A face of the site is marked, the same one again is not; another cell is looked at. */
static void on_picked(KkrSceneView *view, double x, double y, KkrCellsStage *self)
{
    kkr_cells_pick pick = pick_at(self, x, y);
    if (!self->shown)
        return;
    kkr_recipe next = *kkr_document_recipe(self->document);
    if (pick.site >= 0 && pick.site != self->shown->site) {
        next.cells.site = pick.site + 1;
        next.cells.face = 0;
    } else {
        next.cells.face = next.cells.face == pick.face + 1 ? 0 : pick.face + 1;
    }
    if (pick.site >= 0 && next.cells.chart == KKR_SHAPE_RAY)
        next.cells.direction = kkr_vec3_sub(
            pick.at, self->shown->source->object->sites[pick.site].position);
    kkr_document_edit(self->document, &next, NULL);
}

static void on_pointed(KkrSceneView *view, double x, double y, KkrCellsStage *self)
{
    kkr_cells_pick pick = pick_at(self, x, y);
    if (!self->shown)
        return;
    if (pick.site < 0) {
        show_words(self);
        return;
    }
    g_autofree char *text =
        kkr_cells_face_text(self->shown, pick.site, pick.face, &pick.at);
    kkr_document_set_note(self->document, text, "drag to turn, wheel to zoom");
}

/* --- work ---------------------------------------------------------------- */

static void task_changed(void *owner)
{
    KkrCellsStage *self = owner;
    kkr_document_announce(self->document);
}

static void want(void *user, KkrSource *source, const kkr_recipe *recipe)
{
    kkr_cells_task_want(KKR_CELLS_STAGE(user)->task, source, recipe);
}

static void forget(void *user)
{
    kkr_cells_task_forget(KKR_CELLS_STAGE(user)->task);
}

static bool is_busy(const void *user)
{
    const KkrCellsStage *self = user;
    return kkr_cells_task_busy(self->task) || !kkr_scene_view_is_at_rest(self->view);
}

static bool is_there(const void *user)
{
    return kkr_cells_task_result(((const KkrCellsStage *)user)->task) != NULL;
}

static const KkrViewWork work = { want, forget, is_busy, is_there };

/* --- the widget ---------------------------------------------------------- */

void kkr_cells_stage_set_dark(KkrCellsStage *self, bool dark)
{
    self->style = kkr_style_screen(dark);
    g_strlcpy(self->style.font, self->font, sizeof self->style.font);
    kkr_scene_view_set_colors(self->view, self->style.paper, dark);
    kkr_cells_side_set_dark(KKR_CELLS_SIDE(self->side), dark);
    gtk_widget_queue_draw(self->marks);
}

static void kkr_cells_stage_dispose(GObject *object)
{
    KkrCellsStage *self = KKR_CELLS_STAGE(object);
    if (self->view)
        kkr_scene_view_set_scene(self->view, NULL, 0);
    self->view = NULL;
    if (self->document)
        kkr_document_set_work(self->document, KKR_VIEW_CELLS, NULL, NULL);
    g_clear_pointer(&self->task, kkr_cells_task_free);
    g_clear_pointer(&self->paned, gtk_widget_unparent);
    g_clear_pointer(&self->shown, kkr_cells_unref);
    g_clear_object(&self->document);
    G_OBJECT_CLASS(kkr_cells_stage_parent_class)->dispose(object);
}

static void kkr_cells_stage_finalize(GObject *object)
{
    g_free(KKR_CELLS_STAGE(object)->font);
    G_OBJECT_CLASS(kkr_cells_stage_parent_class)->finalize(object);
}

static void kkr_cells_stage_class_init(KkrCellsStageClass *class)
{
    GtkWidgetClass *widget = GTK_WIDGET_CLASS(class);
    G_OBJECT_CLASS(class)->dispose = kkr_cells_stage_dispose;
    G_OBJECT_CLASS(class)->finalize = kkr_cells_stage_finalize;
    gtk_widget_class_set_layout_manager_type(widget, GTK_TYPE_BIN_LAYOUT);
    gtk_widget_class_set_css_name(widget, "stage");
}

static GtkLabel *add_label(GtkOverlay *overlay, GtkAlign halign, GtkAlign valign,
                           bool dim)
{
    GtkWidget *label = gtk_label_new(NULL);
    gtk_widget_set_halign(label, halign);
    gtk_widget_set_valign(label, valign);
    gtk_widget_set_margin_start(label, 16);
    gtk_widget_set_margin_end(label, 16);
    gtk_widget_set_margin_top(label, 14);
    gtk_widget_set_margin_bottom(label, 12);
    gtk_widget_set_can_target(label, FALSE);
    gtk_label_set_ellipsize(GTK_LABEL(label), PANGO_ELLIPSIZE_END);
    if (dim)
        gtk_widget_add_css_class(label, "dim");
    gtk_overlay_add_overlay(overlay, label);
    return GTK_LABEL(label);
}

static void kkr_cells_stage_init(KkrCellsStage *self)
{
    self->task = kkr_cells_task_new(G_OBJECT(self), task_changed);
    g_signal_connect_after(self, "map", G_CALLBACK(show_words), NULL);
    self->paned = gtk_paned_new(GTK_ORIENTATION_HORIZONTAL);
    gtk_accessible_update_property(GTK_ACCESSIBLE(self->paned),
                                   GTK_ACCESSIBLE_PROPERTY_LABEL,
                                   "The cell and its shape functions", -1);
    gtk_widget_set_parent(self->paned, GTK_WIDGET(self));

    GtkWidget *overlay = gtk_overlay_new();
    self->view = KKR_SCENE_VIEW(kkr_scene_view_new("Cells in three dimensions"));
    gtk_widget_set_size_request(GTK_WIDGET(self->view), 280, 260);
    gtk_overlay_set_child(GTK_OVERLAY(overlay), GTK_WIDGET(self->view));
    self->marks = gtk_drawing_area_new();
    gtk_widget_set_can_target(self->marks, FALSE);
    gtk_drawing_area_set_draw_func(GTK_DRAWING_AREA(self->marks), draw_marks, self,
                                   NULL);
    gtk_overlay_add_overlay(GTK_OVERLAY(overlay), self->marks);
    self->title =
        add_label(GTK_OVERLAY(overlay), GTK_ALIGN_START, GTK_ALIGN_START, false);
    gtk_widget_set_margin_end(GTK_WIDGET(self->title), 120); // beside the next one
    self->camera =
        add_label(GTK_OVERLAY(overlay), GTK_ALIGN_END, GTK_ALIGN_START, true);
    self->sphere =
        add_label(GTK_OVERLAY(overlay), GTK_ALIGN_START, GTK_ALIGN_END, true);
    gtk_label_set_ellipsize(self->sphere, PANGO_ELLIPSIZE_NONE);
    gtk_label_set_wrap(self->sphere, TRUE);
    gtk_label_set_xalign(self->sphere, 0);
    self->message =
        add_label(GTK_OVERLAY(overlay), GTK_ALIGN_CENTER, GTK_ALIGN_CENTER, true);
    gtk_label_set_wrap(self->message, TRUE);
    gtk_label_set_ellipsize(self->message, PANGO_ELLIPSIZE_NONE);
    gtk_label_set_justify(self->message, GTK_JUSTIFY_CENTER);
    gtk_label_set_max_width_chars(self->message, 50);
    g_signal_connect_swapped(self->view, "camera", G_CALLBACK(on_camera), self);
    g_signal_connect(self->view, "picked", G_CALLBACK(on_picked), self);
    g_signal_connect(self->view, "pointed", G_CALLBACK(on_pointed), self);
    gtk_paned_set_start_child(GTK_PANED(self->paned), overlay);
    gtk_paned_set_shrink_start_child(GTK_PANED(self->paned), FALSE);

    const PangoFontDescription *font = pango_context_get_font_description(
        gtk_widget_get_pango_context(GTK_WIDGET(self)));
    self->font = g_strdup(pango_font_description_get_family(font));
}

GtkWidget *kkr_cells_stage_new(KkrDocument *document)
{
    KkrCellsStage *self = g_object_new(KKR_TYPE_CELLS_STAGE, NULL);
    self->document = g_object_ref(document);
    self->side = kkr_cells_side_new(document);
    gtk_widget_set_size_request(self->side, 330, -1);
    gtk_paned_set_end_child(GTK_PANED(self->paned), self->side);
    gtk_paned_set_shrink_end_child(GTK_PANED(self->paned), FALSE);
    gtk_paned_set_resize_end_child(GTK_PANED(self->paned), TRUE);
    gtk_paned_set_position(GTK_PANED(self->paned), SIDE + 100);
    g_signal_connect_object(document, "picture", G_CALLBACK(on_picture), self,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(document, "changed", G_CALLBACK(on_changed), self,
                            G_CONNECT_SWAPPED);
    kkr_document_set_work(document, KKR_VIEW_CELLS, &work, self);
    kkr_cells_stage_set_dark(self, false);
    return GTK_WIDGET(self);
}
