// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "app/case_options.h"
#include "app/verb.h"
#include "core/field.h"
#include "core/jl_prediction.h"
#include "core/recipe_text.h"

#include <stdio.h>
#include <string.h>

// The order of the words is the order of the enums.
#define FIELDS "V|V0|dV|absV|absdV"
#define CHANNELS "avg|up|down|B"
#define MODES "cell|stored|mt"

#define PLACE(member) offsetof(kkr_case_arguments, member)

const kkr_option kkr_case_options_open[] = {
    { KKR_OPTION_TEXT, "structure", "FILE", "inputcard or kkrflex_hoststructure.dat",
      PLACE(forced[KKR_ROLE_STRUCTURE]) },
    { KKR_OPTION_TEXT, "potential", "FILE", "potential of the host",
      PLACE(forced[KKR_ROLE_POTENTIAL]) },
    { KKR_OPTION_TEXT, "shapes", "FILE", "shape functions of the host",
      PLACE(forced[KKR_ROLE_SHAPES]) },
    { KKR_OPTION_TEXT, "cluster", "FILE", "scoef or kkrflex_atominfo",
      PLACE(forced[KKR_ROLE_CLUSTER]) },
    { KKR_OPTION_TEXT, "imp-potential", "FILE", "potential of the cluster",
      PLACE(forced[KKR_ROLE_IMP_POTENTIAL]) },
    { KKR_OPTION_TEXT, "imp-shapes", "FILE", "shape functions of the cluster",
      PLACE(forced[KKR_ROLE_IMP_SHAPES]) },
    { KKR_OPTION_TEXT, "host-cluster", "FILE", "potential of the host in cluster order",
      PLACE(forced[KKR_ROLE_HOST_CLUSTER]) },
    { KKR_OPTION_TEXT, "start", "FILE", "starting potential",
      PLACE(forced[KKR_ROLE_START]) },
    { KKR_OPTION_TEXT, "v0", "host|start|zero|FILE|CASE",
      "what dV = V - V0 subtracts [host]; CASE: another impurity in it", PLACE(v0) },
    { KKR_OPTION_TEXT, "origin", "site:K", "put the origin on site K", PLACE(origin) },
    { KKR_OPTION_COUNT, "spins", "1|2", "spins, where the files leave it open",
      PLACE(spins) },
    { KKR_OPTION_COUNT, "threads", "N", "threads to use [all cores]", PLACE(threads) },
    { 0 },
};

const kkr_option kkr_case_options_sample[] = {
    { KKR_OPTION_CHOICE, "field", FIELDS, "what is shown [V]", PLACE(field) },
    { KKR_OPTION_CHOICE, "channel", CHANNELS, "spin; B = (up - down)/2 [avg]",
      PLACE(channel) },
    { KKR_OPTION_CHOICE, "mode", MODES,
      "V in the exact cell, as stored (V Theta), or in the muffin tin [cell]",
      PLACE(mode) },
    { KKR_OPTION_CHOICE, "nuclear", "on|off", "V includes -2Z/r [on]", PLACE(nuclear) },
    { KKR_OPTION_CHOICE, "outside", "none|host", "beyond the cluster V is ... [none]",
      PLACE(outside) },
    { KKR_OPTION_TEXT, "model", "FILE.h5",
      "V - V0 as this model of kkrscope fit predicts it, V = V0 + that", PLACE(model) },
    { 0 },
};

bool kkr_case_arguments_options(const kkr_case_arguments *options,
                                kkr_case_options *open, kkr_error *err)
{
    *open = (kkr_case_options){ .n_spin = options->spins,
                                .origin_site = options->origin_site };
    memcpy(open->forced, options->forced, sizeof open->forced);
    const char *v0 = options->v0 ? options->v0 : "host";
    if (options->model && !options->v0) {
        KKR_AUTO(kkr_jl_model) model = kkr_jl_model_read(options->model, err);
        if (!model)
            return false;
        v0 = model->reference == KKR_REFERENCE_START ? "start" : "host";
    }
    if (strcmp(v0, "host") == 0) {
        open->reference = KKR_REFERENCE_HOST;
    } else if (strcmp(v0, "start") == 0) {
        open->reference = KKR_REFERENCE_START;
    } else if (strcmp(v0, "zero") == 0) {
        open->reference = KKR_REFERENCE_ZERO;
    } else {
        open->reference = KKR_REFERENCE_FILE;
        open->reference_path = v0;
    }
    if (options->origin) {
        const char *digits = options->origin;
        if (strncmp(digits, "site:", 5) == 0)
            digits += 5;
        if (kkr_option_counts(digits, &open->origin_site, 1) != 1)
            return kkr_fail(err, KKR_ERROR_USAGE,
                            "--origin needs site:K with K from 1 on, found \"%s\"",
                            options->origin);
    }
    return true;
}

