// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "app/fit_options.h"
#include "app/fit_report.h"
#include "app/verb.h"
#include "core/output.h"

#include <stdlib.h>
#include <string.h>

typedef struct arguments {
    const char *output, *test, *select;
    bool json, curves;
} arguments;

static const kkr_option own_options[] = {
    { KKR_OPTION_TEXT, "o", "FILE.h5", "write the model here",
      offsetof(arguments, output) },
    { KKR_OPTION_TEXT, "select", "QUERY",
      "of data sets: these entries, like \"Hg:A* rms<1e-3\" [all]",
      offsetof(arguments, select) },
    { KKR_OPTION_TEXT, "test", "CASE,...", "try the model on these as well",
      offsetof(arguments, test) },
    { KKR_OPTION_FLAG, "curves", NULL,
      "learning curves: smaller models, or fewer embeddings",
      offsetof(arguments, curves) },
    { KKR_OPTION_FLAG, "json", NULL, "one JSON object, with everything",
      offsetof(arguments, json) },
    { 0 },
};

/** --test A,B: each a case or a folder of impurities. Tries the model on them. */
static bool try_elsewhere(const char *text, const kkr_jl_fit *fit,
                          const kkr_case_options *open, kkr_sampler_params sampler,
                          const kkr_job *job, kkr_jl_trial **trials, int *n,
                          kkr_error *err)
{
    const kkr_jl_model *model = kkr_jl_fit_model(fit);
    char *copy = kkr_strdup(text), *save = NULL;
    bool good = true;
    for (char *word = strtok_r(copy, ",", &save); good && word;
         word = strtok_r(NULL, ",", &save)) {
        kkr_fit_sources sources;
        const char *const path = word;
        good = kkr_fit_sources_find(&path, 1, NULL, &sources, err);
        KKR_AUTO(kkr_jl_ensemble)
        ensemble = good ? kkr_jl_ensemble_new(sources.source, sources.n, open, sampler,
                                              &model->problem, job, err)
                        : NULL;
        kkr_fit_sources_clear(&sources);
        good = ensemble;
        for (int i = 0; good && i < ensemble->n_notes; i++)
            kkr_verb_warn("%s", ensemble->notes[i]);
        if (good) {
            *trials = kkr_realloc(*trials, *n + ensemble->n, sizeof **trials);
            good = kkr_jl_try(model, ensemble, *trials + *n, job, err);
            *n += ensemble->n;
        }
    }
    free(copy);
    return good;
}

static bool run(const arguments *own, const kkr_fit_arguments *fit_arguments,
                const kkr_case_arguments *options, const kkr_fit_sources *sources,
                kkr_output *output, kkr_error *err)
{
    kkr_job job = kkr_verb_job(options->threads);
    kkr_jl_fit_params params;
    kkr_case_options open;
    if (!kkr_fit_arguments_apply(fit_arguments, sources->n > 1, &params, err) ||
        !kkr_case_arguments_options(options, &open, err))
        return false;
    kkr_sampler_params sampler = kkr_case_arguments_params(options);
    KKR_AUTO(kkr_jl_fit)
    fit =
        kkr_jl_fit_new(sources->source, sources->n, &open, sampler, &params, &job, err);
    if (!fit)
        return false;
    for (int i = 0; i < fit->ensemble->n_notes; i++)
        kkr_verb_warn("%s", fit->ensemble->notes[i]);
    kkr_jl_trial *trials = NULL;
    int n_trials = 0;
    bool good = !own->test || try_elsewhere(own->test, fit, &open, sampler, &job,
                                            &trials, &n_trials, err);
    good =
        good && (!output || (kkr_jl_model_write(kkr_jl_fit_model(fit), output, err) &&
                             kkr_output_commit(output, err)));
    const kkr_fit_report report = { fit, trials, n_trials, own->curves };
    if (good && own->json)
        kkr_fit_report_json(&report);
    else if (good)
        kkr_fit_report_text(&report);
    free(trials);
    return good;
}

bool kkr_verb_fit(const kkr_verb *verb, int argc, char **argv, kkr_error *err)
{
    arguments own = { 0 };
    kkr_fit_arguments fit = kkr_fit_arguments_none();
    kkr_case_arguments options = { 0 };
    const kkr_option_group groups[] = {
        { "Options", own_options, &own },
        { "The fit", kkr_fit_options, &fit },
        { "Features, lengths in angstrom [30,3 with l <= 4, rcut 4.5 or 6]",
          kkr_jl_options, &fit.features },
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
    if (own.output && !kkr_output_suffix(own.output, suffixes, &format, err)) {
        err->code = KKR_ERROR_USAGE;
        return false;
    }
    if (options.v0)
        return kkr_fail(err, KKR_ERROR_USAGE,
                        "--v0 is not for fit: --target dV or dVstart says what is "
                        "subtracted");
    KKR_AUTO(kkr_output) output = NULL;
    if (own.output && !(output = kkr_output_new(own.output, err)))
        return false;
    kkr_fit_sources sources;
    bool good =
        kkr_fit_sources_find(paths.paths, paths.n_paths, own.select, &sources, err) &&
        kkr_fit_sources_drop(&sources, fit.without, err) &&
        run(&own, &fit, &options, &sources, output, err);
    kkr_fit_sources_clear(&sources);
    return good;
}
