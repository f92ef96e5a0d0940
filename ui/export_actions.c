// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/export_actions.h"

#include <stdlib.h>

static void on_exported(GObject *source, GAsyncResult *result, void *user)
{
    g_autoptr(KkrWindow) window = user;
    g_autoptr(GError) error = NULL;
    bool written = kkr_document_export_finish(KKR_DOCUMENT(source), result, &error);
    if (!gtk_widget_get_mapped(GTK_WIDGET(window)))
        return; // closed meanwhile
    if (!written) {
        kkr_window_say(window, GTK_MESSAGE_ERROR, error->message, NULL);
        return;
    }
    kkr_window_say(window, GTK_MESSAGE_INFO, "The figure is written.",
                   "The same from a shell: kkrscope figure --help");
}

static void export_to(KkrWindow *window, const char *path, kkr_profile profile)
{
    kkr_document_export(kkr_window_document(window), path, profile, on_exported,
                        g_object_ref(window));
}

static void on_export_chosen(GtkNativeDialog *dialog, int response, KkrWindow *window)
{
    GtkFileChooser *chooser = GTK_FILE_CHOOSER(dialog);
    if (response == GTK_RESPONSE_ACCEPT) {
        g_autoptr(GFile) file = gtk_file_chooser_get_file(chooser);
        g_autofree char *path = file ? g_file_get_path(file) : NULL;
        const char *choice = gtk_file_chooser_get_choice(chooser, "profile");
        int profile = choice ? atoi(choice) : KKR_PROFILE_JOURNAL_2COL;
        if (path)
            export_to(window, path, (kkr_profile)profile);
    }
    gtk_native_dialog_destroy(dialog);
    g_object_set_data(G_OBJECT(window), "export-dialog", NULL);
}

static void choose_export(GSimpleAction *action, GVariant *value, void *user)
{
    static const char *const ids[] = { "1", "0", "2", "3", NULL };
    static const char *const sizes[] = { "Journal, two columns (183 mm)",
                                         "Journal, one column (89 mm)",
                                         "Half a slide (72 mm)", "A whole slide",
                                         NULL };
    KkrWindow *window = user;
    const kkr_case *object = kkr_document_case(kkr_window_document(window));
    if (!object || g_object_get_data(user, "export-dialog"))
        return;
    GtkFileChooserNative *dialog =
        gtk_file_chooser_native_new("Export as PDF, SVG or PNG", GTK_WINDOW(window),
                                    GTK_FILE_CHOOSER_ACTION_SAVE, "_Export", "_Cancel");
    GtkFileChooser *chooser = GTK_FILE_CHOOSER(dialog);
    g_autofree char *name = g_strconcat(object->name, ".pdf", NULL);
    gtk_file_chooser_set_current_name(chooser, g_strdelimit(name, ":/ ", '-'));
    gtk_file_chooser_add_choice(chooser, "profile", "Size", (const char **)ids,
                                (const char **)sizes);
    gtk_file_chooser_set_choice(chooser, "profile", ids[0]);
    gtk_native_dialog_set_modal(GTK_NATIVE_DIALOG(dialog), TRUE);
    g_signal_connect(dialog, "response", G_CALLBACK(on_export_chosen), window);
    // kept until the answer, and gone with the window
    g_object_set_data_full(user, "export-dialog", dialog, g_object_unref);
    gtk_native_dialog_show(GTK_NATIVE_DIALOG(dialog));
}

static void export_path(GSimpleAction *action, GVariant *value, void *user)
{
    KkrWindow *window = user;
    if (kkr_document_case(kkr_window_document(window)))
        export_to(window, g_variant_get_string(value, NULL), KKR_PROFILE_JOURNAL_2COL);
}

void kkr_export_actions_add(KkrWindow *window)
{
    static const GActionEntry entries[] = {
        { .name = "export", .activate = choose_export },
        { .name = "export-path", .activate = export_path, .parameter_type = "s" },
    };
    g_action_map_add_action_entries(G_ACTION_MAP(window), entries,
                                    G_N_ELEMENTS(entries), window);
}
