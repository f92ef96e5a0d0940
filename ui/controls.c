// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/controls.h"

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

void kkr_control_clear_box(GtkWidget *box)
{
    GtkWidget *child;
    while ((child = gtk_widget_get_first_child(box)))
        gtk_box_remove(GTK_BOX(box), child);
}
