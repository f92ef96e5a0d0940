// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/inspector.h"

#include <math.h>
#include <string.h>

#include "ui/case_actions.h"
#include "ui/choice.h"
#include "ui/controls.h"
#include "ui/file_group.h"
#include "ui/range_group.h"
#include "ui/site_group.h"
#include "ui/surface_group.h"
#include "ui/units.h"
#include "ui/view.h"

struct _KkrInspector {
    GtkWidget parent;
    KkrDocument *document;
    bool updating; // controls follow the recipe now, not the other way

    GtkLabel *panel_v, *panel_dv, *panel_abs_v, *panel_abs_dv;
    GtkWidget *scroller;
    GtkLabel *plane_name;
    GtkEditable *h, *k, *l, *offset;
    GtkRange *offset_scale;
    GtkDropDown *axes, *through;
    GtkWidget *groups, *range_place, *surface_place, *site_place, *file_rule,
        *file_place;
    GtkWidget *channel_row, *l_max_row;
    GtkRange *l_max;
    GtkDropDown *reference, *channel, *energy_unit, *length_unit;
    GtkLabel *nuclear_hint, *l_max_value;
};

G_DEFINE_FINAL_TYPE(KkrInspector, kkr_inspector, GTK_TYPE_WIDGET)

// in the order of kkr_reference, then what is not one
static const char *const axes[] = { "h k l", "a b c", NULL };
static const char *const axes_words[] = { "cartesian", "lattice" };
static const char *const references[] = { "Host, same site", "Starting potential",
                                          "File…",           "Zero",
                                          "Another file…",   NULL };
static const char *const reference_words[] = { "host", "start", "file", "zero" };
enum { ANOTHER_FILE = 4 };
static const KkrChoice axes_choice = { "win.plane-axes", axes, axes_words };
static const KkrChoice reference_choice = { "win.reference", references,
                                            reference_words };

/* --- from the recipe to the controls ------------------------------------- */

/* The site whose nucleus lies in the plane, the nearest to the middle; 0: none. */
static guint site_in_plane(const kkr_case *object, const kkr_recipe *recipe)
{
    const kkr_plane *plane = &recipe->plane;
    kkr_vec3 center = kkr_plane_point(plane, recipe->center_s, recipe->center_t);
    double nearest = INFINITY;
    guint found = 0;
    for (int i = 0; i < object->n_sites; i++) {
        kkr_vec3 away = kkr_vec3_sub(object->sites[i].position, center);
        double distance = kkr_vec3_length(away);
        if (fabs(kkr_vec3_dot(away, plane->n)) < 1e-6 && distance < nearest - 1e-6) {
            nearest = distance;
            found = (guint)i + 1;
        }
    }
    return found;
}

/* Indices as they are, else the normal with its largest part 1. */
static void shown_normal(const kkr_case *object, const kkr_recipe *recipe,
                         double shown[3])
{
    const kkr_plane *plane = &recipe->plane;
    const int *hkl = plane->hkl;
    const kkr_vec3 n = kkr_plane_plain_normal(plane);
    bool has_indices = hkl[0] || hkl[1] || hkl[2];
    double part[3] = { n.x, n.y, n.z }, most = 0;
    if (recipe->plane_axes == KKR_AXES_LATTICE && object->crystal) {
        // n = sum_k part_k a_k, with the vectors b_k of the reciprocal lattice
        const kkr_mat3 reciprocal = kkr_mat3_reciprocal(&object->crystal->lattice);
        for (int k = 0; k < 3; k++)
            part[k] = kkr_vec3_dot(reciprocal.row[k], n);
        has_indices = false;
    }
    for (int k = 0; k < 3; k++)
        most = fmax(most, fabs(part[k]));
    for (int k = 0; k < 3; k++) {
        shown[k] = has_indices ? hkl[k] : part[k] / most;
        if (fabs(shown[k]) < 1e-6)
            shown[k] = 0;
    }
}

