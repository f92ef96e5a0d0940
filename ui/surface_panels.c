// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/surface_panels.h"

#include <math.h>
#include <string.h>

#include "shaders/scene_marks.h"
#include "ui/controls.h"
#include "ui/scene_view.h"
#include "ui/units.h"

typedef struct Place {
    GtkWidget *overlay; // of the picture and what is written on it
    KkrSceneView *view;
    GtkWidget *marks;
    unsigned serial;
    bool shown;
} Place;

struct _KkrSurfacePanels {
    GtkWidget parent;
    KkrDocument *document;
    KkrStage *stage; // borrowed: it owns this
    KkrSurfaceTask *task;
    Place places[KKR_QUANTITY_COUNT];
    int only; // of the recipe, when places were last given
};

G_DEFINE_FINAL_TYPE(KkrSurfacePanels, kkr_surface_panels, GTK_TYPE_WIDGET)

static const char *const names[KKR_QUANTITY_COUNT] = {
    "Surfaces of V", "Surfaces of V − V0", "Surfaces of |V|", "Surfaces of |V − V0|"
};

static kkr_quantity panel_of(const KkrSurfacePanels *self, const void *widget)
{
    int q = 0;
    while (q < KKR_QUANTITY_COUNT - 1 && self->places[q].view != widget &&
           self->places[q].marks != widget)
        q++;
    return (kkr_quantity)q;
}

/* --- what is written on a panel ------------------------------------------ */

/* "−0.5, 0.5 Ry" */
static void levels_text(const kkr_surface_set *set, kkr_energy_unit unit, GString *text)
{
    for (int i = 0; i < set->n; i++) {
        char number[64];
        kkr_format_number(set->level[i] * kkr_energy_unit_factor(unit), 3, number,
                          sizeof number);
        // 0.5, not 0.500
        char *end = number + strlen(number);
        while (strchr(number, '.') && !strstr(number, "×") &&
               (end[-1] == '0' || end[-1] == '.')) {
            bool point = *--end == '.';
            *end = '\0';
            if (point)
                break;
        }
        g_string_append_printf(text, "%s%s", i ? ", " : "", number);
    }
    g_string_append_printf(text, " %s", kkr_energy_unit_name(unit));
}

static void write_line(cairo_t *cr, const kkr_panels_style *style, double x, double y,
                       double width, const char *text, bool is_markup, kkr_rgb color)
{
    PangoLayout *layout = pango_cairo_create_layout(cr);
    PangoFontDescription *font = pango_font_description_new();
    pango_font_description_set_family(font, style->plot.font);
    pango_font_description_set_absolute_size(font, style->title * PANGO_SCALE);
    pango_layout_set_font_description(layout, font);
    pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
    pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
    if (is_markup)
        pango_layout_set_markup(layout, text, -1);
    else
        pango_layout_set_text(layout, text, -1);
    cairo_set_source_rgb(cr, color.r / 255., color.g / 255., color.b / 255.);
    cairo_move_to(cr, x, y);
    pango_cairo_show_layout(cr, layout);
    pango_font_description_free(font);
    g_object_unref(layout);
}

static void draw_marks(GtkDrawingArea *area, cairo_t *cr, int width, int height,
                       void *user)
{
    KkrSurfacePanels *self = user;
    kkr_quantity q = panel_of(self, area);
    const kkr_panels_style *style = kkr_stage_style(self->stage);
    const kkr_recipe *recipe = kkr_document_recipe(self->document);
    const KkrSurfaces *surfaces = kkr_surface_task_result(self->task, q);
    const char *failure = kkr_surface_task_failure(self->task, q);
    const kkr_rect rect = { 0, 0, width, height };
    if (surfaces) {
        const kkr_case *object = surfaces->source->object;
        const kkr_scene_marks marks = { .labels = recipe->surfaces.atoms,
                                        .tripod = recipe->show_tripod,
                                        .bar = true,
                                        .unit = recipe->length_unit,
                                        .alat = object->alat };
        kkr_scene_marks_draw(cr, &style->plot, &rect, surfaces->scene,
                             kkr_scene_view_get_camera(self->places[q].view), &marks);
    }
    char title[256];
    kkr_panels_heading(recipe, q, title, sizeof title);
    g_autoptr(GString) text = g_string_new(title);
    if (surfaces) {
        g_string_append(text, " = ");
        levels_text(surfaces->set, recipe->energy_unit, text);
    }
    const double margin = 9;
    write_line(cr, style, margin, margin - 2, width - 2 * margin, text->str, true,
               style->plot.ink);
    if (failure)
        write_line(cr, style, margin, margin + 1.4 * style->title, width - 2 * margin,
                   failure, false, style->plot.ink);
}

