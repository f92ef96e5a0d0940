// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/cells_inspector.h"

#include <math.h>
#include <string.h>

#include "core/cells_scene.h"
#include "ui/choice.h"
#include "ui/controls.h"
#include "ui/form.h"
#include "ui/units.h"

enum { VOLUME, R_IN, R_OUT, R_MT, FACES, SURFACE, N_MEASURES };
enum { MAX_SNAPS = 4 };

struct _KkrCellsInspector {
    GtkWidget parent;
    KkrDocument *document;
    bool updating; // controls follow the recipe now, not the other way
    GtkWidget *scroller;
    GtkBox *box; // where rows are added
    GtkDropDown *site, *color, *source;
    GtkRange *radius, *opacity;
    GtkEditable *radius_text, *direction;
    GtkLabel *opacity_text;
    GtkWidget *snap_row, *snaps;
    GtkLabel *measures[N_MEASURES];
    GtkWidget *lattice[3];  // look along a, b, c
    const kkr_case *object; // whose sites the list has
    int snaps_site;         // whose radii the snap buttons have
};

G_DEFINE_FINAL_TYPE(KkrCellsInspector, kkr_cells_inspector, GTK_TYPE_WIDGET)

static const char *const color_names[] = { "Nothing", "Element",   "Site",
                                           "Volume",  "Jump of V", NULL };
static const char *const color_words[] = { "plain", "element", "site", "volume",
                                           "jump" };
static const char *const source_names[] = { "File and exact", "Exact", "File",
                                            "Difference", NULL };
static const char *const source_words[] = { "both", "computed", "file", "difference" };
static const KkrChoice colors = { "win.cells-colour", color_names, color_words };
static const KkrChoice sources = { "win.cells-source", source_names, source_words };

/* --- from the recipe to the controls ------------------------------------- */

static void list_sites(KkrCellsInspector *self, const kkr_case *object)
{
    if (object == self->object)
        return;
    self->object = object;
    self->snaps_site = -1;
    g_autoptr(GtkStringList) sites = gtk_string_list_new(NULL);
    for (int i = 0; i < object->n_sites; i++) {
        g_autofree char *name =
            g_strdup_printf("%d %s%s", i + 1, object->sites[i].label,
                            object->is_embedding && i == 0 ? ", impurity" : "");
        gtk_string_list_append(sites, name);
    }
    gtk_drop_down_set_model(self->site, G_LIST_MODEL(sites));
}

static void show_measure(KkrCellsInspector *self, int which, double value,
                         const char *unit)
{
    char text[64] = "—";
    if (value > 0 && unit)
        g_snprintf(text, sizeof text, "%.4f %s", value, unit);
    else if (value > 0)
        g_snprintf(text, sizeof text, "%.0f", value);
    gtk_label_set_text(self->measures[which], text);
}

static void show_measures(KkrCellsInspector *self, const kkr_case_site *site)
{
    const kkr_voronoi *cell = site->cell;
    double surface = 0;
    for (int k = 0; cell && k < cell->n_faces; k++)
        surface += cell->faces[k].area;
    show_measure(self, VOLUME, cell ? cell->volume : 0, "bohr³");
    show_measure(self, R_IN, cell ? cell->r_in : 0, "bohr");
    show_measure(self, R_OUT, cell ? cell->r_out : 0, "bohr");
    show_measure(self, R_MT, site->r_mt, "bohr");
    show_measure(self, FACES, cell ? cell->n_faces : 0, NULL);
    show_measure(self, SURFACE, surface, "bohr²");
}

