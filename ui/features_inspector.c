// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/features_inspector.h"

#include <math.h>
#include <stddef.h>

#include "core/jl_environment.h"
#include "ui/choice.h"
#include "ui/controls.h"
#include "ui/form.h"

enum { // pages that a row is on
    POINT = 1 << KKR_JL_PAGE_POINT,
    PLANE = 1 << KKR_JL_PAGE_PLANE,
    LINE = 1 << KKR_JL_PAGE_LINE,
    MODEL = 1 << KKR_JL_PAGE_MODEL,
    DESCRIPTOR = POINT | PLANE | LINE,
};

/* A slider for one number of the recipe. */
typedef struct Slider {
    int pages;
    const char *title, *action, *label, *tooltip;
    size_t offset; // in kkr_recipe; whole numbers are int
    double low, high, step;
    int digits; // behind the point; 0: a whole number
    const char *unit;
} Slider;

#define AT(member) offsetof(kkr_recipe, member)

static const Slider sliders[] = {
    { DESCRIPTOR, "<i>r</i><sub>cut</sub>", "win.features-rcut", "Cut-off radius",
      "How far a point sees, Å", AT(jl.rcut), 2, 10, 0.05, 2, " Å" },
    { DESCRIPTOR, "<i>n</i> one", "win.features-n-one", "One-body radial functions",
      "How many radial functions the one-body terms have", AT(jl.n_one), 1, 40, 1, 0,
      "" },
    { DESCRIPTOR, "<i>n</i> two", "win.features-n-two", "Two-body radial functions",
      "Up to which n the radial functions of the two-body terms go", AT(jl.n_two), 2,
      16, 1, 0, "" },
    { DESCRIPTOR, "<i>l</i><sub>max</sub>", "win.features-l-max", "Largest l",
      "Of the angles between two atoms", AT(jl.l_max), 0, 12, 1, 0, "" },
    { DESCRIPTOR, "<i>r</i><sub>min</sub>", "win.features-rmin", "rmin",
      "Where the cosine of the one-body terms begins, Å", AT(jl.rmin), -2, 0, 0.02, 2,
      " Å" },
    { POINT | LINE, "Width", "win.features-likeness", "Width of likeness",
      "How wide likeness is, in medians of the distance", AT(jl.likeness), 0.1, 2, 0.05,
      2, "" },
    { MODEL, "<i>n</i> one", "win.fit-n-one", "One-body radial functions of the model",
      "How many radial functions the one-body terms have; 30 where charges differ much",
      AT(fit.n_one), 1, 40, 1, 0, "" },
    { MODEL, "<i>n</i> two", "win.fit-n-two", "Two-body radial functions of the model",
      "Up to which n the radial functions of the two-body terms go", AT(fit.n_two), 2,
      16, 1, 0, "" },
    { MODEL, "<i>l</i><sub>max</sub>", "win.fit-l-max", "Largest l of the model",
      "Of the angles between two atoms", AT(fit.l_max), 0, 12, 1, 0, "" },
};

/* A number that is typed. */
typedef struct Entry {
    int pages;
    const char *title, *action, *label, *tooltip;
    size_t offset;
    bool whole;
} Entry;

static const Entry entries[] = {
    { DESCRIPTOR, "<i>α</i> one", "win.features-alpha-one", "Exponent α, one body",
      "Of the Jacobi polynomials of the one-body terms, above −1", AT(jl.alpha[0]),
      false },
    { DESCRIPTOR, "<i>β</i> one", "win.features-beta-one", "Exponent β, one body",
      "Of the Jacobi polynomials of the one-body terms, above −1", AT(jl.beta[0]),
      false },
    { DESCRIPTOR, "<i>α</i> two", "win.features-alpha-two", "Exponent α, two bodies",
      "Of the Jacobi polynomials of the two-body terms, above −1", AT(jl.alpha[1]),
      false },
    { DESCRIPTOR, "<i>β</i> two", "win.features-beta-two", "Exponent β, two bodies",
      "Of the Jacobi polynomials of the two-body terms, above −1", AT(jl.beta[1]),
      false },
    { MODEL, "<i>r</i><sub>cut</sub>, Å", "win.fit-rcut", "Cut-off radius of the model",
      "How far a point sees, Å; 0: 4.5 for one cell, 6 for several", AT(fit.rcut),
      false },
    { MODEL, "Ridge <i>λ</i>", "win.fit-ridge", "Ridge",
      "On columns of unit rms; 0: none", AT(fit.lambda), false },
    { MODEL, "Points", "win.fit-points", "Training points",
      "In the impurity’s cell: two thirds in the volume, a third in log r; 0: 4500",
      AT(fit.points), true },
};

