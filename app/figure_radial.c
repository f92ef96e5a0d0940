// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "app/figure_kind.h"
#include "app/figure_recipe.h"
#include "app/verb.h"
#include "core/family.h"
#include "core/field.h"
#include "core/radial_choice.h"
#include "core/ylm.h"
#include "shaders/radial_figure.h"
#include "shaders/radial_sheet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_LM = (KKR_L_MAX + 1) * (KKR_L_MAX + 1) };

typedef struct arguments {
    const char *site, *lm, *colormap;
    int r_axis, overlay;
} arguments;

static const kkr_option own_options[] = {
    { KKR_OPTION_TEXT, "site", "K,...", "which sites, from 1 on [1]",
      offsetof(arguments, site) },
    { KKR_OPTION_TEXT, "lm", "1,21,...|nonspherical",
      "which lm, from 1 on; 1 is the spherical part [1]", offsetof(arguments, lm) },
    { KKR_OPTION_CHOICE, "overlay", "none|modes|spins",
      "V in the exact cell and as stored, or both spins [none]",
      offsetof(arguments, overlay) },
    { KKR_OPTION_CHOICE, "r-axis", "linear|log", "of the radius [linear]",
      offsetof(arguments, r_axis) },
    { KKR_OPTION_TEXT, "colormap", "NAME",
      "of the curves: sequential viridis cividis grey", offsetof(arguments, colormap) },
    { 0 },
};

static const kkr_option sample_options[] = {
    { KKR_OPTION_CHOICE, "field", "V|V0|dV|absV|absdV", "of a --sheet [dV]",
      offsetof(kkr_case_arguments, field) },
    { KKR_OPTION_CHOICE, "channel", "avg|up|down|B", "spin; B = (up - down)/2 [avg]",
      offsetof(kkr_case_arguments, channel) },
    { KKR_OPTION_CHOICE, "mode", "cell|stored|mt",
      "V in the exact cell, as stored (V Theta), or in the muffin tin [cell]",
      offsetof(kkr_case_arguments, mode) },
    { KKR_OPTION_CHOICE, "nuclear", "on|off", "V includes -2Z/r [on]",
      offsetof(kkr_case_arguments, nuclear) },
    { KKR_OPTION_TEXT, "model", "FILE.h5",
      "V - V0 as this model of kkrscope fit predicts it, V = V0 + that",
      offsetof(kkr_case_arguments, model) },
    { 0 },
};

static void begin(const kkr_recipe_text *text, void *own)
{
    const kkr_recipe *r = &text->recipe;
    *(arguments *)own =
        (arguments){ .r_axis = r->radial_log, .overlay = (int)r->radial_overlay };
}

/** "1,21,25" into a list that 0 ends. */
static bool parse_list(const char *option, const char *text, int most,
                       int list[KKR_RECIPE_MAX_SITES], kkr_error *err)
{
    char *copy = kkr_strdup(text), *save = NULL;
    int found[KKR_RECIPE_MAX_SITES] = { 0 }, n = 0;
    bool good = true;
    for (char *word = strtok_r(copy, ",", &save); good && word;
         word = strtok_r(NULL, ",", &save), n++)
        good = n < KKR_RECIPE_MAX_SITES && kkr_option_counts(word, &found[n], 1) == 1 &&
               found[n] <= most;
    free(copy);
    if (!good || n == 0)
        return kkr_fail(err, KKR_ERROR_USAGE,
                        "--%s needs 1 to %d numbers from 1 to %d, found \"%s\"", option,
                        KKR_RECIPE_MAX_SITES, most, text);
    memcpy(list, found, sizeof found);
    return true;
}

static bool take(kkr_recipe_text *text, const void *options,
                 const kkr_case_arguments *sample, kkr_error *err)
{
    const arguments *own = options;
    kkr_recipe *recipe = &text->recipe;
    if (!kkr_figure_field(recipe, sample->field, err))
        return false;
    recipe->radial_log = own->r_axis == 1;
    recipe->radial_overlay = (kkr_radial_overlay)own->overlay;
    if (own->colormap && !kkr_figure_colormap(recipe, own->colormap, err))
        return false;
    if (own->site &&
        !parse_list("site", own->site, 1000000000, recipe->radial_sites, err))
        return false;
    if (!own->lm)
        return true;
    if (strcmp(own->lm, "nonspherical") == 0) {
        recipe->radial_parts = KKR_RADIAL_NONSPHERICAL;
        return true;
    }
    if (!parse_list("lm", own->lm, MAX_LM, recipe->radial_lm, err))
        return false;
    bool spherical = recipe->radial_lm[0] == 1 && !recipe->radial_lm[1];
    recipe->radial_parts = spherical ? KKR_RADIAL_SPHERICAL : KKR_RADIAL_LISTED;
    return true;
}

