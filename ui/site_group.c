// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/site_group.h"

#include "ui/controls.h"

#include <math.h>

#include "ui/units.h"

/* --- a row --------------------------------------------------------------- */

enum { SITE, CHARGE, VOLUME, R_MT, DIFFERENCE, N_COLUMNS };

#define KKR_TYPE_SITE_ROW kkr_site_row_get_type()
G_DECLARE_FINAL_TYPE(KkrSiteRow, kkr_site_row, KKR, SITE_ROW, GObject)

struct _KkrSiteRow {
    GObject parent;
    int site; // from 0
    bool is_impurity;
    double value[N_COLUMNS]; // to sort by; NaN: unknown
    char *text[N_COLUMNS];
    char *defect; // NULL: none
};

G_DEFINE_FINAL_TYPE(KkrSiteRow, kkr_site_row, G_TYPE_OBJECT)

static void kkr_site_row_finalize(GObject *object)
{
    KkrSiteRow *self = KKR_SITE_ROW(object);
    for (int i = 0; i < N_COLUMNS; i++)
        g_free(self->text[i]);
    g_free(self->defect);
    G_OBJECT_CLASS(kkr_site_row_parent_class)->finalize(object);
}

static void kkr_site_row_class_init(KkrSiteRowClass *class)
{
    G_OBJECT_CLASS(class)->finalize = kkr_site_row_finalize;
}

static void kkr_site_row_init(KkrSiteRow *self)
{
}

/* --- the table ----------------------------------------------------------- */

/* What the rows were made from: others make others. */
typedef struct Basis {
    const kkr_case *object;
    const kkr_sampler *sampler;
    kkr_energy_unit energy;
    kkr_length_unit length;
} Basis;

struct _KkrSiteGroup {
    GtkWidget parent;
    KkrDocument *document;
    KkrStage *stage;
    bool updating; // the selection follows the view now, not the other way
    Basis basis;
    GListStore *rows;
    GtkSingleSelection *selection;
    GtkColumnViewColumn *columns[N_COLUMNS];

    GtkWidget *expander;
    GtkScrolledWindow *scroller;
    GtkColumnView *table;
    GtkLabel *hint;
};

G_DEFINE_FINAL_TYPE(KkrSiteGroup, kkr_site_group, GTK_TYPE_WIDGET)

/*
 * V - V0 averaged over the muffin-tin sphere's surface: the shift of a site in one
 * number. NaN where it is not known.
 */
static double difference_at_r_mt(const kkr_sampler *sampler, const kkr_case *object,
                                 int site, bool nuclear)
{
    const kkr_expansion *dv = kkr_sampler_dv(sampler, site);
    double r = object->sites[site].r_mt;
    if (!dv || !(r > 0))
        return NAN;
    r = fmin(r, dv->r_max);
    g_autofree double *f = g_new(double, dv->n_lm);
    kkr_expansion_radial(dv, r, f);
    return f[0] / sqrt(4 * G_PI) - (nuclear ? 2 * dv->z / r : 0);
}

static char *number(double value, const char *format)
{
    char text[40];
    if (isnan(value))
        return g_strdup("—");
    g_ascii_formatd(text, sizeof text, format, fabs(value));
    bool is_zero = g_ascii_strtod(text, NULL) == 0;
    return g_strconcat(value < 0 && !is_zero ? "−" : "", text, NULL);
}

static KkrSiteRow *make_row(KkrSiteGroup *self, int i)
{
    const kkr_case *object = self->basis.object;
    const kkr_case_site *site = &object->sites[i];
    const kkr_recipe *recipe = kkr_document_recipe(self->document);
    double length = kkr_length_unit_factor(recipe->length_unit, object->alat);
    double energy = kkr_energy_unit_factor(recipe->energy_unit);
    KkrSiteRow *row = g_object_new(KKR_TYPE_SITE_ROW, NULL);
    row->site = i;
    row->is_impurity = object->is_embedding && i == 0;
    row->defect = site->defect ? g_strdup(kkr_units_brief(site->defect)) : NULL;
    row->value[SITE] = i;
    row->value[CHARGE] = site->z;
    row->value[VOLUME] =
        site->cell && site->cell->closed ? site->cell->volume * pow(length, 3) : NAN;
    row->value[R_MT] = site->r_mt > 0 ? site->r_mt * length : NAN;
    row->value[DIFFERENCE] = energy * difference_at_r_mt(self->basis.sampler, object, i,
                                                         recipe->sampler.nuclear);
    row->text[SITE] = g_strdup_printf("%s %d", site->label, i + 1);
    row->text[CHARGE] = number(site->z, "%.4g");
    row->text[VOLUME] = number(row->value[VOLUME], length < 0.3 ? "%.4f" : "%.1f");
    row->text[R_MT] = number(row->value[R_MT], "%.3f");
    row->text[DIFFERENCE] = number(row->value[DIFFERENCE], energy >= 100  ? "%.1f"
                                                           : energy >= 10 ? "%.2f"
                                                                          : "%.4f");
    return row;
}