enum { N_SLIDERS = G_N_ELEMENTS(sliders), N_ENTRIES = G_N_ELEMENTS(entries) };

struct _KkrFeaturesInspector {
    GtkWidget parent;
    KkrDocument *document;
    bool updating; // controls follow the recipe now, not the other way
    GtkWidget *scroller;
    GtkBox *box;
    GtkRange *range[N_SLIDERS];
    GtkLabel *value[N_SLIDERS], *count, *model;
    GtkEditable *entry[N_ENTRIES];
    GtkDropDown *panel, *feature;
    kkr_jl_settings listed; // whose columns the drop-down has
};

G_DEFINE_FINAL_TYPE(KkrFeaturesInspector, kkr_features_inspector, GTK_TYPE_WIDGET)

static const char *const panel_texts[] = { "V", "V − V₀", "|V|", "|V − V₀|", NULL };
static const char *const panel_words[] = { "V", "dV", "absV", "absdV" };
static const KkrChoice panel_choice = { "win.features-panel", panel_texts,
                                        panel_words };

static double number_at(const kkr_recipe *recipe, size_t offset, bool whole)
{
    const char *place = (const char *)recipe + offset;
    return whole ? *(const int *)(const void *)place
                 : *(const double *)(const void *)place;
}

/* --- from the recipe to the controls -------------------------------------- */

/* The settings with the case's species; a sentence if they describe nothing. */
static bool settings_of(const kkr_case *object, const kkr_recipe *recipe,
                        kkr_jl_settings *settings, kkr_error *err)
{
    return kkr_jl_look_settings(&recipe->jl, settings, err) &&
           (settings->n_species > 0 ||
            kkr_jl_settings_add_case(settings, object, KKR_JL_ELEMENTS, err));
}

static void list_columns(KkrFeaturesInspector *self, const kkr_jl_settings *settings,
                         const char *chosen)
{
    GtkStringList *list = GTK_STRING_LIST(gtk_drop_down_get_model(self->feature));
    if (!list || !kkr_jl_settings_equal(settings, &self->listed)) {
        g_autoptr(GtkStringList) next = gtk_string_list_new(NULL);
        gtk_string_list_append(next, "overview");
        for (int f = 0; f < kkr_jl_n_features(settings); f++) {
            char label[64];
            kkr_jl_column_label(settings, f, label, sizeof label);
            gtk_string_list_append(next, label);
        }
        gtk_drop_down_set_model(self->feature, G_LIST_MODEL(next));
        self->listed = *settings;
        list = next;
    }
    guint n = g_list_model_get_n_items(G_LIST_MODEL(list)), at = 0;
    while (at < n && !g_str_equal(gtk_string_list_get_string(list, at), chosen))
        at++;
    gtk_drop_down_set_selected(self->feature, at < n ? at : GTK_INVALID_LIST_POSITION);
}

