// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/range_group.h"

#include <math.h>
#include <string.h>

#include "core/colormap.h"
#include "ui/controls.h"
#include "ui/histogram_view.h"
#include "ui/ramp.h"
#include "ui/range.h"
#include "ui/units.h"

struct _KkrRangeGroup {
    GtkWidget parent;
    KkrDocument *document;
    bool updating; // controls follow the recipe now, not the other way
    int dark;      // of the ramps in the lists; -1: there are none yet

    GtkWidget *expander, *histogram_place, *link, *inner_row;
    GtkWidget *kind_symlog, *kind_asinh, *kind_log;
    GtkLabel *title, *hint, *limit_name, *inner_name;
    GtkEditable *limit, *inner;
    GtkDropDown *signed_map, *absolute_map;
};

G_DEFINE_FINAL_TYPE(KkrRangeGroup, kkr_range_group, GTK_TYPE_WIDGET)

/* --- from the recipe to the controls ------------------------------------- */

static void show_titles(KkrRangeGroup *self, const kkr_recipe *recipe)
{
    const KkrPicture *picture = kkr_document_picture(self->document);
    kkr_quantity active = kkr_document_recipe(self->document)->active;
    // V and V − V0 are each other's neighbours, their absolute values too
    kkr_quantity beside = (kkr_quantity)(active ^ 1);
    char own[128] = "<i>V</i>", other[128] = "<i>V</i>";
    if (picture) {
        kkr_panels_title(&picture->recipe, active, own, sizeof own);
        kkr_panels_title(&picture->recipe, beside, other, sizeof other);
    }
    g_autofree char *title = g_strconcat("Range of ", own, NULL);
    gtk_label_set_markup(self->title, title);
    double factor =
        kkr_range_scale(recipe, beside)->limit / kkr_range_scale(recipe, active)->limit;
    g_autofree char *hint = recipe->linked_scales
                                ? g_strdup_printf("%s: × %g", other, factor)
                                : g_strdup("alone");
    bool both = kkr_case_has_reference(kkr_document_case(self->document), NULL);
    gtk_label_set_markup(self->hint, hint);
    gtk_widget_set_visible(GTK_WIDGET(self->hint), both);
    gtk_widget_set_visible(self->link, both);
}

static void show_limits(KkrRangeGroup *self, const kkr_recipe *recipe)
{
    const kkr_scale *scale =
        kkr_range_scale(recipe, kkr_document_recipe(self->document)->active);
    char text[64];
    gtk_widget_set_visible(self->kind_symlog, scale->is_signed);
    gtk_widget_set_visible(self->kind_asinh, scale->is_signed);
    gtk_widget_set_visible(self->kind_log, !scale->is_signed);
    gtk_label_set_text(self->limit_name, scale->is_signed ? "± Range" : "Up to");
    gtk_label_set_text(self->inner_name, scale->is_signed ? "Linear to" : "From");
    gtk_widget_set_visible(self->inner_row,
                           !scale->is_signed || scale->kind != KKR_SCALE_LINEAR);
    kkr_units_limit(scale->limit, recipe->energy_unit, text, sizeof text);
    kkr_control_set_text(self->limit, text);
    kkr_units_limit(kkr_range_inner(scale), recipe->energy_unit, text, sizeof text);
    kkr_control_set_text(self->inner, text);
}

static void show_map(GtkDropDown *drop_down, const char *name)
{
    GtkStringList *list = GTK_STRING_LIST(gtk_drop_down_get_model(drop_down));
    for (guint i = 0; i < g_list_model_get_n_items(G_LIST_MODEL(list)); i++)
        if (strcmp(gtk_string_list_get_string(list, i), name) == 0)
            gtk_drop_down_set_selected(drop_down, i);
}

static void update(KkrRangeGroup *self)
{
    const kkr_recipe *recipe = kkr_document_recipe(self->document);
    if (!kkr_document_case(self->document))
        return;
    self->updating = true;
    show_titles(self, recipe);
    show_limits(self, recipe);
    show_map(self->signed_map, recipe->diverging);
    show_map(self->absolute_map, recipe->sequential);
    if (self->dark != recipe->dark) {
        g_autoptr(GtkListItemFactory) factory = kkr_ramp_factory_new(recipe->dark);
        gtk_drop_down_set_factory(self->signed_map, factory);
        gtk_drop_down_set_factory(self->absolute_map, factory);
        self->dark = recipe->dark;
    }
    self->updating = false;
}

/* --- from the controls to the recipe ------------------------------------- */

