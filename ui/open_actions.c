// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/open_actions.h"

#include <stdlib.h>

#include "ui/sample.h"

/* --- the dialog that is open ---------------------------------------------- */

#define CHOOSER "kkr-chooser"

static GtkFileChooserNative *chooser_of(KkrWindow *self)
{
    return g_object_get_data(G_OBJECT(self), CHOOSER);
}

static void forget_chooser(KkrWindow *self)
{
    GtkFileChooserNative *chooser = g_object_steal_data(G_OBJECT(self), CHOOSER);
    if (chooser) {
        gtk_native_dialog_destroy(GTK_NATIVE_DIALOG(chooser));
        g_object_unref(chooser);
    }
}

/* Keeps it until the answer: GTK does not keep native dialogs alive. */
static void show_chooser(KkrWindow *self, GtkFileChooserNative *chooser,
                         GCallback callback)
{
    g_object_set_data(G_OBJECT(self), CHOOSER, chooser);
    gtk_native_dialog_set_modal(GTK_NATIVE_DIALOG(chooser), TRUE);
    g_signal_connect(chooser, "response", callback, self);
    gtk_native_dialog_show(GTK_NATIVE_DIALOG(chooser));
}

/* --- actions --------------------------------------------------------------- */

static void open_recent(GSimpleAction *action, GVariant *value, void *user)
{
    KkrWindow *self = user;
    g_action_group_activate_action(G_ACTION_GROUP(self), "hide-message", NULL);
    kkr_keeper_open_recent(kkr_window_keeper(self), g_variant_get_string(value, NULL));
}

/* The same case with a file for its structure. */
static void open_structure(GSimpleAction *action, GVariant *value, void *user)
{
    KkrWindow *self = user;
    kkr_recipe_text *text = kkr_document_text(kkr_window_document(self));
    if (!text)
        return;
    free(text->forced[KKR_ROLE_STRUCTURE]);
    text->forced[KKR_ROLE_STRUCTURE] = kkr_strdup(g_variant_get_string(value, NULL));
    text->recipe.view = KKR_VIEW_PANELS;
    kkr_keeper_open_recipe(kkr_window_keeper(self), text, KKR_OPENING_FRESH);
}

static void on_structure(GtkNativeDialog *dialog, int response, KkrWindow *self)
{
    g_autoptr(GFile) file = gtk_file_chooser_get_file(GTK_FILE_CHOOSER(dialog));
    g_autofree char *path = file ? g_file_get_path(file) : NULL;
    if (response == GTK_RESPONSE_ACCEPT && path)
        g_action_group_activate_action(G_ACTION_GROUP(self), "structure-path",
                                       g_variant_new_string(path));
    forget_chooser(self);
}

static void choose_structure(GSimpleAction *action, GVariant *value, void *user)
{
    KkrWindow *self = user;
    if (chooser_of(self))
        return;
    GtkFileChooserNative *chooser =
        gtk_file_chooser_native_new("Structure of this potential", GTK_WINDOW(self),
                                    GTK_FILE_CHOOSER_ACTION_OPEN, "_Use", "_Cancel");
    show_chooser(self, chooser, G_CALLBACK(on_structure));
}

static void on_chosen(GtkNativeDialog *dialog, int response, KkrWindow *self)
{
    if (response == GTK_RESPONSE_ACCEPT) {
        g_autoptr(GListModel) files =
            gtk_file_chooser_get_files(GTK_FILE_CHOOSER(dialog));
        g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
        for (guint i = 0; i < g_list_model_get_n_items(files); i++) {
            g_autoptr(GFile) file = g_list_model_get_item(files, i);
            g_ptr_array_add(paths, g_file_get_path(file));
        }
        g_ptr_array_add(paths, NULL);
        if (paths->len > 1)
            kkr_window_open(self, (const char *const *)paths->pdata);
    }
    forget_chooser(self);
}

static void choose_folder(GSimpleAction *action, GVariant *value, void *user)
{
    KkrWindow *self = user;
    if (chooser_of(self))
        return;
    GtkFileChooserNative *chooser = gtk_file_chooser_native_new(
        "Open a KKR calculation", GTK_WINDOW(self),
        GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, "_Open", "_Cancel");
    gtk_file_chooser_set_select_multiple(GTK_FILE_CHOOSER(chooser), TRUE);
    g_autofree char *here = g_get_current_dir();
    g_autoptr(GFile) folder = g_file_new_for_path(here);
    gtk_file_chooser_set_current_folder(GTK_FILE_CHOOSER(chooser), folder, NULL);
    show_chooser(self, chooser, G_CALLBACK(on_chosen));
}

static void open_path(GSimpleAction *action, GVariant *value, void *user)
{
    const char *paths[] = { g_variant_get_string(value, NULL), NULL };
    kkr_window_open(user, paths);
}

static void open_sample(GSimpleAction *action, GVariant *value, void *user)
{
    g_autofree char *path = kkr_sample_find();
    const char *paths[] = { path, NULL };
    if (path)
        kkr_window_open(user, paths);
}

static gboolean on_drop(GtkDropTarget *target, const GValue *value, double x, double y,
                        KkrWindow *self)
{
    g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GSList) files = gdk_file_list_get_files(g_value_get_boxed(value));
    for (GSList *item = files; item; item = item->next) {
        char *path = g_file_get_path(item->data);
        if (path)
            g_ptr_array_add(paths, path);
    }
    g_ptr_array_add(paths, NULL);
    if (paths->len < 2)
        return FALSE;
    kkr_window_open(self, (const char *const *)paths->pdata);
    return TRUE;
}

void kkr_open_actions_add(KkrWindow *window)
{
    static const GActionEntry entries[] = {
        { .name = "open", .activate = choose_folder },
        { .name = "open-path", .activate = open_path, .parameter_type = "s" },
        { .name = "open-sample", .activate = open_sample },
        { .name = "structure", .activate = choose_structure },
        { .name = "structure-path", .activate = open_structure, .parameter_type = "s" },
        { .name = "open-recent", .activate = open_recent, .parameter_type = "s" },
    };
    GtkDropTarget *drop = gtk_drop_target_new(GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);
    g_action_map_add_action_entries(G_ACTION_MAP(window), entries,
                                    G_N_ELEMENTS(entries), window);
    g_signal_connect(drop, "drop", G_CALLBACK(on_drop), window);
    gtk_widget_add_controller(GTK_WIDGET(window), GTK_EVENT_CONTROLLER(drop));
    g_signal_connect(window, "destroy", G_CALLBACK(forget_chooser), NULL);
}
