// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/stage.h"

#include <epoxy/gl.h>
#include <math.h>
#include <string.h>

#include "shaders/renderer.h"
#include "ui/crosshair.h"
#include "ui/view.h"

struct _KkrStage {
    GtkWidget parent;
    KkrDocument *document;
    GtkWidget *overlay;
    GtkWidget *area;      // everything that stays while the mouse moves, by OpenGL
    GtkWidget *plain;     // the same by cairo, shown where there is no OpenGL
    GtkWidget *crosshair; // what follows the mouse
    kkr_panels_style style;
    char *font;
    kkr_panels_layout layout;
    kkr_quantity active; // that is marked

    kkr_renderer *renderer;
    unsigned uploaded[KKR_QUANTITY_COUNT]; // serials of its slices; 0: none
    bool dirty; // colours must be drawn again, not only copied

    double drag_s, drag_t; // centre of the view when the drag began
    double zoom_width;     // width of the view when the pinch began
    double pointer_x, pointer_y;
};

G_DEFINE_FINAL_TYPE(KkrStage, kkr_stage, GTK_TYPE_WIDGET)

static const double WHEEL_STEP = 0.1;                  // bohr per notch of the wheel
static const double MIN_WIDTH = 0.05, MAX_WIDTH = 120; // of a panel, bohr

/* --- geometry ------------------------------------------------------------ */

/* Any shown panel: they are all alike. */
static const kkr_rect *some_panel(const KkrStage *self)
{
    for (int q = 0; q < KKR_QUANTITY_COUNT; q++)
        if (self->layout.shown[q])
            return &self->layout.panel[q];
    return NULL;
}

static void redraw(KkrStage *self);

static void place(KkrStage *self)
{
    int width = gtk_widget_get_width(GTK_WIDGET(self));
    int height = gtk_widget_get_height(GTK_WIDGET(self));
    if (width <= 0 || height <= 0)
        return;
    int scale = gtk_widget_get_scale_factor(GTK_WIDGET(self));
    self->style.snap = 1.0 / scale;
    kkr_panels_place(&self->style, kkr_document_recipe(self->document), width, height,
                     &self->layout);
    const kkr_rect *panel = some_panel(self);
    if (panel && panel->width >= 1 && panel->height >= 1)
        kkr_document_set_panel_size(self->document, (int)lround(panel->width * scale),
                                    (int)lround(panel->height * scale));
    kkr_crosshair_place(KKR_CROSSHAIR(self->crosshair), &self->layout, &self->style,
                        self->active);
    redraw(self);
}

/* Bohr per logical pixel of the active panel. */
static double pitch(KkrStage *self)
{
    const kkr_rect *panel = some_panel(self);
    return panel ? kkr_document_view_width(self->document) / panel->width : 1;
}

/* From px to the plane of the panel there; which that is, -1: none. */
static int to_plane(KkrStage *self, double x, double y, double *s, double *t)
{
    int q = kkr_panels_pick(&self->layout, x, y);
    if (q < 0 || !kkr_document_case(self->document))
        return -1;
    const kkr_rect *panel = &self->layout.panel[q];
    const kkr_panel_view view = kkr_document_panel(self->document, (kkr_quantity)q);
    *s = view.center_s + (x - panel->x - panel->width / 2) * view.width / panel->width;
    *t = view.center_t - (y - panel->y - panel->height / 2) * view.width / panel->width;
    return q;
}

bool kkr_stage_to_point(KkrStage *self, double x, double y, kkr_vec3 *point)
{
    double s, t;
    int q = to_plane(self, x, y, &s, &t);
    if (q < 0)
        return false;
    const kkr_panel_view view = kkr_document_panel(self->document, (kkr_quantity)q);
    *point = kkr_plane_point(&view.plane, s, t);
    return true;
}

/* What moves a panel that is unlinked moves it alone, and what moves others not it. */
static void take_up(KkrStage *self, double x, double y)
{
    const kkr_recipe *recipe = kkr_document_recipe(self->document);
    int q = kkr_panels_pick(&self->layout, x, y);
    if (q >= 0 && (recipe->own[q].unlinked || recipe->own[recipe->active].unlinked))
        kkr_document_set_active(self->document, (kkr_quantity)q);
}

