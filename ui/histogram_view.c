// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/histogram_view.h"

#include <math.h>
#include <stdlib.h>

#include "shaders/plot.h"
#include "ui/controls.h"
#include "ui/range.h"
#include "ui/surface_actions.h"

struct _KkrHistogramView {
    GtkWidget parent;
    KkrDocument *document;
    bool dragging;
    int level;         // of surfaces, that is dragged; -1: an end of the range is
    bool upper;        // end that is dragged
    kkr_scale axis;    // while dragging: it stays
    kkr_recipe before; // the drag
    double grip;       // where the handle was
};

G_DEFINE_FINAL_TYPE(KkrHistogramView, kkr_histogram_view, GTK_TYPE_WIDGET)

// px: room beside the outermost handles; bars, ramp and labels from above to below
static const double SIDE = 5, BARS = 60, RAMP_TOP = 63, RAMP = 10, HEIGHT = 92;
static const double LEVEL_TOP = 16;
static const double GRIP_WIDTH = 8, GRIP_HEIGHT = 18, POINT = 5, STICKY = 3;

/* --- the axis ------------------------------------------------------------ */

static const kkr_scale *range_of(KkrHistogramView *self)
{
    return kkr_range_scale(kkr_document_recipe(self->document),
                           kkr_document_recipe(self->document)->active);
}

static const kkr_histogram *histogram_of(KkrHistogramView *self)
{
    const KkrPicture *picture = kkr_document_picture(self->document);
    kkr_quantity active = kkr_document_recipe(self->document)->active;
    return picture ? picture->histogram[active] : NULL;
}

/*
 * The range with some room beside it, more where values lie there: on a logarithmic
 * axis three decades at most, a linear one would leave the range no room.
 */
static kkr_scale axis_of(KkrHistogramView *self)
{
    kkr_scale axis = *range_of(self);
    const kkr_histogram *histogram = histogram_of(self);
    if (self->dragging)
        return self->axis;
    double least = axis.kind == KKR_SCALE_LINEAR ? 1.15 : 1.6;
    double most = axis.kind == KKR_SCALE_LINEAR ? 2 : 1000;
    double low = 0, high = 0;
    if (histogram && kkr_histogram_count(histogram) > 0) {
        low = kkr_histogram_quantile(histogram, 0.001, true);
        high = kkr_histogram_quantile(histogram, 0.999, true);
    }
    axis.limit *= fmin(fmax(1.1 * high / axis.limit, least), most);
    if (axis.is_signed)
        axis.low = -axis.limit;
    else if (axis.kind == KKR_SCALE_LOG)
        axis.low /= fmin(fmax(low > 0 ? axis.low / low : 0, least), most);
    else
        axis.low = fmin(axis.low, 0);
    return axis;
}

static double to_x(KkrHistogramView *self, const kkr_scale *axis, double value)
{
    double width = gtk_widget_get_width(GTK_WIDGET(self)) - 2 * SIDE;
    return SIDE + CLAMP(kkr_scale_position(axis, value), -1, 2) * width;
}

static double to_value(KkrHistogramView *self, const kkr_scale *axis, double x)
{
    double width = gtk_widget_get_width(GTK_WIDGET(self)) - 2 * SIDE;
    return kkr_scale_value(axis, CLAMP((x - SIDE) / width, -1, 2));
}

static double low_end(const kkr_scale *range)
{
    return range->is_signed ? -range->limit : range->low;
}

/* --- drawing ------------------------------------------------------------- */

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* What fills the height; a lone spike, as of a vacuum's zeros, may be cut off. */
static double tallest(const double *bars, int n)
{
    g_autofree double *sorted = g_memdup2(bars, (gsize)n * sizeof *bars);
    qsort(sorted, (size_t)n, sizeof *sorted, by_size);
    double usual = sorted[n * 19 / 20];
    return usual > 0 ? fmin(sorted[n - 1], 2 * usual) : sorted[n - 1];
}

static void draw_bars(KkrHistogramView *self, cairo_t *cr, const kkr_style *style,
                      const kkr_scale *axis, const kkr_scale *range)
{
    int n = gtk_widget_get_width(GTK_WIDGET(self)) - (int)(2 * SIDE);
    n /= 2; // px wide each
    g_autofree double *bars = g_new(double, n);
    double below, above;
    kkr_histogram_bars(histogram_of(self), axis, n, bars, &below, &above);
    double highest = tallest(bars, n);
    double left = to_x(self, axis, low_end(range));
    double right = to_x(self, axis, range->limit);
    for (int i = 0; i < n; i++) {
        double x = SIDE + 2 * i;
        // roots, else the many values between the atoms hide all others
        double height =
            highest > 0 ? (BARS - 14) * fmin(sqrt(bars[i] / highest), 1) : 0;
        bool inside = x + 1 >= left && x + 1 <= right;
        kkr_plot_set_color(cr, style->dim, inside ? 0.6 : 0.25);
        cairo_rectangle(cr, x, BARS - height, 1.5, height);
        cairo_fill(cr);
    }
}

