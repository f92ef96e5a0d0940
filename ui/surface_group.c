// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/surface_group.h"

#include <math.h>

#include "ui/controls.h"
#include "ui/surface_actions.h"
#include "ui/units.h"

struct _KkrSurfaceGroup {
    GtkWidget parent;
    KkrDocument *document;
    GtkWidget *expander, *rows, *crystal;
    GtkLabel *title;
    GtkEditable *levels, *repeat;
    GtkDropDown *color;
    GtkRange *opacity;
    bool updating; // controls follow the recipe now, not the other way
};

G_DEFINE_FINAL_TYPE(KkrSurfaceGroup, kkr_surface_group, GTK_TYPE_WIDGET)

static const char *const colors[] = { "Level", "V", "V − V0", "|V|", "|V − V0|", NULL };
static const char *const color_words[] = { "level", "V", "dV", "absV", "absdV" };

/* --- from the recipe to the controls ------------------------------------- */

static void show_levels(KkrSurfaceGroup *self, const kkr_recipe *recipe)
{
    const kkr_surface_style *style = &recipe->surfaces;
    g_autoptr(GString) text = g_string_new(NULL);
    for (int i = 0; i < style->n_levels[recipe->active]; i++) {
        char number[G_ASCII_DTOSTR_BUF_SIZE];
        double level = style->level[recipe->active][i] *
                       kkr_energy_unit_factor(recipe->energy_unit);
        g_ascii_formatd(number, sizeof number, "%.6g", level);
        g_string_append_printf(text, "%s%s", i ? ", " : "", number);
    }
    if (text->len)
        g_string_append_printf(text, " %s", kkr_energy_unit_name(recipe->energy_unit));
    kkr_control_set_text(self->levels, text->str);
}

static void update(KkrSurfaceGroup *self)
{
    static const char *const names[KKR_QUANTITY_COUNT] = { "V", "V − V0", "|V|",
                                                           "|V − V0|" };
    const kkr_recipe *recipe = kkr_document_recipe(self->document);
    const kkr_surface_style *style = &recipe->surfaces;
    const kkr_case *object = kkr_document_case(self->document);
    self->updating = true;
    g_autofree char *title = g_strdup_printf("Surfaces of %s", names[recipe->active]);
    gtk_label_set_text(self->title, title);
    gtk_widget_set_visible(self->rows, style->shown[recipe->active]);
    gtk_widget_set_visible(self->crystal,
                           object && object->crystal && !object->is_embedding);
    show_levels(self, recipe);
    gtk_drop_down_set_selected(self->color, (guint)style->color);
    gtk_range_set_value(self->opacity, style->opacity);
    char repeat[64];
    g_snprintf(repeat, sizeof repeat, "%d × %d × %d", MAX(style->repeat[0], 1),
               MAX(style->repeat[1], 1), MAX(style->repeat[2], 1));
    kkr_control_set_text(self->repeat, repeat);
    self->updating = false;
}

/* --- from the controls to the recipe ------------------------------------- */

static void on_levels(KkrSurfaceGroup *self)
{
    const kkr_recipe *recipe = kkr_document_recipe(self->document);
    g_auto(GStrv) parts = g_strsplit_set(gtk_editable_get_text(self->levels), ",;", -1);
    double levels[KKR_SURFACE_LEVELS];
    int n = 0;
    for (char **part = parts; *part && n < KKR_SURFACE_LEVELS; part++) {
        if (*g_strstrip(*part) == '\0')
            continue;
        if (!kkr_units_parse_energy(*part, recipe->energy_unit, &levels[n])) {
            update(self); // what was there before
            return;
        }
        n++;
    }
    const kkr_surface_style *style = &recipe->surfaces;
    bool same = n == style->n_levels[recipe->active];
    for (int i = 0; i < n && same; i++)
        same =
            fabs(levels[i] - style->level[recipe->active][i]) <= 1e-6 * fabs(levels[i]);
    if (!same)
        kkr_surface_set_levels(self->document, levels, n, NULL);
    update(self);
}

static void on_repeat(KkrSurfaceGroup *self)
{
    int n[3] = { 0 }, count = 0;
    const char *c = gtk_editable_get_text(self->repeat);
    while (*c && count < 3) {
        if (!g_ascii_isdigit(*c)) {
            c++;
            continue;
        }
        char *end;
        n[count++] = (int)CLAMP(g_ascii_strtoll(c, &end, 10), 1, 16);
        c = end;
    }
    if (count == 3)
        gtk_widget_activate_action(GTK_WIDGET(self), "win.surface-repeat", "(iii)",
                                   n[0], n[1], n[2]);
    update(self);
}

