// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/features_actions.h"

#include <stddef.h>

/* A number of recipe->jl; whole ones are int. */
typedef struct Number {
    const char *name;
    size_t offset;
    bool whole;
    double low, high;
} Number;

#define AT(member) offsetof(kkr_jl_look, member)

static const Number numbers[] = {
    { "features-rcut", AT(rcut), false, 1, 20 },
    { "features-rmin", AT(rmin), false, -20, 0 },
    { "features-likeness", AT(likeness), false, 0.01, 100 },
    { "features-n-one", AT(n_one), true, 1, KKR_JL_N1_MAX },
    { "features-n-two", AT(n_two), true, 2, KKR_JL_N2_MAX },
    { "features-l-max", AT(l_max), true, 0, KKR_JL_L_MAX },
};

static GVariant *state_of(const kkr_jl_look *look, const Number *number)
{
    const char *place = (const char *)look + number->offset;
    return number->whole ? g_variant_new_int32(*(const int *)(const void *)place)
                         : g_variant_new_double(*(const double *)(const void *)place);
}

static void change_number(GSimpleAction *action, GVariant *value, void *user)
{
    const Number *number = user;
    KkrDocument *document = g_object_get_data(G_OBJECT(action), "document");
    kkr_recipe next = *kkr_document_recipe(document);
    char *place = (char *)&next.jl + number->offset;
    double wanted =
        number->whole ? g_variant_get_int32(value) : g_variant_get_double(value);
    if (!(wanted >= number->low && wanted <= number->high))
        return;
    if (number->whole)
        *(int *)(void *)place = (int)wanted;
    else
        *(double *)(void *)place = wanted;
    kkr_document_edit(document, &next, number->name);
}

static void change_species(GSimpleAction *action, GVariant *value, void *user)
{
    kkr_recipe next = *kkr_document_recipe(user);
    const char *word = g_variant_get_string(value, NULL);
    if (!g_str_equal(word, "all") && !g_str_equal(word, "host,imp"))
        return;
    g_strlcpy(next.jl.species, word, sizeof next.jl.species);
    kkr_document_edit(user, &next, NULL);
}

static void change_single(GSimpleAction *action, GVariant *value, void *user)
{
    kkr_recipe next = *kkr_document_recipe(user);
    next.jl.single = g_variant_get_boolean(value);
    kkr_document_edit(user, &next, NULL);
}

static const GActionEntry entries[] = {
    { .name = "features-species",
      .state = "'all'",
      .change_state = change_species,
      .parameter_type = "s" },
    { .name = "features-single", .state = "false", .change_state = change_single },
};

void kkr_features_actions_add(GActionMap *map, KkrDocument *document)
{
    const kkr_recipe *recipe = kkr_document_recipe(document);
    g_action_map_add_action_entries(map, entries, G_N_ELEMENTS(entries), document);
    for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++) {
        GVariant *state = g_variant_ref_sink(state_of(&recipe->jl, &numbers[i]));
        g_autoptr(GSimpleAction) action = g_simple_action_new_stateful(
            numbers[i].name, g_variant_get_type(state), state);
        g_object_set_data_full(G_OBJECT(action), "document", g_object_ref(document),
                               g_object_unref);
        g_signal_connect(action, "change-state", G_CALLBACK(change_number),
                         (void *)&numbers[i]);
        g_action_map_add_action(map, G_ACTION(action));
        g_variant_unref(state);
    }
}

static void update(GActionMap *map, const char *name, GVariant *state, bool open)
{
    GSimpleAction *action = G_SIMPLE_ACTION(g_action_map_lookup_action(map, name));
    g_simple_action_set_enabled(action, open);
    g_simple_action_set_state(action, state);
}

void kkr_features_actions_update(GActionMap *map, KkrDocument *document)
{
    const kkr_jl_look *look = &kkr_document_recipe(document)->jl;
    bool open = kkr_document_case(document) != NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++)
        update(map, numbers[i].name, state_of(look, &numbers[i]), open);
    update(map, "features-species", g_variant_new_string(look->species), open);
    update(map, "features-single", g_variant_new_boolean(look->single), open);
}
