// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "app/case_options.h"
#include "app/points.h"
#include "app/verb.h"
#include "core/csv.h"
#include "core/output.h"

#include <stdlib.h>

typedef struct arguments {
    const char *points, *output;
} arguments;

static const kkr_option own_options[] = {
    { KKR_OPTION_TEXT, "points", "FILE|-", "the points; - reads standard input",
      offsetof(arguments, points) },
    { KKR_OPTION_TEXT, "o", "FILE", "write here instead of standard output",
      offsetof(arguments, output) },
    { 0 },
};

/** Blocks of points, so that memory stays small and Ctrl-C is heard. */
static bool write_values(const kkr_sampler *sampler, const kkr_vec3 *points, size_t n,
                         kkr_field_quantity quantity, FILE *file, const kkr_job *job,
                         kkr_error *err)
{
    enum { BLOCK = 65536 };
    kkr_sample *samples = kkr_alloc(n < BLOCK ? n : BLOCK, sizeof *samples);
    bool good = true;
    fprintf(file, "%s\n", kkr_csv_sample_header);
    for (size_t i = 0; good && i < n; i += BLOCK) {
        size_t count = n - i < BLOCK ? n - i : BLOCK;
        good = kkr_sampler_points(sampler, points + i, count, samples, job);
        for (size_t k = 0; good && k < count; k++)
            kkr_csv_sample(file, points[i + k], &samples[k], quantity);
    }
    free(samples);
    return good || kkr_fail(err, KKR_ERROR_CANCELLED, "cancelled");
}

bool kkr_verb_probe(const kkr_verb *verb, int argc, char **argv, kkr_error *err)
{
    arguments own = { 0 };
    kkr_case_arguments options = { 0 };
    const kkr_option_group groups[] = {
        { "Options", own_options, &own },
        { "What is sampled", kkr_case_options_sample, &options },
        { "The case", kkr_case_options_open, &options },
        { 0 },
    };
    kkr_arguments paths;
    if (!kkr_verb_begin(verb, argc, argv, groups, &paths, err))
        return false;
    if (paths.help)
        return true;
    if (!own.points)
        return kkr_fail(err, KKR_ERROR_USAGE,
                        "probe needs --points FILE or --points -");

    kkr_job job = kkr_verb_job(options.threads);
    KKR_AUTO(kkr_output) output = NULL;
    if (own.output && !(output = kkr_output_new(own.output, err)))
        return false;
    size_t n = 0;
    kkr_vec3 *points = kkr_points_read(own.points, &n, &job, err);
    if (!points)
        return false;

    KKR_AUTO(kkr_case) object = kkr_case_arguments_open(&options, &paths, &job, err);
    KKR_AUTO(kkr_sampler) sampler = NULL;
    if (object)
        sampler = kkr_case_arguments_sampler(&options, object, &job, err);
    bool good =
        sampler && write_values(sampler, points, n, (kkr_field_quantity)options.field,
                                output ? output->file : stdout, &job, err);
    free(points);
    return good && (!output || kkr_output_commit(output, err));
}
