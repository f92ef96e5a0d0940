// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/profile_pane.h"

#include <math.h>
#include <string.h>

#include "ui/line_overlay.h"
#include "ui/profile_view.h"
#include "ui/surface_panels.h"
#include "ui/units.h"

enum { STRIP_HEIGHT = 216 }; // px

/* What the callbacks share; lives as long as the pane. */
typedef struct Pane {
    KkrDocument *document;
    KkrLineProfile *profile;
    GtkWidget *paned, *strip;
    GtkLabel *title, *values;
} Pane;

static void pane_free(void *data)
{
    Pane *pane = data;
    g_object_unref(pane->document);
    g_object_unref(pane->profile);
    g_free(pane);
}

/* --- the head line ------------------------------------------------------- */

/* "Ag 1", or where it is if no nucleus is there. */
static void name_point(const Pane *pane, kkr_vec3 x, char *text, size_t size)
{
    const KkrSource *source = kkr_document_source(pane->document);
    const kkr_recipe *recipe = kkr_document_recipe(pane->document);
    const kkr_case *object = source->object;
    kkr_sample sample = kkr_sampler_point(source->sampler, x);
    const double nucleus = 1e-4; // bohr
    if (sample.r < nucleus && sample.site >= 0) {
        g_snprintf(text, size, "%s %d", object->sites[sample.site].label,
                   sample.site + 1);
        return;
    }
    if (sample.r < nucleus && sample.host_site >= 0 &&
        sample.host_site < object->n_host_sites) {
        g_strlcpy(text, object->host_sites[sample.host_site].label, size);
        return;
    }
    const double along[] = { x.x, x.y, x.z };
    g_strlcpy(text, "(", size);
    for (int i = 0; i < 3; i++) {
        char part[64];
        kkr_units_length(along[i], recipe->length_unit, object->alat, part,
                         sizeof part);
        *strchr(part, ' ') = '\0';
        g_strlcat(text, part, size);
        g_strlcat(text, i < 2 ? ", " : ")", size);
    }
}

static void show_title(Pane *pane)
{
    const kkr_recipe *recipe = kkr_document_recipe(pane->document);
    char from[128], to[128], length[64];
    if (!kkr_document_source(pane->document) || !kkr_line_profile_wanted(recipe))
        return;
    name_point(pane, recipe->line_from, from, sizeof from);
    name_point(pane, recipe->line_to, to, sizeof to);
    kkr_units_length(kkr_vec3_length(kkr_vec3_sub(recipe->line_to, recipe->line_from)),
                     recipe->length_unit, kkr_document_case(pane->document)->alat,
                     length, sizeof length);
    g_autofree char *title = g_strdup_printf("%s → %s", from, to);
    g_autofree char *tooltip = g_strdup_printf("%s, %s", title, length);
    gtk_label_set_text(pane->title, title);
    gtk_widget_set_tooltip_text(GTK_WIDGET(pane->title), tooltip);
}

/* "−1.3297 Ry", at a face "−1.3297 | −1.3301 Ry". */
static void append_value(GString *text, const char *name, const double value[2], int n,
                         kkr_energy_unit unit)
{
    char one[64], other[64];
    kkr_units_energy(value[0], unit, one, sizeof one);
    g_string_append_printf(text, "   %s ", name);
    if (n == 2) {
        char *space = g_strrstr(one, " ");
        kkr_units_energy(value[1], unit, other, sizeof other);
        if (space)
            *space = '\0';
        g_string_append_printf(text, "%s | %s", one, other);
    } else {
        g_string_append(text, one);
    }
}

static void show_values(Pane *pane)
{
    const kkr_line *line = kkr_line_profile_line(pane->profile);
    const KkrSource *source = kkr_document_source(pane->document);
    const kkr_recipe *recipe = kkr_document_recipe(pane->document);
    const char *failure = kkr_line_profile_failure(pane->profile);
    double distance = kkr_line_profile_cursor(pane->profile);
    if (!line || !source || isnan(distance)) {
        gtk_label_set_text(pane->values, failure ? failure : "");
        return;
    }
    // at a face the profile has both sides; elsewhere the value is computed
    kkr_sample sample[2];
    int n = 0;
    for (int k = 0; k + 1 < line->n && n == 0; k++)
        if (line->points[k].distance == distance &&
            line->points[k + 1].distance == distance) {
            sample[0] = line->points[k].sample;
            sample[1] = line->points[k + 1].sample;
            n = 2;
        }
    if (n == 0) {
        kkr_vec3 from = line->points[0].x, to = line->points[line->n - 1].x;
        double part = distance / line->points[line->n - 1].distance;
        sample[0] = kkr_sampler_point(source->sampler,
                                      kkr_vec3_mad(from, part, kkr_vec3_sub(to, from)));
        sample[1] = sample[0];
        n = 1;
    }
    char at[64];
    kkr_units_length(distance, recipe->length_unit, source->object->alat, at,
                     sizeof at);
    g_autoptr(GString) text = g_string_new(NULL);
    g_string_append_printf(text, "d %s", at);
    append_value(text, "V", (double[]){ sample[0].v, sample[1].v }, n,
                 recipe->energy_unit);
    if (!isnan(sample[0].dv))
        append_value(text, "V − V₀", (double[]){ sample[0].dv, sample[1].dv }, n,
                     recipe->energy_unit);
    if (!isnan(sample[0].v0))
        append_value(text, "V₀", (double[]){ sample[0].v0, sample[1].v0 }, n,
                     recipe->energy_unit);
    gtk_label_set_text(pane->values, text->str);
    gtk_widget_set_tooltip_text(GTK_WIDGET(pane->values), text->str);
}