/* Changes the width so that the point (s, t) stays where it is on the screen. */
static void zoom_about(KkrStage *self, double width, double s, double t)
{
    double old = kkr_document_view_width(self->document);
    width = CLAMP(width, MIN_WIDTH, MAX_WIDTH);
    kkr_recipe next = *kkr_document_recipe(self->document);
    next.center_s = s + (next.center_s - s) * width / old;
    next.center_t = t + (next.center_t - t) * width / old;
    next.width = width;
    kkr_document_edit(self->document, &next, "zoom");
}

void kkr_stage_zoom(KkrStage *self, double factor)
{
    const kkr_recipe *recipe = kkr_document_recipe(self->document);
    zoom_about(self, kkr_document_view_width(self->document) / factor, recipe->center_s,
               recipe->center_t);
}

/* --- colours ------------------------------------------------------------- */

/* Without OpenGL cairo draws the same picture; slower, but nothing is missing. */
static void fail_gl(KkrStage *self, const char *message)
{
    g_message("drawing without OpenGL: %s", message);
    gtk_widget_set_visible(self->plain, TRUE);
}

static void realize_area(GtkGLArea *area, KkrStage *self)
{
    gtk_gl_area_make_current(area);
    GError *error = gtk_gl_area_get_error(area);
    if (error) {
        fail_gl(self, error->message);
        return;
    }
    kkr_error err = { 0 };
    self->renderer = kkr_renderer_new(&err);
    if (!self->renderer) {
        fail_gl(self, err.message);
        return;
    }
    memset(self->uploaded, 0, sizeof self->uploaded);
    self->dirty = true;
}

static void unrealize_area(GtkGLArea *area, KkrStage *self)
{
    gtk_gl_area_make_current(area);
    if (!gtk_gl_area_get_error(area))
        kkr_renderer_free(self->renderer);
    self->renderer = NULL;
}

/* Lines and text as an image, by the code that figures use. */
static bool upload_marks(KkrStage *self, const KkrPicture *picture, int width,
                         int height, int scale, kkr_error *err)
{
    cairo_surface_t *surface =
        cairo_image_surface_create(CAIRO_FORMAT_ARGB32, width, height);
    cairo_surface_set_device_scale(surface, scale, scale);
    cairo_t *cr = cairo_create(surface);
    kkr_panels_draw(cr, picture->panels, &self->layout, &self->style,
                    KKR_LAYER_MARKS | KKR_LAYER_BARS | KKR_LAYER_TITLES);
    cairo_destroy(cr);
    cairo_surface_flush(surface);
    bool ok = cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS;
    if (!ok)
        kkr_fail(err, KKR_ERROR_MEMORY, "no memory for a picture of %d x %d pixels",
                 width, height);
    else
        kkr_renderer_set_marks(self->renderer, cairo_image_surface_get_data(surface),
                               width, height, cairo_image_surface_get_stride(surface));
    cairo_surface_destroy(surface);
    return ok;
}

/* Each slice once, to the slot of the first panel that shows it; -1: it failed. */
static int upload_slice(KkrStage *self, const KkrPicture *picture, kkr_quantity q,
                        kkr_error *err)
{
    int slot = 0;
    while (picture->serials[slot] != picture->serials[q])
        slot++;
    if (self->uploaded[slot] != picture->serials[q] &&
        !kkr_renderer_set_slice(self->renderer, slot,
                                kkr_panels_slice(picture->panels, (kkr_quantity)q),
                                err))
        return -1;
    self->uploaded[slot] = picture->serials[q];
    return slot;
}

