// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/scene_view.h"

#include <epoxy/gl.h>
#include <math.h>

#include "shaders/scene_draw.h"

struct _KkrSceneView {
    GtkWidget parent;
    GtkWidget *overlay, *area, *failure;

    const kkr_scene *scene;
    unsigned serial, uploaded;
    kkr_camera camera;
    kkr_rgb paper;
    bool dark;

    kkr_scene_painter *painter;
    kkr_scene_buffers *buffers;
    bool dirty;  // to be drawn again, not only copied
    bool moving; // drawn quickly
    guint rest;  // the source that ends that

    kkr_camera drag_camera; // when the drag began
    double drag_x, drag_y;
    bool dragged, shifted;
    double pointer_x, pointer_y;
};

G_DEFINE_FINAL_TYPE(KkrSceneView, kkr_scene_view, GTK_TYPE_WIDGET)

enum { CAMERA, PICKED, POINTED, N_SIGNALS };
static guint signals[N_SIGNALS];

enum { REST = 180 };                                // ms without a move
static const double MIN_SPAN = 0.5, MAX_SPAN = 500; // bohr

static void redraw(KkrSceneView *self)
{
    self->dirty = true;
    gtk_gl_area_queue_render(GTK_GL_AREA(self->area));
}

/* --- OpenGL -------------------------------------------------------------- */

static void fail(KkrSceneView *self, const char *message)
{
    g_autofree char *text =
        g_strdup_printf("Three dimensions need OpenGL 3.3, which is not here: %s. "
                        "Charts, tables and figures of the shell work.",
                        message);
    gtk_label_set_text(GTK_LABEL(self->failure), text);
    gtk_widget_set_visible(self->failure, TRUE);
}

static void realize_area(GtkGLArea *area, KkrSceneView *self)
{
    gtk_gl_area_make_current(area);
    GError *error = gtk_gl_area_get_error(area);
    kkr_error err = { 0 };
    if (error) {
        fail(self, error->message);
        return;
    }
    self->painter = kkr_scene_painter_new(&err);
    if (!self->painter)
        fail(self, err.message);
    self->uploaded = 0;
    self->dirty = true;
}

static void unrealize_area(GtkGLArea *area, KkrSceneView *self)
{
    gtk_gl_area_make_current(area);
    if (!gtk_gl_area_get_error(area)) {
        kkr_scene_buffers_free(self->buffers);
        kkr_scene_painter_free(self->painter);
    }
    self->buffers = NULL;
    self->painter = NULL;
}

static bool upload(KkrSceneView *self, kkr_error *err)
{
    if (self->uploaded == self->serial && (self->buffers || !self->scene))
        return true;
    kkr_scene_buffers_free(self->buffers);
    self->buffers = self->scene ? kkr_scene_buffers_new(self->scene, err) : NULL;
    self->uploaded = self->serial;
    return !self->scene || self->buffers;
}

static gboolean render_area(GtkGLArea *area, GdkGLContext *context, KkrSceneView *self)
{
    GLint target = 0; // GTK's framebuffer is not number 0
    if (!self->painter)
        return FALSE;
    glGetIntegerv(GL_DRAW_FRAMEBUFFER_BINDING, &target);
    int scale = gtk_widget_get_scale_factor(self->area);
    kkr_scene_view view = {
        .width = gtk_widget_get_width(self->area) * scale,
        .height = gtk_widget_get_height(self->area) * scale,
        .camera = self->camera,
        .scale = scale,
        .samples = self->moving ? 1 : 2,
        .moving = self->moving,
        .paper = self->paper,
        .dark = self->dark,
    };
    kkr_error err = { 0 };
    if (self->dirty) {
        if (!upload(self, &err) ||
            (self->buffers &&
             !kkr_scene_painter_draw(self->painter, self->buffers, &view, &err))) {
            fail(self, err.message);
            return FALSE;
        }
        self->dirty = false;
    }
    if (self->buffers) {
        kkr_scene_painter_copy(self->painter, (unsigned)target, 0, 0);
    } else {
        glBindFramebuffer(GL_FRAMEBUFFER, (unsigned)target);
        glClearColor(self->paper.r / 255.f, self->paper.g / 255.f,
                     self->paper.b / 255.f, 1);
        glClear(GL_COLOR_BUFFER_BIT);
    }
    return TRUE;
}

/* --- what is shown ------------------------------------------------------- */

void kkr_scene_view_set_scene(KkrSceneView *self, const kkr_scene *scene,
                              unsigned serial)
{
    if (serial == self->serial && scene == self->scene)
        return;
    // buffers borrow the scene that goes
    if (self->buffers && gtk_widget_get_realized(self->area)) {
        gtk_gl_area_make_current(GTK_GL_AREA(self->area));
        kkr_scene_buffers_free(self->buffers);
        self->buffers = NULL;
    }
    self->scene = scene;
    self->serial = serial;
    redraw(self);
}

