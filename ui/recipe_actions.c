// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/recipe_actions.h"

#include "ui/recipe_file.h"

/* --- copy and save ------------------------------------------------------- */

static void on_copied(GObject *source, GAsyncResult *result, void *user)
{
    g_autoptr(KkrWindow) window = user;
    g_autoptr(GError) error = NULL;
    g_autofree char *text = kkr_recipe_file_write_finish(result, &error);
    if (!gtk_widget_get_mapped(GTK_WIDGET(window)))
        return; // closed meanwhile
    if (!text) {
        kkr_window_say(window, GTK_MESSAGE_ERROR, error->message, NULL);
        return;
    }
    gdk_clipboard_set_text(gtk_widget_get_clipboard(GTK_WIDGET(window)), text);
    kkr_window_say(window, GTK_MESSAGE_INFO, "The recipe is on the clipboard.",
                   "Saved as a file, kkrscope draws it: kkrscope figure FILE.recipe");
}

static void on_saved(GObject *source, GAsyncResult *result, void *user)
{
    g_autoptr(KkrWindow) window = user;
    g_autoptr(GError) error = NULL;
    g_autofree char *text = kkr_recipe_file_write_finish(result, &error);
    if (!gtk_widget_get_mapped(GTK_WIDGET(window)))
        return;
    if (text)
        kkr_window_say(window, GTK_MESSAGE_INFO, "The recipe is written.",
                       "Opened again, it shows the same picture.");
    else
        kkr_window_say(window, GTK_MESSAGE_ERROR, error->message, NULL);
}

static void write_recipe(KkrWindow *window, const char *path, GAsyncReadyCallback done)
{
    KkrDocument *document = kkr_window_document(window);
    if (kkr_document_case(document))
        kkr_document_write_recipe(document, path, done, g_object_ref(window));
}

static void copy_recipe(GSimpleAction *action, GVariant *value, void *user)
{
    write_recipe(user, NULL, on_copied);
}

static void save_path(GSimpleAction *action, GVariant *value, void *user)
{
    write_recipe(user, g_variant_get_string(value, NULL), on_saved);
}

/* --- dialogs ------------------------------------------------------------- */

static GtkFileChooser *new_dialog(KkrWindow *window, const char *title,
                                  GtkFileChooserAction action, const char *accept)
{
    GtkFileChooserNative *dialog = gtk_file_chooser_native_new(
        title, GTK_WINDOW(window), action, accept, "_Cancel");
    g_autoptr(GtkFileFilter) filter = gtk_file_filter_new();
    gtk_file_filter_set_name(filter, "Recipes");
    gtk_file_filter_add_pattern(filter, "*.recipe");
    if (action == GTK_FILE_CHOOSER_ACTION_OPEN) {
        gtk_file_filter_set_name(filter, "Recipes and figures");
        gtk_file_filter_add_suffix(filter, "png");
        gtk_file_filter_add_suffix(filter, "pdf");
        gtk_file_filter_add_suffix(filter, "svg");
    }
    gtk_file_chooser_add_filter(GTK_FILE_CHOOSER(dialog), filter);
    gtk_native_dialog_set_modal(GTK_NATIVE_DIALOG(dialog), TRUE);
    // kept until the answer, and gone with the window
    g_object_set_data_full(G_OBJECT(window), "recipe-dialog", dialog, g_object_unref);
    return GTK_FILE_CHOOSER(dialog);
}

/* The chosen path, NULL if there is none; the dialog is over. */
static char *end_dialog(KkrWindow *window, GtkNativeDialog *dialog, int response)
{
    g_autoptr(GFile) file = response == GTK_RESPONSE_ACCEPT
                                ? gtk_file_chooser_get_file(GTK_FILE_CHOOSER(dialog))
                                : NULL;
    char *path = file ? g_file_get_path(file) : NULL;
    gtk_native_dialog_destroy(dialog);
    g_object_set_data(G_OBJECT(window), "recipe-dialog", NULL);
    return path;
}

static void on_save_chosen(GtkNativeDialog *dialog, int response, KkrWindow *window)
{
    g_autofree char *path = end_dialog(window, dialog, response);
    if (path)
        write_recipe(window, path, on_saved);
}

static void on_open_chosen(GtkNativeDialog *dialog, int response, KkrWindow *window)
{
    g_autofree char *path = end_dialog(window, dialog, response);
    const char *paths[] = { path, NULL };
    if (path)
        kkr_window_open(window, paths);
}

static void save_recipe(GSimpleAction *action, GVariant *value, void *user)
{
    const kkr_case *object = kkr_document_case(kkr_window_document(user));
    if (!object || g_object_get_data(user, "recipe-dialog"))
        return;
    GtkFileChooser *dialog = new_dialog(user, "Save the recipe of this picture",
                                        GTK_FILE_CHOOSER_ACTION_SAVE, "_Save");
    g_autofree char *name = g_strconcat(object->name, ".recipe", NULL);
    gtk_file_chooser_set_current_name(dialog, g_strdelimit(name, ":/ ", '-'));
    g_signal_connect(dialog, "response", G_CALLBACK(on_save_chosen), user);
    gtk_native_dialog_show(GTK_NATIVE_DIALOG(dialog));
}

static void open_recipe(GSimpleAction *action, GVariant *value, void *user)
{
    if (g_object_get_data(user, "recipe-dialog"))
        return;
    GtkFileChooser *dialog = new_dialog(user, "Open a recipe, or a figure made here",
                                        GTK_FILE_CHOOSER_ACTION_OPEN, "_Open");
    g_signal_connect(dialog, "response", G_CALLBACK(on_open_chosen), user);
    gtk_native_dialog_show(GTK_NATIVE_DIALOG(dialog));
}

/* --- start over ---------------------------------------------------------- */

static void start_over(GSimpleAction *action, GVariant *value, void *user)
{
    KkrDocument *document = kkr_window_document(user);
    if (kkr_document_case(document))
        kkr_document_start_over(document);
}

void kkr_recipe_actions_add(KkrWindow *window)
{
    static const GActionEntry entries[] = {
        { .name = "copy-recipe", .activate = copy_recipe },
        { .name = "save-recipe", .activate = save_recipe },
        { .name = "save-recipe-path", .activate = save_path, .parameter_type = "s" },
        { .name = "open-recipe", .activate = open_recipe },
        { .name = "start-over", .activate = start_over },
    };
    g_action_map_add_action_entries(G_ACTION_MAP(window), entries,
                                    G_N_ELEMENTS(entries), window);
    kkr_recipe_actions_update(window);
}

void kkr_recipe_actions_update(KkrWindow *window)
{
    static const char *const need_case[] = { "copy-recipe", "save-recipe",
                                             "save-recipe-path", "start-over" };
    bool open = kkr_document_case(kkr_window_document(window)) != NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(need_case); i++)
        g_simple_action_set_enabled(G_SIMPLE_ACTION(g_action_map_lookup_action(
                                        G_ACTION_MAP(window), need_case[i])),
                                    open);
}
