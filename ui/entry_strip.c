// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/entry_strip.h"

#include <math.h>

#include "shaders/plot.h"
#include "ui/controls.h"

enum { TILE = 96, HIGH = 122, GAP = 8, PICTURE = 84, MOST = 64 };

struct _KkrEntryStrip {
    GtkWidget parent;
    KkrDocument *document;
    double first; // position in the table of the left edge, in tiles
    int here;     // row that was open when it was last moved
    guint serial; // of the order
};

G_DEFINE_FINAL_TYPE(KkrEntryStrip, kkr_entry_strip, GTK_TYPE_WIDGET)

static const double pitch = TILE + GAP;

/* --- where things lie ------------------------------------------------------ */

static double tiles_wide(KkrEntryStrip *self)
{
    return (gtk_widget_get_width(GTK_WIDGET(self)) - GAP) / pitch;
}

static void keep_inside(KkrEntryStrip *self, const kkr_dataset_order *order)
{
    self->first = fmax(0, fmin(self->first, order->n - tiles_wide(self)));
}

/* Only as far as the open entry asks for it. */
static void bring_in(KkrEntryStrip *self, const kkr_dataset_order *order, int position)
{
    double wide = floor(tiles_wide(self));
    if (position < self->first)
        self->first = position;
    else if (position + 1 > self->first + wide)
        self->first = position + 1 - wide;
    keep_inside(self, order);
}

static double tile_x(const KkrEntryStrip *self, int position)
{
    return GAP + pitch * (position - self->first);
}

static int visible(KkrEntryStrip *self, const kkr_dataset_order *order, int *last)
{
    int first = (int)fmax(0, floor(self->first));
    *last = (int)fmin(order->n, ceil(self->first + tiles_wide(self)));
    *last = MIN(*last, first + MOST);
    return first;
}

/* --- drawing --------------------------------------------------------------- */

static KkrThumbnail thumbnail(KkrEntryStrip *self, int row)
{
    return (KkrThumbnail){ .row = row,
                           .against = -1,
                           .pixels = PICTURE *
                                     gtk_widget_get_scale_factor(GTK_WIDGET(self)) };
}

/* What is to be seen, from the open entry outwards. */
static void wish(KkrEntryStrip *self, const kkr_dataset_order *order, int here)
{
    KkrThumbnail wishes[MOST];
    int last, n = 0, first = visible(self, order, &last);
    int middle = here >= 0 ? order->position[here] : first;
    middle = CLAMP(middle, first, MAX(first, last - 1));
    for (int d = 0; d <= last - first && n < MOST; d++) {
        if (middle + d < last)
            wishes[n++] = thumbnail(self, order->row[middle + d]);
        if (d > 0 && middle - d >= first && n < MOST)
            wishes[n++] = thumbnail(self, order->row[middle - d]);
    }
    kkr_thumbnails_look(kkr_thumbnails_of(self->document), KKR_VIEWER_STRIP, wishes, n);
}

static void draw_tile(KkrEntryStrip *self, cairo_t *cr, const kkr_style *style,
                      const KkrWalk *walk, int row, double x)
{
    KkrThumbnail wished = thumbnail(self, row);
    const char *failure;
    double inset = (TILE - PICTURE) / 2.0;
    bool here = row == walk->here, pinned = row == walk->pinned;
    bool drawn = kkr_thumbnails_draw(kkr_thumbnails_of(self->document), &wished, cr,
                                     x + inset, GAP + inset, PICTURE, &failure);
    if (!drawn) {
        cairo_rectangle(cr, x + inset, GAP + inset, PICTURE, PICTURE);
        kkr_plot_set_color(cr, kkr_rgb_mix(style->paper, style->ink, 0.03), 1);
        cairo_fill(cr);
    }
    if (here || pinned) {
        double dash[] = { 4, 3 };
        cairo_rectangle(cr, x + 1, GAP + 1, TILE - 2, HIGH - 2 * GAP);
        kkr_plot_set_color(cr, style->accent, 1);
        cairo_set_line_width(cr, 2);
        cairo_set_dash(cr, dash, here ? 0 : 2, 0);
        cairo_stroke(cr);
        cairo_set_dash(cr, NULL, 0, 0);
    }
    g_autofree char *name = kkr_walk_name(&walk->dataset->rows[row]);
    kkr_plot_text text = { .markup = failure && !drawn ? "cannot be read" : name,
                           .size = style->ticks,
                           .bold = here,
                           .color = failure && !drawn ? style->dim : style->ink };
    kkr_plot_draw_text(cr, style, &text, KKR_ANCHOR_CENTER | KKR_ANCHOR_MIDDLE,
                       x + TILE / 2.0, GAP + TILE + 4);
}

static void kkr_entry_strip_snapshot(GtkWidget *widget, GtkSnapshot *snapshot)
{
    KkrEntryStrip *self = KKR_ENTRY_STRIP(widget);
    const KkrWalk *walk = kkr_walk_of(self->document);
    const kkr_dataset_order *order = walk ? kkr_walk_order(self->document, NULL) : NULL;
    cairo_t *cr = kkr_control_begin_cairo(snapshot, 0, 0, gtk_widget_get_width(widget),
                                          gtk_widget_get_height(widget));
    if (!cr)
        return;
    if (order && order->n) {
        kkr_style style = kkr_style_screen(kkr_document_recipe(self->document)->dark);
        kkr_control_font(widget, style.font, sizeof style.font);
        keep_inside(self, order);
        int last, first = visible(self, order, &last);
        for (int i = first; i < last; i++)
            draw_tile(self, cr, &style, walk, order->row[i], tile_x(self, i));
    }
    kkr_control_end_cairo(cr);
}