static bool draw_colors(KkrStage *self, const KkrPicture *picture, kkr_error *err)
{
    int scale = gtk_widget_get_scale_factor(self->area);
    int height = gtk_widget_get_height(self->area) * scale;
    kkr_renderer_panel panels[KKR_QUANTITY_COUNT];
    int n = 0;
    kkr_renderer_view view = {
        .width = gtk_widget_get_width(self->area) * scale,
        .height = height,
        .paper = self->style.plot.paper,
        .unknown = self->style.plot.unknown,
        .hatch = self->style.plot.hatch,
        .hatch_period = (int)lround(self->style.hatch * scale),
        .hatch_width = scale,
        .dim = kkr_panels_dimmed,
    };
    if (picture) {
        if (!upload_marks(self, picture, view.width, height, scale, err))
            return false;
        for (int q = 0; q < KKR_QUANTITY_COUNT; q++) {
            const kkr_rect *rect = &self->layout.panel[q];
            if (!self->layout.shown[q])
                continue;
            int slot = upload_slice(self, picture, (kkr_quantity)q, err);
            if (slot < 0)
                return false;
            const kkr_panel_view at =
                kkr_recipe_panel(&picture->recipe, (kkr_quantity)q);
            panels[n++] = (kkr_renderer_panel){
                (int)lround(rect->x * scale),
                height - (int)lround((rect->y + rect->height) * scale),
                (int)lround(rect->width * scale),
                (int)lround(rect->height * scale),
                slot,
                at.center_s,
                at.center_t,
                at.width / (rect->width * scale),
                (kkr_quantity)q,
                kkr_panels_scale(picture->panels, (kkr_quantity)q),
                kkr_panels_colormap(picture->panels, (kkr_quantity)q),
            };
        }
    }
    return kkr_renderer_draw(self->renderer, &view, panels, n, err);
}

static gboolean render_area(GtkGLArea *area, GdkGLContext *context, KkrStage *self)
{
    if (!self->renderer)
        return FALSE;
    GLint target = 0; // GTK's framebuffer is not number 0
    glGetIntegerv(GL_DRAW_FRAMEBUFFER_BINDING, &target);
    if (self->dirty) {
        kkr_error err = { 0 };
        if (!draw_colors(self, kkr_document_picture(self->document), &err)) {
            fail_gl(self, err.message);
            return FALSE;
        }
        self->dirty = false;
    }
    kkr_renderer_copy(self->renderer, (unsigned)target);
    return TRUE;
}

/* --- without OpenGL ------------------------------------------------------ */

static void draw_plain(GtkDrawingArea *area, cairo_t *cr, int width, int height,
                       void *user)
{
    KkrStage *self = user;
    const KkrPicture *picture = kkr_document_picture(self->document);
    if (picture)
        kkr_panels_draw(cr, picture->panels, &self->layout, &self->style,
                        KKR_LAYER_PAGE);
}

static void redraw(KkrStage *self)
{
    self->dirty = true;
    gtk_gl_area_queue_render(GTK_GL_AREA(self->area));
    gtk_widget_queue_draw(self->plain);
}

/* Another number of panels lies elsewhere; all else waits for its picture. */
static void on_changed(KkrStage *self)
{
    const kkr_recipe *recipe = kkr_document_recipe(self->document);
    int only = recipe->only;
    int shown = 0;
    for (int q = 0; q < KKR_QUANTITY_COUNT; q++)
        shown += self->layout.shown[q];
    if (only < 0 ? shown != KKR_QUANTITY_COUNT
                 : shown != 1 || !self->layout.shown[only])
        place(self);
    if (recipe->active != self->active) {
        self->active = recipe->active;
        kkr_crosshair_place(KKR_CROSSHAIR(self->crosshair), &self->layout, &self->style,
                            self->active);
    }
}

/* --- mouse --------------------------------------------------------------- */

static void on_motion(GtkEventControllerMotion *motion, double x, double y,
                      KkrStage *self)
{
    double s, t;
    self->pointer_x = x;
    self->pointer_y = y;
    int q = to_plane(self, x, y, &s, &t);
    if (q >= 0)
        kkr_document_set_probe(self->document, (kkr_quantity)q, s, t);
}

/* Which colour bar is at (x, y); -1: none. */
static int bar_at(const KkrStage *self, double x, double y)
{
    for (int i = 0; i < self->layout.n_bars; i++) {
        const kkr_rect *bar = &self->layout.bar[i];
        if (x >= bar->x && x < bar->x + bar->width && y >= bar->y &&
            y < bar->y + bar->height)
            return i;
    }
    return -1;
}

