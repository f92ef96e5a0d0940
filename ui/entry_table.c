// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/entry_table.h"

#include <math.h>
#include <string.h>

#include "core/core_trend.h"
#include "core/dataset_query.h"
#include "ui/controls.h"
#include "ui/entry_list.h"
#include "ui/units.h"
#include "ui/walk.h"

/* --- columns -------------------------------------------------------------- */

enum { NAME, CHARGE, SITES, NORM, RMS, CORE, N_COLUMNS };

static const struct {
    const char *title;  // %s: the unit
    const char *column; // of the table of a data set
    int digits;         // of an energy; 0: it is none
    int chars;
} columns[N_COLUMNS] = {
    [NAME] = { "Entry", "name", 0, 9 },     [CHARGE] = { "Z", "impurity_z", 0, 3 },
    [SITES] = { "Sites", "n_sites", 0, 4 }, [NORM] = { "‖ΔV‖/%s", "dv", 4, 7 },
    [RMS] = { "rms/%s", "rms", 2, 8 },      [CORE] = { "Core/%s", "core_shift", 3, 7 },
};

struct _KkrEntryTable {
    GtkWidget parent;
    KkrDocument *document;
    bool updating; // the table follows the recipe now, not the other way
    GtkWidget *box;
    GtkEditable *search;
    GtkLabel *count;
    GtkColumnView *view;
    GtkColumnViewColumn *columns[N_COLUMNS]; // borrowed
    KkrEntryList *list;
    GtkSingleSelection *selection; // borrowed
    guint serial;                  // of the order that is shown
    char sort[24];                 // that the headings show
    kkr_energy_unit unit;          // of the numbers that are shown
    KkrEntry *low, *high;          // to ask sorters with
    int asked;                     // column that answered
};

G_DEFINE_FINAL_TYPE(KkrEntryTable, kkr_entry_table, GTK_TYPE_WIDGET)

static double energy_of(const kkr_dataset_row *row, int column)
{
    const double values[N_COLUMNS] = { [NORM] = row->quality.dv,
                                       [RMS] = row->quality.rms,
                                       [CORE] = row->quality.core_shift };
    return values[column];
}

/* Worth a look: not converged, or perhaps another solution. */
static bool stands_out(const kkr_dataset_row *row, int column)
{
    return (column == RMS && row->quality.rms > 1e-3) ||
           (column == CORE && fabs(row->quality.core_shift) > KKR_CORE_SHIFT_LARGE);
}

static void set_up(GtkListItemFactory *factory, GtkListItem *item, void *column)
{
    int i = GPOINTER_TO_INT(column);
    GtkWidget *label = gtk_label_new(NULL);
    gtk_label_set_xalign(GTK_LABEL(label), i == NAME ? 0 : 1);
    gtk_label_set_width_chars(GTK_LABEL(label), columns[i].chars);
    gtk_list_item_set_child(item, label);
}

static void bind(GtkListItemFactory *factory, GtkListItem *item, void *user)
{
    KkrEntryTable *self = g_object_get_data(G_OBJECT(factory), "table");
    int column = GPOINTER_TO_INT(user);
    GtkWidget *label = gtk_list_item_get_child(item);
    const kkr_dataset_row *row = kkr_entry_row(gtk_list_item_get_item(item));
    char text[40];
    if (column == NAME) {
        g_autofree char *name = kkr_walk_name(row);
        gtk_label_set_text(GTK_LABEL(label), name);
        return;
    }
    if (column == CHARGE)
        g_snprintf(text, sizeof text, "%.0f", row->impurity_z);
    else if (column == SITES)
        g_snprintf(text, sizeof text, "%d", row->n_sites);
    else if (isnan(energy_of(row, column)))
        g_strlcpy(text, "—", sizeof text);
    else
        kkr_format_number(energy_of(row, column) * kkr_energy_unit_factor(self->unit),
                          columns[column].digits, text, sizeof text);
    gtk_label_set_text(GTK_LABEL(label), text);
    if (stands_out(row, column))
        gtk_widget_add_css_class(label, "defective");
    else
        gtk_widget_remove_css_class(label, "defective");
}

