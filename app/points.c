// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "app/points.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"

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

kkr_vec3 *kkr_points_read(const char *path, size_t *n, const kkr_job *job,
                          kkr_error *err)
{
    KKR_AUTO(kkr_text)
    text = strcmp(path, "-") == 0 ? read_standard_input(job, err)
                                  : kkr_text_read(path, err);
    return text ? parse_points(text, n, err) : NULL;
}