static void on_color(KkrSurfaceGroup *self)
{
    guint selected = gtk_drop_down_get_selected(self->color);
    if (!self->updating && selected < G_N_ELEMENTS(color_words))
        gtk_widget_activate_action(GTK_WIDGET(self), "win.surface-colour", "s",
                                   color_words[selected]);
}

static void on_opacity(KkrSurfaceGroup *self)
{
    if (!self->updating)
        gtk_widget_activate_action(GTK_WIDGET(self), "win.surface-opacity", "d",
                                   gtk_range_get_value(self->opacity));
}

/* --- the widget ---------------------------------------------------------- */

static void name_it(GtkWidget *widget, const char *name, const char *tooltip)
{
    gtk_widget_set_tooltip_text(widget, tooltip);
    gtk_accessible_update_property(GTK_ACCESSIBLE(widget),
                                   GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void add_row(GtkWidget *box, const char *label, GtkWidget *control)
{
    GtkWidget *row = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 8);
    GtkWidget *name = gtk_label_new(label);
    gtk_label_set_xalign(GTK_LABEL(name), 0);
    gtk_widget_set_size_request(name, 76, -1);
    gtk_widget_add_css_class(name, "dim");
    gtk_widget_add_css_class(row, "row");
    gtk_widget_set_hexpand(control, TRUE);
    gtk_box_append(GTK_BOX(row), name);
    gtk_box_append(GTK_BOX(row), control);
    gtk_box_append(GTK_BOX(box), row);
}

static GtkWidget *new_switch(const char *action, const char *name, const char *tooltip)
{
    GtkWidget *widget = gtk_switch_new();
    gtk_widget_set_halign(widget, GTK_ALIGN_END);
    gtk_widget_set_valign(widget, GTK_ALIGN_CENTER);
    gtk_actionable_set_action_name(GTK_ACTIONABLE(widget), action);
    name_it(widget, name, tooltip);
    return widget;
}

/* A row of buttons, one per word of a choice. */
static GtkWidget *new_choice(const char *action, int n, const char *const *labels,
                             const char *const *words, const char *const *tooltips)
{
    GtkWidget *box = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 0);
    gtk_box_set_homogeneous(GTK_BOX(box), TRUE);
    gtk_widget_add_css_class(box, "segmented");
    for (int i = 0; i < n; i++) {
        GtkWidget *button = gtk_toggle_button_new_with_label(labels[i]);
        gtk_actionable_set_action_name(GTK_ACTIONABLE(button), action);
        gtk_actionable_set_action_target(GTK_ACTIONABLE(button), "s", words[i]);
        gtk_widget_set_tooltip_text(button, tooltips[i]);
        gtk_box_append(GTK_BOX(box), button);
    }
    return box;
}

static GtkWidget *new_checks(void)
{
    static const char *const checks[][3] = {
        { "Slice", "win.surface-slice",
          "The plane with its colours among the surfaces" },
        { "Cells", "win.surface-cells", "Edges of the cells" },
        { "Atoms", "win.surface-atoms", "Nuclei and their names" },
        { "Box", "win.surface-box", "The unit cell of a crystal" },
    };
    GtkWidget *grid = gtk_grid_new();
    gtk_grid_set_column_homogeneous(GTK_GRID(grid), TRUE);
    for (int i = 0; i < 4; i++) {
        GtkWidget *check = gtk_check_button_new_with_label(checks[i][0]);
        gtk_actionable_set_action_name(GTK_ACTIONABLE(check), checks[i][1]);
        gtk_widget_set_tooltip_text(check, checks[i][2]);
        gtk_grid_attach(GTK_GRID(grid), check, i % 2, i / 2, 1, 1);
    }
    return grid;
}

static GtkWidget *new_entry(GtkEditable **editable, const char *name,
                            const char *tooltip)
{
    GtkWidget *entry = gtk_entry_new();
    *editable = GTK_EDITABLE(entry);
    gtk_editable_set_alignment(*editable, 1);
    gtk_editable_set_width_chars(*editable, 8);
    name_it(entry, name, tooltip);
    return entry;
}

