// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/features_stage.h"

#include <math.h>

#include "shaders/jl_plot.h"
#include "ui/units.h"

struct _KkrFeaturesStage {
    GtkWidget parent;
    KkrDocument *document;
    KkrFeaturesTask *task;
    GtkWidget *overlay, *area, *message;
    kkr_jl_style style;
    char *font;
};

G_DEFINE_FINAL_TYPE(KkrFeaturesStage, kkr_features_stage, GTK_TYPE_WIDGET)

/* --- geometry ------------------------------------------------------------ */

/* Functions at the left, one below another; the fingerprint above two maps. */
typedef struct Layout {
    kkr_rect functions[3], fingerprint, map[2], shares;
    double fingerprint_scale;
} Layout;

static const KkrFeatures *shown(KkrFeaturesStage *self)
{
    const KkrFeatures *features = kkr_features_task_result(self->task);
    return features && features->components ? features : NULL;
}

static Layout place(KkrFeaturesStage *self, const KkrFeatures *features)
{
    const kkr_jl_style *s = &self->style;
    double m = s->margin, width = gtk_widget_get_width(GTK_WIDGET(self)) - 2 * m;
    double height = gtk_widget_get_height(GTK_WIDGET(self)) - 2 * m;
    double left = round(0.32 * width), right = width - left - s->gap;
    Layout at = { .fingerprint_scale = 1 };
    for (int i = 0; i < 3; i++)
        at.functions[i] = (kkr_rect){ m, m + i * (height + s->gap / 2) / 3, left,
                                      (height - s->gap) / 3 };
    double x = m + left + s->gap, below = 0.52 * height;
    double map = fmin((right - s->gap) / 2, below - s->head - s->bar_room);
    at.fingerprint = (kkr_rect){ x, m, right, height - below - s->gap };
    double wanted =
        kkr_jl_fingerprint_height(features->fingerprint, s, at.fingerprint.width);
    at.fingerprint_scale = fmin(1, at.fingerprint.height / wanted);
    for (int i = 0; i < 2; i++)
        at.map[i] =
            (kkr_rect){ x + i * (map + s->gap), m + height - below, map, below };
    at.shares = at.map[1];
    at.shares.x += map + s->gap;
    at.shares.width = m + width - at.shares.x;
    return at;
}

/* --- drawing ------------------------------------------------------------- */

static void draw_fingerprint(cairo_t *cr, const KkrFeatures *features,
                             const kkr_jl_view *view, const kkr_jl_style *style,
                             const Layout *at)
{
    double scale = at->fingerprint_scale;
    kkr_rect area = { 0, 0, at->fingerprint.width / scale,
                      at->fingerprint.height / scale };
    cairo_save(cr);
    cairo_rectangle(cr, at->fingerprint.x, at->fingerprint.y, at->fingerprint.width,
                    at->fingerprint.height);
    cairo_clip(cr);
    cairo_translate(cr, at->fingerprint.x, at->fingerprint.y);
    cairo_scale(cr, scale, scale);
    kkr_jl_draw_fingerprint(cr, features->fingerprint, view, style, &area);
    cairo_restore(cr);
}

static void draw(GtkDrawingArea *area, cairo_t *cr, int width, int height, void *user)
{
    KkrFeaturesStage *self = user;
    const KkrFeatures *features = shown(self);
    if (!features || width < 300 || height < 300)
        return;
    // marks and units as they are now, numbers as they were computed
    const kkr_recipe *recipe = kkr_document_recipe(self->document);
    kkr_jl_view view = { recipe, features->source->object->alat };
    Layout at = place(self, features);
    const kkr_jl_picture *p = features->fingerprint;
    int k = 0;
    if (p->settings.body & KKR_JL_ONE_BODY)
        kkr_jl_draw_radial(cr, p, &view, &self->style, 1, &at.functions[k++]);
    if (p->settings.body & KKR_JL_TWO_BODY) {
        kkr_jl_draw_radial(cr, p, &view, &self->style, 2, &at.functions[k++]);
        kkr_jl_draw_angular(cr, p, &self->style, &at.functions[k++]);
    }
    draw_fingerprint(cr, features, &view, &self->style, &at);
    kkr_jl_draw_map(cr, features->likeness, &view, &self->style, &at.map[0]);
    kkr_jl_draw_map(cr, features->components, &view, &self->style, &at.map[1]);
    if (at.shares.width > 14 * self->style.label)
        kkr_jl_draw_shares(cr, features->components, &self->style, &at.shares);
}

