// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "app/figure_recipe.h"

#include "app/verb.h"
#include "core/field.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static_assert((int)KKR_OPTIONS_MAX_PATHS <= (int)KKR_RECIPE_MAX_PATHS,
              "a recipe has every path");

static bool is_recipe(const char *path)
{
    size_t length = strlen(path), suffix = strlen(".recipe");
    return (length > suffix && strcmp(path + length - suffix, ".recipe") == 0) ||
           kkr_recipe_text_is_one(path);
}

kkr_recipe_text *kkr_figure_recipe_open(const kkr_arguments *paths, kkr_error *err)
{
    int i = 0;
    while (i < paths->n_paths && !is_recipe(paths->paths[i]))
        i++;
    if (i == paths->n_paths)
        return kkr_recipe_text_new();
    if (paths->n_paths > 1) {
        kkr_fail(err, KKR_ERROR_USAGE,
                 "%s is a recipe and names its case itself; no other path can be given",
                 paths->paths[i]);
        return NULL;
    }
    KKR_AUTO(kkr_recipe_text) text = kkr_recipe_text_read(paths->paths[i], err);
    if (text && text->n_paths == 0) {
        kkr_fail(err, KKR_ERROR_MISSING,
                 "%s: names no case; [inputs] needs case = FOLDER or files",
                 paths->paths[i]);
        return NULL;
    }
    return KKR_STEAL(text);
}

void kkr_figure_recipe_options(kkr_recipe_text *text, kkr_case_arguments *options)
{
    static const char *const v0[] = { [KKR_REFERENCE_HOST] = "host",
                                      [KKR_REFERENCE_START] = "start",
                                      [KKR_REFERENCE_ZERO] = "zero" };
    static const int fields[] = { [KKR_QUANTITY_V] = KKR_FIELD_V,
                                  [KKR_QUANTITY_DV] = KKR_FIELD_DV,
                                  [KKR_QUANTITY_ABS_V] = KKR_FIELD_ABS_V,
                                  [KKR_QUANTITY_ABS_DV] = KKR_FIELD_ABS_DV };
    const kkr_recipe *recipe = &text->recipe;
    if (recipe->reference == KKR_REFERENCE_FILE) {
        for (size_t i = 0; i < sizeof v0 / sizeof *v0; i++) {
            if (!v0[i] || strcmp(text->reference_path, v0[i]) != 0)
                continue;
            char *path = kkr_strdup_printf("./%s", v0[i]); // the file, not the word
            free(text->reference_path);
            text->reference_path = path;
        }
    }
    *options = (kkr_case_arguments){
        .v0 = recipe->reference == KKR_REFERENCE_FILE ? text->reference_path
                                                      : v0[recipe->reference],
        .origin_site = text->origin_site,
        .spins = text->n_spin,
        .field = recipe->only < 0 ? -1 : fields[recipe->only],
        .channel = (int)recipe->sampler.channel,
        .mode = (int)recipe->sampler.mode,
        .nuclear = !recipe->sampler.nuclear,
        .outside = recipe->sampler.outside_host,
        .base = &recipe->sampler,
        .model = *recipe->model ? recipe->model : NULL,
    };
    for (int role = 0; role < KKR_ROLE_COUNT; role++)
        options->forced[role] = text->forced[role];
}

// ------------------------------------------------------------- files

static void warn_if_changed(const char *path, const char *now, const char *then,
                            const char *role)
{
    if (strcmp(now, then) == 0)
        return;
    if (!*now)
        kkr_verb_warn("there is no %s any more, as when the recipe was written", role);
    else
        kkr_verb_warn(*then ? "%s changed since the recipe was written"
                            : "%s was not there when the recipe was written",
                      path);
}

static bool has_hashes(const kkr_recipe_text *text)
{
    bool any = *text->reference_sha256;
    for (int role = 0; role < KKR_ROLE_COUNT; role++)
        any = any || *text->sha256[role];
    return any;
}

/** The model that --model named, or the recipe. */
static bool take_model(kkr_recipe_text *text, const kkr_case_arguments *options,
                       kkr_error *err)
{
    const char *path = options->model ? options->model : "";
    kkr_recipe *recipe = &text->recipe;
    if (path == recipe->model)
        return true;
    if (strlen(path) >= sizeof recipe->model)
        return kkr_fail(err, KKR_ERROR_USAGE, "--model: the path is too long: %s",
                        path);
    memset(recipe->model, 0, sizeof recipe->model); // recipes are compared as a whole
    memcpy(recipe->model, path, strlen(path));
    return true;
}

bool kkr_figure_recipe_take(kkr_recipe_text *text, const kkr_case_arguments *options,
                            const kkr_arguments *paths, const kkr_case *object,
                            const kkr_job *job, kkr_error *err)
{
    kkr_case_options open;
    if (!kkr_case_arguments_options(options, &open, err))
        return false;
    const kkr_recipe_text then = *text; // its strings are only compared
    bool told = open.reference != then.recipe.reference ||
                open.reference_path != then.reference_path;
    bool forced[KKR_ROLE_COUNT]; // roles that the command line gives to other files
    for (int role = 0; role < KKR_ROLE_COUNT; role++)
        forced[role] = open.forced[role] != then.forced[role];
    if (!take_model(text, options, err))
        return false;
    kkr_recipe_text_set_case(text, paths->paths, paths->n_paths, &open);
    kkr_recipe_text_forget_paths(text);
    if (!kkr_recipe_text_hash(text, object, job, err))
        return false;
    for (int role = 0; role < KKR_ROLE_COUNT && has_hashes(&then); role++)
        if (!forced[role])
            warn_if_changed(object->files[role].path, text->sha256[role],
                            then.sha256[role], kkr_role_name((kkr_role)role));
    if (has_hashes(&then) && *text->recipe.model &&
        strcmp(text->recipe.model, then.recipe.model) == 0)
        warn_if_changed(text->recipe.model, text->model_sha256, then.model_sha256,
                        "model");
    if (has_hashes(&then) && !told)
        warn_if_changed(text->reference_path, text->reference_sha256,
                        then.reference_sha256, "file for V0");
    return true;
}

bool kkr_figure_recipe_take_paths(kkr_recipe_text *text,
                                  const kkr_case_arguments *options,
                                  const char *const *paths, int n_paths,
                                  const kkr_job *job, kkr_error *err)
{
    kkr_case_options open;
    if (!kkr_case_arguments_options(options, &open, err))
        return false;
    KKR_AUTO(kkr_recipe_text) then = kkr_recipe_text_copy(text);
    kkr_recipe_text_set_case(text, paths, n_paths, &open);
    memset(text->sha256, 0, sizeof text->sha256);
    if (!kkr_recipe_text_hash_paths(text, job, err))
        return false;
    for (int i = 0; i < n_paths; i++)
        for (int k = 0; k < then->n_path_sha256; k++)
            if (strcmp(then->paths[k], paths[i]) == 0)
                warn_if_changed(paths[i], text->path_sha256[i], then->path_sha256[k],
                                paths[i]);
    return true;
}