/* The first critical radii; more are in the table. */
static void show_snaps(KkrCellsInspector *self, int index, const kkr_case_site *site)
{
    if (index == self->snaps_site)
        return;
    self->snaps_site = index;
    kkr_control_clear_box(self->snaps);
    gtk_widget_set_visible(self->snap_row, site->cell != NULL);
    if (!site->cell)
        return;
    double *radii;
    int n = kkr_voronoi_critical_radii(site->cell, &radii);
    for (int k = 0; k < n && k < MAX_SNAPS; k++) {
        // the last button is the last radius
        double r = radii[k == MAX_SNAPS - 1 ? n - 1 : k];
        g_autofree char *text = g_strdup_printf("%.3f", r);
        GtkWidget *button = gtk_button_new_with_label(text);
        gtk_actionable_set_action_name(GTK_ACTIONABLE(button), "win.cells-radius");
        gtk_actionable_set_action_target(GTK_ACTIONABLE(button), "d", r);
        gtk_widget_set_tooltip_text(button, "A critical radius, bohr");
        gtk_box_append(GTK_BOX(self->snaps), button);
    }
    free(radii);
}

static void show_radius(KkrCellsInspector *self, const kkr_case *object,
                        const kkr_case_site *site)
{
    char text[64] = "";
    double radius =
        kkr_cells_radius(object, &kkr_document_recipe(self->document)->cells);
    if (site->cell) {
        gtk_range_set_range(self->radius, 0, 1.1 * site->cell->r_out);
        gtk_range_set_value(self->radius, radius);
        kkr_units_length(radius, KKR_LENGTH_BOHR, 1, text, sizeof text);
    }
    gtk_widget_set_sensitive(GTK_WIDGET(self->radius), site->cell != NULL);
    kkr_control_set_text(self->radius_text, text);
}

static void update(KkrCellsInspector *self)
{
    const kkr_case *object = kkr_document_case(self->document);
    const kkr_recipe *recipe = kkr_document_recipe(self->document);
    gtk_widget_set_sensitive(self->scroller, object != NULL);
    if (!object || recipe->view != KKR_VIEW_CELLS)
        return;
    self->updating = true;
    int index = recipe->cells.site > 0 && recipe->cells.site <= object->n_sites
                    ? recipe->cells.site - 1
                    : MAX(kkr_cells_site(object, &recipe->cells), 0);
    const kkr_case_site *site = &object->sites[index];
    char text[96];
    list_sites(self, object);
    gtk_drop_down_set_selected(self->site, (guint)index);
    gtk_drop_down_set_selected(self->color, (guint)recipe->cells.color);
    gtk_drop_down_set_selected(self->source, (guint)recipe->cells.source);
    gtk_range_set_value(self->opacity, recipe->cells.opacity);
    g_snprintf(text, sizeof text, "%.0f %%", 100 * recipe->cells.opacity);
    gtk_label_set_text(self->opacity_text, text);
    kkr_vec3 d = recipe->cells.direction;
    g_snprintf(text, sizeof text, "%.4g, %.4g, %.4g", d.x, d.y, d.z);
    kkr_control_set_text(self->direction, text);
    show_snaps(self, index, site);
    show_radius(self, object, site);
    show_measures(self, site);
    for (int i = 0; i < 3; i++)
        gtk_widget_set_sensitive(
            self->lattice[i],
            object->crystal && kkr_vec3_length(object->crystal->lattice.row[i]) > 0);
    self->updating = false;
}

/* --- from the controls to the recipe ------------------------------------- */

static void on_site(KkrCellsInspector *self)
{
    guint selected = gtk_drop_down_get_selected(self->site);
    if (!self->updating && selected != GTK_INVALID_LIST_POSITION)
        gtk_widget_activate_action(GTK_WIDGET(self), "win.cells-site", "i",
                                   (int)selected + 1);
}

static void on_opacity(KkrCellsInspector *self)
{
    if (!self->updating)
        gtk_widget_activate_action(GTK_WIDGET(self), "win.cells-opacity", "d",
                                   gtk_range_get_value(self->opacity));
}

static void on_radius(KkrCellsInspector *self)
{
    double radius = gtk_range_get_value(self->radius);
    if (!self->updating && radius > 0)
        gtk_widget_activate_action(GTK_WIDGET(self), "win.cells-radius", "d",
                                   fmax(radius, 0.01));
}