static void show_plane(KkrInspector *self, const kkr_case *object,
                       const kkr_recipe *recipe)
{
    const kkr_plane *plane = &recipe->plane;
    GtkEditable *const entries[] = { self->h, self->k, self->l };
    char text[64];
    bool has_indices = plane->hkl[0] || plane->hkl[1] || plane->hkl[2];
    double normal[3];
    shown_normal(object, recipe, normal);
    for (int i = 0; i < 3; i++) {
        g_snprintf(text, sizeof text, "%.3g", normal[i] + 0.0);
        kkr_control_set_text(entries[i], text);
    }
    gtk_drop_down_set_selected(self->axes, (guint)recipe->plane_axes);
    gtk_widget_set_sensitive(GTK_WIDGET(self->axes), object->crystal != NULL);
    // the offset is told below, in the unit that was chosen
    int length = has_indices ? (int)strcspn(plane->name, ")") + 1 : -1;
    g_autofree char *name = g_strdup_printf("%.*s", length, plane->name);
    gtk_label_set_text(self->plane_name, name);
    double low, high;
    kkr_view_reach(recipe, object, &low, &high);
    gtk_range_set_range(self->offset_scale, low, high);
    gtk_range_set_value(self->offset_scale, plane->offset);
    kkr_units_length(plane->offset, recipe->length_unit, object->alat, text,
                     sizeof text);
    kkr_control_set_text(self->offset, text);
    gtk_drop_down_set_selected(self->through, site_in_plane(object, recipe));
}

/* A file that was chosen has its name, and another one can be chosen. */
static void show_reference(KkrInspector *self, kkr_reference reference)
{
    GtkStringList *list = GTK_STRING_LIST(gtk_drop_down_get_model(self->reference));
    const char *path = kkr_document_reference_file(self->document);
    g_autofree char *name = path ? g_path_get_basename(path) : NULL;
    const char *items[] = { name ? name : references[KKR_REFERENCE_FILE],
                            references[KKR_REFERENCE_ZERO],
                            name ? references[ANOTHER_FILE] : NULL, NULL };
    guint n = g_list_model_get_n_items(G_LIST_MODEL(list));
    if (n != (name ? 5 : 4) ||
        strcmp(items[0], gtk_string_list_get_string(list, KKR_REFERENCE_FILE)) != 0)
        gtk_string_list_splice(list, KKR_REFERENCE_FILE, n - KKR_REFERENCE_FILE, items);
    gtk_drop_down_set_selected(self->reference, (guint)reference);
}

static void show_l_max(KkrInspector *self, const kkr_case *object, int l_max)
{
    int most = kkr_case_l_max(object);
    bool all = l_max < 0 || l_max >= most;
    gtk_widget_set_visible(self->l_max_row, most > 0);
    gtk_range_set_range(self->l_max, 0, MAX(most, 1));
    gtk_range_set_value(self->l_max, all ? most : l_max);
    g_autofree char *text = all ? g_strdup_printf("all, %d", most)
                                : g_strdup_printf("%d of %d", l_max, most);
    gtk_label_set_text(self->l_max_value, text);
}

static void update(KkrInspector *self)
{
    const kkr_case *object = kkr_document_case(self->document);
    const kkr_recipe *recipe = kkr_document_recipe(self->document);
    gtk_widget_set_sensitive(self->scroller, object != NULL);
    if (!object)
        return;
    self->updating = true;
    show_plane(self, object, recipe);
    show_reference(self, recipe->reference);
    show_l_max(self, object, recipe->sampler.l_max);
    gtk_drop_down_set_selected(self->channel, (guint)recipe->sampler.channel);
    gtk_drop_down_set_selected(self->energy_unit, (guint)recipe->energy_unit);
    gtk_drop_down_set_selected(self->length_unit, (guint)recipe->length_unit);
    gtk_widget_set_visible(self->channel_row, object->n_spin == 2);
    gtk_label_set_markup(self->nuclear_hint, recipe->sampler.nuclear
                                                 ? "−2<i>Z</i> / <i>r</i> included"
                                                 : "−2<i>Z</i> / <i>r</i> left out");
    self->updating = false;
}

