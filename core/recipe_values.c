// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/colormap.h"
#include "core/recipe_keys.h"
#include "core/text.h"
#include "core/word.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

// ------------------------------------------------------------ write

/** The point of whatever locale becomes a full stop. */
static void use_point(char *text)
{
    char *out = text;
    for (const char *c = text; *c; c++) {
        if (strchr("+-0123456789e", *c))
            *out++ = *c;
        else if (out == text || out[-1] != '.') // it may have several bytes
            *out++ = '.';
    }
    *out = 0;
}

/** The fewest digits that read back to the same double. */
static void write_number(double value, FILE *file)
{
    assert(isfinite(value));
    char text[64];
    double back = 0;
    int digits = -1; // behind the first one
    do {
        snprintf(text, sizeof text, "%.*e", ++digits, value);
        use_point(text);
        kkr_parse_fortran(text, strlen(text), &back);
    } while (back != value && digits < 17);
    int exponent = atoi(strchr(text, 'e') + 1);
    if (exponent >= -5 && exponent <= 15) {
        int decimals = digits > exponent ? digits - exponent : 0;
        snprintf(text, sizeof text, "%.*f", decimals, value);
        use_point(text);
    }
    fputs(text, file);
}

/** Bytes of the UTF-8 character at `text`, 0 if it is none (RFC 3629). */
static int character(const char *text)
{
    const unsigned char *c = (const unsigned char *)text;
    if (c[0] < 0x80)
        return 1;
    int n = c[0] >= 0xf0 ? 4 : c[0] >= 0xe0 ? 3 : 2;
    if (c[0] < 0xc2 || c[0] > 0xf4)
        return 0;
    for (int i = 1; i < n; i++)
        if ((c[i] & 0xc0) != 0x80)
            return 0;
    bool wrong = (c[0] == 0xe0 && c[1] < 0xa0) || (c[0] == 0xed && c[1] > 0x9f) ||
                 (c[0] == 0xf0 && c[1] < 0x90) || (c[0] == 0xf4 && c[1] > 0x8f);
    return wrong ? 0 : n;
}

static bool is_control(char c)
{
    return ((unsigned char)c < ' ') || c == 0x7f;
}

static bool is_plain(const char *word)
{
    const char *c = word;
    for (int n; *c; c += n) {
        n = character(c);
        if (n == 0 || is_control(*c) || strchr(" \"#\\", *c))
            return false;
    }
    return c > word;
}

/** A word with quotes and \xHH where it needs them. */
static void write_word(const char *word, FILE *file)
{
    if (is_plain(word)) {
        fputs(word, file);
        return;
    }
    putc('"', file);
    while (*word) {
        int n = character(word);
        if (n == 0 || is_control(*word)) {
            fprintf(file, "\\x%02x", (unsigned char)*word++);
            continue;
        }
        if (*word == '"' || *word == '\\')
            putc('\\', file);
        fwrite(word, 1, (size_t)n, file);
        word += n;
    }
    putc('"', file);
}

/** A path as it is seen from `folder`, "a/b/"; absolute if that cannot be told. */
static void write_path(const char *path, const char *folder, FILE *file)
{
    size_t length = folder ? strlen(folder) : 0;
    bool inside = length > 0 && strncmp(path, folder, length) == 0 && path[length];
    if (inside || length == 0 || *path == '/') {
        write_word(inside ? path + length : path, file);
        return;
    }
    char *whole = NULL;
    if (*folder == '/' || strstr(folder, "./")) {
        char *resolved = realpath(path, NULL);
        whole = kkr_strdup(resolved ? resolved : path);
        free(resolved);
    } else { // out of the folder, step by step
        whole = kkr_strdup(path);
        for (const char *c = folder; *c; c++) {
            if (*c != '/' || c[-1] == '/')
                continue;
            char *up = kkr_strdup_printf("../%s", whole);
            free(whole);
            whole = up;
        }
    }
    write_word(whole, file);
    free(whole);
}

/** A bool or an enum, whatever its size. */
static int get_choice(const kkr_recipe_key *key, const char *place)
{
    int index;
    if (key->size == sizeof(bool))
        return *(const bool *)place;
    assert(key->size == sizeof index);
    memcpy(&index, place, sizeof index);
    return index - key->first;
}

/** A path is a string of its own or, in the recipe itself, an array; "": none. */
static const char *path_of(const kkr_recipe_key *key, const char *place)
{
    if (key->size != sizeof(char *))
        return place;
    const char *path = *(char *const *)(const void *)place;
    return path ? path : "";
}

