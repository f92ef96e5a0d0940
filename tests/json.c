// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "tests/json.h"

#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base.h"

enum { MAX_DEPTH = 64 };

typedef enum kind { NOTHING, BOOLEAN, NUMBER, STRING, ARRAY, OBJECT } kind;

struct json {
    kind kind;
    double number; // 1 for true
    char *string;
    int count;
    json *items;
    char **keys; // of an object
};

typedef struct reader {
    const char *name, *text, *at;
} reader;

static bool fail(reader *in, const char *expected)
{
    int line = 1;
    for (const char *c = in->text; c < in->at; c++)
        line += *c == '\n';
    printf("%s:%d: not JSON: expected %s, found '%.10s'\n", in->name, line, expected,
           in->at);
    return false;
}

static void skip_blanks(reader *in)
{
    while (*in->at == ' ' || *in->at == '\t' || *in->at == '\n' || *in->at == '\r')
        in->at++;
}

static bool accept(reader *in, char c)
{
    skip_blanks(in);
    if (*in->at != c)
        return false;
    in->at++;
    return true;
}

static void clear(json *value)
{
    for (int i = 0; i < value->count; i++) {
        clear(&value->items[i]);
        if (value->keys)
            free(value->keys[i]);
    }
    free(value->items);
    free(value->keys);
    free(value->string);
}

static bool read_escape(reader *in, char *out)
{
    static const char names[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
    const char *name = *in->at ? strchr(names, *in->at) : NULL;
    if (name) {
        *out = meanings[name - names];
        in->at++;
        return true;
    }
    if (*in->at != 'u')
        return fail(in, "an escape");
    unsigned code = 0;
    for (int i = 1; i <= 4; i++) {
        if (!isxdigit((unsigned char)in->at[i]))
            return fail(in, "four hexadecimal digits");
        char digit[2] = { in->at[i], 0 };
        code = 16 * code + (unsigned)strtoul(digit, NULL, 16);
    }
    in->at += 5;
    *out = code && code < 128 ? (char)code : '?';
    return true;
}

static bool read_string(reader *in, char **string)
{
    if (!accept(in, '"'))
        return fail(in, "a string");
    char *text = kkr_alloc(strcspn(in->at, "\n") + 1, 1), *out = text;
    while (*in->at != '"') {
        if ((unsigned char)*in->at < 0x20) {
            free(text);
            return fail(in, "a closing quote");
        }
        if (*in->at != '\\') {
            *out++ = *in->at++;
        } else {
            in->at++;
            if (!read_escape(in, out++)) {
                free(text);
                return false;
            }
        }
    }
    in->at++;
    *string = text;
    return true;
}

static bool read_number(reader *in, json *value)
{
    // strtod alone would also take "inf", "0x10", "+1" and ".5"
    const char *c = in->at + (*in->at == '-');
    if (!isdigit((unsigned char)*c) || (*c == '0' && isdigit((unsigned char)c[1])))
        return fail(in, "a value");
    char *end;
    value->kind = NUMBER;
    value->number = strtod(in->at, &end);
    const char *dot = memchr(in->at, '.', (size_t)(end - in->at));
    if (strspn(in->at, "-+.0123456789eE") < (size_t)(end - in->at) ||
        (dot && !isdigit((unsigned char)dot[1])))
        return fail(in, "a decimal number");
    in->at = end;
    return true;
}

static bool read_value(reader *in, json *value, int depth);

static bool read_items(reader *in, json *value, char close, int depth)
{
    if (depth >= MAX_DEPTH)
        return fail(in, "less nesting");
    if (accept(in, close))
        return true;
    int room = 0;
    do {
        if (value->count == room) {
            room = 2 * room + 4;
            value->items = kkr_realloc(value->items, room, sizeof *value->items);
            if (value->kind == OBJECT)
                value->keys = kkr_realloc(value->keys, room, sizeof *value->keys);
        }
        int i = value->count++;
        value->items[i] = (json){ 0 };
        if (value->kind == OBJECT) {
            value->keys[i] = NULL;
            if (!read_string(in, &value->keys[i]))
                return false;
            if (!accept(in, ':'))
                return fail(in, "':'");
        }
        if (!read_value(in, &value->items[i], depth + 1))
            return false;
    } while (accept(in, ','));
    return accept(in, close) || fail(in, close == ']' ? "',' or ']'" : "',' or '}'");
}

static bool read_value(reader *in, json *value, int depth)
{
    static const struct {
        const char *text;
        kind kind;
        double number;
    } words[] = { { "null", NOTHING, 0 },
                  { "true", BOOLEAN, 1 },
                  { "false", BOOLEAN, 0 } };

    skip_blanks(in);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t length = strlen(words[i].text);
        if (strncmp(in->at, words[i].text, length) == 0) {
            in->at += length;
            *value = (json){ .kind = words[i].kind, .number = words[i].number };
            return true;
        }
    }
    if (*in->at == '"') {
        value->kind = STRING;
        return read_string(in, &value->string);
    }
    if (accept(in, '[')) {
        value->kind = ARRAY;
        return read_items(in, value, ']', depth);
    }
    if (accept(in, '{')) {
        value->kind = OBJECT;
        return read_items(in, value, '}', depth);
    }
    return read_number(in, value);
}

json *json_parse(const char *text, const char *name)
{
    reader in = { name, text, text };
    json *value = kkr_alloc(1, sizeof *value);
    bool ok = read_value(&in, value, 0);
    skip_blanks(&in);
    if (ok && *in.at)
        ok = fail(&in, "the end");
    if (ok)
        return value;
    json_free(value);
    return NULL;
}

json *json_read(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file) {
        printf("%s: cannot be opened\n", path);
        return NULL;
    }
    char *text = NULL;
    size_t size = 0, room = 0;
    do {
        room = 2 * room + 65536;
        text = kkr_realloc(text, room, 1);
        size += fread(text + size, 1, room - size - 1, file);
    } while (size == room - 1);
    text[size] = 0;
    fclose(file);
    json *value = json_parse(text, path);
    free(text);
    return value;
}

void json_free(json *value)
{
    if (!value)
        return;
    clear(value);
    free(value);
}

static const json *step(const json *value, const char *name)
{
    if (!value)
        return NULL;
    if (value->kind == OBJECT) {
        for (int i = 0; i < value->count; i++)
            if (strcmp(value->keys[i], name) == 0)
                return &value->items[i];
        return NULL;
    }
    char *end;
    long i = strtol(name, &end, 10);
    return end > name && !*end ? json_item(value, (int)i) : NULL;
}

const json *json_get(const json *value, const char *path, ...)
{
    char steps[512];
    va_list args;
    va_start(args, path);
    int length = vsnprintf(steps, sizeof steps, path, args);
    va_end(args);
    if (length < 0 || length >= (int)sizeof steps)
        return NULL;
    for (char *rest = steps, *name; (name = strsep(&rest, "/"));)
        value = step(value, name);
    return value;
}

int json_count(const json *value)
{
    return value ? value->count : 0;
}

const json *json_item(const json *value, int i)
{
    return value && i >= 0 && i < value->count ? &value->items[i] : NULL;
}

const char *json_key(const json *value, int i)
{
    return json_item(value, i) && value->keys ? value->keys[i] : NULL;
}

double json_number(const json *value)
{
    return value && value->kind == NUMBER ? value->number : (double)NAN;
}

const char *json_string(const json *value)
{
    return value && value->kind == STRING ? value->string : NULL;
}

bool json_true(const json *value)
{
    return value && value->kind == BOOLEAN && value->number == 1;
}
