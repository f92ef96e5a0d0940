// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "app/batch_options.h"
#include "app/fit_options.h"
#include "app/verb.h"
#include "core/jl_export.h"
#include "core/output.h"

#include <stdio.h>
#include <string.h>

typedef struct arguments {
    kkr_jl_arguments features;
    const char *output, *points, *without;
    double spacing;
    int cells, seed;
    bool join;
} arguments;

static const kkr_option own_options[] = {
    { KKR_OPTION_TEXT, "o", "FILE.h5", "where to; FILE.h5.part until it is complete",
      offsetof(arguments, output) },
    { KKR_OPTION_TEXT, "points", "V,L,S",
      "in the impurity's cell: volume, log r, surface [3000,1500,300]",
      offsetof(arguments, points) },
    { KKR_OPTION_REAL, "spacing", "H", "a cubic grid in all cells instead, bohr",
      offsetof(arguments, spacing) },
    { KKR_OPTION_CHOICE, "cells", "all|impurity",
      "cells of the whole cluster, or site 1 alone [all]", offsetof(arguments, cells) },
    { KKR_OPTION_COUNT, "seed", "N", "of random points [1]",
      offsetof(arguments, seed) },
    { KKR_OPTION_TEXT, "without", "A,B", "leave these impurities out",
      offsetof(arguments, without) },
    { KKR_OPTION_FLAG, "join", NULL,
      "the paths are shards: one file that shows them all", offsetof(arguments, join) },
    { 0 },
};

static bool set_params(const arguments *own, const kkr_batch_arguments *many,
                       kkr_jl_export_params *params, kkr_error *err)
{
    const kkr_jl_problem_params usual = kkr_jl_problem_defaults();
    *params = (kkr_jl_export_params){ .features = usual.features,
                                      .only_impurity = own->cells == 1,
                                      .impurity = usual.impurity,
                                      .neighbour = usual.neighbour,
                                      .spacing = own->spacing,
                                      .r_min = usual.impurity.r_min,
                                      .seed = (uint64_t)own->seed };
    params->features.rcut = params->only_impurity ? 4.5 : 6;
    if (own->spacing < 0 || (own->spacing > 0 && own->points))
        return kkr_fail(err, KKR_ERROR_USAGE,
                        own->spacing < 0 ? "--spacing needs a length above 0"
                                         : "--spacing and --points exclude each other");
    params->anew = many->force;
    if (!kkr_batch_parse_shard(many->shard, &params->shard, &params->n_shards, err) ||
        !kkr_fit_points_option(own->points, &params->impurity, err) ||
        !kkr_jl_arguments_apply(&own->features, &params->features, err))
        return false;
    if (params->features.n_species == 0 &&
        !(kkr_jl_settings_add_species(&params->features, "host", err) &&
          kkr_jl_settings_add_species(&params->features, "imp", err)))
        return false;
    params->naming = kkr_jl_arguments_naming(&params->features);
    if (kkr_jl_settings_check(&params->features, err))
        return true;
    err->code = KKR_ERROR_USAGE;
    return false;
}

static bool write_one(const arguments *own, const kkr_batch_arguments *many,
                      const kkr_case_arguments *options, const kkr_arguments *paths,
                      kkr_error *err)
{
    kkr_jl_export_params params;
    kkr_case_options open;
    kkr_fit_sources sources;
    kkr_job job = kkr_batch_arguments_job(many, options->threads);
    if (!set_params(own, many, &params, err) ||
        !kkr_case_arguments_options(options, &open, err) ||
        !kkr_fit_sources_find(paths->paths, paths->n_paths, many->select, &sources,
                              err))
        return false;
    kkr_jl_export_result result = { 0 };
    bool good = kkr_fit_sources_drop(&sources, own->without, err) &&
                kkr_jl_export(sources.source, sources.n, &open,
                              kkr_case_arguments_params(options), &params, own->output,
                              &result, &job, err);
    for (int i = 0; i < result.n_notes; i++)
        kkr_verb_warn("%s", result.notes[i]);
    if (good && result.n_resumed && !many->quiet)
        printf("%d of the cases were there already\n", result.n_resumed);
    if (good && !many->quiet)
        printf("%zu points of %d case%s, %d columns\n", result.n_rows, result.n_cases,
               result.n_cases == 1 ? "" : "s", kkr_jl_n_features(&params.features));
    kkr_jl_export_result_clear(&result);
    kkr_fit_sources_clear(&sources);
    return good;
}

bool kkr_verb_export(const kkr_verb *verb, int argc, char **argv, kkr_error *err)
{
    arguments own = { .features = kkr_jl_arguments_none(), .seed = 1 };
    kkr_case_arguments options = { 0 };
    kkr_batch_arguments many = { 0 };
    const kkr_option_group groups[] = {
        { "Options", own_options, &own },
        { "Many cases", kkr_batch_options, &many },
        { "Features, lengths in angstrom [30,3 with l <= 4, rcut 4.5 or 6]",
          kkr_jl_options, &own.features },
        { "What is sampled", kkr_fit_options_sample, &options },
        { "The case", kkr_case_options_open, &options },
        { 0 },
    };
    static const char *const suffixes[] = { ".h5", NULL };
    kkr_arguments paths;
    if (!kkr_verb_begin(verb, argc, argv, groups, &paths, err))
        return false;
    if (paths.help)
        return true;
    int format;
    if (!own.output)
        return kkr_fail(err, KKR_ERROR_USAGE, "export needs -o FILE.h5");
    if (!kkr_output_suffix(own.output, suffixes, &format, err)) {
        err->code = KKR_ERROR_USAGE;
        return false;
    }
    if (!own.join)
        return write_one(&own, &many, &options, &paths, err);
    size_t n_rows;
    if (!kkr_jl_export_join(paths.paths, paths.n_paths, own.output, &n_rows, err))
        return false;
    printf("%zu points in %d shard%s\n", n_rows, paths.n_paths,
           paths.n_paths == 1 ? "" : "s");
    return true;
}