/* --- sorting --------------------------------------------------------------- */

/*
 * The order is made by core for all rows at once; a heading only tells which column and
 * which way. GTK 4.8 keeps that to itself, so its sorter is asked with two entries that
 * stand for none: the column that is asked first is the one.
 */
static int compare(const void *a, const void *b, void *user)
{
    KkrEntryTable *self = g_object_get_data(G_OBJECT(user), "table");
    if (self->asked < 0)
        self->asked = GPOINTER_TO_INT(g_object_get_data(G_OBJECT(user), "column"));
    return a == self->low ? -1 : 1;
}

static void on_sorter(KkrEntryTable *self)
{
    if (self->updating)
        return;
    GtkSorter *sorter = gtk_column_view_get_sorter(self->view);
    self->asked = -1;
    GtkOrdering order = gtk_sorter_compare(sorter, self->low, self->high);
    g_autofree char *sort = self->asked < 0
                                ? g_strdup("")
                                : g_strconcat(order == GTK_ORDERING_LARGER ? "-" : "",
                                              columns[self->asked].column, NULL);
    g_strlcpy(self->sort, sort, sizeof self->sort);
    gtk_widget_activate_action(GTK_WIDGET(self), "win.map-sort", "s", sort);
}

/* The heading of what the recipe says. */
static void show_sort(KkrEntryTable *self, const char *sort)
{
    if (g_str_equal(self->sort, sort))
        return;
    g_strlcpy(self->sort, sort, sizeof self->sort);
    GtkColumnViewColumn *column = NULL;
    for (int i = 0; i < N_COLUMNS; i++)
        if (g_str_equal(columns[i].column, sort + (*sort == '-')))
            column = self->columns[i];
    gtk_column_view_sort_by_column(
        self->view, column, *sort == '-' ? GTK_SORT_DESCENDING : GTK_SORT_ASCENDING);
}

/* --- following ------------------------------------------------------------- */

static void show_titles(KkrEntryTable *self)
{
    const char *unit = kkr_energy_unit_name(self->unit);
    for (int i = 0; i < N_COLUMNS; i++) {
        g_autofree char *title =
            g_strdup_printf(columns[i].title, columns[i].digits ? unit : "");
        gtk_column_view_column_set_title(self->columns[i], title);
    }
}

static void scroll_to(KkrEntryTable *self, guint position)
{
    GtkWidget *rows = gtk_widget_get_last_child(GTK_WIDGET(self->view));
    if (gtk_widget_get_mapped(rows))
        gtk_widget_activate_action(rows, "list.scroll-to-item", "u", position);
}

static void select_row(KkrEntryTable *self, const kkr_dataset_order *order, int row)
{
    int position = row >= 0 && order ? order->position[row] : -1;
    guint wanted = position >= 0 ? (guint)position : GTK_INVALID_LIST_POSITION;
    if (gtk_single_selection_get_selected(self->selection) == wanted)
        return;
    gtk_single_selection_set_selected(self->selection, wanted);
    if (position >= 0)
        scroll_to(self, wanted);
}

/* A query that makes no sense (yet) is said where it is typed. */
static void show_count(KkrEntryTable *self, const KkrWalk *walk,
                       const kkr_dataset_order *order)
{
    kkr_error err = { 0 };
    char text[200] = "";
    KKR_AUTO(kkr_dataset_query)
    query =
        kkr_dataset_query_new(kkr_document_recipe(self->document)->map.select, &err);
    if (!query)
        g_strlcpy(text, err.message, sizeof text);
    else if (walk && order && order->n < order->n_all)
        g_snprintf(text, sizeof text, "%d of %d entries", order->n, order->n_all);
    else if (walk && order)
        g_snprintf(text, sizeof text, "%d entries", order->n);
    gtk_label_set_text(self->count, text);
    gtk_widget_set_tooltip_text(GTK_WIDGET(self->count), text);
    if (query)
        gtk_widget_remove_css_class(GTK_WIDGET(self->count), "defective");
    else
        gtk_widget_add_css_class(GTK_WIDGET(self->count), "defective");
}