/* Colours between the handles, pointed where values lie beyond. */
static void draw_ramp(KkrHistogramView *self, cairo_t *cr, const kkr_style *style,
                      const kkr_scale *axis, const kkr_scale *range)
{
    const kkr_recipe *recipe = kkr_document_recipe(self->document);
    const char *name = range->is_signed ? recipe->diverging : recipe->sequential;
    const kkr_colormap *map = kkr_colormap_get(name, recipe->dark);
    double left = to_x(self, axis, low_end(range));
    double right = to_x(self, axis, range->limit), below, above;
    kkr_histogram_bars(histogram_of(self), range, 0, NULL, &below, &above);
    double middle = RAMP_TOP + RAMP / 2, bottom = RAMP_TOP + RAMP;
    cairo_save(cr);
    cairo_move_to(cr, left, RAMP_TOP);
    cairo_line_to(cr, right, RAMP_TOP);
    if (above > 0)
        cairo_line_to(cr, right + GRIP_WIDTH / 2 + POINT, middle);
    cairo_line_to(cr, right, bottom);
    cairo_line_to(cr, left, bottom);
    if (below > 0)
        cairo_line_to(cr, left - GRIP_WIDTH / 2 - POINT, middle);
    cairo_close_path(cr);
    cairo_clip_preserve(cr);
    double end = gtk_widget_get_width(GTK_WIDGET(self));
    for (double x = 0; x < end && map; x++) {
        double value = to_value(self, axis, x + 0.5);
        kkr_plot_set_color(
            cr, kkr_colormap_color(map, kkr_scale_position(range, value)), 1);
        cairo_rectangle(cr, x, RAMP_TOP, 1, RAMP);
        cairo_fill(cr);
    }
    cairo_restore(cr);
}

static void draw_part(KkrHistogramView *self, cairo_t *cr, const kkr_style *style,
                      double part, bool right)
{
    char text[40];
    if (part < 0.0005)
        return;
    g_snprintf(text, sizeof text, "%.*f %% %s", part < 0.0995 ? 1 : 0, 100 * part,
               right ? "above" : "below");
    kkr_plot_text label = { .markup = text, .size = style->ticks, .color = style->dim };
    kkr_plot_draw_text(cr, style, &label,
                       KKR_ANCHOR_TOP | (right ? KKR_ANCHOR_RIGHT : KKR_ANCHOR_LEFT),
                       right ? gtk_widget_get_width(GTK_WIDGET(self)) : 0, 0);
}

/* Numbers under the ramp as far as they fit, the unit behind the last one. */
static void draw_ticks(KkrHistogramView *self, cairo_t *cr, const kkr_style *style,
                       const kkr_scale *axis)
{
    enum { MAX_TICKS = 64, WANTED = 5 };
    kkr_energy_unit unit = kkr_document_recipe(self->document)->energy_unit;
    double factor = kkr_energy_unit_factor(unit), after = -INFINITY;
    double room = gtk_widget_get_width(GTK_WIDGET(self));
    kkr_scale shown = *axis;
    shown.low *= factor;
    shown.limit *= factor;
    shown.linear_to *= factor;
    kkr_tick ticks[MAX_TICKS];
    int n = kkr_scale_ticks(&shown, WANTED, ticks, MAX_TICKS), last = n - 1;
    while (last > 0 && !ticks[last].major)
        last--;
    for (int i = 0; i < n; i++) {
        double x = floor(SIDE + ticks[i].position * (room - 2 * SIDE)) + 0.5;
        double top = RAMP_TOP + RAMP + 2, width, height;
        kkr_plot_set_color(cr, style->dim, ticks[i].major ? 0.9 : 0.5);
        cairo_rectangle(cr, x - 0.5, top, 1, ticks[i].major ? 3 : 2);
        cairo_fill(cr);
        if (!ticks[i].major)
            continue;
        char text[64];
        g_snprintf(text, sizeof text, "%s%s%s", ticks[i].label, i == last ? " " : "",
                   i == last ? kkr_energy_unit_name(unit) : "");
        kkr_plot_text label = { .markup = text,
                                .size = style->ticks,
                                .color = style->dim };
        kkr_plot_measure(cr, style, &label, &width, &height);
        double left = CLAMP(x - width / 2, 0, room - width);
        if (left < after)
            continue;
        after = left + width + 4;
        kkr_plot_draw_text(cr, style, &label, KKR_ANCHOR_TOP, left, top + 3);
    }
}