/* --- another case ------------------------------------------------------- */

/* Damaged files come first, else all other groups do. */
static void place_files(KkrInspector *self, const kkr_case *object)
{
    GtkBox *groups = GTK_BOX(self->groups);
    GtkWidget *last = gtk_widget_get_last_child(self->groups);
    bool damaged = !kkr_case_is_whole(object, NULL);
    if (damaged) {
        gtk_box_reorder_child_after(groups, self->file_place, NULL);
        gtk_box_reorder_child_after(groups, self->file_rule, self->file_place);
    } else if (last != self->file_place) {
        gtk_box_reorder_child_after(groups, self->file_rule, last);
        gtk_box_reorder_child_after(groups, self->file_place, self->file_rule);
    }
}

static void on_opened(KkrInspector *self)
{
    const kkr_case *object = kkr_document_case(self->document);
    if (!object)
        return;
    place_files(self, object);
    g_autoptr(GtkStringList) sites = gtk_string_list_new(NULL);
    gtk_string_list_append(sites, "—");
    for (int i = 0; i < object->n_sites; i++) {
        g_autofree char *name = g_strdup_printf("%s %d", object->sites[i].label, i + 1);
        gtk_string_list_append(sites, name);
    }
    self->updating = true;
    gtk_drop_down_set_model(self->through, G_LIST_MODEL(sites));
    self->updating = false;
    update(self);
}

static void on_picture(KkrInspector *self)
{
    GtkLabel *const labels[] = { self->panel_v, self->panel_dv, self->panel_abs_v,
                                 self->panel_abs_dv };
    const KkrPicture *picture = kkr_document_picture(self->document);
    char markup[128];
    for (int q = 0; picture && q < KKR_QUANTITY_COUNT; q++) {
        kkr_panels_title(&picture->recipe, (kkr_quantity)q, markup, sizeof markup);
        if (strcmp(gtk_label_get_label(labels[q]), markup) != 0)
            gtk_label_set_markup(labels[q], markup);
    }
}

/* --- from the controls to the recipe ------------------------------------- */

static void on_hkl(KkrInspector *self)
{
    const kkr_case *object = kkr_document_case(self->document);
    kkr_recipe next = *kkr_document_recipe(self->document);
    GtkEditable *const entries[] = { self->h, self->k, self->l };
    g_autoptr(GString) spec = g_string_new(NULL);
    bool changed = false;
    char shown[64];
    double normal[3];
    if (self->updating || !object)
        return;
    shown_normal(object, &next, normal);
    if (next.plane_axes == KKR_AXES_LATTICE)
        g_string_append(spec, "a:");
    for (int i = 0; i < 3; i++) {
        const char *text = gtk_editable_get_text(entries[i]);
        g_snprintf(shown, sizeof shown, "%.3g", normal[i]);
        // leaving an entry must not round what it shows
        bool same = strcmp(text, shown) == 0;
        if (same)
            g_snprintf(shown, sizeof shown, "%.17g", normal[i]);
        g_string_append_printf(spec, "%s%s", i ? "," : "",
                               same    ? shown
                               : *text ? text
                                       : "0");
        changed = changed || !same;
    }
    g_string_append_printf(spec, "@%.17g", next.plane.offset);
    if (changed && kkr_plane_parse(object, spec->str, &next.plane, NULL))
        kkr_document_edit(self->document, &next, NULL);
    update(self);
}

static void on_offset(KkrInspector *self)
{
    const kkr_case *object = kkr_document_case(self->document);
    const kkr_recipe *recipe = kkr_document_recipe(self->document);
    char shown[64];
    double offset;
    if (self->updating || !object)
        return;
    kkr_units_length(recipe->plane.offset, recipe->length_unit, object->alat, shown,
                     sizeof shown);
    const char *text = gtk_editable_get_text(self->offset);
    // leaving the entry must not round the offset to its three digits
    if (strcmp(text, shown) != 0 &&
        kkr_units_parse_length(text, recipe->length_unit, object->alat, &offset))
        kkr_document_set_offset(self->document, offset, NULL);
    update(self);
}

