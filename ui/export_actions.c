// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/export_actions.h"

#include "ui/export_dialog.h"

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

void kkr_export_run(KkrWindow *window, kkr_recipe_text *text, const char *path)
{
    kkr_document_export(kkr_window_document(window), text, path, on_exported,
                        g_object_ref(window));
}

static void show_dialog(GSimpleAction *action, GVariant *value, void *user)
{
    if (kkr_document_case(kkr_window_document(user)))
        kkr_export_dialog_show(user);
}

static void export_path(GSimpleAction *action, GVariant *value, void *user)
{
    kkr_recipe_text *text = kkr_document_text(kkr_window_document(user));
    if (!text)
        return;
    text->recipe.dark = false; // of the theme; paper is white
    kkr_export_run(user, text, g_variant_get_string(value, NULL));
}

void kkr_export_actions_add(KkrWindow *window)
{
    static const GActionEntry entries[] = {
        { .name = "export", .activate = show_dialog },
        { .name = "export-path", .activate = export_path, .parameter_type = "s" },
    };
    g_action_map_add_action_entries(G_ACTION_MAP(window), entries,
                                    G_N_ELEMENTS(entries), window);
}