static void on_picture(KkrFeaturesStage *self)
{
    const KkrFeatures *features = kkr_features_task_result(self->task);
    bool empty = features && features->message;
    gtk_widget_set_visible(self->message, empty);
    gtk_label_set_text(GTK_LABEL(self->message),
                       empty ? kkr_units_brief(features->message) : "");
    gtk_widget_queue_draw(self->area);
}

/* --- work ---------------------------------------------------------------- */

static void task_changed(void *owner)
{
    KkrFeaturesStage *self = owner;
    on_picture(self);
    kkr_document_announce(self->document);
}

static void work_want(void *user, KkrSource *source, const kkr_recipe *recipe)
{
    kkr_features_task_want(KKR_FEATURES_STAGE(user)->task, source, recipe);
}

static void work_forget(void *user)
{
    kkr_features_task_forget(KKR_FEATURES_STAGE(user)->task);
}

static bool work_busy(const void *user)
{
    return kkr_features_task_busy(((const KkrFeaturesStage *)user)->task);
}

static bool work_there(const void *user)
{
    return kkr_features_task_result(((const KkrFeaturesStage *)user)->task) != NULL;
}

static const KkrViewWork work = { work_want, work_forget, work_busy, work_there };

/* --- mouse --------------------------------------------------------------- */

/* The point of the plane below the pointer; false beside the maps. */
static bool point_at(KkrFeaturesStage *self, double x, double y, kkr_vec3 *point)
{
    const KkrFeatures *features = shown(self);
    if (!features)
        return false;
    Layout at = place(self, features);
    for (int i = 0; i < 2; i++) {
        kkr_rect box = kkr_jl_map_place(features->likeness, &self->style, &at.map[i]);
        if (x < box.x || x > box.x + box.width || y < box.y || y > box.y + box.height)
            continue;
        const kkr_slice *slice = features->slice;
        double pixel = box.width / slice->width;
        *point = kkr_plane_point(
            &slice->plane, slice->s0 + slice->pitch * ((x - box.x) / pixel - 0.5),
            slice->t0 + slice->pitch * ((box.y + box.height - y) / pixel - 0.5));
        return true;
    }
    return false;
}

static void on_motion(GtkEventControllerMotion *motion, double x, double y,
                      KkrFeaturesStage *self)
{
    const KkrFeatures *features = shown(self);
    kkr_vec3 point;
    if (!features || !point_at(self, x, y, &point))
        return;
    kkr_sample s = kkr_sampler_point(features->source->sampler, point);
    char v[32], dv[32];
    kkr_format_number(s.v, 5, v, sizeof v);
    kkr_format_number(s.dv, 4, dv, sizeof dv);
    g_autofree char *text = g_strdup_printf(
        "(%.3f, %.3f, %.3f) bohr   <i>V</i> %s Ry   <i>V</i> − <i>V</i>₀ %s Ry",
        point.x, point.y, point.z, v, dv);
    kkr_document_set_note(self->document, text, "click to describe this point");
}

static void on_leave(KkrFeaturesStage *self)
{
    kkr_document_set_note(self->document, NULL, "click on a map to describe a point");
}

static void on_pressed(GtkGestureClick *click, int n, double x, double y,
                       KkrFeaturesStage *self)
{
    kkr_vec3 point;
    gtk_widget_grab_focus(GTK_WIDGET(self));
    if (!point_at(self, x, y, &point))
        return;
    // three commas and no locale
    char text[3][G_ASCII_DTOSTR_BUF_SIZE];
    g_ascii_dtostr(text[0], sizeof *text, point.x);
    g_ascii_dtostr(text[1], sizeof *text, point.y);
    g_ascii_dtostr(text[2], sizeof *text, point.z);
    g_autofree char *all = g_strjoin(",", text[0], text[1], text[2], NULL);
    gtk_widget_activate_action(GTK_WIDGET(self), "win.pin", "s", all);
}

/* --- the widget ---------------------------------------------------------- */

void kkr_features_stage_set_dark(KkrFeaturesStage *self, bool dark)
{
    self->style = kkr_jl_style_screen(dark);
    g_strlcpy(self->style.plot.font, self->font, sizeof self->style.plot.font);
    self->style.snap = 1.0 / gtk_widget_get_scale_factor(GTK_WIDGET(self));
    on_picture(self);
}