/* --- from the recipe to the panels --------------------------------------- */

static void follow_camera(KkrSurfacePanels *self, Place *place,
                          const KkrSurfaces *surfaces)
{
    kkr_vec3 center;
    double radius;
    if (!kkr_scene_bounds(surfaces->scene, &center, &radius))
        return;
    kkr_camera camera =
        kkr_recipe_camera(kkr_document_recipe(self->document), center, radius);
    if (memcmp(&camera, kkr_scene_view_get_camera(place->view), sizeof camera) != 0)
        kkr_scene_view_set_camera(place->view, &camera);
}

static void update(void *user)
{
    KkrSurfacePanels *self = user;
    if (!self->places[0].view)
        return; // it is being disposed of
    const kkr_recipe *recipe = kkr_document_recipe(self->document);
    const kkr_panels_style *style = kkr_stage_style(self->stage);
    bool open = kkr_document_case(self->document) != NULL;
    bool other = recipe->only != self->only;
    self->only = recipe->only;
    for (int q = 0; q < KKR_QUANTITY_COUNT; q++) {
        Place *place = &self->places[q];
        bool shown = open && recipe->surfaces.shown[q] &&
                     (recipe->only < 0 || recipe->only == q);
        const KkrSurfaces *surfaces =
            kkr_surface_task_result(self->task, (kkr_quantity)q);
        other |= shown != place->shown;
        place->shown = shown;
        gtk_widget_set_visible(place->overlay, shown);
        unsigned serial = surfaces ? surfaces->serial : 0;
        if (serial != place->serial) {
            kkr_scene_view_set_scene(place->view, surfaces ? surfaces->scene : NULL,
                                     serial);
            place->serial = serial;
            kkr_scene_view_hurry(place->view, surfaces && !surfaces->exact);
        }
        kkr_scene_view_set_colors(place->view, style->plot.paper, recipe->dark);
        if (surfaces)
            follow_camera(self, place, surfaces);
        gtk_widget_queue_draw(place->marks);
    }
    if (other)
        gtk_widget_queue_allocate(GTK_WIDGET(self));
}

static void on_camera(KkrSceneView *view, KkrSurfacePanels *self)
{
    kkr_recipe next = *kkr_document_recipe(self->document);
    next.camera = *kkr_scene_view_get_camera(view);
    for (int q = 0; q < KKR_QUANTITY_COUNT; q++) // the others follow
        if (self->places[q].shown && self->places[q].view != view)
            kkr_scene_view_hurry(self->places[q].view, true);
    kkr_document_edit(self->document, &next, "camera");
}

/* The point of the surface under the mouse, as far as one is there. */
static void on_picked(KkrSceneView *view, double x, double y, KkrSurfacePanels *self)
{
    kkr_quantity q = panel_of(self, view);
    const KkrSurfaces *surfaces = kkr_surface_task_result(self->task, q);
    kkr_document_set_active(self->document, q);
    if (!surfaces)
        return;
    kkr_vec3 origin, direction;
    kkr_camera_ray(
        kkr_scene_view_get_camera(view), MAX(gtk_widget_get_width(GTK_WIDGET(view)), 1),
        MAX(gtk_widget_get_height(GTK_WIDGET(view)), 1), x, y, &origin, &direction);
    kkr_scene_pick pick = kkr_scene_pick_ray(surfaces->scene, origin, direction, 0.3);
    if (pick.tag.part != KKR_PART_NONE)
        kkr_document_set_probe_point(self->document, pick.position);
}

/* --- the widget ---------------------------------------------------------- */

static void kkr_surface_panels_size_allocate(GtkWidget *widget, int width, int height,
                                             int baseline)
{
    KkrSurfacePanels *self = KKR_SURFACE_PANELS(widget);
    kkr_panels_layout layout;
    if (width <= 0 || height <= 0)
        return;
    kkr_panels_place(kkr_stage_style(self->stage), kkr_document_recipe(self->document),
                     width, height, &layout);
    for (int q = 0; q < KKR_QUANTITY_COUNT; q++) {
        const kkr_rect *panel = &layout.panel[q];
        if (!self->places[q].shown || !layout.shown[q])
            continue;
        int x = (int)lround(panel->x), y = (int)lround(panel->y);
        gtk_widget_size_allocate(
            self->places[q].overlay,
            &(GtkAllocation){ x, y, MAX((int)lround(panel->x + panel->width) - x, 1),
                              MAX((int)lround(panel->y + panel->height) - y, 1) },
            -1);
    }
}

