// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "app/options.h"

#include "core/word.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_WORD = 40 };

// ---------------------------------------------------------- numbers

bool kkr_option_number(const char *text, double *value)
{
    char *end;
    if (!strchr("+-.0123456789", *text) || !*text)
        return false;
    *value = strtod(text, &end);
    return *end == '\0' && isfinite(*value);
}

int kkr_option_counts(const char *text, int *count, int max)
{
    for (int n = 0; n < max; n++) {
        char *end;
        errno = 0;
        long value = *text >= '0' && *text <= '9' ? strtol(text, &end, 10) : 0;
        if (value < 1 || value > INT_MAX || errno != 0)
            return 0;
        count[n] = (int)value;
        if (*end == '\0')
            return n + 1;
        if (*end != 'x')
            return 0;
        text = end + 1;
    }
    return 0;
}

// ---------------------------------------------------------- parsing

/** "--field" or "-o". */
static void spell(const kkr_option *option, char *out, size_t size)
{
    snprintf(out, size, "%s%s", option->name[1] ? "--" : "-", option->name);
}

static bool set_value(const kkr_option *option, const char *text, void *target,
                      kkr_error *err)
{
    char name[64], hint[64];
    spell(option, name, sizeof name);
    void *place = (char *)target + option->offset;
    int count;
    switch (option->kind) {
    case KKR_OPTION_TEXT:
        if (!*text)
            return kkr_fail(err, KKR_ERROR_USAGE, "%s needs %s, found nothing", name,
                            option->takes);
        *(const char **)place = text;
        return true;
    case KKR_OPTION_COUNT:
        if (kkr_option_counts(text, &count, 1) != 1)
            return kkr_fail(err, KKR_ERROR_USAGE,
                            "%s needs a whole number from 1 on, found \"%s\"", name,
                            text);
        *(int *)place = count;
        return true;
    case KKR_OPTION_REAL:
        if (!kkr_option_number(text, place))
            return kkr_fail(err, KKR_ERROR_USAGE, "%s needs a number, found \"%s\"",
                            name, text);
        return true;
    case KKR_OPTION_CHOICE:
        count = kkr_word_index(text, option->takes);
        if (count < 0) {
            kkr_word_suggest(text, option->takes, hint, sizeof hint);
            return kkr_fail(err, KKR_ERROR_USAGE, "%s needs %s, found \"%s\"%s", name,
                            option->takes, text, hint);
        }
        *(int *)place = count;
        return true;
    case KKR_OPTION_FLAG:
    case KKR_OPTION_END:
        break;
    }
    return false;
}

static const kkr_option *find(const kkr_option_group *groups, const char *name,
                              size_t length, void **target)
{
    for (const kkr_option_group *g = groups; g->title; g++) {
        for (const kkr_option *o = g->options; o->kind != KKR_OPTION_END; o++) {
            if (strlen(o->name) == length && memcmp(o->name, name, length) == 0) {
                *target = g->target;
                return o;
            }
        }
    }
    return NULL;
}

static bool fail_unknown(const kkr_option_group *groups, const char *text,
                         size_t length, kkr_error *err)
{
    enum { MAX_OPTIONS = 64 };
    char names[MAX_OPTIONS][MAX_WORD], given[MAX_WORD + 1];
    const char *list[MAX_OPTIONS] = { "--help" };
    int n = 1;
    for (const kkr_option_group *g = groups; g->title; g++) {
        for (const kkr_option *o = g->options;
             o->kind != KKR_OPTION_END && n < MAX_OPTIONS; o++, n++) {
            spell(o, names[n], sizeof names[n]);
            list[n] = names[n];
        }
    }
    snprintf(given, sizeof given, "%.*s", (int)length, text);
    const char *nearest = kkr_word_nearest(given, list, n);
    if (nearest)
        return kkr_fail(err, KKR_ERROR_USAGE, "unknown option %s; did you mean %s?",
                        given, nearest);
    return kkr_fail(err, KKR_ERROR_USAGE, "unknown option %s; --help lists all", given);
}

bool kkr_options_parse(int argc, char **argv, const kkr_option_group *groups,
                       kkr_arguments *arguments, kkr_error *err)
{
    *arguments = (kkr_arguments){ 0 };
    bool only_paths = false;
    for (int i = 1; i < argc; i++) {
        char *text = argv[i];
        if (!only_paths && strcmp(text, "--") == 0) {
            only_paths = true;
            continue;
        }
        if (only_paths || text[0] != '-' || !text[1]) {
            if (!*text)
                return kkr_fail(err, KKR_ERROR_USAGE, "an argument is empty");
            if (arguments->n_paths == KKR_OPTIONS_MAX_PATHS)
                return kkr_fail(err, KKR_ERROR_USAGE, "more than %d paths",
                                KKR_OPTIONS_MAX_PATHS);
            arguments->paths[arguments->n_paths++] = text;
            continue;
        }
        if (strcmp(text, "--help") == 0 || strcmp(text, "-h") == 0) {
            arguments->help = true;
            return true;
        }
        bool is_long = text[1] == '-';
        const char *name = text + (is_long ? 2 : 1);
        const char *equals = is_long ? strchr(name, '=') : NULL;
        size_t length = equals ? (size_t)(equals - name) : strlen(name);
        void *target = NULL;
        const kkr_option *option =
            (length > 1) == is_long ? find(groups, name, length, &target) : NULL;
        if (!option)
            return fail_unknown(groups, text, (size_t)(name - text) + length, err);
        if (option->kind == KKR_OPTION_FLAG) {
            if (equals)
                return kkr_fail(err, KKR_ERROR_USAGE, "--%s takes no value",
                                option->name);
            *(bool *)((char *)target + option->offset) = true;
            continue;
        }
        if (!equals && i + 1 >= argc)
            return kkr_fail(err, KKR_ERROR_USAGE, "%s needs a value: %s", text,
                            option->takes);
        if (!set_value(option, equals ? equals + 1 : argv[++i], target, err))
            return false;
    }
    return true;
}

void kkr_options_print(const kkr_option_group *groups)
{
    for (const kkr_option_group *g = groups; g->title; g++) {
        printf("\n%s:\n", g->title);
        for (const kkr_option *o = g->options; o->kind != KKR_OPTION_END; o++) {
            char left[80];
            spell(o, left, sizeof left);
            if (o->takes) {
                size_t n = strlen(left);
                snprintf(left + n, sizeof left - n, " %s", o->takes);
            }
            if (strlen(left) > 24)
                printf("  %s\n  %-24s  %s\n", left, "", o->help);
            else
                printf("  %-24s  %s\n", left, o->help);
        }
    }
}
