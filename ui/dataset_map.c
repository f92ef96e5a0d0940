// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/dataset_map.h"

#include <math.h>
#include <string.h>

#include "core/dataset_map.h"
#include "shaders/map_plot.h"
#include "ui/dataset_actions.h"

enum { WIDTH = 960, HEIGHT = 240, HIGH = 640 };

typedef struct View {
    KkrDocument *document;
    GtkWidget *area;
    GtkLabel *entry;
    GtkDropDown *colour;
    GtkEditable *search;
    const kkr_dataset *of; /* what the map was made from */
    kkr_map_style style;
    kkr_dataset_map *map; /* NULL: nothing to show */
    kkr_map_layout layout;
    bool updating;
} View;

/* --- what there is ------------------------------------------------------- */

static bool same_style(const kkr_map_style *a, const kkr_map_style *b)
{
    return g_str_equal(a->column, b->column) && g_str_equal(a->select, b->select) &&
           a->scale == b->scale && a->order == b->order && a->all_hosts == b->all_hosts;
}

/* A query that is being typed may make no sense yet: the map stays. */
static void make_map(View *view, const kkr_dataset *dataset, const kkr_map_style *style)
{
    if (view->of == dataset && view->map && same_style(&view->style, style))
        return;
    kkr_dataset_map *map =
        dataset ? kkr_dataset_map_new(dataset->rows, dataset->n_rows, style, NULL)
                : NULL;
    if (!map && dataset && view->of == dataset)
        return;
    kkr_dataset_map_free(view->map);
    kkr_map_layout_clear(&view->layout);
    view->map = map;
    view->of = dataset;
    view->style = *style;
    gtk_drawing_area_set_content_height(GTK_DRAWING_AREA(view->area),
                                        map && map->n_rows > 8 ? HIGH : HEIGHT);
}

static void describe(View *view, int row)
{
    g_autofree char *text = NULL;
    if (view->of && row >= 0 && row < view->of->n_rows) {
        const kkr_dataset_row *r = &view->of->rows[row];
        char dv[32], rms[32], core[32];
        kkr_format_number(r->quality.dv, 4, dv, sizeof dv);
        kkr_format_number(r->quality.rms, 2, rms, sizeof rms);
        kkr_format_number(r->quality.core_shift, 3, core, sizeof core);
        text = g_strdup_printf(
            "%s   %d %s   |V − V₀| %s Ry   rms %s Ry   core level %s Ry "
            "off its trend%s%s",
            r->name, r->n_sites, r->n_sites == 1 ? "site" : "sites", dv, rms, core,
            r->warning[0] ? "   " : "", r->warning);
    } else if (view->map) {
        text = g_strdup_printf("%d entries", view->map->n_entries);
    }
    gtk_label_set_text(view->entry, text ? text : "");
}

static void follow(View *view)
{
    int row;
    const kkr_dataset *dataset = kkr_dataset_of(view->document, &row);
    const kkr_map_style *style = &kkr_document_recipe(view->document)->map;
    view->updating = true;
    make_map(view, dataset, style);
    for (int i = 0; kkr_map_column(i); i++)
        if (g_str_equal(kkr_map_column(i), style->column))
            gtk_drop_down_set_selected(view->colour, (guint)i);
    if (strcmp(gtk_editable_get_text(view->search), style->select) != 0 &&
        !gtk_widget_has_focus(gtk_widget_get_first_child(GTK_WIDGET(view->search))))
        gtk_editable_set_text(view->search, style->select);
    describe(view, row);
    gtk_widget_queue_draw(view->area);
    view->updating = false;
}

/* --- drawing and picking ------------------------------------------------- */

static void draw(GtkDrawingArea *area, cairo_t *cr, int width, int height, void *user)
{
    View *view = user;
    if (!view->map)
        return;
    kkr_map_sizes sizes =
        kkr_map_sizes_screen(kkr_document_recipe(view->document)->dark);
    kkr_map_layout_clear(&view->layout);
    kkr_map_plot_place(view->map, &sizes, width, height, &view->layout);
    kkr_map_marks marks = { -1, -1, -1, -1 };
    int row, pinned = kkr_dataset_pinned(view->document);
    const kkr_dataset *dataset = kkr_dataset_of(view->document, &row);
    if (dataset && row >= 0)
        kkr_dataset_map_find(view->map, &dataset->rows[row], &marks.row, &marks.column);
    if (dataset && pinned >= 0)
        kkr_dataset_map_find(view->map, &dataset->rows[pinned], &marks.pinned_row,
                             &marks.pinned_column);
    kkr_map_plot_draw(cr, view->map, &view->layout, &sizes, &marks);
}

