// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/radial_inspector.h"

#include <math.h>
#include <string.h>

#include "core/ylm.h"
#include "ui/choice.h"
#include "ui/controls.h"
#include "ui/radial_actions.h"
#include "ui/units.h"

struct _KkrRadialInspector {
    GtkWidget parent;
    KkrDocument *document;
    bool updating; // controls follow the recipe now, not the other way

    GtkWidget *scroller;
    GtkLabel *site_hint, *nuclear_hint;
    GtkDropDown *site, *parts, *reference, *channel, *energy_unit, *length_unit;
    GtkWidget *compare, *channel_row, *spins;
    GtkFlowBox *others;
    GtkEditable *from, *to;
    const kkr_sampler *parts_sampler; // whose components the list has, for which site
    int parts_site;
    GArray *lm; // of int, from 0: what stands in the list from its third row on
};

G_DEFINE_FINAL_TYPE(KkrRadialInspector, kkr_radial_inspector, GTK_TYPE_WIDGET)

enum { PART_SPHERICAL, PART_OTHERS, PART_FIRST };

static const char *const references[] = { "Host, same site", "Starting potential",
                                          "Zero", NULL };
static const char *const reference_words[] = { "host", "start", "zero", "file" };
static const guint reference_places[] = { [KKR_REFERENCE_HOST] = 0,
                                          [KKR_REFERENCE_START] = 1,
                                          [KKR_REFERENCE_ZERO] = 2,
                                          [KKR_REFERENCE_FILE] = 3 };
static const KkrChoice reference_choice = { "win.reference", references,
                                            reference_words };

/* --- from the recipe to the controls ------------------------------------- */

static void radius_text(double r, char *text, size_t size)
{
    if (r > 0)
        kkr_units_length(r, KKR_LENGTH_BOHR, 1, text, size);
    else
        g_strlcpy(text, "", size);
}

static void show_radius(GtkEditable *entry, double r)
{
    char text[64];
    radius_text(r, text, sizeof text);
    kkr_control_set_text(entry, text);
}

/* The components that the first site has; only when another site is looked at. */
static void list_parts(KkrRadialInspector *self, int site)
{
    const kkr_sampler *sampler = kkr_document_sampler(self->document);
    if (sampler == self->parts_sampler && site == self->parts_site)
        return;
    self->parts_sampler = sampler;
    self->parts_site = site;
    g_array_set_size(self->lm, 0);
    g_autoptr(GtkStringList) list = gtk_string_list_new(NULL);
    gtk_string_list_append(list, "(0, 0), spherical part");
    gtk_string_list_append(list, "All others, non-spherical");
    int *lm, n = kkr_radial_nonspherical(sampler, site, &lm);
    for (int i = 0; i < n; i++) {
        int l = kkr_lm_l(lm[i]), m = lm[i] - l * l - l;
        g_autofree char *name =
            g_strdup_printf("(%d, %s%d)", l, m < 0 ? "−" : "", abs(m));
        gtk_string_list_append(list, name);
        g_array_append_val(self->lm, lm[i]);
    }
    free(lm);
    gtk_drop_down_set_model(self->parts, G_LIST_MODEL(list));
}

static guint place_of_part(const KkrRadialInspector *self, const kkr_recipe *recipe)
{
    if (recipe->radial_parts == KKR_RADIAL_NONSPHERICAL)
        return PART_OTHERS;
    if (recipe->radial_parts == KKR_RADIAL_SPHERICAL || recipe->radial_lm[0] == 1)
        return PART_SPHERICAL;
    for (guint i = 0; i < self->lm->len; i++)
        if (g_array_index(self->lm, int, i) == recipe->radial_lm[0] - 1)
            return PART_FIRST + i;
    return GTK_INVALID_LIST_POSITION;
}

static void show_sites(KkrRadialInspector *self, const kkr_case *object, int site)
{
    const kkr_case_site *first = &object->sites[site];
    char text[128] = "", r_mt[64];
    if (first->r_mt > 0) {
        kkr_units_length(first->r_mt, kkr_document_recipe(self->document)->length_unit,
                         object->alat, r_mt, sizeof r_mt);
        snprintf(text, sizeof text, "<i>Z</i> = %g, <i>r</i><sub>MT</sub> = %s",
                 first->z, r_mt);
    }
    gtk_label_set_markup(self->site_hint, text);
    gtk_drop_down_set_selected(self->site, (guint)site);
    gtk_widget_set_visible(self->compare, object->n_sites > 1);
    for (int i = 0; i < object->n_sites; i++) {
        GtkFlowBoxChild *child = gtk_flow_box_get_child_at_index(self->others, i);
        if (child)
            gtk_check_button_set_active(
                GTK_CHECK_BUTTON(gtk_flow_box_child_get_child(child)),
                kkr_radial_has_site(self->document, i));
    }
}

