// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/controls.h"

#include <math.h>
#include <string.h>

void kkr_control_set_text(GtkEditable *entry, const char *text)
{
    if (strcmp(gtk_editable_get_text(entry), text) != 0)
        gtk_editable_set_text(entry, text);
}

void kkr_control_connect_entry(GtkEditable *entry, GCallback callback, void *user)
{
    GtkEventController *focus = gtk_event_controller_focus_new();
    g_signal_connect_swapped(focus, "leave", callback, user);
    gtk_widget_add_controller(GTK_WIDGET(entry), focus);
    g_signal_connect_swapped(entry, "activate", callback, user);
}

void kkr_control_dispose_template(GtkWidget *widget, GType type)
{
    GtkWidget *child;
    gtk_widget_dispose_template(widget, type);
    while ((child = gtk_widget_get_first_child(widget)))
        gtk_widget_unparent(child);
}

void kkr_control_clear_box(GtkWidget *box)
{
    GtkWidget *child;
    while ((child = gtk_widget_get_first_child(box)))
        gtk_box_remove(GTK_BOX(box), child);
}

void kkr_control_name(GtkWidget *widget, const char *label, const char *tooltip)
{
    gtk_accessible_update_property(GTK_ACCESSIBLE(widget),
                                   GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
    gtk_widget_set_tooltip_text(widget, tooltip);
}

cairo_t *kkr_control_begin_cairo(GtkSnapshot *snapshot, double x, double y,
                                 double width, double height)
{
    const double most = 16384; // px; more than any screen, less than cairo's limit
    if (!(fabs(x) <= most && fabs(y) <= most && width >= 1 && width <= most &&
          height >= 1 && height <= most))
        return NULL;
    return gtk_snapshot_append_cairo(
        snapshot, &GRAPHENE_RECT_INIT((float)x, (float)y, (float)width, (float)height));
}

void kkr_control_end_cairo(cairo_t *cr)
{
    // a path of NaN leaves a context that draws nothing more, and says so only here
    g_warn_if_fail(cairo_status(cr) == CAIRO_STATUS_SUCCESS);
    cairo_destroy(cr);
}

static void set_up(GtkListItemFactory *factory, GtkListItem *item)
{
    GtkWidget *label = gtk_label_new(NULL);
    gtk_label_set_xalign(GTK_LABEL(label), 0);
    gtk_label_set_ellipsize(GTK_LABEL(label), PANGO_ELLIPSIZE_MIDDLE);
    gtk_label_set_width_chars(GTK_LABEL(label), 14);
    gtk_label_set_max_width_chars(GTK_LABEL(label), 14);
    gtk_list_item_set_child(item, label);
}

static void bind(GtkListItemFactory *factory, GtkListItem *item)
{
    GtkWidget *label = gtk_list_item_get_child(item);
    GtkStringObject *text = gtk_list_item_get_item(item);
    gtk_label_set_text(GTK_LABEL(label), gtk_string_object_get_string(text));
    gtk_widget_set_tooltip_text(label, gtk_string_object_get_string(text));
}

GtkListItemFactory *kkr_control_short_factory(void)
{
    GtkListItemFactory *factory = gtk_signal_list_item_factory_new();
    g_signal_connect(factory, "setup", G_CALLBACK(set_up), NULL);
    g_signal_connect(factory, "bind", G_CALLBACK(bind), NULL);
    return factory;
}

void kkr_control_align_titles(GtkColumnView *view, unsigned left)
{
    GtkWidget *header = gtk_widget_get_first_child(GTK_WIDGET(view));
    GtkWidget *title = gtk_widget_get_first_child(header);
    for (int i = 0; title; i++) {
        GtkWidget *box = gtk_widget_get_first_child(title);
        if (box && !(left & (1u << i)))
            gtk_widget_set_halign(box, GTK_ALIGN_END);
        title = gtk_widget_get_next_sibling(title);
    }
}

void kkr_control_font(GtkWidget *widget, char *family, size_t size)
{
    const PangoFontDescription *font =
        pango_context_get_font_description(gtk_widget_get_pango_context(widget));
    g_strlcpy(family, pango_font_description_get_family(font), size);
}
