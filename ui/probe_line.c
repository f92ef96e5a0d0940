// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/probe_line.h"

#include <math.h>

#include "core/scale.h"
#include "ui/units.h"

enum item { SITE, POSITION, RADIUS, V, V0, DV, LEADING, NOTE, N_ITEMS };

struct _KkrProbeLine {
    GtkWidget parent;
    KkrDocument *document;
    GtkWidget *box[N_ITEMS];  // from left to right
    GtkWidget *name[N_ITEMS]; // NULL for the site
    GtkWidget *value[N_ITEMS];
    GtkWidget *status_box, *spinner, *status;
};

G_DEFINE_FINAL_TYPE(KkrProbeLine, kkr_probe_line, GTK_TYPE_WIDGET)

enum { EDGE = 12, GAP = 20 }; // px

/* --- layout: what does not fit is left out ------------------------------- */

static int natural_width(GtkWidget *widget)
{
    int natural = 0;
    gtk_widget_measure(widget, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL,
                       NULL);
    return natural;
}

static void kkr_probe_line_measure(GtkWidget *widget, GtkOrientation orientation,
                                   int for_size, int *minimum, int *natural,
                                   int *minimum_baseline, int *natural_baseline)
{
    KkrProbeLine *self = KKR_PROBE_LINE(widget);
    if (orientation == GTK_ORIENTATION_VERTICAL) {
        *minimum = *natural = 32;
        return;
    }
    // every child must have been measured before it is allocated
    int total = 2 * EDGE + natural_width(self->status_box);
    for (int i = 0; i < N_ITEMS; i++)
        total += GAP + natural_width(self->box[i]);
    *minimum = 2 * EDGE;
    *natural = total;
}

static void kkr_probe_line_size_allocate(GtkWidget *widget, int width, int height,
                                         int baseline)
{
    KkrProbeLine *self = KKR_PROBE_LINE(widget);
    int status = natural_width(self->status_box);
    int right = width - EDGE - status;
    int x = EDGE;
    gtk_widget_set_child_visible(self->status_box, right >= EDGE);
    if (right >= EDGE)
        gtk_widget_size_allocate(
            self->status_box, &(GtkAllocation){ right, 0, status, height }, baseline);
    bool shown[N_ITEMS];
    int wanted[N_ITEMS], needed = EDGE;
    for (int i = 0; i < N_ITEMS; i++) {
        shown[i] = gtk_widget_get_visible(self->box[i]);
        wanted[i] = shown[i] ? natural_width(self->box[i]) : 0;
        if (i == NOTE) // the only one that is shortened
            wanted[i] = MAX(MIN(wanted[i], right - EDGE - GAP), 0);
        needed += shown[i] ? wanted[i] + GAP : 0;
    }
    static const enum item least_first[] = { LEADING, V0, RADIUS, POSITION,
                                             V,       DV, SITE,   NOTE };
    for (int k = 0; k < N_ITEMS && needed > right; k++) {
        enum item i = least_first[k];
        needed -= shown[i] ? wanted[i] + GAP : 0;
        shown[i] = false;
    }
    for (int i = 0; i < N_ITEMS; i++) {
        gtk_widget_set_child_visible(self->box[i], shown[i]);
        if (!shown[i])
            continue;
        gtk_widget_size_allocate(self->box[i],
                                 &(GtkAllocation){ x, 0, wanted[i], height }, baseline);
        x += wanted[i] + GAP;
    }
}

/* --- contents ------------------------------------------------------------ */

static void set_energy(KkrProbeLine *self, enum item item, double value)
{
    const kkr_recipe *recipe = kkr_document_recipe(self->document);
    char text[64];
    kkr_units_energy(value, recipe->energy_unit, text, sizeof text);
    gtk_label_set_text(GTK_LABEL(self->value[item]), text);
}

static void set_position(KkrProbeLine *self, const KkrProbe *probe, double alat)
{
    kkr_length_unit unit = kkr_document_recipe(self->document)->length_unit;
    char text[192];
    kkr_units_place(probe->x, unit, alat, text, sizeof text);
    gtk_label_set_text(GTK_LABEL(self->value[POSITION]), text);
}

