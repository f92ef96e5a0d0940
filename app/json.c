// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "app/json.h"

#include "core/utf8.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static void write_text(FILE *file, const char *text)
{
    putc('"', file);
    while (*text) {
        int n = kkr_utf8_length(text);
        if (n == 0)
            fputs("\\ufffd", file);
        else if (*text == '"' || *text == '\\')
            fprintf(file, "\\%c", *text);
        else if ((unsigned char)*text < 0x20)
            fprintf(file, "\\u%04x", (unsigned char)*text);
        else
            fwrite(text, 1, (size_t)n, file);
        text += n ? n : 1;
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
