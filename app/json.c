// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "app/json.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/** Length of the UTF-8 character at `text` (RFC 3629); 0 if it is none. */
static int utf8_length(const unsigned char *text)
{
    int n = *text < 0x80   ? 1
            : *text < 0xc2 ? 0
            : *text < 0xe0 ? 2
            : *text < 0xf0 ? 3
                           : 4;
    if (*text > 0xf4)
        return 0;
    for (int i = 1; i < n; i++)
        if ((text[i] & 0xc0) != 0x80)
            return 0;
    // overlong forms, surrogates, and what lies beyond U+10FFFF
    if ((text[0] == 0xe0 && text[1] < 0xa0) || (text[0] == 0xed && text[1] >= 0xa0) ||
        (text[0] == 0xf0 && text[1] < 0x90) || (text[0] == 0xf4 && text[1] >= 0x90))
        return 0;
    return n;
}

static void write_text(FILE *file, const char *text)
{
    const unsigned char *p = (const unsigned char *)text;
    putc('"', file);
    while (*p) {
        int n = utf8_length(p);
        if (n == 0)
            fputs("\\ufffd", file);
        else if (*p == '"' || *p == '\\')
            fprintf(file, "\\%c", *p);
        else if (*p < 0x20)
            fprintf(file, "\\u%04x", *p);
        else
            fwrite(p, 1, (size_t)n, file);
        p += n ? n : 1;
    }
    putc('"', file);
}

static void write_number(FILE *file, double value)
{
    if (isfinite(value))
        fprintf(file, "%.17g", value);
    else
        fputs("null", file);
}

/** Comma, line end, indentation and key: what comes before every value. */
static void begin_value(kkr_json *json, const char *key)
{
    if (json->depth > 0)
        fprintf(json->file, "%s\n%*s", json->empty ? "" : ",", 2 * json->depth, "");
    json->empty = false;
    if (key) {
        write_text(json->file, key);
        fputs(": ", json->file);
    }
}

static void open_bracket(kkr_json *json, const char *key, char bracket)
{
    begin_value(json, key);
    putc(bracket, json->file);
    json->depth++;
    json->empty = true;
}

static void close_bracket(kkr_json *json, char bracket)
{
    assert(json->depth > 0);
    json->depth--;
    if (!json->empty)
        fprintf(json->file, "\n%*s", 2 * json->depth, "");
    json->empty = false;
    putc(bracket, json->file);
}

void kkr_json_begin_object(kkr_json *json, const char *key)
{
    open_bracket(json, key, '{');
}

void kkr_json_end_object(kkr_json *json)
{
    close_bracket(json, '}');
}

void kkr_json_begin_array(kkr_json *json, const char *key)
{
    open_bracket(json, key, '[');
}

void kkr_json_end_array(kkr_json *json)
{
    close_bracket(json, ']');
}

void kkr_json_string(kkr_json *json, const char *key, const char *text)
{
    begin_value(json, key);
    if (text)
        write_text(json->file, text);
    else
        fputs("null", json->file);
}

void kkr_json_number(kkr_json *json, const char *key, double value)
{
    begin_value(json, key);
    write_number(json->file, value);
}

void kkr_json_integer(kkr_json *json, const char *key, long value)
{
    begin_value(json, key);
    fprintf(json->file, "%ld", value);
}

void kkr_json_bool(kkr_json *json, const char *key, bool value)
{
    begin_value(json, key);
    fputs(value ? "true" : "false", json->file);
}

void kkr_json_null(kkr_json *json, const char *key)
{
    kkr_json_string(json, key, NULL);
}

void kkr_json_vec3(kkr_json *json, const char *key, kkr_vec3 v)
{
    begin_value(json, key);
    const double value[3] = { v.x, v.y, v.z };
    for (int i = 0; i < 3; i++) {
        fputs(i ? ", " : "[", json->file);
        write_number(json->file, value[i]);
    }
    putc(']', json->file);
}

void kkr_json_finish(kkr_json *json)
{
    assert(json->depth == 0);
    putc('\n', json->file);
}