static int entry_at(View *view, double x, double y)
{
    int row, column;
    if (!view->map || !kkr_map_plot_pick(view->map, &view->layout, x, y, &row, &column))
        return -1;
    return kkr_dataset_map_cell(view->map, row, column)->entry;
}

static void on_pressed(GtkGestureClick *gesture, int n, double x, double y, View *view)
{
    gtk_widget_grab_focus(view->area);
    kkr_dataset_go(view->document, entry_at(view, x, y));
}

static void on_motion(GtkEventControllerMotion *motion, double x, double y, View *view)
{
    int entry = entry_at(view, x, y), row;
    kkr_dataset_of(view->document, &row);
    describe(view, entry >= 0 ? entry : row);
}

static gboolean on_key(GtkEventControllerKey *controller, guint key, guint code,
                       GdkModifierType state, View *view)
{
    int here, row, column;
    const kkr_dataset *dataset = kkr_dataset_of(view->document, &here);
    if (!dataset || here < 0 || !view->map)
        return FALSE;
    int dr = key == GDK_KEY_Down ? 1 : key == GDK_KEY_Up ? -1 : 0;
    int dc = key == GDK_KEY_Right ? 1 : key == GDK_KEY_Left ? -1 : 0;
    if (key == GDK_KEY_space) {
        gtk_widget_activate_action(view->area, "win.blink-entry", NULL);
        return TRUE;
    }
    if ((!dr && !dc) ||
        !kkr_dataset_map_find(view->map, &dataset->rows[here], &row, &column))
        return FALSE;
    if (kkr_dataset_map_walk(view->map, &row, &column, dr, dc))
        kkr_dataset_go(view->document,
                       kkr_dataset_map_cell(view->map, row, column)->entry);
    return TRUE;
}

/* --- what it shows ------------------------------------------------------- */

static void on_colour(View *view)
{
    const char *column = kkr_map_column((int)gtk_drop_down_get_selected(view->colour));
    if (!view->updating && column)
        gtk_widget_activate_action(view->area, "win.map-colour", "s", column);
}

static void on_search(View *view)
{
    if (!view->updating)
        gtk_widget_activate_action(view->area, "win.map-select", "s",
                                   gtk_editable_get_text(view->search));
}

static GtkWidget *new_choice(const char *label, const char *action, const char *word,
                             const char *tooltip)
{
    GtkWidget *button = gtk_toggle_button_new_with_label(label);
    gtk_actionable_set_action_name(GTK_ACTIONABLE(button), action);
    gtk_actionable_set_action_target(GTK_ACTIONABLE(button), "s", word);
    gtk_widget_set_tooltip_text(button, tooltip);
    return button;
}

static GtkWidget *new_pair(const char *action, const char *const words[2][3])
{
    GtkWidget *box = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 0);
    gtk_widget_add_css_class(box, "linked");
    gtk_widget_add_css_class(box, "segmented");
    for (int i = 0; i < 2; i++)
        gtk_box_append(GTK_BOX(box),
                       new_choice(words[i][0], action, words[i][1], words[i][2]));
    return box;
}

