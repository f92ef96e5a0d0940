// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/radial_stage.h"

#include <math.h>

#include "ui/radial_actions.h"
#include "ui/units.h"

struct _KkrRadialStage {
    GtkWidget parent;
    KkrDocument *document;
    GtkWidget *overlay;
    GtkWidget *area; // all that stays while the mouse moves
    GtkWidget *live; // what follows it
    GtkWidget *message;
    kkr_radial_style style;
    char *font;
    double pointer_x, pointer_y;
    int drag_panel; // where a range is being marked, -1: nowhere
    double drag_x, drag_from_x, drag_from_y; // its end and its beginning
};

G_DEFINE_FINAL_TYPE(KkrRadialStage, kkr_radial_stage, GTK_TYPE_WIDGET)

static const double REACH = 40; // px from the pointer to a curve it means

/* --- geometry ------------------------------------------------------------ */

static const KkrRadial *shown(KkrRadialStage *self)
{
    const KkrRadial *radial =
        kkr_radial_task_result(kkr_document_radial_task(self->document));
    return radial && radial->plot ? radial : NULL;
}

static void place(KkrRadialStage *self, const KkrRadial *radial,
                  kkr_radial_layout *layout)
{
    kkr_radial_plot_place(radial->plot, &self->style,
                          gtk_widget_get_width(GTK_WIDGET(self)),
                          gtk_widget_get_height(GTK_WIDGET(self)), layout);
}

/* The panel at (x, y), with what stands above it; -1: none. */
static int panel_at(const kkr_radial_layout *layout, double x, double y)
{
    for (int q = 0; q < KKR_QUANTITY_COUNT; q++) {
        const kkr_rect *panel = &layout->panel[q];
        if (x >= panel->x && x <= panel->x + panel->width && y >= panel->y &&
            y <= panel->y + panel->height)
            return q;
    }
    return -1;
}

/* --- drawing ------------------------------------------------------------- */

static void draw_area(GtkDrawingArea *area, cairo_t *cr, int width, int height,
                      void *user)
{
    KkrRadialStage *self = user;
    const KkrRadial *radial = shown(self);
    kkr_radial_layout layout;
    if (!radial)
        return;
    place(self, radial, &layout);
    kkr_radial_plot_draw(cr, radial->plot, &layout, &self->style, KKR_RADIAL_LAYER_PAGE,
                         NULL);
}

/* The radii between both ends of a drag. */
static void draw_marked(KkrRadialStage *self, cairo_t *cr,
                        const kkr_radial_layout *layout)
{
    double from = fmin(self->drag_from_x, self->drag_x);
    double to = fmax(self->drag_from_x, self->drag_x);
    const kkr_rect *at = &layout->panel[self->drag_panel];
    for (int q = 0; q < KKR_QUANTITY_COUNT; q++) {
        const kkr_rect *panel = &layout->panel[q];
        cairo_rectangle(cr, panel->x + from - at->x, panel->y, to - from,
                        panel->height);
    }
    kkr_plot_set_color(cr, self->style.plot.accent, 0.18);
    cairo_fill(cr);
}

static void draw_live(GtkDrawingArea *area, cairo_t *cr, int width, int height,
                      void *user)
{
    KkrRadialStage *self = user;
    const KkrRadial *radial = shown(self);
    const KkrRadialProbe *probe =
        kkr_radial_task_probe(kkr_document_radial_task(self->document));
    kkr_radial_layout layout;
    if (!radial)
        return;
    place(self, radial, &layout);
    if (self->drag_panel >= 0)
        draw_marked(self, cr, &layout);
    else if (probe->set && probe->pick.curve < radial->curves->n)
        kkr_radial_plot_draw(cr, radial->plot, &layout, &self->style,
                             KKR_RADIAL_LAYER_LIVE, &probe->pick);
}

static void on_probe(KkrRadialStage *self)
{
    gtk_widget_queue_draw(self->live);
}

static void on_picture(KkrRadialStage *self)
{
    const KkrRadial *radial =
        kkr_radial_task_result(kkr_document_radial_task(self->document));
    bool empty = radial && !radial->plot && radial->message;
    gtk_widget_set_visible(self->message, empty);
    gtk_label_set_text(GTK_LABEL(self->message),
                       empty ? kkr_units_brief(radial->message) : "");
    gtk_widget_queue_draw(self->area);
    gtk_widget_queue_draw(self->live);
}

/* --- mouse --------------------------------------------------------------- */

static void forget_probe(KkrRadialStage *self)
{
    kkr_radial_task_set_probe(kkr_document_radial_task(self->document),
                              &(kkr_radial_pick){ .curve = -1 });
}

