// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/model_actions.h"

#include <string.h>

typedef struct Places {
    KkrWindow *window;
    KkrFeaturesStage *stage;
} Places;

static void change_chosen(GSimpleAction *action, GVariant *value, void *user)
{
    g_simple_action_set_state(action, value);
}

/* A few kilobytes: it is written at once. */
static void save(const Places *places, const char *path)
{
    const KkrFit *fit = kkr_features_stage_fit(places->stage);
    kkr_error err = { 0 };
    if (!fit) {
        kkr_window_say(places->window, GTK_MESSAGE_WARNING,
                       "There is no model yet: the page Model of the view Features "
                       "makes one.",
                       NULL);
        return;
    }
    KKR_AUTO(kkr_output) output = kkr_output_new(path, &err);
    if (output && kkr_jl_model_write(kkr_jl_fit_model(fit->fit), output, &err) &&
        kkr_output_commit(output, &err))
        kkr_window_say(places->window, GTK_MESSAGE_INFO, "The model is written.",
                       "Elsewhere: kkrscope plane CASE --model FILE, and the like.");
    else
        kkr_window_say(places->window, GTK_MESSAGE_ERROR, err.message, NULL);
}

static void save_path(GSimpleAction *action, GVariant *value, void *user)
{
    save(user, g_variant_get_string(value, NULL));
}

static void on_save_chosen(GtkNativeDialog *dialog, int response, const Places *places)
{
    g_autoptr(GFile) file = gtk_file_chooser_get_file(GTK_FILE_CHOOSER(dialog));
    g_autofree char *path = file ? g_file_get_path(file) : NULL;
    if (response == GTK_RESPONSE_ACCEPT && path)
        save(places, path);
    gtk_native_dialog_destroy(dialog);
    g_object_unref(dialog);
}

static void save_dialog(GSimpleAction *action, GVariant *value, void *user)
{
    Places *places = user;
    // kept until the answer: GTK does not keep native dialogs alive
    GtkFileChooserNative *dialog =
        gtk_file_chooser_native_new("Save model", GTK_WINDOW(places->window),
                                    GTK_FILE_CHOOSER_ACTION_SAVE, "_Save", "_Cancel");
    gtk_file_chooser_set_current_name(GTK_FILE_CHOOSER(dialog), "model.h5");
    gtk_native_dialog_set_modal(GTK_NATIVE_DIALOG(dialog), TRUE);
    g_signal_connect(dialog, "response", G_CALLBACK(on_save_chosen), places);
    gtk_native_dialog_show(GTK_NATIVE_DIALOG(dialog));
}

/* --- a model as V - V0 ---------------------------------------------------- */

/* What it was fitted to is what it predicts: its V0 comes with it. */
static void set_model(GSimpleAction *action, GVariant *value, void *user)
{
    Places *places = user;
    KkrDocument *document = kkr_window_document(places->window);
    const char *path = g_variant_get_string(value, NULL);
    kkr_recipe next = *kkr_document_recipe(document);
    kkr_error err = { 0 };
    KKR_AUTO(kkr_jl_model) model = *path ? kkr_jl_model_read(path, &err) : NULL;
    if (!kkr_document_case(document))
        return;
    if (!err.code && strlen(path) >= sizeof next.model)
        kkr_fail(&err, KKR_ERROR_USAGE, "the path of the model is too long: %s", path);
    if (err.code) {
        kkr_window_say(places->window, GTK_MESSAGE_ERROR, err.message,
                       "What was there before is still shown.");
        return;
    }
    memset(next.model, 0, sizeof next.model); // recipes are compared as a whole
    memcpy(next.model, path, strlen(path));
    if (model) {
        next.reference = model->reference;
        next.sampler.mode = model->mode;
        next.sampler.channel = model->channel;
    }
    kkr_document_edit(document, &next, NULL);
}

static void on_model_chosen(GtkNativeDialog *dialog, int response, const Places *places)
{
    g_autoptr(GFile) file = gtk_file_chooser_get_file(GTK_FILE_CHOOSER(dialog));
    g_autofree char *path = file ? g_file_get_path(file) : NULL;
    if (response == GTK_RESPONSE_ACCEPT && path)
        g_action_group_activate_action(G_ACTION_GROUP(places->window), "model-path",
                                       g_variant_new_string(path));
    gtk_native_dialog_destroy(dialog);
    g_object_unref(dialog);
}

static void choose_model(GSimpleAction *action, GVariant *value, void *user)
{
    Places *places = user;
    GtkFileChooserNative *dialog = gtk_file_chooser_native_new(
        "Model of V \u2212 V\u2080", GTK_WINDOW(places->window),
        GTK_FILE_CHOOSER_ACTION_OPEN, "_Show", "_Cancel");
    gtk_native_dialog_set_modal(GTK_NATIVE_DIALOG(dialog), TRUE);
    g_signal_connect(dialog, "response", G_CALLBACK(on_model_chosen), places);
    gtk_native_dialog_show(GTK_NATIVE_DIALOG(dialog));
}

static const GActionEntry entries[] = {
    { .name = "features-chosen",
      .state = "''",
      .change_state = change_chosen,
      .parameter_type = "s" },
    { .name = "save-model", .activate = save_dialog },
    { .name = "save-model-path", .activate = save_path, .parameter_type = "s" },
    { .name = "model", .activate = choose_model },
    { .name = "model-path", .activate = set_model, .parameter_type = "s" },
};

void kkr_model_actions_add(KkrWindow *window, KkrFeaturesStage *stage)
{
    Places *places = g_new(Places, 1);
    *places = (Places){ window, stage };
    g_object_set_data_full(G_OBJECT(stage), "model-actions", places, g_free);
    g_action_map_add_action_entries(G_ACTION_MAP(window), entries,
                                    G_N_ELEMENTS(entries), places);
}