/* A file is chosen in the view Panels; here it can be left. */
static void show_reference(KkrRadialInspector *self, kkr_reference reference)
{
    GtkStringList *list = GTK_STRING_LIST(gtk_drop_down_get_model(self->reference));
    const char *const file[] = { "From a file", NULL };
    guint n = g_list_model_get_n_items(G_LIST_MODEL(list));
    bool is_file = reference == KKR_REFERENCE_FILE;
    if (is_file != (n > reference_places[KKR_REFERENCE_FILE]))
        gtk_string_list_splice(list, 3, n - 3, is_file ? file : NULL);
    gtk_drop_down_set_selected(self->reference, reference_places[reference]);
}

static void update(KkrRadialInspector *self)
{
    const kkr_case *object = kkr_document_case(self->document);
    const kkr_recipe *recipe = kkr_document_recipe(self->document);
    int sites[KKR_RECIPE_MAX_SITES];
    gtk_widget_set_sensitive(self->scroller, object != NULL);
    if (!object || recipe->view != KKR_VIEW_RADIAL)
        return;
    kkr_radial_sites(recipe, object, sites);
    self->updating = true;
    show_sites(self, object, sites[0]);
    list_parts(self, sites[0]);
    gtk_drop_down_set_selected(self->parts, place_of_part(self, recipe));
    show_reference(self, recipe->reference);
    gtk_drop_down_set_selected(self->channel, (guint)recipe->sampler.channel);
    gtk_drop_down_set_selected(self->energy_unit, (guint)recipe->energy_unit);
    gtk_drop_down_set_selected(self->length_unit, (guint)recipe->length_unit);
    gtk_widget_set_visible(self->channel_row, object->n_spin == 2);
    gtk_widget_set_visible(self->spins, object->n_spin == 2);
    gtk_label_set_markup(self->nuclear_hint, recipe->sampler.nuclear
                                                 ? "−2<i>Z</i> / <i>r</i> included"
                                                 : "−2<i>Z</i> / <i>r</i> left out");
    show_radius(self->from, recipe->radial_from);
    show_radius(self->to, recipe->radial_to);
    self->updating = false;
}

static void on_other(GtkCheckButton *check, KkrRadialInspector *self)
{
    int site = GPOINTER_TO_INT(g_object_get_data(G_OBJECT(check), "site"));
    if (!self->updating)
        gtk_widget_activate_action(GTK_WIDGET(self), "win.radial-toggle-site", "i",
                                   site + 1);
}

static void on_opened(KkrRadialInspector *self)
{
    const kkr_case *object = kkr_document_case(self->document);
    GtkWidget *child;
    self->parts_sampler = NULL;
    while ((child = gtk_widget_get_first_child(GTK_WIDGET(self->others))))
        gtk_flow_box_remove(self->others, child);
    if (!object)
        return;
    g_autoptr(GtkStringList) sites = gtk_string_list_new(NULL);
    for (int i = 0; i < object->n_sites; i++) {
        g_autofree char *name = g_strdup_printf("%s %d", object->sites[i].label, i + 1);
        gtk_string_list_append(sites, name);
        GtkWidget *check = gtk_check_button_new_with_label(name);
        g_object_set_data(G_OBJECT(check), "site", GINT_TO_POINTER(i));
        g_signal_connect(check, "toggled", G_CALLBACK(on_other), self);
        gtk_flow_box_append(self->others, check);
        gtk_widget_set_focusable(gtk_widget_get_parent(check), FALSE);
    }
    self->updating = true;
    gtk_drop_down_set_model(self->site, G_LIST_MODEL(sites));
    self->updating = false;
    update(self);
}

/* --- from the controls to the recipe ------------------------------------- */

static void on_site(KkrRadialInspector *self)
{
    guint selected = gtk_drop_down_get_selected(self->site);
    if (!self->updating && selected != GTK_INVALID_LIST_POSITION)
        gtk_widget_activate_action(GTK_WIDGET(self), "win.radial-site", "i",
                                   (int)selected + 1);
}