/* What still reads as it was shown keeps all its digits; empty is automatic. */
static void on_radius_text(KkrCellsInspector *self)
{
    const kkr_case *object = kkr_document_case(self->document);
    const char *text = gtk_editable_get_text(self->radius_text);
    char shown[64];
    double radius;
    if (self->updating || !object)
        return;
    kkr_units_length(
        kkr_cells_radius(object, &kkr_document_recipe(self->document)->cells),
        KKR_LENGTH_BOHR, 1, shown, sizeof shown);
    if (strcmp(text, shown) == 0)
        return;
    if (!*text)
        gtk_widget_activate_action(GTK_WIDGET(self), "win.cells-radius", "d", 0.);
    else if (kkr_units_parse_length(text, KKR_LENGTH_BOHR, 1, &radius) && radius > 0)
        gtk_widget_activate_action(GTK_WIDGET(self), "win.cells-radius", "d", radius);
    update(self);
}

static void on_direction(KkrCellsInspector *self)
{
    const char *text = gtk_editable_get_text(self->direction);
    char shown[96];
    double d[3] = { 0, 0, 0 };
    kkr_vec3 old = kkr_document_recipe(self->document)->cells.direction;
    if (self->updating || !kkr_document_case(self->document))
        return;
    g_snprintf(shown, sizeof shown, "%.4g, %.4g, %.4g", old.x, old.y, old.z);
    if (strcmp(text, shown) == 0)
        return;
    g_auto(GStrv) parts = g_strsplit_set(text, ", ", -1);
    int n = 0;
    for (int i = 0; parts[i]; i++) {
        char *end;
        if (!*parts[i])
            continue;
        double value = g_ascii_strtod(parts[i], &end);
        n += n >= 3 || *end || !isfinite(value) ? 100 : 1;
        if (n <= 3)
            d[n - 1] = value;
    }
    if (n == 3)
        gtk_widget_activate_action(GTK_WIDGET(self), "win.cells-direction", "(ddd)",
                                   d[0], d[1], d[2]);
    update(self);
}

/* --- building ------------------------------------------------------------ */

static GtkDropDown *add_drop_down(KkrCellsInspector *self, const char *title,
                                  const char *label, const char *tooltip)
{
    GtkWidget *drop_down = gtk_drop_down_new(NULL, NULL);
    kkr_control_name(drop_down, label, tooltip);
    kkr_form_add(self->box, title, drop_down);
    return GTK_DROP_DOWN(drop_down);
}

static void build_cell(KkrCellsInspector *self)
{
    static const char *const shown[][3] = {
        { "one", "One", "This cell" },
        { "neighbours", "Near", "And those behind its faces" },
        { "all", "All", "Every cell of the case" },
    };
    kkr_form_add_heading(self->box, "Cell");
    self->site = add_drop_down(self, "Site", "Site",
                               "Whose cell; a click on another cell chooses it, too");
    g_signal_connect_swapped(self->site, "notify::selected", G_CALLBACK(on_site), self);
    GtkWidget *segments = kkr_form_segments();
    for (int i = 0; i < 3; i++)
        kkr_form_add_segment(segments, true, shown[i][1], "win.cells-shown",
                             g_variant_new_string(shown[i][0]), shown[i][2]);
    kkr_form_add(self->box, "Show", segments);
}

