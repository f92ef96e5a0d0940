// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/features_inspector.h"

#include <math.h>

#include "core/jl_environment.h"
#include "ui/controls.h"
#include "ui/form.h"

/* A slider for one number of the recipe. */
typedef struct Slider {
    const char *title, *action, *label, *tooltip;
    double low, high, step;
    int digits; // behind the point; 0: a whole number
    const char *unit;
} Slider;

static const Slider sliders[] = {
    { "<i>r</i><sub>cut</sub>", "win.features-rcut", "Cut-off radius",
      "How far a point sees, Å", 2, 10, 0.05, 2, " Å" },
    { "<i>n</i> one", "win.features-n-one", "One-body radial functions",
      "How many radial functions the one-body terms have", 1, 40, 1, 0, "" },
    { "<i>n</i> two", "win.features-n-two", "Two-body radial functions",
      "Up to which n the radial functions of the two-body terms go", 2, 16, 1, 0, "" },
    { "<i>l</i><sub>max</sub>", "win.features-l-max", "Largest l",
      "Of the angles between two atoms", 0, 12, 1, 0, "" },
    { "<i>r</i><sub>min</sub>", "win.features-rmin", "rmin",
      "Where the cosine of the one-body terms begins, Å", -2, 0, 0.02, 2, " Å" },
    { "Likeness", "win.features-likeness", "Width of likeness",
      "How wide likeness is, in medians of the distance", 0.1, 2, 0.05, 2, "" },
};

enum { N_SLIDERS = G_N_ELEMENTS(sliders) };

struct _KkrFeaturesInspector {
    GtkWidget parent;
    KkrDocument *document;
    bool updating; // controls follow the recipe now, not the other way
    GtkWidget *scroller;
    GtkBox *box;
    GtkRange *range[N_SLIDERS];
    GtkLabel *value[N_SLIDERS], *count;
};

G_DEFINE_FINAL_TYPE(KkrFeaturesInspector, kkr_features_inspector, GTK_TYPE_WIDGET)

static double value_of(const kkr_jl_look *look, int i)
{
    const double values[N_SLIDERS] = { look->rcut,  look->n_one, look->n_two,
                                       look->l_max, look->rmin,  look->likeness };
    return values[i];
}

static void show_count(KkrFeaturesInspector *self, const kkr_case *object,
                       const kkr_recipe *recipe)
{
    kkr_jl_settings settings;
    kkr_error err = { 0 };
    char text[1200];
    if (!kkr_jl_look_settings(&recipe->jl, &settings, &err) ||
        (settings.n_species == 0 &&
         !kkr_jl_settings_add_case(&settings, object, KKR_JL_ELEMENTS, &err)))
        g_strlcpy(text, err.message, sizeof text);
    else
        g_snprintf(text, sizeof text,
                   "%d features. The exponents do not change a fit without ridge.",
                   kkr_jl_n_features(&settings));
    gtk_label_set_text(self->count, text);
}

static void update(KkrFeaturesInspector *self)
{
    const kkr_case *object = kkr_document_case(self->document);
    const kkr_recipe *recipe = kkr_document_recipe(self->document);
    gtk_widget_set_sensitive(self->scroller, object != NULL);
    if (!object || recipe->view != KKR_VIEW_FEATURES)
        return;
    self->updating = true;
    for (int i = 0; i < N_SLIDERS; i++) {
        char text[32];
        double value = value_of(&recipe->jl, i);
        gtk_range_set_value(self->range[i], value);
        g_snprintf(text, sizeof text, "%s%.*f%s", value < 0 ? "−" : "",
                   sliders[i].digits, fabs(value), sliders[i].unit);
        gtk_label_set_text(self->value[i], text);
    }
    show_count(self, object, recipe);
    self->updating = false;
}

