// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/dataset_inspector.h"

#include <math.h>

#include "core/core_trend.h"
#include "core/dataset_map.h"
#include "ui/choice.h"
#include "ui/controls.h"
#include "ui/form.h"
#include "ui/thumbnails.h"
#include "ui/units.h"
#include "ui/walk.h"

enum { PICTURE = 160, MOST_COLUMNS = 31 };

/* --- numbers of an entry ---------------------------------------------------- */

typedef enum Kind { ENERGY, LENGTH, CHARGE_VOLUME, COUNT } Kind;

static const struct {
    const char *title, *tooltip;
    Kind kind;
    int digits;
} numbers[] = {
    { "‖<i>V</i> − <i>V</i><sub>0</sub>‖",
      "Root mean square of V − V₀ in the muffin-tin spheres of the cluster", ENERGY,
      4 },
    { "Last shell",
      "‖V − V₀‖ in the outermost shell: small, if the cluster is large enough", ENERGY,
      3 },
    { "rms", "Of the last iteration, if an output file told it", ENERGY, 2 },
    { "Core level",
      "Highest p (or s) core level against its trend along Z: far off, another "
      "solution",
      ENERGY, 3 },
    { "Face jump", "Root mean square of the jump of V over the cell faces", ENERGY, 3 },
    { "Symmetry", "Largest difference of V at points equal by symmetry", ENERGY, 2 },
    { "VBC shift", "V and V₀ have different zeros if it is not 0", ENERGY, 2 },
    { "Host <i>Q</i>",
      "4π Σ ∫ V r² dr beyond r_MT over the host's cell: 0 for a sound zero of energy, "
      "in Ry bohr³",
      CHARGE_VOLUME, 2 },
    { "Lattice", "Lattice constant of the host", LENGTH, 5 },
    { "Sites", "Of the cluster", COUNT, 0 },
    { "Spins", NULL, COUNT, 0 },
    { "<i>l</i><sub>max</sub> of <i>V</i>", "LPOT", COUNT, 0 },
};

enum { NORM, LAST, RMS, CORE, JUMP, SYMMETRY, VBC, HOST_Q, ALAT, SITES, SPINS, L_POT };
enum { N_NUMBERS = G_N_ELEMENTS(numbers) };

static double value_of(const kkr_dataset_row *row, int i)
{
    const kkr_quality *q = &row->quality;
    int last = q->n_shells - 1;
    const double values[N_NUMBERS] = {
        [NORM] = q->dv,        [LAST] = last > 0 ? q->shell_dv[last] : NAN,
        [RMS] = q->rms,        [CORE] = q->core_shift,
        [JUMP] = q->face_jump, [SYMMETRY] = q->symmetry,
        [VBC] = q->vbc_shift,  [HOST_Q] = q->host_q,
        [ALAT] = row->alat,    [SITES] = row->n_sites,
        [SPINS] = row->n_spin, [L_POT] = row->l_pot,
    };
    return values[i];
}

static bool stands_out(const kkr_dataset_row *row, int i)
{
    double value = fabs(value_of(row, i));
    return (i == RMS && value > 1e-3) || (i == CORE && value > KKR_CORE_SHIFT_LARGE) ||
           (i == VBC && value > 1e-6) || (i == HOST_Q && value > 1e-4);
}

/* In itself the lattice constant would always be 1. */
static kkr_length_unit length_unit(const kkr_recipe *recipe)
{
    return recipe->length_unit == KKR_LENGTH_ALAT ? KKR_LENGTH_BOHR
                                                  : recipe->length_unit;
}

static const char *unit_of(const kkr_recipe *recipe, int i)
{
    const char *units[] = { [ENERGY] = kkr_energy_unit_name(recipe->energy_unit),
                            [LENGTH] = kkr_length_unit_name(length_unit(recipe)),
                            [CHARGE_VOLUME] = "Ry a₀³",
                            [COUNT] = "" };
    return units[numbers[i].kind];
}

/* Without its unit, which stands once for both entries. */
static void number_text(const kkr_recipe *recipe, const kkr_dataset_row *row, int i,
                        char *text, size_t size)
{
    double value = value_of(row, i), factor = 1;
    if (numbers[i].kind == ENERGY)
        factor = kkr_energy_unit_factor(recipe->energy_unit);
    else if (numbers[i].kind == LENGTH)
        factor = kkr_length_unit_factor(length_unit(recipe), 0);
    if (isnan(value))
        g_strlcpy(text, "—", size);
    else if (numbers[i].kind == COUNT)
        g_snprintf(text, size, "%.0f", value);
    else
        kkr_format_number(value * factor, numbers[i].digits, text, size);
}

/* --- the widget's parts ------------------------------------------------------ */

