// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/screening_view.h"

#include "shaders/screening_plot.h"
#include "ui/controls.h"
#include "ui/walk.h"

enum { MARGIN = 16 };

typedef struct View {
    KkrDocument *document;
    GtkWidget *area;
    guint serial; // of the order that the curves were made from
    kkr_screening *screening;
    const kkr_sampler *sampler; // of the cells; only compared
    kkr_screening *cells;       // NULL: not known
} View;

/* --- what there is ----------------------------------------------------------- */

static void make_curves(View *view, const KkrWalk *walk)
{
    guint serial = 0;
    const kkr_dataset_order *order = kkr_walk_order(view->document, &serial);
    if (view->screening && serial == view->serial)
        return;
    kkr_screening_free(view->screening);
    view->screening = kkr_screening_new();
    view->serial = serial;
    for (int i = 0; order && i < order->n; i++)
        kkr_screening_add_row(view->screening, walk->dataset->rows, order->row[i]);
}

static void make_cells(View *view)
{
    const kkr_sampler *sampler = kkr_document_sampler(view->document);
    if (sampler == view->sampler)
        return;
    view->sampler = sampler;
    g_clear_pointer(&view->cells, kkr_screening_free);
    KKR_AUTO(kkr_screening) cells = kkr_screening_new();
    if (sampler &&
        kkr_screening_add_case(cells, kkr_document_case(view->document), sampler, NULL))
        view->cells = KKR_STEAL(cells);
}

static void follow(View *view)
{
    const kkr_recipe *recipe = kkr_document_recipe(view->document);
    const KkrWalk *walk = kkr_walk_of(view->document);
    if (recipe->view != KKR_VIEW_DATASET ||
        recipe->map.show != KKR_MAP_SHOW_SCREENING || !walk)
        return;
    make_curves(view, walk);
    make_cells(view);
    gtk_widget_queue_draw(view->area);
}

static kkr_screening_view look(View *view, const KkrWalk *walk)
{
    const kkr_recipe *recipe = kkr_document_recipe(view->document);
    // while another entry is read the cells are still those of the one before
    bool cells = !kkr_document_loading(view->document);
    return (kkr_screening_view){ recipe->energy_unit, recipe->length_unit, walk->here,
                                 walk->pinned, cells ? view->cells : NULL };
}

static kkr_style style_of(View *view)
{
    kkr_style style = kkr_style_screen(kkr_document_recipe(view->document)->dark);
    kkr_control_font(view->area, style.font, sizeof style.font);
    return style;
}

static kkr_rect area_of(View *view)
{
    return (kkr_rect){ MARGIN, MARGIN, gtk_widget_get_width(view->area) - 2 * MARGIN,
                       gtk_widget_get_height(view->area) - 2 * MARGIN };
}

static void draw(GtkDrawingArea *area, cairo_t *cr, int width, int height, void *user)
{
    View *view = user;
    const KkrWalk *walk = kkr_walk_of(view->document);
    if (!walk || !view->screening)
        return;
    kkr_style style = style_of(view);
    kkr_screening_view looked = look(view, walk);
    kkr_rect at = area_of(view);
    if (view->screening->n > 0)
        kkr_screening_plot_draw(cr, &style, &at, view->screening, &looked);
    if (view->screening->n > view->screening->n_lone)
        return;
    kkr_plot_text text = { .markup = view->screening->n
                                         ? "These entries have one cell each: nothing "
                                           "is known beyond the impurity."
                                         : "No entry is selected.",
                           .size = style.text,
                           .color = style.dim };
    kkr_plot_draw_text(cr, &style, &text, KKR_ANCHOR_CENTER | KKR_ANCHOR_MIDDLE,
                       width / 2.0, height / 2.0);
}

/* --- mouse -------------------------------------------------------------------- */

static int row_at(View *view, double x, double y)
{
    const KkrWalk *walk = kkr_walk_of(view->document);
    if (!walk || !view->screening)
        return -1;
    kkr_style style = style_of(view);
    kkr_screening_view looked = look(view, walk);
    kkr_rect at = area_of(view);
    int curve = kkr_screening_plot_pick(&style, &at, view->screening, &looked, x, y);
    return curve >= 0 ? view->screening->curve[curve].row : -1;
}

static void on_pressed(GtkGestureClick *click, int n, double x, double y, View *view)
{
    gtk_widget_grab_focus(view->area);
    kkr_walk_go(view->document, row_at(view, x, y));
}

static void on_motion(GtkEventControllerMotion *motion, double x, double y, View *view)
{
    int row = row_at(view, x, y);
    const KkrWalk *walk = kkr_walk_of(view->document);
    g_autofree char *name = row >= 0 ? kkr_walk_name(&walk->dataset->rows[row]) : NULL;
    kkr_document_set_note(view->document, name,
                          "rings: cells of the open entry; lines: shells of all");
}

/* --- the widget ----------------------------------------------------------------- */

static void free_view(void *data)
{
    View *view = data;
    g_signal_handlers_disconnect_by_data(view->document, view);
    g_object_unref(view->document);
    kkr_screening_free(view->screening);
    kkr_screening_free(view->cells);
    g_free(view);
}

GtkWidget *kkr_screening_view_new(KkrDocument *document)
{
    View *view = g_new0(View, 1);
    view->document = g_object_ref(document);
    view->area = gtk_drawing_area_new();
    gtk_widget_set_focusable(view->area, TRUE);
    gtk_drawing_area_set_draw_func(GTK_DRAWING_AREA(view->area), draw, view, NULL);
    kkr_control_name(view->area, "V − V₀ against the distance from the impurity", NULL);
    GtkGesture *click = gtk_gesture_click_new();
    g_signal_connect(click, "pressed", G_CALLBACK(on_pressed), view);
    gtk_widget_add_controller(view->area, GTK_EVENT_CONTROLLER(click));
    GtkEventController *motion = gtk_event_controller_motion_new();
    g_signal_connect(motion, "motion", G_CALLBACK(on_motion), view);
    gtk_widget_add_controller(view->area, motion);
    g_signal_connect_swapped(document, "opened", G_CALLBACK(follow), view);
    g_signal_connect_swapped(document, "changed", G_CALLBACK(follow), view);
    g_object_set_data_full(G_OBJECT(view->area), "kkr-view", view, free_view);
    return view->area;
}
