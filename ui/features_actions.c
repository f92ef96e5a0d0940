// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/features_actions.h"

#include <stddef.h>

#include "core/fit_look.h"
#include "core/jl_fit.h"
#include "core/word.h"
#include "ui/window.h"

/* A number of the recipe; whole ones are int. The range is what a file can say. */
typedef struct Number {
    const char *name, *spoken;
    size_t offset;
    bool whole;
    double low, high;
} Number;

#define AT(member) offsetof(kkr_recipe, member)

static const Number numbers[] = {
    { "features-rcut", "rcut", AT(jl.rcut), false, 0.1, 1000 },
    { "features-rmin", "rmin", AT(jl.rmin), false, -1000, 0 },
    { "features-gamma", "gamma", AT(jl.gamma), false, 1e-3, 1000 },
    { "features-alpha-one", "alpha", AT(jl.alpha[0]), false, -0.999, 99 },
    { "features-alpha-two", "alpha", AT(jl.alpha[1]), false, -0.999, 99 },
    { "features-beta-one", "beta", AT(jl.beta[0]), false, -0.999, 99 },
    { "features-beta-two", "beta", AT(jl.beta[1]), false, -0.999, 99 },
    { "features-likeness", "the width of likeness", AT(jl.likeness), false, 0.01, 100 },
    { "features-n-one", "n one", AT(jl.n_one), true, 1, KKR_JL_N1_MAX },
    { "features-n-two", "n two", AT(jl.n_two), true, 1, KKR_JL_N2_MAX },
    { "features-l-max", "l max", AT(jl.l_max), true, 0, KKR_JL_L_MAX },
    { "fit-n-one", "n one", AT(fit.n_one), true, 1, KKR_JL_N1_MAX },
    { "fit-n-two", "n two", AT(fit.n_two), true, 1, KKR_JL_N2_MAX },
    { "fit-l-max", "l max", AT(fit.l_max), true, 0, KKR_JL_L_MAX },
    { "fit-rcut", "rcut", AT(fit.rcut), false, 0, 1000 },
    { "fit-ridge", "the ridge", AT(fit.lambda), false, 0, 1 },
    { "fit-points", "points", AT(fit.points), true, 0, KKR_FIT_MOST_POINTS },
};

/* A word of the recipe; switches are bool, pages an enum. */
typedef struct Word {
    const char *name, *words;
    size_t offset;
    bool is_enum;
} Word;

static const Word words[] = {
    { "features-page", "point|plane|line|model", AT(jl.page), true },
    { "fit-target", "dV|dVstart", AT(fit.from_start), false },
    { "fit-cells", "all|impurity", AT(fit.only_impurity), false },
};

static const char panel_words[] = "V|dV|absV|absdV";

/* --- numbers -------------------------------------------------------------- */

static double number_of(const kkr_recipe *recipe, const Number *number)
{
    const char *place = (const char *)recipe + number->offset;
    return number->whole ? *(const int *)(const void *)place
                         : *(const double *)(const void *)place;
}

static GVariant *state_of(const kkr_recipe *recipe, const Number *number)
{
    double value = number_of(recipe, number);
    return number->whole ? g_variant_new_int32((int)value)
                         : g_variant_new_double(value);
}

/* What describes nothing, and what no recipe could say. */
static bool check(const kkr_recipe *recipe, const Number *number, double wanted,
                  kkr_error *err)
{
    kkr_jl_settings settings;
    kkr_jl_fit_params params;
    if (!kkr_jl_look_settings(&recipe->jl, &settings, err) ||
        !kkr_fit_look_params(&recipe->fit, false, &params, err))
        return false;
    bool few =
        number->offset == AT(fit.points) && wanted > 0 && wanted < KKR_FIT_LEAST_POINTS;
    if (wanted >= number->low && wanted <= number->high && !few)
        return true;
    return kkr_fail(err, KKR_ERROR_USAGE, "%s needs a number from %g to %g, found %g",
                    number->spoken, few ? KKR_FIT_LEAST_POINTS : number->low,
                    number->high, wanted);
}

static void change_number(GSimpleAction *action, GVariant *value, void *user)
{
    const Number *number = user;
    KkrDocument *document = g_object_get_data(G_OBJECT(action), "document");
    kkr_recipe next = *kkr_document_recipe(document);
    char *place = (char *)&next + number->offset;
    double wanted =
        number->whole ? g_variant_get_int32(value) : g_variant_get_double(value);
    if (number->whole)
        *(int *)(void *)place = (int)wanted;
    else
        *(double *)(void *)place = wanted;
    kkr_error err = { 0 };
    if (check(&next, number, wanted, &err))
        kkr_document_edit(document, &next, number->name);
    else
        kkr_window_say(g_object_get_data(G_OBJECT(action), "window"),
                       GTK_MESSAGE_WARNING, err.message,
                       "What was there before is still shown.");
}

/* --- words ---------------------------------------------------------------- */