static void on_motion(GtkEventControllerMotion *motion, double x, double y,
                      KkrRadialStage *self)
{
    const KkrRadial *radial = shown(self);
    kkr_radial_layout layout;
    self->pointer_x = x;
    self->pointer_y = y;
    if (!radial || self->drag_panel >= 0)
        return;
    place(self, radial, &layout);
    kkr_radial_pick pick = kkr_radial_plot_pick(radial->plot, &layout, x, y, REACH);
    kkr_radial_task_set_probe(kkr_document_radial_task(self->document), &pick);
}

static gboolean on_scroll(GtkEventControllerScroll *scroll, double dx, double dy,
                          KkrRadialStage *self)
{
    GdkModifierType state =
        gtk_event_controller_get_current_event_state(GTK_EVENT_CONTROLLER(scroll));
    const KkrRadial *radial = shown(self);
    kkr_radial_layout layout;
    if (!radial)
        return FALSE;
    if ((state & GDK_SHIFT_MASK) || dx != 0) {
        kkr_radial_move(self->document, 0.1 * (dx != 0 ? dx : dy));
        return TRUE;
    }
    place(self, radial, &layout);
    int q = panel_at(&layout, self->pointer_x, self->pointer_y);
    if (q >= 0)
        kkr_radial_zoom(
            self->document,
            kkr_radial_plot_r(radial->plot, &layout, (kkr_quantity)q, self->pointer_x),
            pow(1.2, -dy));
    return TRUE;
}

static void on_drag_begin(GtkGestureDrag *drag, double x, double y,
                          KkrRadialStage *self)
{
    const KkrRadial *radial = shown(self);
    kkr_radial_layout layout;
    gtk_widget_grab_focus(GTK_WIDGET(self));
    self->drag_from_x = x;
    self->drag_from_y = y;
    if (radial)
        place(self, radial, &layout);
    if (!radial || panel_at(&layout, x, y) < 0)
        gtk_gesture_set_state(GTK_GESTURE(drag), GTK_EVENT_SEQUENCE_DENIED);
}

static void on_drag_update(GtkGestureDrag *drag, double dx, double dy,
                           KkrRadialStage *self)
{
    const KkrRadial *radial = shown(self);
    kkr_radial_layout layout;
    double x = self->drag_from_x, y = self->drag_from_y;
    bool far = gtk_drag_check_threshold(GTK_WIDGET(self), 0, 0, (int)dx, 0);
    if (!radial || (self->drag_panel < 0 && !far))
        return;
    place(self, radial, &layout);
    int q = panel_at(&layout, x, y);
    if (q < 0)
        return;
    const kkr_rect *panel = &layout.panel[q];
    self->drag_panel = q;
    self->drag_x = CLAMP(x + dx, panel->x, panel->x + panel->width);
    gtk_widget_queue_draw(self->live);
}

static void on_drag_end(GtkGestureDrag *drag, double dx, double dy,
                        KkrRadialStage *self)
{
    const KkrRadial *radial = shown(self);
    kkr_quantity q = (kkr_quantity)self->drag_panel;
    kkr_radial_layout layout;
    bool marked = self->drag_panel >= 0 && radial;
    self->drag_panel = -1;
    gtk_widget_queue_draw(self->live);
    if (!marked)
        return;
    place(self, radial, &layout);
    double a = kkr_radial_plot_r(radial->plot, &layout, q, self->drag_from_x);
    double b = kkr_radial_plot_r(radial->plot, &layout, q, self->drag_x);
    double low, high;
    kkr_radial_plot_range(radial->plot, &low, &high);
    if (fabs(b - a) > 1e-3 * (high - low))
        kkr_radial_set_range(self->document, fmin(a, b), fmax(a, b), NULL);
}

static void on_pressed(GtkGestureClick *click, int n, double x, double y,
                       KkrRadialStage *self)
{
    if (n == 2)
        kkr_radial_set_range(self->document, 0, 0, NULL);
}

/* --- the widget ---------------------------------------------------------- */

void kkr_radial_stage_set_dark(KkrRadialStage *self, bool dark)
{
    self->style = kkr_radial_style_screen(dark);
    g_strlcpy(self->style.plot.font, self->font, sizeof self->style.plot.font);
    self->style.snap = 1.0 / gtk_widget_get_scale_factor(GTK_WIDGET(self));
    on_picture(self);
}

static void kkr_radial_stage_measure(GtkWidget *widget, GtkOrientation orientation,
                                     int for_size, int *minimum, int *natural,
                                     int *minimum_baseline, int *natural_baseline)
{
    *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 340 : 260;
    *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 1150 : 820;
}

static void kkr_radial_stage_size_allocate(GtkWidget *widget, int width, int height,
                                           int baseline)
{
    KkrRadialStage *self = KKR_RADIAL_STAGE(widget);
    gtk_widget_size_allocate(self->overlay, &(GtkAllocation){ 0, 0, width, height },
                             baseline);
}

static void kkr_radial_stage_dispose(GObject *object)
{
    KkrRadialStage *self = KKR_RADIAL_STAGE(object);
    g_clear_pointer(&self->overlay, gtk_widget_unparent);
    g_clear_object(&self->document);
    G_OBJECT_CLASS(kkr_radial_stage_parent_class)->dispose(object);
}

