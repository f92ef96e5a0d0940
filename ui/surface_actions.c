// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/surface_actions.h"

#include <math.h>

#include "ui/actions.h"

void kkr_surface_set_levels(KkrDocument *document, const double *levels, int n,
                            const char *step)
{
    kkr_recipe next = *kkr_document_recipe(document);
    kkr_surface_style *style = &next.surfaces;
    kkr_quantity q = next.active;
    style->n_levels[q] = 0;
    for (int i = 0; i < KKR_SURFACE_LEVELS; i++)
        style->level[q][i] = 0;
    for (int i = 0; i < n && i < KKR_SURFACE_LEVELS; i++)
        if (fabs(levels[i]) <= 1e9) // not NaN either
            style->level[q][style->n_levels[q]++] = levels[i];
    kkr_document_edit(document, &next, step);
}

static void change_surface(GSimpleAction *action, GVariant *value, void *user)
{
    KkrDocument *document = kkr_action_document(action);
    kkr_recipe next = *kkr_document_recipe(document);
    next.surfaces.shown[next.active] = g_variant_get_boolean(value);
    kkr_document_edit(document, &next, NULL);
}

static void set_level(GSimpleAction *action, GVariant *value, void *user)
{
    double level = g_variant_get_double(value);
    kkr_surface_set_levels(kkr_action_document(action), &level, 1, NULL);
}

static void set_levels(GSimpleAction *action, GVariant *value, void *user)
{
    gsize n;
    const double *levels = g_variant_get_fixed_array(value, &n, sizeof *levels);
    kkr_surface_set_levels(kkr_action_document(action), levels, (int)MIN(n, 3), NULL);
}

static void set_opacity(GSimpleAction *action, GVariant *value, void *user)
{
    KkrDocument *document = kkr_action_document(action);
    kkr_recipe next = *kkr_document_recipe(document);
    double opacity = g_variant_get_double(value);
    if (!(opacity > 0))
        return;
    next.surfaces.opacity = CLAMP(opacity, 0.05, 1);
    kkr_document_edit(document, &next, "surface-opacity");
}

static void set_repeat(GSimpleAction *action, GVariant *value, void *user)
{
    KkrDocument *document = kkr_action_document(action);
    kkr_recipe next = *kkr_document_recipe(document);
    int n[3];
    g_variant_get(value, "(iii)", &n[0], &n[1], &n[2]);
    for (int a = 0; a < 3; a++)
        next.surfaces.repeat[a] = CLAMP(n[a], 1, 16);
    kkr_document_edit(document, &next, NULL);
}

void kkr_surface_actions_add(GActionMap *map, KkrDocument *document)
{
    kkr_action_add(
        map, document,
        g_simple_action_new_stateful("surface", NULL, g_variant_new_boolean(FALSE)),
        "change-state", G_CALLBACK(change_surface), NULL);
    const struct {
        const char *name, *type;
        void (*activate)(GSimpleAction *, GVariant *, void *);
    } plain[] = { { "surface-level", "d", set_level },
                  { "surface-levels", "ad", set_levels },
                  { "surface-opacity", "d", set_opacity },
                  { "surface-repeat", "(iii)", set_repeat } };
    for (size_t i = 0; i < G_N_ELEMENTS(plain); i++)
        kkr_action_add(
            map, document,
            g_simple_action_new(plain[i].name, (const GVariantType *)plain[i].type),
            "activate", G_CALLBACK(plain[i].activate), NULL);
}

void kkr_surface_actions_update(GActionMap *map, KkrDocument *document)
{
    static const char *const all[] = { "surface",        "surface-level",
                                       "surface-levels", "surface-opacity",
                                       "surface-colour", "surface-cut",
                                       "surface-extent", "surface-repeat" };
    const kkr_recipe *recipe = kkr_document_recipe(document);
    bool enabled = kkr_document_case(document) && recipe->view == KKR_VIEW_PANELS;
    kkr_action_set_state(map, "surface",
                         g_variant_new_boolean(recipe->surfaces.shown[recipe->active]));
    for (size_t i = 0; i < G_N_ELEMENTS(all); i++)
        kkr_action_enable(map, all[i], enabled);
}
