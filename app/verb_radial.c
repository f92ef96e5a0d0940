// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "app/batch_options.h"
#include "app/case_options.h"
#include "app/verb.h"
#include "core/csv.h"
#include "core/output.h"
#include "core/ylm.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct arguments {
    const char *site, *lm, *output;
} arguments;

static const kkr_option own_options[] = {
    { KKR_OPTION_TEXT, "site", "K", "which site, from 1 on [1]",
      offsetof(arguments, site) },
    { KKR_OPTION_TEXT, "lm", "1,21,...", "which lm, from 1 on [all that are stored]",
      offsetof(arguments, lm) },
    { KKR_OPTION_TEXT, "o", "FILE.csv", "write here instead of standard output",
      offsetof(arguments, output) },
    { 0 },
};

/** "1,21,25" as lm from 0; the caller frees. NULL if the text is no such list. */
static int *parse_lm(const char *text, int lm_max, int *n_lm, kkr_error *err)
{
    int *list = kkr_alloc(strlen(text) + 1, sizeof *list);
    char *copy = kkr_strdup(text), *save = NULL;
    int n = 0;
    bool good = true;
    for (char *word = strtok_r(copy, ",", &save); good && word;
         word = strtok_r(NULL, ",", &save), n++) {
        good = kkr_option_counts(word, &list[n], 1) == 1 && list[n] <= lm_max;
        list[n]--;
    }
    good = good && n > 0;
    free(copy);
    *n_lm = n;
    if (good)
        return list;
    free(list);
    kkr_fail(err, KKR_ERROR_USAGE, "--lm needs numbers from 1 to %d, found \"%s\"",
             lm_max, text);
    return NULL;
}

static const kkr_expansion *expansion_of(const kkr_sampler *sampler, int site,
                                         int field)
{
    switch ((kkr_field_quantity)field) {
    case KKR_FIELD_V:
    case KKR_FIELD_ABS_V:
        return kkr_sampler_v(sampler, site, false);
    case KKR_FIELD_V0:
        return kkr_sampler_v0(sampler, site);
    case KKR_FIELD_DV:
    case KKR_FIELD_ABS_DV:
        return kkr_sampler_dv(sampler, site);
    }
    return NULL;
}

/** The value of one lm at a point: zero where the file has none. */
static double component(const kkr_expansion *expansion, int ir, int lm, bool nuclear)
{
    double value = 0;
    for (int j = 0; j < expansion->n_lm; j++)
        if (expansion->lm_index[j] == lm)
            value = expansion->values[(size_t)ir * expansion->n_lm + j];
    if (lm > 0)
        return value;
    value /= sqrt(4 * M_PI); // the plain radial function, as in the file
    if (nuclear && expansion->z != 0)
        value -= 2 * expansion->z / expansion->mesh->r[ir];
    return value;
}

static void write_table(FILE *file, const kkr_expansion *expansion, const int *lm,
                        int n_lm, bool nuclear, bool absolute)
{
    putc('r', file);
    for (int j = 0; j < n_lm; j++)
        fprintf(file, ",%d", lm[j] + 1);
    putc('\n', file);
    const kkr_radial_mesh *mesh = expansion->mesh;
    for (int ir = 0; ir < mesh->n_r && mesh->r[ir] <= expansion->r_max + 1e-9; ir++) {
        kkr_csv_number(file, mesh->r[ir]);
        for (int j = 0; j < n_lm; j++) {
            double value = component(expansion, ir, lm[j], nuclear);
            putc(',', file);
            kkr_csv_number(file, absolute ? fabs(value) : value);
        }
        putc('\n', file);
    }
}

/** One case; `path` is that of the table, NULL: standard output. */
static bool write_case(const arguments *own, const kkr_case_arguments *options,
                       const kkr_arguments *paths, const char *path, const kkr_job *job,
                       kkr_error *err)
{
    KKR_AUTO(kkr_output) output = NULL;
    if (path && !(output = kkr_output_new(path, err)))
        return false;
    KKR_AUTO(kkr_case) object = kkr_case_arguments_open(options, paths, job, err);
    int site = 0;
    if (!object || (own->site &&
                    !kkr_case_arguments_site(object, "--site", own->site, &site, err)))
        return false;
    KKR_AUTO(kkr_sampler) sampler = NULL;
    sampler = kkr_case_arguments_sampler(options, object, job, err);
    if (!sampler)
        return false;
    const kkr_expansion *expansion = expansion_of(sampler, site, options->field);
    if (!expansion) {
        const char *defect = object->sites[site].defect;
        return kkr_fail(err, KKR_ERROR_MISSING, "site %d has no %s%s%s", site + 1,
                        kkr_field_name((kkr_field_quantity)options->field),
                        defect ? ": " : "", defect ? defect : "");
    }

    int n_lm = expansion->n_lm, *lm = NULL;
    if (own->lm) {
        const kkr_potential_entry *entry = object->sites[site].entry[0];
        int lm_max = kkr_n_lm(expansion->l_max);
        if (entry && entry->lm_max > lm_max)
            lm_max = entry->lm_max;
        lm = parse_lm(own->lm, lm_max, &n_lm, err);
        if (!lm)
            return false;
    }
    bool absolute =
        options->field == KKR_FIELD_ABS_V || options->field == KKR_FIELD_ABS_DV;
    write_table(output ? output->file : stdout, expansion,
                lm ? lm : expansion->lm_index, n_lm, options->nuclear == 0, absolute);
    free(lm);
    return !output || kkr_output_commit(output, err);
}

typedef struct shared {
    const arguments *own;
    const kkr_case_arguments *options;
} shared;

static bool make_one(void *user, const kkr_batch_item *item, const kkr_job *job,
                     void **product, kkr_error *err)
{
    const shared *s = user;
    const kkr_arguments paths = kkr_batch_arguments_paths(item);
    return write_case(s->own, s->options, &paths, item->output, job, err);
}

bool kkr_verb_radial(const kkr_verb *verb, int argc, char **argv, kkr_error *err)
{
    arguments own = { 0 };
    kkr_case_arguments options = { 0 };
    kkr_batch_arguments many = { 0 };
    const kkr_option_group groups[] = {
        { "Options", own_options, &own },
        { "Data sets", kkr_batch_options, &many },
        { "What is sampled", kkr_case_options_sample, &options },
        { "The case", kkr_case_options_open, &options },
        { 0 },
    };
    kkr_arguments paths;
    if (!kkr_verb_begin(verb, argc, argv, groups, &paths, err))
        return false;
    if (paths.help)
        return true;
    bool several;
    if (!kkr_batch_arguments_many(&many, &paths, &several, err))
        return false;
    if (!several) {
        kkr_job job = kkr_batch_arguments_job(&many, options.threads);
        return write_case(&own, &options, &paths, own.output, &job, err);
    }
    shared user = { &own, &options };
    const kkr_batch_work work = { .make = make_one, .user = &user, .doing = "writing" };
    const kkr_batch_call call = {
        verb, &many, groups, &paths, own.output, NULL, options.threads,
    };
    return kkr_batch_arguments_files(&call, ".csv", &work, err);
}
