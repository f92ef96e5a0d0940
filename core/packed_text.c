// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/packed_text.h"

#include "core/text.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    WIDTH = 20,
    PER_LINE = 4,
    SHORTEST_RUN = 8, // numbers; shorter ones are not worth a line of the text
    MAX_DIGITS = 14
};
static const size_t max_length = (size_t)1 << 30;

/** How one number was written: "1P4D20.13" has decimals 13, scale 1, letter D. */
typedef struct format {
    int decimals, scale;
    char letter;
} format;

// ------------------------------------------------------------- numbers as Fortran

static const int64_t ten_to[] = {
    1,           10,           100,           1000,           10000,
    100000,      1000000,      10000000,      100000000,      1000000000,
    10000000000, 100000000000, 1000000000000, 10000000000000, 100000000000000
};

/** a 10^k; the error is far below what fourteen digits can show. */
static long double scaled(long double a, int k)
{
    static const long double exact[] = { 1e0L,  1e1L,  1e2L,  1e3L,  1e4L,  1e5L,
                                         1e6L,  1e7L,  1e8L,  1e9L,  1e10L, 1e11L,
                                         1e12L, 1e13L, 1e14L, 1e15L, 1e16L, 1e17L,
                                         1e18L, 1e19L, 1e20L, 1e21L, 1e22L, 1e23L,
                                         1e24L, 1e25L, 1e26L, 1e27L };
    for (; k > 27; k -= 27)
        a *= exact[27];
    for (; k < -27; k += 27)
        a /= exact[27];
    return k >= 0 ? a * exact[k] : a / exact[-k];
}

/** The digits and the exponent of |x| = 0.digits 10^exponent; 0 has exponent 0. */
static int64_t digits_of(double x, int n_digits, int *exponent)
{
    *exponent = 0;
    long double a = fabsl((long double)x);
    if (a == 0)
        return 0;
    int binary;
    frexpl(a, &binary);
    int e = (int)floor((binary - 1) * 0.30102999566398119521) + 1; // or one too small
    int64_t digits = llrintl(scaled(a, n_digits - e));
    if (digits >= ten_to[n_digits])
        digits = llrintl(scaled(a, n_digits - ++e));
    if (digits >= ten_to[n_digits]) { // 9.99... became 10.0
        digits /= 10;
        e++;
    }
    *exponent = e;
    return digits;
}

