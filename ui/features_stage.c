// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/features_stage.h"

#include <math.h>
#include <stdlib.h>

#include "ui/features_points.h"
#include "ui/model_actions.h"
#include "ui/units.h"
#include "ui/view.h"

struct _KkrFeaturesStage {
    GtkWidget parent;
    KkrDocument *document;
    KkrFeaturesTask *task;
    GtkWidget *overlay, *area, *marks, *message;
    kkr_jl_style style;
    char *font;
    const KkrFeatures *placed; // for which `page` is, at this size
    KkrFeaturesPage page;
    double pointer_x, pointer_y;
    // a drag
    double from_x, from_y;
    double drag_s, drag_t; // centre of the view when it began
    bool lasso;            // points are being chosen
    KkrFeaturesPoints points;
    kkr_jl_page chosen_on; // the page that they were chosen on
};

G_DEFINE_FINAL_TYPE(KkrFeaturesStage, kkr_features_stage, GTK_TYPE_WIDGET)

static const double WHEEL_STEP = 0.1;                  // bohr per notch of the wheel
static const double MIN_WIDTH = 0.05, MAX_WIDTH = 120; // of a map, bohr

/* --- what is there -------------------------------------------------------- */

static const KkrFeatures *shown(KkrFeaturesStage *self)
{
    const KkrFeatures *features = kkr_features_task_result(self->task);
    return features && features->slice && features->panels ? features : NULL;
}

const KkrFit *kkr_features_stage_fit(KkrFeaturesStage *self)
{
    const KkrFeatures *features = shown(self);
    bool there =
        features && features->recipe.jl.page == KKR_JL_PAGE_MODEL && features->fitted;
    return there ? features->fitted->fit : NULL;
}

/* Errors of a model are thousandths of a Rydberg. */
static kkr_recipe recipe_of(KkrFeaturesStage *self)
{
    kkr_recipe recipe = *kkr_document_recipe(self->document);
    if (recipe.jl.page == KKR_JL_PAGE_MODEL && recipe.energy_unit == KKR_ENERGY_RY)
        recipe.energy_unit = KKR_ENERGY_MRY;
    return recipe;
}

/* Charts that are whole for the page they are of. */
static const KkrFeaturesPage *page_of(KkrFeaturesStage *self)
{
    const KkrFeatures *features = shown(self);
    if (features && features != self->placed) {
        self->page = kkr_features_page_place(features, &self->style,
                                             gtk_widget_get_width(self->area),
                                             gtk_widget_get_height(self->area));
        self->placed = features;
    }
    return features ? &self->page : NULL;
}

/* --- drawing -------------------------------------------------------------- */

static void draw(GtkDrawingArea *area, cairo_t *cr, int width, int height, void *user)
{
    KkrFeaturesStage *self = user;
    const KkrFeatures *features = shown(self);
    if (!features || width < 300 || height < 300)
        return;
    // marks and units as they are now, numbers as they were computed
    kkr_recipe recipe = recipe_of(self);
    kkr_jl_view view = { &recipe, features->source->object->alat };
    self->placed = NULL;
    kkr_features_page_draw(cr, page_of(self), features, &view, &self->style);
}

static void draw_crosshair(KkrFeaturesStage *self, cairo_t *cr,
                           const KkrFeatures *features, int map)
{
    const KkrProbe *probe = kkr_document_probe(self->document);
    const kkr_rect *box = &self->page.plane[map];
    double x, y;
    if (!probe->set)
        return;
    kkr_features_page_from_plane(&self->page, features, map, probe->s, probe->t, &x,
                                 &y);
    double sx = floor(x) + 0.5, sy = floor(y) + 0.5;
    cairo_move_to(cr, box->x, sy);
    cairo_line_to(cr, box->x + box->width, sy);
    cairo_move_to(cr, sx, box->y);
    cairo_line_to(cr, sx, box->y + box->height);
    kkr_plot_set_color(cr, self->style.plot.ink, 0.45);
    cairo_set_line_width(cr, 1);
    cairo_stroke(cr);
    if (!probe->pinned)
        return;
    cairo_new_sub_path(cr);
    cairo_arc(cr, x, y, 5, 0, 2 * M_PI);
    kkr_plot_set_color(cr, self->style.plot.paper, 1);
    cairo_set_line_width(cr, 3.5);
    cairo_stroke_preserve(cr);
    kkr_plot_set_color(cr, self->style.pick, 1);
    cairo_set_line_width(cr, 1.8);
    cairo_stroke(cr);
}

