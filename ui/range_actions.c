// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/range_actions.h"

#include "core/colormap.h"
#include "ui/actions.h"
#include "ui/range.h"

static const char *const scale_words[] = { "linear", "log", "symlog", "asinh", NULL };
static const char *const range_words[] = { "full", "percentile", "decades", "fixed",
                                           NULL };

static int word_index(const char *const *words, GVariant *value)
{
    const char *word = g_variant_get_string(value, NULL);
    for (int i = 0; words[i]; i++)
        if (g_str_equal(words[i], word))
            return i;
    return -1;
}

static void set_kind(KkrDocument *document, kkr_scale_kind kind)
{
    kkr_recipe next = *kkr_document_recipe(document);
    kkr_range_set_kind(&next, kkr_document_recipe(document)->active, kind,
                       kkr_document_picture(document));
    kkr_document_edit(document, &next, NULL);
}

static void change_scale(GSimpleAction *action, GVariant *value, void *user)
{
    int kind = word_index(scale_words, value);
    if (kind >= 0)
        set_kind(kkr_action_document(action), (kkr_scale_kind)kind);
}

static void next_scale(GSimpleAction *action, GVariant *value, void *user)
{
    static const kkr_scale_kind after[] = {
        [KKR_SCALE_LOG] = KKR_SCALE_LINEAR,
        [KKR_SCALE_SYMLOG] = KKR_SCALE_ASINH,
        [KKR_SCALE_ASINH] = KKR_SCALE_LINEAR,
    };
    KkrDocument *document = kkr_action_document(action);
    const kkr_scale *scale = kkr_range_scale(kkr_document_recipe(document),
                                             kkr_document_recipe(document)->active);
    kkr_scale_kind kind = scale->kind == KKR_SCALE_LINEAR
                              ? (scale->is_signed ? KKR_SCALE_SYMLOG : KKR_SCALE_LOG)
                              : after[scale->kind];
    set_kind(document, kind);
}

static void fit(KkrDocument *document, KkrRangeFit how)
{
    const KkrPicture *picture = kkr_document_picture(document);
    kkr_recipe next = *kkr_document_recipe(document);
    if (!picture)
        return;
    kkr_range_fit(&next, kkr_document_recipe(document)->active, picture, how);
    kkr_document_edit(document, &next, NULL);
}

static void change_range(GSimpleAction *action, GVariant *value, void *user)
{
    int how = word_index(range_words, value);
    if (how >= 0)
        fit(kkr_action_document(action), (KkrRangeFit)how);
}

static void fit_range(GSimpleAction *action, GVariant *value, void *user)
{
    fit(kkr_action_document(action), KKR_RANGE_DECADES);
}

static void set_limits(GSimpleAction *action, GVariant *value, void *user)
{
    kkr_recipe next = *kkr_document_recipe(kkr_action_document(action));
    double limit, inner;
    g_variant_get(value, "(dd)", &limit, &inner);
    if (kkr_range_set(&next, next.active, limit, inner))
        kkr_document_edit(kkr_action_document(action), &next, NULL);
}

static void change_link(GSimpleAction *action, GVariant *value, void *user)
{
    kkr_recipe next = *kkr_document_recipe(kkr_action_document(action));
    kkr_range_link(&next, g_variant_get_boolean(value));
    kkr_document_edit(kkr_action_document(action), &next, NULL);
}

static void set_colormap(GSimpleAction *action, GVariant *value, void *user)
{
    kkr_recipe next = *kkr_document_recipe(kkr_action_document(action));
    const kkr_colormap *map =
        kkr_colormap_get(g_variant_get_string(value, NULL), false);
    if (!map)
        return;
    char *name = map->diverging ? next.diverging : next.sequential;
    memset(name, 0, sizeof next.diverging); // recipes are compared byte by byte
    g_strlcpy(name, map->name, sizeof next.diverging);
    kkr_document_edit(kkr_action_document(action), &next, NULL);
}

void kkr_range_actions_add(GActionMap *map, KkrDocument *document)
{
    kkr_action_add(map, document,
                   g_simple_action_new_stateful("scale", G_VARIANT_TYPE_STRING,
                                                g_variant_new_string("symlog")),
                   "change-state", G_CALLBACK(change_scale), NULL);
    kkr_action_add(map, document,
                   g_simple_action_new_stateful("range", G_VARIANT_TYPE_STRING,
                                                g_variant_new_string("fixed")),
                   "change-state", G_CALLBACK(change_range), NULL);
    kkr_action_add(
        map, document,
        g_simple_action_new_stateful("link-scales", NULL, g_variant_new_boolean(TRUE)),
        "change-state", G_CALLBACK(change_link), NULL);
    kkr_action_add(map, document, g_simple_action_new("next-scale", NULL), "activate",
                   G_CALLBACK(next_scale), NULL);
    kkr_action_add(map, document, g_simple_action_new("fit-range", NULL), "activate",
                   G_CALLBACK(fit_range), NULL);
    kkr_action_add(map, document, g_simple_action_new("limits", G_VARIANT_TYPE("(dd)")),
                   "activate", G_CALLBACK(set_limits), NULL);
    kkr_action_add(map, document,
                   g_simple_action_new("colormap", G_VARIANT_TYPE_STRING), "activate",
                   G_CALLBACK(set_colormap), NULL);
}

void kkr_range_actions_update(GActionMap *map, KkrDocument *document)
{
    static const char *const need_case[] = { "scale",      "range",     "link-scales",
                                             "next-scale", "fit-range", "limits",
                                             "colormap" };
    const kkr_recipe *recipe = kkr_document_recipe(document);
    const KkrPicture *picture = kkr_document_picture(document);
    kkr_quantity active = kkr_document_recipe(document)->active;
    KkrRangeFit how =
        picture ? kkr_range_fitted(recipe, active, picture) : KKR_RANGE_FIXED;
    kkr_action_set_state(
        map, "scale",
        g_variant_new_string(scale_words[kkr_range_scale(recipe, active)->kind]));
    kkr_action_set_state(map, "range", g_variant_new_string(range_words[how]));
    kkr_action_set_state(map, "link-scales",
                         g_variant_new_boolean(recipe->linked_scales));
    for (size_t i = 0; i < G_N_ELEMENTS(need_case); i++)
        kkr_action_enable(map, need_case[i],
                          kkr_document_case(document) != NULL &&
                              recipe->view == KKR_VIEW_PANELS);
}
