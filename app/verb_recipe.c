// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "app/verb.h"
#include "core/recipe_embed.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct arguments {
    int threads;
} arguments;

static const kkr_option own_options[] = {
    { KKR_OPTION_COUNT, "threads", "N", "taken as by all verbs; this one needs one",
      offsetof(arguments, threads) },
    { 0 },
};

bool kkr_verb_recipe(const kkr_verb *verb, int argc, char **argv, kkr_error *err)
{
    arguments own = { 0 };
    const kkr_option_group groups[] = { { "Options", own_options, &own }, { 0 } };
    kkr_arguments paths;
    if (!kkr_verb_begin(verb, argc, argv, groups, &paths, err))
        return false;
    if (paths.help)
        return true;
    if (paths.n_paths > 1)
        return kkr_fail(err, KKR_ERROR_USAGE, "recipe reads one figure, found %s, too",
                        paths.paths[1]);
    char *text = kkr_recipe_embed_read(paths.paths[0], err);
    if (text)
        fputs(text, stdout);
    free(text);
    return text != NULL;
}