struct _KkrDatasetInspector {
    GtkWidget parent;
    KkrDocument *document;
    bool updating; // controls follow the recipe now, not the other way
    GtkWidget *scroller;
    GtkBox *box;
    GtkDropDown *colour;
    const char *texts[MOST_COLUMNS + 1], *words[MOST_COLUMNS + 1];
    KkrChoice choice;
    GtkWidget *entry; // all that is about it
    GtkLabel *name, *sites, *pinned_name, *here_name, *warning, *source;
    GtkWidget *picture, *pin;
    GtkLabel *value[N_NUMBERS], *pinned[N_NUMBERS], *unit[N_NUMBERS];
};

G_DEFINE_FINAL_TYPE(KkrDatasetInspector, kkr_dataset_inspector, GTK_TYPE_WIDGET)

static void show_number(GtkLabel *label, const kkr_recipe *recipe,
                        const kkr_dataset_row *row, int i)
{
    char text[80] = "";
    if (row)
        number_text(recipe, row, i, text, sizeof text);
    gtk_label_set_text(label, text);
    if (row && stands_out(row, i))
        gtk_widget_add_css_class(GTK_WIDGET(label), "defective");
    else
        gtk_widget_remove_css_class(GTK_WIDGET(label), "defective");
}

static void show_text(GtkLabel *label, const char *text)
{
    gtk_label_set_text(label, text);
    gtk_widget_set_visible(GTK_WIDGET(label), *text);
}

static void show_entry(KkrDatasetInspector *self, const KkrWalk *walk)
{
    const kkr_recipe *recipe = kkr_document_recipe(self->document);
    const kkr_dataset_row *rows = walk->dataset->rows, *row = &rows[walk->here];
    const kkr_dataset_row *other =
        walk->pinned >= 0 && walk->pinned != walk->here ? &rows[walk->pinned] : NULL;
    g_autofree char *name = kkr_walk_name(row);
    g_autofree char *other_name = other ? kkr_walk_name(other) : g_strdup("");
    g_autofree char *sites =
        g_strdup_printf("%d %s", row->n_sites, row->n_sites == 1 ? "site" : "sites");
    gtk_label_set_text(self->name, name);
    gtk_label_set_text(self->sites, sites);
    show_text(self->here_name, other ? name : "");
    show_text(self->pinned_name, other_name);
    for (int i = 0; i < N_NUMBERS; i++) {
        show_number(self->value[i], recipe, row, i);
        show_number(self->pinned[i], recipe, other, i);
        gtk_widget_set_visible(GTK_WIDGET(self->pinned[i]), other != NULL);
        gtk_label_set_text(self->unit[i], unit_of(recipe, i));
    }
    g_autofree char *warning = row->quality.n_warnings > 1
                                   ? g_strdup_printf("%s (and %d more)", row->warning,
                                                     row->quality.n_warnings - 1)
                                   : g_strdup(row->warning);
    show_text(self->warning, kkr_units_brief(warning));
    show_text(self->source, row->source);
    gtk_button_set_label(GTK_BUTTON(self->pin),
                         walk->pinned == walk->here ? "Unpin" : "Pin to Compare");
}

static KkrThumbnail thumbnail(KkrDatasetInspector *self, const KkrWalk *walk)
{
    int scale = gtk_widget_get_scale_factor(GTK_WIDGET(self));
    return (
        KkrThumbnail){ .row = walk->here, .against = -1, .pixels = PICTURE * scale };
}

static void update(KkrDatasetInspector *self)
{
    const kkr_recipe *recipe = kkr_document_recipe(self->document);
    const KkrWalk *walk = kkr_walk_of(self->document);
    bool shown = recipe->view == KKR_VIEW_DATASET && walk && walk->here >= 0;
    KkrThumbnail wish = { 0 };
    if (shown)
        wish = thumbnail(self, walk);
    kkr_thumbnails_look(kkr_thumbnails_of(self->document), KKR_VIEWER_INSPECTOR, &wish,
                        shown);
    if (recipe->view != KKR_VIEW_DATASET)
        return;
    self->updating = true;
    gtk_widget_set_sensitive(self->scroller, walk != NULL);
    for (guint i = 0; self->words[i]; i++)
        if (g_str_equal(self->words[i], recipe->map.column))
            gtk_drop_down_set_selected(self->colour, i);
    gtk_widget_set_visible(self->entry, shown);
    if (shown)
        show_entry(self, walk);
    gtk_widget_queue_draw(self->picture);
    self->updating = false;
}