/* A wheel's notch over a bar makes its range ten times as wide or as narrow. */
static void stretch_range(KkrStage *self, int bar, double notches)
{
    kkr_recipe next = *kkr_document_recipe(self->document);
    bool is_signed = self->layout.bar_quantity[bar][1] <= KKR_QUANTITY_DV;
    kkr_scale_pair *pair = is_signed ? &next.signed_scales : &next.absolute_scales;
    double base = pair->v.kind == KKR_SCALE_LINEAR ? 2 : 10;
    double factor = pow(base, -round(notches));
    kkr_scale *const scales[] = { &pair->v, &pair->dv };
    for (int i = 0; i < 2; i++) {
        scales[i]->limit *= factor;
        if (is_signed)
            scales[i]->low = -scales[i]->limit;
        if (!kkr_scale_check(scales[i], NULL))
            return; // the linear part or the lower end would be reached
    }
    next.auto_scales = false;
    kkr_document_edit(self->document, &next, "range");
}

static gboolean on_scroll(GtkEventControllerScroll *scroll, double dx, double dy,
                          KkrStage *self)
{
    GdkModifierType state =
        gtk_event_controller_get_current_event_state(GTK_EVENT_CONTROLLER(scroll));
    const kkr_case *object = kkr_document_case(self->document);
    double s, t;
    if (!object)
        return FALSE;
    take_up(self, self->pointer_x, self->pointer_y);
    if (dy == 0)
        dy = dx; // Shift turns the wheel sideways on some systems
    if (state & GDK_CONTROL_MASK) {
        if (to_plane(self, self->pointer_x, self->pointer_y, &s, &t) >= 0)
            zoom_about(self, kkr_document_view_width(self->document) * pow(1.15, dy), s,
                       t);
        return TRUE;
    }
    int bar = bar_at(self, self->pointer_x, self->pointer_y);
    if (bar >= 0) {
        stretch_range(self, bar, dy);
        return TRUE;
    }
    double step = -dy * (state & GDK_SHIFT_MASK ? WHEEL_STEP / 10 : WHEEL_STEP);
    const kkr_recipe *recipe = kkr_document_recipe(self->document);
    // a touchpad glides, a wheel steps from one round number to the next
    double offset = fabs(dy) < 1 ? recipe->plane.offset + step
                                 : kkr_view_step(recipe, object, step);
    kkr_document_set_offset(self->document, offset, "offset");
    return TRUE;
}

static void on_drag_begin(GtkGestureDrag *drag, double x, double y, KkrStage *self)
{
    const kkr_recipe *recipe = kkr_document_recipe(self->document);
    gtk_widget_grab_focus(GTK_WIDGET(self));
    if (kkr_panels_pick(&self->layout, x, y) < 0) {
        gtk_gesture_set_state(GTK_GESTURE(drag), GTK_EVENT_SEQUENCE_DENIED);
        return;
    }
    take_up(self, x, y);
    recipe = kkr_document_recipe(self->document);
    self->drag_s = recipe->center_s;
    self->drag_t = recipe->center_t;
}

static void on_drag_update(GtkGestureDrag *drag, double dx, double dy, KkrStage *self)
{
    if (!gtk_drag_check_threshold(GTK_WIDGET(self), 0, 0, (int)dx, (int)dy) &&
        self->drag_s == kkr_document_recipe(self->document)->center_s &&
        self->drag_t == kkr_document_recipe(self->document)->center_t)
        return; // a click with a trembling hand
    kkr_recipe next = *kkr_document_recipe(self->document);
    next.center_s = self->drag_s - dx * pitch(self);
    next.center_t = self->drag_t + dy * pitch(self);
    kkr_document_edit(self->document, &next, "pan");
}

static void on_pressed(GtkGestureClick *click, int n, double x, double y,
                       KkrStage *self)
{
    int q = kkr_panels_pick(&self->layout, x, y);
    if (q < 0)
        return;
    kkr_document_set_active(self->document, (kkr_quantity)q);
}

static void on_zoom_begin(GtkGesture *gesture, GdkEventSequence *sequence,
                          KkrStage *self)
{
    double x, y;
    if (gtk_gesture_get_bounding_box_center(gesture, &x, &y))
        take_up(self, x, y);
    self->zoom_width = kkr_document_view_width(self->document);
}