static void show_numbers(KkrFeaturesInspector *self, const kkr_recipe *recipe)
{
    char text[32];
    for (int i = 0; i < N_SLIDERS; i++) {
        double value = number_at(recipe, sliders[i].offset, sliders[i].digits == 0);
        gtk_range_set_value(self->range[i], value);
        g_snprintf(text, sizeof text, "%s%.*f%s", value < 0 ? "−" : "",
                   sliders[i].digits, fabs(value), sliders[i].unit);
        gtk_label_set_text(self->value[i], text);
    }
    for (int i = 0; i < N_ENTRIES; i++) {
        double value = number_at(recipe, entries[i].offset, entries[i].whole);
        g_ascii_formatd(text, sizeof text, "%.6g", value);
        kkr_control_set_text(self->entry[i], text);
    }
}

/* Rows of other pages are not shown. */
static void show_rows(KkrFeaturesInspector *self, kkr_jl_page page)
{
    for (GtkWidget *row = gtk_widget_get_first_child(GTK_WIDGET(self->box)); row;
         row = gtk_widget_get_next_sibling(row)) {
        int pages = GPOINTER_TO_INT(g_object_get_data(G_OBJECT(row), "pages"));
        gtk_widget_set_visible(row, pages & (1 << page));
    }
}

static void update(KkrFeaturesInspector *self)
{
    const kkr_case *object = kkr_document_case(self->document);
    const kkr_recipe *recipe = kkr_document_recipe(self->document);
    gtk_widget_set_sensitive(self->scroller, object != NULL);
    if (!object || recipe->view != KKR_VIEW_FEATURES)
        return;
    self->updating = true;
    kkr_jl_settings settings;
    kkr_error err = { 0 };
    g_autofree char *text = NULL;
    if (settings_of(object, recipe, &settings, &err)) {
        text = g_strdup_printf("%d features. The exponents do not change a fit "
                               "without ridge.",
                               kkr_jl_n_features(&settings));
        list_columns(self, &settings, recipe->jl.feature);
    }
    gtk_label_set_text(self->count, text ? text : err.message);
    gtk_drop_down_set_selected(self->panel, recipe->active);
    show_numbers(self, recipe);
    char name[64];
    kkr_recipe_model_name(recipe, name, sizeof name);
    g_autofree char *shown =
        *name ? g_strdup_printf("All views show the prediction of %s.", name)
              : g_strdup("All views show what the files hold.");
    gtk_label_set_text(self->model, shown);
    show_rows(self, recipe->jl.page);
    self->updating = false;
}

/* --- from the controls to the recipe -------------------------------------- */

static void on_slider(GtkRange *range, KkrFeaturesInspector *self)
{
    int i = GPOINTER_TO_INT(g_object_get_data(G_OBJECT(range), "slider"));
    const Slider *s = &sliders[i];
    double value = round(gtk_range_get_value(range) / s->step) * s->step;
    double now = number_at(kkr_document_recipe(self->document), s->offset, !s->digits);
    if (self->updating || fabs(value - now) < s->step / 2)
        return;
    if (s->digits == 0)
        gtk_widget_activate_action(GTK_WIDGET(self), s->action, "i", (int)value);
    else
        gtk_widget_activate_action(GTK_WIDGET(self), s->action, "d", value);
}

/* All of them: one that was not touched says what it said. */
static void on_entries(KkrFeaturesInspector *self)
{
    for (int i = 0; i < N_ENTRIES && !self->updating; i++) {
        const Entry *e = &entries[i];
        const char *text = gtk_editable_get_text(self->entry[i]);
        double now =
            number_at(kkr_document_recipe(self->document), e->offset, e->whole);
        char *end, shown[32];
        double value = g_ascii_strtod(text, &end);
        g_ascii_formatd(shown, sizeof shown, "%.6g", now);
        if (g_str_equal(text, shown))
            continue;
        if (end == text || *end || !isfinite(value) || fabs(value) > 1e9)
            value = now; // it is no number
        if (value != now && e->whole)
            gtk_widget_activate_action(GTK_WIDGET(self), e->action, "i",
                                       (int)lround(value));
        else if (value != now)
            gtk_widget_activate_action(GTK_WIDGET(self), e->action, "d", value);
        update(self); // what was refused goes
    }
}