static void follow(KkrEntryTable *self)
{
    const kkr_recipe *recipe = kkr_document_recipe(self->document);
    const KkrWalk *walk = kkr_walk_of(self->document);
    if (recipe->view != KKR_VIEW_DATASET)
        return;
    guint serial = 0;
    const kkr_dataset_order *order =
        walk ? kkr_walk_order(self->document, &serial) : NULL;
    bool anew = serial != self->serial || self->unit != recipe->energy_unit;
    self->updating = true;
    if (anew) {
        self->serial = serial;
        self->unit = recipe->energy_unit;
        kkr_entry_list_set(self->list, walk ? walk->dataset : NULL, order);
        show_titles(self);
    }
    show_sort(self, recipe->map.sort);
    if (!gtk_widget_has_focus(gtk_widget_get_first_child(GTK_WIDGET(self->search))))
        kkr_control_set_text(self->search, recipe->map.select);
    show_count(self, walk, order);
    select_row(self, order, walk ? walk->here : -1);
    self->updating = false;
}

static void on_selected(KkrEntryTable *self)
{
    guint position = gtk_single_selection_get_selected(self->selection);
    int row = kkr_entry_list_row_at(self->list, position);
    if (!self->updating && row >= 0)
        kkr_walk_go(self->document, row);
}

static void on_activate(KkrEntryTable *self)
{
    gtk_widget_activate_action(GTK_WIDGET(self), "win.view", "s", "panels");
}

static void on_search(KkrEntryTable *self)
{
    if (!self->updating)
        gtk_widget_activate_action(GTK_WIDGET(self), "win.map-select", "s",
                                   gtk_editable_get_text(self->search));
}

/* --- the widget ------------------------------------------------------------ */

static void add_column(KkrEntryTable *self, int i)
{
    GtkListItemFactory *factory = gtk_signal_list_item_factory_new();
    g_object_set_data(G_OBJECT(factory), "table", self);
    g_signal_connect(factory, "setup", G_CALLBACK(set_up), GINT_TO_POINTER(i));
    g_signal_connect(factory, "bind", G_CALLBACK(bind), GINT_TO_POINTER(i));
    g_autoptr(GtkColumnViewColumn) column = gtk_column_view_column_new(NULL, factory);
    g_object_set_data(G_OBJECT(column), "table", self);
    g_object_set_data(G_OBJECT(column), "column", GINT_TO_POINTER(i));
    g_autoptr(GtkSorter) sorter =
        GTK_SORTER(gtk_custom_sorter_new(compare, column, NULL));
    gtk_column_view_column_set_sorter(column, sorter);
    gtk_column_view_column_set_expand(column, TRUE);
    gtk_column_view_append_column(self->view, column);
    self->columns[i] = column;
}

static void kkr_entry_table_dispose(GObject *object)
{
    KkrEntryTable *self = KKR_ENTRY_TABLE(object);
    self->updating = true;
    g_clear_pointer(&self->box, gtk_widget_unparent);
    g_clear_object(&self->list);
    g_clear_object(&self->low);
    g_clear_object(&self->high);
    g_clear_object(&self->document);
    G_OBJECT_CLASS(kkr_entry_table_parent_class)->dispose(object);
}

static void kkr_entry_table_class_init(KkrEntryTableClass *class)
{
    G_OBJECT_CLASS(class)->dispose = kkr_entry_table_dispose;
    gtk_widget_class_set_layout_manager_type(GTK_WIDGET_CLASS(class),
                                             GTK_TYPE_BIN_LAYOUT);
}