// ---------------------------------------------------------- one case

/** The largest lm of a site that a file may have; what lies beyond is a mistake. */
static int largest_lm(const kkr_case *object, const kkr_sampler *sampler, int site)
{
    const kkr_expansion *v = kkr_sampler_v(sampler, site, false);
    const kkr_potential_entry *entry = object->sites[site].entry[0];
    int lm_max = v ? kkr_n_lm(v->l_max) : 1;
    return entry && entry->lm_max > lm_max ? entry->lm_max : lm_max;
}

static bool check_case(const kkr_recipe *recipe, const kkr_case *object,
                       const kkr_sampler *sampler, kkr_error *err)
{
    int sites[KKR_RECIPE_MAX_SITES];
    for (int i = 0; i < KKR_RECIPE_MAX_SITES && recipe->radial_sites[i]; i++)
        if (recipe->radial_sites[i] > object->n_sites)
            return kkr_fail(err, KKR_ERROR_USAGE,
                            "--site needs numbers from 1 to %d, found %d",
                            object->n_sites, recipe->radial_sites[i]);
    int n = kkr_radial_sites(recipe, object, sites);
    for (int i = 0; i < n && recipe->radial_parts == KKR_RADIAL_LISTED; i++) {
        int most = largest_lm(object, sampler, sites[i]);
        for (int k = 0; k < KKR_RECIPE_MAX_SITES; k++)
            if (recipe->radial_lm[k] > most)
                return kkr_fail(err, KKR_ERROR_USAGE,
                                "--lm needs numbers from 1 to %d, found %d", most,
                                recipe->radial_lm[k]);
    }
    return true;
}

/** `name` (NULL: not wanted) gets that of the case, to be freed. */
static kkr_radial_curves *curves_of_case(const kkr_figure_call *call, char **name,
                                         kkr_error *err)
{
    kkr_case_arguments options = *call->options;
    options.field = KKR_FIELD_V; // V - V0 is drawn if there is a V0
    KKR_AUTO(kkr_case)
    object = kkr_case_arguments_open(&options, call->paths, &call->job, err);
    if (!object || !kkr_figure_recipe_take(call->text, &options, call->paths, object,
                                           &call->job, err))
        return NULL;
    const kkr_recipe *recipe = &call->text->recipe;
    kkr_sampler_params params[KKR_RADIAL_MAX_OVERLAY];
    kkr_sampler *samplers[KKR_RADIAL_MAX_OVERLAY] = { NULL };
    int n = kkr_radial_overlay_params(recipe, object,
                                      kkr_case_arguments_params(&options), params);
    bool good = true;
    for (int i = 0; good && i < n; i++) {
        options.mode = (int)params[i].mode;
        options.channel = (int)params[i].channel;
        samplers[i] = kkr_case_arguments_sampler(&options, object, &call->job, err);
        good = samplers[i];
    }
    kkr_radial_choice choice = { 0 };
    good = good && check_case(recipe, object, samplers[0], err) &&
           kkr_radial_choose(recipe, object, (const kkr_sampler *const *)samplers, n,
                             &choice, err);
    if (good && !choice.curves)
        kkr_fail(err, KKR_ERROR_MISSING, "%s: %s", object->name, choice.message);
    else if (good && choice.message)
        kkr_verb_warn("%s", choice.message);
    kkr_radial_curves *curves = choice.curves;
    choice.curves = NULL;
    if (curves && name)
        *name = kkr_strdup(object->name);
    kkr_radial_choice_clear(&choice);
    for (int i = 0; i < n; i++)
        kkr_sampler_free(samplers[i]);
    return curves;
}

// ---------------------------------------------------------- a family

/** The one site and lm of a family's members. */
static kkr_radial_curves *curves_of_family(const kkr_figure_call *call,
                                           const kkr_family *family, kkr_error *err)
{
    const kkr_recipe *recipe = &call->text->recipe;
    if (call->options->model) {
        kkr_fail(err, KKR_ERROR_USAGE, "--model is for one case, found a family");
        return NULL;
    }
    if (recipe->radial_sites[1] || recipe->radial_parts == KKR_RADIAL_NONSPHERICAL ||
        (recipe->radial_parts == KKR_RADIAL_LISTED && recipe->radial_lm[1]) ||
        recipe->radial_overlay != KKR_RADIAL_ALONE) {
        kkr_fail(err, KKR_ERROR_USAGE,
                 "a family needs one site and one lm, and no overlay");
        return NULL;
    }
    const char *paths[KKR_RECIPE_MAX_PATHS];
    if (family->n_members + 1 > KKR_RECIPE_MAX_PATHS) {
        kkr_fail(err, KKR_ERROR_USAGE, "a family of %d impurities; the most is %d",
                 family->n_members, KKR_RECIPE_MAX_PATHS - 1);
        return NULL;
    }
    int n_paths = kkr_family_paths(family, paths);
    kkr_case_options open;
    if (!kkr_case_arguments_options(call->options, &open, err))
        return NULL;
    int site = recipe->radial_sites[0] ? recipe->radial_sites[0] - 1 : 0;
    int lm = recipe->radial_parts == KKR_RADIAL_LISTED ? recipe->radial_lm[0] - 1 : 0;
    KKR_AUTO(kkr_radial_curves)
    curves = kkr_family_curves(family, &open, kkr_case_arguments_params(call->options),
                               site, lm, &call->job, err);
    for (int i = 0; curves && i < curves->n_notes; i++)
        kkr_verb_warn("%s", curves->notes[i]);
    if (!curves || !kkr_figure_recipe_take_paths(call->text, call->options, paths,
                                                 n_paths, &call->job, err))
        return NULL;
    return KKR_STEAL(curves);
}