static void on_zoom(GtkGestureZoom *zoom, double scale, KkrStage *self)
{
    double x, y, s, t;
    if (gtk_gesture_get_bounding_box_center(GTK_GESTURE(zoom), &x, &y) &&
        to_plane(self, x, y, &s, &t) >= 0 && scale > 0)
        zoom_about(self, self->zoom_width / scale, s, t);
}

/* --- the widget ---------------------------------------------------------- */

void kkr_stage_set_dark(KkrStage *self, bool dark)
{
    self->style = kkr_panels_style_screen(dark);
    if (self->font)
        g_strlcpy(self->style.plot.font, self->font, sizeof self->style.plot.font);
    place(self);
}

const kkr_panels_layout *kkr_stage_layout(KkrStage *self)
{
    return &self->layout;
}

const kkr_panels_style *kkr_stage_style(KkrStage *self)
{
    return &self->style;
}

void kkr_stage_add_overlay(KkrStage *self, GtkWidget *overlay)
{
    gtk_overlay_add_overlay(GTK_OVERLAY(self->overlay), overlay);
    // below the read-outs
    gtk_widget_insert_before(overlay, self->overlay, self->crosshair);
}

GdkTexture *kkr_stage_render(KkrStage *self)
{
    GtkWidget *widget = GTK_WIDGET(self);
    int width = gtk_widget_get_width(widget), height = gtk_widget_get_height(widget);
    int scale = gtk_widget_get_scale_factor(widget);
    GtkNative *native = gtk_widget_get_native(widget);
    if (!native || !gtk_widget_get_mapped(widget))
        return NULL;
    g_autoptr(GdkPaintable) paintable = gtk_widget_paintable_new(widget);
    GtkSnapshot *snapshot = gtk_snapshot_new();
    const kkr_rgb paper = self->style.plot.paper;
    const GdkRGBA ground = { (float)paper.r / 255, (float)paper.g / 255,
                             (float)paper.b / 255, 1 };
    gtk_snapshot_scale(snapshot, (float)scale, (float)scale);
    gtk_snapshot_append_color(snapshot, &ground,
                              &GRAPHENE_RECT_INIT(0, 0, (float)width, (float)height));
    gdk_paintable_snapshot(paintable, snapshot, width, height);
    g_autoptr(GskRenderNode) node = gtk_snapshot_free_to_node(snapshot);
    return gsk_renderer_render_texture(
        gtk_native_get_renderer(native), node,
        &GRAPHENE_RECT_INIT(0, 0, (float)(width * scale), (float)(height * scale)));
}

void kkr_stage_highlight(KkrStage *self, int site)
{
    kkr_crosshair_highlight(KKR_CROSSHAIR(self->crosshair), site);
}

static void kkr_stage_size_allocate(GtkWidget *widget, int width, int height,
                                    int baseline)
{
    KkrStage *self = KKR_STAGE(widget);
    gtk_widget_size_allocate(self->overlay, &(GtkAllocation){ 0, 0, width, height },
                             baseline);
    // a menu that was opened here grows with its contents
    for (GtkWidget *child = gtk_widget_get_first_child(widget); child;
         child = gtk_widget_get_next_sibling(child))
        if (GTK_IS_POPOVER(child))
            gtk_popover_present(GTK_POPOVER(child));
    place(self);
}

static void kkr_stage_measure(GtkWidget *widget, GtkOrientation orientation,
                              int for_size, int *minimum, int *natural,
                              int *minimum_baseline, int *natural_baseline)
{
    // four panels of 100 px with their bars; an area for OpenGL has no size of its own
    *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 340 : 260;
    *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 1150 : 820;
}

static void kkr_stage_dispose(GObject *object)
{
    KkrStage *self = KKR_STAGE(object);
    g_clear_pointer(&self->overlay, gtk_widget_unparent);
    g_clear_object(&self->document);
    G_OBJECT_CLASS(kkr_stage_parent_class)->dispose(object);
}

static void kkr_stage_finalize(GObject *object)
{
    KkrStage *self = KKR_STAGE(object);
    g_free(self->font);
    G_OBJECT_CLASS(kkr_stage_parent_class)->finalize(object);
}