static void add_search(KkrEntryTable *self)
{
    GtkWidget *search = gtk_search_entry_new();
    g_object_set(search, "placeholder-text", "Hg:A*   rms>1e-3", NULL);
    gtk_widget_add_css_class(search, "search");
    kkr_control_name(search, "Search entries",
                     "Only these entries (Ctrl+F); all words must hold: Hg:A*, Ag, "
                     "rms>1e-3, |core_shift|>1.5, host=Hg");
    g_signal_connect_swapped(search, "search-changed", G_CALLBACK(on_search), self);
    self->search = GTK_EDITABLE(search);
    gtk_box_append(GTK_BOX(self->box), search);
    GtkWidget *count = gtk_label_new(NULL);
    gtk_label_set_xalign(GTK_LABEL(count), 0);
    gtk_label_set_ellipsize(GTK_LABEL(count), PANGO_ELLIPSIZE_END);
    gtk_widget_add_css_class(count, "hint");
    gtk_widget_add_css_class(count, "count");
    self->count = GTK_LABEL(count);
    gtk_box_append(GTK_BOX(self->box), count);
}

static void add_rows(KkrEntryTable *self)
{
    GtkWidget *scroller = gtk_scrolled_window_new();
    // narrow windows cut the last columns off
    gtk_scrolled_window_set_policy(GTK_SCROLLED_WINDOW(scroller), GTK_POLICY_AUTOMATIC,
                                   GTK_POLICY_AUTOMATIC);
    gtk_scrolled_window_set_propagate_natural_width(GTK_SCROLLED_WINDOW(scroller),
                                                    TRUE);
    gtk_scrolled_window_set_min_content_width(GTK_SCROLLED_WINDOW(scroller), 240);
    gtk_widget_add_css_class(scroller, "sites");
    gtk_widget_add_css_class(scroller, "on-stage");
    gtk_widget_set_vexpand(scroller, TRUE);
    gtk_box_append(GTK_BOX(self->box), scroller);
    self->list = kkr_entry_list_new();
    self->selection = gtk_single_selection_new(G_LIST_MODEL(g_object_ref(self->list)));
    gtk_single_selection_set_autoselect(self->selection, FALSE);
    gtk_single_selection_set_can_unselect(self->selection, TRUE);
    g_signal_connect_swapped(self->selection, "notify::selected",
                             G_CALLBACK(on_selected), self);
    self->view =
        GTK_COLUMN_VIEW(gtk_column_view_new(GTK_SELECTION_MODEL(self->selection)));
    gtk_scrolled_window_set_child(GTK_SCROLLED_WINDOW(scroller),
                                  GTK_WIDGET(self->view));
    kkr_control_name(GTK_WIDGET(self->view), "Entries of the data set", NULL);
    for (int i = 0; i < N_COLUMNS; i++)
        add_column(self, i);
    kkr_control_align_titles(self->view, 1u << NAME);
    g_signal_connect_swapped(self->view, "activate", G_CALLBACK(on_activate), self);
    g_signal_connect_swapped(gtk_column_view_get_sorter(self->view), "changed",
                             G_CALLBACK(on_sorter), self);
}

static void kkr_entry_table_init(KkrEntryTable *self)
{
    self->updating = true;
    self->low = kkr_entry_new();
    self->high = kkr_entry_new();
    self->box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);
    gtk_widget_add_css_class(self->box, "entries");
    gtk_widget_set_parent(self->box, GTK_WIDGET(self));
    add_search(self);
    add_rows(self);
    show_titles(self);
    self->updating = false;
}

GtkWidget *kkr_entry_table_new(KkrDocument *document)
{
    KkrEntryTable *self = g_object_new(KKR_TYPE_ENTRY_TABLE, NULL);
    self->document = g_object_ref(document);
    static const char *const signals[] = { "opened", "changed" };
    for (size_t i = 0; i < G_N_ELEMENTS(signals); i++)
        g_signal_connect_object(document, signals[i], G_CALLBACK(follow), self,
                                G_CONNECT_SWAPPED);
    follow(self);
    return GTK_WIDGET(self);
}

void kkr_entry_table_search(KkrEntryTable *self)
{
    gtk_widget_grab_focus(GTK_WIDGET(self->search));
}
