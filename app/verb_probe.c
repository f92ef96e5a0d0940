// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "app/case_options.h"
#include "app/verb.h"
#include "core/csv.h"
#include "core/output.h"
#include "core/text.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

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

/** All of standard input; like a file, at most 1 GiB. */
static kkr_text *read_standard_input(const kkr_job *job, kkr_error *err)
{
    const size_t limit = (size_t)1 << 30;
    size_t size = 0, room = 1 << 16;
    char *data = kkr_alloc(room, 1);
    kkr_text *text = NULL;
    for (;;) {
        size_t n = fread(data + size, 1, room - size, stdin);
        size += n;
        if (size < room)
            break;
        if (room >= limit) {
            kkr_fail(err, KKR_ERROR_FILE, "standard input: more than 1 GiB");
            goto done;
        }
        room *= 2;
        data = kkr_realloc(data, room, 1);
    }
    if (kkr_job_cancelled(job))
        kkr_fail(err, KKR_ERROR_CANCELLED, "cancelled");
    else if (ferror(stdin))
        kkr_fail(err, KKR_ERROR_FILE, "standard input: %s", strerror(errno));
    else if (memchr(data, 0, size))
        kkr_fail(err, KKR_ERROR_FORMAT, "standard input: a binary file");
    else
        text = kkr_text_new("standard input", data, size);
    if (text) {
        text->buffer = (kkr_buffer){ data, room }; // it is freed with the text
        data = NULL;
    }
done:
    free(data);
    return text;
}

/** Every line that is not empty: three numbers. The caller frees the points. */
static kkr_vec3 *parse_points(kkr_text *text, size_t *n_points, kkr_error *err)
{
    size_t n = 0, room = 1024;
    kkr_vec3 *points = kkr_alloc(room, sizeof *points);
    kkr_line line;
    while (kkr_text_next(text, &line)) {
        const char *comment = memchr(line.text, '#', line.length);
        if (comment)
            line.length = (size_t)(comment - line.text);
        line = kkr_line_trim(line);
        if (line.length == 0)
            continue;
        kkr_list list = kkr_list_of(line);
        double x[3] = { NAN, NAN, NAN };
        kkr_line rest;
        if (kkr_list_doubles(&list, x, 3) < 3 || !isfinite(x[0]) || !isfinite(x[1]) ||
            !isfinite(x[2]) || kkr_list_next(&list, &rest)) {
            kkr_text_fail(text, err, "expected three numbers x y z, found \"%.*s\"",
                          (int)(line.length < 60 ? line.length : 60), line.text);
            free(points);
            return NULL;
        }
        if (n == room)
            points = kkr_realloc(points, room *= 2, sizeof *points);
        points[n++] = (kkr_vec3){ x[0], x[1], x[2] };
    }
    *n_points = n;
    return points;
}

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
    bool from_stdin = strcmp(own.points, "-") == 0;
    KKR_AUTO(kkr_text) text = NULL;
    text = from_stdin ? read_standard_input(&job, err) : kkr_text_read(own.points, err);
    if (!text)
        return false;
    size_t n = 0;
    kkr_vec3 *points = parse_points(text, &n, err);
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