// -------------------------------------------------------------- both

static void free_curves(void *curves)
{
    kkr_radial_curves_free(curves);
}

/** Only what families are sorted by: the axes are those of all curves together. */
static bool survey(const kkr_figure_call *call, kkr_figure_survey *survey,
                   kkr_error *err)
{
    KKR_AUTO(kkr_case)
    object = kkr_case_arguments_open(call->options, call->paths, &call->job, err);
    if (object && object->n_sites > 0)
        survey->z = object->sites[0].z;
    return object;
}

/** One curve of each case and its name, in the order of the calls. */
static kkr_radial_curves *join(const kkr_figure_call *calls, char **names, int n,
                               kkr_error *err)
{
    KKR_AUTO(kkr_radial_curves) all = kkr_alloc(1, sizeof *all);
    all->curve = kkr_alloc(n, sizeof *all->curve);
    all->is_family = true; // colours tell Z
    for (int i = 0; i < n; i++) {
        KKR_AUTO(kkr_radial_curves) one = curves_of_case(&calls[i], &names[i], err);
        if (!one)
            return NULL;
        if (one->n != 1) {
            kkr_fail(err, KKR_ERROR_USAGE,
                     "--sheet of curves needs one site and one lm, and no overlay");
            return NULL;
        }
        all->curve[all->n++] = one->curve[0];
        one->curve[0] = (kkr_radial_curve){ 0 };
    }
    return KKR_STEAL(all);
}

static kkr_drawing *sheet(const kkr_figure_call *calls, int n_calls, int from, int n,
                          kkr_error *err)
{
    char **names = kkr_alloc(n_calls, sizeof *names);
    kkr_radial_curves *curves = join(calls, names, n_calls, err);
    kkr_drawing *drawing = NULL;
    if (curves)
        drawing = kkr_radial_sheet_drawing(&calls[from].text->recipe, curves,
                                           (const char *const *)names, from, n, err);
    for (int i = 0; i < n_calls; i++)
        free(names[i]);
    free(names);
    return kkr_figure_keep(drawing, curves, free_curves);
}

static kkr_drawing *make(const kkr_figure_call *call, kkr_error *err)
{
    // a recipe of the window may have one that is for slices
    if (call->text->recipe.only >= 0 && !call->from_file) {
        kkr_fail(
            err, KKR_ERROR_USAGE,
            "--field is for a --sheet; a figure of curves has all four quantities");
        return NULL;
    }
    KKR_AUTO(kkr_family)
    family = kkr_family_find(call->paths->paths, call->paths->n_paths, err);
    if (!family && err->code)
        return NULL;
    KKR_AUTO(kkr_radial_curves)
    curves =
        family ? curves_of_family(call, family, err) : curves_of_case(call, NULL, err);
    if (!curves)
        return NULL;
    kkr_drawing *drawing = kkr_radial_figure_drawing(&call->text->recipe, curves, err);
    return kkr_figure_keep(drawing, KKR_STEAL(curves), free_curves);
}

const kkr_figure_kind kkr_figure_radial = {
    .usage = "--kind radial CASE|FAMILY|FILE.recipe -o FILE.(png|pdf|svg) [options]",
    .help =
        "Draws V, V - V0, |V| and |V - V0| of a site as curves against the radius: "
        "the\n"
        "spherical part, or the coefficients of real spherical harmonics (--lm). A\n"
        "family is a folder with the folders of one host and of many impurities, "
        "or\n"
        "these folders themselves: one curve per impurity, coloured by Z. "
        "Impurities\n"
        "that cannot be read are named and left out.",
    .options = own_options,
    .sample = sample_options,
    .own_size = sizeof(arguments),
    .family = true,
    .begin = begin,
    .take = take,
    .make = make,
    .survey = survey,
    .sheet = sheet,
};