static int word_of(const kkr_recipe *recipe, const Word *word)
{
    const char *place = (const char *)recipe + word->offset;
    return word->is_enum ? (int)*(const kkr_jl_page *)(const void *)place
                         : *(const bool *)(const void *)place;
}

static GVariant *text_of(const char *list, int index)
{
    g_auto(GStrv) all = g_strsplit(list, "|", -1);
    return g_variant_new_string(all[index]);
}

static void change_word(GSimpleAction *action, GVariant *value, void *user)
{
    const Word *word = user;
    KkrDocument *document = g_object_get_data(G_OBJECT(action), "document");
    kkr_recipe next = *kkr_document_recipe(document);
    char *place = (char *)&next + word->offset;
    int index = kkr_word_index(g_variant_get_string(value, NULL), word->words);
    if (index < 0)
        return;
    if (word->is_enum)
        *(kkr_jl_page *)(void *)place = (kkr_jl_page)index;
    else
        *(bool *)(void *)place = index == 1;
    kkr_document_edit(document, &next, NULL);
}

static void change_panel(GSimpleAction *action, GVariant *value, void *user)
{
    int index = kkr_word_index(g_variant_get_string(value, NULL), panel_words);
    if (index >= 0)
        kkr_document_set_active(user, (kkr_quantity)index);
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

static void change_feature(GSimpleAction *action, GVariant *value, void *user)
{
    kkr_recipe next = *kkr_document_recipe(user);
    g_strlcpy(next.jl.feature, g_variant_get_string(value, NULL),
              sizeof next.jl.feature);
    if (next.jl.feature[0])
        kkr_document_edit(user, &next, NULL);
}

static void change_single(GSimpleAction *action, GVariant *value, void *user)
{
    kkr_recipe next = *kkr_document_recipe(user);
    next.jl.single = g_variant_get_boolean(value);
    kkr_document_edit(user, &next, NULL);
}

static void change_raw(GSimpleAction *action, GVariant *value, void *user)
{
    kkr_recipe next = *kkr_document_recipe(user);
    next.jl.raw = g_variant_get_boolean(value);
    kkr_document_edit(user, &next, NULL);
}

/* --- all of them ---------------------------------------------------------- */

static const GActionEntry entries[] = {
    { .name = "features-species",
      .state = "'all'",
      .change_state = change_species,
      .parameter_type = "s" },
    { .name = "features-feature",
      .state = "'overview'",
      .change_state = change_feature,
      .parameter_type = "s" },
    { .name = "features-panel",
      .state = "'V'",
      .change_state = change_panel,
      .parameter_type = "s" },
    { .name = "features-single", .state = "false", .change_state = change_single },
    { .name = "features-raw", .state = "false", .change_state = change_raw },
};

static void add(GActionMap *map, KkrDocument *document, const char *name,
                GVariant *state, GCallback change, const void *user)
{
    g_autoptr(GVariant) first = g_variant_ref_sink(state);
    g_autoptr(GSimpleAction) action =
        g_simple_action_new_stateful(name, g_variant_get_type(first), first);
    g_object_set_data_full(G_OBJECT(action), "document", g_object_ref(document),
                           g_object_unref);
    g_object_set_data(G_OBJECT(action), "window", map);
    g_signal_connect(action, "change-state", change, (void *)user);
    g_action_map_add_action(map, G_ACTION(action));
}

void kkr_features_actions_add(GActionMap *map, KkrDocument *document)
{
    const kkr_recipe *recipe = kkr_document_recipe(document);
    g_action_map_add_action_entries(map, entries, G_N_ELEMENTS(entries), document);
    for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++)
        add(map, document, numbers[i].name, state_of(recipe, &numbers[i]),
            G_CALLBACK(change_number), &numbers[i]);
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
        add(map, document, words[i].name,
            text_of(words[i].words, word_of(recipe, &words[i])),
            G_CALLBACK(change_word), &words[i]);
}

static void update(GActionMap *map, const char *name, GVariant *state, bool open)
{
    GSimpleAction *action = G_SIMPLE_ACTION(g_action_map_lookup_action(map, name));
    g_simple_action_set_enabled(action, open);
    g_simple_action_set_state(action, state);
}

void kkr_features_actions_update(GActionMap *map, KkrDocument *document)
{
    const kkr_recipe *recipe = kkr_document_recipe(document);
    const kkr_jl_look *look = &recipe->jl;
    bool open = kkr_document_case(document) != NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++)
        update(map, numbers[i].name, state_of(recipe, &numbers[i]), open);
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
        update(map, words[i].name, text_of(words[i].words, word_of(recipe, &words[i])),
               open);
    update(map, "features-species", g_variant_new_string(look->species), open);
    update(map, "features-feature", g_variant_new_string(look->feature), open);
    update(map, "features-panel", text_of(panel_words, (int)recipe->active), open);
    update(map, "features-single", g_variant_new_boolean(look->single), open);
    update(map, "features-raw", g_variant_new_boolean(look->raw), open);
}