static void draw_handle(KkrHistogramView *self, cairo_t *cr, const kkr_style *style,
                        const kkr_scale *axis, double value)
{
    double x = to_x(self, axis, value);
    double left = x - GRIP_WIDTH / 2, top = RAMP_TOP + RAMP / 2 - GRIP_HEIGHT / 2;
    double radius = 3, right = left + GRIP_WIDTH, bottom = top + GRIP_HEIGHT;
    kkr_plot_set_color(cr, style->accent, 1);
    cairo_rectangle(cr, floor(x), 12, 1, top - 12);
    cairo_fill(cr);
    cairo_arc(cr, right - radius, top + radius, radius, -G_PI / 2, 0);
    cairo_arc(cr, right - radius, bottom - radius, radius, 0, G_PI / 2);
    cairo_arc(cr, left + radius, bottom - radius, radius, G_PI / 2, G_PI);
    cairo_arc(cr, left + radius, top + radius, radius, G_PI, 1.5 * G_PI);
    cairo_close_path(cr);
    kkr_plot_set_color(cr, style->paper, 1);
    cairo_fill_preserve(cr);
    kkr_plot_set_color(cr, style->accent, 1);
    cairo_set_line_width(cr, 1.5);
    cairo_stroke(cr);
}

/* Levels of surfaces in the active panel, above the bars. */
static void draw_levels(KkrHistogramView *self, cairo_t *cr, const kkr_style *style,
                        const kkr_scale *axis)
{
    const kkr_recipe *recipe = kkr_document_recipe(self->document);
    const kkr_surface_style *surfaces = &recipe->surfaces;
    if (!surfaces->shown[recipe->active])
        return;
    kkr_plot_set_color(cr, style->ink, 1);
    for (int i = 0; i < surfaces->n_levels[recipe->active]; i++) {
        double x = floor(to_x(self, axis, surfaces->level[recipe->active][i]));
        cairo_rectangle(cr, x, LEVEL_TOP, 1, RAMP_TOP - LEVEL_TOP);
        cairo_move_to(cr, x - 4.5, LEVEL_TOP);
        cairo_line_to(cr, x + 5.5, LEVEL_TOP);
        cairo_line_to(cr, x + 0.5, LEVEL_TOP + 7);
        cairo_close_path(cr);
        cairo_fill(cr);
    }
}

static void kkr_histogram_view_snapshot(GtkWidget *widget, GtkSnapshot *snapshot)
{
    KkrHistogramView *self = KKR_HISTOGRAM_VIEW(widget);
    int width = gtk_widget_get_width(widget), height = gtk_widget_get_height(widget);
    if (!histogram_of(self) || width <= 4 * SIDE)
        return;
    kkr_scale range = *range_of(self), axis = axis_of(self);
    const PangoFontDescription *font =
        pango_context_get_font_description(gtk_widget_get_pango_context(widget));
    kkr_style style = kkr_style_screen(kkr_document_recipe(self->document)->dark);
    g_strlcpy(style.font, pango_font_description_get_family(font), sizeof style.font);
    cairo_t *cr = kkr_control_begin_cairo(snapshot, 0, 0, width, height);
    if (!cr)
        return;
    double below, above;
    kkr_histogram_bars(histogram_of(self), &range, 0, NULL, &below, &above);
    draw_bars(self, cr, &style, &axis, &range);
    draw_ramp(self, cr, &style, &axis, &range);
    draw_ticks(self, cr, &style, &axis);
    draw_part(self, cr, &style, below, false);
    draw_part(self, cr, &style, above, true);
    draw_handle(self, cr, &style, &axis, low_end(&range));
    draw_handle(self, cr, &style, &axis, range.limit);
    draw_levels(self, cr, &style, &axis);
    kkr_control_end_cairo(cr);
}

/* --- the ends of the range ----------------------------------------------- */

/* Two digits of the unit on the screen, or a power of ten that is near. */
static double neat(KkrHistogramView *self, double value)
{
    double factor =
        kkr_energy_unit_factor(kkr_document_recipe(self->document)->energy_unit);
    double shown = value * factor, decade = pow(10, round(log10(shown)));
    double away =
        to_x(self, &self->axis, decade / factor) - to_x(self, &self->axis, value);
    if (fabs(away) < STICKY)
        return decade / factor;
    double step = pow(10, floor(log10(shown)) - 1);
    return round(shown / step) * step / factor;
}