static void on_offset_scale(KkrInspector *self)
{
    if (!self->updating)
        kkr_document_set_offset(
            self->document, round(gtk_range_get_value(self->offset_scale) * 100) / 100,
            "offset");
}

static void on_through(KkrInspector *self)
{
    guint selected = gtk_drop_down_get_selected(self->through);
    const kkr_case *object = kkr_document_case(self->document);
    if (self->updating || !object || selected == 0 || selected > (guint)object->n_sites)
        return;
    kkr_document_set_offset(self->document,
                            kkr_vec3_dot(object->sites[selected - 1].position,
                                         kkr_document_recipe(self->document)->plane.n),
                            NULL);
}

static void on_reference(KkrInspector *self)
{
    guint selected = gtk_drop_down_get_selected(self->reference);
    bool ask =
        selected == ANOTHER_FILE || (selected == KKR_REFERENCE_FILE &&
                                     !kkr_document_reference_file(self->document));
    if (self->updating)
        return;
    if (!ask) {
        kkr_choice_activate(&reference_choice, self->reference);
        return;
    }
    gtk_widget_activate_action(GTK_WIDGET(self), "win.reference-file", NULL);
    update(self); // until there is an answer
}

static void on_l_max(KkrInspector *self)
{
    if (!self->updating)
        gtk_widget_activate_action(GTK_WIDGET(self), "win.l-max", "i",
                                   (int)lround(gtk_range_get_value(self->l_max)));
}

/* --- groups that fold ----------------------------------------------------- */

static void find_groups(GtkWidget *widget, GPtrArray *groups)
{
    if (GTK_IS_EXPANDER(widget))
        g_ptr_array_add(groups, widget);
    for (GtkWidget *child = gtk_widget_get_first_child(widget); child;
         child = gtk_widget_get_next_sibling(child))
        find_groups(child, groups);
}

char *kkr_inspector_folded(KkrInspector *self)
{
    g_autoptr(GPtrArray) groups = g_ptr_array_new();
    g_autoptr(GString) names = g_string_new(NULL);
    find_groups(GTK_WIDGET(self), groups);
    for (guint i = 0; i < groups->len; i++)
        if (!gtk_expander_get_expanded(groups->pdata[i]))
            g_string_append_printf(names, "%s%s", names->len ? ";" : "",
                                   gtk_widget_get_name(groups->pdata[i]));
    return g_strdup(names->str);
}

void kkr_inspector_set_folded(KkrInspector *self, const char *names)
{
    g_autoptr(GPtrArray) groups = g_ptr_array_new();
    g_auto(GStrv) folded = g_strsplit(names, ";", -1);
    find_groups(GTK_WIDGET(self), groups);
    for (guint i = 0; i < groups->len; i++) {
        const char *name = gtk_widget_get_name(groups->pdata[i]);
        gtk_expander_set_expanded(groups->pdata[i],
                                  !g_strv_contains((const char *const *)folded, name));
    }
}

void kkr_inspector_fold(KkrInspector *self, const char *name)
{
    g_autoptr(GPtrArray) groups = g_ptr_array_new();
    find_groups(GTK_WIDGET(self), groups);
    for (guint i = 0; i < groups->len; i++) {
        GtkExpander *group = groups->pdata[i];
        if (strcmp(gtk_widget_get_name(GTK_WIDGET(group)), name) == 0)
            gtk_expander_set_expanded(group, !gtk_expander_get_expanded(group));
    }
}

/* --- the widget ---------------------------------------------------------- */

static void kkr_inspector_dispose(GObject *object)
{
    KkrInspector *self = KKR_INSPECTOR(object);
    self->updating = true; // closing controls change their values
    kkr_control_dispose_template(GTK_WIDGET(self), KKR_TYPE_INSPECTOR);
    g_clear_object(&self->document);
    G_OBJECT_CLASS(kkr_inspector_parent_class)->dispose(object);
}