static void on_parts(KkrRadialInspector *self)
{
    guint selected = gtk_drop_down_get_selected(self->parts);
    if (self->updating || selected == GTK_INVALID_LIST_POSITION)
        return;
    if (selected == PART_OTHERS)
        gtk_widget_activate_action(GTK_WIDGET(self), "win.radial-parts", "s",
                                   "nonspherical");
    else if (selected == PART_SPHERICAL)
        gtk_widget_activate_action(GTK_WIDGET(self), "win.radial-parts", "s",
                                   "spherical");
    else
        gtk_widget_activate_action(GTK_WIDGET(self), "win.radial-lm", "i",
                                   g_array_index(self->lm, int, selected - PART_FIRST) +
                                       1);
}

/* An entry that still reads as it was shown keeps all its digits; empty is the end. */
static double radius_of(GtkEditable *entry, double old)
{
    const char *text = gtk_editable_get_text(entry);
    char shown[64];
    double r;
    radius_text(old, shown, sizeof shown);
    if (strcmp(text, shown) == 0)
        return old;
    if (!*text)
        return 0;
    return kkr_units_parse_length(text, KKR_LENGTH_BOHR, 1, &r) && r >= 0 ? r : old;
}

static void on_range(KkrRadialInspector *self)
{
    const kkr_recipe *recipe = kkr_document_recipe(self->document);
    if (self->updating || !kkr_document_case(self->document))
        return;
    double from = radius_of(self->from, recipe->radial_from);
    double to = radius_of(self->to, recipe->radial_to);
    if (to == 0 || from < to)
        kkr_radial_set_range(self->document, from, to, NULL);
    update(self);
}

/* --- the widget ---------------------------------------------------------- */

static void kkr_radial_inspector_dispose(GObject *object)
{
    KkrRadialInspector *self = KKR_RADIAL_INSPECTOR(object);
    self->updating = true; // closing controls change their values
    kkr_control_dispose_template(GTK_WIDGET(self), KKR_TYPE_RADIAL_INSPECTOR);
    g_clear_object(&self->document);
    G_OBJECT_CLASS(kkr_radial_inspector_parent_class)->dispose(object);
}

static void kkr_radial_inspector_finalize(GObject *object)
{
    g_array_unref(KKR_RADIAL_INSPECTOR(object)->lm);
    G_OBJECT_CLASS(kkr_radial_inspector_parent_class)->finalize(object);
}

static void kkr_radial_inspector_class_init(KkrRadialInspectorClass *class)
{
    GtkWidgetClass *widget = GTK_WIDGET_CLASS(class);
    G_OBJECT_CLASS(class)->dispose = kkr_radial_inspector_dispose;
    G_OBJECT_CLASS(class)->finalize = kkr_radial_inspector_finalize;
    gtk_widget_class_set_template_from_resource(widget,
                                                "/org/kkrscope/ui/radial_inspector.ui");
    gtk_widget_class_set_layout_manager_type(widget, GTK_TYPE_BIN_LAYOUT);
#define BIND(name) \
    gtk_widget_class_bind_template_child(widget, KkrRadialInspector, name)
    BIND(scroller);
    BIND(site_hint);
    BIND(site);
    BIND(compare);
    BIND(others);
    BIND(parts);
    BIND(spins);
    BIND(reference);
    BIND(channel_row);
    BIND(channel);
    BIND(nuclear_hint);
    BIND(from);
    BIND(to);
    BIND(energy_unit);
    BIND(length_unit);
#undef BIND
}

static void kkr_radial_inspector_init(KkrRadialInspector *self)
{
    gtk_widget_init_template(GTK_WIDGET(self));
    self->lm = g_array_new(FALSE, FALSE, sizeof(int));
    kkr_control_connect_entry(self->from, G_CALLBACK(on_range), self);
    kkr_control_connect_entry(self->to, G_CALLBACK(on_range), self);
    self->updating = true;
    g_signal_connect_swapped(self->site, "notify::selected", G_CALLBACK(on_site), self);
    g_signal_connect_swapped(self->parts, "notify::selected", G_CALLBACK(on_parts),
                             self);
    kkr_choice_connect(&reference_choice, self->reference, &self->updating);
    kkr_choice_connect(&kkr_choice_channel, self->channel, &self->updating);
    kkr_choice_connect(&kkr_choice_energy, self->energy_unit, &self->updating);
    kkr_choice_connect(&kkr_choice_length, self->length_unit, &self->updating);
    self->updating = false;
}

GtkWidget *kkr_radial_inspector_new(KkrDocument *document)
{
    KkrRadialInspector *self = g_object_new(KKR_TYPE_RADIAL_INSPECTOR, NULL);
    self->document = g_object_ref(document);
    g_signal_connect_object(document, "opened", G_CALLBACK(on_opened), self,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(document, "changed", G_CALLBACK(update), self,
                            G_CONNECT_SWAPPED);
    update(self);
    return GTK_WIDGET(self);
}