static GtkWidget *add_button(GtkWidget *box, GtkWidget *button, const char *action,
                             const char *target, const char *tooltip)
{
    gtk_actionable_set_action_name(GTK_ACTIONABLE(button), action);
    if (target)
        gtk_actionable_set_action_target(GTK_ACTIONABLE(button), "s", target);
    gtk_widget_set_tooltip_text(button, tooltip);
    gtk_box_append(GTK_BOX(box), button);
    return button;
}

static GtkWidget *make_head(Pane *pane)
{
    GtkWidget *head = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 12);
    gtk_widget_add_css_class(head, "profile-head");
    pane->title = GTK_LABEL(gtk_label_new(NULL));
    gtk_label_set_ellipsize(pane->title, PANGO_ELLIPSIZE_END);
    gtk_widget_add_css_class(GTK_WIDGET(pane->title), "title");
    gtk_box_append(GTK_BOX(head), GTK_WIDGET(pane->title));
    pane->values = GTK_LABEL(gtk_label_new(NULL));
    gtk_label_set_ellipsize(pane->values, PANGO_ELLIPSIZE_END);
    gtk_label_set_xalign(pane->values, 0);
    gtk_widget_set_hexpand(GTK_WIDGET(pane->values), TRUE);
    gtk_box_append(GTK_BOX(head), GTK_WIDGET(pane->values));

    GtkWidget *kinds = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 0);
    gtk_widget_add_css_class(kinds, "linked");
    gtk_widget_add_css_class(kinds, "segmented");
    gtk_accessible_update_property(GTK_ACCESSIBLE(kinds), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                   "Scale of the values", -1);
    add_button(kinds, gtk_toggle_button_new_with_label("Symlog"), "win.profile-scale",
               "symlog", "Logarithmic, linear near zero");
    add_button(kinds, gtk_toggle_button_new_with_label("Linear"), "win.profile-scale",
               "linear", "Linear; nuclei are cut off");
    gtk_box_append(GTK_BOX(head), kinds);
    GtkWidget *copy =
        add_button(head, gtk_button_new_with_label("Copy CSV"), "win.copy-profile",
                   NULL, "Copy 201 points and all cell faces (Ctrl+Shift+C)");
    gtk_widget_add_css_class(copy, "framed");
    GtkWidget *close =
        add_button(head, gtk_button_new_from_icon_name("window-close-symbolic"),
                   "win.profile", NULL, "Close the profile (P)");
    gtk_widget_add_css_class(close, "flat");
    gtk_accessible_update_property(GTK_ACCESSIBLE(close), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                   "Close the profile", -1);
    return head;
}

/* --- the pane ------------------------------------------------------------ */

static void show(Pane *pane)
{
    bool shown = kkr_document_case(pane->document) &&
                 kkr_line_profile_wanted(kkr_document_recipe(pane->document));
    if (shown != gtk_widget_get_visible(pane->strip)) {
        int height = gtk_widget_get_height(pane->paned);
        if (shown && height > 0 && !gtk_widget_get_realized(pane->strip))
            gtk_paned_set_position(GTK_PANED(pane->paned), height - STRIP_HEIGHT);
        gtk_widget_set_visible(pane->strip, shown);
    }
    show_title(pane);
    show_values(pane);
}

GtkWidget *kkr_profile_pane_new(KkrDocument *document, KkrStage *stage,
                                KkrPicker *picker)
{
    Pane *pane = g_new0(Pane, 1);
    pane->document = g_object_ref(document);
    pane->profile = kkr_line_profile_new(document);
    pane->paned = gtk_paned_new(GTK_ORIENTATION_VERTICAL);
    GtkPaned *paned = GTK_PANED(pane->paned);
    gtk_accessible_update_property(GTK_ACCESSIBLE(paned), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                   "Panels and profile", -1);
    gtk_paned_set_start_child(paned, GTK_WIDGET(stage));
    gtk_paned_set_shrink_start_child(paned, FALSE);
    gtk_paned_set_resize_end_child(paned, FALSE);
    gtk_paned_set_shrink_end_child(paned, FALSE);
    pane->strip = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);
    gtk_widget_add_css_class(pane->strip, "profile-strip");
    gtk_box_append(GTK_BOX(pane->strip), make_head(pane));
    gtk_box_append(GTK_BOX(pane->strip), kkr_profile_view_new(document, pane->profile));
    gtk_widget_set_visible(pane->strip, FALSE);
    gtk_paned_set_end_child(paned, pane->strip);
    kkr_stage_add_overlay(stage, kkr_surface_panels_new(document, stage));
    kkr_stage_add_overlay(stage,
                          kkr_line_overlay_new(document, stage, picker, pane->profile));

    // swapped closures for a struct: they end with the pane, not with an object
    g_object_set_data_full(G_OBJECT(paned), "pane", pane, pane_free);
    GClosure *closure = g_cclosure_new_swap(G_CALLBACK(show), pane, NULL);
    g_object_watch_closure(G_OBJECT(paned), closure);
    g_signal_connect_closure(document, "changed", closure, FALSE);
    closure = g_cclosure_new_swap(G_CALLBACK(show_values), pane, NULL);
    g_object_watch_closure(G_OBJECT(paned), closure);
    g_signal_connect_closure(pane->profile, "changed", closure, FALSE);
    g_signal_connect_closure(pane->profile, "cursor", closure, FALSE);
    return pane->paned;
}