bool kkr_recipe_key_is_set(const kkr_recipe_key *key, const kkr_recipe_text *text)
{
    const char *place = (const char *)text + key->offset;
    switch (key->value) {
    case KKR_RECIPE_PATH:
        return *path_of(key, place) != 0;
    case KKR_RECIPE_PATHS:
        return text->n_paths > 0;
    case KKR_RECIPE_HASHES:
        return text->n_path_sha256 > 0;
    case KKR_RECIPE_HASH:
        return *place != 0;
    default:
        return true;
    }
}

void kkr_recipe_key_write(const kkr_recipe_key *key, const kkr_recipe_text *text,
                          FILE *file)
{
    const char *place = (const char *)text + key->offset;
    const double *numbers = (const double *)place;
    const int *whole = (const int *)place;
    size_t n = key->size / sizeof(double);
    switch (key->value) {
    case KKR_RECIPE_CHOICE: {
        const char *word = key->words;
        for (int i = get_choice(key, place); i > 0; i--)
            word = strchr(word, '|') + 1;
        fprintf(file, "%.*s", (int)strcspn(word, "|"), word);
        return;
    }
    case KKR_RECIPE_COUNT:
        if (key->instead && *whole == key->first)
            fputs(key->instead, file);
        else
            fprintf(file, "%d", *whole);
        return;
    case KKR_RECIPE_NUMBERS:
        if (key->instead && numbers[0] == key->first) {
            fputs(key->instead, file);
            return;
        }
        for (size_t i = 0; i < n; i++) {
            if (i > 0)
                putc(' ', file);
            write_number(numbers[i], file);
        }
        if (key->words)
            fprintf(file, " %s", key->words);
        return;
    case KKR_RECIPE_INDICES:
        if (whole[0] == 0 && whole[1] == 0 && whole[2] == 0)
            fputs(key->instead, file);
        else
            fprintf(file, "%d %d %d", whole[0], whole[1], whole[2]);
        return;
    case KKR_RECIPE_LIST:
        if (whole[0] == 0)
            fputs(key->instead, file);
        for (size_t i = 0; i < key->size / sizeof(int) && whole[i] != 0; i++)
            fprintf(file, i > 0 ? " %d" : "%d", whole[i]);
        return;
    case KKR_RECIPE_PATH:
        write_path(path_of(key, place), text->folder, file);
        return;
    case KKR_RECIPE_PATHS:
        for (int i = 0; i < text->n_paths; i++) {
            if (i > 0)
                putc(' ', file);
            write_path(text->paths[i], text->folder, file);
        }
        return;
    case KKR_RECIPE_HASHES:
        for (int i = 0; i < text->n_path_sha256; i++)
            fprintf(file, i > 0 ? " %s" : "%s", text->path_sha256[i]);
        return;
    case KKR_RECIPE_NAME:
    case KKR_RECIPE_MAP:
    case KKR_RECIPE_HASH:
        write_word(place, file);
        return;
    }
}

// -------------------------------------------------------------- set

/** A decimal number as C writes it, and nothing of Fortran's further spellings. */
static bool parse_number(const kkr_recipe_key *key, const char *word, double *value)
{
    for (const char *c = word; *c; c++)
        if (!strchr("+-.0123456789eE", *c) ||
            (c > word && strchr("+-", *c) && !strchr("eE", c[-1])))
            return false;
    return kkr_parse_fortran(word, strlen(word), value) == KKR_NUMBER_OK &&
           *value >= key->low && *value <= key->high;
}

static bool parse_whole(const kkr_recipe_key *key, const char *word, int *value)
{
    return !strchr(word, ' ') && kkr_parse_int(word, strlen(word), value) &&
           *value >= key->low && *value <= key->high;
}

static bool set_choice(const kkr_recipe_key *key, char *place, const char *word)
{
    int index = *word ? kkr_word_index(word, key->words) : -1;
    if (index < 0)
        return false;
    if (key->size == sizeof(bool)) {
        *(bool *)place = index == 1;
    } else {
        index += key->first;
        memcpy(place, &index, sizeof index);
    }
    return true;
}