static void draw_picture(GtkDrawingArea *area, cairo_t *cr, int width, int height,
                         void *user)
{
    KkrDatasetInspector *self = user;
    const KkrWalk *walk = kkr_walk_of(self->document);
    if (!walk || walk->here < 0)
        return;
    KkrThumbnail wish = thumbnail(self, walk);
    const char *failure;
    kkr_thumbnails_draw(kkr_thumbnails_of(self->document), &wish, cr,
                        (width - PICTURE) / 2.0, 0, PICTURE, &failure);
}

/* --- building ------------------------------------------------------------------ */

static void add_segments(KkrDatasetInspector *self, const char *title,
                         const char *action, const char *const words[][3])
{
    GtkWidget *segments = kkr_form_segments();
    for (int i = 0; words[i][0]; i++)
        kkr_form_add_segment(segments, true, words[i][0], action,
                             g_variant_new_string(words[i][1]), words[i][2]);
    if (title)
        kkr_form_add(self->box, title, segments);
    else
        gtk_box_append(self->box, segments);
}

static void add_map(KkrDatasetInspector *self)
{
    static const char *const shows[][3] = {
        { "Map", "map", "Hosts and impurities" },
        { "Compare", "compare",
          "The open entry, the pinned one, and their difference" },
        { "Screening", "screening", "V − V₀ against the distance of the shells" },
        { NULL },
    };
    static const char *const scales[][3] = {
        { "Auto", "auto", "What suits the number" },
        { "Linear", "linear", "Colours along the number" },
        { "Log", "log", "Colours along its logarithm" },
        { NULL },
    };
    static const char *const orders[][3] = {
        { "Group", "group", "Elements group by group: families are blocks" },
        { "Z", "number", "Elements by their atomic number" },
        { NULL },
    };
    static const char *const hosts[][3] = {
        { "With entries", "used", "Rows for hosts with entries" },
        { "All", "all", "Rows for all elements" },
        { NULL },
    };
    kkr_form_add_heading(self->box, "Show");
    add_segments(self, NULL, "win.map-show", shows);
    kkr_form_add_heading(self->box, "Map");
    int n = 0;
    for (; n < MOST_COLUMNS && kkr_map_column(n); n++) {
        self->words[n] = kkr_map_column(n);
        self->texts[n] = kkr_map_column_words(kkr_map_column(n));
    }
    self->choice = (KkrChoice){ "win.map-colour", self->texts, self->words };
    GtkWidget *colour = gtk_drop_down_new(NULL, NULL);
    self->colour = GTK_DROP_DOWN(colour);
    kkr_choice_connect(&self->choice, self->colour, &self->updating);
    g_autoptr(GtkListItemFactory) factory = kkr_control_short_factory();
    gtk_drop_down_set_factory(self->colour, factory);
    kkr_control_name(colour, "Colour of the map",
                     "What the colours are: a number of each entry; of several in a "
                     "cell the one with the largest absolute value");
    kkr_form_add(self->box, "Colour", colour);
    add_segments(self, "Scale", "win.map-scale", scales);
    add_segments(self, "Order", "win.map-order", orders);
    add_segments(self, "Hosts", "win.map-hosts", hosts);
}

static GtkLabel *add_cell(GtkGrid *grid, int column, int row, bool value)
{
    GtkWidget *label = gtk_label_new(NULL);
    gtk_label_set_xalign(GTK_LABEL(label), value ? 1 : 0);
    gtk_widget_set_hexpand(label, value);
    if (!value)
        gtk_widget_add_css_class(label, "dim");
    gtk_grid_attach(grid, label, column, row, 1, 1);
    return GTK_LABEL(label);
}

static void add_numbers(KkrDatasetInspector *self, GtkBox *box)
{
    GtkWidget *grid = gtk_grid_new();
    gtk_widget_add_css_class(grid, "numbers");
    gtk_grid_set_column_spacing(GTK_GRID(grid), 6);
    self->here_name = add_cell(GTK_GRID(grid), 1, 0, true);
    self->pinned_name = add_cell(GTK_GRID(grid), 2, 0, true);
    gtk_widget_add_css_class(GTK_WIDGET(self->here_name), "title");
    gtk_widget_add_css_class(GTK_WIDGET(self->pinned_name), "title");
    for (int i = 0; i < N_NUMBERS; i++) {
        GtkLabel *title = add_cell(GTK_GRID(grid), 0, i + 1, false);
        gtk_label_set_markup(title, numbers[i].title);
        gtk_widget_set_tooltip_text(GTK_WIDGET(title), numbers[i].tooltip);
        self->value[i] = add_cell(GTK_GRID(grid), 1, i + 1, true);
        self->pinned[i] = add_cell(GTK_GRID(grid), 2, i + 1, true);
        self->unit[i] = add_cell(GTK_GRID(grid), 3, i + 1, false);
    }
    gtk_box_append(box, grid);
}