static void show_titles(KkrSiteGroup *self)
{
    const char *length = kkr_length_unit_name(self->basis.length);
    const char *energy = kkr_energy_unit_name(self->basis.energy);
    g_autofree char *volume = g_strdup_printf("Vol./%s³", length);
    g_autofree char *r_mt = g_strdup_printf("rMT/%s", length);
    g_autofree char *difference = g_strdup_printf("ΔV/%s", energy);
    gtk_column_view_column_set_title(self->columns[VOLUME], volume);
    gtk_column_view_column_set_title(self->columns[R_MT], r_mt);
    gtk_column_view_column_set_title(self->columns[DIFFERENCE], difference);
    bool has = kkr_case_has_reference(self->basis.object, NULL);
    gtk_column_view_column_set_visible(self->columns[DIFFERENCE], has);
    gtk_label_set_markup(self->hint,
                         has ? "Δ<i>V</i>: mean at <i>r</i><sub>MT</sub>" : "");
}

static void fill(KkrSiteGroup *self)
{
    enum { ROW_HEIGHT = 26, HEADER = 26, MOST_ROWS = 8 };
    int n = self->basis.object->n_sites;
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(g_object_unref);
    for (int i = 0; i < n; i++)
        g_ptr_array_add(rows, make_row(self, i));
    g_list_store_splice(self->rows, 0,
                        g_list_model_get_n_items(G_LIST_MODEL(self->rows)), rows->pdata,
                        rows->len);
    int height = HEADER + MIN(n, MOST_ROWS) * ROW_HEIGHT;
    if (n > MOST_ROWS) // half a row says that there are more
        height += ROW_HEIGHT / 2;
    // the least may never be above the most, also while fewer rows come
    gtk_scrolled_window_set_min_content_height(self->scroller, -1);
    gtk_scrolled_window_set_max_content_height(self->scroller, height);
    gtk_scrolled_window_set_min_content_height(self->scroller, height);
}

/* The site in the middle of the view; -1: there is none. */
static int centered_site(const kkr_case *object, const kkr_recipe *recipe)
{
    const kkr_plane *plane = &recipe->plane;
    kkr_vec3 center = kkr_plane_point(plane, recipe->center_s, recipe->center_t);
    for (int i = 0; i < object->n_sites; i++)
        if (kkr_vec3_length(kkr_vec3_sub(object->sites[i].position, center)) < 1e-6)
            return i;
    return -1;
}

static void select_site(KkrSiteGroup *self, int site)
{
    GListModel *model = G_LIST_MODEL(self->selection);
    guint selected = GTK_INVALID_LIST_POSITION;
    for (guint i = 0; site >= 0 && i < g_list_model_get_n_items(model); i++) {
        g_autoptr(KkrSiteRow) row = g_list_model_get_item(model, i);
        if (row->site == site)
            selected = i;
    }
    if (gtk_single_selection_get_selected(self->selection) != selected)
        gtk_single_selection_set_selected(self->selection, selected);
}

static void update(KkrSiteGroup *self)
{
    const kkr_recipe *recipe = kkr_document_recipe(self->document);
    Basis basis = { kkr_document_case(self->document),
                    kkr_document_sampler(self->document), recipe->energy_unit,
                    recipe->length_unit };
    Basis *old = &self->basis;
    if (!basis.object)
        return;
    self->updating = true;
    if (basis.object != old->object || basis.sampler != old->sampler ||
        basis.energy != old->energy || basis.length != old->length) {
        self->basis = basis;
        show_titles(self);
        fill(self);
    }
    select_site(self, centered_site(basis.object, recipe));
    self->updating = false;
}