void kkr_scene_view_set_camera(KkrSceneView *self, const kkr_camera *camera)
{
    self->camera = *camera;
    redraw(self);
}

const kkr_camera *kkr_scene_view_get_camera(KkrSceneView *self)
{
    return &self->camera;
}

bool kkr_scene_view_is_at_rest(KkrSceneView *self)
{
    bool drawn = self->painter && gtk_widget_get_mapped(self->area);
    return !drawn || (!self->moving && !self->dirty);
}

void kkr_scene_view_set_colors(KkrSceneView *self, kkr_rgb paper, bool dark)
{
    self->paper = paper;
    self->dark = dark;
    redraw(self);
}

/* --- mouse --------------------------------------------------------------- */

static gboolean come_to_rest(void *user)
{
    KkrSceneView *self = user;
    self->rest = 0;
    self->moving = false;
    redraw(self);
    return G_SOURCE_REMOVE;
}

void kkr_scene_view_hurry(KkrSceneView *self, bool quick)
{
    g_clear_handle_id(&self->rest, g_source_remove);
    if (quick)
        self->rest = g_timeout_add(REST, come_to_rest, self);
    self->moving = quick;
    redraw(self);
}

/* By the user's hand: quickly now, at its best when the hand rests. */
static void move(KkrSceneView *self, const kkr_camera *camera)
{
    self->camera = *camera;
    self->camera.span = CLAMP(camera->span, MIN_SPAN, MAX_SPAN);
    kkr_scene_view_hurry(self, true);
    g_signal_emit(self, signals[CAMERA], 0);
}

static void size_of(KkrSceneView *self, double *width, double *height)
{
    *width = MAX(gtk_widget_get_width(GTK_WIDGET(self)), 1);
    *height = MAX(gtk_widget_get_height(GTK_WIDGET(self)), 1);
}

static void on_drag_begin(GtkGestureDrag *drag, double x, double y, KkrSceneView *self)
{
    guint button = gtk_gesture_single_get_current_button(GTK_GESTURE_SINGLE(drag));
    GdkModifierType state =
        gtk_event_controller_get_current_event_state(GTK_EVENT_CONTROLLER(drag));
    gtk_widget_grab_focus(GTK_WIDGET(self));
    self->drag_camera = self->camera;
    self->drag_x = x;
    self->drag_y = y;
    self->dragged = false;
    self->shifted = button == GDK_BUTTON_MIDDLE || (state & GDK_SHIFT_MASK);
    if (button == GDK_BUTTON_SECONDARY)
        gtk_gesture_set_state(GTK_GESTURE(drag), GTK_EVENT_SEQUENCE_DENIED);
}

static void on_drag_update(GtkGestureDrag *drag, double dx, double dy,
                           KkrSceneView *self)
{
    kkr_camera camera = self->drag_camera;
    double width, height;
    if (!self->scene ||
        (!self->dragged &&
         !gtk_drag_check_threshold(GTK_WIDGET(self), 0, 0, (int)dx, (int)dy)))
        return;
    self->dragged = true;
    size_of(self, &width, &height);
    if (self->shifted)
        kkr_camera_pan(&camera, width, height, dx, dy);
    else
        kkr_camera_turn(&camera, width, height, self->drag_x, self->drag_y,
                        self->drag_x + dx, self->drag_y + dy);
    move(self, &camera);
}

static void on_drag_end(GtkGestureDrag *drag, double dx, double dy, KkrSceneView *self)
{
    if (!self->dragged)
        g_signal_emit(self, signals[PICKED], 0, self->drag_x, self->drag_y);
}

static gboolean on_scroll(GtkEventControllerScroll *scroll, double dx, double dy,
                          KkrSceneView *self)
{
    kkr_camera camera = self->camera;
    double width, height;
    if (!self->scene)
        return FALSE;
    size_of(self, &width, &height);
    double factor = pow(1.12, -(dy != 0 ? dy : dx));
    double span = CLAMP(camera.span / factor, MIN_SPAN, MAX_SPAN);
    kkr_camera_zoom(&camera, width, height, self->pointer_x, self->pointer_y,
                    camera.span / span);
    move(self, &camera);
    return TRUE;
}

static void on_motion(GtkEventControllerMotion *motion, double x, double y,
                      KkrSceneView *self)
{
    self->pointer_x = x;
    self->pointer_y = y;
    if (!self->moving)
        g_signal_emit(self, signals[POINTED], 0, x, y);
}