static void kkr_features_stage_dispose(GObject *object)
{
    KkrFeaturesStage *self = KKR_FEATURES_STAGE(object);
    g_clear_pointer(&self->task, kkr_features_task_free);
    g_clear_pointer(&self->overlay, gtk_widget_unparent);
    g_clear_object(&self->document);
    G_OBJECT_CLASS(kkr_features_stage_parent_class)->dispose(object);
}

static void kkr_features_stage_finalize(GObject *object)
{
    g_free(KKR_FEATURES_STAGE(object)->font);
    G_OBJECT_CLASS(kkr_features_stage_parent_class)->finalize(object);
}

static void kkr_features_stage_class_init(KkrFeaturesStageClass *class)
{
    GtkWidgetClass *widget = GTK_WIDGET_CLASS(class);
    G_OBJECT_CLASS(class)->dispose = kkr_features_stage_dispose;
    G_OBJECT_CLASS(class)->finalize = kkr_features_stage_finalize;
    gtk_widget_class_set_layout_manager_type(widget, GTK_TYPE_BIN_LAYOUT);
    gtk_widget_class_set_css_name(widget, "stage");
    gtk_widget_class_set_accessible_role(widget, GTK_ACCESSIBLE_ROLE_IMG);
}

static void kkr_features_stage_init(KkrFeaturesStage *self)
{
    GtkWidget *widget = GTK_WIDGET(self);
    self->task = kkr_features_task_new(self, task_changed);
    gtk_widget_set_focusable(widget, TRUE);
    gtk_accessible_update_property(
        GTK_ACCESSIBLE(self), GTK_ACCESSIBLE_PROPERTY_LABEL,
        "Jacobi-Legendre features: functions, fingerprint, likeness and components",
        -1);
    self->overlay = gtk_overlay_new();
    gtk_widget_set_parent(self->overlay, widget);
    self->area = gtk_drawing_area_new();
    gtk_widget_set_size_request(self->area, 640, 420);
    gtk_drawing_area_set_draw_func(GTK_DRAWING_AREA(self->area), draw, self, NULL);
    gtk_overlay_set_child(GTK_OVERLAY(self->overlay), self->area);
    self->message = gtk_label_new(NULL);
    gtk_label_set_wrap(GTK_LABEL(self->message), TRUE);
    gtk_label_set_max_width_chars(GTK_LABEL(self->message), 60);
    gtk_label_set_justify(GTK_LABEL(self->message), GTK_JUSTIFY_CENTER);
    gtk_widget_set_halign(self->message, GTK_ALIGN_CENTER);
    gtk_widget_set_valign(self->message, GTK_ALIGN_CENTER);
    gtk_widget_add_css_class(self->message, "dim");
    gtk_widget_set_visible(self->message, FALSE);
    gtk_overlay_add_overlay(GTK_OVERLAY(self->overlay), self->message);
    GtkEventController *motion = gtk_event_controller_motion_new();
    g_signal_connect(motion, "motion", G_CALLBACK(on_motion), self);
    g_signal_connect_swapped(motion, "leave", G_CALLBACK(on_leave), self);
    g_signal_connect_after(self, "map", G_CALLBACK(on_leave), NULL);
    gtk_widget_add_controller(widget, motion);
    GtkGesture *click = gtk_gesture_click_new();
    g_signal_connect(click, "pressed", G_CALLBACK(on_pressed), self);
    gtk_widget_add_controller(widget, GTK_EVENT_CONTROLLER(click));
    const PangoFontDescription *font =
        pango_context_get_font_description(gtk_widget_get_pango_context(widget));
    self->font = g_strdup(pango_font_description_get_family(font));
}

GtkWidget *kkr_features_stage_new(KkrDocument *document)
{
    KkrFeaturesStage *self = g_object_new(KKR_TYPE_FEATURES_STAGE, NULL);
    self->document = g_object_ref(document);
    g_signal_connect_object(document, "changed", G_CALLBACK(on_picture), self,
                            G_CONNECT_SWAPPED);
    kkr_document_set_work(document, KKR_VIEW_FEATURES, &work, self);
    kkr_features_stage_set_dark(self, false);
    return GTK_WIDGET(self);
}
