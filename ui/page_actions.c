// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/page_actions.h"

#include "ui/actions.h"

static void change_profile(GSimpleAction *action, GVariant *value, void *user)
{
    KkrDocument *document = kkr_action_document(action);
    kkr_recipe next = *kkr_document_recipe(document);
    for (int i = 0; i < KKR_PROFILE_COUNT; i++)
        if (g_str_equal(kkr_profile_name((kkr_profile)i),
                        g_variant_get_string(value, NULL)))
            next.profile = (kkr_profile)i;
    kkr_document_edit(document, &next, NULL);
}

/* Lengths that are none leave the recipe alone; the entry then shows it again. */
static void change_size(GSimpleAction *action, GVariant *value, void *user)
{
    KkrDocument *document = kkr_action_document(action);
    double mm = g_variant_get_double(value);
    kkr_recipe next = *kkr_document_recipe(document);
    if (!(mm == 0 || (mm >= 1 && mm <= 10000)))
        return;
    *(double *)((char *)&next + (size_t)user) = mm;
    kkr_document_edit(document, &next, NULL);
}

static void change_dpi(GSimpleAction *action, GVariant *value, void *user)
{
    KkrDocument *document = kkr_action_document(action);
    double dpi = g_variant_get_double(value);
    kkr_recipe next = *kkr_document_recipe(document);
    if (!(dpi >= 10 && dpi <= 2400))
        return;
    next.dpi = dpi;
    kkr_document_edit(document, &next, NULL);
}

static void add(GActionMap *map, KkrDocument *document, const char *name,
                GVariant *state, GCallback callback, size_t offset)
{
    kkr_action_add(map, document,
                   g_simple_action_new_stateful(name, g_variant_get_type(state), state),
                   "change-state", callback, (void *)offset);
}

void kkr_page_actions_add(GActionMap *map, KkrDocument *document)
{
    add(map, document, "page-profile", g_variant_new_string("journal-2col"),
        G_CALLBACK(change_profile), 0);
    add(map, document, "page-width", g_variant_new_double(0), G_CALLBACK(change_size),
        offsetof(kkr_recipe, width_mm));
    add(map, document, "page-height", g_variant_new_double(0), G_CALLBACK(change_size),
        offsetof(kkr_recipe, height_mm));
    add(map, document, "page-dpi", g_variant_new_double(300), G_CALLBACK(change_dpi),
        0);
}

void kkr_page_actions_update(GActionMap *map, KkrDocument *document)
{
    const kkr_recipe *recipe = kkr_document_recipe(document);
    kkr_action_set_state(map, "page-profile",
                         g_variant_new_string(kkr_profile_name(recipe->profile)));
    kkr_action_set_state(map, "page-width", g_variant_new_double(recipe->width_mm));
    kkr_action_set_state(map, "page-height", g_variant_new_double(recipe->height_mm));
    kkr_action_set_state(map, "page-dpi", g_variant_new_double(recipe->dpi));
}