static void kkr_stage_class_init(KkrStageClass *class)
{
    GObjectClass *object = G_OBJECT_CLASS(class);
    GtkWidgetClass *widget = GTK_WIDGET_CLASS(class);
    object->dispose = kkr_stage_dispose;
    object->finalize = kkr_stage_finalize;
    widget->size_allocate = kkr_stage_size_allocate;
    widget->measure = kkr_stage_measure;
    gtk_widget_class_set_css_name(widget, "stage");
    gtk_widget_class_set_accessible_role(widget, GTK_ACCESSIBLE_ROLE_IMG);
}

static void add_controllers(KkrStage *self)
{
    GtkWidget *widget = GTK_WIDGET(self);
    GtkEventController *motion = gtk_event_controller_motion_new();
    g_signal_connect(motion, "motion", G_CALLBACK(on_motion), self);
    gtk_widget_add_controller(widget, motion);

    GtkEventController *scroll =
        gtk_event_controller_scroll_new(GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
    g_signal_connect(scroll, "scroll", G_CALLBACK(on_scroll), self);
    gtk_widget_add_controller(widget, scroll);

    GtkGesture *drag = gtk_gesture_drag_new();
    gtk_gesture_single_set_button(GTK_GESTURE_SINGLE(drag), 0);
    g_signal_connect(drag, "drag-begin", G_CALLBACK(on_drag_begin), self);
    g_signal_connect(drag, "drag-update", G_CALLBACK(on_drag_update), self);
    gtk_widget_add_controller(widget, GTK_EVENT_CONTROLLER(drag));

    GtkGesture *click = gtk_gesture_click_new();
    g_signal_connect(click, "pressed", G_CALLBACK(on_pressed), self);
    gtk_widget_add_controller(widget, GTK_EVENT_CONTROLLER(click));

    GtkGesture *zoom = gtk_gesture_zoom_new();
    g_signal_connect(zoom, "begin", G_CALLBACK(on_zoom_begin), self);
    g_signal_connect(zoom, "scale-changed", G_CALLBACK(on_zoom), self);
    gtk_widget_add_controller(widget, GTK_EVENT_CONTROLLER(zoom));
}

static void kkr_stage_init(KkrStage *self)
{
    GtkWidget *widget = GTK_WIDGET(self);
    gtk_widget_set_focusable(widget, TRUE);
    gtk_widget_set_hexpand(widget, TRUE);
    gtk_widget_set_vexpand(widget, TRUE);
    gtk_accessible_update_property(GTK_ACCESSIBLE(self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                   "Slices of V, V − V0 and their absolute values", -1);
    self->overlay = gtk_overlay_new();
    gtk_widget_set_parent(self->overlay, widget);
    self->area = gtk_gl_area_new();
    gtk_gl_area_set_required_version(GTK_GL_AREA(self->area), 3, 3);
    g_signal_connect(self->area, "realize", G_CALLBACK(realize_area), self);
    g_signal_connect(self->area, "unrealize", G_CALLBACK(unrealize_area), self);
    g_signal_connect(self->area, "render", G_CALLBACK(render_area), self);
    gtk_overlay_set_child(GTK_OVERLAY(self->overlay), self->area);
    self->plain = gtk_drawing_area_new();
    gtk_drawing_area_set_draw_func(GTK_DRAWING_AREA(self->plain), draw_plain, self,
                                   NULL);
    gtk_widget_set_visible(self->plain, FALSE);
    gtk_widget_set_can_target(self->plain, FALSE);
    gtk_overlay_add_overlay(GTK_OVERLAY(self->overlay), self->plain);
    add_controllers(self);

    const PangoFontDescription *font =
        pango_context_get_font_description(gtk_widget_get_pango_context(widget));
    self->font = g_strdup(pango_font_description_get_family(font));
}

GtkWidget *kkr_stage_new(KkrDocument *document)
{
    KkrStage *self = g_object_new(KKR_TYPE_STAGE, NULL);
    self->document = g_object_ref(document);
    self->crosshair = kkr_crosshair_new(document);
    gtk_overlay_add_overlay(GTK_OVERLAY(self->overlay), self->crosshair);
    g_signal_connect_object(document, "picture", G_CALLBACK(redraw), self,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(document, "changed", G_CALLBACK(on_changed), self,
                            G_CONNECT_SWAPPED);
    kkr_stage_set_dark(self, false);
    return GTK_WIDGET(self);
}
