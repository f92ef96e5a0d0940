// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/number_table.h"

#include <math.h>

#include "ui/controls.h"

/* --- a row --------------------------------------------------------------- */

#define KKR_TYPE_TABLE_ITEM kkr_table_item_get_type()
G_DECLARE_FINAL_TYPE(KkrTableItem, kkr_table_item, KKR, TABLE_ITEM, GObject)

struct _KkrTableItem {
    GObject parent;
    KkrTableRow row;
};

G_DEFINE_FINAL_TYPE(KkrTableItem, kkr_table_item, G_TYPE_OBJECT)

static void kkr_table_item_finalize(GObject *object)
{
    for (int i = 0; i < KKR_TABLE_MAX_COLUMNS; i++)
        g_free(KKR_TABLE_ITEM(object)->row.text[i]);
    G_OBJECT_CLASS(kkr_table_item_parent_class)->finalize(object);
}

static void kkr_table_item_class_init(KkrTableItemClass *class)
{
    G_OBJECT_CLASS(class)->finalize = kkr_table_item_finalize;
}

static void kkr_table_item_init(KkrTableItem *self)
{
}

/* --- the table ----------------------------------------------------------- */

struct _KkrNumberTable {
    GtkWidget parent;
    bool updating; // rows come, nobody selects
    GtkWidget *scroller;
    GtkColumnView *view;
    GtkColumnViewColumn *columns[KKR_TABLE_MAX_COLUMNS]; // borrowed
    GListStore *rows;
    GtkSingleSelection *selection; // borrowed
};

G_DEFINE_FINAL_TYPE(KkrNumberTable, kkr_number_table, GTK_TYPE_WIDGET)

static guint chosen_signal;

void kkr_number_table_set_title(KkrNumberTable *self, int column, const char *title)
{
    gtk_column_view_column_set_title(self->columns[column], title);
}

void kkr_number_table_fill(KkrNumberTable *self, KkrTableRow *rows, int n)
{
    g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func(g_object_unref);
    for (int i = 0; i < n; i++) {
        KkrTableItem *item = g_object_new(KKR_TYPE_TABLE_ITEM, NULL);
        item->row = rows[i];
        g_ptr_array_add(items, item);
    }
    self->updating = true;
    g_list_store_splice(self->rows, 0,
                        g_list_model_get_n_items(G_LIST_MODEL(self->rows)),
                        items->pdata, items->len);
    self->updating = false;
}

void kkr_number_table_select(KkrNumberTable *self, int key)
{
    GListModel *model = G_LIST_MODEL(self->selection);
    guint selected = GTK_INVALID_LIST_POSITION;
    for (guint i = 0; key >= 0 && i < g_list_model_get_n_items(model); i++) {
        g_autoptr(KkrTableItem) item = g_list_model_get_item(model, i);
        if (item->row.key == key)
            selected = i;
    }
    self->updating = true;
    if (gtk_single_selection_get_selected(self->selection) != selected)
        gtk_single_selection_set_selected(self->selection, selected);
    self->updating = false;
}

static void on_selected(GtkSingleSelection *selection, GParamSpec *spec,
                        KkrNumberTable *self)
{
    KkrTableItem *item = gtk_single_selection_get_selected_item(selection);
    if (!self->updating)
        g_signal_emit(self, chosen_signal, 0, item ? item->row.key : -1);
}

/* --- cells --------------------------------------------------------------- */

static void set_up(GtkListItemFactory *factory, GtkListItem *item, void *left)
{
    GtkWidget *label = gtk_label_new(NULL);
    gtk_label_set_xalign(GTK_LABEL(label), GPOINTER_TO_INT(left) ? 0 : 1);
    gtk_list_item_set_child(item, label);
}

static void bind(GtkListItemFactory *factory, GtkListItem *item, void *column)
{
    KkrTableItem *row = gtk_list_item_get_item(item);
    gtk_label_set_text(GTK_LABEL(gtk_list_item_get_child(item)),
                       row->row.text[GPOINTER_TO_INT(column)]);
}

