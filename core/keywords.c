// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/keywords.h"

#include <ctype.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const size_t LONGEST = (size_t)16 << 20; // bytes

bool kkr_keywords_open(kkr_keywords *card, const char *path)
{
    card->text = kkr_text_read(path, card->err);
    if (!card->text)
        return false;
    if (card->text->length > LONGEST)
        return kkr_fail(card->err, KKR_ERROR_FORMAT,
                        "%s: an inputcard has a few kilobytes, this file has %zu MB",
                        path, card->text->length / 1000000);
    kkr_line line;
    while (kkr_text_next(card->text, &line))
        card->n_lines++;
    card->lines = kkr_alloc(card->n_lines, sizeof *card->lines);
    kkr_text_rewind(card->text);
    for (int i = 0; kkr_text_next(card->text, &line); i++) {
        const char *comment = memchr(line.text, '#', line.length);
        if (comment)
            line.length = (size_t)(comment - line.text);
        card->lines[i] = line;
    }
    return true;
}

void kkr_keywords_close(kkr_keywords *card)
{
    free(card->lines);
    kkr_text_free(card->text);
}

static bool is_letter(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '-' || c == '<' || c == '>';
}

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

bool kkr_keyword_stands_at(kkr_line line, size_t at, const char *name, bool any_case)
{
    size_t i = 0;
    for (; name[i]; i++) {
        if (at + i >= line.length)
            return false;
        char c = line.text[at + i];
        if ((any_case ? upper(c) : c) != name[i])
            return false;
    }
    // KKR would also find INS in INSREF or ATOMINFO in ATOMINFOC; that is never
    // what a file means.
    return at + i == line.length || !is_letter(line.text[at + i]);
}

bool kkr_keywords_search(const kkr_keywords *card, const char *name, bool any_case,
                         kkr_keyword *found)
{
    for (int i = 0; i < card->n_lines; i++) {
        kkr_line line = card->lines[i];
        for (size_t at = 0; at < line.length; at++) {
            if (!kkr_keyword_stands_at(line, at, name, any_case))
                continue;
            size_t end = at + strlen(name);
            bool equals = end < line.length && line.text[end] == '=';
            *found = (kkr_keyword){ name, i, at, equals };
            return true;
        }
    }
    return false;
}

bool kkr_keywords_find(const kkr_keywords *card, const char *name, kkr_keyword *found)
{
    return kkr_keywords_search(card, name, name[0] == '<',
                               found); // <key> may be in any case
}

kkr_line kkr_keywords_value(const kkr_keywords *card, const kkr_keyword *key, int row)
{
    int i = key->equals ? key->line : key->line + row;
    card->text->line = i < card->n_lines ? i + 1 : card->n_lines;
    if (i >= card->n_lines)
        return (kkr_line){ "", 0 };
    size_t begin = key->equals ? key->column + strlen(key->name) + 1 : key->column;
    return kkr_line_cut(card->lines[i], begin, SIZE_MAX);
}

void kkr_keywords_warn(const kkr_keywords *card, const kkr_keyword *key, int n_rows)
{
    kkr_crystal *crystal = card->crystal;
    if (key->equals)
        return;
    kkr_line line = card->lines[key->line];
    kkr_line rest =
        kkr_line_trim(kkr_line_cut(line, key->column + strlen(key->name), SIZE_MAX));
    if (rest.length && rest.text[0] == '=')
        kkr_note(&crystal->n_notes, &crystal->notes,
                 "%s:%d: there is a blank between %s and '=': KKR, and so this "
                 "program, takes the value from the line below",
                 crystal->path, key->line + 1, key->name);
    for (int row = 1; row <= n_rows && key->line + row < card->n_lines; row++) {
        line = card->lines[key->line + row];
        if (key->column == 0 || key->column >= line.length ||
            isspace((unsigned char)line.text[key->column - 1]) ||
            isspace((unsigned char)line.text[key->column]))
            continue;
        kkr_note(&crystal->n_notes, &crystal->notes,
                 "%s:%d: the value of %s begins left of its keyword: KKR, and so this "
                 "program, reads it only from column %zu on",
                 crystal->path, key->line + row + 1, key->name, key->column + 1);
        return; // one row says it all
    }
}

bool kkr_keywords_fail(const kkr_keywords *card, const kkr_keyword *key, kkr_line value,
                       const char *expected)
{
    value = kkr_line_trim(value);
    if (value.length > 60)
        value.length = 60;
    return kkr_text_fail(card->text, card->err, "%s: expected %s, found '%.*s'",
                         key->name, expected, (int)value.length, value.text);
}

bool kkr_keywords_doubles(const kkr_keywords *card, const kkr_keyword *key, int row,
                          double *x, int n)
{
    static const char *const expected[] = { "", "a number", "2 numbers", "3 numbers" };
    kkr_line value = kkr_keywords_value(card, key, row);
    kkr_list list = kkr_list_of(value);
    bool good = kkr_list_doubles(&list, x, n) == n;
    for (int i = 0; i < n; i++)
        good = good && isfinite(x[i]);
    return good || kkr_keywords_fail(card, key, value, expected[n]);
}

bool kkr_keywords_int(const kkr_keywords *card, const kkr_keyword *key, int row,
                      int low, int high, int *x)
{
    kkr_line value = kkr_keywords_value(card, key, row);
    kkr_list list = kkr_list_of(value);
    if (kkr_list_int(&list, x) && *x >= low && *x <= high)
        return true;
    char expected[60];
    snprintf(expected, sizeof expected, "a whole number from %d to %d", low, high);
    return kkr_keywords_fail(card, key, value, expected);
}

bool kkr_keywords_optional_int(const kkr_keywords *card, const char *name, int low,
                               int high, int *x)
{
    kkr_keyword key;
    if (!kkr_keywords_find(card, name, &key))
        return true;
    kkr_keywords_warn(card, &key, 1);
    return kkr_keywords_int(card, &key, 1, low, high, x);
}

bool kkr_keywords_optional_bool(const kkr_keywords *card, const char *name, bool *x)
{
    kkr_keyword key;
    if (!kkr_keywords_find(card, name, &key))
        return true;
    kkr_keywords_warn(card, &key, 1);
    kkr_line value = kkr_keywords_value(card, &key, 1);
    kkr_list list = kkr_list_of(value);
    return kkr_list_bool(&list, x) || kkr_keywords_fail(card, &key, value, "T or F");
}

bool kkr_keywords_require(const kkr_keywords *card, const char *name,
                          const char *meaning, kkr_keyword *key)
{
    if (kkr_keywords_find(card, name, key))
        return true;
    if (kkr_keywords_search(card, name, true, key)) {
        card->text->line = key->line + 1;
        return kkr_text_fail(card->text, card->err,
                             "%s, %s, must be written in capitals for KKR to see it",
                             name, meaning);
    }
    return kkr_fail(card->err, KKR_ERROR_FORMAT,
                    "%s: there is no %s, %s, in this inputcard", card->text->path, name,
                    meaning);
}