static void build_sphere(KkrCellsInspector *self)
{
    static const char *const spheres[][3] = {
        { "win.cells-r-in", "Inner", "Touches the nearest face" },
        { "win.cells-r-mt", "MT", "The muffin-tin sphere" },
        { "win.cells-r-out", "Outer", "Through the farthest corner" },
    };
    kkr_form_add_heading(self->box, "Sphere");
    kkr_form_add_switch(self->box, "Shown", "win.cells-sphere", "Show the sphere",
                        "A sphere whose radius moves; drag on the chart");
    self->radius_text = GTK_EDITABLE(gtk_entry_new());
    gtk_editable_set_width_chars(self->radius_text, 10);
    gtk_editable_set_max_width_chars(self->radius_text, 10);
    gtk_editable_set_alignment(self->radius_text, 1);
    kkr_control_name(
        GTK_WIDGET(self->radius_text), "Radius of the sphere as a number",
        "Radius of the sphere; empty: between the first two critical radii");
    kkr_control_connect_entry(self->radius_text, G_CALLBACK(on_radius_text), self);
    self->radius = kkr_form_add_scale(self->box, "Radius", 0, 1, 0.01,
                                      GTK_WIDGET(self->radius_text));
    kkr_control_name(
        GTK_WIDGET(self->radius), "Radius of the sphere",
        "Radius of the sphere; drag on the chart to snap to critical radii");
    g_signal_connect_swapped(self->radius, "value-changed", G_CALLBACK(on_radius),
                             self);
    self->snaps = kkr_form_segments();
    self->snap_row = kkr_form_add(self->box, "Snap to", self->snaps);
    kkr_form_add_switch(self->box, "Cut by cell", "win.cells-cut",
                        "Cut the sphere by the cell",
                        "Only the part of the sphere inside the cell");
    // three of the same width would make every inspector wider
    GtkWidget *row = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 6);
    gtk_widget_add_css_class(row, "check-row");
    for (int i = 0; i < 3; i++) {
        GtkWidget *check = gtk_check_button_new_with_label(spheres[i][1]);
        gtk_actionable_set_action_name(GTK_ACTIONABLE(check), spheres[i][0]);
        gtk_widget_set_tooltip_text(check, spheres[i][2]);
        gtk_box_append(GTK_BOX(row), check);
    }
    gtk_box_append(self->box, row);
}

static void build_faces(KkrCellsInspector *self)
{
    kkr_form_add_heading(self->box, "Faces");
    self->opacity_text = GTK_LABEL(kkr_form_number(6));
    self->opacity = kkr_form_add_scale(self->box, "Opacity", 0, 1, 0.05,
                                       GTK_WIDGET(self->opacity_text));
    kkr_control_name(GTK_WIDGET(self->opacity), "Opacity of the faces",
                     "Opacity of the faces; 0: edges alone");
    g_signal_connect_swapped(self->opacity, "value-changed", G_CALLBACK(on_opacity),
                             self);
    self->color =
        add_drop_down(self, "Colour by", "Colour of the faces",
                      "Jump: V of the site minus V of the one behind, on each face");
    kkr_choice_connect(&colors, self->color, &self->updating);
    GtkWidget *modes = kkr_form_segments();
    kkr_form_add_segment(modes, true, "Cell", "win.mode", g_variant_new_string("cell"),
                         "Jumps of V in the exact cell");
    kkr_form_add_segment(modes, true, "Stored", "win.mode",
                         g_variant_new_string("stored"),
                         "Jumps of V Θ, as the file holds it");
    kkr_form_add(self->box, "Jumps of", modes);
    kkr_form_add_switch(self->box, "Hidden edges", "win.cells-hidden", "Hidden edges",
                        "Edges that look away are dashed, else not drawn");
    kkr_form_add_switch(self->box, "Atoms", "win.cells-atoms", "Atoms",
                        "Nuclei and their names");
}

static void build_view(KkrCellsInspector *self)
{
    static const char *const along[] = { "x", "y", "z", "a", "b", "c" };
    kkr_form_add_heading(self->box, "View");
    GtkWidget *looks = kkr_form_segments();
    for (int i = 0; i < 6; i++) {
        g_autofree char *tooltip = g_strdup_printf(
            i < 3 ? "Look along %s" : "Look along the lattice vector %s", along[i]);
        GtkWidget *button =
            kkr_form_add_segment(looks, false, along[i], "win.look",
                                 g_variant_new_string(along[i]), tooltip);
        if (i >= 3)
            self->lattice[i - 3] = button;
    }
    kkr_form_add_segment(looks, false, "n", "win.look", g_variant_new_string("normal"),
                         "Look along the normal of the panels' plane");
    kkr_form_add(self->box, "Along", looks);
    kkr_form_add_switch(self->box, "Perspective", "win.perspective", "Perspective",
                        "Near things are larger; else orthographic");
    GtkWidget *fit = gtk_button_new_with_label("Show everything");
    gtk_actionable_set_action_name(GTK_ACTIONABLE(fit), "win.fit");
    gtk_widget_set_tooltip_text(fit, "Moves and zooms so that everything is seen");
    kkr_form_add(self->box, "Fit", fit);
}