static void kkr_entry_strip_measure(GtkWidget *widget, GtkOrientation orientation,
                                    int for_size, int *minimum, int *natural,
                                    int *minimum_baseline, int *natural_baseline)
{
    *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? TILE : HIGH;
    *minimum_baseline = *natural_baseline = -1;
}

/* --- following -------------------------------------------------------------- */

static void follow(KkrEntryStrip *self)
{
    const KkrWalk *walk = kkr_walk_of(self->document);
    guint serial = 0;
    const kkr_dataset_order *order =
        walk ? kkr_walk_order(self->document, &serial) : NULL;
    if (kkr_document_recipe(self->document)->view != KKR_VIEW_DATASET || !order ||
        gtk_widget_get_width(GTK_WIDGET(self)) == 0)
        return;
    int position = walk->here >= 0 ? order->position[walk->here] : -1;
    if (position >= 0 && (walk->here != self->here || serial != self->serial))
        bring_in(self, order, position);
    self->here = walk->here;
    self->serial = serial;
    wish(self, order, walk->here);
    gtk_widget_queue_draw(GTK_WIDGET(self));
}

static void kkr_entry_strip_size_allocate(GtkWidget *widget, int width, int height,
                                          int baseline)
{
    KKR_ENTRY_STRIP(widget)->here = -1;
    follow(KKR_ENTRY_STRIP(widget));
}

static void on_pressed(GtkGestureClick *click, int n, double x, double y,
                       KkrEntryStrip *self)
{
    const kkr_dataset_order *order = kkr_walk_order(self->document, NULL);
    int position = (int)floor(self->first + (x - GAP) / pitch);
    gtk_widget_grab_focus(GTK_WIDGET(self));
    if (order && position >= 0 && position < order->n)
        kkr_walk_go(self->document, order->row[position]);
    if (n == 2)
        gtk_widget_activate_action(GTK_WIDGET(self), "win.view", "s", "panels");
}

static gboolean on_scroll(GtkEventControllerScroll *scroll, double dx, double dy,
                          KkrEntryStrip *self)
{
    const KkrWalk *walk = kkr_walk_of(self->document);
    const kkr_dataset_order *order = walk ? kkr_walk_order(self->document, NULL) : NULL;
    if (!order)
        return FALSE;
    self->first += dx + dy;
    keep_inside(self, order);
    wish(self, order, walk->here);
    gtk_widget_queue_draw(GTK_WIDGET(self));
    return TRUE;
}

/* --- the widget -------------------------------------------------------------- */

static void kkr_entry_strip_dispose(GObject *object)
{
    g_clear_object(&KKR_ENTRY_STRIP(object)->document);
    G_OBJECT_CLASS(kkr_entry_strip_parent_class)->dispose(object);
}

static void kkr_entry_strip_class_init(KkrEntryStripClass *class)
{
    GtkWidgetClass *widget = GTK_WIDGET_CLASS(class);
    G_OBJECT_CLASS(class)->dispose = kkr_entry_strip_dispose;
    widget->snapshot = kkr_entry_strip_snapshot;
    widget->measure = kkr_entry_strip_measure;
    widget->size_allocate = kkr_entry_strip_size_allocate;
    gtk_widget_class_set_css_name(widget, "entrystrip");
    gtk_widget_class_set_accessible_role(widget, GTK_ACCESSIBLE_ROLE_IMG);
}

static void kkr_entry_strip_init(KkrEntryStrip *self)
{
    GtkWidget *widget = GTK_WIDGET(self);
    self->here = -1;
    gtk_widget_set_focusable(widget, TRUE);
    gtk_widget_set_overflow(widget, GTK_OVERFLOW_HIDDEN);
    kkr_control_name(widget, "Neighbours in the table",
                     "V − V₀ of the entries around the open one, in the order of the "
                     "table; the wheel goes on");
    GtkGesture *click = gtk_gesture_click_new();
    g_signal_connect(click, "pressed", G_CALLBACK(on_pressed), self);
    gtk_widget_add_controller(widget, GTK_EVENT_CONTROLLER(click));
    GtkEventController *scroll =
        gtk_event_controller_scroll_new(GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
    g_signal_connect(scroll, "scroll", G_CALLBACK(on_scroll), self);
    gtk_widget_add_controller(widget, scroll);
}

GtkWidget *kkr_entry_strip_new(KkrDocument *document)
{
    KkrEntryStrip *self = g_object_new(KKR_TYPE_ENTRY_STRIP, NULL);
    self->document = g_object_ref(document);
    static const char *const signals[] = { "opened", "changed" };
    for (size_t i = 0; i < G_N_ELEMENTS(signals); i++)
        g_signal_connect_object(document, signals[i], G_CALLBACK(follow), self,
                                G_CONNECT_SWAPPED);
    g_signal_connect_object(kkr_thumbnails_of(document), "changed",
                            G_CALLBACK(gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
    return GTK_WIDGET(self);
}