/* What the entry says, in Ry; untouched text means exactly what it stands for. */
static bool read_limit(GtkEditable *entry, kkr_energy_unit unit, double *value)
{
    char shown[64];
    kkr_units_limit(*value, unit, shown, sizeof shown);
    const char *text = gtk_editable_get_text(entry);
    return strcmp(text, shown) == 0 || kkr_units_parse_energy(text, unit, value);
}

static void on_limits(KkrRangeGroup *self)
{
    kkr_recipe next = *kkr_document_recipe(self->document);
    kkr_quantity active = kkr_document_recipe(self->document)->active;
    const kkr_scale *scale = kkr_range_scale(&next, active);
    double limit = scale->limit, inner = kkr_range_inner(scale);
    double old_limit = limit, old_inner = inner;
    if (self->updating || !kkr_document_case(self->document))
        return;
    if (read_limit(self->limit, next.energy_unit, &limit) &&
        read_limit(self->inner, next.energy_unit, &inner) &&
        (limit != old_limit || inner != old_inner) &&
        kkr_range_set(&next, active, limit, inner))
        kkr_document_edit(self->document, &next, NULL);
    update(self);
}

static void on_map(GtkDropDown *drop_down, GParamSpec *spec, KkrRangeGroup *self)
{
    GtkStringObject *item = gtk_drop_down_get_selected_item(drop_down);
    if (!self->updating && item)
        gtk_widget_activate_action(GTK_WIDGET(self), "win.colormap", "s",
                                   gtk_string_object_get_string(item));
}

/* --- the widget ---------------------------------------------------------- */

static void fill_maps(GtkDropDown *drop_down, bool diverging)
{
    g_autoptr(GtkStringList) list = gtk_string_list_new(NULL);
    for (const char *const *names = kkr_colormap_names(); *names; names++)
        if (kkr_colormap_get(*names, false)->diverging == diverging)
            gtk_string_list_append(list, *names);
    gtk_drop_down_set_model(drop_down, G_LIST_MODEL(list));
}

static void kkr_range_group_dispose(GObject *object)
{
    KkrRangeGroup *self = KKR_RANGE_GROUP(object);
    self->updating = true; // closing controls change their values
    kkr_control_dispose_template(GTK_WIDGET(self), KKR_TYPE_RANGE_GROUP);
    g_clear_object(&self->document);
    G_OBJECT_CLASS(kkr_range_group_parent_class)->dispose(object);
}

static void kkr_range_group_class_init(KkrRangeGroupClass *class)
{
    GtkWidgetClass *widget = GTK_WIDGET_CLASS(class);
    G_OBJECT_CLASS(class)->dispose = kkr_range_group_dispose;
    gtk_widget_class_set_template_from_resource(widget,
                                                "/org/kkrscope/ui/range_group.ui");
    gtk_widget_class_set_layout_manager_type(widget, GTK_TYPE_BIN_LAYOUT);
#define BIND(name) gtk_widget_class_bind_template_child(widget, KkrRangeGroup, name)
    BIND(expander);
    BIND(histogram_place);
    BIND(link);
    BIND(inner_row);
    BIND(kind_symlog);
    BIND(kind_asinh);
    BIND(kind_log);
    BIND(title);
    BIND(hint);
    BIND(limit_name);
    BIND(inner_name);
    BIND(limit);
    BIND(inner);
    BIND(signed_map);
    BIND(absolute_map);
#undef BIND
}

static void kkr_range_group_init(KkrRangeGroup *self)
{
    gtk_widget_init_template(GTK_WIDGET(self));
    self->dark = -1;
    self->updating = true;
    fill_maps(self->signed_map, true);
    fill_maps(self->absolute_map, false);
    self->updating = false;
    kkr_control_connect_entry(self->limit, G_CALLBACK(on_limits), self);
    kkr_control_connect_entry(self->inner, G_CALLBACK(on_limits), self);
    g_signal_connect(self->signed_map, "notify::selected", G_CALLBACK(on_map), self);
    g_signal_connect(self->absolute_map, "notify::selected", G_CALLBACK(on_map), self);
}

GtkWidget *kkr_range_group_new(KkrDocument *document)
{
    static const char *const signals[] = { "opened", "changed", "picture" };
    KkrRangeGroup *self = g_object_new(KKR_TYPE_RANGE_GROUP, NULL);
    self->document = g_object_ref(document);
    GtkWidget *histogram = kkr_histogram_view_new(document);
    gtk_widget_set_hexpand(histogram, TRUE);
    gtk_box_append(GTK_BOX(self->histogram_place), histogram);
    for (size_t i = 0; i < G_N_ELEMENTS(signals); i++)
        g_signal_connect_object(document, signals[i], G_CALLBACK(update), self,
                                G_CONNECT_SWAPPED);
    update(self);
    return GTK_WIDGET(self);
}