/** Writes WIDTH characters; false if the number does not fit into this format. */
static bool write_number(double x, format f, char *out)
{
    int n_digits = f.decimals + f.scale, exponent;
    if (!isfinite(x))
        return false;
    int64_t digits = digits_of(x, n_digits, &exponent);
    exponent -= x == 0 ? 0 : f.scale;
    if (exponent > 99 || exponent < -99)
        return false;
    int at = WIDTH - 4;
    out[at] = f.letter;
    out[at + 1] = exponent < 0 ? '-' : '+';
    out[at + 2] = (char)('0' + abs(exponent) / 10);
    out[at + 3] = (char)('0' + abs(exponent) % 10);
    for (int i = 0; i < f.decimals; i++, digits /= 10)
        out[--at] = (char)('0' + digits % 10);
    out[--at] = '.';
    out[--at] = (char)('0' + digits);
    out[--at] = signbit(x) ? '-' : ' ';
    while (at > 0)
        out[--at] = ' ';
    return true;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/** Reads a field that looks like [blanks][-]d.ddd[DE][+-]dd; *f is what it looks like
 *  (scale: only seen where the number is not zero, else left alone). */
static bool read_number(const char *field, format *f, double *value)
{
    char letter = field[WIDTH - 4], sign = field[WIDTH - 3];
    if ((letter != 'D' && letter != 'E') || (sign != '+' && sign != '-') ||
        !is_digit(field[WIDTH - 2]) || !is_digit(field[WIDTH - 1]))
        return false;
    int dot = WIDTH - 5;
    int64_t digits = 0;
    while (dot >= 0 && is_digit(field[dot]))
        dot--;
    int decimals = WIDTH - 5 - dot;
    if (dot < 2 || field[dot] != '.' || !is_digit(field[dot - 1]) || decimals < 8 ||
        decimals > MAX_DIGITS - 1)
        return false;
    for (int i = 0; i < dot - 2; i++)
        if (field[i] != ' ')
            return false;
    if (field[dot - 2] != ' ' && field[dot - 2] != '-')
        return false;
    digits = field[dot - 1] - '0';
    for (int i = 1; i <= decimals; i++)
        digits = 10 * digits + (field[dot + i] - '0');
    int exponent = 10 * (field[WIDTH - 2] - '0') + (field[WIDTH - 1] - '0');
    exponent = (sign == '-' ? -exponent : exponent) - decimals;
    f->decimals = decimals;
    f->letter = letter;
    if (digits)
        f->scale = field[dot - 1] != '0';
    // at most 2^53 times or by an exact power of ten: correctly rounded
    static const double exact[] = { 1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                    1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                    1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };
    if (exponent >= -22 && exponent <= 22) {
        double x = (double)digits;
        x = exponent < 0 ? x / exact[-exponent] : x * exact[exponent];
        *value = field[dot - 2] == '-' ? -x : x;
        return true;
    }
    return kkr_parse_fortran(field, WIDTH, value) == KKR_NUMBER_OK;
}

// ------------------------------------------------------------- packing

typedef struct run {
    format f;
    size_t n; // numbers
    const char *end;
} run;

/** How many numbers the line has, into value[PER_LINE]; 0: it is no line of a run. */
static int read_line(const char *line, size_t length, format *f, double *value)
{
    if (length == 0 || length % WIDTH || length > PER_LINE * WIDTH)
        return 0;
    int n = (int)(length / WIDTH);
    format first = *f;
    for (int i = 0; i < n; i++) {
        format own = first;
        if (!read_number(line + WIDTH * i, &own, &value[i]) ||
            (first.letter &&
             (own.letter != first.letter || own.decimals != first.decimals)))
            return 0;
        if (first.scale >= 0 && own.scale != first.scale)
            return 0;
        first = own;
    }
    *f = first;
    return n;
}

/** True if the numbers, written again, are the text they come from. */
static bool is_faithful(const char *text, format f, const double *value, size_t n)
{
    char field[WIDTH];
    for (size_t i = 0; i < n; i++) {
        if (!write_number(value[i], f, field) || memcmp(field, text, WIDTH) != 0)
            return false;
        text += WIDTH + (i % PER_LINE == PER_LINE - 1);
    }
    return true;
}

/** The run that begins at `text`, its numbers behind `numbers`; n = 0: there is none. */
static run find_run(const char *text, const char *end, double *numbers)
{
    run found = { .f = { .scale = -1 }, .end = text };
    for (const char *line = text; line < end;) {
        const char *stop = memchr(line, '\n', (size_t)(end - line));
        int n =
            stop ? read_line(line, (size_t)(stop - line), &found.f, numbers + found.n)
                 : 0;
        if (n == 0)
            break;
        found.n += (size_t)n;
        found.end = line = stop + 1;
        if (n < PER_LINE)
            break;
    }
    if (found.f.scale < 0)
        found.f.scale = 1; // nothing but zeros, which look the same
    if (found.n < SHORTEST_RUN || !is_faithful(text, found.f, numbers, found.n))
        found.n = 0;
    return found;
}

static void append(kkr_packed_text *packed, const char *text, size_t length)
{
    memcpy(packed->text + packed->length, text, length);
    packed->length += length;
}

kkr_packed_text *kkr_packed_text_new(const char *text, size_t length)
{
    kkr_packed_text *packed = kkr_alloc(1, sizeof *packed);
    // a line of "@" may be all there is; a run is longer than what stands for it
    packed->text = kkr_alloc(2 * length + 1, 1);
    packed->numbers = kkr_alloc(length / WIDTH + PER_LINE, sizeof *packed->numbers);
    const char *end = text + length;
    for (const char *at = text; at < end;) {
        bool may_be = *at == ' ' || *at == '-';
        run found = { 0 };
        if (may_be)
            found = find_run(at, end, packed->numbers + packed->n);
        if (found.n) {
            char line[64];
            int n = snprintf(line, sizeof line, "@%s4%c20.%d %zu\n",
                             found.f.scale ? "1P" : "", found.f.letter,
                             found.f.decimals, found.n);
            append(packed, line, (size_t)n);
            packed->n += found.n;
            at = found.end;
            continue;
        }
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        const char *next = stop ? stop + 1 : end;
        if (*at == '@')
            append(packed, "@", 1);
        append(packed, at, (size_t)(next - at));
        at = next;
    }
    packed->text = kkr_realloc(packed->text, packed->length + 1, 1);
    packed->text[packed->length] = '\0';
    packed->numbers = kkr_realloc(packed->numbers, packed->n ? packed->n : 1,
                                  sizeof *packed->numbers);
    return packed;
}

void kkr_packed_text_free(kkr_packed_text *packed)
{
    if (!packed)
        return;
    free(packed->text);
    free(packed->numbers);
    free(packed);
}

// ------------------------------------------------------------- unpacking

/** "@1P4D20.13 484" without its line end. */
static bool read_mark(const char *line, size_t length, format *f, size_t *n)
{
    char copy[64], letter;
    int decimals, used = 0;
    if (length >= sizeof copy)
        return false;
    memcpy(copy, line, length);
    copy[length] = '\0';
    const char *at = copy + 1;
    f->scale = strncmp(at, "1P", 2) == 0;
    at += 2 * f->scale;
    if (sscanf(at, "4%c20.%d %zu%n", &letter, &decimals, n, &used) != 3 || at[used] ||
        (letter != 'D' && letter != 'E') || decimals < 1 || decimals > MAX_DIGITS - 1 ||
        decimals + f->scale > MAX_DIGITS || *n < 1)
        return false;
    f->letter = letter;
    f->decimals = decimals;
    return true;
}

/** One pass over the text; `out` NULL: only measures. *length is what there is. */
static bool unpack(const kkr_packed_text *packed, char *out, size_t *length)
{
    const char *end = packed->text + packed->length;
    size_t used = 0, to = 0;
    for (const char *at = packed->text; at < end;) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        const char *next = stop ? stop + 1 : end;
        format f;
        size_t n;
        if (*at != '@' || (at + 1 < end && at[1] == '@')) {
            at += *at == '@';
            if (out)
                memcpy(out + to, at, (size_t)(next - at));
            to += (size_t)(next - at);
            at = next;
            continue;
        }
        if (!stop || !read_mark(at, (size_t)(stop - at), &f, &n) ||
            n > packed->n - used)
            return false;
        for (size_t i = 0; out && i < n; i++) {
            if (!write_number(packed->numbers[used + i], f, out + to))
                return false;
            to += WIDTH;
            if (i % PER_LINE == PER_LINE - 1 || i + 1 == n)
                out[to++] = '\n';
        }
        if (!out)
            to += n * WIDTH + (n + PER_LINE - 1) / PER_LINE;
        used += n;
        at = next;
    }
    *length = to;
    return used == packed->n;
}

char *kkr_packed_text_unpack(const kkr_packed_text *packed, size_t *length,
                             kkr_error *err)
{
    size_t size;
    char *out = NULL;
    if (packed->n < max_length / WIDTH && unpack(packed, NULL, &size) &&
        size < max_length) {
        out = kkr_alloc_large(size + 1, 1, err);
        if (!out)
            return NULL;
        if (unpack(packed, out, length)) {
            out[*length] = '\0';
            return out;
        }
    }
    free(out);
    kkr_fail(err, KKR_ERROR_FORMAT,
             "the packed text is damaged: it does not fit its %zu numbers", packed->n);
    return NULL;
}