static void on_leave(KkrSceneView *self)
{
    g_signal_emit(self, signals[POINTED], 0, -1., -1.);
}

/* --- the widget ---------------------------------------------------------- */

static void kkr_scene_view_dispose(GObject *object)
{
    KkrSceneView *self = KKR_SCENE_VIEW(object);
    g_clear_handle_id(&self->rest, g_source_remove);
    g_clear_pointer(&self->overlay, gtk_widget_unparent);
    G_OBJECT_CLASS(kkr_scene_view_parent_class)->dispose(object);
}

static void kkr_scene_view_class_init(KkrSceneViewClass *class)
{
    GtkWidgetClass *widget = GTK_WIDGET_CLASS(class);
    GType type = G_TYPE_FROM_CLASS(class);
    G_OBJECT_CLASS(class)->dispose = kkr_scene_view_dispose;
    gtk_widget_class_set_layout_manager_type(widget, GTK_TYPE_BIN_LAYOUT);
    gtk_widget_class_set_accessible_role(widget, GTK_ACCESSIBLE_ROLE_IMG);
    signals[CAMERA] = g_signal_new("camera", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
    signals[PICKED] = g_signal_new("picked", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 2, G_TYPE_DOUBLE, G_TYPE_DOUBLE);
    signals[POINTED] = g_signal_new("pointed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                    NULL, G_TYPE_NONE, 2, G_TYPE_DOUBLE, G_TYPE_DOUBLE);
}

static void add_controllers(KkrSceneView *self)
{
    GtkWidget *widget = GTK_WIDGET(self);
    GtkEventController *motion = gtk_event_controller_motion_new();
    g_signal_connect(motion, "motion", G_CALLBACK(on_motion), self);
    g_signal_connect_swapped(motion, "leave", G_CALLBACK(on_leave), self);
    gtk_widget_add_controller(widget, motion);

    GtkEventController *scroll =
        gtk_event_controller_scroll_new(GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
    g_signal_connect(scroll, "scroll", G_CALLBACK(on_scroll), self);
    gtk_widget_add_controller(widget, scroll);

    GtkGesture *drag = gtk_gesture_drag_new();
    gtk_gesture_single_set_button(GTK_GESTURE_SINGLE(drag), 0);
    g_signal_connect(drag, "drag-begin", G_CALLBACK(on_drag_begin), self);
    g_signal_connect(drag, "drag-update", G_CALLBACK(on_drag_update), self);
    g_signal_connect(drag, "drag-end", G_CALLBACK(on_drag_end), self);
    gtk_widget_add_controller(widget, GTK_EVENT_CONTROLLER(drag));
}

static void kkr_scene_view_init(KkrSceneView *self)
{
    GtkWidget *widget = GTK_WIDGET(self);
    self->camera = kkr_camera_default;
    gtk_widget_set_focusable(widget, TRUE);
    gtk_widget_set_hexpand(widget, TRUE);
    gtk_widget_set_vexpand(widget, TRUE);
    self->overlay = gtk_overlay_new();
    gtk_widget_set_parent(self->overlay, widget);
    self->area = gtk_gl_area_new();
    gtk_gl_area_set_required_version(GTK_GL_AREA(self->area), 3, 3);
    g_signal_connect(self->area, "realize", G_CALLBACK(realize_area), self);
    g_signal_connect(self->area, "unrealize", G_CALLBACK(unrealize_area), self);
    g_signal_connect(self->area, "render", G_CALLBACK(render_area), self);
    g_signal_connect_swapped(self->area, "resize", G_CALLBACK(redraw), self);
    gtk_overlay_set_child(GTK_OVERLAY(self->overlay), self->area);
    self->failure = gtk_label_new(NULL);
    gtk_label_set_wrap(GTK_LABEL(self->failure), TRUE);
    gtk_label_set_max_width_chars(GTK_LABEL(self->failure), 50);
    gtk_label_set_justify(GTK_LABEL(self->failure), GTK_JUSTIFY_CENTER);
    gtk_widget_set_halign(self->failure, GTK_ALIGN_CENTER);
    gtk_widget_set_valign(self->failure, GTK_ALIGN_CENTER);
    gtk_widget_set_visible(self->failure, FALSE);
    gtk_widget_add_css_class(self->failure, "dim");
    gtk_overlay_add_overlay(GTK_OVERLAY(self->overlay), self->failure);
    add_controllers(self);
}

GtkWidget *kkr_scene_view_new(const char *name)
{
    GtkWidget *widget = g_object_new(KKR_TYPE_SCENE_VIEW, NULL);
    gtk_accessible_update_property(GTK_ACCESSIBLE(widget),
                                   GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
    return widget;
}