static void set_ends(KkrHistogramView *self, const kkr_recipe *from, bool upper,
                     double value)
{
    kkr_quantity active = kkr_document_recipe(self->document)->active;
    kkr_recipe next = *kkr_document_recipe(self->document);
    next.auto_scales = from->auto_scales;
    next.signed_scales = from->signed_scales;
    next.absolute_scales = from->absolute_scales;
    const kkr_scale *range = kkr_range_scale(&next, active);
    double limit = range->limit, inner = kkr_range_inner(range);
    if (upper || range->is_signed) {
        limit = value;
        if (range->is_signed) // the linear part ends a decade inside
            inner = fmin(inner, limit / 10);
    } else {
        inner = value;
    }
    if (kkr_range_set(&next, active, limit, inner))
        kkr_document_edit(self->document, &next, "range");
}

static bool is_upper(KkrHistogramView *self, double x)
{
    const kkr_scale *range = range_of(self);
    kkr_scale axis = axis_of(self);
    double low = to_x(self, &axis, low_end(range));
    double high = to_x(self, &axis, range->limit);
    return fabs(x - high) <= fabs(x - low);
}

/* Where surfaces are shown the bars above the ramp are for their levels; the nearest. */
static int level_at(KkrHistogramView *self, const kkr_scale *axis, double x, double y)
{
    const kkr_recipe *recipe = kkr_document_recipe(self->document);
    const kkr_surface_style *surfaces = &recipe->surfaces;
    const double *level = surfaces->level[recipe->active];
    double low = to_x(self, axis, low_end(range_of(self)));
    double high = to_x(self, axis, range_of(self)->limit);
    if (!surfaces->shown[recipe->active] || y > RAMP_TOP - 4 ||
        fmin(fabs(x - low), fabs(x - high)) < GRIP_WIDTH)
        return -1;
    int nearest = 0;
    for (int i = 1; i < surfaces->n_levels[recipe->active]; i++)
        if (fabs(to_x(self, axis, level[i]) - x) <
            fabs(to_x(self, axis, level[nearest]) - x))
            nearest = i;
    return nearest;
}

static void set_level(KkrHistogramView *self, double x)
{
    const kkr_recipe *recipe = kkr_document_recipe(self->document);
    const kkr_surface_style *surfaces = &recipe->surfaces;
    double levels[KKR_SURFACE_LEVELS];
    int n = surfaces->n_levels[recipe->active];
    for (int i = 0; i < n; i++)
        levels[i] = surfaces->level[recipe->active][i];
    double value = to_value(self, &self->axis, x);
    double size = fabs(value) > 0 ? neat(self, fabs(value)) : 0;
    levels[self->level] = copysign(size, value);
    kkr_surface_set_levels(self->document, levels, MAX(n, 1), "surface-level");
}

static void on_drag_begin(GtkGestureDrag *drag, double x, double y,
                          KkrHistogramView *self)
{
    gtk_widget_grab_focus(GTK_WIDGET(self));
    if (!histogram_of(self))
        return;
    const kkr_scale *range = range_of(self);
    self->axis = axis_of(self);
    self->before = *kkr_document_recipe(self->document);
    self->level = level_at(self, &self->axis, x, y);
    if (self->level >= 0) {
        self->grip = x;
        self->dragging = true;
        set_level(self, x);
        return;
    }
    self->upper = is_upper(self, x);
    self->grip = to_x(self, &self->axis, self->upper ? range->limit : low_end(range));
    self->dragging = true;
}

static void on_drag_update(GtkGestureDrag *drag, double dx, double dy,
                           KkrHistogramView *self)
{
    if (!self->dragging || dx == 0)
        return;
    if (self->level >= 0) {
        set_level(self, self->grip + dx);
        return;
    }
    double value = to_value(self, &self->axis, self->grip + dx);
    if (self->axis.is_signed && !self->upper)
        value = -value;
    if (value > 0)
        set_ends(self, &self->before, self->upper, neat(self, value));
}

static void on_drag_end(GtkGestureDrag *drag, double dx, double dy,
                        KkrHistogramView *self)
{
    self->dragging = false;
    gtk_widget_queue_draw(GTK_WIDGET(self));
}

