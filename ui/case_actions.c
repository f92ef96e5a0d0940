// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/case_actions.h"

#include "ui/actions.h"
#include "ui/view.h"

int kkr_case_l_max(const kkr_case *object)
{
    int lm_max = 1, l = 0;
    for (int i = 0; i < object->n_sites; i++)
        for (int spin = 0; spin < object->n_spin; spin++)
            if (object->sites[i].entry[spin])
                lm_max = MAX(lm_max, object->sites[i].entry[spin]->lm_max);
    while ((l + 2) * (l + 2) <= lm_max)
        l++;
    return l;
}

static void center_site(GSimpleAction *action, GVariant *value, void *user)
{
    KkrDocument *document = kkr_action_document(action);
    const kkr_case *object = kkr_document_case(document);
    int site = g_variant_get_int32(value) - 1;
    if (!object || site < 0 || site >= object->n_sites)
        return;
    kkr_recipe next = *kkr_document_recipe(document);
    kkr_vec3 position = object->sites[site].position;
    kkr_view_set_offset(&next, kkr_vec3_dot(position, next.plane.n));
    kkr_vec3 from = kkr_vec3_sub(position, next.plane.origin);
    next.center_s = kkr_vec3_dot(from, next.plane.u);
    next.center_t = kkr_vec3_dot(from, next.plane.v);
    kkr_document_edit(document, &next, NULL);
}

static void change_l_max(GSimpleAction *action, GVariant *value, void *user)
{
    KkrDocument *document = kkr_action_document(action);
    const kkr_case *object = kkr_document_case(document);
    int l = g_variant_get_int32(value);
    if (!object || l < -1)
        return;
    kkr_recipe next = *kkr_document_recipe(document);
    next.sampler.l_max = l >= kkr_case_l_max(object) ? -1 : l;
    kkr_document_edit(document, &next, "l-max");
}

static void set_reference_path(GSimpleAction *action, GVariant *value, void *user)
{
    kkr_document_set_reference_file(kkr_action_document(action),
                                    g_variant_get_string(value, NULL));
}

static const char chooser_key[] = "kkr-reference-chooser";

static void on_chosen(GtkNativeDialog *dialog, int response, GtkWidget *stage)
{
    g_autoptr(GFile) file = gtk_file_chooser_get_file(GTK_FILE_CHOOSER(dialog));
    g_autofree char *path = file ? g_file_get_path(file) : NULL;
    gtk_native_dialog_hide(dialog);
    if (response == GTK_RESPONSE_ACCEPT && path)
        gtk_widget_activate_action(stage, "win.reference-path", "s", path);
    g_object_set_data(G_OBJECT(stage), chooser_key, NULL);
}

static void choose_reference(GSimpleAction *action, GVariant *value, void *user)
{
    GtkRoot *root = gtk_widget_get_root(user);
    if (!root || g_object_get_data(user, chooser_key))
        return;
    GtkFileChooserNative *chooser = gtk_file_chooser_native_new(
        "Potential to compare with", GTK_WINDOW(root), GTK_FILE_CHOOSER_ACTION_OPEN,
        "_Compare", "_Cancel");
    gtk_native_dialog_set_modal(GTK_NATIVE_DIALOG(chooser), TRUE);
    g_signal_connect(chooser, "response", G_CALLBACK(on_chosen), user);
    // kept until the answer: GTK does not keep native dialogs alive
    g_object_set_data_full(user, chooser_key, chooser, g_object_unref);
    gtk_native_dialog_show(GTK_NATIVE_DIALOG(chooser));
}

void kkr_case_actions_add(GActionMap *map, KkrDocument *document, KkrStage *stage)
{
    kkr_action_add(map, document,
                   g_simple_action_new_stateful("l-max", G_VARIANT_TYPE_INT32,
                                                g_variant_new_int32(-1)),
                   "change-state", G_CALLBACK(change_l_max), stage);
    kkr_action_add(map, document,
                   g_simple_action_new("center-site", G_VARIANT_TYPE_INT32), "activate",
                   G_CALLBACK(center_site), stage);
    kkr_action_add(map, document,
                   g_simple_action_new("reference-path", G_VARIANT_TYPE_STRING),
                   "activate", G_CALLBACK(set_reference_path), stage);
    kkr_action_add(map, document, g_simple_action_new("reference-file", NULL),
                   "activate", G_CALLBACK(choose_reference), stage);
}

void kkr_case_actions_update(GActionMap *map, KkrDocument *document)
{
    static const char *const need_case[] = { "l-max", "center-site", "reference-path",
                                             "reference-file" };
    const kkr_recipe *recipe = kkr_document_recipe(document);
    kkr_action_set_state(map, "l-max", g_variant_new_int32(recipe->sampler.l_max));
    for (size_t i = 0; i < G_N_ELEMENTS(need_case); i++)
        kkr_action_enable(map, need_case[i], kkr_document_case(document) != NULL);
}