static void build_shape(KkrCellsInspector *self)
{
    static const int limits[] = { 4, 6, 8, 12, 16 };
    kkr_form_add_heading(self->box, "Shape function Θ<sub><i>L</i></sub>");
    GtkWidget *segments = kkr_form_segments();
    for (size_t i = 0; i < G_N_ELEMENTS(limits); i++) {
        g_autofree char *label = g_strdup_printf("%d", limits[i]);
        g_autofree char *tooltip =
            g_strdup_printf("Curves, and sums, up to l = %d", limits[i]);
        kkr_form_add_segment(segments, true, label, "win.cells-l",
                             g_variant_new_int32(limits[i]), tooltip);
    }
    kkr_form_add(self->box, "<i>l</i><sub>max</sub>", segments);
    self->source = add_drop_down(self, "Source", "Source of the curves",
                                 "The file's shape function as dots, the exact one as "
                                 "lines; or their difference");
    kkr_choice_connect(&sources, self->source, &self->updating);
    self->direction = GTK_EDITABLE(gtk_entry_new());
    gtk_editable_set_width_chars(self->direction, 12);
    kkr_control_name(
        GTK_WIDGET(self->direction), "Direction of the sum",
        "Direction of the chart \u201cDirection\u201d; a click on a face chooses it, "
        "too");
    kkr_control_connect_entry(self->direction, G_CALLBACK(on_direction), self);
    kkr_form_add(self->box, "Direction", GTK_WIDGET(self->direction));
}

static void build_measures(KkrCellsInspector *self)
{
    static const char *const names[N_MEASURES] = { "Volume",       "Inner radius",
                                                   "Outer radius", "Muffin-tin radius",
                                                   "Faces",        "Surface" };
    kkr_form_add_heading(self->box, "Measures");
    for (int i = 0; i < N_MEASURES; i++) {
        GtkWidget *value = gtk_label_new(NULL);
        gtk_label_set_xalign(GTK_LABEL(value), 1);
        gtk_label_set_selectable(GTK_LABEL(value), TRUE);
        gtk_widget_set_focusable(value, FALSE);
        self->measures[i] = GTK_LABEL(value);
        GtkWidget *row = kkr_form_add(self->box, names[i], value);
        gtk_widget_add_css_class(row, "measure");
    }
}

/* --- the widget ---------------------------------------------------------- */

static void kkr_cells_inspector_dispose(GObject *object)
{
    KkrCellsInspector *self = KKR_CELLS_INSPECTOR(object);
    self->updating = true; // closing controls change their values
    g_clear_pointer(&self->scroller, gtk_widget_unparent);
    g_clear_object(&self->document);
    G_OBJECT_CLASS(kkr_cells_inspector_parent_class)->dispose(object);
}

static void kkr_cells_inspector_class_init(KkrCellsInspectorClass *class)
{
    GtkWidgetClass *widget = GTK_WIDGET_CLASS(class);
    G_OBJECT_CLASS(class)->dispose = kkr_cells_inspector_dispose;
    gtk_widget_class_set_layout_manager_type(widget, GTK_TYPE_BIN_LAYOUT);
}

static void kkr_cells_inspector_init(KkrCellsInspector *self)
{
    self->updating = true;
    self->snaps_site = -1;
    self->box = kkr_form_new(GTK_WIDGET(self), &self->scroller);
    build_cell(self);
    build_sphere(self);
    build_faces(self);
    build_view(self);
    build_shape(self);
    build_measures(self);
    self->updating = false;
}

static void on_opened(KkrCellsInspector *self)
{
    self->object = NULL; // another one may lie where the old one was
    update(self);
}

GtkWidget *kkr_cells_inspector_new(KkrDocument *document)
{
    KkrCellsInspector *self = g_object_new(KKR_TYPE_CELLS_INSPECTOR, NULL);
    self->document = g_object_ref(document);
    g_signal_connect_object(document, "opened", G_CALLBACK(on_opened), self,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(document, "changed", G_CALLBACK(update), self,
                            G_CONNECT_SWAPPED);
    update(self);
    return GTK_WIDGET(self);
}
