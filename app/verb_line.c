// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "app/case_options.h"
#include "app/verb.h"
#include "core/line.h"
#include "core/output.h"

enum { MAX_POINTS = 10000000 };

typedef struct arguments {
    const char *from, *to, *output;
    int n;
} arguments;

static const kkr_option own_options[] = {
    { KKR_OPTION_TEXT, "from", "P", "first point: x,y,z in bohr or site:K",
      offsetof(arguments, from) },
    { KKR_OPTION_TEXT, "to", "P", "last point", offsetof(arguments, to) },
    { KKR_OPTION_COUNT, "n", "N", "points at equal distances [201]",
      offsetof(arguments, n) },
    { KKR_OPTION_TEXT, "o", "FILE.csv", "write here instead of standard output",
      offsetof(arguments, output) },
    { 0 },
};

bool kkr_verb_line(const kkr_verb *verb, int argc, char **argv, kkr_error *err)
{
    arguments own = { .n = 201 };
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
    if (!own.from || !own.to)
        return kkr_fail(err, KKR_ERROR_USAGE, "line needs --from P and --to P");
    if (own.n < 2 || own.n > MAX_POINTS)
        return kkr_fail(err, KKR_ERROR_USAGE, "-n needs 2 to %d points, found %d",
                        MAX_POINTS, own.n);

    kkr_job job = kkr_verb_job(options.threads);
    KKR_AUTO(kkr_output) output = NULL;
    if (own.output && !(output = kkr_output_new(own.output, err)))
        return false;
    KKR_AUTO(kkr_case) object = kkr_case_arguments_open(&options, &paths, &job, err);
    kkr_vec3 from, to;
    if (!object || !kkr_case_arguments_point(object, "--from", own.from, &from, err) ||
        !kkr_case_arguments_point(object, "--to", own.to, &to, err))
        return false;
    KKR_AUTO(kkr_sampler) sampler = NULL;
    sampler = kkr_case_arguments_sampler(&options, object, &job, err);
    KKR_AUTO(kkr_line) line = NULL;
    if (sampler)
        line = kkr_line_new(object, sampler, from, to, own.n, &job, err);
    if (!line)
        return false;
    FILE *file = output ? output->file : stdout;
    kkr_line_write(line, (kkr_field_quantity)options.field, file);
    return !output || kkr_output_commit(output, err);
}