static void set_leading(KkrProbeLine *self, const KkrProbe *probe)
{
    kkr_energy_unit unit = kkr_document_recipe(self->document)->energy_unit;
    GString *text = g_string_new(NULL);
    for (int i = 0; i < probe->n_leading; i++) {
        char number[40], m[16];
        kkr_format_number(probe->leading[i].value * kkr_energy_unit_factor(unit), 2,
                          number, sizeof number);
        kkr_format_number(probe->leading[i].m, 1, m, sizeof m);
        g_string_append_printf(text, "%s(%d,%s) %s", i ? "  " : "", probe->leading[i].l,
                               m, number);
    }
    if (probe->n_leading)
        g_string_append_printf(text, " %s", kkr_energy_unit_name(unit));
    gtk_label_set_text(GTK_LABEL(self->value[LEADING]), text->str);
    gtk_widget_set_visible(self->box[LEADING], probe->n_leading > 0);
    g_string_free(text, TRUE);
}

static void set_site(KkrProbeLine *self, const kkr_case *object, const KkrProbe *probe)
{
    const kkr_sample *sample = &probe->sample;
    g_autofree char *text = NULL;
    if (sample->site >= 0)
        text = g_strdup_printf("%s %d", object->sites[sample->site].label,
                               sample->site + 1);
    else if (sample->host_site >= 0 && sample->host_site < object->n_host_sites)
        text = g_strdup_printf("%s, host", object->host_sites[sample->host_site].label);
    else
        text = g_strdup("nothing known");
    gtk_label_set_text(GTK_LABEL(self->value[SITE]), text);
}

static bool is_radial(KkrProbeLine *self)
{
    return kkr_document_recipe(self->document)->view == KKR_VIEW_RADIAL;
}

/* Views of three dimensions, charts and lists say what they have in their own words. */
static bool has_note(KkrProbeLine *self)
{
    kkr_recipe_view view = kkr_document_recipe(self->document)->view;
    return view != KKR_VIEW_PANELS && view != KKR_VIEW_RADIAL;
}

static void show_note(KkrProbeLine *self, const kkr_case *object)
{
    const char *note = object ? kkr_document_note(self->document) : NULL;
    for (int i = 0; i < N_ITEMS; i++)
        gtk_widget_set_visible(self->box[i], i == NOTE && note);
    gtk_label_set_markup(GTK_LABEL(self->value[NOTE]), note ? note : "");
}

/* A point of a curve, not of the crystal: it has a radius and no position. */
static void show_radial_probe(KkrProbeLine *self, const kkr_case *object)
{
    const KkrRadialProbe *probe =
        kkr_radial_task_probe(kkr_document_radial_task(self->document));
    const kkr_recipe *recipe = kkr_document_recipe(self->document);
    static const bool has[N_ITEMS] = {
        [SITE] = true, [RADIUS] = true, [V] = true, [V0] = true, [DV] = true
    };
    bool shown = object && probe->set;
    char text[64];
    for (int i = 0; i < N_ITEMS; i++)
        gtk_widget_set_visible(self->box[i], shown && has[i]);
    if (!shown)
        return;
    gtk_label_set_text(GTK_LABEL(self->value[SITE]), probe->name);
    kkr_units_length(probe->pick.r, recipe->length_unit, object->alat, text,
                     sizeof text);
    gtk_label_set_text(GTK_LABEL(self->value[RADIUS]), text);
    set_energy(self, V, probe->v);
    set_energy(self, V0, probe->v0);
    set_energy(self, DV, probe->dv);
}

static void show_probe(KkrProbeLine *self)
{
    const KkrProbe *probe = kkr_document_probe(self->document);
    const kkr_case *object = kkr_document_case(self->document);
    bool shown = object && probe->set;
    if (is_radial(self)) {
        show_radial_probe(self, object);
        return;
    }
    if (has_note(self)) {
        show_note(self, object);
        return;
    }
    for (int i = 0; i < N_ITEMS; i++)
        gtk_widget_set_visible(self->box[i], shown && i != NOTE);
    if (!shown)
        return;
    const kkr_recipe *recipe = kkr_document_recipe(self->document);
    char text[64];
    set_site(self, object, probe);
    set_position(self, probe, object->alat);
    kkr_units_length(probe->sample.r, recipe->length_unit, object->alat, text,
                     sizeof text);
    gtk_label_set_text(GTK_LABEL(self->value[RADIUS]), text);
    set_energy(self, V, probe->sample.v);
    set_energy(self, V0, probe->sample.v0);
    set_energy(self, DV, probe->sample.dv);
    set_leading(self, probe);
}