/* A new source may lie where the old one was. */
static void on_opened(KkrSiteGroup *self)
{
    self->basis = (Basis){ 0 };
    kkr_stage_highlight(self->stage, -1);
    update(self);
}

/* --- mouse and keys ------------------------------------------------------ */

static void go_to(KkrSiteGroup *self, guint position)
{
    g_autoptr(KkrSiteRow) row =
        g_list_model_get_item(G_LIST_MODEL(self->selection), position);
    if (row)
        gtk_widget_activate_action(GTK_WIDGET(self), "win.center-site", "i",
                                   row->site + 1);
}

static void on_selected(GtkSingleSelection *selection, GParamSpec *spec,
                        KkrSiteGroup *self)
{
    if (!self->updating)
        go_to(self, gtk_single_selection_get_selected(selection));
}

/* Return or a double click on a row that is selected already. */
static void on_activate(GtkColumnView *table, guint position, KkrSiteGroup *self)
{
    go_to(self, position);
}

static void on_enter(GtkEventControllerMotion *motion, double x, double y,
                     GtkListItem *item)
{
    KkrSiteRow *row = gtk_list_item_get_item(item);
    GtkWidget *cell = gtk_event_controller_get_widget(GTK_EVENT_CONTROLLER(motion));
    GtkWidget *group = gtk_widget_get_ancestor(cell, KKR_TYPE_SITE_GROUP);
    if (row && group)
        kkr_stage_highlight(KKR_SITE_GROUP(group)->stage, row->site);
}

static void on_leave(GtkEventControllerMotion *motion, GtkListItem *item)
{
    GtkWidget *cell = gtk_event_controller_get_widget(GTK_EVENT_CONTROLLER(motion));
    GtkWidget *group = gtk_widget_get_ancestor(cell, KKR_TYPE_SITE_GROUP);
    if (group)
        kkr_stage_highlight(KKR_SITE_GROUP(group)->stage, -1);
}

/* --- cells --------------------------------------------------------------- */

static void set_up(GtkListItemFactory *factory, GtkListItem *item, void *column)
{
    GtkWidget *cell = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 4);
    GtkWidget *label = gtk_label_new(NULL);
    GtkEventController *motion = gtk_event_controller_motion_new();
    bool is_name = GPOINTER_TO_INT(column) == SITE;
    if (is_name)
        gtk_box_append(GTK_BOX(cell),
                       gtk_image_new_from_icon_name("kkr-warning-symbolic"));
    gtk_label_set_xalign(GTK_LABEL(label), is_name ? 0 : 1);
    gtk_widget_set_hexpand(label, TRUE);
    gtk_box_append(GTK_BOX(cell), label);
    g_signal_connect(motion, "enter", G_CALLBACK(on_enter), item);
    g_signal_connect(motion, "leave", G_CALLBACK(on_leave), item);
    gtk_widget_add_controller(cell, motion);
    gtk_list_item_set_child(item, cell);
}

static void set_class(GtkWidget *widget, const char *class, bool on)
{
    if (on)
        gtk_widget_add_css_class(widget, class);
    else
        gtk_widget_remove_css_class(widget, class);
}

static void bind(GtkListItemFactory *factory, GtkListItem *item, void *column)
{
    KkrSiteRow *row = gtk_list_item_get_item(item);
    GtkWidget *cell = gtk_list_item_get_child(item);
    GtkWidget *label = gtk_widget_get_last_child(cell);
    gtk_label_set_text(GTK_LABEL(label), row->text[GPOINTER_TO_INT(column)]);
    if (GPOINTER_TO_INT(column) == SITE) {
        gtk_widget_set_visible(gtk_widget_get_first_child(cell), row->defect != NULL);
        set_class(cell, "impurity", row->is_impurity);
    }
    set_class(cell, "defective", row->defect != NULL);
    gtk_widget_set_tooltip_text(cell, row->defect);
}

static int compare(const void *a, const void *b, void *column)
{
    double x = KKR_SITE_ROW((void *)a)->value[GPOINTER_TO_INT(column)];
    double y = KKR_SITE_ROW((void *)b)->value[GPOINTER_TO_INT(column)];
    if (isnan(x) || isnan(y))
        return isnan(x) - isnan(y);
    return (x > y) - (x < y);
}

