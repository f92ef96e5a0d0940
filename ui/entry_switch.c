// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/entry_switch.h"

#include "ui/controls.h"
#include "ui/walk.h"

typedef struct Switch {
    KkrDocument *document;
    GtkWidget *box;
    GtkLabel *name, *place;
} Switch;

static void follow(Switch *self)
{
    const KkrWalk *walk = kkr_walk_of(self->document);
    const kkr_dataset_order *order = walk ? kkr_walk_order(self->document, NULL) : NULL;
    gtk_widget_set_visible(self->box, walk != NULL);
    if (!walk)
        return;
    bool at_entry = walk->here >= 0;
    int position = at_entry && order ? order->position[walk->here] : -1;
    g_autofree char *name = at_entry
                                ? kkr_walk_name(&walk->dataset->rows[walk->here])
                                : g_strdup(kkr_document_case(self->document)->name);
    g_autofree char *place = position >= 0
                                 ? g_strdup_printf("%d of %d", position + 1, order->n)
                                 : g_strdup("");
    gtk_label_set_text(self->name, name);
    gtk_label_set_text(self->place, place);
}

static GtkLabel *add_label(GtkWidget *box, const char *class)
{
    GtkWidget *label = gtk_label_new(NULL);
    gtk_widget_add_css_class(label, class);
    gtk_box_append(GTK_BOX(box), label);
    return GTK_LABEL(label);
}

static void add_button(Switch *self, GtkWidget *button, const char *action,
                       const char *label, const char *tooltip)
{
    gtk_actionable_set_action_name(GTK_ACTIONABLE(button), action);
    kkr_control_name(button, label, tooltip);
    gtk_box_append(GTK_BOX(self->box), button);
}

static void free_switch(void *data)
{
    Switch *self = data;
    g_signal_handlers_disconnect_by_data(self->document, self);
    g_object_unref(self->document);
    g_free(self);
}

GtkWidget *kkr_entry_switch_new(KkrDocument *document)
{
    Switch *self = g_new0(Switch, 1);
    self->document = g_object_ref(document);
    self->box = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 0);
    gtk_widget_add_css_class(self->box, "linked");
    GtkWidget *entry = gtk_button_new();
    GtkWidget *labels = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 8);
    gtk_widget_set_halign(labels, GTK_ALIGN_CENTER);
    gtk_widget_add_css_class(entry, "entry");
    self->name = add_label(labels, "title");
    self->place = add_label(labels, "dim");
    gtk_button_set_child(GTK_BUTTON(entry), labels);
    add_button(self, gtk_button_new_from_icon_name("go-previous-symbolic"),
               "win.previous-entry", "Previous entry", "Previous entry (Alt+Left)");
    add_button(self, entry, "win.dataset-map", "Entry of the data set",
               "All entries of the data set, and back (D)");
    add_button(self, gtk_button_new_from_icon_name("go-next-symbolic"),
               "win.next-entry", "Next entry", "Next entry (Alt+Right)");
    g_signal_connect_swapped(document, "opened", G_CALLBACK(follow), self);
    g_signal_connect_swapped(document, "changed", G_CALLBACK(follow), self);
    g_object_set_data_full(G_OBJECT(self->box), "kkr-switch", self, free_switch);
    follow(self);
    return self->box;
}

void kkr_entry_switch_set_compact(GtkWidget *box, bool compact)
{
    Switch *self = g_object_get_data(G_OBJECT(box), "kkr-switch");
    gtk_widget_set_visible(GTK_WIDGET(self->place), !compact);
}