static void kkr_surface_panels_measure(GtkWidget *widget, GtkOrientation orientation,
                                       int for_size, int *minimum, int *natural,
                                       int *minimum_baseline, int *natural_baseline)
{
    KkrSurfacePanels *self = KKR_SURFACE_PANELS(widget);
    // GTK wants every child to have been asked before it gets its place
    for (int q = 0; q < KKR_QUANTITY_COUNT; q++)
        gtk_widget_measure(self->places[q].overlay, orientation, -1, NULL, NULL, NULL,
                           NULL);
    *minimum = *natural = 0;
}

/* Between the panels the stage is reached. */
static gboolean kkr_surface_panels_contains(GtkWidget *widget, double x, double y)
{
    KkrSurfacePanels *self = KKR_SURFACE_PANELS(widget);
    for (int q = 0; q < KKR_QUANTITY_COUNT; q++) {
        graphene_rect_t bounds;
        if (self->places[q].shown &&
            gtk_widget_compute_bounds(self->places[q].overlay, widget, &bounds) &&
            graphene_rect_contains_point(&bounds,
                                         &GRAPHENE_POINT_INIT((float)x, (float)y)))
            return TRUE;
    }
    return FALSE;
}

static void kkr_surface_panels_dispose(GObject *object)
{
    KkrSurfacePanels *self = KKR_SURFACE_PANELS(object);
    for (int q = 0; q < KKR_QUANTITY_COUNT; q++) {
        if (self->places[q].view)
            kkr_scene_view_set_scene(self->places[q].view, NULL, 0);
        self->places[q].view = NULL;
        g_clear_pointer(&self->places[q].overlay, gtk_widget_unparent);
    }
    g_clear_pointer(&self->task, kkr_surface_task_free);
    g_clear_object(&self->document);
    G_OBJECT_CLASS(kkr_surface_panels_parent_class)->dispose(object);
}

static void kkr_surface_panels_class_init(KkrSurfacePanelsClass *class)
{
    GtkWidgetClass *widget = GTK_WIDGET_CLASS(class);
    G_OBJECT_CLASS(class)->dispose = kkr_surface_panels_dispose;
    widget->size_allocate = kkr_surface_panels_size_allocate;
    widget->measure = kkr_surface_panels_measure;
    widget->contains = kkr_surface_panels_contains;
    gtk_widget_class_set_css_name(widget, "surfacepanels");
}

static void kkr_surface_panels_init(KkrSurfacePanels *self)
{
    for (int q = 0; q < KKR_QUANTITY_COUNT; q++) {
        Place *place = &self->places[q];
        GtkWidget *view = kkr_scene_view_new(names[q]);
        place->view = KKR_SCENE_VIEW(view);
        place->overlay = gtk_overlay_new();
        gtk_overlay_set_child(GTK_OVERLAY(place->overlay), view);
        place->marks = gtk_drawing_area_new();
        gtk_drawing_area_set_draw_func(GTK_DRAWING_AREA(place->marks), draw_marks, self,
                                       NULL);
        gtk_widget_set_can_target(place->marks, FALSE);
        gtk_overlay_add_overlay(GTK_OVERLAY(place->overlay), place->marks);
        gtk_widget_set_overflow(place->overlay, GTK_OVERFLOW_HIDDEN);
        gtk_widget_set_visible(place->overlay, FALSE);
        gtk_widget_set_parent(place->overlay, GTK_WIDGET(self));
        g_signal_connect(view, "camera", G_CALLBACK(on_camera), self);
        g_signal_connect(view, "picked", G_CALLBACK(on_picked), self);
    }
}

GtkWidget *kkr_surface_panels_new(KkrDocument *document, KkrStage *stage)
{
    KkrSurfacePanels *self = g_object_new(KKR_TYPE_SURFACE_PANELS, NULL);
    self->document = g_object_ref(document);
    self->stage = stage;
    self->task = kkr_surface_task_new(document, update, self);
    static const char *const causes[] = { "opened", "changed", "picture" };
    for (size_t i = 0; i < G_N_ELEMENTS(causes); i++)
        g_signal_connect_object(document, causes[i], G_CALLBACK(update), self,
                                G_CONNECT_SWAPPED);
    return GTK_WIDGET(self);
}
