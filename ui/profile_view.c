// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/profile_view.h"

#include <math.h>

#include "shaders/profile_plot.h"
#include "ui/controls.h"

struct _KkrProfileView {
    GtkWidget parent;
    KkrDocument *document;
    KkrLineProfile *profile;
    kkr_profile_plot *plot; // NULL: nothing to show
    kkr_profile_style style;
    kkr_profile_layout layout;
    char *font;
    GskRenderNode *curves; // the plot as drawn; NULL: to be drawn anew
};

G_DEFINE_FINAL_TYPE(KkrProfileView, kkr_profile_view, GTK_TYPE_WIDGET)

static const double SNAP = 3; // px from a cell face that still mean the face
static const double DOT = 3;  // px, radius of the cursor's dots

static void invalidate(KkrProfileView *self)
{
    g_clear_pointer(&self->curves, gsk_render_node_unref);
    if (self->plot)
        kkr_profile_plot_place(self->plot, &self->style,
                               gtk_widget_get_width(GTK_WIDGET(self)),
                               gtk_widget_get_height(GTK_WIDGET(self)), &self->layout);
    gtk_widget_queue_draw(GTK_WIDGET(self));
}

static void update(KkrProfileView *self)
{
    const kkr_recipe *recipe = kkr_document_recipe(self->document);
    const kkr_line *line = kkr_line_profile_line(self->profile);
    g_clear_pointer(&self->plot, kkr_profile_plot_free);
    self->style = kkr_profile_style_screen(recipe->dark);
    g_strlcpy(self->style.plot.font, self->font, sizeof self->style.plot.font);
    self->style.snap = 1.0 / gtk_widget_get_scale_factor(GTK_WIDGET(self));
    if (line)
        self->plot =
            kkr_profile_plot_new(line, kkr_line_profile_case(self->profile), recipe);
    invalidate(self);
}

/* --- the cursor ---------------------------------------------------------- */

static double snap_to_face(KkrProfileView *self, double distance)
{
    const kkr_line *line = kkr_line_profile_line(self->profile);
    double per_px = line->points[line->n - 1].distance / self->layout.plot[0].width;
    double nearest = SNAP * per_px, at = distance;
    for (int k = 0; k + 1 < line->n; k++) {
        double d = line->points[k].distance;
        if (d == line->points[k + 1].distance && fabs(d - distance) < nearest) {
            nearest = fabs(d - distance);
            at = d;
        }
    }
    return at;
}

static void on_motion(GtkEventControllerMotion *motion, double x, double y,
                      KkrProfileView *self)
{
    double distance;
    if (!self->plot)
        return;
    if (!kkr_profile_plot_pick(self->plot, &self->layout, x, y, &distance))
        distance = NAN;
    kkr_line_profile_set_cursor(self->profile,
                                isnan(distance) ? NAN : snap_to_face(self, distance));
}

static void on_leave(GtkEventControllerMotion *motion, KkrProfileView *self)
{
    kkr_line_profile_set_cursor(self->profile, NAN);
}

static gboolean on_key(GtkEventControllerKey *key, guint value, guint code,
                       GdkModifierType state, KkrProfileView *self)
{
    const kkr_line *line = kkr_line_profile_line(self->profile);
    bool left = value == GDK_KEY_Left || value == GDK_KEY_KP_Left;
    if (!line || (!left && value != GDK_KEY_Right && value != GDK_KEY_KP_Right))
        return FALSE;
    double length = line->points[line->n - 1].distance;
    double at = kkr_line_profile_cursor(self->profile);
    double step = length / (state & GDK_SHIFT_MASK ? 1000 : 100);
    at = isnan(at) ? 0 : CLAMP(at + (left ? -step : step), 0, length);
    kkr_line_profile_set_cursor(self->profile, at);
    return TRUE;
}

static GdkRGBA rgba(kkr_rgb color, float alpha)
{
    return (GdkRGBA){ (float)color.r / 255, (float)color.g / 255, (float)color.b / 255,
                      alpha };
}

static void add_dot(KkrProfileView *self, GtkSnapshot *snapshot, double x, double y)
{
    GskRoundedRect disc;
    graphene_rect_t rect = GRAPHENE_RECT_INIT((float)(x - DOT), (float)(y - DOT),
                                              (float)(2 * DOT), (float)(2 * DOT));
    GdkRGBA accent = rgba(self->style.plot.accent, 1);
    gsk_rounded_rect_init_from_rect(&disc, &rect, (float)DOT);
    gtk_snapshot_push_rounded_clip(snapshot, &disc);
    gtk_snapshot_append_color(snapshot, &accent, &rect);
    gtk_snapshot_pop(snapshot);
}

static double curve_y(KkrProfileView *self, int i, const kkr_line_point *point)
{
    double value = i ? point->sample.dv : point->sample.v;
    return kkr_profile_plot_y(self->plot, &self->layout, i, value);
}

/* The values at the cursor; at a face those of both sides. */
static void add_dots(KkrProfileView *self, GtkSnapshot *snapshot, int i,
                     double distance)
{
    const kkr_line *line = kkr_line_profile_line(self->profile);
    double x = kkr_profile_plot_x(self->plot, &self->layout, i, distance);
    for (int k = 0; k < line->n; k++) {
        const kkr_line_point *a = &line->points[k], *b = a + 1;
        double y = NAN;
        if (a->distance == distance)
            y = curve_y(self, i, a);
        else if (k + 1 < line->n && a->distance < distance && distance < b->distance)
            y = curve_y(self, i, a) + (curve_y(self, i, b) - curve_y(self, i, a)) *
                                          (distance - a->distance) /
                                          (b->distance - a->distance);
        if (!isnan(y))
            add_dot(self, snapshot, x, y);
    }
}