static void on_feature(GtkDropDown *drop_down, GParamSpec *what,
                       KkrFeaturesInspector *self)
{
    GtkStringObject *item = gtk_drop_down_get_selected_item(drop_down);
    if (!self->updating && item)
        gtk_widget_activate_action(GTK_WIDGET(self), "win.features-feature", "s",
                                   gtk_string_object_get_string(item));
}

/* --- building ------------------------------------------------------------- */

/* What was added since the last call is on these pages. */
static void end_rows(KkrFeaturesInspector *self, int pages)
{
    for (GtkWidget *row = gtk_widget_get_last_child(GTK_WIDGET(self->box));
         row && !g_object_get_data(G_OBJECT(row), "pages");
         row = gtk_widget_get_prev_sibling(row))
        g_object_set_data(G_OBJECT(row), "pages", GINT_TO_POINTER(pages));
}

static void add_sliders(KkrFeaturesInspector *self, int pages)
{
    for (int i = 0; i < N_SLIDERS; i++) {
        const Slider *s = &sliders[i];
        if (s->pages != pages)
            continue;
        GtkWidget *value = kkr_form_number(7);
        GtkRange *range =
            kkr_form_add_scale(self->box, s->title, s->low, s->high, s->step, value);
        kkr_control_name(GTK_WIDGET(range), s->label, s->tooltip);
        g_object_set_data(G_OBJECT(range), "slider", GINT_TO_POINTER(i));
        g_signal_connect(range, "value-changed", G_CALLBACK(on_slider), self);
        self->range[i] = range;
        self->value[i] = GTK_LABEL(value);
    }
}

static void add_entries(KkrFeaturesInspector *self, int pages)
{
    for (int i = 0; i < N_ENTRIES; i++) {
        const Entry *e = &entries[i];
        if (e->pages != pages)
            continue;
        GtkWidget *entry = gtk_entry_new();
        gtk_editable_set_width_chars(GTK_EDITABLE(entry), 6);
        gtk_editable_set_alignment(GTK_EDITABLE(entry), 1);
        kkr_control_name(entry, e->label, e->tooltip);
        kkr_control_connect_entry(GTK_EDITABLE(entry), G_CALLBACK(on_entries), self);
        kkr_form_add(self->box, e->title, entry);
        self->entry[i] = GTK_EDITABLE(entry);
    }
}

/* Buttons that say a word to an action. */
static void add_words(KkrFeaturesInspector *self, const char *title, const char *action,
                      const char *const (*kinds)[3], int n)
{
    GtkWidget *segments = kkr_form_segments();
    for (int i = 0; i < n; i++)
        kkr_form_add_segment(segments, true, kinds[i][1], action,
                             g_variant_new_string(kinds[i][0]), kinds[i][2]);
    if (title)
        kkr_form_add(self->box, title, segments);
    else
        gtk_box_append(self->box, segments);
}

static GtkLabel *add_hint(KkrFeaturesInspector *self, const char *text)
{
    GtkWidget *hint = gtk_label_new(text);
    gtk_label_set_wrap(GTK_LABEL(hint), TRUE);
    gtk_label_set_xalign(GTK_LABEL(hint), 0);
    gtk_widget_add_css_class(hint, "hint");
    gtk_box_append(self->box, hint);
    return GTK_LABEL(hint);
}

static GtkDropDown *add_drop_down(KkrFeaturesInspector *self, const char *title,
                                  const char *label, const char *tooltip)
{
    GtkWidget *drop_down = gtk_drop_down_new(NULL, NULL);
    kkr_control_name(drop_down, label, tooltip);
    kkr_form_add(self->box, title, drop_down);
    return GTK_DROP_DOWN(drop_down);
}

