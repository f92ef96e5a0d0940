// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/check_actions.h"

#include "core/check.h"
#include "ui/actions.h"

static void change_item(GSimpleAction *action, GVariant *value, void *user)
{
    KkrDocument *document = kkr_action_document(action);
    kkr_recipe next = *kkr_document_recipe(document);
    const char *id = g_variant_get_string(value, NULL);
    if (strlen(id) >= sizeof next.check.item)
        return;
    g_strlcpy(next.check.item, id, sizeof next.check.item);
    kkr_document_edit(document, &next, NULL);
}

static void change_site(GSimpleAction *action, GVariant *value, void *user)
{
    KkrDocument *document = kkr_action_document(action);
    const kkr_case *object = kkr_document_case(document);
    kkr_recipe next = *kkr_document_recipe(document);
    next.check.site = g_variant_get_int32(value);
    if (object && next.check.site >= 0 && next.check.site <= object->n_sites)
        kkr_document_edit(document, &next, NULL);
}

static void change_grid(GSimpleAction *action, GVariant *value, void *user)
{
    KkrDocument *document = kkr_action_document(action);
    kkr_recipe next = *kkr_document_recipe(document);
    next.check.grid = g_variant_get_int32(value);
    if (next.check.grid >= KKR_CHECK_GRID_LEAST &&
        next.check.grid <= KKR_CHECK_GRID_MOST)
        kkr_document_edit(document, &next, "check-grid");
}

void kkr_check_actions_add(GActionMap *map, KkrDocument *document)
{
    const struct {
        const char *name;
        GVariant *state;
        void (*change)(GSimpleAction *, GVariant *, void *);
    } all[] = {
        { "check-item", g_variant_new_string(""), change_item },
        { "check-site", g_variant_new_int32(0), change_site },
        { "check-grid", g_variant_new_int32(0), change_grid },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(all); i++)
        kkr_action_add(map, document,
                       g_simple_action_new_stateful(
                           all[i].name, g_variant_get_type(all[i].state), all[i].state),
                       "change-state", G_CALLBACK(all[i].change), NULL);
}

void kkr_check_actions_update(GActionMap *map, KkrDocument *document)
{
    const kkr_check_look *look = &kkr_document_recipe(document)->check;
    const char *const names[] = { "check-item", "check-site", "check-grid" };
    kkr_action_set_state(map, names[0], g_variant_new_string(look->item));
    kkr_action_set_state(map, names[1], g_variant_new_int32(look->site));
    kkr_action_set_state(map, names[2], g_variant_new_int32(look->grid));
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        kkr_action_enable(map, names[i], kkr_document_case(document) != NULL);
}