/* The chart with points that can be chosen. */
static bool chosen_axes(KkrFeaturesStage *self, kkr_chart_axes *axes)
{
    const KkrFeatures *features = shown(self);
    if (!features)
        return false;
    kkr_recipe recipe = recipe_of(self);
    kkr_jl_view view = { &recipe, features->source->object->alat };
    return kkr_features_page_chosen_axes(page_of(self), features, &view, &self->style,
                                         axes);
}

static void draw_marks(GtkDrawingArea *area, cairo_t *cr, int width, int height,
                       void *user)
{
    KkrFeaturesStage *self = user;
    const KkrFeatures *features = shown(self);
    if (!features || width < 300 || height < 300)
        return;
    const KkrFeaturesPage *page = page_of(self);
    for (int i = 0; i < page->n_planes; i++) {
        const kkr_rect *box = &page->plane[i];
        cairo_save(cr);
        cairo_rectangle(cr, box->x, box->y, box->width, box->height);
        cairo_clip(cr);
        kkr_features_points_draw(&self->points, cr, page, features, &self->style, i);
        draw_crosshair(self, cr, features, i);
        cairo_restore(cr);
    }
    kkr_chart_axes axes;
    if (chosen_axes(self, &axes))
        kkr_features_points_draw_lasso(&self->points, cr, &axes, &self->style,
                                       self->lasso);
}

/* --- chosen points -------------------------------------------------------- */

static GAction *chosen_action(KkrFeaturesStage *self)
{
    GtkRoot *root = gtk_widget_get_root(GTK_WIDGET(self));
    return G_IS_ACTION_MAP(root)
               ? g_action_map_lookup_action(G_ACTION_MAP(root), "features-chosen")
               : NULL;
}

static void find_chosen(KkrFeaturesStage *self)
{
    const KkrFeatures *features = shown(self);
    kkr_recipe recipe = recipe_of(self);
    kkr_jl_view view = { &recipe, features ? features->source->object->alat : 0 };
    kkr_features_points_find(&self->points, features, &view);
    gtk_widget_queue_draw(self->marks);
}

static void on_chosen(KkrFeaturesStage *self)
{
    GAction *action = chosen_action(self);
    g_autoptr(GVariant) state = action ? g_action_get_state(action) : NULL;
    kkr_features_points_parse(&self->points,
                              state ? g_variant_get_string(state, NULL) : "");
    self->chosen_on = kkr_document_recipe(self->document)->jl.page;
    find_chosen(self);
}

/* The lasso as it was drawn, in the chart's numbers. */
static void choose(KkrFeaturesStage *self)
{
    kkr_chart_axes axes;
    GAction *action = chosen_action(self);
    if (!action || !chosen_axes(self, &axes))
        return;
    g_autofree char *text = kkr_features_points_text(&self->points, &axes);
    g_action_change_state(action, g_variant_new_string(text));
}

/* --- work ----------------------------------------------------------------- */

static void on_picture(KkrFeaturesStage *self)
{
    const KkrFeatures *features = kkr_features_task_result(self->task);
    bool empty = features && features->message;
    bool fitting = features && !empty &&
                   features->recipe.jl.page == KKR_JL_PAGE_MODEL && !features->fitted;
    gtk_widget_set_visible(self->message, empty || fitting);
    gtk_label_set_text(GTK_LABEL(self->message),
                       empty     ? kkr_units_brief(features->message)
                       : fitting ? "Fitting V − V₀ …"
                                 : "");
    self->placed = NULL;
    find_chosen(self);
    gtk_widget_queue_draw(self->area);
}