static void add_cursor(KkrProfileView *self, GtkSnapshot *snapshot, double distance)
{
    GdkRGBA accent = rgba(self->style.plot.accent, 1);
    for (int i = 0; i < self->layout.n; i++) {
        const kkr_rect *r = &self->layout.plot[i];
        double x = kkr_profile_plot_x(self->plot, &self->layout, i, distance);
        gtk_snapshot_append_color(
            snapshot, &accent,
            &GRAPHENE_RECT_INIT(floorf((float)x), (float)r->y, 1, (float)r->height));
        gtk_snapshot_push_clip(
            snapshot, &GRAPHENE_RECT_INIT((float)r->x - 4, (float)r->y,
                                          (float)r->width + 8, (float)r->height));
        add_dots(self, snapshot, i, distance);
        gtk_snapshot_pop(snapshot);
    }
}

static void kkr_profile_view_snapshot(GtkWidget *widget, GtkSnapshot *snapshot)
{
    KkrProfileView *self = KKR_PROFILE_VIEW(widget);
    int width = gtk_widget_get_width(widget), height = gtk_widget_get_height(widget);
    if (!self->plot)
        return;
    if (!self->curves) {
        GtkSnapshot *curves = gtk_snapshot_new();
        cairo_t *cr = kkr_control_begin_cairo(curves, 0, 0, width, height);
        if (cr) {
            kkr_profile_plot_draw(cr, self->plot, &self->layout, &self->style);
            kkr_control_end_cairo(cr);
        }
        self->curves = gtk_snapshot_free_to_node(curves);
    }
    if (self->curves)
        gtk_snapshot_append_node(snapshot, self->curves);
    double distance = kkr_line_profile_cursor(self->profile);
    if (!isnan(distance))
        add_cursor(self, snapshot, distance);
}

/* --- the widget ---------------------------------------------------------- */

static void kkr_profile_view_size_allocate(GtkWidget *widget, int width, int height,
                                           int baseline)
{
    invalidate(KKR_PROFILE_VIEW(widget));
}

static void kkr_profile_view_measure(GtkWidget *widget, GtkOrientation orientation,
                                     int for_size, int *minimum, int *natural,
                                     int *minimum_baseline, int *natural_baseline)
{
    *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 240 : 110;
    *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 1150 : 170;
}

static void kkr_profile_view_dispose(GObject *object)
{
    KkrProfileView *self = KKR_PROFILE_VIEW(object);
    g_clear_pointer(&self->curves, gsk_render_node_unref);
    g_clear_pointer(&self->plot, kkr_profile_plot_free);
    g_clear_object(&self->profile);
    g_clear_object(&self->document);
    G_OBJECT_CLASS(kkr_profile_view_parent_class)->dispose(object);
}

static void kkr_profile_view_finalize(GObject *object)
{
    g_free(KKR_PROFILE_VIEW(object)->font);
    G_OBJECT_CLASS(kkr_profile_view_parent_class)->finalize(object);
}

static void kkr_profile_view_class_init(KkrProfileViewClass *class)
{
    GtkWidgetClass *widget = GTK_WIDGET_CLASS(class);
    G_OBJECT_CLASS(class)->dispose = kkr_profile_view_dispose;
    G_OBJECT_CLASS(class)->finalize = kkr_profile_view_finalize;
    widget->snapshot = kkr_profile_view_snapshot;
    widget->measure = kkr_profile_view_measure;
    widget->size_allocate = kkr_profile_view_size_allocate;
    gtk_widget_class_set_css_name(widget, "profileview");
    gtk_widget_class_set_accessible_role(widget, GTK_ACCESSIBLE_ROLE_IMG);
}

static void kkr_profile_view_init(KkrProfileView *self)
{
    GtkWidget *widget = GTK_WIDGET(self);
    gtk_widget_set_focusable(widget, TRUE);
    gtk_widget_set_vexpand(widget, TRUE);
    gtk_accessible_update_property(GTK_ACCESSIBLE(self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                   "V, V0 and V − V0 along the line", -1);
    GtkEventController *motion = gtk_event_controller_motion_new();
    g_signal_connect(motion, "motion", G_CALLBACK(on_motion), self);
    g_signal_connect(motion, "leave", G_CALLBACK(on_leave), self);
    gtk_widget_add_controller(widget, motion);
    GtkEventController *key = gtk_event_controller_key_new();
    g_signal_connect(key, "key-pressed", G_CALLBACK(on_key), self);
    gtk_widget_add_controller(widget, key);
    const PangoFontDescription *font =
        pango_context_get_font_description(gtk_widget_get_pango_context(widget));
    self->font = g_strdup(pango_font_description_get_family(font));
}

GtkWidget *kkr_profile_view_new(KkrDocument *document, KkrLineProfile *profile)
{
    KkrProfileView *self = g_object_new(KKR_TYPE_PROFILE_VIEW, NULL);
    self->document = g_object_ref(document);
    self->profile = g_object_ref(profile);
    g_signal_connect_object(profile, "changed", G_CALLBACK(update), self,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(document, "changed", G_CALLBACK(update), self,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(profile, "cursor", G_CALLBACK(gtk_widget_queue_draw), self,
                            G_CONNECT_SWAPPED);
    update(self);
    return GTK_WIDGET(self);
}