static void add_rows(KkrSurfaceGroup *self)
{
    GtkWidget *entry =
        new_entry(&self->levels, "Levels",
                  "One to three values, with commas between them; empty: "
                  "one that suits the field");
    gtk_entry_set_placeholder_text(GTK_ENTRY(entry), "automatic");
    add_row(self->rows, "Levels", entry);
    add_row(self->rows, "Both signs",
            new_switch("win.surface-pair", "Surfaces of both signs",
                       "Of V and V − V0 also at the negative of each level"));
    GtkWidget *color = gtk_drop_down_new_from_strings(colors);
    self->color = GTK_DROP_DOWN(color);
    name_it(color, "Colour of the surfaces",
            "One colour a level, or by the values of a field on its scale");
    add_row(self->rows, "Colour", color);
    GtkWidget *opacity =
        gtk_scale_new_with_range(GTK_ORIENTATION_HORIZONTAL, 0.05, 1, 0.05);
    self->opacity = GTK_RANGE(opacity);
    name_it(opacity, "Opacity of the surfaces", "From almost clear to solid");
    add_row(self->rows, "Opacity", opacity);
    static const char *const cuts[] = { "None", "Front", "Back" },
                             *const cut_words[] = { "none", "front", "back" },
                             *const cut_tips[] = {
                                 "Nothing is cut away",
                                 "Without what lies before the plane, where its normal "
                                 "points",
                                 "Without what lies behind the plane"
                             };
    add_row(self->rows, "Cut",
            new_choice("win.surface-cut", 3, cuts, cut_words, cut_tips));
    add_row(self->rows, "Shown", new_checks());

    self->crystal = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);
    static const char *const extents[] = { "Cells", "Unit cell" },
                             *const extent_words[] = { "cells", "unit-cell" },
                             *const extent_tips[] = { "The whole cells of the sites",
                                                      "What lies in the unit cell" };
    add_row(self->crystal, "Extent",
            new_choice("win.surface-extent", 2, extents, extent_words, extent_tips));
    add_row(self->crystal, "Repeat",
            new_entry(&self->repeat, "Repetitions of the cell",
                      "How often along each lattice vector, 1 to 16"));
    gtk_box_append(GTK_BOX(self->rows), self->crystal);

    kkr_control_connect_entry(self->levels, G_CALLBACK(on_levels), self);
    kkr_control_connect_entry(self->repeat, G_CALLBACK(on_repeat), self);
    g_signal_connect_swapped(self->color, "notify::selected", G_CALLBACK(on_color),
                             self);
    g_signal_connect_swapped(self->opacity, "value-changed", G_CALLBACK(on_opacity),
                             self);
}

static void kkr_surface_group_dispose(GObject *object)
{
    KkrSurfaceGroup *self = KKR_SURFACE_GROUP(object);
    g_clear_pointer(&self->expander, gtk_widget_unparent);
    g_clear_object(&self->document);
    G_OBJECT_CLASS(kkr_surface_group_parent_class)->dispose(object);
}

static void kkr_surface_group_class_init(KkrSurfaceGroupClass *class)
{
    G_OBJECT_CLASS(class)->dispose = kkr_surface_group_dispose;
    gtk_widget_class_set_layout_manager_type(GTK_WIDGET_CLASS(class),
                                             GTK_TYPE_BIN_LAYOUT);
}

static void kkr_surface_group_init(KkrSurfaceGroup *self)
{
    GtkWidget *title = gtk_label_new("Surfaces");
    self->title = GTK_LABEL(title);
    gtk_label_set_xalign(self->title, 0);
    gtk_widget_set_hexpand(title, TRUE);
    GtkWidget *heading = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 8);
    gtk_widget_set_hexpand(heading, TRUE);
    gtk_widget_add_css_class(heading, "heading");
    gtk_box_append(GTK_BOX(heading), title);
    gtk_box_append(GTK_BOX(heading),
                   new_switch("win.surface", "Surfaces in the active panel",
                              "Surfaces of equal value instead of the slice (I)"));
    self->rows = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);
    add_rows(self);
    self->expander = gtk_expander_new(NULL);
    gtk_widget_set_name(self->expander, "surfaces");
    gtk_expander_set_label_widget(GTK_EXPANDER(self->expander), heading);
    gtk_expander_set_expanded(GTK_EXPANDER(self->expander), TRUE);
    gtk_expander_set_child(GTK_EXPANDER(self->expander), self->rows);
    gtk_widget_add_css_class(self->expander, "group");
    gtk_accessible_update_property(GTK_ACCESSIBLE(self->expander),
                                   GTK_ACCESSIBLE_PROPERTY_LABEL, "Surfaces", -1);
    gtk_widget_set_parent(self->expander, GTK_WIDGET(self));
}

GtkWidget *kkr_surface_group_new(KkrDocument *document)
{
    KkrSurfaceGroup *self = g_object_new(KKR_TYPE_SURFACE_GROUP, NULL);
    self->document = g_object_ref(document);
    g_signal_connect_object(document, "changed", G_CALLBACK(update), self,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(document, "opened", G_CALLBACK(update), self,
                            G_CONNECT_SWAPPED);
    update(self);
    return GTK_WIDGET(self);
}
