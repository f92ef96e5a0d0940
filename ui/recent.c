// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/recent.h"

enum { MENU_LENGTH = 10, LIST_LENGTH = 5 };

/* A folder as people write it: "~/cu/ag". */
static char *place_of(const KkrRecent *recent)
{
    const char *home = g_get_home_dir();
    g_autofree char *shown = g_filename_display_name(recent->place);
    if (g_str_has_prefix(shown, home) && shown[strlen(home)] == '/')
        return g_strconcat("~", shown + strlen(home), NULL);
    return g_steal_pointer(&shown);
}

/* "_" marks keys in menus: one that is meant is doubled. */
static char *label_of(const KkrRecent *recent)
{
    g_autofree char *place = place_of(recent);
    g_autofree char *text = g_strdup_printf("%s – %s", recent->name, place);
    g_auto(GStrv) parts = g_strsplit(text, "_", -1);
    return g_strjoinv("__", parts);
}

void kkr_recent_fill_menu(GMenu *menu, KkrSession *session)
{
    g_menu_remove_all(menu);
    if (!session)
        return;
    g_autoptr(GPtrArray) list = kkr_session_recent(session, MENU_LENGTH);
    for (guint i = 0; i < list->len; i++) {
        const KkrRecent *recent = list->pdata[i];
        g_autofree char *label = label_of(recent);
        g_autoptr(GMenuItem) item = g_menu_item_new(label, NULL);
        g_menu_item_set_action_and_target(item, "win.open-recent", "s", recent->key);
        g_menu_append_item(menu, item);
    }
}

static GtkWidget *new_row(const KkrRecent *recent)
{
    g_autofree char *place = place_of(recent);
    g_autofree char *tip = g_filename_display_name(recent->place);
    GtkWidget *row = gtk_button_new();
    GtkWidget *box = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 12);
    GtkWidget *name = gtk_label_new(recent->name), *folder = gtk_label_new(place);
    gtk_label_set_ellipsize(GTK_LABEL(folder), PANGO_ELLIPSIZE_START);
    gtk_label_set_max_width_chars(GTK_LABEL(folder), 48);
    gtk_label_set_xalign(GTK_LABEL(name), 0);
    gtk_label_set_width_chars(GTK_LABEL(name), 7);
    gtk_widget_add_css_class(folder, "dim");
    gtk_box_append(GTK_BOX(box), name);
    gtk_box_append(GTK_BOX(box), folder);
    gtk_button_set_child(GTK_BUTTON(row), box);
    gtk_widget_add_css_class(row, "flat");
    gtk_widget_add_css_class(row, "recent");
    gtk_widget_set_tooltip_text(row, tip);
    gtk_accessible_update_property(GTK_ACCESSIBLE(row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                   recent->name, -1);
    gtk_actionable_set_action_name(GTK_ACTIONABLE(row), "win.open-recent");
    gtk_actionable_set_action_target(GTK_ACTIONABLE(row), "s", recent->key);
    return row;
}

void kkr_recent_fill_page(GtkWidget *list, GtkButton *reopen, KkrSession *session,
                          gboolean as_left)
{
    for (GtkWidget *row; (row = gtk_widget_get_first_child(list));)
        gtk_box_remove(GTK_BOX(list), row);
    g_autoptr(GPtrArray) known =
        session ? kkr_session_recent(session, LIST_LENGTH + 1) : g_ptr_array_new();
    gtk_widget_set_visible(GTK_WIDGET(reopen), known->len > 0);
    gtk_widget_set_visible(list, known->len > 1);
    if (known->len == 0)
        return;
    const KkrRecent *newest = known->pdata[0];
    g_autofree char *label = g_strdup_printf(
        as_left ? "Reopen %s as You Left It" : "Reopen %s", newest->name);
    g_autofree char *tip = g_filename_display_name(newest->place);
    gtk_button_set_label(reopen, label);
    gtk_widget_set_tooltip_text(GTK_WIDGET(reopen), tip);
    gtk_actionable_set_action_target(GTK_ACTIONABLE(reopen), "s", newest->key);
    for (guint i = 1; i < known->len; i++)
        gtk_box_append(GTK_BOX(list), new_row(known->pdata[i]));
}
