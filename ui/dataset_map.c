// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/dataset_map.h"

#include <math.h>
#include <string.h>

#include "core/dataset_map.h"
#include "shaders/map_plot.h"
#include "ui/controls.h"
#include "ui/walk.h"

typedef struct View {
    KkrDocument *document;
    GtkWidget *area;
    guint serial; // of the data set that the map was made from
    kkr_map_style style;
    kkr_dataset_map *map; // NULL: nothing to show
    kkr_map_layout layout;
} View;

/* --- what there is ------------------------------------------------------- */

static bool same_style(const kkr_map_style *a, const kkr_map_style *b)
{
    return g_str_equal(a->column, b->column) && g_str_equal(a->select, b->select) &&
           a->scale == b->scale && a->order == b->order && a->all_hosts == b->all_hosts;
}

/* A query that is being typed may make no sense yet: the map stays. */
static void make_map(View *view, const KkrWalk *walk, const kkr_map_style *style)
{
    guint serial = walk ? walk->serial : 0;
    if (view->serial == serial && view->map && same_style(&view->style, style))
        return;
    kkr_dataset_map *map = walk
                               ? kkr_dataset_map_new(walk->dataset->rows,
                                                     walk->dataset->n_rows, style, NULL)
                               : NULL;
    if (!map && walk && view->serial == serial)
        return;
    kkr_dataset_map_free(view->map);
    kkr_map_layout_clear(&view->layout);
    view->map = map;
    view->serial = serial;
    view->style = *style;
}

/* What is under the pointer, or open. */
static void describe(View *view, const KkrWalk *walk, int row, int count)
{
    if (row < 0) {
        kkr_document_set_note(view->document, NULL, NULL);
        return;
    }
    const kkr_dataset_row *r = &walk->dataset->rows[row];
    const kkr_recipe *recipe = kkr_document_recipe(view->document);
    g_autofree char *name = kkr_walk_name(r);
    g_autoptr(GString) text = g_string_new(NULL);
    char number[48];
    g_string_append_printf(text, "<b>%s</b>   %d %s", name, r->n_sites,
                           r->n_sites == 1 ? "site" : "sites");
    bool found;
    double value = kkr_dataset_row_number(r, recipe->map.column, &found);
    const char *words = kkr_map_column_words(recipe->map.column);
    if (found && !isnan(value)) {
        kkr_format_number(value, 4, number, sizeof number);
        g_string_append_printf(text, "   %s: %s%s", words ? words : recipe->map.column,
                               number, view->map->whole || !words ? "" : " Ry");
    }
    if (count > 1)
        g_string_append_printf(text, "   the largest of %d", count);
    kkr_document_set_note(
        view->document, text->str,
        "arrow keys walk the map, Space compares with the pinned entry");
}

static void follow(View *view)
{
    const kkr_recipe *recipe = kkr_document_recipe(view->document);
    const KkrWalk *walk = kkr_walk_of(view->document);
    if (recipe->view != KKR_VIEW_DATASET)
        return;
    make_map(view, walk, &recipe->map);
    describe(view, walk, walk ? walk->here : -1, 1);
    gtk_widget_queue_draw(view->area);
}

/* --- drawing and picking ------------------------------------------------- */

static void draw(GtkDrawingArea *area, cairo_t *cr, int width, int height, void *user)
{
    View *view = user;
    const KkrWalk *walk = kkr_walk_of(view->document);
    if (!view->map || !walk || walk->serial != view->serial)
        return;
    kkr_map_sizes sizes =
        kkr_map_sizes_screen(kkr_document_recipe(view->document)->dark);
    kkr_control_font(view->area, sizes.plot.font, sizeof sizes.plot.font);
    kkr_map_layout_clear(&view->layout);
    kkr_map_plot_place(view->map, &sizes, width, height, &view->layout);
    kkr_map_marks marks = { -1, -1, -1, -1 };
    const kkr_dataset_row *rows = walk->dataset->rows;
    if (walk->here >= 0)
        kkr_dataset_map_find(view->map, &rows[walk->here], &marks.row, &marks.column);
    if (walk->pinned >= 0)
        kkr_dataset_map_find(view->map, &rows[walk->pinned], &marks.pinned_row,
                             &marks.pinned_column);
    kkr_map_plot_draw(cr, view->map, &view->layout, &sizes, &marks);
}

static const kkr_map_cell *cell_at(View *view, double x, double y)
{
    int row, column;
    if (!view->map || !kkr_map_plot_pick(view->map, &view->layout, x, y, &row, &column))
        return NULL;
    const kkr_map_cell *cell = kkr_dataset_map_cell(view->map, row, column);
    return cell->count ? cell : NULL;
}

static void on_pressed(GtkGestureClick *gesture, int n, double x, double y, View *view)
{
    const kkr_map_cell *cell = cell_at(view, x, y);
    gtk_widget_grab_focus(view->area);
    if (cell)
        kkr_walk_go(view->document, cell->entry);
    if (cell && n == 2)
        gtk_widget_activate_action(view->area, "win.view", "s", "panels");
}

static void on_motion(GtkEventControllerMotion *motion, double x, double y, View *view)
{
    const kkr_map_cell *cell = cell_at(view, x, y);
    const KkrWalk *walk = kkr_walk_of(view->document);
    if (walk && walk->serial == view->serial)
        describe(view, walk, cell ? cell->entry : walk->here, cell ? cell->count : 1);
}

static gboolean on_key(GtkEventControllerKey *controller, guint key, guint code,
                       GdkModifierType state, View *view)
{
    int row, column;
    const KkrWalk *walk = kkr_walk_of(view->document);
    if (!walk || walk->here < 0 || !view->map || (state & GDK_ALT_MASK))
        return FALSE;
    int dr = key == GDK_KEY_Down ? 1 : key == GDK_KEY_Up ? -1 : 0;
    int dc = key == GDK_KEY_Right ? 1 : key == GDK_KEY_Left ? -1 : 0;
    if ((!dr && !dc) || !kkr_dataset_map_find(
                            view->map, &walk->dataset->rows[walk->here], &row, &column))
        return FALSE;
    if (kkr_dataset_map_walk(view->map, &row, &column, dr, dc))
        kkr_walk_go(view->document,
                    kkr_dataset_map_cell(view->map, row, column)->entry);
    return TRUE;
}

/* --- the widget ------------------------------------------------------------ */

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
    view->area = gtk_drawing_area_new();
    gtk_drawing_area_set_draw_func(GTK_DRAWING_AREA(view->area), draw, view, NULL);
    gtk_widget_set_focusable(view->area, TRUE);
    gtk_widget_set_size_request(view->area, 420, 200);
    kkr_control_name(view->area, "Map of the data set", NULL);
    GtkGesture *click = gtk_gesture_click_new();
    g_signal_connect(click, "pressed", G_CALLBACK(on_pressed), view);
    gtk_widget_add_controller(view->area, GTK_EVENT_CONTROLLER(click));
    GtkEventController *motion = gtk_event_controller_motion_new();
    g_signal_connect(motion, "motion", G_CALLBACK(on_motion), view);
    gtk_widget_add_controller(view->area, motion);
    GtkEventController *keys = gtk_event_controller_key_new();
    g_signal_connect(keys, "key-pressed", G_CALLBACK(on_key), view);
    gtk_widget_add_controller(view->area, keys);
    g_signal_connect_swapped(document, "opened", G_CALLBACK(follow), view);
    g_signal_connect_swapped(document, "changed", G_CALLBACK(follow), view);
    g_object_set_data_full(G_OBJECT(view->area), "kkr-view", view, free_view);
    return view->area;
}