static void on_pressed(GtkGestureClick *click, int n, double x, double y,
                       KkrHistogramView *self)
{
    if (n == 2)
        gtk_widget_activate_action(GTK_WIDGET(self), "win.range", "s", "percentile");
}

static void on_motion(GtkEventControllerMotion *motion, double x, double y,
                      KkrHistogramView *self)
{
    const kkr_scale *range = range_of(self);
    kkr_scale axis = axis_of(self);
    bool near = fabs(x - to_x(self, &axis, low_end(range))) < GRIP_WIDTH ||
                fabs(x - to_x(self, &axis, range->limit)) < GRIP_WIDTH;
    gtk_widget_set_cursor_from_name(GTK_WIDGET(self), near ? "ew-resize" : NULL);
}

static gboolean on_key(GtkEventControllerKey *keys, guint key, guint code,
                       GdkModifierType state, KkrHistogramView *self)
{
    const kkr_scale *range = range_of(self);
    bool upper = range->is_signed || !(state & GDK_SHIFT_MASK);
    double value = upper ? range->limit : range->low;
    if ((key != GDK_KEY_Left && key != GDK_KEY_Right) || value <= 0)
        return FALSE;
    value *= pow(10, key == GDK_KEY_Right ? 0.05 : -0.05);
    set_ends(self, kkr_document_recipe(self->document), upper, value);
    return TRUE;
}

/* --- the widget ---------------------------------------------------------- */

static void kkr_histogram_view_measure(GtkWidget *widget, GtkOrientation orientation,
                                       int for_size, int *minimum, int *natural,
                                       int *minimum_baseline, int *natural_baseline)
{
    *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 120 : (int)HEIGHT;
}

static void kkr_histogram_view_dispose(GObject *object)
{
    KkrHistogramView *self = KKR_HISTOGRAM_VIEW(object);
    g_clear_object(&self->document);
    G_OBJECT_CLASS(kkr_histogram_view_parent_class)->dispose(object);
}

static void kkr_histogram_view_class_init(KkrHistogramViewClass *class)
{
    GtkWidgetClass *widget = GTK_WIDGET_CLASS(class);
    G_OBJECT_CLASS(class)->dispose = kkr_histogram_view_dispose;
    widget->snapshot = kkr_histogram_view_snapshot;
    widget->measure = kkr_histogram_view_measure;
    gtk_widget_class_set_css_name(widget, "histogram");
    gtk_widget_class_set_accessible_role(widget, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void kkr_histogram_view_init(KkrHistogramView *self)
{
    GtkWidget *widget = GTK_WIDGET(self);
    gtk_widget_set_focusable(widget, TRUE);
    gtk_widget_set_tooltip_text(
        widget, "How often which value occurs on the plane (heights are square roots). "
                "Drag the ends of the range; double click: 1 to 99 %. Where the panel "
                "shows surfaces, drag above the colours for their level.");
    gtk_accessible_update_property(GTK_ACCESSIBLE(self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                   "Histogram of the active panel and its range", -1);
    GtkGesture *drag = gtk_gesture_drag_new();
    g_signal_connect(drag, "drag-begin", G_CALLBACK(on_drag_begin), self);
    g_signal_connect(drag, "drag-update", G_CALLBACK(on_drag_update), self);
    g_signal_connect(drag, "drag-end", G_CALLBACK(on_drag_end), self);
    gtk_widget_add_controller(widget, GTK_EVENT_CONTROLLER(drag));
    GtkGesture *click = gtk_gesture_click_new();
    g_signal_connect(click, "pressed", G_CALLBACK(on_pressed), self);
    gtk_widget_add_controller(widget, GTK_EVENT_CONTROLLER(click));
    GtkEventController *motion = gtk_event_controller_motion_new();
    g_signal_connect(motion, "motion", G_CALLBACK(on_motion), self);
    gtk_widget_add_controller(widget, motion);
    GtkEventController *keys = gtk_event_controller_key_new();
    g_signal_connect(keys, "key-pressed", G_CALLBACK(on_key), self);
    gtk_widget_add_controller(widget, keys);
}

GtkWidget *kkr_histogram_view_new(KkrDocument *document)
{
    static const char *const signals[] = { "picture", "changed", "opened" };
    KkrHistogramView *self = g_object_new(KKR_TYPE_HISTOGRAM_VIEW, NULL);
    self->document = g_object_ref(document);
    for (size_t i = 0; i < G_N_ELEMENTS(signals); i++)
        g_signal_connect_object(document, signals[i], G_CALLBACK(gtk_widget_queue_draw),
                                self, G_CONNECT_SWAPPED);
    return GTK_WIDGET(self);
}