static int compare(const void *a, const void *b, void *column)
{
    double x = KKR_TABLE_ITEM((void *)a)->row.value[GPOINTER_TO_INT(column)];
    double y = KKR_TABLE_ITEM((void *)b)->row.value[GPOINTER_TO_INT(column)];
    if (isnan(x) || isnan(y))
        return isnan(x) - isnan(y);
    return (x > y) - (x < y);
}

static void add_column(KkrNumberTable *self, int column, const char *title, bool left)
{
    GtkListItemFactory *factory = gtk_signal_list_item_factory_new();
    g_signal_connect(factory, "setup", G_CALLBACK(set_up), GINT_TO_POINTER(left));
    g_signal_connect(factory, "bind", G_CALLBACK(bind), GINT_TO_POINTER(column));
    g_autoptr(GtkSorter) sorter =
        GTK_SORTER(gtk_custom_sorter_new(compare, GINT_TO_POINTER(column), NULL));
    g_autoptr(GtkColumnViewColumn) view = gtk_column_view_column_new(title, factory);
    gtk_column_view_column_set_sorter(view, sorter);
    gtk_column_view_column_set_expand(view, TRUE);
    gtk_column_view_append_column(self->view, view);
    self->columns[column] = view;
}

/* --- the widget ---------------------------------------------------------- */

static void kkr_number_table_dispose(GObject *object)
{
    KkrNumberTable *self = KKR_NUMBER_TABLE(object);
    self->updating = true;
    g_clear_pointer(&self->scroller, gtk_widget_unparent);
    g_clear_object(&self->rows);
    G_OBJECT_CLASS(kkr_number_table_parent_class)->dispose(object);
}

static void kkr_number_table_class_init(KkrNumberTableClass *class)
{
    GtkWidgetClass *widget = GTK_WIDGET_CLASS(class);
    G_OBJECT_CLASS(class)->dispose = kkr_number_table_dispose;
    gtk_widget_class_set_layout_manager_type(widget, GTK_TYPE_BIN_LAYOUT);
    chosen_signal = g_signal_new("chosen", G_TYPE_FROM_CLASS(class), G_SIGNAL_RUN_LAST,
                                 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
}

static void kkr_number_table_init(KkrNumberTable *self)
{
    self->scroller = gtk_scrolled_window_new();
    gtk_scrolled_window_set_policy(GTK_SCROLLED_WINDOW(self->scroller),
                                   GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
    gtk_widget_set_parent(self->scroller, GTK_WIDGET(self));
    gtk_widget_add_css_class(self->scroller, "sites");
    gtk_widget_add_css_class(self->scroller, "on-stage");
    self->view = GTK_COLUMN_VIEW(gtk_column_view_new(NULL));
    gtk_scrolled_window_set_child(GTK_SCROLLED_WINDOW(self->scroller),
                                  GTK_WIDGET(self->view));
    self->rows = g_list_store_new(KKR_TYPE_TABLE_ITEM);
    GtkSorter *sorter = g_object_ref(gtk_column_view_get_sorter(self->view));
    GtkSortListModel *sorted =
        gtk_sort_list_model_new(G_LIST_MODEL(g_object_ref(self->rows)), sorter);
    self->selection = gtk_single_selection_new(G_LIST_MODEL(sorted));
    gtk_single_selection_set_autoselect(self->selection, FALSE);
    gtk_single_selection_set_can_unselect(self->selection, TRUE);
    g_signal_connect(self->selection, "notify::selected-item", G_CALLBACK(on_selected),
                     self);
    gtk_column_view_set_model(self->view, GTK_SELECTION_MODEL(self->selection));
    g_object_unref(self->selection); // the view keeps it
}

GtkWidget *kkr_number_table_new(const char *const *titles, unsigned left,
                                const char *name)
{
    KkrNumberTable *self = g_object_new(KKR_TYPE_NUMBER_TABLE, NULL);
    for (int i = 0; titles[i]; i++)
        add_column(self, i, titles[i], (left & (1u << i)) != 0);
    kkr_control_align_titles(self->view, left);
    gtk_accessible_update_property(GTK_ACCESSIBLE(self->view),
                                   GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
    return GTK_WIDGET(self);
}