static void kkr_inspector_class_init(KkrInspectorClass *class)
{
    GtkWidgetClass *widget = GTK_WIDGET_CLASS(class);
    G_OBJECT_CLASS(class)->dispose = kkr_inspector_dispose;
    gtk_widget_class_set_template_from_resource(widget,
                                                "/org/kkrscope/ui/inspector.ui");
    gtk_widget_class_set_layout_manager_type(widget, GTK_TYPE_BIN_LAYOUT);
#define BIND(name) gtk_widget_class_bind_template_child(widget, KkrInspector, name)
    BIND(panel_v);
    BIND(panel_dv);
    BIND(panel_abs_v);
    BIND(panel_abs_dv);
    BIND(scroller);
    BIND(plane_name);
    BIND(axes);
    BIND(h);
    BIND(k);
    BIND(l);
    BIND(offset);
    BIND(offset_scale);
    BIND(through);
    BIND(channel_row);
    BIND(l_max_row);
    BIND(l_max);
    BIND(l_max_value);
    BIND(range_place);
    BIND(surface_place);
    BIND(site_place);
    BIND(groups);
    BIND(file_rule);
    BIND(file_place);
    BIND(reference);
    BIND(channel);
    BIND(energy_unit);
    BIND(length_unit);
    BIND(nuclear_hint);
#undef BIND
}

static void kkr_inspector_init(KkrInspector *self)
{
    gtk_widget_init_template(GTK_WIDGET(self));
    kkr_control_connect_entry(self->h, G_CALLBACK(on_hkl), self);
    kkr_control_connect_entry(self->k, G_CALLBACK(on_hkl), self);
    kkr_control_connect_entry(self->l, G_CALLBACK(on_hkl), self);
    kkr_control_connect_entry(self->offset, G_CALLBACK(on_offset), self);
    g_signal_connect_swapped(self->offset_scale, "value-changed",
                             G_CALLBACK(on_offset_scale), self);
    g_signal_connect_swapped(self->l_max, "value-changed", G_CALLBACK(on_l_max), self);
    self->updating = true;
    kkr_choice_connect(&axes_choice, self->axes, &self->updating);
    g_signal_connect_swapped(self->through, "notify::selected", G_CALLBACK(on_through),
                             self);
    g_autoptr(GtkStringList) list = gtk_string_list_new(references);
    gtk_drop_down_set_model(self->reference, G_LIST_MODEL(list));
    g_signal_connect_swapped(self->reference, "notify::selected",
                             G_CALLBACK(on_reference), self);
    g_autoptr(GtkListItemFactory) short_names = kkr_control_short_factory();
    gtk_drop_down_set_factory(self->reference, short_names);
    kkr_choice_connect(&kkr_choice_channel, self->channel, &self->updating);
    kkr_choice_connect(&kkr_choice_energy, self->energy_unit, &self->updating);
    kkr_choice_connect(&kkr_choice_length, self->length_unit, &self->updating);
    self->updating = false;
}

static void put(GtkWidget *place, GtkWidget *group)
{
    gtk_widget_set_hexpand(group, TRUE);
    gtk_box_append(GTK_BOX(place), group);
}

GtkWidget *kkr_inspector_new(KkrDocument *document, KkrStage *stage)
{
    KkrInspector *self = g_object_new(KKR_TYPE_INSPECTOR, NULL);
    self->document = g_object_ref(document);
    put(self->range_place, kkr_range_group_new(document));
    put(self->surface_place, kkr_surface_group_new(document));
    put(self->site_place, kkr_site_group_new(document, stage));
    put(self->file_place, kkr_file_group_new(document));
    g_signal_connect_object(document, "opened", G_CALLBACK(on_opened), self,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(document, "changed", G_CALLBACK(update), self,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(document, "picture", G_CALLBACK(on_picture), self,
                            G_CONNECT_SWAPPED);
    update(self);
    return GTK_WIDGET(self);
}