static void say(KkrFeaturesStage *self);

static void task_changed(void *owner)
{
    KkrFeaturesStage *self = owner;
    on_picture(self);
    if (gtk_widget_get_mapped(GTK_WIDGET(self)))
        say(self);
    kkr_document_announce(self->document);
}

/* What is described: the pin, the crosshair, or a point that shows something. */
static void ask(KkrFeaturesStage *self, KkrSource *source, const kkr_recipe *recipe)
{
    const KkrProbe *probe = kkr_document_probe(self->document);
    kkr_recipe wanted = *recipe;
    if (!wanted.has_pin && source->object->tessellation)
        wanted.pin =
            probe->set ? probe->x : kkr_jl_natural_point(source->object, recipe);
    wanted.has_pin = true;
    bool fits = wanted.jl.page == KKR_JL_PAGE_MODEL;
    kkr_features_task_want(self->task, source, &wanted,
                           fits ? kkr_document_text(self->document) : NULL);
}

static void work_want(void *user, KkrSource *source, const kkr_recipe *recipe)
{
    ask(user, source, recipe);
}

static void work_forget(void *user)
{
    KkrFeaturesStage *self = user;
    self->placed = NULL;
    kkr_features_task_forget(self->task);
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

/* The crosshair moved; perhaps in another view. */
static void on_probe(KkrFeaturesStage *self)
{
    const kkr_recipe *recipe = kkr_document_recipe(self->document);
    KkrSource *source = kkr_document_source(self->document);
    if (recipe->view != KKR_VIEW_FEATURES || !source)
        return;
    gtk_widget_queue_draw(self->marks);
    if (recipe->jl.page != KKR_JL_PAGE_MODEL)
        ask(self, source, recipe);
}

/* --- mouse ---------------------------------------------------------------- */

/* What to do, and what a fit took. */
static char *hint_of(KkrFeaturesStage *self)
{
    const KkrFit *fit = kkr_features_stage_fit(self);
    switch (kkr_document_recipe(self->document)->jl.page) {
    case KKR_JL_PAGE_PLANE:
        return g_strdup(
            "click on a small map to enlarge it; drag around points to find them");
    case KKR_JL_PAGE_MODEL:
        return fit ? g_strdup_printf("fitted in %.2f s; drag around points of the "
                                     "parity to find them on the maps",
                                     fit->fit->seconds)
                   : g_strdup("a fit takes a few seconds");
    default:
        return g_strdup("click on a map to pin the point");
    }
}

static void say(KkrFeaturesStage *self)
{
    const KkrProbe *probe = kkr_document_probe(self->document);
    const kkr_recipe *recipe = kkr_document_recipe(self->document);
    const kkr_case *object = kkr_document_case(self->document);
    char x[192], v[64], dv[64];
    g_autofree char *text = NULL, *hint = hint_of(self);
    if (probe->set && object) {
        kkr_units_place(probe->x, recipe->length_unit, object->alat, x, sizeof x);
        kkr_units_energy(probe->sample.v, recipe->energy_unit, v, sizeof v);
        kkr_units_energy(probe->sample.dv, recipe->energy_unit, dv, sizeof dv);
        text = g_strdup_printf("%s   <i>V</i> %s   <i>V</i> − <i>V</i>₀ %s", x, v, dv);
    }
    kkr_document_set_note(self->document, text, hint);
}

static bool plane_at(KkrFeaturesStage *self, double x, double y, double *s, double *t)
{
    const KkrFeatures *features = shown(self);
    const KkrFeaturesPage *page = page_of(self);
    int map = page ? kkr_features_page_pick(page, x, y) : -1;
    if (map < 0)
        return false;
    kkr_features_page_to_plane(page, features, map, x, y, s, t);
    return true;
}

static void on_motion(GtkEventControllerMotion *motion, double x, double y,
                      KkrFeaturesStage *self)
{
    double s, t;
    self->pointer_x = x;
    self->pointer_y = y;
    if (!plane_at(self, x, y, &s, &t))
        return;
    kkr_document_set_probe(self->document, kkr_document_recipe(self->document)->active,
                           s, t);
    say(self);
}

static void zoom_about(KkrFeaturesStage *self, double factor, double s, double t)
{
    double old = kkr_document_view_width(self->document);
    double width = CLAMP(old * factor, MIN_WIDTH, MAX_WIDTH);
    kkr_recipe next = *kkr_document_recipe(self->document);
    next.center_s = s + (next.center_s - s) * width / old;
    next.center_t = t + (next.center_t - t) * width / old;
    next.width = width;
    kkr_document_edit(self->document, &next, "zoom");
}

static gboolean on_scroll(GtkEventControllerScroll *scroll, double dx, double dy,
                          KkrFeaturesStage *self)
{
    GdkModifierType state =
        gtk_event_controller_get_current_event_state(GTK_EVENT_CONTROLLER(scroll));
    const kkr_recipe *recipe = kkr_document_recipe(self->document);
    double s, t;
    if (dy == 0)
        dy = dx; // Shift turns the wheel sideways on some systems
    if (!plane_at(self, self->pointer_x, self->pointer_y, &s, &t))
        return FALSE;
    if (state & GDK_CONTROL_MASK) {
        zoom_about(self, pow(1.15, dy), s, t);
        return TRUE;
    }
    double step = -dy * (state & GDK_SHIFT_MASK ? WHEEL_STEP / 10 : WHEEL_STEP);
    double offset =
        fabs(dy) < 1 ? recipe->plane.offset + step
                     : kkr_view_step(recipe, kkr_document_case(self->document), step);
    kkr_document_set_offset(self->document, offset, "offset");
    return TRUE;
}

static void on_drag_begin(GtkGestureDrag *drag, double x, double y,
                          KkrFeaturesStage *self)
{
    const kkr_recipe *recipe = kkr_document_recipe(self->document);
    kkr_chart_axes axes;
    double s, t;
    gtk_widget_grab_focus(GTK_WIDGET(self));
    self->from_x = x;
    self->from_y = y;
    self->drag_s = recipe->center_s;
    self->drag_t = recipe->center_t;
    g_array_set_size(self->points.path, 0);
    self->lasso = !plane_at(self, x, y, &s, &t) && chosen_axes(self, &axes) &&
                  x >= axes.box.x && x <= axes.box.x + axes.box.width &&
                  y >= axes.box.y && y <= axes.box.y + axes.box.height;
}

static void on_drag_update(GtkGestureDrag *drag, double dx, double dy,
                           KkrFeaturesStage *self)
{
    double s, t;
    if (self->lasso) {
        double xy[2] = { self->from_x + dx, self->from_y + dy };
        g_array_append_vals(self->points.path, xy, 2);
        gtk_widget_queue_draw(self->marks);
        return;
    }
    if (!gtk_drag_check_threshold(GTK_WIDGET(self), 0, 0, (int)dx, (int)dy) ||
        !plane_at(self, self->from_x, self->from_y, &s, &t))
        return;
    const KkrFeaturesPage *page = page_of(self);
    double pitch = kkr_document_view_width(self->document) / page->plane[0].width;
    kkr_recipe next = *kkr_document_recipe(self->document);
    next.center_s = self->drag_s - dx * pitch;
    next.center_t = self->drag_t + dy * pitch;
    kkr_document_edit(self->document, &next, "pan");
    gtk_gesture_set_state(GTK_GESTURE(drag), GTK_EVENT_SEQUENCE_CLAIMED);
}

static void on_drag_end(GtkGestureDrag *drag, double dx, double dy,
                        KkrFeaturesStage *self)
{
    if (!self->lasso)
        return;
    self->lasso = false;
    choose(self);
}

static void pin(KkrFeaturesStage *self, double s, double t)
{
    const kkr_plane *plane = &kkr_document_recipe(self->document)->plane;
    kkr_vec3 x = kkr_plane_point(plane, s, t);
    // three commas and no locale
    char text[3][G_ASCII_DTOSTR_BUF_SIZE];
    g_ascii_dtostr(text[0], sizeof *text, x.x);
    g_ascii_dtostr(text[1], sizeof *text, x.y);
    g_ascii_dtostr(text[2], sizeof *text, x.z);
    g_autofree char *all = g_strjoin(",", text[0], text[1], text[2], NULL);
    gtk_widget_activate_action(GTK_WIDGET(self), "win.pin", "s", all);
}

static bool is_near_pin(KkrFeaturesStage *self, double x, double y)
{
    const KkrProbe *probe = kkr_document_probe(self->document);
    int map = kkr_features_page_pick(&self->page, x, y);
    double px, py;
    if (!probe->set || !probe->pinned || map < 0)
        return false;
    kkr_features_page_from_plane(&self->page, shown(self), map, probe->s, probe->t, &px,
                                 &py);
    return hypot(px - x, py - y) < 8;
}

/* A tile of the sheet becomes the map, the map the sheet again. */
static bool enlarge(KkrFeaturesStage *self, double x, double y)
{
    const KkrFeatures *features = shown(self);
    const kkr_jl_picture *sheet = features ? features->chart[KKR_JL_MAP] : NULL;
    kkr_rect box;
    if (!sheet || features->recipe.jl.page != KKR_JL_PAGE_PLANE ||
        sheet->n_rows * sheet->n_columns == 1)
        return false;
    int tile =
        kkr_jl_sheet_pick(sheet, &self->style, &page_of(self)->sheet, x, y, &box);
    if (tile < 0)
        return false;
    char label[64];
    kkr_jl_column_label(&sheet->settings, sheet->feature[tile], label, sizeof label);
    gtk_widget_activate_action(GTK_WIDGET(self), "win.features-feature", "s", label);
    return true;
}

static void on_released(GtkGestureClick *click, int n, double x, double y,
                        KkrFeaturesStage *self)
{
    double s, t;
    if (gtk_drag_check_threshold(GTK_WIDGET(self), (int)self->from_x, (int)self->from_y,
                                 (int)x, (int)y) ||
        enlarge(self, x, y) || !plane_at(self, x, y, &s, &t))
        return;
    if (is_near_pin(self, x, y))
        gtk_widget_activate_action(GTK_WIDGET(self), "win.unpin", NULL);
    else
        pin(self, s, t);
}

/* --- the widget ----------------------------------------------------------- */

void kkr_features_stage_set_dark(KkrFeaturesStage *self, bool dark)
{
    self->style = kkr_jl_style_screen(dark);
    g_strlcpy(self->style.plot.font, self->font, sizeof self->style.plot.font);
    self->style.snap = 1.0 / gtk_widget_get_scale_factor(GTK_WIDGET(self));
    on_picture(self);
}

/* The actions are the window's, which is known when there is one. */
static void on_root(KkrFeaturesStage *self)
{
    GtkRoot *root = gtk_widget_get_root(GTK_WIDGET(self));
    if (!KKR_IS_WINDOW(root) || chosen_action(self))
        return;
    kkr_model_actions_add(KKR_WINDOW(root), self);
    GAction *action = chosen_action(self);
    if (action)
        g_signal_connect_object(action, "notify::state", G_CALLBACK(on_chosen), self,
                                G_CONNECT_SWAPPED);
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
    KkrFeaturesStage *self = KKR_FEATURES_STAGE(object);
    kkr_features_points_clear(&self->points);
    g_free(self->font);
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

static void add_controllers(KkrFeaturesStage *self)
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
    g_signal_connect(drag, "drag-begin", G_CALLBACK(on_drag_begin), self);
    g_signal_connect(drag, "drag-update", G_CALLBACK(on_drag_update), self);
    g_signal_connect(drag, "drag-end", G_CALLBACK(on_drag_end), self);
    gtk_widget_add_controller(widget, GTK_EVENT_CONTROLLER(drag));
    GtkGesture *click = gtk_gesture_click_new();
    g_signal_connect(click, "released", G_CALLBACK(on_released), self);
    gtk_widget_add_controller(widget, GTK_EVENT_CONTROLLER(click));
}

static GtkWidget *new_layer(KkrFeaturesStage *self, GtkDrawingAreaDrawFunc draw_layer)
{
    GtkWidget *layer = gtk_drawing_area_new();
    gtk_drawing_area_set_draw_func(GTK_DRAWING_AREA(layer), draw_layer, self, NULL);
    return layer;
}

static void on_resize(KkrFeaturesStage *self)
{
    self->placed = NULL;
}

static void kkr_features_stage_init(KkrFeaturesStage *self)
{
    GtkWidget *widget = GTK_WIDGET(self);
    self->task = kkr_features_task_new(self, task_changed);
    kkr_features_points_init(&self->points);
    gtk_widget_set_focusable(widget, TRUE);
    gtk_accessible_update_property(
        GTK_ACCESSIBLE(self), GTK_ACCESSIBLE_PROPERTY_LABEL,
        "Jacobi-Legendre features and fitted models beside the potential", -1);
    self->overlay = gtk_overlay_new();
    gtk_widget_set_parent(self->overlay, widget);
    self->area = new_layer(self, draw);
    g_signal_connect_swapped(self->area, "resize", G_CALLBACK(on_resize), self);
    gtk_widget_set_size_request(self->area, 640, 420);
    gtk_overlay_set_child(GTK_OVERLAY(self->overlay), self->area);
    self->marks = new_layer(self, draw_marks);
    gtk_widget_set_can_target(self->marks, FALSE);
    gtk_overlay_add_overlay(GTK_OVERLAY(self->overlay), self->marks);
    self->message = gtk_label_new(NULL);
    gtk_label_set_wrap(GTK_LABEL(self->message), TRUE);
    gtk_label_set_max_width_chars(GTK_LABEL(self->message), 60);
    gtk_label_set_justify(GTK_LABEL(self->message), GTK_JUSTIFY_CENTER);
    gtk_widget_set_halign(self->message, GTK_ALIGN_CENTER);
    gtk_widget_set_valign(self->message, GTK_ALIGN_CENTER);
    gtk_widget_set_can_target(self->message, FALSE);
    gtk_widget_add_css_class(self->message, "dim");
    gtk_widget_set_visible(self->message, FALSE);
    gtk_overlay_add_overlay(GTK_OVERLAY(self->overlay), self->message);
    add_controllers(self);
    g_signal_connect_after(self, "map", G_CALLBACK(say), NULL);
    g_signal_connect(self, "notify::root", G_CALLBACK(on_root), NULL);
    const PangoFontDescription *font =
        pango_context_get_font_description(gtk_widget_get_pango_context(widget));
    self->font = g_strdup(pango_font_description_get_family(font));
}

static void on_changed(KkrFeaturesStage *self)
{
    GAction *action = chosen_action(self);
    bool elsewhere = self->chosen_on != kkr_document_recipe(self->document)->jl.page;
    if (action && elsewhere && self->points.corners->len > 0)
        g_action_change_state(action, g_variant_new_string(""));
    on_picture(self);
    if (gtk_widget_get_mapped(GTK_WIDGET(self)))
        say(self);
}

GtkWidget *kkr_features_stage_new(KkrDocument *document)
{
    KkrFeaturesStage *self = g_object_new(KKR_TYPE_FEATURES_STAGE, NULL);
    self->document = g_object_ref(document);
    g_signal_connect_object(document, "changed", G_CALLBACK(on_changed), self,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(document, "probe", G_CALLBACK(on_probe), self,
                            G_CONNECT_SWAPPED);
    kkr_document_set_work(document, KKR_VIEW_FEATURES, &work, self);
    kkr_features_stage_set_dark(self, false);
    return GTK_WIDGET(self);
}