/* Components have an index, as in the plot. */
static void show_radial_names(KkrProbeLine *self)
{
    const KkrRadial *radial =
        kkr_radial_task_result(kkr_document_radial_task(self->document));
    char markup[192];
    if (!radial || !radial->plot)
        return;
    kkr_radial_plot_title(radial->plot, KKR_QUANTITY_V, markup, sizeof markup);
    bool component = strstr(markup, "<sub>") != NULL, field = strchr(markup, 'B');
    gtk_label_set_markup(GTK_LABEL(self->name[V]), markup);
    kkr_radial_plot_title(radial->plot, KKR_QUANTITY_DV, markup, sizeof markup);
    gtk_label_set_markup(GTK_LABEL(self->name[DV]), markup);
    g_snprintf(markup, sizeof markup, "<i>%s</i><sub>0%s</sub>", field ? "B" : "V",
               component ? ", <i>L</i>" : "");
    gtk_label_set_markup(GTK_LABEL(self->name[V0]), markup);
}

/* The field of a spin channel has another letter than the potential. */
static void show_names(KkrProbeLine *self)
{
    const KkrPicture *picture = kkr_document_picture(self->document);
    char markup[192];
    if (is_radial(self)) {
        show_radial_names(self);
        return;
    }
    if (!picture)
        return;
    kkr_panels_title(&picture->recipe, KKR_QUANTITY_V, markup, sizeof markup);
    gtk_label_set_markup(GTK_LABEL(self->name[V]), markup);
    kkr_panels_title(&picture->recipe, KKR_QUANTITY_DV, markup, sizeof markup);
    gtk_label_set_markup(GTK_LABEL(self->name[DV]), markup);
    bool field = picture->recipe.sampler.channel == KKR_CHANNEL_B;
    gtk_label_set_markup(GTK_LABEL(self->name[V0]),
                         field ? "<i>B</i><sub>0</sub>" : "<i>V</i><sub>0</sub>");
}

static void show_status(KkrProbeLine *self)
{
    static const char *const modes[] = { "cell mode", "stored", "muffin tin" };
    const char *what = NULL;
    double fraction = 0;
    bool busy = kkr_document_busy(self->document, &what, &fraction);
    bool loading = kkr_document_loading(self->document);
    const KkrPicture *picture = kkr_document_picture(self->document);
    const KkrRadial *radial =
        kkr_radial_task_result(kkr_document_radial_task(self->document));
    g_autofree char *text = NULL;
    if (loading && fraction > 0)
        text = g_strdup_printf("%s, %.0f %%", what, 100 * fraction);
    else if (loading)
        text = g_strdup_printf("%s…", what);
    else if (!kkr_document_case(self->document))
        text = g_strdup("No case open");
    else if (is_radial(self))
        text = radial ? kkr_radial_subject(radial) : NULL;
    else if (has_note(self))
        text = g_strdup(kkr_document_hint(self->document));
    else if (picture)
        text = g_strdup_printf("%s, %s", busy || !picture->exact ? "refining" : "exact",
                               modes[picture->recipe.sampler.mode]);
    gtk_label_set_text(GTK_LABEL(self->status), text ? text : "");
    gtk_spinner_set_spinning(GTK_SPINNER(self->spinner), loading);
    gtk_widget_set_visible(self->spinner, loading);
}

char *kkr_probe_line_text(KkrProbeLine *self)
{
    if (has_note(self) ? !kkr_document_note(self->document)
        : is_radial(self)
            ? !kkr_radial_task_probe(kkr_document_radial_task(self->document))->set
            : !kkr_document_probe(self->document)->set)
        return NULL;
    GString *text = g_string_new(NULL);
    for (int i = 0; i < N_ITEMS; i++)
        if (gtk_widget_get_visible(self->box[i]))
            g_string_append_printf(text, "%s%s %s", i ? "  " : "",
                                   self->name[i]
                                       ? gtk_label_get_text(GTK_LABEL(self->name[i]))
                                   : i == NOTE ? "note"
                                               : "site",
                                   gtk_label_get_text(GTK_LABEL(self->value[i])));
    return g_string_free(text, FALSE);
}

/* --- the widget ---------------------------------------------------------- */