static void add_column(KkrSiteGroup *self, int column, const char *title)
{
    GtkListItemFactory *factory = gtk_signal_list_item_factory_new();
    g_signal_connect(factory, "setup", G_CALLBACK(set_up), GINT_TO_POINTER(column));
    g_signal_connect(factory, "bind", G_CALLBACK(bind), GINT_TO_POINTER(column));
    g_autoptr(GtkSorter) sorter =
        GTK_SORTER(gtk_custom_sorter_new(compare, GINT_TO_POINTER(column), NULL));
    g_autoptr(GtkColumnViewColumn) view = gtk_column_view_column_new(title, factory);
    gtk_column_view_column_set_sorter(view, sorter);
    gtk_column_view_column_set_expand(view, column != CHARGE);
    gtk_column_view_append_column(self->table, view);
    self->columns[column] = view;
}

/* Headings stand above the ends of their numbers; GTK has no property for that. */
static void align_titles(GtkColumnView *table)
{
    GtkWidget *header = gtk_widget_get_first_child(GTK_WIDGET(table));
    GtkWidget *title = gtk_widget_get_first_child(header);
    for (int i = 0; title && i < N_COLUMNS; i++) {
        GtkWidget *box = gtk_widget_get_first_child(title);
        if (box && i != SITE)
            gtk_widget_set_halign(box, GTK_ALIGN_END);
        title = gtk_widget_get_next_sibling(title);
    }
}

/* --- the widget ---------------------------------------------------------- */

static void kkr_site_group_dispose(GObject *object)
{
    KkrSiteGroup *self = KKR_SITE_GROUP(object);
    self->updating = true;
    kkr_control_dispose_template(GTK_WIDGET(self), KKR_TYPE_SITE_GROUP);
    g_clear_object(&self->rows);
    g_clear_object(&self->document);
    g_clear_object(&self->stage);
    G_OBJECT_CLASS(kkr_site_group_parent_class)->dispose(object);
}

static void kkr_site_group_class_init(KkrSiteGroupClass *class)
{
    GtkWidgetClass *widget = GTK_WIDGET_CLASS(class);
    G_OBJECT_CLASS(class)->dispose = kkr_site_group_dispose;
    gtk_widget_class_set_template_from_resource(widget,
                                                "/org/kkrscope/ui/site_group.ui");
    gtk_widget_class_set_layout_manager_type(widget, GTK_TYPE_BIN_LAYOUT);
#define BIND(name) gtk_widget_class_bind_template_child(widget, KkrSiteGroup, name)
    BIND(expander);
    BIND(scroller);
    BIND(table);
    BIND(hint);
#undef BIND
}

static void kkr_site_group_init(KkrSiteGroup *self)
{
    static const char *const titles[N_COLUMNS] = { "Site", "Z", "", "", "" };
    gtk_widget_init_template(GTK_WIDGET(self));
    for (int i = 0; i < N_COLUMNS; i++)
        add_column(self, i, titles[i]);
    align_titles(self->table);
    self->rows = g_list_store_new(KKR_TYPE_SITE_ROW);
    GtkSorter *sorter = g_object_ref(gtk_column_view_get_sorter(self->table));
    GtkSortListModel *sorted =
        gtk_sort_list_model_new(G_LIST_MODEL(g_object_ref(self->rows)), sorter);
    self->selection = gtk_single_selection_new(G_LIST_MODEL(sorted));
    gtk_single_selection_set_autoselect(self->selection, FALSE);
    gtk_single_selection_set_can_unselect(self->selection, TRUE);
    g_signal_connect(self->selection, "notify::selected", G_CALLBACK(on_selected),
                     self);
    gtk_column_view_set_model(self->table, GTK_SELECTION_MODEL(self->selection));
    g_object_unref(self->selection); // the table keeps it
    g_signal_connect(self->table, "activate", G_CALLBACK(on_activate), self);
}

GtkWidget *kkr_site_group_new(KkrDocument *document, KkrStage *stage)
{
    KkrSiteGroup *self = g_object_new(KKR_TYPE_SITE_GROUP, NULL);
    self->document = g_object_ref(document);
    self->stage = g_object_ref(stage);
    g_signal_connect_object(document, "opened", G_CALLBACK(on_opened), self,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(document, "changed", G_CALLBACK(update), self,
                            G_CONNECT_SWAPPED);
    update(self);
    return GTK_WIDGET(self);
}