static GtkWidget *new_bar(View *view)
{
    GtkWidget *bar = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 8);
    GtkWidget *search = gtk_search_entry_new();
    gtk_widget_set_hexpand(search, TRUE);
    g_object_set(search, "placeholder-text", "Hg:A*  rms>1e-3  |core_shift|>1.5", NULL);
    gtk_widget_set_tooltip_text(search, "Only these entries; all terms must hold");
    gtk_accessible_update_property(GTK_ACCESSIBLE(search),
                                   GTK_ACCESSIBLE_PROPERTY_LABEL, "Search entries", -1);
    view->search = GTK_EDITABLE(search);
    g_signal_connect_swapped(search, "search-changed", G_CALLBACK(on_search), view);
    const char *words[32] = { NULL };
    for (int i = 0; kkr_map_column(i) && i < 31; i++)
        words[i] = kkr_map_column_words(kkr_map_column(i));
    GtkWidget *colour = gtk_drop_down_new_from_strings(words);
    gtk_widget_set_tooltip_text(colour, "What the colours are");
    gtk_accessible_update_property(
        GTK_ACCESSIBLE(colour), GTK_ACCESSIBLE_PROPERTY_LABEL, "Colour of the map", -1);
    view->colour = GTK_DROP_DOWN(colour);
    g_signal_connect_swapped(colour, "notify::selected", G_CALLBACK(on_colour), view);
    static const char *const order[2][3] = {
        { "Groups", "group", "Elements group by group" },
        { "Z", "number", "Elements by their atomic number" },
    };
    static const char *const hosts[2][3] = {
        { "Used hosts", "used", "Rows for hosts with entries" },
        { "All", "all", "Rows for all elements" },
    };
    gtk_box_append(GTK_BOX(bar), search);
    gtk_box_append(GTK_BOX(bar), colour);
    gtk_box_append(GTK_BOX(bar), new_pair("win.map-order", order));
    gtk_box_append(GTK_BOX(bar), new_pair("win.map-hosts", hosts));
    GtkWidget *pin = gtk_button_new_with_label("Pin");
    gtk_widget_add_css_class(pin, "framed");
    gtk_actionable_set_action_name(GTK_ACTIONABLE(pin), "win.pin-entry");
    gtk_widget_set_tooltip_text(pin, "Space goes to this entry and back");
    gtk_box_append(GTK_BOX(bar), pin);
    return bar;
}

static void free_view(void *data)
{
    View *view = data;
    g_signal_handlers_disconnect_by_data(view->document, view);
    g_object_unref(view->document);
    kkr_map_layout_clear(&view->layout);
    kkr_dataset_map_free(view->map);
    g_free(view);
}

GtkWidget *kkr_dataset_map_view_new(KkrDocument *document)
{
    View *view = g_new0(View, 1);
    view->document = g_object_ref(document);
    GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 6);
    view->area = gtk_drawing_area_new();
    gtk_drawing_area_set_content_width(GTK_DRAWING_AREA(view->area), WIDTH);
    gtk_drawing_area_set_content_height(GTK_DRAWING_AREA(view->area), HEIGHT);
    gtk_drawing_area_set_draw_func(GTK_DRAWING_AREA(view->area), draw, view, NULL);
    gtk_widget_set_focusable(view->area, TRUE);
    // arrow keys walk at once
    g_signal_connect_after(view->area, "map", G_CALLBACK(gtk_widget_grab_focus), NULL);
    gtk_accessible_update_property(GTK_ACCESSIBLE(view->area),
                                   GTK_ACCESSIBLE_PROPERTY_LABEL, "Map of the data set",
                                   -1);
    GtkGesture *click = gtk_gesture_click_new();
    g_signal_connect(click, "pressed", G_CALLBACK(on_pressed), view);
    gtk_widget_add_controller(view->area, GTK_EVENT_CONTROLLER(click));
    GtkEventController *motion = gtk_event_controller_motion_new();
    g_signal_connect(motion, "motion", G_CALLBACK(on_motion), view);
    gtk_widget_add_controller(view->area, motion);
    GtkEventController *keys = gtk_event_controller_key_new();
    g_signal_connect(keys, "key-pressed", G_CALLBACK(on_key), view);
    gtk_widget_add_controller(view->area, keys);
    GtkWidget *entry = gtk_label_new(NULL);
    gtk_label_set_xalign(GTK_LABEL(entry), 0);
    gtk_label_set_ellipsize(GTK_LABEL(entry), PANGO_ELLIPSIZE_END);
    gtk_label_set_max_width_chars(GTK_LABEL(entry), 60);
    view->entry = GTK_LABEL(entry);
    gtk_box_append(GTK_BOX(box), new_bar(view));
    gtk_box_append(GTK_BOX(box), view->area);
    gtk_box_append(GTK_BOX(box), entry);
    g_signal_connect_swapped(document, "opened", G_CALLBACK(follow), view);
    g_signal_connect_swapped(document, "changed", G_CALLBACK(follow), view);
    g_object_set_data_full(G_OBJECT(box), "kkr-view", view, free_view);
    return box;
}