static void kkr_probe_line_dispose(GObject *object)
{
    KkrProbeLine *self = KKR_PROBE_LINE(object);
    for (int i = 0; i < N_ITEMS; i++)
        g_clear_pointer(&self->box[i], gtk_widget_unparent);
    g_clear_pointer(&self->status_box, gtk_widget_unparent);
    g_clear_object(&self->document);
    G_OBJECT_CLASS(kkr_probe_line_parent_class)->dispose(object);
}

static void kkr_probe_line_class_init(KkrProbeLineClass *class)
{
    GtkWidgetClass *widget = GTK_WIDGET_CLASS(class);
    G_OBJECT_CLASS(class)->dispose = kkr_probe_line_dispose;
    widget->measure = kkr_probe_line_measure;
    widget->size_allocate = kkr_probe_line_size_allocate;
    gtk_widget_class_set_css_name(widget, "probeline");
}

static void kkr_probe_line_init(KkrProbeLine *self)
{
    // widths in characters keep the items in place while the numbers change
    static const struct {
        const char *markup;
        int width;
    } items[N_ITEMS] = {
        [SITE] = { NULL, 8 },
        [POSITION] = { "x, y, z", 26 },
        [RADIUS] = { "<i>r</i>", 11 },
        [V] = { "<i>V</i>", 11 },
        [V0] = { "<i>V</i><sub>0</sub>", 11 },
        [DV] = { "<i>V</i> − <i>V</i><sub>0</sub>", 11 },
        [LEADING] = { "leading <i>L</i>", -1 },
        [NOTE] = { NULL, -1 },
    };
    gtk_widget_set_overflow(GTK_WIDGET(self), GTK_OVERFLOW_HIDDEN);
    for (int i = 0; i < N_ITEMS; i++) {
        self->box[i] = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 5);
        if (items[i].markup) {
            self->name[i] = gtk_label_new(NULL);
            gtk_label_set_markup(GTK_LABEL(self->name[i]), items[i].markup);
            gtk_widget_add_css_class(self->name[i], "dim");
            gtk_box_append(GTK_BOX(self->box[i]), self->name[i]);
        } else if (i != NOTE) {
            GtkWidget *icon = gtk_image_new_from_icon_name("kkr-probe-symbolic");
            gtk_accessible_update_property(GTK_ACCESSIBLE(icon),
                                           GTK_ACCESSIBLE_PROPERTY_LABEL,
                                           "Probed point", -1);
            gtk_box_append(GTK_BOX(self->box[i]), icon);
        }
        self->value[i] = gtk_label_new(NULL);
        gtk_label_set_width_chars(GTK_LABEL(self->value[i]), items[i].width);
        gtk_label_set_xalign(GTK_LABEL(self->value[i]), 0);
        gtk_box_append(GTK_BOX(self->box[i]), self->value[i]);
        gtk_widget_set_parent(self->box[i], GTK_WIDGET(self));
    }
    gtk_widget_add_css_class(self->value[SITE], "site");
    gtk_label_set_ellipsize(GTK_LABEL(self->value[NOTE]), PANGO_ELLIPSIZE_END);
    self->status_box = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 8);
    self->spinner = gtk_spinner_new();
    self->status = gtk_label_new(NULL);
    gtk_widget_add_css_class(self->status, "dim");
    gtk_box_append(GTK_BOX(self->status_box), self->spinner);
    gtk_box_append(GTK_BOX(self->status_box), self->status);
    gtk_widget_set_parent(self->status_box, GTK_WIDGET(self));
}

GtkWidget *kkr_probe_line_new(KkrDocument *document)
{
    KkrProbeLine *self = g_object_new(KKR_TYPE_PROBE_LINE, NULL);
    self->document = g_object_ref(document);
    const struct {
        const char *signal;
        void (*show)(KkrProbeLine *);
    } connections[] = {
        { "probe", show_probe },   { "opened", show_probe },
        { "changed", show_probe }, { "status", show_status },
        { "opened", show_status }, { "picture", show_status },
        { "picture", show_names }, { "changed", show_status },
        { "changed", show_names }, { "probe", show_status },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(connections); i++)
        g_signal_connect_object(document, connections[i].signal,
                                G_CALLBACK(connections[i].show), self,
                                G_CONNECT_SWAPPED);
    show_probe(self);
    show_status(self);
    return GTK_WIDGET(self);
}
