// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/check_inspector.h"

#include <math.h>

#include "core/check.h"
#include "ui/controls.h"
#include "ui/form.h"

struct _KkrCheckInspector {
    GtkWidget parent;
    KkrDocument *document;
    bool updating; // controls follow the recipe now, not the other way
    GtkWidget *scroller;
    GtkRange *grid;
    GtkLabel *points, *spacing;
    GtkDropDown *site;
};

G_DEFINE_FINAL_TYPE(KkrCheckInspector, kkr_check_inspector, GTK_TYPE_WIDGET)

/* The slider is even in the logarithm: it goes as the spacing does. */
enum { LEAST = 16, MOST = 256 };

/* How far apart N points are along the box's longest axis, bohr; 0: no box. */
static double spacing_of(const kkr_case *object, int n)
{
    double longest = kkr_check_longest_side(object);
    return longest / n;
}

static void show_spacing(KkrCheckInspector *self, const kkr_case *object, int n)
{
    double h = spacing_of(object, n);
    char text[120];
    if (h > 0)
        g_snprintf(text, sizeof text,
                   "%.3f bohr = %.3f Å between grid points along the longest axis", h,
                   h * kkr_length_unit_factor(KKR_LENGTH_ANGSTROM, 1));
    else
        g_strlcpy(text, "There is no box to fill with a grid", sizeof text);
    gtk_label_set_text(self->spacing, text);
}

static void update(KkrCheckInspector *self)
{
    const kkr_case *object = kkr_document_case(self->document);
    const kkr_recipe *recipe = kkr_document_recipe(self->document);
    gtk_widget_set_sensitive(self->scroller, object != NULL);
    if (!object || recipe->view != KKR_VIEW_CHECK)
        return;
    char text[16];
    self->updating = true;
    gtk_range_set_value(self->grid, log2(recipe->check.grid));
    g_snprintf(text, sizeof text, "%d", recipe->check.grid);
    gtk_label_set_text(self->points, text);
    show_spacing(self, object, recipe->check.grid);
    gtk_drop_down_set_selected(self->site, recipe->check.site <= object->n_sites
                                               ? (guint)recipe->check.site
                                               : 0);
    self->updating = false;
}

static void on_opened(KkrCheckInspector *self)
{
    const kkr_case *object = kkr_document_case(self->document);
    g_autoptr(GtkStringList) sites = gtk_string_list_new(NULL);
    gtk_string_list_append(sites, "The worst");
    for (int i = 0; object && i < object->n_sites; i++) {
        g_autofree char *name = g_strdup_printf("%s %d", object->sites[i].label, i + 1);
        gtk_string_list_append(sites, name);
    }
    self->updating = true;
    gtk_drop_down_set_model(self->site, G_LIST_MODEL(sites));
    self->updating = false;
    update(self);
}

static void on_grid(GtkRange *range, KkrCheckInspector *self)
{
    int n = (int)lround(exp2(gtk_range_get_value(range)));
    if (!self->updating && n != kkr_document_recipe(self->document)->check.grid)
        gtk_widget_activate_action(GTK_WIDGET(self), "win.check-grid", "i", n);
}

static void on_site(KkrCheckInspector *self)
{
    guint selected = gtk_drop_down_get_selected(self->site);
    if (!self->updating && selected != GTK_INVALID_LIST_POSITION)
        gtk_widget_activate_action(GTK_WIDGET(self), "win.check-site", "i",
                                   (int)selected);
}

static GtkLabel *add_hint(GtkBox *box, const char *text)
{
    GtkWidget *hint = gtk_label_new(text);
    gtk_label_set_wrap(GTK_LABEL(hint), TRUE);
    gtk_label_set_xalign(GTK_LABEL(hint), 0);
    gtk_widget_add_css_class(hint, "hint");
    gtk_box_append(box, hint);
    return GTK_LABEL(hint);
}

static void kkr_check_inspector_dispose(GObject *object)
{
    KkrCheckInspector *self = KKR_CHECK_INSPECTOR(object);
    self->updating = true; // closing controls change their values
    g_clear_pointer(&self->scroller, gtk_widget_unparent);
    g_clear_object(&self->document);
    G_OBJECT_CLASS(kkr_check_inspector_parent_class)->dispose(object);
}

static void kkr_check_inspector_class_init(KkrCheckInspectorClass *class)
{
    GtkWidgetClass *widget = GTK_WIDGET_CLASS(class);
    G_OBJECT_CLASS(class)->dispose = kkr_check_inspector_dispose;
    gtk_widget_class_set_layout_manager_type(widget, GTK_TYPE_BIN_LAYOUT);
}

static void kkr_check_inspector_init(KkrCheckInspector *self)
{
    self->updating = true;
    GtkBox *box = kkr_form_new(GTK_WIDGET(self), &self->scroller);
    kkr_form_add_heading(box, "Grid");
    GtkWidget *points = kkr_form_number(5);
    self->points = GTK_LABEL(points);
    self->grid =
        kkr_form_add_scale(box, "Points", log2(LEAST), log2(MOST), 0.125, points);
    kkr_control_name(GTK_WIDGET(self->grid), "Points of the grid",
                     "How many points the grid that is judged has along its longest "
                     "axis");
    g_signal_connect(self->grid, "value-changed", G_CALLBACK(on_grid), self);
    self->spacing = add_hint(box, "");
    add_hint(box, "The error of linear interpolation is drawn on the plane of the view "
                  "Panels.");
    static const char *const planes[][2] = { { "0,0,1", "(001)" },
                                             { "1,1,0", "(110)" },
                                             { "1,1,1", "(111)" } };
    GtkWidget *segments = kkr_form_segments();
    for (int i = 0; i < 3; i++)
        kkr_form_add_segment(segments, false, planes[i][1], "win.plane",
                             g_variant_new_string(planes[i][0]),
                             "This plane through the origin");
    kkr_form_add(box, "Plane", segments);
    kkr_form_add_heading(box, "Site");
    self->site = GTK_DROP_DOWN(gtk_drop_down_new(NULL, NULL));
    kkr_control_name(GTK_WIDGET(self->site), "Marked site",
                     "The site that is marked in the pictures");
    g_signal_connect_swapped(self->site, "notify::selected", G_CALLBACK(on_site), self);
    kkr_form_add(box, "Marked", GTK_WIDGET(self->site));
    kkr_form_add_heading(box, "Certificate");
    GtkWidget *save = gtk_button_new_with_label("Save certificate…");
    gtk_actionable_set_action_name(GTK_ACTIONABLE(save), "win.export");
    kkr_control_name(save, "Save certificate",
                     "All checks and what the grid costs, as a page: PDF, SVG or PNG");
    gtk_box_append(box, save);
    add_hint(box, "A page with all checks, to be attached to a data set.");
    self->updating = false;
}

GtkWidget *kkr_check_inspector_new(KkrDocument *document)
{
    KkrCheckInspector *self = g_object_new(KKR_TYPE_CHECK_INSPECTOR, NULL);
    self->document = g_object_ref(document);
    g_signal_connect_object(document, "opened", G_CALLBACK(on_opened), self,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(document, "changed", G_CALLBACK(update), self,
                            G_CONNECT_SWAPPED);
    on_opened(self);
    return GTK_WIDGET(self);
}