static void kkr_radial_stage_finalize(GObject *object)
{
    g_free(KKR_RADIAL_STAGE(object)->font);
    G_OBJECT_CLASS(kkr_radial_stage_parent_class)->finalize(object);
}

static void kkr_radial_stage_class_init(KkrRadialStageClass *class)
{
    GtkWidgetClass *widget = GTK_WIDGET_CLASS(class);
    G_OBJECT_CLASS(class)->dispose = kkr_radial_stage_dispose;
    G_OBJECT_CLASS(class)->finalize = kkr_radial_stage_finalize;
    widget->measure = kkr_radial_stage_measure;
    widget->size_allocate = kkr_radial_stage_size_allocate;
    gtk_widget_class_set_css_name(widget, "stage");
    gtk_widget_class_set_accessible_role(widget, GTK_ACCESSIBLE_ROLE_IMG);
}

static void add_controllers(KkrRadialStage *self)
{
    GtkWidget *widget = GTK_WIDGET(self);
    GtkEventController *motion = gtk_event_controller_motion_new();
    g_signal_connect(motion, "motion", G_CALLBACK(on_motion), self);
    g_signal_connect_swapped(motion, "leave", G_CALLBACK(forget_probe), self);
    gtk_widget_add_controller(widget, motion);

    GtkEventController *scroll =
        gtk_event_controller_scroll_new(GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
    g_signal_connect(scroll, "scroll", G_CALLBACK(on_scroll), self);
    gtk_widget_add_controller(widget, scroll);

    GtkGesture *drag = gtk_gesture_drag_new();
    g_signal_connect(drag, "drag-begin", G_CALLBACK(on_drag_begin), self);
    g_signal_connect(drag, "drag-update", G_CALLBACK(on_drag_update), self);
    g_signal_connect(drag, "drag-end", G_CALLBACK(on_drag_end), self);
    gtk_widget_add_controller(widget, GTK_EVENT_CONTROLLER(drag));

    GtkGesture *click = gtk_gesture_click_new();
    g_signal_connect(click, "pressed", G_CALLBACK(on_pressed), self);
    gtk_widget_add_controller(widget, GTK_EVENT_CONTROLLER(click));
}

static void kkr_radial_stage_init(KkrRadialStage *self)
{
    GtkWidget *widget = GTK_WIDGET(self);
    self->drag_panel = -1;
    gtk_widget_set_focusable(widget, TRUE);
    gtk_widget_set_hexpand(widget, TRUE);
    gtk_widget_set_vexpand(widget, TRUE);
    gtk_accessible_update_property(
        GTK_ACCESSIBLE(self), GTK_ACCESSIBLE_PROPERTY_LABEL,
        "Curves of V, V − V0 and their absolute values against r", -1);
    self->overlay = gtk_overlay_new();
    gtk_widget_set_parent(self->overlay, widget);
    self->area = gtk_drawing_area_new();
    gtk_drawing_area_set_draw_func(GTK_DRAWING_AREA(self->area), draw_area, self, NULL);
    gtk_overlay_set_child(GTK_OVERLAY(self->overlay), self->area);
    self->live = gtk_drawing_area_new();
    gtk_drawing_area_set_draw_func(GTK_DRAWING_AREA(self->live), draw_live, self, NULL);
    gtk_widget_set_can_target(self->live, FALSE);
    gtk_overlay_add_overlay(GTK_OVERLAY(self->overlay), self->live);
    self->message = gtk_label_new(NULL);
    gtk_label_set_wrap(GTK_LABEL(self->message), TRUE);
    gtk_label_set_max_width_chars(GTK_LABEL(self->message), 60);
    gtk_label_set_justify(GTK_LABEL(self->message), GTK_JUSTIFY_CENTER);
    gtk_widget_set_halign(self->message, GTK_ALIGN_CENTER);
    gtk_widget_set_valign(self->message, GTK_ALIGN_CENTER);
    gtk_widget_set_visible(self->message, FALSE);
    gtk_widget_add_css_class(self->message, "dim");
    gtk_overlay_add_overlay(GTK_OVERLAY(self->overlay), self->message);
    add_controllers(self);
    const PangoFontDescription *font =
        pango_context_get_font_description(gtk_widget_get_pango_context(widget));
    self->font = g_strdup(pango_font_description_get_family(font));
}

GtkWidget *kkr_radial_stage_new(KkrDocument *document)
{
    KkrRadialStage *self = g_object_new(KKR_TYPE_RADIAL_STAGE, NULL);
    self->document = g_object_ref(document);
    g_signal_connect_object(document, "picture", G_CALLBACK(on_picture), self,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(document, "probe", G_CALLBACK(on_probe), self,
                            G_CONNECT_SWAPPED);
    kkr_radial_stage_set_dark(self, false);
    return GTK_WIDGET(self);
}