kkr_case *kkr_case_arguments_open(const kkr_case_arguments *options,
                                  const kkr_arguments *arguments, const kkr_job *job,
                                  kkr_error *err)
{
    kkr_case_options open;
    if (!kkr_case_arguments_options(options, &open, err))
        return NULL;
    for (int i = 0; i < arguments->n_paths; i++) {
        const char *path = arguments->paths[i];
        if (kkr_recipe_text_is_one(path)) {
            kkr_fail(err, KKR_ERROR_USAGE,
                     "%s is a recipe, no case; kkrscope figure %s -o FILE draws it",
                     path, path);
            return NULL;
        }
    }
    return kkr_case_open(arguments->paths, arguments->n_paths, &open, job, err);
}

kkr_sampler_params kkr_case_arguments_params(const kkr_case_arguments *options)
{
    kkr_sampler_params params = options->base ? *options->base : kkr_sampler_defaults;
    params.mode = (kkr_mode)options->mode;
    params.channel = (kkr_channel)options->channel;
    params.nuclear = options->nuclear == 0;
    params.outside_host = options->outside == 1;
    return params;
}

/** V0 and the model's prediction. */
static kkr_sampler *predicted(const kkr_case_arguments *options, const kkr_case *object,
                              kkr_sampler_params params, const kkr_job *job,
                              kkr_error *err)
{
    KKR_AUTO(kkr_jl_model) model = kkr_jl_model_read(options->model, err);
    KKR_AUTO(kkr_jl_prediction)
    prediction = model ? kkr_jl_prediction_new(model, object, params, job, err) : NULL;
    if (!prediction)
        return NULL;
    for (int i = 0; i < prediction->n_notes; i++)
        kkr_verb_warn("%s", prediction->notes[i]);
    return KKR_STEAL(prediction->sampler);
}

kkr_sampler *kkr_case_arguments_sampler(const kkr_case_arguments *options,
                                        const kkr_case *object, const kkr_job *job,
                                        kkr_error *err)
{
    if (!kkr_case_is_whole(object, err))
        return NULL;
    if (kkr_field_needs_reference((kkr_field_quantity)options->field) &&
        !kkr_case_has_reference(object, err))
        return NULL;
    kkr_sampler_params params = kkr_case_arguments_params(options);
    if (options->model)
        return predicted(options, object, params, job, err);
    kkr_sampler *sampler = options->only_v ? kkr_sampler_new_v(object, params, job, err)
                                           : kkr_sampler_new(object, params, job, err);
    char *const *notes;
    int n = sampler ? kkr_sampler_notes(sampler, &notes) : 0;
    for (int i = 0; i < n; i++)
        kkr_verb_warn("%s", notes[i]);
    return sampler;
}

/** Copies word number `index` of "a|b|c". */
static void copy_word(const char *words, int index, char *out, size_t size)
{
    while (index-- > 0)
        words = strchr(words, '|') + 1;
    snprintf(out, size, "%.*s", (int)strcspn(words, "|"), words);
}

void kkr_case_arguments_describe(const kkr_case_arguments *options, char *text,
                                 size_t size)
{
    char mode[16], channel[16];
    copy_word(MODES, options->mode, mode, sizeof mode);
    copy_word(CHANNELS, options->channel, channel, sizeof channel);
    snprintf(text, size, "%s mode, channel %s, nuclear %s%s", mode, channel,
             options->nuclear == 0 ? "on" : "off",
             options->model ? ", predicted by a model" : "");
}

bool kkr_case_arguments_site(const kkr_case *object, const char *option,
                             const char *text, int *site, kkr_error *err)
{
    const char *digits = strncmp(text, "site:", 5) == 0 ? text + 5 : text;
    int number;
    if (kkr_option_counts(digits, &number, 1) != 1 || number > object->n_sites)
        return kkr_fail(err, KKR_ERROR_USAGE,
                        "%s needs a site from 1 to %d, found \"%s\"", option,
                        object->n_sites, text);
    *site = number - 1;
    return true;
}

bool kkr_case_arguments_point(const kkr_case *object, const char *option,
                              const char *text, kkr_vec3 *point, kkr_error *err)
{
    kkr_error inner = { 0 };
    return kkr_case_parse_point(object, text, point, &inner) ||
           kkr_fail(err, KKR_ERROR_USAGE, "%s: %s", option, inner.message);
}
