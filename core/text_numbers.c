// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/text.h"
#include "core/text_power.h"

#include <float.h>
#include <limits.h>
#include <locale.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/**
 * Decimal to double, correctly rounded. If the digits form a whole number below
 * 2^53 and the power of ten is exact, one multiplication or division is enough
 * (core/text_power.h). The rest, a few percent of a potential, goes to the C
 * library in the "C" locale.
 */

enum { MAX_DIGITS = 400 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static double convert_slowly(const char *number)
{
    locale_t c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    double value = strtod_l(number, NULL, c_locale);
    freelocale(c_locale);
    return value;
}

// value = digits 10^exponent; `text` are the same digits where there are over 19
static double convert(uint64_t digits, int exponent, const char *text, size_t length)
{
    if (FLT_EVAL_METHOD == 0 && !text && digits <= (uint64_t)1 << DBL_MANT_DIG) {
        if (exponent >= 0 && exponent <= KKR_EXACT_POWER)
            return (double)digits * kkr_power_of_ten[exponent];
        if (exponent < 0 && exponent >= -KKR_EXACT_POWER)
            return (double)digits / kkr_power_of_ten[-exponent];
    }
    char number[MAX_DIGITS + 32];
    if (text)
        snprintf(number, sizeof number, "%.*se%d", (int)length, text, exponent);
    else
        snprintf(number, sizeof number, "%llue%d", (unsigned long long)digits,
                 exponent);
    return convert_slowly(number);
}

static bool equals(const char *text, size_t length, const char *lower_word)
{
    if (length != strlen(lower_word))
        return false;
    for (size_t i = 0; i < length; i++)
        if ((text[i] | 0x20) != lower_word[i])
            return false;
    return true;
}

// Everything that is no digits: NaN, NaN(...), Infinity, ****
static kkr_number parse_special(const char *text, size_t length, bool negative,
                                double *value)
{
    size_t n_stars = 0;
    while (n_stars < length && text[n_stars] == '*')
        n_stars++;
    if (n_stars && n_stars == length) {
        *value = NAN;
        return KKR_NUMBER_OVERFLOW;
    }
    if (equals(text, length, "inf") || equals(text, length, "infinity")) {
        *value = negative ? -INFINITY : INFINITY;
        return KKR_NUMBER_OK;
    }
    if (length >= 3 && equals(text, 3, "nan") &&
        (length == 3 || (text[3] == '(' && text[length - 1] == ')'))) {
        *value = NAN;
        return KKR_NUMBER_NAN;
    }
    return KKR_NUMBER_NONE;
}

// "D+02", "e5", "-101" (no letter): the rest of a number; false if it is not that
static bool parse_exponent(const char *p, const char *end, int *exponent)
{
    *exponent = 0;
    if (p == end)
        return true;
    char letter = (char)(*p | 0x20);
    bool has_letter = letter == 'd' || letter == 'e' || letter == 'q';
    if (has_letter)
        p++;
    bool has_sign = p < end && (*p == '+' || *p == '-');
    bool negative = has_sign && *p == '-';
    if (has_sign)
        p++;
    if (!(has_letter || has_sign) || p == end)
        return false;
    int value = 0;
    for (; p < end; p++) {
        if (!is_digit(*p))
            return false;
        if (value < 100000)
            value = 10 * value + (*p - '0');
    }
    *exponent = negative ? -value : value;
    return true;
}

kkr_number kkr_parse_fortran(const char *text, size_t length, double *value)
{
    kkr_line field = kkr_line_trim((kkr_line){ text, length });
    const char *p = field.text, *end = field.text + field.length;
    bool negative = p < end && *p == '-';
    if (p < end && (*p == '-' || *p == '+'))
        p++;
    if (p == end || end - p > MAX_DIGITS)
        return KKR_NUMBER_NONE;

    char mantissa[MAX_DIGITS]; // the digits without the dot
    size_t n_digits = 0;
    int after_dot = 0;
    bool dot = false;
    uint64_t digits = 0;
    const char *begin = p;
    for (; p < end && (is_digit(*p) || (*p == '.' && !dot)); p++) {
        if (*p == '.') {
            dot = true;
            continue;
        }
        mantissa[n_digits++] = *p;
        after_dot += dot;
        digits = 10 * digits + (uint64_t)(*p - '0'); // wraps beyond 19, then unused
    }
    if (n_digits == 0)
        return parse_special(begin, (size_t)(end - begin), negative, value);
    int exponent;
    if (!parse_exponent(p, end, &exponent))
        return KKR_NUMBER_NONE;
    double absolute = convert(digits, exponent - after_dot,
                              n_digits > 19 ? mantissa : NULL, n_digits);
    *value = negative ? -absolute : absolute;
    return KKR_NUMBER_OK;
}

bool kkr_parse_int(const char *text, size_t length, int *value)
{
    kkr_line field = kkr_line_trim((kkr_line){ text, length });
    const char *p = field.text, *end = field.text + field.length;
    bool negative = p < end && *p == '-';
    if (p < end && (*p == '-' || *p == '+'))
        p++;
    if (p == end)
        return false;
    long long absolute = 0;
    for (; p < end; p++) {
        if (!is_digit(*p))
            return false;
        absolute = 10 * absolute + (*p - '0');
        if (absolute > INT_MAX)
            return false;
    }
    *value = (int)(negative ? -absolute : absolute);
    return true;
}

static bool is_whole(kkr_line field)
{
    return !memchr(field.text, '.', field.length);
}

// A block of reals: whole numbers are the lines between blocks, read by mistake.
static bool read_field(kkr_text *text, kkr_line field, double *value, int *n_nan,
                       kkr_error *err)
{
    kkr_number kind = kkr_parse_fortran(field.text, field.length, value);
    if (!kind || (kind == KKR_NUMBER_OK && isfinite(*value) && is_whole(field)))
        return kkr_text_fail(text, err, "expected a number with a dot, found \"%.*s\"",
                             (int)(field.length < 60 ? field.length : 60), field.text);
    if (!isfinite(*value)) {
        ++*n_nan;
        if (!text->nan_line)
            text->nan_line = text->line;
    }
    return true;
}

// As many plain lines of four fields as there are.
static size_t read_plain_lines(kkr_text *text, double *values, size_t n)
{
    kkr_fields_version versions[4];
    kkr_fields_read read = versions[kkr_fields_versions(versions) - 1].read;
    size_t used;
    size_t done = read(text->data + text->position, text->length - text->position,
                       values, n, &used);
    text->position += used;
    text->line += (int)(done / 4);
    return done;
}

static bool next_line(kkr_text *text, kkr_line *line, size_t done, size_t n,
                      kkr_error *err)
{
    if (kkr_text_next(text, line))
        return true;
    return kkr_text_fail(
        text, err, "the file ends within a block of numbers, expected %zu, got %zu", n,
        done);
}

bool kkr_text_columns(kkr_text *text, int per_line, int width, double *values, size_t n,
                      size_t *n_read, int *n_nan, kkr_error *err)
{
    bool plain = per_line == 4 && width == 20;
    size_t *done = n_read;
    *done = 0;
    while (*done < n) {
        if (plain)
            *done += read_plain_lines(text, values + *done, n - *done);
        if (*done == n)
            break;
        kkr_line line;
        if (!next_line(text, &line, *done, n, err))
            return false;
        for (int k = 0; k < per_line && *done < n; k++) {
            kkr_line field = kkr_line_cut(line, (size_t)(k * width), (size_t)width);
            // Fields are right-aligned: a shorter one was cut off.
            if (field.length < (size_t)width)
                return kkr_text_fail(
                    text, err, "expected %d numbers of %d columns, found %d",
                    n - *done + (size_t)k < (size_t)per_line ? (int)(n - *done) + k
                                                             : per_line,
                    width, k);
            if (!read_field(text, kkr_line_trim(field), &values[*done], n_nan, err))
                return false;
            ++*done;
        }
    }
    return true;
}

// The sign apart: Fortran gives all numbers of a block the same number of digits.
static size_t count_digits(kkr_line token)
{
    return token.length && token.text[0] == '-' ? token.length - 1 : token.length;
}

// A file without a last line end may have lost the end of its last number, too.
static bool is_cut_off(const kkr_text *text, kkr_line previous, kkr_line token)
{
    return token.text + token.length == text->data + text->length &&
           count_digits(token) < count_digits(previous);
}

bool kkr_text_list(kkr_text *text, double *values, size_t n, size_t *n_read, int *n_nan,
                   kkr_error *err)
{
    size_t *done = n_read;
    *done = 0;
    while (*done < n) {
        *done += read_plain_lines(text, values + *done, n - *done);
        kkr_line line, token, previous = { 0 };
        if (*done == n)
            break;
        if (!next_line(text, &line, *done, n, err))
            return false;
        kkr_list list = kkr_list_of(line);
        for (; *done < n && kkr_list_next(&list, &token); previous = token) {
            if (is_cut_off(text, previous, token))
                return kkr_text_fail(text, err,
                                     "the file ends within the number \"%.*s\"",
                                     (int)token.length, token.text);
            if (!read_field(text, token, &values[*done], n_nan, err))
                return false;
            ++*done;
        }
    }
    return true;
}
