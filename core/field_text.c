// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/field_formats.h"
#include "core/parallel.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

// Every number has the same width, so a row's place in the text is known before
// the rows above it are there: threads fill one buffer, which is then written.

enum { BATCH_BYTES = 1 << 22 };

/** 10^e, e = -60 .. 60: floats reach from 1e-45 to 3e38. */
static double power_of_ten(int e)
{
    double power = 1;
    for (int i = abs(e); i > 0; i--)
        power *= 10;
    return e < 0 ? 1 / power : power;
}

typedef struct table {
    double scale[121]; // scale[60 + e] = 10^e
} table;

/** " -1.23456E-02": digits + 7 characters, as %*.*E of C and Fortran's 1P,E. */
static void format_number(char *out, float number, int digits, const table *powers)
{
    int width = digits + 7;
    memset(out, ' ', (size_t)width);
    double value = fabs((double)number);
    if (isnan(value))
        value = 0;
    value = fmin(value, 3.4e38); // infinities
    int e = value > 0 ? (int)floor(log10(value)) : 0;
    long mantissa = lround(value * powers->scale[60 + digits - 1 - e]);
    long full = lround(powers->scale[60 + digits]);
    if (mantissa >= full) { // 9.999996 rounds up
        mantissa = (mantissa + 5) / 10;
        e++;
    } else if (mantissa > 0 && 10 * mantissa < full) { // log10 was a hair too large
        e--;
        mantissa = lround(value * powers->scale[60 + digits - 1 - e]);
    }
    char *p = out + width;
    int exponent = abs(e);
    *--p = (char)('0' + exponent % 10);
    *--p = (char)('0' + exponent / 10);
    *--p = e < 0 ? '-' : '+';
    *--p = 'E';
    for (int i = 1; i < digits; i++, mantissa /= 10)
        *--p = (char)('0' + mantissa % 10);
    *--p = '.';
    *--p = (char)('0' + mantissa);
    if (signbit(number) && value > 0)
        *--p = '-';
}

typedef struct batch {
    const kkr_field_text *text;
    const table *powers;
    char *buffer;
    size_t row_bytes;
    int first; // row
} batch;

static void format_row(void *user, int i, int thread)
{
    const batch *b = user;
    const kkr_field_text *text = b->text;
    size_t width = (size_t)text->digits + 7;
    char *out = b->buffer + b->row_bytes * (size_t)i;
    for (int column = 0; column < text->n_columns; column++) {
        format_number(out, text->value(text->user, b->first + i, column), text->digits,
                      b->powers);
        out += width;
        if ((column + 1) % text->per_line == 0 || column + 1 == text->n_columns)
            *out++ = '\n';
    }
}

bool kkr_field_text_write(const kkr_field_text *text, FILE *file, const kkr_job *job,
                          kkr_error *err)
{
    assert(text->digits >= 2 && text->digits <= 9);
    table powers;
    for (int e = -60; e <= 60; e++)
        powers.scale[60 + e] = power_of_ten(e);
    int n = text->n_columns;
    size_t row_bytes = (size_t)n * ((size_t)text->digits + 7) +
                       (size_t)((n + text->per_line - 1) / text->per_line);
    int rows = (int)(BATCH_BYTES / row_bytes) + 1;
    rows = rows < text->n_rows ? rows : text->n_rows;
    batch b = { .text = text, .powers = &powers, .row_bytes = row_bytes };
    b.buffer = kkr_alloc_large((size_t)rows, row_bytes, err);
    if (!b.buffer)
        return false;
    bool good = true;
    for (b.first = 0; good && b.first < text->n_rows; b.first += rows) {
        int count = text->n_rows - b.first < rows ? text->n_rows - b.first : rows;
        good = kkr_parallel_for(job, count, format_row, &b, NULL) &&
               kkr_job_step(job, (double)b.first / text->n_rows, "writing");
        if (good && fwrite(b.buffer, row_bytes, (size_t)count, file) != (size_t)count)
            break; // the caller looks at ferror()
    }
    free(b.buffer);
    return good || kkr_fail(err, KKR_ERROR_CANCELLED, "cancelled");
}
