// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "app/figure_recipe.h"

#include "app/verb.h"
#include "core/field.h"
#include "core/parallel.h"

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
    };
    for (int role = 0; role < KKR_ROLE_COUNT; role++)
        options->forced[role] = text->forced[role];
}

// ------------------------------------------------------------- files

/** The files with a role, and the one for V0 behind them. */
enum { N_FILES = KKR_ROLE_COUNT + 1 };

typedef struct hashing {
    const char *path[N_FILES]; // NULL: none
    char hex[N_FILES][KKR_SHA256_HEX];
    kkr_error err[N_FILES];
} hashing;

static void hash_file(void *user, int i, int thread)
{
    hashing *h = user;
    if (h->path[i])
        kkr_sha256_file(h->path[i], h->hex[i], &h->err[i]);
}

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

/** `*owned` becomes a copy of `value`; true if that is something else. */
static bool replace(char **owned, const char *value)
{
    if (*owned == value)
        return false;
    char *copy = kkr_strdup(value);
    free(*owned);
    *owned = copy;
    return true;
}

bool kkr_figure_recipe_take(kkr_recipe_text *text, const kkr_case_arguments *options,
                            const kkr_arguments *paths, const kkr_case *object,
                            const kkr_job *job, kkr_error *err)
{
    kkr_case_options open;
    if (!kkr_case_arguments_options(options, &open, err))
        return false;
    bool told[N_FILES] = { false }; // roles that the command line gives to other files
    for (int role = 0; role < KKR_ROLE_COUNT; role++)
        told[role] = replace(&text->forced[role], open.forced[role]);
    told[KKR_ROLE_COUNT] = replace(&text->reference_path, open.reference_path) ||
                           text->recipe.reference != open.reference;
    text->recipe.reference = open.reference;
    text->origin_site = open.origin_site;
    text->n_spin = open.n_spin;
    for (int i = text->n_paths; i < paths->n_paths; i++)
        text->paths[text->n_paths++] = kkr_strdup(paths->paths[i]);

    hashing h = { .path = { [KKR_ROLE_COUNT] = open.reference_path } };
    for (int role = 0; role < KKR_ROLE_COUNT; role++)
        h.path[role] = object->files[role].path;
    if (!kkr_parallel_for(job, N_FILES, hash_file, &h, NULL))
        return kkr_fail(err, KKR_ERROR_CANCELLED, "cancelled");
    char(*then[N_FILES])[KKR_SHA256_HEX] = { NULL };
    bool any = false;
    for (int i = 0; i < N_FILES; i++) {
        if (h.err[i].code)
            return kkr_fail(err, h.err[i].code, "%s", h.err[i].message);
        then[i] = i < KKR_ROLE_COUNT ? &text->sha256[i] : &text->reference_sha256;
        any = any || **then[i];
    }
    for (int i = 0; i < N_FILES; i++) {
        const char *role =
            i < KKR_ROLE_COUNT ? kkr_role_name((kkr_role)i) : "reference potential";
        if (any && !told[i])
            warn_if_changed(h.path[i], h.hex[i], *then[i], role);
        memcpy(*then[i], h.hex[i], KKR_SHA256_HEX);
    }
    return true;
}