static void add_descriptor(KkrFeaturesInspector *self)
{
    static const char *const species[][3] = {
        { "all", "Elements", "A species for each element" },
        { "host,imp", "Host / imp.", "Two species: the impurity and all others" },
    };
    kkr_form_add_heading(self->box, "Descriptor");
    add_words(self, "Species", "win.features-species", species, 2);
    add_sliders(self, DESCRIPTOR);
    add_entries(self, DESCRIPTOR);
    kkr_form_add_switch(
        self->box, "Single", "win.features-single", "Vanish at the cut-off only",
        "Two-body terms vanish at the cut-off only, not at the nucleus");
    self->count = add_hint(self, NULL);
    end_rows(self, DESCRIPTOR);
    kkr_form_add_heading(self->box, "Likeness");
    add_sliders(self, POINT | LINE);
    end_rows(self, POINT | LINE);
    kkr_form_add_heading(self->box, "Columns");
    self->feature = add_drop_down(self, "Column", "Column of the map",
                                  "One column of the features, or a sheet of many");
    gtk_drop_down_set_enable_search(self->feature, TRUE);
    g_autoptr(GtkExpression) text =
        gtk_property_expression_new(GTK_TYPE_STRING_OBJECT, NULL, "string");
    gtk_drop_down_set_expression(self->feature, text);
    g_signal_connect(self->feature, "notify::selected", G_CALLBACK(on_feature), self);
    kkr_form_add_switch(self->box, "Raw", "win.features-raw", "Values as they are",
                        "A lone column as it is, not as z-scores");
    end_rows(self, PLANE);
}

static void add_model(KkrFeaturesInspector *self)
{
    static const char *const targets[][3] = {
        { "dV", "V − host", "V minus that of the host" },
        { "dVstart", "V − start", "V minus the starting potential" },
    };
    static const char *const cells[][3] = {
        { "all", "All", "One model for the cells of the whole cluster" },
        { "impurity", "Impurity", "The impurity’s cell alone" },
    };
    kkr_form_add_heading(self->box, "Model");
    add_words(self, "Target", "win.fit-target", targets, 2);
    add_words(self, "Cells", "win.fit-cells", cells, 2);
    add_sliders(self, MODEL);
    add_entries(self, MODEL);
    add_hint(self, "A model knows one host: in another crystal its coefficients mean "
                   "nothing. For one host and geometry it is a compression; the "
                   "accuracy comes from the points.");
    GtkWidget *save = gtk_button_new_with_label("Save Model …");
    gtk_actionable_set_action_name(GTK_ACTIONABLE(save), "win.save-model");
    gtk_widget_set_tooltip_text(save, "As a file that the verbs take with --model");
    gtk_box_append(self->box, save);
    kkr_form_add_heading(self->box, "V \u2212 V\u2080 everywhere");
    self->model = add_hint(self, NULL);
    GtkWidget *both = kkr_form_segments();
    kkr_form_add_segment(both, false, "Of a Model \u2026", "win.model", NULL,
                         "V \u2212 V\u2080 in all views as a model file predicts it");
    kkr_form_add_segment(both, false, "Of the Files", "win.model-path",
                         g_variant_new_string(""),
                         "V \u2212 V\u2080 as the files of the case hold it");
    gtk_box_append(self->box, both);
    end_rows(self, MODEL);
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
    static const char *const pages[][3] = {
        { "point", "Point", "What describes a point, and which points are like it" },
        { "plane", "Plane", "Single features on the plane, and points by components" },
        { "line", "Line", "All features along a line" },
        { "model", "Model", "A linear model of V − V₀, and what it is worth" },
    };
    self->updating = true;
    self->box = kkr_form_new(GTK_WIDGET(self), &self->scroller);
    kkr_form_add_heading(self->box, "Page");
    add_words(self, NULL, "win.features-page", pages, KKR_JL_PAGE_COUNT);
    end_rows(self, DESCRIPTOR | MODEL);
    self->panel = add_drop_down(self, "Panel", "Panel of the potential",
                                "What the first map shows");
    kkr_choice_connect(&panel_choice, self->panel, &self->updating);
    end_rows(self, DESCRIPTOR);
    add_descriptor(self);
    add_model(self);
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