static void on_slider(GtkRange *range, KkrFeaturesInspector *self)
{
    int i = GPOINTER_TO_INT(g_object_get_data(G_OBJECT(range), "slider"));
    double step = sliders[i].step;
    double value = round(gtk_range_get_value(range) / step) * step;
    if (self->updating ||
        fabs(value - value_of(&kkr_document_recipe(self->document)->jl, i)) < step / 2)
        return;
    if (sliders[i].digits == 0)
        gtk_widget_activate_action(GTK_WIDGET(self), sliders[i].action, "i",
                                   (int)value);
    else
        gtk_widget_activate_action(GTK_WIDGET(self), sliders[i].action, "d", value);
}

/* --- building ------------------------------------------------------------ */

static void add_slider(KkrFeaturesInspector *self, int i)
{
    const Slider *s = &sliders[i];
    GtkWidget *value = kkr_form_number(7);
    GtkRange *range =
        kkr_form_add_scale(self->box, s->title, s->low, s->high, s->step, value);
    kkr_control_name(GTK_WIDGET(range), s->label, s->tooltip);
    g_object_set_data(G_OBJECT(range), "slider", GINT_TO_POINTER(i));
    g_signal_connect(range, "value-changed", G_CALLBACK(on_slider), self);
    self->range[i] = range;
    self->value[i] = GTK_LABEL(value);
}

static void add_species(KkrFeaturesInspector *self)
{
    static const char *const kinds[][3] = {
        { "all", "Elements", "A species for each element" },
        { "host,imp", "Host / imp.", "Two species: the impurity and all others" },
    };
    GtkWidget *segments = kkr_form_segments();
    for (int i = 0; i < 2; i++)
        kkr_form_add_segment(segments, true, kinds[i][1], "win.features-species",
                             g_variant_new_string(kinds[i][0]), kinds[i][2]);
    kkr_form_add(self->box, "Species", segments);
}

static void kkr_features_inspector_dispose(GObject *object)
{
    KkrFeaturesInspector *self = KKR_FEATURES_INSPECTOR(object);
    self->updating = true; // closing controls change their values
    g_clear_pointer(&self->scroller, gtk_widget_unparent);
    g_clear_object(&self->document);
    G_OBJECT_CLASS(kkr_features_inspector_parent_class)->dispose(object);
}

static void kkr_features_inspector_class_init(KkrFeaturesInspectorClass *class)
{
    GtkWidgetClass *widget = GTK_WIDGET_CLASS(class);
    G_OBJECT_CLASS(class)->dispose = kkr_features_inspector_dispose;
    gtk_widget_class_set_layout_manager_type(widget, GTK_TYPE_BIN_LAYOUT);
}

static void kkr_features_inspector_init(KkrFeaturesInspector *self)
{
    self->updating = true;
    self->box = kkr_form_new(GTK_WIDGET(self), &self->scroller);
    kkr_form_add_heading(self->box, "Descriptor");
    add_species(self);
    for (int i = 0; i < N_SLIDERS - 1; i++)
        add_slider(self, i);
    kkr_form_add_switch(
        self->box, "Single", "win.features-single", "Vanish at the cut-off only",
        "Two-body terms vanish at the cut-off only, not at the nucleus");
    GtkWidget *count = gtk_label_new(NULL);
    gtk_label_set_wrap(GTK_LABEL(count), TRUE);
    gtk_label_set_xalign(GTK_LABEL(count), 0);
    gtk_widget_add_css_class(count, "hint");
    gtk_box_append(self->box, count);
    self->count = GTK_LABEL(count);
    kkr_form_add_heading(self->box, "Map");
    add_slider(self, N_SLIDERS - 1);
    self->updating = false;
}

GtkWidget *kkr_features_inspector_new(KkrDocument *document)
{
    KkrFeaturesInspector *self = g_object_new(KKR_TYPE_FEATURES_INSPECTOR, NULL);
    self->document = g_object_ref(document);
    g_signal_connect_object(document, "opened", G_CALLBACK(update), self,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(document, "changed", G_CALLBACK(update), self,
                            G_CONNECT_SWAPPED);
    update(self);
    return GTK_WIDGET(self);
}