static bool set_numbers(const kkr_recipe_key *key, double *place, int n,
                        char *const *words)
{
    int n_numbers = (int)(key->size / sizeof(double));
    double numbers[3] = { 0 };
    assert(n_numbers <= 3);
    if (key->instead && n == 1 && strcmp(words[0], key->instead) == 0) {
        *place = key->first;
        return true;
    }
    if (n != n_numbers + (key->words != NULL))
        return false;
    for (int i = 0; i < n_numbers; i++)
        if (!parse_number(key, words[i], &numbers[i]))
            return false;
    if (key->words && strcmp(words[n - 1], key->words) != 0)
        return false;
    memcpy(place, numbers, key->size);
    return true;
}

static bool set_indices(const kkr_recipe_key *key, int *place, int n,
                        char *const *words)
{
    int whole[3] = { 0 };
    if (n != 1 || strcmp(words[0], key->instead) != 0) {
        for (int i = 0; i < 3; i++)
            if (n != 3 || !parse_whole(key, words[i], &whole[i]))
                return false;
        if (whole[0] == 0 && whole[1] == 0 && whole[2] == 0)
            return false;
    }
    memcpy(place, whole, sizeof whole);
    return true;
}

static bool set_list(const kkr_recipe_key *key, int *place, int n, char *const *words)
{
    int list[KKR_RECIPE_MAX_SITES] = { 0 };
    assert(key->size <= sizeof list);
    if (n != 1 || !key->instead || strcmp(words[0], key->instead) != 0)
        for (int i = 0; i < n; i++)
            if (n > (int)(key->size / sizeof(int)) ||
                !parse_whole(key, words[i], &list[i]))
                return false;
    memcpy(place, list, key->size);
    return true;
}

/** Text that may be drawn: it fits, is UTF-8 and has no control characters. */
static bool set_text(const kkr_recipe_key *key, char *place, const char *word)
{
    if (strlen(word) >= key->size)
        return false;
    for (const char *c = word; *c; c += character(c))
        if (character(c) == 0 || is_control(*c))
            return false;
    memset(place, 0, key->size);
    strcpy(place, word);
    return true;
}

static bool is_hash(const char *word)
{
    return strspn(word, "0123456789abcdef") == KKR_SHA256_HEX - 1 &&
           !word[KKR_SHA256_HEX - 1];
}

static bool set_hashes(kkr_recipe_text *text, int n, char *const *words)
{
    for (int i = 0; i < n; i++)
        if (n > KKR_RECIPE_MAX_PATHS || !is_hash(words[i]))
            return false;
    for (int i = 0; i < n; i++)
        text->path_sha256[i] = kkr_strdup(words[i]);
    text->n_path_sha256 = n;
    return true;
}

bool kkr_recipe_key_set(const kkr_recipe_key *key, kkr_recipe_text *text, int n,
                        char *const *words)
{
    void *place = (char *)text + key->offset;
    int *whole = place;
    if (n < 1)
        return false;
    if (key->value == KKR_RECIPE_NUMBERS)
        return set_numbers(key, place, n, words);
    if (key->value == KKR_RECIPE_INDICES)
        return set_indices(key, place, n, words);
    if (key->value == KKR_RECIPE_LIST)
        return set_list(key, place, n, words);
    if (key->value == KKR_RECIPE_PATHS) {
        for (int i = 0; i < n; i++)
            if (n > KKR_RECIPE_MAX_PATHS || !words[i][0])
                return false;
        for (int i = 0; i < n; i++)
            text->paths[i] = kkr_strdup(words[i]);
        text->n_paths = n;
        return true;
    }
    if (key->value == KKR_RECIPE_HASHES)
        return set_hashes(text, n, words);
    if (n != 1)
        return false;
    const char *word = words[0];
    switch (key->value) {
    case KKR_RECIPE_CHOICE:
        return set_choice(key, place, word);
    case KKR_RECIPE_COUNT:
        if (!key->instead || strcmp(word, key->instead) != 0)
            return parse_whole(key, word, whole);
        *whole = key->first;
        return true;
    case KKR_RECIPE_PATH:
        if (!*word)
            return false;
        if (key->size == sizeof(char *)) {
            *(char **)place = kkr_strdup(word);
            return true;
        }
        if (strlen(word) >= key->size)
            return false;
        memset(place, 0, key->size); // recipes are compared as a whole
        strcpy(place, word);
        return true;
    case KKR_RECIPE_HASH:
        return is_hash(word) && set_text(key, place, word);
    case KKR_RECIPE_MAP:
        return kkr_recipe_key_fits(key, word) && set_text(key, place, word);
    default:
        return set_text(key, place, word);
    }
}