static GtkLabel *add_text(GtkBox *box, const char *class)
{
    GtkWidget *label = gtk_label_new(NULL);
    gtk_label_set_xalign(GTK_LABEL(label), 0);
    gtk_label_set_wrap(GTK_LABEL(label), TRUE);
    gtk_label_set_wrap_mode(GTK_LABEL(label), PANGO_WRAP_WORD_CHAR);
    gtk_widget_add_css_class(label, class);
    gtk_box_append(box, label);
    return GTK_LABEL(label);
}

static void add_buttons(KkrDatasetInspector *self, GtkBox *box)
{
    GtkWidget *buttons = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 8);
    gtk_box_set_homogeneous(GTK_BOX(buttons), TRUE);
    gtk_widget_add_css_class(buttons, "row");
    self->pin = gtk_button_new_with_label("Pin to Compare");
    gtk_actionable_set_action_name(GTK_ACTIONABLE(self->pin), "win.pin-entry");
    gtk_widget_set_tooltip_text(self->pin, "Space goes to this entry and back (K)");
    gtk_box_append(GTK_BOX(buttons), self->pin);
    GtkWidget *open = gtk_button_new_with_label("Show in Panels");
    gtk_actionable_set_action_name(GTK_ACTIONABLE(open), "win.view");
    gtk_actionable_set_action_target(GTK_ACTIONABLE(open), "s", "panels");
    gtk_widget_set_tooltip_text(open, "Return, or a double click");
    gtk_box_append(GTK_BOX(buttons), open);
    gtk_box_append(box, buttons);
}

static void add_entry(KkrDatasetInspector *self)
{
    GtkBox *all = self->box;
    self->entry = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);
    GtkBox *box = GTK_BOX(self->entry);
    kkr_form_add_heading(all, "Open entry");
    gtk_box_append(all, self->entry);
    GtkWidget *head = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 8);
    self->name = add_text(GTK_BOX(head), "entry-name");
    gtk_widget_set_hexpand(GTK_WIDGET(self->name), TRUE);
    self->sites = add_text(GTK_BOX(head), "dim");
    gtk_box_append(box, head);
    self->picture = gtk_drawing_area_new();
    gtk_drawing_area_set_content_height(GTK_DRAWING_AREA(self->picture), PICTURE + 8);
    gtk_drawing_area_set_draw_func(GTK_DRAWING_AREA(self->picture), draw_picture, self,
                                   NULL);
    kkr_control_name(self->picture, "V − V₀ of the open entry",
                     "V − V₀ on the plane of the panels, in their colours");
    gtk_box_append(box, self->picture);
    self->warning = add_text(box, "warning");
    add_numbers(self, box);
    add_buttons(self, box);
    kkr_form_add_switch(
        box, "Difference", "win.compare-entry", "V₀ is the pinned entry",
        "In every view: V₀ is the V of the pinned entry, so that V − V₀ "
        "is the difference of the two");
    self->source = add_text(box, "hint");
}

/* --- the widget ------------------------------------------------------------------ */

static void kkr_dataset_inspector_dispose(GObject *object)
{
    KkrDatasetInspector *self = KKR_DATASET_INSPECTOR(object);
    self->updating = true; // closing controls change their values
    g_clear_pointer(&self->scroller, gtk_widget_unparent);
    g_clear_object(&self->document);
    G_OBJECT_CLASS(kkr_dataset_inspector_parent_class)->dispose(object);
}

static void kkr_dataset_inspector_class_init(KkrDatasetInspectorClass *class)
{
    GtkWidgetClass *widget = GTK_WIDGET_CLASS(class);
    G_OBJECT_CLASS(class)->dispose = kkr_dataset_inspector_dispose;
    gtk_widget_class_set_layout_manager_type(widget, GTK_TYPE_BIN_LAYOUT);
}

static void kkr_dataset_inspector_init(KkrDatasetInspector *self)
{
    self->updating = true;
    self->box = kkr_form_new(GTK_WIDGET(self), &self->scroller);
    add_map(self);
    add_entry(self);
    self->updating = false;
}

static void redraw(KkrDatasetInspector *self)
{
    gtk_widget_queue_draw(self->picture);
}

GtkWidget *kkr_dataset_inspector_new(KkrDocument *document)
{
    KkrDatasetInspector *self = g_object_new(KKR_TYPE_DATASET_INSPECTOR, NULL);
    self->document = g_object_ref(document);
    g_signal_connect_object(document, "opened", G_CALLBACK(update), self,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(document, "changed", G_CALLBACK(update), self,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(kkr_thumbnails_of(document), "changed", G_CALLBACK(redraw),
                            self, G_CONNECT_SWAPPED);
    update(self);
    return GTK_WIDGET(self);
}
